package quantity

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// found is a quantity without its place: what it is worth, and the words it was said in.
type found struct {
	value float64
	unit  string
	said  string
}

func TestFind(t *testing.T) {
	t.Parallel()
	cases := []struct {
		text string
		want []found
	}{
		{"activation is at 40% today", []found{{40, "%", "40%"}}},
		{"forty percent of trials", []found{{40, "%", "forty percent"}}},
		{"forty per cent of trials", []found{{40, "%", "forty per cent"}}},
		{"that is 40 percent", []found{{40, "%", "40 percent"}}},
		{"1,000 users signed up", []found{{1000, "users", "1,000 users"}}},
		{"about a thousand users", []found{{1000, "users", "a thousand users"}}},
		{"10k users", []found{{10000, "users", "10k users"}}},
		{"10 K users", []found{{10000, "users", "10 K users"}}},
		{"the funds were around 250 K.", []found{{250000, "", "250 K"}}},
		{"$4.6 million in revenue", []found{{4.6e6, "$", "$4.6 million"}}},
		{"an envelope of $4.6million", []found{{4.6e6, "$", "$4.6million"}}},
		{"a $1-trillion debt", []found{{1e12, "$", "$1-trillion"}}},
		{"€12.50 a unit", []found{{12.5, "€", "€12.50"}}},
		{"twelve point five Euros per unit", []found{{12.5, "euros", "twelve point five Euros"}}},
		{"it got 1.5x faster", []found{{1.5, "x", "1.5x"}}},
		{"p95 of 300 ms", []found{{300, "ms", "300 ms"}}},
		{"p95 of 300ms", []found{{300, "ms", "300ms"}}},
		{"a 30-day window", []found{{30, "day", "30-day"}}},
		{"a two-week pilot", []found{{2, "week", "two-week"}}},
		{"a 10MB limit", []found{{10, "mb", "10MB"}}},
		{"150M should be fine", []found{{150e6, "", "150M"}}},
		{"100 million gas", []found{{100e6, "", "100 million"}}},
		{"ten thousand requests", []found{{10000, "requests", "ten thousand requests"}}},
		{"twenty-five teams", []found{{25, "teams", "twenty-five teams"}}},
		{"twenty five teams", []found{{25, "teams", "twenty five teams"}}},
		{"a hundred and twenty tickets", []found{{120, "tickets", "a hundred and twenty tickets"}}},
		{"two thousand five hundred", []found{{2500, "", "two thousand five hundred"}}},
		{"three hundred and fifty thousand dollars", []found{{350000, "dollars", "three hundred and fifty thousand dollars"}}},
		{"twelve hundred customers", []found{{1200, "customers", "twelve hundred customers"}}},
		{"two and a half weeks", []found{{2.5, "weeks", "two and a half weeks"}}},
		{"two and a half million families", []found{{2.5e6, "families", "two and a half million families"}}},
		{"half of the workspaces", []found{{50, "%", "half"}}},
		{"half an hour", []found{{0.5, "hour", "half an hour"}}},
		{"a half-hour slot", []found{{0.5, "hour", "a half-hour"}}},
		{"half a million users", []found{{500000, "users", "half a million users"}}},
		{"a third of the users", []found{{100.0 / 3, "%", "a third of"}}},
		{"one third of the users", []found{{100.0 / 3, "%", "one third"}}},
		{"two thirds of them", []found{{200.0 / 3, "%", "two thirds"}}},
		{"two-thirds of them", []found{{200.0 / 3, "%", "two-thirds"}}},
		{"three quarters of them", []found{{75, "%", "three quarters of"}}},
		{"a quarter of an hour", []found{{0.25, "hour", "a quarter of an hour"}}},
		{"half a percent", []found{{0.5, "%", "half a percent"}}},
		{"a quarter of a percent", []found{{0.25, "%", "a quarter of a percent"}}},
		{"3 of the 5 pilots", []found{{3, "pilots", "3"}, {5, "pilots", "5 pilots"}}},
		{"½ of them", []found{{50, "%", "½"}}},
		{"2½ days", []found{{2.5, "days", "2½ days"}}},
		{"a dozen interviews", []found{{12, "interviews", "a dozen interviews"}}},
		{"half a dozen calls", []found{{6, "calls", "half a dozen calls"}}},
		{"one in five users", []found{{20, "%", "one in five"}}},
		{"eight out of ten teams", []found{{80, "%", "eight out of ten"}}},
		{"1 in 4 trials", []found{{25, "%", "1 in 4"}}},
		{"a couple of weeks", []found{{2, "weeks", "a couple of weeks"}}},
		{"a couple hundred nodes", []found{{200, "nodes", "a couple hundred nodes"}}},
		{"zero incidents", []found{{0, "incidents", "zero incidents"}}},
		{"ninety nine point nine percent", []found{{99.9, "%", "ninety nine point nine percent"}}},
		{"99 point 9 percent", []found{{99.9, "%", "99 point 9 percent"}}},
		{"zero point five percent", []found{{0.5, "%", "zero point five percent"}}},
		{"at .5 percent", []found{{0.5, "%", ".5 percent"}}},
		{"0,5 % of requests", []found{{0.5, "%", "0,5 %"}}},
		{"1,5 percent", []found{{1.5, "%", "1,5 percent"}}},
		{"five percentage points", []found{{5, "pp", "five percentage points"}}},
		{"20 basis points", []found{{20, "bps", "20 basis points"}}},
		{"forty paying customers", []found{{40, "customers", "forty paying customers"}}},
		{"ten customer interviews", []found{{10, "interviews", "ten customer interviews"}}},
		{"ten business days", []found{{10, "days", "ten business days"}}},
		{"3-4 weeks", []found{{3, "weeks", "3"}, {4, "weeks", "4 weeks"}}},
		{"forty to fifty percent", []found{{40, "%", "forty"}, {50, "%", "fifty percent"}}},
		{"10-15k users", []found{{10000, "users", "10"}, {15000, "users", "15k users"}}},
		{"two escalations a week", []found{{2, "escalations", "two escalations a week"}}},
		{"1,000 signatures per second", []found{{1000, "signatures", "1,000 signatures per second"}}},
		{"one week", []found{{1, "week", "one week"}}},
		{"one percent", []found{{1, "%", "one percent"}}},
		{"minus five percent", []found{{-5, "%", "minus five percent"}}},
		{"it was -5% last week", []found{{-5, "%", "-5%"}}},
		{"2000 users", []found{{2000, "users", "2000 users"}}},
		{"40-ish percent", []found{{40, "%", "40-ish percent"}}},
		{"forty-ish", []found{{40, "", "forty-ish"}}},
		{"１２ ％ and ٤٠ users", []found{{12, "", "１２"}, {40, "users", "٤٠ users"}}},
		{"40 percent a week after launch", []found{{40, "%", "40 percent"}}},
		// These numbers name something, or are none.
		{"EIP-7702 and EIP 7702, COVID-19", nil},
		{"v2.1 of u0012 in Q3", nil},
		{"version two, phase one, week 3, page 12", nil},
		{"at 10:30 or at 9am or 3 p.m. or ten o'clock", nil},
		{"half past nine", nil},
		{"2026-03-14, March 14 and the 14th of March, 3/4, 24/7", nil},
		{"in 2026 we will see, since 2019", nil},
		{"twenty twenty-six", nil},
		{"the 2nd attempt, the third option, a third party", nil},
		{"see https://example.com/a/42/b7?x=9 and issue #12", nil},
		{"2FA, 3D, B2B, H100, 0x1f", nil},
		{"a two-factor login and a one-pager", nil},
		{"a four-step process", nil},
		{"this one, no one, one of the teams, that one thing, one another", nil},
		{"one day, maybe", nil},
		{"at one point", nil},
		{"the first half and the other half", nil},
		{"hundreds of tickets, thousands of them", nil},
		{"the 90s", nil},
		{"1.2.3 is out", nil},
		{"+1 on that", nil},
		{"next quarter, a quarter", nil},
		{"", nil},
	}
	for _, c := range cases {
		t.Run(c.text, func(t *testing.T) {
			t.Parallel()
			var got []found
			for _, q := range quantitiesOf(c.text) {
				got = append(got, found{q.Value, q.Unit, c.text[q.Start:q.End]})
			}
			require.Len(t, got, len(c.want), "%v", got)
			for i := range got {
				require.InDelta(t, c.want[i].value, got[i].value, 1e-9)
				require.Equal(t, c.want[i].unit, got[i].unit)
				require.Equal(t, c.want[i].said, got[i].said)
			}
		})
	}
}

