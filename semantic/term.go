package semantic

import "github.com/plumbline-dev/plumb/internal/fault"

// Term is jargon that is no metric: a product, a team, an acronym, a phrase that only insiders understand.
type Term struct {
	Namespace string   `json:"namespace"`
	Name      string   `json:"name"`     // as people write it
	Kind      TermKind `json:"kind"`     // "" when nobody said
	Meaning   string   `json:"meaning"`  // for a newcomer
	Variants  []string `json:"variants"` // other spellings, among them what transcription makes of it
	Team      string   `json:"team"`     // who says it; "" for everybody
}

// TermKind says what a term names.
type TermKind string

// The kinds of terms.
const (
	ProductTerm TermKind = "product"
	TeamTerm    TermKind = "team"
	AcronymTerm TermKind = "acronym" // Meaning starts with its expansion
	PhraseTerm  TermKind = "phrase"
)

// ID gives the term's id: namespace and name, joined by a dot.
func (t Term) ID() string { return t.Namespace + "." + t.Name }

// Check refuses a term that no catalogue can hold.
func (t Term) Check() error {
	const op = "term.check"
	switch t.Kind {
	case ProductTerm, TeamTerm, AcronymTerm, PhraseTerm, "":
	default:
		return fault.Newf(fault.Invalid, op, "the kind %q of the term %q is not known", t.Kind, t.Name).Do("Use product, team, acronym or phrase.")
	}
	switch {
	case t.Name == "":
		return fault.New(fault.Invalid, op, "a term needs a name", "Give it one: name: Lighthouse")
	case t.Namespace == "":
		return fault.Newf(fault.Invalid, op, "the term %q needs a namespace", t.Name).Do("Say which team or product says it: namespace: growth")
	}
	return nil
}
