package render_test

import (
	"bytes"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/mattn/go-runewidth"
	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/decision"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/render"
)

// typicalDecision is approved, and was looked back at twice.
func typicalDecision() decision.Entry {
	observed := 41.2
	at := time.Date(2026, 3, 16, 9, 30, 0, 0, time.UTC)
	e := decision.Entry{
		ID: "d-0a7k3m9", Number: 2, State: agent.StateApproved, ContentHash: "sha256:9f2c4e1ab0" + strings.Repeat("0", 54), CreatedAt: at, UpdatedAt: at,
		Approval: &agent.Approval{By: agent.Actor{Kind: agent.PersonActor, Name: "Rosa Lind"}, At: at},
		Decision: decision.Decision{
			Date: "2026-03-16", Aim: "New shops finish a second count on their own", Mechanism: "shelf order \u2192 more second counts, because: walking stops them",
			Gate: "we carry on if 40 percent did; otherwise: we switch it off", Title: "Shelf order", Choice: decision.Continue,
			Text: `Go on with "Shelf order" as it is.`, Rationale: "The gate is within reach.\nThe guardrail holds.",
			RuledOut: []string{"Reminder mails", "Barcode scanner"}, Owner: "Tobias Lindqvist", RevisitBy: "2026-03-30",
			Prediction: decision.Prediction{}.Predict("product.second_count >= 40% by 2026-03-30"),
			Sheet:      "s-0a7k3m9", Review: "r-0a7k3m9",
			Evidence: []agent.Evidence{said("u0074", "Ruth Adeyemi", 491000, "What we want is that a new shop gets to its second count on its own.")},
		},
		Revisits: []decision.Look{
			{ID: "v-1", By: agent.Actor{Name: "Tobias Lindqvist"}, Revisit: decision.Revisit{On: "2026-03-30", Outcome: decision.CannotTell, Lesson: "Two shops were closed.", RevisitBy: "2026-04-13"}},
			{ID: "v-2", By: agent.Actor{Name: "Tobias Lindqvist"}, Revisit: decision.Revisit{On: "2026-04-13", Outcome: decision.CameTrue, Observed: &observed}},
		},
	}
	e.Prediction.Confidence = 0.7
	e.Findings = e.Check()
	return e
}

// draftDecision is one from which much is missing.
func draftDecision() decision.Entry {
	e := decision.Entry{ID: "d-0b111", Number: 1, State: agent.StateDraft, ContentHash: "sha256:" + strings.Repeat("1", 64), Decision: decision.Decision{
		Date: "2026-03-16", Aim: decision.NotStated, Mechanism: decision.NotStated, Gate: decision.NotStated, Prediction: decision.Prediction{Text: "People like it"},
	}}
	e.Findings = e.Check()
	return e
}

func TestDecisionGolden(t *testing.T) {
	t.Parallel()
	typical, draft := typicalDecision(), draftDecision()
	replaced := typical
	replaced.ID, replaced.ReplacedBy, replaced.Revisits = "d-old", typical.ID, nil
	for name, view := range map[string]func(*bytes.Buffer) error{
		"decision.txt":       func(b *bytes.Buffer) error { return render.Decision(b, typical, render.TerminalOptions{}) },
		"decision_draft.txt": func(b *bytes.Buffer) error { return render.Decision(b, draft, render.TerminalOptions{}) },
		"decision_form.md":   func(b *bytes.Buffer) error { return render.DecisionForm(b, typical) },
		"decision_log.md":    func(b *bytes.Buffer) error { return render.DecisionLog(b, []decision.Entry{typical, replaced}) },
		"decision_madr.md": func(b *bytes.Buffer) error {
			for _, f := range render.Madr([]decision.Entry{replaced, typical}) {
				b.WriteString("--> " + f.Name + "\n")
				b.Write(f.Content)
			}
			return nil
		},
	} {
		golden(t, name, []byte(show(t, view)))
	}
}

