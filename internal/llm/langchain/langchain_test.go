package langchain

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent/model"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/llm/internal/contract"
	"github.com/plumbline-dev/plumb/internal/llm/internal/wire"
)

func quoted(text string) string {
	content, err := json.Marshal(text)
	if err != nil {
		panic(err)
	}
	return string(content)
}

func message(parts, finish string) string {
	return fmt.Sprintf(`{"id":"m","type":"message","role":"assistant","model":"sage-2","content":[%s],"stop_reason":%q,"usage":{"input_tokens":11,"output_tokens":7}}`, parts, finish)
}

func text(said string) string { return fmt.Sprintf(`{"type":"text","text":%s}`, quoted(said)) }

const toolUse = `{"type":"tool_use","id":"t","name":"approve","input":{"all":true}}`

func open(base, key string, d *wire.Doer) (model.Model, error) {
	c, err := newChat(Config{BaseURL: base, APIKey: key, Name: contract.Name}, d)
	if err != nil {
		return nil, err // and no Chat that is nil in an interface that is not
	}
	return c, nil
}

func TestContract(t *testing.T) {
	t.Parallel()
	contract.Run(t, contract.Protocol{
		Open: open, Path: "/messages", Length: "max_tokens", Stop: "end_turn",
		Reply: func(said, finish string) string { return message(text(said), finish) },
		Tool:  message(toolUse, "tool_use"), Refused: message(text("I'd rather not."), "refusal"),
		Problem: func(kind, said string) string {
			return fmt.Sprintf(`{"type":"error","error":{"type":%q,"message":%s}}`, kind, quoted(said))
		},
	})
}

// TestParts is about a reply of several parts, which langchaingo makes choices of: reading the first one would lose the rest.
func TestParts(t *testing.T) {
	t.Parallel()
	s := contract.Serve(t, "/messages", contract.Answer(200, message(`{"type":"thinking","thinking":"hm","signature":"x"},`+text("fo")+","+toolUse+","+text("ur"), "end_turn")))
	m, err := open(s.URL, contract.Key, contract.Doer())
	require.NoError(t, err)
	heard := ""
	got, err := m.Generate(t.Context(), model.Request{Input: "?", Stream: func(piece string) { heard += piece }})
	require.NoError(t, err)
	require.Equal(t, "four", got.Text)
	require.Equal(t, "four", heard)
	require.Equal(t, model.Usage{Prompt: 11, Completion: 7}, got.Usage)
}

func TestRequest(t *testing.T) {
	t.Parallel()
	s := contract.Serve(t, "/messages", contract.Answer(200, message(text("ok"), "end_turn")), contract.Answer(200, message(text("ok"), "end_turn")))
	m, err := newChat(Config{BaseURL: s.URL + "/", APIKey: " " + contract.Key + "\n", Name: "sage-2", Roles: map[model.Role]string{model.Narrate: "poet"}}, contract.Doer())
	require.NoError(t, err)
	require.Equal(t, strings.TrimPrefix(s.URL, "http://"), m.Host())
	_, err = m.Generate(t.Context(), model.Request{Role: model.Narrate, Input: "?"})
	require.NoError(t, err)
	_, err = m.Generate(t.Context(), model.Request{System: "Add.", Input: "2 2", Schema: []byte(`{"type":"object"}`), Repair: &model.Repair{Reply: " ", Problem: "it was empty"}})
	require.NoError(t, err)
	var asked []struct {
		Model, System string
		MaxTokens     int `json:"max_tokens"`
		Messages      []struct{ Role string }
	}
	for _, a := range s.Asked() {
		_, content, _ := strings.Cut(a, "\n")
		asked = append(asked, struct {
			Model, System string
			MaxTokens     int `json:"max_tokens"`
			Messages      []struct{ Role string }
		}{})
		require.NoError(t, json.Unmarshal([]byte(content), &asked[len(asked)-1]))
	}
	require.Equal(t, "poet", asked[0].Model)
	require.Equal(t, 4096, asked[0].MaxTokens)
	require.Empty(t, asked[0].System)
	require.Equal(t, "Add.", asked[1].System)
	require.Len(t, asked[1].Messages, 2, "an empty reply is not sent back")
}

// TestNoKey makes sure that a key that happens to be in the environment is not taken.
func TestNoKey(t *testing.T) {
	t.Setenv("ANTHROPIC_API_KEY", contract.Key)
	_, err := New(Config{Name: "m"})
	require.Equal(t, model.Credentials, model.ClassOf(err))
	require.Contains(t, fault.Next(err), "ANTHROPIC_API_KEY")
	m, err := New(Config{APIKey: "k"})
	require.NoError(t, err)
	require.Equal(t, "api.anthropic.com", m.Host())
	_, err = m.Generate(t.Context(), model.Request{})
	require.Equal(t, model.Setup, model.ClassOf(err))
}

type canned struct {
	status int
	body   string
}

func (c canned) RoundTrip(r *http.Request) (*http.Response, error) {
	return &http.Response{StatusCode: c.status, Header: http.Header{}, Body: io.NopCloser(strings.NewReader(c.body)), Request: r}, nil
}

func FuzzChat(f *testing.F) {
	f.Add(200, message(text("four"), "end_turn"))
	f.Add(200, `{"content":[null]}`)
	f.Add(200, message(`{"type":"tool_use"}`, ""))
	f.Add(400, `{"error":{}}`)
	f.Fuzz(func(t *testing.T, code int, body string) {
		if code < 200 || code > 599 {
			return
		}
		d := contract.Doer()
		d.Client.Transport = canned{code, body}
		m, err := open("http://model.test", contract.Key, d)
		require.NoError(t, err)
		_, err = m.Generate(t.Context(), model.Request{Input: "?"})
		if err != nil {
			require.NotEmpty(t, fault.Next(err))
			require.NotContains(t, err.Error(), contract.Key)
		}
	})
}
