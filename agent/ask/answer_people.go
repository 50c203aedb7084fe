package ask

import (
	"cmp"
	"context"
	"fmt"
	"slices"
	"strings"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/agent/internal/oneline"
	"github.com/plumbline-dev/plumb/agent/search"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/semantic"
)

// sayField repeats a field of a sheet in the words that were said or written, with who said them.
func (p *piece) sayField(section, lead string, b *bet, f *agent.Field) {
	p.sayFieldOf(section, lead, b.review.Sheet, f, quotation{})
}

// sayFieldOf is sayField for any sheet, with a lead that may repeat what people wrote.
func (p *piece) sayFieldOf(section, lead, sheet string, f *agent.Field, q quotation) {
	words := q.of(f.Text)
	if words == "" {
		return
	}
	var by []string
	if f.Author != "" {
		by = append(by, "written by "+q.name(f.Author))
	} else if len(f.Evidence) > 0 {
		e := f.Evidence[0]
		who := q.name(e.Speaker)
		if who == "" {
			who = "somebody"
		}
		if at := placeIn(e); at != "" {
			who += " at " + at
		}
		by = append(by, who)
	}
	if words := maturityWords[f.Maturity]; words != "" {
		by = append(by, words)
	}
	text := lead + ": " + words
	if len(by) > 0 {
		text += " (" + strings.Join(by, "; ") + ")"
		text += "."
	}
	p.quote(section, stopped(text), fact.Fact{Formula: "sheet " + sheet, Quote: q.text()}, quotable(f.Evidence))
}

// quotable gives at most as many pieces of evidence as a sentence needs.
func quotable(evidence []agent.Evidence) []agent.Evidence {
	const most = 3
	return evidence[:min(len(evidence), most)]
}

// who answers who owns something, or who decides.
func (d *desk) who(ctx context.Context, query Query, b *bet) (*piece, error) {
	p := d.part()
	if len(query.Metrics) > 0 {
		return d.whoOfMetrics(ctx, query)
	}
	if query.Person != "" {
		return d.whatOf(ctx, query.Person)
	}
	if b == nil && len(contentOf(query.Subject)) > 0 {
		var err error
		if b, err = d.betAbout(ctx, query.Subject); err != nil {
			return nil, err
		}
	}
	if b == nil {
		if subject := contentOf(query.Subject); len(subject) > 0 {
			return d.decidedBy(ctx, query)
		}
		_, refusal, err := d.only(ctx)
		if err != nil {
			return nil, err
		}
		if refusal == nil {
			refusal = &Refusal{Reason: NoSheet}
		}
		return d.refused(*refusal), nil
	}
	asksStatus := d.asks("approve", "approved", "approves", "approval", "signed", "effect")
	if asksStatus && query.Person == "" && len(contentOf(query.Subject)) > 0 && !namesSheet(b, query.Subject) {
		return d.refused(Refusal{Reason: NotOnRecord, Text: "No sheet is called that.", WouldSettle: "See which there are, and how each stands, with plumb sheet list."}), nil
	}
	f := &b.sheet().Fields
	var q quotation
	owner := q.name(f.Owner.Text)
	if owner == "" {
		p.say(SectionAnswer, "The sheet names no owner.")
	} else {
		p.quote(SectionAnswer, fmt.Sprintf("%s owns %s.", owner, titleOf(b, &q)), fact.Fact{Formula: "sheet " + b.review.Sheet, Quote: q.text()}, quotable(f.Owner.Evidence))
	}
	if asksStatus {
		p.sayStatus(b)
	}
	rights := p.sayRights(f.DecisionRights, b, query.Subject)
	if rights == 0 {
		rights = p.sayRights(f.DecisionRights, b, "")
	}
	if rights == 0 {
		p.say(SectionFacts, "The meeting did not say who decides what.")
	}
	p.standing(b)
	p.sayApproval(SectionFacts, b)
	if owner == "" && rights == 0 {
		p.sentences = nil
		return p.refuse(NotStated, "The sheet names no owner, and does not say who decides.", "Name one: plumb sheet edit "+b.review.Sheet+"."), nil
	}
	return p, nil
}

