package ask

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/decision"
	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/agent/internal/oneline"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// matching gives the decisions that a query asks about: of its sheet and of those that it replaced, and about its subject where
// it names one. Those that count and say what is asked about come first, then what comes nearest to it; of each the newest.
func (d *desk) matching(ctx context.Context, query Query) ([]decision.Entry, error) {
	log, err := d.log(ctx)
	if err != nil {
		return nil, err
	}
	chain, err := d.chain(ctx, query.Sheet)
	if err != nil {
		return nil, err
	}
	var out []decision.Entry
	for _, e := range log {
		switch {
		case e.State == agent.StateSuperseded, e.State == agent.StateRejected && len(contentOf(query.Subject)) == 0:
		case query.Sheet != "" && !slices.Contains(chain, e.Sheet) && !shares(query.Subject, e.Title+" "+e.Text):
		case query.Person != "" && !named(e.Owner, query.Person) && !(e.Approval != nil && named(e.Approval.By.Name, query.Person)):
		case !mentions(e, query.Subject) && !chose(e, query.Subject):
		default:
			out = append(out, e)
		}
	}
	slices.SortStableFunc(out, func(x, y decision.Entry) int {
		return cmp.Or(inForce(y, query.Subject)-inForce(x, query.Subject), aimedAt(y, query.Subject)-aimedAt(x, query.Subject), rankOf(x)-rankOf(y))
	})
	return out, nil
}

// chain gives a sheet and those that it replaced, one after the other; none for none.
func (d *desk) chain(ctx context.Context, sheet string) ([]string, error) {
	if sheet == "" {
		return nil, nil
	}
	all, err := d.k.Sheets(ctx)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return nil, err
	}
	replaced := map[string]string{}
	for i := range all {
		replaced[all[i].ID] = all[i].Replaces
	}
	chain := []string{}
	for id := sheet; id != "" && !slices.Contains(chain, id); id = replaced[id] {
		chain = append(chain, id)
	}
	return chain, nil
}

// chose reports whether a subject only says what was chosen: to drop it, to go on.
func chose(e decision.Entry, subject string) bool {
	words := contentOf(subject)
	return len(words) > 0 && !slices.ContainsFunc(words, func(w string) bool { return !slices.Contains(choiceWords[e.Choice], w) })
}

var choiceWords = map[decision.Choice][]string{
	decision.Start:    {"start", "started", "launch", "begin", "try"},
	decision.Continue: {"continue", "continued", "keep", "going", "carry", "extend"},
	decision.Stop:     {"stop", "stopped", "drop", "dropped", "kill", "killed", "end", "ended", "cancel", "cancelled", "abandon", "scrap", "quit"},
	decision.Change:   {"change", "changed", "adjust", "alter"},
}

// inForce is 1 for an approved decision that says most of what a subject says, and 0 for any other.
func inForce(e decision.Entry, subject string) int {
	if e.Effective() && (shares(subject, e.Title+" "+e.Text) || chose(e, subject)) {
		return 1
	}
	return 0
}

func rankOf(e decision.Entry) int {
	switch {
	case e.Effective() && e.ReplacedBy == "":
		return 0
	case e.Effective():
		return 1
	case e.State == agent.StateRejected:
		return 3
	}
	return 2
}

// mentions reports whether a decision has to do with a subject; any has with none.
func mentions(e decision.Entry, subject string) bool {
	if len(contentOf(subject)) == 0 {
		return true
	}
	return shares(subject, strings.Join(append([]string{e.Title, e.Text, e.Rationale, e.Aim, e.Mechanism, e.Gate, e.Prediction.Text}, e.RuledOut...), " "))
}

// aimedAt says how much a decision is about a subject: 2 when what was decided has all of its words, 1 when it has some.
func aimedAt(e decision.Entry, subject string) int {
	wanted := contentOf(subject)
	have := contentOf(e.Title + " " + e.Text)
	found := 0
	for _, w := range wanted {
		if slices.ContainsFunc(have, func(h string) bool { return sameWord(w, h) }) {
			found++
		}
	}
	switch {
	case found == 0:
		return 0
	case found == len(wanted):
		return 2
	}
	return 1
}

// shares reports whether a text has the words that tell a subject: all of a short one, most of a longer one.
func shares(subject, text string) bool {
	wanted := contentOf(subject)
	if len(wanted) == 0 {
		return false
	}
	have := contentOf(text)
	found := 0
	for _, w := range wanted {
		if slices.ContainsFunc(have, func(h string) bool { return sameWord(w, h) }) {
			found++
		}
	}
	return found > 0 && 2*found >= len(wanted)
}

// contentOf gives the words of a text that tell what it is about.
func contentOf(text string) []string {
	var out []string
	for _, w := range strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return !isLetter(r) }) {
		if len(w) > 2 && !emptyWords[w] {
			out = append(out, w)
		}
	}
	return out
}

func isLetter(r rune) bool {
	return r >= 'a' && r <= 'z' || r >= '0' && r <= '9' || r > 0x7f
}

