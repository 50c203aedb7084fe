package draft_test

import (
	"context"
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/draft"
	"github.com/plumbline-dev/plumb/agent/ground"
	"github.com/plumbline-dev/plumb/agent/model"
	"github.com/plumbline-dev/plumb/internal/llm/fake"
)

// secondReader composes by a script and answers the second reading, which it keeps, with a function.
type secondReader struct {
	script *fake.Scripted
	answer func(input string) string
	asked  []model.Request
}

func (s *secondReader) Generate(ctx context.Context, r model.Request) (model.Response, error) {
	if r.SchemaName != "draft_verify" {
		return s.script.Generate(ctx, r)
	}
	s.asked = append(s.asked, r)
	return model.Response{Text: s.answer(r.Input), Model: "second", Finish: model.Stopped}, nil
}

// composing names and composes most of the label meeting.
func composing(answer func(string) string) *secondReader {
	return &secondReader{answer: answer, script: fake.NewScripted(
		fake.Reply(places(
			"aim|u0001|get refunds out within three days|agreed",
			"lever|u0002|put a return label into every parcel|agreed",
			"because|u0002|because buyers wait days for one",
			"gate|u0004|at least 40% of returns carry it by 2026-03-31|agreed",
			"owner|u0006|I'll own that.|agreed",
			"ruled_out|u0008|print labels for gifts|agreed",
			"ruled_out|u0004|if not we stop|agreed",
		)),
		fake.Reply(sheetOf("return label", "aim|n1|", "lever|n2|", "because|n3|", "gate|n4|", "ruled_out|n5|", "owner|n6|", "ruled_out|n7|")))}
}

func readTwice(t *testing.T, m model.Model) (agent.Sheet, draft.Spent) {
	t.Helper()
	sources := []*agent.Transcript{labelMeeting()}
	d, spent, err := draft.Model(t.Context(), sources, draft.Options{Date: "2026-03-02"}, m)
	require.NoError(t, err)
	require.NoError(t, ground.Check(d.Sheet(), sources))
	requireAsked(t, d.Sheet())
	return d.Sheet(), spent
}

func allStated(input string) string { return judging(input, nil) }

// What the second reading does not find stated is blank and asked for, and what it finds in part says so. All else stays as it was.
func TestSecondReadingTakesAway(t *testing.T) {
	t.Parallel()
	before, spent := readTwice(t, composing(allStated))
	require.Zero(t, spent.Blanked)
	require.Len(t, before.Fields.RuledOut, 2)
	require.Equal(t, agent.Stated, before.Fields.Aim.Status)

	s, spent := readTwice(t, composing(func(input string) string {
		return judging(input, map[string]string{"because": "not", "gate": "not", "owner": "not", "ruled_out": "not", "aim": "partly"})
	}))
	require.Equal(t, 5, spent.Blanked)
	require.Empty(t, s.Engine.FallbackReason)
	require.Equal(t, "draft-extract/v2 draft-compose/v2 draft-verify/v1", s.Engine.Prompt)
	require.Equal(t, "fake", s.Engine.Model, "the model that wrote it")
	f := s.Fields
	require.False(t, f.Gate.Condition.Filled())
	require.Nil(t, f.Gate.Condition.Predicate)
	require.False(t, f.Owner.Filled())
	require.Empty(t, f.RuledOut)
	require.Equal(t, "On what number, by which date, will you continue with “"+s.Title+"”?", f.Gate.Condition.Question)
	require.Equal(t, agent.Partly, f.Aim.Status)
	require.Equal(t, before.Fields.Aim.Text, f.Aim.Text)
	require.Equal(t, before.Fields.Aim.Evidence, f.Aim.Evidence)
	require.Equal(t, before.Fields.Mechanism.Lever, f.Mechanism.Lever, "what stood beside a field that is blanked is not lengthened")
}

// One item of a list may go while the others stay.
func TestSecondReadingTakesAwayAnItem(t *testing.T) {
	t.Parallel()
	s, spent := readTwice(t, composing(func(input string) string {
		return strings.Replace(judging(input, map[string]string{"ruled_out": "not"}), `"verdict":"not"`, `"verdict":"stated"`, 1)
	}))
	require.Equal(t, 1, spent.Blanked)
	require.Len(t, s.Fields.RuledOut, 1)
}

// When nothing is left the sheet is one of questions.
func TestSecondReadingMayTakeAwayAll(t *testing.T) {
	t.Parallel()
	s, _ := readTwice(t, composing(func(input string) string { return strings.ReplaceAll(judging(input, nil), `"stated"`, `"not"`) }))
	require.Equal(t, agent.ModelEngine, s.Engine.Name)
	for ref := range s.Fields.All() {
		require.False(t, ref.Field.Filled(), ref.Path)
	}
	require.Empty(t, s.Fields.MetricTree.Nodes)
}

