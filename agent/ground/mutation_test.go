package ground_test

import (
	"strings"
	"testing"
	"unicode"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/ground"
)

// TestEveryByteOfAQuoteCounts changes each byte of each quote of a sealed sheet in turn.
func TestEveryByteOfAQuoteCounts(t *testing.T) {
	t.Parallel()
	d, err := ground.New(sheet(), records())
	require.NoError(t, err)
	s := d.Sheet()
	for ref := range s.Fields.All() {
		for i := range ref.Field.Evidence {
			e := &ref.Field.Evidence[i]
			original := e.Quote
			for at := range len(original) {
				e.Quote = original[:at] + "~" + original[at+1:]
				require.Error(t, ground.Check(s, records()), "%s: %q", ref.Path, e.Quote)
			}
			e.Quote = original
		}
	}
	require.NoError(t, ground.Check(s, records()))
}

// TestEveryLetterOfATextCounts changes, and takes away, each character of each text of a sealed sheet in turn.
func TestEveryLetterOfATextCounts(t *testing.T) {
	t.Parallel()
	d, err := ground.New(sheet(), records())
	require.NoError(t, err)
	s := d.Sheet()
	for ref := range s.Fields.All() {
		original := ref.Field.Text
		for at, r := range original {
			end := at + utf8.RuneLen(r)
			for _, with := range []string{"q", ""} {
				changed := original[:at] + with + original[end:]
				outer := at == 0 && strings.HasPrefix(original[end:], " ") || end == len(original) && !unicode.IsLetter(r)
				if changed == original || with == "" && outer {
					continue // a text that is shorter by a whole word or mark is still what was said
				}
				ref.Field.Text = changed
				require.Error(t, ground.Check(s, records()), "%s: %q", ref.Path, changed)
			}
		}
		ref.Field.Text = original
	}
	require.NoError(t, ground.Check(s, records()))
}

// FuzzGates gives a field arbitrary text and evidence, and checks by other means than the gates that what they let
// through was said.
func FuzzGates(f *testing.F) {
	f.Add("more new shops", "more new shops", "Ines Okafor", "u0001", 0, int64(1000), false)
	f.Add("more new \u2026 shops", "more new shops", "Ines Okafor", "u0001", 0, int64(1000), false)
	f.Add("forty percent", "forty percent of new shops", "Ben Lindqvist", "u0002", 0, int64(5000), true)
	f.Add("Speed", "Speed even over polish", "Maya Chen", "u0001", 1, int64(0), true)
	f.Add("50%", "fifty percent", "Maya Chen", "u0001", 2, int64(10), true)
	f.Fuzz(func(t *testing.T, text, words, speaker, id string, source int, start int64, model bool) {
		s := sheet()
		if model {
			s.Engine.Name = "model"
		}
		s.Fields.Cadence = filled(text, agent.Evidence{Source: source, Utterance: id, Speaker: speaker, StartMS: start, Quote: words})
		d, err := ground.New(s, records())
		if err != nil {
			require.Empty(t, d.Hash())
			return
		}
		require.NoError(t, ground.Check(d.Sheet(), records()))
		if text == "" {
			t.Fatal("a blank with evidence was let through")
		}
		u, ok := records()[source].Find(id)
		require.True(t, ok)
		require.Contains(t, u.Text, words)
		require.Equal(t, []any{u.Speaker, u.StartMS}, []any{speaker, start})
		require.NotEqual(t, 2, source)
		if !model {
			for _, piece := range strings.Split(text, " \u2026 ") {
				piece = strings.Join(strings.Fields(piece), " ")
				require.True(t, piece == speaker || strings.Contains(strings.Join(strings.Fields(words), " "), piece))
			}
		}
	})
}

// FuzzRevise edits a field by hand and checks that the edit is signed, or refused, and that everything else stays.
func FuzzRevise(f *testing.F) {
	f.Add("Shops that last", "", "agreed", "stated")
	f.Add("", "Ines Okafor", "", "")
	f.Add("more new shops to reach their first sale", editor, "tentative", "partly")
	f.Add(" \xff", editor, "x", "not_stated")
	f.Fuzz(func(t *testing.T, text, author, maturity, status string) {
		s := sheet()
		aim := &s.Fields.Aim
		aim.Text, aim.Author, aim.Maturity, aim.Status = text, author, agent.Maturity(maturity), agent.Status(status)
		d, err := ground.Revise(sheet(), s, person(t), records())
		if err != nil {
			return
		}
		out := d.Sheet()
		require.NoError(t, ground.Check(out, records()))
		was := sheet().Fields.Aim
		switch got := out.Fields.Aim; {
		case got.Text == "":
			require.Empty(t, strings.TrimSpace(text))
			require.NotEmpty(t, got.Question)
		case got.Text == was.Text && got.Maturity == was.Maturity && got.Status == was.Status:
			require.Empty(t, got.Author)
		default:
			require.Equal(t, editor, got.Author)
			require.Contains(t, []string{"", editor}, author)
		}
	})
}
