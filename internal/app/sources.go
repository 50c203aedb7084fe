package app

import (
	"cmp"
	"errors"
	"io"
	"strings"

	"github.com/plumbline-dev/plumb/connectors"
	"github.com/plumbline-dev/plumb/internal/config"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/nearest"
	"github.com/plumbline-dev/plumb/semantic"
)

const opSources = "app.sources"

// source gives the source of a name in the configuration. It is opened once, and asked nothing yet.
func (a *App) source(name string) (connectors.Source, error) {
	if opened, ok := a.sources[name]; ok {
		return opened, nil
	}
	settings, ok := a.Settings.Source(name)
	if !ok {
		return nil, a.noSource(name)
	}
	opened, err := openSource(settings)
	if err != nil {
		return nil, err
	}
	if a.sources == nil {
		a.sources = map[string]connectors.Source{}
	}
	a.sources[name] = opened
	return opened, nil
}

// sourceOf says where the values of a metric are: the source's name, and what the metric is called there or which query
// gives it. What the configuration binds comes before what the definition says.
func (a *App) sourceOf(m semantic.Metric) (name, query string, err error) {
	for _, s := range a.Settings.Sources {
		if bound, ok := s.Metrics[m.ID()]; ok {
			return s.Name, bound.Value, nil
		}
	}
	if _, ok := a.Settings.Source(m.Source.Connector); ok {
		return m.Source.Connector, m.Source.Query, nil
	}
	return "", "", fault.Newf(fault.NotFound, opSources, "it is not said where the values of %s are", m.ID()).
		Do("Bind it to a source in %s: sources: NAME: metrics: {%s: QUERY}", cmp.Or(a.Settings.File, config.FileName), m.ID())
}

// closeSources ends the connections of the sources that were opened.
func (a *App) closeSources() error {
	var failed error
	for _, s := range a.sources {
		if c, ok := s.(io.Closer); ok {
			failed = errors.Join(failed, c.Close())
		}
	}
	return failed
}

func (a *App) noSource(name string) error {
	if len(a.Settings.Sources) == 0 {
		return fault.Newf(fault.NotFound, opSources, "there is no source %s: none is configured", name).
			Do("Add it to the section sources of %s.", cmp.Or(a.Settings.File, config.FileName))
	}
	known := make([]string, len(a.Settings.Sources))
	for i, s := range a.Settings.Sources {
		known[i] = s.Name
	}
	err := fault.Newf(fault.NotFound, opSources, "there is no source %s", name)
	if near, ok := nearest.Word(name, known); ok {
		return err.Do("Did you mean %s?", near)
	}
	return err.Do("The sources are %s.", strings.Join(known, ", "))
}

// openSource makes the source of its settings.
func openSource(s config.Source) (connectors.Source, error) {
	return nil, fault.Newf(fault.Invalid, opSources, "sources of kind %s cannot be read", s.Kind.Value)
}
