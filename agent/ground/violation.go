package ground

import (
	"fmt"
	"strings"

	"github.com/plumbline-dev/plumb/internal/fault"
)

// Code names the gate that did not hold.
type Code string

// The gates.
const (
	CodeSource    Code = "source"    // the sheet's sources are not the transcripts
	CodeUnread    Code = "unread"    // a part of a transcript was not read
	CodeText      Code = "text"      // a string is not valid UTF-8, or a number is not finite
	CodeShape     Code = "shape"     // a value that the type does not know, a blank in a list, a missing question
	CodeEvidence  Code = "evidence"  // a filled field without evidence, or a blank with it
	CodeUtterance Code = "utterance" // evidence points at nothing
	CodeQuote     Code = "quote"     // a quote is not a byte-exact substring, or cuts a word
	CodeSpeaker   Code = "speaker"   // a quote is laid into another mouth
	CodeTime      Code = "time"      // a quote is given another time
	CodeChat      Code = "chat"      // evidence from a chat, which is not speech
	CodeWords     Code = "words"     // extracted text that is not the words of its evidence
	CodeNumber    Code = "number"    // a number that its evidence does not hold
	CodeName      Code = "name"      // a name that its evidence does not hold
	CodePredicate Code = "predicate" // a gate or objective that its words do not hold
	CodeTree      Code = "tree"      // a metric tree with a cycle, a bare edge or a node from nowhere
	CodeTitle     Code = "title"     // a title or topic in words that were not said
	CodeJargon    Code = "jargon"    // a term that was not heard where it claims
	CodeAuthor    Code = "author"    // text by a person where none may be, or under another name
	CodeLocked    Code = "locked"    // an edit of something that an edit may not change
)

// Violation is one gate that did not hold at one place.
type Violation struct {
	Code    Code   `json:"code"`
	Path    string `json:"path"` // "title", "topics[0].evidence[1]", or a field's path such as "gate.condition"
	Message string `json:"message"`
}

// String gives the violation as one line.
func (v Violation) String() string { return fmt.Sprintf("%s: %s (%s)", v.Path, v.Message, v.Code) }

// Violations is the error of a sheet that failed its gates. It lists all of them, in the order of the sheet.
type Violations struct { //nolint:errname // Named for what it lists; it is many errors in one.
	List  []Violation
	fault *fault.Error
}

const maxShown = 3 // violations in the error's one line; List has all of them

// Error gives the first violations and how many there are.
func (v *Violations) Error() string {
	var b strings.Builder
	b.WriteString(v.fault.Message)
	for i, one := range v.List {
		if i == maxShown {
			fmt.Fprintf(&b, "; and %d more", len(v.List)-maxShown)
			break
		}
		if i == 0 {
			b.WriteString(": ")
		} else {
			b.WriteString("; ")
		}
		b.WriteString(one.String())
	}
	return b.String()
}

// Unwrap gives the fault, of kind invalid, that carries the next step.
func (v *Violations) Unwrap() error { return v.fault }

// Has reports whether the gate with the given code is among the violations.
func (v *Violations) Has(code Code) bool {
	for _, one := range v.List {
		if one.Code == code {
			return true
		}
	}
	return false
}
