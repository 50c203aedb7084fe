// Package indextest holds what every implementation of [semantic.Index] and [semantic.Vectors] has to do, as tests that run on each
// of them.
package indextest

import (
	"context"
	"fmt"
	"math"
	"strings"
	"sync"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/semantic"
)

// Index runs the suite. open gives an index that may be shared between its tests and may hold vectors of other models: each
// test uses models of its own.
func Index(t *testing.T, open func(t *testing.T) semantic.Index) {
	for name, check := range map[string]func(*testing.T, *bench){
		"nothing is found in an empty index":      emptyIndex,
		"missing, put, and no longer missing":     missing,
		"nearest first":                           nearest,
		"equally near ones by key":                ties,
		"many that are equally near":              manyTies,
		"more neighbours than there are":          fewerThanK,
		"a changed text":                          changedText,
		"a vector put again":                      replaced,
		"entries that are gone":                   removed,
		"cosine whatever the length":              lengths,
		"vectors of zeros":                        zeros,
		"NaN, infinities and wrong sizes":         refused,
		"all or none of a batch":                  allOrNone,
		"two vectors for one key":                 twice,
		"vectors of another model":                otherModel,
		"the same model with other dimensions":    otherDimensions,
		"ids that are no ids":                     badModels,
		"keys and texts of any script":            unicodeKeys,
		"keys that cannot be kept":                badKeys,
		"nothing to put":                          nothingToPut,
		"a cancelled context":                     cancelled,
		"several at once":                         concurrent,
		"dense vectors against a plain scan":      denseAgainstScan,
		"sparse vectors against a plain scan":     sparseAgainstScan,
		"the golden set":                          golden,
		"vectors that are sparse, then dense":     sparseThenDense,
		"put and removed over and over":           churned,
		"a catalogue embedded from start to end":  reindexed,
		"a catalogue whose embedding breaks off":  reindexedInTwo,
		"a catalogue embedded anew":               reindexedAll,
		"an index that never heard of the model":  unheardModel,
		"more dimensions than a vector index has": manyDimensions,
	} {
		t.Run(name, func(t *testing.T) { check(t, newBench(t, open(t), 3)) })
	}
}

// bench is an index and a model that no other test uses.
type bench struct {
	semantic.Index
	model semantic.EmbeddingModel
}

func newBench(t *testing.T, index semantic.Index, dimensions int) *bench {
	return &bench{index, testModel(t, dimensions)}
}

// testModel gives a model of the test's own name.
func testModel(t *testing.T, dimensions int) semantic.EmbeddingModel {
	id := strings.Map(func(r rune) rune {
		if strings.ContainsRune("/-_", r) || 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || '0' <= r && r <= '9' {
			return r
		}
		return '.'
	}, t.Name())
	return semantic.EmbeddingModel{ID: fmt.Sprintf("test/%s-%d", id, dimensions), Dimensions: dimensions}
}

func (b *bench) put(t *testing.T, vectors ...semantic.Vector) {
	t.Helper()
	require.NoError(t, b.Put(t.Context(), b.model, vectors))
}

func (b *bench) find(t *testing.T, k int, query ...float32) []semantic.Neighbour {
	t.Helper()
	found, err := b.Nearest(t.Context(), b.model, query, k)
	require.NoError(t, err)
	return found
}

func (b *bench) keys(t *testing.T, k int, query ...float32) []string {
	t.Helper()
	keys := []string{}
	for _, n := range b.find(t, k, query...) {
		keys = append(keys, n.Key)
	}
	return keys
}

func (b *bench) missing(t *testing.T, entries ...semantic.Entry) []semantic.Entry {
	t.Helper()
	missing, err := b.Missing(t.Context(), b.model, entries)
	require.NoError(t, err)
	return missing
}

func (b *bench) retain(t *testing.T, entries ...semantic.Entry) {
	t.Helper()
	require.NoError(t, b.Retain(t.Context(), b.model, entries))
}

