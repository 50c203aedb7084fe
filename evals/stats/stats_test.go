package stats_test

import (
	"fmt"
	"math"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/evals/stats"
)

func observations(clusters map[string][]float64) []stats.Observation {
	var out []stats.Observation
	for name, values := range clusters {
		for i, v := range values {
			out = append(out, stats.Observation{Case: fmt.Sprint(name, i), Cluster: name, Value: v, Weight: 1})
		}
	}
	return out
}

// TestMeanByHand holds a mean and its standard error against what a person works out.
func TestMeanByHand(t *testing.T) {
	t.Parallel()
	// Mean 3/6 = 0.5. Sums of residuals: a 2-2·0.5 = 1, b 1-2·0.5 = 0, c 0-2·0.5 = -1. SE² = 3/2 · (1+0+1) / 36 = 1/12.
	e := stats.MeanOf(observations(map[string][]float64{"a": {1, 1}, "b": {1, 0}, "c": {0, 0}}))
	require.InDelta(t, 0.5, e.Mean, 1e-12)
	require.InDelta(t, math.Sqrt(1.0/12), e.SE, 1e-12)
	require.Equal(t, []int{6, 3}, []int{e.Cases, e.Clusters})
	require.Equal(t, []float64{0, 1}, []float64{e.Low, e.High}, "0.5 ± 4.303·0.289 reaches beyond both ends")
}

// TestMeanOfSingleCases shows that with a cluster for each case the standard error is the ordinary one: s/√n.
func TestMeanOfSingleCases(t *testing.T) {
	t.Parallel()
	clusters := map[string][]float64{}
	for i := range 20 {
		clusters[fmt.Sprint("c", i)] = []float64{float64(i % 4 / 3)} // five ones of twenty
	}
	e := stats.MeanOf(observations(clusters))
	require.InDelta(t, 0.25, e.Mean, 1e-12)
	want := math.Sqrt(20 * 0.25 * 0.75 / 19 / 20)
	require.InDelta(t, want, e.SE, 1e-12)
	require.InDelta(t, 0.25-2.093024*want, e.Low, 1e-6, "t with 19 degrees of freedom")
	require.InDelta(t, 0.25+2.093024*want, e.High, 1e-6)
}

// TestWeights shows that a weight stands for so many cases of the same cluster.
func TestWeights(t *testing.T) {
	t.Parallel()
	weighted := stats.MeanOf([]stats.Observation{
		{Case: "1", Cluster: "a", Value: 1, Weight: 3}, {Case: "2", Cluster: "b", Value: 0.5, Weight: 2}, {Case: "3", Cluster: "c", Value: 0, Weight: 1}, {Case: "4", Cluster: "d"},
	})
	plain := stats.MeanOf(observations(map[string][]float64{"a": {1, 1, 1}, "b": {1, 0}, "c": {0}}))
	require.InDelta(t, plain.Mean, weighted.Mean, 1e-12)
	require.InDelta(t, plain.SE, weighted.SE, 1e-12)
	require.Equal(t, []int{3, 3}, []int{weighted.Cases, weighted.Clusters}, "what has no weight is no case")
}

func TestNothingIsCertain(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		clusters  map[string][]float64
		low, high float64
	}{
		"all right":   {map[string][]float64{"a": {1}, "b": {1}, "c": {1}, "d": {1, 1}}, math.Pow(0.025, 0.25), 1},
		"all wrong":   {map[string][]float64{"a": {0}, "b": {0}}, 0, 1 - math.Sqrt(0.025)},
		"one cluster": {map[string][]float64{"a": {1, 0, 1}}, 0, 1},
		"nothing":     {nil, 0, 0},
	} {
		e := stats.MeanOf(observations(c.clusters))
		require.InDelta(t, c.low, e.Low, 1e-12, name)
		require.InDelta(t, c.high, e.High, 1e-12, name)
		require.Zero(t, e.SE, name)
	}
}

// TestRepeatsAreNoCases shows that asking again makes nothing surer.
func TestRepeatsAreNoCases(t *testing.T) {
	t.Parallel()
	once := observations(map[string][]float64{"a": {1, 0}, "b": {0.5}, "c": {0}})
	var often []stats.Observation
	for range 8 {
		often = append(often, once...)
	}
	require.Equal(t, stats.MeanOf(once), stats.MeanOf(often))
	collapsed := stats.Collapse([]stats.Observation{{Case: "x", Value: 1, Weight: 1}, {Case: "x", Value: 0, Weight: 1}, {Case: "x"}, {Case: "x", Value: 1, Weight: 2}})
	require.Equal(t, []stats.Observation{{Case: "x", Value: 0.75, Weight: 1}}, collapsed)
}

