package signal

import "math"

// threshold is what a look is held against.
type threshold struct {
	bound float64 // a weighted mean that is off by more has moved
	power float64 // shift found within eight periods with 80%, in standard errors of the weighted mean; 0: none is
}

// notes are the numbers of series, judged together in one note, that thresholds are known for. A higher bound asks for
// single periods to count for more, or no shift would ever reach it.
var notes = [...]struct {
	series float64
	clip   float64 // standard deviations that a single period counts for at most
}{{1, 2.5}, {2, 2.7}, {3, 2.85}, {6, 3.05}, {12, 3.25}, {24, 3.45}}

// thresholds come from 100,000 simulated series a row and kind of noise. The bound of m series is the least at which
// at most 9.5% of notes of m independent series of independent normal noise, and at most 13.7% of those with an
// autocorrelation of 0.3, ever call one of them moved in 26 looks: of single series 1−0.905^(1/m) and 1−0.863^(1/m)
// (Šidák, Journal of the American Statistical Association 62, 1967). Metrics that go up and down together give fewer false
// alarms than that. "go test ./agent/signal -run Thresholds -calibrate -v" works the table out anew.
var thresholds = []struct {
	periods float64 // of the baseline
	of      [len(notes)]threshold
}{
	{5, [len(notes)]threshold{{2.273, 3.71}, {2.535, 4.50}, {2.691, 5.19}, {2.930, 8.92}, {3.156, 0.00}, {3.360, 0.00}}},
	{6, [len(notes)]threshold{{2.313, 3.56}, {2.585, 4.30}, {2.740, 4.78}, {2.977, 5.93}, {3.192, 9.43}, {3.399, 0.00}}},
	{7, [len(notes)]threshold{{2.348, 3.45}, {2.622, 4.16}, {2.777, 4.52}, {3.019, 5.44}, {3.249, 6.71}, {3.457, 0.00}}},
	{8, [len(notes)]threshold{{2.372, 3.40}, {2.649, 4.02}, {2.811, 4.39}, {3.050, 5.07}, {3.282, 5.97}, {3.492, 7.13}}},
	{10, [len(notes)]threshold{{2.406, 3.30}, {2.685, 3.86}, {2.847, 4.17}, {3.099, 4.78}, {3.339, 5.43}, {3.557, 6.16}}},
	{12, [len(notes)]threshold{{2.428, 3.20}, {2.712, 3.72}, {2.877, 4.03}, {3.130, 4.55}, {3.364, 5.08}, {3.578, 5.65}}},
	{16, [len(notes)]threshold{{2.450, 3.07}, {2.733, 3.53}, {2.902, 3.82}, {3.161, 4.27}, {3.403, 4.75}, {3.627, 5.23}}},
	{20, [len(notes)]threshold{{2.469, 2.98}, {2.756, 3.43}, {2.923, 3.68}, {3.180, 4.11}, {3.417, 4.51}, {3.633, 4.88}}},
	{26, [len(notes)]threshold{{2.484, 2.92}, {2.765, 3.28}, {2.937, 3.53}, {3.193, 3.91}, {3.446, 4.29}, {3.672, 4.69}}},
	{36, [len(notes)]threshold{{2.495, 2.82}, {2.772, 3.17}, {2.938, 3.36}, {3.193, 3.72}, {3.438, 4.06}, {3.673, 4.41}}},
	{52, [len(notes)]threshold{{2.534, 2.78}, {2.780, 3.08}, {2.941, 3.28}, {3.197, 3.61}, {3.443, 3.93}, {3.657, 4.21}}},
}

// leastBaseline is the shortest baseline for which anything can be promised.
const leastBaseline = 5

// thresholdFor interpolates between the rows and between their columns, in the logarithms of the length of the baseline
// and of the number of series. Longer baselines have the last row; more series go on as the last two columns do, which
// is more than they need.
func thresholdFor(periods, together int) threshold {
	n := math.Max(thresholds[0].periods, math.Min(float64(periods), thresholds[len(thresholds)-1].periods))
	row := 1
	for thresholds[row].periods < n {
		row++
	}
	m := math.Max(1, float64(together))
	column := columnOf(m)
	down := math.Log(n/thresholds[row-1].periods) / math.Log(thresholds[row].periods/thresholds[row-1].periods)
	right := acrossNotes(m, column)
	above := between(thresholds[row-1].of[column-1], thresholds[row-1].of[column], right)
	below := between(thresholds[row].of[column-1], thresholds[row].of[column], right)
	return between(above, below, down)
}

// clipFor interpolates as [thresholdFor] does.
func clipFor(together int) float64 {
	m := math.Max(1, float64(together))
	column := columnOf(m)
	return notes[column-1].clip + acrossNotes(m, column)*(notes[column].clip-notes[column-1].clip)
}

// columnOf gives the right one of the two columns between which a number of series lies.
func columnOf(series float64) int {
	column := 1
	for column < len(notes)-1 && notes[column].series < series {
		column++
	}
	return column
}

// acrossNotes gives how far on the way to a column from the one before it a number of series lies.
func acrossNotes(series float64, column int) float64 {
	left, right := notes[column-1].series, notes[column].series
	return math.Log(series/left) / math.Log(right/left)
}

// between gives the threshold at a part of the way from one to another.
func between(a, b threshold, part float64) threshold {
	t := threshold{bound: a.bound + part*(b.bound-a.bound)}
	if a.power > 0 && b.power > 0 {
		t.power = a.power + part*(b.power-a.power)
	}
	return t
}

// The rates of false alarms that are stated. They hold for many series together, not for each: twelve periods cannot tell
// independent noise from noise with an autocorrelation of 0.3, and a series whose baseline happens to hide its own is
// called moved more often than is stated, one whose baseline exaggerates it less often. So the rate is that of the worse of
// the two also where no autocorrelation was found. The evaluation "judging" measures realised rates beside stated ones.
const (
	rateUsual    = 0.15
	rateClinging = 0.25 // from clinging on: so few periods cannot tell slow noise from a shift
	clinging     = 0.33
)

func falseAlarms(phi float64) float64 {
	if phi < clinging {
		return rateUsual
	}
	return rateClinging
}
