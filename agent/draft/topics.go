package draft

import (
	"cmp"
	"math"
	"regexp"
	"slices"
)

// topic is a subject of the meeting: the segments that are about the same thing, with the words that set it apart.
type topic struct {
	id        int
	segments  []*segment
	sentences int
	words     int
	vector    vector
	name      *mention
	aim       float64 // confidence of its best aim
	lever     float64 // confidence of its best lever
	said      float64 // how much is said about it that belongs on a sheet, see weighTopics
}

// segment is a run of sentences between two changes of subject.
type segment struct {
	from, to int // sentences [from, to)
	vector   vector
}

// mention is a place where a name is said: bytes [from, to) of a sentence.
type mention struct {
	s        *sentence
	from, to int
}

func (m *mention) text() string { return m.s.text[m.from:m.to] }

const (
	blockWords    = 70   // content words on each side of a gap that are compared
	minSegment    = 12   // sentences; shorter runs are not a subject of their own
	sameTopic     = 0.22 // mean cosine from which two runs of talk are about the same thing
	turnPenalty   = 0.04 // how much a change of speaker counts as dissimilarity
	cutDeviations = 0.6  // standard deviations above the mean depth at which talk is cut
	shiftPenalty  = 0.12 // how much an announced change of subject counts as dissimilarity
)

var shiftRE = regexp.MustCompile(` (?:next (?:item|topic|up|thing on|point|agenda)|moving on|move on to|moving to|switch gears|switching gears|change of topic|changing topic|second (?:item|topic|thing|point)|last (?:item|topic|thing)|third (?:item|topic|thing)|another topic|different topic|other topic|separate topic|turn to|let's get (?:on )?to|jump (?:in|on)?to|agenda item|item (?:one|two|three|four|number)|shift gears|unrelated|other business|other thing i|before we (?:close|wrap|finish)) `)

// segmentTopics cuts the speech where its vocabulary changes and joins segments that share one.
func (sp *speech) segmentTopics() []*topic {
	words := sp.vocabulary()
	sp.words = words
	segments := sp.cut(words)
	for _, g := range segments {
		g.vector = words.of(g.from, g.to)
	}
	topics := joinSegments(segments)
	for _, t := range topics {
		for _, g := range t.segments {
			t.sentences += g.to - g.from
			for _, s := range sp.sentences[g.from:g.to] {
				t.words += len(s.words)
			}
		}
	}
	slices.SortStableFunc(topics, func(a, b *topic) int { return cmp.Compare(b.words, a.words) })
	for i, t := range topics {
		t.id = i
		for _, g := range t.segments {
			for _, s := range sp.sentences[g.from:g.to] {
				s.topic = i
			}
		}
	}
	return topics
}

// vocabulary weighs the content stems of the meeting: words said once, or all the time, say little about the subject.
func (sp *speech) vocabulary() *vocabulary {
	const stretch = 8 // sentences that count as one place
	count, places, last := map[string]int{}, map[string]int{}, map[string]int{}
	for _, s := range sp.sentences {
		place := s.index/stretch + 1
		for _, w := range s.words {
			if !contentWord(w.norm) {
				continue
			}
			k := stem(w.norm)
			count[k]++
			if last[k] != place {
				last[k] = place
				places[k]++
			}
		}
	}
	total := float64(len(sp.sentences)/stretch + 1)
	stems := make([]string, 0, len(count))
	for k, n := range count {
		if n >= 2 && !sp.nameStems[k] {
			stems = append(stems, k)
		}
	}
	slices.Sort(stems)
	v := &vocabulary{id: make(map[string]int32, len(stems)), weight: make([]float64, len(stems))}
	for i, k := range stems {
		v.id[k] = int32(i)
		v.weight[i] = max(0, math.Log(total/float64(places[k]))-0.7)
	}
	v.terms = make([][]int32, len(sp.sentences))
	for i, s := range sp.sentences {
		for _, w := range s.words {
			if contentWord(w.norm) {
				if id, ok := v.id[stem(w.norm)]; ok {
					v.terms[i] = append(v.terms[i], id)
				}
			}
		}
	}
	return v
}

// vocabulary is the content stems of a meeting that tell its subjects apart.
type vocabulary struct {
	id     map[string]int32
	weight []float64
	terms  [][]int32 // the terms of each sentence
}

// vector weighs the terms of a run of sentences; terms are sorted.
type vector []term

type term struct {
	id     int32
	weight float64
}

// of gives the vector of sentences [from, to).
func (v *vocabulary) of(from, to int) vector {
	sum := map[int32]float64{}
	for _, terms := range v.terms[from:to] {
		for _, id := range terms {
			sum[id] += v.weight[id]
		}
	}
	out := make(vector, 0, len(sum))
	for id, x := range sum {
		out = append(out, term{id, math.Log1p(x)})
	}
	slices.SortFunc(out, func(a, b term) int { return cmp.Compare(a.id, b.id) })
	return out
}

