// Package semantic holds what an organisation has defined (metrics and their terms) and how words heard in a meeting
// are mapped onto it.
package semantic

import "strings"

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
	Term       string      `json:"term,omitempty"` // the words that were looked up, where a longer text has them; "" for the whole
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

const noDefinitions = "no metric definitions are loaded"

// NotLookedUp is the Match of a term when no definitions are loaded: nothing is known, and the reason says why.
func NotLookedUp() Match {
	return Match{Outcome: Unknown, Candidates: []Candidate{}, Reason: noDefinitions}
}

// LookedUp reports whether the term was looked up in definitions. Only then an unknown one says something about it.
func (m Match) LookedUp() bool {
	return m.Outcome != "" && (m.Outcome != Unknown || m.Reason != noDefinitions && m.Reason != changedByHand)
}

const changedByHand = "changed by hand and not looked up yet"

// ChangedByHand is the Match of words that a person wrote after the words before them had been looked up.
func ChangedByHand() Match {
	return Match{Outcome: Unknown, Candidates: []Candidate{}, Reason: changedByHand}
}

// IsChangedByHand reports whether the words were changed since they were looked up.
func (m Match) IsChangedByHand() bool { return m.Outcome == Unknown && m.Reason == changedByHand }

// Open reports whether a person has something to choose from.
func (m Match) Open() bool {
	return m.Outcome == Ambiguous || m.Outcome == Conflict || m.Outcome == Unknown && len(m.Candidates) > 0
}

// Choices gives the candidates between which a person has to choose, best first: those that the outcome is about, and
// all when it is about none in particular.
func (m Match) Choices() []Candidate {
	var choices []Candidate
	for _, c := range m.Candidates {
		if c.Choice {
			choices = append(choices, c)
		}
	}
	if len(choices) == 0 {
		return m.Candidates
	}
	return choices
}

// maxChosenFrom is how many candidates a match lists.
const maxChosenFrom = 10

// ChosenBy gives the match that a person makes of m by saying which metric is meant. It is the first candidate then.
func (m Match) ChosenBy(person string, metric Metric) Match {
	why := chosenBy(person)
	list := []Candidate{{Metric: metric.ID(), Name: metric.Title(), Score: 1, Why: why, Choice: true}}
	for _, c := range m.Candidates {
		if c.Choice = false; c.Metric != metric.ID() && len(list) < maxChosenFrom {
			list = append(list, c)
		}
	}
	return Match{
		Term: m.Term, Outcome: Linked, Metric: metric.ID(), Score: 1, Candidates: list, Reason: why, Definition: metric.Definition(),
	}
}

// IsChosenBy reports whether m says that this person chose the metric.
func (m Match) IsChosenBy(person string) bool { return m.Chosen() && m.Reason == chosenBy(person) }

// Chosen reports whether m says that a person chose the metric.
func (m Match) Chosen() bool {
	return m.Outcome == Linked && m.Definition != nil && strings.HasPrefix(m.Reason, chosenBy(""))
}

func chosenBy(person string) string { return "chosen by " + person }

// Definition gives the part of the definition that a reader of its values has to know.
func (m Metric) Definition() *Definition {
	return &Definition{Hash: m.DefinitionHash(), Unit: m.Unit, Window: m.Window, Direction: m.Direction}
}
