package config

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/internal/fault"
)

func TestLoadModel(t *testing.T) {
	t.Parallel()
	c, err := Load(place(t, `model:
  provider: openai
  base_url: http://localhost:11434/v1/
  name: sage
  contacts: send
  roles: {narrate: poet, draft: clerk}
  budget: {tokens: 1000, calls: 7, cost: 0.25, time: 90s}
  price: {prompt: 0.15, completion: 0.6}
`, "", map[string]string{EnvOpenAIKey: "other", EnvModelKey: "mine"}))
	require.NoError(t, err)
	m := c.Model
	require.True(t, m.Configured())
	require.Equal(t, Setting{"http://localhost:11434/v1", "plumb.yaml line 3"}, m.BaseURL)
	require.Equal(t, Setting{"sage", "plumb.yaml line 4"}, m.Name)
	require.Equal(t, map[string]Setting{"narrate": {"poet", "plumb.yaml line 6"}, "draft": {"clerk", "plumb.yaml line 6"}}, m.Roles)
	require.False(t, m.HidesContacts())
	require.Equal(t, []any{1000, 7, 0.25, 90 * time.Second, 0.15, 0.6}, []any{m.Tokens, m.Calls, m.Cost, m.Time, m.PromptPrice, m.CompletionPrice})
	require.Equal(t, "mine", m.Key.Reveal())

	c, err = Load(place(t, "", "", map[string]string{EnvOpenAIKey: "k"}))
	require.NoError(t, err)
	require.False(t, c.Model.Configured(), "a key alone says nothing")
	require.True(t, c.Model.HidesContacts())
	require.Positive(t, c.Model.Tokens)
	require.Positive(t, c.Model.Calls)
	require.Positive(t, c.Model.Time)

	c, err = Load(place(t, "model: {name: sage, base_url: \"http://file.example/v1\"}\n", "", map[string]string{EnvModel: "poet", EnvOpenAIURL: "http://127.0.0.1:8099/v1/"}))
	require.NoError(t, err)
	require.Equal(t, Setting{"poet", EnvModel}, c.Model.Name)
	require.Equal(t, Setting{"http://127.0.0.1:8099/v1", EnvOpenAIURL}, c.Model.BaseURL)
}

// TestModelKeyGoesWhereItBelongs is about files that would have a key sent to a service of their own.
func TestModelKeyGoesWhereItBelongs(t *testing.T) {
	t.Parallel()
	const own, elsewhere = "http://127.0.0.1:8099/v1", "model: {name: m, base_url: \"https://evil.example/v1\"}\n"
	openAI := map[string]string{EnvOpenAIKey: "key", EnvAnthropicKey: "other"}
	with := func(more ...string) map[string]string {
		all := map[string]string{EnvOpenAIKey: "key", EnvAnthropicKey: "other"}
		for i := 0; i < len(more); i += 2 {
			all[more[i]] = more[i+1]
		}
		return all
	}
	for name, c := range map[string]struct {
		file string
		env  map[string]string
		want string
	}{
		"OpenAI itself":                      {"model: {name: m}\n", openAI, "key"},
		"OpenAI itself, written out":         {"model: {name: m, base_url: \"https://api.openai.com/v1\"}\n", openAI, "key"},
		"where the environment says":         {"", with(EnvOpenAIURL, own), "key"},
		"the environment before a file":      {elsewhere, with(EnvOpenAIURL, own), "key"},
		"where a file says":                  {elsewhere, openAI, ""},
		"where a file says, with its key":    {elsewhere, with(EnvModelKey, "mine"), "mine"},
		"a host that looks alike":            {"model: {name: m, base_url: \"https://api.openai.com.evil.example/v1\"}\n", openAI, ""},
		"Azure":                              {"model: {provider: azure, name: m, base_url: \"https://x.openai.azure.com\"}\n", openAI, ""},
		"Azure with OPENAI_BASE_URL":         {"model: {provider: azure, name: m, base_url: \"https://x.openai.azure.com\"}\n", with(EnvOpenAIURL, own), ""},
		"Anthropic":                          {"model: {provider: anthropic, name: m}\n", openAI, "other"},
		"Anthropic where a file says":        {"model: {provider: anthropic, name: m, base_url: \"https://evil.example\"}\n", openAI, ""},
		"Anthropic with OPENAI_BASE_URL set": {"model: {provider: anthropic, name: m}\n", with(EnvOpenAIURL, own), "other"},
	} {
		got, err := Load(place(t, c.file, "", c.env))
		require.NoError(t, err, name)
		require.Equal(t, c.want, got.Model.Key.Reveal(), name)
	}
	c, err := Load(place(t, "embeddings: {model: m}\n", "", with(EnvOpenAIURL, own)))
	require.NoError(t, err)
	require.Empty(t, c.Embeddings.Key.Reveal(), "the key is that of another service")
}

func TestLoadRefusesModel(t *testing.T) {
	t.Parallel()
	for file, want := range map[string]string{
		"model: {provider: oracle}\n":                         "provider \"oracle\"",
		"model: {provider: anthropic}\n":                      "names no model of anthropic",
		"model: {provider: azure, name: m}\n":                 "where Azure OpenAI is",
		"model: {base_url: localhost}\n":                      "not one of a service",
		"model: {base_url: \"http://me:pw@localhost/\"}\n":    "holds a password",
		"model: {base_url: \"http://localhost/v1?key=pw\"}\n": "holds a password",
		"model: {budget: {tokens: 0}}\n":                      "no limit",
		"model: {budget: {calls: some}}\n":                    "no limit",
		"model: {budget: {time: soon}}\n":                     "no time",
		"model: {budget: {time: -5m}}\n":                      "no time",
		"model: {budget: {cost: 1}}\n":                        "no price",
		"model: {price: {prompt: -1}}\n":                      "no amount of money",
		"model: {price: {prompt: NaN}}\n":                     "no amount of money",
		"model: {price: {prompt: 1e99}}\n":                    "no amount of money",
		"model: {contacts: maybe}\n":                          "way with contacts",
		"model: {key: secret}\n":                              "the key model.key is not known",
		"model: {roles: {judge: m}}\n":                        "the key model.roles.judge is not known",
		"model: sage\n":                                       "key: value",
	} {
		_, err := Load(place(t, file, "", nil))
		require.ErrorContains(t, err, want, file)
		require.NotContains(t, err.Error(), "pw")
		require.Equal(t, fault.Invalid, fault.KindOf(err), file)
		require.NotEmpty(t, fault.Next(err), file)
	}
	_, err := Load(place(t, "", "", map[string]string{EnvOpenAIURL: "localhost"}))
	require.ErrorContains(t, err, EnvOpenAIURL)
}
