package quantity

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

// corpus gives the lines of the public meeting records, as they stand in their files.
func corpus(tb testing.TB) []string {
	tb.Helper()
	const folder = "../../../shared/data/transcripts"
	if _, err := os.Stat(folder); err != nil {
		if os.Getenv("CI") == "true" {
			tb.Fatalf("the public meeting records are missing: %v", err)
		}
		tb.Skip("the public meeting records are not here")
	}
	files, err := filepath.Glob(folder + "/*/*")
	require.NoError(tb, err)
	require.NotEmpty(tb, files)
	var lines []string
	for _, file := range files {
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
