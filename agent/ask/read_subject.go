package ask

import (
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/semantic"
)

// subjectOf gives the words that a query is asked about, without times, the title of the sheet and what only leads to them.
func (r *reader) subjectOf(p part, f fit, at place) []token {
	slot := f.slots['s']
	if f.kind == Cause {
		slot = causeSlot(p.words)
	}
	if slot[1] == 0 {
		slot = afterAbout(p.words)
	}
	if slot[1] == 0 || slot[1] > len(p.words) {
		return nil
	}
	subject := r.subjectWords(p, p.words[slot[0]:slot[1]], at)
	if (f.kind == Moved || f.kind == Value || f.kind == Compare) && len(subject) > 0 && allCommon(subject) && !numeric(subject) {
		return nil
	}
	return subject
}

// afterAbout gives what stands after about, on or regarding.
func afterAbout(words []token) [2]int {
	for i, t := range words {
		if (t.norm == "about" || t.norm == "regarding" || t.norm == "concerning") && i+1 < len(words) {
			return [2]int{i + 1, len(words)}
		}
	}
	return [2]int{}
}

func allCommon(words []token) bool {
	return !slices.ContainsFunc(words, func(t token) bool { return !common[t.norm] })
}

// causeSlot gives what is said to have caused a move: because of X, did X cause it, is it X or luck.
func causeSlot(words []token) [2]int {
	end := len(words)
	for i := range words {
		for _, lead := range causeLeads {
			if startsWith(words[i:], lead) && i+len(lead) < end {
				return [2]int{i + len(lead), clauseEnd(words, i+len(lead))}
			}
		}
	}
	for i, t := range words {
		if !causeVerbs[t.norm] || i == 0 {
			continue
		}
		from := 0
		for j := i - 1; j >= 0; j-- {
			if questionWord[words[j].norm] || words[j].norm == "that" || words[j].norm == "not" {
				from = j + 1
				break
			}
		}
		if from < i && !(words[from].norm == "it" && from == i-1) {
			return [2]int{from, i}
		}
		return [2]int{}
	}
	return [2]int{}
}

var causeLeads = leads(`because of|due to|thanks to|owing to|down to|attributable to|attributed to|as a result of|the result of|result of|blame|on account of|is it just|was it just|
	is it the|was it the|is that the|effect of|impact of|influence of|role of|contribution of|without`)

var causeVerbs = wordSet(`cause caused causes drive drove make made makes raise raised lift lifted push pushed improve improved reduce reduced increase increased affect affected
	influence influenced impact impacted explain explains explained lead led responsible contribute contributed hurt move moved`)

// clauseEnd gives where a subject that starts at a word ends: before "or", "that", a verb.
func clauseEnd(words []token, from int) int {
	for i := from; i < len(words); i++ {
		switch words[i].norm {
		case "or", "that", "which", "is", "was", "did", "has", "have", "rather", "and", "versus", "not":
			if i > from {
				return i
			}
		}
		if i > from && words[i-1].comma {
			return i
		}
	}
	return len(words)
}

// subjectWords leaves of a stretch of words what names something: no times, not the title of the sheet, no words at the ends
// that name nothing.
func (r *reader) subjectWords(p part, words []token, at place) []token {
	kept := slices.Clone(words)
	kept = slices.DeleteFunc(kept, func(t token) bool {
		for _, s := range p.times {
			if t.start >= p.words[s.from].start && t.end <= p.words[s.to-1].end {
				return true
			}
		}
		for i := at.title[0]; i < at.title[1]; i++ {
			if t.start == p.words[i].start {
				return true
			}
		}
		return false
	})
	kept = trimmed(kept)
	if !slices.ContainsFunc(kept, func(t token) bool { return !edges[t.norm] && !pronouns[t.norm] }) {
		return nil
	}
	return contiguous(kept)
}

