package evals

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/plumbline-dev/plumb/evals/result"
	"github.com/plumbline-dev/plumb/semantic"
)

const suiteLinking = "linking"

// LinkingMeasures are what trials of linking tell: of terms that have a right metric the first four, of others the fifth, and of those
// for which an outcome is expected the last.
func LinkingMeasures() []result.Measure {
	return []result.Measure{
		{Name: string(MeasureHitAt1), Kind: result.Quality, Title: "the right metric comes first"},
		{Name: string(MeasureHitAt10), Kind: result.Quality, Title: "the right metric is one of ten"},
		{Name: string(MeasureLinked), Kind: result.Quality, Title: "terms that have a right metric are linked"},
		{Name: string(MeasurePrecision), Kind: result.Quality, Title: "what is linked is linked to the right metric"},
		{Name: "no_false_link", Kind: result.Quality, Title: "terms without a right metric are not linked"},
		{Name: string(MeasureAsExpected), Kind: result.Quality, Title: "the outcome is the expected one, with every choice"},
	}
}

// linkedUp is a term that was looked up, and what came of it.
type linkedUp struct {
	suite, engine string
	LinkCase
	match   semantic.Match
	cluster string
}

// cluster names what terms have in common that are alike: the metric that they mean, or the ones that were taken out.
func (p LinkPart) cluster(c LinkCase) string {
	switch {
	case len(c.Metrics) > 0:
		return slices.Min(c.Metrics)
	case len(c.Same) > 0:
		return "without " + c.Same[0].ID()
	}
	return c.Term
}

// Trials gives a trial for each term, engine and measure. Terms that mean one metric are a cluster.
func (r LinkReport) Trials() []result.Trial {
	var out []result.Trial
	seen := map[string]int{}
	for _, l := range r.looked {
		id := l.name()
		again := l.suite + "\n" + l.engine + "\n" + id
		if seen[again]++; seen[again] > 1 { // the same term in another part of the suite
			id = fmt.Sprintf("%s (%d)", id, seen[again])
		}
		out = append(out, l.trials(id)...)
	}
	return out
}

func (l linkedUp) name() string {
	id := strings.TrimSpace(l.Term)
	if l.Team != "" {
		id += " (" + l.Team + ")"
	}
	if len(l.Same) > 0 {
		id += " without " + l.Same[0].ID()
	}
	return cmp.Or(id, "nothing")
}

func (l linkedUp) trials(id string) []result.Trial {
	base := result.Trial{Suite: suiteLinking, Engine: l.engine, Set: l.suite, Case: id, Cluster: l.cluster, Weight: 1}
	tell := func(measure string, right, applies bool) result.Trial {
		t := base
		t.Measure, t.Value, t.Weight = measure, float64(one(right)), float64(one(applies))
		if t.Wrong() {
			t.Expected, t.Got = l.expected(), l.got()
			t.Source = []result.Excerpt{{Record: l.suite, Text: told(cmp.Or(l.Context, l.Term))}}
		}
		return t
	}
	linked := l.match.Outcome == semantic.Linked
	var out []result.Trial
	if l.mayLink() {
		place := slices.IndexFunc(l.match.Candidates, l.isRight)
		out = append(out, tell(string(MeasureHitAt1), place == 0, true), tell(string(MeasureHitAt10), place >= 0 && place < 10, true),
			tell(string(MeasureLinked), linked, true), tell(string(MeasurePrecision), linked && slices.Contains(l.Metrics, l.match.Metric), linked))
	} else {
		out = append(out, tell("no_false_link", !linked, true))
	}
	if l.Outcome != "" {
		out = append(out, tell(string(MeasureAsExpected), l.asExpected(l.match), true))
	}
	return out
}

func (l linkedUp) isRight(c semantic.Candidate) bool { return slices.Contains(l.Metrics, c.Metric) }

func (l linkedUp) expected() string {
	ids := strings.Join(l.Metrics, ", ")
	switch {
	case l.Outcome != "" && ids != "":
		return string(l.Outcome) + ": " + told(ids)
	case l.Outcome != "":
		return string(l.Outcome)
	case ids == "":
		return "no link"
	}
	return told(ids)
}

