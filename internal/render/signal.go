package render

import (
	"fmt"
	"io"
	"math"
	"strconv"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/plumbline-dev/plumb/agent/signal"
)

// SignalOptions say how a judgement is shown.
type SignalOptions struct {
	TerminalOptions
	Direction string // "up" or "down" is where the metric should go; "" says nothing about it
}

const signalHang = 12 // column at which the text of a row of a judgement starts

// Signal shows what is to be said of a series: the verdict in a sentence, what could have been seen, the series with its
// limits, and what has to be known about the data.
func Signal(w io.Writer, name string, j signal.Judgement, opts SignalOptions) error {
	v := signalView{newScreen(opts.Width, opts.Color), j}
	v.block("", plain, 0, tidy(name)+": "+v.headline(), bold)
	for _, sentence := range v.sentences(opts.Direction) {
		v.block("", plain, 2, sentence, plain)
	}
	v.blank()
	v.spark()
	v.checks()
	return v.writeTo(w, "render.signal")
}

// SignalLine shows a verdict on one line, for a list of series.
func SignalLine(w io.Writer, name string, j signal.Judgement, opts TerminalOptions) error {
	v := signalView{newScreen(opts.Width, opts.Color), j}
	text := v.headline()
	if n := len(j.Checks); n > 0 {
		text += " (" + counted(n, "check") + ")"
	}
	v.block("", plain, 0, tidy(name)+": "+text, plain)
	return v.writeTo(w, "render.signal")
}

type signalView struct {
	*screen
	j signal.Judgement
}

func (v *signalView) headline() string {
	switch v.j.Verdict.Outcome {
	case signal.MovedUp:
		return "moved up, as seen since " + v.j.Verdict.Since
	case signal.MovedDown:
		return "moved down, as seen since " + v.j.Verdict.Since
	case signal.NoChangeDetected:
		return "no change detected"
	case signal.InsufficientData:
		return "too little data to say"
	}
	return "no verdict; first look at the data"
}

// sentences say what the verdict rests on and what it is worth.
func (v *signalView) sentences(direction string) []string {
	verdict, base := v.j.Verdict, v.j.Baseline
	var out []string
	moved := verdict.Outcome == signal.MovedUp || verdict.Outcome == signal.MovedDown
	switch {
	case moved:
		out = append(out, fmt.Sprintf("The level is now about %s; in the baseline it was %s.", figure(verdict.Level), figure(base.Mean)))
		out = append(out, wanted(direction, verdict.Outcome)...)
	case verdict.Outcome == signal.InsufficientData:
		out = append(out, upperFirst(verdict.Reason)+".")
	case verdict.Outcome == signal.NoChangeDetected && verdict.Reason != "":
		out = append(out, upperFirst(verdict.Reason)+".")
	}
	if verdict.MDE > 0 && !moved {
		out = append(out, fmt.Sprintf("A lasting shift of %s or more would be seen within eight %ss, four times in five.", figure(verdict.MDE), v.j.Period))
	}
	if moved || verdict.Outcome == signal.NoChangeDetected && verdict.MDE > 0 {
		out = append(out, fmt.Sprintf("Of 100 series that never change, at most about %.0f are called moved in 26 looks.", 100*verdict.FalseAlarmRate))
	}
	if base.N > 0 {
		out = append(out, fmt.Sprintf("Baseline: %s from %s to %s; %s complete in all.", counted(base.N, string(v.j.Period)), base.From, base.To, counted(v.j.N, string(v.j.Period))))
	}
	return out
}

func wanted(direction string, outcome signal.Outcome) []string {
	switch {
	case direction == "":
		return nil
	case (direction == "up") == (outcome == signal.MovedUp):
		return []string{"That is where it should go. It does not say why it moved."}
	}
	return []string{"That is not where it should go. It does not say why it moved."}
}

