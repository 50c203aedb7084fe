package signal

import (
	"math"

	"gonum.org/v1/gonum/stat/distuv"
)

// The verdict compares an exponentially weighted mean of what came after the baseline with the mean of the baseline,
// in units of the noise of that difference. The baseline's mean is frozen. How large the noise is, and how much each
// period resembles the one before, is learned from the baseline and, in ways that a lasting shift does not disturb,
// from what came after: a short baseline alone tells too little of either.
const (
	smoothing = 0.3 // weight of the newest period (Roberts, Technometrics 1(3), 1959)
	// A move has ended when the weighted mean is back within this part of the bound.
	stillMoved = 0.6
	// Two periods in a row that are each off by this many times the bound have moved, whatever the weighted mean says.
	twoAlone = 1.5

	// A shift after the baseline gets means of its own for before and after it, in the estimate of how much neighbours resemble
	// each other, when it explains this many times the variance of a period. Resemblance alone explains as much in few series; they
	// are in the thresholds.
	splitAt = 40
	recent  = 8 // periods within which a shift that is as large as the MDE is seen

	// Most weekly metrics resemble their last week somewhat. An autocorrelation that few periods tell of is drawn towards
	// this one, as if it had been seen in about eleven periods (1/phiSpread²).
	phiPrior  = 0.3
	phiSpread = 0.3
	phiMost   = 0.8
)

// counting says whether values are counts, of which the variance is known to be at least that of chance.
type counting int

const (
	measured counting = iota // anything else
	poisson                  // events per period, or per unit: variance equals mean
	binomial                 // shares: variance p(1−p)
)

// monitor holds a series with its baseline in the form in which all periods have the same variance: deviations from the
// baseline's mean times the root of what the period rests on.
type monitor struct {
	n0    int       // periods of the baseline
	root  []float64 // root of the denominator; 1 for values without
	dev   []float64
	index []int
	group []int     // season, where seasons have means of their own; else 0
	base  []float64 // sum of denominators of the baseline, by group
	kind  counting
	num   []float64 // sum of values times denominators up to each period
	den   []float64 // sum of denominators up to each period
	mean  float64   // of the baseline
	clip  float64   // no single period counts as further from the mean, in standard deviations (Huber's function)

	squares, products float64 // of the deviations in the baseline: sums of squares and of products of neighbours
}

// look is what a monitor sees after some period.
type look struct {
	z     float64 // how far the weighted mean is off, as a quantile of the normal distribution
	level float64 // the weighted mean, as a value
}

// noise is how periods vary where nothing changes.
type noise struct {
	sigma   float64 // standard deviation of a period with a denominator of 1
	phi     float64 // autocorrelation
	freedom float64 // degrees of freedom that sigma rests on
}

// newMonitor needs at least one period in the baseline. Exposures are denominators, or nil.
func newMonitor(v, exposure []float64, index, group []int, n0 int, kind counting) *monitor {
	m := &monitor{n0: n0, index: index, group: group, kind: kind, root: make([]float64, len(v)), dev: make([]float64, len(v)),
		num: make([]float64, len(v)), den: make([]float64, len(v)), base: make([]float64, mostGroups), clip: notes[0].clip}
	var sums [mostGroups]float64
	num, den := 0.0, 0.0
	for i := range v {
		e := 1.0
		if exposure != nil {
			e = exposure[i]
		}
		m.root[i] = math.Sqrt(e)
		num += e * v[i]
		den += e
		m.num[i], m.den[i] = num, den
		if i < n0 {
			sums[group[i]] += e * v[i]
			m.base[group[i]] += e
		}
	}
	m.mean = m.num[n0-1] / m.den[n0-1]
	for i := range v {
		m.dev[i] = m.root[i] * (v[i] - sums[group[i]]/m.base[group[i]])
	}
	for i := range n0 {
		m.squares += m.dev[i] * m.dev[i]
		if i > 0 && m.neighbours(i) {
			m.products += m.dev[i] * m.dev[i-1]
		}
	}
	return m
}

// neighbours reports whether no period lies between one and the one before it.
func (m *monitor) neighbours(i int) bool { return m.index[i]-m.index[i-1] == 1 }

// groups counts the means that the baseline has.
func (m *monitor) groups() float64 {
	n := 0.0
	for _, e := range m.base {
		if e > 0 {
			n++
		}
	}
	return n
}

