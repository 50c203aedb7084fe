package config

import (
	"net/url"
	"strconv"
	"strings"

	"github.com/plumbline-dev/plumb/internal/fault"
)

// Embeddings says which model turns the texts of definitions into vectors. It is a service that speaks the protocol of
// OpenAI, on this machine or elsewhere.
type Embeddings struct {
	BaseURL    Setting // such as "http://localhost:11434/v1"; the service of OpenAI unless set
	Model      Setting // "" when none is configured, and the builtin index is used
	Dimensions Setting // how many are asked for; "" for as many as the model has
	Key        Secret  // from the environment only
}

// EmbeddingsURL is the service that is used unless another one is set.
const EmbeddingsURL = "https://api.openai.com/v1"

const maxDimensions = 16000 // what a vector column can hold

// Configured reports whether a model is to be used.
func (e Embeddings) Configured() bool { return e.Model.Value != "" }

// Size gives the dimensions that are asked for, 0 for as many as the model has.
func (e Embeddings) Size() int {
	n, _ := strconv.Atoi(e.Dimensions.Value) // it was checked
	return n
}

// Secret is a value that is never shown: printing or encoding it gives nothing away.
type Secret struct{ value string }

// Reveal gives the value, for whom it is meant.
func (s Secret) Reveal() string { return s.value }

// String says only whether there is a value.
func (s Secret) String() string {
	if s.value == "" {
		return "not set"
	}
	return "set"
}

// GoString is String.
func (s Secret) GoString() string { return s.String() }

// MarshalText is String.
func (s Secret) MarshalText() ([]byte, error) { return []byte(s.String()), nil }

// setEmbeddings takes over one entry of the section embeddings.
func (c *Config) setEmbeddings(key string, s Setting) error {
	const op = "config.embeddings"
	switch key {
	case "embeddings.base_url":
		u, err := url.Parse(s.Value)
		if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
			return fault.New(fault.Invalid, op, "the address in "+s.From+" is not one of a service", "Write it whole, such as base_url: http://localhost:11434/v1")
		}
		if u.User != nil || u.RawQuery != "" {
			return fault.New(fault.Invalid, op, "the address in "+s.From+" holds a password or a query", "Give the key in the environment, as "+EnvEmbeddingsKey+".")
		}
		c.Embeddings.BaseURL = Setting{strings.TrimRight(s.Value, "/"), s.From}
	case "embeddings.model":
		c.Embeddings.Model = s
	case "embeddings.dimensions":
		if n, err := strconv.Atoi(s.Value); err != nil || n < 1 || n > maxDimensions {
			return fault.Newf(fault.Invalid, op, "%q in %s is no number of dimensions", s.Value, s.From).
				Do("Write a number up to %d, or leave the key out for as many as the model has.", maxDimensions)
		}
		c.Embeddings.Dimensions = s
	}
	return nil
}

// finishEmbeddings checks the section as a whole and takes the key from the environment. The key of OpenAI is sent to
// OpenAI only, and not where OPENAI_BASE_URL says that it is the key of another service: a plumb.yaml that came with
// somebody's folder cannot have it sent elsewhere.
func (c *Config) finishEmbeddings(getenv func(string) string) error {
	e := &c.Embeddings
	if !e.Configured() && (e.BaseURL.From != Default || e.Dimensions.From != Default) {
		return fault.New(fault.Invalid, "config.embeddings", "the section embeddings names no model", "Add the key model to it, such as model: text-embedding-3-small")
	}
	e.Key = Secret{getenv(EnvEmbeddingsKey)}
	if url := strings.TrimRight(getenv(EnvOpenAIURL), "/"); e.Key.value == "" && e.BaseURL.Value == EmbeddingsURL && (url == "" || url == EmbeddingsURL) {
		e.Key = Secret{getenv(EnvOpenAIKey)}
	}
	return nil
}
