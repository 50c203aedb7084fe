// Package openai speaks to servers with OpenAI's HTTP interface: OpenAI itself, Ollama, vLLM, llama.cpp, LM Studio and others.
package openai

import (
	"context"
	"net/url"
	"slices"
	"strconv"
	"strings"

	sdk "github.com/sashabaranov/go-openai"

	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/llm/internal/wire"
	"github.com/plumbline-dev/plumb/semantic"
)

// DefaultBaseURL is where OpenAI's own server is.
const DefaultBaseURL = "https://api.openai.com/v1"

// Config says which embedding model is asked, and where.
type Config struct {
	BaseURL string // such as "http://localhost:11434/v1"; "" for DefaultBaseURL
	APIKey  string // "" for servers that want none
	Model   string // as the server calls it, such as "text-embedding-3-small"

	// Dimensions asks for vectors of this length, which not every model can give. 0 takes them as they come.
	Dimensions int
	// RequestsPerMinute keeps within what the server allows. 0 is 600.
	RequestsPerMinute int
}

// knownDimensions are those of OpenAI's own models (https://platform.openai.com/docs/guides/embeddings). Others are asked.
var knownDimensions = map[string]int{
	"text-embedding-3-small": 1536,
	"text-embedding-3-large": 3072,
	"text-embedding-ada-002": 1536,
}

// Embedder implements [semantic.Embedder] with the embeddings of a server (POST /embeddings).
//
// Its requests are sent again, with growing pauses, when the server is busy or broken for the moment. Its errors say what to do and never
// hold the key. It may be used by several goroutines at once.
type Embedder struct {
	client *sdk.Client
	config Config
	host   string
	model  semantic.EmbeddingModel
}

// NewEmbedder gives the embedder of a model. How long the vectors of a model are that is not one of OpenAI's own is asked of
// the server with one short request.
func NewEmbedder(ctx context.Context, c Config) (*Embedder, error) {
	return newEmbedder(ctx, c, wire.New(c.RequestsPerMinute))
}

func newEmbedder(ctx context.Context, c Config, doer *wire.Doer) (*Embedder, error) {
	base, err := c.baseURL()
	if err != nil {
		return nil, err
	}
	c.APIKey = strings.TrimSpace(c.APIKey)
	if strings.ContainsFunc(c.APIKey, func(r rune) bool { return r <= ' ' || r > '~' }) {
		return nil, fault.New(fault.Invalid, opEmbed, "the API key holds a character that no key has",
			"Copy the key once more, without line breaks, quotation marks or spaces.")
	}
	settings := sdk.DefaultConfig(c.APIKey)
	settings.BaseURL = strings.TrimRight(base.String(), "/")
	settings.HTTPClient = doer
	e := &Embedder{client: sdk.NewClientWithConfig(settings), config: c, host: base.Host}
	e.model = semantic.EmbeddingModel{ID: c.modelID(base.Host), Dimensions: c.Dimensions}
	if e.model.Dimensions == 0 && base.Host == defaultHost {
		e.model.Dimensions = knownDimensions[c.Model]
	}
	if e.model.Dimensions == 0 {
		if e.model.Dimensions, err = e.ask(ctx); err != nil {
			return nil, err
		}
	}
	if err := e.model.Check(); err != nil {
		return nil, err
	}
	return e, nil
}

const (
	opEmbed     = "openai.embed"
	defaultHost = "api.openai.com"
)

func (c Config) baseURL() (*url.URL, error) {
	address := c.BaseURL
	if address == "" {
		address = DefaultBaseURL
	}
	base, err := url.Parse(strings.TrimSpace(address))
	switch {
	case err != nil: // the error would repeat an address that may hold a password
		return nil, fault.New(fault.Invalid, opEmbed, "the base URL of the embedding model cannot be read", baseURLAdvice)
	case base.Scheme != "http" && base.Scheme != "https" || base.Host == "":
		return nil, fault.New(fault.Invalid, opEmbed, "the base URL of the embedding model is no http or https address", baseURLAdvice)
	case base.User != nil || base.RawQuery != "" || base.Fragment != "":
		return nil, fault.New(fault.Invalid, opEmbed, "the base URL of the embedding model holds more than a host and a path", baseURLAdvice)
	case c.Model == "":
		return nil, fault.New(fault.Invalid, opEmbed, "no embedding model is named", "Name one that the server has, such as text-embedding-3-small.")
	case c.Dimensions < 0 || c.RequestsPerMinute < 0:
		return nil, fault.New(fault.Invalid, opEmbed, "dimensions and requests per minute cannot be negative", "Leave them out, or give positive numbers.")
	}
	return base, nil
}

