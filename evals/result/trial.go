package result

import "encoding/json"

// Trial is one measure of one case: a share, such as 1 for right and 0 for wrong.
type Trial struct {
	Suite   string  `json:"suite"`
	Engine  string  `json:"engine"`  // what was measured, such as "builtin", or what it is held against, such as "bm25"
	Set     string  `json:"set"`     // of cases that are reported together
	Case    string  `json:"case"`    // the same in every run over the same data
	Cluster string  `json:"cluster"` // cases that are alike have one: those of a meeting, a metric, an attack
	Repeat  int     `json:"repeat"`  // from 0
	Measure string  `json:"measure"`
	Value   float64 `json:"value"`  // 0 to 1
	Weight  float64 `json:"weight"` // how much it counts; 0 where the measure does not apply

	// What is told of a case that is not right, for people.
	Expected string    `json:"expected,omitempty"`
	Got      string    `json:"got,omitempty"`
	Source   []Excerpt `json:"source,omitempty"`

	// What was spent on the case; of the measure [Spent] only.
	Tokens  int     `json:"tokens,omitempty"` // of prompts and replies
	CostUSD float64 `json:"cost_usd,omitempty"`
	Millis  float64 `json:"millis,omitempty"`
}

// Wrong reports whether something is not as it should be.
func (t Trial) Wrong() bool { return t.Weight > 0 && t.Value < 1 && t.Measure != Spent }

// Excerpt is a place in the material that a case comes from.
type Excerpt struct {
	Record string `json:"record"` // file, catalogue or workspace
	Line   int    `json:"line"`   // 0 where it has no lines
	Who    string `json:"who,omitempty"`
	Text   string `json:"text"`
}

// Generation is what an engine made of a case, before it was scored.
type Generation struct {
	Suite   string          `json:"suite"`
	Engine  string          `json:"engine"`
	Set     string          `json:"set"`
	Case    string          `json:"case"`
	Repeat  int             `json:"repeat"`
	Output  json.RawMessage `json:"output"`
	Tokens  int             `json:"tokens"`
	CostUSD float64         `json:"cost_usd"`
	Millis  float64         `json:"millis"`
}

// Kind says what a measure is for.
type Kind string

// The kinds.
const (
	Invariant Kind = "invariant" // a promise: every trial has to be right
	Quality   Kind = "quality"   // it may move, and should not fall
	Cost      Kind = "cost"      // what was spent
)

// Spent is the measure, of kind Cost, whose trials say what was spent on a case. Its value says nothing.
const Spent = "spent"

// Measure is something that trials tell.
type Measure struct {
	Name  string `json:"name"`
	Kind  Kind   `json:"kind"`
	Title string `json:"title"` // what a share of 100% would mean
}
