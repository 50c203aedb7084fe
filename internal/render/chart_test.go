package render_test

import (
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"math"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent/review"
	"github.com/plumbline-dev/plumb/agent/signal"
	"github.com/plumbline-dev/plumb/internal/render"
)

var nan = math.NaN()

// drawnCase is a chart that has to be legible.
type drawnCase struct {
	chart review.Chart
	unit  string
}

// seriesChart judges values of any period from a day on, as whole numbers of periods.
func seriesChart(t *testing.T, period signal.Period, from string, v ...float64) review.Chart {
	t.Helper()
	start, err := time.Parse(time.DateOnly, from)
	require.NoError(t, err)
	points := make([]signal.Point, len(v))
	for i := range v {
		points[i] = signal.Point{Slot: signal.Slot{Start: period.Add(start, i)}, Value: v[i], Complete: true}
	}
	j, err := signal.Judge(signal.NewSeries(period, points), signal.Options{})
	require.NoError(t, err)
	return review.Chart{Period: period, Baseline: j.Baseline, Points: j.Points}
}

// noisy gives values around a level.
func noisy(n int, level, noise float64) []float64 {
	r := rand.New(rand.NewPCG(uint64(n), 4))
	out := make([]float64, n)
	for i := range out {
		out[i] = level + noise*r.NormFloat64()
	}
	return out
}

// rates are weeks whose denominators differ, so that their limits do.
func rates(t *testing.T) review.Chart {
	t.Helper()
	var points []signal.Point
	for i := range 20 {
		den := float64(300 + 250*(i%4))
		num := math.Round(den * (0.08 + 0.01*math.Sin(float64(i)*2)))
		points = append(points, signal.Point{Slot: signal.Slot{Start: monday(i)}, Value: 100 * num / den, Numerator: num, Denominator: den, HasRate: true, Complete: true})
	}
	j, err := signal.Judge(signal.NewSeries(signal.Week, points), signal.Options{})
	require.NoError(t, err)
	require.NotEqual(t, j.Points[0].Upper, j.Points[1].Upper, "limits follow the denominator")
	return review.Chart{Period: j.Period, Baseline: j.Baseline, Points: j.Points}
}

// drawnCases are charts of every kind that a series can give.
func drawnCases(t *testing.T) map[string]drawnCase {
	t.Helper()
	week := func(v ...float64) review.Chart { return seriesChart(t, signal.Week, "2026-01-05", v...) }
	scaled := func(by float64) review.Chart {
		v := noisy(20, 3*by, 0.2*by)
		return week(v...)
	}
	crowd := week(noisy(26, 50, 4)...)
	crowd.Gate = &review.Line{Label: "guardrail < 55.5 users", Value: 55.5}
	for i := range 12 {
		crowd.Marks = append(crowd.Marks, review.Mark{On: monday(10+i/2).AddDate(0, 0, 3*(i%2)).Format(time.DateOnly), Label: fmt.Sprintf("release %d with a name that goes on for longer than anybody would like to read", i)})
	}
	crowd.Marks = append(crowd.Marks, review.Mark{On: "2026-07-02", Label: "the import step is there for every new workspace in Europe", Start: true}, review.Mark{On: "2025-01-01", Label: "long before"},
		review.Mark{On: "some day", Label: "not a date"})
	far := week(noisy(20, 3, 0.2)...)
	far.Gate = &review.Line{Label: "gate >= 40%", Value: 40}
	below := week(noisy(20, 3, 0.2)...)
	below.Gate = &review.Line{Label: "gate <= -40%", Value: -40}
	early := week(noisy(20, 8, 2)...)
	early.Marks = []review.Mark{{On: "2026-01-06", Label: "mapping step for everyone", Start: true}}
	broken := week(noisy(9, 8, 2)...)
	broken.Points[2].Value, broken.Points[3].Value, broken.Points[4].Period = nan, math.Inf(1), "2026-13-45"
	broken.Points[5].Value, broken.Baseline.Mean = 1e305, math.Inf(-1)
	days := seriesChart(t, signal.Day, "2026-01-05", noisy(40, 20, 3)...)
	days.Points = slices.DeleteFunc(days.Points, func(p signal.PointView) bool {
		day, err := time.Parse(time.DateOnly, p.Period)
		return err != nil || day.Weekday() == time.Saturday || day.Weekday() == time.Sunday
	})
	gap := week(noisy(20, 8, 2)...)
	gap.Points = slices.Delete(gap.Points, 6, 9)
	huge := week(1, 2, 3, 4, 5, 6)
	for i, v := range []float64{-1e300, 1e300, -1e299, 4e299, 2, 1e300} {
		huge.Points[i].Value, huge.Points[i].Lower, huge.Points[i].Upper = v, -9e299, 9e299
	}
	typical := typicalReview(t)
	return map[string]drawnCase{
		"typical": {typical.Signals[1].Chart, "%"}, "crowd": {crowd, "active users of the second kind"}, "far": {far, "%"}, "below": {below, "%"}, "early": {early, "ms"},
		"weeks-520": {seriesChart(t, signal.Week, "2016-01-04", noisy(520, 30, 4)...), "%"}, "days-520": {seriesChart(t, signal.Day, "2025-01-01", noisy(520, 1e6, 3e4)...), "EUR"},
		"days-3650": {seriesChart(t, signal.Day, "2016-01-01", noisy(3650, 100, 10)...), ""}, "workweek": {days, ""}, "rates": {rates(t), "%"}, "gap": {gap, "h"},
		"months": {seriesChart(t, signal.Month, "2024-11-01", noisy(18, 1.2e9, 1e8)...), "EUR"}, "quarters": {seriesChart(t, signal.Quarter, "2023-01-01", noisy(10, 5, 1)...), ""},
		"years": {seriesChart(t, signal.Year, "1990-01-01", noisy(36, 5, 1)...), ""}, "two": {week(4, 5), ""}, "one": {week(4), "%"}, "zero": {week(0), ""}, "none": {review.Chart{}, "%"},
		"flat": {week(7, 7, 7, 7, 7, 7, 7, 7), "%"}, "nought": {week(0, 0, 0, 0, 0, 0, 0), ""}, "negative": {scaled(-100), "EUR"}, "tiny": {scaled(1e-9), ""}, "tiniest": {scaled(1e-310), ""},
		"large": {scaled(3e11), ""}, "larger": {scaled(1e22), ""}, "huge": {huge, ""}, "close": {week(noisy(20, 1e9, 1e-3)...), "s"}, "broken": {broken, "%"},
		"nameless period": {review.Chart{Points: []signal.PointView{{Period: "2026-01-05", Value: 3}, {Period: "2026-01-08", Value: 4}}}, ""},
	}
}

