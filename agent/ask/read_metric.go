package ask

import (
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/readings"
	"github.com/plumbline-dev/plumb/agent/review"
	"github.com/plumbline-dev/plumb/semantic"
)

// mention is a place in a part where a metric is named.
type mention struct {
	Heard
	from, to int  // words of the part
	partial  bool // by some of the words of its name only
}

// vocabulary holds the names of the metrics of a sheet: those of the sheet, of the definitions and of the terms that its
// meeting used.
type vocabulary struct {
	metrics map[string]semantic.Metric
	names   []metricName
	roles   map[string]string // metric by what it is to the sheet, such as "gate"
}

// metricName is one name.
type metricName struct {
	words []string
	match semantic.Match
	weak  bool // a name that other metrics may have as well
}

// vocabularyOf gives the vocabulary of a sheet. It looks at the definitions of the metrics of the sheet and at no others.
func (r *reader) vocabularyOf(v *agent.Version) (*vocabulary, error) {
	if known, ok := r.vocab[v.ID]; ok {
		return known, nil
	}
	ids := review.Metrics(v.Sheet)
	events, err := r.k.Events(r.ctx, v.ID)
	if err != nil {
		return nil, err
	}
	vocab := &vocabulary{metrics: map[string]semantic.Metric{}, roles: map[string]string{}}
	for _, e := range events {
		if e.Kind == readings.Start && e.Sheet == v.ID && e.Control != "" && !slices.Contains(ids, e.Control) {
			ids = append(ids, e.Control)
			vocab.roles["control"], vocab.roles["controlled"] = e.Control, e.Of
		}
	}
	defined, err := r.k.Metrics(r.ctx, ids...)
	if err != nil {
		return nil, err
	}
	for _, m := range defined {
		vocab.define(m, r.q.Team)
	}
	vocab.fromSheet(v)
	r.vocab[v.ID] = vocab
	return vocab, nil
}

func (v *vocabulary) define(m semantic.Metric, team string) {
	v.metrics[m.ID()] = m
	match := linkTo(m)
	for _, name := range []string{m.ID(), m.Label, strings.ReplaceAll(m.Name, "_", " ")} {
		v.name(name, match, false)
	}
	for _, name := range turned(m.Label) {
		v.name(name, match, true)
	}
	for _, name := range m.Synonyms {
		v.name(name, match, true)
	}
	for t, names := range m.Aliases {
		if team != "" && semantic.TeamKey(t) != semantic.TeamKey(team) {
			continue
		}
		for _, name := range names {
			v.name(name, match, true)
		}
	}
}

// turned gives what people make of a name that ends in a number of days: second count by day 14 is the 14-day second count.
func turned(label string) []string {
	words := strings.Fields(strings.ToLower(label))
	n := len(words)
	if n < 4 {
		return nil
	}
	days := ""
	switch {
	case words[n-2] == "day":
		days = words[n-1]
	case words[n-1] == "days":
		days = words[n-2]
	}
	if _, err := strconv.Atoi(days); err != nil {
		return nil
	}
	thing := strings.Join(words[:n-3], " ")
	return []string{
		"day " + days + " " + thing, "day-" + days + " " + thing, days + " day " + thing, days + "-day " + thing, "d" + days + " " + thing, thing + " day " + days, thing + " at day " + days,
		thing + " in " + days + " days", thing + " after " + days + " days", thing + " on day " + days, "day " + days, "day-" + days,
	}
}

// linkTo is the match of words that are a name of a metric of the sheet at hand.
func linkTo(m semantic.Metric) semantic.Match {
	return semantic.Match{
		Outcome: semantic.Linked, Metric: m.ID(), Score: 1, Reason: "a metric of the sheet", Definition: m.Definition(),
		Candidates: []semantic.Candidate{{Metric: m.ID(), Name: m.Title(), Score: 1, Why: "a metric of the sheet", Choice: true}},
	}
}

