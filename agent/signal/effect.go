package signal

import (
	"math"

	"gonum.org/v1/gonum/mat"
	"gonum.org/v1/gonum/stat/distuv"

	"github.com/plumbline-dev/plumb/internal/fault"
)

// Effect is how much a series changed at a moment, with a 95% interval. It is an estimate under a model, not a cause:
// what may be said of it depends on the evidence (see [Evidence]).
type Effect struct {
	Estimate float64 `json:"estimate"`
	Low      float64 `json:"low"`
	High     float64 `json:"high"`
	P        float64 `json:"p_value"` // two-sided, of no change at all
	Method   string  `json:"method"`
	Caveat   string  `json:"caveat"` // what a reader has to know; "" if nothing
}

// Clear reports whether the interval leaves out no change.
func (e Effect) Clear() bool { return e.P < 0.05 }

const (
	opEffect = "signal.effect"
	// fewForEffect is the number of periods below which intervals are too narrow: the noise is then estimated from too
	// little to allow for periods that resemble each other.
	fewForEffect = 12
	confidence   = 0.975 // of each side of a 95% interval
)

// StepOLS estimates the step of a series at period start, counted from 0, on top of a straight trend: ordinary least
// squares of y = a + b·t + c·[t ≥ start] (Wagner et al., Journal of Clinical Pharmacy and Therapeutics 27, 2002). The
// interval takes neighbours for independent. The error is Invalid when there are too few periods on either side.
func StepOLS(y []float64, start int) (Effect, error) {
	x, err := stepDesign(len(y), start)
	if err != nil {
		return Effect{}, err
	}
	fit, err := leastSquares(x, y, nil)
	if err != nil {
		return Effect{}, err
	}
	return fit.effect(2, "interrupted time series, ordinary least squares", len(y)), nil
}

// StepPraisWinsten estimates the same step with errors of which each resembles the one before: the series is transformed
// with the autocorrelation of its residuals, the first period scaled by √(1−ρ²), until that no longer changes (Prais &
// Winsten, Cowles Commission Discussion Paper 383, 1954). The autocorrelation is corrected for what the regression takes
// of it, and the interval has the degrees of freedom that so many periods are worth.
func StepPraisWinsten(y []float64, start int) (Effect, error) {
	x, err := stepDesign(len(y), start)
	if err != nil {
		return Effect{}, err
	}
	fit, err := leastSquares(x, y, nil)
	if err != nil {
		return Effect{}, err
	}
	rho := 0.0
	for range 100 {
		next := likeness(residuals(x, y, fit.coef), len(x[0]))
		if math.Abs(next-rho) < 1e-6 {
			break
		}
		rho = next
		tx, ty := transformed(x, y, rho)
		if fit, err = leastSquares(tx, ty, nil); err != nil {
			return Effect{}, err
		}
	}
	fit.freedom = independent(fit.freedom, rho)
	return fit.effect(2, "interrupted time series, Prais-Winsten", len(y)), nil
}

// StepPoisson estimates by what factor the rate of events changed at period start, on top of a straight trend of its
// logarithm: a Poisson regression with the logarithm of the exposure as offset, fitted by reweighted least squares
// (Nelder & Wedderburn, Journal of the Royal Statistical Society A 135, 1972). With overdispersed the interval is widened by the Pearson
// dispersion (quasi-Poisson). Exposure may be nil. The error is Invalid when counts are negative, exposures are not positive, or
// nothing can be fitted.
func StepPoisson(counts, exposure []float64, start int, overdispersed bool) (Effect, error) {
	x, err := stepDesign(len(counts), start)
	if err != nil {
		return Effect{}, err
	}
	offset, err := offsets(counts, exposure)
	if err != nil {
		return Effect{}, err
	}
	fit, dispersion, err := poissonFit(x, counts, offset)
	if err != nil {
		return Effect{}, err
	}
	method := "interrupted time series, Poisson"
	if overdispersed {
		method = "interrupted time series, quasi-Poisson"
	} else {
		dispersion = 1
	}
	spread := math.Sqrt(dispersion * fit.inverse.At(2, 2))
	half := distuv.UnitNormal.Quantile(confidence) * spread
	b := fit.coef[2]
	if high := math.Exp(b + half); !(high <= largest) {
		return Effect{}, unfit() // such as of events where there were none
	}
	return Effect{Estimate: math.Exp(b), Low: math.Exp(b - half), High: math.Exp(b + half), P: 2 * distuv.UnitNormal.Survival(math.Abs(b)/spread),
		Method: method, Caveat: caveat(len(counts))}, nil
}

