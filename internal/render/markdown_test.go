package render_test

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/render"
)

func markdown(t *testing.T, s agent.Sheet) string {
	t.Helper()
	return show(t, func(buf *bytes.Buffer) error { return render.Markdown(buf, version(s)) })
}

func TestMarkdownGolden(t *testing.T) {
	t.Parallel()
	golden(t, "typical.md", []byte(markdown(t, typicalSheet())))
	golden(t, "blank.md", []byte(markdown(t, blankSheet())))
}

func TestMarkdownRoundTrip(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]agent.Sheet{"typical": typicalSheet(), "blank": blankSheet(), "full": fullSheet()} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, err := render.ParseMarkdown(strings.NewReader(markdown(t, s)), s)
			require.NoError(t, err)
			require.Equal(t, s, got)
		})
	}
}

func TestMarkdownRoundTripHostile(t *testing.T) {
	t.Parallel()
	for seed := range uint64(400) {
		s := hostile{rand.New(rand.NewPCG(seed, 7))}.sheet()
		md := markdown(t, s)
		require.Empty(t, unseen(md), "seed %d", seed)
		got, err := render.ParseMarkdown(strings.NewReader(md), s)
		require.NoError(t, err, "seed %d\n%s", seed, md)
		require.Equal(t, s, got, "seed %d\n%s", seed, md)
		got, err = render.ParseMarkdown(strings.NewReader(strings.ReplaceAll(md, "\n", "\r\n")), s)
		require.NoError(t, err, "seed %d with CRLF", seed)
		require.Equal(t, s, got, "seed %d with CRLF", seed)
	}
}

func FuzzParseMarkdown(f *testing.F) {
	base := typicalSheet()
	var buf bytes.Buffer
	if err := render.Markdown(&buf, version(base)); err != nil {
		f.Fatal(err)
	}
	md := buf.String()
	f.Add(md)
	f.Add("# x\n## Aim\n[agreed\n")
	f.Add(strings.ReplaceAll(md, "_not stated_", "- a -> b: [agreed] c\\\nd\n- node a (aim): x\n> q"))
	f.Add(strings.ReplaceAll(md, "## Signals\n", "## Signals\n- [up, proxy] a\n\n  b\\\n- c\n"))
	f.Add(strings.ReplaceAll(md, "40%", "1 \"by\""))
	f.Fuzz(func(t *testing.T, text string) {
		got, err := render.ParseMarkdown(strings.NewReader(text), base)
		if err != nil {
			require.Equal(t, fault.Invalid, fault.KindOf(err))
			require.NotEmpty(t, fault.Next(err))
			return
		}
		var buf bytes.Buffer
		require.NoError(t, render.Markdown(&buf, version(got)))
		again, err := render.ParseMarkdown(bytes.NewReader(buf.Bytes()), got)
		require.NoError(t, err, buf.String())
		require.Equal(t, got, again, buf.String())
	})
}

// BenchmarkParseMarkdownOpenEscapes reads the longest text there may be of escapes that are never closed.
func BenchmarkParseMarkdownOpenEscapes(b *testing.B) {
	text := "# " + strings.Repeat(`\u{`, 1<<18)
	for b.Loop() {
		if _, err := render.ParseMarkdown(strings.NewReader(text), agent.Sheet{}); err == nil {
			b.Fatal("a sheet without headings was accepted")
		}
	}
}
