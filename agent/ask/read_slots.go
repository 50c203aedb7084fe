package ask

import (
	"slices"
	"strings"
	"time"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/readings"
	"github.com/plumbline-dev/plumb/semantic"
)

// leastLikely is the probability from which on an intent is believed that no other way of asking speaks for.
const leastLikely = 0.33

// certain is the score from which on a way of asking is believed, whatever the other words are.
const certain = 0.945

// choose gives the kind of query that a part asks for, by the ways of asking that it fits and by its words. Where both leave
// several kinds open it gives none, and why, so that whoever asks can choose.
func (r *reader) choose(p part, at place, heard []mention) (fit, *Refusal, bool) {
	found := r.fitsOf(p, at, heard)
	words := r.masked(p, at, heard, intents().knows)
	if len(found) == 0 && !tellsIntent(words) {
		return fit{}, nil, false
	}
	list := intents().guesses(featuresOf(words, p.tokens[len(p.tokens)-1].query, found))
	kind, why := settledKind(found, list, len(heard) > 0 || at.named)
	switch {
	case r.goesOnWhy(p, heard):
		kind = Decided
	case why != nil && why.Reason == Unclear && len(heard) > 0 && len(p.words)-(heard[0].to-heard[0].from) <= 2 && !questionWord[p.words[0].norm]:
		return fit{}, nil, false // little more than the name of a metric
	case why != nil:
		return fit{}, why, false
	}
	best := fit{phrasing: &phrasing{kind: kind}}
	fits := false
	for _, f := range found {
		if f.kind == best.kind && (!fits || f.score > best.score+1e-9 || f.score > best.score-1e-9 && f.from < best.from) {
			best, fits = f, true
		}
	}
	slots := slotsOf(best, found)
	best = r.settled(p, at, heard, best)
	if _, ok := slots['s']; !ok {
		if span := r.unexplained(p, at, heard, best.kind); span[1] > 0 {
			slots['s'] = span
		}
	}
	best.slots = slots
	return best, nil, true
}

// surest gives the way of asking that fits best.
func surest(found []fit) (fit, bool) {
	best, ok := fit{}, false
	for _, f := range found {
		if !ok || f.score > best.score {
			best, ok = f, true
		}
	}
	return best, ok
}

// settledKind decides between the ways of asking that fit and the likely intents: a way of asking that is certain goes first,
// then the likeliest intent, unless it is not much likelier than what a sure way of asking says.
func settledKind(found []fit, list []guess, known bool) (Kind, *Refusal) {
	best, ok := surest(found)
	top := list[0]
	switch {
	case ok && best.score >= certain:
		return best.kind, nil
	case top.p < leastLikely:
		return "", unsure(list)
	case top.intent == strange && (!known || top.p >= 0.95):
		return "", beyond()
	case top.intent == strange:
		top = list[1]
	}
	if !ok {
		return Kind(top.intent), nil
	}
	said := slices.ContainsFunc(list[:3], func(g guess) bool { return g.intent == intent(best.kind) && g.p > 0.15 })
	if said && top.p < 0.65 && best.score > 0.87 {
		return best.kind, nil
	}
	return Kind(top.intent), nil
}

// goesOnWhy reports whether a part asks why of what was decided: why did we do that?
func (r *reader) goesOnWhy(p part, heard []mention) bool {
	k := r.about.Kind
	return (k == Decided || k == RuledOut || k == Revisit) && p.words[0].norm == "why" && len(heard) == 0 && len(p.words) <= 5
}

// tellsIntent reports whether any word is more than a name.
func tellsIntent(words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool {
		switch w {
		case maskMetric, maskPerson, maskTime, maskNumber, maskBet, maskSubject, "what":
			return false
		}
		return questionWord[w] || conceptsOf()[w] != nil || !edges[w] && !common[w]
	})
}

