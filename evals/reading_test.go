package evals

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/publicdata"
)

func TestReadingOfPublicRecords(t *testing.T) {
	t.Parallel()
	r, err := Reading(t.Context(), publicdata.Path(t, "transcripts"))
	require.NoError(t, err)
	require.Len(t, r.Corpora, 4)
	for _, c := range r.Corpora {
		require.Positive(t, c.Spoken, c.Corpus)
		require.GreaterOrEqual(t, c.Share, 0.999, c.Corpus)
		require.LessOrEqual(t, float64(c.Read), 1.001*float64(c.Spoken), "%s: notes were taken for speech", c.Corpus)
	}
	require.Positive(t, r.Speakers.Cues)
	require.GreaterOrEqual(t, r.Speakers.Share, 0.995)
}

func TestReadingNeedsRecords(t *testing.T) {
	t.Parallel()
	_, err := Reading(t.Context(), t.TempDir())
	require.Equal(t, fault.NotFound, fault.KindOf(err))
}

func TestInOrder(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		want, got []string
		found     int
		lost      []string
	}{
		{[]string{"a", "b", "c"}, []string{"a", "x", "b", "c"}, 3, nil},
		{[]string{"a", "b", "c"}, []string{"b", "c"}, 2, []string{"a"}},
		{[]string{"a", "b"}, []string{"b", "a"}, 1, []string{"b"}},
		{[]string{"a"}, nil, 0, []string{"a"}},
	} {
		found, lost := inOrder(c.want, c.got)
		require.Equal(t, c.found, found)
		require.Equal(t, c.lost, lost)
	}
}

// TestSpeakerShare shows that each kind of mistake is counted.
func TestSpeakerShare(t *testing.T) {
	t.Parallel()
	const file, raw = "fcr-2026-03-17_005.vtt", "WEBVTT\n\n1\n00:00:01.000 --> 00:00:02.000\nJulian: Hello.\n\n2\n00:00:03.000 --> 00:00:04.000\nJulian Ma: Hi.\n"
	right := []agent.Utterance{{Speaker: "Julian", Line: 5, Text: "Hello."}, {Speaker: "Julian Ma", Line: 9, Text: "Hi."}}
	for name, c := range map[string]struct {
		change func(u []agent.Utterance)
		want   int
	}{
		"all right":        {func([]agent.Utterance) {}, 2},
		"another speaker":  {func(u []agent.Utterance) { u[1].Speaker = "Julian" }, 1},
		"no speaker":       {func(u []agent.Utterance) { u[0].Speaker = "" }, 1},
		"another line":     {func(u []agent.Utterance) { u[0].Line = 4 }, 1},
		"words were lost":  {func(u []agent.Utterance) { u[0].Text = "Hello" }, 1},
		"name in the text": {func(u []agent.Utterance) { u[1].Speaker, u[1].Text = "", "Julian Ma: Hi." }, 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			u := append([]agent.Utterance{}, right...)
			c.change(u)
			var s SpeakerShare
			require.NoError(t, s.count(file, raw, &agent.Transcript{Utterances: u}))
			require.Equal(t, SpeakerShare{Cues: 2, Right: c.want}, s)
		})
	}
}

func TestIntegrity(t *testing.T) {
	t.Parallel()
	source := &agent.Transcript{Utterances: []agent.Utterance{{ID: "u0001", Speaker: "Ines", StartMS: 7, Text: "At least 40 percent by May."}}}
	sheet := func(change func(f *agent.Field)) agent.Sheet {
		f := agent.Field{Text: "At least 40 percent", Status: agent.Stated, Evidence: []agent.Evidence{{Utterance: "u0001", Speaker: "Ines", StartMS: 7, Quote: "At least 40 percent"}}}
		change(&f)
		return agent.Sheet{Sources: []agent.Source{{UtterancesTotal: 1, UtterancesRead: 1}}, Fields: agent.Fields{Aim: f}}
	}
	holds := func(s agent.Sheet) bool {
		var i Integrity
		i.Count(s, []*agent.Transcript{source})
		return i.Holds
	}
	require.True(t, holds(sheet(func(*agent.Field) {})))
	for name, change := range map[string]func(f *agent.Field){
		"another number":  func(f *agent.Field) { f.Text = "At least 45 percent" },
		"no evidence":     func(f *agent.Field) { f.Text, f.Evidence = "At least", nil },
		"inexact quote":   func(f *agent.Field) { f.Evidence[0].Quote = "at least 40 percent" },
		"empty quote":     func(f *agent.Field) { f.Text, f.Evidence[0].Quote = "At least", "" },
		"another speaker": func(f *agent.Field) { f.Evidence[0].Speaker = "Tom" },
		"another time":    func(f *agent.Field) { f.Evidence[0].StartMS = 8 },
		"another place":   func(f *agent.Field) { f.Evidence[0].Utterance = "u0002" },
		"another source":  func(f *agent.Field) { f.Evidence[0].Source = 1 },
	} {
		require.False(t, holds(sheet(change)), name)
	}
	unread := sheet(func(*agent.Field) {})
	unread.Sources[0].UtterancesRead = 0
	require.False(t, holds(unread))
}
