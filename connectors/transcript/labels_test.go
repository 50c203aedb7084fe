package transcript

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"
)

func TestShapeOf(t *testing.T) {
	t.Parallel()
	for want, labels := range map[shape][]string{
		shapeName: {"Ada", "Ada Lindqvist", "T. Brandt", "Dr. Okafor", "Hon. Bill Blair", "Marius van der Wijden", "Graham, Ken (Contractor)",
			"Luis | Besu", "Danno - Tectonic.xyz", "Zoë Åkerlund", "山田 太郎", "Мария Силва", "محمد علي", "DH/YK", "Will Corrin", "May", "Will"},
		shapePossible: {"jxs", "pk910", "andrew (erigon)", "normad | pbsf", "spencer-tb", "🦊", "?", "+1 415 555 0100", "\u0335\u0308", "The Chair",
			"@tide / Ben Solheim (HB-2)"},
		shapeField: {"Presenter", "Agenda", "Date", "Mechanism", "Stage gate", "Action items"},
		shapeSpeech: {"", "So the question is", "TODO", "Note", "https", "I think", "What we need", "Okay. Question", "for example",
			"she said \"no\"", "the second", "10", "And then we said", "step one"},
	} {
		for _, l := range labels {
			require.Equal(t, want, shapeOf(l), l)
		}
	}
}

// TestLabelsInSpeech has cues in which a colon is part of what was said.
func TestLabelsInSpeech(t *testing.T) {
	t.Parallel()
	cues := []string{"Ada Lindqvist: Hello.", "Ben Solheim: Good morning.", "Ada Lindqvist: So the question is: who pays?",
		"So the question is: who pays for the region?", "jxs: I do.", "Ada Lindqvist: See https://example.org: it is there.",
		"TODO: ask them.", "Ada Lindqvist: Presenter: is a word.", "Ben Solheim: At 10:30 we stop.", "No name here.",
		"Presenter: the slides are late.", "Ben Solheim: Fine."}
	var b strings.Builder
	b.WriteString("WEBVTT\n\n")
	for i, c := range cues {
		fmt.Fprintf(&b, "%d\n%s --> %s\n%s\n\n", i+1, stamp(int64(i)*second), stamp(int64(i+1)*second), c)
	}
	got := readString(t, "a.vtt", b.String())
	require.Equal(t, []string{"Ada Lindqvist", "Ben Solheim", "jxs"}, got.Speakers)
	for _, i := range []int{3, 6, 9, 10} {
		require.Empty(t, got.Utterances[i].Speaker)
		require.Equal(t, cues[i], got.Utterances[i].Text)
	}
	require.True(t, warned(got, "4 of 12 utterances name no speaker"))
}

// TestCaptionsWithoutNames must not make a speaker of a phrase that recurs.
func TestCaptionsWithoutNames(t *testing.T) {
	t.Parallel()
	var b strings.Builder
	b.WriteString("WEBVTT\n\n")
	for i := range 100 {
		text := "we talk and talk"
		if i%40 == 7 {
			text = "Number One: we need to stop"
		}
		fmt.Fprintf(&b, "%s --> %s\n%s %d\n\n", stamp(int64(i)*second), stamp(int64(i+1)*second), text, i)
	}
	got := readString(t, "a.vtt", b.String())
	require.Empty(t, got.Speakers)
	require.True(t, warned(got, "No speaker is named"))
	require.Len(t, got.Utterances, 100)
}

// TestForms are documents whose labels are fields, not people.
func TestForms(t *testing.T) {
	t.Parallel()
	got := readString(t, "sheet.md", "# Harbour pilot\n\nAim: fewer refunds\nMechanism: clearer prices\nBudget: 5,000\nRegion: North\n")
	require.Empty(t, got.Speakers)
	require.Contains(t, who(got), ": Region: North")
}
