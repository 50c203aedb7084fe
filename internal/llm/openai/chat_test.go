package openai

import (
	"encoding/json"
	"fmt"
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

const usage = `"usage":{"prompt_tokens":11,"completion_tokens":7,"total_tokens":18}`

func completion(text, finish string) string {
	return fmt.Sprintf(`{"id":"c","object":"chat.completion","model":%q,"choices":[{"index":0,"message":{"role":"assistant","content":%s},"finish_reason":%q}],%s}`,
		contract.Name, quoted(text), finish, usage)
}

func problem(kind, message string) string {
	return fmt.Sprintf(`{"error":{"message":%s,"type":%q,"code":%q}}`, quoted(message), kind, kind)
}

func TestContract(t *testing.T) {
	t.Parallel()
	contract.Run(t, contract.Protocol{
		Open: func(base, key string, d *wire.Doer) (model.Model, error) {
			if strings.HasPrefix(base, "http://127.0.0.1") {
				base += "/v1"
			}
			return newChat(ChatConfig{BaseURL: base, APIKey: key, Name: contract.Name}, d)
		},
		Path: "/v1/chat/completions", Reply: completion, Problem: problem, Length: "length", Stop: "stop",
		Tool:    `{"model":"sage-2","choices":[{"message":{"role":"assistant","content":null,"tool_calls":[{"id":"1","type":"function","function":{"name":"approve","arguments":"{}"}}]},"finish_reason":"tool_calls"}],` + usage + `}`,
		Refused: `{"model":"sage-2","choices":[{"message":{"role":"assistant","content":"","refusal":"I cannot help with that."},"finish_reason":"stop"}],` + usage + `}`,
	})
}

// chatOf gives a model with a script.
func chatOf(t *testing.T, c ChatConfig, script ...http.HandlerFunc) (*Chat, *contract.Server) {
	t.Helper()
	s := contract.Serve(t, "/v1/chat/completions", script...)
	c.BaseURL, c.APIKey = s.URL+"/v1", contract.Key
	if c.Name == "" {
		c.Name = contract.Name
	}
	m, err := newChat(c, contract.Doer())
	require.NoError(t, err)
	return m, s
}

const sumSchema = `{"type":"object","properties":{"sum":{"type":"integer"}},"required":["sum"],"additionalProperties":false}`

func sumRequest() model.Request {
	return model.Request{Role: model.Draft, System: "Add.", Input: "2 2", Schema: []byte(sumSchema), SchemaName: "sum", MaxTokens: 50}
}

// body is what of a request the tests look at.
type body struct {
	Model    string
	Messages []struct{ Role, Content string }

	MaxTokens     int             `json:"max_tokens"`
	NewMaxTokens  int             `json:"max_completion_tokens"`
	Temperature   *float64        `json:"temperature"`
	Stream        bool            `json:"stream"`
	StreamOptions json.RawMessage `json:"stream_options"`
	Format        *struct {
		Type   string
		Schema struct {
			Name   string
			Strict bool
			Schema json.RawMessage
		} `json:"json_schema"`
	} `json:"response_format"`
}

func bodies(t *testing.T, s *contract.Server) []body {
	t.Helper()
	var all []body
	for _, asked := range s.Asked() {
		_, content, _ := strings.Cut(asked, "\n")
		var b body
		require.NoError(t, json.Unmarshal([]byte(content), &b))
		all = append(all, b)
	}
	return all
}

func TestStrictSchema(t *testing.T) {
	t.Parallel()
	m, s := chatOf(t, ChatConfig{Roles: map[model.Role]string{model.Narrate: "poet"}}, contract.Answer(200, completion(`{"sum":4}`, "stop")), contract.Answer(200, completion(`four`, "stop")))
	r := sumRequest()
	zero := 0.0
	r.Temperature = &zero
	_, err := m.Generate(t.Context(), r)
	require.NoError(t, err)
	_, err = m.Generate(t.Context(), model.Request{Role: model.Narrate, Input: "a word"})
	require.NoError(t, err)
	asked := bodies(t, s)
	require.Equal(t, "json_schema", asked[0].Format.Type)
	require.Equal(t, "sum", asked[0].Format.Schema.Name)
	require.True(t, asked[0].Format.Schema.Strict)
	require.JSONEq(t, sumSchema, string(asked[0].Format.Schema.Schema))
	require.Equal(t, contract.Name, asked[0].Model)
	require.Equal(t, 50, asked[0].MaxTokens)
	require.NotNil(t, asked[0].Temperature, "a zero is not left out")
	require.InDelta(t, 0, *asked[0].Temperature, 1e-30)
	require.NotContains(t, asked[0].Messages[1].Content, "JSON", "the server knows")
	require.Equal(t, "poet", asked[1].Model, "each role has its model")
	require.Nil(t, asked[1].Format)
	require.Nil(t, asked[1].Temperature)
	require.Len(t, asked[1].Messages, 1)
}

// TestManners is about servers that can do less than OpenAI's: each refusal teaches one thing, which is not asked for again.
func TestManners(t *testing.T) {
	t.Parallel()
	bad := func(message string) http.HandlerFunc {
		return contract.Answer(400, problem("invalid_request_error", message))
	}
	fine := contract.Answer(200, completion(`{"sum":4}`, "stop"))
	for name, c := range map[string]struct {
		script  []http.HandlerFunc
		formats []string // of the requests
		check   func(t *testing.T, last body)
	}{
		"no json_schema": {[]http.HandlerFunc{bad("'response_format.type' json_schema is not supported"), fine, fine}, []string{"json_schema", "json_object", "json_object"}, func(t *testing.T, last body) {
			require.Contains(t, last.Messages[1].Content, `"additionalProperties":false`)
		}},
		"no format at all": {[]http.HandlerFunc{bad("json_schema: no"), bad("response_format: extra fields not permitted"), fine, fine}, []string{"json_schema", "json_object", "", ""}, func(t *testing.T, last body) {
			require.Contains(t, last.Messages[1].Content, `"additionalProperties":false`)
		}},
		"json_schema ignored": {[]http.HandlerFunc{contract.Answer(200, completion("It is four.", "stop")), fine}, []string{"json_schema", ""}, func(t *testing.T, last body) {
			require.Contains(t, last.Messages[1].Content, `"additionalProperties":false`)
		}},
		"another limit": {[]http.HandlerFunc{bad("Unsupported parameter: 'max_tokens'. Use 'max_completion_tokens' instead."), fine, fine}, []string{"json_schema", "json_schema", "json_schema"}, func(t *testing.T, last body) {
			require.Zero(t, last.MaxTokens)
			require.Equal(t, 50, last.NewMaxTokens)
		}},
		"no temperature": {[]http.HandlerFunc{bad("Unsupported value: 'temperature' does not support 0.5"), fine, fine}, []string{"json_schema", "json_schema", "json_schema"}, func(t *testing.T, last body) {
			require.Nil(t, last.Temperature)
		}},
		"no system": {[]http.HandlerFunc{bad("System role not supported"), fine, fine}, []string{"json_schema", "json_schema", "json_schema"}, func(t *testing.T, last body) {
			require.Len(t, last.Messages, 1)
			require.Equal(t, "Add.\n\n2 2", last.Messages[0].Content)
		}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, s := chatOf(t, ChatConfig{}, c.script...)
			r := sumRequest()
			half := 0.5
			r.Temperature = &half
			for range 2 {
				_, err := m.Generate(t.Context(), r)
				require.NoError(t, err)
			}
			var formats []string
			for _, b := range bodies(t, s) {
				if b.Format == nil {
					formats = append(formats, "")
				} else {
					formats = append(formats, b.Format.Type)
				}
			}
			require.Equal(t, c.formats, formats)
			last := bodies(t, s)
			c.check(t, last[len(last)-1])
		})
	}
}

