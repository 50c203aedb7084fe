package render_test

import (
	"bytes"
	"fmt"
	"math/rand/v2"
	"regexp"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/agent/review"
	"github.com/plumbline-dev/plumb/agent/signal"
	"github.com/plumbline-dev/plumb/internal/render"
)

func reviewText(t *testing.T, v review.Version, opts render.TerminalOptions) string {
	t.Helper()
	return show(t, func(buf *bytes.Buffer) error { return render.ReviewTerminal(buf, v, opts) })
}

func reviewMarkdown(t *testing.T, v review.Version) string {
	t.Helper()
	return show(t, func(buf *bytes.Buffer) error {
		return render.ReviewMarkdown(buf, v, render.ReviewCharts(v.Review), "week 12 (final)")
	})
}

func reviewHTML(t *testing.T, v review.Version) string {
	t.Helper()
	return show(t, func(buf *bytes.Buffer) error { return render.ReviewHTML(buf, v) })
}

func TestReviewGolden(t *testing.T) {
	t.Parallel()
	typical, quiet := drafted(typicalReview(t)), approved(quietReview(t))
	golden(t, "review-typical.txt", []byte(reviewText(t, typical, render.TerminalOptions{})))
	golden(t, "review-typical-full.txt", []byte(reviewText(t, typical, render.TerminalOptions{Evidence: render.EvidenceFull})))
	golden(t, "review-quiet.txt", []byte(reviewText(t, quiet, render.TerminalOptions{})))
	golden(t, "review-typical.md", []byte(reviewMarkdown(t, typical)))
	golden(t, "review-quiet.html", []byte(reviewHTML(t, quiet)))
	golden(t, "review-typical.html", []byte(reviewHTML(t, typical)))
}

// TestReviewFitsAScreen holds the view to the screens that it is made for.
func TestReviewFitsAScreen(t *testing.T) {
	t.Parallel()
	require.LessOrEqual(t, strings.Count(reviewText(t, drafted(typicalReview(t)), render.TerminalOptions{}), "\n"), 36)
	require.LessOrEqual(t, strings.Count(reviewText(t, drafted(quietReview(t)), render.TerminalOptions{}), "\n"), 16, "a quiet week is short")
	for _, width := range []int{40, 66, 80, 100} {
		for _, v := range []review.Version{drafted(typicalReview(t)), approved(quietReview(t)), drafted(busyReview(t)), {}} {
			requireScreen(t, reviewText(t, v, render.TerminalOptions{Width: width, Evidence: render.EvidenceFull}), width)
		}
	}
	colored := reviewText(t, drafted(typicalReview(t)), render.TerminalOptions{Color: true})
	require.Equal(t, reviewText(t, drafted(typicalReview(t)), render.TerminalOptions{}), withoutColor(colored), "colour only repeats the words")
}

// TestReviewSaysHowItStands shows every state; one that is not known never looks good.
func TestReviewSaysHowItStands(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		gate      signal.GateState
		guardrail signal.GuardrailState
		decision  review.Choice
		words     string
	}{
		{signal.GatePassed, signal.GuardrailOK, review.Continue, "Gate: passed   Guardrail: ok   Proposal: continue"},
		{signal.GateFailed, signal.GuardrailBreached, review.Stop, "Gate: missed   Guardrail: breached   Proposal: stop"},
		{signal.GateInconclusive, signal.GuardrailBurning, review.Change, "Gate: inconclusive   Guardrail: close to a breach   Proposal: change"},
		{signal.GateUnknown, signal.GuardrailUnknown, review.None, "Gate: unknown   Guardrail: unknown   Proposal: nothing yet"},
		{signal.GateNotDue, "", "", "Gate: not due   Guardrail: unknown   Proposal: unknown"},
		{"fine", "fine", "fine", "Gate: unknown   Guardrail: unknown   Proposal: unknown"},
	} {
		r := quietReview(t)
		r.Gate.State, r.Guardrail.State, r.Proposal.Decision = c.gate, c.guardrail, c.decision
		require.Contains(t, reviewText(t, drafted(r), render.TerminalOptions{}), c.words)
		good := strings.Count(c.words, "passed") + strings.Count(c.words, "ok") + strings.Count(c.words, "continue")
		require.Equal(t, good, strings.Count(reviewHTML(t, drafted(r)), `class="word good"`), c.words)
	}
	for state, words := range map[agent.State]string{
		agent.StateDraft: "Draft. Nothing of it counts until a person approves it.", agent.StateRejected: "Rejected. Nothing of it counts.",
		agent.StateSuperseded: "Superseded by a newer version. Nothing of it counts any more.", agent.StateApproved: "Approved by Jun Park on 25 May 2026, 09:20 UTC.",
	} {
		v := approved(quietReview(t))
		v.State = state
		require.Contains(t, reviewText(t, v, render.TerminalOptions{}), words)
		require.Contains(t, reviewMarkdown(t, v), "**"+words+"**")
		require.Contains(t, reviewHTML(t, v), `<p class="status `+string(state)+`" dir="auto">`+words)
	}
}

