package evals

import (
	"fmt"
	"slices"
	"strings"

	"github.com/plumbline-dev/plumb/semantic"
)

// twin is one of the two metrics that a metric is turned into. The forms hold its name, its label and what people ask for.
type twin struct {
	name   string
	label  string
	asked  string
	window semantic.Span // "" for twins that do not differ in time
}

// twinForm is a way to turn a metric into two that differ in one slot.
type twinForm struct{ first, second twin }

var (
	windowForms = []twinForm{
		{twin{"%s_7d", "%s (7 days)", "7-day %s", "7d"}, twin{"%s_28d", "%s (28 days)", "28-day %s", "28d"}},
		{twin{"daily_%s", "Daily %s", "daily %s", "1d"}, twin{"weekly_%s", "Weekly %s", "weekly %s", "1w"}},
		{twin{"%s_weekly", "Weekly %s", "weekly %s", "1w"}, twin{"%s_monthly", "Monthly %s", "%s per month", "1mo"}},
		{twin{"%s_last_7_days", "%s, last 7 days", "%s over the last seven days", "7d"}, twin{"%s_last_30_days", "%s, last 30 days", "%s in the last 30 days", "30d"}},
	}
	aggregationForms = []twinForm{
		{twin{"%s_p50", "%s (p50)", "p50 of %s", ""}, twin{"%s_p95", "%s (p95)", "95th percentile of %s", ""}},
		{twin{"%s_count", "%s count", "%s count", ""}, twin{"%s_rate", "%s rate", "%s rate", ""}},
		{twin{"avg_%s", "Average %s", "average %s", ""}, twin{"max_%s", "Maximum %s", "max %s", ""}},
	}
	segmentForms = []twinForm{
		{twin{"%s_new_users", "%s, new users", "%s for new users", ""}, twin{"%s_returning_users", "%s, returning users", "%s for returning users", ""}},
		{twin{"%s_mobile", "%s (mobile)", "%s on mobile", ""}, twin{"%s_desktop", "%s (desktop)", "%s on desktop", ""}},
	}
	// taken are words of names that already say something of a slot, or that a form would double.
	taken = strings.Fields(`hourly daily weekly monthly quarterly yearly day days week weeks month months hour hours minute minutes second seconds
		count counts rate rates ratio share percent percentage total sum number avg average mean median min max maximum minimum peak limit p50 p75 p90 p95 p99
		new returning existing first repeat user users client clients mobile desktop android ios tablet`)
)

// twinsAtMost bounds how many metrics of a catalogue are doubled in one way.
const twinsAtMost = 60

func twinSuites(p publicMetrics) []LinkSuite {
	var suites []LinkSuite
	for _, slot := range []struct {
		name  string
		forms []twinForm
	}{{"window", windowForms}, {"aggregation", aggregationForms}, {"segment", segmentForms}} {
		untold, told := LinkSuite{Name: "twins-" + slot.name}, LinkSuite{Name: "twins-" + slot.name + "-told"}
		for _, metrics := range append([][]semantic.Metric{p.otel}, p.hub...) {
			bare, full := twinParts(metrics, slot.name, slot.forms)
			untold.Parts, told.Parts = append(untold.Parts, bare), append(told.Parts, full)
		}
		suites = append(suites, untold, told)
	}
	untold, told := LinkSuite{Name: "teams"}, LinkSuite{Name: "teams-told"}
	for _, metrics := range append([][]semantic.Metric{p.otel}, p.hub...) {
		bare, full := teamParts(metrics)
		untold.Parts, told.Parts = append(untold.Parts, bare), append(told.Parts, full)
	}
	return append(suites, untold, told)
}

// twinParts doubles metrics and asks for each pair without the slot, which is ambiguous, and for each of the two with it. Every
// other pair has no label, and every other window is only in the name.
func twinParts(metrics []semantic.Metric, slot string, forms []twinForm) (untold, told LinkPart) {
	var c semantic.Catalogue
	chosen := sample(distinct(metrics), twinsAtMost)
	for _, m := range metrics {
		if !slices.Contains(chosen, m.ID()) {
			c.Metrics = append(c.Metrics, m)
		}
	}
	originals := byID(metrics)
	for i, id := range chosen {
		m := originals[id]
		form := forms[i%len(forms)]
		a, b := form.first.of(m, i), form.second.of(m, i)
		c.Metrics = append(c.Metrics, a, b)
		asked := spoken(m.Name)
		if m.Label != "" && i%4 < 2 {
			asked = strings.ToLower(m.Label)
		}
		untold.Cases = append(untold.Cases, LinkCase{
			LinkQuery: LinkQuery{Term: asked}, Outcome: semantic.Ambiguous, Metrics: []string{a.ID(), b.ID()}, DiffersIn: slot,
		})
		told.Cases = append(told.Cases,
			LinkCase{LinkQuery: LinkQuery{Term: fmt.Sprintf(form.first.asked, asked)}, Outcome: semantic.Linked, Metrics: []string{a.ID()}},
			LinkCase{LinkQuery: LinkQuery{Term: fmt.Sprintf(form.second.asked, asked)}, Outcome: semantic.Linked, Metrics: []string{b.ID()}})
	}
	untold.Catalogue, told.Catalogue = c, c
	return untold, told
}

