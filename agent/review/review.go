// Package review drafts the weekly review note of a sheet: what moved, what did not, how sure that is, how gate and
// guardrail stand, and which decision follows from stated rules. It computes facts from kept readings and writes
// sentences that cite them; the note is a proposal until a person approves it.
package review

import (
	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/agent/signal"
)

// Review is the content of a weekly review note. Its JSON is what `plumb review draft --json` prints, besides what the
// version adds (id, version, status, content_hash).
type Review struct {
	Sheet        string       `json:"sheet"`
	SheetVersion int          `json:"sheet_version"`
	Title        string       `json:"title"`
	Bet          string       `json:"bet"`   // the lever of the sheet's mechanism, in the words of the sheet
	Owner        string       `json:"owner"` // text of the sheet's owner; "" when not stated
	AsOf         string       `json:"as_of"` // ISO date
	Engine       agent.Engine `json:"engine"`

	Facts     []fact.Fact     `json:"facts"`
	Note      string          `json:"note"`      // Markdown, made of the sentences
	Sentences []fact.Sentence `json:"sentences"` // in the order of the note
	Signals   []Signal        `json:"signals"`
	Gate      Gate            `json:"gate"`
	Guardrail Guardrail       `json:"guardrail"`
	Proposal  Proposal        `json:"proposal"`
	Past      *Past           `json:"past"` // one past decision to look back at; nil when there is none
}

// Signal is how one metric of the sheet stands.
type Signal struct {
	Metric      string          `json:"metric"` // id
	Name        string          `json:"name"`
	Unit        string          `json:"unit"`
	Role        agent.Role      `json:"role"` // "" for a metric that stands in the gate or the guardrail only
	Direction   agent.Direction `json:"direction"`
	Verdict     signal.Verdict  `json:"verdict"`
	Evidence    signal.Evidence `json:"evidence_level"`
	Start       string          `json:"start"`  // ISO date on which the mechanism started; "" when that is not known
	Chart       Chart           `json:"chart"`  // what a process-behaviour chart shows
	Checks      []signal.Check  `json:"checks"` // what is wrong with the data
	Restated    int             `json:"restated"`
	Readings    []string        `json:"readings"`    // ids of the kept readings, one a point of the chart
	Explanation string          `json:"explanation"` // what may be said of why it moved, "" unless it did
}

// Chart is what a process-behaviour chart shows of one metric.
type Chart struct {
	Period   signal.Period      `json:"period"`
	Baseline signal.Baseline    `json:"baseline"`
	Points   []signal.PointView `json:"points"`
	Gate     *Line              `json:"gate"`  // the threshold of the gate or guardrail; nil for none
	Marks    []Mark             `json:"marks"` // the start of the mechanism, and what else happened
}

// Line is a horizontal line of a chart.
type Line struct {
	Label string  `json:"label"` // such as "gate >= 40%"
	Value float64 `json:"value"`
}

// Mark is a vertical line of a chart.
type Mark struct {
	On    string `json:"on"` // ISO date
	Label string `json:"label"`
	Start bool   `json:"start"` // of the mechanism
}

// Gate is how the stage gate stands.
type Gate struct {
	State      signal.GateState   `json:"state"`
	Detail     string             `json:"detail"`
	Metric     string             `json:"metric"`
	Due        string             `json:"due"`        // ISO date from which on it can be told; "" when that is not known
	Extensions int                `json:"extensions"` // how often the bet was replaced by one with a later gate on the same metric
	Result     *signal.GateResult `json:"result"`     // nil where nothing could be computed
}

// Guardrail is how the guardrail stands.
type Guardrail struct {
	State  signal.GuardrailState   `json:"state"`
	Detail string                  `json:"detail"`
	Metric string                  `json:"metric"`
	Result *signal.GuardrailResult `json:"result"` // nil where nothing could be computed
}

// Proposal is the decision that follows from the rules of [Propose].
type Proposal struct {
	Decision  Choice `json:"decision"`
	Rationale string `json:"rationale"`
	Rule      string `json:"rule"` // code of the rule that decided, such as "guardrail_breached"
	// Facts are the ids of those that the rationale rests on, and Author is the person who wrote it by hand; "" for the rules.
	Facts  []string `json:"facts"`
	Author string   `json:"author,omitempty"`
}

// Choice is what a team does with its bet.
type Choice string

// The choices.
const (
	Continue Choice = "continue"
	Change   Choice = "change"
	Stop     Choice = "stop"
	None     Choice = "none" // too little is known to propose anything
)

// Past is a decision that is offered for a look back.
type Past struct {
	Decision   string  `json:"decision"` // id
	Date       string  `json:"date"`
	Text       string  `json:"text"`
	Prediction string  `json:"prediction"`
	Confidence float64 `json:"confidence"` // 0 to 1
	Outcome    string  `json:"outcome"`    // what the readings say of it by now; "cannot tell" where they don't
}
