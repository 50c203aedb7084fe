package ask

import (
	"time"

	"github.com/plumbline-dev/plumb/semantic"
)

// Kind says what a query asks for.
type Kind string

// The kinds of queries.
const (
	Working   Kind = "working"   // is the mechanism working
	Moved     Kind = "moved"     // what moved, what did not, since when; of one metric if one is named
	Value     Kind = "value"     // what a metric is, or was in a week
	Cause     Kind = "cause"     // did something cause a move, why did a metric move
	Gate      Kind = "gate"      // how the stage gate stands, and what it would take
	Guardrail Kind = "guardrail" // whether the guardrail holds
	Meaning   Kind = "meaning"   // what a metric or a term means, who owns it, how teams differ
	Decided   Kind = "decided"   // what was decided about something, why, and what is predicted
	RuledOut  Kind = "ruled_out" // what was ruled out
	Revisit   Kind = "revisit"   // when a decision is looked at again
	Who       Kind = "who"       // who owns something, who decides
	Said      Kind = "said"      // what people said about something
	Changed   Kind = "changed"   // what is new since a day
	Compare   Kind = "compare"   // two periods of a metric, or two metrics
	Open      Kind = "open"      // which questions are open
	Prepare   Kind = "prepare"   // what to prepare for the next review
	Aim       Kind = "aim"       // what a bet is: its aim, its mechanism, why it is believed
	Bets      Kind = "bets"      // which bets there are, and how each stands
)

// Kinds lists the kinds of queries.
func Kinds() []Kind {
	return []Kind{
		Working, Moved, Value, Cause, Gate, Guardrail, Meaning, Decided, RuledOut, Revisit, Who, Said, Changed, Compare, Open, Prepare, Aim, Bets,
	}
}

// Plan is a question taken apart: what to look up for it, or why nothing can be.
type Plan struct {
	Queries  []Query   `json:"queries"`            // at most mostQueries; a question may ask several things at once
	Premises []Premise `json:"premises,omitempty"` // what the question takes for granted
	Refusal  *Refusal  `json:"refusal,omitempty"`  // why there is nothing to look up; nil when there are queries
	Left     []string  `json:"left,omitempty"`     // parts of the question that no query answers, in the words of the question
}

// Query is one thing to look up.
type Query struct {
	Kind    Kind      `json:"kind"`
	Sheet   string    `json:"sheet,omitempty"`   // id; "" for every sheet, or where none is needed
	Metrics []Heard   `json:"metrics,omitempty"` // that it names: two for a comparison of metrics
	Subject string    `json:"subject,omitempty"` // what a decision, a saying or an owner is asked about, in the words of the question
	Person  string    `json:"person,omitempty"`  // who said or owns it
	Since   time.Time `json:"since,omitzero"`    // of Changed and Moved: first day that counts; of Compare: the day that parts before from after
	Periods []Span    `json:"periods,omitempty"` // of Value and Compare: the weeks or days that are named; of others: the time of which is asked how it stood
}

// Heard is a metric as a question names it, with what it means to the organisation.
type Heard struct {
	Words string         `json:"words"`
	Match semantic.Match `json:"match"`
}

// Span is a stretch of days that a question names.
type Span struct {
	Words string    `json:"words"` // such as "last week"
	From  time.Time `json:"from"`  // first day
	To    time.Time `json:"to"`    // first day after
}

// Premise is something that a question takes for granted and that facts may contradict: "why did it fail?".
type Premise struct {
	Words string `json:"words"` // such as "fail"
	Claim Claim  `json:"claim"`
	// Metric is the id of the metric that is said to have moved; "" for the bet.
	Metric string `json:"metric,omitempty"`
}

// Claim is what a premise claims.
type Claim string

// The claims.
const (
	ClaimFailed  Claim = "failed"  // the bet failed, or the gate did
	ClaimWorked  Claim = "worked"  // the bet worked, or the gate was passed
	ClaimRose    Claim = "rose"    // a metric went up
	ClaimFell    Claim = "fell"    // a metric went down
	ClaimMoved   Claim = "moved"   // a metric changed
	ClaimCaused  Claim = "caused"  // something caused a move
	ClaimDecided Claim = "decided" // something was decided
)
