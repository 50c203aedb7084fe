package storetest

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/ground"
)

// Noon is the time at which the examples begin.
var Noon = time.Date(2026, time.March, 2, 12, 0, 0, 123_456_000, time.UTC)

// The people and the engine of the examples.
var (
	Lead    = agent.Actor{Kind: agent.PersonActor, Name: "Ines Okafor"}
	Analyst = agent.Actor{Kind: agent.PersonActor, Name: "Tomasz Lind"}
	Builtin = agent.EngineNamed("builtin")
)

// Meeting gives a short meeting record; each topic gives another one.
func Meeting(topic string) *agent.Transcript {
	digest := sha256.Sum256([]byte(topic))
	started := Noon.Add(-2 * time.Hour)
	t := &agent.Transcript{
		File: topic + ".vtt", SHA256: hex.EncodeToString(digest[:]), Format: agent.FormatWebVTT, Title: topic,
		StartedAt: &started, Date: "2026-03-02", DateFrom: "record", Timing: agent.TimingCue,
		Speakers: []string{Lead.Name, Analyst.Name}, Notes: []agent.Note{}, Warnings: []agent.Warning{},
	}
	for i, text := range []string{
		"Let us talk about " + topic + ".",
		"Our aim is that new teams finish their set-up without help <really> & on their own.",
		"We go on if most invited teams come back by themselves.",
		"Otherwise we stop and keep the old form.",
		"I will own this one, \u201cno excuses\u201d.",
	} {
		t.Utterances = append(t.Utterances, agent.Utterance{
			ID: fmt.Sprintf("u%04d", i+1), Speaker: t.Speakers[i%2], StartMS: int64(i) * 4000, EndMS: int64(i)*4000 + 3500,
			Line: 4*i + 3, Text: text,
		})
	}
	return t
}

// Sheet gives the content of a sheet about a meeting of [Meeting]: aim, gate and owner are stated, the rest is blank.
func Sheet(m *agent.Transcript) agent.Sheet {
	s := agent.Sheet{
		MeetingDate: m.Date,
		Engine:      agent.Engine{Name: "builtin"},
		Sources: []agent.Source{{
			File: m.File, SHA256: m.SHA256, UtterancesTotal: len(m.Utterances), UtterancesRead: len(m.Utterances),
		}},
	}
	for _, ref := range s.Fields.Single() {
		*ref.Field = agent.Blank("Who says what stands under " + ref.Label + "?")
	}
	s.Fields.Aim = said(m, 1)
	s.Fields.Gate.Condition.Field = said(m, 2)
	s.Fields.Gate.Otherwise = said(m, 3)
	s.Fields.Owner = said(m, 4)
	return s
}

func said(m *agent.Transcript, i int) agent.Field {
	u := m.Utterances[i]
	return agent.Field{Text: u.Text, Status: agent.Stated, Maturity: agent.Agreed, Evidence: []agent.Evidence{
		{Utterance: u.ID, Speaker: u.Speaker, StartMS: u.StartMS, Quote: u.Text},
	}}
}

// Draft seals the sheet about a meeting.
func Draft(t testing.TB, m *agent.Transcript) agent.Draft {
	t.Helper()
	d, err := ground.New(Sheet(m), []*agent.Transcript{m})
	require.NoError(t, err)
	return d
}

// Edited seals an edit of a sheet about a meeting: the aim says text.
func Edited(t testing.TB, prev agent.Sheet, m *agent.Transcript, by agent.Actor, text string) agent.Draft {
	t.Helper()
	edited := prev
	edited.Fields.Aim.Text = text
	d, err := ground.Revise(prev, edited, by, []*agent.Transcript{m})
	require.NoError(t, err)
	return d
}
