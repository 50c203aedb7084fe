package storetest

import (
	"context"
	"fmt"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/semantic"
)

func vectorsKept(t *testing.T, s Store) {
	load := func(model string) []semantic.StoredVector {
		var all []semantic.StoredVector
		for v, err := range s.LoadVectors(t.Context(), model) {
			require.NoError(t, err)
			all = append(all, v)
		}
		return all
	}
	const model, other = "builtin/ngram-512-v1", "openai/text-embedding-3-small"
	require.Empty(t, load(model))
	one := semantic.StoredVector{Key: "growth.a#0", TextHash: "aa", Values: []float32{1, -0.5, math.SmallestNonzeroFloat32, math.MaxFloat32, 0}}
	two := semantic.StoredVector{Key: "growth.b#0", TextHash: "bb", Values: []float32{0.25}}
	require.NoError(t, s.SaveVectors(t.Context(), model, []semantic.StoredVector{two, one}))
	require.NoError(t, s.SaveVectors(t.Context(), other, []semantic.StoredVector{{Key: one.Key, TextHash: "cc", Values: []float32{2}}}))
	require.NoError(t, s.SaveVectors(t.Context(), model, nil))
	require.ElementsMatch(t, []semantic.StoredVector{one, two}, load(model))

	one.TextHash, one.Values = "dd", []float32{3, 4}
	require.NoError(t, s.SaveVectors(t.Context(), model, []semantic.StoredVector{one}))
	require.ElementsMatch(t, []semantic.StoredVector{one, two}, load(model))
	for range s.LoadVectors(t.Context(), model) {
		break
	}
	require.NoError(t, s.DropVectors(t.Context(), model, []string{one.Key, "growth.nothing#7"}))
	require.NoError(t, s.DropVectors(t.Context(), model, nil))
	require.Equal(t, []semantic.StoredVector{two}, load(model))
	require.Len(t, load(other), 1, "another model has vectors of its own")

	var many []semantic.StoredVector
	var keys []string
	for i := range 1203 {
		many = append(many, semantic.StoredVector{Key: fmt.Sprint("growth.m#", i), TextHash: "ee", Values: []float32{float32(i)}})
		keys = append(keys, many[i].Key)
	}
	twice := append([]semantic.StoredVector{}, many...)
	twice[1202].Key = twice[1201].Key
	require.Error(t, s.SaveVectors(t.Context(), "many", twice))
	require.Empty(t, load("many"), "all or none")
	require.NoError(t, s.SaveVectors(t.Context(), "many", many))
	require.ElementsMatch(t, many, load("many"))
	require.NoError(t, s.DropVectors(t.Context(), "many", keys))
	require.Empty(t, load("many"))

	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	refused(t, s.SaveVectors(ctx, model, many), fault.Unavailable)
	refused(t, s.DropVectors(ctx, model, keys), fault.Unavailable)
	var last error
	for _, err := range s.LoadVectors(ctx, model) {
		last = err
	}
	refused(t, last, fault.Unavailable)
	refused(t, s.SaveVectors(t.Context(), model, []semantic.StoredVector{{Key: "a\x00", TextHash: "ff"}}), fault.Invalid)
	for _, err := range s.Audit(t.Context()) {
		require.NoError(t, err)
		require.Fail(t, "what can be computed again is not logged")
	}
}
