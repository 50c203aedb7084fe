package ask

import "testing"

// BenchmarkAnswer answers a plan about the example, from what is kept in memory.
func BenchmarkAnswer(b *testing.B) {
	for _, kind := range []Kind{Working, Gate, Moved, Changed, Decided} {
		b.Run(string(kind), func(b *testing.B) {
			k := tallybird(b)
			plan := Plan{Queries: []Query{{Kind: kind, Sheet: shelfOrder}}}
			for b.Loop() {
				if _, err := AnswerPlan(b.Context(), k, Question{Text: "?", AsOf: april9}, plan); err != nil {
					b.Fatal(err)
				}
			}
		})
	}
}
