package config

import (
	"encoding/json"
	"fmt"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/internal/fault"
)

func TestLoadEmbeddings(t *testing.T) {
	t.Parallel()
	const local = "embeddings:\n  base_url: http://localhost:11434/v1/\n  model: nomic-embed-text\n  dimensions: 256\n"
	c, err := Load(place(t, local, "", map[string]string{EnvOpenAIKey: "other", EnvEmbeddingsKey: "mine"}))
	require.NoError(t, err)
	require.True(t, c.Embeddings.Configured())
	require.Equal(t, Setting{"http://localhost:11434/v1", "plumb.yaml line 2"}, c.Embeddings.BaseURL)
	require.Equal(t, 256, c.Embeddings.Size())
	require.Equal(t, "mine", c.Embeddings.Key.Reveal())

	c, err = Load(place(t, local, "", map[string]string{EnvOpenAIKey: "other"}))
	require.NoError(t, err)
	require.Empty(t, c.Embeddings.Key.Reveal(), "the key of OpenAI goes nowhere else")

	c, err = Load(place(t, "embeddings: {model: text-embedding-3-small}\n", "", map[string]string{EnvOpenAIKey: "other"}))
	require.NoError(t, err)
	require.Equal(t, "other", c.Embeddings.Key.Reveal())
	require.Zero(t, c.Embeddings.Size())

	c, err = Load(place(t, "", "", map[string]string{EnvOpenAIKey: "other"}))
	require.NoError(t, err)
	require.False(t, c.Embeddings.Configured())
}

func TestLoadRefusesEmbeddings(t *testing.T) {
	t.Parallel()
	for file, want := range map[string]string{
		"embeddings: {dimensions: 5}\n":                                   "names no model",
		"embeddings: {base_url: \"http://localhost/v1\"}\n":               "names no model",
		"embeddings: {model: m, dimensions: many}\n":                      "no number of dimensions",
		"embeddings: {model: m, dimensions: 0}\n":                         "no number of dimensions",
		"embeddings: {model: m, base_url: localhost}\n":                   "not one of a service",
		"embeddings: {model: m, base_url: \"ftp://localhost\"}\n":         "not one of a service",
		"embeddings: {model: m, base_url: \"http://me:pw@localhost/\"}\n": "holds a password",
		"embeddings: {model: m, key: secret}\n":                           "the key embeddings.key is not known",
	} {
		_, err := Load(place(t, file, "", nil))
		require.ErrorContains(t, err, want, file)
		require.NotContains(t, err.Error(), "pw")
		require.Equal(t, fault.Invalid, fault.KindOf(err), file)
		require.NotEmpty(t, fault.Next(err), file)
	}
}

func TestSecretIsNeverShown(t *testing.T) {
	t.Parallel()
	s := Secret{"sk-abc"}
	encoded, err := json.Marshal(map[string]Secret{"key": s})
	require.NoError(t, err)
	for _, shown := range []string{fmt.Sprint(s), fmt.Sprintf("%+v %#v", s, s), string(encoded)} {
		require.NotContains(t, shown, "abc")
		require.Contains(t, shown, "set")
	}
	require.Equal(t, "not set", Secret{}.String())
}
