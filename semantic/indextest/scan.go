package indextest

import (
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/semantic"
)

// scoreTolerance is how far the score of an index that computes in float32 may be from the true one.
const scoreTolerance = 1e-5

// Scan finds the neighbours in the plainest way there is. It is what implementations are held against.
func Scan(vectors []semantic.Vector, query []float32, k int) []semantic.Neighbour {
	var all []semantic.Neighbour
	for _, v := range vectors {
		if score := cosine(query, v.Values); !math.IsNaN(score) {
			all = append(all, semantic.Neighbour{Key: v.Key, Score: score})
		}
	}
	slices.SortFunc(all, semantic.Neighbour.Compare)
	return all[:min(k, len(all))]
}

// cosine is NaN when a vector is all zero.
func cosine(a, b []float32) float64 {
	var dot, aa, bb float64
	for i := range a {
		dot += float64(a[i]) * float64(b[i])
		aa += float64(a[i]) * float64(a[i])
		bb += float64(b[i]) * float64(b[i])
	}
	return dot / (math.Sqrt(aa) * math.Sqrt(bb))
}

// RequireSame checks that an index found what is expected: the same scores, and the same keys in the same order except among those whose
// scores rounding can swap.
func RequireSame(t testing.TB, want, got []semantic.Neighbour) {
	t.Helper()
	require.Len(t, got, len(want))
	for i := range want {
		require.InDelta(t, want[i].Score, got[i].Score, scoreTolerance, "place %d, %s", i, got[i].Key)
	}
	last := math.Inf(1)
	if len(want) > 0 {
		last = want[len(want)-1].Score
	}
	for i, n := range got {
		if n.Score < last+scoreTolerance {
			continue // it shares its score with the last, and others that do may have stood there
		}
		place := slices.IndexFunc(want, func(w semantic.Neighbour) bool { return w.Key == n.Key })
		require.GreaterOrEqual(t, place, 0, "%s is none of the nearest", n.Key)
		require.InDelta(t, want[place].Score, want[i].Score, scoreTolerance, "%s stands at %d and not at %d", n.Key, i, place)
	}
}

// Random gives n vectors of which each number is other than zero with the probability density.
func Random(seed uint64, n, dimensions int, density float64) []semantic.Vector {
	random := rand.New(rand.NewPCG(seed, 1))
	vectors := make([]semantic.Vector, n)
	for i := range vectors {
		values := make([]float32, dimensions)
		for d := range values {
			if random.Float64() < density {
				values[d] = float32(random.NormFloat64())
			}
		}
		values[random.IntN(dimensions)] = 1 // never all zero
		vectors[i] = semantic.Vector{Entry: entry(fmt.Sprintf("r%06d", i)), Values: semantic.Unit(values)}
	}
	return vectors
}

func denseAgainstScan(t *testing.T, b *bench) { againstScan(t, b, 1) }

func sparseAgainstScan(t *testing.T, b *bench) { againstScan(t, b, 0.1) }

func againstScan(t *testing.T, b *bench, density float64) {
	const n, queries, dimensions = 400, 20, 64
	b = newBench(t, b.Index, dimensions)
	vectors := Random(7, n, dimensions, density)
	b.put(t, vectors[:n/2]...)
	b.put(t, vectors[n/2:]...)
	for i, query := range Random(8, queries, dimensions, density) {
		k := 1 + i*3
		RequireSame(t, Scan(vectors, query.Values, k), b.find(t, k, query.Values...))
	}
}

// sparseThenDense is about an index that keeps sparse vectors in another way.
func sparseThenDense(t *testing.T, b *bench) {
	const n, dimensions = 150, 32
	b = newBench(t, b.Index, dimensions)
	vectors := Random(9, n, dimensions, 0.1)
	vectors = append(vectors, Random(10, 2*n, dimensions, 1)[n:]...)
	b.put(t, vectors[:n]...)
	b.put(t, vectors[n:]...)
	for _, query := range Random(11, 5, dimensions, 0.5) {
		RequireSame(t, Scan(vectors, query.Values, 10), b.find(t, 10, query.Values...))
	}
}

// churned is about an index whose places are used again.
func churned(t *testing.T, b *bench) {
	const n, dimensions, rounds = 60, 16, 8
	for _, density := range []float64{0.1, 1} {
		b := newBench(t, b.Index, dimensions)
		b.model.ID = fmt.Sprintf("%s+%g", b.model.ID, density)
		var vectors []semantic.Vector
		for round := range rounds {
			vectors = Random(uint64(20+round), n, dimensions, density)
			b.put(t, vectors...)
			if round%3 == 1 {
				vectors = vectors[:n/4]
				b.retain(t, entries(vectors)...)
			}
		}
		for _, query := range Random(12, 5, dimensions, density) {
			RequireSame(t, Scan(vectors, query.Values, 10), b.find(t, 10, query.Values...))
		}
	}
}

func entries(vectors []semantic.Vector) []semantic.Entry {
	list := make([]semantic.Entry, len(vectors))
	for i, v := range vectors {
		list[i] = v.Entry
	}
	return list
}

func manyDimensions(t *testing.T, b *bench) {
	for _, dimensions := range []int{2001, 4001} {
		b := newBench(t, b.Index, dimensions)
		vectors := Random(13, 5, dimensions, 1)
		b.put(t, vectors...)
		RequireSame(t, Scan(vectors, vectors[3].Values, 3), b.find(t, 3, vectors[3].Values...))
	}
}
