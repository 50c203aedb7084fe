package openai

import (
	"cmp"
	"context"
	"errors"
	"io"
	"mime"
	"net/url"
	"strings"
	"time"

	sdk "github.com/sashabaranov/go-openai"

	"github.com/plumbline-dev/plumb/agent/model"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/llm/internal/wire"
)

// ChatConfig says which model is asked, and where.
type ChatConfig struct {
	BaseURL string // such as "http://localhost:11434/v1"; "" for DefaultBaseURL; with Azure that of the resource
	APIKey  string // "" for servers that want none
	Name    string // of the model as the server calls it; with Azure of the deployment
	Roles   map[model.Role]string
	// AzureVersion is the version of the interface of Azure OpenAI, such as "2024-10-21"; "" for every other server.
	AzureVersion string

	// ReplyTime is how long one reply may take. 0 is three minutes.
	ReplyTime time.Duration
	// RequestsPerMinute keeps within what the server allows. 0 is 600.
	RequestsPerMinute int
}

// NameOf gives the model for a role.
func (c ChatConfig) NameOf(role model.Role) string {
	if name := c.Roles[role]; name != "" {
		return name
	}
	return c.Name
}

// Chat implements [model.Model] with chat completions (POST /chat/completions).
//
// Its requests are sent again, with growing pauses, when the server is busy or broken for the moment. A schema is sent as a strict
// json_schema; a server or model that cannot do that is asked for a json_object, and else in plain words with the schema in the
// prompt. What worked is remembered for each model.
type Chat struct {
	client *sdk.Client
	config ChatConfig
	says   wire.Explainer
	now    func() time.Time
	known  manners
}

const (
	opChat      = "openai.chat"
	chatTime    = 3 * time.Minute // for one reply
	largestChat = 8 << 20         // bytes of a reply: more than any model writes
)

// NewChat gives the models of a server. Nothing is sent yet.
func NewChat(c ChatConfig) (*Chat, error) {
	d := wire.New(c.RequestsPerMinute)
	d.AttemptTime = cmp.Or(c.ReplyTime, chatTime)
	return newChat(c, d)
}

func newChat(c ChatConfig, d *wire.Doer) (*Chat, error) {
	d.Largest = largestChat
	base, err := c.base()
	if err != nil {
		return nil, err
	}
	c.APIKey = strings.TrimSpace(c.APIKey)
	if strings.ContainsFunc(c.APIKey, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return nil, setup(fault.New(fault.Invalid, opChat, "the API key holds a character that no key has",
			"Copy the key once more, without line breaks, quotation marks or spaces."))
	}
	settings := sdk.DefaultConfig(c.APIKey)
	if c.AzureVersion != "" {
		settings = sdk.DefaultAzureConfig(c.APIKey, "")
		settings.APIVersion = c.AzureVersion
		settings.AzureModelMapperFunc = func(name string) string { return url.PathEscape(name) }
	}
	settings.BaseURL = strings.TrimRight(base.String(), "/")
	settings.HTTPClient = d
	return &Chat{client: sdk.NewClientWithConfig(settings), config: c, says: wire.Explainer{Op: opChat, Host: base.Host, Key: c.APIKey}, now: d.Now}, nil
}

func (c ChatConfig) base() (*url.URL, error) {
	address := c.BaseURL
	if address == "" && c.AzureVersion == "" {
		address = DefaultBaseURL
	}
	base, err := url.Parse(strings.TrimSpace(address))
	switch {
	case err != nil: // the error would repeat an address that may hold a password
		return nil, setup(fault.New(fault.Invalid, opChat, "the base URL of the model cannot be read", baseURLAdvice))
	case base.Scheme != "http" && base.Scheme != "https" || base.Host == "":
		return nil, setup(fault.New(fault.Invalid, opChat, "the base URL of the model is no http or https address", baseURLAdvice))
	case base.User != nil || base.RawQuery != "" || base.Fragment != "":
		return nil, setup(fault.New(fault.Invalid, opChat, "the base URL of the model holds more than a host and a path", baseURLAdvice))
	}
	return base, nil
}

