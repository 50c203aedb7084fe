package oneline_test

import (
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent/internal/oneline"
)

func TestTidy(t *testing.T) {
	t.Parallel()
	require.Equal(t, "one two three", oneline.Tidy(" one\n\ttwo\u00a0thr\u200bee\x1b\u202e\xff "))
	require.Empty(t, oneline.Tidy("\u3164\ufffd\n"))
}

func TestShort(t *testing.T) {
	t.Parallel()
	require.Equal(t, "one two", oneline.Short("one  two", 7))
	require.Equal(t, "one…", oneline.Short("one two", 4))
	require.True(t, utf8.ValidString(oneline.Short("ééé", 3)))
	require.Equal(t, "é…", oneline.Short("ééé", 3))
}
