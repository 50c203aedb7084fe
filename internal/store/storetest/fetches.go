package storetest

import (
	"context"
	"fmt"
	"math"
	"math/rand/v2"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/readings"
	"github.com/plumbline-dev/plumb/connectors"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/semantic"
)

// Monday is the first day of the periods of the examples.
var Monday = time.Date(2026, time.March, 2, 0, 0, 0, 0, time.UTC)

// Fetch gives a fetch of a metric on the day after n weeks, with a reading of each week.
func Fetch(id, metric string, n int) readings.Fetch {
	end := semantic.Week.Add(Monday, n)
	f := readings.Fetch{
		ID: id, Metric: metric, Source: "warehouse", Period: semantic.Week, From: Monday, To: end, AsOf: end.Add(9 * time.Hour),
		Statement: "SELECT week, value\nFROM <counts> WHERE name = 'x'", QueryHash: agent.ContentHash([]byte("query")), DefinitionHash: agent.ContentHash([]byte(metric)),
		Warnings: []string{}, Readings: []connectors.Reading{}, At: end.Add(9*time.Hour + time.Microsecond), By: Builtin,
	}
	for i := range n {
		f.Readings = append(f.Readings, connectors.Reading{
			Start: semantic.Week.Add(Monday, i), Value: float64(40+i) / 3, Parts: &connectors.Parts{Numerator: float64(40 + i), Denominator: 3}, Complete: true,
		})
	}
	return f
}

func (b *bundle) fetch(f readings.Fetch) {
	b.t.Helper()
	require.NoError(b.t, b.AddFetch(b.ctx, f))
}

func (b *bundle) fetches() []readings.Fetch {
	b.t.Helper()
	all := []readings.Fetch{}
	for f, err := range b.KeptFetches(b.ctx) {
		require.NoError(b.t, err)
		all = append(all, f)
	}
	return all
}

func fetchRoundTrip(t *testing.T, s Store) {
	b := newBundle(t, s)
	none, err := s.Fetches(t.Context(), "")
	require.NoError(t, err)
	require.Equal(t, []readings.Fetch{}, none)
	nothing, err := s.Readings(t.Context(), "growth.signups", time.Time{})
	require.NoError(t, err)
	require.Equal(t, []readings.Kept{}, nothing)

	given := Fetch("f-2", "growth.signups", 3)
	given.Warnings = []string{"two rows <b> were the same", ""}
	given.Readings[0], given.Readings[2] = given.Readings[2], given.Readings[0]
	given.Readings[1].Parts, given.Readings[1].Complete = nil, false
	given.Readings[1].Value = math.Copysign(0, -1)
	given.AsOf = given.AsOf.In(time.FixedZone("east", 3600)).Add(999)
	failed := Fetch("f-1", "growth.signups", 0)
	failed.Failure, failed.By, failed.Readings, failed.Warnings = "the server hangs", Lead, nil, nil
	other := Fetch("f-3", "growth.other", 1)
	want := []readings.Fetch{readings.Canonical(given), readings.Canonical(failed), readings.Canonical(other)}
	for _, f := range []readings.Fetch{given, failed, other} {
		b.fetch(f)
	}
	require.Equal(t, want, b.fetches(), "in the order in which they were kept")
	require.False(t, math.Signbit(want[0].Readings[1].Value))

	log := b.log()[1:]
	require.Len(t, log, 3)
	for i, e := range log {
		hash, err := readings.Hash(want[i])
		require.NoError(t, err)
		require.Equal(t, agent.AuditEntry{
			Seq: e.Seq, At: want[i].At, Actor: want[i].By, Action: agent.ActReadingsFetched, Subject: "fetch:" + want[i].ID, ContentHash: hash,
			Detail: readings.FetchDetail(want[i]), Prev: e.Prev, Hash: e.Hash,
		}, e)
	}
	for i := range want {
		want[i].Readings = []connectors.Reading{}
	}
	for metric, some := range map[string][]readings.Fetch{"": want, "growth.signups": want[:2], "growth.other": want[2:], "growth": {}} {
		got, err := s.Fetches(t.Context(), metric)
		require.NoError(t, err)
		require.Equal(t, some, got, metric)
	}
}

