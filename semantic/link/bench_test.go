package link

import (
	"fmt"
	"math/rand/v2"
	"runtime"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/semantic"
	"github.com/plumbline-dev/plumb/semantic/exact"
	"github.com/plumbline-dev/plumb/semantic/ngram"
)

// invented gives metrics of a large organisation: teams, things that are counted, what happens to them, windows and
// aggregations, in names of three to six words.
func invented(n int) []semantic.Metric {
	random := rand.New(rand.NewPCG(7, 11))
	pick := func(words string) string {
		list := strings.Fields(words)
		return list[random.IntN(len(list))]
	}
	const syllables = "ba co de fi ga hu ja ki lo me na po qui ra sa te vo wi xe yu zo bri cla dro fle gri pla sto tra"
	things := make([]string, 400)
	for i := range things {
		things[i] = pick(syllables) + pick(syllables) + pick(syllables)
	}
	seen := map[string]bool{}
	out := make([]semantic.Metric, 0, n)
	for len(out) < n {
		name := strings.Join([]string{
			pick("daily weekly monthly p95 average total new active paid trial x x x x"),
			things[random.IntN(len(things))], things[random.IntN(len(things))],
			pick("users orders tickets sessions clicks views errors refunds invoices messages"),
			pick("count rate ratio duration size value per_user per_order"),
		}, "_")
		if seen[name] {
			continue
		}
		seen[name] = true
		team := "team" + fmt.Sprint(random.IntN(40))
		out = append(out, semantic.Metric{
			Namespace: team, Team: team, Name: name, Expression: "SUM(" + name + ")",
			Description: "How many " + strings.ReplaceAll(name, "_", " ") + " there were, as " + things[random.IntN(len(things))] + " counts them.",
			Synonyms:    []string{things[random.IntN(len(things))] + " " + things[random.IntN(len(things))]},
		})
	}
	return out
}

// BenchmarkLink looks up names with a word left out, which is the costly case: nothing decides at once. The links in a second
// are reported, and the memory that the catalogue takes.
func BenchmarkLink(b *testing.B) {
	for _, n := range []int{1000, 50000} {
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			metrics := invented(n)
			before := heap()
			index, embedder := exact.New(), ngram.New()
			_, err := semantic.Reindex(b.Context(), index, embedder, Entries(metrics), nil)
			require.NoError(b, err)
			l := New(Config{Catalogue: semantic.Catalogue{Metrics: metrics}, Index: index, Embedder: embedder})
			taken := float64(heap()-before) / (1 << 20)
			terms := make([]string, 1000)
			for i := range terms {
				words := strings.Split(metrics[i*len(metrics)/len(terms)].Name, "_")
				terms[i] = strings.Join(words[:len(words)-1], " ")
			}
			b.ResetTimer()
			for i := range b.N {
				if _, err := l.Link(b.Context(), Query{Term: terms[i%len(terms)]}); err != nil {
					b.Fatal(err)
				}
			}
			b.ReportMetric(float64(b.N)/b.Elapsed().Seconds(), "links/s")
			b.ReportMetric(taken, "MB")
		})
	}
}

// BenchmarkNew makes a catalogue ready.
func BenchmarkNew(b *testing.B) {
	for _, n := range []int{1000, 50000} {
		metrics := invented(n)
		b.Run(fmt.Sprint(n), func(b *testing.B) {
			for range b.N {
				New(Config{Catalogue: semantic.Catalogue{Metrics: metrics}})
			}
		})
	}
}

func heap() uint64 {
	runtime.GC()
	var m runtime.MemStats
	runtime.ReadMemStats(&m)
	return m.HeapAlloc
}
