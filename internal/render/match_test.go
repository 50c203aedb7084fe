package render_test

import (
	"bytes"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/internal/render"
	"github.com/plumbline-dev/plumb/semantic"
)

// jargonOf is a sheet whose meeting used many terms; of every third one it is unclear what it means.
func jargonOf(n int) agent.Sheet {
	s := typicalSheet()
	s.Jargon = nil
	for i := range n {
		m := activation()
		if i%3 == 2 {
			m = s.Fields.Gate.Condition.Match
		}
		s.Jargon = append(s.Jargon, agent.Jargon{Heard: fmt.Sprintf("term %d", i), Utterance: "u0033", Match: m})
	}
	return s
}

// TestJargonIsCut shows what is unclear first, says how much is not shown, and shows all of it in Markdown.
func TestJargonIsCut(t *testing.T) {
	t.Parallel()
	v := version(jargonOf(60))
	view := show(t, func(buf *bytes.Buffer) error { return render.Terminal(buf, v, render.TerminalOptions{}) })
	_, list, _ := strings.Cut(view, "\nJargon\n")
	list, _, _ = strings.Cut(list, "\n\n")
	lines := strings.Split(list, "\n")
	require.LessOrEqual(t, len(lines), 16)
	require.Contains(t, lines[0], "term 2 ")
	require.Contains(t, lines[0], "in conflict between teams")
	require.Regexp(t, `^  and [0-9]+ more`, lines[len(lines)-1])
	require.NotContains(t, list, "term 0 ", "what is clear comes last")

	page := htmlPage(t, v)
	shown := strings.Count(page, `class="term"`)
	require.Positive(t, shown)
	require.LessOrEqual(t, shown, 15)
	require.Contains(t, page, fmt.Sprintf("and %d more", 60-shown))

	md := markdown(t, jargonOf(60))
	require.Equal(t, 60, strings.Count(md, "- term heard: "))
}

func TestNothingIsSaidWhereNothingWasLookedUp(t *testing.T) {
	t.Parallel()
	for name, m := range map[string]semantic.Match{"nothing defined": semantic.NotLookedUp(), "of before": {}, "not yet": semantic.ChangedByHand()} {
		s := typicalSheet()
		for ref := range s.Matches() {
			*ref.Match = m
		}
		s.Jargon = nil
		view := show(t, func(buf *bytes.Buffer) error { return render.Terminal(buf, version(s), render.TerminalOptions{}) })
		require.NotContains(t, view, "metric:", name)
		require.NotContains(t, htmlPage(t, version(s)), "metric:", name)
		require.NotContains(t, markdown(t, s), "<!-- metric", name)
	}
}

func TestChoiceIsShownWithItsPerson(t *testing.T) {
	t.Parallel()
	s := typicalSheet()
	gate := &s.Fields.Gate.Condition.Match
	*gate = gate.ChosenBy("Rosa Lind", semantic.Metric{Namespace: "growth", Name: "activation", Label: "Activation", Unit: "%", Direction: semantic.Up})
	view := show(t, func(buf *bytes.Buffer) error {
		return render.Terminal(buf, version(s), render.TerminalOptions{Width: 100})
	})
	require.Contains(t, view, "metric: Activation (growth.activation), %, up is good, chosen by Rosa Lind")
	require.Contains(t, diff(t, version(typicalSheet()), version(s), render.TerminalOptions{Width: 100}),
		"  +   metric: Activation (growth.activation), %, up is good, chosen by Rosa Lind")
}