// offsets checks counts and gives the logarithms of their exposures.
func offsets(counts, exposure []float64) ([]float64, error) {
	offset := make([]float64, len(counts))
	if exposure != nil && len(exposure) != len(counts) {
		return nil, fault.New(fault.Invalid, opEffect, "there are not as many exposures as counts", "Give one for each period.")
	}
	for i, c := range counts {
		if c < 0 || math.IsNaN(c) || c > largest {
			return nil, fault.Newf(fault.Invalid, opEffect, "%g is no count", c).Do("Give how many events there were in each period.")
		}
		if exposure == nil {
			continue
		}
		if !(exposure[i] > 0) || exposure[i] > largest {
			return nil, fault.Newf(fault.Invalid, opEffect, "%g is no exposure", exposure[i]).Do("Give what the events of each period could happen to.")
		}
		offset[i] = math.Log(exposure[i])
	}
	return offset, nil
}

// stepDesign gives the columns 1, t (centred) and [t ≥ start].
func stepDesign(n, start int) ([][]float64, error) {
	if start < 2 || n-start < 2 || n < 5 {
		return nil, fault.Newf(fault.Invalid, opEffect, "%d periods before and %d after a change are too few", max(0, start), max(0, n-start)).
			Do("Wait for at least two on each side and five in all.")
	}
	x, all := make([][]float64, n), make([]float64, 3*n)
	for i := range x {
		x[i] = all[3*i : 3*i+3 : 3*i+3]
		x[i][0], x[i][1] = 1, float64(i)-float64(n-1)/2
		if i >= start {
			x[i][2] = 1
		}
	}
	return x, nil
}

// fitted is the outcome of a regression.
type fitted struct {
	coef     []float64
	inverse  *mat.SymDense // inverse of XᵀWX
	variance float64       // of the residuals, per degree of freedom
	freedom  float64
}

// leastSquares fits with weights, or without when they are nil.
func leastSquares(x [][]float64, y, weights []float64) (fitted, error) {
	n, p := len(x), len(x[0])
	products, sums := make([]float64, p*p), make([]float64, p)
	for i, row := range x {
		w := 1.0
		if weights != nil {
			w = weights[i]
		}
		for a, v := range row {
			v *= w
			sums[a] += v * y[i]
			for b := a; b < p; b++ {
				products[a*p+b] += v * row[b]
			}
		}
	}
	cross, right := mat.NewSymDense(p, products), mat.NewVecDense(p, sums)
	var factors mat.Cholesky
	f := fitted{inverse: mat.NewSymDense(p, nil), freedom: float64(n - p)}
	solution := mat.NewVecDense(p, nil)
	if !factors.Factorize(cross) || factors.SolveVecTo(solution, right) != nil || factors.InverseTo(f.inverse) != nil {
		return f, unfit()
	}
	f.coef = solution.RawVector().Data
	for i, r := range residuals(x, y, f.coef) {
		w := 1.0
		if weights != nil {
			w = weights[i]
		}
		f.variance += w * r * r / f.freedom
	}
	return f, nil
}

func unfit() error {
	return fault.New(fault.Invalid, opEffect, "nothing can be fitted to these values", "Check that they are numbers of a usual size and that they vary.")
}

func residuals(x [][]float64, y, coef []float64) []float64 {
	out := make([]float64, len(y))
	for i, row := range x {
		out[i] = y[i]
		for a, b := range coef {
			out[i] -= row[a] * b
		}
	}
	return out
}

