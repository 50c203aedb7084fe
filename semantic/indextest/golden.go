package indextest

import (
	"context"
	_ "embed" // the golden file
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/semantic"
	"github.com/plumbline-dev/plumb/semantic/ngram"
)

// Golden is one query of the golden set, and what is nearest to it among the metrics of [GoldenEntries].
type Golden struct {
	Query   string               `json:"query"`
	Nearest []semantic.Neighbour `json:"nearest"`
}

// goldenK is how many neighbours a query of the golden set has.
const goldenK = 10

//go:embed testdata/golden.json
var goldenFile []byte

// GoldenEntries gives the 300 metrics of the golden set.
func GoldenEntries() []semantic.Entry {
	windows := strings.Fields("daily weekly monthly 28d quarterly")
	things := []string{
		"active users", "signed-in accounts", "paid orders", "abandoned carts", "support tickets", "refunds", "page views", "invitations sent",
		"trial conversions", "failed payments", "API requests", "search queries", "shipped parcels", "uploaded files", "open incidents",
	}
	shapes := []string{"%s %s", "%s count of %s", "%s rate of %s per visitor", "p95 of %s %s by region"}
	var entries []semantic.Entry
	for _, window := range windows {
		for _, thing := range things {
			for _, shape := range shapes {
				name := fmt.Sprintf(shape, window, thing)
				entries = append(entries, semantic.Entry{Key: "shop." + strings.ReplaceAll(name, " ", "_"), Text: name})
			}
		}
	}
	return entries
}

// GoldenQueries gives the 60 queries of the golden set: as people say it, as systems write it, misspelt, and about other things.
func GoldenQueries() []string {
	queries := strings.Split(`active users|weekly actives|WAU|users active per month|monthlyActiveUsers|weekly_active_users|activ user daily
signed in accounts|accounts|28 day accounts|sign-ins|orders|orders that were paid|paid order rate|daily.orders.paid|p95 orders|cart abandonment
abandoned carts quarterly|carts|abandonedCarts28d|tickets|support load|open tickets a week|refund rate|refunds per visitor|monthly refund count
views|page view count|pageViews|views per visitor by region|invites|invitations|invites sent each week|trial conversion rate|conversions of trials
payment failures|failed payments|payments that failed|api calls|APIRequests p95|requests per visitor|searches|search query count
queries by region|parcels|parcels shipped daily|shipments|file uploads|uploaded files 28d|files|incidents|open incident count
quarterly|rate|count of|p95 by region|gross margin|churn|net promoter score|Umsatz pro Kunde`, "|")
	var all []string
	for _, q := range queries {
		all = append(all, strings.Split(q, "\n")...)
	}
	return all
}

// GoldenVectors gives the metrics of the golden set with their builtin vectors.
func GoldenVectors(ctx context.Context) ([]semantic.Vector, error) {
	entries := GoldenEntries()
	texts := make([]string, len(entries))
	for i, e := range entries {
		texts[i] = e.Text
	}
	values, err := ngram.New().Embed(ctx, texts)
	if err != nil {
		return nil, err
	}
	vectors := make([]semantic.Vector, len(entries))
	for i, e := range entries {
		vectors[i] = semantic.Vector{Entry: e, Values: values[i]}
	}
	return vectors, nil
}

// golden checks that an index gives what a plain scan gave, for the builtin vectors of metrics that look like real ones.
func golden(t *testing.T, b *bench) {
	b = newBench(t, b.Index, ngram.New().Model().Dimensions)
	vectors, err := GoldenVectors(t.Context())
	require.NoError(t, err)
	b.put(t, vectors...)
	var set []Golden
	require.NoError(t, json.Unmarshal(goldenFile, &set))
	require.Len(t, set, len(GoldenQueries()))
	for _, g := range set {
		query, err := ngram.New().Embed(t.Context(), []string{g.Query})
		require.NoError(t, err)
		RequireSame(t, g.Nearest, b.find(t, goldenK, query[0]...))
	}
}
