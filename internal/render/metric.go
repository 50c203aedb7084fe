package render

import (
	"fmt"
	"io"
	"maps"
	"slices"
	"strconv"
	"strings"

	"github.com/plumbline-dev/plumb/agent/glossary"
	"github.com/plumbline-dev/plumb/semantic"
)

// Metric shows a metric as it is kept: what it is, how it is computed, what is missing, who defines it otherwise, what
// people call it and how its definition changed.
func Metric(w io.Writer, shown glossary.Shown, opts TerminalOptions) error {
	s := newScreen(opts.Width, opts.Color)
	m := shown.Newest.Metric
	s.block("", plain, 0, tidy(m.Title()), bold)
	s.block("", plain, 0, metricLine(m), plain)
	if m.ReplacedBy != "" {
		s.block("", plain, 0, "use "+tidy(m.ReplacedBy)+" instead", yellow)
	}
	s.blank()
	meaning(s, m)
	s.blank()
	computation(s, m)
	elsewhere(s, m, shown.Elsewhere)
	facts(s, "Used by", shown.UsedBy)
	aliases(s, shown.Aliases)
	history(s, shown.History)
	return s.writeTo(w, "render.metric")
}

// metricLine gives the id, the state and the home of a metric.
func metricLine(m semantic.Metric) string {
	status := m.Status
	if status == "" {
		status = semantic.Active
	}
	return tidy(m.ID()) + " · " + tidy(string(status)) + " · team " + tidy(m.Home())
}

// notSaid marks what a definition leaves open and a reader needs to know: a blank never looks healthy.
const notSaid = "not stated"

// meaning shows what a reader of the metric has to know.
func meaning(s *screen, m semantic.Metric) {
	needed(s, "Meaning", m.Description)
	optional(s, "Also called", strings.Join(m.Synonyms, ", "))
	for _, team := range slices.Sorted(maps.Keys(m.Aliases)) {
		optional(s, "", "by "+team+": "+strings.Join(m.Aliases[team], ", "))
	}
	needed(s, "Unit", m.Unit)
	needed(s, "Window", string(m.Window))
	needed(s, "Good when", goodWhen(m.Direction))
	needed(s, "Owner", strings.Join(m.Owner, ", "))
	if m.Grain != "" {
		optional(s, "A value", "every "+string(m.Grain))
	}
	if m.Freshness != "" {
		optional(s, "Up to date", "within "+string(m.Freshness))
	}
	optional(s, "Split by", strings.Join(m.Dimensions, ", "))
	label := "Careful"
	for _, c := range m.Caveats {
		optional(s, label, c)
		label = ""
	}
}

func goodWhen(d semantic.Direction) string {
	switch d {
	case semantic.Up:
		return "it rises"
	case semantic.Down:
		return "it falls"
	}
	return ""
}

// computation shows how the values come about.
func computation(s *screen, m semantic.Metric) {
	formula := m.Expression
	if formula != "" && m.Dialect != "" {
		formula += " (" + m.Dialect + ")"
	}
	if formula == "" && len(m.Inputs) > 0 {
		formula = m.Kind + " of " + strings.Join(m.Inputs, ", ")
	} else {
		optional(s, "Kind", m.Kind)
	}
	needed(s, "Computed as", formula)
	for _, f := range m.Filters {
		optional(s, "  only where", f)
	}
	if m.Expression != "" {
		optional(s, "  from metrics", strings.Join(m.Inputs, ", "))
	}
	optional(s, "  in", strings.Trim(m.Source.Connector+": "+m.Source.Query, ": "))
	for _, e := range m.Extensions {
		optional(s, "  kept as it is", shorten(tidy(e.Vendor+" "+e.Data), s.width-hang))
	}
	optional(s, "Definition", ShortHash(m.DefinitionHash()))
}

