package agent

import (
	"fmt"
	"iter"
	"strconv"
	"strings"

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
			if !yield(MatchRef{jargonPath(i), "Jargon", j.Heard, &j.Match}) {
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

// OpenTerm is a term of a sheet about which a person has to say what it means.
type OpenTerm struct {
	Term   string         `json:"term"`   // as it was heard; the words of the field where no term was recognised
	Places []string       `json:"fields"` // where it stands, see [Sheet.Matches]
	Match  semantic.Match `json:"match"`  // of the first place
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

const jargonRoot = "jargon["

func jargonPath(i int) string { return fmt.Sprintf(jargonRoot+"%d]", i) }

// JargonAt gives the place in Sheet.Jargon that a path names, -1 when it names none.
func JargonAt(path string) int {
	digits, isJargon := strings.CutPrefix(path, jargonRoot)
	i, err := strconv.Atoi(strings.TrimSuffix(digits, "]"))
	if !isJargon || err != nil || path != jargonPath(i) {
		return -1
	}
	return i
}

// IsJargon reports whether r is a term of the meeting, and no field.
func (r MatchRef) IsJargon() bool { return strings.HasPrefix(r.Path, jargonRoot) }

func signalPath(i int) string { return fmt.Sprintf("signals[%d]", i) }
