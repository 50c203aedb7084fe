package readings_test

import (
	"math"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/readings"
	"github.com/plumbline-dev/plumb/connectors"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/semantic"
)

func fetched() readings.Fetch {
	week := func(n int) time.Time {
		return semantic.Week.Add(time.Date(2026, time.March, 2, 0, 0, 0, 0, time.UTC), n)
	}
	return readings.Fetch{
		ID: "f-1", Metric: "growth.signups", Source: "warehouse", Period: semantic.Week, From: week(0), To: week(2),
		AsOf: week(2).Add(time.Hour), Statement: "SELECT 1 < 2", QueryHash: "sha256:1", DefinitionHash: "sha256:2",
		Warnings: []string{"late"}, At: week(2).Add(time.Hour), By: agent.EngineNamed("builtin"),
		Readings: []connectors.Reading{
			{Start: week(0), Value: 0.1, Parts: &connectors.Parts{Numerator: 1, Denominator: 10}, Complete: true},
			{Start: week(1), Value: 0, Complete: true},
		},
	}
}

func TestHashIsOfTheCanonicalForm(t *testing.T) {
	t.Parallel()
	want, err := readings.Hash(fetched())
	require.NoError(t, err)
	require.Equal(t, "sha256:55ad33e3f60f9827ab052b4205749141b28d7c2ea6f61769a34a1d59dc97ea16", want, "what was kept once has to hash alike for ever")
	for name, change := range map[string]func(f *readings.Fetch){
		"another zone":      func(f *readings.Fetch) { f.At = f.At.In(time.FixedZone("east", 3600)) },
		"nanoseconds":       func(f *readings.Fetch) { f.AsOf = f.AsOf.Add(999) },
		"another order":     func(f *readings.Fetch) { f.Readings[0], f.Readings[1] = f.Readings[1], f.Readings[0] },
		"a negative zero":   func(f *readings.Fetch) { f.Readings[1].Value = math.Copysign(0, -1) },
		"its own canonical": func(f *readings.Fetch) { *f = readings.Canonical(*f) },
	} {
		f := fetched()
		change(&f)
		got, err := readings.Hash(f)
		require.NoError(t, err)
		require.Equal(t, want, got, name)
	}
	f := fetched()
	f.Readings[0].Value = math.Inf(1)
	_, err = readings.Hash(f)
	require.Equal(t, fault.Invalid, fault.KindOf(err))
}

func TestHashCoversEverything(t *testing.T) {
	t.Parallel()
	seen := map[string]string{}
	for name, change := range map[string]func(f *readings.Fetch){
		"nothing":       func(*readings.Fetch) {},
		"id":            func(f *readings.Fetch) { f.ID = "f-2" },
		"metric":        func(f *readings.Fetch) { f.Metric = "growth.other" },
		"source":        func(f *readings.Fetch) { f.Source = "sheet" },
		"period":        func(f *readings.Fetch) { f.Period = semantic.Day },
		"from":          func(f *readings.Fetch) { f.From = f.From.AddDate(0, 0, -7) },
		"to":            func(f *readings.Fetch) { f.To = f.To.AddDate(0, 0, 7) },
		"as of":         func(f *readings.Fetch) { f.AsOf = f.AsOf.Add(time.Microsecond) },
		"statement":     func(f *readings.Fetch) { f.Statement = "" },
		"query hash":    func(f *readings.Fetch) { f.QueryHash = "" },
		"definition":    func(f *readings.Fetch) { f.DefinitionHash = "" },
		"warnings":      func(f *readings.Fetch) { f.Warnings = nil },
		"failure":       func(f *readings.Fetch) { f.Failure = "late" },
		"time":          func(f *readings.Fetch) { f.At = f.At.Add(time.Microsecond) },
		"actor":         func(f *readings.Fetch) { f.By.Name = "other" },
		"kind of actor": func(f *readings.Fetch) { f.By.Kind = agent.PersonActor },
		"a value":       func(f *readings.Fetch) { f.Readings[1].Value = math.SmallestNonzeroFloat64 },
		"a start":       func(f *readings.Fetch) { f.Readings[1].Start = f.Readings[1].Start.AddDate(0, 0, 1) },
		"completeness":  func(f *readings.Fetch) { f.Readings[1].Complete = false },
		"no parts":      func(f *readings.Fetch) { f.Readings[0].Parts = nil },
		"numerator":     func(f *readings.Fetch) { f.Readings[0].Parts.Numerator = 2 },
		"denominator":   func(f *readings.Fetch) { f.Readings[0].Parts.Denominator = 2 },
		"new parts":     func(f *readings.Fetch) { f.Readings[1].Parts = &connectors.Parts{} },
		"one less":      func(f *readings.Fetch) { f.Readings = f.Readings[:1] },
	} {
		f := fetched()
		change(&f)
		hash, err := readings.Hash(f)
		require.NoError(t, err)
		require.Empty(t, seen[hash], "%s hashes like %s", name, seen[hash])
		seen[hash] = name
	}
}

func TestFetchSubject(t *testing.T) {
	t.Parallel()
	id, ok := readings.FetchOf(readings.FetchSubject("f-1"))
	require.True(t, ok)
	require.Equal(t, "f-1", id)
	_, ok = readings.FetchOf("f-1")
	require.False(t, ok)
}
