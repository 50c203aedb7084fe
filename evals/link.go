package evals

import (
	"context"
	"fmt"
	"runtime"
	"slices"
	"sync"
	"sync/atomic"

	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/semantic"
)

const opLink = "eval.link"

// LinkQuery is a term that is looked up: what was heard, the sentence around it and who said it. Only Term is always
// there.
type LinkQuery struct {
	Term    string `json:"term"`
	Context string `json:"context"`
	Team    string `json:"team"`
}

// LinkFunc looks up one term. It is called from several goroutines at once.
type LinkFunc func(ctx context.Context, q LinkQuery) (semantic.Match, error)

// LinkEngine is something that links terms. Over prepares it for a catalogue, which it must not change.
type LinkEngine struct {
	Name string
	Over func(ctx context.Context, c semantic.Catalogue) (LinkFunc, error)
}

// LinkSuite is a set of terms that are looked up in one catalogue.
type LinkSuite struct {
	Name  string
	Parts []LinkPart
}

// LinkPart is terms that are looked up in one state of a catalogue: without the metrics whose ids are left out.
type LinkPart struct {
	Catalogue semantic.Catalogue
	LeaveOut  []string
	Cases     []LinkCase
}

// LinkCase is a term and what is right for it. A case without Outcome that names metrics asks for any of them, linked or
// at least offered; one that names none must not be linked to anything.
type LinkCase struct {
	LinkQuery
	Outcome   semantic.Outcome  // expected; "" when the outcome is not judged by itself
	Metrics   []string          // ids: any of them is right for a link; all of them must be offered for an ambiguity or a conflict
	DiffersIn string            // expected of an ambiguity; "" when any slot is right
	Same      []semantic.Metric // of a metric that was left out and must not be linked: how it was defined
}

// mayLink reports whether a link can be right.
func (c LinkCase) mayLink() bool {
	return len(c.Metrics) > 0 && (c.Outcome == "" || c.Outcome == semantic.Linked)
}

// shown is how many candidates people are shown.
const shown = 3

// asExpected reports whether the outcome is the one that the case asks for.
func (c LinkCase) asExpected(m semantic.Match) bool {
	if m.Outcome != c.Outcome || c.DiffersIn != "" && m.DiffersIn != c.DiffersIn {
		return false
	}
	if c.Outcome == semantic.Linked {
		return slices.Contains(c.Metrics, m.Metric)
	}
	offered := m.Candidates[:min(shown, len(m.Candidates))]
	for _, id := range c.Metrics[:min(shown, len(c.Metrics))] {
		if !slices.ContainsFunc(offered, func(o semantic.Candidate) bool { return o.Metric == id }) {
			return false
		}
	}
	return true
}

// LinkReport is the outcome of [Link], a score for each suite and engine, suites in order.
type LinkReport struct {
	Scores []LinkScore `json:"scores"`

	looked []linkedUp
}

// LinkScore says how good an engine was on a suite. A share of nothing (Of is 0) does not apply to the suite.
type LinkScore struct {
	Suite  string `json:"suite"`
	Engine string `json:"engine"`
	Terms  int    `json:"terms"`

	// Of the terms that have a right metric: whether it is the first candidate, one of three, one of ten, whatever the outcome.
	HitAt1  Share `json:"hit_at_1"`
	HitAt3  Share `json:"hit_at_3"`
	HitAt10 Share `json:"hit_at_10"`
	// Of the same terms, those that were linked; and of these, those linked to a right metric.
	Linked    Share `json:"linked"`
	Precision Share `json:"precision"`

	// Of the terms that have no right metric or more than one meaning: those that were linked all the same. SameMeaning counts
	// the links to a metric that is defined in the same words or by the same formula as the one that was taken out.
	FalseLinks  Share `json:"false_links"`
	SameMeaning int   `json:"same_meaning"`

	// Of the terms for which an outcome is expected: those with that outcome, naming what differs and offering each choice.
	AsExpected Share `json:"as_expected"`

	// Of all terms.
	Ambiguous Share `json:"ambiguous"`
	Conflict  Share `json:"conflict"`
	Unknown   Share `json:"unknown"`
}