// contiguous keeps the longest run of words between which nothing was taken out, so that a subject stands verbatim in the question.
func contiguous(words []token) []token {
	if len(words) == 0 {
		return nil
	}
	best := words[:1]
	from := 0
	for i := 1; i <= len(words); i++ {
		if i < len(words) && words[i].start-words[i-1].end <= 8 {
			continue
		}
		if i-from > len(best) || from == 0 {
			best = words[from:i]
		}
		from = i
	}
	return trimmed(best)
}

var pronouns = wordSet(`it this that these those them they we you i he she thing things stuff one ones anything something everything nothing sheet bet pilot mechanism experiment
	gate guardrail about approach initiative project again question questions more else other people meeting say said decision decisions metric number value`)

// needsMetrics sets the metrics of a query: those of the sheet that the part names, and else what its subject means to the
// organisation. It says why when that is nothing, or several things.
func (r *reader) needsMetrics(q *Query, p part, at place, heard []mention, subject []token, f fit) (*Refusal, error) {
	if !takesMetric(q.Kind) && q.Kind != Who && q.Kind != Gate && q.Kind != Guardrail {
		return nil, nil
	}
	for _, m := range heard {
		if m.partial && q.Kind == Who {
			continue
		}
		if len(q.Metrics) < 2 && !slices.ContainsFunc(q.Metrics, func(h Heard) bool { return h.Match.Metric == m.Match.Metric && h.Match.Metric != "" }) {
			q.Metrics = append(q.Metrics, m.Heard)
		}
	}
	switch {
	case q.Kind == Gate || q.Kind == Guardrail:
		q.Metrics = nil
		return nil, nil
	case q.Kind == Compare && len(q.Metrics) < 2 && len(p.times) < 2 && !aroundDay(p.words):
		if err := r.compared(q, p, f, at); err != nil {
			return nil, err
		}
	case len(q.Metrics) == 0 && len(subject) > 0 && q.Kind != Cause:
		if why, err := r.named(q, p, at, subject); why != nil || err != nil {
			return why, err
		}
	case len(q.Metrics) == 1 && (q.Kind == Value || q.Kind == Moved):
		if err := r.ofControl(q, p, at); err != nil {
			return nil, err
		}
	}
	if len(q.Metrics) == 0 && q.Kind != Who && (at.sheet == nil && len(at.chosen) > 0 || q.Kind == Cause && r.saysMore(p, at, subject)) {
		if err := r.mentioned(q, p, at); err != nil {
			return nil, err
		}
	}
	if len(q.Metrics) == 0 && len(subject) == 0 && r.about.Metric != "" && (q.Kind == Value || q.Kind == Moved || q.Kind == Meaning || q.Kind == Compare || q.Kind == Cause) && !asksAll(p.words) {
		if err := r.fromTopic(q); err != nil {
			return nil, err
		}
	}
	if q.Kind == Meaning && len(q.Metrics) == 0 && len(subject) == 0 && (at.asked || at.named) && !mentionsWord(p.words, "teams") {
		if err := r.titleMeans(q, p, at); err != nil {
			return nil, err
		}
	}
	if err := r.takeOnly(q); err != nil {
		return nil, err
	}
	return r.undecided(q, p), nil
}

// takeOnly takes what words mean where only one thing is left that they may mean.
func (r *reader) takeOnly(q *Query) error {
	for i, h := range q.Metrics {
		choices := h.Match.Choices()
		if !several(h.Match) || len(choices) != 1 {
			continue
		}
		defined, err := r.k.Metrics(r.ctx, choices[0].Metric)
		if err != nil {
			return err
		}
		if len(defined) == 1 {
			q.Metrics[i].Match = linkTo(defined[0])
		}
	}
	return nil
}

// titleMeans takes the title of a sheet for the term that it may be; else what a bet is, is its aim.
func (r *reader) titleMeans(q *Query, p part, at place) error {
	q.Kind = Aim
	if at.title[1] == 0 {
		return nil
	}
	words := r.said(p.words[at.title[0]:at.title[1]])
	terms, err := r.k.Terms(r.ctx, strings.ToLower(words))
	if err == nil && len(terms) > 0 {
		q.Kind, q.Subject = Meaning, words
	}
	return err
}

