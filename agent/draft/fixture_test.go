package draft_test

import (
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/draft"
	"github.com/plumbline-dev/plumb/agent/ground"
	"github.com/plumbline-dev/plumb/connectors/transcript"
)

// talk makes a transcript of lines, each a name, a colon and what was said. A line without a name has no speaker.
func talk(lines ...string) *agent.Transcript {
	t := &agent.Transcript{File: "talk.vtt", SHA256: strings.Repeat("7", 64), Format: agent.FormatWebVTT, Timing: agent.TimingCue}
	for i, line := range lines {
		speaker, text, named := strings.Cut(line, ": ")
		if !named {
			speaker, text = "", line
		}
		if speaker != "" && !slices.Contains(t.Speakers, speaker) {
			t.Speakers = append(t.Speakers, speaker)
		}
		start := int64(i) * 4000
		t.Utterances = append(t.Utterances, agent.Utterance{
			ID: fmt.Sprintf("u%04d", i+1), Speaker: speaker, StartMS: start, EndMS: start + 3500, Line: i + 1, Text: text,
		})
	}
	return t
}

// drafted drafts a sheet of one transcript and holds it against everything that a draft promises.
func drafted(t *testing.T, o draft.Options, sources ...*agent.Transcript) agent.Sheet {
	t.Helper()
	d, err := draft.Builtin(t.Context(), sources, o)
	require.NoError(t, err)
	s := d.Sheet()
	requireKept(t, s, sources)
	return s
}

// requireKept checks the promises of every draft: the gates hold, what is filled shows its words, what is blank asks,
// and everything was read.
func requireKept(t *testing.T, s agent.Sheet, sources []*agent.Transcript) {
	t.Helper()
	require.NoError(t, ground.Check(s, sources))
	require.Equal(t, agent.Engine{Name: "builtin", FallbackReason: s.Engine.FallbackReason}, s.Engine)
	require.Len(t, s.Sources, len(sources))
	for i, source := range s.Sources {
		require.Equal(t, len(sources[i].Utterances), source.UtterancesTotal)
		require.Equal(t, source.UtterancesTotal, source.UtterancesRead, "every utterance was read")
	}
	for ref := range s.Fields.All() {
		requireWhole(t, ref, sources)
	}
	requireAsked(t, s)
	for i, f := range s.Findings[:max(0, len(s.Findings)-1)] {
		require.False(t, f.Severity != agent.Block && s.Findings[i+1].Severity == agent.Block, "what blocks comes first")
	}
}

// requireWhole checks one field by simpler means than those of the gates.
func requireWhole(t *testing.T, ref agent.FieldRef, sources []*agent.Transcript) {
	t.Helper()
	f := ref.Field
	require.Equal(t, f.Filled(), len(f.Evidence) > 0, "%s is filled exactly if it shows evidence", ref.Path)
	require.Equal(t, f.Filled(), f.Status != agent.NotStated, ref.Path)
	require.Empty(t, f.Author, ref.Path)
	for _, e := range f.Evidence {
		u, ok := sources[e.Source].Find(e.Utterance)
		require.True(t, ok, ref.Path)
		require.Contains(t, u.Text, e.Quote, ref.Path)
		require.NotEmpty(t, strings.TrimSpace(e.Quote), ref.Path)
		require.Equal(t, u.Speaker, e.Speaker, ref.Path)
		require.Equal(t, u.StartMS, e.StartMS, ref.Path)
		require.True(t, sources[e.Source].IsSpeech(), ref.Path)
	}
}

// requireAsked checks that every blank and every empty list has its question.
func requireAsked(t *testing.T, s agent.Sheet) {
	t.Helper()
	asked := map[string]bool{}
	for _, q := range s.Questions {
		require.True(t, strings.HasSuffix(strings.TrimRight(q.Text, ")"), "?") || strings.Contains(q.Text, "?"), q.Text)
		asked[q.Field] = true
	}
	for _, ref := range s.Fields.Single() {
		if !ref.Field.Filled() {
			require.NotEmpty(t, ref.Field.Question, ref.Path)
			require.True(t, asked[ref.Path], "%s is blank and nobody is asked", ref.Path)
		}
	}
	for _, list := range s.Fields.Lists() {
		require.Equal(t, len(*list.Items) == 0, asked[list.Path], list.Path)
	}
	require.Equal(t, len(s.Fields.Signals) == 0, asked["signals"])
}

// codes gives the codes of a sheet's findings.
func codes(s agent.Sheet) []agent.Code {
	var list []agent.Code
	for _, f := range s.Findings {
		list = append(list, f.Code)
	}
	return list
}

// texts gives the texts of a list of fields.
func texts(fields []agent.Field) []string {
	var list []string
	for _, f := range fields {
		list = append(list, f.Text)
	}
	return list
}

// words gives everything that a sheet shows of a meeting, for a look at what must not be there.
func words(s agent.Sheet) string {
	var b strings.Builder
	b.WriteString(s.Title + "\n")
	for ref := range s.Fields.All() {
		b.WriteString(ref.Path + ": " + ref.Field.Text + "\n")
		for _, e := range ref.Field.Evidence {
			b.WriteString("\t" + e.Quote + "\n")
		}
	}
	return b.String()
}

// inventedRecords gives the records of the evaluation that may be looked at.
func inventedRecords(tb testing.TB) []string {
	tb.Helper()
	var paths []string
	for _, pattern := range []string{"*.vtt", "*.md", "*.txt"} {
		found, err := filepath.Glob(filepath.Join("..", "..", "evals", "cases", "draft", "invented-dev", pattern))
		require.NoError(tb, err)
		require.NotEmpty(tb, found, pattern)
		paths = append(paths, found...)
	}
	return paths
}

func readRecord(tb testing.TB, path string) *agent.Transcript {
	tb.Helper()
	f, err := os.Open(path) //nolint:gosec // a test reads the records that it lists
	require.NoError(tb, err)
	defer func() { require.NoError(tb, f.Close()) }()
	got, err := transcript.Read(path, f)
	require.NoError(tb, err, path)
	return got
}