const baseURLAdvice = "Write it like http://localhost:11434/v1, and give the key on its own."

// modelID identifies the vectors. Two servers may serve different vectors under one name, so the host is part of it unless it is
// OpenAI's; so is a length that was asked for.
func (c Config) modelID(host string) string {
	id := "openai/"
	if host != defaultHost {
		id += strings.NewReplacer("[", "", "]", "").Replace(host) + "/"
	}
	id += c.Model
	if c.Dimensions > 0 {
		id += "@" + strconv.Itoa(c.Dimensions)
	}
	return id
}

// Model identifies the vectors.
func (e *Embedder) Model() semantic.EmbeddingModel { return e.model }

// ask finds out how long the vectors of the model are.
func (e *Embedder) ask(ctx context.Context) (int, error) {
	vectors, err := e.request(ctx, []string{"length"})
	if err != nil {
		return 0, err
	}
	return len(vectors[0]), nil
}

// Embed gives a vector for each text. A blank text is not sent: its vector is all zero.
func (e *Embedder) Embed(ctx context.Context, texts []string) ([][]float32, error) {
	vectors := make([][]float32, len(texts))
	var sent []int // places of the texts that are sent
	for i, text := range texts {
		if strings.TrimSpace(text) == "" {
			vectors[i] = make([]float32, e.model.Dimensions)
		} else {
			sent = append(sent, i)
		}
	}
	for batch := range batches(sent, func(i int) int { return estimatedTokens(texts[i]) }) {
		input := make([]string, len(batch))
		for j, i := range batch {
			input[j] = strings.ToValidUTF8(texts[i], "\uFFFD")
		}
		got, err := e.request(ctx, input)
		if err != nil {
			return nil, err
		}
		for j, i := range batch {
			if vectors[i], err = e.unit(got[j]); err != nil {
				return nil, err
			}
		}
	}
	return vectors, nil
}

// unit checks a vector of the server and gives it the length 1.
func (e *Embedder) unit(values []float32) ([]float32, error) {
	if err := e.model.CheckValues(values); err != nil {
		return nil, e.garbled("%s", err)
	}
	if unit := semantic.Unit(values); unit != nil {
		return unit, nil
	}
	return nil, e.garbled("the vector of a text is all zeros, which no text has")
}

// sameModel reports whether a reply names the model that was asked for: a server may add a release to the name, as in
// "text-embedding-3-small-20240125" or "nomic-embed-text:latest", or name none.
func sameModel(asked, replied string) bool {
	asked, replied = strings.ToLower(asked), strings.ToLower(replied)
	release, ok := strings.CutPrefix(replied, asked)
	if replied == "" || ok && release == "" {
		return true
	}
	return ok && (release == ":latest" || len(release) > 1 && strings.ContainsRune("-:@", rune(release[0])) && isDigit(release[1]))
}

func isDigit(c byte) bool { return '0' <= c && c <= '9' }

// request sends texts and gives their vectors in order.
func (e *Embedder) request(ctx context.Context, texts []string) ([][]float32, error) {
	reply, err := e.client.CreateEmbeddings(ctx, sdk.EmbeddingRequestStrings{
		Input: texts, Model: sdk.EmbeddingModel(e.config.Model), Dimensions: e.config.Dimensions,
	})
	if err != nil {
		return nil, e.explain(err, texts)
	}
	if !sameModel(e.config.Model, string(reply.Model)) {
		return nil, fault.Newf(fault.Invalid, opEmbed, "%s was asked for vectors of %s and gave those of %s", e.host, e.config.Model, e.clean(string(reply.Model))).
			Do("Name the model as the server does, or check that the base URL is right. Nothing was kept of the reply.")
	}
	if len(reply.Data) != len(texts) {
		return nil, e.garbled("it gave %d vectors for %d texts", len(reply.Data), len(texts))
	}
	slices.SortStableFunc(reply.Data, func(a, b sdk.Embedding) int { return a.Index - b.Index })
	vectors := make([][]float32, len(texts))
	for i, d := range reply.Data {
		if d.Index != i {
			return nil, e.garbled("it gave no vector for text %d", i+1)
		}
		if len(d.Embedding) == 0 {
			return nil, e.garbled("the vector of text %d is empty", i+1)
		}
		vectors[i] = d.Embedding
	}
	return vectors, nil
}