// TestMannersEnd makes sure that a server that refuses everything is not asked for ever.
func TestMannersEnd(t *testing.T) {
	t.Parallel()
	sour := contract.Answer(400, problem("invalid_request_error", "response_format temperature max_completion_tokens system role"))
	m, s := chatOf(t, ChatConfig{}, sour, sour, sour, sour, sour, sour, sour, sour)
	_, err := m.Generate(t.Context(), sumRequest())
	require.Equal(t, model.Setup, model.ClassOf(err))
	require.Len(t, s.Asked(), 6)
}

// TestReasoningModels are those whose names the SDK knows: it refuses what they do not take before anything is sent.
func TestReasoningModels(t *testing.T) {
	t.Parallel()
	m, s := chatOf(t, ChatConfig{Name: "o3-mini"}, contract.Answer(200, completion(`{"sum":4}`, "stop")))
	r := sumRequest()
	half := 0.5
	r.Temperature = &half
	_, err := m.Generate(t.Context(), r)
	require.NoError(t, err)
	asked := bodies(t, s)
	require.Len(t, asked, 1)
	require.Equal(t, 50, asked[0].NewMaxTokens)
	require.Nil(t, asked[0].Temperature)
}

func TestThoughts(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"<think>{1}</think>\n{\"sum\":4}": `{"sum":4}`, "\n<think>a": "\n<think>a", "{}": "{}", "a <think>b</think>": "a <think>b</think>",
	} {
		m, _ := chatOf(t, ChatConfig{}, contract.Answer(200, completion(text, "stop")))
		got, err := m.Generate(t.Context(), model.Request{Input: "?"})
		require.NoError(t, err)
		require.Equal(t, want, got.Text)
	}
}

