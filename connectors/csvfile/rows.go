package csvfile

import (
	"cmp"
	"fmt"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/plumbline-dev/plumb/agent/signal"
	"github.com/plumbline-dev/plumb/connectors"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/semantic"
)

// rowsOf takes the rows of the metric, and says which they are.
func (s *Source) rowsOf(table signal.Table, r connectors.Request) (signal.Table, string, error) {
	names, has := table.Metrics()
	if !has {
		return table, "", nil
	}
	for _, name := range []string{r.Query, r.Metric.ID(), r.Metric.Name} {
		if name != "" && slices.Contains(names, name) {
			return table.Of(name), ", rows of the metric " + strconv.Quote(shown(s.hideText(name))), nil
		}
	}
	if len(names) == 0 {
		return table, "", s.hide(fault.Newf(fault.Invalid, opRead, "%s has no rows below its head", s.called()).Do("Give a row for each period."))
	}
	const most = 10
	listed := make([]string, 0, most)
	for _, name := range names[:min(len(names), most)] {
		listed = append(listed, strconv.Quote(shown(name)))
	}
	return table, "", s.hide(fault.Newf(fault.NotFound, opRead, "%s has no rows of the metric %q; it has %s", s.name, shown(cmp.Or(r.Query, r.Metric.ID())), strings.Join(listed, ", ")).
		Do("Correct the query of the metric, or the column metric."))
}

// collect makes readings of rows: for each period of the window the one that counts.
func (s *Source) collect(table signal.Table, r connectors.Request) (connectors.Result, error) {
	found, rows, err := table.Rows(r.Period)
	if err != nil {
		return connectors.Result{}, err
	}
	if err := s.sameRhythm(found, rows, r.Period); err != nil {
		return connectors.Result{}, err
	}
	var result connectors.Result
	known, err := s.known(rows, r.AsOf)
	if err != nil {
		return connectors.Result{}, err
	}
	for _, group := range byPeriod(known) {
		row, warning, err := s.choose(group)
		if err != nil {
			return connectors.Result{}, err
		}
		if warning != "" {
			result.Warnings = append(result.Warnings, warning)
		}
		if !row.Blank {
			result.Readings = append(result.Readings, readingOf(row.Row, r.Period))
		}
	}
	if weekday, off := otherWeekday(rows, r.Period); off {
		result.Warnings = append(result.Warnings, fmt.Sprintf("its weeks are dated on a %s: each was taken for the week from Monday that it shares most days with", weekday))
	}
	var more []string
	result.Readings, more, err = r.Arrange(result.Readings)
	result.Warnings = append(result.Warnings, more...)
	return result, err
}

// dated is a row with the time from which on it was known; the zero time is before all others.
type dated struct {
	signal.Row
	reported time.Time
}

// known leaves out what was reported later.
func (s *Source) known(rows []signal.Row, asOf time.Time) ([]dated, error) {
	var out []dated
	for _, row := range rows {
		at, err := parseReported(row.Reported)
		if err != nil {
			return nil, fault.Newf(fault.Invalid, opRead, "%s, line %d: the reported %q is no date and no time", s.called(), row.Line, shown(row.Reported)).
				Do("Write it as 2026-03-09 or 2026-03-09T08:00:00Z.")
		}
		if !at.After(asOf) {
			out = append(out, dated{row, at})
		}
	}
	return out, nil
}

// parseReported reads a date, which is taken for its first moment in UTC, or a time; one without a zone is in UTC.
func parseReported(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	var at time.Time
	var err error
	for _, layout := range []string{time.DateOnly, time.RFC3339, "2006-01-02T15:04:05", time.DateTime, "2006-01-02T15:04", "2006-01-02 15:04", "2006-01-02 15:04:05Z07:00"} {
		if at, err = time.Parse(layout, text); err == nil {
			return at.UTC(), nil
		}
	}
	return at, err
}

// byPeriod groups rows of one period, in the order of their periods and within one in the order of their lines.
func byPeriod(rows []dated) [][]dated {
	rows = slices.Clone(rows)
	slices.SortStableFunc(rows, func(a, b dated) int { return cmp.Or(cmp.Compare(a.Index, b.Index), cmp.Compare(a.Line, b.Line)) })
	var out [][]dated
	for start := 0; start < len(rows); {
		end := start + 1
		for end < len(rows) && rows[end].Index == rows[start].Index {
			end++
		}
		out = append(out, rows[start:end])
		start = end
	}
	return out
}

// choose gives the row that counts for a period: the one that was reported last. A blank row says nothing, unless it was
// reported, which takes back what was said before.
func (s *Source) choose(rows []dated) (dated, string, error) {
	best, found := dated{Row: signal.Row{Blank: true}}, false
	warning := ""
	for _, row := range rows {
		switch {
		case row.Blank && row.reported.IsZero():
		case !found || row.reported.After(best.reported):
			best, found, warning = row, true, ""
		case row.reported.Before(best.reported):
		case !same(best.Row, row.Row):
			return best, "", fault.Newf(fault.Invalid, opRead, "%s has two values for %s, in lines %d and %d", s.called(), row.Label(), best.Line, row.Line).
				Do("Remove one of the lines, or say in a column reported when each became known.")
		default:
			best.Complete = best.Complete && row.Complete
			warning = fmt.Sprintf("%s: lines %d and %d say the same", row.Label(), best.Line, row.Line)
		}
	}
	return best, warning, nil
}

func same(a, b signal.Row) bool {
	return a.Blank == b.Blank && a.Value == b.Value && a.HasRate == b.HasRate && a.Numerator == b.Numerator && a.Denominator == b.Denominator
}

func readingOf(row signal.Row, period semantic.Period) connectors.Reading {
	out := connectors.Reading{Start: row.Start, Value: row.Value, Complete: row.Complete}
	if period == semantic.Week {
		out.Start = nearestMonday(row.Start)
	}
	if row.HasRate {
		out.Parts = &connectors.Parts{Numerator: row.Numerator, Denominator: row.Denominator}
	}
	return out
}

// nearestMonday gives the Monday whose week shares most days with the one that starts on a day.
func nearestMonday(day time.Time) time.Time {
	late := (int(day.Weekday()) + 6) % 7 // days since Monday
	if late > 3 {
		return day.AddDate(0, 0, 7-late)
	}
	return day.AddDate(0, 0, -late)
}

func otherWeekday(rows []signal.Row, period semantic.Period) (time.Weekday, bool) {
	if period != semantic.Week || len(rows) == 0 {
		return time.Monday, false
	}
	day := rows[0].Start.Weekday()
	return day, day != time.Monday
}

// sameRhythm refuses rows that are about longer or shorter periods than those that are asked for. A few dates do not tell.
func (s *Source) sameRhythm(found semantic.Period, rows []signal.Row, asked semantic.Period) error {
	const few = 3
	periods := map[int]bool{}
	for _, row := range rows {
		periods[row.Index] = true
	}
	if found == asked || rows[0].Written == "" && len(periods) < few {
		return nil
	}
	return fault.Newf(fault.Invalid, opRead, "%s has a value a %s, and one a %s is asked for", s.called(), found, asked).
		Do("Set the grain of the metric to that of its values, or give values a %s.", asked)
}

// called is what the text is called in errors.
func (s *Source) called() string {
	if s.web != nil {
		return s.name
	}
	return s.path
}

// shown keeps a long name from flooding an error.
func shown(name string) string {
	const most = 60
	if runes := []rune(name); len(runes) > most {
		return string(runes[:most]) + "..."
	}
	return name
}