// ownConcepts are what a kind is asked for by, so that no such word is a part of the subject.
var ownConcepts = map[Kind]string{
	Decided: "DECIDE PREDICT CAUSE NEW STOP GO", RuledOut: "EXCLUDE SAY DECIDE", Said: "SAY DISSENT CAUSE", Who: "OWN ALLOWED DECIDE STOP SAY WORK", Revisit: "AGAIN NEW PREDICT", Open: "OPEN",
	Changed: "NEW AWAY", Meaning: "MEAN", Prepare: "PREP MEET", Cause: "CAUSE UP DOWN MOVE",
}

// unexplained gives the longest row of words that no way of asking for a kind explains: what a question is asked about.
func (r *reader) unexplained(p part, at place, heard []mention, kind Kind) [2]int {
	own := ownConcepts[kind]
	if own != "" && kind != Meaning && kind != Cause && (kind != Decided || !containsAny(joined(p.words), " predict", " expect")) {
		heard = nil
	}
	inside := func(i int) bool {
		w := p.words[i].norm
		if edges[w] || questionWord[w] || askFillers[w] || explained(p, i, at, heard) && own == "" {
			return false
		}
		if at.title[0] <= i && i < at.title[1] || slices.ContainsFunc(p.times, func(s stretch) bool { return s.from <= i && i < s.to }) ||
			slices.ContainsFunc(heard, func(m mention) bool { return m.from <= i && i < m.to }) {
			return false
		}
		return !slices.ContainsFunc(conceptsOf()[stem(w)], func(c string) bool { return strings.Contains(own, c) })
	}
	best := [2]int{}
	for i := 0; i < len(p.words); i++ {
		j, tells := i, false
		for j < len(p.words) && inside(j) {
			tells = tells || !common[p.words[j].norm]
			j++
		}
		if tells && j-i > best[1]-best[0] {
			best = [2]int{i, j}
		}
		i = j
	}
	for best[0] < best[1] && common[p.words[best[0]].norm] {
		best[0]++
	}
	for best[1] > best[0] && common[p.words[best[1]-1].norm] && !numberWords[p.words[best[1]-1].norm] {
		best[1]--
	}
	return best
}

// explained reports whether a word of a part is known for something else than a subject.
func explained(p part, i int, at place, heard []mention) bool {
	w := p.words[i].norm
	return common[w] || edges[w] || questionWord[w] || askFillers[w] || betNouns[w] || spelled[w] || conceptsOf()[stem(w)] != nil && !numberWords[w] ||
		at.title[0] <= i && i < at.title[1] ||
		slices.ContainsFunc(heard, func(m mention) bool { return m.from <= i && i < m.to }) ||
		slices.ContainsFunc(p.times, func(s stretch) bool { return s.from <= i && i < s.to })
}

var spelled = wordSet(`two three four five six seven eight nine ten first second third both`)

// fitsOf gives the ways of asking that a part fits, scored by what else is known of it.
func (r *reader) fitsOf(p part, at place, heard []mention) []fit {
	found := phrasings().fits(asBet(r.outsideTitle(p, at), at))
	for i := range found {
		found[i].score += r.leaning(p, at, heard, found[i])
	}
	return found
}

// asBet puts a pronoun where the title of the sheet stands, so that it is asked about as any bet is.
func asBet(words []token, at place) []token {
	if at.title[1] > 0 {
		words[at.title[1]-1].norm = "it"
	}
	return words
}

// slotsOf gives the slots of the best way of asking, and those that it lacks from others of its kind, surest first.
func slotsOf(best fit, found []fit) map[byte][2]int {
	slots := map[byte][2]int{}
	from := map[byte]float64{}
	for _, f := range found {
		for slot, at := range f.slots {
			score := f.score
			if f.pattern == best.pattern {
				score = 2
			}
			if f.kind == best.kind && score > from[slot] {
				slots[slot], from[slot] = at, score
			}
		}
	}
	return slots
}

