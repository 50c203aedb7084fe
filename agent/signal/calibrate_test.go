package signal

import (
	"flag"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"gonum.org/v1/gonum/stat/distuv"
)

var calibrate = flag.Bool("calibrate", false, "work out the table of thresholds anew and print it")

const looks = 26

type noiseMaker func(r *rand.Rand, n int) []float64

func autoregression(phi float64) noiseMaker {
	return func(r *rand.Rand, n int) []float64 {
		x := make([]float64, n)
		x[0] = r.NormFloat64()
		for i := 1; i < n; i++ {
			x[i] = phi*x[i-1] + math.Sqrt(1-phi*phi)*r.NormFloat64()
		}
		return x
	}
}

func plainMonitor(x []float64, n0 int, kind counting) *monitor {
	index := make([]int, len(x))
	for i := range index {
		index[i] = i
	}
	return newMonitor(x, nil, index, make([]int, len(x)), n0, kind)
}

// extremes gives, sorted, the furthest that each of many series without change is off in 26 looks.
func extremes(noise noiseMaker, n0, series int, kind counting) []float64 {
	r := rand.New(rand.NewPCG(uint64(n0), 11))
	out := make([]float64, series)
	for s := range out {
		m := plainMonitor(noise(r, n0+looks), n0, kind)
		for k := n0 + 1; k <= n0+looks; k++ {
			out[s] = max(out[s], math.Abs(m.look(k).z))
		}
	}
	slices.Sort(out)
	return out
}

func exceeding(sorted []float64, bound float64) float64 {
	at, _ := slices.BinarySearch(sorted, bound)
	return float64(len(sorted)-at) / float64(len(sorted))
}

// TestCalibrate prints the table of thresholds with -calibrate.
func TestCalibrate(t *testing.T) {
	if !*calibrate {
		t.Skip("only with -calibrate")
	}
	const series = 20000
	for _, n0 := range []int{5, 6, 7, 8, 10, 12, 16, 20, 26, 36, 52} {
		iid, ar := extremes(autoregression(0), n0, series, measured), extremes(autoregression(0.3), n0, series, measured)
		bound := max(iid[int(0.905*series)], ar[int(0.863*series)])
		ar5 := extremes(autoregression(0.5), n0, series, measured)
		fmt.Printf("{%d, %.3f}, // iid %.3f ar.3 %.3f ar.5 %.3f", n0, bound, exceeding(iid, bound), exceeding(ar, bound), exceeding(ar5, bound))
		for _, nm := range []struct {
			m noiseMaker
			k counting
		}{{poi(3), poisson}, {poi(.5), poisson}, {poi(.1), poisson}, {logn(.5), measured}, {logn(1), measured}, {tt(3), measured}} {
			fmt.Printf(" %.3f", exceeding(extremes(nm.m, n0, series/4, nm.k), bound))
		}
		// power
		r := rand.New(rand.NewPCG(uint64(n0), 12))
		for _, sh := range []float64{1.5, 2} {
			hit := 0
			for range series / 4 {
				x := autoregression(0)(r, n0+8)
				for i := n0; i < n0+8; i++ {
					x[i] += sh
				}
				m := plainMonitor(x, n0, measured)
				for k := n0 + 1; k <= n0+8; k++ {
					if m.look(k).z > bound {
						hit++
						break
					}
				}
			}
			fmt.Printf(" p%.1f %.3f", sh, float64(hit)/float64(series/4))
		}
		// mde
		var ws float64
		for range 2000 {
			m := plainMonitor(autoregression(0)(r, n0+8), n0, measured)
			l := m.noise(n0 + 8)
			ws += l.sigma * math.Sqrt(m.ahead(l.phi)) / 2000
		}
		lo, hi := 0.5, 12.0
		for hi-lo > .02 {
			mid := (lo + hi) / 2
			hit := 0
			for range series / 8 {
				x := autoregression(0)(r, n0+8)
				for i := n0; i < n0+8; i++ {
					x[i] += mid
				}
				m := plainMonitor(x, n0, measured)
				for k := n0 + 1; k <= n0+8; k++ {
					if m.look(k).z > bound {
						hit++
						break
					}
				}
			}
			if float64(hit) > .8*series/8 {
				hi = mid
			} else {
				lo = mid
			}
		}
		fmt.Printf(" d80 %.2f factor %.2f\n", lo, lo/ws)
	}
}

func logn(s float64) noiseMaker {
	return func(r *rand.Rand, n int) []float64 {
		x := make([]float64, n)
		for i := range x {
			x[i] = math.Exp(s * r.NormFloat64())
		}
		return x
	}
}
func poi(l float64) noiseMaker {
	return func(r *rand.Rand, n int) []float64 {
		x := make([]float64, n)
		p := distuv.Poisson{Lambda: l, Src: r}
		for i := range x {
			x[i] = p.Rand()
		}
		return x
	}
}
func tt(nu float64) noiseMaker {
	return func(r *rand.Rand, n int) []float64 {
		x := make([]float64, n)
		p := distuv.StudentsT{Nu: nu, Sigma: 1, Src: r}
		for i := range x {
			x[i] = p.Rand()
		}
		return x
	}
}
