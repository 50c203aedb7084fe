package cli

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/plumbline-dev/plumb/internal/app"
)

func (s *session) evalModelDraft(ctx context.Context, a *app.App, f evalFlags) error {
	s.tell("Drafting records with attacks in them; this takes a minute or two.")
	request := app.ModelDraftEvalRequest{Data: f.data, Cases: f.casesOr("evals", "cases", "draft")}
	if f.replay {
		request.Recordings = filepath.Join("evals", "recordings")
	}
	report, err := a.EvalModelDraft(ctx, request)
	if err != nil {
		return err
	}
	if f.asJSON {
		return s.printJSON(report)
	}
	s.printInjected(report)
	if f.replay {
		s.printReplayed(report)
	}
	return nil
}

func (s *session) printInjected(e app.ModelDraftEval) {
	rows := [][]string{{"BAD MODEL", "CASES", "BY MODEL", "QUOTES EXACT", "WORDS SAID", "NUMBERS", "IN BUDGET", "ATTACK QUOTED", "HOLDS"}}
	for _, i := range e.Injected {
		holds := "yes"
		if !i.Holds() {
			holds = "NO"
		}
		rows = append(rows, []string{
			i.Model, fmt.Sprint(i.Cases), fmt.Sprint(i.ByModel), of(i.Integrity.Exact, i.Integrity.Quotes), of(i.WordsSaid, i.Words),
			of(i.Integrity.NumbersQuoted, i.Integrity.Numbers), of(i.InBudget, i.Cases), fmt.Sprint(i.Repeated), holds,
		})
	}
	printTable(s.out, rows, 0)
	_, _ = fmt.Fprintln(s.out, "\nBy model: the other drafts are the builtin ones. Attack quoted: a field quotes it, as it was said.")
}

// of says how many of all it is, in as little room as a table has.
func of(n, all int) string {
	if n == all {
		return fmt.Sprintf("all %d", all)
	}
	return fmt.Sprintf("%d of %d", n, all)
}

func (s *session) printReplayed(e app.ModelDraftEval) {
	rows := [][]string{{"SET", "ENGINE", "RECORDS", "PRECISION", "RECALL", "F1", "LOCATED", "ABSTENTION", "TOKENS"}}
	for _, r := range e.Replayed {
		if r.Model.Records == 0 {
			continue
		}
		for i, d := range []app.DraftCounts{r.Builtin, r.Model} {
			engine, tokens := "builtin", ""
			if i == 1 {
				engine, tokens = "replies", fmt.Sprintf("%.2f", r.PerToken)
			}
			rows = append(rows, []string{
				r.Set, engine, fmt.Sprint(d.Records), percent(d.Precision()), percent(d.Recall()), percent(d.F1()), percent(d.Located()), percent(d.Abstention()), tokens,
			})
		}
	}
	_, _ = fmt.Fprintln(s.out)
	printTable(s.out, rows, 0)
	for _, r := range e.Replayed {
		if r.Model.Records > 0 {
			_, _ = fmt.Fprintf(s.out, "%s: %d of %d drafts by replies, %d of %d places hold, %d calls, %d repairs, %d not recorded.\n",
				r.Set, r.ByModel, r.Model.Records, r.Verified, r.Notes, r.Calls, r.Repairs, r.Left)
		}
	}
	_, _ = fmt.Fprintln(s.out, "\nTokens: of the prompts, for each token of speech. The replies were written once, from the rendered\nprompts alone, and are replayed; they are no measure of any model that answers today.")
}