// ofControl takes the metric of the control where the group is named that the mechanism does not reach.
func (r *reader) ofControl(q *Query, p part, at place) error {
	if at.sheet == nil || !containsAny(joined(p.words), " control ", " alphabet ", " comparison group ", " the others ", " other half ") {
		return nil
	}
	vocab, err := r.vocabularyOf(at.sheet)
	if err != nil {
		return err
	}
	if m, ok := vocab.metrics[vocab.roles["control"]]; ok && q.Metrics[0].Match.Metric == vocab.roles["controlled"] {
		q.Metrics[0].Match = linkTo(m)
	}
	return nil
}

// saysMore reports whether a question about a cause names something beside the cause.
func (r *reader) saysMore(p part, at place, subject []token) bool {
	for _, t := range r.outsideTitle(p, at) {
		if !names(t.norm) || causeVerbs[t.norm] || strings.Contains("brought because thanks luck season chance coincidence might explain else", t.norm) {
			continue
		}
		if !slices.ContainsFunc(subject, func(s token) bool { return s.start == t.start }) {
			return true
		}
	}
	return false
}

// mentioned finds a metric by its name, in whatever words stand around it.
func (r *reader) mentioned(q *Query, p part, at place) error {
	found, err := r.k.Mentions(r.ctx, r.said(p.tokens))
	if err != nil {
		return err
	}
	for _, name := range found {
		m, err := r.linkWords(name, p)
		if err != nil {
			return err
		}
		if m.Outcome != semantic.Unknown && len(q.Metrics) == 0 {
			q.Metrics = append(q.Metrics, Heard{Words: name, Match: r.atHand(m, at)})
		}
	}
	return nil
}

// asksAll reports whether words ask about all metrics rather than the one that was talked about.
func asksAll(words []token) bool {
	return containsAny(joined(words), " what moved ", " signals ", " numbers ", " metrics ", " anything ", " everything ", " which ", " what else ", " what did ", " what has ")
}

// fromTopic sets the metric that was talked about.
func (r *reader) fromTopic(q *Query) error {
	defined, err := r.k.Metrics(r.ctx, r.about.Metric)
	if err != nil || len(defined) == 0 {
		return err
	}
	q.Metrics = []Heard{{Words: "", Match: linkTo(defined[0])}}
	return nil
}

// named looks a subject up in what is defined.
func (r *reader) named(q *Query, p part, at place, subject []token) (*Refusal, error) {
	words := r.said(trimmed(subject))
	if q.Kind == Meaning || q.Kind == Value {
		terms, err := r.k.Terms(r.ctx, strings.ToLower(words))
		if err != nil {
			return nil, err
		}
		if len(terms) > 0 {
			q.Kind = Meaning
			return nil, nil
		}
	}
	if len(subject) > longestSlot {
		return r.metricUnknown(q, p, subject), nil
	}
	m, err := r.link(subject, p)
	if err != nil {
		return nil, err
	}
	if m.Outcome == semantic.Unknown || m.Outcome == "" {
		names, err := r.k.Mentions(r.ctx, r.said(p.tokens))
		if err != nil {
			return nil, err
		}
		for _, name := range names {
			if m, err = r.linkWords(name, p); err != nil {
				return nil, err
			}
			if m.Outcome != semantic.Unknown && covers(name, subject) {
				q.Metrics = append(q.Metrics, Heard{Words: name, Match: m})
				return nil, nil
			}
		}
		if q.Kind == Who {
			return nil, nil
		}
		return r.metricUnknown(q, p, subject), nil
	}
	m = r.atHand(m, at)
	q.Metrics = append(q.Metrics, Heard{Words: words, Match: m})
	return nil, nil
}

