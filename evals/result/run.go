package result

import (
	"cmp"
	"slices"
	"time"

	"github.com/plumbline-dev/plumb/evals/stats"
)

// SchemaVersion is that of a run's files. One of another version is not read.
const SchemaVersion = 1

// Run says what was measured, on what, and what came of it.
type Run struct {
	Schema  int        `json:"schema_version"`
	Program string     `json:"program"` // release of plumb
	At      time.Time  `json:"at"`
	Suites  []SuiteRun `json:"suites"`
	Trials  int        `json:"trials"` // in the file beside it
}

// SuiteRun is one suite of a run.
type SuiteRun struct {
	Suite     string    `json:"suite"`
	Engine    string    `json:"engine"` // that is measured; other engines of its trials are what it is held against
	Repeats   int       `json:"repeats"`
	Prompts   []Prompt  `json:"prompts"` // that were asked with
	Data      []Datum   `json:"data"`    // that was measured on
	Notes     []string  `json:"notes"`   // what a reader of the figures has to know
	Measures  []Measure `json:"measures"`
	Summaries []Summary `json:"summaries"`
	Costs     []Total   `json:"costs"`
	Curve     *Curve    `json:"curve,omitempty"`
	Millis    float64   `json:"millis"` // that the suite took
}

// Prompt is a version of a prompt, with the hash of its content.
type Prompt struct {
	Name string `json:"name"` // such as "draft-extract/v1"
	Hash string `json:"hash"`
}

// Datum is something that was measured on. Runs whose data have other hashes cannot be compared.
type Datum struct {
	Name   string `json:"name"`
	SHA256 string `json:"sha256"`
}

// Summary is one measure of one set of cases.
type Summary struct {
	Engine  string `json:"engine"`
	Set     string `json:"set"`
	Measure string `json:"measure"`
	Kind    Kind   `json:"kind"`
	stats.Estimate
	Spread float64 `json:"spread"` // mean distance of repeats of one case, highest less lowest; 0 without repeats
}

// Holds reports whether an invariant does; other kinds hold.
func (s Summary) Holds() bool { return s.Kind != Invariant || s.Mean >= 1 || s.Cases == 0 }

// Total is what an engine spent on a suite.
type Total struct {
	Engine  string  `json:"engine"`
	Cases   int     `json:"cases"`
	Tokens  int     `json:"tokens"`
	CostUSD float64 `json:"cost_usd"`
	Median  float64 `json:"median_ms"` // of a case
	P95     float64 `json:"p95_ms"`
}

// Summarise works the figures of a suite out from its trials.
func (s *SuiteRun) Summarise(trials []Trial) {
	groups, order := grouped(s.Suite, trials)
	s.Summaries, s.Costs = []Summary{}, []Total{}
	for _, m := range s.Measures {
		for _, at := range order {
			switch {
			case at.measure != m.Name:
			case m.Kind == Cost:
				s.Costs = append(s.Costs, totalOf(at.engine, groups[at]))
			default:
				s.Summaries = append(s.Summaries, Summary{Engine: at.engine, Set: at.set, Measure: m.Name, Kind: m.Kind,
					Estimate: stats.MeanOf(observed(groups[at])), Spread: spread(groups[at])})
			}
		}
	}
}

// group is what trials are summarised by. Costs are those of all sets together.
type group struct{ engine, set, measure string }

// grouped gives the trials of a suite by what they are summarised by, in the order of the first of each.
func grouped(suite string, trials []Trial) (map[group][]Trial, []group) {
	groups := map[group][]Trial{}
	var order []group
	for _, t := range trials {
		if t.Suite != suite {
			continue
		}
		at := group{t.Engine, t.Set, t.Measure}
		if t.Measure == Spent {
			at.set = ""
		}
		if _, known := groups[at]; !known {
			order = append(order, at)
		}
		groups[at] = append(groups[at], t)
	}
	return groups, order
}

func observed(trials []Trial) []stats.Observation {
	out := make([]stats.Observation, len(trials))
	for i, t := range trials {
		out[i] = stats.Observation{Case: t.Case, Cluster: t.Cluster, Value: t.Value, Weight: t.Weight}
	}
	return out
}

// spread says how much repeats of a case differ, on the mean of all cases that were repeated.
func spread(trials []Trial) float64 {
	type ends struct {
		low, high float64
		n         int
	}
	cases := map[string]*ends{}
	for _, t := range trials {
		if t.Weight == 0 {
			continue
		}
		e := cases[t.Case]
		if e == nil {
			cases[t.Case] = &ends{t.Value, t.Value, 1}
			continue
		}
		e.low, e.high, e.n = min(e.low, t.Value), max(e.high, t.Value), e.n+1
	}
	sum, n := 0.0, 0
	for _, e := range cases {
		if e.n > 1 {
			sum += e.high - e.low
			n++
		}
	}
	if n == 0 {
		return 0
	}
	return sum / float64(n)
}

func totalOf(engine string, trials []Trial) Total {
	t := Total{Engine: engine, Cases: len(trials)}
	var millis []float64
	for _, spent := range trials {
		t.Tokens += spent.Tokens
		t.CostUSD += spent.CostUSD
		millis = append(millis, spent.Millis)
	}
	slices.SortFunc(millis, cmp.Compare[float64])
	t.Median, t.P95 = millis[len(millis)/2], millis[len(millis)*95/100]
	return t
}

// suite gives a suite of a run by its name; nil when it has none.
func (r Run) suite(name string) *SuiteRun {
	for i := range r.Suites {
		if r.Suites[i].Suite == name {
			return &r.Suites[i]
		}
	}
	return nil
}

// Broken lists the invariants that do not hold, a sentence each.
func (s SuiteRun) Broken() []string {
	var out []string
	for _, sum := range s.Summaries {
		if !sum.Holds() {
			out = append(out, s.Suite+": "+s.title(sum.Measure)+" in "+Percent(sum.Mean)+" of "+setName(sum.Set)+", and has to be in all")
		}
	}
	return out
}

// Promises counts the invariants.
func (s SuiteRun) Promises() Promises {
	var p Promises
	for _, sum := range s.Summaries {
		if sum.Kind == Invariant && sum.Cases > 0 {
			p.Made++
			if sum.Holds() {
				p.Held++
			}
		}
	}
	return p
}

func (s SuiteRun) title(measure string) string {
	for _, m := range s.Measures {
		if m.Name == measure {
			return m.Title
		}
	}
	return measure
}

func setName(set string) string {
	if set == "" {
		return "all cases"
	}
	return set
}
