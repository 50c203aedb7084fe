package search

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
)

func TestWordsOfAMeetingCountFromItsDay(t *testing.T) {
	t.Parallel()
	kept := time.Date(2026, time.November, 21, 9, 30, 0, 0, time.UTC)
	meeting := time.Date(2026, time.March, 2, 0, 0, 0, 0, time.UTC)
	record := &agent.Transcript{SHA256: "5e", Date: "2026-03-02", Utterances: []agent.Utterance{{ID: "u0001", Text: "The board deck has it."}}, Notes: []agent.Note{{Line: 1, Text: "Agenda"}}}
	for _, p := range OfTranscript(record, kept).Passages {
		require.Equal(t, meeting, p.At)
	}
	sheet := agent.Version{ID: "s-1e7k3m9", CreatedAt: kept}
	sheet.MeetingDate = "2026-03-02"
	sheet.Fields.Aim = agent.Field{Text: "Shops count twice.", Status: agent.Stated}
	require.Equal(t, meeting, OfSheet(sheet).Passages[0].At)

	record.Date, sheet.MeetingDate = "", "" // nobody knows the day
	require.Equal(t, kept, OfTranscript(record, kept).Passages[0].At)
	require.Equal(t, kept, OfSheet(sheet).Passages[0].At)
}