// fromSheet adds what the sheet calls its metrics, and what the terms of its meeting mean.
func (v *vocabulary) fromSheet(s *agent.Version) {
	f := &s.Fields
	role := func(name string, m semantic.Match) {
		if m.Outcome == semantic.Linked {
			v.roles[name] = m.Metric
		}
	}
	role("gate", f.Gate.Condition.Match)
	role("guardrail", f.Guardrail.Match)
	role("outcome", f.Mechanism.Outcome.Match)
	for _, g := range f.Signals {
		if g.Match.Outcome == semantic.Linked {
			if g.Role == agent.RoleLeading || g.Role == agent.RoleProxy {
				if _, taken := v.roles[string(g.Role)]; !taken || g.FirstMover {
					v.roles[string(g.Role)] = g.Match.Metric
				}
			}
			if words := strings.Fields(g.Text); len(words) <= 6 {
				v.name(g.Text, v.matchOf(g.Match), false)
			}
		}
	}
	for ref := range s.Matches() {
		if term := ref.Match.Term; term != "" && (ref.Match.Outcome == semantic.Linked || several(*ref.Match)) {
			v.name(term, v.matchOf(*ref.Match), false)
		}
	}
	for _, j := range s.Jargon {
		if j.Match.Outcome == semantic.Linked || several(j.Match) {
			v.name(j.Heard, v.matchOf(j.Match), false)
		}
	}
}

// several reports whether words may mean several metrics.
func several(m semantic.Match) bool {
	return m.Outcome == semantic.Ambiguous || m.Outcome == semantic.Conflict
}

// owns reports whether a metric that words mean, or may mean, is one of the sheet.
func (v *vocabulary) owns(m semantic.Match) bool {
	if _, own := v.metrics[m.Metric]; own {
		return true
	}
	return several(m) && slices.ContainsFunc(m.Choices(), func(c semantic.Candidate) bool {
		_, own := v.metrics[c.Metric]
		return own
	})
}

// matchOf gives the match of a metric of the sheet afresh, and any other as the sheet has it.
func (v *vocabulary) matchOf(m semantic.Match) semantic.Match {
	if known, ok := v.metrics[m.Metric]; ok && m.Outcome == semantic.Linked {
		return linkTo(known)
	}
	return m
}

func (v *vocabulary) name(text string, m semantic.Match, weak bool) {
	if m.Outcome == semantic.Linked && m.Definition == nil {
		return // a term that is no metric
	}
	n := metricName{match: m, weak: weak}
	for _, t := range tokensOf(text) {
		if !articles[t.norm] {
			n.words = append(n.words, t.norm)
		}
	}
	if len(n.words) > 0 && (len(n.words) > 1 || len(n.words[0]) > 2) {
		v.names = append(v.names, n)
	}
}

// mentions finds the metrics of a sheet in a row of words, the longest name where several begin at one place.
func (v *vocabulary) mentions(words []token, team string) []mention {
	var found []mention
	for i := 0; i < len(words); {
		best, n := v.nameAt(words, i)
		if n == 0 {
			i++
			continue
		}
		found = append(found, mention{Heard: Heard{Match: v.meant(best, team)}, from: i, to: i + n})
		i += n
	}
	if len(found) == 0 {
		found = v.roleIn(words)
	}
	if len(found) == 0 {
		found = v.partly(words)
	}
	return found
}

// nameAt gives the name that stands at word i, and how many words it takes. What the sheet says of a name goes before what a
// definition says, because that is how its people use it.
func (v *vocabulary) nameAt(words []token, i int) (metricName, int) {
	var best metricName
	n := 0
	for _, name := range v.names {
		at, k := i, 0
		for at < len(words) && k < len(name.words) {
			w := words[at].norm
			if k > 0 && articles[w] && name.words[k] != w {
				at++
				continue
			}
			if w != name.words[k] && (len(w) < 4 || !alike(w, name.words[k])) {
				break
			}
			at, k = at+1, k+1
		}
		if k < len(name.words) {
			continue
		}
		if took := at - i; took > n || took == n && best.weak && !name.weak {
			best, n = name, took
		}
	}
	return best, n
}

