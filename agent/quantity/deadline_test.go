package quantity

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

// wednesday is the day of the meeting in the tests: Wednesday, March 4, 2026, late in the evening in a zone where it is
// already Thursday in UTC.
var wednesday = time.Date(2026, time.March, 4, 22, 30, 0, 0, time.FixedZone("west", -8*3600))

func TestResolve(t *testing.T) {
	t.Parallel()
	cases := []struct {
		text string
		said string
		date string // "" when it does not resolve
	}{
		{"by the end of week two", "by the end of week two", "2026-03-18"},
		{"by week two", "by week two", "2026-03-18"},
		{"at the end of the second week", "at the end of the second week", "2026-03-18"},
		{"by, um, the end of week 3", "by, um, the end of week 3", "2026-03-25"},
		{"by day thirty", "by day thirty", "2026-04-03"},
		{"by the end of month two", "by the end of month two", "2026-05-04"},
		{"in two weeks", "in two weeks", "2026-03-18"},
		{"in a week", "in a week", "2026-03-11"},
		{"in two weeks' time", "in two weeks' time", "2026-03-18"},
		{"within ten days", "within ten days", "2026-03-14"},
		{"within the next ten days", "within the next ten days", "2026-03-14"},
		{"over the next two months", "over the next two months", "2026-05-04"},
		{"in the next month", "in the next month", "2026-04-04"},
		{"two weeks from now", "two weeks from now", "2026-03-18"},
		{"a week from today", "a week from today", "2026-03-11"},
		{"after two weeks", "after two weeks", "2026-03-18"},
		{"in one year", "in one year", "2027-03-04"},
		{"by Friday", "by Friday", "2026-03-06"},
		{"by Wednesday", "by Wednesday", "2026-03-11"},
		{"on Tuesday", "on Tuesday", "2026-03-10"},
		{"this Friday", "this Friday", "2026-03-06"},
		{"this coming Monday", "this coming Monday", "2026-03-09"},
		{"by next Friday", "by next Friday", "2026-03-13"},
		{"next Monday", "next Monday", "2026-03-09"},
		{"by Friday next week", "by Friday next week", "2026-03-13"},
		{"next week, Wednesday,", "next week, Wednesday", "2026-03-11"},
		{"by Monday morning", "by Monday morning", "2026-03-09"},
		{"before Friday", "before Friday", "2026-03-05"},
		{"by Wed", "by Wed", "2026-03-11"},
		{"tomorrow", "tomorrow", "2026-03-05"},
		{"the day after tomorrow", "the day after tomorrow", "2026-03-06"},
		{"by the end of today", "by the end of today", "2026-03-04"},
		{"by end of day", "by end of day", "2026-03-04"},
		{"by EOD Friday", "by EOD Friday", "2026-03-06"},
		{"by close of business tomorrow", "by close of business tomorrow", "2026-03-05"},
		{"by the end of the week", "by the end of the week", "2026-03-06"},
		{"by end of week", "by end of week", "2026-03-06"},
		{"end of next week", "end of next week", "2026-03-13"},
		{"by end of week next week", "by end of week next week", "2026-03-13"},
		{"the beginning of next week", "the beginning of next week", "2026-03-09"},
		{"end of the month", "end of the month", "2026-03-31"},
		{"by the end of this month", "by the end of this month", "2026-03-31"},
		{"by EOM", "by EOM", "2026-03-31"},
		{"end of next month", "end of next month", "2026-04-30"},
		{"end of March", "end of March", "2026-03-31"},
		{"end of January", "end of January", "2027-01-31"},
		{"the end of February 2028", "the end of February 2028", "2028-02-29"},
		{"mid-March", "mid-March", "2026-03-15"},
		{"by the middle of May", "by the middle of May", "2026-05-15"},
		{"beginning of April", "beginning of April", "2026-04-01"},
		{"end of Q2", "end of Q2", "2026-06-30"},
		{"end of Q4 2027", "end of Q4 2027", "2027-12-31"},
		{"start of Q3", "start of Q3", "2026-07-01"},
		{"end of quarter two", "end of quarter two", "2026-06-30"},
		{"end of the second quarter", "end of the second quarter", "2026-06-30"},
		{"end of the quarter", "end of the quarter", "2026-03-31"},
		{"next quarter", "next quarter", "2026-06-30"},
		{"end of H1", "end of H1", "2026-06-30"},
		{"by the end of the year", "by the end of the year", "2026-12-31"},
		{"by year end", "by year end", "2026-12-31"},
		{"at the end of 2027", "at the end of 2027", "2027-12-31"},
		{"next week", "next week", "2026-03-13"},
		{"next month", "next month", "2026-04-30"},
		{"by the 14th", "by the 14th", "2026-03-14"},
		{"by the 4th we", "by the 4th", "2026-03-04"},
		{"by the 3rd, ok", "by the 3rd", "2026-04-03"},
		{"by the 31st", "by the 31st", "2026-03-31"},
		{"by the fourteenth", "by the fourteenth", "2026-03-14"},
		{"by the 14th of next month", "by the 14th of next month", "2026-04-14"},
		{"by March 14", "by March 14", "2026-03-14"},
		{"by March 14th", "by March 14th", "2026-03-14"},
		{"by march fourteenth", "by march fourteenth", "2026-03-14"},
		{"the 14th of March", "the 14th of March", "2026-03-14"},
		{"14 March", "14 March", "2026-03-14"},
		{"January 9", "January 9", "2027-01-09"},
		{"by may 5", "by may 5", "2026-05-05"},
		{"March 14, 2026", "March 14, 2026", "2026-03-14"},
		{"2026-03-14", "2026-03-14", "2026-03-14"},
		{"October 09, 2024", "October 09, 2024", "2024-10-09"},
		{"by February 29", "by February 29", "2028-02-29"},
		{"by Saturday the 14th", "by Saturday the 14th", "2026-03-14"},
		{"before March 14", "before March 14", "2026-03-13"},
		// These do not resolve.
		{"by Friday the 14th", "by Friday the 14th", ""},
		{"by the end of the sprint", "by the end of the sprint", ""},
		{"by the end of sprint two", "by the end of sprint two", ""},
		{"before the holidays", "before the holidays", ""},
		{"soon", "soon", ""},
		{"as soon as possible", "as soon as possible", ""},
		{"by 3/4", "by 3/4", ""},
		{"by March", "by March", ""},
		{"by Q2", "by Q2", ""},
		{"early next week", "early next week", ""},
		{"late March", "late March", ""},
		{"later this year", "later this year", ""},
		{"in a couple of weeks", "in a couple of weeks", ""},
		{"in a few weeks", "in a few weeks", ""},
		{"in about two weeks", "in about two weeks", ""},
		{"in two to three weeks", "in two to three weeks", ""},
		{"within a week or two", "within a week or two", ""},
		{"over the next week or so", "over the next week or so", ""},
		{"within two weeks of launch", "within two weeks", ""},
		{"two weeks from Monday", "two weeks from Monday", ""},
		{"within ten business days", "within ten business days", ""},
		{"by week 40", "by week 40", ""},
		{"by February 30", "by February 30", ""},
		{"by launch", "by launch", ""},
	}
	for _, c := range cases {
		t.Run(c.text, func(t *testing.T) {
			t.Parallel()
			got := Deadlines(c.text)
			require.Len(t, got, 1)
			require.Equal(t, c.said, got[0].Text)
			require.Equal(t, c.said, c.text[got[0].Start:got[0].End])
			date, ok := Resolve(got[0], wednesday)
			require.Equal(t, c.date, date)
			require.Equal(t, c.date != "", ok)
		})
	}
}

