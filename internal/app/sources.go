package app

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"io"
	"path/filepath"
	"strings"

	"github.com/plumbline-dev/plumb/connectors"
	"github.com/plumbline-dev/plumb/connectors/csvfile"
	"github.com/plumbline-dev/plumb/connectors/cube"
	"github.com/plumbline-dev/plumb/connectors/dbt"
	"github.com/plumbline-dev/plumb/connectors/github"
	"github.com/plumbline-dev/plumb/connectors/prometheus"
	"github.com/plumbline-dev/plumb/connectors/sqlquery"
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
	opened, err := openSource(settings, filepath.Dir(a.Settings.File))
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
	what := "it is not said where the values of " + m.ID() + " are"
	if m.Source.Connector != "" {
		what = fmt.Sprintf("%s names the source %q, which is not configured", m.ID(), m.Source.Connector)
	}
	return "", "", fault.New(fault.NotFound, opSources, what, "").
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

// cautious is a source that knows what a person should look at though it works.
type cautious interface {
	Cautions(ctx context.Context) ([]string, error)
}

// cautions gives what a source has to say about itself.
func cautions(ctx context.Context, s connectors.Source) ([]string, error) {
	if c, ok := s.(cautious); ok {
		return c.Cautions(ctx)
	}
	return nil, nil
}

// openSource makes the source of its settings. Relative paths start in a folder.
func openSource(s config.Source, folder string) (connectors.Source, error) {
	switch s.Kind.Value {
	case config.KindCSV:
		return csvfile.New(csvfile.Config{
			Name: s.Name, Folder: folder, Path: within(folder, s.Path.Value), URL: s.URL.Value, Key: s.Key.Reveal(), Private: s.Private,
		})
	case config.KindPostgres, config.KindSQLite:
		return sqlquery.New(sqlquery.Config{
			Name: s.Name, Path: s.Path.Value, URL: s.URL.Value, Password: s.Key.Reveal(), Private: s.Private, Queries: queriesOf(s),
		})
	case config.KindCube:
		return cube.New(cube.Config{Name: s.Name, URL: s.URL.Value, Token: s.Key.Reveal(), Private: s.Private, Queries: queriesOf(s)})
	case config.KindDBT:
		return dbt.New(dbt.Config{Name: s.Name, URL: s.URL.Value, Environment: s.Environment.Value, Token: s.Key.Reveal(), Private: s.Private})
	case config.KindGitHub:
		return github.New(github.Config{Name: s.Name, URL: s.URL.Value, Token: s.Key.Reveal(), Private: s.Private})
	case config.KindPrometheus:
		return prometheus.New(prometheus.Config{Name: s.Name, URL: s.URL.Value, Key: s.Key.Reveal(), Private: s.Private, Queries: queriesOf(s)})
	}
	return nil, fault.Newf(fault.Invalid, opSources, "sources of kind %s cannot be read", s.Kind.Value)
}

func queriesOf(s config.Source) map[string]string {
	out := map[string]string{}
	for name, query := range s.Queries {
		out[name] = query.Value
	}
	return out
}

// within gives a path as it is seen from a folder that it lies in, so that it stays the same where the folder is moved.
func within(folder, path string) string {
	relative, err := filepath.Rel(folder, path)
	if path == "" || err != nil || !filepath.IsLocal(relative) {
		return path
	}
	return relative
}