// meant gives what a name means to a team: the candidate at home there, where the sheet left open which one is meant.
func (v *vocabulary) meant(n metricName, team string) semantic.Match {
	if !several(n.match) || team == "" {
		return n.match
	}
	var at []semantic.Candidate
	for _, c := range n.match.Choices() {
		namespace, _, _ := strings.Cut(c.Metric, ".")
		if semantic.TeamKey(namespace) == semantic.TeamKey(team) {
			at = append(at, c)
		}
	}
	if len(at) != 1 {
		return n.match
	}
	if m, ok := v.metrics[at[0].Metric]; ok {
		return linkTo(m)
	}
	return semantic.Match{Outcome: semantic.Linked, Metric: at[0].Metric, Score: at[0].Score, Reason: "what " + team + " calls so", Candidates: at}
}

// roleIn finds a metric by what it is to the sheet: the control, the outcome metric.
func (v *vocabulary) roleIn(words []token) []mention {
	for i, t := range words {
		next := ""
		if i+1 < len(words) {
			next = words[i+1].norm
		}
		role := ""
		switch t.norm {
		case "control", "controls", "placebo":
			role = "control"
		case "alphabet", "others":
			if v.roles["control"] != "" {
				role = "control"
			}
		case "outcome", "leading", "proxy", "gate", "guardrail":
			if next == "metric" || next == "number" || next == "signal" || next == "indicator" || next == "rate" || next == "kpi" {
				role = t.norm
			}
		}
		if m, ok := v.metrics[v.roles[role]]; ok && role != "" {
			return []mention{{Heard: Heard{Match: linkTo(m)}, from: i, to: i + 1, partial: true}}
		}
	}
	return nil
}

// partly finds the one metric of the sheet of whose name some words occur that no other metric of it has.
func (v *vocabulary) partly(words []token) []mention {
	type hit struct{ n, from, to int }
	hits := map[string]hit{}
	for i, t := range words {
		if common[t.norm] || len(t.norm) < 5 {
			continue
		}
		for id := range v.metrics {
			if v.hasWord(id, t.norm) {
				h, ok := hits[id]
				if !ok {
					h.from = i
				}
				hits[id] = hit{h.n + 1, h.from, i + 1}
			}
		}
	}
	best, second, id := 0, 0, ""
	for _, metric := range slices.Sorted(maps.Keys(v.metrics)) {
		switch n := hits[metric].n; {
		case n > best:
			best, second, id = n, best, metric
		case n > second:
			second = n
		}
	}
	if best == 0 || best == second {
		return nil
	}
	from, to := hits[id].from, hits[id].to
	for to < len(words) && slices.ContainsFunc(strings.Fields(v.metrics[id].Label), func(w string) bool { return alike(strings.ToLower(w), words[to].norm) }) {
		to++
	}
	return []mention{{Heard: Heard{Match: linkTo(v.metrics[id])}, from: from, to: to, partial: true}}
}

// hasWord reports whether a word occurs in a name of a metric.
func (v *vocabulary) hasWord(id, word string) bool {
	for _, n := range v.names {
		if n.match.Metric == id && slices.ContainsFunc(n.words, func(w string) bool { return alike(w, word) }) {
			return true
		}
	}
	return false
}

