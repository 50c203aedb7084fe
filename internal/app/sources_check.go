package app

import (
	"context"
	"maps"
	"slices"

	"github.com/plumbline-dev/plumb/internal/config"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/nearest"
	"github.com/plumbline-dev/plumb/semantic"
)

// SourceHealth says whether a source can be asked.
type SourceHealth struct {
	Name     string   `json:"name"`
	Kind     string   `json:"kind"`
	OK       bool     `json:"ok"`
	Metrics  []string `json:"metrics"`  // ids of the metrics in use whose values it has
	Warnings []string `json:"warnings"` // what works and still should be looked at
	Failure  string   `json:"failure"`
	Next     string   `json:"next"` // what to do about the failure
}

// CheckSources asks every source that is configured for as little as shows that it works, in the order of their names.
func (a *App) CheckSources(ctx context.Context) ([]SourceHealth, error) {
	catalogue, err := a.Catalogue(ctx)
	if err != nil {
		return nil, err
	}
	out := make([]SourceHealth, 0, len(a.Settings.Sources))
	for _, settings := range a.Settings.Sources {
		health := SourceHealth{Name: settings.Name, Kind: settings.Kind.Value, Metrics: a.metricsIn(catalogue, settings.Name), Warnings: undefined(catalogue, settings)}
		source, err := a.source(settings.Name)
		if err == nil {
			err = source.Check(ctx)
		}
		if err == nil {
			var found []string
			found, err = cautions(ctx, source)
			health.Warnings = append(health.Warnings, found...)
		}
		health.OK = err == nil
		if err != nil {
			health.Failure, health.Next = err.Error(), fault.Next(err)
		}
		out = append(out, health)
	}
	return out, nil
}

// undefined tells of the metrics that a source binds and that nobody defined.
func undefined(c semantic.Catalogue, s config.Source) []string {
	known := make([]string, len(c.Metrics))
	for i, m := range c.Metrics {
		known[i] = m.ID()
	}
	warnings := []string{}
	for _, id := range slices.Sorted(maps.Keys(s.Metrics)) {
		if slices.Contains(known, id) {
			continue
		}
		warning := "it binds " + id + ", which is not defined"
		if near, ok := nearest.Word(id, known); ok {
			warning += "; did you mean " + near + "?"
		}
		warnings = append(warnings, warning)
	}
	return warnings
}

// metricsIn gives the ids of the metrics in use whose values a source has.
func (a *App) metricsIn(c semantic.Catalogue, source string) []string {
	ids := []string{}
	for _, m := range c.Metrics {
		if name, _, err := a.sourceOf(m); err == nil && name == source && m.Current() {
			ids = append(ids, m.ID())
		}
	}
	slices.Sort(ids)
	return ids
}
