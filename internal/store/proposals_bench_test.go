package store_test

import (
	"database/sql"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/internal/pgtest"
	"github.com/plumbline-dev/plumb/internal/store"
	"github.com/plumbline-dev/plumb/internal/store/storetest"
)

const (
	manyReadings = 1_000_000
	tenYears     = 520 // weeks, and fetches of a metric
)

// BenchmarkReadings asks for one metric of as many as a million readings hold, fetched once a week for ten years.
func BenchmarkReadings(b *testing.B) {
	const metrics = manyReadings / tenYears
	filled := func(s *store.Store, db *sql.DB, numbers string) *store.Store {
		for _, fill := range []string{
			`INSERT INTO readings SELECT 'growth.metric_' || (n %% %d), 'f-' || n, (n / %[1]d) * 604800000000, n / 7.0, n, 7, 1 FROM (%[2]s) numbers`,
			`INSERT INTO fetches SELECT 'f-' || n, 'growth.metric_' || (n %% %[1]d), 'warehouse', 'week', (n / %[1]d) * 604800000000, (n / %[1]d + 1) * 604800000000,
				(n / %[1]d + 1) * 604800000000, 'SELECT week, value FROM counts', 'sha256:1', 'sha256:2', '[]', '', n, (n / %[1]d + 1) * 604800000000, 'engine', 'builtin'
				FROM (%[2]s) numbers`,
		} {
			_, err := db.ExecContext(b.Context(), fmt.Sprintf(fill, metrics, numbers))
			require.NoError(b, err)
		}
		return s
	}
	for name, s := range map[string]func() *store.Store{
		"sqlite": func() *store.Store {
			path := dbPath(b)
			return filled(open(b, path), raw(b, path), fmt.Sprintf(`WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < %d) SELECT n FROM n`, metrics*tenYears))
		},
		"postgres": func() *store.Store {
			address := pgtest.Server(b)
			s := filled(openURL(b, address), rawURL(b, address), fmt.Sprintf(`SELECT generate_series(1, %d)::bigint AS n`, metrics*tenYears))
			_, err := rawURL(b, address).ExecContext(b.Context(), `ANALYZE`)
			require.NoError(b, err)
			return s
		},
	} {
		b.Run(name, func(b *testing.B) {
			s := s()
			for i := 0; b.Loop(); i++ {
				kept, err := s.Readings(b.Context(), fmt.Sprint("growth.metric_", i%metrics), time.Time{})
				require.NoError(b, err)
				require.Len(b, kept, tenYears)
			}
		})
	}
}

// BenchmarkProposals lists what is about one sheet among the reviews of ten years of a hundred sheets, and keeps the next.
func BenchmarkProposals(b *testing.B) {
	const sheets = 100
	onEachEngine(b, func(b *testing.B, open func() *store.Store) {
		s := open()
		for i := range sheets * tenYears / 10 {
			n := storetest.Proposal(agent.KindReview, fmt.Sprintf("r-%d", i))
			n.About = fmt.Sprintf("s-%d", i%sheets)
			_, _, err := s.AddProposal(b.Context(), n)
			require.NoError(b, err)
		}
		b.Run("list", func(b *testing.B) {
			for b.Loop() {
				list, err := s.Proposals(b.Context(), agent.KindReview, "s-7")
				require.NoError(b, err)
				require.Len(b, list, tenYears/10)
			}
		})
		b.Run("newest", func(b *testing.B) {
			for b.Loop() {
				_, err := s.Proposal(b.Context(), agent.KindReview, "r-7", 0)
				require.NoError(b, err)
			}
		})
		b.Run("add", func(b *testing.B) {
			for i := 0; b.Loop(); i++ {
				_, existing, err := s.AddProposal(b.Context(), storetest.Proposal(agent.KindReview, fmt.Sprint("r-new-", i)))
				require.NoError(b, err)
				require.False(b, existing)
			}
		})
	})
}
