package review

import (
	"fmt"
	"strings"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/fact"
)

// seconds are how long units of time are.
var seconds = map[string]float64{"ms": 0.001, "s": 1, "min": 60, "h": 3600, "days": 86400, "weeks": 604800}

// inUnitOf gives a threshold in the unit in which the values of a metric are, or says why that is not certain.
func (m *metric) inUnitOf(threshold float64, unit string) (float64, string) {
	said, has := fact.UnitOf(strings.ToLower(unit)), m.unit
	if unit == "$" || unit == "€" || unit == "£" {
		said = fact.UnitOf(unit)
	}
	switch {
	case has == fact.Percent && (said == fact.Percent || said == "" && threshold > 1):
		if !m.series.Rate && m.fractions() && threshold > 1 {
			return 0, fmt.Sprintf("it is not certain whether the values of %s, all from 0 to 1, are percent or fractions", m.name)
		}
		return threshold, ""
	case said == fact.Percent && has == "" && m.series.Rate:
		return threshold / 100 * m.series.Scale, ""
	case said == has:
		return threshold, ""
	case seconds[said] > 0 && seconds[has] > 0:
		return threshold * seconds[said] / seconds[has], ""
	case thing(said) && thing(has):
		return threshold, "" // people call what they count by many names
	}
	return 0, fmt.Sprintf("%s is measured in %s, and the threshold was said in %s", m.name, unitName(has), unitName(said))
}

// thing reports whether a unit is of things that are counted.
func thing(unit string) bool {
	return unit != fact.Percent && unit != fact.Points && seconds[unit] == 0 && !fact.IsMoney(unit)
}

func unitName(unit string) string {
	switch unit {
	case "":
		return "plain numbers"
	case fact.Percent:
		return "percent"
	}
	return unit
}

// fractions reports whether all values lie from 0 to 1.
func (m *metric) fractions() bool {
	for _, p := range m.series.Points {
		if p.Value < 0 || p.Value > 1 {
			return false
		}
	}
	return true
}

// limit says what a threshold asks for, such as "at least 40%".
func limit(op agent.Op, threshold float64, unit string) string {
	lead := map[agent.Op]string{agent.AtLeast: "at least ", agent.MoreThan: "more than ", agent.AtMost: "at most ", agent.LessThan: "less than ", agent.Equals: "exactly "}[op]
	return lead + fact.Format(threshold, unit)
}
