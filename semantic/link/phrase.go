package link

import (
	"slices"
	"strconv"
	"strings"

	"github.com/plumbline-dev/plumb/semantic"
)

// phrase is a term or a name, taken apart.
type phrase struct {
	words []string // stems of the words that carry meaning, in order
	raw   []string // the same words as they were written, in small letters
	slots slots
	sense sense
	short int    // how many words it had before an acronym was written out; 0 for the same number
	runs  []run  // initials of neighbouring words
	exact string // all of it, normalised but for the slots' spelling: equal ones are the same name
}

// run is a stretch of at least three words, as people abbreviate it: "qcd" for "qualified cumulative days".
type run struct {
	initials string
	words    []int // places of the words that carry meaning
}

// slots are the properties in which two metrics of the same thing differ.
type slots struct {
	window  semantic.Span
	agg     aggregation
	version int // of a definition, from names such as "dau_v2"; 0 when the name has none
}

// takeApart reads a text. Glued says which words with humps are known in one piece, see [tokens].
func takeApart(text string, glued func(string) bool) phrase { return phraseOf(tokens(text, glued)) }

// phraseOf takes words apart.
func phraseOf(words []string) phrase { return sortOut(spellOut(words)) }

// spellOut turns spoken numbers into digits and common acronyms into words.
func spellOut(words []string) []string {
	if !slices.ContainsFunc(words, func(w string) bool { _, ok := numerals[w]; return ok }) {
		return words
	}
	var out []string
	for i := 0; i < len(words); i++ {
		w := words[i]
		if n, ok := numerals[w]; ok && i+1 < len(words) {
			if unit, more := numerals[words[i+1]]; more && n >= 20 && n%10 == 0 && unit < 10 {
				n += unit
				i++
			}
			next := ""
			if i+1 < len(words) {
				next = words[i+1]
			}
			before := ""
			if len(out) > 0 {
				before = out[len(out)-1]
			}
			if _, unit := spanUnits[next]; unit || spanUnits[before] != "" || before == "p" || next == "percentile" {
				out = append(out, strconv.Itoa(n))
				continue
			}
			out = append(out, w)
			if words[i] != w {
				out = append(out, words[i])
			}
			continue
		} else if ok && len(out) > 0 && (out[len(out)-1] == "p" || spanUnits[out[len(out)-1]] != "") {
			out = append(out, strconv.Itoa(n))
			continue
		}
		out = append(out, w)
	}
	return out
}

// counts tells how many words of a phrase say that something is counted.
func (p phrase) counts() int {
	n := 0
	for _, w := range p.words {
		if w == counting {
			n++
		}
	}
	return n
}

// compounds gives, for each word but the last, the stem of it and the next one written together: "page load" as "pageload".
func (p phrase) compounds() []string {
	var out []string
	for i := 0; i+1 < len(p.raw); i++ {
		out = append(out, stemOf(p.raw[i]+p.raw[i+1]))
	}
	return out
}

// sortOut tells the slots of a phrase from its words.
func sortOut(words []string) phrase {
	var p phrase
	var exact []string
	var letters []letter
	for i := 0; i < len(words); i++ {
		if n := p.slots.take(words[i:]); n > 0 {
			i += n - 1
			p.runs, letters = append(p.runs, runsOf(letters)...), nil
			continue
		}
		w := words[i]
		if isVersion(w) {
			p.slots.version, _ = strconv.Atoi(w[1:]) // at most three digits
			continue
		}
		s := stemOf(w)
		if s == counting && i+1 < len(words) && (words[i+1] == "of" || words[i+1] == "the") {
			continue // "the number of signups" is "signups"
		}
		exact = append(exact, s)
		l := letter{w[0], -1}
		if !stopWords[w] {
			l.word = len(p.words)
			p.words, p.raw = append(p.words, s), append(p.raw, w)
		}
		letters = append(letters, l)
	}
	p.runs = append(p.runs, runsOf(letters)...)
	p.sense = senseOf(words)
	p.exact = strings.Join(exact, " ")
	return p
}

// letter is the first one of a word, with the place of the word among those that carry meaning, -1 for the others.
type letter struct {
	initial byte
	word    int
}

const (
	shortestRun = 3
	longestRun  = 6
)

