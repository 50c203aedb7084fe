package ask

import (
	"slices"
	"strings"
	"time"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/readings"
	"github.com/plumbline-dev/plumb/semantic"
)

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
