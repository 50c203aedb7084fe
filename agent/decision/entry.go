package decision

import (
	"cmp"
	"slices"
	"time"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/proposals"
)

// Entry is a version of a decision as it is kept, with what speaks against it and what became of it. Marshalled, it is the
// object that `plumb decisions show --json` prints.
type Entry struct {
	ID          string          `json:"id"`
	Number      int             `json:"version"` // counted from 1
	State       agent.State     `json:"status"`
	ContentHash string          `json:"content_hash"`
	CreatedAt   time.Time       `json:"created_at"`
	CreatedBy   agent.Actor     `json:"created_by"`
	UpdatedAt   time.Time       `json:"updated_at"`
	Approval    *agent.Approval `json:"approval"` // nil unless it was approved
	Decision
	Findings   []agent.Finding `json:"findings"`
	Revisits   []Look          `json:"revisits"`    // oldest first
	ReplacedBy string          `json:"replaced_by"` // id of the approved decision that took its place; "" for none
	Due        string          `json:"due"`         // ISO date of the next look; "" when there is none to come
}

// Look is a revisit as it is kept.
type Look struct {
	ID string      `json:"id"`
	By agent.Actor `json:"by"`
	At time.Time   `json:"at"`
	Revisit
}

// Effective reports whether the decision was approved.
func (e *Entry) Effective() bool { return e.State == agent.StateApproved }

// Outcome gives what a person said last about the prediction; "" before anybody looked.
func (e *Entry) Outcome() Outcome {
	if n := len(e.Revisits); n > 0 {
		return e.Revisits[n-1].Outcome
	}
	return ""
}

// Heading gives the decision in a line: what was chosen about what.
func (e *Entry) Heading() string { return e.Decision.Heading() }

// Heading gives the decision in a line: what was chosen about what.
func (d Decision) Heading() string {
	about := cmp.Or(d.Title, d.Text, d.Aim)
	if about == NotStated {
		about = "(untitled)"
	}
	switch d.Choice {
	case Start:
		return "Start: " + about
	case Continue:
		return "Continue: " + about
	case Change:
		return "Change: " + about
	case Stop:
		return "Stop: " + about
	}
	return about
}

// book is everything that is kept of decisions.
type book struct {
	entries  []Entry // newest first, by date and then by when they were kept
	revisits map[string][]Look
	replaced map[string]string // id of the approved decision that took the place of another
}

// complete adds to an entry what became of it.
func (b *book) complete(e *Entry) {
	e.Findings = e.Check()
	e.Revisits = b.revisits[e.ID]
	if e.Revisits == nil {
		e.Revisits = []Look{}
	}
	e.ReplacedBy = b.replaced[e.ID]
	if e.Effective() {
		e.Due = e.nextLook()
	}
}

// nextLook gives the day of the next look at an approved decision: the one that was said last. A decision that was
// replaced is looked at once more only while it is not known whether its prediction came true.
func (e *Entry) nextLook() string {
	if e.ReplacedBy != "" && (e.Prediction.Text == "" || len(e.Revisits) > 0) {
		return ""
	}
	if n := len(e.Revisits); n > 0 {
		return e.Revisits[n-1].RevisitBy
	}
	return e.RevisitBy
}

func entryOf(p agent.Proposal) (Entry, error) {
	d, err := proposals.Parse[Decision](p)
	return Entry{
		ID: p.ID, Number: p.Number, State: p.State, ContentHash: p.ContentHash, CreatedAt: p.CreatedAt, CreatedBy: p.CreatedBy,
		UpdatedAt: p.UpdatedAt, Approval: p.Approval, Decision: d,
	}, err
}

func lookOf(p agent.Proposal) (Look, error) {
	r, err := proposals.Parse[Revisit](p)
	return Look{ID: p.ID, By: p.CreatedBy, At: p.CreatedAt, Revisit: r}, err
}

// newestFirst sorts entries by their date, those of one day by when they were kept.
func newestFirst(entries []Entry) {
	slices.SortStableFunc(entries, func(a, b Entry) int {
		return cmp.Or(cmp.Compare(b.Date, a.Date), b.CreatedAt.Compare(a.CreatedAt), cmp.Compare(b.ID, a.ID))
	})
}
