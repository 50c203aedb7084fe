package app

import (
	"context"
	"errors"
	"io"
	"log/slog"
	"slices"
	"strings"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/glossary"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/store"
	"github.com/plumbline-dev/plumb/semantic"
	"github.com/plumbline-dev/plumb/semantic/format"
	"github.com/plumbline-dev/plumb/semantic/link"
)

// importEngine acts when definitions are imported and nobody is named.
const importEngine = "import"

// Glossary gives the definitions that are kept. It answers NotFound when nothing was ever kept here: looking does not
// create a database.
func (a *App) Glossary(ctx context.Context) (*glossary.Glossary, error) {
	if !a.kept() {
		return nil, fault.Newf(fault.NotFound, "app.metrics", "no metric definitions are kept in %s yet", a.Settings.Database).
			Do("Import them with plumb metrics import PATH, or say where they are with PLUMB_HOME or PLUMB_DATABASE.")
	}
	return a.glossary(ctx)
}

// glossary opens the database, and creates it when there is none.
func (a *App) glossary(ctx context.Context) (*glossary.Glossary, error) {
	opened, err := a.openStore(ctx)
	if err != nil {
		return nil, err
	}
	return a.glossaryOf(opened), nil
}

func (a *App) glossaryOf(s *store.Store) *glossary.Glossary {
	return glossary.New(glossary.Config{Store: s, Now: a.Now, NewID: glossary.AliasIDs(a.Now), Key: link.Key})
}

// Catalogue gives everything that is defined; it is empty when nothing was ever kept here.
func (a *App) Catalogue(ctx context.Context) (semantic.Catalogue, error) {
	if !a.kept() {
		return semantic.Catalogue{}, nil
	}
	g, err := a.glossary(ctx)
	if err != nil {
		return semantic.Catalogue{}, err
	}
	return g.Catalogue(ctx)
}

// defined gives the metrics with the given ids, as far as they are defined, by their ids.
func (a *App) defined(ctx context.Context, ids ...string) (map[string]semantic.Metric, error) {
	if !a.kept() {
		return map[string]semantic.Metric{}, nil
	}
	g, err := a.glossary(ctx)
	if err != nil {
		return nil, err
	}
	return g.Metrics(ctx, ids...)
}

// ImportRequest says which files of definitions to keep.
type ImportRequest struct {
	Paths  []string  // files and folders, or "-" for Stdin
	Stdin  io.Reader // read when a path is "-"
	Team   string    // of the metrics whose file names none
	DryRun bool      // keep nothing, and say what would be kept
}

// ImportReport says what became of the files, in order.
type ImportReport struct {
	Files      []glossary.Report `json:"files"`
	Metrics    int               `json:"metrics"`     // in all files
	PassedOver []PassedOver      `json:"passed_over"` // files of a folder that define nothing
	Conflicts  []Contradiction   `json:"conflicts"`   // definitions that were skipped for another one
}

// PassedOver is a file of a folder that was not taken for one of definitions.
type PassedOver struct {
	File   string `json:"file"`
	Reason string `json:"reason"`
}

// Contradiction is a definition that was skipped because another one of the same id, in the same import, is different.
type Contradiction struct {
	ID   string `json:"id"`
	Used string `json:"used"` // file and line of the definition that is used
	Not  string `json:"not"`  // file of the one that is not
}

func contradictions(files []format.File) []Contradiction {
	out := []Contradiction{}
	for _, f := range files {
		for _, skip := range f.Skipped {
			if skip.Instead != "" {
				out = append(out, Contradiction{skip.Name, skip.Instead, f.Path})
			}
		}
	}
	return out
}

// ImportMetrics reads files of definitions and keeps what they define, each file wholly or not at all. The report is
// there also when the error says that some files could not be read or kept.
func (a *App) ImportMetrics(ctx context.Context, r ImportRequest) (ImportReport, error) {
	files, unread := a.readMetrics(ctx, r.Paths, format.Options{Team: r.Team, Stdin: r.Stdin})
	report := ImportReport{Files: []glossary.Report{}, PassedOver: []PassedOver{}, Conflicts: contradictions(files)}
	files = slices.DeleteFunc(files, func(f format.File) bool {
		if f.Format == "" {
			report.PassedOver = append(report.PassedOver, passedOver(f))
		}
		return f.Format == ""
	})
	if len(files) == 0 {
		return report, unread
	}
	reports, unkept := a.keepMetrics(ctx, files, r.DryRun)
	for _, f := range reports {
		report.Metrics += f.Metrics
	}
	report.Files = append(report.Files, reports...)
	return report, errors.Join(unread, unkept)
}

func passedOver(f format.File) PassedOver {
	out := PassedOver{File: f.Path}
	if len(f.Skipped) > 0 {
		out.Reason = f.Skipped[0].Reason
	}
	return out
}