// betAbout gives the one sheet whose head has most of the words of a subject, nil for none or several.
func (d *desk) betAbout(ctx context.Context, subject string) (*bet, error) {
	var words []string
	for _, w := range contentOf(subject) {
		if !placesOfSheet[w] {
			words = append(words, w)
		}
	}
	sheets, err := d.list(ctx)
	if err != nil {
		return nil, err
	}
	id := ""
	for _, s := range sheets {
		if !shares(strings.Join(words, " "), strings.Join([]string{s.Title, s.Aim, s.Lever, s.Outcome}, " ")) {
			continue
		}
		if id != "" {
			return nil, nil //nolint:nilnil // no one sheet is meant
		}
		id = s.ID
	}
	if id == "" {
		return nil, nil //nolint:nilnil // no one sheet is meant
	}
	b, err := d.open(ctx, id)
	switch {
	case fault.Is(err, fault.NotFound), fault.Is(err, fault.Conflict):
		return nil, nil //nolint:nilnil // it is not in effect
	case err != nil:
		return nil, err
	case b.sheet().MeetingDate > d.today():
		return nil, nil //nolint:nilnil // there was none yet
	}
	return b, nil
}

// placesOfSheet are words for places that every sheet has.
var placesOfSheet = wordSet(`gate stage guardrail mechanism aim lever outcome signal signals owner metric bet sheet`)

// sayRights quotes who decides what, as far as it is about a subject, and gives how many sentences that took.
func (p *piece) sayRights(fields []agent.Field, b *bet, subject string) int {
	said := 0
	for i := range fields {
		if said < 3 && fields[i].Filled() && (subject == "" || shares(subject, fields[i].Text)) {
			p.sayField(SectionFacts, "Who decides", b, &fields[i])
			said++
		}
	}
	return said
}

// namesSheet reports whether words are about a sheet: they stand in its title, or in what it is about.
func namesSheet(b *bet, words string) bool {
	h := agent.HeadOf(b.sheet().Sheet)
	return shares(words, strings.Join([]string{h.Title, h.Owner, h.Aim, h.Lever, h.Outcome, b.review.Sheet}, " "))
}

// sayStatus says first whether the sheet is approved, and by whom.
func (p *piece) sayStatus(b *bet) {
	before := p.sentences
	p.sentences = nil
	p.standing(b)
	p.sayApproval(SectionAnswer, b)
	for i := range p.sentences {
		p.sentences[i].Section = SectionAnswer
	}
	p.sentences = append(p.sentences, before...)
}

// sayApproval says who approved the sheet.
func (p *piece) sayApproval(section string, b *bet) {
	v := b.sheet()
	if v.State != agent.StateApproved || v.Approval == nil {
		return
	}
	var q quotation
	text := fmt.Sprintf("%s approved the sheet", q.name(v.Approval.By.Name))
	f := fact.Fact{Formula: fmt.Sprintf("sheet %s version %d", v.ID, v.Number)}
	switch at := v.Approval.At; {
	case !p.desk.approvedThen(v.Approval):
		text = p.desk.notYet("The sheet", at)
		f.Period = isoOf(at)
	case !at.IsZero():
		text += " on " + fact.Day(at)
		f.Period = isoOf(at)
	}
	f.Quote = q.text()
	p.tell(section, text+".", f)
}

// whoOfMetrics says who owns metrics.
func (d *desk) whoOfMetrics(ctx context.Context, query Query) (*piece, error) {
	p := d.part()
	for _, heard := range query.Metrics[:min(len(query.Metrics), choicesShown)] {
		if r := unlinked(heard); r != nil {
			p.refusal = r
			continue
		}
		defined, err := d.k.Metrics(ctx, heard.Match.Metric)
		if err != nil {
			return nil, err
		}
		for _, m := range defined {
			p.sayMetricOwner(m)
		}
	}
	if len(p.sentences) > 0 {
		p.refusal = nil
	} else if p.refusal == nil {
		return d.refused(Refusal{Reason: UnknownName}), nil
	}
	return p, nil
}

func (p *piece) sayMetricOwner(m semantic.Metric) {
	label, name := p.desk.nameAmong(m, nil)
	var q quotation
	var owners []string
	for _, o := range m.Owner {
		owners = append(owners, q.name(o))
	}
	f := fact.Fact{Metric: m.ID(), Name: label, Formula: "definition of " + m.ID()}
	if len(owners) == 0 {
		f.Quote = q.text()
		p.tell(SectionAnswer, "The definition of "+name+" names no owner.", f)
	} else {
		text := fmt.Sprintf("The owner of %s is %s", name, oneline.List(owners))
		f.Quote = q.text()
		p.tell(SectionAnswer, text+".", f)
	}
	var home quotation
	text := fmt.Sprintf("It is a definition of %s", home.name(m.Home()))
	if m.Source.Connector != "" {
		text += ", read from " + home.name(m.Source.Connector)
	}
	p.tell(SectionFacts, text+".", fact.Fact{Metric: m.ID(), Name: label, Formula: "definition of " + m.ID(), Quote: home.text()})
}

