package review

import (
	"fmt"
	"math"
	"slices"
	"time"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/agent/internal/oneline"
	"github.com/plumbline-dev/plumb/agent/signal"
	"github.com/plumbline-dev/plumb/internal/fault"
)

const opBuild = "review.build"

// mostMetrics is how many metrics a note judges: those of [Metrics] from the first on.
const mostMetrics = 12

// Build drafts the note: it judges every metric, holds gate and guardrail against the readings, proposes a decision by
// the rules of [Propose] and writes sentences that cite the facts. The error is Invalid when it is not said as of when;
// missing and broken data are no errors but are said in the note.
func Build(in Input) (Review, error) {
	if in.AsOf.IsZero() {
		return Review{}, fault.New(fault.Invalid, opBuild, "a note needs the day that it is about", "Give the day, such as --as-of 2026-03-23.")
	}
	b := newBuilder(in)
	b.table = fact.NewTable(nil, b.r.licence)
	b.r = Review{
		Sheet: in.Sheet.ID, SheetVersion: in.Sheet.Number, Title: oneline.Tidy(in.Sheet.Title), Bet: oneline.Tidy(in.Sheet.Fields.Mechanism.Lever.Text), Owner: oneline.Tidy(in.Sheet.Fields.Owner.Text),
		AsOf: in.AsOf.Format(time.DateOnly), Engine: agent.Engine{Name: agent.BuiltinEngine}, Facts: []fact.Fact{}, Sentences: []fact.Sentence{},
		Signals: []Signal{}, Past: in.Past,
	}
	b.add(fact.Fact{Text: "the note is as of " + fact.Day(in.AsOf), Period: b.r.AsOf, Formula: fact.DayOfNote})
	b.findStart()
	b.judge()
	b.gate()
	b.guardrail()
	b.r.Proposal = Propose(b.standing())
	b.write()
	b.r.Note = b.r.Markdown()
	return b.r, nil
}

// Judged gives a metric judged as the note has it, so that what is shown of it elsewhere says the same. It reports false for a
// metric that the note does not judge.
func Judged(in Input, id string) (signal.Judgement, bool) {
	b := newBuilder(in)
	b.findStart()
	b.judge()
	m, ok := b.metrics[id]
	if !ok || m.failed != "" {
		return signal.Judgement{}, false
	}
	return m.judgement, true
}

func newBuilder(in Input) builder {
	return builder{in: in, asOf: in.AsOf, metrics: map[string]*metric{}, known: map[string]carried{}}
}

// builder builds one note.
type builder struct {
	in      Input
	r       Review
	asOf    time.Time
	start   start
	order   []*metric          // those that are judged, in their order
	metrics map[string]*metric // by id
	passed  []string           // names of the metrics beyond the most that a note judges

	limits                    limits
	table                     *fact.Table        // remembers what was read of facts
	known                     map[string]carried // by the words of a sentence and of its facts
	gateFacts, guardrailFacts []string
	leftOut                   int // sentences that their facts did not carry
}

// add keeps a fact under the next id, and gives that.
func (b *builder) add(f fact.Fact) string {
	f.ID = fmt.Sprintf("F%d", len(b.r.Facts)+1)
	if f.Readings == nil {
		f.Readings = []string{}
	}
	if math.IsNaN(f.Value) || math.IsInf(f.Value, 0) {
		f.Value = 0 // JSON has no such numbers, and neither has a note
	}
	b.r.Facts = append(b.r.Facts, f)
	return f.ID
}

// licence gives the level of evidence of a metric.
func (r *Review) licence(metric string) signal.Evidence {
	i := slices.IndexFunc(r.Signals, func(s Signal) bool { return s.Metric == metric })
	if i < 0 {
		return signal.EvidenceNone
	}
	return r.Signals[i].Evidence
}

// standing gathers what the rules look at.
func (b *builder) standing() Standing {
	s := Standing{
		HasGate: b.r.Gate.Metric != "" && b.in.Sheet.Fields.Gate.Condition.Predicate != nil, Gate: b.r.Gate.State, HasGuardrail: b.r.Guardrail.Metric != "",
		Guardrail: b.r.Guardrail.State, Extensions: b.in.Extensions,
	}
	deciding := []string{b.r.Gate.Metric, b.r.Guardrail.Metric, b.in.Sheet.Fields.Mechanism.Outcome.Match.Metric}
	for _, m := range b.order {
		if m.blocked() && slices.Contains(deciding, m.id) {
			s.Blocked = append(s.Blocked, m.name)
		}
		if m.against() {
			s.Against = append(s.Against, m.name)
		}
	}
	return s
}
