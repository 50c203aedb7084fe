package agent_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/internal/fault"
)

func TestIsHash(t *testing.T) {
	t.Parallel()
	whole := agent.ContentHash([]byte("{}"))
	require.True(t, agent.IsHash(whole))
	require.True(t, agent.IsHash(agent.GenesisHash))
	require.Len(t, agent.HashDigits(whole), 64)
	require.Equal(t, "5e1c", agent.HashDigits("5e1c"), "digits stay digits")
	for _, other := range []string{"", "abc", agent.HashDigits(whole), whole[:len(whole)-1], whole + "0", strings.ToUpper(whole), whole[:len(whole)-1] + "g"} {
		require.False(t, agent.IsHash(other), "%q", other)
	}
}

func TestCanonicalTranscript(t *testing.T) {
	t.Parallel()
	content, err := agent.CanonicalTranscript(&agent.Transcript{File: "a<b.vtt", Utterances: []agent.Utterance{{ID: "u0001", Text: "R&D"}}})
	require.NoError(t, err)
	require.Contains(t, string(content), `"file":"a<b.vtt"`, "nothing is escaped that need not be")
	require.Contains(t, string(content), `"R&D"`)
	require.NotContains(t, string(content), "\n")
}

func TestBlanks(t *testing.T) {
	t.Parallel()
	var f agent.Fields
	all := len(f.Single()) + 2
	require.Equal(t, all, f.Blanks(), "an empty sheet lacks every field, its signals and what was ruled out")
	f.Aim.Text = "More people finish the setup."
	f.Signals = []agent.Signal{{}}
	require.Equal(t, all-2, f.Blanks())
	f.RuledOut = []agent.Field{{}}
	f.Objections = []agent.Field{{}}
	require.Equal(t, all-3, f.Blanks(), "a sheet without objections lacks nothing")
}

func TestCheckPerson(t *testing.T) {
	t.Parallel()
	by, err := agent.Person("Orla Benes")
	require.NoError(t, err)
	require.NoError(t, by.CheckPerson("test", "approves a sheet"))
	for _, other := range []agent.Actor{{}, {Kind: agent.PersonActor}, agent.EngineNamed("builtin")} {
		err := other.CheckPerson("test", "approves a sheet")
		require.Equal(t, fault.NeedsPerson, fault.KindOf(err))
		require.ErrorContains(t, err, "only a person approves a sheet")
		require.Contains(t, fault.Next(err), "--as")
	}
}

func TestParseSheetReadsAllOfIt(t *testing.T) {
	t.Parallel()
	content, err := agent.Canonical(sound())
	require.NoError(t, err)
	for _, raw := range []string{string(content) + `{"title":"another"}`, string(content) + " and more", "null"} {
		_, err := agent.ParseSheet([]byte(raw))
		require.Equal(t, fault.Invalid, fault.KindOf(err), raw[max(0, len(raw)-30):])
	}
}
