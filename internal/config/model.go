package config

import (
	"math"
	"net/url"
	"slices"
	"strconv"
	"strings"
	"time"

	"github.com/plumbline-dev/plumb/internal/fault"
)

// Model says which language model drafts, and what it may take. It is a service that speaks the protocol of OpenAI, on this machine or
// elsewhere, of Azure OpenAI, or of Anthropic.
type Model struct {
	Provider Setting            // one of the providers
	BaseURL  Setting            // "" for the provider's own
	Name     Setting            // of the model; "" to take the only one that the service has
	Version  Setting            // of the interface of Azure
	Roles    map[string]Setting // the models of single roles: draft, verify, narrate, link, ask
	Contacts Setting            // hide or send: whether e-mail addresses and phone numbers are taken out of what is sent
	Key      Secret             // from the environment only

	Tokens int           // that one piece of work may take; 0 for no limit
	Calls  int           // likewise
	Cost   float64       // likewise, in the currency of the prices
	Time   time.Duration // likewise

	PromptPrice     float64 // of a million tokens; 0 when nobody said
	CompletionPrice float64 // likewise

	ReplyTime time.Duration // that one reply may take; 0 for the usual time
}

// Patient gives the model with this time for each reply, and no limit to the time of them all: for replies that people write.
func (m Model) Patient(wait time.Duration) Model {
	m.ReplyTime, m.Time = wait, 0
	return m
}

// The providers.
const (
	ProviderOpenAI    = "openai" // and every service with the same protocol
	ProviderAzure     = "azure"
	ProviderAnthropic = "anthropic"
)

var (
	providers = []string{ProviderOpenAI, ProviderAzure, ProviderAnthropic}
	contacts  = []string{"hide", "send"}
)

// modelKeys are the keys of the section model.
var modelKeys = []string{
	"model.provider", "model.base_url", "model.name", "model.api_version", "model.contacts", "model.roles.draft", "model.roles.verify", "model.roles.narrate", "model.roles.link", "model.roles.ask",
	"model.budget.tokens", "model.budget.calls", "model.budget.cost", "model.budget.time", "model.price.prompt", "model.price.completion",
}

// What one piece of work may take unless the file says otherwise: several times what the longest meeting needs.
const (
	defaultTokens = 500_000
	defaultCalls  = 100
	defaultTime   = 15 * time.Minute
)

func defaultModel() Model {
	none := Setting{"", Default}
	return Model{
		Provider: Setting{ProviderOpenAI, Default}, BaseURL: none, Name: none, Version: Setting{"2024-10-21", Default}, Contacts: Setting{"hide", Default},
		Roles: map[string]Setting{}, Tokens: defaultTokens, Calls: defaultCalls, Time: defaultTime,
	}
}

// Configured reports whether a model is to be used: a key alone, which many have in their environment, does not say so.
func (m Model) Configured() bool { return m.Name.Value != "" || m.BaseURL.Value != "" }

// Wished reports whether the environment names a model: whoever sets it there wants it to be used. One that only a file
// names is used when it is asked for, because the file may have come with somebody else's records.
func (m Model) Wished() bool {
	return m.Configured() && (m.Name.From == EnvModel || m.BaseURL.From == EnvOpenAIURL)
}

// HidesContacts reports whether e-mail addresses and phone numbers are taken out of what is sent.
func (m Model) HidesContacts() bool { return m.Contacts.Value == "hide" }

const opModel = "config.model"

// setModel takes over one entry of the section model.
func (c *Config) setModel(key string, s Setting) error {
	m := &c.Model
	switch key {
	case "model.provider":
		m.Provider = s
		return oneOf(s, "provider", providers)
	case "model.base_url":
		return m.setURL(s)
	case "model.name":
		m.Name = s
	case "model.api_version":
		m.Version = s
	case "model.contacts":
		m.Contacts = s
		return oneOf(s, "way with contacts", contacts)
	case "model.budget.tokens":
		return whole(s, &m.Tokens)
	case "model.budget.calls":
		return whole(s, &m.Calls)
	case "model.budget.cost":
		return amount(s, &m.Cost)
	case "model.budget.time":
		return m.setTime(s)
	case "model.price.prompt":
		return amount(s, &m.PromptPrice)
	case "model.price.completion":
		return amount(s, &m.CompletionPrice)
	default:
		m.Roles[strings.TrimPrefix(key, "model.roles.")] = s
	}
	return nil
}

