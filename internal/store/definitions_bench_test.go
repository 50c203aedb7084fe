package store_test

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/internal/pgtest"
	"github.com/plumbline-dev/plumb/internal/store"
	"github.com/plumbline-dev/plumb/internal/store/storetest"
)

const manyMetrics = 50_000

// onEachEngine runs a benchmark on a file and on a server; open gives an empty store.
func onEachEngine(b *testing.B, run func(b *testing.B, open func() *store.Store)) {
	b.Run("sqlite", func(b *testing.B) {
		run(b, func() *store.Store { return open(b, dbPath(b)) })
	})
	b.Run("postgres", func(b *testing.B) {
		run(b, func() *store.Store { return openURL(b, pgtest.Server(b)) })
	})
}

func BenchmarkKeepDefinitions(b *testing.B) {
	f := storetest.Definitions("large.yaml", manyMetrics)
	onEachEngine(b, func(b *testing.B, open func() *store.Store) {
		b.Run("new", func(b *testing.B) {
			for b.Loop() {
				b.StopTimer()
				s := open()
				b.StartTimer()
				change, err := s.KeepDefinitions(b.Context(), f)
				require.NoError(b, err)
				require.Len(b, change.Added, manyMetrics+1)
			}
		})
		s := open()
		_, err := s.KeepDefinitions(b.Context(), f)
		require.NoError(b, err)
		b.Run("unchanged", func(b *testing.B) {
			for b.Loop() {
				change, err := s.KeepDefinitions(b.Context(), f)
				require.NoError(b, err)
				require.Equal(b, manyMetrics+1, change.Unchanged)
			}
		})
		b.Run("small file", func(b *testing.B) {
			small := storetest.Definitions("small.yaml", 20)
			for i := 0; b.Loop(); i++ {
				small.Metrics[7].Description = fmt.Sprint("Another one, ", i)
				_, err := s.KeepDefinitions(b.Context(), small)
				require.NoError(b, err)
			}
		})
	})
}

func BenchmarkCatalogue(b *testing.B) {
	f := storetest.Definitions("large.yaml", manyMetrics)
	onEachEngine(b, func(b *testing.B, open func() *store.Store) {
		s := open()
		_, err := s.KeepDefinitions(b.Context(), f)
		require.NoError(b, err)
		for b.Loop() {
			c, err := s.Catalogue(b.Context())
			require.NoError(b, err)
			require.Len(b, c.Metrics, manyMetrics)
		}
	})
}
