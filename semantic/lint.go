package semantic

import (
	"cmp"
	"fmt"
	"maps"
	"slices"
	"strings"
)

// Severity says how much a finding matters.
type Severity string

// The severities.
const (
	SeverityError Severity = "error" // the catalogue contradicts itself
	SeverityWarn  Severity = "warn"  // a reader or a program will be misled, or has to guess
	SeverityInfo  Severity = "info"  // worth a look
)

// The codes of findings.
const (
	LintMissingDirection   = "missing_direction"
	LintMissingUnit        = "missing_unit"
	LintMissingOwner       = "missing_owner"
	LintMissingWindow      = "missing_window" // neither a window nor a grain; only for what is aggregated over time
	LintMissingDescription = "missing_description"
	LintDuplicate          = "duplicate"              // the same formula under another name, in the same team
	LintConflict           = "conflicting_definition" // the same name, another formula
	LintSynonymTwice       = "synonym_used_twice"     // within one team
	LintReplacedByUnknown  = "replaced_by_unknown"
	LintInputUnknown       = "input_unknown"
	LintInputDeprecated    = "input_deprecated"
	LintCycle              = "cycle"
	LintAliasUnknownTeam   = "alias_unknown_team"
	LintAliasUnknownMetric = "alias_unknown_metric"
	LintAliasShadows       = "alias_shadows"     // the name that a file gives a metric for a team is also one of another metric
	LintReplacedByRing     = "replaced_by_cycle" // following what replaces what never ends
)

// LintFinding is something about a definition that its owner should look at.
type LintFinding struct {
	Code     string   `json:"code"`
	Severity Severity `json:"severity"`
	Metric   string   `json:"metric"` // id
	Message  string   `json:"message"`
}

// Lint looks for what is missing, contradictory or ambiguous in a catalogue. Deprecated metrics are not asked for what they
// lack, and do not compete for names. The findings are ordered by metric, then code, then message, whatever the order of
// the catalogue.
func Lint(c Catalogue) []LintFinding {
	l := linter{metrics: make(map[string]*Metric, len(c.Metrics)), teams: map[string]bool{"": true}, formulas: make(map[*Metric]string, len(c.Metrics))}
	for i := range c.Metrics {
		m := &c.Metrics[i]
		l.metrics[m.ID()] = m
	}
	for _, team := range c.Teams() {
		l.teams[TeamKey(team)] = true
	}
	for i := range c.Metrics {
		l.missing(&c.Metrics[i])
		l.references(&c.Metrics[i])
	}
	l.cycles(c.Metrics)
	l.rings(c.Metrics)
	l.duplicates(c.Metrics)
	l.names(c.Metrics)
	for _, a := range c.Aliases {
		l.alias(a)
	}
	slices.SortFunc(l.found, func(a, b LintFinding) int {
		return cmp.Or(cmp.Compare(a.Metric, b.Metric), cmp.Compare(a.Code, b.Code), cmp.Compare(a.Message, b.Message))
	})
	return slices.Compact(l.found)
}

type linter struct {
	metrics  map[string]*Metric // by id
	teams    map[string]bool    // that define something, by TeamKey; and ""
	formulas map[*Metric]string // hashes
	found    []LintFinding
}

func (l *linter) say(code string, severity Severity, metric, format string, args ...any) {
	l.found = append(l.found, LintFinding{code, severity, metric, fmt.Sprintf(format, args...)})
}

func (l *linter) missing(m *Metric) {
	if !m.Current() {
		return
	}
	id := m.ID()
	if m.Direction == "" {
		l.say(LintMissingDirection, SeverityWarn, id, "nobody said which way is good; set direction: up or down")
	}
	if m.Unit == "" {
		l.say(LintMissingUnit, SeverityWarn, id, "nobody said what it is counted in; set unit, such as %%, s, {user} or EUR")
	}
	if len(m.Owner) == 0 {
		l.say(LintMissingOwner, SeverityWarn, id, "nobody is named to ask; set owner")
	}
	if strings.TrimSpace(m.Description) == "" {
		l.say(LintMissingDescription, SeverityWarn, id, "nothing says in words what it measures; set description")
	}
	if m.Window == "" && m.Grain == "" && overTime(m.Kind) {
		l.say(LintMissingWindow, SeverityInfo, id, "it adds up over time, and nothing says over how much; set window, such as 7d or 28d")
	}
}

// overTime reports whether a kind gives another value for a week than for a day. Formulas over other metrics take their
// window from these.
func overTime(kind string) bool {
	switch kind {
	case "ratio", "derived", "fact", "min", "max", "avg", "average", "median":
		return false
	}
	return true
}

