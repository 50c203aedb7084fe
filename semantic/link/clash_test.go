package link_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/semantic"
	"github.com/plumbline-dev/plumb/semantic/link"
)

func TestClash(t *testing.T) {
	t.Parallel()
	l := link.New(link.Config{Catalogue: semantic.Catalogue{Metrics: []semantic.Metric{
		{Namespace: "shop", Name: "weekly_active_users", Label: "Weekly active users", Window: "7d"},
		{Namespace: "shop", Name: "wait_p95", Label: "Wait at the counter (p95)"},
		{Namespace: "shop", Name: "orders_v2", Label: "Orders"},
		{Namespace: "shop", Name: "refunds", Label: "Refunds", Window: "30d"},
	}}})
	for _, c := range []struct{ term, metric, in string }{
		{"monthly comers", "shop.weekly_active_users", "window"},
		{"comers", "shop.weekly_active_users", ""},
		{"weekly comers", "shop.weekly_active_users", ""},
		{"median wait", "shop.wait_p95", "aggregation"},
		{"p95 of the queue", "shop.wait_p95", ""},
		{"orders v3", "shop.orders_v2", "version"},
		{"money back in 7 days", "shop.refunds", "window"},
		{"money back in 30 days", "shop.refunds", ""},
		{"monthly comers", "shop.nothing", ""},
	} {
		require.Equal(t, c.in, l.Clash(c.term, c.metric), c.term)
	}
}
