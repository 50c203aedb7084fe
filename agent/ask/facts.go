package ask

import (
	"context"
	"fmt"
	"maps"
	"math"
	"slices"
	"strings"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/decision"
	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/agent/review"
	"github.com/plumbline-dev/plumb/agent/signal"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/semantic"
)

// desk answers one question. What it needs it reads once.
type desk struct {
	k Knowledge
	q Question // as of the day that is answered about

	back bool // the question names an earlier day than the one on which it is asked

	home  *bet            // whose note numbers the facts; nil when the question is about no sheet, or about several
	facts []fact.Fact     // those of the home's note, and what was computed beyond it
	bets  map[string]*bet // by the id of the sheet
	alone map[string]*bet // metrics that stand in no sheet at hand, by their id

	sheets    []agent.Summary
	decisions []decision.Entry
	hasRead   map[string]bool
}

func newDesk(k Knowledge, q Question) *desk {
	return &desk{k: k, q: q, bets: map[string]*bet{}, alone: map[string]*bet{}, hasRead: map[string]bool{}}
}

// bet is a sheet with the note as of the moment of the question.
type bet struct {
	in     review.Input
	review review.Review
	ids    map[string]string // of its facts in the answer, where the numbers are not its own
	voided int               // number of the version that was approved and then edited; 0 for none
}

// sheet gives the content that the note is about.
func (b *bet) sheet() *agent.Version { return &b.in.Sheet }

// open reads a sheet and what its note is built from, once.
func (d *desk) open(ctx context.Context, id string) (*bet, error) {
	if b := d.bets[id]; b != nil {
		return b, nil
	}
	in, err := d.k.Review(ctx, id, d.q.AsOf)
	if err != nil {
		return nil, err
	}
	b, err := built(in)
	if err != nil {
		return nil, err
	}
	if v := b.sheet(); v.Number > 1 && v.State != agent.StateApproved {
		before, err := d.k.Approved(ctx, id)
		if err != nil && !fault.Is(err, fault.NotFound) {
			return nil, err
		}
		b.voided = before.Number
	}
	d.bets[id] = b
	return b, nil
}

func built(in review.Input) (*bet, error) {
	r, err := review.Build(in)
	if err != nil {
		return nil, err
	}
	return &bet{in: in, review: r, ids: map[string]string{}}, nil
}

// lone reads a metric that stands in no sheet at hand, and judges it as a note about it alone would.
func (d *desk) lone(ctx context.Context, id string) (*bet, error) {
	if b := d.alone[id]; b != nil {
		return b, nil
	}
	defined, err := d.k.Metrics(ctx, id)
	if err != nil {
		return nil, err
	}
	if len(defined) == 0 {
		return nil, fault.Newf(fault.NotFound, opAsk, "no metric has the id %s", id)
	}
	m := defined[0]
	known, err := d.k.History(ctx, m, d.q.AsOf)
	if err != nil {
		return nil, err
	}
	in := review.Input{
		AsOf: d.q.AsOf, Metrics: map[string]semantic.Metric{id: m}, Histories: map[string]review.History{id: historyOf(m, known)},
	}
	in.Sheet.State = agent.StateApproved
	in.Sheet.Fields.Mechanism.Outcome.Match = semantic.Match{Outcome: semantic.Linked, Metric: id}
	b, err := built(in)
	if err == nil {
		d.alone[id] = b
	}
	return b, err
}

// about gives where a metric is judged: the sheet at hand, if its note has it, or else the metric alone.
func (d *desk) about(ctx context.Context, b *bet, metric string) (*bet, error) {
	if b != nil {
		if _, ok := b.review.SignalOf(metric); ok {
			return b, nil
		}
	}
	return d.lone(ctx, metric)
}

// betsWith gives the notes of the approved sheets that look at a metric.
func (d *desk) betsWith(ctx context.Context, metric string) ([]*bet, error) {
	all, err := d.approved(ctx, math.MaxInt, func(s agent.Summary) bool { return slices.Contains(s.Metrics, metric) })
	return slices.DeleteFunc(all, func(b *bet) bool {
		_, judged := b.review.SignalOf(metric)
		return !judged
	}), err
}

// approved gives the notes of the approved sheets that are wanted and that there were by the day of the question: the newest
// ones, at most so many.
func (d *desk) approved(ctx context.Context, most int, wanted func(agent.Summary) bool) ([]*bet, error) {
	sheets, err := d.list(ctx)
	if err != nil {
		return nil, err
	}
	var out []*bet
	for _, s := range sheets {
		if s.State != agent.StateApproved || len(out) == most || !wanted(s) {
			continue
		}
		b, err := d.open(ctx, s.ID)
		if fault.Is(err, fault.Conflict) || fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		if b.sheet().MeetingDate <= d.today() {
			out = append(out, b)
		}
	}
	return out, nil
}

