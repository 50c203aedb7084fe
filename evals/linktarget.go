package evals

import "slices"

// LinkMeasure names one of the shares of a [LinkScore], by its key in JSON.
type LinkMeasure string

// The measures for which there are targets.
const (
	MeasureHitAt1     LinkMeasure = "hit_at_1"
	MeasureHitAt10    LinkMeasure = "hit_at_10"
	MeasureLinked     LinkMeasure = "linked"
	MeasurePrecision  LinkMeasure = "precision"
	MeasureFalseLinks LinkMeasure = "false_links"
	MeasureAsExpected LinkMeasure = "as_expected"
)

// Measure gives a share of the score.
func (s LinkScore) Measure(m LinkMeasure) Share {
	switch m {
	case MeasureHitAt1:
		return s.HitAt1
	case MeasureHitAt10:
		return s.HitAt10
	case MeasureLinked:
		return s.Linked
	case MeasurePrecision:
		return s.Precision
	case MeasureFalseLinks:
		return s.FalseLinks
	case MeasureAsExpected:
		return s.AsExpected
	}
	return Share{}
}

// LinkTarget is what a share should be.
type LinkTarget struct {
	Suite   string      `json:"suite"`
	Measure LinkMeasure `json:"measure"`
	Op      string      `json:"op"` // ">=" or "<="
	Limit   float64     `json:"limit"`
}

// Met reports whether a share is what it should be. A share of nothing is not: the suite did not measure it.
func (t LinkTarget) Met(s Share) bool {
	if s.Of == 0 {
		return false
	}
	if t.Op == "<=" {
		return s.Value <= t.Limit
	}
	return s.Value >= t.Limit
}

// LinkTargets are what linking should reach on the public suites.
var LinkTargets = slices.Concat(
	atLeast(MeasureHitAt1, 0.93, "otel-renamed"),
	atLeast(MeasureHitAt1, 0.87, "metrichub-names-product"),
	atLeast(MeasureHitAt1, 0.68, "metrichub-descriptions-product"),
	atLeast(MeasureHitAt1, 0.60, "ossie-synonyms"),
	atLeast(MeasureHitAt10, 0.97, "otel-renamed", "metrichub-names", "metrichub-names-product"),
	atLeast(MeasureLinked, 0.75, "otel-renamed", "metrichub-names-product"),
	atLeast(MeasurePrecision, 0.95, "otel-renamed", "metrichub-names", "metrichub-names-product", "metrichub-descriptions",
		"metrichub-descriptions-product", "ossie-synonyms", "ossie-fields"),
	atMost(MeasureFalseLinks, 0.01, "foreign-otel-to-metrichub", "foreign-metrichub-to-otel", "foreign-ossie-to-otel", "foreign-meetings"),
	atMost(MeasureFalseLinks, 0.15, "removed-otel", "removed-metrichub", "removed-metrichub-product", "removed-ossie", "removed-ossie-fields"),
	atLeast(MeasureAsExpected, 0.95, "twins-window", "twins-window-told", "teams", "teams-told"),
	atLeast(MeasureAsExpected, 1, "aliases"),
)

func atLeast(m LinkMeasure, limit float64, suites ...string) []LinkTarget {
	return targets(m, ">=", limit, suites)
}

func atMost(m LinkMeasure, limit float64, suites ...string) []LinkTarget {
	return targets(m, "<=", limit, suites)
}

func targets(m LinkMeasure, op string, limit float64, suites []string) []LinkTarget {
	out := make([]LinkTarget, len(suites))
	for i, suite := range suites {
		out[i] = LinkTarget{suite, m, op, limit}
	}
	return out
}

// LinkTable is one measure of every suite that has it, engine beside engine.
type LinkTable struct {
	Title   string
	Engines []string
	Rows    []LinkRow
}

// LinkRow is one measure of one suite.
type LinkRow struct {
	Suite  string
	Of     int         // terms that the first engine was measured on
	Shares []Share     // of each engine
	Target *LinkTarget // of the first engine; nil when there is none
}

// Met reports whether the first engine reaches the target; it does when there is none.
func (r LinkRow) Met() bool { return r.Target == nil || r.Target.Met(r.Shares[0]) }

// Tables arranges a report for people: a table for each measure, with its target. The first engine is the one that has targets.
func (r LinkReport) Tables() []LinkTable {
	var engines, suites []string
	scores := map[[2]string]LinkScore{}
	for _, s := range r.Scores {
		if !slices.Contains(engines, s.Engine) {
			engines = append(engines, s.Engine)
		}
		if !slices.Contains(suites, s.Suite) {
			suites = append(suites, s.Suite)
		}
		scores[[2]string{s.Suite, s.Engine}] = s
	}
	var tables []LinkTable
	for _, kind := range []struct {
		measure LinkMeasure
		title   string
	}{
		{MeasureHitAt1, "The right metric comes first"},
		{MeasureHitAt10, "The right metric is one of ten"},
		{MeasureLinked, "Linked, of the terms that have a right metric"},
		{MeasurePrecision, "Linked to the right metric, of the terms that were linked"},
		{MeasureFalseLinks, "Linked, of the terms that have no right metric or more than one meaning"},
		{MeasureAsExpected, "The expected outcome, with what differs and each choice"},
	} {
		t := LinkTable{Title: kind.title, Engines: engines}
		for _, suite := range suites {
			if len(engines) == 0 || !scores[[2]string{suite, engines[0]}].shows(kind.measure) {
				continue
			}
			row := LinkRow{Suite: suite, Target: target(suite, kind.measure)}
			for _, engine := range engines {
				row.Shares = append(row.Shares, scores[[2]string{suite, engine}].Measure(kind.measure))
			}
			row.Of = row.Shares[0].Of
			t.Rows = append(t.Rows, row)
		}
		if len(t.Rows) > 0 {
			tables = append(tables, t)
		}
	}
	return tables
}

// shows reports whether a measure of the score says something to people: where every outcome is expected, the hits and links are in
// those.
func (s LinkScore) shows(m LinkMeasure) bool {
	if s.AsExpected.Of > 0 && m != MeasureAsExpected && m != MeasureFalseLinks {
		return false
	}
	return s.Measure(m).Of > 0 || target(s.Suite, m) != nil
}

func target(suite string, m LinkMeasure) *LinkTarget {
	for i, t := range LinkTargets {
		if t.Suite == suite && t.Measure == m {
			return &LinkTargets[i]
		}
	}
	return nil
}
