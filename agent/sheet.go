package agent

import "github.com/plumbline-dev/plumb/semantic"

// Sheet is the content of a one-page Alignment Sheet. It is plain data and proves nothing; a [Draft] is a Sheet that
// passed the gates.
type Sheet struct {
	Title       string     `json:"title"`                  // the initiative, in words of the meeting or of TitleAuthor; "" when there is none
	TitleAuthor string     `json:"title_author,omitempty"` // the person who wrote the title by hand; "" for words of the meeting
	MeetingDate string     `json:"meeting_date"`           // ISO date that relative dates were resolved against; "" when unknown
	Team        string     `json:"team,omitempty"`         // whose meeting it was, so that its own definitions count first; "" when unknown
	Engine      Engine     `json:"engine"`
	Sources     []Source   `json:"sources"`
	Fields      Fields     `json:"fields"`
	Questions   []Question `json:"questions"` // what the owner is asked, one for each blank, most important first
	Topics      []Topic    `json:"topics"`    // every initiative that was heard, most discussed first
	Jargon      []Jargon   `json:"jargon"`
	Findings    []Finding  `json:"findings"`
}

// Engine says what drafted a sheet.
type Engine struct {
	Name           string `json:"name"`            // BuiltinEngine or ModelEngine
	Model          string `json:"model"`           // model id; "" for builtin
	Prompt         string `json:"prompt"`          // prompt and version; "" for builtin
	FallbackReason string `json:"fallback_reason"` // why builtin stood in for a model; "" otherwise
}

// The names of the engines.
const (
	BuiltinEngine = "builtin" // extraction on this machine
	ModelEngine   = "model"   // a language model
)

// Source is a meeting record that a sheet rests on.
type Source struct {
	File            string `json:"file"`
	SHA256          string `json:"sha256"`
	UtterancesTotal int    `json:"utterances_total"`
	UtterancesRead  int    `json:"utterances_read"`
}

// Fields are the fields of a sheet. Lists hold only filled fields; what a list lacks is asked in Sheet.Questions.
type Fields struct {
	Aim            Field      `json:"aim"`
	DoneWhen       Field      `json:"done_when"`
	Mechanism      Mechanism  `json:"mechanism"`
	Signals        []Signal   `json:"signals"`
	MetricTree     MetricTree `json:"metric_tree"`
	Gate           Gate       `json:"gate"`
	Guardrail      Guardrail  `json:"guardrail"`
	Owner          Field      `json:"owner"`
	Cadence        Field      `json:"cadence"`
	RuledOut       []Field    `json:"ruled_out"`
	TradeOffs      []Field    `json:"trade_offs"`
	DecisionRights []Field    `json:"decision_rights"`
	Dependencies   []Field    `json:"dependencies"`
	Objections     []Field    `json:"objections"`
	OpenQuestions  []Field    `json:"open_questions"`
}

// Mechanism is the causal lever: "we believe Lever will move Outcome because Because".
type Mechanism struct {
	Lever   Field   `json:"lever"`
	Outcome Outcome `json:"outcome"`
	Because Field   `json:"because"`
}

// Outcome is what a mechanism is to move.
type Outcome struct {
	Field
	Match semantic.Match `json:"match,omitzero"`
}

// Role says what a signal is for.
type Role string

// The roles of a signal. One that was not said to stand in for another, or to move early, is an outcome.
const (
	RoleProxy   Role = "proxy"   // stands in for something that cannot be measured soon
	RoleLeading Role = "leading" // should move before the outcome does
	RoleOutcome Role = "outcome" // the metric that the mechanism is to move
)

// Direction says which way a signal should go. The empty direction means that the meeting did not say.
type Direction = semantic.Direction

// The directions.
const (
	Up   = semantic.Up
	Down = semantic.Down
)

// Signal is something that will be looked at to see whether the mechanism works.
type Signal struct {
	Field
	Role       Role           `json:"role"`
	Direction  Direction      `json:"direction"`
	FirstMover bool           `json:"first_mover"` // said to move before the others
	Match      semantic.Match `json:"match"`
}

// Gate is the stage gate: on what condition the work goes on, what will be learned, what happens otherwise.
type Gate struct {
	Condition GateCondition `json:"condition"`
	Learn     Field         `json:"learn"`
	Otherwise Field         `json:"otherwise"`
}

// GateCondition is the condition of a gate in words and, if it was said precisely enough, as a predicate.
type GateCondition struct {
	Field
	Predicate *Predicate     `json:"predicate"` // nil unless a metric with a threshold was said
	Match     semantic.Match `json:"match,omitzero"`
}

// Guardrail protects users while the mechanism is tried.
type Guardrail struct {
	Field
	Match     semantic.Match `json:"match"`
	Objective *Objective     `json:"objective"` // nil unless a limit was said
}

// Question is what the owner is asked about a blank.
type Question struct {
	Field string `json:"field"` // JSON path below fields, such as "mechanism.because"
	Text  string `json:"text"`
}

// Topic is an initiative that was heard in the meeting.
type Topic struct {
	Name       string     `json:"name"`       // words of the meeting
	Utterances int        `json:"utterances"` // how many utterances are about it
	Chosen     bool       `json:"chosen"`     // whether the sheet is about it
	Evidence   []Evidence `json:"evidence"`   // where it is named
}

// Jargon is a term that was heard, with what it means to the organisation.
type Jargon struct {
	Heard     string         `json:"heard"`
	Source    int            `json:"source"` // place in Sheet.Sources
	Utterance string         `json:"utterance"`
	Match     semantic.Match `json:"match"`
}
