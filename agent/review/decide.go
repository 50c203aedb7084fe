package review

import (
	"fmt"
	"strings"
	"time"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/agent/internal/oneline"
)

const longestQuote = 180 // characters of the sheet's words in a note

// writeProposal adds to the rationale what the sheet says about it, and names a sunk-cost spiral.
func (b *builder) writeProposal() {
	p := b.r.Proposal
	if p.Rule == "gate_failed" {
		b.quoteOtherwise()
	}
	if p.spiral(b.in.Extensions) {
		times := oneline.Count(b.in.Extensions, "time")
		text := fmt.Sprintf("the gate was put off %s before", times)
		id := b.add(fact.Fact{Text: text, Value: float64(b.in.Extensions), Unit: "times", Formula: "sheets that were replaced by one with a later gate on the same metric"})
		b.say(SectionProposal, fmt.Sprintf("The gate was put off %s before, which is what a sunk-cost spiral looks like: would we start this today?", times), id)
	}
}

// quoteOtherwise gives the sheet's own words for what happens when the gate is missed.
func (b *builder) quoteOtherwise() {
	f := b.in.Sheet.Fields.Gate.Otherwise
	if !f.Filled() {
		b.say(SectionProposal, "The sheet does not say what happens when the gate is missed.")
		return
	}
	evidence := append([]agent.Evidence{}, f.Evidence...)
	words := oneline.Cut(oneline.Tidy(f.Text), longestQuote)
	for _, e := range evidence {
		if !strings.Contains(e.Quote, words) && len(evidence) == 1 {
			words = oneline.Cut(oneline.Tidy(e.Quote), longestQuote)
		}
	}
	words = strings.NewReplacer("“", "", "”", "", `"`, "").Replace(words)
	if b.mayBeSaid(SectionProposal, "The sheet says of that: “"+words+"”", evidence) {
		return
	}
	b.say(SectionProposal, "The sheet says what happens when the gate is missed; see there.")
}

// writePast offers a past decision for a look back. Words of it that a note may not repeat are left in the log.
func (b *builder) writePast() {
	p := b.in.Past
	if p == nil {
		return
	}
	on, err := time.Parse(time.DateOnly, p.Date)
	if err != nil {
		return
	}
	quote := func(text string) string {
		return "“" + strings.TrimRight(oneline.Cut(strings.NewReplacer("“", "", "”", "", `"`, "").Replace(oneline.Tidy(text)), longestQuote/2), ".") + "”"
	}
	outcome := strings.TrimSuffix(oneline.Tidy(p.Outcome), ".")
	if outcome == "" {
		outcome = "cannot tell"
	}
	predicted := ""
	if p.Prediction != "" {
		predicted = ", and predicted " + quote(p.Prediction)
		if p.Confidence > 0 {
			predicted += fmt.Sprintf(" (%s sure)", fact.Format(100*p.Confidence, fact.Percent))
		}
	}
	for _, text := range []string{
		fmt.Sprintf("on %s we decided %s%s; by now: %s", fact.Day(on), quote(p.Text), predicted, outcome),
		fmt.Sprintf("on %s we decided %s; by now: %s", fact.Day(on), quote(p.Text), outcome),
		fmt.Sprintf("decision %s of %s is due for a look back; by now: %s", oneline.Tidy(p.Decision), fact.Day(on), outcome),
		fmt.Sprintf("a decision of %s is due for a look back", fact.Day(on)),
	} {
		facts := len(b.r.Facts)
		id := b.add(fact.Fact{Text: text, Period: p.Date, Formula: "decision " + oneline.Tidy(p.Decision)})
		if b.mayBeSaid(SectionPast, text+".", nil, id) {
			return
		}
		b.r.Facts = b.r.Facts[:facts]
	}
}
