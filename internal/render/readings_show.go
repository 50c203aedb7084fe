package render

import (
	"fmt"
	"io"
	"slices"

	"github.com/plumbline-dev/plumb/agent/readings"
	"github.com/plumbline-dev/plumb/agent/signal"
)

// MetricHistory is what is kept of a metric and what is to be said of it.
type MetricHistory struct {
	Metric    string // id
	Name      string
	Unit      string
	Direction string // "up" or "down" is where it should go; "" says nothing about it
	Judgement signal.Judgement
	Restated  []readings.Restatement
	Fetches   []readings.Fetch // oldest first
}

// SignalHistory shows what is kept of a metric: what is to be said of it with its chart and checks, what the source
// changed afterwards, and when it was asked last.
func SignalHistory(w io.Writer, h MetricHistory, opts TerminalOptions) error {
	v := signalView{newScreen(opts.Width, opts.Color), h.Judgement}
	v.block("", plain, 0, tidy(or(h.Name, h.Metric, "a metric"))+": "+v.headline(), bold)
	v.block("", plain, 0, joined(" · ", tidy(h.Metric), prefixed("in ", tidy(h.Unit)), prefixed("should go ", tidy(h.Direction))), dim)
	for _, sentence := range v.sentences(h.Direction) {
		v.block("", plain, 2, sentence, plain)
	}
	v.blank()
	v.spark()
	v.checks()
	restatements(v.screen, h.Restated, h.Unit)
	fetches(v.screen, h.Fetches)
	return v.writeTo(w, "render.signal_history")
}

// How many restatements and fetches are shown of a metric; the newest ones matter.
const (
	mostRestated = 6
	mostFetches  = 5
)

func restatements(s *screen, list []readings.Restatement, unit string) {
	if len(list) == 0 {
		return
	}
	s.blank()
	label := "  restated"
	for _, r := range list[max(0, len(list)-mostRestated):] {
		s.block(label, dim, signalHang, restatement(r, unit), yellow)
		label = ""
	}
	if older := len(list) - mostRestated; older > 0 {
		s.block("", plain, signalHang, fmt.Sprintf("and %d older; --json has all", older), dim)
	}
}

// fetches lists the newest fetches, the newest first.
func fetches(s *screen, list []readings.Fetch) {
	s.blank()
	if len(list) == 0 {
		s.block("  fetched", dim, signalHang, "never; plumb signals fetch asks for it", yellow)
		return
	}
	label := "  fetched"
	for i, f := range slices.Backward(list) {
		if len(list)-i > mostFetches {
			s.block("", plain, signalHang, fmt.Sprintf("and %d before that", i+1), dim)
			return
		}
		as := plain
		text := fmt.Sprintf("%s from %s: %s to %s", f.At.UTC().Format("2006-01-02 15:04"), or(tidy(f.Source), "a source"), day(f.From), day(f.To.AddDate(0, 0, -1)))
		if failure := tidy(f.Failure); failure != "" {
			text, as = fmt.Sprintf("%s from %s failed: %s", f.At.UTC().Format("2006-01-02 15:04"), or(tidy(f.Source), "a source"), failure), red
		}
		s.block(label, dim, signalHang, text, as)
		label = ""
	}
}
