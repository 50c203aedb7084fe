package evals

import (
	"fmt"
	"strings"

	"github.com/plumbline-dev/plumb/evals/result"
)

const suiteNarrating = "narrating"

// NarratingMeasures are what trials of narrating tell: a trial for each note, which weighs as much as it has numbers, or as edits of it
// were tried.
func NarratingMeasures() []result.Measure {
	return []result.Measure{
		{Name: "built", Kind: result.Invariant, Title: "notes are drafted without an error"},
		{Name: "resolved", Kind: result.Invariant, Title: "numbers in notes resolve to readings"},
		{Name: "recomputed", Kind: result.Invariant, Title: "means come out the same from their readings"},
		{Name: "no_cause", Kind: result.Invariant, Title: "notes without a control name no cause"},
		{Name: "promises", Kind: result.Invariant, Title: "notes in a model's words keep every number, state and doubt"},
		{Name: "whole", Kind: result.Quality, Title: "notes have every sentence that was meant"},
		{Name: "wrong_number", Kind: result.Quality, Title: "edits with a wrong number are refused"},
		{Name: "claim", Kind: result.Quality, Title: "edits that claim a cause are refused"},
		{Name: "paraphrase", Kind: result.Quality, Title: "true sentences in other words are taken"},
		{Name: "harmless", Kind: result.Quality, Title: "harmless additions are taken"},
	}
}

// tally is how many held, and of how many, by measure and set.
type tally map[[2]string][2]int

func (n *narratedNotes) tally() tally {
	t := tally{
		{"built", ""}: {n.built, n.tried}, {"whole", ""}: {n.whole, n.built}, {"no_cause", ""}: {n.built - n.causal, n.built}, {"resolved", ""}: n.resolved, {"recomputed", ""}: n.recomputed,
		{"claim", "known wording"}: n.claims, {"claim", "kept aside"}: n.heldOut, {"harmless", "known wording"}: n.harmless, {"harmless", "kept aside"}: n.heldOutOK, {"paraphrase", ""}: n.par,
	}
	for kind, pair := range n.seeded {
		t[[2]string{"wrong_number", kind}] = *pair
	}
	return t
}

// tell gives the trials of one note: what was counted since before. What did not hold is told with the first of the wrong ones.
func (n *narratedNotes) tell(before tally, missed, refused int) {
	name := fmt.Sprintf("note %03d", n.tried)
	now := n.tally()
	for _, m := range NarratingMeasures() {
		for _, set := range narratingSets(m.Name) {
			at := [2]string{m.Name, set}
			held, of := now[at][0]-before[at][0], now[at][1]-before[at][1]
			t := result.Trial{Suite: suiteNarrating, Engine: BuiltinEngine, Set: set, Case: name, Cluster: name, Measure: m.Name, Value: share(held, of), Weight: float64(of)}
			if t.Wrong() {
				t.Expected, t.Got = m.Title, fmt.Sprintf("%d of %d", held, of)
				t.Source = examples(m.Name, set, n.missed[missed:], n.refused[refused:])
			}
			n.trials = append(n.trials, t)
		}
	}
}

// narratingSets gives the sets that a measure has.
func narratingSets(measure string) []string {
	switch measure {
	case "promises": // of models, which have trials of their own
		return nil
	case "claim", "harmless":
		return []string{"known wording", "kept aside"}
	case "wrong_number":
		var kinds []string
		for _, s := range seeds {
			kinds = append(kinds, s.name)
		}
		return kinds
	}
	return []string{""}
}

// examples picks what did not hold out of what was noted of a note: prefixed by what it was.
func examples(measure, set string, missed, refused []string) []result.Excerpt {
	from, prefix := missed, ""
	switch measure {
	case "wrong_number":
		prefix = set + ": "
	case "claim":
		prefix = map[string]string{"known wording": "claim: ", "kept aside": "held out: "}[set]
	case "no_cause":
		prefix = "note: "
	case "resolved":
		prefix = "number "
	case "harmless", "paraphrase", "built", "whole":
		from = refused
	}
	for _, text := range from {
		if strings.HasPrefix(text, prefix) {
			return []result.Excerpt{{Record: "the edit", Text: told(strings.TrimPrefix(text, prefix))}}
		}
	}
	return nil
}

// Trials gives the trials of the notes, and of those in recorded words.
func (r NarratingReport) Trials() []result.Trial { return r.trials }
