package indextest

import (
	"context"
	"errors"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/semantic"
	"github.com/plumbline-dev/plumb/semantic/ngram"
)

// counting is an embedder that counts the texts it was given and fails after some of them.
type counting struct {
	semantic.Embedder
	model   semantic.EmbeddingModel
	texts   int
	failAt  int // number of texts from which on it fails; 0 for never
	failure error
}

func newCounting(model semantic.EmbeddingModel) *counting {
	embedder := ngram.New()
	model.Dimensions = embedder.Model().Dimensions
	return &counting{Embedder: embedder, model: model, failure: errors.New("the server is gone")}
}

// Model gives the model of the test.
func (c *counting) Model() semantic.EmbeddingModel { return c.model }

// Embed counts, and fails when it is time to.
func (c *counting) Embed(ctx context.Context, texts []string) ([][]float32, error) {
	if c.failAt > 0 && c.texts+len(texts) > c.failAt {
		return nil, c.failure
	}
	c.texts += len(texts)
	return c.Embedder.Embed(ctx, texts)
}

const catalogueSize = 700 // more than two batches

func catalogue() []semantic.Entry {
	list := make([]semantic.Entry, catalogueSize)
	for i := range list {
		list[i] = entry(fmt.Sprintf("growth.metric_%d#0", i))
	}
	return list
}

func reindexed(t *testing.T, b *bench) {
	embedder := newCounting(b.model)
	entries := catalogue()
	var heard [][2]int
	got, err := semantic.Reindex(t.Context(), b.Index, embedder, entries, func(done, total int) { heard = append(heard, [2]int{done, total}) })
	require.NoError(t, err)
	require.Equal(t, semantic.Reindexed{Entries: catalogueSize, Embedded: catalogueSize}, got)
	require.Equal(t, [2]int{catalogueSize, catalogueSize}, heard[len(heard)-1])
	require.Equal(t, catalogueSize, embedder.texts)

	got, err = semantic.Reindex(t.Context(), b.Index, embedder, entries, nil)
	require.NoError(t, err)
	require.Equal(t, semantic.Reindexed{Entries: catalogueSize}, got)
	require.Equal(t, catalogueSize, embedder.texts, "nothing is embedded twice")

	entries[3].Text = "another definition"
	got, err = semantic.Reindex(t.Context(), b.Index, embedder, entries[:10], nil)
	require.NoError(t, err)
	require.Equal(t, semantic.Reindexed{Entries: 10, Embedded: 1}, got)
	query, err := embedder.Embed(t.Context(), []string{"another definition"})
	require.NoError(t, err)
	found, err := b.Nearest(t.Context(), embedder.model, query[0], 1000)
	require.NoError(t, err)
	require.Len(t, found, 10)
	require.Equal(t, entries[3].Key, found[0].Key)
}

func reindexedAll(t *testing.T, b *bench) {
	embedder := newCounting(b.model)
	entries := catalogue()[:20]
	for _, index := range []func(context.Context, semantic.Index, semantic.Embedder, []semantic.Entry, func(int, int)) (semantic.Reindexed, error){
		semantic.Reindex, semantic.ReindexAll,
	} {
		got, err := index(t.Context(), b.Index, embedder, entries, nil)
		require.NoError(t, err)
		require.Equal(t, semantic.Reindexed{Entries: 20, Embedded: 20}, got)
	}
	require.Equal(t, 40, embedder.texts, "every text was embedded anew")

	got, err := semantic.Fill(t.Context(), b.Index, embedder, catalogue()[15:25])
	require.NoError(t, err)
	require.Equal(t, semantic.Reindexed{Entries: 10, Embedded: 5}, got)
	missing, err := b.Missing(t.Context(), embedder.model, entries)
	require.NoError(t, err)
	require.Empty(t, missing, "filling removes nothing")
}

func reindexedInTwo(t *testing.T, b *bench) {
	embedder := newCounting(b.model)
	embedder.failAt = 2 * catalogueSize / 3
	first, err := semantic.Reindex(t.Context(), b.Index, embedder, catalogue(), nil)
	require.ErrorIs(t, err, embedder.failure)
	require.Equal(t, embedder.texts, first.Embedded, "what was computed before the failure is kept")
	require.Positive(t, first.Embedded)

	embedder.failAt = 0
	second, err := semantic.Reindex(t.Context(), b.Index, embedder, catalogue(), nil)
	require.NoError(t, err)
	require.Equal(t, catalogueSize, first.Embedded+second.Embedded, "the second goes on where the first broke off")
	require.Equal(t, catalogueSize, embedder.texts)
}
