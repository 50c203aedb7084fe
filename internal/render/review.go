package render

import (
	"io"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/review"
)

// ReviewTerminal shows a review on one screen: the note, how each metric stands in a row with its newest values, and what
// has to be known about the data. With full evidence the facts follow, each with its formula and its readings.
func ReviewTerminal(w io.Writer, p agent.Proposal, r review.Review, opts TerminalOptions) error {
	s := newScreen(opts.Width, opts.Color)
	reviewHead(s, p, r)
	return s.writeTo(w, "render.review_terminal")
}

// ChartFile is a chart to be written beside a document.
type ChartFile struct {
	Metric string // id
	Name   string // of the file, such as "chart-01-product.activation_d1.svg"
	SVG    string
}

// ReviewMarkdown writes a review as a document: the note, the metrics in a table, the charts when there are files of
// them, and the facts with their formulas and readings.
func ReviewMarkdown(w io.Writer, p agent.Proposal, r review.Review, charts []ChartFile) error {
	return write(w, "render.review_markdown", nil)
}

// ReviewHTML shows a review as one self-contained page without scripts or remote resources.
func ReviewHTML(w io.Writer, p agent.Proposal, r review.Review) error {
	return write(w, "render.review_html", nil)
}

// reviewHead says which review is shown and how it stands.
func reviewHead(s *screen, p agent.Proposal, r review.Review) {
	s.block("", plain, 0, or(tidy(r.Title), "Weekly review"), bold)
}