// Link looks up every term of every suite with every engine. It fails when an engine does, or names an impossible match.
func Link(ctx context.Context, suites []LinkSuite, engines ...LinkEngine) (LinkReport, error) {
	report := LinkReport{Scores: []LinkScore{}}
	for _, suite := range suites {
		for _, engine := range engines {
			t, err := runParts(ctx, engine, suite.Parts)
			if err != nil {
				return report, fault.Wrap(err, fault.KindOf(err), opLink, fmt.Sprintf("the suite %s cannot be run with %s", suite.Name, engine.Name), "")
			}
			report.Scores = append(report.Scores, t.score(suite.Name, engine.Name))
			for i := range t.looked {
				t.looked[i].suite, t.looked[i].engine = suite.Name, engine.Name
			}
			report.looked = append(report.looked, t.looked...)
		}
	}
	return report, nil
}

// runParts works on as many parts at a time as there are processors. What it counts does not depend on their order.
func runParts(ctx context.Context, engine LinkEngine, parts []LinkPart) (linkTally, error) {
	tallies, errs := make([]linkTally, len(parts)), make([]error, len(parts))
	var next atomic.Int64
	var group sync.WaitGroup
	for range min(runtime.GOMAXPROCS(0), len(parts)) {
		group.Go(func() {
			for i := int(next.Add(1)) - 1; i < len(parts); i = int(next.Add(1)) - 1 {
				tallies[i], errs[i] = parts[i].run(ctx, engine)
			}
		})
	}
	group.Wait()
	var total linkTally
	for i := range parts {
		if errs[i] != nil {
			return linkTally{}, errs[i]
		}
		total.add(tallies[i])
	}
	return total, nil
}

func (p LinkPart) run(ctx context.Context, engine LinkEngine) (linkTally, error) {
	var t linkTally
	c := p.Catalogue
	if len(p.LeaveOut) > 0 {
		c.Metrics = slices.DeleteFunc(slices.Clone(c.Metrics), func(m semantic.Metric) bool { return slices.Contains(p.LeaveOut, m.ID()) })
	}
	link, err := engine.Over(ctx, c)
	if err != nil {
		return t, err
	}
	definitions := byID(c.Metrics)
	known := knownIDs(c)
	for _, lc := range p.Cases {
		if err := ctx.Err(); err != nil {
			return t, err
		}
		m, err := link(ctx, lc.LinkQuery)
		if err != nil {
			return t, err
		}
		if err := checkMatch(lc, m, known); err != nil {
			return t, err
		}
		t.count(lc, m, definitions)
		t.looked = append(t.looked, linkedUp{LinkCase: lc, match: m, cluster: p.cluster(lc)})
	}
	return t, nil
}

func byID(metrics []semantic.Metric) map[string]semantic.Metric {
	out := make(map[string]semantic.Metric, len(metrics))
	for _, m := range metrics {
		out[m.ID()] = m
	}
	return out
}

// knownIDs gives the ids of the metrics and terms of a catalogue. Jargon that is no metric may be linked and offered too.
func knownIDs(c semantic.Catalogue) map[string]bool {
	out := make(map[string]bool, len(c.Metrics)+len(c.Terms))
	for _, m := range c.Metrics {
		out[m.ID()] = true
	}
	for _, t := range c.Terms {
		out[t.ID()] = true
	}
	return out
}

