package register_test

import (
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/ground"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/store/storetest"
	"github.com/plumbline-dev/plumb/semantic"
)

func TestReviseMakesAVersion(t *testing.T) {
	t.Parallel()
	b := setup(t)
	first := b.approve(b.propose(storetest.Meeting("onboarding"), ""))
	second := b.reviseAim(first, "New teams need no help.")
	require.Equal(t, 2, second.Number)
	require.Equal(t, agent.StateDraft, second.State)
	require.Nil(t, second.Approval)
	require.Equal(t, storetest.Analyst, second.CreatedBy)
	require.Equal(t, storetest.Analyst.Name, second.Fields.Aim.Author)
	require.Empty(t, second.Fields.Owner.Author)
	require.Equal(t, "the aim has 23 bytes", second.Findings[0].Message, "the findings are worked out anew")

	third := b.reviseAim(second, "No team needs help.")
	require.Equal(t, 3, third.Number)
	third = b.approve(third)
	require.Equal(t, agent.StateApproved, third.State)
	report := b.sound()
	require.Equal(t, 3, report.Versions)
	require.Equal(t, 1, report.Sheets)
}

func TestReviseRefuses(t *testing.T) {
	t.Parallel()
	b := setup(t)
	v := b.propose(storetest.Meeting("onboarding"), "")
	edited := v.Sheet
	edited.Fields.Aim.Text = "New teams need no help."

	_, err := b.Revise(t.Context(), v.ID, 1, v.Sheet, storetest.Lead)
	requireFault(t, err, fault.Invalid, "nothing was changed")
	for _, base := range []int{0, 2} {
		_, err = b.Revise(t.Context(), v.ID, base, edited, storetest.Lead)
		requireFault(t, err, fault.Conflict, "is at version 1 now")
	}
	_, err = b.Revise(t.Context(), v.ID, 1, edited, storetest.Builtin)
	requireFault(t, err, fault.NeedsPerson, "only a person edits")
	_, err = b.Revise(t.Context(), "s-404", 1, edited, storetest.Lead)
	requireFault(t, err, fault.NotFound, "s-404")

	forged := v.Sheet
	forged.Fields.Aim.Evidence = []agent.Evidence{v.Fields.Aim.Evidence[0]}
	forged.Fields.Aim.Evidence[0].Quote = "never said"
	_, err = b.Revise(t.Context(), v.ID, 1, forged, storetest.Lead)
	_, violated := errors.AsType[*ground.Violations](err)
	require.True(t, violated, "%v", err)

	_, err = b.Reject(t.Context(), v.ID, "", storetest.Lead, "")
	require.NoError(t, err)
	_, err = b.Revise(t.Context(), v.ID, 1, edited, storetest.Lead)
	requireFault(t, err, fault.Conflict, "is rejected and cannot be edited")
	require.Len(t, b.actions(), 3)
	b.sound()
}

func TestNewFindingsAloneAreNoEdit(t *testing.T) {
	t.Parallel()
	b := setup(t)
	v := b.propose(storetest.Meeting("onboarding"), "")
	require.Empty(t, v.Findings)
	edited := v.Sheet
	edited.Findings = []agent.Finding{{Code: "x", Severity: agent.Warn, Message: "mine", Evidence: []agent.Evidence{}}}
	_, err := b.Revise(t.Context(), v.ID, 1, edited, storetest.Lead)
	requireFault(t, err, fault.Invalid, "nothing was changed")
}

func TestGateIsLockedByAnApproval(t *testing.T) {
	t.Parallel()
	changes := map[string]func(g *agent.Gate){
		"words (condition)":         func(g *agent.Gate) { g.Condition.Text = "We go on if anybody comes back." },
		"reversed (condition)":      func(g *agent.Gate) { g.Condition.Maturity = agent.Reversed },
		"partly (condition)":        func(g *agent.Gate) { g.Condition.Status = agent.Partly },
		"less evidence (condition)": func(g *agent.Gate) { g.Condition.Evidence = nil },
		"limit (predicate)":         func(g *agent.Gate) { g.Condition.Predicate = fortyTeams() },
		"choice (metric)": func(g *agent.Gate) {
			g.Condition.Match = g.Condition.Match.ChosenBy(storetest.Lead.Name, semantic.Metric{Namespace: "team", Name: "return"})
		},
		"blank filled (what we learn)":   func(g *agent.Gate) { g.Learn.Text = "Whether it is easy." },
		"other question (what we learn)": func(g *agent.Gate) { g.Learn.Question = "What then?" },
		"emptied (otherwise)":            func(g *agent.Gate) { g.Otherwise = agent.Field{} },
		"deferred (otherwise)":           func(g *agent.Gate) { g.Otherwise.Maturity = agent.Deferred },
		"no mark (otherwise)":            func(g *agent.Gate) { g.Otherwise.Maturity = "" },
	}
	for name, change := range changes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b := setup(t)
			v := b.propose(storetest.Meeting("onboarding"), "")
			edited := v.Sheet
			edited.Fields.Gate.Condition.Text = "We go on if 40 teams come back."
			v, err := b.Revise(t.Context(), v.ID, 1, edited, storetest.Lead)
			require.NoError(t, err, "the gate is open before the first approval")

			v = b.reviseAim(b.approve(v), "New teams need no help.")
			edited = v.Sheet
			change(&edited.Fields.Gate)
			_, err = b.Revise(t.Context(), v.ID, v.Number, edited, storetest.Lead)
			requireFault(t, err, fault.Conflict, "the stage gate of sheet s-001 is locked since "+storetest.Lead.Name+" approved version 2")
			_, part, _ := strings.Cut(name, "(")
			require.ErrorContains(t, err, "("+part)
			require.Contains(t, fault.Next(err), "plumb draft FILE --replaces s-001")
			b.reviseAim(v, "No team needs help.")
			b.sound()
		})
	}
}

func TestMeetingDateIsLockedByAnApproval(t *testing.T) {
	t.Parallel()
	b := setup(t)
	v := b.propose(storetest.Meeting("onboarding"), "")
	redate := func(date string) (agent.Version, error) {
		edited := v.Sheet
		edited.MeetingDate = date
		return b.Revise(t.Context(), v.ID, v.Number, edited, storetest.Analyst)
	}
	for _, date := range []string{"2026-02-30", "yesterday", "2026-03-02T10:00:00Z", " "} {
		_, err := redate(date)
		requireFault(t, err, fault.Invalid, "this edit cannot be kept")
	}
	for _, date := range []string{"2026-03-09", "", "2026-03-16"} {
		var err error
		v, err = redate(date)
		require.NoError(t, err, "the date is open before the first approval")
		require.Equal(t, date, v.MeetingDate)
	}

	v = b.reviseAim(b.approve(v), "New teams need no help.")
	for _, date := range []string{"2026-03-02", "2026-03-17", ""} {
		_, err := redate(date)
		requireFault(t, err, fault.Conflict, "the meeting date of sheet s-001 is locked since "+storetest.Lead.Name+" approved version 4")
	}
	b.reviseAim(v, "No team needs help.")
	b.sound()
}

func fortyTeams() *agent.Predicate {
	return &agent.Predicate{Op: agent.AtLeast, Threshold: 40, Unit: "teams"}
}
