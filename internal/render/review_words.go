package render

import (
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/agent/review"
	"github.com/plumbline-dev/plumb/agent/signal"
)

// verdictName is a verdict in two words or so.
func verdictName(o signal.Outcome) string {
	switch o {
	case signal.MovedUp:
		return "moved up"
	case signal.MovedDown:
		return "moved down"
	case signal.NoChangeDetected:
		return "no change"
	case signal.InsufficientData:
		return "too little data"
	}
	return "no verdict"
}

func moved(v signal.Verdict) bool {
	return v.Outcome == signal.MovedUp || v.Outcome == signal.MovedDown
}

// verdictSentence says how a metric stands, and nothing of why. By how much it moved is said by the facts, which count
// whole periods; the level that the verdict works with is another number.
func verdictSentence(s review.Signal) string {
	lead, rest := verdictParts(s)
	return lead + rest
}

// verdictParts are the words of the verdict, and what is to be said of it.
func verdictParts(s review.Signal) (lead, rest string) {
	v := s.Verdict
	switch v.Outcome {
	case signal.MovedUp, signal.MovedDown:
		return upperFirst(verdictName(v.Outcome)), prefixed(", as seen since ", longDate(v.Since)) + "."
	case signal.NoChangeDetected:
		if v.MDE > 0 {
			return "No change detected", fmt.Sprintf("; a lasting shift of %s or more would mostly be seen within eight %ss.", difference(v.MDE, s.Unit), or(string(s.Chart.Period), "period"))
		}
		return "No change detected", prefixed(": ", tidy(v.Reason)) + "."
	case signal.InsufficientData:
		return "Too little data to say", prefixed(": ", tidy(v.Reason)) + "."
	}
	return "No verdict", ": first look at the data."
}

// difference gives the size of a difference with its unit: that of percentages is in points.
func difference(v float64, unit string) string {
	if fact.UnitOf(tidy(unit)) == fact.Percent {
		unit = fact.Points
	}
	return roughly(v, unit)
}

// usualRange gives the natural limits, "-" where there are none.
func usualRange(s review.Signal) string {
	b := s.Chart.Baseline
	if b.N == 0 {
		return "-"
	}
	return roughly(b.Lower, "") + " to " + roughly(b.Upper, "")
}

// newest gives the newest value whose period is over, "-" where there is none.
func newest(s review.Signal) string {
	for _, p := range slices.Backward(s.Chart.Points) {
		if p.Complete {
			return roughly(p.Value, s.Unit)
		}
	}
	return "-"
}

func signalName(s review.Signal) string { return tidy(or(s.Name, s.Metric, "a metric")) }

// longDate writes an ISO date as a person says it; what is none stays as it is.
func longDate(iso string) string {
	day, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		return tidy(iso)
	}
	return day.Format("2 January 2006")
}

// needsLook reports whether a metric is an exception, to be shown before and larger than the others: it moved, its data
// is broken, or gate or guardrail hang on it and do not simply hold.
func needsLook(r *review.Review, s review.Signal) bool {
	switch {
	case moved(s.Verdict), s.Verdict.Outcome == signal.Blocked, s.Restated > 0:
		return true
	case s.Metric == r.Gate.Metric && r.Gate.State != signal.GateNotDue:
		return true
	}
	return s.Metric == r.Guardrail.Metric && r.Guardrail.State != signal.GuardrailOK
}

// reviewStanding is one of the three things that a reader looks for first.
type reviewStanding struct {
	Label  string
	Word   string
	Tone   string // good, bad or open: colour that repeats the word
	Detail string // why, where the note does not say it; or else what it is about
}

// The tones of a standing.
const (
	toneGood = "good"
	toneBad  = "bad"
	toneOpen = "open"
)

var gateStandings = map[signal.GateState][2]string{
	signal.GatePassed: {"passed", toneGood}, signal.GateFailed: {"missed", toneBad}, signal.GateNotDue: {"not due", toneOpen},
	signal.GateInconclusive: {"inconclusive", toneOpen}, signal.GateUnknown: {"unknown", toneOpen},
}

var guardrailStandings = map[signal.GuardrailState][2]string{
	signal.GuardrailOK: {"ok", toneGood}, signal.GuardrailBurning: {"close to a breach", toneOpen}, signal.GuardrailBreached: {"breached", toneBad},
	signal.GuardrailUnknown: {"unknown", toneOpen},
}

var choiceStandings = map[review.Choice][2]string{
	review.Continue: {"continue", toneGood}, review.Change: {"change", toneOpen}, review.Stop: {"stop", toneBad}, review.None: {"nothing yet", toneOpen},
}

// standings give gate, guardrail and proposal. A state that is not known is unknown, and never good.
func standings(r *review.Review) []reviewStanding {
	known := func(found [2]string) [2]string {
		if found[0] == "" {
			return [2]string{"unknown", toneOpen}
		}
		return found
	}
	gate, guardrail, proposal := known(gateStandings[r.Gate.State]), known(guardrailStandings[r.Guardrail.State]), known(choiceStandings[r.Proposal.Decision])
	return []reviewStanding{
		{"Gate", gate[0], gate[1], detailOf(r, r.Gate.Detail, r.Gate.Metric)},
		{"Guardrail", guardrail[0], guardrail[1], detailOf(r, r.Guardrail.Detail, r.Guardrail.Metric)},
		{"Proposal", proposal[0], proposal[1], ""},
	}
}

