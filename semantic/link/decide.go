package link

import (
	"cmp"
	"fmt"
	"math"
	"slices"
	"strings"

	"github.com/plumbline-dev/plumb/semantic"
)

// The bars that a metric has to clear. They were set on public catalogues, see package evals.
const (
	saysEnough  = 0.84 // share of the term that the metric has, description and namespace included
	namesEnough = 0.80 // share of the metric's name that the term has
	mostSays    = 0.68 // the same two shares for a metric that nothing else comes near to
	mostNames   = 0.70
	lead        = 0.10 // by which its score exceeds that of the next
	farLead     = 0.20 // the same, when a word of the term names something else in the catalogue
	closeOwn    = 0.70 // score from which a metric of one's own team is closer than another's that fits
	ownSays     = 0.80 // share of the term that it must have to be meant rather than another team's that has all of it
	worthNaming = 0.40 // score from which an unknown term's nearest metric is worth mentioning
	faintest    = 0.05 // score below which a metric is no candidate
	closeNames  = 0.45 // share of the metric's name from which it may be meant when the term names nothing else
	margin      = 0.06 // by which the best of several that fit has to lead
)

// The slots, as [semantic.Match.DiffersIn] names them.
const (
	slotWindow      = "window"
	slotAggregation = "aggregation"
	slotSegment     = "segment"
	slotDefinition  = "definition"
)

// decide turns candidates, best first, into an answer.
func (l *Linker) decide(q Query, candidates []candidate) semantic.Match {
	var fits, open []candidate
	for _, c := range candidates {
		switch {
		case c.fits():
			fits = append(fits, c)
		case c.leavesOpen():
			open = append(open, c)
		}
	}
	fits = l.newest(ofTeam(fits, q.Team))
	identical := slices.DeleteFunc(slices.Clone(fits), func(c candidate) bool { return !c.identical })
	if len(identical) > 0 {
		fits = identical
	}
	if verbatim := slices.DeleteFunc(slices.Clone(fits), func(c candidate) bool { return !c.verbatim }); len(verbatim) > 0 {
		fits = verbatim
	}
	fits = closest(fits)
	if own, ok := l.ownButOther(q, fits, candidates); ok {
		return own
	}
	switch {
	case len(fits) == 1:
		if sibling, ok := fits[0].rival(open); ok {
			return l.ambiguous(q, slotAggregation, []candidate{fits[0], sibling}, candidates)
		}
		return l.link(fits[0], candidates)
	case len(fits) > 1:
		return l.choose(q, fits, candidates)
	}
	if alone, ok := standsAlone(candidates); ok {
		return l.link(l.replacement(alone), candidates)
	}
	open = l.newest(ofTeam(open, q.Team))
	if len(open) == 1 && open[0].onlyRate() {
		return l.link(open[0], candidates)
	}
	if len(open) > 0 {
		return l.ask(q, open, candidates)
	}
	return unknown(q, candidates, l)
}

// fits reports whether a term and a metric say the same, both ways, and agree in every slot.
func (c *candidate) fits() bool {
	return c.surface.phrase.exact+c.surface.phrase.slots.String() != "" && c.covered >= saysEnough && c.naming >= namesEnough &&
		c.says() && c.window == slotSame && c.agg == slotSame && c.edition == slotSame && !c.differs && !c.opposed
}

// says reports whether a term and a metric share a word that means something, or consist of none.
func (c *candidate) says() bool { return c.solid || c.identical }

// closest keeps, of several metrics of one team that fit, those whose words are the term's to the letter rather than in meaning,
// and which count where the term does.
func closest(fits []candidate) []candidate {
	if len(fits) < 2 || slices.ContainsFunc(fits, func(c candidate) bool { return c.metric.Home() != fits[0].metric.Home() }) {
		return fits
	}
	for _, worse := range []func(c, than candidate) bool{
		func(c, than candidate) bool { return len(c.extra) > len(than.extra) },
		func(c, than candidate) bool { return c.literal < than.literal-0.01 },
		func(c, than candidate) bool {
			return (c.surface.phrase.counts() > 0) != c.counted && (than.surface.phrase.counts() > 0) == than.counted
		},
	} {
		fits = slices.DeleteFunc(slices.Clone(fits), func(c candidate) bool {
			return slices.ContainsFunc(fits, func(o candidate) bool { return worse(c, o) })
		})
	}
	return fits
}