// TestIntervalsHold draws clusters of alike cases whose share is known, and counts how often the interval holds it.
func TestIntervalsHold(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(1, 2))
	const runs, share = 1000, 0.6
	held := 0
	for range runs {
		clusters := map[string][]float64{}
		for g := range 30 {
			p := share + 0.3*(2*random.Float64()-1)
			for range 5 {
				clusters[fmt.Sprint(g)] = append(clusters[fmt.Sprint(g)], float64(int(random.Float64()+p)))
			}
		}
		if e := stats.MeanOf(observations(clusters)); e.Low <= share && share <= e.High {
			held++
		}
	}
	require.InDelta(t, 0.95, float64(held)/runs, 0.02)
}

func TestDifferenceByHand(t *testing.T) {
	t.Parallel()
	before := observations(map[string][]float64{"a": {1, 0}, "b": {0, 0}, "gone": {1}})
	after := observations(map[string][]float64{"a": {1, 0}, "b": {1, 1}, "new": {1}})
	d := stats.DifferenceOf(before, after, 1)
	// Draws of two clusters: aa (change 0), ab and ba (0.5), bb (1), each of which is likelier than 2.5%.
	require.Equal(t, stats.Difference{Before: 0.25, After: 0.75, Change: 0.5, Low: 0, High: 1, Cases: 4, Clusters: 2, BeforeOnly: 1, AfterOnly: 1}, d)
	require.Equal(t, d, stats.DifferenceOf(before, after, 1))
}

func TestNoDifference(t *testing.T) {
	t.Parallel()
	same := observations(map[string][]float64{"a": {1, 0}, "b": {0, 1}})
	d := stats.DifferenceOf(same, same, 3)
	require.Equal(t, stats.Difference{Before: 0.5, After: 0.5, Cases: 4, Clusters: 2}, d)
	alone := stats.DifferenceOf(observations(map[string][]float64{"a": {1, 0}}), observations(map[string][]float64{"a": {1, 1}}), 3)
	require.Equal(t, []float64{-1, 1}, []float64{alone.Low, alone.High}, "one cluster says nothing about others")
	all := stats.DifferenceOf([]stats.Observation{{Case: "x", Cluster: "a", Value: 1, Weight: 3}}, []stats.Observation{{Case: "x", Cluster: "a", Value: 1, Weight: 4}}, 3)
	require.Equal(t, stats.Difference{Before: 1, After: 1, Cases: 1, Clusters: 1}, all, "all right, however much it weighs")
	require.Equal(t, stats.Difference{BeforeOnly: 1, AfterOnly: 1},
		stats.DifferenceOf(observations(map[string][]float64{"a": {1}}), observations(map[string][]float64{"b": {1}}), 3))
}

// TestBootstrapMatchesTheFormula compares the interval with the one that the standard error of a mean difference gives.
func TestBootstrapMatchesTheFormula(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(3, 4))
	var before, after []stats.Observation
	var changes []float64
	for i := range 200 {
		b, a := random.Float64(), random.Float64()
		name := fmt.Sprint(i)
		before = append(before, stats.Observation{Case: name, Cluster: name, Value: b, Weight: 1})
		after = append(after, stats.Observation{Case: name, Cluster: name, Value: a, Weight: 1})
		changes = append(changes, a-b)
	}
	d := stats.DifferenceOf(before, after, 5)
	squares := 0.0
	for _, c := range changes {
		squares += (c - d.Change) * (c - d.Change)
	}
	half := 1.959964 * math.Sqrt(squares/200/200)
	require.InDelta(t, d.Change-half, d.Low, 0.004)
	require.InDelta(t, d.Change+half, d.High, 0.004)
}

// TestPairingHelps shows that what both runs share does not widen the interval.
func TestPairingHelps(t *testing.T) {
	t.Parallel()
	var before, after []stats.Observation
	for i := range 100 {
		name := fmt.Sprint(i)
		v := float64(i % 2)
		before = append(before, stats.Observation{Case: name, Cluster: name, Value: v, Weight: 1})
		if i == 0 {
			v = 1
		}
		after = append(after, stats.Observation{Case: name, Cluster: name, Value: v, Weight: 1})
	}
	d := stats.DifferenceOf(before, after, 7)
	require.InDelta(t, 0.01, d.Change, 1e-12)
	require.InDelta(t, 0, d.Low, 1e-12)
	require.LessOrEqual(t, d.High, 0.05)
}
