package exact_test

import (
	"errors"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/semantic"
	"github.com/plumbline-dev/plumb/semantic/exact"
	"github.com/plumbline-dev/plumb/semantic/indextest"
)

func TestKept(t *testing.T) {
	t.Parallel()
	indextest.Index(t, func(*testing.T) semantic.Index { return exact.NewKept(indextest.NewMemory()) })
}

func TestMemory(t *testing.T) {
	t.Parallel()
	indextest.Vectors(t, func(*testing.T) semantic.Vectors { return indextest.NewMemory() })
}

var keptModel = semantic.EmbeddingModel{ID: "vendor/model", Dimensions: 2}

func vector(key string, values ...float32) semantic.Vector {
	return semantic.Vector{Entry: semantic.Entry{Key: key, Text: "text of " + key}, Values: values}
}

// TestNextRun opens a second index over what the first one kept.
func TestNextRun(t *testing.T) {
	t.Parallel()
	memory := indextest.NewMemory()
	first := exact.NewKept(memory)
	a, b, c := vector("a", 1, 0), vector("b", 0, 1), vector("c", 0.6, 0.8)
	require.NoError(t, first.Put(t.Context(), keptModel, []semantic.Vector{a, b, c}))
	require.NoError(t, first.Retain(t.Context(), keptModel, []semantic.Entry{a.Entry, c.Entry}))
	missing, err := first.Missing(t.Context(), keptModel, []semantic.Entry{a.Entry, c.Entry})
	require.NoError(t, err)
	require.Empty(t, missing)

	second := exact.NewKept(memory)
	found, err := second.Nearest(t.Context(), keptModel, []float32{0, 1}, 5)
	require.NoError(t, err)
	require.Len(t, found, 2, "b was removed in the first run")
	require.Equal(t, "c", found[0].Key)
	missing, err = second.Missing(t.Context(), keptModel, []semantic.Entry{a.Entry, {Key: "c", Text: "changed"}, b.Entry})
	require.NoError(t, err)
	require.Equal(t, []semantic.Entry{{Key: "c", Text: "changed"}, b.Entry}, missing)
}

// TestKeptFails shows that what cannot be kept is not in the index either, and that the index goes on once it can.
func TestKeptFails(t *testing.T) {
	t.Parallel()
	memory := indextest.NewMemory()
	index := exact.NewKept(memory)
	a, b := vector("a", 1, 0), vector("b", 0, 1)
	gone := errors.New("the disk is gone")

	memory.Failure = gone
	_, err := index.Nearest(t.Context(), keptModel, []float32{1, 0}, 1)
	require.ErrorIs(t, err, gone, "an index that could not be loaded is not an empty one")

	memory.Failure = nil
	require.NoError(t, index.Put(t.Context(), keptModel, []semantic.Vector{a}))
	memory.Failure = gone
	require.ErrorIs(t, index.Put(t.Context(), keptModel, []semantic.Vector{b}), gone)
	require.ErrorIs(t, index.Retain(t.Context(), keptModel, nil), gone)

	memory.Failure = nil
	found, err := index.Nearest(t.Context(), keptModel, []float32{0, 1}, 5)
	require.NoError(t, err)
	require.Equal(t, []semantic.Neighbour{{Key: "a"}}, found)
}

// TestVectorsOfAnotherSize loads what was kept when another model went by the name.
func TestVectorsOfAnotherSize(t *testing.T) {
	t.Parallel()
	memory := indextest.NewMemory()
	a := vector("a", 1, 0)
	kept := []semantic.StoredVector{{Key: "a", TextHash: semantic.TextHash(a.Text), Values: []float32{1, 0, 0}}}
	require.NoError(t, memory.SaveVectors(t.Context(), keptModel.ID, kept))
	index := exact.NewKept(memory)
	_, err := index.Missing(t.Context(), keptModel, []semantic.Entry{a.Entry})
	require.Equal(t, fault.Conflict, fault.KindOf(err))
	require.ErrorContains(t, err, "holds vectors of vendor/model with 3 dimensions, and the service gives 2")
	require.Equal(t, fault.Conflict, fault.KindOf(index.Put(t.Context(), keptModel, []semantic.Vector{a})))
	for v, err := range memory.LoadVectors(t.Context(), keptModel.ID) {
		require.NoError(t, err)
		require.Equal(t, kept[0], v, "nothing was touched")
	}
	require.NoError(t, index.Retain(t.Context(), keptModel, nil))
	require.NoError(t, index.Put(t.Context(), keptModel, []semantic.Vector{a}))
}

// TestForeignVectors loads what the model cannot have made: it is never compared, counts as missing, and goes.
func TestForeignVectors(t *testing.T) {
	t.Parallel()
	memory := indextest.NewMemory()
	hash := semantic.TextHash("text of a")
	require.NoError(t, memory.SaveVectors(t.Context(), keptModel.ID, []semantic.StoredVector{
		{Key: "a", TextHash: hash}, {Key: "nan", TextHash: hash, Values: []float32{1, float32(math.NaN())}},
		{Key: "no hash", Values: []float32{1, 0}},
	}))
	index := exact.NewKept(memory)
	found, err := index.Nearest(t.Context(), keptModel, []float32{1, 0}, 5)
	require.NoError(t, err)
	require.Empty(t, found)
	a := vector("a", 1, 0)
	missing, err := index.Missing(t.Context(), keptModel, []semantic.Entry{a.Entry})
	require.NoError(t, err)
	require.Equal(t, []semantic.Entry{a.Entry}, missing)
	require.NoError(t, index.Put(t.Context(), keptModel, []semantic.Vector{a}))
	require.NoError(t, index.Retain(t.Context(), keptModel, []semantic.Entry{a.Entry}))
	for v, err := range memory.LoadVectors(t.Context(), keptModel.ID) {
		require.NoError(t, err)
		require.Equal(t, "a", v.Key, "still kept")
		require.Equal(t, []float32{1, 0}, v.Values)
	}
}
