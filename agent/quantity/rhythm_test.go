package quantity

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"
)

func TestParseRhythm(t *testing.T) {
	t.Parallel()
	on := func(d time.Weekday) *time.Weekday { return &d }
	for text, want := range map[string]Rhythm{
		"every Monday at 9:15 for fifteen minutes": {Weeks: 1, Weekday: on(time.Monday), HasTime: true, Hour: 9, Minute: 15, Minutes: 15},
		"Mondays":                     {Weeks: 1, Weekday: on(time.Monday)},
		"we review it on thursdays":   {Weeks: 1, Weekday: on(time.Thursday)},
		"weekly on Thursday":          {Weeks: 1, Weekday: on(time.Thursday)},
		"every week":                  {Weeks: 1},
		"once a week":                 {Weeks: 1},
		"every other week":            {Weeks: 2},
		"every second Friday":         {Weeks: 2, Weekday: on(time.Friday)},
		"every other Tuesday at noon": {Weeks: 2, Weekday: on(time.Tuesday), HasTime: true, Hour: 12},
		"biweekly":                    {Weeks: 2},
		"bi-weekly on Wednesdays":     {Weeks: 2, Weekday: on(time.Wednesday)},
		"every two weeks":             {Weeks: 2},
		"every 3 weeks on Monday":     {Weeks: 3, Weekday: on(time.Monday)},
		"fortnightly":                 {Weeks: 2},
		"daily":                       {Daily: true},
		"every day at 9 am":           {Daily: true, HasTime: true, Hour: 9},
		"each Tuesday morning":        {Weeks: 1, Weekday: on(time.Tuesday)},
		"Friday afternoons at two":    {Weeks: 1, Weekday: on(time.Friday), HasTime: true, Hour: 14},
		"every Friday at 3 pm":        {Weeks: 1, Weekday: on(time.Friday), HasTime: true, Hour: 15},
		"every Friday at 3 p.m.":      {Weeks: 1, Weekday: on(time.Friday), HasTime: true, Hour: 15},
		"every Friday at 15:30":       {Weeks: 1, Weekday: on(time.Friday), HasTime: true, Hour: 15, Minute: 30},
		"every Friday at three":       {Weeks: 1, Weekday: on(time.Friday)},
		"every Friday at 2:30":        {Weeks: 1, Weekday: on(time.Friday)},
		"so, um, every Monday, like, at nine fifteen, fifteen minutes":              {Weeks: 1, Weekday: on(time.Monday), HasTime: true, Hour: 9, Minute: 15, Minutes: 15},
		"a fifteen-minute check-in every Tuesday at half past two in the afternoon": {Weeks: 1, Weekday: on(time.Tuesday), HasTime: true, Hour: 14, Minute: 30, Minutes: 15},
		"every Thursday at quarter past nine, fifteen minutes, three things":        {Weeks: 1, Weekday: on(time.Thursday), HasTime: true, Hour: 9, Minute: 15, Minutes: 15},
		"every Monday at quarter to ten, half an hour":                              {Weeks: 1, Weekday: on(time.Monday), HasTime: true, Hour: 9, Minute: 45, Minutes: 30},
		"every Monday for an hour":                                                  {Weeks: 1, Weekday: on(time.Monday), Minutes: 60},
		"weekly review, Thursday, 15 minutes":                                       {Weeks: 1, Weekday: on(time.Thursday), Minutes: 15},
	} {
		got, ok := ParseRhythm(text)
		require.True(t, ok, text)
		require.Equal(t, want, got, text)
	}
}

func TestParseRhythmNone(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"monthly", "every month", "on Monday", "next Monday at nine", "every Monday and Thursday", "twice a week",
		"three times a week", "weekly active users", "daily users go up", "every user", "at 9:15", "",
	} {
		_, ok := ParseRhythm(text)
		require.False(t, ok, text)
	}
}