// sameWord reports whether two words are forms of one.
func sameWord(x, y string) bool {
	const shortest = 4
	if x == y {
		return true
	}
	short := min(len(x), len(y))
	return short >= shortest && max(len(x), len(y))-short <= 3 && x[:short-1] == y[:short-1]
}

var emptyWords = func() map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields("the and for that this with what about did does was were are our out have has had you they them his her its why who when how not any all decide decided decision decisions " +
		"ruled rule thing things bet bets sheet again look back new get from into than then there here will would should could can may might one some say said people") {
		set[w] = true
	}
	return set
}()

// named reports whether a person is meant by a name, or by a part of it.
func named(full, name string) bool {
	for _, w := range strings.Fields(strings.ToLower(name)) {
		if !slices.Contains(strings.Fields(strings.ToLower(person(full))), strings.Trim(w, ".,'’s")) && !slices.Contains(strings.Fields(strings.ToLower(person(full))), w) {
			return false
		}
	}
	return strings.TrimSpace(name) != ""
}

// decided answers what was decided about something, by whom and why, and what is predicted.
func (d *desk) decided(ctx context.Context, query Query, b *bet) (*piece, error) {
	entries, err := d.matching(ctx, query)
	if err != nil {
		return nil, err
	}
	p := d.part()
	if len(entries) == 0 {
		return p.undecided(query, b), nil
	}
	e := entries[0]
	p.sayDecision(e, true)
	if rankOf(e) < 3 {
		p.sayReasons(e)
		p.sayPrediction(e)
		p.sayLook("It", e)
	}
	for _, other := range entries[1:min(len(entries), 3)] {
		p.sayDecision(other, false)
	}
	if more := len(entries) - 3; more > 0 {
		text := oneline.Count(more, "more decision") + " on record"
		p.tell(SectionFacts, text+"; see plumb decisions list.", fact.Fact{Text: text, Value: float64(more), Formula: "counted"})
	}
	switch rankOf(e) {
	case 3:
		p.howSure("what was turned down never counted")
	case 2:
		p.howSure("nothing of it counts before a person approves it")
	default:
		p.howSure("it is as it stands in the decision log")
	}
	return p, nil
}

// undecided says that nothing is on record, and what comes nearest to it.
func (p *piece) undecided(query Query, b *bet) *piece {
	text := "No decision about that is on record."
	if len(contentOf(query.Subject)) == 0 {
		text = "No decision is on record."
	}
	p.refuse(NotOnRecord, text, "Draft one with plumb decisions draft, or look for other words of it with plumb search.")
	if b != nil {
		p.sayRuledOut(b, query.Subject, 2)
	}
	return p
}

// sayDecision says what was decided, when and by whom.
func (p *piece) sayDecision(e decision.Entry, first bool) {
	var q quotation
	what := q.of(e.Text)
	if what == "" {
		what = q.of(e.Heading())
	}
	section := SectionFacts
	if first {
		section = SectionAnswer
	}
	on := fact.Day(isoDay(e.Date))
	text := fmt.Sprintf("Decided on %s: %s", on, what)
	switch {
	case e.State == agent.StateRejected && !first:
		text = fmt.Sprintf("A draft of %s was turned down: %s", on, what)
	case e.State == agent.StateRejected:
		text = fmt.Sprintf("Nothing of the kind was decided: a draft of %s was turned down, %s", on, what)
	case rankOf(e) == 2:
		text = fmt.Sprintf("A decision of %s is drafted and not approved: %s", on, what)
	case !p.desk.approvedThen(e.Approval):
		text = fmt.Sprintf("Decided on %s, and not approved by %s: %s", on, fact.Day(p.desk.q.AsOf), what)
	case e.Approval != nil && e.Approval.By.Name != "":
		text = fmt.Sprintf("Decided on %s, approved by %s: %s", on, q.name(e.Approval.By.Name), what)
	}
	text = strings.TrimSuffix(text, ".") + " (" + e.ID + ")"
	if e.ReplacedBy != "" {
		text += "; it was replaced by " + e.ReplacedBy
	}
	p.tell(section, text+".", fact.Fact{Period: e.Date, Formula: "decision " + e.ID, Quote: q.text()})
}

// sayReasons says why it was decided so.
func (p *piece) sayReasons(e decision.Entry) {
	var q quotation
	if words := q.of(e.Rationale); words != "" {
		p.tell(SectionFacts, stopped("Why, as it was written: "+words), fact.Fact{Period: e.Date, Formula: "rationale of decision " + e.ID, Quote: q.text()})
		return
	}
	p.say(SectionFacts, "No reason was written down.")
}

