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
	"github.com/plumbline-dev/plumb/agent/search"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// ruledOut answers what was ruled out: by the sheet with who said so, or by each of several, and by decisions.
func (d *desk) ruledOut(ctx context.Context, query Query, b *bet) (*piece, error) {
	p := d.part()
	var shown int
	if b != nil {
		shown = p.sayRuledOut(b, query.Subject, mostQuotes)
		if shown == 0 && len(contentOf(query.Subject)) > 0 && len(b.sheet().Fields.RuledOut) > 0 {
			defer func() { p.sayRuledOut(b, "", 2) }()
		}
	} else {
		var err error
		if shown, err = p.sayRuledOutByAll(ctx, query.Subject); err != nil {
			return nil, err
		}
	}
	entries, err := d.matching(ctx, Query{Sheet: query.Sheet})
	if err != nil {
		return nil, err
	}
	reason := false
	for _, e := range entries {
		if rankOf(e) >= 2 || shown >= mostQuotes {
			continue
		}
		if n := p.sayRuledOutBy(e, query.Subject, mostQuotes-shown); n > 0 {
			shown += n
			reason = reason || strings.TrimSpace(e.Rationale) != ""
			if d.asksWhy() && shown < mostQuotes {
				p.sayReasons(e)
			}
		}
	}
	if shown == 0 {
		text := "Nothing on record says that this was ruled out."
		if len(contentOf(query.Subject)) == 0 {
			text = "Nothing is on record as ruled out; if nothing was ruled out, nothing was decided."
		}
		return p.refuse(NotOnRecord, text, "Ask the owner, and write it down with plumb sheet edit."), nil
	}
	if d.asksWhy() && !reason {
		p.sentences = slices.Insert(p.sentences, min(len(p.sentences), 3), sentenceOf(SectionFacts, "No reason for it is on record beside these words.", nil, nil))
	}
	p.howSure("it is what people said; how settled it was stands beside it")
	return p, nil
}

// asksWhy reports whether the question asks for a reason.
func (d *desk) asksWhy() bool { return d.asks("why", "reason", "reasons") }

// asks reports whether the question has one of some words.
func (d *desk) asks(words ...string) bool {
	return slices.ContainsFunc(tokensOf(d.q.Text), func(t token) bool { return slices.Contains(words, t.norm) })
}

// sayRuledOutByAll quotes what each of several sheets rules out, and gives how many sentences that took.
func (p *piece) sayRuledOutByAll(ctx context.Context, subject string) (int, error) {
	sheets, err := p.desk.ruling(ctx, subject)
	if err != nil {
		return 0, err
	}
	type ruling struct {
		sheet string
		lead  string
		field *agent.Field
		q     quotation
	}
	var rounds [][]ruling // the first of each sheet, then the second of each ...
	for i := range sheets {
		v := &sheets[i]
		n := 0
		for j := range v.Fields.RuledOut {
			f := &v.Fields.RuledOut[j]
			if !f.Filled() || len(contentOf(subject)) > 0 && !shares(subject, f.Text+" "+v.Title) {
				continue
			}
			var q quotation
			lead := "Ruled out"
			if title := q.upTo(v.Title, 80); title != "" {
				lead += " for " + title
			}
			if len(rounds) == n {
				rounds = append(rounds, nil)
			}
			rounds[n] = append(rounds[n], ruling{v.ID, lead, f, q})
			n++
		}
	}
	all := slices.Concat(rounds...)
	for _, r := range all[:min(len(all), mostQuotes)] {
		p.sayFieldOf(SectionAnswer, r.lead, r.sheet, r.field, r.q)
	}
	if more := len(all) - mostQuotes; more > 0 {
		text := fmt.Sprintf("There %s %d more; name the bet to see what it rules out", are(more), more)
		p.tell(SectionFacts, text+".", fact.Fact{Text: midway(text), Value: float64(more), Formula: "counted"})
	}
	return min(len(all), mostQuotes), nil
}

// mostRuling is how many sheets are read to see what they rule out.
const mostRuling = 8

// ruling gives the sheets of meetings up to the day of the question that may rule out a subject: approved ones first, and of many
// those in which it is found.
func (d *desk) ruling(ctx context.Context, subject string) ([]agent.Version, error) {
	list, err := d.list(ctx)
	if err != nil {
		return nil, err
	}
	list = slices.Clone(list)
	slices.SortStableFunc(list, func(x, y agent.Summary) int { return cmp.Compare(rankOfState(x.State), rankOfState(y.State)) })
	if len(list) > mostRuling && len(contentOf(subject)) > 0 {
		hits, err := d.k.Search(ctx, search.Query{Text: subject, Kinds: []search.Kind{search.Sheet}, AsOf: d.q.AsOf, Limit: 4 * mostHits})
		if err != nil && !fault.Is(err, fault.NotFound) && !fault.Is(err, fault.Usage) && !fault.Is(err, fault.Invalid) {
			return nil, err
		}
		list = slices.DeleteFunc(list, func(s agent.Summary) bool {
			return !slices.ContainsFunc(hits, func(h search.Hit) bool { return h.ID == s.ID })
		})
	}
	var out []agent.Version
	for _, s := range list[:min(len(list), mostRuling)] {
		v, err := d.k.Sheet(ctx, s.ID)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if v.MeetingDate <= d.today() {
			out = append(out, v)
		}
	}
	return out, nil
}

const mostQuotes = 4

var maturityWords = map[agent.Maturity]string{
	agent.Agreed: "agreed", agent.Proposed: "proposed, not agreed", agent.Tentative: "tentative", agent.Deferred: "put off", agent.Reversed: "taken back later",
}

// sayRuledOut quotes what a sheet rules out, and gives how many sentences that took.
func (p *piece) sayRuledOut(b *bet, subject string, most int) int {
	shown := 0
	for i := range b.sheet().Fields.RuledOut {
		f := &b.sheet().Fields.RuledOut[i]
		if shown == most || !f.Filled() || len(contentOf(subject)) > 0 && !shares(subject, f.Text) {
			continue
		}
		section := SectionAnswer
		if p.refusal != nil {
			section = SectionFacts
		}
		p.sayField(section, "Ruled out", b, f)
		shown++
	}
	return shown
}

// sayRuledOutBy quotes what a decision rules out beyond its sheet.
func (p *piece) sayRuledOutBy(e decision.Entry, subject string, most int) int {
	said := ""
	for _, s := range p.sentences {
		said += s.Text + "\n"
	}
	var q quotation
	var words []string
	for _, text := range e.RuledOut {
		tidy := strings.TrimSpace(unmarked.Replace(oneline.Tidy(text)))
		if tidy == "" || len(words) == most || strings.Contains(said, oneline.Cut(tidy, longestQuote)) || len(contentOf(subject)) > 0 && !shares(subject, text) {
			continue
		}
		words = append(words, q.upTo(text, 120))
	}
	if len(words) == 0 {
		return 0
	}
	p.tell(SectionAnswer, stopped(fmt.Sprintf("The decision of %s (%s) rules out %s", dayWords(e.Date), e.ID, oneline.List(words))), fact.Fact{Period: e.Date, Formula: "decision " + e.ID, Quote: q.text()})
	return len(words)
}
