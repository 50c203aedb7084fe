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

// thresholds come from 100,000 simulated series a row and kind of noise (30,000 from 16 periods on). The bound of m series is the least at which
// at most 9.5% of notes of m independent series of independent normal noise, and at most 13.7% of those with an
// autocorrelation of 0.3, ever call one of them moved in 26 looks: of single series 1−0.905^(1/m) and 1−0.863^(1/m)
// (Šidák, Journal of the American Statistical Association 62, 1967). Metrics that go up and down together give fewer false
// alarms than that. "go test ./agent/signal -run Thresholds -calibrate -v" works the table out anew.
var thresholds = []struct {
	periods float64 // of the baseline
	of      [len(notes)]threshold
}{
	{5, [len(notes)]threshold{{2.322, 3.86}, {2.590, 4.86}, {2.748, 5.72}, {2.994, 0.00}, {3.221, 0.00}, {3.427, 0.00}}},
	{6, [len(notes)]threshold{{2.358, 3.69}, {2.634, 4.53}, {2.800, 5.11}, {3.041, 6.75}, {3.265, 0.00}, {3.479, 0.00}}},
	{7, [len(notes)]threshold{{2.389, 3.57}, {2.667, 4.30}, {2.828, 4.79}, {3.082, 5.84}, {3.313, 8.18}, {3.530, 0.00}}},
	{8, [len(notes)]threshold{{2.405, 3.48}, {2.692, 4.14}, {2.860, 4.56}, {3.113, 5.39}, {3.348, 6.52}, {3.571, 10.71}}},
	{10, [len(notes)]threshold{{2.434, 3.37}, {2.720, 3.95}, {2.894, 4.30}, {3.154, 4.98}, {3.400, 5.68}, {3.634, 6.65}}},
	{12, [len(notes)]threshold{{2.451, 3.25}, {2.744, 3.80}, {2.916, 4.13}, {3.181, 4.70}, {3.427, 5.31}, {3.649, 5.92}}},
	{16, [len(notes)]threshold{{2.476, 3.10}, {2.777, 3.67}, {2.948, 3.91}, {3.226, 4.47}, {3.486, 4.97}, {3.728, 5.50}}},
	{20, [len(notes)]threshold{{2.479, 3.03}, {2.777, 3.48}, {2.950, 3.73}, {3.226, 4.21}, {3.484, 4.67}, {3.711, 5.04}}},
	{26, [len(notes)]threshold{{2.492, 2.93}, {2.781, 3.32}, {2.954, 3.58}, {3.207, 3.97}, {3.456, 4.35}, {3.716, 4.77}}},
	{36, [len(notes)]threshold{{2.500, 2.82}, {2.793, 3.20}, {2.962, 3.40}, {3.214, 3.79}, {3.469, 4.18}, {3.723, 4.57}}},
	{52, [len(notes)]threshold{{2.531, 2.76}, {2.781, 3.09}, {2.950, 3.31}, {3.204, 3.63}, {3.454, 3.95}, {3.691, 4.26}}},
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