// sayPrediction says what is predicted, how sure somebody was of it, and what became of it.
func (p *piece) sayPrediction(e decision.Entry) {
	var q quotation
	words := q.of(strings.TrimSuffix(e.Prediction.Text, "."))
	if words == "" {
		p.say(SectionFacts, "Nothing was predicted.")
		return
	}
	text := "It predicts " + words
	f := fact.Fact{Period: e.Date, Formula: "prediction of decision " + e.ID, Quote: q.text()}
	if c := e.Prediction.Confidence; c > 0 {
		text += fmt.Sprintf(", with a confidence of %s", fact.Format(100*c, fact.Percent))
		f.Value, f.Unit = 100*c, fact.Percent
	}
	if n := len(e.Revisits); n > 0 && e.Revisits[n-1].On <= p.desk.today() {
		look := e.Revisits[n-1]
		text += fmt.Sprintf("; looked back at on %s, it %s", dayWords(look.On), map[decision.Outcome]string{decision.CameTrue: "came true", decision.DidNot: "did not come true"}[look.Outcome])
		if look.Outcome != decision.CameTrue && look.Outcome != decision.DidNot {
			text = strings.TrimSuffix(text, ", it ") + ", nobody could tell"
		}
	}
	p.tell(SectionFacts, text+".", f)
}

// sayLook says when a decision is looked at again, and who owns it.
func (p *piece) sayLook(it string, e decision.Entry) {
	var q quotation
	var text string
	due := e.Due
	if due == "" && !e.Effective() {
		due = e.RevisitBy
	}
	switch {
	case due == "":
		text = it + " is not planned to be looked at again"
	case due < p.desk.today():
		text = fmt.Sprintf("%s was due to be looked at again on %s, and that has not been done", it, dayWords(due))
	default:
		text = fmt.Sprintf("%s is looked at again on %s", it, dayWords(due))
	}
	if owner := q.name(e.Owner); owner != "" {
		text += "; its owner is " + owner
	}
	p.tell(SectionFacts, stopped(text), fact.Fact{Period: due, Formula: "decision " + e.ID, Quote: q.text()})
}

// revisit answers when decisions are looked at again: which one is next, and which are overdue.
func (d *desk) revisit(ctx context.Context, query Query, b *bet) (*piece, error) {
	entries, err := d.matching(ctx, query)
	if err != nil {
		return nil, err
	}
	p := d.part()
	var overdue, coming []decision.Entry
	for _, e := range entries {
		switch {
		case e.Due == "":
		case e.Due < d.today():
			overdue = append(overdue, e)
		default:
			coming = append(coming, e)
		}
	}
	byDue := func(x, y decision.Entry) int { return strings.Compare(x.Due, y.Due) }
	slices.SortStableFunc(overdue, byDue)
	slices.SortStableFunc(coming, byDue)
	for i, e := range coming[:min(len(coming), 2)] {
		p.sayNextLook(e, i == 0)
	}
	p.sayOverdue(overdue)
	switch {
	case len(p.sentences) > 0:
	case len(entries) > 0:
		p.sayLook("It", entries[0])
		p.sayDecision(entries[0], true)
	default:
		p = p.undecided(query, nil)
	}
	if b != nil && b.review.Gate.Due > d.today() {
		p.readings = b
		p.say(SectionFacts, "The gate itself is due on "+dayWords(b.review.Gate.Due)+".", d.cite(b, factOf(b, b.review.Gate.Metric, "end of the period that the date").ID)...)
	}
	if p.refusal == nil {
		if len(coming) > 0 {
			p.sayPrediction(coming[0])
		}
		p.howSure("these are the days that stand in the decision log")
	}
	return p, nil
}

// sayNextLook says when a decision is looked at again that is not due yet.
func (p *piece) sayNextLook(e decision.Entry, first bool) {
	var q quotation
	text := fmt.Sprintf("The next look is on %s, at %s", dayWords(e.Due), decisionIn(e, &q))
	if !first {
		text = fmt.Sprintf("After that comes %s, on %s", decisionIn(e, &q), dayWords(e.Due))
	}
	if owner := q.name(e.Owner); owner != "" {
		text += "; its owner is " + owner
	}
	p.tell(SectionAnswer, stopped(text), fact.Fact{Period: e.Due, Formula: "decision " + e.ID, Quote: q.text()})
}

// sayOverdue names the decisions that nobody has looked back at, though the day for it is over.
func (p *piece) sayOverdue(overdue []decision.Entry) {
	if len(overdue) == 0 {
		return
	}
	var q quotation
	var texts []string
	for _, e := range overdue[:min(len(overdue), choicesShown)] {
		texts = append(texts, fmt.Sprintf("%s, due on %s", decisionIn(e, &q), dayWords(e.Due)))
	}
	text := "Overdue for a look back: " + strings.Join(texts, "; ")
	if more := len(overdue) - choicesShown; more > 0 {
		text += fmt.Sprintf("; and %d more, see plumb decisions due", more)
	}
	p.tell(SectionAnswer, text+".", fact.Fact{Text: midway(text), Period: overdue[0].Due, Formula: "decision log", Quote: q.text()})
}

// decisionIn names a decision within a sentence, with the beginning of what was decided.
func decisionIn(e decision.Entry, q *quotation) string {
	text := fmt.Sprintf("the decision of %s (%s)", dayWords(e.Date), e.ID)
	if words := q.upTo(e.Text, 100); words != "" {
		text += ", " + words
	}
	return text
}

// decisionOf names a decision by its day and its id.
func decisionOf(e decision.Entry) string {
	return fmt.Sprintf("The decision of %s (%s)", dayWords(e.Date), e.ID)
}
