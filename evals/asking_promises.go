package evals

import (
	"fmt"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"unicode"

	"github.com/plumbline-dev/plumb/agent/ask"
	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/agent/review"
	"github.com/plumbline-dev/plumb/agent/signal"
)

// What every answer keeps, whatever was asked.
const (
	PromiseNumbers  = "every number is in a cited fact or in a quote"
	PromiseFacts    = "facts are those of the note"
	PromiseStates   = "gate and guardrail stand as in the note"
	PromiseGates    = "sentences pass the gates of facts, with the licence of the note"
	PromiseQuotes   = "quotes stand in the records, byte by byte"
	PromiseNothing  = "nothing is changed, and nothing proposed"
	PromiseComplete = "an answer has sentences, an abstention a reason and a way out"
)

func promisesOf(c AskingCase, got Asked) map[string][]string {
	return map[string][]string{
		PromiseNumbers:  strayNumbers(c, got.Answer),
		PromiseFacts:    otherFacts(got),
		PromiseStates:   otherStates(got),
		PromiseGates:    violations(got),
		PromiseQuotes:   slices.Clone(got.Invented),
		PromiseNothing:  changes(got),
		PromiseComplete: incomplete(got),
	}
}

// number is any number in figures; identifier is what only looks like one: ids of what is kept, commands, names of files.
var (
	number     = regexp.MustCompile(`\d[\d,]*(?:\.\d+)?`)
	identifier = regexp.MustCompile("`[^`]*`|\\bplumb [a-z].*$|\\b[a-z]-[0-9a-z]{7}\\b|\\[\\^?F\\d+\\]|[a-z_]+\\.[a-z0-9_]+")
)

// strayNumbers gives the numbers of the sentences that stand neither in the facts that they cite, nor in what they quote, nor in the
// question.
func strayNumbers(c AskingCase, a ask.Answer) []string {
	var stray []string
	facts := map[string]fact.Fact{}
	for _, f := range a.Facts {
		facts[f.ID] = f
	}
	sentences := a.Sentences
	if a.Answer.Outcome == ask.Abstained && len(sentences) == 0 {
		sentences = []fact.Sentence{{Text: a.Answer.Text}}
	}
	for _, s := range sentences {
		known := []string{a.Title, limits}
		if a.Answer.Outcome == ask.Abstained {
			known = append(known, c.Words(), a.AsOf)
		}
		for _, id := range s.Facts {
			known = append(known, facts[id].Text, facts[id].Name)
		}
		for _, e := range s.Evidence {
			known = append(known, e.Quote)
		}
		allowed := map[string]bool{}
		for _, n := range number.FindAllString(strings.Join(known, "\n"), -1) {
			allowed[bare(n)] = true
		}
		for _, n := range number.FindAllString(identifier.ReplaceAllString(s.Text, " "), -1) {
			if !allowed[bare(n)] {
				stray = append(stray, fmt.Sprintf("%s in %q", n, s.Text))
			}
		}
	}
	return stray
}

// limits are numbers that plumb may say of itself: how long a question may be.
const limits = "2,000"

// bare gives a number without what only makes it easier to read: commas, and the first 0 of a day.
func bare(n string) string {
	return strings.TrimLeft(strings.TrimRight(strings.ReplaceAll(n, ",", ""), "."), "0")
}

// otherFacts gives the facts that have the id of one in the note of the answer's sheet and are not it, and those that state another
// value than a note, for what a note was computed from in the same way.
func otherFacts(got Asked) []string {
	var other []string
	for _, f := range got.Answer.Facts {
		for _, n := range got.Notes {
			if n.Sheet == got.Answer.Sheet && !continues(f, n) || slices.ContainsFunc(n.Facts, func(known fact.Fact) bool { return contradict(f, known) }) {
				other = append(other, fmt.Sprintf("%s: %q", f.ID, f.Text))
				break
			}
		}
	}
	return other
}

// continues reports whether a fact is one of a note, or continues its numbering.
func continues(f fact.Fact, n review.Review) bool {
	at := slices.IndexFunc(n.Facts, func(known fact.Fact) bool { return known.ID == f.ID })
	if at >= 0 {
		return reflect.DeepEqual(normal(n.Facts[at]), normal(f))
	}
	number, err := strconv.Atoi(strings.TrimPrefix(f.ID, "F"))
	return err == nil && number > len(n.Facts)
}

// contradict reports whether two facts were computed from the same readings in the same way and have other values.
func contradict(a, b fact.Fact) bool {
	same := a.Metric != "" && a.Metric == b.Metric && a.Period == b.Period && a.Formula == b.Formula && a.Unit == b.Unit
	return same && len(a.Readings) > 0 && slices.Equal(a.Readings, b.Readings) && a.Value != b.Value
}