// ownButOther answers when what fits is another team's, and the team that speaks has something close of its own.
func (l *Linker) ownButOther(q Query, fits, all []candidate) (semantic.Match, bool) {
	if q.Team == "" || len(fits) == 0 || fits[0].isOf(q.Team) {
		return semantic.Match{}, false
	}
	own := slices.DeleteFunc(slices.Clone(all), func(c candidate) bool { return !c.isOf(q.Team) })
	if alone, ok := standsAlone(own); ok && alone.covered >= ownSays && alone.naming >= namesEnough {
		return l.link(l.replacement(alone), all), true
	}
	for _, c := range own {
		if c.score >= closeOwn {
			m := l.ambiguous(q, slotDefinition, []candidate{c, fits[0]}, all)
			m.Reason = fmt.Sprintf("%s of %s comes close, and only %s of %s fits wholly",
				c.metric.Title(), c.metric.Home(), fits[0].metric.Title(), fits[0].metric.Home())
			return m, true
		}
	}
	return semantic.Match{}, false
}

// standsAlone gives the best candidate if most of it fits, nothing that was said or left out is known to make a
// difference, and no other metric comes near.
func standsAlone(candidates []candidate) (candidate, bool) {
	if len(candidates) == 0 {
		return candidate{}, false
	}
	best := candidates[0]
	if best.opposed || best.half || best.sentence || best.covered < mostSays || best.naming < mostNames || best.literal < 0.3 || best.differs ||
		best.window != slotSame || best.agg != slotSame || best.edition != slotSame {
		return candidate{}, false
	}
	need := lead
	if best.elsewhere {
		need = farLead
	}
	for _, c := range candidates[1:] {
		if c.family != best.family {
			return best, best.score-c.score >= need
		}
	}
	return best, true
}

// leavesOpen reports whether a metric may be meant by somebody who did not say all of its name.
func (c *candidate) leavesOpen() bool {
	if c.opposed || c.covered < saysEnough || !c.says() || c.window == slotClashes || c.agg == slotClashes {
		return false
	}
	return c.naming >= closeNames
}

// ofTeam keeps the candidates of a team, if it has any.
func ofTeam(all []candidate, team string) []candidate {
	if team == "" {
		return all
	}
	own := slices.DeleteFunc(slices.Clone(all), func(c candidate) bool { return !c.isOf(team) })
	if len(own) > 0 {
		return own
	}
	return all
}

// isOf reports whether a metric is a team's own.
func (e *entry) isOf(team string) bool {
	key := semantic.TeamKey(team)
	return e.home == key || e.space == key
}

// onlyRate reports whether nothing is open but that the metric is a rate, which people leave out: "churn", "win-back".
func (c *candidate) onlyRate() bool {
	return c.agg == slotOpen && c.surface.phrase.slots.agg == aggRate && c.window == slotSame && c.edition == slotSame &&
		c.naming >= namesEnough && !c.differs && len(c.extra) == 0 && !c.plural
}

// rival gives a metric that is aggregated in another way and has the same words, when the one that fits says in its name that
// it is a count: who names neither may mean either.
func (c *candidate) rival(open []candidate) (candidate, bool) {
	if c.surface.phrase.counts() == 0 || c.counted {
		return candidate{}, false
	}
	for _, o := range open {
		if o.agg == slotOpen && o.window == slotSame && len(o.extra) == 0 && o.metric.Home() == c.metric.Home() {
			return o, true
		}
	}
	return candidate{}, false
}

