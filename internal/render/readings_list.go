package render

import (
	"io"
	"time"
)

// SignalState says how well what is kept of a metric is up to date.
type SignalState string

// The states of what is kept of a metric.
const (
	SignalFresh  SignalState = "fresh"  // all that is due is there
	SignalLate   SignalState = "late"   // the newest period that is due is missing
	SignalFailed SignalState = "failed" // the newest fetch failed
	SignalNever  SignalState = "never"  // nothing was ever fetched

	SignalRedefined SignalState = "redefined" // it was fetched by another definition than it has now
)

// SignalRow is a metric in the list of signals.
type SignalRow struct {
	Metric  string // id
	Unit    string
	Period  string  // ISO date of the newest complete period; "" for none
	Value   float64 // of that period
	Source  string  // name in the configuration; "" for none
	Fetched time.Time
	State   SignalState
	Next    string // what to do about it; may be empty
}

// Signals lists metrics with their newest value and how well it is up to date. What needs a person comes first.
func Signals(w io.Writer, rows []SignalRow, opts TerminalOptions) error {
	s := newScreen(opts.Width, opts.Color)
	signalTable(s, rows)
	return s.writeTo(w, "render.signals")
}

// signalStyles also give the order of the list.
var signalStyles = []struct {
	state SignalState
	as    style
}{{SignalFailed, red}, {SignalRedefined, yellow}, {SignalLate, yellow}, {SignalNever, yellow}, {SignalFresh, green}}

func signalTable(s *screen, rows []SignalRow) {
	if len(rows) == 0 {
		s.block("", plain, 0, "No metric has readings yet. plumb signals fetch asks for those of your sheets.", plain)
		return
	}
	table := columns{{head: "metric", most: 30}, {head: "value", most: 16, right: true}, {head: "period", most: 10}, {head: "source", most: 12, first: true}, {head: "fetched", most: 10}, {head: "state"}}
	var styles []style
	var nexts []string
	for _, order := range signalStyles {
		for _, r := range rows {
			if r.State != order.state {
				continue
			}
			value := "-"
			if r.Period != "" {
				value = amount(r.Value, r.Unit)
			}
			table.add(tidy(r.Metric), value, or(tidy(r.Period), "-"), or(tidy(r.Source), "-"), day(r.Fetched), string(r.State))
			styles = append(styles, order.as)
			nexts = append(nexts, tidy(r.Next))
		}
	}
	table.write(s, styles, nexts)
}