func readingsOrdered(t *testing.T, s Store) {
	b := newBundle(t, s)
	second, first := Fetch("f-1", "growth.signups", 3), Fetch("f-9", "growth.signups", 2)
	b.fetch(first)
	second.Readings[0].Value, second.QueryHash = 99, "sha256:other"
	b.fetch(second)
	b.fetch(Fetch("f-5", "growth.other", 4))
	daily := Fetch("f-0", "growth.signups", 1)
	daily.Period, daily.AsOf = semantic.Day, second.AsOf.AddDate(0, 0, -7)
	b.fetch(daily)

	kept := func(f readings.Fetch, i int) readings.Kept {
		return readings.Kept{Reading: f.Readings[i], Fetch: f.ID, AsOf: f.AsOf, QueryHash: f.QueryHash, DefinitionHash: f.DefinitionHash, Period: f.Period}
	}
	for name, c := range map[string]struct {
		asOf time.Time
		want []readings.Kept
	}{
		"all":                 {time.Time{}, []readings.Kept{kept(first, 0), kept(second, 0), kept(daily, 0), kept(first, 1), kept(second, 1), kept(second, 2)}},
		"as of the second":    {second.AsOf, []readings.Kept{kept(first, 0), kept(second, 0), kept(daily, 0), kept(first, 1), kept(second, 1), kept(second, 2)}},
		"just before it":      {second.AsOf.Add(-time.Microsecond), []readings.Kept{kept(first, 0), kept(daily, 0), kept(first, 1)}},
		"before all":          {first.AsOf.Add(-time.Microsecond), []readings.Kept{}},
		"long before the era": {time.Unix(-1e9, 0), []readings.Kept{}},
	} {
		got, err := s.Readings(t.Context(), "growth.signups", c.asOf)
		require.NoError(t, err)
		require.Equal(t, c.want, got, name)
	}
	require.Equal(t, "f-1/2026-03-02", kept(second, 0).ID())
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := s.Readings(ctx, "growth.signups", time.Time{})
	refused(t, err, fault.Unavailable)
	for range s.KeptFetches(t.Context()) {
		break
	}
	b.fetch(Fetch("f-6", "growth.other", 1)) // a walk that was left early holds nothing
}

// readingsRepeated is about fetches that bring again what was known: all of it is kept, and what is looked at is what was said
// anew.
func readingsRepeated(t *testing.T, s Store) {
	b := newBundle(t, s)
	first := Fetch("f-1", "growth.signups", 3)
	again := func(id string, days int) readings.Fetch {
		f := Fetch(id, "growth.signups", 3)
		f.AsOf = first.AsOf.AddDate(0, 0, days)
		return f
	}
	same, restated, back, redefined := again("f-2", 7), again("f-3", 14), again("f-5", 21), again("f-6", 28)
	restated.Readings[1].Value++
	earlier := again("f-4", -1) // fetched later, about an earlier moment
	redefined.DefinitionHash = "sha256:redefined"
	all := []readings.Fetch{first, same, restated, earlier, back, redefined}
	for _, f := range all {
		b.fetch(f)
	}
	for name, c := range map[string]struct {
		asOf time.Time
		want []string
	}{
		"at first":              {first.AsOf, []string{"f-1 0", "f-4 0", "f-1 1", "f-4 1", "f-1 2", "f-4 2"}},
		"said again":            {same.AsOf, []string{"f-1 0", "f-4 0", "f-1 1", "f-4 1", "f-1 2", "f-4 2"}},
		"restated":              {restated.AsOf, []string{"f-1 0", "f-4 0", "f-1 1", "f-3 1", "f-4 1", "f-1 2", "f-4 2"}},
		"about a day before":    {earlier.AsOf, []string{"f-4 0", "f-4 1", "f-4 2"}},
		"of another definition": {time.Time{}, []string{"f-1 0", "f-4 0", "f-6 0", "f-1 1", "f-3 1", "f-4 1", "f-6 1", "f-1 2", "f-4 2", "f-6 2"}},
	} {
		kept, err := s.Readings(t.Context(), "growth.signups", c.asOf)
		require.NoError(t, err)
		var got []string
		for _, k := range kept {
			got = append(got, fmt.Sprintf("%s %d", k.Fetch, slices.IndexFunc(first.Readings, func(r connectors.Reading) bool { return r.Start.Equal(k.Start) })))
		}
		require.Equal(t, c.want, got, name)
	}
	for i, f := range all {
		all[i] = readings.Canonical(f)
	}
	require.Equal(t, all, b.fetches(), "nothing that a source said is lost")
}

// numbersKept is about the way of numbers through the driver and back: none of them changes by a bit.
func numbersKept(t *testing.T, s Store) {
	b := newBundle(t, s)
	values := []float64{
		0, 0.1, -0.1, 1.0 / 3, 1e23, 9007199254740993, -9007199254740992, 9223372036854775807, 1 << 62, math.MaxFloat64, -math.MaxFloat64, math.SmallestNonzeroFloat64,
		2.2250738585072014e-308, math.Pi, 5e-324, 123456789.123456789, 0.30000000000000004, 1e15, 1e16, 4503599627370497.5,
	}
	random := rand.New(rand.NewPCG(1, 2)) //nolint:gosec // a test wants the same numbers each time
	for len(values) < 2000 {
		if v := math.Float64frombits(random.Uint64()); v-v == 0 {
			values = append(values, v)
		}
	}
	f := Fetch("f-1", "growth.signups", 0)
	for i, v := range values {
		w := values[len(values)-1-i]
		f.Readings = append(f.Readings, connectors.Reading{Start: semantic.Day.Add(Monday, i), Value: v, Parts: &connectors.Parts{Numerator: w, Denominator: -v + 0}, Complete: i%2 == 0})
	}
	f.Period = semantic.Day
	b.fetch(f)
	require.Equal(t, []readings.Fetch{readings.Canonical(f)}, b.fetches())
	kept, err := s.Readings(t.Context(), "growth.signups", time.Time{})
	require.NoError(t, err)
	require.Len(t, kept, len(values))
	for i, k := range kept {
		require.Equal(t, math.Float64bits(values[i]), math.Float64bits(k.Value), "%v", values[i])
	}
}