// A second reading that cannot be used changes nothing, and the sheet says that it is missing.
func TestSecondReadingThatFails(t *testing.T) {
	t.Parallel()
	want, _ := readTwice(t, composing(allStated))
	for name, c := range map[string]struct {
		answer func(string) string
		reason string
	}{
		"prose":         {func(string) string { return "All good!" }, "not what was asked for"},
		"none":          {func(string) string { return `{"verdicts":[]}` }, "field 1 has 0 verdicts"},
		"one missing":   {func(input string) string { return strings.Replace(allStated(input), `"field":2`, `"field":3`, 1) }, "field 2 has 0 verdicts"},
		"outside":       {func(input string) string { return strings.Replace(allStated(input), `"field":2`, `"field":77`, 1) }, "there is no field 77"},
		"below":         {func(input string) string { return strings.Replace(allStated(input), `"field":2`, `"field":-2`, 1) }, "there is no field -2"},
		"other verdict": {func(input string) string { return strings.Replace(allStated(input), `"stated"`, `"surely"`, 1) }, "not what was asked for"},
		"words": {func(input string) string {
			return strings.Replace(allStated(input), `"field":2`, `"field":2,"text":"x"`, 1)
		}, "not what was asked for"},
	} {
		m := composing(c.answer)
		s, spent := readTwice(t, m)
		require.Len(t, m.asked, 2, "%s: it is repaired once", name)
		require.Equal(t, 4, spent.Calls, name)
		require.Contains(t, s.Engine.FallbackReason, "the second reading is missing: ", name)
		require.Contains(t, s.Engine.FallbackReason, c.reason, name)
		require.Equal(t, want.Fields, s.Fields, name)
		require.Equal(t, "draft-extract/v2 draft-compose/v2", s.Engine.Prompt, name)
	}
}

// The second reading is asked once, by a role of its own, and is shown each line once, as data.
func TestSecondReadingIsShownLines(t *testing.T) {
	t.Parallel()
	m := composing(allStated)
	readTwice(t, m)
	require.Len(t, m.asked, 1)
	r := m.asked[0]
	require.Equal(t, model.Verify, r.Role)
	require.Contains(t, r.Input, "\n1 aim: get refunds out within three days. (u0001)\n")
	require.Contains(t, r.Input, "owner: Ravi: I'll own that.")
	for i := 1; i <= 9; i++ {
		require.Equal(t, 1, strings.Count(r.Input, fmt.Sprintf("\nu%04d ", i)), i)
	}
	require.Contains(t, r.System, "\n- gate: ")
	require.NotContains(t, r.System, "\n- guardrail: ", "nothing was filled for it")
	lines := strings.Split(r.Input, "\n")
	require.Equal(t, lines[0], lines[len(lines)-1])
	require.True(t, strings.HasPrefix(lines[0], "~~~ "))
}

// A long line is cut to what stands around its quotes, and what cannot be seen is shown as its code.
func TestSecondReadingIsShownPlainExcerpts(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("and so we talked about all of that for quite a while. ", 20)
	record := talk("Orla: "+long+"The goal is to get\u200b refunds out within three days. "+long, "Ra]vi: We put a return label into every parcel. "+long, "Orla: "+long)
	m := &secondReader{answer: allStated, script: fake.NewScripted(
		fake.Reply(places(`aim|u0001|The goal is to get\u{200b} refunds out within three days.`, "lever|u0002|We put a return label into every parcel.")),
		fake.Reply(sheetOf("return label", "aim|n1|", "lever|n2|")))}
	_, spent, err := draft.Model(t.Context(), []*agent.Transcript{record}, draft.Options{}, m)
	require.NoError(t, err)
	require.Equal(t, 3, spent.Calls)
	input := m.asked[0].Input
	require.Less(t, len(input), 1800)
	require.Contains(t, input, `get\u{200b} refunds out within three days.`)
	require.Contains(t, input, "[Ra)vi]")
	require.NotContains(t, input, "\u200b")
	require.Contains(t, input, "u0001 \u2026")
}

// Where the meeting says a thing twice, a second reading that does not believe it leaves it, as stated in part.
func TestSecondReadingOfWhatIsSaidTwice(t *testing.T) {
	t.Parallel()
	record := talk(
		"Orla: The goal is to get refunds out within three days.",
		"Ravi: We put a return label into every parcel, because buyers wait days for one.",
		"Orla: So what we want is refunds within three days.",
	)
	m := &secondReader{
		answer: func(input string) string { return judging(input, map[string]string{"aim": "not", "because": "not"}) },
		script: fake.NewScripted(
			fake.Reply(places(
				"aim|u0001|get refunds out within three days|agreed",
				"lever|u0002|put a return label into every parcel|agreed",
				"because|u0002|because buyers wait days for one",
				"aim|u0003|refunds within three days|agreed",
			)),
			fake.Reply(sheetOf("return label", "aim|n1 n4|", "lever|n2|", "because|n3|"))),
	}
	d, spent, err := draft.Model(t.Context(), []*agent.Transcript{record}, draft.Options{Date: "2026-03-02"}, m)
	require.NoError(t, err)
	f := d.Sheet().Fields
	require.Equal(t, agent.Partly, f.Aim.Status)
	require.Equal(t, agent.NotStated, f.Mechanism.Because.Status)
	require.Equal(t, 1, spent.Blanked)
}
