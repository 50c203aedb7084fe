package draft

import (
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/semantic"
	"github.com/plumbline-dev/plumb/semantic/link"
)

// Relink looks up the words of an edited sheet that were changed by hand, and brings the questions about unclear terms in
// line. Before is the sheet that was edited. Definitions may be nil: then nothing is known about these words.
func Relink(ctx context.Context, before agent.Sheet, s *agent.Sheet, definitions *link.Linker) error {
	look := &lookup{ctx: ctx, definitions: definitions, team: s.Team}
	for ref := range s.Matches() {
		if ref.Match.IsChangedByHand() {
			*ref.Match = look.metric(ref.Text, subjectOf(s, ref.Path))
		}
	}
	reask(s, unclear(&before))
	return look.err
}

// Choose notes which metric a person says is meant at these paths, see [agent.Sheet.Matches], and takes back the question
// about it. Paths that the sheet does not have are passed over.
func Choose(s *agent.Sheet, paths []string, metric semantic.Metric, by string) {
	before := unclear(s)
	for ref := range s.Matches() {
		if slices.Contains(paths, ref.Path) {
			*ref.Match = ref.Match.ChosenBy(by, metric)
		}
	}
	reask(s, before)
}

// TermAt gives the term whose meaning a choice at ref settles, as it was heard; "" when the words are a sentence in which
// no term was recognised.
func TermAt(s *agent.Sheet, ref agent.MatchRef) string {
	if ref.Match.Term != "" {
		return ref.Match.Term
	}
	for _, whole := range []string{subjectOf(s, ref.Path), ref.Text} {
		if whole = strings.Join(strings.Fields(whole), " "); whole != "" && len(strings.Fields(whole)) <= longestTerm {
			return whole
		}
	}
	return ""
}

// Open gives the terms that are ambiguous or in conflict, or unknown while something comes near; each once.
func Open(s *agent.Sheet) []agent.OpenTerm {
	var open []agent.OpenTerm
	at := map[string]int{}
	for ref := range s.Matches() {
		if !ref.Match.Open() || ref.Text == "" {
			continue
		}
		term := TermAt(s, ref)
		key := string(ref.Match.Outcome) + " " + link.Key(term)
		if term == "" {
			term, key = ref.Text, ref.Path
		}
		if i, seen := at[key]; seen {
			open[i].Places = append(open[i].Places, ref.Path)
			continue
		}
		at[key] = len(open)
		open = append(open, agent.OpenTerm{Term: term, Places: []string{ref.Path}, Match: *ref.Match})
	}
	return open
}

// unclear asks, about every field whose words may mean several metrics, which one is meant; once for each term.
func unclear(s *agent.Sheet) []agent.Question {
	var questions []agent.Question
	asked := map[string]bool{}
	for ref := range s.Matches() {
		if ref.IsJargon() {
			continue // a term that no field rests on
		}
		if q, ok := whichOne(*ref.Match); ok && !asked[q] {
			asked[q] = true
			questions = append(questions, agent.Question{Field: ref.Path, Text: q})
		}
	}
	return questions
}

// reask puts the questions about unclear terms in the place of those that were asked before.
func reask(s *agent.Sheet, before []agent.Question) {
	now := unclear(s)
	if slices.Equal(now, before) {
		return
	}
	others := slices.DeleteFunc(slices.Clone(s.Questions), func(q agent.Question) bool { return slices.Contains(before, q) })
	s.Questions = append(now, others...)
}

// whichOne asks which of the definitions is meant, when there are several.
func whichOne(m semantic.Match) (string, bool) {
	if m.Outcome != semantic.Ambiguous && m.Outcome != semantic.Conflict {
		return "", false
	}
	const shown = 3
	var names []string
	choices := m.Choices()
	for _, c := range choices[:min(shown, len(choices))] {
		names = append(names, fmt.Sprintf("%s (%s)", c.Name, c.Metric))
	}
	if len(names) == 1 {
		return fmt.Sprintf("Does “%s” mean %s?", m.Term, names[0]), true
	}
	which := fmt.Sprintf("Which one does “%s” mean", m.Term)
	if m.Outcome == semantic.Conflict {
		which = fmt.Sprintf("Teams define “%s” differently. Which one is meant", m.Term)
	}
	return which + ": " + strings.Join(names[:len(names)-1], ", ") + " or " + names[len(names)-1] + "?", true
}
