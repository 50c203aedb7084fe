package agent

import (
	"slices"
	"time"

	"github.com/plumbline-dev/plumb/internal/fault"
)

// State is where a version of a sheet stands between the first draft and its end.
type State string

// The states of a version.
const (
	StateDraft      State = "draft"
	StateInReview   State = "in_review"
	StateApproved   State = "approved"
	StateSuperseded State = "superseded"
	StateRejected   State = "rejected"
)

// transitions lists where a version may go from where it stands. Superseded and rejected are ends.
var transitions = map[State][]State{
	StateDraft:    {StateInReview, StateRejected, StateSuperseded},
	StateInReview: {StateApproved, StateRejected, StateSuperseded},
	StateApproved: {StateSuperseded},
}

// CheckMove reports, as an error, that a version in state s may not go to state to.
func (s State) CheckMove(to State) error {
	if slices.Contains(transitions[s], to) {
		return nil
	}
	return fault.Newf(fault.Conflict, "sheet.state", "a sheet that is %s cannot become %s", s.Words(), to.Words()).
		Do("See what there is with `plumb sheet list`.")
}

// Words gives the state as a person says it.
func (s State) Words() string {
	if s == StateInReview {
		return "in review"
	}
	return string(s)
}

// Version is one version of a stored sheet. Its content never changes; its state does. Marshalled, it is the object
// that `plumb draft --json` and `plumb sheet show --json` print.
type Version struct {
	ID          string    `json:"id"`
	Number      int       `json:"version"` // counted from 1
	State       State     `json:"status"`
	ContentHash string    `json:"content_hash"`
	CreatedAt   time.Time `json:"created_at"`
	CreatedBy   Actor     `json:"created_by"`
	Replaces    string    `json:"replaces"` // id of the sheet that this one replaces once it is approved; "" for none
	Approval    *Approval `json:"approval"` // nil unless it was approved; kept when it is superseded later
	Sheet
}

// Approval is the act by which a person made a version effective, bound to the content that was shown.
type Approval struct {
	By          Actor     `json:"by"`
	At          time.Time `json:"at"`
	ContentHash string    `json:"content_hash"`
}

// Summary is one line of a list of sheets: the newest version of each.
type Summary struct {
	ID          string    `json:"id"`
	Number      int       `json:"version"`
	State       State     `json:"status"`
	ContentHash string    `json:"content_hash"`
	InEffect    int       `json:"in_effect"` // number of the version that is approved; 0 when none is
	Replaces    string    `json:"replaces"`  // id of the sheet that this one replaces once it is approved; "" for none
	CreatedAt   time.Time `json:"created_at"`
	UpdatedAt   time.Time `json:"updated_at"`
	Head
}

// Head is what a sheet is about, in the words of its fields; "" for those that are not stated.
type Head struct {
	Title   string   `json:"title"`
	Owner   string   `json:"owner"`
	Blanks  int      `json:"blanks"` // see [Fields.Blanks]
	Aim     string   `json:"aim"`
	Lever   string   `json:"lever"` // of the mechanism
	Outcome string   `json:"outcome"`
	Metrics []string `json:"metrics"` // ids of those that its fields are linked to, in order
}

// HeadOf gives the head of a sheet.
func HeadOf(s Sheet) Head {
	h := Head{
		Title: s.Title, Owner: s.Fields.Owner.Text, Blanks: s.Fields.Blanks(), Aim: s.Fields.Aim.Text,
		Lever: s.Fields.Mechanism.Lever.Text, Outcome: s.Fields.Mechanism.Outcome.Text, Metrics: []string{},
	}
	for ref := range s.Matches() {
		if id := ref.Match.Metric; id != "" && !ref.IsJargon() {
			h.Metrics = append(h.Metrics, id)
		}
	}
	slices.Sort(h.Metrics)
	h.Metrics = slices.Compact(h.Metrics)
	return h
}

// Move is a change of state of one version. The store carries it out only if the version is still the newest one, in
// state From and with the given content hash; otherwise it answers with a conflict. A move by way of Via is two steps,
// each with its entry in the log, of which both happen or neither.
type Move struct {
	ID          string
	Number      int
	ContentHash string
	From, To    State
	Via         State // between From and To; "" when To follows From
	By          Actor
	At          time.Time
	Reason      string // for a rejection; may be empty
}
