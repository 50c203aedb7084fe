package narrate_test

import (
	"context"
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/agent/model"
	"github.com/plumbline-dev/plumb/agent/narrate"
	"github.com/plumbline-dev/plumb/agent/signal"
	"github.com/plumbline-dev/plumb/internal/llm/fake"
)

const prompt = "review-note/v1"

var facts = []fact.Fact{
	{ID: "F1", Text: "Returns with a label averaged 44.4% in the 3 weeks since the week of 2 March 2026", Value: 44.4, Unit: "%", Metric: "shop.labels", Name: "Returns with a label", Period: "2026-03-16"},
	{ID: "F2", Text: "the stage gate asks for at least 40% of Returns with a label by 20 March 2026", Value: 40, Unit: "%", Metric: "shop.labels", Name: "Returns with a label", Period: "2026-03-20"},
	{ID: "F3", Text: "Refunds stood at 9 refunds in the week of 16 March 2026", Value: 9, Unit: "{refund}", Metric: "shop.refunds", Name: "Refunds", Period: "2026-03-16"},
}

var sentences = []fact.Sentence{
	{Text: "The gate is passed: Returns with a label averaged 44.4% in the 3 weeks since the week of 2 March 2026, which is at least 40% and more than noise explains.", Facts: []string{"F1", "F2"}, Section: "In short"},
	{Text: "Refunds stood at 9 refunds in the week of 16 March 2026.", Facts: []string{"F3"}, Section: "Unmoved"},
	{Text: "Returns with a label averaged 44.4% in the 3 weeks since the week of 2 March 2026.", Facts: []string{"F1"}, Section: "Moved"},
}

func task(t testing.TB) narrate.Task {
	t.Helper()
	w := narrate.NewWording(narrate.Material{Facts: facts, Licence: func(string) signal.Evidence { return signal.EvidenceNone }, Bet: []string{"Return labels in the parcel"}})
	task := narrate.Task{Prompt: prompt, Role: model.Narrate, Facts: facts, Gate: w.Gate}
	for _, s := range sentences {
		p, ok := w.Point(s)
		require.True(t, ok, s.Text)
		task.Points = append(task.Points, p)
	}
	return task
}

func replyOf(t testing.TB, said ...[2]string) string {
	t.Helper()
	type sentence struct {
		Point string `json:"point"`
		Text  string `json:"text"`
	}
	all := []sentence{}
	for _, s := range said {
		all = append(all, sentence{s[0], s[1]})
	}
	raw, err := json.Marshal(map[string]any{"sentences": all})
	require.NoError(t, err)
	return string(raw)
}

const (
	better1 = "The gate is passed: in the 3 weeks since the week of 2 March 2026, Returns with a label averaged 44.4% [F1], at least 40% [F2] and more than noise explains."
	better2 = "In the week of 16 March 2026, Refunds stood at 9 refunds [F3]."
	wrong2  = "In the week of 16 March 2026, Refunds stood at 8 refunds [F3]."
	better3 = "In the 3 weeks since the week of 2 March 2026, Returns with a label averaged 44.4% [F1]."
)

// pieces is a model that replies in small pieces.
type pieces struct {
	text  string
	size  int
	after func() // each piece; nil for nothing
	ends  error
}

func (p pieces) Generate(_ context.Context, r model.Request) (model.Response, error) {
	for piece := range slices.Chunk([]byte(p.text), p.size) {
		if r.Stream != nil {
			r.Stream(string(piece))
		}
		if p.after != nil {
			p.after()
		}
	}
	return model.Response{Text: p.text, Model: "pieces", Finish: model.Stopped}, p.ends
}

// TestSentencesComeOneByOne makes sure that every sentence is told once, in order, as soon as it holds, and is what stands in the end.
func TestSentencesComeOneByOne(t *testing.T) {
	t.Parallel()
	work := task(t)
	for size := 1; size < 60; size += 7 {
		var heard []narrate.Text
		var when []int // how many were there after each piece
		work.Settled = func(place int, text narrate.Text) {
			require.Len(t, heard, place)
			heard = append(heard, text)
		}
		m := pieces{text: replyOf(t, [2]string{"P1", better1}, [2]string{"P2", better2}), size: size, after: func() { when = append(when, len(heard)) }}
		told, err := narrate.Tell(t.Context(), work, m)
		require.NoError(t, err)
		require.Equal(t, told.Texts, heard)
		require.Equal(t, 2, told.Reworded())
		require.Equal(t, sentences[2].Text, told.Texts[2].Text)
		require.Contains(t, when, 1, "the first was told before the second was there")
		require.Equal(t, 2, when[len(when)-1], "the third may still come until the reply ends")
	}
}

