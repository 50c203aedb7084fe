package fact

import (
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestNumbers(t *testing.T) {
	t.Parallel()
	cases := []struct {
		text string
		want []string
	}{
		{"First rose from 38 to 41.2%.", []string{"amount 38 %", "amount 41.2 %"}},
		{"up 3.1 percentage points", []string{"amount 3.1 percentage points"}},
		{"down 3 pp, -3%, minus three percent", []string{"amount 3 percentage points", "amount -3 %", "amount -3 %"}},
		{"12,412 EUR and €12.50 and EUR 7 and 12k users", []string{"amount 12412 EUR", "amount 12.5 EUR", "amount 7 EUR", "amount 12000 users"}},
		{"forty-one point two percent of them", []string{"amount 41.2 %"}},
		{"in the week of 16 March 2026", []string{"date 16 March 2026"}},
		{"on March 16th, 2026 and 2026-03-16 and the sixteenth of March", []string{"date March 16th, 2026", "date 2026-03-16", "date sixteenth of March"}},
		{"in March, in week 12, in Q1 2026, in 2026", []string{"date in March", "date week 12", "date Q1 2026", "date in 2026"}},
		{"it doubled last week to one in five", []string{"amount 2 times", "relative last week", "amount 20 %"}},
		{"half of them, a third, two thirds", []string{"amount 50 %", "amount 33.33 %", "amount 66.67 %"}},
		{"no one knows which one it is", nil},
		{"one metric, two of five metrics", []string{"amount 1 ", "amount 2 metrics", "amount 5 metrics"}},
		{"ship v2.1 to B2B", []string{"unclear 2.1", "unclear 2B"}},
		{"３ and ② and ٤", []string{"unclear ３", "unclear ②", "unclear ٤"}},
		{"one hundred and twenty tickets", []string{"amount 120 tickets"}},
		{"three complete weeks, 2 s, 400ms", []string{"amount 3 weeks", "amount 2 s", "amount 400 ms"}},
		{"3/4 and 10:30", []string{"unclear 3/4", "amount 10 ", "amount 30 "}},
		{"a 30-day window", []string{"amount 30 days"}},
		{"38–41%", []string{"amount 38 %", "amount 41 %"}},
	}
	for _, c := range cases {
		var got []string
		for _, n := range Numbers(c.text) {
			if n.Kind == Amount {
				got = append(got, fmt.Sprintf("amount %.4g %s", n.Value, n.Unit))
				if n.Value > 9999 {
					got[len(got)-1] = fmt.Sprintf("amount %.0f %s", n.Value, n.Unit)
				}
				continue
			}
			got = append(got, string(n.Kind)+" "+n.Text)
		}
		require.Equal(t, c.want, got, c.text)
	}
}