// runsOf gives every stretch of neighbouring words that people could abbreviate.
func runsOf(letters []letter) []run {
	var out []run
	for from := range letters {
		r := run{}
		for _, l := range letters[from:min(len(letters), from+longestRun)] {
			if l.initial < 'a' || l.initial > 'z' {
				break
			}
			r.initials += string(l.initial)
			if l.word >= 0 {
				r.words = append(slices.Clip(r.words), l.word)
			}
			if len(r.initials) >= shortestRun && len(r.words) >= 2 {
				out = append(out, r)
			}
		}
	}
	return out
}

// take reads a slot at the start of words, and gives how many words it took, 0 when there is none.
func (s *slots) take(words []string) int {
	if span, n := spanAt(words); n > 0 && (s.window == "" || s.window.Same(span)) {
		s.window = span
		return n
	}
	if agg, n := aggregationAt(words); n > 0 && (s.agg == aggNone || s.agg == agg) {
		s.agg = agg
		return n
	}
	return 0
}

// spanAt reads a span: "weekly", "7 day", "28d", "d30", "week 4", "per month", "over the last seven days".
func spanAt(words []string) (semantic.Span, int) {
	w := words[0]
	switch w {
	case "per", "a", "each", "every":
		if len(words) > 1 && oneUnit[words[1]] != "" {
			return oneUnit[words[1]], 2
		}
	case "over", "in", "within", "after", "by", "the", "last", "past", "rolling", "trailing", "previous":
		if s, n := lookingBack(words); n > 0 {
			return s, n
		}
	}
	if span, ok := windows[w]; ok {
		return span, 1
	}
	digits := strings.ContainsAny(w, "0123456789")
	if !digits && (len(words) < 2 || !allDigits(words[1])) {
		return "", 0
	}
	if count, unit, ok := cutSpan(w); ok {
		return span(count, unit)
	}
	if unit, number, ok := cutHorizon(w); ok {
		if unit == "m" {
			unit = "mo" // "m3" is the third month, not the third minute
		}
		return span(number, unit)
	}
	if len(words) < 2 {
		return "", 0
	}
	if allDigits(w) && spanUnits[words[1]] != "" {
		return twice(span(w, words[1]))
	}
	if allDigits(words[1]) && (w == "day" || w == "week" || w == "month") {
		return twice(span(words[1], w))
	}
	return "", 0
}

// lookingBack reads a span after the words that lead to it: "over the last 28 days", "by day 14", "in the past week".
func lookingBack(words []string) (semantic.Span, int) {
	back := false
	for i, w := range words[:min(len(words), 6)] {
		switch w {
		case "over", "in", "within", "after", "by", "the", "end", "of":
			continue
		case "last", "past", "rolling", "trailing", "previous":
			back = true
			continue
		}
		if one := oneUnit[w]; one != "" && back && (i+1 == len(words) || !allDigits(words[i+1])) {
			return one, i + 1
		}
		if w == "a" || w == "per" {
			return "", 0
		}
		if s, n := spanAt(words[i:]); n > 0 {
			return s, i + n
		}
		return "", 0
	}
	return "", 0
}

func span(count, unit string) (semantic.Span, int) {
	if u, ok := spanUnits[unit]; ok {
		unit = u
	}
	if s := semantic.Span(strings.TrimLeft(count, "0") + unit); s.Check() == nil {
		return s, 1
	}
	return "", 0
}

func twice(s semantic.Span, n int) (semantic.Span, int) { return s, 2 * n }

// aggregationAt reads an aggregation: "rate", "p95", "95th percentile".
func aggregationAt(words []string) (aggregation, int) {
	w := words[0]
	next := ""
	if len(words) > 1 {
		next = words[1]
	}
	if agg, ok := aggregations[w]; ok {
		return agg, 1
	}
	if w[0] != 'p' && (w[0] < '0' || w[0] > '9') {
		return aggNone, 0
	}
	if number, ok := cutPercentile(w); ok && (w[0] == 'p' || next == "percentile" || next == "percentiles") {
		n := 1
		if strings.HasPrefix(next, "percentile") {
			n = 2
		}
		return percentile(number), n
	}
	if w == "p" {
		if number, ok := cutPercentile(next); ok {
			return percentile(number), 2
		}
	}
	return aggNone, 0
}

func percentile(number string) aggregation {
	if number == "50" {
		return aggMedian
	}
	return aggregation("p" + number)
}
