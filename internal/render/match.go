package render

import (
	"cmp"
	"fmt"
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/semantic"
)

const notDefined = "not defined"

// metricOf says which metric the words of a field mean, or between which ones a person has to choose. It is "" for a
// blank, and where nothing was looked up.
func metricOf(f *agent.Field, m *semantic.Match) string {
	if !f.Filled() || m == nil || !m.LookedUp() {
		return ""
	}
	return meaningLine(*m)
}

func meaningLine(m semantic.Match) string {
	switch m.Outcome {
	case semantic.Linked:
		return strings.Join(append([]string{named(m)}, reading(m)...), ", ")
	case semantic.Ambiguous:
		return quotedTerm(m) + " may mean " + choices(m, candidateName) + ": a person has to choose"
	case semantic.Conflict:
		return "teams define " + quotedTerm(m) + " differently, as " + choices(m, candidateName) + ": a person has to choose"
	}
	return notDefined
}

// reading says what a reader of the values of a linked metric has to know, and who said that it is meant.
func reading(m semantic.Match) []string {
	var out []string
	if d := m.Definition; d != nil {
		if unit := strings.Trim(tidy(d.Unit), "{}"); unit != "" && unit != "1" {
			out = append(out, unit)
		}
		if d.Direction != "" {
			out = append(out, tidy(string(d.Direction))+" is good")
		}
	}
	if m.Chosen() {
		out = append(out, tidy(m.Reason))
	}
	return out
}

// named gives the name and the id of the metric of a linked match.
func named(m semantic.Match) string {
	if len(m.Candidates) == 0 {
		return tidy(m.Metric)
	}
	return candidateName(m.Candidates[0])
}

func candidateName(c semantic.Candidate) string {
	name, id := tidy(c.Name), tidy(c.Metric)
	if name == "" || name == id {
		return id
	}
	return name + " (" + id + ")"
}

func candidateID(c semantic.Candidate) string { return tidy(c.Metric) }

func quotedTerm(m semantic.Match) string {
	if term := tidy(m.Term); term != "" {
		return "“" + term + "”"
	}
	return "this"
}

// choices lists between what a person has to choose, at most three, each as name says it.
func choices(m semantic.Match, name func(semantic.Candidate) string) string {
	all := m.Choices()
	var names []string
	for _, c := range Choices(m) {
		names = append(names, name(c))
	}
	last := len(names) - 1
	switch {
	case last < 0:
		return "several metrics"
	case len(all) > mostChoices:
		return strings.Join(names, ", ") + " or others"
	case last == 0:
		return names[0]
	}
	return strings.Join(names[:last], ", ") + " or " + names[last]
}

// term is a piece of jargon with what it means, for a list of two columns.
type term struct {
	Heard, Meaning string
	Open           bool // whether a person has to choose
}

// terms gives the jargon of a sheet: first what a person has to choose, then what nobody defined, then
// metrics, then other terms.
func terms(jargon []agent.Jargon) []term {
	sorted := slices.Clone(jargon)
	slices.SortStableFunc(sorted, func(a, b agent.Jargon) int { return cmp.Compare(rank(a.Match), rank(b.Match)) })
	out := make([]term, 0, len(sorted))
	for _, j := range sorted {
		open := j.Match.Outcome == semantic.Conflict || j.Match.Outcome == semantic.Ambiguous
		out = append(out, term{Heard: tidy(j.Heard), Meaning: jargonMeaning(j.Match), Open: open})
	}
	return out
}

// rank says how early a term is listed.
func rank(m semantic.Match) int {
	switch m.Outcome {
	case semantic.Conflict:
		return 0
	case semantic.Ambiguous:
		return 1
	case semantic.Linked:
		if m.Definition == nil {
			return 4 // a term that is no metric
		}
		return 3
	}
	return 2
}

// jargonMeaning says in a line what a term of a meeting means.
func jargonMeaning(m semantic.Match) string {
	switch m.Outcome {
	case semantic.Linked:
		if m.Definition == nil { // a term that is no metric: the reason says what it is
			return cmp.Or(tidy(m.Reason), named(m))
		}
		if m.Chosen() {
			return named(m) + ", " + tidy(m.Reason)
		}
		return named(m)
	case semantic.Ambiguous:
		if m.DiffersIn != "" {
			return fmt.Sprintf("ambiguous in the %s: %s", tidy(m.DiffersIn), choices(m, candidateID))
		}
		return "ambiguous: " + choices(m, candidateID)
	case semantic.Conflict:
		return "in conflict between teams: " + choices(m, candidateID)
	}
	return notDefined
}

// Choices gives the candidates that a person is shown to choose from, at most three, best first.
func Choices(m semantic.Match) []semantic.Candidate {
	all := m.Choices()
	return all[:min(mostChoices, len(all))]
}

// OpenTerm shows a term of which it is open what it means, where it stands, and the choices with their numbers. All but
// the first one begin with an empty line.
func OpenTerm(w io.Writer, first bool, t agent.OpenTerm, opts TerminalOptions) error {
	s := newScreen(opts.Width, opts.Color)
	if !first {
		s.line("")
	}
	s.block("", plain, 0, "“"+shorten(tidy(t.Term), s.width)+"” "+openness(t.Match), bold)
	s.block("", plain, 2, "in "+strings.Join(t.Places, ", "), dim)
	for i, c := range Choices(t.Match) {
		s.block("  "+strconv.Itoa(i+1), bold, 5, tidy(strings.TrimSuffix(candidateName(c)+": "+c.Why, ": ")), plain)
	}
	if len(t.Match.Choices()) > mostChoices {
		s.block("", plain, 5, "and more, with --json", dim)
	}
	return s.writeTo(w, "render.open-term")
}

// openness says why it is open what a term means.
func openness(m semantic.Match) string {
	switch m.Outcome {
	case semantic.Conflict:
		return "is in conflict between teams"
	case semantic.Ambiguous:
		if m.DiffersIn != "" {
			return "is ambiguous in the " + tidy(m.DiffersIn)
		}
		return "is ambiguous"
	}
	return "is not defined; these come near"
}