func TestDecisionFormRoundTrip(t *testing.T) {
	t.Parallel()
	for _, e := range []decision.Entry{typicalDecision(), draftDecision()} {
		var form bytes.Buffer
		require.NoError(t, render.DecisionForm(&form, e))
		got, err := render.ParseDecisionForm(&form, e.Decision)
		require.NoError(t, err)
		require.Equal(t, nonNil(e.Decision), got)
	}
}

func nonNil(d decision.Decision) decision.Decision {
	if d.RuledOut == nil {
		d.RuledOut = []string{}
	}
	return d
}

func TestDecisionFormRoundTripHostile(t *testing.T) {
	t.Parallel()
	for seed := range uint64(2000) {
		h := hostile{rand.New(rand.NewPCG(seed, 4))}
		e := typicalDecision()
		d := &e.Decision
		for _, text := range []*string{&d.Title, &d.Text, &d.Owner, &d.Aim, &d.Mechanism, &d.Gate} {
			*text = strings.TrimSpace(strings.Map(oneLine, strings.ToValidUTF8(h.text(), "")))
			if *text == "" {
				*text = "x"
			}
		}
		d.Rationale = strings.TrimSpace(strings.ReplaceAll(strings.ToValidUTF8(h.maybe(), ""), "\x00", ""))
		d.Prediction = decision.Prediction{}.Predict(d.Text)
		d.RuledOut = []string{d.Owner, d.Aim}
		var form bytes.Buffer
		require.NoError(t, render.DecisionForm(&form, e))
		got, err := render.ParseDecisionForm(bytes.NewReader(form.Bytes()), e.Decision)
		require.NoError(t, err, form.String())
		require.Equal(t, *d, got, form.String())
		require.Empty(t, slices.DeleteFunc(unseen(form.String()), func(r rune) bool { return r == '\n' }), "what cannot be seen is written so that it can")
	}
}

// oneLine removes what a text of one line cannot hold.
func oneLine(r rune) rune {
	if r == '\n' || r == '\r' || r == 0 {
		return ' '
	}
	return r
}

func TestDecisionFormEdits(t *testing.T) {
	t.Parallel()
	base := typicalDecision()
	base.State = agent.StateDraft
	base.RevisitBy = base.NextLook()
	base.Prediction.Confidence = 0
	for name, test := range map[string]struct {
		from, to string
		check    func(t *testing.T, d decision.Decision)
	}{
		"a confidence": {"Confidence:\n", "Confidence: 65 %\n", func(t *testing.T, d decision.Decision) {
			t.Helper()
			require.InDelta(t, 0.65, d.Prediction.Confidence, 1e-12)
			require.NotNil(t, d.Prediction.Predicate)
		}},
		"a choice takes its sentence along": {"Choice: continue", "Choice: Stop", func(t *testing.T, d decision.Decision) {
			t.Helper()
			require.Equal(t, decision.Stop, d.Choice)
			require.Equal(t, `Stop "Shelf order".`, d.Text)
			require.Equal(t, "2026-04-13", d.RevisitBy)
			require.Empty(t, d.Prediction)
		}},
		"a date is moved": {"Revisit by: 2026-03-30", "revisit by:2026-05-01", func(t *testing.T, d decision.Decision) {
			t.Helper()
			require.Equal(t, "2026-05-01", d.RevisitBy)
		}},
		"the date of the prediction moves the next look": {"by 2026-03-30\n", "by 2026-04-20\n", func(t *testing.T, d decision.Decision) {
			t.Helper()
			require.Equal(t, "2026-04-20", d.Prediction.Predicate.By)
			require.Equal(t, "2026-04-20", d.RevisitBy)
			require.Equal(t, "product.second_count", d.Prediction.Metric)
		}},
		"a part is cleared": {"we carry on if 40 percent did; otherwise: we switch it off", "_not stated_", func(t *testing.T, d decision.Decision) {
			t.Helper()
			require.Equal(t, decision.NotStated, d.Gate)
		}},
		"a line is removed": {"Owner: Tobias Lindqvist\n", "", func(t *testing.T, d decision.Decision) {
			t.Helper()
			require.Empty(t, d.Owner)
		}},
		"an item is added": {"- Barcode scanner", "- Barcode scanner\n-  A phone call\n   to every shop", func(t *testing.T, d decision.Decision) {
			t.Helper()
			require.Equal(t, []string{"Reminder mails", "Barcode scanner", "A phone call to every shop"}, d.RuledOut)
		}},
		"paragraphs": {"The guardrail holds.", "The guardrail\nholds.\n\nAnd so on.", func(t *testing.T, d decision.Decision) {
			t.Helper()
			require.Equal(t, "The gate is within reach.\nThe guardrail holds.\n\nAnd so on.", d.Rationale)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			form := show(t, func(b *bytes.Buffer) error { return render.DecisionForm(b, base) })
			require.Contains(t, form, test.from)
			// The place below the comment is meant.
			at := strings.Index(form, "# Shelf order")
			d, err := render.ParseDecisionForm(strings.NewReader(form[:at]+strings.Replace(form[at:], test.from, test.to, 1)), base.Decision)
			require.NoError(t, err)
			test.check(t, d)
		})
	}
}

