package render

import (
	"cmp"
	"fmt"
	"slices"
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
	for _, c := range all[:min(mostChoices, len(all))] {
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

// terms gives the jargon of a sheet: first what a person has to choose, then what nobody defined, then the rest.
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