// settle makes a sheet the one whose note numbers the facts.
func (d *desk) settle(b *bet) {
	d.home = b
	if b != nil {
		d.facts = slices.Clone(b.review.Facts)
	}
}

// add keeps a fact under the next number, and gives its id.
func (d *desk) add(f fact.Fact) string {
	f.ID = fmt.Sprintf("F%d", len(d.facts)+1)
	if f.Readings == nil {
		f.Readings = []string{}
	}
	d.facts = append(d.facts, f)
	return f.ID
}

// cite gives the ids in the answer of facts of a note: their own if it is the one that numbers the facts.
func (d *desk) cite(b *bet, ids ...string) []string {
	out := []string{}
	for _, id := range ids {
		if id = d.citeOne(b, id); id != "" && !slices.Contains(out, id) {
			out = append(out, id)
		}
	}
	return out
}

func (d *desk) citeOne(b *bet, id string) string {
	if id == "" || b == d.home || b.ids[id] != "" {
		if b != d.home {
			return b.ids[id]
		}
		return id
	}
	f := b.review.FactOf(id)
	if f.ID == "" {
		return ""
	}
	if level, base, ok := strings.Cut(f.Formula, " - "); ok && f.Signed {
		f.Formula = d.citeOne(b, level) + " - " + d.citeOne(b, base)
	}
	b.ids[id] = d.add(f)
	return b.ids[id]
}

// citeNamed has a sentence cite a fact of every metric that it names: what it is called is a fact, too.
func (d *desk) citeNamed(s *fact.Sentence) {
	cited := map[string]bool{}
	for _, f := range d.facts {
		if slices.Contains(s.Facts, f.ID) {
			cited[f.Metric] = true
		}
	}
	for _, b := range d.notes() {
		for _, of := range b.review.Signals {
			if cited[of.Metric] || of.Name == "" || !strings.Contains(s.Text, of.Name) {
				continue
			}
			i := slices.IndexFunc(b.review.Facts, func(f fact.Fact) bool { return f.Metric == of.Metric })
			if i >= 0 {
				s.Facts = append(s.Facts, d.cite(b, b.review.Facts[i].ID)...)
				cited[of.Metric] = true
			}
		}
	}
}

// notes gives the notes at hand, that of the home first, and the others in the order of their ids.
func (d *desk) notes() []*bet {
	out := []*bet{}
	if d.home != nil {
		out = append(out, d.home)
	}
	for _, all := range []map[string]*bet{d.bets, d.alone} {
		for _, id := range slices.Sorted(maps.Keys(all)) {
			if all[id] != d.home {
				out = append(out, all[id])
			}
		}
	}
	return out
}

// licence gives the level of evidence of a metric by the first note at hand that judges it.
func (d *desk) licence(metric string) signal.Evidence {
	level, found := signal.EvidenceNone, false
	for i, b := range d.notes() {
		if _, ok := b.review.SignalOf(metric); !ok {
			continue
		}
		if i == 0 && d.home != nil {
			return b.review.Licence(metric)
		}
		if of := b.review.Licence(metric); !found || level.AtLeast(of) {
			level, found = of, true // of several notes the one that licenses least
		}
	}
	return level
}

// list gives the sheets that may be asked about: the newest version of each that was not rejected or replaced, of meetings that
// had been by then.
func (d *desk) list(ctx context.Context) ([]agent.Summary, error) {
	if d.hasRead["sheets"] {
		return d.sheets, nil
	}
	all, err := d.k.Sheets(ctx)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return nil, err
	}
	for _, s := range all {
		if s.State != agent.StateRejected && s.State != agent.StateSuperseded {
			d.sheets = append(d.sheets, s)
		}
	}
	d.hasRead["sheets"] = true
	return d.sheets, nil
}

// log gives the decisions of the log as they were known on the day of the question, newest first.
func (d *desk) log(ctx context.Context) ([]decision.Entry, error) {
	if d.hasRead["decisions"] {
		return d.decisions, nil
	}
	all, err := d.k.Decisions(ctx)
	if err != nil && !fault.Is(err, fault.NotFound) {
		return nil, err
	}
	d.decisions = decidedThen(all, d.today())
	d.hasRead["decisions"] = true
	return d.decisions, nil
}

// today gives the day of the question as ISO date.
func (d *desk) today() string { return isoOf(d.q.AsOf) }