func (m *Model) setURL(s Setting) error {
	u, err := url.Parse(s.Value)
	if err != nil || u.Host == "" || u.Scheme != "http" && u.Scheme != "https" {
		return fault.New(fault.Invalid, opModel, "the address in "+s.From+" is not one of a service", "Write it whole, such as http://localhost:11434/v1")
	}
	if u.User != nil || u.RawQuery != "" || u.Fragment != "" {
		return fault.New(fault.Invalid, opModel, "the address in "+s.From+" holds a password or a query", "Give the key in the environment, as "+EnvModelKey+".")
	}
	m.BaseURL = Setting{strings.TrimRight(s.Value, "/"), s.From}
	return nil
}

func (m *Model) setTime(s Setting) error {
	d, err := time.ParseDuration(s.Value)
	if err != nil || d <= 0 {
		return fault.Newf(fault.Invalid, opModel, "%q in %s is no time", s.Value, s.From).Do("Write it like 90s or 10m.")
	}
	m.Time = d
	return nil
}

func whole(s Setting, to *int) error {
	n, err := strconv.Atoi(s.Value)
	if err != nil || n < 1 || n > math.MaxInt32 {
		return fault.Newf(fault.Invalid, opModel, "%q in %s is no limit", s.Value, s.From).Do("Write a whole number, such as 100.")
	}
	*to = n
	return nil
}

func amount(s Setting, to *float64) error {
	const most = 1e6 // beyond it, somebody mixed up the unit
	v, err := strconv.ParseFloat(s.Value, 64)
	if err != nil || !(v > 0) || v > most {
		return fault.Newf(fault.Invalid, opModel, "%q in %s is no amount of money", s.Value, s.From).Do("Write a number, such as 0.50, without the currency.")
	}
	*to = v
	return nil
}

// readModelEnvironment takes over what the environment says of the model.
func (c *Config) readModelEnvironment(getenv func(string) string) error {
	if v := getenv(EnvModel); v != "" {
		c.Model.Name = Setting{v, EnvModel}
	}
	if v := getenv(EnvOpenAIURL); v != "" && c.Model.Provider.Value == ProviderOpenAI {
		return c.Model.setURL(Setting{v, EnvOpenAIURL})
	}
	return nil
}

// finishModel checks the section as a whole and takes the key from the environment. A key is sent only where the one who set it
// meant it to go: that of OpenAI to OPENAI_BASE_URL or OpenAI, that of Anthropic to Anthropic. A plumb.yaml that came with somebody's folder cannot
// have it sent elsewhere.
func (c *Config) finishModel(getenv func(string) string) error {
	m := &c.Model
	switch {
	case m.Cost > 0 && m.PromptPrice == 0 && m.CompletionPrice == 0:
		return fault.New(fault.Invalid, opModel, "the model has a budget of money and no price", "Add price: {prompt: 0.15, completion: 0.60}, what a million tokens cost, to the section model.")
	case m.Provider.Value != ProviderOpenAI && m.Name.Value == "":
		return fault.Newf(fault.Invalid, opModel, "the section model names no model of %s", m.Provider.Value).Do("Add the key name to it, or set %s.", EnvModel)
	case m.Provider.Value == ProviderAzure && m.BaseURL.Value == "":
		return fault.New(fault.Invalid, opModel, "the section model does not say where Azure OpenAI is", "Add base_url: https://NAME.openai.azure.com to it.")
	}
	m.Key = Secret{getenv(EnvModelKey)}
	if m.Key.value != "" {
		return nil
	}
	own := m.BaseURL.From == Default
	switch m.Provider.Value {
	case ProviderOpenAI:
		if own || m.BaseURL.From == EnvOpenAIURL || m.BaseURL.Value == EmbeddingsURL && getenv(EnvOpenAIURL) == "" {
			m.Key = Secret{getenv(EnvOpenAIKey)}
		}
	case ProviderAnthropic:
		if own {
			m.Key = Secret{getenv(EnvAnthropicKey)}
		}
	}
	return nil
}

// isModelKey reports whether a key belongs to the section model.
func isModelKey(key string) bool { return slices.Contains(modelKeys, key) }