// metricsAtHand finds the metrics of the sheet at hand that a part names, and metrics that it names by their ids.
func (r *reader) metricsAtHand(p part, at place) ([]mention, error) {
	var found []mention
	if at.sheet != nil {
		vocab, err := r.vocabularyOf(at.sheet)
		if err != nil {
			return nil, err
		}
		found = vocab.mentions(r.outsideTitle(p, at), r.q.Team)
		for i := range found {
			found[i].Words = r.said(p.words[found[i].from:found[i].to])
		}
	}
	for i, t := range p.words {
		if !strings.Contains(t.norm, ".") || slices.ContainsFunc(found, func(m mention) bool { return m.from <= i && i < m.to }) {
			continue
		}
		defined, err := r.k.Metrics(r.ctx, r.text[t.start:t.end], t.norm)
		if err != nil {
			return nil, err
		}
		if len(defined) > 0 {
			m := linkTo(defined[0])
			m.Reason, m.Candidates[0].Why = "its id", "its id"
			found = append(found, mention{Heard: Heard{Words: r.said(p.words[i : i+1]), Match: m}, from: i, to: i + 1})
		}
	}
	if slices.ContainsFunc(found, func(m mention) bool { return !m.partial }) && (len(found) > 1 || found[0].to-found[0].from > 1) {
		return slices.DeleteFunc(found, func(m mention) bool { return m.partial }), nil
	}
	return r.widened(p, at, found)
}

// widened looks a metric that is named in part up in all that is defined where more is said than its name has.
func (r *reader) widened(p part, at place, found []mention) ([]mention, error) {
	if len(found) != 1 || at.sheet == nil || r.vocab[at.id()].roles["control"] == found[0].Match.Metric {
		return found, nil
	}
	m := &found[0]
	from, to := m.from, m.to
	for from > 0 && names(p.words[from-1].norm) && !p.words[from-1].comma {
		from--
	}
	if w := p.words[max(0, from-1)].norm; from == m.from && from > 0 && several(m.Match) && !edges[w] && !articles[w] && !questionWord[w] {
		from-- // shop churn: a word that many names have tells which one is meant
	}
	for to < len(p.words) && names(p.words[to].norm) && !p.words[to-1].comma {
		to++
	}
	if to+1 < len(p.words) && p.words[to].norm == "to" && names(p.words[to+1].norm) {
		to += 2 // conversion to paid
	}
	said := false
	for _, t := range p.words[from:to] {
		said = said || !r.vocab[at.id()].hasWord(m.Match.Metric, t.norm)
	}
	if !said {
		return found, nil
	}
	wider, err := r.link(p.words[from:to], p)
	if err != nil {
		return nil, err
	}
	if wider.Outcome == semantic.Linked || several(wider) && (m.partial || !slices.ContainsFunc(wider.Choices(), func(c semantic.Candidate) bool { return c.Metric == m.Match.Metric })) {
		return []mention{{Heard: Heard{Words: r.said(p.words[from:to]), Match: wider}, from: from, to: to}}, nil
	}
	return found, nil
}

// lookedUp finds the metric that a part names by words which the sheet at hand does not have: everything that is defined is
// looked at once. What has the look of a metric and is none comes as a mention of nothing, so that no other metric, and not
// the bet, is answered about instead.
func (r *reader) lookedUp(p part, at place) ([]mention, error) {
	span := r.unexplained(p, at, nil, Value)
	if span[1] == 0 {
		return nil, nil
	}
	for span[0] > 0 && names(p.words[span[0]-1].norm) && !p.words[span[0]-1].comma && !explainedVerb(p.words[span[0]-1].norm) {
		span[0]--
	}
	for span[1] < len(p.words) && !p.words[span[1]-1].comma && numberWords[p.words[span[1]].norm] {
		span[1]++
	}
	if span[1]+1 < len(p.words) && p.words[span[1]].norm == "to" && names(p.words[span[1]+1].norm) && numberWords[p.words[span[1]-1].norm] {
		span[1] += 2 // conversion to paid
	}
	if span[1]-span[0] > longestSlot {
		return nil, nil
	}
	m, err := r.link(p.words[span[0]:span[1]], p)
	if err != nil {
		return nil, err
	}
	if m.Outcome == semantic.Unknown || m.Outcome == "" {
		if within, err := r.nameWithin(p, at, span); err != nil || within != nil {
			return within, err
		}
		if !acronym(r.said(p.words[span[0]:span[1]])) && !numeric(p.words[span[0]:span[1]]) {
			return nil, nil
		}
		m.Outcome = semantic.Unknown
	}
	return []mention{{Heard: Heard{Words: r.said(p.words[span[0]:span[1]]), Match: r.atHand(m, at)}, from: span[0], to: span[1]}}, nil
}

