package link

import (
	"slices"
	"strings"
)

// heard is a term that is being looked up.
type heard struct {
	phrase phrase
	words  []heardWord
	joined []int // of the compounds in the vocabulary, -1 for those that no word of the catalogue is
	total  float64
}

// heardWord is a word of a term and what it may be in the catalogue.
type heardWord struct {
	id     int      // in the vocabulary, -1 when the catalogue does not know it
	alike  []scored // words that it may be a misspelling of
	kin    []int    // words of related meaning, ascending
	parts  []uint32 // its trigrams; nil for short words
	weight float64
	short  bool // whether it may be the initials of a longer name
}

// isShort reports whether a word of a term may be initials: it was written in capitals or letter by letter, or it has no vowel
// and is no word. "CAR" may be a metric; a car is a car.
func isShort(word, term string) bool {
	return !strings.ContainsAny(word, "aeiou") || strings.Contains(term, strings.ToUpper(word)) ||
		!strings.Contains(strings.ToLower(term), word)
}

func (c *catalogue) hear(p phrase, term string) heard {
	p = c.withoutFillers(p)
	h := heard{phrase: p}
	for i, stem := range p.words {
		w := heardWord{id: -1, short: isShort(p.raw[i], term)}
		if id, ok := c.words.ids[stem]; ok {
			w.id = id
		}
		if w.id < 0 || c.words.named[w.id] == 0 {
			if w.alike = c.words.alike(p.words[i]); len(w.alike) == 0 {
				w.alike = c.words.alike(p.raw[i])
			}
		}
		w.weight = c.words.weightOf(w.id)
		if w.id < 0 && len(w.alike) > 0 {
			w.weight = c.words.weightOf(w.alike[0].at)
		}
		w.kin = c.words.kinOf(stem)
		if len(stem) >= 4 {
			w.parts = packed(stem)
		}
		if stem == counting && w.id < 0 {
			w.weight *= faint
		}
		h.total += w.weight
		h.words = append(h.words, w)
	}
	for _, word := range p.compounds() {
		id, ok := c.words.ids[word]
		if !ok {
			id = -1
		}
		h.joined = append(h.joined, id)
	}
	return h
}

// sentence is the number of words from which a term is a sentence about a metric, and no name.
const sentence = 6

// plural reports whether the last word of a term is a plural.
func (h *heard) plural() bool {
	n := len(h.phrase.raw)
	return n > 0 && strings.HasSuffix(h.phrase.raw[n-1], "s") && singular(h.phrase.raw[n-1]) != h.phrase.raw[n-1] && !strings.HasSuffix(h.phrase.words[n-1], "s")
}

// withoutFillers leaves out what stands in for a name, unless a name of the catalogue has it.
func (c *catalogue) withoutFillers(p phrase) phrase {
	var words, raw []string
	for i, w := range p.words {
		if id, ok := c.words.ids[w]; fillers[w] && (!ok || c.words.named[id] == 0) {
			continue
		}
		words, raw = append(words, w), append(raw, p.raw[i])
	}
	if len(words) > 0 && len(words) < len(p.words) {
		p.words, p.raw = words, raw
		p.exact = strings.Join(words, " ")
	}
	return p
}

// comparison is how far a term and one surface of a metric say the same.
type comparison struct {
	surface   *surface
	literal   float64  // weight of the term's words, as far as the surface has them (0 to 1)
	covered   float64  // the same, when words of the description, namespace and team count as well
	naming    float64  // weight of the surface's words, as far as the term has them (0 to 1)
	left      []string // words of the term that nothing of the metric has
	extra     []string // words of the surface that the term does not have
	score     float64  // for ranking, 0 to 1
	window    slotFit
	agg       slotFit
	edition   slotFit
	opposed   bool // they cannot mean the same, see phrase.opposes
	differs   bool // a word that one has and the other has not makes a difference elsewhere in the catalogue
	elsewhere bool // a word of the term names other metrics of the catalogue, and nothing of this one has it
	half      bool // the term is two words, and nothing of the metric has one of them
	plural    bool // the term ends in a plural: "refunds" are counted, "churn" is a rate as well
	sentence  bool // the term is a sentence
	counted   bool // the term says that it is about a count
	solid     bool // they share a word that stands for more than any metric
	identical bool // the same words in the same order, and the same slots
	verbatim  bool // the same words in the same inflection, in any order, and the same slots to the letter
}

// slotFit is how a slot of a term and of a metric go together.
type slotFit int

