package agent

import (
	"fmt"
	"iter"

	"github.com/plumbline-dev/plumb/semantic"
)

// MatchRef points at the match of something in a sheet that may name a metric.
type MatchRef struct {
	Path  string // JSON path: below fields, such as "signals[0]", or "jargon[0]" for a term of the meeting
	Label string // for a person, such as "Guardrail"
	Text  string // the words; "" for a blank
	Match *semantic.Match
}

// Matches gives every match of the sheet: those of the fields in the order in which a sheet shows them, then the jargon.
func (s *Sheet) Matches() iter.Seq[MatchRef] {
	return func(yield func(MatchRef) bool) {
		for ref := range s.Fields.All() {
			m := s.Fields.matchOf(ref.Path)
			if m != nil && !yield(MatchRef{ref.Path, ref.Label, ref.Field.Text, m}) {
				return
			}
		}
		for i := range s.Jargon {
			j := &s.Jargon[i]
			if !yield(MatchRef{fmt.Sprintf("jargon[%d]", i), "Jargon", j.Heard, &j.Match}) {
				return
			}
		}
	}
}

// MatchAt gives the match at a path, see [Sheet.Matches].
func (s *Sheet) MatchAt(path string) (MatchRef, bool) {
	for ref := range s.Matches() {
		if ref.Path == path {
			return ref, true
		}
	}
	return MatchRef{}, false
}

// matchOf gives the match of the field with the given path, nil for a field whose words name no metric.
func (f *Fields) matchOf(path string) *semantic.Match {
	if m := f.MatchAt(path); m != nil {
		return m
	}
	for i := range f.Signals {
		if path == signalPath(i) {
			return &f.Signals[i].Match
		}
	}
	return nil
}

func signalPath(i int) string { return fmt.Sprintf("signals[%d]", i) }
