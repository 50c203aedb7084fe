package cli

import (
	"time"

	"github.com/spf13/cobra"

	"github.com/plumbline-dev/plumb/internal/app"
)

// asOfFlag adds --as-of to a command that looks at what is kept.
func asOfFlag(cmd *cobra.Command, day *string) {
	cmd.Flags().StringVar(day, "as-of", "", "what day it is, as `DATE`: what was not over or not known by its end is left out (default: now)")
}

// asOf reads the flag --as-of; "" is no time.
func asOf(text string) (time.Time, error) {
	if text == "" {
		return time.Time{}, nil
	}
	day, err := app.ParseDay(text)
	if err != nil {
		return day, usage("--as-of " + text + " " + err.Error()).Do("Give a date such as --as-of 2026-03-09.")
	}
	return day, nil
}

// today gives the day that it is for the person at the command line, as an ISO date.
func (s *session) today() string { return s.env.Now().Format(time.DateOnly) }

// momentOf reads the flag --as-of of what is kept: the last moment of a day in UTC, in which periods are counted, so that a
// day says the same wherever one is. Of the day that it is now, at the command line or in UTC, and without the flag, it is
// now, with which nothing that was just kept is left out. Its date is the one that was given.
func (s *session) momentOf(text string) (time.Time, error) {
	day, err := asOf(text)
	now := s.env.Now()
	switch date := day.Format(time.DateOnly); {
	case err != nil:
		return day, err
	case day.IsZero() || date == s.today():
		return now, nil
	case date == now.UTC().Format(time.DateOnly):
		return now.UTC(), nil
	}
	return day.AddDate(0, 0, 1).Add(-time.Microsecond), nil
}

// onDay reads the flag --as-of as [session.momentOf] does, and refuses a day to come.
func (s *session) onDay(text string) (time.Time, error) {
	at, err := s.momentOf(text)
	if err == nil && at.Format(time.DateOnly) > s.today() {
		return at, usage("--as-of " + text + " is a day to come, and nothing is known of it").Do("Give today or a day before, or leave it out.")
	}
	return at, err
}
