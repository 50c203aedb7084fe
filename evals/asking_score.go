package evals

import (
	"cmp"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/plumbline-dev/plumb/agent/ask"
	"github.com/plumbline-dev/plumb/agent/fact"
)

// AskingVerdict is what is to be said of an answer.
type AskingVerdict string

// The verdicts.
const (
	Correct          AskingVerdict = "correct"
	RightlyAbstained AskingVerdict = "rightly abstained"
	WronglyAbstained AskingVerdict = "wrongly abstained" // it can be answered
	Wrong            AskingVerdict = "wrong"
)

// AskingScore is one case with what came of it.
type AskingScore struct {
	Case     AskingCase
	Answer   ask.Answer
	Verdict  AskingVerdict
	Why      []string            // what is missing or too much; empty for what is right
	Promises map[string][]string // what breaks each promise; empty for one that is kept

	answerable bool
	misread    bool // it gives another number than the one that was asked for
}

// False reports whether the answer states something that is not so: a number that is in none of its facts, or not the one that was
// asked for, facts that are not those of the note, or another state than the note has.
func (s AskingScore) False() bool {
	return s.misread || len(s.Promises[PromiseNumbers])+len(s.Promises[PromiseFacts])+len(s.Promises[PromiseStates]) > 0
}

// ScoreAsked compares an answer with what is expected, and looks at the promises. The ids of the case are those of the workspace.
func ScoreAsked(c AskingCase, got Asked) AskingScore {
	e, a := c.Expect, got.Answer
	s := AskingScore{
		Case: c, Answer: a, Promises: promisesOf(c, got),
		answerable: !slices.Contains(e.Outcome, ask.Abstained),
	}
	outcome := a.Answer.Outcome
	switch {
	case got.Failure != "":
		s.Verdict, s.Why = Wrong, []string{"fails: " + got.Failure}
		return s
	case !slices.Contains(e.Outcome, outcome) && outcome == ask.Abstained:
		s.Verdict, s.Why = WronglyAbstained, []string{fmt.Sprintf("abstained (%s)", a.Answer.Reason)}
		return s
	case !slices.Contains(e.Outcome, outcome):
		s.Verdict, s.Why = Wrong, []string{fmt.Sprintf("%s where it should have %s", cmp.Or(outcome, "no outcome"), strings.Join(e.Outcome, " or "))}
		return s
	}
	s.Why = append(s.Why, saidWrongly(e, a)...)
	if outcome == ask.Abstained {
		s.Verdict, s.Why = RightlyAbstained, append(s.Why, abstainedWrongly(e, a)...)
	} else {
		s.Verdict, s.Why = Correct, append(s.Why, answeredWrongly(e, a)...)
		s.misread = asksForNumber(e) && slices.ContainsFunc(e.Numbers, func(n AskingNumber) bool { return !n.in(statedIn(a)) }) && givesNumber(e, a)
	}
	if len(s.Why) > 0 {
		s.Verdict = Wrong
	}
	return s
}

// saidWrongly compares the words of an answer.
func saidWrongly(e AskingExpect, a ask.Answer) []string {
	var why []string
	said := strings.ToLower(heardIn(a))
	for _, any := range e.MustSay {
		if !slices.ContainsFunc(any, func(text string) bool { return strings.Contains(said, strings.ToLower(text)) }) {
			why = append(why, fmt.Sprintf("does not say %q", any))
		}
	}
	for _, pattern := range e.MustNot {
		if found := pattern.FindString(statedIn(a)); found != "" {
			why = append(why, fmt.Sprintf("says %q", found))
		}
	}
	return why
}

func abstainedWrongly(e AskingExpect, a ask.Answer) []string {
	var why []string
	if len(e.Reasons) > 0 && !slices.Contains(e.Reasons, a.Answer.Reason) {
		why = append(why, fmt.Sprintf("the reason is %q and not one of %q", a.Answer.Reason, e.Reasons))
	}
	for _, id := range e.Choices {
		if a.Answer.Reason == ask.Ambiguous && !slices.ContainsFunc(a.Answer.Choices, func(c ask.Choice) bool { return c.ID == id }) {
			why = append(why, id+" is not offered")
		}
	}
	return why
}

