package link

import (
	"runtime"
	"slices"
	"strconv"
	"strings"
	"sync"

	"github.com/plumbline-dev/plumb/semantic"
)

// catalogue is a semantic.Catalogue made ready for looking things up.
type catalogue struct {
	entries []entry
	place   map[string]int // of an entry, by the id of its metric
	words   *vocabulary
	named   [][]int32 // entries by word of a name, label, synonym or their initials
	told    [][]int32 // entries by word of the description, namespace or team
	exact   map[string][]int32
	spans   map[semantic.Span][]int32 // entries by the window in their name or fields
}

func newCatalogue(metrics []semantic.Metric) *catalogue {
	c := &catalogue{
		entries: make([]entry, 0, len(metrics)), place: make(map[string]int, len(metrics)), words: newVocabulary(),
		exact: map[string][]int32{}, spans: map[semantic.Span][]int32{},
	}
	metrics = slices.Clone(metrics)
	slices.SortFunc(metrics, func(a, b semantic.Metric) int { return strings.Compare(a.ID(), b.ID()) })
	metrics = slices.CompactFunc(metrics, func(a, b semantic.Metric) bool { return a.ID() == b.ID() })
	for i, t := range readAll(metrics) {
		c.entries = append(c.entries, c.newEntry(metrics[i], t))
		c.place[c.entries[i].id] = i
	}
	c.connect()
	return c
}

// texts is what is read off one metric, before its words have numbers.
type texts struct {
	surfaces    []surface
	nouns       []string
	scope, said []string // stems
}

// readAll reads the texts of metrics.
func readAll(metrics []semantic.Metric) []texts {
	return onAll(len(metrics), func(i int) texts { return read(&metrics[i]) })
}

// onAll makes n things, on all processors.
func onAll[T any](n int, thing func(at int) T) []T {
	out := make([]T, n)
	workers := min(runtime.GOMAXPROCS(0), n)
	var group sync.WaitGroup
	for w := range workers {
		group.Go(func() {
			for i := w; i < n; i += workers {
				out[i] = thing(i)
			}
		})
	}
	group.Wait()
	return out
}

func read(m *semantic.Metric) texts {
	t := texts{said: saidIn(m.Description)}
	t.surfaces, t.nouns = surfacesOf(m)
	for _, text := range []string{m.Namespace, m.Team} {
		for _, w := range tokens(text, nil) {
			t.scope = append(t.scope, stemOf(w))
		}
	}
	return t
}

func (c *catalogue) newEntry(m semantic.Metric, t texts) entry {
	e := entry{metric: m, id: m.ID(), surfaces: t.surfaces, nouns: t.nouns, home: semantic.TeamKey(m.Home()), space: semantic.TeamKey(m.Namespace)}
	e.family, e.version = familyOf(m)
	e.counts = slices.ContainsFunc(e.surfaces, func(s surface) bool { return s.phrase.sense.counted })
	var named []int
	for i := range e.surfaces {
		s := &e.surfaces[i]
		for _, w := range s.phrase.words {
			id := c.words.add(w)
			s.ids = append(s.ids, id)
			c.words.spelt[id] = c.words.spelt[id] || s.kind != surfaceInitials
		}
		named = append(named, s.ids...)
		if s.kind == surfaceName || s.kind == surfaceLabel {
			for _, r := range s.phrase.runs {
				s.runs = append(s.runs, c.words.add(r.initials))
			}
		}
	}
	for _, id := range unique(named) {
		c.words.named[id]++
	}
	for _, w := range t.scope {
		e.scope = append(e.scope, c.words.add(w))
	}
	for _, w := range t.said {
		e.said = append(e.said, c.words.add(w))
	}
	e.scope, e.said = unique(e.scope), unique(e.said)
	return e
}

// connect builds what needs the whole vocabulary.
func (c *catalogue) connect() {
	c.words.finish(len(c.entries), c.contrasts())
	c.named = make([][]int32, len(c.words.words))
	c.told = make([][]int32, len(c.words.words))
	for at := range c.entries {
		e := &c.entries[at]
		var named []int
		for i := range e.surfaces {
			s := &e.surfaces[i]
			named = append(named, s.ids...)
			named = append(named, s.runs...)
			for _, w := range s.phrase.compounds() {
				id, ok := c.words.ids[w]
				if !ok {
					id = -1
				} else {
					named = append(named, id)
				}
				s.joined = append(s.joined, id)
			}
			c.exact[s.phrase.exact] = append(c.exact[s.phrase.exact], int32(at))
		}
		for _, id := range unique(named) {
			c.named[id] = append(c.named[id], int32(at))
		}
		for _, id := range unique(slices.Concat(e.scope, e.said)) {
			c.told[id] = append(c.told[id], int32(at))
		}
		if w := e.looksBack(); w != "" {
			c.spans[w] = append(c.spans[w], int32(at))
		}
	}
}

// looksBack gives the window of a metric: that of its name, else that of its fields.
func (e *entry) looksBack() semantic.Span {
	for _, s := range e.surfaces {
		if w := s.phrase.slots.window; w != "" && (s.kind == surfaceName || s.kind == surfaceLabel) {
			return w
		}
	}
	return e.metric.Window
}

// familyOf gives what all versions of a metric have in common, and which one this is.
func familyOf(m semantic.Metric) (family string, version int) {
	name := m.Name
	if i := strings.LastIndexAny(name, "_.-v"); i > 0 {
		if stem, number, ok := cutVersion(name); ok {
			return m.Namespace + "." + stem, number
		}
	}
	return m.Namespace + "." + name, 0
}

// cutVersion tells the version from a name such as "dau_v2".
func cutVersion(name string) (stem string, number int, ok bool) {
	i := strings.LastIndexByte(strings.ToLower(name), 'v')
	if i < 2 || !strings.ContainsRune("_.- ", rune(name[i-1])) || !allDigits(name[i+1:]) || len(name)-i > 4 {
		return "", 0, false
	}
	number, err := strconv.Atoi(name[i+1:])
	return name[:i-1], number, err == nil
}

func unique(ids []int) []int {
	slices.Sort(ids)
	return slices.Compact(ids)
}

func contains(ascending []int, id int) bool {
	_, found := slices.BinarySearch(ascending, id)
	return found
}

// shareAny reports whether two ascending lists have something in common.
func shareAny(a, b []int) bool {
	return slices.ContainsFunc(b, func(id int) bool { return contains(a, id) })
}
