package render

import (
	"fmt"
	"io"
	"slices"
	"strings"
	"time"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/decision"
)

// Decision shows a decision in a terminal: the entry, what is decided and why, what is predicted, what speaks against it, and
// what became of it.
func Decision(w io.Writer, e decision.Entry, opts TerminalOptions) error {
	s := newScreen(opts.Width, opts.Color)
	s.block("", plain, 0, tidy(e.Heading()), bold)
	s.block("", plain, 0, strings.Join(decisionStateLine(&e), " · "), plain)
	if a := e.Approval; a != nil {
		s.block("", plain, 0, approvedLine(a), green)
	}
	s.blank()
	decisionFindings(s, e.Findings, agent.Block)
	needed(s, "Aim", e.Aim)
	needed(s, "Mechanism", e.Mechanism)
	needed(s, "Gate", e.Gate)
	s.blank()
	needed(s, "Decision", e.Text)
	needed(s, "Why", e.Rationale)
	ruledOut := e.RuledOut
	if len(ruledOut) == 0 {
		ruledOut = []string{""}
	}
	label := "Ruled out"
	for _, item := range ruledOut {
		needed(s, label, item)
		label = ""
	}
	optional(s, "Prediction", predictionLine(e.Prediction))
	if e.Prediction.Metric != "" {
		optional(s, "  checked by", e.Prediction.Metric)
	}
	s.blank()
	needed(s, "Owner", e.Owner)
	needed(s, "Revisit by", e.RevisitBy)
	optional(s, "About", strings.Join(aboutLine(&e), ", "))
	decisionEvidence(s, e.Evidence, opts.Evidence)
	decisionLooks(s, &e)
	if !e.Effective() && len(e.Findings) > 0 { // to what is decided nothing can be added
		s.blank()
		decisionFindings(s, e.Findings, agent.Warn)
		decisionFindings(s, e.Findings, agent.Info)
	}
	return s.writeTo(w, "render.decision")
}

// foldedEvidence is how much of what was said is shown when it is folded.
const foldedEvidence = 3

func decisionEvidence(s *screen, said []agent.Evidence, view EvidenceView) {
	if view == EvidenceNone {
		return
	}
	label := "Said"
	for i, e := range said {
		if i == foldedEvidence && view != EvidenceFull {
			s.block("", plain, hang, fmt.Sprintf("and %d more (--evidence full)", len(said)-i), dim)
			return
		}
		text := fmt.Sprintf("%s: %q", reference(e, 1), tidy(e.Quote))
		if view != EvidenceFull {
			text = shorten(text, s.width-hang)
		}
		s.block(label, bold, hang, text, dim)
		label = ""
	}
}

func decisionFindings(s *screen, findings []agent.Finding, severity agent.Severity) {
	found := bySeverity(findings, severity)
	for _, f := range found {
		switch severity {
		case agent.Block:
			s.block("  ! blocks", red, 12, tidy(f.Message), bold)
		case agent.Warn:
			s.block("  ? check", yellow, 12, tidy(f.Message), plain)
		default:
			s.block("  - note", dim, 12, tidy(f.Message), plain)
		}
	}
	if severity == agent.Block && len(found) > 0 {
		s.blank()
	}
}

func decisionLooks(s *screen, e *decision.Entry) {
	if len(e.Revisits) > 0 {
		s.blank()
	}
	label := "Looked back"
	for _, look := range e.Revisits {
		s.block(label, bold, hang, lookLine(e, look), plain)
		if lesson := tidy(look.Lesson); lesson != "" {
			s.block("", plain, hang, lesson, plain)
		}
		label = ""
	}
	if e.Effective() && e.Due != "" && len(e.Revisits) > 0 {
		s.block("Next look", bold, hang, tidy(e.Due), plain)
	}
}

// lookLine says what became of a decision.
func lookLine(e *decision.Entry, look decision.Look) string {
	line := tidy(look.On) + " by " + tidy(look.By.Name)
	if e.Prediction.Text != "" {
		line += ": " + look.Outcome.Words()
	}
	if look.Observed != nil {
		line += ", observed " + observedText(*look.Observed, e.Prediction)
	}
	return line
}

func observedText(value float64, p decision.Prediction) string {
	if p.Predicate == nil {
		return tidy(agent.Objective{Threshold: value}.String())
	}
	limit := agent.Objective{Op: "", Threshold: value, Unit: p.Predicate.Unit}
	return strings.TrimSpace(tidy(limit.String()))
}

