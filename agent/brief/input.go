package brief

import (
	"time"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/brief/vocabulary"
	"github.com/plumbline-dev/plumb/agent/decision"
	"github.com/plumbline-dev/plumb/agent/review"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/semantic"
)

// Input is what a page is written from: what was approved by a moment, and what words mean.
type Input struct {
	Audience  Audience
	Sheet     agent.Version    // the approved version
	Note      *review.Version  // the newest approved note; nil for none
	Waiting   *review.Version  // a newer note that nobody approved; only that it waits is told. nil for none
	Decisions []decision.Entry // approved ones about the sheet, newest first, with the looks back up to that moment
	Metrics   map[string]semantic.Metric
	Terms     []semantic.Term // that are no metrics
	People    []string        // everybody who is named in the records of the sheet
	Team      string          // as the definitions write it; "" for no team
	AsOf      time.Time
	Words     vocabulary.Vocabulary
}

const opBuild = "brief.build"

// check refuses what nobody approved.
func (in *Input) check() error {
	switch {
	case in.Sheet.Approval == nil:
		return fault.Newf(fault.Conflict, opBuild, "sheet %s is %s, and a brief tells only what was approved", in.Sheet.ID, in.Sheet.State.Words()).
			Do("Look at it and approve it: plumb sheet approve %s", in.Sheet.ID)
	case in.Note != nil && in.Note.Approval == nil:
		return fault.Newf(fault.Conflict, opBuild, "note %s is %s, and a brief tells only what was approved", in.Note.ID, in.Note.State.Words()).
			Do("Look at it and approve it: plumb review approve %s", in.Note.ID)
	case in.AsOf.IsZero():
		return fault.New(fault.Invalid, opBuild, "a brief needs the day that it is about", "Give the day, such as --as-of 2026-03-23.")
	}
	for _, e := range in.Decisions {
		if e.Approval == nil {
			return fault.Newf(fault.Conflict, opBuild, "decision %s is %s, and a brief tells only what was approved", e.ID, e.State.Words()).
				Do("Look at it and approve it: plumb decisions approve %s", e.ID)
		}
	}
	return nil
}