// cut finds the gaps between sentences at which the words before and after differ most (after Hearst's TextTiling).
// A gap between turns, and more so an announced change of subject, counts as a larger difference.
func (sp *speech) cut(words *vocabulary) []*segment {
	n := len(sp.sentences)
	if n == 0 {
		return nil
	}
	similarity := make([]float64, n) // before sentence i; gap 0 is the start
	for i := 1; i < n; i++ {
		here, before := sp.sentences[i], sp.sentences[i-1]
		sim := cosine(words.of(sp.blockBefore(i), i), words.of(i, sp.blockAfter(i)))
		if here.turn != before.turn {
			sim -= turnPenalty
		}
		if shiftRE.MatchString(here.norm) {
			sim -= shiftPenalty
		}
		if here.turn.source != before.turn.source {
			sim = -1
		}
		similarity[i] = sim
	}
	if n > 1 {
		similarity[0] = similarity[1] // the start is no peak to measure a depth from
	}
	depth := depths(similarity)
	mean, sd := meanSD(depth[1:])
	var segments []*segment
	start := 0
	for i := minSegment; i+minSegment/2 <= n; i++ {
		if i-start >= minSegment && depth[i] > mean+cutDeviations*sd && sp.deepest(depth, i) {
			segments = append(segments, &segment{from: start, to: i})
			start = i
		}
	}
	return append(segments, &segment{from: start, to: n})
}

// deepest reports whether no gap in the neighbourhood of i is deeper.
func (sp *speech) deepest(depth []float64, i int) bool {
	for j := max(1, i-minSegment); j < min(len(depth), i+minSegment); j++ {
		if depth[j] > depth[i] || depth[j] == depth[i] && j < i {
			return false
		}
	}
	return true
}

func (sp *speech) blockBefore(i int) int {
	words := 0
	for i > 0 && words < blockWords {
		i--
		words += len(sp.sentences[i].words) / 2
	}
	return i
}

func (sp *speech) blockAfter(i int) int {
	words := 0
	for i < len(sp.sentences) && words < blockWords {
		words += len(sp.sentences[i].words) / 2
		i++
	}
	return i
}

// depths gives how far each gap lies below the peaks on both sides.
func depths(similarity []float64) []float64 {
	depth := make([]float64, len(similarity))
	for i, s := range similarity {
		left, right := s, s
		for j := i - 1; j >= 0 && similarity[j] >= left; j-- {
			left = similarity[j]
		}
		for j := i + 1; j < len(similarity) && similarity[j] >= right; j++ {
			right = similarity[j]
		}
		depth[i] = left + right - 2*s
	}
	return depth
}

func meanSD(xs []float64) (mean, sd float64) {
	if len(xs) == 0 {
		return 0, 0
	}
	for _, x := range xs {
		mean += x
	}
	mean /= float64(len(xs))
	for _, x := range xs {
		sd += (x - mean) * (x - mean)
	}
	return mean, math.Sqrt(sd / float64(len(xs)))
}

// cosine compares two vectors. It is 0 when one of them has no weight.
func cosine(a, b vector) float64 {
	lengths := dot(a, a) * dot(b, b)
	if lengths == 0 {
		return 0
	}
	return dot(a, b) / math.Sqrt(lengths)
}

func dot(a, b vector) float64 {
	sum := 0.0
	for i, j := 0, 0; i < len(a) && j < len(b); {
		switch {
		case a[i].id < b[j].id:
			i++
		case a[i].id > b[j].id:
			j++
		default:
			sum += a[i].weight * b[j].weight
			i++
			j++
		}
	}
	return sum
}

// times multiplies a vector by a number.
func (v vector) times(x float64) vector {
	out := make(vector, len(v))
	for i, t := range v {
		out[i] = term{t.id, t.weight * x}
	}
	return out
}

// plus adds two vectors.
func plus(a, b vector) vector {
	out := make(vector, 0, len(a)+len(b))
	for i, j := 0, 0; i < len(a) || j < len(b); {
		switch {
		case j == len(b) || i < len(a) && a[i].id < b[j].id:
			out = append(out, a[i])
			i++
		case i == len(a) || b[j].id < a[i].id:
			out = append(out, b[j])
			j++
		default:
			out = append(out, term{a[i].id, a[i].weight + b[j].weight})
			i++
			j++
		}
	}
	return out
}

// joinSegments merges the two most similar subjects until none are about the same thing.
func joinSegments(segments []*segment) []*topic {
	topics := make([]*topic, len(segments))
	for i, g := range segments {
		topics[i] = &topic{segments: []*segment{g}, vector: g.vector}
	}
	similar := make([][]float64, len(topics))
	for i := range topics {
		similar[i] = make([]float64, len(topics))
		for j := range i {
			similar[i][j] = cosine(topics[i].vector, topics[j].vector)
		}
	}
	for {
		bi, bj, best := -1, -1, sameTopic
		for i := range topics {
			for j := range i {
				if topics[i] != nil && topics[j] != nil && similar[i][j] > best {
					bi, bj, best = i, j, similar[i][j]
				}
			}
		}
		if bi < 0 {
			break
		}
		ni, nj := float64(len(topics[bi].segments)), float64(len(topics[bj].segments))
		topics[bj].absorb(topics[bi])
		topics[bi] = nil
		for k, t := range topics {
			if t != nil && k != bj {
				// Average linkage: a large subject does not swallow what is merely near its middle.
				similar[max(k, bj)][min(k, bj)] = (nj*similar[max(k, bj)][min(k, bj)] + ni*similar[max(k, bi)][min(k, bi)]) / (ni + nj)
			}
		}
	}
	return slices.DeleteFunc(topics, func(t *topic) bool { return t == nil })
}

func (t *topic) absorb(o *topic) {
	t.vector = plus(t.vector, o.vector)
	t.segments = append(t.segments, o.segments...)
	slices.SortFunc(t.segments, func(a, b *segment) int { return cmp.Compare(a.from, b.from) })
}