func TestDeadlinesNone(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"every Friday", "each Monday", "last week", "two weeks ago", "last Friday", "at the end of the day", "for two weeks",
		"a two-week pilot", "by the 5th iteration", "as soon as we ship", "in March we did", "how soon is that", "may 5 people come",
		"we march 5 miles", "after next week", "since Monday", "end of the meeting", "in half", "by two", "week two", "today we talk",
		"talk soon", "by conference call", "",
	} {
		require.Empty(t, Deadlines(text), text)
	}
}

func TestResolveWithoutMeeting(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"by March 14, 2026":      "2026-03-14",
		"2026-03-14":             "2026-03-14",
		"by the end of 2026":     "2026-12-31",
		"end of March 2026":      "2026-03-31",
		"end of Q2 2026":         "2026-06-30",
		"before March 1, 2026":   "2026-02-28",
		"by March 14":            "",
		"in two weeks":           "",
		"by Friday":              "",
		"tomorrow":               "",
		"end of the month":       "",
		"by the end of week two": "",
	} {
		got := Deadlines(text)
		require.Len(t, got, 1, text)
		date, ok := Resolve(got[0], time.Time{})
		require.Equal(t, want, date, text)
		require.Equal(t, want != "", ok, text)
	}
}

func TestResolveAtTheEdges(t *testing.T) {
	t.Parallel()
	on := func(text, day string) string {
		meeting, err := time.Parse(time.DateOnly, day)
		require.NoError(t, err)
		got := Deadlines(text)
		require.Len(t, got, 1, text)
		date, _ := Resolve(got[0], meeting)
		return date
	}
	require.Equal(t, "2026-03-13", on("by Friday", "2026-03-06"), "a Friday means the one after")
	require.Equal(t, "2026-03-13", on("next Friday", "2026-03-02"))
	require.Equal(t, "2026-03-13", on("next Friday", "2026-03-08"), "Sunday ends its ISO week")
	require.Equal(t, "2026-03-06", on("end of the week", "2026-03-06"))
	require.Empty(t, on("end of the week", "2026-03-07"), "the Friday is past")
	require.Equal(t, "2026-02-28", on("in one month", "2026-01-31"))
	require.Equal(t, "2026-02-28", on("next month", "2026-01-31"))
	require.Equal(t, "2027-03-31", on("next quarter", "2026-12-31"))
	require.Equal(t, "2027-01-05", on("by the 5th", "2026-12-24"))
	require.Equal(t, "2026-12-31", on("end of December", "2026-12-31"))
	require.Empty(t, on("beginning of the month", "2026-03-04"), "the first is past")
}
