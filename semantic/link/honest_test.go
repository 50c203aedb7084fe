package link

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/semantic"
)

// neighbours is a catalogue in which every metric has a neighbour that is not defined.
func neighbours() *Linker {
	names := []string{
		"users_not_logged_in", "emails_sent", "on_time_delivery_rate", "requests_with_errors", "employees_hired", "days_to_hire",
		"voluntary_attrition", "unsubscribes", "revenue_before_tax", "sessions_before_purchase", "orders_over_100_euros",
		"time_to_first_response", "desktop_sync_to_mobile", "searches_greater_than_4", "calls_to_shops", "trial_to_paid_conversion",
		"cost_per_new_customer", "tickets_opened", "uncollectable_objects", "input_event_response_ms", "active_ticks", "app_crash_rate",
		"average_revenue_per_shop", "net_promoter_score", "customer_lifetime_value", "refund_rate", "taskbar_tab_launches",
	}
	var c semantic.Catalogue
	for _, n := range names {
		m := semantic.Metric{Namespace: "shop", Name: n}
		switch n {
		case "app_crash_rate", "refund_rate":
			m.Unit = "%"
		case "tickets_opened":
			m.Synonyms = []string{"counts not finished"}
		case "active_ticks":
			m.Unit, m.Synonyms = "%", []string{"corrected counts", "DAU/MAU"}
		}
		c.Metrics = append(c.Metrics, m)
	}
	return New(Config{Catalogue: c})
}

func TestNeighboursAreNotLinked(t *testing.T) {
	t.Parallel()
	l := neighbours()
	for _, term := range []string{
		"users logged in", "emails not sent", "not on-time delivery rate", "requests without errors", "counts finished", "deliveries that are never on time",
		"employees fired", "days to fire", "involuntary attrition", "subscribes", "resubscribes", "revenue after tax", "sessions after purchase",
		"orders under 100 euros", "orders over 200 euros", "time to last response", "time to second response", "mobile sync to desktop", "mobile to desktop sync",
		"searches greater than 5", "calls from shops", "paid to trial conversion", "cost per old customer", "collectable objects", "collected objects",
		"term", "terms", "germs", "best", "seat", "fast", "car", "app crash count", "number of corrected counts", "total revenue per shop",
		"NPS promoters", "customer lifetime", "refunds", "tickets opened per customer", "MAU/DAU", "MAU over DAU", "launches not using taskbar tabs",
		"tickets closed", "tickets reopened",
	} {
		m, err := l.Link(t.Context(), Query{Term: term})
		require.NoError(t, err)
		require.NotEqual(t, semantic.Linked, m.Outcome, "%q: %s %s", term, m.Metric, m.Reason)
	}
}

func TestTheirOwnNamesAreLinked(t *testing.T) {
	t.Parallel()
	l := neighbours()
	for term, name := range map[string]string{
		"users not logged in": "users_not_logged_in", "users who have not logged in": "users_not_logged_in", "emails sent": "emails_sent",
		"delivery rate on time": "on_time_delivery_rate", "requests with errors": "requests_with_errors", "unsubscribes": "unsubscribes",
		"revenue before tax": "revenue_before_tax", "orders over 100 euros": "orders_over_100_euros", "time to first response": "time_to_first_response",
		"calls to shops": "calls_to_shops", "trial to paid conversion": "trial_to_paid_conversion", "cost per new customer": "cost_per_new_customer",
		"tickets opened": "tickets_opened", "ACR": "app_crash_rate", "app crash rate": "app_crash_rate", "NPS": "net_promoter_score",
		"CLV": "customer_lifetime_value", "counts not finished": "tickets_opened", "corrected counts": "active_ticks", "DAU over MAU": "active_ticks",
		"searches greater than 4": "searches_greater_than_4", "desktop sync to mobile": "desktop_sync_to_mobile",
	} {
		m, err := l.Link(t.Context(), Query{Term: term})
		require.NoError(t, err)
		require.Equal(t, "shop."+name, m.Metric, "%q: %s", term, m.Reason)
	}
}
