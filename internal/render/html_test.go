package render_test

import (
	"bytes"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/internal/render"
)

func htmlPage(t *testing.T, v agent.Version) string {
	t.Helper()
	return show(t, func(buf *bytes.Buffer) error { return render.HTML(buf, v) })
}

func TestHTMLGolden(t *testing.T) {
	t.Parallel()
	golden(t, "typical.html", []byte(htmlPage(t, version(typicalSheet()))))
	golden(t, "blank.html", []byte(htmlPage(t, version(blankSheet()))))
	golden(t, "full.html", []byte(htmlPage(t, version(fullSheet()))))
}

// TestHTMLIsSelfContained holds the page to its promise: no scripts, nothing fetched, a policy that forbids both.
func TestHTMLIsSelfContained(t *testing.T) {
	t.Parallel()
	element := regexp.MustCompile(`<(/?[a-zA-Z!][a-zA-Z0-9]*)`)
	known := map[string]bool{}
	for _, name := range strings.Fields("!DOCTYPE html head meta title style body main header p span h1 h2 div section footer") {
		known[name], known["/"+name] = true, true
	}
	for seed := range uint64(60) {
		page := htmlPage(t, version(hostile{rand.New(rand.NewPCG(seed, 9))}.sheet()))
		require.Contains(t, page, `content="default-src 'none'; style-src 'unsafe-inline'"`)
		require.Empty(t, unseen(page), "seed %d", seed)
		for _, tag := range element.FindAllStringSubmatch(page, -1) {
			require.True(t, known[tag[1]], "seed %d: element %s", seed, tag[1])
		}
		require.NotContains(t, page, "ZgotmplZ", "seed %d", seed)
	}
}

// TestHTMLShowsEverythingThatFits reads the typical page: nothing of it is shortened, and each blank asks.
func TestHTMLShowsEverythingThatFits(t *testing.T) {
	t.Parallel()
	s := typicalSheet()
	page := htmlPage(t, version(s))
	for ref := range s.Fields.All() {
		if ref.Field.Filled() {
			require.Contains(t, page, ref.Field.Text, ref.Path)
			continue
		}
		require.Contains(t, page, strings.ReplaceAll(ref.Field.Question, "'", "&#39;"), ref.Path)
	}
	for _, q := range s.Questions {
		require.Contains(t, page, strings.ReplaceAll(q.Text, "'", "&#39;"))
	}
	require.NotContains(t, page, "†")
	require.Contains(t, page, "sha256:3f9a1c2b7d5e60718293a4b5c6d7e8f90112233445566778899aabbccddeeff0")
	require.Contains(t, page, "day-one activation ≥ 40% by 2026-03-13")
}

func TestHTMLSaysWhenItShortens(t *testing.T) {
	t.Parallel()
	page := htmlPage(t, version(fullSheet()))
	require.Contains(t, page, "shortened to fit one page (full text in the Markdown export)")
	require.Contains(t, page, "more†")
	require.Contains(t, page, "…†")
	require.NotRegexp(t, `font-size: [0-6](\.[0-9]+)?pt`, page)
}

func BenchmarkHTMLFull(b *testing.B) {
	v := version(fullSheet())
	for b.Loop() {
		var buf bytes.Buffer
		if err := render.HTML(&buf, v); err != nil {
			b.Fatal(err)
		}
	}
}