// newest keeps one version of each metric: what replaces a deprecated one, else the newest that is in use.
func (l *Linker) newest(all []candidate) []candidate {
	var out []candidate
	for _, c := range all {
		c = l.replacement(c)
		at := slices.IndexFunc(out, func(o candidate) bool { return o.family == c.family })
		if at < 0 {
			out = append(out, c)
			continue
		}
		o := out[at]
		c.identical, c.verbatim = c.identical || o.identical, c.verbatim || o.verbatim // one name for all versions
		out[at].identical, out[at].verbatim = c.identical, c.verbatim
		if !o.metric.Current() && c.metric.Current() || o.metric.Current() == c.metric.Current() && c.version > o.version {
			out[at] = c
		}
	}
	if len(out) > 1 {
		current := slices.DeleteFunc(slices.Clone(out), func(c candidate) bool { return !c.metric.Current() })
		if len(current) > 0 {
			out = current
		}
	}
	return out
}

// replacement follows a deprecated metric to the one that replaces it.
func (l *Linker) replacement(c candidate) candidate {
	for range 10 { // a chain longer than that, or a ring, stays where it is
		at, ok := l.catalogue.place[c.metric.ReplacedBy]
		if !ok || c.metric.Current() {
			break
		}
		c.at, c.entry = at, &l.catalogue.entries[at]
	}
	return c
}

// link answers with one metric.
func (l *Linker) link(c candidate, all []candidate) semantic.Match {
	m := l.answer(semantic.Linked, all, c)
	m.Metric, m.Score = c.id, m.Candidates[0].Score
	m.Reason, m.Definition = m.Candidates[0].Why, c.metric.Definition()
	if !c.metric.Current() {
		m.Reason += "; it is deprecated, and nothing is named that replaces it"
	}
	return m
}

// choose answers when several metrics fit.
func (l *Linker) choose(q Query, fits, all []candidate) semantic.Match {
	if chosen, why, ok := byContext(q, fits); ok {
		m := l.link(chosen, all)
		m.Reason = why
		return m
	}
	homes := map[string]bool{}
	for _, c := range fits {
		homes[c.metric.Home()] = true
	}
	switch slot := differsIn(fits); {
	case len(homes) > 1 && len(homes) == len(fits) && !sameFormula(fits):
		return l.conflict(q, fits, all)
	case slot == slotWindow || slot == slotAggregation:
		return l.ambiguous(q, slot, fits, all)
	case len(homes) > 1 && sameFormula(fits):
		m := l.link(fits[0], all)
		m.Reason = fmt.Sprintf("%s count it in the same way", listed(homeNames(fits)))
		return m
	case fits[0].score-fits[1].score >= margin && fits[0].metric.Home() == fits[1].metric.Home():
		return l.link(fits[0], all)
	case len(homes) > 1:
		return l.conflict(q, fits, all)
	default:
		return l.ambiguous(q, slot, fits, all)
	}
}

// ask answers when nothing fits and something may be meant.
func (l *Linker) ask(q Query, open, all []candidate) semantic.Match {
	if chosen, why, ok := byContext(q, open); ok {
		m := l.link(chosen, all)
		m.Reason = why
		return m
	}
	if whole := slices.DeleteFunc(slices.Clone(open), func(c candidate) bool { return len(c.extra) > 0 }); len(whole) > 0 {
		open = whole
	}
	slot := slotSegment
	for _, c := range open {
		if c.window != slotSame {
			slot = slotWindow
			break
		}
		if c.agg != slotSame {
			slot = slotAggregation
		}
	}
	return l.ambiguous(q, slot, open, all)
}

// byContext picks the only candidate whose window or segment the sentence names.
func byContext(q Query, among []candidate) (candidate, string, bool) {
	if q.Context == "" {
		return candidate{}, "", false
	}
	said := takeApart(q.Context, nil).slots
	if said.window == "" {
		return candidate{}, "", false
	}
	var found []candidate
	for _, c := range among {
		if c.looksBack().Same(said.window) && c.agg == slotSame && c.naming >= namesEnough {
			found = append(found, c)
		}
	}
	if len(found) != 1 {
		return candidate{}, "", false
	}
	return found[0], fmt.Sprintf("the sentence says %s", spanWords(said.window)), true
}