func at(key string, values ...float32) semantic.Vector {
	return semantic.Vector{Entry: entry(key), Values: values}
}

func entry(key string) semantic.Entry { return semantic.Entry{Key: key, Text: "text of " + key} }

func emptyIndex(t *testing.T, b *bench) {
	require.Empty(t, b.missing(t))
	found, err := b.Nearest(t.Context(), b.model, []float32{1, 0, 0}, 5)
	require.NoError(t, err)
	require.Equal(t, []semantic.Neighbour{}, found, "an empty list, not nil")
}

func unheardModel(t *testing.T, b *bench) {
	require.Empty(t, b.find(t, 5, 1, 0, 0))
}

func missing(t *testing.T, b *bench) {
	entries := []semantic.Entry{entry("a"), entry("b"), entry("c")}
	require.Equal(t, entries, b.missing(t, entries...))
	b.put(t, at("a", 1, 0, 0), at("c", 0, 1, 0))
	require.Equal(t, []semantic.Entry{entry("b")}, b.missing(t, entries...))
	b.put(t, at("b", 0, 0, 1))
	require.Empty(t, b.missing(t, entries...))
}

func nearest(t *testing.T, b *bench) {
	b.put(t, at("far", -1, 0, 0), at("near", 0.8, 0.6, 0), at("self", 1, 0, 0), at("across", 0, 0, 1))
	found := b.find(t, 4, 1, 0, 0)
	require.Len(t, found, 4)
	for i, want := range []semantic.Neighbour{{Key: "self", Score: 1}, {Key: "near", Score: 0.8}, {Key: "across", Score: 0}, {Key: "far", Score: -1}} {
		require.Equal(t, want.Key, found[i].Key)
		require.InDelta(t, want.Score, found[i].Score, 1e-6)
	}
	require.Equal(t, []string{"self", "near"}, b.keys(t, 2, 1, 0, 0))
	require.Empty(t, b.keys(t, 0, 1, 0, 0))
	require.Empty(t, b.keys(t, -1, 1, 0, 0))
}

func ties(t *testing.T, b *bench) {
	b.put(t, at("d", 0, 1, 0), at("b", 0, 1, 0), at("c", 0, 1, 0), at("a", 0, 1, 0), at("best", 1, 0, 0))
	require.Equal(t, []string{"best", "a", "b", "c", "d"}, b.keys(t, 5, 1, 0, 0))
	require.Equal(t, []string{"best", "a", "b"}, b.keys(t, 3, 1, 0, 0))
	require.Equal(t, []string{"a"}, b.keys(t, 1, 0, 1, 0))
}

// manyTies has more equals than an implementation that only looks a little further than k would see.
func manyTies(t *testing.T, b *bench) {
	const n = 300
	var vectors []semantic.Vector
	for i := range n {
		vectors = append(vectors, at(fmt.Sprintf("k%03d", n-1-i), 0.6, 0.8, 0))
	}
	b.put(t, vectors...)
	require.Equal(t, []string{"k000", "k001", "k002"}, b.keys(t, 3, 1, 0, 0))
}

func fewerThanK(t *testing.T, b *bench) {
	b.put(t, at("a", 1, 0, 0), at("b", 0, 1, 0))
	require.Equal(t, []string{"a", "b"}, b.keys(t, 1000, 1, 0, 0))
	require.Equal(t, []string{"a", "b"}, b.keys(t, math.MaxInt32, 1, 0, 0))
}

