package ask

import (
	"context"
	"encoding/csv"
	"encoding/json"
	"os"
	"path/filepath"
	"slices"
	"strconv"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/decision"
	"github.com/plumbline-dev/plumb/agent/readings"
	"github.com/plumbline-dev/plumb/agent/review"
	"github.com/plumbline-dev/plumb/agent/search"
	"github.com/plumbline-dev/plumb/agent/signal"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/semantic"
	"github.com/plumbline-dev/plumb/semantic/format"
	"github.com/plumbline-dev/plumb/semantic/link"
)

// The sheets of the tests: the one of the example, approved, and one of another owner that is a draft.
const (
	shelfOrder = "s-1drtdvx"
	tillSetup  = "s-1till77"
)

// The moments of the tests: a Thursday before the gate could be judged, and one after.
var (
	march26 = time.Date(2026, time.March, 26, 12, 0, 0, 0, time.UTC)
	april9  = time.Date(2026, time.April, 9, 12, 0, 0, 0, time.UTC)
)

// kept is a Knowledge in memory. Tests change its fields before they ask.
type kept struct {
	sheets      []agent.Version
	approved    map[string]agent.Version // that was approved last, of those sheets that were edited since
	notes       map[string][]review.Version
	decisions   []decision.Entry
	events      []readings.Event
	catalogue   semantic.Catalogue
	rows        []keptRow // of every metric, in the order in which they were reported
	transcripts map[string]*agent.Transcript
	behind      bool
	hits        func(search.Query) []search.Hit // nil finds nothing

	linker func() *link.Linker
	asked  map[string]int // how often each method was called
}

// keptRow is a reading with the day on which the source told it.
type keptRow struct {
	metric   string
	start    time.Time
	point    signal.Point
	reported string
}

var exampleCatalogue = sync.OnceValues(func() (semantic.Catalogue, error) {
	files, err := format.ReadPaths(context.Background(), []string{"../../docs/example/metrics", "../../docs/example/pilot.yaml"}, format.Options{})
	var c semantic.Catalogue
	for _, f := range files {
		c.Metrics = append(c.Metrics, f.Metrics...)
		c.Terms = append(c.Terms, f.Terms...)
	}
	return c, err
})

// exampleLinker is shared, because making one takes longer than asking.
var exampleLinker = sync.OnceValue(func() *link.Linker {
	c, err := exampleCatalogue()
	if err != nil {
		panic(err)
	}
	return link.New(link.Config{Catalogue: c})
})

// tallybird is what the company of the example keeps after the decision of 9 April.
func tallybird(t testing.TB) *kept {
	t.Helper()
	catalogue, err := exampleCatalogue()
	require.NoError(t, err)
	k := &kept{catalogue: catalogue, linker: exampleLinker, asked: map[string]int{}, notes: map[string][]review.Version{}, transcripts: map[string]*agent.Transcript{}}
	k.sheets = []agent.Version{fromFile[agent.Version](t, "shelf-order.json"), till()}
	k.decisions = []decision.Entry{fromFile[decision.Entry](t, "continue.json")}
	k.events = []readings.Event{
		{Kind: readings.Start, On: "2026-03-09", Sheet: shelfOrder, Control: "product.second_count_14d_alphabet", Of: "product.second_count_14d", Randomised: true},
		{Kind: readings.Campaign, On: "2026-03-16", Until: "2026-03-20", Text: "Spring campaign for bakeries"},
	}
	k.rows = exampleRows(t)
	return k
}

// nothing is what is kept before anything was.
func nothing() *kept {
	return &kept{asked: map[string]int{}, linker: sync.OnceValue(func() *link.Linker { return link.New(link.Config{}) })}
}

// till is a draft of the growth team.
func till() agent.Version {
	v := agent.Version{ID: tillSetup, Number: 1, State: agent.StateDraft, CreatedAt: time.Date(2026, time.March, 20, 9, 0, 0, 0, time.UTC)}
	v.Title, v.Team, v.MeetingDate = "guided till setup", "growth", "2026-03-19"
	f := &v.Fields
	f.Owner = saidField("Hannelore Voss")
	f.Aim = saidField("Every new shop connects its till without calling us.")
	f.Mechanism.Lever = saidField("a guided setup on the first evening")
	f.Mechanism.Outcome = agent.Outcome{Field: saidField("more tills connected in the first week"), Match: linkedTo("growth.activation_rate")}
	f.Signals = []agent.Signal{{Field: saidField("sign-ups a week"), Role: agent.RoleLeading, Match: linkedTo("growth.weekly_signups")}}
	f.Guardrail = agent.Guardrail{Field: saidField("The app must not crash more than in one of a hundred sessions."), Match: linkedTo("product.app_crash_rate")}
	return v
}