// leaning moves the score of a way of asking by what else is known of the part.
func (r *reader) leaning(p part, at place, heard []mention, f fit) float64 {
	named := len(heard) > 0
	generic := len(f.slots) > 0 && f.words <= 3
	switch f.kind {
	case Value:
		switch {
		case named && len(p.times) > 0:
			return 0.08
		case currently(p.tokens):
			return 0.06
		case named:
			return 0.02
		case generic && !numeric(p.words):
			return -0.12
		}
	case Moved:
		switch {
		case named:
			return 0.05
		case generic:
			return -0.07
		}
	case Cause:
		if named {
			return 0.03
		}
	case Compare:
		switch {
		case len(p.times) > 1 || len(heard) > 1:
			return 0.06
		case !named && len(p.times) == 0 && f.sure < 0.88:
			return -0.1
		}
	case Working, Aim:
		switch {
		case named && !at.named && !namesBet(p):
			return -0.08
		case at.named:
			return 0.04
		}
	case Changed:
		switch {
		case named:
			return -0.12
		case len(p.times) > 0:
			return 0.04
		}
	case Meaning:
		if generic && (len(p.times) > 0 || currently(p.tokens) || f.pattern == "^ what is|are $s $" && (hasDeterminer(p.words) || at.named)) {
			return -0.12
		}
	case Said:
		if slot, ok := f.slots['p']; ok && slot[1]-slot[0] == 1 && (p.words[slot[0]].norm == "we" || p.words[slot[0]].norm == "i") {
			return -0.1
		}
	case Open:
		if named && numeric(p.words) {
			return -0.2
		}
	case Gate, Guardrail, Decided, RuledOut, Revisit, Who, Prepare, Bets:
	}
	return 0
}

// numeric reports whether words ask for a number as people call one.
func numeric(words []token) bool {
	return slices.ContainsFunc(words, func(t token) bool { return numberWords[t.norm] })
}

// numberWords are what names of things that are measured hold.
var numberWords = wordSet(`rate rates share number average ratio percentage revenue churn nps csat score latency conversion conversions users retention
	cost costs margin mrr arr tickets uptime signups sign-ups installs downloads volume frequency visits traffic engagement satisfaction activation
	bounce clicks click-through ctr cac ltv dau wau mau actives adoption orders sales duration speed errors crashes count counts views time size length depth index`)

// namesBet reports whether a part speaks of the bet itself.
func namesBet(p part) bool {
	for i, t := range p.words {
		switch t.norm {
		case "this", "that":
			if slices.ContainsFunc(p.times, func(s stretch) bool { return s.from <= i && i < s.to }) {
				continue
			}
			return true
		case "mechanism", "bet", "pilot", "experiment", "it", "we", "approach", "lever", "initiative", "thing", "things", "project":
			return true
		}
	}
	return false
}

// currently reports whether words ask for how something is now.
func currently(tokens []token) bool {
	return slices.ContainsFunc(tokens, func(t token) bool {
		return t.norm == "now" || t.norm == "currently" || t.norm == "today" || t.norm == "latest" || t.norm == "newest"
	})
}

func hasDeterminer(words []token) bool {
	return slices.ContainsFunc(words, func(t token) bool { return t.norm == "the" || t.norm == "our" || t.norm == "its" })
}

// settled decides between kinds that are asked for in the same words.
func (r *reader) settled(p part, at place, heard []mention, f fit) fit {
	kind := f.kind
	first := ""
	if len(heard) > 0 {
		first = heard[0].Match.Metric
	}
	switch {
	case kind == Working && first != "" && !at.named && !namesBet(p) || (kind == Moved || kind == Value) && first != "" && asksFine(p.words):
		if role := r.roleOf(at, first); role == Guardrail && asksFine(p.words) {
			kind = Guardrail
		} else if kind == Working {
			kind = Moved
		}
	case kind == Aim && first != "" && !namesBet(p) && !at.named:
		kind = Meaning
	case (kind == Value || kind == Moved) && first != "" && aheadOf(p.words) && r.roleOf(at, first) == Gate:
		kind = Gate
	case kind == Gate && first != "" && r.roleOf(at, first) == Guardrail && !mentionsWord(p.words, "gate"):
		kind = Guardrail
	case kind == Moved && len(heard) == 0 && containsAny(joined(p.words), " worse for ", " harder for ", " slower for "):
		kind = Guardrail
	case kind == Guardrail && len(heard) > 0 && !heard[0].partial && r.roleOf(at, first) != Guardrail && !guards(p.words):
		kind = Moved
	case kind == Gate && len(heard) > 0 && !heard[0].partial && at.sheet != nil && !r.ownsAny(at, heard) && !mentionsWord(p.words, "gate"):
		kind = Value
	}
	if kind == f.kind {
		return f
	}
	changed := *f.phrasing
	changed.kind = kind
	f.phrasing = &changed
	return f
}

