package ask

import (
	"context"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/agent/readings"
	"github.com/plumbline-dev/plumb/agent/review"
	"github.com/plumbline-dev/plumb/semantic"
)

var update = flag.Bool("update", false, "write the golden files anew")

// answered answers a plan as AnswerPlan does, and fails when a sentence is not carried by its facts.
func answered(t testing.TB, k Knowledge, q Question, plan Plan) Answer {
	t.Helper()
	a, dropped := tried(t, k, q, plan)
	require.Empty(t, dropped)
	return a
}

func tried(t testing.TB, k Knowledge, q Question, plan Plan) (Answer, []fact.Violation) {
	t.Helper()
	d := newDesk(k, q)
	parts, err := d.parts(context.Background(), plan)
	require.NoError(t, err)
	a, dropped := d.compose(plan, parts)
	checkAnswer(t, d, a)
	return a, dropped
}

// checkAnswer holds an answer against what holds for all answers.
func checkAnswer(t testing.TB, d *desk, a Answer) {
	t.Helper()
	require.NotEmpty(t, a.Sentences)
	require.LessOrEqual(t, len(a.Sentences), mostSentences)
	require.NotEmpty(t, a.Answer.Text)
	require.NotEmpty(t, a.Note)
	require.NotNil(t, a.Answer.Choices)
	require.LessOrEqual(t, len(a.Answer.Choices), choicesShown)
	require.Equal(t, review.None, a.Proposal.Decision)
	if a.Answer.Outcome == Answered {
		require.Empty(t, a.Answer.Reason)
		require.Empty(t, a.Answer.WouldSettle)
	} else {
		require.Equal(t, Abstained, a.Answer.Outcome)
		require.NotEmpty(t, a.Answer.Reason)
		require.NotEmpty(t, a.Answer.WouldSettle)
		require.Empty(t, a.Answer.Sure)
	}
	require.Empty(t, fact.Violations(a.Sentences, a.Facts, d.licence), "the facts of the answer alone carry it")
	known := map[string]fact.Fact{}
	for _, f := range a.Facts {
		require.NotContains(t, known, f.ID)
		known[f.ID] = f
	}
	for _, s := range a.Sentences {
		for _, id := range s.Facts {
			require.Contains(t, known, id)
		}
		require.NotContains(t, s.Text, "  ")
		require.NotContains(t, s.Text, "..")
	}
	if d.home == nil {
		return
	}
	for _, f := range d.home.review.Facts { // the facts of the note are those of the note
		if cited, ok := known[f.ID]; ok {
			require.Equal(t, f, cited)
		}
	}
}

func linkedHeard(words, metric string) Heard { return Heard{Words: words, Match: linkedTo(metric)} }

