package result

import (
	"fmt"
	"math"
	"strings"
)

// Percent shows a share with one digit, or with as many as it takes not to show nearly all as all, and hardly any as none.
func Percent(share float64) string {
	text := fmt.Sprintf("%.1f%%", 100*share)
	if share < 1 && text == "100.0%" {
		return fine(min(99.9999, math.Floor(1e6*share)/1e4))
	}
	if share > 0 && text == "0.0%" {
		return fine(max(0.0001, math.Ceil(1e6*share)/1e4))
	}
	return text
}

func fine(percent float64) string { return strings.TrimRight(fmt.Sprintf("%.4f", percent), "0") + "%" }

// interval shows the ends of an interval of shares.
func interval(low, high float64) string {
	return fmt.Sprintf("%.1f to %.1f", 100*low, 100*high)
}

// points shows a difference of shares in percentage points.
func points(change float64) string { return fmt.Sprintf("%+.1f", 100*change) }

// counted shows a number with its noun.
func counted(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return fmt.Sprintf("%d %s", n, many)
}