// differsIn gives the slot in which candidates differ.
func differsIn(among []candidate) string {
	first := among[0]
	for _, c := range among[1:] {
		switch {
		case !c.looksBack().Same(first.looksBack()):
			return slotWindow
		case c.surface.phrase.slots.agg != first.surface.phrase.slots.agg:
			return slotAggregation
		}
	}
	for _, c := range among {
		if len(c.extra) > 0 {
			return slotSegment
		}
	}
	return slotDefinition
}

func sameFormula(among []candidate) bool {
	first := among[0].metric.FormulaHash()
	for i := range among {
		if first == "" || among[i].metric.FormulaHash() != first {
			return false
		}
	}
	return true
}

func (l *Linker) ambiguous(q Query, slot string, choices, all []candidate) semantic.Match {
	m := l.answer(semantic.Ambiguous, all, choices...)
	m.DiffersIn = slot
	m.Reason = l.openQuestion(q, slot, choices)
	return m
}

func (l *Linker) conflict(q Query, choices, all []candidate) semantic.Match {
	m := l.answer(semantic.Conflict, all, choices...)
	for i, c := range choices[:min(len(choices), len(m.Candidates))] {
		m.Candidates[i].Why = cmp.Or(summary(c.metric, choices), m.Candidates[i].Why)
	}
	m.DiffersIn = slotDefinition
	m.Reason = fmt.Sprintf("%s define %s differently", listed(homeNames(choices)), quoted(q.Term))
	return m
}

// summary says what a metric is: the first sentence of its description or, where there is none or others have the same, its
// formula.
func summary(m semantic.Metric, among []candidate) string {
	const longest = 110
	text := firstSentence(m.Description)
	shared := slices.ContainsFunc(among, func(o candidate) bool {
		return o.id != m.ID() && firstSentence(o.metric.Description) == text
	})
	if formula := strings.Join(strings.Fields(m.Expression), " "); formula != "" && (text == "" || shared) {
		text = formula
		if m.Source.Connector != "" {
			text += " in " + m.Source.Connector
		}
	}
	if runes := []rune(text); len(runes) > longest {
		text = string(runes[:longest-1]) + "…"
	}
	return strings.TrimSuffix(text, ".")
}

// missing says what of a term a metric does not have.
func (c *candidate) missing() string {
	const named = 3
	switch n := len(c.left); {
	case n == 0:
		return "some of what was said is only in its description"
	case n <= named:
		return "it does not say " + quotedList(c.left)
	default:
		return fmt.Sprintf("it does not say %s and %d words more", strings.Join(quotedEach(c.left[:named]), ", "), n-named)
	}
}

func firstSentence(text string) string {
	text = strings.Join(strings.Fields(text), " ")
	if i := strings.Index(text, ". "); i > 0 {
		text = text[:i]
	}
	return text
}

func unknown(q Query, all []candidate, l *Linker) semantic.Match {
	m := l.answer(semantic.Unknown, all)
	switch {
	case strings.TrimSpace(q.Term) == "":
		m.Reason = "nothing was said"
	case len(all) == 0:
		m.Reason = "no definition has a word of " + quoted(q.Term)
	case all[0].score < worthNaming:
		m.Reason = "nothing that is defined fits " + quoted(q.Term)
	default:
		m.Reason = fmt.Sprintf("nothing that is defined fits %s; the nearest is %s: %s", quoted(q.Term), all[0].metric.Title(), l.why(&all[0]))
	}
	return m
}

// answer lists candidates, the chosen ones first.
func (l *Linker) answer(outcome semantic.Outcome, all []candidate, chosen ...candidate) semantic.Match {
	m := semantic.Match{Outcome: outcome, Candidates: make([]semantic.Candidate, 0, min(len(all), maxCandidates))}
	listedAlready := map[int]bool{}
	for _, c := range slices.Concat(chosen, all) {
		choice := len(listedAlready) < len(chosen)
		if listedAlready[c.at] || len(m.Candidates) == maxCandidates || !choice && c.score < faintest {
			continue
		}
		listedAlready[c.at] = true
		m.Candidates = append(m.Candidates, semantic.Candidate{
			Metric: c.id, Name: c.metric.Title(), Score: rounded(c.score), Why: l.why(&c), Choice: choice,
		})
	}
	if len(m.Candidates) > 0 {
		m.Score = m.Candidates[0].Score
	}
	return m
}

