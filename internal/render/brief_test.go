package render_test

import (
	"bytes"
	"fmt"
	"html"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"
	"time"

	"github.com/ledongthuc/pdf"
	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/brief"
	"github.com/plumbline-dev/plumb/agent/review"
	"github.com/plumbline-dev/plumb/internal/render"
	"github.com/plumbline-dev/plumb/semantic"
)

// briefOf is the page about a sheet for an audience.
func briefOf(t *testing.T, audience brief.Audience, s agent.Sheet, note *review.Version) brief.Brief {
	t.Helper()
	v := version(s)
	v.State = agent.StateApproved
	v.Approval = &agent.Approval{By: agent.Actor{Kind: agent.PersonActor, Name: "Jun Park"}, At: v.CreatedAt}
	if note != nil {
		note.Approval = v.Approval
	}
	b, err := brief.Build(brief.Input{Audience: audience, Sheet: v, Note: note, Metrics: map[string]semantic.Metric{}, AsOf: time.Date(2026, time.March, 30, 9, 0, 0, 0, time.UTC)})
	require.NoError(t, err)
	return render.FitBrief(b)
}

func briefHTML(t *testing.T, b brief.Brief) string {
	return show(t, func(buf *bytes.Buffer) error { return render.BriefHTML(buf, b) })
}

func TestBriefGolden(t *testing.T) {
	t.Parallel()
	note := approved(typicalReview(t))
	b := briefOf(t, brief.Exec, typicalSheet(), &note)
	golden(t, "brief.html", []byte(briefHTML(t, b)))
	golden(t, "brief.md", []byte(show(t, func(buf *bytes.Buffer) error { return render.BriefMarkdown(buf, b) })))
	golden(t, "brief.txt", []byte(show(t, func(buf *bytes.Buffer) error { return render.BriefTerminal(buf, b, render.TerminalOptions{Width: 80}) })))
}

// briefs are pages of every kind for every audience.
func briefs(t *testing.T) map[string]brief.Brief {
	t.Helper()
	out := map[string]brief.Brief{}
	for _, audience := range brief.Audiences() {
		note := approved(busyReview(t))
		out[string(audience)+"-typical"] = briefOf(t, audience, typicalSheet(), &note)
		out[string(audience)+"-full"] = briefOf(t, audience, fullSheet(), &note)
		out[string(audience)+"-empty"] = briefOf(t, audience, emptySheet(), nil)
		out[string(audience)+"-cjk"] = briefOf(t, audience, speaking("新しいワークスペースは初日に自分のデータを取り込めるべきだ。"), nil)
		out[string(audience)+"-rtl"] = briefOf(t, audience, speaking("מרחב עבודה חדש מביא את הנתונים שלו ביום הראשון "), nil)
		for seed := range uint64(2) {
			out[fmt.Sprintf("%s-seed%d", audience, seed)] = briefOf(t, audience, hostile{rand.New(rand.NewPCG(seed, 5))}.sheet(), nil)
		}
	}
	return out
}

func TestBriefPrintsOnOnePage(t *testing.T) {
	t.Parallel()
	run := chromium(t)
	dir := t.TempDir()
	all := briefs(t)
	for _, name := range []string{"exec-typical", "team-full", "newcomer-full", "pr-faq-cjk", "customer-facing-empty"} {
		for _, paper := range []string{"A4", "Letter"} {
			page := strings.Replace(briefHTML(t, all[name]), "@page { margin: 9mm; }", "@page { size: "+paper+"; margin: 9mm; }", 1)
			require.Contains(t, page, "size: "+paper)
			source, target := filepath.Join(dir, "brief.html"), filepath.Join(dir, "brief.pdf")
			require.NoError(t, os.WriteFile(source, []byte(page), 0o600))
			run("--no-pdf-header-footer", "--print-to-pdf="+target, "file://"+source)
			f, r, err := pdf.Open(target)
			require.NoError(t, err)
			require.Equal(t, 1, r.NumPage(), "%s on %s", name, paper)
			require.NoError(t, f.Close())
		}
	}
}

// TestBriefCutsNothingOff lays pages out in a browser and measures that everything on them lies inside.
func TestBriefCutsNothingOff(t *testing.T) {
	t.Parallel()
	run := chromium(t)
	all := briefs(t)
	var doc strings.Builder
	doc.WriteString("<!DOCTYPE html><meta charset=utf-8><body>")
	for name, b := range all {
		fmt.Fprintf(&doc, `<iframe id="%s" width=900 height=1200 srcdoc="%s"></iframe>`, name, html.EscapeString(briefHTML(t, b)))
	}
	doc.WriteString(probe)
	source := filepath.Join(t.TempDir(), "briefs.html")
	require.NoError(t, os.WriteFile(source, []byte(doc.String()), 0o600))
	measured := regexp.MustCompile(`data-over="([^"]+)"`).FindSubmatch(run("--dump-dom", "file://"+source))
	require.NotNil(t, measured)
	results := strings.Fields(string(measured[1]))
	require.Len(t, results, len(all))
	for _, result := range results {
		name, values, _ := strings.Cut(result, "=")
		var over, scripts, images int
		_, err := fmt.Sscanf(values, "%d,%d,%d", &over, &scripts, &images)
		require.NoError(t, err, result)
		require.LessOrEqual(t, over, 0, "%s overflows", name)
		require.Zero(t, scripts+images, "%s holds markup of its own", name)
	}
}

func TestBriefSaysWhatThereIsNoRoomFor(t *testing.T) {
	t.Parallel()
	note := approved(busyReview(t))
	b := briefOf(t, brief.Team, fullSheet(), &note)
	require.Positive(t, b.Missing())
	says := fmt.Sprintf("%d more in plumb sheet show %s", b.Missing(), b.Sheet)
	require.Contains(t, briefHTML(t, b), says)
	require.Contains(t, show(t, func(buf *bytes.Buffer) error { return render.BriefMarkdown(buf, b) }), says)
}

// TestBriefMarkdownResolvesFootnotes looks for a definition of each footnote, and for no other.
func TestBriefMarkdownResolvesFootnotes(t *testing.T) {
	t.Parallel()
	for name, b := range briefs(t) {
		text := show(t, func(buf *bytes.Buffer) error { return render.BriefMarkdown(buf, b) })
		for i := range b.Sources {
			require.Contains(t, text, fmt.Sprintf("\n[^%d]: ", i+1), name)
		}
		require.Equal(t, len(b.Sources), strings.Count(text, "\n[^"), name)
		require.NotContains(t, text, "\x1b", name)
		require.NotRegexp(t, `[^\\]<script`, text, name)
	}
}
