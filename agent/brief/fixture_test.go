package brief

import (
	"flag"
	"fmt"
	"math"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/decision"
	"github.com/plumbline-dev/plumb/agent/readings"
	"github.com/plumbline-dev/plumb/agent/review"
	"github.com/plumbline-dev/plumb/agent/signal"
	"github.com/plumbline-dev/plumb/semantic"
)

var update = flag.Bool("update", false, "write the golden files anew")

// The bet of the tests: a bakery app puts its order list by oven, started on 2 March 2026, gate on 20 March.
const (
	onTime    = "bakery.on_time"
	corrected = "bakery.corrected"
	waiting   = "counter.wait"
)

func said(text string) agent.Field {
	return agent.Field{Text: text, Status: agent.Stated, Maturity: agent.Agreed, Evidence: []agent.Evidence{{Utterance: "u0007", Speaker: "Ines Duarte", Quote: text}}}
}

func linkedTo(id string) semantic.Match {
	return semantic.Match{Outcome: semantic.Linked, Metric: id, Score: 1}
}

var ines = agent.Actor{Kind: agent.PersonActor, Name: "Ines Duarte"}

func approvedSheet() agent.Version {
	v := agent.Version{ID: "s-1e7k3m9", Number: 2, State: agent.StateApproved, CreatedBy: ines,
		Approval: &agent.Approval{By: ines, At: time.Date(2026, time.March, 1, 9, 0, 0, 0, time.UTC)}}
	v.Title, v.MeetingDate = "order list by oven", "2026-02-27"
	v.Sources = []agent.Source{{File: "bakery.vtt"}}
	v.Questions = []agent.Question{{Field: "done_when", Text: "When is this done? Name a state that people can see."}}
	f := &v.Fields
	f.Aim = said("Every order leaves the oven when it was promised.")
	f.DoneWhen = agent.Blank("When is this done? Name a state that people can see.")
	f.Mechanism.Lever = said("the bet is, we believe that putting the list in the order of the ovens")
	f.Mechanism.Outcome = agent.Outcome{Field: said("will get more orders baked on time"), Match: linkedTo(onTime)}
	f.Mechanism.Because = said("bakers walk back and forth, because the list jumps between ovens.")
	f.Signals = []agent.Signal{
		{Field: said("the wait at the counter"), Role: agent.RoleLeading, Direction: agent.Down, FirstMover: true, Match: linkedTo(waiting)},
		{Field: said("what the bakers say about it"), Role: agent.RoleProxy},
	}
	f.MetricTree = agent.MetricTree{
		Nodes: []agent.TreeNode{{ID: "aim", Kind: agent.NodeAim, Text: f.Aim.Text}, {ID: "wait", Kind: agent.NodeLeading, Text: "the wait at the counter"}},
		Edges: []agent.TreeEdge{{From: "wait", To: "aim", Because: said("who waits sees an order that is late")}},
	}
	f.Gate.Condition = agent.GateCondition{
		Field: said("We go on if at least forty percent are baked on time by the 20th."), Match: linkedTo(onTime),
		Predicate: &agent.Predicate{Metric: "baked on time", Op: agent.AtLeast, Threshold: 40, Unit: "%", By: "2026-03-20"},
	}
	f.Gate.Otherwise = said("If not, we go back to the list by hour.")
	f.Guardrail = agent.Guardrail{Field: said("Corrections stay under three percent."), Match: linkedTo(corrected), Objective: &agent.Objective{Op: agent.LessThan, Threshold: 3, Unit: "%"}}
	f.Owner, f.Cadence = said("Ines Duarte"), said("Mondays at nine.")
	f.RuledOut = []agent.Field{said(`No second oven, said Pavel: "it caused 12% more waste".`), said("We don't print labels.")}
	f.TradeOffs = []agent.Field{said("On time even over fresh.")}
	f.DecisionRights = []agent.Field{said("Pavel may switch it off.")}
	f.Dependencies = []agent.Field{said("The counter team needs the export by Wednesday.")}
	f.Objections = []agent.Field{said("I doubt that bakers read lists.")}
	f.OpenQuestions = []agent.Field{said("Who tells the night shift?")}
	return v
}

func defined() map[string]semantic.Metric {
	out := map[string]semantic.Metric{}
	for _, m := range []semantic.Metric{
		{Namespace: "bakery", Name: "on_time", Label: "Orders baked on time", Description: "Share of orders out of the oven by the promised minute.", Unit: "%", Direction: semantic.Up, Window: "7d", Owner: []string{"Pavel Novak"}},
		{Namespace: "bakery", Name: "corrected", Label: "Corrected orders", Unit: "%", Direction: semantic.Down, Owner: []string{"Pavel Novak"}},
		{Namespace: "counter", Name: "wait", Label: "Wait at the counter (p95)", Unit: "min", Direction: semantic.Down, Synonyms: []string{"queue time"}},
	} {
		out[m.ID()] = m
	}
	return out
}