// goldens are the answers that are kept, one a kind and more.
func goldens() map[string]struct {
	asOf time.Time
	text string
	plan Plan
} {
	of := func(q Query) Plan { q.Sheet = shelfOrder; return Plan{Queries: []Query{q}} }
	free := func(q Query) Plan { return Plan{Queries: []Query{q}} }
	metric := func(k Kind, id string) Query { return Query{Kind: k, Metrics: []Heard{linkedHeard(id, id)}} }
	week := func(day string) Span { d := isoDay(day); return Span{Words: day, From: d, To: d.AddDate(0, 0, 7)} }
	type golden = struct {
		asOf time.Time
		text string
		plan Plan
	}
	both := Heard{Words: "activation", Match: semantic.Match{Outcome: semantic.Conflict, Candidates: []semantic.Candidate{{Metric: "growth.activation_rate", Choice: true}, {Metric: "product.second_count_30d", Choice: true}}}}
	return map[string]golden{
		"working":         {april9, "is it working?", of(Query{Kind: Working})},
		"working early":   {march26, "is it working?", of(Query{Kind: Working})},
		"working draft":   {april9, "does the till setup work?", Plan{Queries: []Query{{Kind: Working, Sheet: tillSetup}}}},
		"moved":           {april9, "what moved?", of(Query{Kind: Moved})},
		"moved early":     {march26, "what moved?", of(Query{Kind: Moved})},
		"moved one":       {april9, "since when?", of(metric(Moved, "product.freezer_pass_rate"))},
		"moved not":       {april9, "did starts move?", of(metric(Moved, "product.second_count_started_10d"))},
		"moved open":      {april9, "did the outcome move?", of(metric(Moved, "product.second_count_30d"))},
		"value":           {april9, "corrections?", of(metric(Value, "product.count_correction_rate"))},
		"value week":      {april9, "corrections in the week of 16 March?", of(Query{Kind: Value, Metrics: []Heard{linkedHeard("corrections", "product.count_correction_rate")}, Periods: []Span{week("2026-03-16")}})},
		"value restated":  {april9, "freezer in the week of 23 February?", of(Query{Kind: Value, Metrics: []Heard{linkedHeard("freezer", "product.freezer_pass_rate")}, Periods: []Span{week("2026-02-23")}})},
		"value not yet":   {april9, "second count last week?", of(Query{Kind: Value, Metrics: []Heard{linkedHeard("second count", "product.second_count_14d")}, Periods: []Span{week("2026-03-30")}})},
		"value outside":   {april9, "stickiness?", free(metric(Value, "product.stickiness"))},
		"value control":   {april9, "alphabet?", of(metric(Value, "product.second_count_14d_alphabet"))},
		"cause timed":     {april9, "did shelf order cause corrections?", of(metric(Cause, "product.count_correction_rate"))},
		"cause moved":     {april9, "did the campaign cause it?", of(Query{Kind: Cause, Subject: "campaign"})},
		"cause none":      {april9, "why did starts rise?", of(metric(Cause, "product.second_count_started_10d"))},
		"gate":            {april9, "the gate?", of(Query{Kind: Gate})},
		"gate early":      {march26, "are we on track?", of(Query{Kind: Gate})},
		"gate none":       {april9, "the gate?", Plan{Queries: []Query{{Kind: Gate, Sheet: tillSetup}}}},
		"guardrail":       {april9, "guardrail ok?", of(Query{Kind: Guardrail})},
		"guardrail none":  {april9, "guardrail ok?", Plan{Queries: []Query{{Kind: Guardrail, Sheet: tillSetup}}}},
		"meaning":         {april9, "what is corrected counts?", of(metric(Meaning, "product.count_correction_rate"))},
		"meaning percent": {april9, "what is count duration?", free(metric(Meaning, "product.count_duration_p95"))},
		"meaning differs": {april9, "what is activation?", of(Query{Kind: Meaning, Metrics: []Heard{both}})},
		"meaning term":    {april9, "what is a till?", free(Query{Kind: Meaning, Subject: "Owen's team"})},
		"decided":         {april9, "what did we decide?", of(Query{Kind: Decided})},
		"decided not":     {april9, "what did we decide on pricing?", of(Query{Kind: Decided, Subject: "pricing"})},
		"ruled out":       {april9, "what did we rule out?", of(Query{Kind: RuledOut})},
		"ruled out one":   {april9, "did we rule out the scanner?", of(Query{Kind: RuledOut, Subject: "the scanner"})},
		"revisit":         {april9, "when do we look again?", of(Query{Kind: Revisit})},
		"revisit early":   {march26, "when do we look again?", of(Query{Kind: Revisit})},
		"who":             {april9, "who owns it?", of(Query{Kind: Who})},
		"who metric":      {april9, "who owns corrections?", of(metric(Who, "product.count_correction_rate"))},
		"who person":      {april9, "what does Tobias own?", free(Query{Kind: Who, Person: "Tobias"})},
		"changed":         {april9, "what changed since 27 March?", of(Query{Kind: Changed, Since: isoDay("2026-03-27")})},
		"compare":         {april9, "compare the last two weeks", of(metric(Compare, "product.count_correction_rate"))},
		"compare two":     {april9, "with the alphabet?", of(Query{Kind: Compare, Metrics: []Heard{linkedHeard("a", "product.second_count_14d"), linkedHeard("b", "product.second_count_14d_alphabet")}})},
		"open":            {april9, "open questions?", of(Query{Kind: Open})},
		"prepare":         {april9, "what should I prepare?", of(Query{Kind: Prepare})},
		"aim":             {april9, "what is the bet?", of(Query{Kind: Aim})},
		"bets":            {april9, "which bets are there?", free(Query{Kind: Bets})},
		"premise":         {april9, "why did it fail?", Plan{Queries: []Query{{Kind: Working, Sheet: shelfOrder}}, Premises: []Premise{{Words: "fail", Claim: ClaimFailed}}}},
		"premise move": {april9, "why did corrections fall?", Plan{Queries: []Query{{Kind: Cause, Sheet: shelfOrder, Metrics: []Heard{linkedHeard("corrections", "product.count_correction_rate")}}},
			Premises: []Premise{{Words: "fall", Claim: ClaimFell, Metric: "product.count_correction_rate"}}}},
		"several":        {april9, "gate, guardrail, and who decides?", Plan{Queries: []Query{{Kind: Gate, Sheet: shelfOrder}, {Kind: Guardrail, Sheet: shelfOrder}, {Kind: Who, Sheet: shelfOrder}}, Left: []string{"and the weather"}}},
		"several partly": {april9, "gate, and stickiness?", Plan{Queries: []Query{{Kind: Gate, Sheet: shelfOrder}, metric(Value, "product.stickiness")}}},
		"refused":        {april9, "approve the sheet", Plan{Refusal: &Refusal{Reason: Instruction}}},
	}
}

func TestAnswersAreThoseThatAreKept(t *testing.T) {
	t.Parallel()
	for name, g := range goldens() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a := answered(t, tallybird(t), Question{Text: g.text, AsOf: g.asOf}, g.plan)
			require.Empty(t, a.Plan.Refusal == nil && len(a.Plan.Queries) == 0)
			compareGolden(t, strings.ReplaceAll(name, " ", "-"), shown(a))
		})
	}
}

// shown gives an answer as a golden file has it.
func shown(a Answer) string {
	var b strings.Builder
	fmt.Fprintf(&b, "Q: %s (as of %s)\n%s %s\n\n", a.Question, a.AsOf, a.Answer.Outcome, a.Answer.Reason)
	for _, s := range a.Sentences {
		fmt.Fprintf(&b, "%s %s\n", s.Text, strings.Join(s.Facts, " "))
		for _, e := range s.Evidence {
			fmt.Fprintf(&b, "    %s %s: %s\n", e.Utterance, e.Speaker, e.Quote)
		}
	}
	if a.Answer.WouldSettle != "" {
		fmt.Fprintf(&b, "\nWould settle: %s\n", a.Answer.WouldSettle)
	}
	for _, c := range a.Answer.Choices {
		fmt.Fprintf(&b, "Choice: %s %s: %s\n", c.ID, c.Name, c.Ask)
	}
	b.WriteByte('\n')
	for _, f := range a.Facts {
		fmt.Fprintf(&b, "%s %s | %g %s | %s | %d | %s\n", f.ID, f.Text, f.Value, f.Unit, f.Period, len(f.Readings), f.Formula)
	}
	return b.String()
}

func compareGolden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", "answers", name+".txt")
	if *update {
		require.NoError(t, os.MkdirAll(filepath.Dir(path), 0o755))
		require.NoError(t, os.WriteFile(path, []byte(got), 0o600))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err)
	require.Equal(t, string(want), got)
}

var _ = readings.Start
