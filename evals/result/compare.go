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
	Worse   []Turned     `json:"worse"`   // cases that were right and are not any more
	Better  []Turned     `json:"better"`  // cases that were not right and are
	Alone   []string     `json:"alone"`   // sets of which one run has cases that the other has not; these are in no figure
	Skipped []string     `json:"skipped"` // suites that only one of the runs has
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
	Verdict string `json:"verdict"` // same, unclear, better, worse, too few or broken
}

// The verdicts on a measure.
const (
	Same    = "same"    // no case differs
	Better  = "better"  // the interval lies above 0
	Worse   = "worse"   // the interval reaches below the margin
	Unclear = "unclear" // neither: it differs, and not by more than the margin
	TooFew  = "too few" // it differs, and all cases are alike: nothing is known of others
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
	c := Comparison{Schema: SchemaVersion, Margin: limits.Margin, Rows: []Row{}, Costs: []CostChange{}, Worse: []Turned{}, Better: []Turned{}, Alone: []string{}, Skipped: []string{}, Reasons: []string{}}
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
	c.Reasons = append(c.Reasons, lost(was, now, earlier, later)...)
	for _, m := range now.Measures {
		for _, at := range order {
			if at.measure != m.Name || m.Kind == Cost {
				continue
			}
			old := earlier[group{was.Engine, at.set, at.measure}]
			row := Row{Suite: now.Suite, Set: at.set, Measure: m.Name, Kind: m.Kind, Title: m.Title, Difference: stats.DifferenceOf(observed(old), observed(later[at]), seed)}
			row.judge(limits.Margin)
			c.Rows = append(c.Rows, row)
			if reason := row.reason(limits.Margin); reason != "" {
				c.Reasons = append(c.Reasons, reason)
			}
			c.turn(row, old, later[at])
			if alone := row.alone(); alone != "" && m.Name == now.Measures[0].Name {
				c.Alone = append(c.Alone, alone)
			}
		}
	}
	c.Reasons = append(c.Reasons, now.Broken()...)
	c.Costs = append(c.Costs, CostChange{Suite: now.Suite, Before: was.total(), After: now.total(), BeforeMillis: was.Millis, AfterMillis: now.Millis})
}

// alone says how many cases only one of the runs has.
func (r *Row) alone() string {
	if r.BeforeOnly+r.AfterOnly == 0 {
		return ""
	}
	return fmt.Sprintf("%s, %s: of the cases, %d were measured before only and %d after only; they are in no figure", r.Suite, setName(r.Set), r.BeforeOnly, r.AfterOnly)
}

// lost says what was measured before and is not any more: whole sets, and single measures.
func lost(was, now SuiteRun, earlier, later map[group][]Trial) []string {
	sets, left := map[string]bool{}, map[string]bool{}
	for at := range later {
		sets[at.set] = true
	}
	for at := range earlier {
		_, there := later[group{now.Engine, at.set, at.measure}]
		switch {
		case there || at.measure == Spent:
		case !sets[at.set]:
			left[fmt.Sprintf("%s: the set %s was measured before, and is not any more", was.Suite, at.set)] = true
		default:
			left[fmt.Sprintf("%s: %s, %s: was measured before, and is not any more", was.Suite, was.title(at.measure), setName(at.set))] = true
		}
	}
	return slices.Sorted(maps.Keys(left))
}

// reason says why a change may not pass; "" when it may.
func (r *Row) reason(margin float64) string {
	what := fmt.Sprintf("%s: %s, %s: ", r.Suite, r.Title, setName(r.Set))
	switch {
	case r.Verdict == Worse:
		return what + fmt.Sprintf("%s points (95%% interval %s to %s), which may be a loss of more than %s", points(r.Change), points(r.Low), points(r.High), strings.TrimPrefix(points(margin), "+"))
	case r.Verdict == TooFew && r.Kind == Quality && r.Change < 0:
		return what + fmt.Sprintf("%s points, and the cases are too much alike to tell by how much others would fall", points(r.Change))
	}
	return ""
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
	case r.Clusters < 2:
		r.Verdict = TooFew
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