// checkMatch refuses a match that breaks its contract: scores for such matches would mean nothing.
func checkMatch(c LinkCase, m semantic.Match, known map[string]bool) error {
	broken := func(why string) error {
		return fault.Newf(fault.Internal, opLink, "the match of %q %s", c.Term, why)
	}
	switch {
	case !slices.Contains([]semantic.Outcome{semantic.Linked, semantic.Ambiguous, semantic.Conflict, semantic.Unknown}, m.Outcome):
		return broken(fmt.Sprintf("has the outcome %q", m.Outcome))
	case (m.Metric != "") != (m.Outcome == semantic.Linked):
		return broken("names a metric and is not linked, or the other way round")
	case m.Metric != "" && (len(m.Candidates) == 0 || m.Candidates[0].Metric != m.Metric):
		return broken("is linked to another metric than its first candidate")
	}
	for _, o := range m.Candidates {
		if !known[o.Metric] {
			return broken("offers " + o.Metric + ", which is not in the catalogue")
		}
	}
	return nil
}

// linkTally counts the terms of a suite.
type linkTally struct {
	terms, findable, at1, at3, at10, linked, right int
	unlinkable, falseLinks, same                   int
	expecting, expected                            int
	ambiguous, conflict, unknown                   int

	looked []linkedUp
}

func (t *linkTally) count(c LinkCase, m semantic.Match, definitions map[string]semantic.Metric) {
	t.terms++
	t.ambiguous += one(m.Outcome == semantic.Ambiguous)
	t.conflict += one(m.Outcome == semantic.Conflict)
	t.unknown += one(m.Outcome == semantic.Unknown)
	if c.Outcome != "" {
		t.expecting++
		t.expected += one(c.asExpected(m))
	}
	linked := m.Outcome == semantic.Linked
	if !c.mayLink() {
		t.unlinkable++
		t.falseLinks += one(linked)
		t.same += one(linked && slices.ContainsFunc(c.Same, func(gone semantic.Metric) bool { return sameMeaning(gone, definitions[m.Metric]) }))
		return
	}
	place := slices.IndexFunc(m.Candidates, func(o semantic.Candidate) bool { return slices.Contains(c.Metrics, o.Metric) })
	t.findable++
	t.at1 += one(place == 0)
	t.at3 += one(place >= 0 && place < 3)
	t.at10 += one(place >= 0 && place < 10)
	t.linked += one(linked)
	t.right += one(linked && slices.Contains(c.Metrics, m.Metric))
}

func (t *linkTally) add(o linkTally) {
	t.terms += o.terms
	t.findable += o.findable
	t.at1 += o.at1
	t.at3 += o.at3
	t.at10 += o.at10
	t.linked += o.linked
	t.right += o.right
	t.unlinkable += o.unlinkable
	t.falseLinks += o.falseLinks
	t.same += o.same
	t.expecting += o.expecting
	t.expected += o.expected
	t.ambiguous += o.ambiguous
	t.conflict += o.conflict
	t.unknown += o.unknown
	t.looked = append(t.looked, o.looked...)
}

func (t *linkTally) score(suite, engine string) LinkScore {
	return LinkScore{
		Suite: suite, Engine: engine, Terms: t.terms,
		HitAt1: shareOf(t.at1, t.findable), HitAt3: shareOf(t.at3, t.findable), HitAt10: shareOf(t.at10, t.findable),
		Linked: shareOf(t.linked, t.findable), Precision: shareOf(t.right, t.linked),
		FalseLinks: shareOf(t.falseLinks, t.unlinkable), SameMeaning: t.same,
		AsExpected: shareOf(t.expected, t.expecting),
		Ambiguous:  shareOf(t.ambiguous, t.terms), Conflict: shareOf(t.conflict, t.terms), Unknown: shareOf(t.unknown, t.terms),
	}
}

// sameMeaning reports whether two metrics are defined by the same formula or in the same words.
func sameMeaning(a, b semantic.Metric) bool {
	if hash := a.FormulaHash(); hash != "" && hash == b.FormulaHash() {
		return true
	}
	return a.Description != "" && spoken(a.Description) == spoken(b.Description)
}
