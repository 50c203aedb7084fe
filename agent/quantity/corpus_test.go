package quantity

import (
	"os"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/internal/publicdata"
)

// corpus gives the lines of the public meeting records, as they stand in their files.
func corpus(tb testing.TB) []string {
	tb.Helper()
	var lines []string
	for _, file := range publicdata.Match(tb, "transcripts/*/*") {
		content, err := os.ReadFile(file)
		require.NoError(tb, err)
		lines = append(lines, strings.Split(string(content), "\n")...)
	}
	return lines
}

// TestCorpus checks on real speech what the gates rest on: a quantity that is quoted alone has the value that it had in
// its place, so that a number in a field occurs in its evidence.
func TestCorpus(t *testing.T) {
	t.Parallel()
	quantities, bounds, deadlines := 0, 0, 0
	for _, line := range corpus(t) {
		values := Values(line)
		for _, q := range quantitiesOf(line) {
			quantities++
			require.Contains(t, values, q.Value, line)
			require.Contains(t, Values(line[q.Start:q.End]), q.Value, line)
		}
		for _, b := range boundsOf(line) {
			bounds++
			require.Contains(t, Values(line[b.Start:b.End]), b.Value, line)
		}
		for _, d := range Deadlines(line) {
			deadlines++
			require.Equal(t, line[d.Start:d.End], d.Text)
		}
	}
	require.Greater(t, quantities, 1000)
	require.Greater(t, bounds, 50)
	require.Greater(t, deadlines, 200)
}

func BenchmarkFind(b *testing.B) {
	text := strings.Join(corpus(b), "\n")
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		quantitiesOf(text)
	}
}

func BenchmarkBounds(b *testing.B) {
	text := strings.Join(corpus(b), "\n")
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		boundsOf(text)
	}
}

func BenchmarkDeadlines(b *testing.B) {
	text := strings.Join(corpus(b), "\n")
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		Deadlines(text)
	}
}