// detailOf gives what is to be said of a standing: why, unless a sentence of the note says it already, or else the metric
// that it is about.
func detailOf(r *review.Review, detail, metric string) string {
	detail = tidy(detail)
	if detail != "" && !slices.ContainsFunc(r.Sentences, func(s fact.Sentence) bool { return strings.Contains(tidy(s.Text), detail) }) {
		return detail
	}
	i := slices.IndexFunc(r.Signals, func(s review.Signal) bool { return s.Metric == metric })
	if i < 0 {
		return tidy(metric)
	}
	return signalName(r.Signals[i])
}

// reviewStatus says what the state of a review means for its reader.
func reviewStatus(v *review.Version) string {
	switch v.State {
	case agent.StateApproved:
		if a := v.Approval; a != nil {
			return fmt.Sprintf("Approved by %s on %s.", or(tidy(a.By.Name), "a person"), a.At.UTC().Format("2 January 2006, 15:04 UTC"))
		}
		return "Approved."
	case agent.StateRejected:
		return "Rejected. Nothing of it counts."
	case agent.StateSuperseded:
		return "Superseded by a newer version. Nothing of it counts any more."
	}
	return upperFirst(or(tidy(v.State.Words()), "draft")) + ". Nothing of it counts until a person approves it."
}

// reviewMeta names what a review is about, in short parts.
func reviewMeta(v *review.Version) []string {
	parts := []string{"as of " + longDate(or(v.AsOf, "an unknown day"))}
	if owner := tidy(v.Owner); owner != "" {
		parts = append(parts, "owner "+owner)
	}
	if sheet := tidy(v.Sheet); sheet != "" {
		parts = append(parts, fmt.Sprintf("sheet %s version %d", sheet, v.SheetVersion))
	}
	return parts
}

// reviewOrigin names the version and what drafted it.
func reviewOrigin(v *review.Version) []string {
	var parts []string
	if id := tidy(v.ID); id != "" {
		parts = append(parts, fmt.Sprintf("review %s version %d", id, v.Number))
	}
	if name := engineName(v.Engine); name != "" {
		parts = append(parts, "drafted by "+name)
	}
	if v.CreatedBy.IsPerson() && v.Number > 1 {
		parts = append(parts, "edited by "+tidy(v.CreatedBy.Name))
	}
	return parts
}

func reviewTitle(r *review.Review) string { return or(tidy(r.Title), "No initiative was named") }

// noteSection is the sentences of a note that stand under one heading.
type noteSection struct {
	title     string
	sentences []fact.Sentence
}

// noteSections groups the sentences of a note as they follow each other. The proposal starts with its reason, which stands
// apart from the sentences.
func noteSections(r *review.Review) []noteSection {
	sentences := slices.Clone(r.Sentences)
	reason := fact.Sentence{Text: r.Proposal.Rationale, Facts: r.Proposal.Facts, Section: review.SectionProposal, Author: r.Proposal.Author}
	at := slices.IndexFunc(sentences, func(s fact.Sentence) bool {
		return s.Section == review.SectionProposal || s.Section == review.SectionPast
	})
	if at < 0 {
		at = len(sentences)
	}
	var out []noteSection
	for _, s := range slices.Insert(sentences, at, reason) {
		if tidy(s.Text) == "" {
			continue
		}
		title := tidy(s.Section)
		if last := len(out) - 1; last < 0 || out[last].title != title {
			out = append(out, noteSection{title: title})
		}
		out[len(out)-1].sentences = append(out[len(out)-1].sentences, s)
	}
	return out
}

// readingsLine names readings, if there are any: all of a few, else the first and the last one. The JSON has all of them.
func readingsLine(ids []string) string {
	const few = 2
	named := make([]string, len(ids))
	for i, id := range ids {
		named[i] = tidy(id)
	}
	switch {
	case len(ids) == 0:
		return ""
	case len(ids) <= few:
		return counted(len(ids), "reading") + ": " + strings.Join(named, ", ")
	}
	return fmt.Sprintf("%s: %s to %s", counted(len(ids), "reading"), named[0], named[len(named)-1])
}

// factBasis says how a fact was computed and from what.
func factBasis(f fact.Fact, by string) string {
	return joined(by, or(tidy(f.Formula), "as it was read"), readingsLine(f.Readings))
}

// factText is the statement of a fact as a sentence starts.
func factText(f fact.Fact) string { return upperFirst(tidy(f.Text)) }

// reviewChecks gives what has to be known about the data of all metrics, what blocks first.
func reviewChecks(r *review.Review) []signal.Check {
	var out []signal.Check
	for _, severity := range []signal.Severity{signal.Block, signal.Warn} {
		for _, s := range r.Signals {
			for _, c := range s.Checks {
				if c.Severity == severity {
					c.Message = signalName(s) + ": " + c.Message
					out = append(out, c)
				}
			}
		}
	}
	return out
}

// signalChart says how the chart of a metric is drawn.
func signalChart(id string, s review.Signal) ChartOptions {
	return ChartOptions{ID: id, Name: signalName(s), Unit: s.Unit, Sentence: verdictSentence(s)}
}
