package store_test

import (
	"context"
	"hash/crc64"
	"math/rand/v2"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent/search"
	"github.com/plumbline-dev/plumb/internal/store"
	"github.com/plumbline-dev/plumb/internal/store/storetest"
	"github.com/plumbline-dev/plumb/semantic"
)

// BenchmarkSearch looks for things in a big store, with everything that one search does, and takes such a store in.
func BenchmarkSearch(b *testing.B) {
	onEachEngine(b, func(b *testing.B, open func() *store.Store) {
		s := open()
		storetest.Fill(b, s, storetest.Large)
		b.Run("rebuild", func(b *testing.B) {
			for b.Loop() {
				require.NoError(b, search.New(s).Rebuild(b.Context(), nil))
			}
			p, err := s.SearchPosition(b.Context())
			require.NoError(b, err)
			b.ReportMetric(float64(p.Passages), "passages")
		})
		require.NoError(b, search.New(s).CatchUp(b.Context(), nil))
		for name, q := range map[string]search.Query{
			"rare":     {Text: "configra"},
			"frequent": {Text: "checkout metric people launch"},
			"common":   {Text: "the"},
			"phrase":   {Text: `"trial emails"`},
			"misspelt": {Text: "onbaording chekout"},
			"speaker":  {Text: "checkout churn", Speaker: "cedar"},
			"sheet":    {Text: "new teams finish set-up", Sheet: "s-0101"},
			"kind":     {Text: "refund invoice", Kinds: []search.Kind{search.Definition}},
			"as of":    {Text: "refund invoice", AsOf: storetest.Noon.AddDate(-4, 0, 0)},
		} {
			b.Run(name, func(b *testing.B) {
				for b.Loop() {
					x := search.New(s)
					require.NoError(b, x.CatchUp(b.Context(), nil))
					_, err := x.Find(b.Context(), q, nil)
					require.NoError(b, err)
				}
			})
		}
		b.Run("meaning", func(b *testing.B) {
			x, m := search.New(s), &search.Meaning{Embedder: blur{}, Vectors: s}
			_, err := x.Embed(b.Context(), m, true, nil)
			require.NoError(b, err)
			for b.Loop() {
				hits, err := x.Find(b.Context(), search.Query{Text: "refund invoice"}, m)
				require.NoError(b, err)
				require.NotEmpty(b, hits)
			}
		})
	})
}

// blur is a model of usual size to which a text is one of many directions.
type blur struct{}

// Model implements semantic.Embedder.
func (blur) Model() semantic.EmbeddingModel {
	return semantic.EmbeddingModel{ID: "test/blur", Dimensions: 384}
}

// Embed implements semantic.Embedder.
func (blur) Embed(_ context.Context, texts []string) ([][]float32, error) {
	out := make([][]float32, len(texts))
	for i, text := range texts {
		chance := rand.New(rand.NewPCG(crc64.Checksum([]byte(text), crc64.MakeTable(crc64.ISO)), 1))
		out[i] = make([]float32, 384)
		for d := range out[i] {
			out[i][d] = float32(chance.NormFloat64())
		}
		out[i] = semantic.Unit(out[i])
	}
	return out, nil
}
