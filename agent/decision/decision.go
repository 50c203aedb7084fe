// Package decision keeps the decision log: what was decided about a bet, why, what was predicted, what was ruled out, who
// owns it and when it is looked at again. An entry is a proposal until a named person approves it; from then on it never
// changes, and what became of it is added beside it.
package decision

import "github.com/plumbline-dev/plumb/agent"

// Decision is an entry of the log, as it is kept in an agent.Proposal of kind decision.
type Decision struct {
	Date      string `json:"date"` // ISO date
	Aim       string `json:"aim"`
	Mechanism string `json:"mechanism"`
	Gate      string `json:"gate"` // these four are the three-line entry: date and aim, mechanism, gate

	Title     string   `json:"title"`
	Choice    Choice   `json:"choice"`
	Text      string   `json:"text"` // what is decided, in a sentence
	Rationale string   `json:"rationale"`
	RuledOut  []string `json:"ruled_out"`
	Owner     string   `json:"owner"`
	RevisitBy string   `json:"revisit_by"` // ISO date

	Prediction Prediction       `json:"prediction"`
	Sheet      string           `json:"sheet"`    // id; "" for a decision about none
	Review     string           `json:"review"`   // id of the review it follows from; "" when it comes from a meeting or a person
	Replaces   string           `json:"replaces"` // id of the approved decision that this one takes the place of; "" for none
	Evidence   []agent.Evidence `json:"evidence"` // what was said about it in a meeting

	// Engine says which model put the rationale in words, or why none did though one was asked for. It is left out where nobody asked.
	Engine agent.Engine `json:"engine,omitzero"`
}

// NotStated stands in a line of the three-line entry about which nobody said anything.
const NotStated = "not stated"

// Choice is what is done with a bet.
type Choice string

// The choices.
const (
	Start    Choice = "start" // a bet begins
	Continue Choice = "continue"
	Change   Choice = "change"
	Stop     Choice = "stop"
	Other    Choice = "other" // a decision that is not about going on with a bet
)

// Choices lists the choices.
func Choices() []Choice { return []Choice{Start, Continue, Change, Stop, Other} }

// Prediction is what the decision is expected to lead to. Confidence without a text, and a text without a confidence, are
// refused; both may be missing.
type Prediction struct {
	Text       string           `json:"text"`       // "" when nothing was predicted
	Confidence float64          `json:"confidence"` // probability from 0.01 to 0.99 that it comes true
	Predicate  *agent.Predicate `json:"predicate"`  // what readings can check; nil when only people can tell
	Metric     string           `json:"metric"`     // id of the predicate's metric; "" without one
}

// Revisit is what became of a decision, as it is kept in an approved agent.Proposal of kind revisit.
type Revisit struct {
	Decision  string   `json:"decision"` // id
	On        string   `json:"on"`       // ISO date
	Outcome   Outcome  `json:"outcome"`
	Observed  *float64 `json:"observed"` // value of the predicate's metric, in the predicate's unit; nil when it was not computed
	Readings  []string `json:"readings"` // ids of the kept readings that it was computed from
	Lesson    string   `json:"lesson"`
	RevisitBy string   `json:"revisit_by"` // ISO date of the next look; "" when this was the last
}

// Outcome is whether a prediction came true.
type Outcome string

// The outcomes.
const (
	CameTrue   Outcome = "came_true"
	DidNot     Outcome = "did_not"
	CannotTell Outcome = "cannot_tell"
)

// Outcomes lists the outcomes.
func Outcomes() []Outcome { return []Outcome{CameTrue, DidNot, CannotTell} }

// Words gives the outcome as a person says it.
func (o Outcome) Words() string {
	switch o {
	case CameTrue:
		return "came true"
	case DidNot:
		return "did not come true"
	}
	return "cannot tell"
}