const (
	slotSame    slotFit = iota // both leave it open, or both say the same
	slotOpen                   // the metric's name says it and the term does not
	slotAdded                  // the term says it and the metric does not
	slotClashes                // they say different things
)

// The credit that a word gets which is not literally there.
const (
	creditJoined = 0.97 // written together or apart
	creditScope  = 1.0  // a word of the namespace or team
	creditTold   = 0.55 // a word of the description
	softFloor    = 0.45 // share of common trigrams from which two different words help in ranking
	creditSoft   = 0.6
	creditKin    = 0.5  // a word of related meaning, see kinship
	telling      = 0.15 // share of its occurrences from which a word is known to make a difference
)

// compare holds a term against a surface.
func (c *catalogue) compare(h *heard, e *entry, s *surface) comparison {
	out := comparison{surface: s}
	if s.kind == surfaceInitials && len(h.words) > 0 && !h.words[0].short {
		return out
	}
	var have [32]float64 // credit of each word of the surface
	var got [32]float64  // credit of each word of the term
	var kin [32]bool     // whether the surface has a word of related meaning
	n, m := min(len(h.words), len(got)), min(len(s.ids), len(have))
	for i := range n {
		for j := range m {
			credit := 0.0
			if w := &h.words[i]; w.id == s.ids[j] {
				credit = 1
			} else if len(w.alike) > 0 {
				for _, a := range w.alike {
					if a.at == s.ids[j] {
						credit = a.score
					}
				}
			}
			if credit == 0 && contains(h.words[i].kin, s.ids[j]) {
				kin[i] = true
			}
			if credit > 0 {
				got[i], have[j] = max(got[i], credit), max(have[j], credit)
			}
		}
	}
	onceEach(got[:n], h, s)
	for i, id := range h.joined {
		for j := range m {
			if i+1 < n && id >= 0 && id == s.ids[j] {
				got[i], got[i+1], have[j] = max(got[i], creditJoined), max(got[i+1], creditJoined), max(have[j], creditJoined)
			}
		}
	}
	for j, id := range s.joined {
		for i := range n {
			if j+1 < m && id >= 0 && id == h.words[i].id {
				got[i], have[j], have[j+1] = max(got[i], creditJoined), max(have[j], creditJoined), max(have[j+1], creditJoined)
			}
		}
	}
	for r, id := range s.runs {
		for i := range n {
			if id == h.words[i].id && h.words[i].short && got[i] < creditJoined {
				got[i] = creditJoined
				for _, j := range s.phrase.runs[r].words {
					have[min(j, len(have)-1)] = creditJoined
					for k := range n { // the word was said with the others already
						if k != i && j < m && h.words[k].id == s.ids[j] {
							got[k] = 0
						}
					}
				}
			}
		}
	}
	var said, told, ranked float64
	for i := range n {
		w := &h.words[i]
		credit := got[i]
		said += w.weight * credit
		best := credit
		if best < 1 && w.id >= 0 {
			switch {
			case contains(e.scope, w.id):
				best = max(best, creditScope)
			case contains(e.said, w.id):
				best = max(best, creditTold)
			}
		}
		told += w.weight * best
		if best == 0 && w.id >= 0 && c.words.named[w.id] > 0 && h.phrase.words[i] != counting {
			out.elsewhere = true
			out.differs = out.differs || c.words.differ[w.id] >= telling
		}
		out.solid = out.solid || credit > 0 && h.phrase.words[i] != counting
		if best == 0 {
			out.left = append(out.left, h.phrase.raw[i])
			for j := range m {
				if like := likeness(w.parts, c.words.parts[s.ids[j]]); like > softFloor {
					best = max(best, creditSoft*like)
				}
			}
		}
		switch {
		case kin[i]:
			best = max(best, creditKin)
		case best < creditKin*creditTold && shareAny(e.said, w.kin):
			best = max(best, creditKin*creditTold)
		}
		ranked += w.weight * best
	}
	var surfaceWeight, had float64
	for j := range m {
		weight := c.words.weightOf(s.ids[j])
		if n >= sentence && c.words.words[s.ids[j]] == counting {
			weight /= 10 // a sentence need not say again that it is about a count
		}
		surfaceWeight += weight
		if have[j] == 0 {
			out.extra = append(out.extra, s.phrase.raw[j])
			out.differs = out.differs || c.words.differ[s.ids[j]] >= telling
			continue
		}
		had += weight * have[j]
	}
	out.literal, out.covered, out.naming = share(said, h.total), share(told, h.total), share(had, surfaceWeight)
	out.slots(h.phrase.slots, e, s.phrase.slots)
	out.opposed = h.phrase.opposes(&s.phrase) || h.phrase.dividesOtherwise(&s.phrase) || h.phrase.numbersMissing(&s.phrase)
	counts := h.phrase.sense.counted && !s.phrase.sense.counted && !e.counts || h.phrase.sense.asked && !s.phrase.sense.asked
	if counts && h.phrase.slots.agg == aggNone && (e.isShare() || s.phrase.slots.agg != aggNone) {
		out.agg = slotClashes
	}
	out.sentence = n >= sentence && strings.Count(h.phrase.exact, " ")+1 >= len(h.words)+2 // a name has few small words
	out.half = len(out.left) > 0 && (n <= 2 || h.phrase.short > 0 && h.phrase.short <= 2)
	out.plural = h.plural()
	out.counted = h.phrase.counts() > 0
	out.identical = !out.opposed && h.phrase.exact == s.phrase.exact && out.window == slotSame && out.agg == slotSame && h.phrase.exact != ""
	out.verbatim = !out.opposed && h.phrase.slots == s.phrase.slots && sameWords(h.phrase.raw, s.phrase.raw)
	out.rank(h, ranked, had, surfaceWeight)
	return out
}

