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

// thresholds come from 40,000 simulated series for each, and each kind of noise. The bound of m series is the least at which
// at most 9.5% of notes of m independent series of independent normal noise, and at most 13.7% of those with an
// autocorrelation of 0.3, ever call one of them moved in 26 looks: of single series 1−0.905^(1/m) and 1−0.863^(1/m)
// (Šidák, Journal of the American Statistical Association 62, 1967). Metrics that go up and down together give fewer false
// alarms than that. "go test ./agent/signal -run Thresholds -calibrate -v" works the table out anew.
var thresholds = []struct {
	periods float64 // of the baseline
	of      [len(notes)]threshold
}{
	{5, [len(notes)]threshold{{2.296, 3.75}, {2.569, 4.75}, {2.735, 5.60}, {2.971, 0.00}, {3.197, 0.00}, {3.411, 0.00}}},
	{6, [len(notes)]threshold{{2.340, 3.59}, {2.617, 4.47}, {2.779, 4.97}, {3.023, 6.60}, {3.267, 0.00}, {3.490, 0.00}}},
	{7, [len(notes)]threshold{{2.366, 3.47}, {2.647, 4.17}, {2.816, 4.66}, {3.053, 5.51}, {3.279, 7.02}, {3.486, 0.00}}},
	{8, [len(notes)]threshold{{2.388, 3.45}, {2.662, 4.07}, {2.825, 4.45}, {3.093, 5.35}, {3.334, 6.42}, {3.548, 8.44}}},
	{10, [len(notes)]threshold{{2.414, 3.35}, {2.709, 3.96}, {2.874, 4.31}, {3.125, 4.92}, {3.361, 5.61}, {3.567, 6.29}}},
	{12, [len(notes)]threshold{{2.435, 3.23}, {2.724, 3.76}, {2.896, 4.07}, {3.145, 4.63}, {3.392, 5.17}, {3.615, 5.81}}},
	{16, [len(notes)]threshold{{2.463, 3.12}, {2.759, 3.60}, {2.926, 3.87}, {3.199, 4.36}, {3.446, 4.89}, {3.690, 5.36}}},
	{20, [len(notes)]threshold{{2.469, 2.98}, {2.764, 3.44}, {2.929, 3.68}, {3.194, 4.09}, {3.449, 4.59}, {3.691, 5.01}}},
	{26, [len(notes)]threshold{{2.483, 2.91}, {2.771, 3.31}, {2.941, 3.56}, {3.191, 3.94}, {3.432, 4.31}, {3.649, 4.62}}},
	{36, [len(notes)]threshold{{2.503, 2.84}, {2.789, 3.22}, {2.958, 3.43}, {3.208, 3.77}, {3.481, 4.15}, {3.727, 4.52}}},
	{52, [len(notes)]threshold{{2.529, 2.77}, {2.782, 3.08}, {2.943, 3.28}, {3.186, 3.58}, {3.422, 3.94}, {3.654, 4.23}}},
}

// largestShift is up to how many standard deviations shifts were simulated.
const largestShift = 12

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