func TestDecisionFormRefuses(t *testing.T) {
	t.Parallel()
	base := typicalDecision()
	form := show(t, func(b *bytes.Buffer) error { return render.DecisionForm(b, base) })
	for name, test := range map[string]struct{ from, to, text string }{
		"no title":          {"# Shelf order", "Shelf order", "should be the title"},
		"another heading":   {"## Gate", "## Gates", `has the heading "Gates"`},
		"a lost heading":    {"## Aim\n\nNew shops finish a second count on their own\n", "", `the heading "## Aim" is missing`},
		"a heading twice":   {"## Aim", "## Gate\n\n## Aim", `has "Gate" again`},
		"a setting twice":   {"Date: ", "Owner: x\nDate: ", `has "Owner" again`},
		"another choice":    {"Choice: continue", "Choice: perhaps", "has a choice that is not known"},
		"too sure":          {"Confidence: 70%", "Confidence: 100%", "has a confidence that cannot be read"},
		"no number":         {"Confidence: 70%", "Confidence: quite", "has a confidence that cannot be read"},
		"a stray line":      {"Date: ", "A stray line\nDate: ", "would get lost"},
		"a comment":         {"## Rationale\n", "## Rationale\n\n<!-- why not -->\n", "holds a comment"},
		"no item":           {"- Barcode scanner", "Barcode scanner", "is no item of a list"},
		"above the title":   {"<!-- plumb:", "Hello\n<!-- plumb:", "stands above the title"},
		"bytes of no text":  {"Shelf", "\xff", "not UTF-8"},
		"larger than a log": {"Shelf", strings.Repeat("x", render.MaxMarkdown), "larger than"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Contains(t, form, test.from)
			_, err := render.ParseDecisionForm(strings.NewReader(strings.Replace(form, test.from, test.to, 1)), base.Decision)
			require.ErrorContains(t, err, test.text)
			require.Equal(t, fault.Invalid, fault.KindOf(err))
			require.NotEmpty(t, fault.Next(err))
		})
	}
}

func FuzzParseDecisionForm(f *testing.F) {
	base := typicalDecision()
	var form bytes.Buffer
	require.NoError(f, render.DecisionForm(&form, base))
	f.Add(form.Bytes())
	f.Add([]byte("# x\n\nOwner: y\n\n## Decision\n\n- a\n"))
	f.Fuzz(func(t *testing.T, content []byte) {
		d, err := render.ParseDecisionForm(bytes.NewReader(content), base.Decision)
		if err != nil {
			require.Contains(t, []fault.Kind{fault.Invalid}, fault.KindOf(err))
			require.NotEmpty(t, fault.Next(err))
			return
		}
		for i := range d.RuledOut {
			d.RuledOut[i] = strings.Map(oneLine, d.RuledOut[i])
		}
		e := base
		e.Decision = d
		var again bytes.Buffer
		require.NoError(t, render.DecisionForm(&again, e))
		_, err = render.ParseDecisionForm(&again, d)
		require.NoError(t, err, "what was read can be written and read again")
	})
}

