package render

import (
	"bytes"
	_ "embed" // the template
	"fmt"
	"html/template"
	"io"
	"slices"
	"strings"

	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/agent/review"
	"github.com/plumbline-dev/plumb/agent/signal"
	"github.com/plumbline-dev/plumb/internal/fault"
)

//go:embed review.html.tmpl
var reviewTemplate string

var reviewPage = template.Must(template.New("review").Parse(reviewTemplate))

// ReviewHTML shows a review as one self-contained page without scripts or remote resources. Metrics that need no look
// have their charts folded, so a quiet week is a short page.
func ReviewHTML(w io.Writer, v review.Version) error {
	const op = "render.review_html"
	var buf bytes.Buffer
	if err := reviewPage.Execute(&buf, newReviewSheet(&v)); err != nil {
		return fault.Wrap(err, fault.Internal, op, "the page of the review cannot be made", "")
	}
	return write(w, op, buf.Bytes())
}

// reviewSheet is what stands on the page of a review. All text in it is clean.
type reviewSheet struct {
	Title     string
	State     string
	StateName string // class name
	Status    string
	Hash      string
	Meta      []string
	Standings []reviewStanding
	Note      []reviewParagraphs
	Look      []reviewChart // to be looked at
	Quiet     []reviewChart
	Facts     []reviewFact // that the note rests on
	More      []reviewFact
	Footer    []string
	Style     template.CSS
}

// reviewParagraphs is a heading with its sentences.
type reviewParagraphs struct {
	Title     string
	Sentences []reviewSentence
}

// reviewSentence is a sentence with the facts that it rests on and the words that it quotes.
type reviewSentence struct {
	Text   string
	Author string
	Refs   []footnote
	Quotes []string
}

// footnote is one end of a link between a sentence and a fact.
type footnote struct {
	ID     string // of this end
	Target string // id of the other end
	Mark   string
}

// reviewChart is a metric with its chart, and the table that says the same.
type reviewChart struct {
	Name     string
	Verdict  string // in words
	Tone     string // of the verdict; "" for none
	Brief    string // newest value and usual range
	Rest     string // of the sentence that starts with the verdict
	Why      string
	Restated string
	Checks   []string
	SVG      template.HTML
	Rows     []reviewRow
	Marks    []reviewMark
}

// reviewMark is an entry of the legend of a chart.
type reviewMark struct{ Lead, Text string }

// reviewRow is a period in the table of a chart.
type reviewRow struct{ Period, Value, Limits, Note string }

// reviewFact is a fact with the way back to the sentences that cite it.
type reviewFact struct {
	ID     string
	Number int
	Text   string
	Basis  string // how it was computed and from what
	Back   []footnote
}

func newReviewSheet(v *review.Version) reviewSheet {
	page := reviewSheet{Title: reviewTitle(&v.Review), State: upperFirst(or(tidy(v.State.Words()), "draft")), StateName: stateClass(string(v.State)), Status: reviewStatus(v),
		Hash: tidy(v.ContentHash), Meta: reviewMeta(v), Standings: standings(&v.Review), Footer: reviewOrigin(v),
		Style: template.CSS(chartStyle)} //nolint:gosec // a file of our own
	var facts []reviewFact
	for i, f := range v.Facts {
		facts = append(facts, reviewFact{ID: fmt.Sprintf("fact-%d", i+1), Number: i + 1, Text: factText(f), Basis: factBasis(f, " · ")})
	}
	page.write(v, facts)
	for i, s := range v.Signals {
		chart := newReviewChart(fmt.Sprintf("chart-%d", i+1), s)
		if needsLook(&v.Review, s) {
			page.Look = append(page.Look, chart)
		} else {
			page.Quiet = append(page.Quiet, chart)
		}
	}
	return page
}

// stateClass lets no state but those that are known name a class.
func stateClass(state string) string {
	if slices.Contains([]string{"draft", "in_review", "approved", "superseded", "rejected"}, state) {
		return state
	}
	return "draft"
}

