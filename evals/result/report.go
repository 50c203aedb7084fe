package result

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/plumbline-dev/plumb/internal/render"
)

// mostFailures is how many failures of a suite a report shows: it is to be read, and the trials hold all of them.
const mostFailures = 40

// report is what stands in a report of a run, whatever it is written in. All text in it is clean.
type report struct {
	Title  string
	Meta   []string
	Broken []string // invariants that do not hold
	Promises
	Suites []section
}

// Promises counts the invariants of a run.
type Promises struct{ Held, Made int }

// section is one suite.
type section struct {
	Name     string
	Engine   string
	Notes    []string
	Engines  []string // heads of the columns of figures
	Rows     []figures
	Costs    []string
	Curve    *drawing
	Failed   int // cases that may be shown
	Failures []failure
	Held     int // cases that failed in sets that are held back
}

// figures is a row of the table of a suite.
type figures struct {
	Title    string // "" where it is that of the row above
	Set      string
	Cells    []cell // one for each engine
	Cases    int
	Clusters int
	Broken   bool
	Promise  bool
}

// cell is the figure of an engine; "" where it was not measured.
type cell struct{ Value, Interval string }

// failure is a case that is not as it should be.
type failure struct {
	Case     string
	Set      string
	Measures []string
	Expected string
	Got      string
	Source   []quote
}

// quote is a place of the source.
type quote struct{ Where, Text string }

func newReport(s Stored) report {
	r := report{Title: title(s.Run), Meta: meta(s.Run)}
	for _, suite := range s.Suites {
		r.Promises = r.Add(suite.Promises())
		for _, b := range suite.Broken() {
			r.Broken = append(r.Broken, render.Clean(b))
		}
		r.Suites = append(r.Suites, newSection(suite, s.All))
	}
	return r
}

func title(r Run) string {
	if len(r.Suites) == 1 {
		return "Evaluation of " + render.Clean(r.Suites[0].Suite)
	}
	return "Evaluation of " + counted(len(r.Suites), "suite", "suites")
}

func meta(r Run) []string {
	out := []string{r.At.UTC().Format("2 January 2006, 15:04 UTC")}
	if r.Program != "" {
		out = append(out, "plumb "+render.Clean(r.Program))
	}
	return append(out, counted(r.Trials, "trial", "trials"))
}

func newSection(s SuiteRun, all []Trial) section {
	out := section{Name: render.Clean(s.Suite), Engine: render.Clean(s.Engine), Notes: cleaned(s.Notes)}
	engines := []string{s.Engine}
	for _, sum := range s.Summaries {
		if !slices.Contains(engines, sum.Engine) {
			engines = append(engines, sum.Engine)
		}
	}
	out.Engines = cleaned(engines)
	if s.Repeats > 1 {
		out.Notes = append(out.Notes, fmt.Sprintf("Every case was run %d times; intervals are over cases, not over repeats.", s.Repeats))
	}
	for _, p := range s.Prompts {
		out.Notes = append(out.Notes, render.Clean("Asked with "+p.Name+" ("+p.Hash+")."))
	}
	for _, m := range s.Measures {
		out.Rows = append(out.Rows, s.rows(m, engines)...)
	}
	for _, c := range s.Costs {
		out.Costs = append(out.Costs, render.Clean(c.String()))
	}
	out.Costs = append(out.Costs, "The suite took "+duration(s.Millis)+".")
	if s.Curve != nil {
		out.Curve = s.Curve.draw()
	}
	out.Failures, out.Held = failures(s, all)
	out.Failed = len(out.Failures)
	out.Failures = out.Failures[:min(mostFailures, out.Failed)]
	return out
}

// rows gives the figures of one measure, a row for each set.
func (s SuiteRun) rows(m Measure, engines []string) []figures {
	var out []figures
	var sets []string
	for _, sum := range s.Summaries {
		if sum.Measure != m.Name || sum.Cases == 0 {
			continue
		}
		at := slices.Index(sets, sum.Set)
		if at < 0 {
			at, sets = len(sets), append(sets, sum.Set)
			out = append(out, figures{Set: render.Clean(sum.Set), Cells: make([]cell, len(engines)), Promise: m.Kind == Invariant})
			if at == 0 {
				out[at].Title = render.Clean(m.Title)
			}
		}
		out[at].Cells[slices.Index(engines, sum.Engine)] = cell{Percent(sum.Mean), interval(sum.Low, sum.High)}
		if sum.Engine == engines[0] || out[at].Cases == 0 {
			out[at].Cases, out[at].Clusters = sum.Cases, sum.Clusters
		}
		out[at].Broken = out[at].Broken || !sum.Holds()
	}
	return out
}

