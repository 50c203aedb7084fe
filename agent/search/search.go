// Package search finds what is kept about something: in transcripts, sheets, decisions, reviews and definitions. A hit is a
// passage with where it comes from; nothing in it is paraphrased.
package search

import (
	"time"

	"github.com/plumbline-dev/plumb/agent"
)

// Kind says what a passage is part of.
type Kind string

// The kinds.
const (
	Speech     Kind = "speech"     // a stretch of a transcript
	Sheet      Kind = "sheet"      // a field of the newest version of a sheet
	Decision   Kind = "decision"   // an entry of the decision log
	Review     Kind = "review"     // a sentence of a weekly note
	Event      Kind = "event"      // what somebody noted
	Definition Kind = "definition" // a metric or a term
)

// Kinds lists the kinds.
func Kinds() []Kind { return []Kind{Speech, Sheet, Decision, Review, Event, Definition} }

// Query is what to look for.
type Query struct {
	Text    string
	Kinds   []Kind    // none for all
	Sheet   string    // id: only what belongs to this sheet, its transcripts with it; "" for all
	Speaker string    // only what this person said; "" for all
	AsOf    time.Time // only what counted by then, see Passage.At; zero for all
	Limit   int       // at most so many hits; 0 for ten
}

// Passage is a piece of what is kept that can be found.
type Passage struct {
	Kind  Kind      `json:"kind"`
	ID    string    `json:"id"`    // of the sheet, decision, review, event or metric; of speech the digest of the transcript's source
	Part  string    `json:"part"`  // where in it: the path of a field, the id of the first utterance; "" for the whole
	Title string    `json:"title"` // of what it is part of, for a person
	Text  string    `json:"text"`  // verbatim
	State string    `json:"state"` // of what has one: "draft", "approved" ...
	At    time.Time `json:"at"`    // since when it counts: speech and sheets the day of the meeting, all else when it was kept
	// Of speech: who said it, and each utterance of the passage, whose Quote is its whole text. Source is 0.
	Speaker  string           `json:"speaker,omitempty"` // or several, joined by commas
	Evidence []agent.Evidence `json:"evidence,omitempty"`
	// Of speech: the name of the record, the line of it at which the passage begins, and that of each piece of evidence.
	File  string `json:"file,omitempty"`
	Line  int    `json:"line,omitempty"`
	Lines []int  `json:"lines,omitempty"`
}

// The states of passages of a record that nobody said in the meeting. Notes have no evidence.
const (
	ChatState = "chat" // written beside a meeting
	NoteState = "note" // a section around the speech, such as an agenda
)

// Hit is a passage that was found.
type Hit struct {
	Passage
	Score float64  `json:"score"` // higher is better; comparable within one answer only
	Found string   `json:"found"` // "words", "meaning" or "words and meaning"
	Match [][2]int `json:"match"` // byte ranges of Text that hold words of the query
}