func TestFindApprox(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"about forty percent", "around 40%", "roughly ten days", "~40 users", "approximately, um, 30 teams",
		"nearly half of them", "forty percent or so", "40ish users", "a couple of days", "ten, give or take",
	} {
		q := quantitiesOf(text)
		require.Len(t, q, 1, text)
		if !strings.Contains(text, "give or take") {
			require.True(t, q[0].Approx, text)
		}
	}
	require.False(t, quantitiesOf("exactly forty percent")[0].Approx)
	require.False(t, quantitiesOf("we talked about it, and forty percent agreed")[0].Approx)
}

func TestFindRate(t *testing.T) {
	t.Parallel()
	require.Equal(t, "week", quantitiesOf("two escalations a week")[0].Per)
	require.Equal(t, "day", quantitiesOf("40 signups per day")[0].Per)
	require.Equal(t, "month", quantitiesOf("$1,000 a month")[0].Per)
	require.Empty(t, quantitiesOf("40 signups a week after launch")[0].Per)
	require.Empty(t, quantitiesOf("40 signups")[0].Per)
}

func TestValues(t *testing.T) {
	t.Parallel()
	cases := []struct {
		text string
		want []float64
	}{
		{"EIP-7702", []float64{7702}},
		{"u0012", []float64{12}},
		{"v2.1", []float64{2.1}},
		{"1.2.3", []float64{1, 2, 3}},
		{"2026-03-14", []float64{2026, 3, 14}},
		{"March 14th", []float64{14}},
		{"the fourteenth", []float64{14}},
		{"the second one, first and third", []float64{1}},
		{"the 2nd", []float64{2}},
		{"at 10:30", []float64{10, 30}},
		{"p95 is 300ms", []float64{95, 300}},
		{"Q3", []float64{3}},
		{"no one and one another", nil},
		{"a few hundreds", nil},
		{"twenty twenty-six", []float64{2026, 20, 26}},
		{"8 out of 10", []float64{8, 80, 10}},
		{"10-15k", []float64{10, 10000, 15000}},
		{"minus five", []float64{-5, 5}},
		{"lists 2,3 and 4", []float64{2, 3, 4}},
		{"1.000.000 and 1.000,50", []float64{1e6, 1000.5}},
		{"in week two", []float64{2}},
		{"2FA and B2B", []float64{2, 2}},
		{"４０ percent", []float64{40}},
		{"nothing here", nil},
	}
	for _, c := range cases {
		require.Equal(t, c.want, Values(c.text), c.text)
	}
}

