package render_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent/signal"
	"github.com/plumbline-dev/plumb/internal/render"
)

// judgementOf judges weeks of values, of which the last one may not be over.
func judgementOf(t *testing.T, partial bool, v ...float64) signal.Judgement {
	t.Helper()
	points := make([]signal.Point, len(v))
	for i := range v {
		points[i] = signal.Point{Slot: signal.Slot{Start: time.Date(2026, time.January, 5+7*i, 0, 0, 0, 0, time.UTC)}, Value: v[i], Complete: !partial || i < len(v)-1}
	}
	j, err := signal.Judge(signal.NewSeries(signal.Week, points), signal.Options{})
	require.NoError(t, err)
	return j
}

var steady = []float64{101.2, 97.4, 103.9, 99.1, 100.6, 96.2, 104.3, 98.8, 102.5, 95.7, 100.1, 101.9}

func signalText(t *testing.T, name string, j signal.Judgement, opts render.SignalOptions) string {
	t.Helper()
	var b bytes.Buffer
	require.NoError(t, render.Signal(&b, name, j, opts))
	return b.String()
}

func TestSignal(t *testing.T) {
	t.Parallel()
	moved := append(append([]float64{}, steady...), 99.6, 110.8, 107.3, 112.6, 108.1, 111.4, 40)
	got := signalText(t, "orders.csv", judgementOf(t, true, moved...), render.SignalOptions{Direction: "up"})
	require.Equal(t, `orders.csv: moved up, as seen since 2026-04-20
  The level is now about 109.6; in the baseline it was 100.1.
  That is where it should go. It does not say why it moved.
  Of 100 series that never change, at most about 15 are called moved in 26
  looks.
  Baseline: 12 weeks from 2026-01-05 to 2026-03-23; 18 weeks complete in all.

  values    ▅▄▆▄▅▃▆▄▅▃▄▅▄█▇█▇█·
  baseline  ────────────
  patterns               ^^^^^
  limits    87.74 to 112.5 around a mean of 100.1; the newest value is 111.4
            Patterns are for looking; the verdict allows for their false alarms.

  ? check   The week of 2026-05-11 is not over and is left out. Look again when
            it is over.
`, got)
	require.Contains(t, signalText(t, "x", judgementOf(t, true, moved...), render.SignalOptions{Direction: "down"}), "That is not where it should go.")
	require.NotContains(t, signalText(t, "x", judgementOf(t, true, moved...), render.SignalOptions{}), "should go")
}

func TestSignalFitsAndIsClean(t *testing.T) {
	t.Parallel()
	long := make([]float64, 0, 400)
	for range 30 {
		long = append(long, steady...)
	}
	for name, j := range map[string]signal.Judgement{
		"long": judgementOf(t, false, long...), "short": judgementOf(t, false, 1, 2), "flat": judgementOf(t, false, 5, 5, 5, 5, 5, 5),
		"blocked": judgementOf(t, false, append(append([]float64{}, steady...), 100100, 99300)...),
	} {
		for _, columns := range []int{40, 80, 100} {
			text := signalText(t, "\x1b[31m"+name, j, render.SignalOptions{TerminalOptions: render.TerminalOptions{Width: columns}})
			require.NotContains(t, text, "\x1b")
			for line := range strings.SplitSeq(text, "\n") {
				require.LessOrEqual(t, len([]rune(line)), columns, "%q", line)
			}
		}
	}
	require.Contains(t, signalText(t, "x", judgementOf(t, false, append(append([]float64{}, steady...), 100100, 99300)...), render.SignalOptions{}), "! blocks  From 2026-03-30 on values are about 1000 times larger than before: a\n            change of unit? Bring all values to one unit")
	require.Contains(t, signalText(t, "x", judgementOf(t, false, steady...), render.SignalOptions{TerminalOptions: render.TerminalOptions{Color: true}}), "\x1b[36m")
}

func TestSignalLine(t *testing.T) {
	t.Parallel()
	var b bytes.Buffer
	require.NoError(t, render.SignalLine(&b, "flat.csv", judgementOf(t, false, 5, 5, 5, 5, 5, 5), render.TerminalOptions{}))
	require.Equal(t, "flat.csv: too little data to say (1 check)\n", b.String())
}

func TestGate(t *testing.T) {
	t.Parallel()
	for state, words := range map[signal.GateState]string{
		signal.GatePassed: "the gate is passed", signal.GateFailed: "the gate is failed", signal.GateNotDue: "the gate is not due yet",
		signal.GateInconclusive: "the gate is inconclusive", signal.GateUnknown: "whether the gate is passed is unknown",
	} {
		var b bytes.Buffer
		require.NoError(t, render.Gate(&b, "orders.csv", signal.GateResult{State: state, Detail: "Because.", MDE: 2, N: 2, Statistic: 1.5, P: 0.08}, render.TerminalOptions{}))
		require.Equal(t, "orders.csv: "+words+"\n  Because.\n  The test: t = 1.50, p = 0.080 one-sided. A difference of 2 to the baseline\n  passes it four times in five.\n", b.String())
	}
}
