package store

import (
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"runtime"
	"slices"
	"strings"

	"golang.org/x/sync/errgroup"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/glossary"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/semantic"
)

// maxIndexed bounds ids and keys, in bytes: a database does not index a text of any length.
const maxIndexed = 500

// KeepDefinitions keeps what one file defines, wholly or not at all: each metric and term that is new or differs from its
// newest revision becomes a revision. A file that changes nothing writes nothing, no audit entry either.
func (s *Store) KeepDefinitions(ctx context.Context, f glossary.File) (glossary.Change, error) {
	const op = "store.keep_definitions"
	if err := checkActor(op, f.By); err != nil {
		return glossary.Change{}, err
	}
	if err := checkText(op, "the name of the file", f.Name); err != nil {
		return glossary.Change{}, err
	}
	offered, err := definitionsOf(op, f)
	if err != nil {
		return glossary.Change{}, err
	}
	var change glossary.Change
	err = s.inTx(ctx, op, func(tx *sql.Tx) error {
		before, err := newestRevisions(ctx, tx, offered)
		if err != nil {
			return err
		}
		var kept []glossary.KeptDefinition
		kept, change = follow(offered, before)
		if len(kept) == 0 {
			return nil
		}
		detail := fmt.Sprintf("%d added, %d changed, %d described otherwise", len(change.Added), len(change.Changed), len(change.Described))
		entry, err := enter(ctx, tx, agent.AuditEntry{
			At: f.At, Actor: f.By, Action: agent.ActDefinitionsKept, Subject: glossary.DefinitionsSubject(f.Name),
			ContentHash: glossary.ImportHash(kept), Detail: detail,
		})
		if err != nil {
			return err
		}
		return insertDefinitions(ctx, tx, kept, entry)
	})
	if err != nil {
		return glossary.Change{}, err
	}
	return change, nil
}

// definitionsOf gives what a file defines as first revisions, in its order, and refuses what cannot be kept.
func definitionsOf(op string, f glossary.File) ([]glossary.KeptDefinition, error) {
	all := make([]glossary.KeptDefinition, 0, len(f.Metrics)+len(f.Terms))
	for _, m := range f.Metrics {
		if err := m.Check(); err != nil {
			return nil, err
		}
		all = append(all, firstRevision(glossary.KindMetric, m.ID(), m.DefinitionHash(), semantic.Canonical(m), f))
	}
	for _, t := range f.Terms {
		if err := t.Check(); err != nil {
			return nil, err
		}
		all = append(all, firstRevision(glossary.KindTerm, t.ID(), "", semantic.Canonical(t), f))
	}
	seen := make(map[[2]string]struct{}, len(all))
	for _, d := range all {
		name := [2]string{d.Kind, d.ID}
		if _, twice := seen[name]; twice {
			return nil, fault.Newf(fault.Invalid, op, "%s defines the %s %s twice", f.Name, d.Kind, d.ID).
				Do("Keep one of the two, or give the other another name.")
		}
		seen[name] = struct{}{}
		if err := checkText(op, "the id of a "+d.Kind, d.ID); err != nil {
			return nil, err
		}
		if len(d.ID) > maxIndexed {
			return nil, fault.Newf(fault.Invalid, op, "the id %.40s... of a %s has more than %d bytes", d.ID, d.Kind, maxIndexed).
				Do("Give it a shorter name: what it means belongs into the description.")
		}
	}
	return all, nil
}

func firstRevision(kind, id, definitionHash string, content []byte, f glossary.File) glossary.KeptDefinition {
	return glossary.KeptDefinition{
		Kind: kind, ID: id, Revision: 1, Version: 1, Content: content, ContentHash: agent.ContentHash(content),
		DefinitionHash: definitionHash, File: f.Name, At: f.At, By: f.By,
	}
}

// follow gives those of the offered definitions that differ from what was kept before, as the revisions that follow it.
func follow(offered []glossary.KeptDefinition, before map[[2]string]glossary.KeptDefinition) (kept []glossary.KeptDefinition, change glossary.Change) {
	for _, d := range offered {
		last, known := before[[2]string{d.Kind, d.ID}]
		switch {
		case !known:
			change.Added = append(change.Added, d.ID)
		case d.ContentHash == last.ContentHash:
			change.Unchanged++
			continue
		case d.DefinitionHash == last.DefinitionHash:
			change.Described = append(change.Described, d.ID)
			d.Revision, d.Version = last.Revision+1, last.Version
		default:
			change.Changed = append(change.Changed, d.ID)
			d.Revision, d.Version = last.Revision+1, last.Version+1
		}
		kept = append(kept, d)
	}
	return kept, change
}