func rounded(x float64) float64 { return math.Round(min(x, 1)*1000) / 1000 }

// why says what a term and a metric have in common, for a person.
func (l *Linker) why(c *candidate) string {
	var parts []string
	if c.identical {
		parts = append(parts, "the same words")
	}
	if len(c.extra) > 0 && c.surface.kind != surfaceInitials {
		parts = append(parts, "it also says "+quotedList(c.extra))
	}
	if c.opposed {
		parts = append(parts, "it says the opposite, or something else of it")
	}
	switch c.window {
	case slotOpen:
		parts = append(parts, "it is "+windowWords(c.looksBack())+", which was not said")
	case slotAdded:
		parts = append(parts, "it does not say which window")
	case slotClashes:
		parts = append(parts, "it is "+windowWords(c.looksBack()))
	case slotSame:
	}
	switch c.agg {
	case slotOpen:
		parts = append(parts, fmt.Sprintf("it is a %s, which was not said", c.surface.phrase.slots.agg))
	case slotAdded:
		parts = append(parts, "it does not say how it is aggregated")
	case slotClashes:
		parts = append(parts, fmt.Sprintf("it is a %s", c.surface.phrase.slots.agg))
	case slotSame:
	}
	if c.covered < saysEnough {
		parts = append(parts, c.missing())
	}
	if len(parts) == 0 {
		parts = append(parts, "every word fits")
	}
	return strings.Join(parts, "; ")
}

func (l *Linker) openQuestion(q Query, slot string, choices []candidate) string {
	if len(choices) == 1 {
		return fmt.Sprintf("%s may mean %s: %s", quoted(q.Term), choices[0].metric.Title(), l.why(&choices[0]))
	}
	var each []string
	for _, c := range choices[:min(len(choices), 3)] {
		switch slot {
		case slotWindow:
			each = append(each, fmt.Sprintf("%s is %s", c.metric.Title(), windowWords(c.looksBack())))
		default:
			each = append(each, c.metric.Title())
		}
	}
	return fmt.Sprintf("%s leaves the %s open: %s", quoted(q.Term), slot, listed(each))
}

func windowWords(s semantic.Span) string {
	switch s {
	case "":
		return "of no stated window"
	case "1h":
		return "hourly"
	case "1d":
		return "daily"
	case "1w":
		return "weekly"
	case "1mo":
		return "monthly"
	case "1q":
		return "quarterly"
	case "1y":
		return "yearly"
	}
	return "over " + spanWords(s)
}

// spanWords writes a span out: "28 days".
func spanWords(s semantic.Span) string {
	unit := strings.TrimLeft(string(s), "0123456789")
	count := strings.TrimSuffix(string(s), unit)
	word := map[string]string{"min": "minute", "h": "hour", "d": "day", "w": "week", "mo": "month", "q": "quarter", "y": "year"}[unit]
	if count != "1" {
		word += "s"
	}
	return count + " " + word
}

func homeNames(among []candidate) []string {
	var out []string
	for _, c := range among {
		if home := c.metric.Home(); !slices.Contains(out, home) {
			out = append(out, home)
		}
	}
	slices.SortFunc(out, cmp.Compare[string])
	return out
}

func listed(items []string) string {
	if len(items) < 2 {
		return strings.Join(items, "")
	}
	return strings.Join(items[:len(items)-1], ", ") + " and " + items[len(items)-1]
}

func quotedList(words []string) string { return listed(quotedEach(words)) }

func quotedEach(words []string) []string {
	out := make([]string, len(words))
	for i, w := range words {
		out[i] = quoted(w)
	}
	return out
}

// quoted gives a term as it was heard, cut to a line.
func quoted(term string) string {
	const longest = 60
	term = strings.Join(strings.Fields(term), " ")
	if runes := []rune(term); len(runes) > longest {
		term = string(runes[:longest-1]) + "…"
	}
	return `"` + term + `"`
}

// String gives the slots in one line, for telling apart names that differ in nothing else.
func (s slots) String() string { return string(s.window) + string(s.agg) }