func TestFilteredReply(t *testing.T) {
	t.Parallel()
	m, _ := chatOf(t, ChatConfig{}, contract.Answer(200, completion("", "content_filter")))
	got, err := m.Generate(t.Context(), model.Request{Input: "?"})
	require.Equal(t, model.WouldNot, model.ClassOf(err))
	require.Equal(t, model.Filtered, got.Finish)
}

func TestNoModel(t *testing.T) {
	t.Parallel()
	m, err := NewChat(ChatConfig{BaseURL: "http://127.0.0.1:1/v1"})
	require.NoError(t, err)
	_, err = m.Generate(t.Context(), model.Request{})
	require.Equal(t, model.Setup, model.ClassOf(err))
	require.Contains(t, fault.Next(err), "PLUMB_MODEL")
}

func TestNames(t *testing.T) {
	t.Parallel()
	s := contract.Serve(t, "/v1/models", contract.Answer(200, `{"object":"list","data":[{"id":"sage-2"},{"id":" "},{"id":"poet"}]}`), contract.Answer(404, `404 page not found`), contract.Answer(401, problem("auth", "no")))
	m, err := newChat(ChatConfig{BaseURL: s.URL + "/v1"}, contract.Doer())
	require.NoError(t, err)
	names, err := m.Names(t.Context())
	require.NoError(t, err)
	require.Equal(t, []string{"sage-2", "poet"}, names)
	_, err = m.Names(t.Context())
	require.Equal(t, model.Setup, model.ClassOf(err))
	require.Contains(t, fault.Next(err), "PLUMB_MODEL")
	_, err = m.Names(t.Context())
	require.Contains(t, err.Error(), "wants an API key")
}

func TestAzure(t *testing.T) {
	t.Parallel()
	s := contract.Serve(t, "/openai/deployments/my.sage/chat/completions", func(w http.ResponseWriter, r *http.Request) {
		if r.URL.Query().Get("api-version") != "2024-10-21" || r.Header.Get("Api-Key") != contract.Key || r.Header.Get("Authorization") != "" {
			contract.Answer(418, "not Azure")(w, r)
			return
		}
		contract.Answer(200, completion("four", "stop"))(w, r)
	}, contract.Answer(404, problem("DeploymentNotFound", "The API deployment for this resource does not exist.")))
	m, err := newChat(ChatConfig{BaseURL: s.URL, APIKey: contract.Key, Name: "my.sage", AzureVersion: "2024-10-21"}, contract.Doer())
	require.NoError(t, err)
	got, err := m.Generate(t.Context(), model.Request{Input: "?"})
	require.NoError(t, err)
	require.Equal(t, "four", got.Text)
	_, err = m.Generate(t.Context(), model.Request{Input: "?"})
	require.Contains(t, err.Error(), "knows no model my.sage")
	_, err = NewChat(ChatConfig{AzureVersion: "2024-10-21"})
	require.Equal(t, model.Setup, model.ClassOf(err), "Azure has no address of its own")
}

func events(lines ...string) http.HandlerFunc {
	return contract.Answer(200, "data: "+strings.Join(lines, "\n\ndata: ")+"\n\n", "Content-Type", "text/event-stream")
}

func delta(text, finish string) string {
	return fmt.Sprintf(`{"model":"sage-2","choices":[{"index":0,"delta":{"content":%s},"finish_reason":%s}]}`, quoted(text), map[bool]string{true: "null", false: quoted(finish)}[finish == ""])
}