func (l linkedUp) got() string {
	text := string(l.match.Outcome)
	if l.match.DiffersIn != "" {
		text += " in the " + l.match.DiffersIn
	}
	var ids []string
	for _, c := range l.match.Candidates[:min(shown, len(l.match.Candidates))] {
		ids = append(ids, fmt.Sprintf("%s %.2f", c.Metric, c.Score))
	}
	if len(ids) > 0 {
		text += ": " + strings.Join(ids, ", ")
	}
	return told(text)
}

// CurveOf shows what it would bring to trust candidates from a score on, over the terms of all suites as one engine answers them.
// Terms that have no right metric are wrong wherever they are taken. It is nil when nothing was looked up.
func (r LinkReport) CurveOf(engine string) *result.Curve {
	type answer struct {
		score float64
		right bool
	}
	var answers []answer
	c := result.Curve{Title: "coverage and precision of the first candidate, by its score"}
	linked, right := 0, 0
	for _, l := range r.looked {
		if l.engine != engine {
			continue
		}
		c.Terms++
		if len(l.match.Candidates) > 0 {
			answers = append(answers, answer{l.match.Candidates[0].Score, l.isRight(l.match.Candidates[0])})
		}
		if l.match.Outcome == semantic.Linked {
			linked++
			right += one(slices.Contains(l.Metrics, l.match.Metric))
		}
	}
	if c.Terms == 0 {
		return nil
	}
	c.Coverage, c.Precision = share(linked, c.Terms), share(right, linked)
	for bar := 100; bar >= 0; bar -= 5 {
		taken, held := 0, 0
		for _, a := range answers {
			if a.score >= float64(bar)/100-1e-9 {
				taken++
				held += one(a.right)
			}
		}
		if taken > 0 {
			c.Points = append(c.Points, result.Point{Bar: float64(bar) / 100, Taken: taken, Coverage: share(taken, c.Terms), Precision: share(held, taken)})
		}
	}
	return &c
}

// String shows the report to a person, a table for each measure.
func (r LinkReport) String() string {
	var b strings.Builder
	targets, missed := 0, 0
	for _, table := range r.Tables() {
		head := []string{"SET", "TERMS"}
		for _, engine := range table.Engines {
			head = append(head, strings.ToUpper(engine))
		}
		rows := [][]string{append(head, "TARGET")}
		aimed := slices.ContainsFunc(table.Rows, func(r LinkRow) bool { return r.Target != nil })
		if !aimed {
			rows[0] = head
		}
		for _, row := range table.Rows {
			line := []string{row.Suite, fmt.Sprint(row.Of)}
			for _, share := range row.Shares {
				if share.Of == 0 {
					line = append(line, "-")
					continue
				}
				line = append(line, result.Percent(share.Value))
			}
			if row.Target != nil {
				targets++
				verdict := "met"
				if !row.Met() {
					verdict = "MISSED"
					missed++
				}
				line = append(line, fmt.Sprintf("%s %s %s", row.Target.Op, strings.Replace(result.Percent(row.Target.Limit), ".0%", "%", 1), verdict))
			} else if aimed {
				line = append(line, "")
			}
			rows = append(rows, line)
		}
		fmt.Fprintf(&b, "%s:\n%s\n", table.Title, columns(rows))
	}
	switch {
	case targets == 0:
		b.WriteString("There are no targets for these terms; those of the public sets are looked up with --data.\n")
	case missed == 0:
		fmt.Fprintf(&b, "All %d targets are met.\n", targets)
	default:
		fmt.Fprintf(&b, "%d of %d targets are MISSED.\n", missed, targets)
	}
	return b.String()
}

// LinkCurve is a report with what it would bring to trust first candidates.
type LinkCurve struct {
	LinkReport
	Curve *result.Curve `json:"curve"`
}

// String shows the report to a person, and the curve as a table.
func (r LinkCurve) String() string {
	if r.Curve == nil {
		return r.LinkReport.String()
	}
	rows := [][]string{{"SCORE FROM", "TERMS", "COVERED", "RIGHT"}}
	for _, p := range r.Curve.Points {
		rows = append(rows, []string{fmt.Sprintf("%.2f", p.Bar), fmt.Sprint(p.Taken), result.Percent(p.Coverage), result.Percent(p.Precision)})
	}
	return r.LinkReport.String() + fmt.Sprintf("\nTrusting the first candidate from a score on, of %d terms:\n%s\nplumb links %s of them by itself, %s of these rightly: it looks at more than the score.\n",
		r.Curve.Terms, columns(rows), result.Percent(r.Curve.Coverage), result.Percent(r.Curve.Precision))
}