func (l *linter) references(m *Metric) {
	id := m.ID()
	if m.ReplacedBy != "" && l.metrics[m.ReplacedBy] == nil {
		l.say(LintReplacedByUnknown, SeverityError, id, "it is replaced by %s, which is not defined", m.ReplacedBy)
	}
	for _, input := range m.Inputs {
		switch other := l.metrics[input]; {
		case other == nil:
			l.say(LintInputUnknown, SeverityError, id, "it is computed from %s, which is not defined", input)
		case m.Current() && !other.Current():
			l.say(LintInputDeprecated, SeverityWarn, id, "it is computed from %s, which is deprecated%s", input, instead(other.ReplacedBy))
		}
	}
	for team := range m.Aliases {
		if !l.teams[TeamKey(team)] {
			l.say(LintAliasUnknownTeam, SeverityWarn, id, "its aliases name the team %q, which defines nothing; check the spelling", team)
		}
	}
}

func instead(id string) string {
	if id == "" {
		return ""
	}
	return "; use " + id
}

// cycles reports each cycle once, at its member with the smallest id.
func (l *linter) cycles(metrics []Metric) {
	ids := make([]string, 0, len(metrics))
	for i := range metrics {
		if len(metrics[i].Inputs) > 0 {
			ids = append(ids, metrics[i].ID())
		}
	}
	slices.Sort(ids)
	ends := make(map[string]bool)
	for _, id := range ids {
		if cycle := l.follow(id, ends); cycle != nil {
			l.say(LintCycle, SeverityError, cycle[0], "these metrics are computed from each other: %s", strings.Join(append(cycle, cycle[0]), " -> "))
		}
	}
}

// rings reports each ring of metrics that replace each other once, at its member with the smallest id.
func (l *linter) rings(metrics []Metric) {
	ends := make(map[string]bool) // what was followed already
	for _, i := range byID(metrics) {
		var path []string
		place := make(map[string]int)
		for id := metrics[i].ID(); id != "" && !ends[id]; id = l.replacement(id) {
			ends[id], place[id] = true, len(path)
			path = append(path, id)
			if at, again := place[l.replacement(id)]; again {
				ring := path[at:]
				first := slices.Index(ring, slices.Min(ring))
				ring = slices.Concat(ring[first:], ring[:first+1])
				l.say(LintReplacedByRing, SeverityError, ring[0], "these metrics replace each other, so none is left to use: %s", strings.Join(ring, " -> "))
			}
		}
	}
}

func (l *linter) replacement(id string) string {
	if m := l.metrics[id]; m != nil {
		return m.ReplacedBy
	}
	return ""
}

// follow gives the first cycle that a metric leads to, from its smallest member on, and marks everything that it saw, so
// that no metric is followed twice.
func (l *linter) follow(id string, ends map[string]bool) []string {
	type step struct {
		id   string
		next int
	}
	path, open := []step{{id: id}}, map[string]bool{id: true}
	var cycle []string
	for len(path) > 0 {
		at := &path[len(path)-1]
		var inputs []string
		if m := l.metrics[at.id]; m != nil {
			inputs = m.Inputs
		}
		if ends[at.id] || at.next == len(inputs) {
			ends[at.id] = true
			delete(open, at.id)
			path = path[:len(path)-1]
			continue
		}
		next := inputs[at.next]
		at.next++
		switch {
		case open[next] && cycle == nil:
			for _, s := range path[slices.IndexFunc(path, func(s step) bool { return s.id == next }):] {
				cycle = append(cycle, s.id)
			}
		case !open[next] && !ends[next]:
			open[next] = true
			path = append(path, step{id: next})
		}
	}
	if cycle == nil {
		return nil
	}
	first := slices.Index(cycle, slices.Min(cycle))
	return slices.Concat(cycle[first:], cycle[:first])
}

// duplicates reports metrics of a team with the same formula, each but the first against the first.
func (l *linter) duplicates(metrics []Metric) {
	type key struct{ team, hash string }
	first := make(map[key]string)
	for _, i := range byID(metrics) {
		m := &metrics[i]
		hash := l.formula(m)
		if !m.Current() || hash == "" || m.Expression == "" && m.Source.Query == "" {
			continue // a table alone is no formula
		}
		k := key{m.Home(), hash}
		if other, again := first[k]; again {
			l.say(LintDuplicate, SeverityWarn, m.ID(), "it has the same formula as %s; keep one, and make the other name a synonym", other)
			continue
		}
		first[k] = m.ID()
	}
}

// named is a metric under one of its names.
type named struct {
	metric  *Metric
	synonym bool // whether the name is a synonym or an alias, rather than the name or the label
}