// TestWatchingChangesNothing makes sure that what stands is the same whether somebody hears it as it comes, and whatever follows what was heard.
func TestWatchingChangesNothing(t *testing.T) {
	t.Parallel()
	whole := replyOf(t, [2]string{"P1", better1}, [2]string{"P2", wrong2}, [2]string{"P3", better3})
	down, work := fake.Fail(model.Down, "nobody answers any more"), task(t)
	for name, c := range map[string]struct {
		text string
		ends error
		want []bool
	}{
		"whole":               {whole, nil, []bool{true, false, true}},
		"cut off":             {whole[:strings.Index(whole, `"P3"`)], model.Mark(context.DeadlineExceeded, model.CutOff), []bool{true, false, false}},
		"broken":              {whole + "}]", nil, []bool{true, false, true}},
		"two objects":         {whole + whole, nil, []bool{true, false, true}},
		"prose before":        {"Here you are:\n```json\n" + whole + "\n```", nil, []bool{true, false, true}},
		"other object before": {`{"approve":true}` + whole, nil, []bool{false, false, false}},
		"more than asked":     {strings.Replace(whole, `"point":"P3"`, `"approve":true,"point":"P3"`, 1), nil, []bool{true, false, false}},
		"nothing":             {"", nil, []bool{false, false, false}},
		"not a list":          {`{"sentences":{"point":"P1"}}`, nil, []bool{false, false, false}},
		"nested":              {`{"sentences":[{"point":"P1","text":{"text":"x"}}]}`, nil, []bool{false, false, false}},
	} {
		var results []narrate.Told
		for _, watched := range []bool{false, true} {
			settled := 0
			if work.Settled = nil; watched {
				work.Settled = func(int, narrate.Text) { settled++ }
			}
			first := pieces{text: c.text, size: 5, ends: c.ends}
			asked := 0
			m := answers(func(ctx context.Context, r model.Request) (model.Response, error) {
				if asked++; asked == 1 {
					return first.Generate(ctx, r)
				}
				return down(r)
			})
			told, err := narrate.Tell(t.Context(), work, m)
			require.NoError(t, err, name)
			require.LessOrEqual(t, asked, 2, name)
			if watched {
				require.Equal(t, len(work.Points), settled, name)
			}
			var by []bool
			for _, text := range told.Texts {
				by = append(by, text.ByModel)
			}
			require.Equal(t, c.want, by, name)
			results = append(results, told)
		}
		require.Equal(t, results[0], results[1], name)
	}
}

type answers func(context.Context, model.Request) (model.Response, error)

func (a answers) Generate(ctx context.Context, r model.Request) (model.Response, error) {
	return a(ctx, r)
}

func TestOneRepair(t *testing.T) {
	t.Parallel()
	m := fake.NewScripted(fake.Reply(replyOf(t, [2]string{"P1", better1}, [2]string{"P2", wrong2})), fake.Reply(replyOf(t, [2]string{"P1", "Nonsense [F1]."}, [2]string{"P2", better2})))
	told, err := narrate.Tell(t.Context(), task(t), m)
	require.NoError(t, err)
	require.Equal(t, []bool{true, true, false}, []bool{told.Texts[0].ByModel, told.Texts[1].ByModel, told.Texts[2].ByModel}, "what held once stands")
	require.Equal(t, narrate.Spent{Calls: 2, Repairs: 1, Usage: told.Spent.Usage}, told.Spent)
	require.Contains(t, m.Asked()[1].Repair.Problem, "9 refunds")
	require.Equal(t, agent.Engine{Name: agent.ModelEngine, Model: "fake", Prompt: prompt}, told.Engine(nameOf))
}

func nameOf(place int) string { return fmt.Sprintf("sentence %d", place+1) }