// TestReviewFoldsWhatIsQuiet draws large what needs a look only.
func TestReviewFoldsWhatIsQuiet(t *testing.T) {
	t.Parallel()
	folded := func(r review.Review) []string {
		var out []string
		_, quiet, _ := strings.Cut(reviewHTML(t, drafted(r)), `>Quiet</h2>`)
		for _, m := range regexp.MustCompile(`<summary><span dir="auto"><b>([^<]*)</b>`).FindAllStringSubmatch(quiet, -1) {
			out = append(out, m[1])
		}
		return out
	}
	r := typicalReview(t)
	require.Equal(t, []string{"Wrong mappings", "Second source connected", "Imports finished without a help article"}, folded(r))
	r.Guardrail.State = signal.GuardrailUnknown
	require.Equal(t, []string{"Second source connected", "Imports finished without a help article"}, folded(r), "a guardrail that is not known needs a look")
	require.Equal(t, []string{"Wrong mappings", "Imports finished without a help article"}, folded(quietReview(t)))
}

// requireLinked holds the page to ids of its own and links that lead somewhere, in both directions.
func requireLinked(t *testing.T, page string) {
	t.Helper()
	ids := map[string]bool{}
	for _, m := range regexp.MustCompile(`\sid="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		require.False(t, ids[m[1]], "%s is there twice", m[1])
		ids[m[1]] = true
	}
	for _, m := range regexp.MustCompile(`href="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		require.Regexp(t, `^#(fact|cite)-\d+$`, m[1])
		require.True(t, ids[m[1][1:]], "%s leads nowhere", m[1])
	}
	for _, m := range regexp.MustCompile(`aria-labelledby="([^"]*)"`).FindAllStringSubmatch(page, -1) {
		for id := range strings.FieldsSeq(m[1]) {
			require.True(t, ids[id], id)
		}
	}
}

func TestReviewHTMLLinksBothWays(t *testing.T) {
	t.Parallel()
	page := reviewHTML(t, drafted(typicalReview(t)))
	requireLinked(t, page)
	require.Equal(t, 6, strings.Count(page, `href="#fact-`))
	require.Equal(t, 6, strings.Count(page, `href="#cite-`))
	require.NotContains(t, page, "[F1]")
	require.Contains(t, page, "sha256:3f9a1c2b7d5e60718293a4b5c6d7e8f90112233445566778899aabbccddeeff0")
}

func TestReviewMarkdownResolvesFootnotes(t *testing.T) {
	t.Parallel()
	text := reviewMarkdown(t, drafted(typicalReview(t)))
	for _, m := range regexp.MustCompile(`\[\^F(\d+)\]([^:]|$)`).FindAllStringSubmatch(text, -1) {
		require.Contains(t, text, "\n[^F"+m[1]+"]: ")
	}
	for _, c := range render.ReviewCharts(typicalReview(t)) {
		require.Contains(t, text, "](week%2012%20%28final%29/"+c.Name+")")
	}
	require.NotContains(t, show(t, func(buf *bytes.Buffer) error { return render.ReviewMarkdown(buf, drafted(typicalReview(t)), nil, "") }), "![")
}

