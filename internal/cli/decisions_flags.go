package cli

import (
	"strings"

	"github.com/spf13/cobra"

	"github.com/plumbline-dev/plumb/agent/decision"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/render"
)

// decisionFlags are the parts of a decision that a person gives by flags.
type decisionFlags struct {
	choice, title, text, rationale, owner, revisitBy, prediction, confidence, aim, mechanism, gate, date, replaces string
	ruledOut                                                                                                       []string
}

// decisionParts are the names of those flags.
var decisionParts = []string{
	"decision", "title", "text", "rationale", "owner", "revisit-by", "prediction", "confidence", "ruled-out", "aim", "mechanism", "gate",
	"date", "replaces",
}

func (f *decisionFlags) add(cmd *cobra.Command, s *session) {
	flags := cmd.Flags()
	flags.StringVar(&f.choice, "decision", "", "the `CHOICE`: start, continue, change, stop or other")
	flags.StringVar(&f.title, "title", "", "what it is about, in a few `WORDS`")
	flags.StringVar(&f.text, "text", "", "what is decided, in a `SENTENCE`")
	flags.StringVar(&f.rationale, "rationale", "", "`WHY`")
	flags.StringVar(&f.owner, "owner", "", "the one `NAME` that is accountable")
	flags.StringVar(&f.revisitBy, "revisit-by", "", "the `DATE` of the next look")
	flags.StringVar(&f.prediction, "prediction", "", "what will happen, a `SENTENCE` or \"METRIC >= 40% by DATE\", which readings check")
	flags.StringVar(&f.confidence, "confidence", "", "how sure that is, a `PERCENTAGE` from 1% to 99%")
	flags.StringArrayVar(&f.ruledOut, "ruled-out", nil, "what is not done, in `WORDS`; may be repeated, and replaces what stands there")
	flags.StringVar(&f.aim, "aim", "", "the `AIM`, in a line")
	flags.StringVar(&f.mechanism, "mechanism", "", "what is believed to reach it, a `SENTENCE`")
	flags.StringVar(&f.gate, "gate", "", "the `CONDITION` under which it goes on")
	flags.StringVar(&f.date, "date", "", "the `DATE` on which it was decided (default: today, the meeting or the review)")
	flags.StringVar(&f.replaces, "replaces", "", "the approved decision whose place it takes, an `ID`")
	var choices []string
	for _, c := range decision.Choices() {
		choices = append(choices, string(c))
	}
	completeFlag(cmd, "decision", choices...)
	offers(s.decisionIDs).flag(cmd, "replaces")
}

// any reports whether a person gave a part of a decision.
func (f *decisionFlags) any(cmd *cobra.Command) bool {
	for _, name := range decisionParts {
		if cmd.Flags().Changed(name) {
			return true
		}
	}
	return false
}

// apply gives a decision with the parts that were given.
func (f *decisionFlags) apply(cmd *cobra.Command, d decision.Decision) (decision.Decision, error) {
	given, usual := cmd.Flags().Changed, d.HasUsualLook()
	if drafted := d.Text == d.Sentence(); given("title") {
		if d.Title = f.title; drafted {
			d.Text = d.Sentence()
		}
	}
	for _, part := range []struct {
		flag, value string
		to          *string
	}{{"date", f.date, &d.Date}, {"aim", f.aim, &d.Aim}, {"mechanism", f.mechanism, &d.Mechanism}, {"gate", f.gate, &d.Gate}} {
		if given(part.flag) {
			*part.to = part.value
		}
	}
	if given("decision") {
		choice := decision.Choice(strings.ToLower(strings.TrimSpace(f.choice)))
		if err := oneOf("--decision", string(choice), "start", "continue", "change", "stop", "other"); err != nil {
			return d, err
		}
		d = d.Choose(choice)
	}
	if given("prediction") {
		d.Prediction = d.Prediction.Predict(f.prediction)
	}
	if given("confidence") {
		confidence, err := render.ParseConfidence(f.confidence)
		if err != nil {
			return d, usage("--confidence: "+err.Error()).Do("%s", fault.Next(err))
		}
		d.Prediction.Confidence = confidence
	}
	if given("ruled-out") {
		d.RuledOut = f.ruledOut
	}
	for _, part := range []struct {
		flag, value string
		to          *string
	}{
		{"text", f.text, &d.Text}, {"rationale", f.rationale, &d.Rationale}, {"owner", f.owner, &d.Owner}, {"revisit-by", f.revisitBy, &d.RevisitBy},
		{"replaces", f.replaces, &d.Replaces},
	} {
		if given(part.flag) {
			*part.to = part.value
		}
	}
	if usual && !given("revisit-by") {
		d.RevisitBy = d.NextLook()
	}
	return d, nil
}