// normal makes no difference between no readings and an empty list of them.
func normal(f fact.Fact) fact.Fact {
	if len(f.Readings) == 0 {
		f.Readings = nil
	}
	return f
}

// states are what a text says of gates and guardrails, and the states that it may say so of.
var (
	gateWords = []struct {
		form   *regexp.Regexp
		states []signal.GateState
	}{
		{regexp.MustCompile(`(?i)\bgate (?:is|was) passed\b`), []signal.GateState{signal.GatePassed}},
		{regexp.MustCompile(`(?i)\bgate (?:is|was) (?:missed|failed)\b`), []signal.GateState{signal.GateFailed}},
		{regexp.MustCompile(`(?i)\bgate is (?:not due|due on)\b`), []signal.GateState{signal.GateNotDue}},
	}
	guardrailWords = []struct {
		form   *regexp.Regexp
		states []signal.GuardrailState
	}{
		{regexp.MustCompile(`(?i)\bguardrail holds\b`), []signal.GuardrailState{signal.GuardrailOK, signal.GuardrailBurning}},
		{regexp.MustCompile(`(?i)\bguardrail (?:is|was) breached\b`), []signal.GuardrailState{signal.GuardrailBreached}},
	}
)

// otherStates gives what an answer says of gate or guardrail and no note says, and the states in its JSON that are not those of the
// note of its sheet.
func otherStates(got Asked) []string {
	var other []string
	a, text := got.Answer, statedIn(got.Answer)
	for _, n := range got.Notes {
		if n.Sheet != a.Sheet {
			continue
		}
		if a.Gate.State != "" && a.Gate.State != signal.GateUnknown && a.Gate.State != n.Gate.State {
			other = append(other, fmt.Sprintf("the gate is %s, and %s in the note", a.Gate.State, n.Gate.State))
		}
		if a.Guardrail.State != "" && a.Guardrail.State != signal.GuardrailUnknown && a.Guardrail.State != n.Guardrail.State {
			other = append(other, fmt.Sprintf("the guardrail is %s, and %s in the note", a.Guardrail.State, n.Guardrail.State))
		}
	}
	about := slices.DeleteFunc(slices.Clone(got.Notes), func(n review.Review) bool { return a.Sheet != "" && n.Sheet != a.Sheet })
	if len(about) == 0 {
		return other
	}
	for _, said := range gateWords {
		if found := said.form.FindString(text); found != "" && !slices.ContainsFunc(about, func(n review.Review) bool { return slices.Contains(said.states, n.Gate.State) }) {
			other = append(other, found)
		}
	}
	for _, said := range guardrailWords {
		if found := said.form.FindString(text); found != "" && !slices.ContainsFunc(about, func(n review.Review) bool { return slices.Contains(said.states, n.Guardrail.State) }) {
			other = append(other, found)
		}
	}
	return other
}

// violations passes the sentences through the gates of package fact, with the licence of the notes.
func violations(got Asked) []string {
	licence := func(metric string) signal.Evidence {
		for i := range got.Notes {
			if _, known := got.Notes[i].SignalOf(metric); known {
				return got.Notes[i].Licence(metric)
			}
		}
		return signal.EvidenceNone
	}
	var out []string
	for _, v := range fact.Violations(got.Answer.Sentences, got.Answer.Facts, licence) {
		out = append(out, fmt.Sprintf("%+v", v))
	}
	return out
}

func changes(got Asked) []string {
	var out []string
	if got.Changed {
		out = append(out, "something was kept or changed")
	}
	if d := got.Answer.Proposal.Decision; d != "" && d != review.None {
		out = append(out, "it proposes "+string(d))
	}
	return out
}

func incomplete(got Asked) []string {
	var out []string
	a := got.Answer
	if got.Failure != "" {
		return append(out, "it fails: "+got.Failure)
	}
	say := func(bad bool, what string) {
		if bad {
			out = append(out, what)
		}
	}
	o := a.Answer
	say(o.Text == "", "there is no text")
	say(len(o.Choices) > 3, "more than three choices are offered")
	say(strings.ContainsFunc(heardIn(a), func(r rune) bool { return unicode.IsControl(r) && r != '\n' }), "a control character is in it")
	switch o.Outcome {
	case ask.Answered:
		say(len(a.Sentences) == 0, "it is answered without a sentence")
		say(o.Reason != "", "it is answered and gives a reason why not")
	case ask.Abstained:
		say(o.Reason == "", "it gives no reason")
		say(o.WouldSettle == "", "it names no way out")
	default:
		say(true, "its outcome is "+strconv.Quote(o.Outcome))
	}
	return out
}
