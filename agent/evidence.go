package agent

// Evidence is the place where something was said: an exact substring of one utterance of one source.
type Evidence struct {
	Source    int    `json:"source"`    // index into Sheet.Sources
	Utterance string `json:"utterance"` // id of the utterance in that source
	Speaker   string `json:"speaker"`   // as the utterance has it
	StartMS   int64  `json:"start_ms"`  // as the utterance has it
	Quote     string `json:"quote"`     // byte-exact substring of the utterance's text, never empty
}

// Status says how much of a field was said.
type Status string

// The statuses of a field.
const (
	Stated    Status = "stated"
	Partly    Status = "partly"
	NotStated Status = "not_stated"
)

// Maturity says how settled a field was when the meeting ended; later turns win over earlier ones.
type Maturity string

// The maturities. The empty maturity belongs to blanks and to fields for which it has no meaning.
const (
	Agreed    Maturity = "agreed"
	Proposed  Maturity = "proposed"
	Tentative Maturity = "tentative"
	Deferred  Maturity = "deferred"
	Reversed  Maturity = "reversed"
)

// Field is one filled or blank place of a sheet. Either Text is set and rests on Evidence (or on Author, a person who
// wrote it by hand), or Text is empty, Status is NotStated and Question asks for it.
type Field struct {
	Text     string     `json:"text"`
	Status   Status     `json:"status"`
	Maturity Maturity   `json:"maturity"`
	Evidence []Evidence `json:"evidence"`
	Question string     `json:"question"`
	Author   string     `json:"author,omitempty"` // the person who wrote Text by hand; "" when it was extracted
}

// Blank is a field about which nothing was said, with the question to ask.
func Blank(question string) Field {
	return Field{Status: NotStated, Evidence: []Evidence{}, Question: question}
}

// Filled reports whether the field says something.
func (f *Field) Filled() bool { return f.Text != "" }
