// Package fact holds computed facts and the prose that may be made of them. A number reaches a reader only as part of a
// fact; a sentence cites the facts that it rests on; and a sentence with a number, a date or a verb of cause that its
// facts do not license is refused, whoever wrote it.
package fact

import "github.com/plumbline-dev/plumb/agent"

// Fact is one computed statement with the readings that it was computed from. Its JSON is what other programs read.
type Fact struct {
	ID       string   `json:"id"`       // "F1", "F2" ... in the order of their computation
	Text     string   `json:"text"`     // the statement in words, with its number, unit and period
	Value    float64  `json:"value"`    // the number; 0 where there is none
	Unit     string   `json:"unit"`     // of Value: "%", a unit word, "" for a bare number
	Signed   bool     `json:"signed"`   // whether Value is a difference, of which the sign says which way
	Metric   string   `json:"metric"`   // id; "" for a fact that is about no metric
	Name     string   `json:"name"`     // of the metric, for people; "" for a fact that is about none
	Period   string   `json:"period"`   // ISO date of the first day of the newest period that it rests on; "" for none
	Readings []string `json:"readings"` // ids of the kept readings that Value was computed from
	Formula  string   `json:"formula"`  // how Value follows from the readings, such as "mean of 12 values"
	// Quote is what people wrote in a sheet, a decision or a definition, verbatim. A sentence that cites the fact may repeat it
	// between quotation marks, whatever it says: no number of it is one of the fact.
	Quote string `json:"quote,omitempty"`
}

// Sentence is a sentence of a note or an answer.
type Sentence struct {
	Text     string           `json:"text"`
	Facts    []string         `json:"facts"`            // ids of the facts that it rests on
	Evidence []agent.Evidence `json:"evidence"`         // what was said in a meeting, for sentences that quote it
	Section  string           `json:"section"`          // of the note that it stands in
	Author   string           `json:"author,omitempty"` // the person who wrote it by hand; "" for an engine
}