// names compares the metrics that go by the same name: of one team they are ambiguous, of several in conflict.
func (l *linter) names(metrics []Metric) {
	by := make(map[string][]named)
	for _, i := range byID(metrics) {
		m := &metrics[i]
		if !m.Current() {
			continue
		}
		seen := make(map[string]bool)
		note := func(name string, synonym bool) {
			if name = nameKey(name); name != "" && !seen[name] {
				seen[name] = true
				by[name] = append(by[name], named{m, synonym})
			}
		}
		note(m.Name, false)
		note(m.Label, false)
		for _, s := range m.Synonyms {
			note(s, true)
		}
	}
	for name, list := range by {
		if len(list) > 1 {
			l.sameName(name, list)
		}
	}
	l.teamNames(metrics, by)
}

// teamNames looks at the names that files give metrics for a team: one that is also a name of another metric hides that
// one from the team, and one of two metrics says nothing.
func (l *linter) teamNames(metrics []Metric, by map[string][]named) {
	type word struct{ team, name string }
	first := make(map[word]*Metric)
	for _, i := range byID(metrics) {
		m := &metrics[i]
		if !m.Current() {
			continue
		}
		for _, team := range slices.Sorted(maps.Keys(m.Aliases)) {
			for _, name := range m.Aliases[team] {
				key := nameKey(name)
				other := slices.IndexFunc(by[key], func(o named) bool { return o.metric != m })
				if other >= 0 {
					l.say(LintAliasShadows, SeverityWarn, m.ID(), "the team %s calls it %q, which is also a name of %s; say which of the two the team means, or use another name",
						team, name, by[key][other].metric.ID())
				}
				w := word{TeamKey(team), key}
				if had := first[w]; had == nil {
					first[w] = m
				} else if had != m {
					l.say(LintSynonymTwice, SeverityWarn, m.ID(), "%q also means %s to the team %s; whoever says it is asked which", name, had.ID(), team)
				}
			}
		}
	}
}

// sameName compares each metric of a name with the first of its own team, and with the first that has another formula in
// its own team and in another one: as many findings as metrics, not as pairs.
func (l *linter) sameName(name string, list []named) {
	firstOfTeam := make(map[string]named)
	var formulas []named // the first of each team and formula
	for _, n := range list {
		team := n.team()
		if first, again := firstOfTeam[team]; !again {
			firstOfTeam[team] = n
		} else if first.synonym || n.synonym {
			l.say(LintSynonymTwice, SeverityWarn, n.metric.ID(), "%q also means %s in the team %s; whoever says it is asked which", name, first.metric.ID(), n.metric.Home())
		}
		hash := l.formula(n.metric)
		if hash == "" {
			continue
		}
		l.otherFormulas(name, n, formulas)
		if len(formulas) < maxFormulas && !slices.ContainsFunc(formulas, func(o named) bool { return o.team() == team && l.formula(o.metric) == hash }) {
			formulas = append(formulas, n)
		}
	}
}

func (n named) team() string { return TeamKey(n.metric.Home()) }

// otherFormulas compares a metric with those of the same name before it. Within a team, a synonym that is used twice is
// reported as that.
func (l *linter) otherFormulas(name string, n named, before []named) {
	team, hash := n.team(), l.formula(n.metric)
	across := slices.IndexFunc(before, func(o named) bool { return o.team() != team && l.formula(o.metric) != hash })
	if across >= 0 {
		l.say(LintConflict, SeverityWarn, n.metric.ID(), "%q is computed in another way by the team %s (%s); agree on one, or give them different names",
			name, before[across].metric.Home(), before[across].metric.ID())
	}
	within := slices.IndexFunc(before, func(o named) bool {
		return o.team() == team && l.formula(o.metric) != hash && !o.synonym && !n.synonym
	})
	if within >= 0 {
		l.say(LintConflict, SeverityWarn, n.metric.ID(), "%q is computed in another way by %s, of the same team; give them different names, or deprecate one",
			name, before[within].metric.ID())
	}
}

// maxFormulas bounds how many definitions of one name each further one is compared with.
const maxFormulas = 8

// formula gives the hash of a metric's formula, worked out once.
func (l *linter) formula(m *Metric) string {
	hash, known := l.formulas[m]
	if !known {
		hash = m.FormulaHash()
		l.formulas[m] = hash
	}
	return hash
}

func (l *linter) alias(a Alias) {
	if l.metrics[a.Metric] == nil {
		l.say(LintAliasUnknownMetric, SeverityError, a.Metric, "the alias %q means %s, which is not defined", a.Term, a.Metric)
	}
	if !l.teams[TeamKey(a.Team)] {
		l.say(LintAliasUnknownTeam, SeverityWarn, a.Metric, "the alias %q is of the team %q, which defines nothing; check the spelling", a.Term, a.Team)
	}
}

// byID gives the places of the metrics in the order of their ids.
func byID(metrics []Metric) []int {
	order := make([]int, len(metrics))
	ids := make([]string, len(metrics))
	for i := range metrics {
		order[i], ids[i] = i, metrics[i].ID()
	}
	slices.SortStableFunc(order, func(a, b int) int { return cmp.Compare(ids[a], ids[b]) })
	return order
}
