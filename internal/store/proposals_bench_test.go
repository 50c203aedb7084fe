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
	tenYears    = 520 // weeks, and fetches of a metric
	manyFetched = 1_000_000 / tenYears
)

// BenchmarkReadings asks for one metric of as many as a million readings hold, fetched once a week for ten years.
func BenchmarkReadings(b *testing.B) {
	b.Run("sqlite", func(b *testing.B) {
		path := dbPath(b)
		s := open(b, path)
		numbers := fmt.Sprintf(`WITH RECURSIVE n (n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM n WHERE n < %d) SELECT n FROM n`, manyFetched*tenYears)
		fillReadings(b, raw(b, path), numbers, `metric, fetch_id`) // the order that the table has, to be done sooner
		readEach(b, s)
	})
	b.Run("postgres", func(b *testing.B) {
		address := pgtest.Server(b)
		s := openURL(b, address)
		db := rawURL(b, address)
		fillReadings(b, db, fmt.Sprintf(`SELECT generate_series(1, %d)::bigint AS n`, manyFetched*tenYears), `start`)
		_, err := db.ExecContext(b.Context(), `ANALYZE`)
		require.NoError(b, err)
		readEach(b, s)
	})
}

// fillReadings keeps a fetch with a reading for each of the numbers that a query gives, week by week, past the store.
func fillReadings(b *testing.B, db *sql.DB, numbers, order string) {
	b.Helper()
	const week = `604800000000`
	row := fmt.Sprintf(`'growth.metric_' || (n %% %d) AS metric, 'f-' || n AS fetch_id, (n / %[1]d) * %[2]s AS start`, manyFetched, week)
	for _, statement := range []string{
		`INSERT INTO readings SELECT ` + row + `, n / 7.0, n, 7, 1, 0 FROM (` + numbers + `) numbers ORDER BY ` + order,
		`INSERT INTO fetches SELECT fetch_id, metric, 'warehouse', 'week', start, start + ` + week + `, start + ` + week + `, 'SELECT week, value FROM counts',
			'sha256:1', 'sha256:2', '[]', '', n, start + ` + week + `, 'engine', 'builtin' FROM (SELECT n, ` + row + ` FROM (` + numbers + `) numbers) fetches ORDER BY n`,
	} {
		_, err := db.ExecContext(b.Context(), statement)
		require.NoError(b, err)
	}
}

func readEach(b *testing.B, s *store.Store) {
	b.Helper()
	for i := 0; b.Loop(); i++ {
		kept, err := s.Readings(b.Context(), fmt.Sprint("growth.metric_", i%manyFetched), time.Time{})
		require.NoError(b, err)
		require.Len(b, kept, tenYears)
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