func sameWords(a, b []string) bool {
	if len(a) != len(b) {
		return false
	}
	a, b = slices.Sorted(slices.Values(a)), slices.Sorted(slices.Values(b))
	return slices.Equal(a, b)
}

// onceEach takes back what a word of the surface gives to a second word of the term: "NPS promoters" says more than
// "net promoter score".
func onceEach(got []float64, h *heard, s *surface) {
	for i := range got {
		id := h.words[i].id
		if id < 0 || got[i] == 0 {
			continue
		}
		before := 0
		for j := range i {
			if h.words[j].id == id {
				before++
			}
		}
		have := 0
		for _, other := range s.ids {
			if other == id {
				have++
			}
		}
		if before > 0 && before >= have {
			got[i] = 0
		}
	}
}

func share(part, whole float64) float64 {
	if whole == 0 {
		return 1
	}
	return part / whole
}

// rank works out the score: Tversky's index, in which what a long term says beyond the name weighs little, because a
// sentence about a metric says more than its name.
func (out *comparison) rank(h *heard, ranked, had, surfaceWeight float64) {
	common := (ranked + had) / 2
	beyond := 0.5
	if n := len(h.words); n >= sentence {
		beyond = 2.5 / float64(n)
	}
	whole := common + beyond*(h.total-ranked) + 0.5*(surfaceWeight-had)
	out.score = share(common, whole)
	if whole == 0 {
		out.score = 0.5
	}
	for _, fit := range []slotFit{out.window, out.agg} {
		doubt := [...]float64{slotSame: 0, slotOpen: 0.05, slotAdded: 0.1, slotClashes: 0.25}[fit]
		if len(h.words) >= sentence {
			doubt /= 2 // a sentence names more aggregations than the one of its metric
		}
		out.score *= 1 - doubt
	}
	if out.edition == slotClashes {
		out.score *= 0.9
	}
	if out.opposed {
		out.score *= 0.85
	}
}

// slots holds the slots of a term against those of a metric.
func (out *comparison) slots(term slots, e *entry, name slots) {
	switch {
	case term.window == name.window, term.window != "" && name.window != "" && term.window.Same(name.window):
		out.window = slotSame
	case term.window == "":
		out.window = slotOpen
	case name.window == "":
		out.window = slotAdded
		if of := e.looksBack(); of.Same(term.window) || of == "" && e.metric.Grain.Same(term.window) {
			out.window = slotSame
		} else if of != "" {
			out.window = slotClashes
		}
	default:
		out.window = slotClashes
	}
	a, b := term.agg, name.agg
	switch {
	case a == b:
		out.agg = slotSame
	case a == aggRate && b == aggNone && e.isShare():
		out.agg = slotSame
	case a == aggNone:
		out.agg = slotOpen
	case b == aggNone:
		out.agg = slotAdded
	default:
		out.agg = slotClashes
	}
	if term.version != 0 && term.version != e.version {
		out.edition = slotClashes
	}
}

// isShare reports whether the fields of a metric say that it is a share of something.
func (e *entry) isShare() bool {
	return e.metric.Unit == "%" || e.metric.Unit == "1" || e.metric.Kind == "ratio"
}