// TestThePersonIsToldWhatToDo makes sure that the reason why builtin words stand comes with a next step.
func TestThePersonIsToldWhatToDo(t *testing.T) {
	t.Parallel()
	wrong, work := fake.Reply(replyOf(t, [2]string{"P2", wrong2})), task(t)
	for reason, steps := range map[string][]fake.Step{
		"nobody answers. Try again.": {fake.Fail(model.Down, "nobody answers")},
		"the reply of the model is not what was asked for. Use a model that follows a JSON schema, or leave it to --engine builtin.": {fake.Reply("sure"), fake.Reply("sure")},
		"the model left every sentence as it was": {fake.Reply(replyOf(t))},
		`the model's words do not hold for: sentence 2 (it has to tell 9 refunds as it is written and in this order). Nothing is missing: the computed words stand there.`: {wrong, wrong},
	} {
		told, err := narrate.Tell(t.Context(), work, fake.NewScripted(steps...))
		require.NoError(t, err)
		require.Equal(t, agent.Engine{Name: agent.BuiltinEngine, FallbackReason: reason}, told.Engine(nameOf))
	}
}

func TestNothingToTell(t *testing.T) {
	t.Parallel()
	told, err := narrate.Tell(t.Context(), narrate.Task{Prompt: prompt}, fake.NewScripted())
	require.NoError(t, err)
	require.Empty(t, told.Texts)
	_, err = narrate.Tell(t.Context(), narrate.Task{Prompt: "none/v1", Points: task(t).Points}, fake.NewScripted())
	require.Error(t, err)
}

// TestBadModels makes sure that whatever a model says, what stands has the numbers and names of the points, within two calls.
func TestBadModels(t *testing.T) {
	t.Parallel()
	held, work := 0, task(t)
	for seed := range uint64(60) {
		for _, m := range []model.Model{fake.Obedient{Seed: seed}, fake.Noisy{Seed: seed}} {
			settled := 0
			work.Settled = func(int, narrate.Text) { settled++ }
			told, err := narrate.Tell(t.Context(), work, m)
			require.NoError(t, err)
			require.Equal(t, len(work.Points), settled)
			require.Zero(t, told.Reworded())
			require.LessOrEqual(t, told.Spent.Calls, 2)
			require.NotEmpty(t, told.Engine(nameOf).FallbackReason)
			for i, text := range told.Texts {
				require.Equal(t, work.Points[i].Text, text.Text)
				if text.Problem != "" && !strings.Contains(text.Problem, "cites") {
					held++
				}
			}
		}
	}
	require.Greater(t, held, 30, "the gate was asked, or nothing is tested")
}

// TestThePromptListsTheSmallWords keeps what the model is told and what it is held to the same.
func TestThePromptListsTheSmallWords(t *testing.T) {
	t.Parallel()
	m := fake.NewScripted(fake.Reply(replyOf(t)))
	_, err := narrate.Tell(t.Context(), task(t), m)
	require.NoError(t, err)
	_, listed, _ := strings.Cut(m.Asked()[0].System, "leave out: ")
	listed, _, _ = strings.Cut(listed, ".")
	words := strings.Split(listed, ", ")
	slices.Sort(words)
	told := slices.Compact(strings.Fields(strings.Join(words, " ")))
	slices.Sort(told)
	require.Equal(t, narrate.SmallWords(), slices.Compact(told))
}

func FuzzReply(f *testing.F) {
	f.Add(replyOf(f, [2]string{"P1", better1}, [2]string{"P2", wrong2}), 3)
	f.Add(`{"sentences":[{"point":"P1","text":"[F1[F2]]\u0000 ’ 44.4%"},{]`, 1)
	work := task(f)
	f.Fuzz(func(t *testing.T, text string, size int) {
		var outcomes []narrate.Told
		for _, watched := range []bool{false, true} {
			work.Settled = nil
			var heard []narrate.Text
			if watched {
				work.Settled = func(_ int, text narrate.Text) { heard = append(heard, text) }
			}
			told, err := narrate.Tell(t.Context(), work, pieces{text: text, size: max(1, size%50)})
			require.NoError(t, err)
			require.Len(t, told.Texts, len(work.Points))
			if watched {
				require.Equal(t, told.Texts, heard)
			}
			outcomes = append(outcomes, told)
		}
		require.Equal(t, outcomes[0], outcomes[1])
	})
}