func changedText(t *testing.T, b *bench) {
	b.put(t, at("a", 1, 0, 0), at("b", 0, 1, 0))
	changed := semantic.Entry{Key: "a", Text: "another text"}
	require.Equal(t, []semantic.Entry{changed}, b.missing(t, changed, entry("b")))
	require.Equal(t, []string{"a", "b"}, b.keys(t, 5, 1, 0, 0), "asking what is missing changes nothing")
	b.retain(t, changed, entry("b"))
	require.Equal(t, []string{"b"}, b.keys(t, 5, 1, 0, 0), "an entry is not found by words that it no longer has")
	b.put(t, semantic.Vector{Entry: changed, Values: []float32{0, 0, 1}})
	require.Empty(t, b.missing(t, changed, entry("b")))
	require.Equal(t, []string{"a"}, b.keys(t, 1, 0, 0, 1))
}

func replaced(t *testing.T, b *bench) {
	b.put(t, at("a", 1, 0, 0), at("b", 0, 1, 0))
	b.put(t, at("a", 0, 0, 1))
	found := b.find(t, 5, 0, 0, 1)
	require.Len(t, found, 2)
	require.Equal(t, "a", found[0].Key)
	require.InDelta(t, 1, found[0].Score, 1e-6)
	require.InDelta(t, 0, b.find(t, 5, 1, 0, 0)[0].Score, 1e-6)
}

func removed(t *testing.T, b *bench) {
	b.put(t, at("a", 1, 0, 0), at("b", 0, 1, 0), at("c", 0, 0, 1))
	require.Empty(t, b.missing(t, entry("b")))
	require.Empty(t, b.missing(t))
	require.Len(t, b.keys(t, 5, 1, 0, 0), 3, "asking what is missing removes nothing")
	b.retain(t, entry("b"), entry("never put"))
	require.Equal(t, []string{"b"}, b.keys(t, 5, 1, 0, 0))
	require.Equal(t, []semantic.Entry{entry("a")}, b.missing(t, entry("b"), entry("a")))
	b.retain(t)
	require.Empty(t, b.keys(t, 5, 1, 0, 0))
}

func lengths(t *testing.T, b *bench) {
	b.put(t, at("long", 3e30, 4e30, 0), at("short", 6e-30, 8e-30, 0), at("other", 2, 0, 0))
	found := b.find(t, 3, 5e20, 0, 0)
	require.Len(t, found, 3)
	require.Equal(t, "other", found[0].Key)
	require.InDelta(t, 1, found[0].Score, 1e-6)
	require.InDelta(t, 0.6, found[1].Score, 1e-6)
	require.InDelta(t, 0.6, found[2].Score, 1e-6)
}

func zeros(t *testing.T, b *bench) {
	b.put(t, at("nothing", 0, 0, 0), at("a", 0, 1, 0), at("b", -1, 0, 0))
	require.Empty(t, b.missing(t, entry("nothing"), entry("a"), entry("b")), "it was embedded, there is just nothing in it")
	require.Equal(t, []string{"a", "b"}, b.keys(t, 5, 1, 0, 0))
	require.Empty(t, b.keys(t, 5, 0, 0, 0))
}

func refused(t *testing.T, b *bench) {
	nan, inf := float32(math.NaN()), float32(math.Inf(1))
	for name, values := range map[string][]float32{
		"NaN": {0, nan, 0}, "infinity": {inf, 0, 0}, "minus infinity": {0, 0, -inf}, "too short": {1, 0}, "too long": {1, 0, 0, 0}, "empty": {}, "none": nil,
	} {
		err := b.Put(t.Context(), b.model, []semantic.Vector{at("a", values...)})
		require.Equal(t, fault.Invalid, fault.KindOf(err), name)
		require.NotEmpty(t, fault.Next(err), name)
		_, err = b.Nearest(t.Context(), b.model, values, 3)
		require.Equal(t, fault.Invalid, fault.KindOf(err), name)
	}
	require.Empty(t, b.keys(t, 5, 1, 0, 0))
}