// covers reports whether a name takes up the words of a subject that tell something: what is left unsaid by it may make it
// another metric.
func covers(name string, subject []token) bool {
	known := tokensOf(name)
	for _, t := range subject {
		if !common[t.norm] && !slices.ContainsFunc(known, func(k token) bool { return alike(k.norm, t.norm) }) {
			return false
		}
	}
	return true
}

// metricUnknown says that no such metric is defined, or turns to what people said where the words do not look like a metric.
func (r *reader) metricUnknown(q *Query, p part, subject []token) *Refusal {
	if q.Kind == Value && !numeric(subject) && !asksNumber(p.words) {
		q.Kind = Said
		return nil
	}
	if q.Kind == Moved && allCommon(subject) {
		return nil
	}
	words := strings.Trim(r.said(trimmed(subject)), " ,.?!;:")
	if stranger := r.strangerIn(subject); stranger != "" && q.Kind != Meaning {
		return refuse(NotOnRecord, "Nothing that is kept here is about \""+stranger+"\".", "Look for the words with `plumb search`, or ask about a bet, such as: "+askExamples[0])
	}
	if q.Kind == Meaning {
		return refuse(UnknownName, "Nothing that is defined is called \""+words+"\".", "See `plumb metrics list` for what is defined, or have it defined and import it.")
	}
	return unknownMetric(words)
}

func unknownMetric(words string) *Refusal {
	return refuse(UnknownName, "No metric that is defined is called \""+words+"\".", "See `plumb metrics list` for what is defined, or have it defined and import it.")
}

// strangerIn gives a name in a subject, as far as it is told by its capital letter.
func (r *reader) strangerIn(subject []token) string {
	for _, t := range subject {
		word := r.text[t.start:t.end]
		if t.start > 0 && len(word) > 3 && word[0] >= 'A' && word[0] <= 'Z' && plainLetters(word[1:]) && monthNames[t.norm] == 0 {
			return word
		}
	}
	return ""
}

// atHand takes of several metrics that words may mean the one that the sheet at hand has. Where teams contradict one another
// a person has to say, unless the question is about that sheet by name.
func (r *reader) atHand(m semantic.Match, at place) semantic.Match {
	if at.sheet == nil || m.Outcome != semantic.Ambiguous && (m.Outcome != semantic.Conflict || !at.asked && !at.named) {
		return m
	}
	vocab := r.vocab[at.id()]
	meant := m
	for _, c := range m.Choices() {
		if known, ok := vocab.metrics[c.Metric]; ok {
			if meant.Outcome == semantic.Linked {
				return m
			}
			meant = linkTo(known)
		}
	}
	return meant
}

func asksNumber(words []token) bool {
	return containsAny(joined(words), " how many ", " how much ", " how high ", " how low ", " percentage ", " value ", " number ", " level ", " figure ", " reading ", " rate ")
}

// undecided says which metrics are meant to be chosen from when the words may mean several. What they mean can be told all
// the same: that is what the difference is.
func (r *reader) undecided(q *Query, p part) *Refusal {
	if q.Kind == Meaning || q.Kind == Who {
		return nil
	}
	for _, h := range q.Metrics {
		if !several(h.Match) {
			continue
		}
		why := refuse(Ambiguous, "", "Say which one is meant.")
		names := []string{}
		for _, c := range h.Match.Choices() {
			if len(why.Choices) == mostChoices {
				break
			}
			names = append(names, "\""+c.Name+"\" ("+c.Metric+")")
			why.Choices = append(why.Choices, Choice{ID: c.Metric, Name: c.Name, Ask: strings.Replace(r.said(p.tokens), h.Words, c.Metric, 1)})
		}
		text := "\"" + h.Words + "\" may mean several metrics: "
		if h.Match.Outcome == semantic.Conflict {
			text = "Teams mean different metrics by \"" + h.Words + "\": "
		}
		why.Text = text + strings.Join(names, ", ") + "."
		return why
	}
	return nil
}