func setup(err error) error { return model.Mark(err, model.Setup) }

// Host gives the host of the server, for the ledger.
func (c *Chat) Host() string { return c.says.Host }

// Names asks the server for the names of the models that it has.
func (c *Chat) Names(ctx context.Context) ([]string, error) {
	list, err := c.client.ListModels(ctx)
	if err != nil {
		return nil, c.explain(err, "")
	}
	names := []string{}
	for _, m := range list.Models {
		if name := strings.TrimSpace(m.ID); name != "" {
			names = append(names, name)
		}
	}
	return names, nil
}

// Generate asks the model of the role.
func (c *Chat) Generate(ctx context.Context, r model.Request) (model.Response, error) {
	name := c.config.NameOf(r.Role)
	if name == "" {
		return model.Response{}, setup(fault.New(fault.Invalid, opChat, "no model is named", "Name one that the server has, in PLUMB_MODEL or as name in the section model of plumb.yaml."))
	}
	began := c.now()
	for {
		manner := c.known.of(name)
		got, err := c.send(ctx, manner.request(r, name), manner.heard(r))
		got.Latency = c.now().Sub(began)
		if err == nil {
			response, err := c.ended(got, name)
			if err == nil && len(r.Schema) > 0 && !strings.HasPrefix(strings.TrimSpace(response.Text), "{") {
				c.known.ignored(name)
			}
			if r.Stream != nil && manner.whole && err == nil {
				r.Stream(response.Text)
			}
			return response, err
		}
		next, changed := manner.after(err)
		if !changed {
			return got.Response, c.explain(err, name)
		}
		c.known.learn(name, manner, next)
	}
}

// reply is what a server answered, before it is judged.
type reply struct {
	model.Response
	reason  sdk.FinishReason
	refusal string
	chosen  bool // there was a choice at all
	tools   bool // the model asked for a tool, and has none
}

func (c *Chat) send(ctx context.Context, r sdk.ChatCompletionRequest, heard func(string)) (reply, error) {
	if heard != nil {
		return c.sendStream(ctx, r, heard)
	}
	var got reply
	answer, err := c.client.CreateChatCompletion(ctx, r)
	if err != nil {
		return got, err
	}
	got.Model = answer.Model
	got.Usage = model.Usage{Prompt: max(0, answer.Usage.PromptTokens), Completion: max(0, answer.Usage.CompletionTokens)}
	if len(answer.Choices) > 0 {
		first := answer.Choices[0]
		got.chosen, got.Text, got.reason, got.refusal = true, first.Message.Content, first.FinishReason, first.Message.Refusal
		got.tools = len(first.Message.ToolCalls) > 0 || first.Message.FunctionCall != nil
	}
	return got, nil
}

// sendStream hears the reply as it comes.
func (c *Chat) sendStream(ctx context.Context, r sdk.ChatCompletionRequest, heard func(string)) (reply, error) {
	var got reply
	r.StreamOptions = &sdk.StreamOptions{IncludeUsage: true}
	pieces, err := c.client.CreateChatCompletionStream(ctx, r)
	if err != nil {
		return got, err
	}
	defer pieces.Close()
	says := &spoken{hear: heard}
	if kind, _, _ := mime.ParseMediaType(pieces.Header().Get("Content-Type")); kind != "text/event-stream" {
		return got, errWhole
	}
	var text, refusal strings.Builder
	for {
		piece, err := pieces.Recv()
		got.Text, got.refusal = text.String(), refusal.String()
		switch {
		case errors.Is(err, io.EOF) && got.chosen && got.reason == "":
			return got, wire.ErrCutOff
		case errors.Is(err, io.EOF):
			return got, nil
		}
		if err != nil {
			return got, err
		}
		if piece.Model != "" {
			got.Model = piece.Model
		}
		if piece.Usage != nil {
			got.Usage = model.Usage{Prompt: max(0, piece.Usage.PromptTokens), Completion: max(0, piece.Usage.CompletionTokens)}
		}
		if len(piece.Choices) == 0 || piece.Choices[0].Index != 0 {
			continue
		}
		first := piece.Choices[0]
		got.chosen, got.tools = true, got.tools || len(first.Delta.ToolCalls) > 0
		if first.FinishReason != "" && first.FinishReason != sdk.FinishReasonNull {
			got.reason = first.FinishReason
		}
		refusal.WriteString(first.Delta.Refusal)
		if first.Delta.Content != "" {
			text.WriteString(first.Delta.Content)
			says.piece(first.Delta.Content)
		}
	}
}

