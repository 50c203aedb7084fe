package review

import (
	"time"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/proposals"
)

// Version is a version of a kept review. Marshalled, it is the object that `plumb review draft --json` prints.
type Version struct {
	ID          string          `json:"id"` // such as "r-1e7k3m9"
	Number      int             `json:"version"`
	State       agent.State     `json:"status"`
	ContentHash string          `json:"content_hash"`
	CreatedAt   time.Time       `json:"created_at"`
	CreatedBy   agent.Actor     `json:"created_by"`
	Approval    *agent.Approval `json:"approval"`
	Review
	Answer Answer `json:"answer"` // always empty: a review answers no question
}

// Answer is the part of the object that is filled where a question is answered from facts.
type Answer struct {
	Outcome     string `json:"outcome"`
	Text        string `json:"text"`
	WouldSettle string `json:"would_settle"`
}

// VersionOf gives the review that a proposal of kind review holds.
func VersionOf(p agent.Proposal) (Version, error) {
	r, err := proposals.Parse[Review](p)
	if err != nil {
		return Version{}, err
	}
	return Version{p.ID, p.Number, p.State, p.ContentHash, p.CreatedAt, p.CreatedBy, p.Approval, r, Answer{}}, nil
}