func saidField(text string) agent.Field { return agent.Field{Text: text, Status: agent.Stated} }

func linkedTo(metric string) semantic.Match {
	return semantic.Match{Outcome: semantic.Linked, Metric: metric, Score: 1, Definition: &semantic.Definition{}}
}

func fromFile[T any](t testing.TB, name string) T {
	t.Helper()
	content, err := os.ReadFile(filepath.Join("testdata", name))
	require.NoError(t, err)
	var v T
	require.NoError(t, json.Unmarshal(content, &v))
	return v
}

func exampleRows(t testing.TB) []keptRow {
	t.Helper()
	f, err := os.Open("../../docs/example/readings.csv")
	require.NoError(t, err)
	defer f.Close()
	records, err := csv.NewReader(f).ReadAll()
	require.NoError(t, err)
	var rows []keptRow
	for _, r := range records[1:] {
		start, err := time.Parse(time.DateOnly, r[1])
		require.NoError(t, err)
		p := signal.Point{Slot: signal.Slot{Start: start}, Value: parsed(t, r[2]), Complete: r[5] == "true"}
		if r[3] != "" {
			p.HasRate, p.Numerator, p.Denominator = true, parsed(t, r[3]), parsed(t, r[4])
		}
		rows = append(rows, keptRow{metric: r[0], start: start, point: p, reported: r[6]})
	}
	return rows
}

func parsed(t testing.TB, text string) float64 {
	t.Helper()
	v, err := strconv.ParseFloat(text, 64)
	require.NoError(t, err)
	return v
}

func (k *kept) count(method string) { k.asked[method]++ }

func (k *kept) Sheets(context.Context) ([]agent.Summary, error) {
	k.count("Sheets")
	list := []agent.Summary{}
	for _, v := range k.sheets {
		list = append(list, agent.Summary{ID: v.ID, Number: v.Number, State: v.State, Replaces: v.Replaces, CreatedAt: v.CreatedAt, UpdatedAt: v.CreatedAt, Head: agent.HeadOf(v.Sheet)})
	}
	return list, nil
}

func (k *kept) Sheet(_ context.Context, id string) (agent.Version, error) {
	k.count("Sheet")
	for _, v := range k.sheets {
		if v.ID == id {
			return v, nil
		}
	}
	return agent.Version{}, fault.Newf(fault.NotFound, "sheet", "there is no sheet %s", id)
}

func (k *kept) Approved(_ context.Context, id string) (agent.Version, error) {
	k.count("Approved")
	if v, ok := k.approved[id]; ok {
		return v, nil
	}
	return agent.Version{}, fault.Newf(fault.NotFound, "sheet", "nobody approved sheet %s", id)
}

func (k *kept) Review(ctx context.Context, sheet string, asOf time.Time) (review.Input, error) {
	k.count("Review")
	v, err := k.Sheet(ctx, sheet)
	if err != nil {
		return review.Input{}, err
	}
	in := review.Input{Sheet: v, AsOf: asOf, Metrics: map[string]semantic.Metric{}, Histories: map[string]review.History{}, Events: k.eventsOf(sheet)}
	wanted := review.Metrics(v.Sheet)
	for _, e := range in.Events {
		if e.Control != "" {
			wanted = append(wanted, e.Control)
		}
	}
	for _, m := range k.catalogue.Metrics {
		if !slices.Contains(wanted, m.ID()) {
			continue
		}
		in.Metrics[m.ID()] = m
		h, err := k.History(ctx, m, asOf)
		if err != nil {
			return in, err
		}
		of := review.History{Series: h.Series, Readings: map[string]string{}, Freshness: readings.Freshness(m)}
		for i, p := range h.Series.Points {
			of.Readings[p.Label()] = h.IDs[i]
		}
		for _, r := range h.Restated {
			of.Restated = append(of.Restated, review.Restatement(r))
		}
		in.Histories[m.ID()] = of
	}
	return in, nil
}