// newestRevisions gives the newest revisions, without their content, of the definitions that are offered and known, and perhaps
// of others.
func newestRevisions(ctx context.Context, tx *sql.Tx, offered []glossary.KeptDefinition) (map[[2]string]glossary.KeptDefinition, error) {
	const query = `SELECT kind, id, revision, version, content_hash, definition_hash FROM definitions d WHERE ` + isNewest
	known := make(map[[2]string]glossary.KeptDefinition, len(offered))
	take := func(row scanner) error {
		var d glossary.KeptDefinition
		if err := row.Scan(&d.Kind, &d.ID, &d.Revision, &d.Version, &d.ContentHash, &d.DefinitionHash); err != nil {
			return unreadable(err, "a definition")
		}
		known[[2]string{d.Kind, d.ID}] = d
		return nil
	}
	if len(offered) > wholeCatalogue {
		return known, eachOf(ctx, tx, take, query)
	}
	return known, inBatches(offered, func(part []glossary.KeptDefinition) error {
		args := make([]any, len(part))
		for i, d := range part {
			args[i] = d.ID
		}
		return eachOf(ctx, tx, take, query+` AND kind IN ('`+glossary.KindMetric+`', '`+glossary.KindTerm+`') AND id IN (`+placeholders(1, len(part))+`)`, args...)
	})
}

// wholeCatalogue is the number of definitions in a file from which on it is quicker to read all that is kept at once than
// to ask for each.
const wholeCatalogue = 500

// isNewest is the condition under which a row of definitions d is the newest revision.
const isNewest = `NOT EXISTS (SELECT 1 FROM definitions later WHERE later.kind = d.kind AND later.id = d.id AND later.revision > d.revision)`

const definitionColumns = `kind, id, revision, version, content, content_hash, definition_hash, file, entry, kept_at, kept_by_kind, kept_by_name`

func insertDefinitions(ctx context.Context, tx *sql.Tx, kept []glossary.KeptDefinition, entry int64) error {
	const columns = 12
	return inBatches(kept, func(part []glossary.KeptDefinition) error {
		rows := make([]string, len(part))
		args := make([]any, 0, columns*len(part))
		for i, d := range part {
			rows[i] = "(" + placeholders(i*columns+1, columns) + ")"
			args = append(args, d.Kind, d.ID, d.Revision, d.Version, string(d.Content), d.ContentHash, d.DefinitionHash, d.File, entry,
				micros(d.At), d.By.Kind, d.By.Name)
		}
		_, err := tx.ExecContext(ctx, `INSERT INTO definitions (`+definitionColumns+`) VALUES `+strings.Join(rows, ", "), args...)
		return err
	})
}

// Catalogue gives the newest revision of every metric and term, ordered by id, and the approved aliases.
func (s *Store) Catalogue(ctx context.Context) (semantic.Catalogue, error) {
	const op = "store.catalogue"
	c := semantic.Catalogue{Metrics: []semantic.Metric{}, Terms: []semantic.Term{}, Aliases: []semantic.Alias{}}
	var metrics, terms []storedDefinition
	err := s.each(ctx, op, func(row scanner) error {
		d, err := scanStored(row)
		if err != nil {
			return err
		}
		if d.kind == glossary.KindTerm {
			terms = append(terms, d)
		} else {
			metrics = append(metrics, d)
		}
		return nil
	}, `SELECT `+storedColumns+` FROM definitions d WHERE `+isNewest+` ORDER BY kind, id`)
	if err != nil {
		return semantic.Catalogue{}, err
	}
	if c.Metrics, err = parseAll[semantic.Metric](metrics); err != nil {
		return semantic.Catalogue{}, err
	}
	if c.Terms, err = parseAll[semantic.Term](terms); err != nil {
		return semantic.Catalogue{}, err
	}
	err = s.each(ctx, op, func(row scanner) error {
		var a semantic.Alias
		if err := row.Scan(&a.Term, &a.Team, &a.Metric, &a.DefinitionHash); err != nil {
			return unreadable(err, "an alias")
		}
		c.Aliases = append(c.Aliases, a)
		return nil
	}, `SELECT term, team, metric, definition_hash FROM aliases WHERE state = $1 ORDER BY term_key, team`, glossary.AliasApproved)
	if err != nil {
		return semantic.Catalogue{}, err
	}
	return c, nil
}

// Metrics gives the newest revisions of the metrics with the given ids, ordered by id.
func (s *Store) Metrics(ctx context.Context, ids []string) ([]semantic.Metric, error) {
	var found []storedDefinition
	err := inBatches(ids, func(part []string) error {
		args := []any{glossary.KindMetric}
		for _, id := range part {
			args = append(args, id)
		}
		return s.each(ctx, "store.metrics", func(row scanner) error {
			d, err := scanStored(row)
			found = append(found, d)
			return err
		}, `SELECT `+storedColumns+` FROM definitions d WHERE kind = $1 AND id IN (`+placeholders(2, len(part))+`) AND `+isNewest+` ORDER BY id`, args...)
	})
	if err != nil {
		return nil, err
	}
	slices.SortFunc(found, func(a, b storedDefinition) int { return strings.Compare(a.id, b.id) })
	return parseAll[semantic.Metric](slices.CompactFunc(found, func(a, b storedDefinition) bool { return a.id == b.id }))
}

