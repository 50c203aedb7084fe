package storetest

import (
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/internal/fault"
)

func transcriptRoundTrip(t *testing.T, s Store) {
	odd := Meeting("odd")
	odd.Title = "<b>\u2028&\x00\u0301 \U0001F44B"
	odd.StartedAt = nil
	odd.Notes = []agent.Note{{Line: 1, Heading: "Agenda", Text: "one\ntwo"}}
	odd.Warnings = nil
	silent := &agent.Transcript{SHA256: strings.Repeat("0a", 32), Utterances: []agent.Utterance{}}
	for _, m := range []*agent.Transcript{Meeting("plain"), odd, silent} {
		added, err := s.AddTranscript(t.Context(), m, Lead, Noon)
		require.NoError(t, err)
		require.True(t, added)
		got, err := s.Transcript(t.Context(), m.SHA256)
		require.NoError(t, err)
		require.Equal(t, m, got)
	}
}

func transcriptOnce(t *testing.T, s Store) {
	b := newBundle(t, s)
	before := b.snapshot()
	other := Meeting("onboarding")
	other.File = "renamed.vtt"
	other.Utterances = nil
	added, err := s.AddTranscript(t.Context(), other, Analyst, Noon.Add(time.Hour))
	require.NoError(t, err)
	require.False(t, added)
	require.Equal(t, before, b.snapshot())
	got, err := s.Transcript(t.Context(), other.SHA256)
	require.NoError(t, err)
	require.Equal(t, b.meeting, got)
}

func transcriptRefused(t *testing.T, s Store) {
	for name, digest := range map[string]string{
		"none": "", "short": "abcd", "not hex": strings.Repeat("xy", 32), "upper case": strings.Repeat("AB", 32),
		"prefixed": "sha256:" + strings.Repeat("ab", 32),
	} {
		_, err := s.AddTranscript(t.Context(), &agent.Transcript{SHA256: digest}, Lead, Noon)
		require.Error(t, err, name)
		refused(t, err, fault.Invalid)
	}
	_, err := s.AddTranscript(t.Context(), nil, Lead, Noon)
	refused(t, err, fault.Invalid)
	for _, by := range []agent.Actor{{}, {Kind: agent.PersonActor}, {Kind: "ghost", Name: "Boo"}, {Kind: agent.PersonActor, Name: "\xff"}} {
		_, err := s.AddTranscript(t.Context(), Meeting("x"), by, Noon)
		refused(t, err, fault.Invalid)
	}
	_, err = s.Transcript(t.Context(), Meeting("x").SHA256)
	refused(t, err, fault.NotFound)
}
