package connectors_test

import (
	"context"
	"errors"
	"fmt"
	"math"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/connectors"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/semantic"
)

func day(month time.Month, d int) time.Time { return time.Date(2026, month, d, 0, 0, 0, 0, time.UTC) }

func march() connectors.Request {
	return connectors.Request{
		Metric: semantic.Metric{Namespace: "shop", Name: "orders"}, Period: semantic.Week,
		From: day(time.March, 2), To: day(time.March, 23), AsOf: day(time.March, 20),
	}
}

func TestRequestCheck(t *testing.T) {
	t.Parallel()
	require.NoError(t, march().Check())
	for says, change := range map[string]func(*connectors.Request){
		"shop.orders has no period":                          func(r *connectors.Request) { r.Period = "" },
		"nothing lies between 2026-03-02 and 2026-03-02":     func(r *connectors.Request) { r.To = r.From },
		"nothing lies between 2026-03-02 and 2026-02-23":     func(r *connectors.Request) { r.To = day(time.February, 23) },
		"2026-03-03 and 2026-03-23 do not both start a week": func(r *connectors.Request) { r.From = day(time.March, 3) },
		"2026-03-02 and 2026-03-24 do not both start a week": func(r *connectors.Request) { r.To = day(time.March, 24) },
		"more than 20000 days are asked for":                 func(r *connectors.Request) { r.From = semantic.Week.Add(r.From, -3000) },
	} {
		r := march()
		change(&r)
		err := r.Check()
		require.ErrorContains(t, err, says)
		require.Equal(t, fault.Invalid, fault.KindOf(err))
		require.NotEmpty(t, fault.Next(err))
	}
}

func TestRequestStarts(t *testing.T) {
	t.Parallel()
	require.Equal(t, []time.Time{day(time.March, 2), day(time.March, 9), day(time.March, 16)}, march().Starts())
	months := connectors.Request{Period: semantic.Month, From: day(time.January, 1), To: day(time.April, 1)}
	require.Equal(t, []time.Time{day(time.January, 1), day(time.February, 1), day(time.March, 1)}, months.Starts())
}

func TestArrange(t *testing.T) {
	t.Parallel()
	part := &connectors.Parts{Numerator: 1, Denominator: 2}
	for name, c := range map[string]struct {
		in       []connectors.Reading
		want     string
		warnings string
		says     string
	}{
		"order, window and the week that is not over": {
			in: []connectors.Reading{
				{Start: day(time.March, 16), Value: 3, Complete: true}, {Start: day(time.March, 23), Value: 9}, {Start: day(time.March, 2), Value: 1, Complete: true},
				{Start: day(time.February, 23), Value: 9}, {Start: day(time.March, 9), Value: 2},
			},
			want: "03-02=1 03-09=2? 03-16=3?",
		},
		"within a week": {in: []connectors.Reading{{Start: day(time.March, 4), Value: 1, Complete: true}}, want: "03-02=1"},
		"the same twice": {
			in:       []connectors.Reading{{Start: day(time.March, 2), Value: 1, Complete: true}, {Start: day(time.March, 2), Value: 1}},
			want:     "03-02=1?",
			warnings: "2026-03-02: the value was given more than once",
		},
		"two values": {
			in:   []connectors.Reading{{Start: day(time.March, 2), Value: 1}, {Start: day(time.March, 3), Value: 2}},
			says: "there are two values for 2026-03-02: 1 and 2",
		},
		"the same value of other parts": {
			in:   []connectors.Reading{{Start: day(time.March, 2), Value: 0.5, Parts: part}, {Start: day(time.March, 2), Value: 0.5}},
			says: "there are two values for 2026-03-02",
		},
		"not finite": {
			in: []connectors.Reading{
				{Start: day(time.March, 2), Value: math.NaN()}, {Start: day(time.March, 9), Value: math.Inf(1)},
				{Start: day(time.March, 16), Value: 1, Parts: &connectors.Parts{Numerator: math.NaN()}},
			},
			warnings: "2026-03-02: the value is not a finite number and was passed over|2026-03-09: the value is not a finite number and was passed over|2026-03-16: the value is not a finite number and was passed over",
		},
		"nothing": {},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, warnings, err := march().Arrange(c.in)
			if c.says != "" {
				require.ErrorContains(t, err, c.says)
				require.Equal(t, fault.Invalid, fault.KindOf(err))
				require.NotEmpty(t, fault.Next(err))
				return
			}
			require.NoError(t, err)
			var shown []string
			for _, r := range got {
				mark := "?"
				if r.Complete {
					mark = ""
				}
				shown = append(shown, fmt.Sprintf("%s=%v%s", r.Start.Format("01-02"), r.Value, mark))
			}
			require.Equal(t, c.want, strings.Join(shown, " "))
			require.Equal(t, c.warnings, strings.Join(warnings, "|"))
		})
	}
}

func TestHash(t *testing.T) {
	t.Parallel()
	require.Equal(t, "sha256:d1ab1a7fbf5a9552f2d01c956d30855b34ed7335751d363bd6d45a01777c0811", connectors.Hash("ab"), "of 2:ab")
	require.NotEqual(t, connectors.Hash("a", "b"), connectors.Hash("ab"))
	require.NotEqual(t, connectors.Hash("a", "b"), connectors.Hash("b", "a"))
	require.NotEqual(t, connectors.Hash("a"), connectors.Hash("a", ""))
}

func TestClassOf(t *testing.T) {
	t.Parallel()
	down := fault.New(fault.Unavailable, "test", "it is down", "")
	for want, errs := range map[connectors.Class][]error{
		connectors.Retry:       {down, fault.Wrap(context.DeadlineExceeded, fault.Unavailable, "test", "slow", "")},
		connectors.Throttled:   {connectors.Wait(down, time.Minute), fault.Wrap(connectors.Wait(down, 0), fault.Invalid, "test", "outer", "")},
		connectors.Credentials: {fault.New(fault.Unauthorised, "test", "no", "")},
		connectors.Permanent:   {fault.New(fault.Invalid, "test", "no", ""), fault.New(fault.NotFound, "test", "no", ""), errors.New("else"), fault.Wrap(context.Canceled, fault.Unavailable, "test", "stopped", "")},
	} {
		for _, err := range errs {
			require.Equal(t, want, connectors.ClassOf(err), err)
		}
	}
	require.Equal(t, time.Minute, connectors.RetryAfter(fault.Wrap(connectors.Wait(down, time.Minute), fault.Unavailable, "test", "outer", "")))
	require.Zero(t, connectors.RetryAfter(down))
}
