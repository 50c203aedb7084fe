package evals

import (
	"context"
	"slices"
	"strings"

	"github.com/plumbline-dev/plumb/semantic"
)

// PublicLinkSuites builds the suites of the definitions that other projects have published: a folder with otel, metric-hub,
// ossie, snowflake and databricks below it. What is looked up never stands in the catalogue as a text of its own.
// The errors are of kind not_found when a file is missing and invalid when one cannot be read.
//
//   - otel-renamed: old names of metrics of OpenTelemetry; the catalogue has the new ones. A metric that still goes by an old
//     name is left out of it.
//   - metrichub-names: what people call a metric; the catalogue has names and descriptions, and nobody's label. Once in one
//     catalogue of all products, by team, and once in each product's own, without.
//   - metrichub-descriptions: first sentences; the catalogue has names and labels, and no description.
//   - ossie-synonyms: synonyms of metrics; no synonym is in the catalogue. ossie-fields does the same for all fields of the
//     same models.
//   - foreign-…: terms of one catalogue that are looked up in another, and what people say in meetings.
//   - removed-…: names of a metric that was taken out, with every version of it and every metric of the same label.
//   - twins-…: metrics that were doubled so that they differ in one slot, asked for without and with it.
//   - teams-…: metrics that a second team defines in another way.
//   - aliases, aliases-elsewhere: approved aliases, from the team and from another one.
func PublicLinkSuites(ctx context.Context, dir string) ([]LinkSuite, error) {
	p, err := readPublicMetrics(ctx, dir)
	if err != nil {
		return nil, err
	}
	suites := []LinkSuite{
		{Name: "otel-renamed", Parts: []LinkPart{renamedPart(p.otel, p.renamed)}},
		{Name: "metrichub-names", Parts: []LinkPart{labelPart(slices.Concat(p.hub...), true)}},
		{Name: "metrichub-names-product", Parts: each(p.hub, func(m []semantic.Metric) LinkPart { return labelPart(m, false) })},
		{Name: "metrichub-descriptions", Parts: []LinkPart{descriptionPart(slices.Concat(p.hub...), true)}},
		{Name: "metrichub-descriptions-product", Parts: each(p.hub, func(m []semantic.Metric) LinkPart { return descriptionPart(m, false) })},
		{Name: "ossie-synonyms", Parts: each(p.models, synonymPart)},
		{Name: "ossie-fields", Parts: each(p.parts, synonymPart)},
	}
	suites = append(suites, foreignSuites(p)...)
	suites = append(suites, removedSuites(p)...)
	suites = append(suites, twinSuites(p)...)
	return append(suites, aliasSuites(slices.Concat(p.hub...))...), nil
}

func each(lists [][]semantic.Metric, part func([]semantic.Metric) LinkPart) []LinkPart {
	var out []LinkPart
	for _, list := range lists {
		out = append(out, part(list))
	}
	return out
}

func renamedPart(metrics []semantic.Metric, renamed []renaming) LinkPart {
	part := LinkPart{Catalogue: semantic.Catalogue{Metrics: metrics}}
	named := map[string]string{}
	for _, m := range metrics {
		named[m.Name] = m.ID()
	}
	for _, r := range renamed {
		if id, ok := named[r.Old]; ok {
			part.LeaveOut = append(part.LeaveOut, id)
		}
	}
	for _, r := range renamed {
		if id, ok := named[r.New]; ok && !slices.Contains(part.LeaveOut, id) {
			part.Cases = append(part.Cases, LinkCase{LinkQuery: LinkQuery{Term: r.Old}, Metrics: []string{id}})
		}
	}
	return part
}

// labelPart asks for metrics by their labels. Metrics of one team that share a label are all right.
func labelPart(metrics []semantic.Metric, byTeam bool) LinkPart {
	return heldOutPart(metrics, byTeam,
		func(m semantic.Metric) string { return m.Label },
		func(m *semantic.Metric) { m.Label = "" })
}

// descriptionPart asks for metrics by the first sentences of their descriptions. Sentences of fewer than three words
// describe nothing.
func descriptionPart(metrics []semantic.Metric, byTeam bool) LinkPart {
	sentence := func(m semantic.Metric) string {
		s := firstSentence(m.Description)
		if len(strings.Fields(s)) < 3 {
			return ""
		}
		return s
	}
	return heldOutPart(metrics, byTeam, sentence, func(m *semantic.Metric) { m.Description = "" })
}

func heldOutPart(metrics []semantic.Metric, byTeam bool, text func(semantic.Metric) string, hold func(*semantic.Metric)) LinkPart {
	part := LinkPart{Catalogue: semantic.Catalogue{Metrics: without(metrics, hold)}}
	at := map[LinkQuery]int{}
	for _, m := range metrics {
		q := LinkQuery{Term: text(m)}
		if q.Term == "" {
			continue
		}
		if byTeam {
			q.Team = m.Home()
		}
		i, ok := at[q]
		if !ok {
			i = len(part.Cases)
			at[q] = i
			part.Cases = append(part.Cases, LinkCase{LinkQuery: q})
		}
		part.Cases[i].Metrics = append(part.Cases[i].Metrics, m.ID())
	}
	return part
}

// synonymPart asks for metrics by their synonyms. A synonym that several of them share may mean any.
func synonymPart(metrics []semantic.Metric) LinkPart {
	part := LinkPart{Catalogue: semantic.Catalogue{Metrics: without(metrics, func(m *semantic.Metric) { m.Synonyms = nil })}}
	at := map[string]int{}
	for _, m := range metrics {
		for _, s := range m.Synonyms {
			i, ok := at[spoken(s)]
			if !ok {
				i = len(part.Cases)
				at[spoken(s)] = i
				part.Cases = append(part.Cases, LinkCase{LinkQuery: LinkQuery{Term: s}})
			}
			part.Cases[i].Metrics = append(part.Cases[i].Metrics, m.ID())
		}
	}
	return part
}
