package ngram

import (
	"context"
	"encoding/json"
	"flag"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

var update = flag.Bool("update", false, "write the golden files anew")

var goldenTexts = []string{
	"Weekly active users", "http.server.request.duration", "monthlyRecurringRevenue", "p95_page_load_ms",
	"Share of carts that were paid within 28 days.", "Kündigungsquote", "毎週のアクティブユーザー", "",
}

// TestGolden holds the vectors to those that the model's id stands for. When it fails the id has to change with the vectors.
func TestGolden(t *testing.T) {
	t.Parallel()
	type sparse map[int]float32
	vectors := embed(t, goldenTexts...)
	got := make(map[string]sparse, len(vectors))
	for i, v := range vectors {
		got[goldenTexts[i]] = sparse{}
		for d, value := range v {
			if value != 0 {
				got[goldenTexts[i]][d] = value
			}
		}
	}
	golden := filepath.Join("testdata", strings.ReplaceAll(model, "/", "-")+".json")
	if *update {
		content, err := json.MarshalIndent(got, "", " ")
		require.NoError(t, err)
		require.NoError(t, os.MkdirAll("testdata", 0o750))
		require.NoError(t, os.WriteFile(golden, append(content, '\n'), 0o600))
	}
	content, err := os.ReadFile(golden)
	require.NoError(t, err)
	var want map[string]sparse
	require.NoError(t, json.Unmarshal(content, &want))
	require.Equal(t, want, got)
}

func TestNear(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ a, b string }{
		"case":                   {"Weekly Active Users", "weekly active users"},
		"snake case":             {"weekly_active_users", "weekly active users"},
		"camel case":             {"weeklyActiveUsers", "weekly active users"},
		"an acronym in a name":   {"HTTPServerErrors", "http server errors"},
		"dots and hyphens":       {"weekly.active-users", "weekly active users"},
		"plural":                 {"weekly active user", "weekly active users"},
		"another plural":         {"churned company", "churned companies"},
		"plurals in es":          {"missed boxes", "missed box"},
		"possession":             {"user's sessions", "users' session"},
		"compatible forms":       {"ｗｅｅｋｌｙ users", "weekly users"},
		"a typographical mark":   {"user’s sessions", "user's sessions"},
		"composed or not":        {"Ku\u0308ndigung", "K\u00fcndigung"},
		"white space all around": {"\t weekly users\n", "weekly users"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.InDelta(t, 1, cosine(t, c.a, c.b), 1e-6)
		})
	}
}

func TestNearerIsNearer(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ query, near, far string }{
		"shared words":         {"weekly active users", "weekly active accounts", "gross margin"},
		"shared parts":         {"activation", "activated", "retention"},
		"a misheard name":      {"conversoin rate", "conversion rate", "error rate"},
		"a name in a sentence": {"error rate", "The error rate of the checkout.", "The margin of the shop."},
		"another script":       {"アクティブユーザー", "毎週のアクティブユーザー", "売上総利益"},
		"order matters little": {"users active weekly", "weekly active users", "weekly paid orders"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Greater(t, cosine(t, c.query, c.near), cosine(t, c.query, c.far)+0.1)
		})
	}
}

func TestWords(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"pageLoadTimeMs":           "page load time ms",
		"HTTPServer URIs":          "http server uri",
		"an analysis":              "an analysis",
		"p95 7d_avg v2Beta":        "p95 7d avg v2 beta",
		"status of the businesses": "status of the business",
		"gas is less":              "gas is less",
		"-- ... %":                 "",
		"''":                       "",
		"don't":                    "dont",
		"\xff\xfe broken":          "broken",
		"Straße ÄRGER":             "straße ärger",
	} {
		t.Run(text, func(t *testing.T) {
			t.Parallel()
			var got []string
			var w words
			for word := range w.of(text) {
				require.True(t, word[0] == edge && word[len(word)-1] == edge)
				got = append(got, strings.Trim(string(word), " "))
			}
			require.Equal(t, want, strings.Join(got, " "))
		})
	}
}

func TestEmbed(t *testing.T) {
	t.Parallel()
	t.Run("a text has one vector, whatever stands beside it", func(t *testing.T) {
		t.Parallel()
		together := embed(t, goldenTexts...)
		for i, text := range goldenTexts {
			require.Equal(t, embed(t, text)[0], together[i])
		}
	})
	t.Run("nothing to hold on to gives nothing", func(t *testing.T) {
		t.Parallel()
		for _, v := range embed(t, "", " ", "?!", "🙂") {
			require.Equal(t, make([]float32, dimensions), v)
		}
	})
	t.Run("no texts", func(t *testing.T) {
		t.Parallel()
		require.Empty(t, embed(t))
	})
	t.Run("cancelled", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithCancel(t.Context())
		cancel()
		_, err := New().Embed(ctx, []string{"a"})
		require.ErrorIs(t, err, context.Canceled)
	})
	t.Run("a page is looked at in part", func(t *testing.T) {
		t.Parallel()
		page := strings.Repeat("one more word ", maxText)
		require.Equal(t, embed(t, page[:maxText])[0], embed(t, page)[0])
	})
}

func FuzzEmbed(f *testing.F) {
	for _, text := range goldenTexts {
		f.Add(text)
	}
	f.Add("\xff\xc0 'Ss ’ses ﷺ\u0301 ıİ")
	f.Fuzz(func(t *testing.T, text string) {
		vectors, err := New().Embed(t.Context(), []string{text, text})
		require.NoError(t, err)
		require.Equal(t, vectors[0], vectors[1])
		require.NoError(t, New().Model().CheckValues(vectors[0]))
		var squares float64
		for _, v := range vectors[0] {
			squares += float64(v) * float64(v)
		}
		require.True(t, squares == 0 || math.Abs(squares-1) < 1e-5, "the length is neither 0 nor 1: %v", squares)
	})
}

func BenchmarkEmbed(b *testing.B) {
	texts := slices.DeleteFunc(slices.Clone(goldenTexts), func(s string) bool { return s == "" })
	for name, batch := range map[string][]string{"name": {"Weekly active users"}, "mixed": texts, "description": {
		"The number of distinct clients that sent at least one ping on a given day, averaged over the last 28 days and split by country."}} {
		b.Run(name, func(b *testing.B) {
			b.ReportAllocs()
			for b.Loop() {
				if _, err := New().Embed(b.Context(), batch); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N*len(batch))/b.Elapsed().Seconds(), "texts/s")
		})
	}
}

func embed(t *testing.T, texts ...string) [][]float32 {
	t.Helper()
	vectors, err := New().Embed(t.Context(), texts)
	require.NoError(t, err)
	require.Len(t, vectors, len(texts))
	return vectors
}

func cosine(t *testing.T, a, b string) float64 {
	t.Helper()
	vectors := embed(t, a, b)
	var dot float64
	for i, v := range vectors[0] {
		dot += float64(v) * float64(vectors[1][i])
	}
	return dot
}
