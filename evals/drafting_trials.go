package evals

import (
	"fmt"
	"path"
	"slices"
	"strings"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/evals/result"
)

// DraftingMeasures are what trials of drafting tell. Fields have trials of the qualities, and drafts those of the promises. The F1 of
// presence is a mean, too: a field that is rightly filled is a right trial that weighs two, one that is wrongly filled or left blank a
// wrong trial that weighs one.
func DraftingMeasures() []result.Measure {
	return []result.Measure{
		{Name: "presence_f1", Kind: result.Quality, Title: "fields are filled that are stated, and no others (F1)"},
		{Name: "precision", Kind: result.Quality, Title: "what is filled was stated"},
		{Name: "recall", Kind: result.Quality, Title: "what was stated is filled"},
		{Name: "located", Kind: result.Quality, Title: "the evidence is where the label has it"},
		{Name: "abstention", Kind: result.Quality, Title: "what was not stated is left blank"},
		{Name: "evidence", Kind: result.Invariant, Title: "filled fields have evidence"},
		{Name: "exact", Kind: result.Invariant, Title: "quotes are exact"},
		{Name: "numbers", Kind: result.Invariant, Title: "numbers stand in their quotes"},
		{Name: "read", Kind: result.Invariant, Title: "utterances were read"},
		{Name: result.Spent, Kind: result.Cost, Title: "what a draft took"},
	}
}

// draftTrials tells of one draft.
func draftTrials(score *DraftingScore, c DraftCase, t *agent.Transcript, d Drafted, details []DraftDetail, i Integrity, repeat int) []result.Trial {
	var out []result.Trial
	base := result.Trial{Suite: suiteDrafting, Engine: score.Engine, Set: score.Set, Cluster: c.Record, Repeat: repeat}
	for _, detail := range details {
		out = append(out, fieldTrials(base, t, detail)...)
	}
	whole := base
	whole.Case = c.Record
	for _, promise := range []struct {
		measure string
		n, of   int
		what    string
	}{{"evidence", i.WithEvidence, i.Filled, "filled fields with evidence"}, {"exact", i.Exact, i.Quotes, "exact quotes"},
		{"numbers", i.NumbersQuoted, i.Numbers, "numbers in their quotes"}, {"read", i.UtterancesRead, i.Utterances, "utterances read"}} {
		trial := whole
		trial.Measure, trial.Value, trial.Weight = promise.measure, share(promise.n, promise.of), float64(promise.of)
		if trial.Wrong() {
			trial.Expected, trial.Got = "all "+promise.what, fmt.Sprintf("%d of %d", promise.n, promise.of)
		}
		out = append(out, trial)
	}
	whole.Measure, whole.Value, whole.Weight = result.Spent, 1, 1
	whole.Tokens, whole.CostUSD, whole.Millis = d.Spent.Usage.Total(), d.CostUSD, d.Millis
	return append(out, whole)
}

// fieldTrials tells of one field under every measure. Those that do not apply weigh nothing, so that another run over the same
// labels, in which they apply, has the same cases.
func fieldTrials(base result.Trial, t *agent.Transcript, d DraftDetail) []result.Trial {
	base.Case = d.Record + " " + d.Field
	stated, filled, right := d.Label != agent.NotStated, d.Text != "", d.Verdict == "located"
	tell := func(measure string, value bool, weight float64) result.Trial {
		trial := base
		trial.Measure, trial.Value, trial.Weight = measure, float64(one(value)), weight
		if trial.Wrong() {
			trial.Expected, trial.Got, trial.Source = d.expected(), d.got(), d.source(t)
		}
		return trial
	}
	weigh := func(applies bool) float64 { return float64(one(applies)) }
	return []result.Trial{
		tell("presence_f1", stated && filled, weigh(stated || filled)+weigh(stated && filled)),
		tell("precision", stated, weigh(filled)),
		tell("recall", filled, weigh(stated)),
		tell("located", right, weigh(stated && filled)),
		tell("abstention", !filled, weigh(!stated)),
	}
}

