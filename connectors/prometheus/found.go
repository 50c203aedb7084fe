package prometheus

import (
	"encoding/json"
	"fmt"
	"math"
	"regexp"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/plumbline-dev/plumb/connectors"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/semantic"
)

// found is what the answers to a query say together.
type found struct {
	source   *Source
	query    query
	values   map[time.Time]string // by the start of the period
	labels   map[string]bool      // of the series that were seen
	warnings []string
}

// add takes in the answer about some periods.
func (f *found) add(e envelope, starts []time.Time) error {
	for _, said := range slices.Concat(e.Warnings, e.Infos) {
		f.warn("Prometheus says: " + f.source.web.Quote(said))
	}
	all, err := f.read(*e.Data)
	if err != nil {
		return err
	}
	for _, one := range all {
		f.labels[labelsOf(one.Labels)] = true
	}
	if len(f.labels) > 1 {
		return f.several()
	}
	asked := map[time.Time]time.Time{}
	for _, start := range starts {
		asked[moment(f.query, start)] = start
	}
	for _, one := range all {
		if len(one.Histogram)+len(one.Histograms) > 0 {
			return f.wrong("is a histogram", "Take a number from it: histogram_quantile(0.9, ...) or histogram_count(...).")
		}
		if one.Value != nil {
			one.Values = append(one.Values, *one.Value)
		}
		for _, v := range one.Values {
			start, ok := asked[v.at]
			if !ok {
				return f.wrong("is about "+v.at.Format(time.RFC3339)+", which was not asked for", "Look whether its address is that of a Prometheus.")
			}
			f.values[start] = v.value
		}
	}
	return nil
}

// read gives the series of a result. A scalar is a series without labels.
func (f *found) read(d data) ([]series, error) {
	var all []series
	var err error
	switch d.Type {
	case "matrix", "vector":
		err = json.Unmarshal(d.Result, &all)
	case "scalar":
		var v sample
		err = json.Unmarshal(d.Result, &v)
		all = []series{{Value: &v}}
	case "string":
		return nil, f.wrong("is a text", "Ask for a number.")
	default:
		return nil, f.wrong("is of no type that can be read", "Look whether its address is that of a Prometheus.")
	}
	if err != nil || len(d.Result) == 0 || string(d.Result) == "null" {
		return nil, f.wrong("cannot be read", "Look whether its address is that of a Prometheus.")
	}
	return all, nil
}

// readings reads the values, in the order of their periods. What is no finite number is passed over with a warning.
func (f *found) readings() []connectors.Reading {
	var out []connectors.Reading
	for _, start := range f.starts() {
		v, err := strconv.ParseFloat(f.values[start], 64)
		if err != nil || math.IsNaN(v) || math.IsInf(v, 0) || strings.ContainsAny(f.values[start], "xX_") {
			f.warn(fmt.Sprintf("%s: the value is %s, which is no finite number, and was passed over", start.Format(time.DateOnly), f.source.web.Quote(f.values[start])))
			continue
		}
		out = append(out, connectors.Reading{Start: start, Value: v, Complete: true})
	}
	if len(f.values) == 0 {
		f.warn("the query has no value in any period that is over: look whether the metric is still written, and how long its samples are kept")
	}
	return out
}

func (f *found) starts() []time.Time {
	var out []time.Time
	for start := range f.values {
		out = append(out, start)
	}
	slices.SortFunc(out, time.Time.Compare)
	return out
}

// doubt marks newest values that say exactly what the one before them says, where the query looks back so far that they
// may be repeated: a series that ended looks as if it went on.
func (f *found) doubt(readings []connectors.Reading) {
	for i := len(readings) - 1; i > 0 && len(readings)-i <= f.query.repeats && readings[i].Value == readings[i-1].Value; i-- {
		readings[i].Complete = false
		f.warn(readings[i].Start.Format(time.DateOnly) + ": the value is exactly the one before it and may be a repetition; it counts as not complete")
	}
}

// warn keeps a warning once, and not many.
func (f *found) warn(text string) {
	const most = 20
	if len(f.warnings) < most && !slices.Contains(f.warnings, text) {
		f.warnings = append(f.warnings, text)
	}
}

func (f *found) several() error {
	const most = 3
	var sets []string
	for labels := range f.labels {
		sets = append(sets, f.source.web.Quote(labels))
	}
	slices.Sort(sets)
	if len(sets) > most {
		sets = append(sets[:most], "...")
	}
	return f.wrong("has more than one series: "+strings.Join(sets, " and "), "Aggregate them, as in sum("+shortened(f.query.text)+").")
}

func (f *found) wrong(what, next string) error {
	return fault.Newf(fault.Invalid, opRead, "the answer of %s %s", f.source.name, what).Do("%s", next)
}

// labelsOf writes labels as PromQL does.
func labelsOf(labels map[string]string) string {
	const most = 8
	var pairs []string
	for name, value := range labels {
		if name != "__name__" {
			pairs = append(pairs, name+"="+strconv.Quote(shortened(value)))
		}
	}
	slices.Sort(pairs)
	if len(pairs) > most {
		pairs = append(pairs[:most], "...")
	}
	return labels["__name__"] + "{" + strings.Join(pairs, ",") + "}"
}

func shortened(text string) string {
	const most = 80
	if runes := []rune(text); len(runes) > most {
		return string(runes[:most]) + "..."
	}
	return text
}

var (
	lookBack = regexp.MustCompile(`\[\s*((?:\d+(?:ms|[smhdwy]))+)\s*[:\]]`)
	spanPart = regexp.MustCompile(`(\d+)(ms|[smhdwy])`)
)

// longest gives the longest range of a PromQL that is written as a number.
func longest(promQL string) time.Duration {
	var out time.Duration
	for _, found := range lookBack.FindAllStringSubmatch(promQL, -1) {
		out = max(out, spanOf(found[1]))
	}
	return out
}

func spanOf(text string) time.Duration {
	units := map[string]time.Duration{
		"ms": time.Millisecond, "s": time.Second, "m": time.Minute, "h": time.Hour, "d": 24 * time.Hour, "w": 7 * 24 * time.Hour, "y": 365 * 24 * time.Hour,
	}
	const tooLong = 100 * 365 * 24 * time.Hour
	var out time.Duration
	for _, part := range spanPart.FindAllStringSubmatch(text, -1) {
		n, err := strconv.ParseInt(part[1], 10, 32)
		if err != nil || time.Duration(n) > tooLong/units[part[2]] {
			return tooLong
		}
		out = min(out+time.Duration(n)*units[part[2]], tooLong)
	}
	return out
}

// length gives how long a period is at most: a range up to it is meant to be one period.
func length(p semantic.Period) time.Duration {
	days := map[semantic.Period]int{semantic.Day: 1, semantic.Week: 7, semantic.Month: 31, semantic.Quarter: 92, semantic.Year: 366}[p]
	return time.Duration(days) * 24 * time.Hour
}