func fetchRefused(t *testing.T, s Store) {
	b := newBundle(t, s)
	b.fetch(Fetch("f-1", "growth.signups", 1))
	before := b.snapshot()
	for name, c := range map[string]struct {
		change func(f *readings.Fetch)
		kind   fault.Kind
	}{
		"an id that is taken":   {func(f *readings.Fetch) { f.ID = "f-1" }, fault.Conflict},
		"no id":                 {func(f *readings.Fetch) { f.ID = "" }, fault.Invalid},
		"an endless id":         {func(f *readings.Fetch) { f.ID = strings.Repeat("f", 501) }, fault.Invalid},
		"no metric":             {func(f *readings.Fetch) { f.Metric = "" }, fault.Invalid},
		"an endless metric":     {func(f *readings.Fetch) { f.Metric = strings.Repeat("m", 501) }, fault.Invalid},
		"no source":             {func(f *readings.Fetch) { f.Source = "" }, fault.Invalid},
		"no period":             {func(f *readings.Fetch) { f.Period = "" }, fault.Invalid},
		"nobody":                {func(f *readings.Fetch) { f.By = agent.Actor{} }, fault.Invalid},
		"a statement of bytes":  {func(f *readings.Fetch) { f.Statement = "\xff" }, fault.Invalid},
		"a NUL in a warning":    {func(f *readings.Fetch) { f.Warnings = []string{"a", "\x00"} }, fault.Invalid},
		"a failure of bytes":    {func(f *readings.Fetch) { f.Failure = "\xff" }, fault.Invalid},
		"not a number":          {func(f *readings.Fetch) { f.Readings[1].Value = math.NaN() }, fault.Invalid},
		"infinite":              {func(f *readings.Fetch) { f.Readings[1].Value = math.Inf(-1) }, fault.Invalid},
		"an infinite part":      {func(f *readings.Fetch) { f.Readings[1].Parts.Numerator = math.Inf(1) }, fault.Invalid},
		"a part without number": {func(f *readings.Fetch) { f.Readings[1].Parts.Denominator = math.NaN() }, fault.Invalid},
		"two of one period":     {func(f *readings.Fetch) { f.Readings[1].Start = f.Readings[0].Start }, fault.Invalid},
		"noon":                  {func(f *readings.Fetch) { f.Readings[1].Start = f.Readings[1].Start.Add(12 * time.Hour) }, fault.Invalid},
		"midnight elsewhere":    {func(f *readings.Fetch) { f.Readings[1].Start = f.Readings[1].Start.Add(-time.Hour) }, fault.Invalid},
	} {
		f := Fetch("f-2", "growth.signups", 2)
		c.change(&f)
		err := s.AddFetch(t.Context(), f)
		require.Error(t, err, name)
		refused(t, err, c.kind)
	}
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	refused(t, s.AddFetch(ctx, Fetch("f-2", "growth.signups", 2)), fault.Unavailable)
	require.Equal(t, before, b.snapshot())
}

func concurrentFetches(t *testing.T, s Store) {
	b := newBundle(t, s)
	for _, err := range together(func(i int) error {
		return s.AddFetch(t.Context(), Fetch(fmt.Sprintf("f-%d", i), "growth.signups", 30))
	}) {
		require.NoError(t, err)
	}
	oneWins(t, together(func(i int) error { return s.AddFetch(t.Context(), Fetch("f-same", "growth.signups", i+1)) }))
	newest := "f-same"
	oneWins(t, together(func(i int) error {
		f := Fetch(fmt.Sprintf("f-after-%d", i), "growth.signups", 2)
		f.After = &newest
		return s.AddFetch(t.Context(), f)
	}))
	first := Fetch("f-first", "growth.revenue", 2)
	first.After = new(string)
	require.NoError(t, s.AddFetch(t.Context(), first), "fetches of another metric do not count")
	all := b.fetches()
	require.Len(t, all, actors+3)
	for i, e := range b.log()[1:] {
		require.Equal(t, "fetch:"+all[i].ID, e.Subject, "they are kept in the order of the log")
		hash, err := readings.Hash(all[i])
		require.NoError(t, err)
		require.Equal(t, e.ContentHash, hash)
	}
}
