package evals

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestJudgingKeepsItsPromises measures on fewer series than the evaluation does, and so holds the nearer ends of the
// intervals against what is promised.
func TestJudgingKeepsItsPromises(t *testing.T) {
	t.Parallel()
	report, err := Judging(t.Context(), 40)
	require.NoError(t, err)
	t.Log("\n" + report.String())
	bounds := map[string]float64{"normal": 0.10, "AR(0.5)": 0.25}
	for _, row := range report.Alarms {
		bound := 0.15
		if other, ok := bounds[row.Noise]; ok {
			bound = other
		}
		require.Less(t, row.Moved.Low, bound, "%s, baseline %d", row.Noise, row.Baseline)
		if row.Noise != "AR(0.5)" {
			require.Less(t, row.Moved.Low, row.Stated, "%s, baseline %d", row.Noise, row.Baseline)
		}
	}
	for _, row := range report.Delays {
		switch {
		case row.Baseline == 12 && row.Shift == 1.5:
			require.Greater(t, row.Soon.High, 0.55)
			require.LessOrEqual(t, row.Median, 8)
		case row.Baseline == 12 && row.Shift == 2:
			require.Greater(t, row.Soon.High, 0.80)
			require.LessOrEqual(t, row.Median, 4)
		}
	}
	passed, gates := 0, 0
	for _, row := range report.Gates {
		if row.Phi == 0 {
			passed += row.Passed.Count
			gates += row.Passed.Of
		}
	}
	require.Less(t, shareOf(passed, gates).Low, 0.05, "gates")
	for _, row := range report.Notes {
		switch row.Noise {
		case "normal":
			require.Less(t, row.Moved.Low, 0.10, "%d metrics", row.Metrics)
		case "AR(0.5)":
			require.Less(t, row.Moved.Low, 0.35, "%d metrics", row.Metrics)
		default:
			require.Less(t, row.Moved.Low, 0.15, "%s, %d metrics", row.Noise, row.Metrics)
		}
	}
	for _, row := range report.Seasons {
		require.Less(t, row.Moved.Low, 0.15, "a season of %g", row.Amplitude)
	}
	for _, row := range report.Coverage {
		require.Greater(t, row.Held.High, 0.90, "%s, %d before", row.Method, row.Before)
	}
	for _, row := range report.Evidence {
		switch {
		case row.Shift == 0:
			require.Less(t, row.EverTimed.Low, 0.05, "%s, %d before", row.Noise, row.Before)
		case row.Shift == 3 && row.Late == 0:
			require.Greater(t, row.Timed.High, 0.80, "%d before", row.Before)
		case row.Late != 0:
			require.Less(t, row.Timed.Low, 0.10, "%d before, %d late", row.Before, row.Late)
		}
	}
	for _, row := range report.Faults {
		require.Greater(t, row.Caught.High, 0.95, row.Fault)
	}
	for _, row := range report.Clean {
		require.Less(t, row.Blocked.Low, 0.02, row.Noise)
	}
}
