// Package langchain reaches models that have a protocol of their own through langchaingo: Anthropic's for now.
package langchain

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"io"
	"net/http"
	"net/url"
	"strings"
	"time"

	"github.com/tmc/langchaingo/llms"
	"github.com/tmc/langchaingo/llms/anthropic"

	"github.com/plumbline-dev/plumb/agent/model"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/llm/internal/wire"
)

// DefaultBaseURL is where Anthropic's own server is.
const DefaultBaseURL = "https://api.anthropic.com/v1"

// Config says which model of Anthropic is asked, and where.
type Config struct {
	BaseURL string // "" for DefaultBaseURL
	APIKey  string
	Name    string // of the model
	Roles   map[model.Role]string

	// RequestsPerMinute keeps within what the server allows. 0 is 600.
	RequestsPerMinute int
}

// NameOf gives the model for a role.
func (c Config) NameOf(role model.Role) string {
	if name := c.Roles[role]; name != "" {
		return name
	}
	return c.Name
}

// Chat implements [model.Model] over a model of langchaingo.
//
// There is no strict schema there: it stands in the prompt, and the caller checks the reply. Where no temperature is asked for,
// langchaingo sends 0. A reply is not streamed, because the streaming of langchaingo panics on a malformed event: it is heard in one piece.
type Chat struct {
	llm    llms.Model
	config Config
	says   wire.Explainer
	now    func() time.Time
}

const (
	opChat       = "langchain.chat"
	replyTime    = 3 * time.Minute // for one reply
	largestReply = 8 << 20         // bytes: more than any model writes
	replyTokens  = 4096            // where the request does not say; langchaingo would stop at 2048
)

// New gives the models of a server that speaks the protocol of Anthropic. Nothing is sent yet.
func New(c Config) (*Chat, error) {
	d := wire.New(c.RequestsPerMinute)
	d.AttemptTime = replyTime
	return newChat(c, d)
}

func newChat(c Config, d *wire.Doer) (*Chat, error) {
	d.Largest = largestReply
	if c.BaseURL == "" {
		c.BaseURL = DefaultBaseURL
	}
	base, err := url.Parse(strings.TrimSpace(c.BaseURL))
	if err != nil || base.Scheme != "http" && base.Scheme != "https" || base.Host == "" || base.User != nil || base.RawQuery != "" || base.Fragment != "" {
		return nil, setup("the base URL of the model is no plain http or https address", "Write it like "+DefaultBaseURL+", and give the key on its own.")
	}
	c.APIKey = strings.TrimSpace(c.APIKey)
	switch {
	case c.APIKey == "": // langchaingo would look for one in the environment itself
		return nil, model.Mark(fault.New(fault.Unauthorised, opChat, base.Host+" wants an API key", "Give it in the environment, as ANTHROPIC_API_KEY or PLUMB_MODEL_KEY."), model.Credentials)
	case strings.ContainsFunc(c.APIKey, func(r rune) bool { return r <= ' ' || r > '~' }):
		return nil, setup("the API key holds a character that no key has", "Copy the key once more, without line breaks, quotation marks or spaces.")
	}
	llm, err := anthropic.New(anthropic.WithToken(c.APIKey), anthropic.WithBaseURL(strings.TrimRight(base.String(), "/")), anthropic.WithHTTPClient(honest{d}))
	if err != nil {
		return nil, setup("the model cannot be used", "Check the section model of plumb.yaml.")
	}
	return &Chat{llm: llm, config: c, says: wire.Explainer{Op: opChat, Host: base.Host, Key: c.APIKey}, now: d.Now}, nil
}

func setup(message, do string) error {
	return model.Mark(fault.New(fault.Invalid, opChat, message, do), model.Setup)
}

// honest turns a reply that is a refusal into an error with its status and text, which langchaingo would mix or lose.
type honest struct{ doer *wire.Doer }

// Do sends a request.
func (h honest) Do(request *http.Request) (*http.Response, error) {
	response, err := h.doer.Do(request)
	if err != nil || response.StatusCode == http.StatusOK {
		return response, err
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body) // it was read, and bounded, already
	if err != nil {
		return nil, err
	}
	return nil, &refusal{response.StatusCode, said(body)}
}

type refusal struct {
	status int
	said   string
}

// Error gives the status; what was said is shown by who can clean it.
func (r *refusal) Error() string { return fmt.Sprintf("status %d", r.status) }

// said gives the message of an error in the form of Anthropic, else the whole text.
func said(body []byte) string {
	var e struct {
		Error struct{ Type, Message string }
	}
	if json.NewDecoder(bytes.NewReader(body)).Decode(&e) == nil && e.Error.Message != "" {
		return strings.TrimSpace(e.Error.Message + " (" + e.Error.Type + ")")
	}
	return string(body)
}

