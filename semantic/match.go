// Package semantic holds what an organisation has defined (metrics and their terms) and how words heard in a meeting
// are mapped onto it.
package semantic

// Outcome says what came of looking a term up in the semantic layer.
type Outcome string

// The outcomes. Only Linked names a metric.
const (
	Linked    Outcome = "linked"    // one definition is meant
	Ambiguous Outcome = "ambiguous" // several definitions fit; they differ in DiffersIn
	Conflict  Outcome = "conflict"  // teams define the same term differently
	Unknown   Outcome = "unknown"   // nothing that is defined fits
)

// Match is the result of looking up one term.
type Match struct {
	Outcome    Outcome     `json:"outcome"`
	Metric     string      `json:"metric"`     // id (namespace.name); empty unless Outcome is Linked
	Score      float64     `json:"score"`      // 0 to 1
	DiffersIn  string      `json:"differs_in"` // the slot in which the candidates of an ambiguous term differ
	Candidates []Candidate `json:"candidates"` // best first, at most ten
	Reason     string      `json:"reason"`     // for a person

	// Definition is what of the definition decides how a value is read; nil unless Outcome is Linked to a metric.
	Definition *Definition `json:"definition,omitempty"`
}

// Definition is the part of a metric's definition that a reader of its values has to know.
type Definition struct {
	Hash      string    `json:"hash"` // see [Metric.DefinitionHash]
	Unit      string    `json:"unit"`
	Window    Span      `json:"window"`
	Direction Direction `json:"direction"`
}

// Candidate is a definition that a term may mean.
type Candidate struct {
	Metric string  `json:"metric"`
	Name   string  `json:"name"`
	Score  float64 `json:"score"`
	Why    string  `json:"why"`
	Choice bool    `json:"choice,omitempty"` // whether the outcome is about this one: the link, or one of the choices
}

// NotLookedUp is the Match of a term when no definitions are loaded: nothing is known, and the reason says why.
func NotLookedUp() Match {
	return Match{Outcome: Unknown, Candidates: []Candidate{}, Reason: "no metric definitions are loaded"}
}

// Definition gives the part of the definition that a reader of its values has to know.
func (m Metric) Definition() *Definition {
	return &Definition{Hash: m.DefinitionHash(), Unit: m.Unit, Window: m.Window, Direction: m.Direction}
}