func answeredWrongly(e AskingExpect, a ask.Answer) []string {
	var why []string
	for _, any := range e.Kinds {
		if !slices.ContainsFunc(a.Plan.Queries, func(q ask.Query) bool { return slices.Contains(any, q.Kind) }) {
			why = append(why, fmt.Sprintf("does not look up %q", any))
		}
	}
	for _, id := range e.MustCite {
		if !cites(a, id) {
			why = append(why, "does not cite "+id)
		}
	}
	for _, n := range e.Numbers {
		if !n.in(statedIn(a)) {
			why = append(why, fmt.Sprintf("does not give %s %s", strconv.FormatFloat(n.Value, 'f', -1, 64), n.Unit))
		}
	}
	return why
}

// asksForNumber reports whether the value of a metric is what is asked for; elsewhere numbers go with an answer.
func asksForNumber(e AskingExpect) bool {
	return slices.ContainsFunc(e.Kinds, func(kinds []ask.Kind) bool {
		return slices.Contains(kinds, ask.Value) || slices.Contains(kinds, ask.Compare)
	})
}

// givesNumber reports whether an answer gives some number in a unit that is asked for.
func givesNumber(e AskingExpect, a ask.Answer) bool {
	return slices.ContainsFunc(e.Numbers, func(n AskingNumber) bool {
		return slices.ContainsFunc(amount.FindAllStringSubmatch(statedIn(a), -1), func(m []string) bool { return n.hasUnit(m[1], m[3]) })
	})
}

// statedIn is what an answer states; heardIn has what it offers and advises besides.
func statedIn(a ask.Answer) string {
	parts := []string{a.Answer.Text}
	for _, s := range a.Sentences {
		parts = append(parts, s.Text)
	}
	return strings.Join(parts, "\n")
}

func heardIn(a ask.Answer) string {
	parts := []string{statedIn(a), a.Answer.WouldSettle, a.Answer.Sure}
	for _, c := range a.Answer.Choices {
		parts = append(parts, c.Name)
	}
	return strings.Join(parts, "\n")
}

// cites reports whether an answer rests on facts of a metric, or on a sheet or decision that it names.
func cites(a ask.Answer, id string) bool {
	if a.Sheet == id || strings.Contains(statedIn(a), id) {
		return true
	}
	return slices.ContainsFunc(a.Facts, func(f fact.Fact) bool {
		return f.Metric == id || strings.Contains(f.Text, id) || strings.Contains(f.Formula, id)
	})
}

// amount is a number with what stands around it.
var amount = regexp.MustCompile(`(?i)(EUR |€ ?)?(\d[\d,]*(?:\.\d+)?)(?: ?(%|[a-zA-Z]+))?`)

// in reports whether a text gives the number, rounded to a digit that it shows. A share below 10% needs one digit behind the point,
// unless that one is 0.
func (n AskingNumber) in(text string) bool {
	for _, m := range amount.FindAllStringSubmatch(text, -1) {
		bare := strings.TrimRight(strings.ReplaceAll(m[2], ",", ""), ",")
		value, err := strconv.ParseFloat(bare, 64)
		if err != nil || !n.hasUnit(m[1], m[3]) {
			continue
		}
		_, behind, _ := strings.Cut(bare, ".")
		digits := len(behind)
		if n.Unit == "%" && n.Value < 10 {
			digits = max(digits, 1)
		}
		if math.Abs(value-n.Value) <= 0.5*math.Pow10(-digits)+1e-9 {
			return true
		}
	}
	return false
}

// hasUnit reports whether the number has its unit beside it, or stands in a row of numbers of which the last one has it.
func (n AskingNumber) hasUnit(before, after string) bool {
	if slices.Contains([]string{"to", "and", "against", "or", "before"}, strings.ToLower(after)) {
		return true
	}
	switch n.Unit {
	case "EUR":
		return strings.HasPrefix(strings.ToUpper(before), "EUR") || strings.HasPrefix(before, "€") || strings.EqualFold(after, "EUR")
	case "%":
		return after == "%" || strings.EqualFold(after, "percent")
	case "h":
		return after == "h" || strings.EqualFold(after, "hours")
	}
	return strings.EqualFold(after, n.Unit) || strings.EqualFold(after, n.Unit+"s")
}