func approvedLine(a *agent.Approval) string {
	return fmt.Sprintf("approved by %s on %s", tidy(a.By.Name), a.At.UTC().Format(time.DateOnly))
}

func predictionLine(p decision.Prediction) string {
	text := tidy(p.Text)
	if text == "" {
		return ""
	}
	sure := confidenceText(p.Confidence) + " sure"
	if p.Confidence == 0 {
		sure = "how sure is not stated"
	}
	return text + " (" + sure + ")"
}

// decisionStateLine says what is shown: state, version, hash, date and id.
func decisionStateLine(e *decision.Entry) []string {
	out := []string{sentenceCase(tidy(e.State.Words())), fmt.Sprintf("version %d", e.Number), ShortHash(e.ContentHash), tidy(e.ID), "of " + tidy(e.Date)}
	return slices.DeleteFunc(out, func(s string) bool { return s == "" })
}

// aboutLine says where a decision comes from and what it stands beside.
func aboutLine(e *decision.Entry) []string {
	var out []string
	for _, part := range []struct{ what, id string }{
		{"sheet ", e.Sheet}, {"review ", e.Review}, {"replaces ", e.Replaces}, {"replaced by ", e.ReplacedBy},
	} {
		if id := tidy(part.id); id != "" {
			out = append(out, part.what+id)
		}
	}
	return out
}

// Likenesses shows past decisions that say much the same, with what they share and what became of them.
func Likenesses(w io.Writer, found []decision.Likeness, opts TerminalOptions) error {
	s := newScreen(opts.Width, opts.Color)
	if len(found) > 0 {
		s.block("", plain, 0, "Decided before, and much alike:", bold)
	}
	for _, l := range found {
		s.block("  "+tidy(l.ID), cyan, 13, tidy(l.Date)+"  "+tidy(l.Heading()), plain)
		s.block("", plain, 13, tidy(l.Why), dim)
		if outcome := l.Outcome(); outcome != "" {
			s.block("", plain, 13, "what came of it: "+outcome.Words(), plain)
		}
	}
	return s.writeTo(w, "render.decision")
}

// DecisionScore shows how good predictions were.
func DecisionScore(w io.Writer, score decision.Score, opts TerminalOptions) error {
	s := newScreen(opts.Width, opts.Color)
	if score.Brier == nil {
		s.block("", plain, 0, "No prediction was looked back at and resolved yet, so there is no score.", plain)
	} else {
		s.block("Brier score", bold, hang, fmt.Sprintf("%.3f over %s (0 is perfect, 0.25 is a coin)", *score.Brier, counted(score.Resolved, "prediction")), plain)
		s.block("Came true", bold, hang, fmt.Sprintf("%d of %d (%.0f%%); said on average: %.0f%% sure", score.CameTrue, score.Resolved, *score.BaseRate*100, *score.MeanSaid*100), plain)
		s.block("For comparison", bold, hang, fmt.Sprintf("%.3f is what always saying %.0f%% would have got", *score.Reference, *score.BaseRate*100), plain)
	}
	s.block("Left out", bold, hang, fmt.Sprintf("%d cannot be told, %d not looked back at yet", score.CannotTell, score.Open), plain)
	if score.TooFew && score.Resolved > 0 {
		s.blank()
		s.block("  ? check", yellow, 12, "Fewer than 10 predictions: this number says little yet.", plain)
	}
	return s.writeTo(w, "render.decision")
}

// DueDecision shows a decision that is to be looked back at, with what kept readings say of its prediction.
func DueDecision(w io.Writer, e decision.Entry, overdue int, check decision.Check, opts TerminalOptions) error {
	s := newScreen(opts.Width, opts.Color)
	since := "due today"
	if overdue > 0 {
		since = fmt.Sprintf("due since %s (%s)", tidy(e.Due), counted(overdue, "day"))
	}
	s.block(tidy(e.ID), bold, 11, tidy(e.Heading()), bold)
	s.block("", plain, 11, fmt.Sprintf("of %s, owner %s, %s", tidy(e.Date), or(tidy(e.Owner), notSaid), since), plain)
	if prediction := predictionLine(e.Prediction); prediction != "" {
		s.block("", plain, 11, "predicted: "+prediction, plain)
		s.block("", plain, 11, "readings: "+check.Outcome.Words()+". "+tidy(check.Detail), dim)
	}
	return s.writeTo(w, "render.decision")
}