// storedDefinition is what is read of the newest revision of a definition to get at its content.
type storedDefinition struct {
	kind, id    string
	revision    int
	content     []byte
	contentHash string
}

const storedColumns = `kind, id, revision, content, content_hash`

func scanStored(row scanner) (storedDefinition, error) {
	var d storedDefinition
	if err := row.Scan(&d.kind, &d.id, &d.revision, &d.content, &d.contentHash); err != nil {
		return d, unreadable(err, "a definition")
	}
	return d, nil
}

// parseAll reads the contents of definitions, in their order, on as many processors as there are: it is most of the work of
// reading a large catalogue.
func parseAll[T definition](stored []storedDefinition) ([]T, error) {
	const together = 256
	all := make([]T, len(stored))
	group := new(errgroup.Group)
	group.SetLimit(runtime.GOMAXPROCS(0))
	for from := 0; from < len(stored); from += together {
		group.Go(func() error {
			for i := from; i < min(from+together, len(stored)); i++ {
				d := stored[i]
				var err error
				if all[i], err = parsed[T](glossary.KeptDefinition{Kind: d.kind, ID: d.id, Revision: d.revision, Content: d.content, ContentHash: d.contentHash}); err != nil {
					return err
				}
			}
			return nil
		})
	}
	return all, group.Wait()
}

// Origins gives, by id, the file that the newest revision of each metric was imported from.
func (s *Store) Origins(ctx context.Context) (map[string]string, error) {
	origins := map[string]string{}
	err := s.each(ctx, "store.origins", func(row scanner) error {
		var id, file string
		if err := row.Scan(&id, &file); err != nil {
			return unreadable(err, "a definition")
		}
		origins[id] = file
		return nil
	}, `SELECT id, file FROM definitions d WHERE kind = $1 AND `+isNewest, glossary.KindMetric)
	return origins, err
}

// Revisions gives every revision of a metric, oldest first. It answers with NotFound for an id that was never kept.
func (s *Store) Revisions(ctx context.Context, metric string) ([]glossary.Revision, error) {
	const op = "store.revisions"
	var all []glossary.Revision
	err := s.each(ctx, op, func(row scanner) error {
		d, err := scanDefinition(row)
		if err != nil {
			return unreadable(err, "metric "+metric)
		}
		m, err := parsed[semantic.Metric](d)
		all = append(all, glossary.Revision{Metric: m, Revision: d.Revision, Version: d.Version, File: d.File, At: d.At, By: d.By})
		return err
	}, `SELECT `+definitionColumns+` FROM definitions WHERE kind = $1 AND id = $2 ORDER BY revision`, glossary.KindMetric, metric)
	if err != nil {
		return nil, err
	}
	if len(all) == 0 {
		return nil, fault.Newf(fault.NotFound, op, "there is no metric %s", metric).Do("See what there is with `plumb metrics list`.")
	}
	return all, nil
}

// KeptDefinitions walks the revisions that are kept, ordered by kind, id and revision, unchecked.
func (s *Store) KeptDefinitions(ctx context.Context) iter.Seq2[glossary.KeptDefinition, error] {
	return walk(ctx, s, "a definition", scanDefinition, `SELECT `+definitionColumns+` FROM definitions ORDER BY kind, id, revision`)
}

func scanDefinition(row scanner) (glossary.KeptDefinition, error) {
	var d glossary.KeptDefinition
	var content string
	var at int64
	err := row.Scan(&d.Kind, &d.ID, &d.Revision, &d.Version, &content, &d.ContentHash, &d.DefinitionHash, &d.File, &d.Entry,
		&at, &d.By.Kind, &d.By.Name)
	d.Content, d.At = []byte(content), fromMicros(at)
	return d, err
}

// definition is a metric or a term.
type definition interface {
	semantic.Metric | semantic.Term
	ID() string
}

// parsed reads the content of a definition, after comparing it with its hash and with the id that it stands under.
func parsed[T definition](d glossary.KeptDefinition) (T, error) {
	var read T
	what := fmt.Sprintf("%s %s revision %d", d.Kind, d.ID, d.Revision)
	if agent.ContentHash(d.Content) != d.ContentHash {
		return read, changedOutside(what)
	}
	err := json.Unmarshal(d.Content, &read)
	if err == nil && read.ID() != d.ID {
		err = errors.New("it is of another id")
	}
	if err != nil {
		return read, unparsed(err, what)
	}
	return read, nil
}