// ended judges how a reply ended.
func (c *Chat) ended(got reply, name string) (model.Response, error) {
	r := got.Response
	r.Text = withoutThoughts(r.Text)
	failed := func(kind fault.Kind, finish model.Finish, class model.Class, what, do string) (model.Response, error) {
		r.Finish = finish
		return r, model.Mark(fault.New(kind, opChat, c.says.Host+" "+what, do), class)
	}
	switch {
	case got.refusal != "":
		return failed(fault.Invalid, model.Refused, model.WouldNot, "says that "+name+" refuses: "+c.says.Clean(got.refusal), "Leave it to the builtin engine, or use another model.")
	case got.reason == sdk.FinishReasonContentFilter:
		return failed(fault.Invalid, model.Filtered, model.WouldNot, "filtered the reply of "+name+" out", "Leave it to the builtin engine, or ask who runs the server to relax its filter.")
	case got.reason == sdk.FinishReasonLength:
		return failed(fault.Invalid, model.Length, model.CutOff, "cut the reply of "+name+" off because it grew too long", "Use a model that may write more, or draft from less.")
	case !got.chosen:
		return failed(fault.Unavailable, "", model.Malformed, "gave no reply of "+name, "Check that it is a chat model and that the base URL is right.")
	case got.tools && strings.TrimSpace(r.Text) == "":
		return failed(fault.Invalid, "", model.Malformed, "says that "+name+" wants to call a tool, and it was given none", "Use another model, or leave it to the builtin engine.")
	}
	r.Finish = model.Stopped
	return r, nil
}

// errWhole is that a server was asked to reply piece by piece, and does not.
var errWhole = errors.New("the server does not reply piece by piece")

// spoken passes on the pieces of a reply, without what a reasoning model thought before it.
type spoken struct {
	hear func(string)
	held strings.Builder // while it is not known whether it is a thought
	open bool            // it is known, and no thought
}

const thoughtBegins, thoughtEnds = "<think>", "</think>"

func (s *spoken) piece(text string) {
	if s.open {
		s.hear(text)
		return
	}
	_, _ = s.held.WriteString(text) // a builder takes everything
	said := strings.TrimLeft(s.held.String(), " \n\r\t")
	if strings.HasPrefix(thoughtBegins, said) {
		return
	}
	if strings.HasPrefix(said, thoughtBegins) {
		if _, said, s.open = strings.Cut(said, thoughtEnds); !s.open {
			return
		}
		said = strings.TrimLeft(said, " \n\r\t")
		if s.open = said != ""; !s.open {
			return
		}
		s.hear(said)
		return
	}
	s.open = true
	s.hear(s.held.String())
}

// withoutThoughts leaves out what a reasoning model thought before it replied, where the server does not.
func withoutThoughts(text string) string {
	after, thought := strings.CutPrefix(strings.TrimLeft(text, " \n\r\t"), thoughtBegins)
	if !thought {
		return text
	}
	if _, said, ended := strings.Cut(after, thoughtEnds); ended {
		return strings.TrimLeft(said, " \n\r\t")
	}
	return text
}
