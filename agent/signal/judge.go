package signal

import "time"

// Chart says which limits and rules a chart shows.
type Chart string

// The charts.
const (
	// Frozen has the limits of the baseline, for each period those of its denominator where values are rates. It is the
	// default.
	Frozen Chart = ""
	Plain  Chart = "xmr" // those of the whole series, unless a baseline was asked for
	// Screened is as NHSRplotthedots has it, of the whole series unless a baseline was asked for.
	Screened Chart = "nhs"
)

// Options say how a series is judged.
type Options struct {
	// Baseline is how many complete periods it has: the first ones, or with a Start the newest before it. 0 stands for
	// the first 12, or what there is; with a Start for all before it, and of more than 52 the newest 52: what a process
	// did longer ago says little of how it is now, and the thresholds gain nothing from it. Where the year has a shape, and
	// two years or more before the Start show it, the baseline is the newest whole years, up to five.
	Baseline int
	// Start is when the mechanism started; zero when that is not known. No period that ended after it is in the baseline,
	// however few are left.
	Start time.Time
	// AsOf is what time it is. Periods that end later are not complete; zero: all are, unless they say that they are not.
	// Of both times only date and clock count, as they are in their own zone: a week ends when it ends for its team.
	AsOf time.Time
	// Freshness is how long after the end of a period its reading may come before it is late.
	Freshness time.Duration
	// Together is how many series are judged in one note; 0 and 1 stand for one. The rate of false alarms is then that of
	// the note: that any of its series without a change is called moved in 26 looks.
	Together int
	Chart    Chart
}

const (
	usualBaseline   = 12 // periods of a baseline that nobody asked for
	longestBaseline = 52 // of one that ends with the start of a mechanism
)

// Judgement is what is to be said of a series. Its JSON is what other programs read.
type Judgement struct {
	N        int         `json:"n"` // complete periods
	Period   Period      `json:"period"`
	Baseline Baseline    `json:"baseline"`
	Points   []PointView `json:"points"`
	Verdict  Verdict     `json:"verdict"`
	Runs     Runs        `json:"anhoej"` // of the complete periods from the baseline on around the mean of the baseline
	Checks   []Check     `json:"checks"`
}

// Baseline is what the chart compares with.
type Baseline struct {
	From  string  `json:"from"` // first day of its first period
	To    string  `json:"to"`   // first day of its last period
	N     int     `json:"n"`
	Mean  float64 `json:"mean"`
	MRBar float64 `json:"mr_bar"`
	Lower float64 `json:"lower"` // for rates: of a period with the mean denominator
	Upper float64 `json:"upper"`
}

// PointView is a period on the chart.
type PointView struct {
	Period   string     `json:"period"`
	Value    float64    `json:"value"`
	Rules    []RuleName `json:"rules"` // the patterns that it is part of
	Signal   bool       `json:"signal"`
	Complete bool       `json:"complete"` // only complete periods are judged
	Lower    float64    `json:"lower"`
	Upper    float64    `json:"upper"`
}

// Judge works out the chart, the checks and the verdict. The error is Usage when a baseline is asked for that there are
// too few complete periods for, and Invalid when a value is not a finite number.
func Judge(s Series, o Options) (Judgement, error) {
	j, err := newJudged(s, o)
	if err != nil {
		return Judgement{}, err
	}
	out := Judgement{N: len(j.all), Period: s.Period, Checks: j.check()}
	out.Baseline, out.Points = j.chart(o)
	if blocked(out.Checks) {
		out.Verdict = Verdict{Outcome: Blocked, Looks: len(j.points) - j.n0, Noise: Noise{Kind: j.noiseKind()}, Level: out.Baseline.Mean,
			Reason: "something is wrong with the data"}
	} else {
		out.Verdict = j.verdict()
	}
	out.Runs = Anhoej(values(j.points), out.Baseline.Mean)
	return out, nil
}

// chart gives the baseline and the points with their limits and patterns.
func (j judged) chart(o Options) (Baseline, []PointView) {
	from := j.baseline()
	if o.Chart != Frozen && o.Baseline == 0 {
		from = j.all
	}
	views := make([]PointView, len(j.series.Points))
	for i, p := range j.series.Points {
		views[i] = PointView{Period: p.Label(), Value: p.Value, Rules: []RuleName{}}
	}
	if len(from) == 0 {
		return Baseline{}, views
	}
	limits := XmR(j.series, from)
	if o.Chart == Screened {
		limits = NHS(j.series, from)
	}
	b := Baseline{From: from[0].Label(), To: from[len(from)-1].Label(), N: len(from), Mean: limits.Mean, MRBar: limits.MRBar, Lower: limits.Lower, Upper: limits.Upper}
	at := func(Point) (float64, float64) { return limits.Lower, limits.Upper }
	if rates, ok := j.rates(o, from); ok {
		at = func(p Point) (float64, float64) {
			lower, upper := rates.At(p.Denominator)
			return j.series.Scale * lower, j.series.Scale * upper
		}
		b.Mean = j.series.Scale * rates.Rate
		b.Lower, b.Upper = at(Point{Denominator: usualDenominator(from)})
	}
	j.mark(o, b, at, views)
	return b, views
}

// rates gives limits by denominator, where values are rates and the chart was not asked to be another one.
func (j judged) rates(o Options, from []Point) (RateLimits, bool) {
	kind := j.noiseKind()
	if o.Chart != Frozen || kind != noiseShares && kind != noiseEvents {
		return RateLimits{}, false
	}
	if kind == noiseShares {
		return LaneyP(j.series, from)
	}
	return LaneyU(j.series, from)
}

func usualDenominator(points []Point) float64 {
	sum := 0.0
	for _, p := range points {
		sum += p.Denominator
	}
	return sum / float64(len(points))
}

// mark puts limits on all points, and the patterns on those that are complete.
func (j judged) mark(o Options, b Baseline, at func(Point) (float64, float64), views []PointView) {
	var spots []spot
	for _, p := range j.all {
		lower, upper := at(p)
		spots = append(spots, spot{p.Value, b.Mean, lower, upper})
	}
	rules := plainRules
	if o.Chart == Screened {
		rules = nhsRules
	}
	found := rules(spots)
	next := 0
	for i, p := range j.series.Points {
		views[i].Lower, views[i].Upper = at(p)
		if next < len(j.all) && p.Index == j.all[next].Index {
			views[i].Complete = true
			views[i].Rules = found[next]
			views[i].Signal = len(found[next]) > 0
			next++
		}
	}
}