// elsewhere shows how others define what goes by the same name.
func elsewhere(s *screen, m semantic.Metric, others []glossary.Namesake) {
	if len(others) > 0 {
		s.blank()
	}
	label := "Elsewhere"
	for _, other := range others {
		how := "in the same way"
		if other.Metric.FormulaHash() != m.FormulaHash() {
			how = "otherwise: " + or(other.Metric.Expression, other.Metric.Source.Query, other.Metric.Description, "how, nobody wrote down")
		}
		s.block(label, bold, hang, tidy(fmt.Sprintf(`%s, also "%s", counts %s`, other.Metric.ID(), other.Name, how)), plain)
		label = ""
	}
}

// or gives the first text that says something.
func or(texts ...string) string {
	i := slices.IndexFunc(texts, func(text string) bool { return tidy(text) != "" })
	return texts[i]
}

func facts(s *screen, label string, list []string) {
	if len(list) == 0 {
		return
	}
	s.blank()
	optional(s, label, strings.Join(list, ", "))
}

func aliases(s *screen, list []glossary.Alias) {
	if len(list) > 0 {
		s.blank()
	}
	label := "Aliases"
	for _, a := range list {
		s.block(label, bold, hang, AliasLine(a), plain)
		label = ""
	}
}

// AliasLine says in a sentence what an alias says, and what became of it.
func AliasLine(a glossary.Alias) string {
	by := "proposed by " + a.ProposedBy.Name
	if a.DecidedBy.Name != "" {
		by = string(a.State) + " by " + a.DecidedBy.Name + " on " + a.DecidedAt.UTC().Format("2006-01-02")
	}
	return tidy(fmt.Sprintf("%s means %s (%s, %s)", Said(a.Term, a.Team), a.Metric, a.ID, by))
}

// Said gives a term with who says it, such as: "actives" said by growth.
func Said(term, team string) string {
	if team == "" {
		return `"` + tidy(term) + `"`
	}
	return `"` + tidy(term) + `" said by ` + tidy(team)
}

func history(s *screen, revisions []glossary.Revision) {
	s.blank()
	label := "History"
	for i, r := range slices.Backward(revisions) {
		changed := "first kept"
		if i > 0 {
			changed = "changed: " + strings.Join(fieldNames(semantic.Diff(revisions[i-1].Metric, r.Metric)), ", ")
		}
		line := fmt.Sprintf("revision %d (version %d), %s, from %s by %s; %s",
			r.Revision, r.Version, r.At.UTC().Format("2006-01-02"), r.File, r.By.Name, changed)
		s.block(label, bold, hang, tidy(line), plain)
		label = ""
	}
}

func fieldNames(fields []semantic.FieldChange) []string {
	names := make([]string, len(fields))
	for i, f := range fields {
		names[i] = f.Field
	}
	return names
}

// needed shows a field, or that nobody stated it.
func needed(s *screen, label, text string) {
	if tidy(text) == "" {
		s.block(label, bold, hang, notSaid, yellow)
		return
	}
	optional(s, label, text)
}

// optional shows a field if there is one.
func optional(s *screen, label, text string) {
	if text = tidy(text); text != "" {
		s.block(label, bold, hang, text, plain)
	}
}

// MetricDiff shows field by field what changed from one revision of a metric to another.
func MetricDiff(w io.Writer, c glossary.Comparison, opts TerminalOptions) error {
	s := newScreen(opts.Width, opts.Color)
	s.block("", plain, 0, tidy(c.After.Metric.ID()), bold)
	s.block("", plain, 0, revisionName(c.Before)+" → "+revisionName(c.After), plain)
	if len(c.Fields) == 0 {
		s.blank()
		s.block("", plain, 0, "The definition is the same.", plain)
	}
	for _, f := range c.Fields {
		s.blank()
		fieldChange(s, f)
	}
	return s.writeTo(w, "render.metric-diff")
}

func revisionName(r glossary.Revision) string {
	return fmt.Sprintf("revision %d (version %d, %s)", r.Revision, r.Version, r.At.UTC().Format("2006-01-02"))
}

