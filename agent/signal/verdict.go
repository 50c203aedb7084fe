package signal

import (
	"fmt"
	"math"
)

// Outcome is what may be said of a series at its newest complete period.
type Outcome string

// The outcomes.
const (
	MovedUp          Outcome = "moved_up"
	MovedDown        Outcome = "moved_down"
	NoChangeDetected Outcome = "no_change_detected"
	// InsufficientData is too little to promise anything, or a newest period that is far off while the ones before it are not:
	// the next ones tell.
	InsufficientData Outcome = "insufficient_data"
	Blocked          Outcome = "blocked" // something is wrong with the data, see the checks
)

// Verdict is the state of a series at its newest complete period: a move that went back is no longer one.
type Verdict struct {
	Outcome Outcome `json:"outcome"`
	Since   string  `json:"since"` // first of the unbroken row of periods at which it was called moved; "" unless moved
	// MDE is the lasting shift that is seen within eight periods with a probability of 80%, in the unit of the values; 0
	// where that is not known, or no shift is seen that surely. It is that of a shift right after the baseline; one that comes some
	// periods later is seen as often within about nine.
	MDE float64 `json:"mde"`
	// FalseAlarmRate is the probability that a series without any change, and with noise as it was found here, is called
	// moved at least once in 26 looks. Of a series that was judged with others (see [Options.Together]) it is the probability
	// that this happens to any of them, if all have such noise. It holds up to an autocorrelation of 0.3; with 0.5, which twelve
	// periods often hide, about one in five series, and three in ten notes of twelve, is called moved where 15 or 25 of 100 are
	// stated.
	FalseAlarmRate float64 `json:"false_alarm_rate"`
	Noise          Noise   `json:"noise"`
	Level          float64 `json:"level"`  // the weighted mean of what came after the baseline; its mean where nothing did
	Looks          int     `json:"looks"`  // complete periods after the baseline
	Reason         string  `json:"reason"` // why there is too little data, or what was allowed for; for a person
}

// Noise is the model under which a verdict holds.
type Noise struct {
	Kind            string  `json:"kind"`  // measured, ratio, counts, rate_of_events or shares
	Sigma           float64 `json:"sigma"` // standard deviation of a period that rests on as much as most do
	Autocorrelation float64 `json:"autocorrelation"`
	Weekdays        bool    `json:"weekdays"` // each weekday has its own mean
	Season          string  `json:"season"`   // weekday, month or quarter: what has its own mean; "" when nothing has
}

// The kinds of noise.
const (
	noiseMeasured = "measured"
	noiseRatio    = "ratio"          // numerator over denominator, of amounts
	noiseCounts   = "counts"         // whole numbers
	noiseEvents   = "rate_of_events" // numerator over denominator, where the numerator may be larger
	noiseShares   = "shares"         // numerator out of denominator
)

// counted reports whether the least possible noise is known: that of chance.
func (n Noise) counted() bool {
	return n.Kind == noiseCounts || n.Kind == noiseEvents || n.Kind == noiseShares
}

// verdict decides, when nothing blocks.
func (j judged) verdict() Verdict {
	v := Verdict{Outcome: InsufficientData, Looks: len(j.points) - j.n0, Noise: Noise{Kind: j.noiseKind()}, FalseAlarmRate: rateUsual}
	if len(j.points) > 0 {
		v.Level = mean(values(j.points[:j.n0]))
	}
	switch {
	case j.n0 < leastBaseline && j.started:
		v.Reason = "a baseline needs at least 5 complete periods before the start of the mechanism"
		return v
	case j.n0 < leastBaseline:
		v.Reason = "a baseline needs at least 5 complete periods"
		return v
	case flat(values(j.points)) && v.Looks > 0:
		v.Outcome, v.Reason = NoChangeDetected, "every value is the same"
		return v
	case !v.Noise.counted() && flat(values(j.points[:j.n0])):
		v.Reason = "the baseline never varies, so nothing is known about its noise"
		return v
	}
	m, scale := j.monitor(&v.Noise)
	m.clip = clipFor(j.together)
	bound := thresholdFor(j.n0, j.together)
	v.describe(m, bound, scale)
	if j.season != noSeason {
		v.Reason = fmt.Sprintf("each %s is compared with its own mean", j.season)
	}
	if v.Looks == 0 {
		v.Reason = "every complete period belongs to the baseline; there is nothing yet to compare with it"
		return v
	}
	v.Level = scale * m.look(len(j.points)).level
	direction, first := m.state(bound)
	if direction == 0 {
		v.Outcome = NoChangeDetected
		switch {
		case m.odd(bound, v.MDE/scale):
			v.Outcome = InsufficientData
			v.Reason = fmt.Sprintf("the newest %s is far off, and too few are like it to tell a lasting shift from an odd %[1]s", j.series.Period)
		case bound.power == 0:
			v.Reason = "of so many metrics on so short a baseline no shift, however large, is sure to be seen within eight periods"
		}
		return v
	}
	v.Outcome = MovedUp
	if direction < 0 {
		v.Outcome = MovedDown
	}
	v.Since = j.points[first-1].Label()
	return v
}

// describe says what noise was found and what shift could be seen in it.
func (v *Verdict) describe(m *monitor, bound threshold, scale float64) {
	noise := m.noise(len(m.dev))
	v.Noise.Sigma = scale * noise.sigma * math.Sqrt(float64(len(m.dev))/m.den[len(m.dev)-1])
	v.Noise.Autocorrelation = noise.phi
	v.FalseAlarmRate = falseAlarms(noise.phi)
	v.MDE = scale * bound.power * noise.sigma * math.Sqrt(m.ahead(noise.phi))
}

// noiseKind says what is known about the values from the way they come. Whole numbers that vary clearly less than counts
// do, in all periods or in the baseline, are not counted.
func (j judged) noiseKind() string {
	if !j.series.Rate {
		if varyAsCounts(values(j.points)) && varyAsCounts(values(j.points[:j.n0])) {
			return noiseCounts
		}
		return noiseMeasured
	}
	shares := true
	for _, p := range j.points {
		if p.Numerator < 0 || p.Numerator != math.Trunc(p.Numerator) || p.Denominator != math.Trunc(p.Denominator) {
			return noiseRatio
		}
		shares = shares && p.Numerator <= p.Denominator
	}
	switch {
	case shares && varyAsRates(j.points[:j.n0], true):
		return noiseShares
	case !shares && varyAsRates(j.points[:j.n0], false):
		return noiseEvents
	}
	return noiseRatio
}

// monitor prepares the points, and gives what its values are to be multiplied by.
func (j judged) monitor(noise *Noise) (*monitor, float64) {
	n := len(j.points)
	v, index, group := values(j.points), make([]int, n), j.groups()
	for i, p := range j.points {
		index[i] = p.Index
		if j.series.Weekdays {
			index[i] = workdaysBefore(dayNumber(p.Start))
		}
	}
	noise.Weekdays, noise.Season = j.season == byWeekday, string(j.season)
	switch noise.Kind {
	case noiseMeasured:
		return newMonitor(v, nil, index, group, j.n0, measured), 1
	case noiseCounts:
		return newMonitor(v, nil, index, group, j.n0, poisson), 1
	}
	exposure := make([]float64, n)
	for i, p := range j.points {
		exposure[i] = p.Denominator
		v[i] = p.Numerator / p.Denominator
	}
	kind := map[string]counting{noiseRatio: measured, noiseEvents: poisson, noiseShares: binomial}[noise.Kind]
	return newMonitor(v, exposure, index, group, j.n0, kind), j.series.Scale
}