func TestStream(t *testing.T) {
	t.Parallel()
	end := `{"model":"sage-2","choices":[],` + usage + `}`
	for name, c := range map[string]struct {
		script []http.HandlerFunc
		text   string
		class  model.Class
	}{
		"in pieces":             {[]http.HandlerFunc{events(delta("fo", ""), delta("ur", ""), delta("", "stop"), end, "[DONE]")}, "four", ""},
		"without a mark at end": {[]http.HandlerFunc{events(delta("four", "stop"))}, "four", ""},
		"a server that waits":   {[]http.HandlerFunc{contract.Answer(503, "busy"), events(delta("four", "stop"), "[DONE]")}, "four", ""},
		"it breaks off":         {[]http.HandlerFunc{events(delta("fo", ""))}, "fo", model.Down},
		"cut off":               {[]http.HandlerFunc{events(delta("fo", "length"), end, "[DONE]")}, "fo", model.CutOff},
		"filtered":              {[]http.HandlerFunc{events(delta("fo", "content_filter"), "[DONE]")}, "fo", model.WouldNot},
		"an error on the way":   {[]http.HandlerFunc{events(delta("fo", ""), problem("server_error", "The server had an error"))}, "fo", model.Down},
		"too fast on the way":   {[]http.HandlerFunc{events(delta("fo", ""), problem("rate_limit", "Rate limit reached"))}, "fo", model.Throttled},
		"nothing":               {[]http.HandlerFunc{events("[DONE]")}, "", model.Malformed},
		"not JSON":              {[]http.HandlerFunc{events("{]")}, "", model.Setup},
		"a wrong key":           {[]http.HandlerFunc{contract.Answer(401, problem("auth", "no "+contract.Key))}, "", model.Credentials},
		"chatter":               {[]http.HandlerFunc{contract.Answer(200, strings.Repeat(": ping\n", 5000), "Content-Type", "text/event-stream")}, "", model.Down},
		"one reply after all":   {[]http.HandlerFunc{contract.Answer(200, completion("no", "stop")), contract.Answer(200, completion("four", "stop"))}, "four", ""},
		"streams refused":       {[]http.HandlerFunc{contract.Answer(400, problem("invalid", "stream is not supported")), contract.Answer(200, completion("four", "stop"))}, "four", ""},
		"thoughts":              {[]http.HandlerFunc{events(delta(" <thi", ""), delta("nk>fi", ""), delta("ve</think", ""), delta(">\n", ""), delta("\nfo", ""), delta("ur", "stop"), "[DONE]")}, "four", ""},
		"nearly thoughts":       {[]http.HandlerFunc{events(delta("fo", ""), delta("ur", "stop"), "[DONE]")}, "four", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			m, s := chatOf(t, ChatConfig{}, c.script...)
			var heard strings.Builder
			got, err := m.Generate(t.Context(), model.Request{Input: "?", Stream: func(piece string) { heard.WriteString(piece) }})
			require.Equal(t, c.class, model.ClassOf(err), err)
			require.Equal(t, c.text, heard.String())
			require.Len(t, s.Asked(), len(c.script))
			if err != nil {
				require.NotEmpty(t, fault.Next(err))
				require.NotContains(t, fmt.Sprintf("%#v", err), contract.Key)
				return
			}
			require.Equal(t, "four", got.Text)
			require.Equal(t, model.Stopped, got.Finish)
			require.Equal(t, "sage-2", got.Model)
			require.True(t, bodies(t, s)[0].Stream)
			require.JSONEq(t, `{"include_usage":true}`, string(bodies(t, s)[0].StreamOptions))
		})
	}
}

func FuzzChat(f *testing.F) {
	f.Add(200, completion("four", "stop"), false)
	f.Add(400, problem("a", "json_schema"), false)
	f.Add(200, "data: "+delta("a", "stop")+"\n\ndata: [DONE]\n\n", true)
	f.Add(429, `{"error":null}`, true)
	f.Fuzz(func(t *testing.T, code int, body string, streams bool) {
		if code < 200 || code > 599 {
			return
		}
		d := contract.Doer()
		d.Client.Transport = canned{code, body}
		m, err := newChat(ChatConfig{BaseURL: "http://model.test/v1", APIKey: contract.Key, Name: "m"}, d)
		require.NoError(t, err)
		r := sumRequest()
		if streams {
			r.Stream = func(string) {}
		}
		_, err = m.Generate(t.Context(), r)
		if err != nil {
			require.NotEmpty(t, fault.Next(err))
			require.NotEmpty(t, model.ClassOf(err))
			require.NotContains(t, err.Error(), contract.Key)
		}
	})
}