func drawn(name string, c drawnCase) string {
	return render.Chart(c.chart, render.ChartOptions{ID: regexp.MustCompile(`\W`).ReplaceAllString(name, "-"), Name: name, Unit: c.unit, Sentence: "No change detected; a lasting shift of 4.1 percentage points or more would mostly be seen within eight weeks."})
}

// TestChartGolden holds drawings that a person has looked at.
func TestChartGolden(t *testing.T) {
	t.Parallel()
	cases := drawnCases(t)
	for _, name := range []string{"typical", "rates", "none"} {
		golden(t, "chart-"+name+".svg", []byte(drawn(name, cases[name])))
	}
}

// elementsOf reads SVG strictly and counts its elements by name and class.
func elementsOf(t *testing.T, svg string) map[string]int {
	t.Helper()
	found := map[string]int{}
	d := xml.NewDecoder(strings.NewReader(svg))
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return found
		}
		require.NoError(t, err, svg)
		if e, ok := token.(xml.StartElement); ok {
			name := e.Name.Local
			for _, a := range e.Attr {
				if a.Name.Local == "class" {
					name += "." + a.Value
				}
			}
			found[name]++
		}
	}
}

var svgElement = regexp.MustCompile(`^(svg|title|desc|style|rect|path|text)(\.|$)`)

// TestChartIsOneSafeImage reads every kind of chart as strict XML: an image with a name and a description that needs
// nothing from elsewhere, whose coordinates are numbers.
func TestChartIsOneSafeImage(t *testing.T) {
	t.Parallel()
	for name, c := range drawnCases(t) {
		svg := drawn(name, c)
		require.Equal(t, svg, drawn(name, c), "%s is drawn alike each time", name)
		requireSafeSVG(t, name, svg)
		require.Contains(t, svg, `role="img" aria-labelledby="`+regexp.MustCompile(`\W`).ReplaceAllString(name, "-")+`-title `, name)
		require.Regexp(t, `<desc id="[\w-]+-desc">No change detected; a lasting shift of 4.1 `, svg, name)
	}
}

func requireSafeSVG(t *testing.T, name, svg string) {
	t.Helper()
	for element := range elementsOf(t, svg) {
		require.Regexp(t, svgElement, element, name)
	}
	require.NotRegexp(t, `"[^"<]*(NaN|Inf)[^"<]*"`, svg, name)
	require.NotRegexp(t, `(?i)href|url\(|@import|\son\w+=`, regexp.MustCompile(`>[^<]*<`).ReplaceAllString(svg, "><"), name)
	require.Equal(t, 1, strings.Count(svg, "http"), "%s names its namespace and nothing else", name)
}

