package decision

import (
	"fmt"
	"math"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// The codes of what can be missing in a decision.
const (
	CodeNoChoice     agent.Code = "no_choice"
	CodeNoText       agent.Code = "no_text"
	CodeNoRationale  agent.Code = "no_rationale"
	CodeNoRevisit    agent.Code = "no_revisit_by"
	CodeNoConfidence agent.Code = "no_confidence"
	CodeNoPrediction agent.Code = "no_prediction"
	CodeNoMechanism  agent.Code = "no_mechanism"
	CodeNoGate       agent.Code = "no_gate"
	CodeTooEarly     agent.Code = "looked_at_too_early"
	CodePredictsPast agent.Code = "predicts_the_past"
	CodeNotMeasured  agent.Code = "prediction_not_measured"
	CodeNotReadable  agent.Code = "prediction_not_readable"
)

const (
	maxTitle = 200  // bytes; a title, not a sentence
	maxLine  = 1000 // bytes of a text that stands on one line
	maxText  = 8000 // bytes of a rationale or a lesson, which may have several
	maxRuled = 50   // things that were ruled out

	// The bounds of a confidence: who is certain does not predict.
	minConfidence = 0.01
	maxConfidence = 0.99
)

// settled gives the decision as it is kept: without space around its texts, with "not stated" for a line of the entry that
// says nothing, and with the date of the next look that the rule of [NextLook] gives when a choice was made and no date.
func (d Decision) settled() Decision {
	for _, text := range []*string{
		&d.Date, &d.Aim, &d.Mechanism, &d.Gate, &d.Title, &d.Text, &d.Rationale, &d.Owner, &d.RevisitBy,
		&d.Prediction.Text, &d.Prediction.Metric, &d.Sheet, &d.Review, &d.Replaces,
	} {
		*text = strings.TrimSpace(*text)
	}
	for _, line := range []*string{&d.Aim, &d.Mechanism, &d.Gate} {
		if *line == "" {
			*line = NotStated
		}
	}
	ruledOut := []string{}
	for _, item := range d.RuledOut {
		if item = strings.TrimSpace(item); item != "" && !slices.Contains(ruledOut, item) {
			ruledOut = append(ruledOut, item)
		}
	}
	d.RuledOut = ruledOut
	if d.Evidence == nil {
		d.Evidence = []agent.Evidence{}
	}
	if d.RevisitBy == "" {
		d.RevisitBy = d.NextLook()
	}
	d.Prediction.Confidence = math.Round(d.Prediction.Confidence*1e4) / 1e4 // hundredths of a percent, as it is written
	return d
}

// Valid refuses what not even a draft may hold: texts that cannot be shown, dates that are none, a confidence that is none.
func (d Decision) Valid() error {
	if plusDays(d.Date, fourWeeks) == "" {
		return invalid(fmt.Sprintf("%q is not the date of a decision", d.Date), "Write it like 2026-03-16.")
	}
	if d.Choice != "" && !slices.Contains(Choices(), d.Choice) {
		return invalid(fmt.Sprintf("a decision cannot be %q", string(d.Choice)), "Use one of "+listed(Choices())+".")
	}
	if err := d.validTexts(); err != nil {
		return err
	}
	if d.RevisitBy != "" && !after(d.RevisitBy, d.Date) {
		return invalid(fmt.Sprintf("%q is not a date after %s, the date of the decision", d.RevisitBy, d.Date),
			"Give the day of the next look with --revisit-by, such as "+plusDays(d.Date, twoWeeks)+".")
	}
	return d.Prediction.valid()
}

func (d Decision) validTexts() error {
	for _, t := range []struct {
		name, text string
		limit      int
	}{
		{"aim", d.Aim, maxLine}, {"mechanism", d.Mechanism, maxLine}, {"gate", d.Gate, maxLine}, {"title", d.Title, maxTitle},
		{"text", d.Text, maxLine}, {"owner", d.Owner, maxTitle}, {"prediction", d.Prediction.Text, maxLine},
	} {
		if !isText(t.text, t.limit) || strings.ContainsAny(t.text, "\r\n") {
			return invalid(fmt.Sprintf("the %s of a decision is one line of at most %d bytes", t.name, t.limit), "Shorten it; the rationale has more room.")
		}
	}
	if strings.ContainsFunc(d.Owner, isInvisible) {
		return invalid("an owner is one line of printable characters", "Type the name again; it may have been copied with something invisible.")
	}
	if !isText(d.Rationale, maxText) {
		return invalid(fmt.Sprintf("the rationale of a decision has at most %d bytes of UTF-8", maxText), "Shorten it: a reader wants the reason, not the minutes.")
	}
	if len(d.RuledOut) > maxRuled {
		return invalid(fmt.Sprintf("a decision rules out at most %d things", maxRuled), "Put together what belongs together.")
	}
	for _, item := range d.RuledOut {
		if !isText(item, maxLine) || strings.ContainsAny(item, "\r\n") {
			return invalid(fmt.Sprintf("what is ruled out is one line of at most %d bytes each", maxLine), "Shorten it, or part it in two.")
		}
	}
	return nil
}

func (p Prediction) valid() error {
	switch {
	case p.Confidence == 0:
		return nil
	case math.IsNaN(p.Confidence) || p.Confidence < minConfidence || p.Confidence > maxConfidence:
		return invalid("a confidence lies between 1% and 99%", "Say how sure you are, such as --confidence 70%.")
	case p.Text == "":
		return invalid("there is a confidence, and nothing is predicted", "Say what will happen with --prediction, or leave the confidence out.")
	}
	return nil
}

// Check says what speaks against approving a decision. What blocks has to be added first; the rest is for a person to
// weigh.
func (d Decision) Check() []agent.Finding {
	found := []agent.Finding{}
	add := func(missing bool, code agent.Code, severity agent.Severity, message string) {
		if missing {
			found = append(found, agent.Finding{Code: code, Severity: severity, Message: message, Evidence: []agent.Evidence{}})
		}
	}
	add(d.Choice == "", CodeNoChoice, agent.Block, "Nobody chose yet: start, continue, change, stop or other.")
	add(d.Text == "", CodeNoText, agent.Block, "It does not say what is decided.")
	add(d.Rationale == "", CodeNoRationale, agent.Block, "It does not say why.")
	add(d.Owner == "" || isNobody(d.Owner), agent.CodeNoOwner, agent.Block, "It has no owner. Exactly one person is accountable.")
	add(namesSeveral(d.Owner), agent.CodeTwoOwners, agent.Block, "It has several owners. Exactly one person is accountable.")
	add(d.RevisitBy == "", CodeNoRevisit, agent.Block, "It does not say when it is looked at again.")
	add(d.Prediction.Text != "" && d.Prediction.Confidence == 0, CodeNoConfidence, agent.Block, "It predicts something and does not say how sure that is. Only a person can say.")
	add(len(d.RuledOut) == 0, agent.CodeNothingRuledOut, agent.Warn, "Nothing was ruled out. If nothing was ruled out, nothing was decided.")
	aboutBet := d.Choice != Other && d.Choice != Stop
	add(aboutBet && d.Mechanism == NotStated, CodeNoMechanism, agent.Warn, "No mechanism is stated: nobody can tell later what was believed.")
	add(aboutBet && d.Gate == NotStated, CodeNoGate, agent.Warn, "No gate is stated: nothing says when this was wrong.")
	p := d.Prediction.Predicate
	add(p != nil && p.By != "" && !after(p.By, d.Date), CodePredictsPast, agent.Block, "It predicts something about a day that does not come after the decision.")
	add(p != nil && d.Prediction.Metric == "", CodeNotMeasured, agent.Warn, "No reading will check what it predicts: no metric with this id is defined in this unit. A person has to tell.")
	add(p == nil && d.Prediction.compares(), CodeNotReadable, agent.Warn, "No reading will check what it predicts: it compares, and is not written as METRIC >= 40% by DATE. A person has to tell.")
	add(p != nil && after(p.By, d.RevisitBy), CodeTooEarly, agent.Warn, "It is looked at again before the day that the prediction is about.")
	add(d.Prediction.Text == "", CodeNoPrediction, agent.Info, "Nothing is predicted, so looking back will not show how good this call was.")
	return found
}

// flags are what a person adds to supply what is missing.
var flags = map[agent.Code]string{
	CodeNoChoice:              "--decision continue",
	CodeNoText:                `--text "What we do now"`,
	CodeNoRationale:           `--rationale "Why"`,
	agent.CodeNoOwner:         `--owner "One Name"`,
	agent.CodeTwoOwners:       `--owner "One Name"`,
	CodeNoRevisit:             "--revisit-by DATE",
	CodeNoConfidence:          "--confidence 70%",
	CodeNoPrediction:          `--prediction "What will happen"`,
	CodePredictsPast:          `--prediction "METRIC >= 40% by DATE"`,
	CodeNotMeasured:           `--prediction "METRIC >= 40% by DATE"`,
	CodeNotReadable:           `--prediction "METRIC >= 40% by DATE"`,
	CodeNoMechanism:           `--mechanism "We believe ..."`,
	CodeNoGate:                `--gate "We continue if ..."`,
	agent.CodeNothingRuledOut: `--ruled-out "What we do not do"`,
}

// Flag gives the flag of `plumb decisions edit` that supplies what a finding misses; "" for none.
func Flag(code agent.Code) string { return flags[code] }

// Approvable refuses a decision from which something is missing that only a person can add.
func (e *Entry) Approvable() error {
	var messages, add []string
	for _, f := range e.Check() {
		if f.Severity == agent.Block {
			messages = append(messages, f.Message)
			add = append(add, Flag(f.Code))
		}
	}
	if len(messages) == 0 {
		return nil
	}
	next := fmt.Sprintf("Add it first: plumb decisions edit %s %s", e.ID, strings.Join(add, " "))
	if slices.Contains(add, Flag(CodeNoConfidence)) {
		next += "\nIf nothing is to be predicted, use --prediction \"\"."
	}
	return fault.New(fault.Invalid, "decision.approve", "this decision cannot be approved yet. "+strings.Join(messages, " "), next)
}

func invalid(message, next string) error {
	return fault.New(fault.Invalid, "decision.check", message, next)
}

func isText(text string, limit int) bool {
	return len(text) <= limit && utf8.ValidString(text) && !strings.ContainsRune(text, 0)
}

// namesSeveral reports whether more than one person is named as owner.
func namesSeveral(owner string) bool {
	padded := " " + strings.ToLower(owner) + " "
	return slices.ContainsFunc([]string{" and ", " & ", "/", ";", " plus ", "+"}, func(joint string) bool { return strings.Contains(padded, joint) })
}

// nobody are words that stand where a name should.
var nobody = []string{"all", "all of us", "everybody", "everyone", "no one", "nobody", "none", "not stated", "open", "tba", "tbd", "team", "the team", "unknown", "us", "we", "?", "-", "n/a"}

func isNobody(owner string) bool { return slices.Contains(nobody, strings.ToLower(owner)) }

// day reads an ISO date.
func day(text string) (time.Time, bool) {
	t, err := time.Parse(time.DateOnly, text)
	return t, err == nil
}

// after reports whether both are dates and the first is the later one.
func after(later, earlier string) bool {
	a, aOK := day(later)
	b, bOK := day(earlier)
	return aOK && bOK && a.After(b)
}

// plusDays gives the date some days after one; "" when it is none, or has more than the four digits of a year.
func plusDays(date string, days int) string {
	const lastYear = 9999
	t, ok := day(date)
	if t = t.AddDate(0, 0, days); !ok || t.Year() > lastYear {
		return ""
	}
	return t.Format(time.DateOnly)
}

// isInvisible reports whether a name must not have a character: one that is not seen, or changes how others are.
func isInvisible(r rune) bool { return !unicode.IsPrint(r) }

func listed[T ~string](values []T) string {
	words := make([]string, len(values))
	for i, v := range values {
		words[i] = string(v)
	}
	return strings.Join(words, ", ")
}
