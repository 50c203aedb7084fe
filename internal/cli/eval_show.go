package cli

import (
	"context"
	"fmt"
	"strings"

	"github.com/plumbline-dev/plumb/internal/app"
)

func (s *session) evalDraft(ctx context.Context, a *app.App, f evalFlags) error {
	e, err := a.EvalDraft(ctx, f.data, f.casesOr("evals", "cases", "draft"))
	if err != nil {
		return err
	}
	if f.asJSON {
		return s.printJSON(e)
	}
	rows := [][]string{{"SET", "RECORDS", "PRECISION", "RECALL", "LOCATED", "ABSTENTION"}}
	for _, set := range e.Sets {
		rows = append(rows, []string{
			set.Set, fmt.Sprint(set.Records), percent(set.Precision), percent(set.Recall), percent(set.Located), percent(set.Abstention),
		})
	}
	printTable(s.out, rows, 0)
	i := e.Integrity
	_, _ = fmt.Fprintf(s.out, "\nOf %d drafts: %d of %d filled fields have evidence, %d of %d quotes are exact,\n%d of %d numbers stand in their quotes, %d of %d utterances were read.\n",
		i.Drafts, i.WithEvidence, i.Filled, i.Exact, i.Quotes, i.NumbersQuoted, i.Numbers, i.UtterancesRead, i.Utterances)
	return nil
}

func (s *session) evalCite(_ context.Context, a *app.App, f evalFlags) error {
	r, err := a.EvalCite(f.data)
	if err != nil {
		return err
	}
	if f.asJSON {
		return s.printJSON(r)
	}
	printTable(s.out, [][]string{
		{fmt.Sprintf("%d CLAIMS", r.Claims), "FIRST HIT RIGHT", "ONE OF THREE RIGHT"},
		{"plain BM25", percent(r.BM25.At1), percent(r.BM25.At3)},
		{"plumb", percent(r.Plumb.At1), percent(r.Plumb.At3)},
	}, 0)
	_, _ = fmt.Fprintf(s.out, "\nCalled supported: %s of the claims of the meeting itself, %s of %d claims of meetings about\nsomething else, %s of %d claims of meetings on the same brief.\n",
		percent(r.SupportRecall), percent(r.Foreign.Supported), r.Foreign.Claims, percent(r.SameScenario.Supported), r.SameScenario.Claims)
	return nil
}

func (s *session) evalTranscript(ctx context.Context, a *app.App, f evalFlags) error {
	r, err := a.EvalReading(ctx, f.data)
	if err != nil {
		return err
	}
	if f.asJSON {
		return s.printJSON(r)
	}
	rows := [][]string{{"CORPUS", "FILES", "SPOKEN", "KEPT", "SHARE"}}
	for _, c := range r.Corpora {
		rows = append(rows, []string{c.Corpus, fmt.Sprint(c.Files), fmt.Sprint(c.Spoken), fmt.Sprint(c.Kept), fmt.Sprintf("%.3f%%", 100*c.Share)})
	}
	printTable(s.out, rows, 0)
	_, _ = fmt.Fprintf(s.out, "\nThe speaker is right on %d of %d Zoom cues (%.3f%%).\n", r.Speakers.Right, r.Speakers.Cues, 100*r.Speakers.Share)
	return nil
}

func (s *session) evalLink(ctx context.Context, a *app.App, f evalFlags) error {
	e, err := a.EvalLink(ctx, app.LinkEvalRequest{Data: f.data, Cases: f.casesOr("evals", "cases", "link"), Metrics: f.metrics})
	if err != nil {
		return err
	}
	if f.asJSON {
		return s.printJSON(e)
	}
	for _, table := range e.Tables() {
		head := []string{"SET", "TERMS"}
		for _, engine := range table.Engines {
			head = append(head, strings.ToUpper(engine))
		}
		rows := [][]string{append(head, "TARGET")}
		for _, r := range table.Rows {
			row := []string{r.Suite, fmt.Sprint(r.Of)}
			for _, share := range r.Shares {
				if share.Of == 0 {
					row = append(row, "-")
					continue
				}
				row = append(row, percent(share.Value))
			}
			target := ""
			if r.Target != nil {
				verdict := "met"
				if !r.Met() {
					verdict = "MISSED"
				}
				target = fmt.Sprintf("%s %s %s", r.Target.Op, strings.Replace(percent(r.Target.Limit), ".0%", "%", 1), verdict)
			}
			rows = append(rows, append(row, target))
		}
		_, _ = fmt.Fprintln(s.out, table.Title+":")
		printTable(s.out, rows, 0)
		_, _ = fmt.Fprintln(s.out)
	}
	switch missed := e.Missed(); {
	case len(e.Targets) == 0:
		_, _ = fmt.Fprintln(s.out, "There are no targets for these terms; those of the public sets are looked up with --data.")
	case missed == 0:
		_, _ = fmt.Fprintf(s.out, "All %d targets are met.\n", len(e.Targets))
	default:
		_, _ = fmt.Fprintf(s.out, "%d of %d targets are MISSED.\n", missed, len(e.Targets))
	}
	return nil
}

func percent(share float64) string { return fmt.Sprintf("%.1f%%", 100*share) }