// String tells what was spent.
func (t Total) String() string {
	text := fmt.Sprintf("%s: %s, half of them within %s, 95%% within %s", t.Engine, counted(t.Cases, "case", "cases"), duration(t.Median), duration(t.P95))
	if t.Tokens > 0 {
		text += fmt.Sprintf("; %d tokens", t.Tokens)
	}
	if t.CostUSD > 0 {
		text += fmt.Sprintf(", cost %.4f", t.CostUSD)
	}
	return text + "."
}

func duration(millis float64) string {
	switch d := time.Duration(millis * float64(time.Millisecond)); {
	case d < 10*time.Millisecond:
		return fmt.Sprintf("%.2g ms", millis)
	case d < time.Second:
		return fmt.Sprintf("%.0f ms", millis)
	case d < time.Minute:
		return fmt.Sprintf("%.1f s", d.Seconds())
	default:
		return d.Round(time.Second).String()
	}
}

// heldBack reports whether a set is kept aside, by its name: held, or something-held. Who looked at its failures would work on them.
func heldBack(set string) bool { return set == "held" || strings.HasSuffix(set, "-held") }

// failures lists the cases of a suite of which something can be shown, those of promises first, and counts those that are held back.
func failures(s SuiteRun, all []Trial) (list []failure, held int) {
	type place struct{ set, name string }
	at := map[place]int{}
	aside := map[place]bool{}
	var out []failure
	for _, m := range slices.SortedStableFunc(slices.Values(s.Measures), byKind) {
		for _, t := range all {
			if t.Suite != s.Suite || t.Engine != s.Engine || t.Measure != m.Name || !t.Wrong() || t.Expected+t.Got == "" {
				continue
			}
			where := place{t.Set, t.Case}
			if heldBack(t.Set) {
				aside[where] = true
				continue
			}
			i, known := at[where]
			if !known {
				i = len(out)
				at[where] = i
				out = append(out, newFailure(t))
			}
			if title := render.Clean(m.Title); !slices.Contains(out[i].Measures, title) {
				out[i].Measures = append(out[i].Measures, title)
			}
		}
	}
	return out, len(aside)
}

func byKind(a, b Measure) int {
	rank := func(m Measure) int { return slices.Index([]Kind{Invariant, Quality, Cost}, m.Kind) }
	return cmp.Compare(rank(a), rank(b))
}

func newFailure(t Trial) failure {
	f := failure{Case: render.Clean(t.Case), Set: render.Clean(t.Set), Expected: render.Clean(t.Expected), Got: render.Clean(t.Got)}
	for _, e := range t.Source {
		where := e.Record
		if e.Line > 0 {
			where = fmt.Sprintf("%s:%d", e.Record, e.Line)
		}
		text := e.Text
		if e.Who != "" {
			text = e.Who + ": " + text
		}
		f.Source = append(f.Source, quote{render.Clean(where), render.Clean(text)})
	}
	return f
}

func cleaned(all []string) []string {
	out := make([]string, len(all))
	for i, text := range all {
		out[i] = render.Clean(text)
	}
	return out
}

// More says how many failures a report leaves out.
func (s section) More() string {
	var text []string
	if s.Failed > len(s.Failures) {
		text = append(text, fmt.Sprintf("%d of %d are shown; %s has all of them.", len(s.Failures), s.Failed, trialsFile))
	}
	if s.Held > 0 {
		text = append(text, fmt.Sprintf("%s of sets that are held back are not shown, so that nothing is worked out on them.", counted(s.Held, "case", "cases")))
	}
	return strings.Join(text, " ")
}

// Add gives the sum of both.
func (p Promises) Add(o Promises) Promises { return Promises{p.Held + o.Held, p.Made + o.Made} }

// String says in a sentence whether the promises hold.
func (p Promises) String() string {
	switch {
	case p.Made == 0:
		return "None of these suites measures a promise."
	case p.Held == 1 && p.Made == 1:
		return "The one promise holds."
	case p.Held == p.Made:
		return fmt.Sprintf("All %d promises hold.", p.Made)
	}
	return fmt.Sprintf("Of %s, %d DO NOT HOLD.", counted(p.Made, "promise", "promises"), p.Made-p.Held)
}

// escaped keeps text from being taken for Markdown.
func escaped(text string) string {
	return strings.NewReplacer(`\`, `\\`, "|", `\|`, "<", "&lt;", ">", "&gt;", "*", `\*`, "_", `\_`, "`", "\\`", "[", `\[`, "]", `\]`, "#", `\#`).Replace(text)
}
