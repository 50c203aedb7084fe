package render_test

import (
	"bytes"
	"context"
	"fmt"
	"html"
	"math/rand/v2"
	"os"
	"os/exec"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/ledongthuc/pdf"
	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
)

// chromium gives a function that runs a headless Chromium of its own and answers with its standard output. Without
// one the test fails on CI and is skipped elsewhere.
func chromium(t *testing.T) func(args ...string) []byte {
	t.Helper()
	name := os.Getenv("CHROMIUM")
	if name == "" {
		name = "chromium"
	}
	path, err := exec.LookPath(name)
	if err != nil {
		const help = "Chromium is needed to print sheets: install it (apt-get install chromium) or set CHROMIUM to its path"
		if os.Getenv("CI") == "true" {
			require.NoError(t, err, help)
		}
		t.Skip(help)
	}
	profile := t.TempDir()
	return func(args ...string) []byte {
		t.Helper()
		ctx, cancel := context.WithCancel(t.Context())
		defer cancel()
		cmd := exec.CommandContext(ctx, path, append([]string{"--headless", "--no-sandbox", "--disable-gpu", "--disable-quic",
			"--no-first-run", "--disable-background-networking", "--disable-component-update", "--disable-sync",
			"--disable-dev-shm-usage", "--user-data-dir=" + profile}, args...)...)
		var stderr bytes.Buffer
		cmd.Stderr = &stderr
		out, err := cmd.Output()
		require.NoError(t, err, stderr.String())
		return out
	}
}

// printed are sheets of every kind that has ever broken a page.
func printed() map[string]agent.Version {
	approved := version(typicalSheet())
	approved.State = agent.StateApproved
	approved.Approval = &agent.Approval{By: agent.Actor{Kind: agent.PersonActor, Name: "Jun Park"}, At: approved.CreatedAt}
	markup := fullSheet()
	wordless := fullSheet()
	for ref := range markup.Fields.All() {
		ref.Field.Text = "</p></main><script>document.title='x'</script><img src=x onerror=alert(1)> {{.}} &lt; " + ref.Field.Text
	}
	for ref := range wordless.Fields.All() {
		ref.Field.Text = strings.Repeat("x", 3000)
		ref.Field.Question = strings.Repeat("W", 3000)
	}
	many := typicalSheet()
	for i := range 200 {
		many.Sources = append(many.Sources, agent.Source{File: fmt.Sprintf("record %d %s.vtt", i, strings.Repeat("long ", 40))})
		many.Findings = append(many.Findings, agent.Finding{Severity: agent.Block, Message: "The gate has no date, and nobody said by when it is to be judged."})
	}
	return map[string]agent.Version{
		"empty": version(emptySheet()), "blank": version(blankSheet()), "typical": version(typicalSheet()), "approved": approved,
		"full": version(fullSheet()), "markup": version(markup), "wordless": version(wordless), "many": version(many), "zero": {},
		"cjk":       version(speaking("新しいワークスペースは初日に自分のデータを取り込めるべきだ。")),
		"rtl":       version(speaking("מרחב עבודה חדש מביא את הנתונים שלו ביום הראשון، مساحة العمل الجديدة ")),
		"cjk, some": version(speakingSome("新しいワークスペースは初日に自分のデータを取り込めるべきだ。")),
		"rtl, some": version(speakingSome("מרחב עבודה חדש מביא את הנתונים שלו ביום הראשון ")),
	}
}

// speaking is a full sheet in another language.
func speaking(words string) agent.Sheet {
	s := fullSheet()
	s.Title = words
	for ref := range s.Fields.All() {
		ref.Field.Text = strings.Repeat(words, 8)
		ref.Field.Question = words
	}
	return s
}