// spark draws the newest values as one row, with the baseline below it and marks below those that are part of a pattern.
func (v *signalView) spark() {
	points := v.j.Points
	if len(points) == 0 || v.j.Baseline.N == 0 {
		return
	}
	room := v.width - signalHang
	points = points[max(0, len(points)-room):]
	low, high := v.j.Baseline.Lower, v.j.Baseline.Upper
	newest := ""
	for _, p := range points {
		if p.Complete {
			low, high = math.Min(low, p.Value), math.Max(high, p.Value)
			newest = "; the newest value is " + figure(p.Value)
		}
	}
	var bars, base, signs strings.Builder
	marked := false
	for _, p := range points {
		bars.WriteString(bar(p, low, high))
		switch {
		case p.Period < v.j.Baseline.From || p.Period > v.j.Baseline.To:
			base.WriteByte(' ')
		default:
			base.WriteRune('─')
		}
		if marked = marked || p.Signal; p.Signal {
			signs.WriteByte('^')
		} else {
			signs.WriteByte(' ')
		}
	}
	v.row("values", bars.String(), cyan)
	if strings.TrimSpace(base.String()) != "" {
		v.row("baseline", base.String(), dim)
	}
	if marked {
		v.row("patterns", signs.String(), yellow)
	}
	v.block("  limits", dim, signalHang, fmt.Sprintf("%s to %s around a mean of %s%s", figure(v.j.Baseline.Lower), figure(v.j.Baseline.Upper),
		figure(v.j.Baseline.Mean), newest), plain)
	if marked {
		v.block("", plain, signalHang, "Patterns are for looking; the verdict allows for their false alarms.", dim)
	}
}

// row writes a line as it is, spaces and all.
func (v *signalView) row(label, text string, as style) {
	lead := "  " + label
	v.line(v.paint(lead, dim) + strings.Repeat(" ", signalHang-width(lead)) + v.paint(strings.TrimRight(text, " "), as))
}

// bar gives the height of a value between two others. A period that is not over is a dot.
func bar(p signal.PointView, low, high float64) string {
	heights := []rune("▁▂▃▄▅▆▇█")
	if !p.Complete {
		return "·"
	}
	if !(high > low) {
		return string(heights[3])
	}
	at := int(math.Floor((p.Value - low) / (high - low) * float64(len(heights))))
	return string(heights[min(max(at, 0), len(heights)-1)])
}

func (v *signalView) checks() {
	if len(v.j.Checks) > 0 {
		v.blank()
	}
	checkRows(v.screen, v.j.Checks)
}

func checkRows(s *screen, checks []signal.Check) {
	const most = 8
	for i, c := range checks {
		if i == most {
			s.block("", plain, signalHang, fmt.Sprintf("and %d more; --json has all", len(checks)-most), dim)
			return
		}
		lead, as := "  ? check", yellow
		if c.Severity == signal.Block {
			lead, as = "  ! blocks", red
		}
		s.block(lead, as, signalHang, ended(upperFirst(tidy(c.Message)))+" "+tidy(c.Next), plain)
	}
}

// ended gives a sentence its full stop, unless it is a question.
func ended(sentence string) string {
	if strings.HasSuffix(sentence, "?") {
		return sentence
	}
	return sentence + "."
}

// Gate shows how a gate stands, and why.
func Gate(w io.Writer, name string, r signal.GateResult, opts TerminalOptions) error {
	s := newScreen(opts.Width, opts.Color)
	s.block("", plain, 0, tidy(name)+": "+gateWords[r.State], bold)
	s.block("", plain, 2, tidy(r.Detail), plain)
	switch {
	case r.MDE > 0 && r.N > 0:
		s.block("", plain, 2, fmt.Sprintf("The test: t = %.2f, p = %.3f one-sided. A difference of %s to the baseline passes it four times in five.", r.Statistic, r.P, figure(r.MDE)), plain)
	case r.MDE > 0:
		s.block("", plain, 2, fmt.Sprintf("A difference of %s to the baseline's mean of %s would pass the test four times in five.", figure(r.MDE), figure(r.BaselineMean)), plain)
	}
	if len(r.Checks) > 0 {
		s.blank()
	}
	checkRows(s, r.Checks)
	return s.writeTo(w, "render.gate")
}

var gateWords = map[signal.GateState]string{
	signal.GatePassed:       "the gate is passed",
	signal.GateFailed:       "the gate is failed",
	signal.GateNotDue:       "the gate is not due yet",
	signal.GateInconclusive: "the gate is inconclusive",
	signal.GateUnknown:      "whether the gate is passed is unknown",
}

// figure gives a number with four significant digits, large ones whole.
func figure(v float64) string {
	if size := math.Abs(v); size >= 1e4 && size < 1e15 {
		return strconv.FormatFloat(math.Round(v), 'f', -1, 64)
	}
	return strconv.FormatFloat(v, 'g', 4, 64)
}

func upperFirst(s string) string {
	r, size := utf8.DecodeRuneInString(s)
	return string(unicode.ToUpper(r)) + s[size:]
}
