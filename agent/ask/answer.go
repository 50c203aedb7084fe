package ask

import (
	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/agent/review"
)

// The outcomes of an answer.
const (
	Answered  = "answered"
	Abstained = "abstained"
)

// Reason says why a question is not answered.
type Reason string

// The reasons.
const (
	NoReading    Reason = "no_reading"     // nothing was read of the metric
	Stale        Reason = "stale"          // the newest reading is too old to say how it stands
	Ambiguous    Reason = "ambiguous"      // the words may mean several metrics, sheets or decisions; see Choices
	NotEnough    Reason = "not_enough"     // there are too few readings to tell
	BadData      Reason = "bad_data"       // the readings cannot be believed
	NeedsControl Reason = "needs_control"  // a cause is asked for, and nothing was compared with
	NotStated    Reason = "not_stated"     // the meeting did not say
	NotOnRecord  Reason = "not_on_record"  // nothing that is kept says anything about it
	UnknownName  Reason = "unknown_metric" // no such metric is defined
	Outside      Reason = "outside"        // plumb keeps nothing of the kind
	Future       Reason = "future"         // it is about days that have not come
	Instruction  Reason = "instruction"    // it is no question; people do that by a command
	NoSheet      Reason = "no_sheet"       // there is no sheet yet
	Unclear      Reason = "unclear"        // the words could not be made out
	Empty        Reason = "empty"          // nothing was asked
	TooLong      Reason = "too_long"       // longer than a question
	Language     Reason = "language"       // it is not in English
)

// Refusal is why a question, or a part of it, is not answered, and what would settle it.
type Refusal struct {
	Reason      Reason   `json:"reason"`
	Text        string   `json:"text"`         // a sentence
	WouldSettle string   `json:"would_settle"` // a sentence: what to do, or to wait for
	Choices     []Choice `json:"choices"`      // at most three, when the words may mean several things
}

// Choice is one thing that ambiguous words may mean.
type Choice struct {
	ID   string `json:"id"`   // of a metric, a sheet or a decision
	Name string `json:"name"` // for a person
	Ask  string `json:"ask"`  // the question with this choice made
}

// Answer is a question answered, or the reason why not. Marshalled, it is the object that `plumb ask --json` prints; its
// shape is that of a review, with what only an answer has beside it.
type Answer struct {
	Question string       `json:"question"`
	Sheet    string       `json:"sheet"` // id of the sheet that the answer is about; "" for none or several
	Title    string       `json:"title"` // of that sheet
	AsOf     string       `json:"as_of"` // ISO date
	Engine   agent.Engine `json:"engine"`

	Facts     []fact.Fact     `json:"facts"` // those that the sentences cite, by their ids in the note of that moment
	Note      string          `json:"note"`  // Markdown of the sentences, with footnotes for their facts
	Sentences []fact.Sentence `json:"sentences"`

	// How the sheet stands, where the answer rests on its readings; else no signals, and states that are unknown.
	Signals   []review.Signal  `json:"signals"`
	Gate      review.Gate      `json:"gate"`
	Guardrail review.Guardrail `json:"guardrail"`
	Proposal  review.Proposal  `json:"proposal"` // always "none": an answer proposes nothing

	Answer Outcome `json:"answer"`
	Plan   Plan    `json:"plan"`  // what was looked up
	Topic  Topic   `json:"topic"` // what a follow-up is about
}

// Outcome is the answer in short.
type Outcome struct {
	Outcome     string   `json:"outcome"`      // Answered or Abstained
	Text        string   `json:"text"`         // three to six sentences
	WouldSettle string   `json:"would_settle"` // "" when it is answered
	Reason      Reason   `json:"reason"`       // why it is not answered; "" when it is
	Choices     []Choice `json:"choices"`
	Sure        string   `json:"sure"` // how sure the answer is, in a few words; "" for an abstention
}