func (k *kept) Notes(_ context.Context, sheet string) ([]review.Version, error) {
	k.count("Notes")
	return k.notes[sheet], nil
}

func (k *kept) Decisions(context.Context) ([]decision.Entry, error) {
	k.count("Decisions")
	return k.decisions, nil
}

func (k *kept) Events(_ context.Context, sheet string) ([]readings.Event, error) {
	k.count("Events")
	return k.eventsOf(sheet), nil
}

func (k *kept) eventsOf(sheet string) []readings.Event {
	events := []readings.Event{}
	for _, e := range k.events {
		if e.Sheet == "" || e.Sheet == sheet {
			events = append(events, e)
		}
	}
	return events
}

func (k *kept) Metrics(_ context.Context, ids ...string) ([]semantic.Metric, error) {
	k.count("Metrics")
	found := []semantic.Metric{}
	for _, m := range k.catalogue.Metrics {
		if slices.Contains(ids, m.ID()) {
			found = append(found, m)
		}
	}
	return found, nil
}

func (k *kept) Link(ctx context.Context, words, heardIn, team string) (semantic.Match, error) {
	k.count("Link")
	return k.linker().Link(ctx, link.Query{Term: words, Context: heardIn, Team: team})
}

func (k *kept) Mentions(_ context.Context, text string) ([]string, error) {
	k.count("Mentions")
	names := []string{}
	for _, m := range k.linker().Mentions(text) {
		names = append(names, m.Text)
	}
	return names, nil
}

func (k *kept) Terms(_ context.Context, name string) ([]semantic.Term, error) {
	k.count("Terms")
	found := []semantic.Term{}
	for _, term := range k.catalogue.Terms {
		for _, n := range append([]string{term.Name}, term.Variants...) {
			if strings.EqualFold(n, name) {
				found = append(found, term)
				break
			}
		}
	}
	return found, nil
}

// History gives, of each period, what was told last by then.
func (k *kept) History(_ context.Context, m semantic.Metric, asOf time.Time) (readings.History, error) {
	k.count("History")
	h := readings.History{Restated: []readings.Restatement{}}
	byStart := map[time.Time]keptRow{}
	for _, r := range k.rows {
		if r.metric != m.ID() || r.reported > asOf.Format(time.DateOnly) {
			continue
		}
		if before, ok := byStart[r.start]; ok && before.point.Complete && before.point.Value != r.point.Value {
			was := before.point.Value
			r.point.Was = &was
			h.Restated = append(h.Restated, readings.Restatement{Period: r.start.Format(time.DateOnly), Was: was, Is: r.point.Value, On: r.reported})
		}
		byStart[r.start] = r
	}
	starts := []time.Time{}
	for start := range byStart {
		starts = append(starts, start)
	}
	slices.SortFunc(starts, time.Time.Compare)
	var points []signal.Point
	for _, start := range starts {
		p := byStart[start].point
		p.Definition = m.DefinitionHash()
		points = append(points, p)
		h.IDs = append(h.IDs, "f-"+m.Name+"/"+start.Format(time.DateOnly))
	}
	h.Series = signal.NewSeries(readings.PeriodOf(m), points)
	h.Series.Definition = m.DefinitionHash()
	return h, nil
}

func (k *kept) Search(_ context.Context, q search.Query) ([]search.Hit, error) {
	k.count("Search")
	if k.hits == nil {
		return []search.Hit{}, nil
	}
	return k.hits(q), nil
}

func (k *kept) Behind() bool { return k.behind }

func (k *kept) Transcript(_ context.Context, sha256 string) (*agent.Transcript, error) {
	k.count("Transcript")
	if t, ok := k.transcripts[sha256]; ok {
		return t, nil
	}
	return nil, fault.Newf(fault.NotFound, "transcript", "there is no transcript %s", sha256)
}

func TestKeptIsWhatTheExampleSays(t *testing.T) {
	t.Parallel()
	var k Knowledge = tallybird(t)
	in, err := k.Review(t.Context(), shelfOrder, april9)
	require.NoError(t, err)
	r, err := review.Build(in)
	require.NoError(t, err)
	require.Equal(t, "passed", string(r.Gate.State))
	require.Equal(t, "ok", string(r.Guardrail.State))
}
