package render_test

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/internal/render"
)

func diff(t *testing.T, from, to agent.Version, opts render.TerminalOptions) string {
	t.Helper()
	return show(t, func(buf *bytes.Buffer) error { return render.Diff(buf, from, to, opts) })
}

func edited() agent.Version {
	s := typicalSheet()
	f := &s.Fields
	f.Owner.Text, f.Owner.Author = "Tomas Lind", "Tomas Lind"
	f.Owner.Evidence = []agent.Evidence{}
	f.Gate.Condition.Predicate.Threshold = 45
	f.Gate.Learn = field("whether people trust the guess", agent.Agreed)
	f.Mechanism.Because.Evidence = f.Mechanism.Because.Evidence[:1]
	f.Signals[1].Direction = agent.Down
	f.RuledOut = append([]agent.Field{field("no phone support for imports, ever", agent.Agreed, f.RuledOut[0].Evidence...)}, f.RuledOut[1:]...)
	f.Dependencies = append(f.Dependencies, field("legal reads the new terms", agent.Proposed))
	f.TradeOffs = []agent.Field{}
	s.Findings = s.Findings[1:]
	v := version(s)
	v.Number, v.State, v.ContentHash = 3, agent.StateDraft, "sha256:77aa"
	return v
}

func TestDiffGolden(t *testing.T) {
	t.Parallel()
	golden(t, "edited.diff", []byte(diff(t, version(typicalSheet()), edited(), render.TerminalOptions{})))
	golden(t, "drawn.diff", []byte(diff(t, version(emptySheet()), version(typicalSheet()), render.TerminalOptions{})))
}

func TestDiffOfTheSame(t *testing.T) {
	t.Parallel()
	require.Contains(t, diff(t, version(typicalSheet()), version(typicalSheet()), render.TerminalOptions{}), "The content is the same.")
}

// TestDiffShowsWhatCannotBeSeen changes a text in ways that look the same.
func TestDiffShowsWhatCannotBeSeen(t *testing.T) {
	t.Parallel()
	for _, text := range []string{"Jun  Park", "Jun Park ", " Jun Park", "Jun\u200b Park", "Jun\nPark", "Jun\u00a0Park", "\u202eJun Park"} {
		s := typicalSheet()
		s.Fields.Owner.Text = text
		view := diff(t, version(typicalSheet()), version(s), render.TerminalOptions{})
		require.Regexp(t, `(?m)^  - Jun Park \[agreed\]\n  \+ .*\\u\{`, view, "%q", text)
	}
}

func TestDiffShowsParagraphs(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"First.\n\nSecond.":     "  + First. \u00b6 Second. [agreed]",
		"First. \u00b6 Second.": `  + First. \u{B6} Second. [agreed]`,
		"First. \n\nSecond.":    `  + First.\u{20} \u00b6 Second. [agreed]`,
		"First.\n\n\nSecond.":   "  + First. \u00b6 \\u{A}Second. [agreed]",
	} {
		s := typicalSheet()
		s.Fields.Owner.Text = text
		want = strings.ReplaceAll(want, `\u00b6`, "\u00b6")
		require.Contains(t, diff(t, version(typicalSheet()), version(s), render.TerminalOptions{}), want, "%q", text)
	}
}

func TestDiffHostile(t *testing.T) {
	t.Parallel()
	for seed := range uint64(120) {
		a := version(hostile{rand.New(rand.NewPCG(seed, 21))}.sheet())
		b := version(hostile{rand.New(rand.NewPCG(seed, 22))}.sheet())
		view := diff(t, a, b, render.TerminalOptions{})
		require.Empty(t, unseen(view), "seed %d", seed)
		requireWidth(t, view, render.DefaultWidth)
		require.NotContains(t, view, "The content is the same", "seed %d", seed)
		require.Contains(t, diff(t, a, a, render.TerminalOptions{}), "The content is the same", "seed %d", seed)
		require.Equal(t, view, withoutColor(diff(t, a, b, render.TerminalOptions{Color: true})), "seed %d", seed)
	}
}