func (t twin) of(m semantic.Metric, i int) semantic.Metric {
	original := m.Name
	m.Name = fmt.Sprintf(t.name, m.Name)
	m.Expression = fmt.Sprintf("%s(%s)", strings.ToUpper(strings.Trim(strings.ReplaceAll(t.name, "%s", ""), "_")), original)
	if i%4 < 2 {
		if m.Label == "" {
			m.Label = spoken(original)
		}
		m.Label = fmt.Sprintf(t.label, m.Label)
	} else {
		m.Label = ""
	}
	if i%2 == 0 {
		m.Window = t.window
	}
	return m
}

// teamParts lets another team define metrics in its own way. Who says no team, or a third one, may mean either definition.
func teamParts(metrics []semantic.Metric) (untold, told LinkPart) {
	c := semantic.Catalogue{Metrics: slices.Clone(metrics)}
	chosen := sample(distinct(metrics), twinsAtMost)
	for i := range metrics {
		m := &c.Metrics[i]
		if !slices.Contains(chosen, m.ID()) {
			continue
		}
		other := *m
		m.Expression = "COUNT(*)"
		other.Namespace, other.Team, other.Expression = "atlas", "atlas", "COUNT(DISTINCT account_id)"
		c.Metrics = append(c.Metrics, other)
		asked := spoken(m.Name)
		for _, team := range []string{"", "harbour"} {
			untold.Cases = append(untold.Cases, LinkCase{
				LinkQuery: LinkQuery{Term: asked, Team: team}, Outcome: semantic.Conflict, Metrics: []string{m.ID(), other.ID()},
			})
		}
		for _, own := range []semantic.Metric{*m, other} {
			told.Cases = append(told.Cases, LinkCase{
				LinkQuery: LinkQuery{Term: asked, Team: own.Home()}, Outcome: semantic.Linked, Metrics: []string{own.ID()},
			})
		}
	}
	untold.Catalogue, told.Catalogue = c, c
	return untold, told
}

// distinct gives the ids of the metrics that can be doubled: in use, of two to five words none of which belongs to a slot, and with no
// other metric around whose name or label holds all words of theirs, or the other way round.
func distinct(metrics []semantic.Metric) []string {
	stems := make([][][]string, len(metrics))
	for i, m := range metrics {
		stems[i] = [][]string{stemmed(m.Name)}
		if m.Label != "" {
			stems[i] = append(stems[i], stemmed(m.Label))
		}
	}
	near := sharing(stems)
	var out []string
	for i, m := range metrics {
		words := strings.Fields(spoken(m.Name))
		if !m.Current() || len(words) < 2 || len(words) > 5 || slices.ContainsFunc(append(words, strings.Fields(spoken(m.Label))...), belongsToSlot) {
			continue
		}
		covered := func(k int) bool {
			return k != i && slices.ContainsFunc(stems[i], func(a []string) bool {
				return slices.ContainsFunc(stems[k], func(b []string) bool { return overlaps(a, b) })
			})
		}
		if !slices.ContainsFunc(near(i), covered) {
			out = append(out, m.ID())
		}
	}
	return out
}

// sharing gives what finds, for the texts of one metric, the metrics whose texts have a word in common with them.
func sharing(stems [][][]string) func(i int) []int {
	holders := map[string][]int{}
	for i, texts := range stems {
		for _, word := range slices.Concat(texts...) {
			if at := holders[word]; len(at) == 0 || at[len(at)-1] != i {
				holders[word] = append(at, i)
			}
		}
	}
	return func(i int) []int {
		var near []int
		for _, word := range slices.Concat(stems[i]...) {
			near = append(near, holders[word]...)
		}
		slices.Sort(near)
		return slices.Compact(near)
	}
}

// stemmed gives the beginnings of the words of a text, so that forms of one word are alike.
func stemmed(text string) []string {
	words := plainWords(spoken(text))
	for i, w := range words {
		words[i] = w[:min(5, len(w))]
	}
	return words
}

func belongsToSlot(word string) bool {
	return slices.Contains(taken, strings.Trim(word, "()[],"))
}

// overlaps reports whether all words of one text are among those of the other.
func overlaps(a, b []string) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	return len(a) > 0 && !slices.ContainsFunc(a, func(w string) bool { return !slices.Contains(b, w) })
}