// guards reports whether words speak of a guardrail.
func guards(words []token) bool {
	return containsAny(joined(words), " guardrail ", " guardrails ", " limit ", " pause ", " protect ")
}

// ownsAny reports whether a sheet has one of the metrics that were heard.
func (r *reader) ownsAny(at place, heard []mention) bool {
	vocab := r.vocab[at.id()]
	return vocab == nil || slices.ContainsFunc(heard, func(m mention) bool { return vocab.owns(m.Match) })
}

func mentionsWord(words []token, word string) bool {
	return slices.ContainsFunc(words, func(t token) bool { return t.norm == word })
}

// asksFine reports whether words ask if something is as it should be.
func asksFine(words []token) bool {
	return containsAny(joined(words), " ok ", " fine ", " safe ", " under control ", " holding ", " too high ", " too low ", " within ", " limit ", " healthy ", " breached ", " in danger ", " at risk ", " bad ", " below ", " under ", " alright ", " above ")
}

// aheadOf reports whether words are about what will be.
func aheadOf(words []token) bool {
	return containsAny(joined(words), " will ", " going to ", " forecast ", " projected ", " projection ", " predict ", " by the end ", " extrapolate ")
}

// roleOf says whether a metric is that of the gate or of the guardrail of a sheet; "" for neither.
func (r *reader) roleOf(at place, metric string) Kind {
	if at.sheet == nil || metric == "" {
		return ""
	}
	f := &at.sheet.Fields
	switch metric {
	case f.Guardrail.Match.Metric:
		return Guardrail
	case f.Gate.Condition.Match.Metric:
		return Gate
	}
	return ""
}

// fill completes a part whose kind is known.
func (r *reader) fill(p part, at place, heard []mention, f fit, plan partPlan) (partPlan, error) {
	q := Query{Kind: f.kind}
	if f.kind == Cause && r.bareWhy(p.words) {
		q.Kind = r.whyOf()
	}
	if len(heard) > 0 && heard[0].Match.Outcome == semantic.Unknown {
		switch q.Kind {
		case Said, Decided, RuledOut, Revisit, Who, Open, Prepare, Bets, Aim, Changed, Meaning:
			heard = nil
		default:
			plan.refusal = unknownMetric(heard[0].Words)
			return plan, nil
		}
	}
	subject := r.subjectOf(p, f, at)
	plan.premises = r.premises(p, heard)

	why, err := r.needsMetrics(&q, p, at, heard, subject, f)
	if err == nil && (why == nil || at.nothing) {
		if none := r.needsSheet(&q, p, at, subject); none != nil {
			why = none
		}
	}
	if err == nil && why != nil && why.Reason == Ambiguous {
		if ahead := r.future(q, p); ahead != nil {
			why = ahead
		}
	}
	if err != nil || why != nil {
		plan.refusal, plan.premises = why, nil
		return plan, err
	}
	if err := r.setTimes(&q, p, at); err != nil {
		return plan, err
	}
	if why := r.future(q, p); why != nil {
		plan.refusal, plan.premises = why, nil
		return plan, nil
	}
	r.setSubject(&q, p, f, at, subject)
	plan.queries = append(plan.queries, q)
	r.remember(q)
	return plan, nil
}