func allOrNone(t *testing.T, b *bench) {
	b.put(t, at("a", 1, 0, 0))
	require.Error(t, b.Put(t.Context(), b.model, []semantic.Vector{at("a", 0, 1, 0), at("b", 0, 1, 0), at("c", 0, float32(math.NaN()), 0)}))
	require.Equal(t, []string{"a"}, b.keys(t, 5, 1, 0, 0))
	require.InDelta(t, 1, b.find(t, 1, 1, 0, 0)[0].Score, 1e-6, "the old vector is still there")
}

func twice(t *testing.T, b *bench) {
	err := b.Put(t.Context(), b.model, []semantic.Vector{at("a", 0, 1, 0), at("a", 1, 0, 0)})
	require.Equal(t, fault.Invalid, fault.KindOf(err))
	require.Empty(t, b.keys(t, 5, 1, 0, 0))
}

func otherModel(t *testing.T, b *bench) {
	other := *b
	other.model.ID += "+other"
	wide := *b
	wide.model = semantic.EmbeddingModel{ID: b.model.ID + "+wide", Dimensions: 4}
	b.put(t, at("a", 1, 0, 0))
	other.put(t, at("a", 0, 1, 0), at("b", 1, 0, 0))
	wide.put(t, at("w", 1, 0, 0, 0))
	require.Equal(t, []string{"a"}, b.keys(t, 5, 1, 0, 0))
	require.Equal(t, []string{"b", "a"}, other.keys(t, 5, 1, 0, 0))
	require.Equal(t, []string{"w"}, wide.keys(t, 5, 1, 0, 0, 0))
	require.Equal(t, []semantic.Entry{entry("b")}, b.missing(t, entry("a"), entry("b")))
	other.retain(t, entry("b"))
	require.Equal(t, []string{"b"}, other.keys(t, 5, 1, 0, 0))
	require.Equal(t, []string{"a"}, b.keys(t, 5, 1, 0, 0), "what is removed of one model stays of another")
}

// otherDimensions is about a server that answers with another model under the old name.
func otherDimensions(t *testing.T, b *bench) {
	b.put(t, at("a", 1, 0, 0))
	wide := *b
	wide.model.Dimensions = 4
	require.Empty(t, wide.keys(t, 5, 1, 0, 0, 0), "vectors of another size are never compared")
	err := wide.Put(t.Context(), wide.model, []semantic.Vector{at("b", 1, 0, 0, 0)})
	require.Equal(t, fault.Conflict, fault.KindOf(err), "nor kept beside each other")
	require.NotEmpty(t, fault.Next(err))
	_, err = wide.Missing(t.Context(), wide.model, []semantic.Entry{entry("a")})
	require.Equal(t, fault.Conflict, fault.KindOf(err))
	require.ErrorContains(t, err, "with 3 dimensions, and the service gives 4")
	_, err = semantic.Reindex(t.Context(), wide.Index, newCounting(b.model), []semantic.Entry{entry("a")}, nil)
	require.Equal(t, fault.Conflict, fault.KindOf(err))
	require.Equal(t, []string{"a"}, b.keys(t, 5, 1, 0, 0), "what is held stays until somebody says so")
	wide.retain(t, entry("a"))
	require.Equal(t, []semantic.Entry{entry("a")}, wide.missing(t, entry("a")), "there is room for the new ones")
	wide.put(t, at("a", 0, 1, 0, 0))
	require.Equal(t, []string{"a"}, wide.keys(t, 5, 0, 1, 0, 0))
	require.Empty(t, b.keys(t, 5, 1, 0, 0))
}

