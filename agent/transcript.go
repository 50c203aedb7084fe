package agent

import "time"

// Format names the kind of meeting record that was read.
type Format string

// The formats that connectors/transcript reads.
const (
	FormatWebVTT        Format = "webvtt"
	FormatSRT           Format = "srt"
	FormatZoomChat      Format = "zoom-chat"
	FormatOtter         Format = "otter"
	FormatGoogleMeet    Format = "google-meet"
	FormatTeamsDocx     Format = "teams-docx"
	FormatDocx          Format = "docx"
	FormatFirefliesJSON Format = "fireflies-json"
	FormatQMSumJSON     Format = "qmsum-json"
	FormatMarkdown      Format = "markdown"
	FormatText          Format = "text"
	FormatPDF           Format = "pdf"
)

// Timing says how far the times of a transcript can be trusted.
type Timing string

// The timings.
const (
	TimingCue    Timing = "cue"    // every utterance has its own start
	TimingCoarse Timing = "coarse" // times come from markers that stand minutes apart
	TimingNone   Timing = "none"   // the record has no times; start_ms and end_ms are 0
)

// Transcript is one meeting record as it was read: what was said, by whom and when, with everything that was not
// speech kept apart. A Transcript is never changed after reading; evidence points into it.
type Transcript struct {
	File       string      `json:"file"`                // name as given, without its folder
	SHA256     string      `json:"sha256"`              // hex digest of the bytes that were read
	Format     Format      `json:"format"`              // what kind of record it is
	Title      string      `json:"title"`               // "" when the record does not say
	StartedAt  *time.Time  `json:"started_at"`          // nil unless the record gives date and time
	Date       string      `json:"date"`                // ISO date of the meeting; "" when unknown
	DateFrom   string      `json:"date_from,omitempty"` // where Date was found: "record", "file name", "given"
	Language   string      `json:"language"`            // BCP 47 tag; "" when the record does not say
	Timing     Timing      `json:"timing"`              // how far times can be trusted
	Utterances []Utterance `json:"utterances"`
	Speakers   []string    `json:"speakers"` // distinct, in order of first speech, "" left out
	Notes      []Note      `json:"notes"`    // sections around the speech: agenda, minutes, attendees
	Warnings   []Warning   `json:"warnings"` // what was lost, guessed or odd
}

// Utterance is one stretch of speech as the record delimits it: a cue, a line, a paragraph. Utterances are not merged
// on reading; grouping into turns is a view.
type Utterance struct {
	ID      string `json:"id"`       // "u0001", counted from 1 in record order
	Speaker string `json:"speaker"`  // "" when unknown
	StartMS int64  `json:"start_ms"` // milliseconds from the start of the record; see Transcript.Timing
	EndMS   int64  `json:"end_ms"`
	Line    int    `json:"line"` // 1-based line of the source; paragraph for docx and pdf; entry index for JSON
	Text    string `json:"text"` // every spoken word, entities and tags decoded, bidi and zero-width characters removed
}

// Note is a section of a record that is not speech.
type Note struct {
	Line    int    `json:"line"`
	Heading string `json:"heading"`
	Text    string `json:"text"`
}

// Warning is something a reader of the record should know: a loss, a guess, an oddity. Line is 0 when it concerns
// the whole record.
type Warning struct {
	Line    int    `json:"line"`
	Message string `json:"message"`
}

// IsSpeech reports whether the utterances of the transcript were spoken. Chat is kept apart: it is read, and shown,
// but nothing in it counts as said in the meeting.
func (t *Transcript) IsSpeech() bool { return t.Format != FormatZoomChat }

// Find gives the utterance with the given id.
func (t *Transcript) Find(id string) (*Utterance, bool) {
	for i := range t.Utterances {
		if t.Utterances[i].ID == id {
			return &t.Utterances[i], true
		}
	}
	return nil, false
}
