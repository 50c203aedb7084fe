package review

import (
	"slices"
	"strings"

	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/agent/signal"
	"github.com/plumbline-dev/plumb/semantic"
)

// Licence gives the level of evidence of a metric: how much is known about why it moved.
func (r *Review) Licence(metric string) signal.Evidence { return r.licence(metric) }

// SignalOf gives how a metric of the review stands.
func (r *Review) SignalOf(metric string) (Signal, bool) {
	i := slices.IndexFunc(r.Signals, func(s Signal) bool { return s.Metric == metric })
	if i < 0 {
		return Signal{}, false
	}
	return r.Signals[i], true
}

// MetricFacts are the ids of the facts of a review about one metric; "" for those that it does not have.
type MetricFacts struct {
	Newest   string // the newest complete reading
	Baseline string // the mean before the mechanism started
	Level    string // the mean since; of one that moved
	Change   string // the difference of the two; of one that moved
	MDE      string // the lasting shift that would be seen
	Beyond   string // by how much more it moved than its control
}

// FactsOf finds the facts about a metric, by what they were computed from.
func (r *Review) FactsOf(metric string) MetricFacts {
	var known MetricFacts
	s, _ := r.SignalOf(metric)
	set := func(id *string, f fact.Fact) {
		if *id == "" {
			*id = f.ID
		}
	}
	for _, f := range r.Facts {
		if f.Metric != metric {
			continue
		}
		switch {
		case strings.HasPrefix(f.Formula, "newest complete reading"):
			set(&known.Newest, f)
		case strings.HasPrefix(f.Formula, "minimum detectable effect of the weighted mean"):
			set(&known.MDE, f)
		case strings.HasPrefix(f.Formula, "difference in differences"):
			set(&known.Beyond, f)
		case f.Signed:
			if level, base, ok := strings.Cut(f.Formula, " - "); ok && known.Change == "" {
				known.Change, known.Level, known.Baseline = f.ID, level, base
			}
		case f.Period == s.Chart.Baseline.To && strings.HasPrefix(f.Formula, "mean of "):
			set(&known.Baseline, f)
		}
	}
	return known
}

// FactOf gives the fact with an id, and an empty one where there is none.
func (r *Review) FactOf(id string) fact.Fact {
	i := slices.IndexFunc(r.Facts, func(f fact.Fact) bool { return f.ID == id })
	if i < 0 {
		return fact.Fact{}
	}
	return r.Facts[i]
}

// NameOf gives the name by which a note calls a metric, and how that stands in a sentence: a label that would claim something
// there stands in quotation marks.
func NameOf(m semantic.Metric) (label, name string) {
	b := builder{in: Input{Metrics: map[string]semantic.Metric{m.ID(): m}}}
	return spoken(b.title(m.ID()))
}

// NameIn gives how the name of a metric stands in the sentences of a review.
func (s Signal) NameIn() string {
	_, name := spoken(s.Name)
	return name
}

// Contradicts gives the words of a text with which it says of gate or guardrail what is not so, and what is so.
func (r *Review) Contradicts(text string) (says, is string) { return r.contradicts(text) }

// Suspects gives how people call the bet of a review, and what else was noted: both may be taken for a cause, see
// [fact.Table.Suspect].
func (r *Review) Suspects() (bet, noted []string) { return r.suspects() }
