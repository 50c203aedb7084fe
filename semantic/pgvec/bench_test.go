package pgvec

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/philippgille/chromem-go"
	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/semantic"
	"github.com/plumbline-dev/plumb/semantic/exact"
	"github.com/plumbline-dev/plumb/semantic/indextest"
	"github.com/plumbline-dev/plumb/semantic/ngram"
)

// neighbours of a query in the benchmarks.
const benchK = 10

// benchSet is what the engines are measured on.
type benchSet struct {
	name    string
	model   semantic.EmbeddingModel
	vectors []semantic.Vector
	queries [][]float32
}

// lexicalSet gives n metric names with their builtin vectors, which are mostly zeros.
func lexicalSet(t testing.TB, n int) benchSet {
	t.Helper()
	var entries []semantic.Entry
	for _, shape := range []string{"%s %s %s", "%[2]s %[3]s %[1]s rate", "share of %[2]s %[3]s, %[1]s", "p95 of %s %s %s"} {
		for _, window := range strings.Fields("hourly daily weekly monthly quarterly yearly 7d 14d 28d 90d") {
			for _, kind := range strings.Fields(`active new returning paid free trial churned invited verified blocked mobile desktop web anonymous registered internal external
				failed successful pending cancelled refunded late early recurring upgraded downgraded suspended restored shared private public archived draft
				published imported exported scheduled manual automatic retried expired renewed discounted bundled featured sampled tracked opted signed`) {
				for _, thing := range strings.Fields(`users accounts orders carts tickets payments sessions visits searches clicks downloads uploads messages invoices
					shipments returns reviews subscriptions licences devices requests errors exports reports projects`) {
					name := fmt.Sprintf(shape, window, kind, thing)
					entries = append(entries, semantic.Entry{Key: fmt.Sprintf("bench.m%05d", len(entries)), Text: name})
				}
			}
		}
	}
	slices.SortFunc(entries, func(a, b semantic.Entry) int {
		return strings.Compare(semantic.TextHash(a.Text), semantic.TextHash(b.Text))
	})
	require.GreaterOrEqual(t, len(entries), n)
	entries = entries[:n]
	vectors := make([]semantic.Vector, n)
	for i, values := range embedded(t, entries) {
		vectors[i] = semantic.Vector{Entry: entries[i], Values: values}
	}
	var queries []semantic.Entry
	for _, q := range indextest.GoldenQueries() {
		queries = append(queries, semantic.Entry{Text: q})
	}
	return benchSet{fmt.Sprintf("lexical-%d", n), ngram.New().Model(), vectors, embedded(t, queries)}
}

func embedded(t testing.TB, entries []semantic.Entry) [][]float32 {
	t.Helper()
	texts := make([]string, len(entries))
	for i, e := range entries {
		texts[i] = e.Text
	}
	values, err := ngram.New().Embed(t.Context(), texts)
	require.NoError(t, err)
	return values
}

// denseSet gives n random vectors without zeros, as models make them. Nothing is harder for an approximate index.
func denseSet(n int) benchSet {
	const dimensions = 512
	set := benchSet{fmt.Sprintf("dense-%d", n), semantic.EmbeddingModel{ID: "bench/dense", Dimensions: dimensions}, indextest.Random(1, n, dimensions, 1), nil}
	for _, q := range indextest.Random(2, 20, dimensions, 1) {
		set.queries = append(set.queries, q.Values)
	}
	return set
}

// engine answers a query with keys.
type engine func(ctx context.Context, query []float32) ([]string, error)

func ofIndex(t testing.TB, index semantic.Index, set benchSet) engine {
	t.Helper()
	for batch := range slices.Chunk(set.vectors, 2500) {
		require.NoError(t, index.Put(t.Context(), set.model, batch))
	}
	return func(ctx context.Context, query []float32) ([]string, error) {
		found, err := index.Nearest(ctx, set.model, query, benchK)
		keys := make([]string, len(found))
		for i, n := range found {
			keys[i] = n.Key
		}
		return keys, err
	}
}

func ofChromem(t testing.TB, set benchSet) engine {
	t.Helper()
	collection, err := chromem.NewDB().CreateCollection("bench", nil, func(context.Context, string) ([]float32, error) { return nil, nil })
	require.NoError(t, err)
	for _, v := range set.vectors {
		require.NoError(t, collection.AddDocument(t.Context(), chromem.Document{ID: v.Key, Embedding: v.Values, Content: v.Text}))
	}
	return func(ctx context.Context, query []float32) ([]string, error) {
		found, err := collection.QueryEmbedding(ctx, query, benchK, nil, nil)
		keys := make([]string, len(found))
		for i, n := range found {
			keys[i] = n.ID
		}
		return keys, err
	}
}

// recall gives which share of the true neighbours an engine finds. One that is as near as the last of them counts as true.
func recall(t testing.TB, set benchSet, ask engine) float64 {
	t.Helper()
	texts := make(map[string]semantic.Vector, len(set.vectors))
	for _, v := range set.vectors {
		texts[v.Key] = v
	}
	hits, all := 0, 0
	for _, query := range set.queries[:min(10, len(set.queries))] {
		truth := indextest.Scan(set.vectors, query, benchK)
		least := truth[len(truth)-1].Score - 1e-6
		found, err := ask(t.Context(), query)
		require.NoError(t, err)
		for _, key := range found {
			if indextest.Scan([]semantic.Vector{texts[key]}, query, 1)[0].Score >= least {
				hits++
			}
		}
		all += len(truth)
	}
	return float64(hits) / float64(all)
}

// TestRecall holds the engines that are measured against each other to the same, full recall.
func TestRecall(t *testing.T) {
	t.Parallel()
	for _, set := range []benchSet{lexicalSet(t, 2000), denseSet(2000)} {
		require.InDelta(t, 1, recall(t, set, ofIndex(t, exact.New(), set)), 0, set.name)
		require.InDelta(t, 1, recall(t, set, ofChromem(t, set)), 0, set.name)
		require.InDelta(t, 1, recall(t, set, ofIndex(t, open(t), set)), 0, set.name)
	}
}

// BenchmarkNearest asks for ten neighbours: plumb's exact scan, chromem-go (a scan of all vectors in Go), and PostgreSQL with pgvector,
// exact and with HNSW. That PostgreSQL is PGlite, which runs on one core inside a WebAssembly machine: a real server is faster.
func BenchmarkNearest(b *testing.B) {
	for _, n := range []int{1000, 10_000, 50_000} {
		for _, set := range []benchSet{lexicalSet(b, n), denseSet(n)} {
			b.Run("exact/"+set.name, func(b *testing.B) { measure(b, set, ofIndex(b, exact.New(), set)) })
			b.Run("chromem/"+set.name, func(b *testing.B) { measure(b, set, ofChromem(b, set)) })
			if n != 10_000 {
				continue
			}
			b.Run("pgvector-exact/"+set.name, func(b *testing.B) { measure(b, set, ofIndex(b, open(b), set)) })
			b.Run("pgvector-hnsw/"+set.name, func(b *testing.B) {
				index := open(b)
				index.annFrom = n
				measure(b, set, ofIndex(b, index, set))
			})
		}
	}
}

func measure(b *testing.B, set benchSet, ask engine) {
	b.Helper()
	found := recall(b, set, ask)
	b.ReportAllocs()
	i := 0
	for b.Loop() {
		if _, err := ask(b.Context(), set.queries[i%len(set.queries)]); err != nil {
			b.Fatal(err)
		}
		i++
	}
	b.ReportMetric(found, "recall@10")
}