// noise gives the noise of the first k periods. A baseline of counts that never vary, such as none at all, tells nothing
// of its noise but what chance is.
func (m *monitor) noise(k int) noise {
	if chance := m.chance(k); m.squares == 0 && chance > 0 {
		return noise{sigma: math.Sqrt(chance), phi: phiPrior / (1 + float64(m.n0)*phiSpread*phiSpread), freedom: math.Inf(1)}
	}
	cut, apart := m.split(k)
	n := noise{phi: m.autocorrelation(k, cut, apart)}
	if !apart {
		cut = 0
	}
	variance, freedom := m.variance(k, cut, n.phi)
	n.sigma, n.freedom = math.Sqrt(variance), freedom
	return n
}

// look judges the first k periods, more than those of the baseline. Where there is no noise to compare with, z is 0.
func (m *monitor) look(k int) look {
	n := m.noise(k)
	weights := m.weights(k)
	off, plain, gain := 0.0, 0.0, 0.0
	for i := m.n0; i < k; i++ {
		w := weights[i]
		off += w * math.Max(-m.clip*n.sigma, math.Min(m.clip*n.sigma, m.dev[i]))
		plain += w * m.dev[i]
		gain += w * m.root[i]
	}
	l := look{level: m.mean + plain/gain}
	if spread := n.sigma * math.Sqrt(m.spread(weights, n.phi)); spread > 0 {
		l.z = normalOf(off/spread, n.freedom)
	}
	if both := m.newestTwo(k, n); math.Abs(both) > math.Abs(l.z) {
		l.z = both
	}
	return l
}

// newestTwo judges the last two of k periods without a limit to how much one counts for: two in a row that are far beyond
// noise are no odd period, and no weighted mean of periods that are held to the limit gets as far as they show. It gives
// the lesser of both, as a part of how far off two have to be; 0 where they are not off to the same side.
func (m *monitor) newestTwo(k int, n noise) float64 {
	if k < m.n0+2 || n.sigma == 0 {
		return 0
	}
	newest, before := m.single(k-1, n), m.single(k-2, n)
	if newest*before <= 0 {
		return 0
	}
	return math.Copysign(math.Min(math.Abs(newest), math.Abs(before)), newest) / twoAlone
}

// single gives how far a period after the baseline is off by itself, as a quantile of the normal distribution.
func (m *monitor) single(i int, n noise) float64 {
	own := m.root[i] * m.root[i] / m.base[m.group[i]] * meanError(n.phi, float64(m.n0))
	return normalOf(m.dev[i]/(n.sigma*math.Sqrt(1+own)), n.freedom)
}

// odd reports whether the last period is off by more than twice a shift that is sure to be seen, and by more than noise.
// Where no shift is sure to be seen (0), that is the largest that was simulated.
func (m *monitor) odd(t threshold, shift float64) bool {
	last := len(m.dev) - 1
	n := m.noise(last + 1)
	if shift == 0 {
		shift = largestShift / 2 * n.sigma * math.Sqrt(float64(last+1)/m.den[last])
	}
	return math.Abs(m.dev[last]) > 2*shift*m.root[last] && math.Abs(m.single(last, n)) > t.bound
}

// state says where a series stands after its last period: 1 for up, -1 for down, 0 for no change, and at which look that
// began. A move begins when the weighted mean is off by more than the bound, and ends when it is off by less than
// stillMoved of it, so that one odd period in a lasting shift does not end it, and a return to the baseline does.
func (m *monitor) state(t threshold) (direction float64, since int) {
	for k := len(m.dev); k > m.n0; k-- {
		z := m.look(k).z
		if direction == 0 {
			direction = math.Copysign(1, z)
		}
		if direction*z < stillMoved*t.bound {
			break
		}
		if direction*z > t.bound {
			since = k
		}
	}
	if since == 0 {
		return 0, 0
	}
	return direction, since
}