// nameWithin finds the name of a metric in a row of words of which the others are no names.
func (r *reader) nameWithin(p part, at place, span [2]int) ([]mention, error) {
	for i := span[0]; i < span[1]; i++ {
		for j := span[1]; j > i; j-- {
			if j-i == span[1]-span[0] || !r.restTellsNothing(p.words[span[0]:i]) || !r.restTellsNothing(p.words[j:span[1]]) {
				continue
			}
			m, err := r.link(p.words[i:j], p)
			if err != nil {
				return nil, err
			}
			if m.Outcome != semantic.Unknown && m.Outcome != "" {
				return []mention{{Heard: Heard{Words: r.said(p.words[i:j]), Match: r.atHand(m, at)}, from: i, to: j}}, nil
			}
		}
	}
	return nil, nil
}

// restTellsNothing reports whether words beside a name are of no metric: doing, exploded, these.
func (r *reader) restTellsNothing(words []token) bool {
	return !slices.ContainsFunc(words, func(t token) bool {
		return !common[t.norm] && !edges[t.norm] && !explainedVerb(t.norm) && !strings.HasSuffix(t.norm, "ing") && !strings.HasSuffix(t.norm, "ed") && !strings.HasSuffix(t.norm, "ly")
	})
}

// explainedVerb reports whether a word says what is asked rather than of what.
func explainedVerb(word string) bool { return conceptsOf()[stem(word)] != nil }

// acronym reports whether words are capitals only, as metrics are called: CAC.
func acronym(words string) bool {
	return len(words) >= 2 && len(words) <= 5 && !strings.ContainsFunc(words, func(r rune) bool { return r < 'A' || r > 'Z' })
}

// measures reports whether a kind may be asked of any metric.
func measures(list []guess) bool {
	switch Kind(list[0].intent) {
	case Said, Decided, RuledOut, Who, Revisit, Open, Prepare, Bets, Aim, Changed:
		return list[0].p < 0.6
	}
	return true
}

// names reports whether a word may be one of a name.
func names(word string) bool {
	return !common[word] && !edges[word] && !articles[word] && !questionWord[word]
}

// outsideTitle blanks the words of a part that name the sheet, so that no metric is found in them.
func (r *reader) outsideTitle(p part, at place) []token {
	if at.title[1] == 0 {
		return p.words
	}
	words := slices.Clone(p.words)
	for i := at.title[0]; i < at.title[1]; i++ {
		words[i].norm = "the"
	}
	return words
}

// link looks words up in all that is defined.
func (r *reader) link(words []token, p part) (semantic.Match, error) {
	words = trimmed(words)
	if len(words) == 0 {
		return semantic.Match{}, nil
	}
	return r.linkWords(r.said(words), p)
}

// linkWords looks words up. A term that is no metric is as good as unknown: nothing is measured of it.
func (r *reader) linkWords(words string, p part) (semantic.Match, error) {
	m, err := r.k.Link(r.ctx, words, r.said(p.tokens), r.q.Team)
	if err != nil || m.Outcome != semantic.Linked {
		return m, err
	}
	defined, err := r.k.Metrics(r.ctx, m.Metric)
	if len(defined) == 0 {
		m.Outcome, m.Metric = semantic.Unknown, ""
	}
	return m, err
}

// trimmed takes words off both ends that no name begins or ends with.
func trimmed(words []token) []token {
	for len(words) > 0 && (articles[words[0].norm] || edges[words[0].norm]) {
		words = words[1:]
	}
	for len(words) > 0 && edges[words[len(words)-1].norm] {
		words = words[:len(words)-1]
	}
	return words
}

// edges are words at which a subject neither begins nor ends.
var edges = wordSet(`about on for of in at to with regarding and or but is are was were be do does did has have it this that now been today by from so if than as
	exactly metric mean means us me we you they i there the a an our what which how why when who where not will would can should since any still here
	please over around during after before until versus called again up then`)