// bareWhy reports whether nothing but why is asked.
func (r *reader) bareWhy(words []token) bool {
	return len(words) <= 3 && words[0].norm == "why" && !containsAny(joined(words), " not ") || len(words) <= 3 && startsWith(words, []string{"how", "come"})
}

// whyOf is what "why?" asks after something was talked about.
func (r *reader) whyOf() Kind {
	switch r.about.Kind {
	case Decided, RuledOut, Revisit:
		return Decided
	case Aim, Bets:
		return Aim
	}
	return Cause
}

// remember makes a query what the following parts go on from.
func (r *reader) remember(q Query) {
	r.about.Kind = q.Kind
	if q.Sheet != "" {
		r.about.Sheet = q.Sheet
	}
	if len(q.Metrics) == 1 && q.Metrics[0].Match.Metric != "" {
		r.about.Metric = q.Metrics[0].Match.Metric
	}
}

// needsSheet sets the sheet of a query, and says why there is none where the kind needs one.
func (r *reader) needsSheet(q *Query, p part, at place, subject []token) *Refusal {
	switch q.Kind {
	case Bets:
		return nil
	case Meaning:
		q.Sheet = ""
		if at.sheet != nil {
			q.Sheet = at.id()
		}
		return nil
	case Decided, RuledOut, Said, Revisit, Open, Changed, Who:
		if at.asked || at.named || r.about.Sheet != "" && at.id() == r.about.Sheet || len(subject) == 0 && q.Kind != Changed && at.sheet != nil {
			q.Sheet = at.id()
		}
		if q.Kind == Open && q.Sheet == "" && len(at.chosen) > 1 && containsAny(joined(p.words), " worry ", " worried ") {
			q.Kind = Bets
			return nil
		}
		if q.Kind == Changed && at.sheet != nil && len(r.summaries) == 1 {
			q.Sheet = at.id()
		}
		if q.Kind != Who || len(subject) > 0 || len(q.Metrics) > 0 || q.Sheet != "" {
			if at.nothing && q.Kind != Said && q.Kind != Decided && q.Kind != Who {
				return noSheet()
			}
			return nil
		}
	default:
		q.Sheet = at.id()
	}
	switch {
	case q.Sheet != "":
		return nil
	case len(q.Metrics) > 0:
		return nil // the metric says enough
	case at.nothing:
		return noSheet()
	case len(at.chosen) == 0:
		return nil
	case r.about.Kind == Bets && containsAny(joined(p.words), " they ", " them ", " each "), asksOfAny(p.words):
		q.Kind = Bets
		return nil
	}
	return r.chooseSheet(p, at.chosen)
}

// asksOfAny reports whether words ask about whatever there is, so that no bet has to be chosen.
func asksOfAny(words []token) bool {
	return containsAny(joined(words), " anything ", " everything ", " any of ", " all of ", " worry ", " worried ")
}

func noSheet() *Refusal {
	return refuse(NoSheet, "There is no sheet yet, so there is no bet to ask about.", "Draft one from a meeting record: `plumb draft FILE`.")
}

// chooseSheet asks which of several sheets is meant. Those of one title are told apart by their owner and their id.
func (r *reader) chooseSheet(p part, among []agent.Summary) *Refusal {
	names := []string{}
	why := refuse(Ambiguous, "", "Say which one, or give it with --sheet.")
	for _, s := range among[:min(len(among), mostChoices)] {
		name, unique := nameAmongSheets(s, among)
		names = append(names, "\""+strings.TrimSuffix(name, " ("+s.ID+")")+"\"")
		by := s.ID
		if title := titleIn(tokensOf(name), name); unique && name != s.ID && title[1] > 0 && !strings.ContainsAny(name, ".?!;\n") {
			by = name
		}
		why.Choices = append(why.Choices, Choice{ID: s.ID, Name: name, Ask: withoutEnd(r.said(p.tokens)) + ", for " + by + "?"})
	}
	why.Text = "There are several bets, and the question may be about any of them: " + strings.Join(names, ", ") + "."
	if len(among) > mostChoices {
		why.Text = "There are several bets, and the question may be about any of them, such as " + strings.Join(names, ", ") + "."
		why.WouldSettle += " There are more than these: see plumb sheet list."
	}
	return why
}

