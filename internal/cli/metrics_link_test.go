package cli

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/internal/app"
)

func TestEachTermReadsAhead(t *testing.T) {
	t.Parallel()
	var lines strings.Builder
	for i := range 600 {
		fmt.Fprintf(&lines, "term %d\n", i)
	}
	var sizes []int
	var terms []string
	require.NoError(t, eachTerm(strings.NewReader(lines.String()), func(all []app.Lookup) error {
		sizes = append(sizes, len(all))
		for _, l := range all {
			terms = append(terms, l.Term)
		}
		return nil
	}))
	require.Equal(t, []int{256, 256, 88}, sizes)
	require.Equal(t, strings.Split(strings.TrimSpace(lines.String()), "\n"), terms)
}

// TestEachTermAnswersWhoWaits is about a program that sends a term, and the next one after it has the answer.
func TestEachTermAnswersWhoWaits(t *testing.T) {
	t.Parallel()
	in, ask := io.Pipe()
	answers, answer := io.Pipe()
	done := make(chan error, 1)
	go func() {
		done <- eachTerm(in, func(all []app.Lookup) error {
			for _, l := range all {
				fmt.Fprintln(answer, l.Term, l.Garbled)
			}
			return nil
		})
	}()
	heard := bufio.NewScanner(answers)
	for _, c := range [][2]string{{"actives", "actives false"}, {"{\"term\": \"sign-ups\"}", "sign-ups false"}, {"{\"term\": \"\xff\"}", "\ufffd true"}, {"\xfe", "\xfe false"}} {
		_, err := fmt.Fprintln(ask, c[0])
		require.NoError(t, err)
		require.True(t, heard.Scan())
		require.Equal(t, c[1], heard.Text())
	}
	require.NoError(t, ask.Close())
	require.NoError(t, <-done)
}

func TestEachTermAnswersBeforeItFails(t *testing.T) {
	t.Parallel()
	var terms []string
	note := func(all []app.Lookup) error {
		for _, l := range all {
			terms = append(terms, l.Term)
		}
		return nil
	}
	require.ErrorContains(t, eachTerm(strings.NewReader("actives\n{\n"), note), "line 2 of the terms cannot be read")
	require.Equal(t, []string{"actives"}, terms)
	gone := errors.New("nobody reads the answers")
	require.ErrorIs(t, eachTerm(strings.NewReader("a\nb\n"), func([]app.Lookup) error { return gone }), gone)
}
