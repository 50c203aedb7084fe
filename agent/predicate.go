package agent

import (
	"fmt"
	"strconv"
)

// Op compares an observed value with a threshold.
type Op string

// The comparisons.
const (
	AtLeast  Op = ">="
	AtMost   Op = "<="
	MoreThan Op = ">"
	LessThan Op = "<"
	Equals   Op = "=="
)

// Predicate is an executable gate: "Metric Op Threshold Unit by By". By is an ISO date, or "" when the date was not
// said or could not be resolved; what was said then stands in the field's words.
type Predicate struct {
	Metric    string  `json:"metric"`    // words of the meeting for what is measured; "" when it was not said
	Op        Op      `json:"op"`        // how the observed value must compare
	Threshold float64 `json:"threshold"` // in Unit; 40% is 40 with unit "%"
	Unit      string  `json:"unit"`      // "%" or a unit word as said, "" for a bare count
	By        string  `json:"by"`        // ISO date (2006-01-02) or ""
}

// Objective is the limit of a guardrail, compared like a [Predicate].
type Objective struct {
	Op        Op      `json:"op"`
	Threshold float64 `json:"threshold"`
	Unit      string  `json:"unit"`
}

// Holds compares an observed value, in the predicate's unit, with its threshold.
func (p Predicate) Holds(observed float64) bool { return p.Op.holds(observed, p.Threshold) }

// Holds compares an observed value, in the objective's unit, with its threshold.
func (o Objective) Holds(observed float64) bool { return o.Op.holds(observed, o.Threshold) }

func (op Op) holds(observed, threshold float64) bool {
	switch op {
	case AtLeast:
		return observed >= threshold
	case AtMost:
		return observed <= threshold
	case MoreThan:
		return observed > threshold
	case LessThan:
		return observed < threshold
	case Equals:
		return observed == threshold
	}
	return false
}

// Valid reports whether op is one of the comparisons.
func (op Op) Valid() bool {
	switch op {
	case AtLeast, AtMost, MoreThan, LessThan, Equals:
		return true
	}
	return false
}

// String gives the predicate as one line, such as "activation >= 40% by 2026-03-13".
func (p Predicate) String() string {
	metric := p.Metric
	if metric == "" {
		metric = "(metric not stated)"
	}
	by := p.By
	if by == "" {
		by = "(date not stated)"
	}
	return fmt.Sprintf("%s %s %s by %s", metric, p.Op, quantity(p.Threshold, p.Unit), by)
}

// String gives the objective as one line, such as "<= 2%".
func (o Objective) String() string {
	return fmt.Sprintf("%s %s", o.Op, quantity(o.Threshold, o.Unit))
}

func quantity(value float64, unit string) string {
	s := strconv.FormatFloat(value, 'f', -1, 64)
	switch unit {
	case "":
		return s
	case "%":
		return s + "%"
	}
	return s + " " + unit
}