// nameAmongSheets gives the title of a sheet, with its owner and its id where another one has the same, and whether it is the only
// one of that title.
func nameAmongSheets(s agent.Summary, among []agent.Summary) (name string, unique bool) {
	name = strings.TrimSpace(s.Title)
	if name == "" {
		return s.ID, true
	}
	unique = !slices.ContainsFunc(among, func(o agent.Summary) bool { return o.ID != s.ID && strings.EqualFold(strings.TrimSpace(o.Title), name) })
	if unique {
		return name, true
	}
	if owner := strings.TrimSpace(s.Owner); owner != "" {
		name += ", " + owner
	}
	return name + " (" + s.ID + ")", false
}

func withoutEnd(text string) string { return strings.TrimRight(text, " ?.!,;:") }

// setTimes puts the times that a part names where its kind has them.
func (r *reader) setTimes(q *Query, p part, at place) error {
	times := p.times
	switch q.Kind {
	case Changed, Moved:
		for _, s := range times {
			if q.Since.IsZero() || s.since {
				q.Since = s.From
			}
		}
		if q.Since.IsZero() {
			since, err := r.anchor(p.words, at)
			if err != nil {
				return err
			}
			q.Since = since
		}
		if len(times) == 1 && !times[0].since && !containsAny(joined(p.tokens), " between now ") {
			q.Periods = []Span{times[0].Span}
		}
	case Working, Gate, Guardrail:
		q.Periods = r.statedDay(q.Kind, p, at)
	case Value, Compare, Cause:
		if q.Kind == Compare && len(times) == 0 && aroundDay(p.words) {
			since, err := r.anchor(p.words, at)
			if err != nil {
				return err
			}
			q.Since = since
		}
		for _, s := range times {
			q.Periods = append(q.Periods, s.Span)
		}
		if q.Kind == Compare && len(q.Periods) == 1 && startsPair(p.words) {
			first := q.Periods[0]
			days := first.To.Sub(first.From)
			q.Periods = append(q.Periods, Span{Words: "the one before", From: first.From.Add(-days), To: first.From})
		}
		if q.Kind == Compare && len(q.Periods) == 0 && containsAny(joined(p.words), " week over week ", " week on week ", " wow ", " two weeks ") {
			this := semantic.Week.Start(r.q.AsOf.UTC())
			q.Periods = []Span{{Words: "last week", From: this.AddDate(0, 0, -7), To: this}, {Words: "the week before", From: this.AddDate(0, 0, -14), To: this.AddDate(0, 0, -7)}}
		}
	}
	return nil
}

// statedDay gives the time of which a part asks how things stood: on 1 April, as of 26 March, last week. The day of the gate
// says which gate is meant, and what something is counted from is no such time.
func (r *reader) statedDay(kind Kind, p part, at place) []Span {
	if len(p.times) != 1 || p.times[0].since || p.times[0].before || containsAny(joined(p.words), " since ", " after ", " start ", " started ", " launched ", " until ", " due ") {
		return nil
	}
	span := p.times[0].Span
	if at.sheet != nil && kind == Gate {
		if asked := at.sheet.Fields.Gate.Condition.Predicate; asked != nil {
			if by := dayOf(asked.By); !by.Before(span.From) && by.Before(span.To) {
				return nil
			}
		}
	}
	return []Span{span}
}

// startsPair reports whether words compare a time with the one before it, which they do not name.
func startsPair(words []token) bool {
	return containsAny(joined(words), " week before ", " the one before ", " previous one ", " prior one ", " month before ")
}