func (a *App) keepMetrics(ctx context.Context, files []format.File, dryRun bool) ([]glossary.Report, error) {
	if dryRun {
		var kept glossary.Kept // nothing, where nothing was ever kept
		if a.kept() {
			g, err := a.glossary(ctx)
			if err != nil {
				return nil, err
			}
			if kept, err = g.Kept(ctx); err != nil {
				return nil, err
			}
		}
		return glossary.Preview(kept, files)
	}
	g, err := a.glossary(ctx)
	if err != nil {
		return nil, err
	}
	reports, err := g.Keep(ctx, files, a.actorOr(importEngine))
	for _, r := range reports {
		a.Log.LogAttrs(ctx, slog.LevelInfo, "definitions imported", slog.String("file", r.File), slog.String("format", r.Format),
			slog.Int("added", len(r.Added)), slog.Int("changed", len(r.Changed)), slog.String("error", r.Error))
	}
	return reports, err
}

// actorOr is who keeps what others decided on, such as definitions and readings: the configured person, else the program
// under a name.
func (a *App) actorOr(engine string) agent.Actor {
	if person, err := agent.Person(a.Settings.Actor.Value); err == nil {
		return person
	}
	return agent.EngineNamed(engine)
}

// readMetrics reads files of definitions; those that could be read are given also when the error says that others
// could not.
func (a *App) readMetrics(ctx context.Context, paths []string, o format.Options) ([]format.File, error) {
	if slices.ContainsFunc(paths, func(path string) bool { return strings.TrimSpace(path) == "" }) {
		return nil, fault.New(fault.Usage, "app.metrics", "the path of the definitions is empty", "Name a file or a folder; a shell variable may not be set.")
	}
	return untilDone(ctx, func() ([]format.File, error) { return format.ReadPaths(ctx, paths, o) })
}

// The formats in which definitions are given.
const (
	FormatOssie = "ossie"
	FormatPlumb = "plumb"
)

// ExportMetrics writes what is defined in a format, all of it or that of one namespace.
func (a *App) ExportMetrics(ctx context.Context, w io.Writer, as, namespace string) error {
	g, err := a.Glossary(ctx)
	if err != nil {
		return err
	}
	catalogue, err := g.Catalogue(ctx)
	if err != nil {
		return err
	}
	if namespace != "" {
		catalogue.Metrics = slices.DeleteFunc(catalogue.Metrics, func(m semantic.Metric) bool { return m.Namespace != namespace })
		catalogue.Terms = slices.DeleteFunc(catalogue.Terms, func(t semantic.Term) bool { return t.Namespace != namespace })
		catalogue.Aliases = nil
	}
	if len(catalogue.Metrics) == 0 && len(catalogue.Terms) == 0 {
		return fault.New(fault.NotFound, "app.metrics", "there are no definitions to export", "See what there is with plumb metrics list.")
	}
	if as == FormatOssie {
		return format.WriteOssie(w, catalogue.Metrics)
	}
	return format.WritePlumb(w, catalogue)
}

// LintMetrics says what is wrong with the definitions of files, or with those that are kept when there are no paths.
func (a *App) LintMetrics(ctx context.Context, paths []string) ([]semantic.LintFinding, error) {
	if len(paths) == 0 {
		g, err := a.Glossary(ctx)
		if err != nil {
			return nil, err
		}
		kept, err := g.Catalogue(ctx)
		if err != nil {
			return nil, err
		}
		return semantic.Lint(kept), nil
	}
	files, err := a.readMetrics(ctx, paths, format.Options{})
	return semantic.Lint(onTop(semantic.Catalogue{}, files)), err
}

// onTop gives a catalogue with what files define added to it, or in place of what has the same id.
func onTop(kept semantic.Catalogue, files []format.File) semantic.Catalogue {
	metrics := map[string]semantic.Metric{}
	terms := map[string]semantic.Term{}
	var added semantic.Catalogue
	for _, f := range files {
		for _, m := range f.Metrics {
			metrics[m.ID()] = m
		}
		for _, t := range f.Terms {
			terms[t.ID()] = t
		}
		added.Metrics = append(added.Metrics, f.Metrics...)
		added.Terms = append(added.Terms, f.Terms...)
	}
	kept.Metrics = slices.DeleteFunc(slices.Clone(kept.Metrics), func(m semantic.Metric) bool { _, ok := metrics[m.ID()]; return ok })
	kept.Terms = slices.DeleteFunc(slices.Clone(kept.Terms), func(t semantic.Term) bool { _, ok := terms[t.ID()]; return ok })
	kept.Metrics = append(kept.Metrics, added.Metrics...)
	kept.Terms = append(kept.Terms, added.Terms...)
	return kept
}