// review makes a review full of hostile text.
func (h hostile) review() review.Version {
	r := review.Review{Sheet: h.maybe(), Title: h.maybe(), Owner: h.maybe(), AsOf: h.pick([]string{"2026-05-25", "", "soon"}), Engine: agent.Engine{Name: h.text(), Model: h.maybe()}}
	for range h.IntN(5) {
		r.Facts = append(r.Facts, fact.Fact{ID: h.pick([]string{"F1", "F2", "F3", h.text()}), Text: h.text(), Formula: h.maybe(), Readings: strings.Fields(h.maybe())})
	}
	for range h.IntN(8) {
		r.Sentences = append(r.Sentences, fact.Sentence{Text: h.text(), Section: h.maybe(), Author: h.maybe(), Evidence: h.evidence(), Facts: []string{h.pick([]string{"F1", "F2", "F9"}), h.maybe()}})
	}
	for range h.IntN(5) {
		s := review.Signal{Metric: h.text(), Name: h.maybe(), Unit: h.unit(), Direction: agent.Direction(h.maybe()), Chart: h.chart(), Explanation: h.maybe(), Restated: h.IntN(3),
			Verdict:  signal.Verdict{Outcome: signal.Outcome(h.pick([]string{"moved_up", "moved_down", "no_change_detected", "insufficient_data", "blocked", ""})), Since: h.maybe(), Reason: h.maybe(), MDE: h.number(), Level: h.number()},
			Evidence: signal.Evidence(h.maybe())}
		for range h.IntN(3) {
			s.Checks = append(s.Checks, signal.Check{Severity: signal.Severity(h.pick([]string{"block", "warn"})), Message: h.text(), Next: h.maybe()})
		}
		r.Signals = append(r.Signals, s)
	}
	r.Gate.Detail, r.Gate.Metric, r.Guardrail.Detail, r.Proposal.Rationale = h.maybe(), h.maybe(), h.maybe(), h.maybe()
	v := drafted(r)
	v.ID, v.ContentHash = h.maybe(), h.maybe()
	v.State = agent.State(h.pick([]string{"draft", "approved", "rejected", "x\" onload=\"y"}))
	if h.IntN(2) == 0 {
		v.Approval = &agent.Approval{By: agent.Actor{Kind: agent.PersonActor, Name: h.maybe()}}
	}
	return v
}

// TestReviewHostile holds every view of a review against text that wants to be more than text.
func TestReviewHostile(t *testing.T) {
	t.Parallel()
	known := map[string]bool{}
	for _, name := range strings.Fields("!DOCTYPE html head meta title style body main header p span h1 h2 h3 b a div section footer details summary svg desc rect path text table caption thead tbody tr th td ol li") {
		known[name], known["/"+name] = true, true
	}
	element := regexp.MustCompile(`<(/?[a-zA-Z!][a-zA-Z0-9]*)`)
	for seed := range uint64(60) {
		v := hostile{rand.New(rand.NewPCG(seed, 41))}.review()
		for _, width := range []int{40, 80} {
			requireScreen(t, reviewText(t, v, render.TerminalOptions{Width: width, Evidence: render.EvidenceFull}), width)
		}
		page := reviewHTML(t, v)
		require.Contains(t, page, `content="default-src 'none'; style-src 'unsafe-inline'"`)
		require.Empty(t, unseen(page), "seed %d", seed)
		require.NotContains(t, page, "ZgotmplZ", "seed %d", seed)
		for _, tag := range element.FindAllStringSubmatch(page, -1) {
			require.True(t, known[tag[1]], "seed %d: element %s", seed, tag[1])
		}
		requireLinked(t, page)
		text := reviewMarkdown(t, v)
		require.NotRegexp(t, `(^|[^\\])<[a-zA-Z!/]`, text, "seed %d", seed)
		for _, c := range render.ReviewCharts(v.Review) {
			require.Regexp(t, `^chart-\d\d-[a-z0-9._-]*\.svg$`, c.Name)
		}
		require.Len(t, regexp.MustCompile(`(^|\n)!\[`).FindAllString(text, -1), countCharts(v), "seed %d", seed)
	}
}

func countCharts(v review.Version) int { return len(v.Signals) }

func BenchmarkReviewHTML(b *testing.B) {
	v := review.Version{Review: review.Review{Title: "a"}}
	for i := range 12 {
		s := review.Signal{Metric: fmt.Sprint(i), Chart: review.Chart{Period: signal.Week}}
		for k, value := range noisy(52, 30, 4) {
			s.Chart.Points = append(s.Chart.Points, signal.PointView{Period: monday(k).Format("2006-01-02"), Value: value, Complete: true})
		}
		v.Signals = append(v.Signals, s)
	}
	for b.Loop() {
		var buf bytes.Buffer
		if err := render.ReviewHTML(&buf, v); err != nil {
			b.Fatal(err)
		}
	}
}

// TestReviewMarkdownMakesNoLinks shows that an address that stands in a note stays text.
func TestReviewMarkdownMakesNoLinks(t *testing.T) {
	t.Parallel()
	r := typicalReview(t)
	r.Sentences[0].Text = "See http://evil.example and www.evil.example."
	r.Signals[0].Name = "https://evil.example"
	var buf bytes.Buffer
	require.NoError(t, render.ReviewMarkdown(&buf, review.Version{Review: r}, nil, ""))
	require.Contains(t, buf.String(), `See http\://evil.example and www\.evil.example.`)
	require.NotContains(t, buf.String(), "s://")
}
