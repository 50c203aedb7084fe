package decision

import (
	"regexp"
	"slices"
	"strconv"
	"strings"

	"github.com/plumbline-dev/plumb/agent"
)

// checkable is a prediction that readings can check: METRIC OP NUMBER [UNIT] by DATE, as agent.Predicate writes it.
var checkable = regexp.MustCompile(`^(\S.*?) (>=|<=|==|>|<) (-?[0-9]{1,15}(?:\.[0-9]{1,15})?)(%| [^\s0-9][^0-9]*?)? by ([0-9]{4}-[0-9]{2}-[0-9]{2})$`)

// Predict gives the prediction with another text. One that is written as a predicate, such as "product.activation >= 40%
// by 2026-04-10", can be checked by readings when its metric is named by its id, or in the words of the prediction before.
// A confidence is void with the text that it was given for.
func (p Prediction) Predict(text string) Prediction {
	text = strings.TrimSpace(text)
	if text == p.Text {
		return p
	}
	next := Prediction{Text: text}
	parts := checkable.FindStringSubmatch(text)
	if parts == nil {
		return next
	}
	if _, ok := day(parts[5]); !ok {
		return next
	}
	threshold, err := strconv.ParseFloat(parts[3], 64)
	if err != nil {
		return next
	}
	next.Predicate = &agent.Predicate{
		Metric: parts[1], Op: agent.Op(parts[2]), Threshold: threshold, Unit: strings.TrimSpace(parts[4]), By: parts[5],
	}
	switch {
	case p.Predicate != nil && p.Predicate.Metric == parts[1]:
		next.Metric = p.Metric
	case isID(parts[1]):
		next.Metric = parts[1]
	}
	return next
}

// MeasuredIn reports whether readings of a metric that is defined with a unit, "" for none, can check the prediction: its
// number is in that unit. It is so for one that names no number.
func (p Prediction) MeasuredIn(unit string) bool {
	if p.Predicate == nil {
		return true
	}
	_, ok := inUnit(Observation{Unit: unit, Fraction: slices.Contains(shareUnits, strings.ToLower(unit))}, p.Predicate.Unit)
	return ok
}

// shareUnits are what a metric is defined in whose readings may be shares from 0 to 1.
var shareUnits = []string{"", "1", percent, "percent", "ratio", "share", "fraction", "rate"}

// compares reports whether a prediction has a sign of comparison in it.
func (p Prediction) compares() bool { return strings.ContainsAny(p.Text, "<>=\u2264\u2265") }

// isID reports whether words look like the id of a metric: namespace.name.
func isID(words string) bool {
	namespace, name, ok := strings.Cut(words, ".")
	return ok && namespace != "" && name != "" && !strings.ContainsAny(words, " \t")
}