func TestChartShowsShapesBesidesColours(t *testing.T) {
	t.Parallel()
	cases := drawnCases(t)
	found := elementsOf(t, drawn("typical", cases["typical"]))
	for _, class := range []string{"dot", "mark square", "mark diamond", "hollow"} {
		require.Equal(t, map[bool]int{true: 1, false: 2}[class == "dot"], found["path."+class], class) // once on the chart, once in the legend
	}
	require.Equal(t, 1, found["path.gate"])
	require.Equal(t, 1, found["path.start"])
	require.Equal(t, 3, found["path.event"])
	require.Equal(t, 1, found["path.line open"], "to the week that is not over")
	flat := elementsOf(t, drawn("flat", cases["flat"]))
	require.Zero(t, flat["path.mark square"]+flat["path.mark diamond"], "a flat series is no pattern")
}

func TestChartLeavesGapsOpen(t *testing.T) {
	t.Parallel()
	cases := drawnCases(t)
	line := regexp.MustCompile(`<path class="line" d="([^"]*)"`)
	for name, strokes := range map[string]int{"gap": 2, "workweek": 1, "negative": 1, "broken": 2} {
		d := line.FindStringSubmatch(drawn(name, cases[name]))
		require.NotNil(t, d, name)
		require.Equal(t, strokes, strings.Count(d[1], "M"), "%s: %s", name, d[1])
	}
	require.NotContains(t, drawn("one", cases["one"]), `class="line"`)
	require.Contains(t, drawn("one", cases["one"]), `class="dot"`)
	require.Contains(t, drawn("none", cases["none"]), "no readings yet")
}

func TestChartStepsWithItsLimits(t *testing.T) {
	t.Parallel()
	cases := drawnCases(t)
	limit := regexp.MustCompile(`<path class="limit" d="([^"]*)"`)
	require.Equal(t, 19, strings.Count(limit.FindStringSubmatch(drawn("rates", cases["rates"]))[1], "V"), "every week has a limit of its own")
	require.NotContains(t, limit.FindStringSubmatch(drawn("typical", cases["typical"]))[1], "V")
}

func TestChartNamesAGateThatIsFarAway(t *testing.T) {
	t.Parallel()
	cases := drawnCases(t)
	require.Contains(t, drawn("far", cases["far"]), "↑ gate &gt;= 40%")
	require.Contains(t, drawn("below", cases["below"]), "↓ gate &lt;= -40%")
	require.NotContains(t, drawn("far", cases["far"]), `<path class="gate"`)
	require.Contains(t, drawn("typical", cases["typical"]), `<path class="gate"`)
}

// labelsOn gives what stands on the axis of the values.
func labelsOn(svg string) []string {
	var out []string
	for _, m := range regexp.MustCompile(`class="soft end">([^<]*)<`).FindAllStringSubmatch(svg, -1) {
		out = append(out, m[1])
	}
	return out
}

func TestChartTicksAreRound(t *testing.T) {
	t.Parallel()
	cases := drawnCases(t)
	for name, want := range map[string][]string{
		"typical": {"20%", "30%", "40%"}, "months": {"1.0bn", "1.2bn", "1.4bn"}, "huge": {"-1e+300", "-5e+299", "0", "5e+299", "1e+300"},
		"rates": {"4%", "6%", "8%", "10%", "12%"}, "nought": {"-1.0", "-0.5", "0", "0.5", "1.0"}, "negative": {"-350", "-300", "-250"}, "tiny": {"2.5e-09", "3e-09", "3.5e-09"},
	} {
		require.Equal(t, want, labelsOn(drawn(name, cases[name])), name)
	}
	dates := regexp.MustCompile(`class="soft mid">([^<]*)<`)
	for name, want := range map[string]string{"weeks-520": "2017", "months": "Jan 2025", "quarters": "Q1 2024", "typical": "5 Jan 2026", "days-3650": "2020", "years": "2000"} {
		var all []string
		for _, m := range dates.FindAllStringSubmatch(drawn(name, cases[name]), -1) {
			all = append(all, m[1])
		}
		require.Contains(t, all, want, name)
		require.LessOrEqual(t, len(all), 15, name)
	}
}

