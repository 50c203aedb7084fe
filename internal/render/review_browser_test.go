package render_test

import (
	"fmt"
	"html"
	"math/rand/v2"
	"os"
	"path/filepath"
	"regexp"
	"strings"
	"testing"

	"github.com/ledongthuc/pdf"
	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent/review"
	"github.com/plumbline-dev/plumb/internal/render"
)

// chartProbe measures, for every page: by how many pixels it is too wide, and which labels of a chart lie on each other
// or outside of their chart. Folded parts are opened.
const chartProbe = `<script>
addEventListener("load", () => {
  const found = [...document.querySelectorAll("iframe")].map(frame => {
    const d = frame.contentDocument, faults = [];
    for (const fold of d.querySelectorAll("details")) fold.open = true;
    const over = d.documentElement.scrollWidth - d.documentElement.clientWidth;
    if (over > 0) faults.push("wide by " + over);
    for (const svg of d.querySelectorAll("svg")) {
      const frame = svg.getBoundingClientRect(), scale = frame.width / svg.viewBox.baseVal.width;
      const texts = [...svg.querySelectorAll("text")].map(t => [t.textContent, t.getBoundingClientRect()]);
      for (const [text, r] of texts) {
        if (r.left < frame.left - 2 || r.right > frame.right + 2 || r.top < frame.top - 2 || r.bottom > frame.bottom + 2) faults.push("outside: " + text);
        for (const [other, o] of texts) {
          if (o === r) break;
          const x = Math.min(r.right, o.right) - Math.max(r.left, o.left), y = Math.min(r.bottom, o.bottom) - Math.max(r.top, o.top);
          if (x > 1 * scale && y > 3 * scale) faults.push(text + " on " + other);
        }
      }
    }
    return frame.id + ": " + faults.join("; ");
  });
  document.body.textContent = "";
  document.body.dataset.found = found.join("\n");
});
</script>`

// probed lays pages out in a browser at a width and gives what is wrong with each.
func probed(t *testing.T, width int, pages map[string]string) map[string]string {
	t.Helper()
	run := chromium(t)
	var doc strings.Builder
	doc.WriteString("<!DOCTYPE html><meta charset=utf-8><body>")
	for name, page := range pages {
		fmt.Fprintf(&doc, `<iframe id="%s" width=%d height=1200 srcdoc="%s"></iframe>`, name, width, html.EscapeString(page))
	}
	doc.WriteString(chartProbe)
	source := filepath.Join(t.TempDir(), "pages.html")
	require.NoError(t, os.WriteFile(source, []byte(doc.String()), 0o600))
	measured := regexp.MustCompile(`data-found="([^"]*)"`).FindSubmatch(run("--dump-dom", "file://"+source))
	require.NotNil(t, measured)
	out := map[string]string{}
	for line := range strings.SplitSeq(html.UnescapeString(string(measured[1])), "\n") {
		name, faults, _ := strings.Cut(line, ": ")
		out[name] = faults
	}
	require.Len(t, out, len(pages))
	return out
}

// TestChartLabelsDoNotOverlap lays every kind of chart out in a browser, alone and, smaller, on a page.
func TestChartLabelsDoNotOverlap(t *testing.T) {
	t.Parallel()
	pages := map[string]string{}
	for name, c := range drawnCases(t) {
		id := strings.ReplaceAll(name, " ", "-")
		pages[id+"-alone"] = "<!DOCTYPE html><body style='margin:0'>" + drawn(id, c)
		r := quietReview(t)
		r.Signals[0].Chart, r.Signals[0].Unit = c.chart, c.unit
		pages[id+"-page"] = reviewHTML(t, drafted(r))
	}
	for name, faults := range probed(t, 900, pages) {
		require.Empty(t, faults, name)
	}
}

// TestReviewPageIsLegible lays pages out as wide as a desk and as narrow as a telephone.
func TestReviewPageIsLegible(t *testing.T) {
	t.Parallel()
	pages := map[string]string{"typical": reviewHTML(t, drafted(typicalReview(t))), "busy": reviewHTML(t, drafted(busyReview(t))), "quiet": reviewHTML(t, approved(quietReview(t)))}
	for seed := range uint64(8) {
		pages[fmt.Sprintf("seed%d", seed)] = reviewHTML(t, hostile{rand.New(rand.NewPCG(seed, 43))}.review())
	}
	for _, width := range []int{1280, 390} {
		for name, faults := range probed(t, width, pages) {
			require.Empty(t, faults, "%s at %d", name, width)
		}
	}
}

// TestReviewPrintsOnFewPages prints reviews: one of six metrics that all moved on two pages at most, a quiet week on one.
func TestReviewPrintsOnFewPages(t *testing.T) {
	t.Parallel()
	run := chromium(t)
	dir := t.TempDir()
	for _, c := range []struct {
		name, paper string
		v           review.Version
		most        int
	}{{"busy", "A4", drafted(busyReview(t)), 2}, {"busy", "Letter", drafted(busyReview(t)), 2}, {"quiet", "Letter", approved(quietReview(t)), 1}} {
		page := strings.Replace(reviewHTML(t, c.v), "@page { margin: 9mm; }", "@page { size: "+c.paper+"; margin: 9mm; }", 1)
		require.Contains(t, page, "size: "+c.paper)
		source, target := filepath.Join(dir, "review.html"), filepath.Join(dir, "review.pdf")
		require.NoError(t, os.WriteFile(source, []byte(page), 0o600))
		run("--no-pdf-header-footer", "--print-to-pdf="+target, "file://"+source)
		f, r, err := pdf.Open(target)
		require.NoError(t, err)
		require.LessOrEqual(t, r.NumPage(), c.most, "%s on %s", c.name, c.paper)
		require.NoError(t, f.Close())
	}
}

// TestChartFileIsAnImage opens a file as pages embed it: as an image, without what stands around it.
func TestChartFileIsAnImage(t *testing.T) {
	t.Parallel()
	run := chromium(t)
	dir := t.TempDir()
	file := render.ReviewCharts(typicalReview(t))[1]
	require.Equal(t, "chart-02-product.activation_d1.svg", file.Name)
	require.NoError(t, os.WriteFile(filepath.Join(dir, file.Name), []byte(file.SVG), 0o600))
	page := filepath.Join(dir, "page.html")
	require.NoError(t, os.WriteFile(page, []byte(`<img src="`+file.Name+`"><script>addEventListener("load", () => document.body.dataset.size = document.images[0].naturalWidth)</script>`), 0o600))
	require.Regexp(t, `data-size="[1-9]\d\d"`, string(run("--dump-dom", "file://"+page)))
}
