package evals

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"text/tabwriter"

	"github.com/plumbline-dev/plumb/evals/result"
)

const (
	suiteAsking  = "asking"
	askingEngine = "builtin" // what plans and answers without a model
	heldSet      = "held"
)

// promiseNames are the promises as measures name them.
var promiseNames = []struct{ name, promise string }{
	{"numbers", PromiseNumbers}, {"facts", PromiseFacts}, {"states", PromiseStates}, {"gates", PromiseGates}, {"quotes", PromiseQuotes},
	{"untouched", PromiseNothing}, {"complete", PromiseComplete},
}

// AskingMeasures are what trials of asking tell.
func AskingMeasures() []result.Measure {
	out := []result.Measure{
		{Name: "right", Kind: result.Quality, Title: "answered correctly, or rightly not answered"},
		{Name: "answered", Kind: result.Quality, Title: "what can be answered is answered"},
	}
	for _, p := range promiseNames {
		out = append(out, result.Measure{Name: p.name, Kind: result.Invariant, Title: p.promise})
	}
	return out
}

// Trials gives a trial for each case and measure. Cases of a class are a cluster. Of what is held back nothing is told but whether it
// is right.
func (r AskingReport) Trials() []result.Trial {
	var out []result.Trial
	for _, s := range r.Scored {
		base := result.Trial{Suite: suiteAsking, Engine: askingEngine, Set: r.Set, Case: s.Case.ID, Cluster: s.Case.Class, Weight: 1}
		out = append(out, s.trial(base, "right", s.Verdict == Correct || s.Verdict == RightlyAbstained, s.Why))
		if s.answerable {
			out = append(out, s.trial(base, "answered", s.Verdict != WronglyAbstained, s.Why))
		}
		for _, p := range promiseNames {
			broken := s.Promises[p.promise]
			out = append(out, s.trial(base, p.name, len(broken) == 0, broken))
		}
	}
	return out
}

func (s AskingScore) trial(base result.Trial, measure string, right bool, why []string) result.Trial {
	base.Measure = measure
	if right {
		base.Value = 1
		return base
	}
	if base.Set == heldSet {
		return base
	}
	base.Expected, base.Got = strings.Join(s.Case.Expect.Outcome, " or ")+"; it "+strings.Join(why, ", and it "), s.Answer.Answer.Text
	base.Source = []result.Excerpt{{Record: "question", Text: clipped(s.Case.Question)}}
	return base
}

func clipped(text string) string {
	const most = 300
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + " …"
	}
	return text
}

// AskingReports are those of several sets.
type AskingReports []AskingReport

// String gives the tables that people look at. Of what is held back it shows figures only.
func (rs AskingReports) String() string {
	var out strings.Builder
	for i, r := range rs {
		if i > 0 {
			out.WriteString("\n")
		}
		r.print(&out)
	}
	return out.String()
}

func (r AskingReport) print(out *strings.Builder) {
	fmt.Fprintf(out, "Questions, %s\n\n", r.Set)
	table := tabwriter.NewWriter(out, 0, 0, 2, ' ', 0)
	_, _ = fmt.Fprintln(table, "class\tcases\tcorrect\trightly abstained\twrongly abstained\twrong")
	row := func(name string, c AskingClass) {
		_, _ = fmt.Fprintf(table, "%s\t%d\t%d\t%d\t%d\t%d\n", name, c.Cases, c.Correct, c.RightlyAbstained, c.WronglyAbstained, c.Wrong)
	}
	for _, c := range r.Classes {
		row(c.Class, c)
	}
	row("all", r.Total)
	_ = table.Flush() // a strings.Builder takes everything
	fmt.Fprintf(out, "\n%.1f%% right (at least %.0f%%), %.1f%% of the answerable ones not answered (at most %.0f%%), %d with something false (none)\n",
		100*r.Total.Right(), 100*AskingRight, 100*r.Total.FalseAbstention(), 100*AskingFalseAbstention, r.Total.FalseFacts)
	for _, promise := range slices.Sorted(maps.Keys(r.Promises)) {
		p := r.Promises[promise]
		fmt.Fprintf(out, "%d of %d: %s\n", p.Kept, p.Cases, promise)
	}
	if r.Set == heldSet {
		return
	}
	for _, s := range r.Scored {
		r.printFailure(out, s)
	}
}

func (r AskingReport) printFailure(out *strings.Builder, s AskingScore) {
	why := slices.Clone(s.Why)
	for _, p := range promiseNames {
		for _, broken := range s.Promises[p.promise] {
			why = append(why, "breaks a promise ("+p.name+"): "+clipped(broken))
		}
	}
	if len(why) == 0 {
		return
	}
	fmt.Fprintf(out, "\n%s: %s\n  asked   %q%s\n", s.Case.ID, s.Verdict, clipped(s.Case.Question), s.Case.circumstances())
	for _, w := range why {
		fmt.Fprintf(out, "  wrong   it %s\n", w)
	}
	fmt.Fprintf(out, "  answer  %s", clipped(s.Answer.Answer.Text))
	if s.Answer.Answer.Reason != "" {
		fmt.Fprintf(out, " [%s]", s.Answer.Answer.Reason)
	}
	out.WriteString("\n")
}

// circumstances says what a question is about besides its words.
func (c AskingCase) circumstances() string {
	text := ", as of " + c.AsOf
	if c.Sheet != "" {
		text += ", of " + c.Sheet
	}
	if c.Before != "" {
		text += fmt.Sprintf(", after %q", c.Before)
	}
	if c.Home != "" {
		text += ", where nothing is kept"
	}
	return text
}