var firstWeek = time.Date(2025, time.November, 10, 0, 0, 0, 0, time.UTC)

// weekly makes a history of values, one a week, with a wobble.
func weekly(level, after, wobble float64) review.History {
	const weeks, start = 19, 16
	var points []signal.Point
	for i := range weeks {
		v := level
		if i >= start {
			v = after
		}
		v += wobble * math.Sin(float64(3*i*i+i))
		points = append(points, signal.Point{Slot: signal.Slot{Start: firstWeek.AddDate(0, 0, 7*i)}, Value: math.Round(100*v) / 100, Complete: true})
	}
	h := review.History{Series: signal.NewSeries(signal.Week, points), Readings: map[string]string{}, Freshness: 8 * time.Hour}
	for i, p := range h.Series.Points {
		h.Readings[p.Label()] = fmt.Sprintf("f-%04d/%s", i, p.Label())
	}
	return h
}

var builtNote = sync.OnceValues(func() (review.Review, error) {
	sheet := approvedSheet()
	return review.Build(review.Input{
		Sheet: sheet, Metrics: defined(), AsOf: noteDay,
		Histories: map[string]review.History{onTime: weekly(31, 44, 1.5), corrected: weekly(2.2, 2.2, 0.2), waiting: weekly(12, 12, 0.8)},
		Events:    []readings.Event{{Kind: readings.Start, On: "2026-03-02", Sheet: sheet.ID}},
	})
})

var noteDay = firstWeek.AddDate(0, 0, 19*7).Add(9 * time.Hour)

// approvedNote is the note of 23 March.
func approvedNote(t testing.TB, sheet agent.Version) *review.Version {
	t.Helper()
	r, err := builtNote()
	require.NoError(t, err)
	r.SheetVersion, r.Sentences, r.Facts = sheet.Number, slices.Clone(r.Sentences), slices.Clone(r.Facts)
	return &review.Version{ID: "r-1f2a3b4", Number: 1, State: agent.StateApproved, Review: r, CreatedAt: noteDay, Approval: &agent.Approval{By: ines, At: noteDay}}
}

func anEntry() decision.Entry {
	return decision.Entry{
		ID: "d-1a2b3c4", Number: 2, State: agent.StateApproved, Approval: &agent.Approval{By: ines}, Due: "2026-04-20",
		Decision: decision.Decision{
			Date: "2026-03-24", Choice: decision.Continue, Text: `Go on with "order list by oven" as it is.`, Rationale: "The gate is passed, because of the list.", Owner: "Ines Duarte",
			RevisitBy: "2026-04-20", Sheet: "s-1e7k3m9", Review: "r-1f2a3b4", Prediction: decision.Prediction{Text: "bakery.on_time >= 45% by 2026-04-17", Confidence: 0.7},
		},
	}
}

func input(t testing.TB, audience Audience) Input {
	t.Helper()
	sheet := approvedSheet()
	return Input{
		Audience: audience, Sheet: sheet, Note: approvedNote(t, sheet), Decisions: []decision.Entry{anEntry()}, Metrics: defined(), People: []string{"Ines Duarte", "Pavel Novak"}, Team: "bakery",
		Terms: []semantic.Term{{Namespace: "bakery", Name: "oven", Kind: semantic.PhraseTerm, Meaning: "Where bread is made."}}, AsOf: time.Date(2026, time.March, 26, 12, 0, 0, 0, time.UTC),
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o750))
		require.NoError(t, os.WriteFile(path, []byte(got), 0o600))
	}
	want, err := os.ReadFile(path) //nolint:gosec // a test reads its own golden files
	require.NoError(t, err)
	require.Equal(t, string(want), got)
}

// plainly writes a page as a test looks at it.
func plainly(b Brief) string {
	var out strings.Builder
	fmt.Fprintf(&out, "%s: %s, as of %s\n", b.Audience, b.Title, b.AsOf)
	for _, s := range b.Standings {
		fmt.Fprintf(&out, "%s: %s %v\n", s.Label, s.Word, s.Sources)
	}
	for _, s := range b.Sections {
		fmt.Fprintf(&out, "\n%s\n", s.Title)
		for _, l := range s.Lines {
			lead := "- "
			if l.Joined {
				lead = "  "
			}
			fmt.Fprintf(&out, "%s%s", lead, l.Text)
			if l.Mark != "" {
				fmt.Fprintf(&out, " (%s)", l.Mark)
			}
			fmt.Fprintf(&out, " %v\n", l.Sources)
		}
	}
	out.WriteByte('\n')
	for _, s := range b.Sources {
		fmt.Fprintf(&out, "%d %s %s %s: %s\n", s.Number, s.Kind, s.ID, s.Path, s.Text)
	}
	fmt.Fprintf(&out, "more %d, left out %d\n", b.More, b.LeftOut)
	return out.String()
}

func source(t *testing.T, file string) string {
	t.Helper()
	content, err := os.ReadFile(file) //nolint:gosec // a file of this package
	require.NoError(t, err)
	return string(content)
}
