package store

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// object names a table, index, trigger or view of a database.
type object struct{ kind, name string }

// SchemaProblems tells what of the tables, indexes and triggers is not as plumb made it, a sentence each: the triggers
// keep the history from being rewritten, and what plumb did not make may do anything.
func (s *Store) SchemaProblems(ctx context.Context) ([]string, error) {
	const op = "store.schema_problems"
	want, err := s.schemaMade(ctx)
	if err != nil {
		return nil, s.describe(err, op)
	}
	have, err := s.schemaKept(ctx, s.read)
	if err != nil {
		return nil, s.describe(err, op)
	}
	var problems []string
	for _, o := range slices.SortedFunc(maps.Keys(want), compareObjects) {
		switch text, kept := have[o]; {
		case !kept:
			problems = append(problems, fmt.Sprintf("the %s %s of the database is gone", o.kind, o.name))
		case text != want[o]:
			problems = append(problems, fmt.Sprintf("the %s %s of the database was changed", o.kind, o.name))
		}
	}
	for _, o := range slices.SortedFunc(maps.Keys(have), compareObjects) {
		if _, known := want[o]; !known {
			problems = append(problems, fmt.Sprintf("the database has a %s %s that plumb did not make", o.kind, o.name))
		}
	}
	return problems, nil
}

func compareObjects(a, b object) int {
	return strings.Compare(a.kind+" "+a.name, b.kind+" "+b.name)
}