// fieldChange shows what a field was with a minus, and what it is with a plus.
func fieldChange(s *screen, f semantic.FieldChange) {
	s.block("", plain, 2, tidy(f.Field), bold)
	for _, side := range []struct {
		sign, text string
		as         style
	}{{"    -", f.Before, red}, {"    +", f.After, green}} {
		if side.text != "" {
			s.block(side.sign, side.as, 6, reveal(side.text), side.as)
		}
	}
}

// A person is asked to choose between at most three, and only between those that come as near as the nearest: what else
// a match lists is for programs.
const (
	mostChoices = 3
	asNear      = 0.9 // share of the best score
)

// Match shows what came of looking a term up: the outcome, why, and the choices where there is something to choose.
func Match(w io.Writer, term string, m semantic.Match, opts TerminalOptions) error {
	s := newScreen(opts.Width, opts.Color)
	heard := shorten(tidy(term), s.width/2)
	switch m.Outcome {
	case semantic.Linked:
		s.block("", plain, 0, heard+" → "+tidy(m.Metric), green)
	case semantic.Ambiguous:
		outcome := heard + " is ambiguous"
		if m.DiffersIn != "" {
			outcome += " in the " + tidy(m.DiffersIn)
		}
		s.block("", plain, 0, outcome, yellow)
	case semantic.Conflict:
		s.block("", plain, 0, heard+" is in conflict between teams", red)
	default:
		s.block("", plain, 0, heard+" is unknown", yellow)
	}
	s.block("", plain, 2, tidy(m.Reason), plain)
	if m.Outcome != semantic.Ambiguous && m.Outcome != semantic.Conflict {
		return s.writeTo(w, "render.match") // what comes near to an unknown term is no choice
	}
	for i, c := range m.Choices() {
		if !c.Choice && c.Score < asNear*m.Candidates[0].Score {
			break
		}
		if i == mostChoices {
			s.block("", plain, 4, "and more, with --json", dim)
			break
		}
		s.block("  "+strconv.Itoa(i+1), bold, 4, tidy(strings.TrimSuffix(c.Metric+": "+c.Why, ": ")), plain)
	}
	return s.writeTo(w, "render.match")
}

// Meaning says in a few words what came of looking a term up.
func Meaning(m semantic.Match) string {
	switch m.Outcome {
	case semantic.Linked:
		return tidy(m.Metric)
	case semantic.Ambiguous:
		if m.DiffersIn != "" {
			return "ambiguous in the " + tidy(m.DiffersIn)
		}
		return "ambiguous"
	case semantic.Conflict:
		return "in conflict between teams"
	}
	return "unknown"
}

// AliasView is a proposed alias with what a person needs to know to decide about it.
type AliasView struct {
	Alias      glossary.Alias
	Before     semantic.Match  // what the term means now
	Metric     semantic.Metric // that it would mean
	Supersedes string          // id of the alias whose place it would take; "" for none
	Warnings   []string        // what to look at twice
}

// AliasProposal shows exactly what would be approved, and what it would change.
func AliasProposal(w io.Writer, v AliasView, opts TerminalOptions) error {
	s := newScreen(opts.Width, opts.Color)
	a := v.Alias
	said := Said(a.Term, a.Team)
	if a.Team == "" {
		said += " (whoever says it, unless their team has an alias of its own)"
	}
	optional(s, "Alias", a.ID)
	optional(s, "When people say", said)
	optional(s, "it means now", Meaning(v.Before))
	optional(s, "it would mean", v.Metric.ID()+": "+v.Metric.Title())
	optional(s, "", v.Metric.Description)
	optional(s, "  computed as", v.Metric.Expression)
	optional(s, "  definition", ShortHash(v.Metric.DefinitionHash()))
	if v.Supersedes != "" {
		optional(s, "Supersedes", v.Supersedes)
	}
	optional(s, "Proposed by", a.ProposedBy.Name+" on "+a.ProposedAt.UTC().Format("2006-01-02"))
	optional(s, "Why", a.Why)
	for _, w := range v.Warnings {
		optional(s, "Take care", w)
	}
	s.blank()
	return s.writeTo(w, "render.alias")
}