func (d DraftDetail) expected() string {
	if d.Label == agent.NotStated {
		return "blank"
	}
	var where []string
	for _, w := range d.Where {
		lines := fmt.Sprint(w[0])
		if w[1] != w[0] {
			lines += fmt.Sprintf(" to %d", w[1])
		}
		where = append(where, lines)
	}
	return fmt.Sprintf("%s, in lines %s", strings.ReplaceAll(string(d.Label), "_", " "), strings.Join(where, ", "))
}

func (d DraftDetail) got() string {
	if d.Text == "" {
		return "blank"
	}
	return told(fmt.Sprintf("%s (lines %s)", d.Text, strings.Trim(fmt.Sprint(d.Lines), "[]")))
}

// source shows the words on the first lines of the label, and where the draft took others, on the first of these.
func (d DraftDetail) source(t *agent.Transcript) []result.Excerpt {
	const fromLabel, fromDraft = 2, 1
	var out []result.Excerpt
	show := func(most int, wanted func(line int) bool) {
		for _, u := range t.Utterances {
			if most > 0 && wanted(u.Line) && !slices.ContainsFunc(out, func(e result.Excerpt) bool { return e.Line == u.Line }) {
				out = append(out, result.Excerpt{Record: path.Base(d.Record), Line: u.Line, Who: u.Speaker, Text: told(u.Text)})
				most--
			}
		}
	}
	show(fromLabel, func(line int) bool {
		return slices.ContainsFunc(d.Where, func(w [2]int) bool { return w[0] <= line && line <= w[1] })
	})
	show(fromDraft, func(line int) bool { return slices.Contains(d.Lines, line) })
	return out
}

// String shows the report to a person: engine below engine.
func (r DraftingReport) String() string {
	percent := result.Percent
	rows := [][]string{{"SET", "ENGINE", "RECORDS", "PRECISION", "RECALL", "F1", "LOCATED", "ABSTENTION", "TOKENS"}}
	var notes []string
	integrity := map[string]*Integrity{}
	var engines []string
	for _, s := range r.Sets {
		if s.Left > 0 {
			notes = append(notes, fmt.Sprintf("%s: %d records were left out, because no reply is recorded.", s.Set, s.Left))
		}
		if s.Score.Records == 0 {
			continue
		}
		tokens := ""
		if s.asked > 0 {
			tokens = fmt.Sprintf("%.2f", s.PerToken)
			notes = append(notes, fmt.Sprintf("%s: %d of %d drafts by %s, %d of %d places hold, %d fields or items taken away on second reading, %d calls, %d repairs.", s.Set, s.ByModel, s.Score.Records, s.Engine, s.Verified, s.Notes, s.Blanked, s.Calls, s.Repairs))
		}
		rows = append(rows, []string{s.Set, s.Engine, fmt.Sprint(s.Score.Records), percent(s.Precision), percent(s.Recall), percent(s.F1), percent(s.Located), percent(s.Abstention), tokens})
		if integrity[s.Engine] == nil {
			engines = append(engines, s.Engine)
			integrity[s.Engine] = &Integrity{}
		}
		integrity[s.Engine].add(s.Integrity)
	}
	text := columns(rows)
	for _, note := range notes {
		text += "\n" + note
	}
	for _, e := range engines {
		i := integrity[e]
		text += fmt.Sprintf("\nOf %d drafts by %s: %d of %d filled fields have evidence, %d of %d quotes are exact,\n%d of %d numbers stand in their quotes, %d of %d utterances were read.",
			i.Drafts, e, i.WithEvidence, i.Filled, i.Exact, i.Quotes, i.NumbersQuoted, i.Numbers, i.UtterancesRead, i.Utterances)
	}
	if slices.ContainsFunc(r.Sets, func(s DraftingScore) bool { return s.asked > 0 }) {
		text += "\n\nTokens: of the prompts, for each token of speech, both as estimated here."
	}
	return text + "\n"
}
