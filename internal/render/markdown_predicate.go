package render

import (
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/internal/fault"
)

const (
	predicateKey = "predicate:"
	objectiveKey = "objective:"
	metricBlank  = "(metric not stated)"
	dateBlank    = "(date not stated)"
)

var (
	operatorAt = regexp.MustCompile(`>=|<=|==|>|<|=`)
	numberAt   = regexp.MustCompile(`^-?[0-9]+(\.[0-9]+)?`)
	byAt       = regexp.MustCompile(`(^|[ \t])by([ \t]|$)`)
)

// predicateLine writes a predicate as `activation >= 40% by 2026-03-13`. Words that could be misread are quoted.
func predicateLine(p *agent.Predicate) string {
	metric, by := p.Metric, p.By
	switch {
	case metric == "":
		metric = metricBlank
	case !isPlain(metric) || metric == metricBlank:
		metric = quote(metric)
	}
	if by == "" {
		by = dateBlank
	}
	return metric + " " + limitLine(p.Op, p.Threshold, p.Unit) + " by " + by
}

// objectiveLine writes an objective as `<= 2%`.
func objectiveLine(o *agent.Objective) string { return limitLine(o.Op, o.Threshold, o.Unit) }

func limitLine(op agent.Op, threshold float64, unit string) string {
	s := string(op) + " " + strconv.FormatFloat(threshold, 'f', -1, 64)
	switch {
	case unit == "":
		return s
	case unit == "%":
		return s + "%"
	case bareUnit(unit):
		return s + " " + unit
	}
	return s + " " + quote(unit)
}

// bareUnit reports whether a unit can stand without quotes between the number and "by".
func bareUnit(unit string) bool {
	return isPlain(unit) && !byAt.MatchString(unit) && !strings.ContainsRune("0123456789.,-+(", rune(unit[0]))
}

// parsePredicate reads what predicateLine writes and what people type: METRIC OP NUMBER [UNIT] [by DATE].
func parsePredicate(s string) (*agent.Predicate, error) {
	var p agent.Predicate
	rest := trimSpace(s)
	if metric, after, ok := unquote(rest); ok {
		p.Metric, rest = metric, trimSpace(after)
	} else if at := operatorAt.FindStringIndex(rest); at != nil {
		p.Metric, rest = trimSpace(rest[:at[0]]), rest[at[0]:]
		if p.Metric == metricBlank {
			p.Metric = ""
		}
	}
	op, number, rest, err := parseLimit(rest)
	if err != nil {
		return nil, err
	}
	p.Op, p.Threshold = op, number
	if p.Unit, rest, err = parseUnit(rest); err != nil {
		return nil, err
	}
	p.By, err = parseBy(rest)
	return &p, err
}

// parseObjective reads what objectiveLine writes: OP NUMBER [UNIT].
func parseObjective(s string) (*agent.Objective, error) {
	op, number, rest, err := parseLimit(trimSpace(s))
	if err != nil {
		return nil, err
	}
	unit, rest, err := parseUnit(rest)
	if err != nil {
		return nil, err
	}
	if rest != "" {
		return nil, limitFault("%q after the unit is not understood", tidy(rest))
	}
	return &agent.Objective{Op: op, Threshold: number, Unit: unit}, nil
}

func parseLimit(s string) (op agent.Op, number float64, rest string, err error) {
	at := operatorAt.FindStringIndex(s)
	if at == nil || at[0] != 0 {
		return "", 0, "", limitFault("there is no comparison such as >= where one is expected")
	}
	op, rest = agent.Op(s[:at[1]]), trimSpace(s[at[1]:])
	if op == "=" {
		op = agent.Equals
	}
	digits := numberAt.FindString(rest)
	if digits == "" {
		return "", 0, "", limitFault("there is no number after %s", op)
	}
	number, err = strconv.ParseFloat(digits, 64)
	if err != nil {
		return "", 0, "", limitFault("the number %s is too large", shorten(digits, 20))
	}
	if number == 0 {
		number = 0 // "-0" is zero
	}
	rest = rest[len(digits):]
	if rest != "" && strings.ContainsRune("0123456789.,", rune(rest[0])) {
		return "", 0, "", limitFault("write the number with digits and at most one point, such as 10000 or 2.5")
	}
	return op, number, trimSpace(rest), nil
}

// parseUnit reads the unit up to "by" or the end.
func parseUnit(s string) (unit, rest string, err error) {
	if unit, rest, ok := unquote(s); ok {
		return unit, trimSpace(rest), nil
	}
	unit = s
	if at := byAt.FindStringIndex(s); at != nil {
		unit, rest = trimSpace(s[:at[0]]), trimSpace(s[at[0]:])
	}
	if unit != "" && !bareUnit(unit) {
		return "", "", limitFault("%q cannot be read as a unit without quotes", tidy(unit))
	}
	return unit, rest, nil
}

func parseBy(s string) (string, error) {
	if s == "" {
		return "", nil
	}
	date, ok := strings.CutPrefix(s, "by")
	if !ok {
		return "", limitFault("%q is not understood", tidy(s))
	}
	date = trimSpace(date)
	if date == dateBlank {
		return "", nil
	}
	if _, err := time.Parse(time.DateOnly, date); err != nil {
		return "", limitFault("%q is not a date such as 2026-03-13", tidy(date))
	}
	return date, nil
}

func limitFault(format string, args ...any) *fault.Error {
	return fault.Newf(fault.Invalid, "markdown.parse", format, args...)
}