// anchor gives the day of something that happened that a part counts from: the start, the meeting, the last review.
func (r *reader) anchor(words []token, at place) (time.Time, error) {
	text := joined(words)
	if at.sheet == nil || !containsAny(text, " since ", " after ", " from ") {
		return time.Time{}, nil
	}
	switch {
	case containsAny(text, " start ", " launch ", " launched ", " started ", " go live ", " went live ", " go-live ", " kick-off ", " kickoff ", " rollout ", " beginning ", " began ", " switched it on ", " day one "):
		events, err := r.k.Events(r.ctx, at.id())
		if err != nil {
			return time.Time{}, err
		}
		for _, e := range events {
			if e.Kind == readings.Start && e.Sheet == at.id() {
				return dayOf(e.On), nil
			}
		}
	case containsAny(text, " review ", " note ", " last time "):
		notes, err := r.k.Notes(r.ctx, at.id())
		if err != nil {
			return time.Time{}, err
		}
		for _, n := range notes {
			if !n.CreatedAt.After(r.q.AsOf) {
				return dayOf(n.AsOf), nil
			}
		}
	case containsAny(text, " meeting ", " session ", " we talked ", " call "):
		return dayOf(at.sheet.MeetingDate), nil
	case containsAny(text, " decision ", " decided "):
		list, err := r.k.Decisions(r.ctx)
		if err != nil {
			return time.Time{}, err
		}
		for _, d := range list {
			if d.Sheet == at.id() && !d.CreatedAt.After(r.q.AsOf) {
				return dayOf(d.Date), nil
			}
		}
	}
	return time.Time{}, nil
}

func dayOf(iso string) time.Time {
	if len(iso) > len(time.DateOnly) {
		iso = iso[:len(time.DateOnly)]
	}
	day, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		return time.Time{}
	}
	return day
}

// future refuses what is about days that have not come. Gates, decisions and plans may be about them.
func (r *reader) future(q Query, p part) *Refusal {
	switch q.Kind {
	case Value, Compare, Moved, Cause, Changed, Working, Guardrail, Said:
	default:
		return nil
	}
	for _, s := range p.times {
		if s.From.After(r.q.AsOf) {
			return refuse(Future, "That is about days that have not come, and no forecast is made.",
				"Ask again once "+s.Words+" has come and its readings were fetched; what the gate would take can be asked now.")
		}
	}
	if (q.Kind == Value || q.Kind == Moved || q.Kind == Compare) && len(q.Metrics) > 0 && forecasts(p.words) {
		return refuse(Future, "That is about what will be, and no forecast is made.",
			"Ask what it is now, or what the gate would take; readings show the rest when they come.")
	}
	return nil
}

// forecasts reports whether words ask for what will be.
func forecasts(words []token) bool {
	return containsAny(joined(words), " will ", " going to be ", " going to rise ", " going to fall ", " forecast ", " projection ", " projected ", " extrapolate ")
}

// setSubject puts what a query is asked about, and who, in the words of the question.
func (r *reader) setSubject(q *Query, p part, f fit, at place, subject []token) {
	switch q.Kind {
	case Said:
		q.Person = r.personIn(p, f, at)
		subject = withoutPerson(subject, q.Person)
		if len(subject) == 0 && containsAny(joined(p.words), " objection ", " objections ", " object ", " objected ", " disagree ", " disagreed ", " against ", " concerns ", " worried ", " dissent ", " pushback ", " doubts ", " reservations ", " opposed ") {
			q.Subject = "objections"
			return
		}
	case Who:
		q.Person = r.personIn(p, f, at)
		subject = withoutPerson(subject, q.Person)
	case Decided, RuledOut, Revisit, Cause, Open, Changed, Meaning, Prepare:
	case Moved, Value, Compare:
		if len(q.Metrics) > 0 {
			return
		}
	default:
		return
	}
	if words := trimmed(subject); len(words) > 0 {
		q.Subject = strings.Trim(r.said(words), " ,.?!;:")
	}
}
