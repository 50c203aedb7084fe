package nearest

import (
	"testing"

	"github.com/stretchr/testify/require"
)

func TestWord(t *testing.T) {
	t.Parallel()
	candidates := []string{"actor", "database", "log.level", "log.format", "sheet"}
	for word, want := range map[string]string{
		"actr":      "actor",
		"ACTOR":     "actor",
		"acotr":     "actor",
		"databse":   "database",
		"log.levle": "log.level",
		"shete":     "sheet",
		"owner":     "",
		"":          "",
		"x":         "",
		"日本":        "",
	} {
		got, ok := Word(word, candidates)
		require.Equal(t, want, got, word)
		require.Equal(t, want != "", ok, word)
	}
}

func TestWordTakesTheClosest(t *testing.T) {
	t.Parallel()
	got, ok := Word("list", []string{"lint", "lists", "list"})
	require.True(t, ok)
	require.Equal(t, "list", got)
}

func TestDistance(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		a, b string
		want int
	}{
		{"", "", 0}, {"", "abc", 3}, {"abc", "", 3}, {"abc", "abc", 0}, {"abc", "acb", 1}, {"ca", "abc", 3}, {"kitten", "sitting", 3}, {"été", "ete", 2},
	} {
		a, b := []rune(c.a), []rune(c.b)
		require.Equal(t, c.want, Distance(a, b, 3), "%q %q", c.a, c.b)
		require.Equal(t, c.want, Distance(b, a, 3), "%q %q", c.b, c.a)
		for limit := range c.want {
			require.Greater(t, Distance(a, b, limit), limit, "%q %q", c.a, c.b)
		}
	}
}
