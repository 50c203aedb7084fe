package result

import (
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/plumbline-dev/plumb/evals/stats"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// Limits are what a change may cost.
type Limits struct {
	Margin  float64 // by how much a share may have fallen at worst, as 0.02
	MaxCost float64 // what the newer run may have cost, in the currency of the prices; below 0 for no limit
}

// Comparison is what changed from one run to another over the same data.
type Comparison struct {
	Schema  int          `json:"schema_version"`
	Margin  float64      `json:"margin"`
	Rows    []Row        `json:"rows"`
	Costs   []CostChange `json:"costs"`
	Worse   []Turned     `json:"worse"`  // cases that were right and are not any more
	Better  []Turned     `json:"better"` // cases that were not right and are
	Skipped []string     `json:"skipped"`
	Reasons []string     `json:"reasons"` // why the change may not pass; empty when it may
	Passes  bool         `json:"passes"`
}

// Row is one measure of one set, before and after.
type Row struct {
	Suite   string `json:"suite"`
	Set     string `json:"set"`
	Measure string `json:"measure"`
	Kind    Kind   `json:"kind"`
	Title   string `json:"title"`
	stats.Difference
	Verdict string `json:"verdict"` // same, unclear, better, worse or broken
}

// The verdicts on a measure.
const (
	Same    = "same"    // no case differs
	Better  = "better"  // the interval lies above 0
	Worse   = "worse"   // the interval reaches below the margin
	Unclear = "unclear" // neither: it differs, and not by more than the margin
	Broken  = "broken"  // an invariant does not hold
)

// CostChange is what two runs spent on a suite.
type CostChange struct {
	Suite        string  `json:"suite"`
	Before       Total   `json:"before"`
	After        Total   `json:"after"`
	BeforeMillis float64 `json:"before_ms"` // that the suite took
	AfterMillis  float64 `json:"after_ms"`
}

// Turned is a case whose outcome turned round.
type Turned struct {
	Suite    string    `json:"suite"`
	Set      string    `json:"set"`
	Case     string    `json:"case"`
	Measures []string  `json:"measures"`
	Expected string    `json:"expected"`
	Got      string    `json:"got"`
	Source   []Excerpt `json:"source"`
}

const opCompare = "eval.compare"

// seed of the intervals: the same comparison gives the same ones.
const seed = 20

// Compare holds a run against an earlier one, suite by suite, of the engine that each of them measured. The error is of kind conflict
// when they have no suite in common, or measured one on other data.
func Compare(before, after Stored, limits Limits) (Comparison, error) {
	c := Comparison{Schema: SchemaVersion, Margin: limits.Margin, Rows: []Row{}, Costs: []CostChange{}, Worse: []Turned{}, Better: []Turned{}, Skipped: []string{}, Reasons: []string{}}
	shared := 0
	for _, now := range after.Suites {
		was := before.suite(now.Suite)
		if was == nil {
			c.Skipped = append(c.Skipped, now.Suite+" was measured after only")
			continue
		}
		if err := sameData(*was, now); err != nil {
			return c, err
		}
		shared++
		c.compare(*was, now, before.All, after.All, limits)
	}
	for _, was := range before.Suites {
		if after.suite(was.Suite) == nil {
			c.Skipped = append(c.Skipped, was.Suite+" was measured before only")
		}
	}
	if shared == 0 {
		return c, fault.New(fault.Conflict, opCompare, "the two runs have no suite in common", "Run the same suite before and after the change.")
	}
	c.judgeCost(limits)
	c.Passes = len(c.Reasons) == 0
	return c, nil
}

// sameData refuses to compare what was measured on other material.
func sameData(before, after SuiteRun) error {
	was, now := dataOf(before), dataOf(after)
	var differ []string
	for _, name := range slices.Sorted(maps.Keys(was)) {
		switch hash, there := now[name]; {
		case !there:
			differ = append(differ, name+" was measured on before only")
		case hash != was[name]:
			differ = append(differ, name+" has changed")
		}
	}
	for _, name := range slices.Sorted(maps.Keys(now)) {
		if _, there := was[name]; !there {
			differ = append(differ, name+" was measured on after only")
		}
	}
	if len(differ) == 0 {
		return nil
	}
	const shown = 3
	more := ""
	if len(differ) > shown {
		more = fmt.Sprintf(", and %d more", len(differ)-shown)
	}
	return fault.Newf(fault.Conflict, opCompare, "the suite %s was measured on different data, so the figures cannot be compared: %s%s",
		after.Suite, strings.Join(differ[:min(shown, len(differ))], ", "), more).Do("Measure both versions on the same data, labels included.")
}

func dataOf(s SuiteRun) map[string]string {
	out := map[string]string{}
	for _, d := range s.Data {
		out[d.Name] = d.SHA256
	}
	return out
}

func (c *Comparison) compare(was, now SuiteRun, before, after []Trial, limits Limits) {
	earlier, _ := grouped(was.Suite, ofEngine(before, was.Engine))
	later, order := grouped(now.Suite, ofEngine(after, now.Engine))
	lost := map[string]bool{}
	for at := range earlier {
		if _, there := later[group{now.Engine, at.set, at.measure}]; !there && at.measure != Spent {
			lost[fmt.Sprintf("%s: %s of %s was measured before, and is not any more", was.Suite, was.title(at.measure), setName(at.set))] = true
		}
	}
	c.Reasons = append(c.Reasons, slices.Sorted(maps.Keys(lost))...)
	for _, m := range now.Measures {
		for _, at := range order {
			if at.measure != m.Name || m.Kind == Cost {
				continue
			}
			old := earlier[group{was.Engine, at.set, at.measure}]
			row := Row{Suite: now.Suite, Set: at.set, Measure: m.Name, Kind: m.Kind, Title: m.Title, Difference: stats.DifferenceOf(observed(old), observed(later[at]), seed)}
			row.judge(limits.Margin)
			c.Rows = append(c.Rows, row)
			if row.Verdict == Worse {
				c.Reasons = append(c.Reasons, fmt.Sprintf("%s: %s, %s: %s points (95%% interval %s to %s) may be more than the margin of %s",
					row.Suite, row.Title, setName(row.Set), points(row.Change), points(row.Low), points(row.High), strings.TrimPrefix(points(limits.Margin), "+")))
			}
			c.turn(row, old, later[at])
		}
	}
	c.Reasons = append(c.Reasons, now.Broken()...)
	c.Costs = append(c.Costs, CostChange{Suite: now.Suite, Before: was.total(), After: now.total(), BeforeMillis: was.Millis, AfterMillis: now.Millis})
}

func ofEngine(trials []Trial, engine string) []Trial {
	var out []Trial
	for _, t := range trials {
		if t.Engine == engine {
			out = append(out, t)
		}
	}
	return out
}

func (r *Row) judge(margin float64) {
	switch {
	case r.Kind == Invariant && r.After < 1 && r.Cases > 0:
		r.Verdict = Broken
	case r.Low == 0 && r.High == 0:
		r.Verdict = Same
	case r.Kind == Quality && r.Low < -margin:
		r.Verdict = Worse
	case r.Low > 0:
		r.Verdict = Better
	default:
		r.Verdict = Unclear
	}
}

// total gives what the engine that was measured spent.
func (s SuiteRun) total() Total {
	for _, t := range s.Costs {
		if t.Engine == s.Engine {
			return t
		}
	}
	return Total{Engine: s.Engine}
}

// judgeCost adds a reason when the newer run cost more than it may.
func (c *Comparison) judgeCost(limits Limits) {
	sum := 0.0
	for _, cost := range c.Costs {
		sum += cost.After.CostUSD
	}
	if limits.MaxCost >= 0 && sum > limits.MaxCost {
		c.Reasons = append(c.Reasons, fmt.Sprintf("the run cost %.4f, and may cost %.4f", sum, limits.MaxCost))
	}
}

// turn lists the cases that were right before and are not now, and the other way round. A case that several measures tell of is
// listed once.
func (c *Comparison) turn(row Row, before, after []Trial) {
	was, now := worst(before), worst(after)
	for _, name := range slices.Sorted(maps.Keys(now)) {
		old, both := was[name]
		if t := now[name]; both && old.Wrong() != t.Wrong() {
			if t.Wrong() {
				c.Worse = noted(c.Worse, row, t)
			} else {
				c.Better = noted(c.Better, row, old)
			}
		}
	}
}

// worst gives the repeat of each case in which it did worst.
func worst(trials []Trial) map[string]Trial {
	out := map[string]Trial{}
	for _, t := range trials {
		if known, twice := out[t.Case]; !twice || badness(t) > badness(known) {
			out[t.Case] = t
		}
	}
	return out
}

func badness(t Trial) float64 {
	if !t.Wrong() {
		return 0
	}
	return math.Nextafter(1-t.Value, 2)
}

func noted(all []Turned, row Row, t Trial) []Turned {
	at := slices.IndexFunc(all, func(o Turned) bool { return o.Suite == row.Suite && o.Set == row.Set && o.Case == t.Case })
	if at >= 0 {
		all[at].Measures = append(all[at].Measures, row.Title)
		return all
	}
	return append(all, Turned{Suite: row.Suite, Set: row.Set, Case: t.Case, Measures: []string{row.Title}, Expected: t.Expected, Got: t.Got, Source: t.Source})
}