// whatOf says what a person owns.
func (d *desk) whatOf(ctx context.Context, name string) (*piece, error) {
	p := d.part()
	sheets, err := d.list(ctx)
	if err != nil {
		return nil, err
	}
	for _, s := range sheets {
		if !named(s.Owner, name) || len(p.sentences) == 3 {
			continue
		}
		var q quotation
		p.tell(SectionAnswer, fmt.Sprintf("%s owns %s (%s, %s).", q.name(s.Owner), q.upTo(s.Title, 80), s.ID, s.State.Words()), fact.Fact{Formula: "sheet " + s.ID, Quote: q.text()})
	}
	log, err := d.log(ctx)
	if err != nil {
		return nil, err
	}
	for _, e := range log {
		if named(e.Owner, name) && e.Effective() && len(p.sentences) < 4 {
			p.sayLook(decisionOf(e), e)
			p.sayDecision(e, false)
		}
	}
	if len(p.sentences) == 0 {
		return p.refuse(NotOnRecord, "Nothing is on record that this person owns.", "See who owns what with plumb sheet list and plumb decisions list."), nil
	}
	return p, nil
}

// decidedBy says who owns and approved the decisions about a subject.
func (d *desk) decidedBy(ctx context.Context, query Query) (*piece, error) {
	entries, err := d.matching(ctx, query)
	if err != nil {
		return nil, err
	}
	p := d.part()
	if len(entries) == 0 {
		return p.refuse(NotOnRecord, "Nothing that is kept here says who owns that.", "See who owns what with plumb sheet list and plumb decisions list."), nil
	}
	p.sayDecision(entries[0], true)
	p.sayLook("It", entries[0])
	return p, nil
}

// said answers what people said about something, with quotes that are byte for byte in the record.
func (d *desk) said(ctx context.Context, query Query, b *bet) (*piece, error) {
	p := d.part()
	subject := oneline.Tidy(query.Subject)
	if subject == "" && query.Person == "" {
		return d.refused(Refusal{Reason: Unclear, Text: "It is not clear what people are asked to have said something about.", WouldSettle: "Name it, such as: what did people say about corrections?"}), nil
	}
	if b != nil && p.sayNamedFields(b, subject) {
		return p, nil
	}
	if err := p.find(ctx, subject, query.Person, query.Sheet); err != nil {
		return nil, err
	}
	if len(p.sentences) == 0 && query.Person != "" && subject != "" {
		if err := p.findReplies(ctx, subject, query); err != nil {
			return nil, err
		}
	}
	if len(p.sentences) == 0 && b != nil {
		p.sayFieldsAbout(b, subject, query.Person)
	}
	if len(p.sentences) == 0 && query.Person != "" && subject != "" {
		return d.saidByOthers(ctx, subject, query)
	}
	if len(p.sentences) == 0 {
		return p.refuse(NotOnRecord, "Nobody is on record as saying anything about that.", tryOtherWords), nil
	}
	p.howSure("these are the exact words of the record; what was not recorded is not known")
	return p, nil
}

const tryOtherWords = "Try other words with plumb search, or add the record of the meeting: plumb draft FILE."

// saidByOthers says that a person is not on record with something, and quotes who is.
func (d *desk) saidByOthers(ctx context.Context, subject string, query Query) (*piece, error) {
	p := d.part()
	if err := p.find(ctx, subject, "", query.Sheet); err != nil {
		return nil, err
	}
	var q quotation
	name := q.name(oneline.UpperFirst(query.Person))
	if name == "" {
		name = "That person"
	}
	if len(p.sentences) == 0 {
		return p.refuse(NotOnRecord, name+" is not on record as saying anything about that, and neither is anybody else.", tryOtherWords), nil
	}
	for i := range p.sentences {
		p.sentences[i].Section = SectionFacts
	}
	p.cited = []string{d.add(fact.Fact{Text: name + " is not on record as saying that", Formula: "records", Quote: q.text()})}
	return p.refuse(NotOnRecord, name+" is not on record as saying that; others spoke of it.", tryOtherWords), nil
}

