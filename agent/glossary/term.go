package glossary

import (
	"strings"

	"github.com/plumbline-dev/plumb/semantic"
)

// diffTerm gives the fields in which two definitions of a term differ.
func diffTerm(before, after semantic.Term) []semantic.FieldChange {
	all := []semantic.FieldChange{
		{Field: "kind", Before: string(before.Kind), After: string(after.Kind)},
		{Field: "meaning", Before: before.Meaning, After: after.Meaning},
		{Field: "variants", Before: strings.Join(before.Variants, ", "), After: strings.Join(after.Variants, ", ")},
		{Field: "team", Before: before.Team, After: after.Team},
	}
	var changed []semantic.FieldChange
	for _, f := range all {
		if f.Before != f.After {
			changed = append(changed, f)
		}
	}
	return changed
}