// ahead gives the variance of the difference between the weighted mean of the eight periods that follow a baseline and
// the baseline's mean, for noise with variance 1, as values: periods that rest on more vary less. The seasons of the
// eight are those of the eight with which the baseline begins: a baseline with seasons is one of whole years or weeks.
func (m *monitor) ahead(phi float64) float64 {
	n := len(m.dev)
	usual := m.den[n-1] / float64(n)
	next := &monitor{n0: m.n0, root: make([]float64, m.n0+recent), index: make([]int, m.n0+recent), group: make([]int, m.n0+recent), base: make([]float64, mostGroups)}
	for i := range next.root {
		next.root[i], next.index[i] = 1, i
		if i < m.n0 {
			next.group[i] = m.group[i]
			next.base[m.group[i]]++
		} else {
			next.group[i] = m.group[(i-m.n0)%m.n0]
		}
	}
	return next.spread(next.weights(m.n0+recent), phi) / usual
}

// weights gives the weight of each deviation in the difference of the weighted mean and the baseline's: 0.3·0.7^i for
// the i-th newest period, scaled to a sum of 1, and for the baseline what its mean takes off.
func (m *monitor) weights(k int) []float64 {
	w := make([]float64, k)
	weight, sum := smoothing, 0.0
	for i := k - 1; i >= m.n0; i-- {
		w[i] = weight
		sum += weight
		weight *= 1 - smoothing
	}
	var taken [mostGroups]float64
	for i := m.n0; i < k; i++ {
		w[i] /= sum
		taken[m.group[i]] += w[i] * m.root[i]
	}
	for i := range m.n0 {
		g := m.group[i]
		w[i] = -taken[g] * m.root[i] / m.base[g]
	}
	return w
}

// spread gives the variance of a weighted sum of noise with variance 1 of which neighbours correlate as those of a
// first-order autoregression do: Σᵢⱼ wᵢwⱼφ^|i−j|, worked out in one pass. The baseline's own error is in the weights.
func (m *monitor) spread(w []float64, phi float64) float64 {
	total, carried := 0.0, 0.0
	for i := range w {
		if i > 0 {
			fade := phi
			if !m.neighbours(i) {
				fade = math.Pow(phi, float64(m.index[i]-m.index[i-1]))
			}
			carried = fade * (carried + w[i-1])
		}
		total += w[i] * (w[i] + 2*carried)
	}
	return total
}

// split gives where the periods after the baseline fall apart into two with means of their own: where they do so most
// clearly, if that is clear enough; otherwise before the newest eight, and for fewer at the baseline.
func (m *monitor) split(k int) (cut int, apart bool) {
	total := 0.0
	for _, d := range m.dev[m.n0:k] {
		total += d
	}
	n, most, left := float64(k-m.n0), 0.0, 0.0
	for i := m.n0 + 1; i < k; i++ {
		left += m.dev[i-1]
		l := float64(i - m.n0)
		between := left/l - (total-left)/(n-l)
		if explains := l * (n - l) / n * between * between; explains > most {
			cut, most = i, explains
		}
	}
	if most > splitAt*m.squares/math.Max(1, float64(m.n0-1)) {
		return cut, true
	}
	return max(m.n0, k-recent), false
}

// autocorrelation estimates how much neighbours correlate, from deviations around three means: of the baseline, and of the
// two parts into which what came after it is split. So a shift to a new level is not taken for resemblance. The estimate of
// so few periods is too low by about (1+3φ)/n for each mean (Marriott & Pope, Biometrika 41, 1954), which is added, and it is
// drawn towards what is usual by as much as it is uncertain (its variance is about 1/n).
func (m *monitor) autocorrelation(k, cut int, apart bool) float64 {
	squares, products := m.squares, m.products
	n, means := float64(m.n0), m.groups()
	for _, part := range [2][2]int{{m.n0, cut}, {cut, k}} {
		if size := part[1] - part[0]; size < 1 || size < 3 && !apart {
			continue
		}
		s, p := m.around(part[0], part[1])
		squares += s
		products += p
		n += float64(part[1] - part[0])
		means++
	}
	phi := 0.0
	if squares > 0 {
		phi = products / squares
	}
	phi += means * (1 + 3*phi) / n
	trust := phiSpread * phiSpread / (phiSpread*phiSpread + 1/n)
	return math.Max(0, math.Min(phiMost, trust*phi+(1-trust)*phiPrior))
}

// around gives the sums of squares and of products of neighbours of deviations around their own mean.
func (m *monitor) around(from, to int) (squares, products float64) {
	centre := mean(m.dev[from:to])
	for i := from; i < to; i++ {
		d := m.dev[i] - centre
		squares += d * d
		if i > from && m.neighbours(i) {
			products += d * (m.dev[i-1] - centre)
		}
	}
	return squares, products
}

