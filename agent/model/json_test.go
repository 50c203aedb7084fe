package model_test

import (
	"context"
	"errors"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent/model"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/llm/fake"
)

const colourSchema = `{"type":"object","properties":{"colour":{"type":"string","enum":["red","blue"]}},"required":["colour"],"additionalProperties":false}`

type colour struct {
	Colour string `json:"colour"`
}

func ask(t *testing.T, check func(colour) error, steps ...fake.Step) (colour, model.Answer, *fake.Scripted, error) {
	t.Helper()
	m := fake.NewScripted(steps...)
	got, answer, err := model.Decode(t.Context(), m, model.Request{Input: "the sky?", Schema: []byte(colourSchema), SchemaName: "colour"}, check)
	return got, answer, m, err
}

func TestDecode(t *testing.T) {
	t.Parallel()
	noRed := func(c colour) error {
		if c.Colour == "red" {
			return errors.New("the sky is not red")
		}
		return nil
	}
	cut := func(model.Request) (model.Response, error) {
		return model.Response{Text: `{"colour":"bl`, Finish: model.Length, Usage: model.Usage{Prompt: 1, Completion: 9}}, model.Mark(errors.New("cut off"), model.CutOff)
	}
	for name, c := range map[string]struct {
		steps   []fake.Step
		calls   int
		problem string // what the model is told the second time
		class   model.Class
	}{
		"right at once":          {[]fake.Step{fake.Reply(`{"colour":"blue"}`)}, 1, "", ""},
		"fenced":                 {[]fake.Step{fake.Reply("Here you are:\n```json\n{\"colour\":\"blue\"}\n```")}, 1, "", ""},
		"not JSON, then right":   {[]fake.Step{fake.Reply(`{"colour":`), fake.Reply(`{"colour":"blue"}`)}, 2, "not JSON", ""},
		"no object, then right":  {[]fake.Step{fake.Reply(`blue`), fake.Reply(`{"colour":"blue"}`)}, 2, "no JSON object", ""},
		"two objects":            {[]fake.Step{fake.Reply(`{"colour":"blue"} {"colour":"red"}`), fake.Reply(`{"colour":"blue"}`)}, 2, "more than one", ""},
		"beside the schema":      {[]fake.Step{fake.Reply(`{"colour":"green"}`), fake.Reply(`{"colour":"blue"}`)}, 2, "schema", ""},
		"a field too many":       {[]fake.Step{fake.Reply(`{"colour":"blue","approve":true}`), fake.Reply(`{"colour":"blue"}`)}, 2, "schema", ""},
		"beside the facts":       {[]fake.Step{fake.Reply(`{"colour":"red"}`), fake.Reply(`{"colour":"blue"}`)}, 2, "the sky is not red", ""},
		"wrong twice":            {[]fake.Step{fake.Reply(`{"colour":"red"}`), fake.Reply(`nothing`)}, 2, "the sky is not red", model.Malformed},
		"cut off, then right":    {[]fake.Step{cut, fake.Reply(`{"colour":"blue"}`)}, 2, "cut off", ""},
		"cut off twice":          {[]fake.Step{cut, cut}, 2, "cut off", model.CutOff},
		"refused":                {[]fake.Step{fake.Fail(model.WouldNot, "no")}, 1, "", model.WouldNot},
		"wrong, then no network": {[]fake.Step{fake.Reply(``), fake.Fail(model.Down, "gone")}, 2, "no JSON object", model.Down},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got, answer, m, err := ask(t, noRed, c.steps...)
			require.Equal(t, c.class, model.ClassOf(err), err)
			require.Equal(t, c.calls, answer.Calls)
			require.Equal(t, c.calls == 2, answer.Repaired)
			require.Len(t, m.Asked(), c.calls)
			if c.calls == 2 {
				require.Contains(t, m.Asked()[1].Repair.Problem, c.problem)
				require.Equal(t, "the sky?", m.Asked()[1].Input)
				require.NotEqual(t, m.Asked()[0].Hash(), m.Asked()[1].Hash())
			}
			if err == nil {
				require.Equal(t, colour{"blue"}, got)
				return
			}
			require.Equal(t, colour{}, got, "nothing of a reply that failed is left")
			require.NotEmpty(t, fault.Next(errOrFault(err)))
		})
	}
}

// errOrFault gives a step to errors of the test's own that have none.
func errOrFault(err error) error {
	if fault.Next(err) == "" && model.ClassOf(err) == model.CutOff {
		return fault.New(fault.Invalid, "", "", "the test's own error")
	}
	return err
}

func TestJSONIsBounded(t *testing.T) {
	t.Parallel()
	_, _, m, err := ask(t, nil, fake.Reply(strings.Repeat("no ", 1<<20)), fake.Reply(strings.Repeat("no ", 1<<20)))
	require.Equal(t, model.Malformed, model.ClassOf(err))
	require.Less(t, len(err.Error()), 500)
	require.Less(t, len(m.Asked()[1].Repair.Reply), 5000)
}

func TestJSONWantsASchema(t *testing.T) {
	t.Parallel()
	for _, schema := range []string{``, `{`, `{"$ref":"#/$defs/none"}`} {
		_, err := model.JSON(t.Context(), fake.NewScripted(), model.Request{Schema: []byte(schema)}, nil)
		require.Equal(t, fault.Internal, fault.KindOf(err), schema)
	}
}

func TestHash(t *testing.T) {
	t.Parallel()
	warm, cold := 0.0, 0.0
	base := model.Request{Role: model.Draft, System: "s", Input: "i", Schema: []byte(colourSchema), SchemaName: "c", MaxTokens: 3, Temperature: &warm}
	same := base
	same.Prompt, same.Stream, same.Temperature = model.PromptRef{Name: "other"}, func(string) {}, &cold
	require.Equal(t, base.Hash(), same.Hash(), "how it is called and who listens makes no difference")
	seen := map[string]bool{base.Hash(): true}
	for name, change := range map[string]func(*model.Request){
		"role": func(r *model.Request) { r.Role = model.Narrate }, "system": func(r *model.Request) { r.System = "t" }, "input": func(r *model.Request) { r.Input = "j" },
		"texts moved": func(r *model.Request) { r.System, r.Input = "", "si" }, "schema": func(r *model.Request) { r.Schema = []byte("{}") },
		"broken schema": func(r *model.Request) { r.Schema = []byte("{") }, "tokens": func(r *model.Request) { r.MaxTokens = 4 },
		"temperature": func(r *model.Request) { r.Temperature = nil }, "repair": func(r *model.Request) { r.Repair = &model.Repair{} },
	} {
		r := base
		change(&r)
		require.False(t, seen[r.Hash()], name)
		seen[r.Hash()] = true
	}
}

func FuzzJSON(f *testing.F) {
	f.Add(`{"colour":"blue"}`)
	f.Add("```json\n{\"colour\":\"blue\"}```")
	f.Add(`{"colour":"blue"}{`)
	f.Add(`{{{{`)
	f.Fuzz(func(t *testing.T, reply string) {
		m := fake.NewScripted(fake.Reply(reply), fake.Reply(reply))
		got, answer, err := model.Decode[colour](context.Background(), m, model.Request{Schema: []byte(colourSchema)}, nil)
		if err != nil {
			require.Equal(t, model.Malformed, model.ClassOf(err))
			require.Equal(t, 2, answer.Calls)
			return
		}
		require.Contains(t, []string{"red", "blue"}, got.Colour)
	})
}
