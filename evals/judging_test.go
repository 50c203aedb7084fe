package evals

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestJudgingKeepsItsPromises measures on fewer series than the evaluation does, and so holds the nearer ends of the
// intervals against what is promised.
func TestJudgingKeepsItsPromises(t *testing.T) {
	t.Parallel()
	report, err := Judging(t.Context(), 100)
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
	for _, row := range report.Gates {
		require.Less(t, row.Passed.Low, 0.05, "gate at %g, baseline %d", row.Threshold, row.Baseline)
	}
	for _, row := range report.Faults {
		require.Greater(t, row.Caught.High, 0.95, row.Fault)
	}
	for _, row := range report.Clean {
		require.Less(t, row.Blocked.Low, 0.02, row.Noise)
	}
}