// variance pools the variance of the baseline with that of the differences of neighbours after it, but for the one across
// the cut, and gives the degrees of freedom that it rests on. Both allow for the autocorrelation: it makes a
// sample vary less than the process does, and differences too. Differences tell two thirds of what deviations tell
// (von Neumann, Annals of Mathematical Statistics 12, 1941). Counts vary at least as chance does.
func (m *monitor) variance(k, cut int, phi float64) (variance, freedom float64) {
	n, groups := float64(m.n0), m.groups()
	lost := groups
	if groups == 1 {
		lost = meanError(phi, n)
	}
	variance = m.squares / math.Max(1, n-lost)
	freedom = math.Max(2, (n-groups)*(1-phi*phi)/(1+phi*phi))
	halves, pairs := 0.0, 0.0
	for i := m.n0 + 1; i < k; i++ {
		if i != cut && m.neighbours(i) {
			d := m.dev[i] - m.dev[i-1]
			halves += d * d / 2
			pairs++
		}
	}
	if pairs > 0 {
		weight := pairs * 2 / 3
		variance = (variance*freedom + halves/pairs/(1-phi)*weight) / (freedom + weight)
		freedom += weight
	}
	if chance := m.chance(k); variance < chance {
		return chance, math.Inf(1)
	}
	return variance, freedom
}

// meanError gives n times the variance of the mean of n periods, relative to that of one: 1+2Σ(1−j/n)φ^j.
func meanError(phi, n float64) float64 {
	return (1+phi)/(1-phi) - 2*phi*(1-math.Pow(phi, n))/(n*(1-phi)*(1-phi))
}

// chance gives the variance that counts have by chance alone, 0 for values that are none. It rests on all periods so
// far, as the test of a difference of two counts does, so that a baseline without events does not promise that there
// are never any.
func (m *monitor) chance(k int) float64 {
	rate := m.num[k-1] / m.den[k-1]
	switch m.kind {
	case poisson:
		return math.Max(0, rate)
	case binomial:
		return math.Max(0, rate*(1-rate))
	case measured:
	}
	return 0
}

// normalOf turns a quantile of Student's t into that of the normal distribution with the same probability (Wallace,
// Annals of Mathematical Statistics 30, 1959; off by less than 0.02 from two degrees of freedom on).
func normalOf(t, freedom float64) float64 {
	if math.IsInf(freedom, 1) {
		return t
	}
	z := (8*freedom + 1) / (8*freedom + 3) * math.Sqrt(freedom*math.Log1p(t*t/freedom))
	return math.Copysign(z, t)
}

// varyAsCounts reports whether values are whole numbers of a size at which chance matters that vary at least as much as
// counts do. Whole numbers that vary clearly less, such as days of lead time, are measured, not counted.
func varyAsCounts(v []float64) bool {
	for _, x := range v {
		if x < 0 || x != math.Trunc(x) {
			return false
		}
	}
	centre := mean(v)
	if centre > mostCounted {
		return false
	}
	return centre == 0 || dispersed(squares(v, centre)/centre, len(v))
}

// mostCounted is the mean from which on whole numbers are taken for measurements: they vary by more than chance then.
const mostCounted = 50

// varyAsRates reports whether rates vary at least as much as counts of that size do.
func varyAsRates(points []Point, shares bool) bool {
	num, den := 0.0, 0.0
	for _, p := range points {
		num += p.Numerator
		den += p.Denominator
	}
	rate := num / den
	variance := rate
	if shares {
		variance *= 1 - rate
	}
	if variance <= 0 {
		return true
	}
	sum := 0.0
	for _, p := range points {
		off := p.Numerator/p.Denominator - rate
		sum += p.Denominator * off * off / variance
	}
	return dispersed(sum, len(points))
}

// dispersed reports whether n counts do not vary clearly less than chance: the test of the index of dispersion (Fisher,
// Thornton & Mackenzie, 1922) at 2%.
func dispersed(chi2 float64, n int) bool {
	return n < 2 || distuv.ChiSquared{K: float64(n - 1)}.CDF(chi2) >= 0.02
}