func badModels(t *testing.T, b *bench) {
	for _, model := range []semantic.EmbeddingModel{
		{}, {ID: "", Dimensions: 3}, {ID: "x'; DROP TABLE semantic_vectors; --", Dimensions: 3}, {ID: "a b", Dimensions: 3}, {ID: "m", Dimensions: 0},
		{ID: "m", Dimensions: -1}, {ID: "m", Dimensions: 16001}, {ID: "/m", Dimensions: 3}, {ID: strings.Repeat("m", 300), Dimensions: 3}, {ID: "m\x00", Dimensions: 3},
	} {
		_, err := b.Missing(t.Context(), model, nil)
		require.Equal(t, fault.Invalid, fault.KindOf(err), model)
		require.Equal(t, fault.Invalid, fault.KindOf(b.Retain(t.Context(), model, nil)), model)
		err = b.Put(t.Context(), model, []semantic.Vector{at("a", 1, 0, 0)})
		require.Equal(t, fault.Invalid, fault.KindOf(err), model)
		_, err = b.Nearest(t.Context(), model, []float32{1, 0, 0}, 1)
		require.Equal(t, fault.Invalid, fault.KindOf(err), model)
	}
}

func unicodeKeys(t *testing.T, b *bench) {
	keys := []string{"Größe.ü#1", "売上.総利益#2", "it's \"quoted\"; --#3", "a\tb\nc#4", "🙂.x#5", strings.Repeat("long", 250) + "#6", "back\\slash %s $1#7"}
	vectors := make([]semantic.Vector, len(keys))
	entries := make([]semantic.Entry, len(keys))
	for i, key := range keys {
		vectors[i] = at(key, 1, float32(i), 0)
		entries[i] = entry(key)
	}
	b.put(t, vectors...)
	require.Equal(t, keys, b.keys(t, len(keys), 1, 0, 0))
	require.Empty(t, b.missing(t, entries...))
	require.Len(t, b.missing(t, entries[0], semantic.Entry{Key: keys[1], Text: "\x00 and \xff are bytes too"}), 1)
}

func badKeys(t *testing.T, b *bench) {
	for _, key := range []string{"a\x00b", "a\xffb", strings.Repeat("x", 2000)} {
		err := b.Put(t.Context(), b.model, []semantic.Vector{at("fine", 1, 0, 0), at(key, 1, 0, 0)})
		require.Equal(t, fault.Invalid, fault.KindOf(err))
		require.Len(t, b.missing(t, entry("fine"), entry(key)), 2)
	}
}

func nothingToPut(t *testing.T, b *bench) {
	b.put(t)
	require.NoError(t, b.Put(t.Context(), b.model, nil))
	require.Empty(t, b.keys(t, 1, 1, 0, 0))
}

func cancelled(t *testing.T, b *bench) {
	b.put(t, at("a", 1, 0, 0))
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := b.Missing(ctx, b.model, nil)
	require.ErrorIs(t, err, context.Canceled)
	require.ErrorIs(t, b.Retain(ctx, b.model, nil), context.Canceled)
	require.ErrorIs(t, b.Put(ctx, b.model, []semantic.Vector{at("b", 0, 1, 0)}), context.Canceled)
	_, err = b.Nearest(ctx, b.model, []float32{1, 0, 0}, 1)
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, []string{"a"}, b.keys(t, 5, 1, 0, 0), "nothing was changed")
}

func concurrent(t *testing.T, b *bench) {
	const writers, each = 4, 25
	b.put(t, at("fixed", 1, 0, 0))
	failed := make(chan error, 2*writers)
	var wg sync.WaitGroup
	for w := range writers {
		wg.Go(func() {
			for i := range each {
				v := at(fmt.Sprintf("w%d-%d", w, i), 0, 1, float32(i))
				if err := b.Put(t.Context(), b.model, []semantic.Vector{v}); err != nil {
					failed <- err
					return
				}
			}
		})
		wg.Go(func() {
			for range each {
				found, err := b.Nearest(t.Context(), b.model, []float32{1, 0, 0}, 1)
				if err == nil && (len(found) != 1 || found[0].Key != "fixed") {
					err = fmt.Errorf("found %v", found)
				}
				if err != nil {
					failed <- err
					return
				}
			}
		})
	}
	wg.Wait()
	close(failed)
	for err := range failed {
		require.NoError(t, err)
	}
	require.Len(t, b.find(t, 1000, 0, 1, 0), 1+writers*each)
}