// effect gives one coefficient with the interval of Student's t.
func (f fitted) effect(coef int, method string, n int) Effect {
	b, sigma := f.coef[coef], math.Sqrt(f.variance*f.inverse.At(coef, coef))
	e := Effect{Estimate: b, Low: b, High: b, Method: method, Caveat: caveat(n)}
	if sigma > 0 {
		t := distuv.StudentsT{Sigma: 1, Nu: f.freedom}
		half := t.Quantile(confidence) * sigma
		e.Low, e.High, e.P = b-half, b+half, 2*t.Survival(math.Abs(b)/sigma)
	} else if b == 0 {
		e.P = 1
	}
	return e
}

const fewPeriods = "fewer than 12 periods: the interval is too narrow"

func caveat(n int) string {
	if n < fewForEffect {
		return fewPeriods
	}
	return ""
}

// likeness gives the autocorrelation of residuals, corrected for the p coefficients that were fitted: each takes about
// (1+ρ)/n of it, and the estimate itself 2ρ/n (Marriott & Pope, Biometrika 41, 1954, for one and two coefficients).
func likeness(r []float64, p int) float64 {
	num, den := 0.0, 0.0
	for i := range r {
		den += r[i] * r[i]
		if i > 0 {
			num += r[i] * r[i-1]
		}
	}
	if den == 0 {
		return 0
	}
	rho, n := num/den, float64(len(r))
	rho += (float64(p)*(1+rho) + 2*rho) / n
	return math.Max(-phiMost, math.Min(phiMost, rho))
}

// independent gives how many independent degrees of freedom so many are worth that resemble each other (Bayley &
// Hammersley, Journal of the Royal Statistical Society Supplement 8, 1946).
func independent(freedom, rho float64) float64 {
	return math.Max(1, freedom*(1-rho*rho)/(1+rho*rho))
}

func transformed(x [][]float64, y []float64, rho float64) ([][]float64, []float64) {
	p := len(x[0])
	tx, ty, all := make([][]float64, len(x)), make([]float64, len(y)), make([]float64, p*len(x))
	scale := math.Sqrt(1 - rho*rho)
	for i := range x {
		tx[i] = all[i*p : (i+1)*p : (i+1)*p]
		if i == 0 {
			ty[0] = scale * y[0]
			for a := range tx[0] {
				tx[0][a] = scale * x[0][a]
			}
			continue
		}
		ty[i] = y[i] - rho*y[i-1]
		for a := range tx[i] {
			tx[i][a] = x[i][a] - rho*x[i-1][a]
		}
	}
	return tx, ty
}

// poissonFit gives the coefficients on the scale of logarithms, and the Pearson dispersion.
func poissonFit(x [][]float64, counts, offset []float64) (fitted, float64, error) {
	n := len(counts)
	mu := make([]float64, n)
	for i, c := range counts {
		mu[i] = c + 0.1
	}
	var f fitted
	last := math.Inf(1)
	for range 100 {
		working := make([]float64, n)
		for i := range working {
			working[i] = math.Log(mu[i]) - offset[i] + (counts[i]-mu[i])/mu[i]
		}
		var err error
		if f, err = leastSquares(x, working, mu); err != nil {
			return f, 0, err
		}
		deviance := 0.0
		for i, r := range residuals(x, working, f.coef) {
			// What the model expects, kept where its logarithm and its inverse are numbers.
			mu[i] = math.Exp(math.Max(-60, math.Min(80, working[i]-r+offset[i])))
			deviance += 2 * (mu[i] - counts[i])
			if counts[i] > 0 {
				deviance += 2 * counts[i] * math.Log(counts[i]/mu[i])
			}
		}
		if math.Abs(deviance-last) < 1e-10*(math.Abs(deviance)+1) {
			break
		}
		last = deviance
	}
	pearson := 0.0
	for i := range mu {
		pearson += (counts[i] - mu[i]) * (counts[i] - mu[i]) / mu[i]
	}
	return f, pearson / float64(n-len(x[0])), nil
}
