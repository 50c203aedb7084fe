package config_test

import (
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent/brief"
	"github.com/plumbline-dev/plumb/agent/brief/vocabulary"
	"github.com/plumbline-dev/plumb/internal/config"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// withBriefs loads a configuration that says something of briefs.
func withBriefs(t *testing.T, content string) (config.Config, error) {
	t.Helper()
	dir := t.TempDir()
	require.NoError(t, os.WriteFile(filepath.Join(dir, config.FileName), []byte(content), 0o600))
	return config.Load(config.Place{Dir: dir, Getenv: func(name string) string { return map[string]string{config.EnvHome: dir}[name] }})
}

func TestBriefs(t *testing.T) {
	t.Parallel()
	c, err := withBriefs(t, "briefs:\n  exec:\n    words: {second count: repeat use, Gate: checkpoint}\n    leave_out: [Bogdan, price list]\n  team:\n  newcomer: {words: null}\n")
	require.NoError(t, err)
	require.Equal(t, map[string]vocabulary.Vocabulary{"exec": {
		Words: []vocabulary.Word{{From: "second count", To: "repeat use"}, {From: "Gate", To: "checkpoint"}}, LeaveOut: []string{"Bogdan", "price list"},
	}}, c.Briefs)
	for _, audience := range brief.Audiences() {
		_, err := withBriefs(t, "briefs: {"+string(audience)+": {leave_out: [a]}}\n")
		require.NoError(t, err, audience)
	}
}

func TestBriefsThatCannotBeUsed(t *testing.T) {
	t.Parallel()
	for content, says := range map[string]string{
		"briefs: exec\n":                                                 "a section for each audience",
		"briefs:\n  exc: {}\n":                                           `line 2: "exc" is no audience`,
		"briefs:\n  exec: words\n":                                       "is a section",
		"briefs:\n  exec:\n    word: {a: b}\n":                           "line 3: the key briefs.exec.word is not known",
		"briefs:\n  exec:\n    words: [a]\n":                             "is not written like that",
		"briefs:\n  exec:\n    leave_out: a\n":                           "is not written like that",
		"briefs:\n  exec:\n    leave_out: [[a]]\n":                       "lists words",
		"briefs:\n  exec:\n    leave_out: ['']\n":                        "line 3",
		"briefs:\n  exec:\n    words: {count: [a]}\n":                    "is one name",
		"briefs:\n  exec:\n    words: {count: 40% more}\n":               "line 3 cannot be used",
		"briefs:\n  exec:\n    words: {count: driver of growth}\n":       "would claim a cause",
		"briefs:\n  exec:\n    words: {missed: surplus}\n":               "must stay as it is",
		"briefs:\n  exec:\n    words:\n      count: a\n      Count: b\n": "stands there twice",
		"briefs:\n  exec: {}\n  exec: {}\n":                              "twice",
	} {
		_, err := withBriefs(t, content)
		require.ErrorContains(t, err, says, content)
		require.True(t, fault.Is(err, fault.Invalid), content)
		require.NotEmpty(t, fault.Next(err), content)
	}
}
