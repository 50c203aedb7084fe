package record_test

import (
	"bytes"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent/model"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/llm/fake"
	"github.com/plumbline-dev/plumb/internal/llm/record"
)

func TestRecordAndReplay(t *testing.T) {
	t.Parallel()
	var file bytes.Buffer
	cut := func(model.Request) (model.Response, error) {
		return model.Response{Text: "hal", Model: "m", Finish: model.Length}, model.Mark(fault.New(fault.Invalid, "t", "cut", "n"), model.CutOff)
	}
	c := record.NewRecorder(fake.NewScripted(fake.Reply("one\ntwo"), fake.Reply("never asked for"), cut, fake.Fail(model.Down, "gone")), &file, "a <meeting>")
	first := model.Request{Input: "1", Prompt: model.PromptRef{Name: "p", Version: "v1"}}
	want, err := c.Generate(t.Context(), first)
	require.NoError(t, err)
	_, err = c.Generate(t.Context(), first)
	require.NoError(t, err)
	long := model.Request{Input: "2"}
	_, err = c.Generate(t.Context(), long)
	require.Equal(t, model.CutOff, model.ClassOf(err))
	_, err = c.Generate(t.Context(), model.Request{Input: "3"})
	require.Equal(t, model.Down, model.ClassOf(err))
	require.Equal(t, 2, strings.Count(file.String(), "\n"), file.String())

	path := filepath.Join(t.TempDir(), "r.jsonl")
	require.NoError(t, os.WriteFile(path, file.Bytes(), 0o600))
	p, err := record.Open(path)
	require.NoError(t, err)
	require.Equal(t, 2, p.Len())
	var heard string
	first.Stream = func(piece string) { heard += piece }
	got, err := p.Generate(t.Context(), first)
	require.NoError(t, err)
	require.Equal(t, want, got)
	require.Equal(t, "one\ntwo", heard)
	got, err = p.Generate(t.Context(), long)
	require.Equal(t, model.CutOff, model.ClassOf(err))
	require.Equal(t, "hal", got.Text)
	_, err = p.Generate(t.Context(), model.Request{Input: "3", Prompt: first.Prompt})
	require.Equal(t, fault.NotFound, fault.KindOf(err))
	require.Contains(t, err.Error(), "p/v1")
}

func TestRead(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		content string
		says    string
	}{
		"empty lines":      {"\n" + `{"request":"a","reply":"x","finish":"stop"}` + "\n\n" + `{"request":"a","reply":"x","finish":"stop"}`, ""},
		"no JSON":          {"{\n", "line 1"},
		"no request":       {`{"reply":"x"}`, "line 1"},
		"two replies":      {`{"request":"a","reply":"x"}` + "\n" + `{"request":"a","reply":"y"}`, "line 2"},
		"nothing":          {"", ""},
		"a refusal passes": {`{"request":"a","finish":"refused"}`, ""},
	} {
		_, err := record.Read([]byte(c.content))
		if c.says == "" {
			require.NoError(t, err, name)
			continue
		}
		require.ErrorContains(t, err, c.says, name)
		require.NotEmpty(t, fault.Next(err))
	}
	_, err := record.Open(filepath.Join(t.TempDir(), "none.jsonl"))
	require.Equal(t, fault.NotFound, fault.KindOf(err))
}