// hostileChart is a chart from numbers and words that nobody checked.
func (h hostile) chart() review.Chart {
	number := func() float64 {
		return []float64{h.number(), h.NormFloat64(), nan, math.Inf(1), math.Inf(-1), 0, math.MaxFloat64, -math.MaxFloat64, math.SmallestNonzeroFloat64}[h.IntN(9)]
	}
	day := func() string {
		return []string{monday(h.IntN(40)).Format(time.DateOnly), monday(h.IntN(40)).Format(time.DateOnly), "0001-01-01", "9999-12-31", "2026-02-30", "", h.text()}[h.IntN(7)]
	}
	c := review.Chart{Period: signal.Period(h.pick([]string{"day", "week", "month", "quarter", "year", "", "fortnight"})),
		Baseline: signal.Baseline{From: day(), To: day(), N: h.IntN(14), Mean: number(), Lower: number(), Upper: number()}}
	for range h.IntN(30) {
		c.Points = append(c.Points, signal.PointView{Period: day(), Value: number(), Lower: number(), Upper: number(), Complete: h.IntN(4) > 0, Signal: h.IntN(3) == 0,
			Rules: []signal.RuleName{signal.RuleName(h.text())}})
	}
	if h.IntN(2) == 0 {
		c.Gate = &review.Line{Label: h.maybe(), Value: number()}
	}
	for range h.IntN(5) {
		c.Marks = append(c.Marks, review.Mark{On: day(), Label: h.maybe(), Start: h.IntN(3) == 0})
	}
	return c
}

func TestChartHostile(t *testing.T) {
	t.Parallel()
	for seed := range uint64(150) {
		h := hostile{rand.New(rand.NewPCG(seed, 21))}
		svg := render.Chart(h.chart(), render.ChartOptions{Name: h.maybe() + "\uffff", Unit: h.unit(), Sentence: h.maybe()})
		elementsOf(t, svg)
		for element := range elementsOf(t, svg) {
			require.Regexp(t, svgElement, element, "seed %d", seed)
		}
		require.NotRegexp(t, `(x|y|d|width|height|viewBox)="[^"]*(NaN|Inf|e[+-])[^"]*"`, svg, "seed %d", seed)
		require.Empty(t, unseen(svg), "seed %d", seed)
	}
}

// contrast gives the contrast of two colours by the formula of WCAG 2.1, success criterion 1.4.3.
func contrast(a, b string) float64 {
	luminance := func(color string) float64 {
		var rgb [3]int
		_, _ = fmt.Sscanf(color, "#%02x%02x%02x", &rgb[0], &rgb[1], &rgb[2])
		sum := 0.0
		for i, weight := range []float64{0.2126, 0.7152, 0.0722} {
			v := float64(rgb[i]) / 255
			if v <= 0.04045 {
				v /= 12.92
			} else {
				v = math.Pow((v+0.055)/1.055, 2.4)
			}
			sum += weight * v
		}
		return sum
	}
	x, y := luminance(a), luminance(b)
	return (max(x, y) + 0.05) / (min(x, y) + 0.05)
}

// TestTextHasContrast holds the colours of text against those that it may stand on, in light and in dark.
func TestTextHasContrast(t *testing.T) {
	t.Parallel()
	require.InDelta(t, 21, contrast("#000000", "#ffffff"), 1e-9)
	var page strings.Builder
	require.NoError(t, render.ReviewHTML(&page, drafted(quietReview(t))))
	palettes := regexp.MustCompile(`\{( color-scheme: light dark;)?( --[^}]+)\}`).FindAllStringSubmatch(page.String(), -1)
	require.Len(t, palettes, 4, "page and charts, light and dark")
	for _, p := range palettes {
		color := map[string]string{}
		for _, m := range regexp.MustCompile(`--(\w+): (#\w{6});`).FindAllStringSubmatch(p[2], -1) {
			color[m[1]] = m[2]
		}
		for _, ground := range []string{"paper", "tint", "band"} {
			for _, text := range []string{"ink", "soft", "gate", "start", "accent", "warn", "stop", "good"} {
				if color[ground] != "" && color[text] != "" {
					require.GreaterOrEqual(t, contrast(color[text], color[ground]), 4.5, "%s %s on %s %s", text, color[text], ground, color[ground])
				}
			}
		}
		for _, shape := range []string{"values", "signal"} {
			if color[shape] != "" {
				require.GreaterOrEqual(t, contrast(color[shape], color["band"]), 3.0, shape)
			}
		}
	}
}

func BenchmarkChart520(b *testing.B) {
	c := review.Chart{Period: signal.Week}
	for i, v := range noisy(520, 30, 4) {
		c.Points = append(c.Points, signal.PointView{Period: monday(i).Format(time.DateOnly), Value: v, Complete: true})
	}
	for b.Loop() {
		if render.Chart(c, render.ChartOptions{Name: "activation"}) == "" {
			b.Fatal("nothing was drawn")
		}
	}
}
