package openai

import (
	"errors"
	"math"
	"net/http"
	"sync"

	sdk "github.com/sashabaranov/go-openai"

	"github.com/plumbline-dev/plumb/agent/model"
	"github.com/plumbline-dev/plumb/internal/llm/internal/wire"
)

// format is how a reply in JSON is asked for, the surest way first.
type format int

const (
	strictSchema format = iota // the server holds the model to the schema
	anyObject                  // the server holds the model to JSON, and the prompt has the schema
	plainWords                 // the prompt has the schema
)

// manner is how a model of a server wants to be asked. The zero manner is that of OpenAI's documentation; what a server refuses
// is left out.
type manner struct {
	format         format
	newTokens      bool // the limit of the reply is called max_completion_tokens
	ownTemperature bool // the temperature cannot be chosen
	withoutSystem  bool // what to do stands before what to do it with
	whole          bool // it does not reply piece by piece
}

// request puts a request in the words of the protocol.
func (m manner) request(r model.Request, name string) sdk.ChatCompletionRequest {
	system, input := r.System, r.Input
	inPrompt := len(r.Schema) > 0 && m.format != strictSchema
	if inPrompt {
		input += "\n\n" + wire.InWords(r.Schema)
	}
	if m.withoutSystem && system != "" {
		system, input = "", system+"\n\n"+input
	}
	out := sdk.ChatCompletionRequest{Model: name}
	if system != "" {
		out.Messages = append(out.Messages, sdk.ChatCompletionMessage{Role: sdk.ChatMessageRoleSystem, Content: system})
	}
	out.Messages = append(out.Messages, sdk.ChatCompletionMessage{Role: sdk.ChatMessageRoleUser, Content: input})
	if r.Repair != nil {
		if r.Repair.Reply != "" {
			out.Messages = append(out.Messages, sdk.ChatCompletionMessage{Role: sdk.ChatMessageRoleAssistant, Content: r.Repair.Reply})
		}
		problem := wire.Again(r.Repair.Problem)
		if !inPrompt && len(r.Schema) > 0 { // a server that only seems to know schemas
			problem += " " + wire.InWords(r.Schema)
		}
		out.Messages = append(out.Messages, sdk.ChatCompletionMessage{Role: sdk.ChatMessageRoleUser, Content: problem})
	}
	out.ResponseFormat = m.responseFormat(r)
	if m.newTokens {
		out.MaxCompletionTokens = r.MaxTokens
	} else {
		out.MaxTokens = r.MaxTokens //nolint:staticcheck // only OpenAI itself knows the new name
	}
	if r.Temperature != nil && !m.ownTemperature {
		out.Temperature = float32(*r.Temperature)
		if out.Temperature == 0 {
			out.Temperature = math.SmallestNonzeroFloat32 // a zero would be left out, and 1 is the default
		}
	}
	return out
}

// heard gives who hears a reply as it comes, nil where it comes as a whole.
func (m manner) heard(r model.Request) func(string) {
	if m.whole {
		return nil
	}
	return r.Stream
}

func (m manner) responseFormat(r model.Request) *sdk.ChatCompletionResponseFormat {
	switch {
	case len(r.Schema) == 0 || m.format == plainWords:
		return nil
	case m.format == anyObject:
		return &sdk.ChatCompletionResponseFormat{Type: sdk.ChatCompletionResponseFormatTypeJSONObject}
	}
	return &sdk.ChatCompletionResponseFormat{
		Type:       sdk.ChatCompletionResponseFormatTypeJSONSchema,
		JSONSchema: &sdk.ChatCompletionResponseFormatJSONSchema{Name: r.SchemaName, Schema: r.Schema, Strict: true},
	}
}

// after gives the manner to try next when a server refused this one, and whether there is one.
func (m manner) after(err error) (manner, bool) {
	switch {
	case errors.Is(err, sdk.ErrReasoningModelMaxTokensDeprecated) && !m.newTokens:
		m.newTokens = true
		return m, true
	case errors.Is(err, sdk.ErrReasoningModelLimitationsOther) && !m.ownTemperature:
		m.ownTemperature = true
		return m, true
	case errors.Is(err, errWhole) && !m.whole:
		m.whole = true
		return m, true
	}
	status, said, ok := refusal(err)
	if !ok || status < http.StatusBadRequest || status == http.StatusUnauthorized || status == http.StatusForbidden || status == http.StatusTooManyRequests {
		return m, false
	}
	switch {
	case wire.Mentions(said, "max_completion_tokens") && !m.newTokens:
		m.newTokens = true
	case wire.Mentions(said, "temperature") && !m.ownTemperature:
		m.ownTemperature = true
	case wire.Mentions(said, "system role not supported", "role 'system'", "system message", "system role") && !m.withoutSystem:
		m.withoutSystem = true
	case wire.Mentions(said, "stream") && !m.whole:
		m.whole = true
	case m.format < plainWords && wire.Mentions(said, "response_format", "json_schema", "json_object", "json mode", "structured output", "schema", "grammar", "guided"):
		m.format++
	default:
		return m, false
	}
	return m, true
}

// manners remembers how the models of a server want to be asked.
type manners struct {
	mu    sync.Mutex
	known map[string]manner
}

func (m *manners) of(name string) manner {
	m.mu.Lock()
	defer m.mu.Unlock()
	return m.known[name]
}

// learn replaces what is known of a model, unless somebody else did meanwhile.
func (m *manners) learn(name string, old, next manner) {
	m.mu.Lock()
	defer m.mu.Unlock()
	if m.known == nil {
		m.known = map[string]manner{}
	}
	if m.known[name] == old {
		m.known[name] = next
	}
}

// ignored notes that a model replied in words to a schema: whatever its server says, it has to be in the prompt.
func (m *manners) ignored(name string) {
	old := m.of(name)
	next := old
	next.format = plainWords
	m.learn(name, old, next)
}