// sayNamedFields quotes the fields of a sheet that a subject names, such as its objections; it reports whether it names some.
func (p *piece) sayNamedFields(b *bet, subject string) bool {
	words := contentOf(subject)
	if len(words) == 0 || len(words) > 2 {
		return false
	}
	f := &b.sheet().Fields
	for _, list := range []struct {
		word, lead, none string
		fields           []agent.Field
	}{
		{"objections", "Objection", "The meeting raised no objection that is on record.", f.Objections},
		{"dependencies", "Needed", "Nothing is on record as needed from others.", f.Dependencies},
		{"dependency", "Needed", "Nothing is on record as needed from others.", f.Dependencies},
		{"tradeoffs", "Trade-off", "No trade-off is on record.", f.TradeOffs},
		{"cadence", "When it is looked at", "The meeting did not say when it is looked at.", []agent.Field{f.Cadence}},
	} {
		if !slices.ContainsFunc(words, func(w string) bool { return sameWord(w, list.word) }) {
			continue
		}
		for i := range list.fields {
			if len(p.sentences) < mostQuotes && list.fields[i].Filled() {
				p.sayField(SectionAnswer, list.lead, b, &list.fields[i])
			}
		}
		if len(p.sentences) == 0 {
			p.refuse(NotStated, list.none, "Ask the owner, and write it down: plumb sheet edit "+b.review.Sheet+".")
		}
		return true
	}
	return false
}

// find quotes what was said about a subject, by one person or, with "", by anybody.
func (p *piece) find(ctx context.Context, subject, speaker, sheet string) error {
	hits, err := p.desk.k.Search(ctx, search.Query{Text: subject, Kinds: []search.Kind{search.Speech}, Sheet: sheet, Speaker: speaker, AsOf: p.desk.q.AsOf, Limit: mostHits})
	if err != nil && !fault.Is(err, fault.NotFound) && !fault.Is(err, fault.Usage) && !fault.Is(err, fault.Invalid) {
		return err
	}
	var found []spoken
	for _, s := range passages(hits, subject) {
		ok, err := p.desk.verbatim(ctx, s)
		if err != nil {
			return err
		}
		if ok {
			found = append(found, s)
		}
	}
	found = whatStandsFirst(found)
	for _, s := range found[:min(len(found), mostQuotes)] {
		p.saySpoken(s)
	}
	if more := len(found) - mostQuotes; more > 0 {
		text := oneline.Count(more, "more remark") + " about it " + are(more) + " on record; see plumb search"
		p.tell(SectionFacts, text+".", fact.Fact{Text: text, Value: float64(more), Formula: "counted"})
	}
	return nil
}

// whatStandsFirst puts the remark that takes back what was said before in the same record in front, if it is the last one about
// the subject there: it is what stands.
func whatStandsFirst(found []spoken) []spoken {
	for i, s := range found {
		if !takesBack(s.evidence.Quote) {
			continue
		}
		earlier, later := false, false
		for _, o := range found[:min(len(found), max(mostQuotes, i+1))] { // the others have less to do with it
			if o.sha256 == s.sha256 {
				earlier = earlier || o.evidence.StartMS < s.evidence.StartMS
				later = later || o.evidence.StartMS > s.evidence.StartMS
			}
		}
		if earlier && !later {
			s.last = true
			return slices.Insert(slices.Delete(slices.Clone(found), i, i+1), 0, s)
		}
	}
	return found
}

// takesBack reports whether somebody takes back what was said before.
func takesBack(text string) bool {
	text = " " + strings.ToLower(strings.ReplaceAll(text, "\u2019", "'")) + " "
	return containsAny(text, "take that back", "took that back", "take it back", "forget what i said", "forget what we said", "scrap that", "scratch that", "changed my mind",
		"on second thought", "never mind", "let's not do that", "not after all", "i was wrong")
}

// findReplies quotes what a person said right after somebody spoke of a subject: who answers a question seldom repeats its words.
func (p *piece) findReplies(ctx context.Context, subject string, query Query) error {
	hits, err := p.desk.k.Search(ctx, search.Query{Text: subject, Kinds: []search.Kind{search.Speech}, Sheet: query.Sheet, AsOf: p.desk.q.AsOf, Limit: mostHits})
	if err != nil && !fault.Is(err, fault.NotFound) && !fault.Is(err, fault.Usage) && !fault.Is(err, fault.Invalid) {
		return err
	}
	for _, s := range passages(hits, subject) {
		t, err := p.desk.k.Transcript(ctx, s.sha256)
		if fault.Is(err, fault.NotFound) || err == nil && !t.IsSpeech() {
			continue
		}
		if err != nil {
			return err
		}
		for _, u := range repliesTo(t, s.evidence.Utterance, query.Person) {
			p.saySpoken(spoken{sha256: s.sha256, file: s.file, evidence: agent.Evidence{Utterance: u.ID, Speaker: u.Speaker, StartMS: u.StartMS, Quote: u.Text}})
		}
		if len(p.sentences) > 0 {
			return nil
		}
	}
	return nil
}

