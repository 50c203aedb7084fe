package ground

import (
	"math"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/plumbline-dev/plumb/agent"
)

// Index finds where something was said in transcripts. It is purely lexical and deterministic, is never changed after
// it was made, and may be used by many goroutines.
type Index struct {
	sources  []*agent.Transcript
	units    []unit
	speakers []map[string]bool // stems of each speaker's name
	postings map[string][]posting
	vocab    []string // every stem, sorted
	mean     float64  // mean number of content terms of a unit
}

// unit is a sentence of an utterance, the smallest thing that is found.
type unit struct {
	source    int
	utterance int     // index in the source
	from, to  int     // bytes of the utterance's text
	at        int     // words spoken before it
	words     int     // words in it
	terms     int     // content terms in it
	speaker   int     // index of its speaker
	passes    float64 // what is left of a word's nearness on the other side of this unit
	skeleton  []string
}

type posting struct {
	unit  int
	count int
}

const (
	nearness   = 60.0   // words after which the nearness of a word has fallen to 1/e: about three sentences
	apart      = 10_000 // words between two sources, so that nothing in one is near the other
	maxUnit    = 60     // words after which speech without punctuation is cut
	silent     = 300    // imagined units without a word of the claim, as in a meeting of half an hour
	shortWords = 10     // units of fewer words, such as "Yeah, I see.", say little on their own
)

// NewIndex makes the index of what was said in the transcripts. Chat is left out; a nil transcript holds nothing.
func NewIndex(ts []*agent.Transcript) *Index {
	ix := &Index{sources: ts, postings: map[string][]posting{}}
	bySpeaker := map[string]int{}
	at, total := 0, 0
	for s, t := range ts {
		if t == nil || !t.IsSpeech() {
			continue
		}
		for u := range t.Utterances {
			who := ix.speaker(bySpeaker, t.Utterances[u].Speaker)
			for _, span := range sentences(t.Utterances[u].Text) {
				text := t.Utterances[u].Text[span[0]:span[1]]
				n := unit{source: s, utterance: u, from: span[0], to: span[1], at: at, speaker: who, words: len(strings.Fields(text))}
				n.passes = math.Exp(-float64(n.words) / nearness)
				n.terms = ix.post(text)
				n.skeleton = skeleton(text)
				at += n.words
				total += n.terms
				ix.units = append(ix.units, n)
			}
		}
		at += apart
	}
	for stem := range ix.postings {
		ix.vocab = append(ix.vocab, stem)
	}
	slices.Sort(ix.vocab)
	ix.mean = float64(total) / float64(max(1, len(ix.units)))
	return ix
}

func (ix *Index) speaker(known map[string]int, name string) int {
	if i, ok := known[name]; ok {
		return i
	}
	stems := map[string]bool{}
	for _, t := range tokens(name) {
		if !functionWords[t.folded] || len(t.text) == 1 {
			stems[stem(t.folded)] = true
		}
	}
	if short := initials(name); len(short) > 1 {
		stems[short] = true
	}
	known[name] = len(ix.speakers)
	ix.speakers = append(ix.speakers, stems)
	return known[name]
}

// initials gives what minutes make of a name or role of several words: "pm" of Project Manager.
func initials(name string) string {
	var b strings.Builder
	for _, t := range tokens(name) {
		r, _ := utf8.DecodeRuneInString(t.folded)
		b.WriteRune(r)
	}
	return b.String()
}

// post adds the terms of the next unit to the postings and gives how many there are.
func (ix *Index) post(text string) int {
	list := terms(text)
	for _, t := range list {
		p := ix.postings[t.stem]
		if n := len(p); n > 0 && p[n-1].unit == len(ix.units) {
			p[n-1].count++
			continue
		}
		ix.postings[t.stem] = append(p, posting{unit: len(ix.units), count: 1})
	}
	return len(list)
}

// rarity is the inverse document frequency of a stem (Robertson and Spärck Jones, as in BM25). A stem that never
// occurs is the rarest of all. The silent units keep the words of a short record from looking frequent.
func (ix *Index) rarity(stem string) float64 {
	n := float64(len(ix.postings[stem]))
	return math.Log(1 + (float64(len(ix.units)+silent)-n+0.5)/(n+0.5))
}

// text gives the exact words of a unit.
func (ix *Index) text(u int) string {
	n := &ix.units[u]
	return ix.sources[n.source].Utterances[n.utterance].Text[n.from:n.to]
}

// near gives the units, first and last, that lie within the given number of words of unit u.
func (ix *Index) near(u, words int) (first, last int) {
	first, last = u, u
	for first > 0 && ix.gap(first-1, u) <= words {
		first--
	}
	for last+1 < len(ix.units) && ix.gap(u, last+1) <= words {
		last++
	}
	return first, last
}

// gap gives the number of words between two units, a before b.
func (ix *Index) gap(a, b int) int { return ix.units[b].at - ix.units[a].at - ix.units[a].words }

// sentences gives the byte ranges of the sentences of an utterance, without the space around them. Speech that was
// transcribed without punctuation is cut into stretches of maxUnit words.
func sentences(text string) [][2]int {
	var out [][2]int
	start, words, inWord := 0, 0, false
	end := func(at int) {
		if s := strings.TrimSpace(text[start:at]); s != "" {
			from := start + strings.Index(text[start:at], s)
			out = append(out, [2]int{from, from + len(s)})
		}
		start, words = at, 0
	}
	for i, r := range text {
		space := unicode.IsSpace(r)
		if space && inWord {
			words++
			if words >= maxUnit || endsSentence(text[start:i]) {
				end(i)
			}
		}
		inWord = !space
	}
	end(len(text))
	return out
}

// abbreviations end in a point that ends no sentence.
var abbreviations = wordSet(`mr mrs ms dr hon st prof vs etc e.g i.e approx no inc ltd`)

func endsSentence(s string) bool {
	s = strings.TrimRight(s, `"')]`+"\u201d\u2019")
	last, _ := utf8.DecodeLastRuneInString(s)
	switch last {
	case '?', '!', '\u3002', '\uff1f', '\uff01':
		return true
	case '.':
		word := s[strings.LastIndexFunc(s, unicode.IsSpace)+1:]
		return !abbreviations[fold(strings.TrimSuffix(word, "."))]
	}
	return false
}
