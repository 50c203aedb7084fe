package render

import (
	"fmt"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/agent/readings"
)

// Fetched shows what came of fetching: what failed or is late first and with what to do about it, then what came, and in
// a line what was there already.
func Fetched(w io.Writer, list []readings.Fetched, opts TerminalOptions) error {
	s := newScreen(opts.Width, opts.Color)
	tally := map[readings.FetchState]int{}
	for _, f := range list {
		tally[f.State]++
	}
	for _, state := range []readings.FetchState{readings.StateFailed, readings.StateUnbound, readings.StateLate, readings.StateFetched, readings.StateThere} {
		for _, f := range list {
			if f.State == state {
				fetchedRow(s, f)
			}
		}
	}
	if len(list) > 0 {
		s.blank()
	}
	s.block("", plain, 0, fetchedSummary(list, tally), plain)
	return s.writeTo(w, "render.fetched")
}

// fetchedRow shows one metric: on a line what came, and below it what a person has to know.
func fetchedRow(s *screen, f readings.Fetched) {
	lead, as := "  =", dim
	switch f.State {
	case readings.StateFailed, readings.StateUnbound:
		lead, as = "  !", red
	case readings.StateLate:
		lead, as = "  ?", yellow
	case readings.StateFetched:
		lead, as = "  +", green
	}
	const indent = 4
	s.block(lead, as, indent, tidy(f.Metric)+": "+fetchedWords(f), plain)
	for _, r := range f.Restated {
		s.block("", plain, indent+2, "Restated: "+restatement(r, ""), yellow)
	}
	for i, warning := range f.Warnings {
		if i == mostWarnings {
			s.block("", plain, indent+2, fmt.Sprintf("and %d more warnings; --json has all", len(f.Warnings)-i), dim)
			break
		}
		s.block("", plain, indent+2, "The source says: "+tidy(warning), dim)
	}
	if next := tidy(f.Next); next != "" {
		s.block("", plain, indent+2, next, plain)
	}
}

const mostWarnings = 3

// fetchedWords says what came, without a full stop.
func fetchedWords(f readings.Fetched) string {
	var parts []string
	switch f.State {
	case readings.StateFailed:
		return "failed: " + or(tidy(f.Failure), "the source did not say why")
	case readings.StateUnbound:
		return "no source is set for it"
	case readings.StateThere:
		parts = append(parts, "nothing to fetch")
	case readings.StateLate:
		parts = append(parts, "the newest period is late, it was due for "+or(tidy(f.Due), "now"))
	}
	if f.New > 0 {
		news := counted(f.New, "new period")
		if f.Filled > 0 {
			news += fmt.Sprintf(" (%d of them filled in)", f.Filled)
		}
		parts = append(parts, news)
	} else if f.State == readings.StateFetched {
		parts = append(parts, "nothing new")
	}
	if n := len(f.Restated); n > 0 {
		parts = append(parts, fmt.Sprintf("%d restated", n))
	}
	if f.Newest != "" {
		parts = append(parts, "newest "+tidy(f.Newest))
	}
	return strings.Join(parts, ", ")
}

// restatement says what a source changed afterwards.
func restatement(r readings.Restatement, unit string) string {
	return fmt.Sprintf("%s was %s and is %s, seen on %s.", tidy(r.Period), amount(r.Was, unit), amount(r.Is, unit), tidy(r.On))
}

func fetchedSummary(list []readings.Fetched, tally map[readings.FetchState]int) string {
	n := len(list)
	if n == 0 {
		return "There is nothing to fetch: no metric has a source yet."
	}
	parts := []string{}
	for _, part := range []struct {
		state readings.FetchState
		words string
	}{
		{readings.StateFetched, "fetched"}, {readings.StateThere, "already there"}, {readings.StateLate, "late"}, {readings.StateFailed, "failed"},
		{readings.StateUnbound, "without a source"},
	} {
		if k := tally[part.state]; k > 0 {
			parts = append(parts, fmt.Sprintf("%d %s", k, part.words))
		}
	}
	var sources []string
	for _, f := range list {
		if name := tidy(f.Source); name != "" && !slices.Contains(sources, name) {
			sources = append(sources, name)
		}
	}
	return joined(" from ", counted(n, "metric"), strings.Join(sources, ", ")) + ": " + strings.Join(parts, ", ") + "."
}

// day writes a moment as a date in UTC, and what never was as a word.
func day(t time.Time) string {
	if t.IsZero() {
		return "never"
	}
	return t.UTC().Format(time.DateOnly)
}

// amount gives a number with its unit.
func amount(v float64, unit string) string { return withUnit(figure(v), unit) }

// roughly gives a number with its unit as facts do, for a reader who wants its size, not its digits.
func roughly(v float64, unit string) string {
	if size := math.Abs(v); !(size < 1e15) || v != 0 && size < 1e-4 {
		return withUnit(rounded(v), unit)
	}
	return fact.Format(v, fact.UnitOf(tidy(unit)))
}

func withUnit(number, unit string) string {
	switch unit = fact.UnitOf(tidy(unit)); unit {
	case "":
		return number
	case fact.Percent:
		return number + "%"
	}
	return number + " " + unit
}

// rounded gives a number with three significant digits, large ones whole.
func rounded(v float64) string {
	if size := math.Abs(v); size >= 1e3 && size < 1e15 {
		return strconv.FormatFloat(math.Round(v), 'f', -1, 64)
	}
	return strconv.FormatFloat(v, 'g', 3, 64)
}

// joined puts together the texts that say something.
func joined(by string, texts ...string) string {
	return strings.Join(slices.DeleteFunc(texts, func(text string) bool { return text == "" }), by)
}
