package exact

import (
	"math/rand/v2"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/semantic"
	"github.com/plumbline-dev/plumb/semantic/indextest"
)

// bothKinds gives two spaces with the same vectors, one of them dense.
func bothKinds(t testing.TB, vectors []semantic.Vector) (sparseSpace, denseSpace *space) {
	t.Helper()
	dimensions := len(vectors[0].Values)
	sparseSpace, denseSpace = newSpace(dimensions), newSpace(dimensions)
	denseSpace.block = &dense{dimensions: dimensions}
	var stored []semantic.StoredVector
	for _, v := range vectors {
		stored = append(stored, semantic.StoredVector{Key: v.Key, TextHash: semantic.TextHash(v.Text), Values: v.Values})
	}
	sparseSpace.put(stored)
	denseSpace.put(stored)
	require.IsType(t, &sparse{}, sparseSpace.block)
	return sparseSpace, denseSpace
}

// TestSparseIsDense asks both kinds of rows the same: every key and every bit of every score has to agree.
func TestSparseIsDense(t *testing.T) {
	t.Parallel()
	for _, dimensions := range []int{3, 17, 512} {
		vectors := indextest.Random(1, 600, dimensions, 0.1)
		for i := range 100 { // many that are equally near
			vectors[i].Values = vectors[i%7].Values
		}
		byPosting, byRow := bothKinds(t, vectors)
		random := rand.New(rand.NewPCG(2, 3))
		for i, query := range indextest.Random(4, 100, dimensions, 0.2) {
			k := 1 + random.IntN(50)
			want := byRow.nearest(query.Values, k)
			require.Len(t, want, k)
			require.Equal(t, want, byPosting.nearest(query.Values, k), "query %d", i)
		}
	}
}

// TestLargeScan divides the rows among the processors.
func TestLargeScan(t *testing.T) {
	t.Parallel()
	const dimensions = 256
	vectors := indextest.Random(5, largeScan/dimensions+3, dimensions, 0.1)
	byPosting, byRow := bothKinds(t, vectors)
	for _, query := range indextest.Random(6, 10, dimensions, 0.5) {
		require.Equal(t, byRow.nearest(query.Values, 10), byPosting.nearest(query.Values, 10))
	}
}

// TestTurnsDense shows when rows change over, and that they stay sparse where it pays.
func TestTurnsDense(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		n       int
		density float64
		want    block
	}{
		"mostly zeros":       {500, 0.1, &sparse{}},
		"a few full vectors": {20, 1, &sparse{}},
		"full vectors":       {500, 1, &dense{}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := newSpace(64)
			for _, v := range indextest.Random(7, c.n, 64, c.density) {
				s.put([]semantic.StoredVector{{Key: v.Key, TextHash: "h", Values: v.Values}})
			}
			require.IsType(t, c.want, s.block)
		})
	}
}

// TestTidies shows that rows which lost their vectors do not pile up.
func TestTidies(t *testing.T) {
	t.Parallel()
	s := newSpace(16)
	for round := range 50 {
		for _, v := range indextest.Random(uint64(round), 10, 16, 1) {
			s.put([]semantic.StoredVector{{Key: v.Key, TextHash: "h", Values: v.Values}})
		}
	}
	require.Len(t, s.rows, 10)
	require.LessOrEqual(t, len(s.keys), 21)
	s.remove(s.keysExcept(nil))
	require.Empty(t, s.keys)
	require.Empty(t, s.rows)
}

func TestKthLargest(t *testing.T) {
	t.Parallel()
	random := rand.New(rand.NewPCG(8, 9))
	for range 200 {
		scores, findable := make([]float64, 1+random.IntN(60)), []bool{}
		var sorted []float64
		for i := range scores {
			scores[i] = float64(random.IntN(20)) // with equals
			findable = append(findable, random.IntN(4) > 0)
			if findable[i] {
				sorted = append(sorted, scores[i])
			}
		}
		slices.SortFunc(sorted, func(a, b float64) int { return int(b - a) })
		for k := 1; k < len(sorted); k++ {
			require.InDelta(t, sorted[k-1], kthLargest(scores, findable, k), 0)
		}
		require.Less(t, kthLargest(scores, findable, len(sorted)+1), 0.0)
	}
}

func TestFastDot(t *testing.T) {
	t.Parallel()
	for n := 1; n < 70; n++ {
		pair := indextest.Random(uint64(n), 2, n, 1)
		d := dense{dimensions: n}
		require.InDelta(t, exactDot(pair[0].Values, pair[1].Values), fastDot(pair[0].Values, pair[1].Values), float64(d.rounding()))
	}
}
