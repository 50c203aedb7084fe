package glossary

import (
	"bytes"
	"context"
	"errors"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/semantic"
	"github.com/plumbline-dev/plumb/semantic/format"
)

const opKeep = "metrics.import"

// Report says what became of one file of definitions.
type Report struct {
	File    string        `json:"file"`
	Format  string        `json:"format"`
	Metrics int           `json:"metrics"` // that it defines
	Terms   int           `json:"terms"`   // that it defines
	Skipped []format.Skip `json:"skipped"`
	Losses  []format.Loss `json:"losses"`
	Change
	Edits []Edit     `json:"edits"` // of what is in Changed and Described
	Gone  []string   `json:"gone"`  // ids of metrics in use that came from this file and are no longer in it; nothing is done about them
	Names []TeamName `json:"names"` // that the file brings: by which teams call its metrics from now on
	Error string     `json:"error"` // why nothing of the file was kept; "" when it was
}

// Edit is what changed of a definition that was kept before.
type Edit struct {
	ID         string                 `json:"id"`
	Definition bool                   `json:"definition"` // whether what is computed changed, and not only the words around it
	Fields     []semantic.FieldChange `json:"fields"`
}

// Keep keeps what files define, one after the other, each wholly or not at all. It gives a report a file; the error
// joins why files were refused, and stops nothing else.
func (g *Glossary) Keep(ctx context.Context, files []format.File, by agent.Actor) ([]Report, error) {
	kept, err := g.Kept(ctx)
	if err != nil {
		return nil, err
	}
	return walk(kept, files, func(_ definitions, f format.File) (Change, error) {
		return g.store.KeepDefinitions(ctx, File{
			Name: f.Path, Format: f.Format, Metrics: f.Metrics, Terms: f.Terms, By: by, At: g.now(),
		})
	})
}

// Kept is what files are compared with when they are imported: what is defined, and where it came from.
type Kept struct {
	Catalogue semantic.Catalogue
	Origins   map[string]string // of metrics: the file of the newest revision, by id
}

// Kept gives what is defined now.
func (g *Glossary) Kept(ctx context.Context) (Kept, error) {
	catalogue, err := g.store.Catalogue(ctx)
	if err != nil {
		return Kept{}, err
	}
	origins, err := g.store.Origins(ctx)
	return Kept{catalogue, origins}, err
}

// Preview tells what keeping the files would do to what is kept, and does nothing.
func Preview(kept Kept, files []format.File) ([]Report, error) {
	return walk(kept, files, func(kept definitions, f format.File) (Change, error) { return kept.change(f), nil })
}

// walk reports what becomes of each file when keep keeps it, beginning with what was kept before.
func walk(before Kept, files []format.File, keep func(definitions, format.File) (Change, error)) ([]Report, error) {
	kept, missing := definitionsOf(before.Catalogue), newMissing(before, files)
	origin := map[string]string{} // the file that defined it, in this walk
	reports := make([]Report, 0, len(files))
	var failed []error
	for _, f := range files {
		report := Report{
			File: f.Path, Format: f.Format, Metrics: len(f.Metrics), Terms: len(f.Terms),
			Skipped: listed(f.Skipped), Losses: listed(f.Losses), Edits: []Edit{}, Gone: []string{}, Names: []TeamName{},
		}
		err := checkFile(f, kept, origin)
		if err == nil {
			report.Change, err = keep(kept, f)
		}
		report.Added, report.Changed, report.Described = listed(report.Added), listed(report.Changed), listed(report.Described)
		if err != nil {
			report.Error = err.Error()
			failed = append(failed, err)
		} else {
			report.Edits, report.Gone, report.Names = kept.edits(f, report.Change), missing.from(f), kept.brings(f)
			kept.take(f, origin)
		}
		reports = append(reports, report)
	}
	return reports, errors.Join(failed...)
}