// repliesTo gives what a person said within a few utterances after one.
func repliesTo(t *agent.Transcript, utterance, name string) []agent.Utterance {
	const reach = 6
	at := slices.IndexFunc(t.Utterances, func(u agent.Utterance) bool { return u.ID == utterance })
	var out []agent.Utterance
	for i := at + 1; at >= 0 && i < len(t.Utterances) && i <= at+reach; i++ {
		if u := t.Utterances[i]; named(u.Speaker, name) && len(strings.Fields(u.Text)) > 3 && len(out) < choicesShown {
			out = append(out, u)
		}
	}
	return out
}

const mostHits = 8

// spoken is an utterance that was found.
type spoken struct {
	sha256, file string
	evidence     agent.Evidence
	score        float64
	last         bool // it takes back what was said before it
}

// passages gives the utterances of hits that say something of a subject, best first.
func passages(hits []search.Hit, subject string) []spoken {
	wanted := contentOf(subject)
	var out []spoken
	for rank, h := range hits {
		for _, e := range h.Evidence {
			found := 0
			have := contentOf(e.Quote)
			for _, w := range wanted {
				if slices.ContainsFunc(have, func(o string) bool { return sameWord(w, o) }) {
					found++
				}
			}
			const shortest = 4 // words of a remark that says something
			if len(wanted) > 0 && found == 0 || len(strings.Fields(e.Quote)) < shortest {
				continue
			}
			s := spoken{sha256: h.ID, file: h.Title, evidence: e, score: float64(found) - float64(rank)/100}
			if !slices.ContainsFunc(out, func(o spoken) bool { return o.sha256 == s.sha256 && o.evidence.Utterance == e.Utterance }) {
				out = append(out, s)
			}
		}
	}
	slices.SortStableFunc(out, func(x, y spoken) int { return cmp.Compare(y.score, x.score) })
	return out
}

// verbatim reports whether an utterance stands in its record exactly so.
func (d *desk) verbatim(ctx context.Context, s spoken) (bool, error) {
	t, err := d.k.Transcript(ctx, s.sha256)
	if fault.Is(err, fault.NotFound) {
		return false, nil
	}
	if err != nil {
		return false, err
	}
	u, ok := t.Find(s.evidence.Utterance)
	return ok && t.IsSpeech() && u.Speaker == s.evidence.Speaker && u.StartMS == s.evidence.StartMS && s.evidence.Quote != "" && strings.Contains(u.Text, s.evidence.Quote), nil
}

// saySpoken repeats an utterance, with who said it, where and when.
func (p *piece) saySpoken(s spoken) {
	var q quotation
	words := q.of(s.evidence.Quote)
	who := q.name(s.evidence.Speaker)
	if who == "" {
		who = "Somebody"
	}
	where := []string{}
	if at := placeIn(s.evidence); at != "" {
		where = append(where, at)
	}
	if file := oneline.Tidy(s.file); file != "" {
		where = append(where, q.upTo(file, 80))
	}
	text := who + " said"
	if s.last {
		text = "What was said last about it: " + text
	}
	if len(where) > 0 {
		text += " (" + strings.Join(where, ", ") + ")"
	}
	p.quote(SectionAnswer, stopped(text+": "+words), fact.Fact{Formula: "record " + s.file, Quote: q.text()}, []agent.Evidence{s.evidence})
}

// sayFieldsAbout repeats what a sheet has from the meeting about a subject.
func (p *piece) sayFieldsAbout(b *bet, subject, who string) {
	for ref := range b.sheet().Fields.All() {
		f := ref.Field
		if len(p.sentences) == mostQuotes || !f.Filled() || len(f.Evidence) == 0 {
			continue
		}
		if who != "" && !named(f.Evidence[0].Speaker, who) || subject != "" && !shares(subject, f.Text) {
			continue
		}
		p.sayField(SectionAnswer, ref.Label, b, f)
	}
}
