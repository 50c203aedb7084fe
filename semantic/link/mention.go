package link

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Mention is a place in a text where something is called by a name that the catalogue knows, or by an acronym that
// commonly names a metric.
type Mention struct {
	Text  string // as it stands there
	Start int    // in bytes
	Key   string // two mentions with the same key are the same term

	// Common tells that the text is an acronym that commonly names a metric, and nothing in the catalogue is called so.
	Common bool
}

// longestMention is how many words a name has at most when it is looked for in running text.
const longestMention = 9

// Mentions finds the names of the catalogue in a text, the longest where several begin at the same word, without
// overlaps.
func (l *Linker) Mentions(text string) []Mention {
	l.learn.Do(l.learnNames)
	chunks := chunksOf(text)
	var out []Mention
	for i := 0; i < len(chunks); i++ {
		if !l.opens[chunks[i].stem] {
			continue
		}
		for n := min(longestMention, len(chunks)-i); n > 0; n-- {
			if brokenOff(chunks[i : i+n]) {
				continue
			}
			from, to := chunks[i].from, chunks[i+n-1].to
			if name, common := l.isName(text[from:to]); name || common {
				out = append(out, Mention{Text: text[from:to], Start: from, Key: Key(text[from:to]), Common: !name})
				i += n - 1
				break
			}
		}
	}
	return out
}

// isName reports whether something is called so, and else whether it is a common acronym.
func (l *Linker) isName(text string) (name, common bool) {
	words := tokens(text, nil)
	if len(words) == 0 {
		return false, false
	}
	if len(words) == 1 && l.initials[words[0]] && isShort(words[0], text) {
		return true, false
	}
	if l.names[Key(text)] && (len(words) > 1 || l.nouns[singular(words[0])]) {
		return true, false
	}
	_, common = expansions[strings.Join(words, "")]
	if stopWords[words[0]] || stopWords[words[len(words)-1]] {
		return false, common // "the active users" starts at "active"
	}
	p := takeApart(text, nil)
	if len(p.words) == 0 || len(p.words) == 1 && !l.nouns[singular(p.raw[0])] {
		return false, common
	}
	if p.slots.window != "" || p.slots.agg != aggNone {
		return len(l.catalogue.exact[p.exact]) > 0, common
	}
	return l.bare[p.exact], common
}

// singular gives a word without the s of its plural. A name of one word is recognised in no other form: "renewal" is a
// metric, and "renew" is something that people do.
func singular(word string) string {
	if strings.HasSuffix(word, "ss") {
		return word
	}
	return strings.TrimSuffix(word, "s")
}

// chunk is a word in running text with its place.
type chunk struct {
	from, to int
	stem     string
	ends     bool // whether a mark after it ends a clause
}

// chunksOf splits a text at white space and takes the punctuation off.
func chunksOf(text string) []chunk {
	var out []chunk
	at := 0
	for at < len(text) {
		r, size := utf8.DecodeRuneInString(text[at:])
		if unicode.IsSpace(r) {
			at += size
			continue
		}
		end := strings.IndexFunc(text[at:], unicode.IsSpace)
		if end < 0 {
			end = len(text) - at
		}
		word := text[at : at+end]
		bare := strings.TrimFunc(word, func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsDigit(r) && r != '%' })
		if bare != "" {
			from := at + strings.Index(word, bare)
			to := from + len(bare)
			first := tokens(bare, nil)
			c := chunk{from: from, to: to, ends: strings.ContainsAny(text[to:at+end], ".,;:?!)")}
			if len(first) > 0 {
				c.stem = stemOf(first[0])
			}
			out = append(out, c)
		}
		at += end
	}
	return out
}

// brokenOff reports whether a clause ends before the last of some words.
func brokenOff(chunks []chunk) bool {
	for _, c := range chunks[:len(chunks)-1] {
		if c.ends {
			return true
		}
	}
	return false
}

// learnNames prepares what Mentions looks for.
func (l *Linker) learnNames() {
	l.names, l.bare, l.nouns = map[string]bool{}, map[string]bool{}, map[string]bool{}
	l.initials, l.opens = map[string]bool{}, map[string]bool{}
	for _, a := range l.approvedTerms {
		l.learnName(a)
	}
	for _, t := range l.terms.all {
		l.learnName(t.Name)
		for _, v := range t.Variants {
			l.learnName(v)
		}
	}
	for at, keys := range l.catalogue.keys() {
		e := &l.catalogue.entries[at]
		for _, key := range keys {
			l.names[key] = true
		}
		for _, noun := range e.nouns {
			l.nouns[noun] = true
		}
		for _, s := range e.surfaces {
			switch {
			case s.kind == surfaceInitials:
				l.initials[s.phrase.exact] = true
				l.learnOpening(s.phrase.exact)
			case s.phrase.slots.version != 0:
				l.names[s.phrase.exact] = true
				l.learnNouns(s.phrase)
			}
			// What people leave out when they speak of it: the window, or that it is a rate.
			written := s.kind == surfaceName || s.kind == surfaceLabel
			if written && (s.phrase.slots.window != "" || s.phrase.slots.agg == aggRate) && !fillers[s.phrase.exact] {
				l.bare[s.phrase.exact] = true
				l.learnOpening(s.phrase.exact)
				l.learnNouns(s.phrase)
			}
		}
	}
	delete(l.names, "")
	delete(l.bare, "")
	for name := range l.names {
		l.learnOpening(name)
	}
	for short := range expansions {
		l.opens[stemOf(short)] = true
	}
	for w := range windows {
		l.opens[stemOf(w)] = true
	}
	for w := range aggregations {
		if w != "mean" && w != "share" && w != "min" { // these are verbs and minutes as often
			l.opens[stemOf(w)] = true
		}
	}
}

func (l *Linker) learnName(text string) {
	l.names[Key(text)] = true
	l.learnNouns(takeApart(text, nil))
}

// learnNouns remembers the form in which a name of one word is written.
func (l *Linker) learnNouns(p phrase) {
	if noun, ok := p.noun(); ok {
		l.nouns[noun] = true
	}
}

// noun gives the singular of a name of one word.
func (p phrase) noun() (string, bool) {
	if len(p.raw) != 1 {
		return "", false
	}
	return singular(p.raw[0]), true
}

// keys gives the keys of what each metric is called, in the order of the entries.
func (c *catalogue) keys() [][]string {
	return onAll(len(c.entries), func(at int) []string {
		m := &c.entries[at].metric
		keys := []string{Key(m.Name), Key(m.Label)}
		for _, s := range m.Synonyms {
			keys = append(keys, Key(s))
		}
		for _, names := range m.Aliases {
			for _, s := range names {
				keys = append(keys, Key(s))
			}
		}
		return keys
	})
}

func (l *Linker) learnOpening(name string) {
	first, _, _ := strings.Cut(name, " ")
	l.opens[first] = true
}