func listed[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

// checkFile refuses what no catalogue can hold, and a file that defines otherwise what another one just defined: which
// of the two holds would depend on their order, and importing them again would change both.
func checkFile(f format.File, kept definitions, origin map[string]string) error {
	inFile := map[string]bool{}
	check := func(kind, id string, valid error, same func() bool) error {
		key := kind + " " + id
		switch {
		case valid != nil:
			return fault.Wrap(valid, fault.Invalid, opKeep, f.Path+" was not kept", "")
		case inFile[key]:
			return fault.Newf(fault.Invalid, opKeep, "%s was not kept: it defines the %s %s twice", f.Path, kind, id).
				Do("Keep one of the two, or give the other another name.")
		case origin[key] != "" && !same():
			return fault.Newf(fault.Conflict, opKeep, "%s was not kept: it defines the %s %s otherwise than %s does", f.Path, kind, id, origin[key]).
				Do("Give one of them another name or namespace, or import only the file that holds.")
		}
		inFile[key] = true
		return nil
	}
	for _, m := range f.Metrics {
		same := func() bool { return bytes.Equal(semantic.Canonical(m), semantic.Canonical(kept.metrics[m.ID()])) }
		if err := check("metric", m.ID(), m.Check(), same); err != nil {
			return err
		}
	}
	for _, t := range f.Terms {
		same := func() bool { return bytes.Equal(semantic.Canonical(t), semantic.Canonical(kept.terms[t.ID()])) }
		if err := check("term", t.ID(), t.Check(), same); err != nil {
			return err
		}
	}
	return nil
}

// definitions is a catalogue by id.
type definitions struct {
	metrics map[string]semantic.Metric
	terms   map[string]semantic.Term
}

func definitionsOf(c semantic.Catalogue) definitions {
	d := definitions{make(map[string]semantic.Metric, len(c.Metrics)), make(map[string]semantic.Term, len(c.Terms))}
	for _, m := range c.Metrics {
		d.metrics[m.ID()] = m
	}
	for _, t := range c.Terms {
		d.terms[t.ID()] = t
	}
	return d
}

// take takes over what a file defines.
func (d definitions) take(f format.File, origin map[string]string) {
	for _, m := range f.Metrics {
		d.metrics[m.ID()] = m
		origin["metric "+m.ID()] = f.Path
	}
	for _, t := range f.Terms {
		d.terms[t.ID()] = t
		origin["term "+t.ID()] = f.Path
	}
}

// change says what a file would change.
func (d definitions) change(f format.File) Change {
	var c Change
	for _, m := range f.Metrics {
		before, known := d.metrics[m.ID()]
		c.count(m.ID(), known, before.DefinitionHash() == m.DefinitionHash(), bytes.Equal(semantic.Canonical(before), semantic.Canonical(m)))
	}
	for _, t := range f.Terms {
		before, known := d.terms[t.ID()]
		c.count(t.ID(), known, true, bytes.Equal(semantic.Canonical(before), semantic.Canonical(t)))
	}
	return c
}

// count adds one definition to a change: whether it was known, computes the same, and is the same to the last word.
func (c *Change) count(id string, known, computesSame, same bool) {
	switch {
	case !known:
		c.Added = append(c.Added, id)
	case same:
		c.Unchanged++
	case computesSame:
		c.Described = append(c.Described, id)
	default:
		c.Changed = append(c.Changed, id)
	}
}

// edits gives field by field how a file differs from what was kept, of the definitions that a change names.
func (d definitions) edits(f format.File, c Change) []Edit {
	named := make(map[string]bool, len(c.Changed)+len(c.Described)) // and whether what is computed changed
	for _, id := range c.Changed {
		named[id] = true
	}
	for _, id := range c.Described {
		named[id] = false
	}
	edits := []Edit{}
	for _, m := range f.Metrics {
		before, known := d.metrics[m.ID()]
		if definition, ok := named[m.ID()]; ok && known {
			if fields := semantic.Diff(before, m); len(fields) > 0 {
				edits = append(edits, Edit{m.ID(), definition, fields})
			}
		}
	}
	for _, t := range f.Terms {
		before, known := d.terms[t.ID()]
		if _, ok := named[t.ID()]; ok && known {
			if fields := diffTerm(before, t); len(fields) > 0 {
				edits = append(edits, Edit{t.ID(), false, fields})
			}
		}
	}
	return edits
}
