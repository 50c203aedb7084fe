package render

import (
	"io"
	"strings"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/agent/review"
	"github.com/plumbline-dev/plumb/agent/signal"
)

// ReviewTerminal shows a review on one screen: the note, how each metric stands in a row with its newest values, and what
// has to be known about the data. With full evidence the facts follow, each with its formula and its readings.
func ReviewTerminal(w io.Writer, v review.Version, opts TerminalOptions) error {
	t := reviewScreen{newScreen(opts.Width, opts.Color), &v, opts.Evidence}
	t.head()
	t.note()
	t.metrics()
	checkRows(t.screen, reviewChecks(&v.Review))
	if t.evidence == EvidenceFull {
		t.facts()
	}
	return t.writeTo(w, "render.review_terminal")
}

type reviewScreen struct {
	*screen
	v        *review.Version
	evidence EvidenceView
}

// narrowReview is the width below which a review is shown with less beside each other.
const narrowReview = 70

var toneStyles = map[string]style{toneGood: green, toneBad: red, toneOpen: yellow}

func (t *reviewScreen) head() {
	t.block("", plain, 0, reviewTitle(&t.v.Review), bold)
	t.block("", plain, 0, strings.Join(append([]string{"Weekly review"}, reviewMeta(t.v)...), " · "), plain)
	origin := reviewOrigin(t.v)
	if hash := ShortHash(t.v.ContentHash); hash != "" {
		origin = append(origin, hash)
	}
	t.block("", plain, 0, strings.Join(origin, " · "), dim)
	as := yellow
	if t.v.Approval != nil && t.v.State == agent.StateApproved {
		as = green
	}
	t.block("", plain, 0, reviewStatus(t.v), as)
	t.blank()
	apart := "   "
	if t.width < narrowReview {
		apart = "\n"
	}
	var words []string
	for _, s := range standings(&t.v.Review) {
		words = append(words, s.Label+": "+t.paint(s.Word, toneStyles[s.Tone]))
	}
	t.line(strings.Join(words, apart))
	t.blank()
}

// note writes the sentences of each section as one paragraph.
func (t *reviewScreen) note() {
	for _, section := range noteSections(&t.v.Review) {
		var texts []string
		for _, s := range section.sentences {
			text := tidy(s.Text)
			if t.evidence == EvidenceFull && len(s.Facts) > 0 {
				text += " [" + tidy(strings.Join(s.Facts, ", ")) + "]"
			}
			if author := tidy(s.Author); author != "" && t.evidence == EvidenceFull {
				text += " [written by " + author + "]"
			}
			texts = append(texts, text)
		}
		indent := hang
		if section.title == "" {
			indent = 0
		}
		t.block(shorten(section.title, t.width), bold, indent, strings.Join(texts, " "), plain)
		t.quotes(section.sentences, indent+2)
	}
	t.blank()
}

// quotes shows the words of meetings that sentences rest on.
func (t *reviewScreen) quotes(sentences []fact.Sentence, indent int) {
	if t.evidence != EvidenceFull {
		return
	}
	for _, s := range sentences {
		for _, e := range s.Evidence {
			t.block("", plain, indent, reference(e, 1)+` "`+tidy(e.Quote)+`"`, dim)
		}
	}
}

// metrics shows each metric in a row.
func (t *reviewScreen) metrics() {
	if len(t.v.Signals) == 0 {
		return
	}
	const spark, wide = 12, 20
	table := columns{{head: "metric", most: 26}, {head: "recent"}, {head: "newest", most: 12, right: true}, {head: "usual range", most: 18}, {head: "verdict"}}
	drawn := spark
	switch {
	case t.width < narrowReview:
		table = columns{table[0], table[1], table[2], table[4]}
		drawn = 8
	case t.width > 90:
		drawn = wide
	}
	var styles []style
	var below []string
	for _, s := range t.v.Signals {
		row := []string{signalName(s), sparkline(s.Chart, drawn), newest(s), usualRange(s), verdictName(s.Verdict.Outcome)}
		if t.width < narrowReview {
			row = []string{row[0], row[1], row[2], row[4]}
		}
		table.add(row...)
		styles = append(styles, verdictStyle(s.Verdict))
		words := ""
		if moved(s.Verdict) && t.evidence != EvidenceNone {
			words = s.Evidence.Words()
		}
		below = append(below, words)
	}
	table.write(t.screen, styles, below)
	t.blank()
}

func verdictStyle(v signal.Verdict) style {
	switch {
	case moved(v):
		return cyan
	case v.Outcome == signal.Blocked:
		return red
	}
	return plain
}

// sparkline draws the newest values between the natural limits, one character a period.
func sparkline(c review.Chart, most int) string {
	points := c.Points[max(0, len(c.Points)-most):]
	low, high := c.Baseline.Lower, c.Baseline.Upper
	for i, p := range points {
		if i == 0 && c.Baseline.N == 0 {
			low, high = p.Value, p.Value
		}
		if p.Complete {
			low, high = min(low, p.Value), max(high, p.Value)
		}
	}
	var b strings.Builder
	for _, p := range points {
		b.WriteString(bar(p, low, high))
	}
	return b.String()
}

func (t *reviewScreen) facts() {
	t.blank()
	t.block("", plain, 0, "Facts", bold)
	for _, f := range t.v.Facts {
		t.block("  "+shorten(tidy(f.ID), 4), dim, 7, factText(f), plain)
		t.block("", plain, 7, factBasis(f, "; "), dim)
	}
}