// speakingSome is a typical sheet in another language.
func speakingSome(words string) agent.Sheet {
	s := typicalSheet()
	s.Title = words
	for ref := range s.Fields.All() {
		if ref.Field.Filled() {
			ref.Field.Text = words
		}
		ref.Field.Question = words
		for i := range ref.Field.Evidence {
			ref.Field.Evidence[i].Quote = words + words
		}
	}
	return s
}

func TestPrintIsOnePage(t *testing.T) {
	t.Parallel()
	run := chromium(t)
	dir := t.TempDir()
	all := printed()
	for _, name := range []string{"empty", "typical", "full", "cjk", "rtl", "markup"} {
		for _, paper := range []string{"A4", "Letter"} {
			page := strings.Replace(htmlPage(t, all[name]), "@page { margin: 9mm; }", "@page { size: "+paper+"; margin: 9mm; }", 1)
			require.Contains(t, page, "size: "+paper)
			source, target := filepath.Join(dir, "sheet.html"), filepath.Join(dir, "sheet.pdf")
			require.NoError(t, os.WriteFile(source, []byte(page), 0o600))
			run("--no-pdf-header-footer", "--print-to-pdf="+target, "file://"+source)
			f, r, err := pdf.Open(target)
			require.NoError(t, err)
			require.Equal(t, 1, r.NumPage(), "%s on %s", name, paper)
			require.NoError(t, f.Close())
		}
	}
}

// probe measures, for every page, by how many pixels anything overflows.
const probe = `<script>
addEventListener("load", () => {
  const over = [...document.querySelectorAll("iframe")].map(frame => {
    const d = frame.contentDocument, sheet = d.querySelector(".sheet"), columns = d.querySelector(".columns");
    const bottom = columns.getBoundingClientRect().bottom;
    let over = Math.max(sheet.scrollHeight - sheet.clientHeight, sheet.scrollWidth - sheet.clientWidth);
    for (const column of d.querySelectorAll(".column")) {
      over = Math.max(over, column.scrollWidth - column.clientWidth);
      const last = column.lastElementChild?.lastElementChild;
      if (last) over = Math.max(over, last.getBoundingClientRect().bottom - bottom);
    }
    return frame.id + "=" + Math.round(over) + "," + d.scripts.length + "," + d.images.length;
  });
  document.body.innerHTML = "";
  document.body.dataset.over = over.join(" ");
});
</script>`

// TestPrintCutsNothingOff lays pages out in a browser and measures that everything on them lies inside: a page that is
// one page because its end was cut off would be worse than two.
func TestPrintCutsNothingOff(t *testing.T) {
	t.Parallel()
	run := chromium(t)
	pages := printed()
	for seed := range uint64(25) {
		pages[fmt.Sprintf("seed%d", seed)] = version(hostile{rand.New(rand.NewPCG(seed, 5))}.sheet())
	}
	var doc strings.Builder
	doc.WriteString("<!DOCTYPE html><meta charset=utf-8><body>")
	for name, v := range pages {
		fmt.Fprintf(&doc, `<iframe id="%s" width=900 height=1200 srcdoc="%s"></iframe>`, strings.ReplaceAll(name, ", ", "-"), html.EscapeString(htmlPage(t, v)))
	}
	doc.WriteString(probe)
	source := filepath.Join(t.TempDir(), "pages.html")
	require.NoError(t, os.WriteFile(source, []byte(doc.String()), 0o600))
	measured := regexp.MustCompile(`data-over="([^"]+)"`).FindSubmatch(run("--dump-dom", "file://"+source))
	require.NotNil(t, measured)
	results := strings.Fields(string(measured[1]))
	require.Len(t, results, len(pages))
	for _, result := range results {
		name, values, _ := strings.Cut(result, "=")
		var over, scripts, images int
		_, err := fmt.Sscanf(values, "%d,%d,%d", &over, &scripts, &images)
		require.NoError(t, err, result)
		require.LessOrEqual(t, over, 0, "%s overflows", name)
		require.Zero(t, scripts+images, "%s holds markup of its own", name)
	}
}