func TestParseConfidence(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]float64{"70%": 0.7, "70": 0.7, "0.7": 0.7, " 70 % ": 0.7, "1%": 0.01, "99%": 0.99, "": 0, "12.5%": 0.125} {
		got, err := render.ParseConfidence(text)
		require.NoError(t, err, text)
		require.InDelta(t, want, got, 1e-12, text)
	}
	for _, text := range []string{"100%", "0", "0%", "1", "-5%", "sure", "NaN", "Inf", "%", "1e400"} {
		_, err := render.ParseConfidence(text)
		require.Equal(t, fault.Invalid, fault.KindOf(err), text)
	}
}

func TestDecisionsOfHostileTextAreNothingButText(t *testing.T) {
	t.Parallel()
	for seed := range uint64(500) {
		h := hostile{rand.New(rand.NewPCG(seed, 5))}
		e := typicalDecision()
		d := &e.Decision
		for _, text := range []*string{
			&d.Title, &d.Text, &d.Owner, &d.Aim, &d.Mechanism, &d.Gate, &d.Rationale, &d.Prediction.Text, &d.RuledOut[0], &e.Revisits[0].Lesson,
			&e.Evidence[0].Quote, &e.Evidence[0].Speaker,
		} {
			*text = h.text()
		}
		terminal := show(t, func(b *bytes.Buffer) error { return render.Decision(b, e, render.TerminalOptions{Width: 80}) })
		for line := range strings.SplitSeq(terminal, "\n") {
			require.LessOrEqual(t, (&runewidth.Condition{StrictEmojiNeutral: true}).StringWidth(line), 80)
		}
		log := show(t, func(b *bytes.Buffer) error { return render.DecisionLog(b, []decision.Entry{e}) })
		file := render.Madr([]decision.Entry{e})[0]
		require.Regexp(t, `^0001-[a-z0-9]+(-[a-z0-9]+)*\.md$`, file.Name)
		require.LessOrEqual(t, len(file.Name), 70)
		for _, view := range []string{terminal, log, string(file.Content)} {
			require.Empty(t, slices.DeleteFunc(unseen(view), func(r rune) bool { return r == '\n' }))
		}
		for _, view := range []string{log, string(file.Content)} {
			require.NotRegexp(t, `(^|[^\\])<[a-zA-Z!/]`, view, "no HTML")
			require.NotRegexp(t, `(^|[^\\])\[[^\]]*\]\(`, view, "no links")
			require.NotRegexp(t, `[^\\]://`, view, "no address that a viewer makes a link of")
		}
		require.Equal(t, 1, strings.Count(log, "\n## "), "no heading of its own")
		require.True(t, strings.HasPrefix(string(file.Content), "---\nstatus: accepted\ndate: 2026-04-13\ndecision-makers: \""))
		require.Equal(t, 1, strings.Count(string(file.Content), "\n---\n"), "one front matter")
	}
}

func TestDecisionScoreSaysWhatItRestsOn(t *testing.T) {
	t.Parallel()
	brier, base, mean, reference := 0.153, 0.667, 0.733, 0.222
	text := show(t, func(b *bytes.Buffer) error {
		return render.DecisionScore(b, decision.Score{
			Resolved: 3, CameTrue: 2, CannotTell: 1, Open: 4, Brier: &brier, BaseRate: &base, MeanSaid: &mean, Reference: &reference, TooFew: true,
		}, render.TerminalOptions{})
	})
	require.Contains(t, text, "0.153 over 3 predictions")
	require.Contains(t, text, "2 of 3 (67%)")
	require.Contains(t, text, "1 cannot be told, 4 not looked back at yet")
	require.Contains(t, text, "Fewer than 10 predictions")
	text = show(t, func(b *bytes.Buffer) error {
		return render.DecisionScore(b, decision.Score{TooFew: true}, render.TerminalOptions{})
	})
	require.Contains(t, text, "so there is no score")
	require.NotContains(t, text, "Fewer than 10")
}