// compared sets the metrics of a comparison from its two sides.
func (r *reader) compared(q *Query, p part, f fit, at place) error {
	for _, slot := range []byte{'x', 'y'} {
		side, ok := f.slots[slot]
		if !ok || len(q.Metrics) >= 2 {
			continue
		}
		words := r.subjectWords(p, p.words[side[0]:side[1]], at)
		if len(words) == 0 || len(words) > longestSlot {
			continue
		}
		taken := slices.ContainsFunc(q.Metrics, func(h Heard) bool { return strings.Contains(r.said(p.words[side[0]:side[1]]), h.Words) })
		if taken {
			continue
		}
		m, err := r.link(words, p)
		if err != nil {
			return err
		}
		if m.Outcome != semantic.Unknown && m.Outcome != "" {
			q.Metrics = append(q.Metrics, Heard{Words: r.said(trimmed(words)), Match: m})
		}
	}
	if len(q.Metrics) == 1 && at.sheet != nil && againstControl(p.words) {
		vocab, err := r.vocabularyOf(at.sheet)
		if err != nil {
			return err
		}
		if m, ok := vocab.metrics[vocab.roles["control"]]; ok && q.Metrics[0].Match.Metric != m.ID() {
			q.Metrics = append(q.Metrics, Heard{Words: "control", Match: linkTo(m)})
		}
	}
	return nil
}

// aroundDay reports whether words compare what was before something with what came after it: the sides are no names.
func aroundDay(words []token) bool {
	text := joined(words)
	return containsAny(text, " before ") && containsAny(text, " after ")
}

func againstControl(words []token) bool {
	return containsAny(joined(words), " control ", " others ", " other half ", " alphabet ", " comparison group ", " rest ", " without ")
}

// personIn gives the person that a part names: a speaker or the owner of the sheet at hand, or whoever the words name where a
// name is expected.
func (r *reader) personIn(p part, f fit, at place) string {
	read := []*agent.Version{at.sheet}
	if at.sheet == nil {
		read = nil
		for _, id := range slices.Sorted(maps.Keys(r.loaded)) {
			v := r.loaded[id]
			read = append(read, &v)
		}
	}
	for _, v := range read {
		for _, name := range peopleOf(v) {
			if isNamed(p.words, name) {
				return name
			}
		}
	}
	slot, ok := f.slots['p']
	if !ok {
		return ""
	}
	words := p.words[slot[0]:slot[1]]
	name := r.said(words)
	if len(words) > 3 || allCommon(words) || len(words) > 1 && strings.ToLower(name) == name {
		return ""
	}
	if strings.ToLower(name) == name {
		first, size := utf8.DecodeRuneInString(name)
		name = string(unicode.ToUpper(first)) + name[size:]
	}
	return name
}

// peopleOf gives the owner and the speakers of a sheet.
func peopleOf(v *agent.Version) []string {
	var names []string
	add := func(name string) {
		if name != "" && len(strings.Fields(name)) <= 6 && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	for ref := range v.Fields.All() {
		for _, e := range ref.Field.Evidence {
			add(e.Speaker)
		}
	}
	if owner := v.Fields.Owner.Text; len(strings.Fields(owner)) <= 3 {
		add(owner)
	}
	return names
}

// isNamed reports whether a name stands in a row of words, in part or with a typing error.
func isNamed(words []token, name string) bool {
	for _, n := range tokensOf(name)[:min(2, len(tokensOf(name)))] {
		if len(n.norm) < 3 || common[n.norm] {
			continue
		}
		for _, w := range words {
			if w.norm == n.norm || len(n.norm) >= 5 && alike(w.norm, n.norm) {
				return true
			}
		}
	}
	return false
}

// withoutPerson takes the person out of a subject that is nothing else.
func withoutPerson(subject []token, person string) []token {
	if person == "" || len(subject) == 0 {
		return subject
	}
	names := tokensOf(person)
	for _, t := range subject {
		if !slices.ContainsFunc(names, func(n token) bool { return alike(n.norm, t.norm) }) && !edges[t.norm] {
			return subject
		}
	}
	return nil
}