func TestValuesAgree(t *testing.T) {
	t.Parallel()
	for _, c := range [][2]string{
		{"forty percent", "40%"},
		{"1,000", "a thousand"},
		{"10k", "10,000"},
		{"ten thousand", "10 K"},
		{"$4.6 million", "4,600,000"},
		{"half", "50%"},
		{"a half", "50 percent"},
		{"two and a half", "2.5"},
		{"twenty-five", "25"},
		{"ninety nine point nine", "99.9"},
		{"a dozen", "12"},
		{"three quarters of", "75"},
		{"1.5 million", "one and a half million"},
		{"1 million", "1M"},
		{"fourteenth", "14th"},
		{"zero", "0"},
	} {
		require.Equal(t, Values(c[1]), Values(c[0]), c[0])
		require.Len(t, Values(c[0]), 1, c[0])
	}
	require.NotEqual(t, Values("forty"), Values("fifty"))
	require.NotEqual(t, Values("fourteen"), Values("forty"))
}

func TestSame(t *testing.T) {
	t.Parallel()
	require.True(t, Same(0.1+0.2, 0.3))
	require.True(t, Same(0, 0))
	require.True(t, Same(100.0/3, 33.333333333333336))
	require.False(t, Same(40, 45))
	require.False(t, Same(0, 1e-12))
	require.False(t, Same(5, -5))
	require.False(t, Same(99.9, 99.99))
}