// Host gives the host of the server, for the ledger.
func (c *Chat) Host() string { return c.says.Host }

// Generate asks the model of the role.
func (c *Chat) Generate(ctx context.Context, r model.Request) (model.Response, error) {
	name := c.config.NameOf(r.Role)
	if name == "" {
		return model.Response{}, setup("no model is named", "Name one in PLUMB_MODEL or as name in the section model of plumb.yaml.")
	}
	began := c.now()
	answer, err := c.ask(ctx, messages(r), options(r, name))
	response := model.Response{Model: name, Latency: c.now().Sub(began)}
	if err != nil {
		return response, c.explain(err, name)
	}
	reason, tools := collect(&response, answer)
	failed := func(finish model.Finish, class model.Class, what, do string) (model.Response, error) {
		response.Finish = finish
		return response, model.Mark(fault.New(fault.Invalid, opChat, c.says.Host+" "+what, do), class)
	}
	switch {
	case reason == "max_tokens":
		return failed(model.Length, model.CutOff, "cut the reply of "+name+" off because it grew too long", "Use a model that may write more, or draft from less.")
	case reason == "refusal":
		return failed(model.Refused, model.WouldNot, "says that "+name+" refuses", "Leave it to the builtin engine, or use another model.")
	case tools && strings.TrimSpace(response.Text) == "":
		return failed("", model.Malformed, "says that "+name+" wants to call a tool, and it was given none", "Use another model, or leave it to the builtin engine.")
	}
	response.Finish = model.Stopped
	if r.Stream != nil {
		r.Stream(response.Text)
	}
	return response, nil
}

// ask asks langchaingo, which panics on some replies, such as null.
func (c *Chat) ask(ctx context.Context, messages []llms.MessageContent, options []llms.CallOption) (answer *llms.ContentResponse, err error) {
	defer func() {
		if recover() != nil {
			answer, err = nil, errNotMessage
		}
	}()
	return c.llm.GenerateContent(ctx, messages, options...)
}

var errNotMessage = errors.New("the reply is not a message")

// messages puts a request in the words of langchaingo. An empty part is left out: one of the system panics there, and one of a model is refused
// by the server.
func messages(r model.Request) []llms.MessageContent {
	input := r.Input
	if len(r.Schema) > 0 {
		input += "\n\n" + wire.InWords(r.Schema)
	}
	var all []llms.MessageContent
	if r.System != "" {
		all = append(all, llms.TextParts(llms.ChatMessageTypeSystem, r.System))
	}
	all = append(all, llms.TextParts(llms.ChatMessageTypeHuman, input))
	if r.Repair == nil {
		return all
	}
	if strings.TrimSpace(r.Repair.Reply) != "" {
		all = append(all, llms.TextParts(llms.ChatMessageTypeAI, r.Repair.Reply))
	}
	return append(all, llms.TextParts(llms.ChatMessageTypeHuman, wire.Again(r.Repair.Problem)))
}

func options(r model.Request, name string) []llms.CallOption {
	tokens := r.MaxTokens
	if tokens == 0 {
		tokens = replyTokens
	}
	all := []llms.CallOption{llms.WithModel(name), llms.WithMaxTokens(tokens)}
	if r.Temperature != nil {
		all = append(all, llms.WithTemperature(*r.Temperature))
	}
	return all
}

// collect puts the texts of all choices together: langchaingo makes one of each part of a reply.
func collect(response *model.Response, answer *llms.ContentResponse) (reason string, tools bool) {
	for _, choice := range answer.Choices {
		if choice == nil {
			continue
		}
		response.Text += choice.Content
		tools = tools || len(choice.ToolCalls) > 0
		reason = choice.StopReason
		response.Usage = model.Usage{
			Prompt:     count(choice.GenerationInfo, "InputTokens") + count(choice.GenerationInfo, "CacheCreationInputTokens") + count(choice.GenerationInfo, "CacheReadInputTokens"),
			Completion: count(choice.GenerationInfo, "OutputTokens"),
		}
	}
	return reason, tools
}

// count reads a number of langchaingo's untyped information.
func count(info map[string]any, name string) int {
	n, _ := info[name].(int)
	return max(0, n)
}

func (c *Chat) explain(err error, name string) error {
	if r, ok := errors.AsType[*refusal](err); ok {
		return c.says.Refused(r.status, r.said, name)
	}
	if errors.Is(err, anthropic.ErrEmptyResponse) {
		return model.Mark(fault.New(fault.Unavailable, opChat, c.says.Host+" gave no reply of "+name, "Try it again, or use another model."), model.Malformed)
	}
	if errors.Is(err, errNotMessage) {
		return setup(c.says.Host+" replies with something that is not a message", "Check that the base URL is that of a server with the protocol of Anthropic.")
	}
	return c.says.Failed(err)
}
