package ground

import (
	"slices"
	"strings"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/quantity"
)

// quantities are the numbers of a text as a claim and a sentence are compared by them.
type quantities struct {
	values  []float64         // every number
	amounts []agent.Objective // the numbers that measure or count, with their units
	limits  []agent.Objective // the limits, with their comparisons
	days    []string          // weekdays and months
}

func readQuantities(text string) quantities {
	q := quantities{values: quantity.Values(text), days: days(text)}
	if len(q.values) == 0 {
		return q
	}
	q.amounts = amounts(text)
	for _, span := range sentences(text) {
		q.limits = append(q.limits, limitsIn(text[span[0]:span[1]])...)
	}
	return q
}

// days gives the weekdays and months of a text. May and march are words as well, and count when capitalised.
func days(text string) []string {
	var out []string
	for _, t := range tokens(text) {
		s := stem(t.folded)
		if calendar[s] && (isCapitalised(t.text) || t.folded != "may" && t.folded != "march") {
			out = append(out, s)
		}
	}
	return out
}

var calendar = stemSet(`monday tuesday wednesday thursday friday saturday sunday
	january february march april may june july august september october november december`)

// amounts reads every number with its unit, from the word with which it begins.
func amounts(text string) []agent.Objective {
	const longest = 8 // words of a number with its unit
	var out []agent.Objective
	words := strings.Fields(text)
	for i, w := range words {
		if !isQuantity(w) {
			continue
		}
		// A number reads as a limit once a comparison stands before it.
		if o := quantity.ParseObjective("at least " + strings.Join(words[i:min(i+longest, len(words))], " ")); o != nil {
			out = append(out, *o)
		}
	}
	return out
}

// limitsIn gives the limit of a sentence, and those of its clauses that are about other numbers.
func limitsIn(sentence string) []agent.Objective {
	var out []agent.Objective
	for _, part := range append([]string{sentence}, clauses(sentence)...) {
		o := quantity.ParseObjective(part)
		if o != nil && !slices.ContainsFunc(out, func(l agent.Objective) bool { return quantity.Same(l.Threshold, o.Threshold) }) {
			out = append(out, *o)
		}
	}
	return out
}

func (q quantities) none() bool { return len(q.values) == 0 && len(q.days) == 0 }

// hold reports whether said has every day and number of q, of the same kind of unit, and every limit in the same direction.
func (q quantities) hold(said quantities) bool {
	for _, v := range q.values {
		if !slices.ContainsFunc(said.values, func(s float64) bool { return quantity.Same(s, v) }) {
			return false
		}
	}
	for _, d := range q.days {
		if !slices.Contains(said.days, d) {
			return false
		}
	}
	for _, a := range q.amounts {
		other := func(s agent.Objective) bool {
			return quantity.Same(s.Threshold, a.Threshold) && !sameKind(s.Unit, a.Unit)
		}
		same := func(s agent.Objective) bool {
			return quantity.Same(s.Threshold, a.Threshold) && sameKind(s.Unit, a.Unit)
		}
		if slices.ContainsFunc(said.amounts, other) && !slices.ContainsFunc(said.amounts, same) {
			return false
		}
	}
	for _, l := range q.limits {
		same := func(s agent.Objective) bool {
			return quantity.Same(s.Threshold, l.Threshold) && direction(s.Op) == direction(l.Op)
		}
		if !slices.ContainsFunc(said.limits, same) {
			return false
		}
	}
	return true
}

// direction gives 1 for a limit from which something is to be higher, -1 for one below which it is to stay.
func direction(op agent.Op) int {
	switch op {
	case agent.AtLeast, agent.MoreThan:
		return 1
	case agent.AtMost, agent.LessThan:
		return -1
	case agent.Equals:
	}
	return 0
}

// sameKind reports whether two units may stand for the same: shares, points, money, times, and what is counted. A unit
// that was left unsaid may be any.
func sameKind(a, b string) bool { return a == "" || b == "" || unitKind(a) == unitKind(b) }

func unitKind(unit string) string {
	base, _, _ := strings.Cut(unit, " per ")
	switch {
	case base == "%", base == "pp":
		return base
	case strings.ContainsAny(base, "$\u20ac\u00a3\u00a5"), currencies[stem(base)]:
		return "money"
	case timeUnits[stem(base)]:
		return "time"
	}
	return "count"
}

var (
	currencies = stemSet(`euro dollar pound franc yen cent`)
	timeUnits  = stemSet(`ms millisecond second minute hour day week fortnight month quarter year sprint s h min`)
)

// quantitiesHold reports whether the numbers of the claim stand in a sentence or one of its direct neighbours.
func (ix *Index) quantitiesHold(q *query, u int) bool {
	if q.numbers.none() {
		return true
	}
	text := ix.text(u)
	if n := ix.beside(u, -1); n >= 0 {
		text = ix.text(n) + ". " + text
	}
	if n := ix.beside(u, 1); n >= 0 {
		text += ". " + ix.text(n)
	}
	return q.numbers.hold(readQuantities(text))
}