// write fills the note, and links its sentences and the facts both ways.
func (page *reviewSheet) write(v *review.Version, facts []reviewFact) {
	cited := 0
	for _, section := range noteSections(&v.Review) {
		p := reviewParagraphs{Title: section.title}
		for _, s := range section.sentences {
			sentence := reviewSentence{Text: tidy(s.Text), Author: tidy(s.Author)}
			for _, id := range s.Facts {
				i := slices.IndexFunc(v.Facts, func(f fact.Fact) bool { return f.ID == id })
				if i < 0 {
					continue
				}
				cited++
				here, there := fmt.Sprintf("cite-%d", cited), &facts[i]
				sentence.Refs = append(sentence.Refs, footnote{ID: here, Target: there.ID, Mark: fmt.Sprint(i + 1)})
				there.Back = append(there.Back, footnote{Target: here, Mark: backMark(len(there.Back))})
			}
			for _, e := range s.Evidence {
				sentence.Quotes = append(sentence.Quotes, reference(e, 1)+" “"+tidy(e.Quote)+"”")
			}
			p.Sentences = append(p.Sentences, sentence)
		}
		page.Note = append(page.Note, p)
	}
	for _, f := range facts {
		if len(f.Back) > 0 {
			page.Facts = append(page.Facts, f)
		} else {
			page.More = append(page.More, f)
		}
	}
}

// backMark names the n-th way back: a, b ... z, and from there on by number.
func backMark(n int) string {
	if n < 26 {
		return string(rune('a' + n))
	}
	return fmt.Sprint(n + 1)
}

func newReviewChart(id string, s review.Signal) reviewChart {
	lead, rest := verdictParts(s)
	svg, marks := smallChart(s.Chart, signalChart(id, s))
	c := reviewChart{Name: signalName(s), Verdict: lead, Rest: rest,
		Brief: newest(s) + ", usually " + usualRange(s), Why: sentenceOf(s.Explanation), Tone: toneOf(s), SVG: template.HTML(svg)} //nolint:gosec // every text in it is escaped
	if s.Chart.Baseline.N == 0 {
		c.Brief = newest(s)
	}
	if moved(s.Verdict) && c.Why == "" {
		c.Why = sentenceOf(s.Evidence.Words())
	}
	if s.Restated > 0 {
		c.Restated = counted(s.Restated, "value") + " changed at the source after we had read it."
		if s.Restated > 1 {
			c.Restated = counted(s.Restated, "value") + " changed at the source after we had read them."
		}
	}
	for _, check := range s.Checks {
		lead := "? "
		if check.Severity == signal.Block {
			lead = "! "
		}
		c.Checks = append(c.Checks, lead+ended(upperFirst(tidy(check.Message)))+" "+tidy(check.Next))
	}
	for _, p := range s.Chart.Points {
		c.Rows = append(c.Rows, newReviewRow(s, p))
	}
	for _, m := range marks {
		c.Marks = append(c.Marks, reviewMark{m.lead(), m.text()})
	}
	return c
}

// sentenceOf makes words a sentence, and nothing of none.
func sentenceOf(words string) string {
	if words = strings.TrimSuffix(tidy(words), "."); words == "" {
		return ""
	}
	return ended(upperFirst(words))
}

// toneOf says whether a move is where the metric should go.
func toneOf(s review.Signal) string {
	switch {
	case s.Verdict.Outcome == signal.Blocked:
		return toneBad
	case !moved(s.Verdict):
		return ""
	case s.Direction == "":
		return toneOpen
	case (s.Direction == "up") == (s.Verdict.Outcome == signal.MovedUp):
		return toneGood
	}
	return toneBad
}

func newReviewRow(s review.Signal, p signal.PointView) reviewRow {
	row := reviewRow{Period: tidy(p.Period), Value: amount(p.Value, s.Unit), Limits: "-"}
	if s.Chart.Baseline.N > 0 {
		row.Limits = rounded(p.Lower) + " to " + rounded(p.Upper)
	}
	var notes []string
	if !p.Complete {
		notes = append(notes, "not over yet")
	}
	if b := s.Chart.Baseline; b.N > 0 && p.Period >= b.From && p.Period <= b.To {
		notes = append(notes, "baseline")
	}
	for _, rule := range p.Rules {
		notes = append(notes, or(ruleWords[rule], tidy(string(rule)), "a pattern"))
	}
	row.Note = strings.Join(notes, ", ")
	return row
}
