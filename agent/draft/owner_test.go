package draft_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/draft"
)

// returns is the start of a meeting in which nobody has taken anything on yet.
func returns(then ...string) []string {
	return append([]string{
		"Orla: So the goal is to get refunds out to buyers within three days, today it's eleven.",
		"Dana: Eleven days is a long time when it's your money.",
		"Ravi: The plan is to put a printed return label into every parcel.",
		"Dana: And the parcel goes out with the label from the first day.",
		"Ravi: The reason it works is that buyers have no printer, so the label is what keeps a refund back.",
		"Orla: Refunds are stuck as long as the parcel is stuck.",
		"Dana: I looked at forty parcels last night, and thirty had no label.",
		"Orla: We continue if at least 40% of returns carry the label by March 20th.",
	}, then...)
}

func TestOwner(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		then  []string
		owner string // "" for a blank
		shown string // words that must be among the evidence
		two   bool
	}{
		"nobody":                         {nil, "", "", false},
		"asked and taken":                {[]string{"Orla: Who owns this?", "Ravi: I'll take that."}, "Ravi", "I'll take that.", false},
		"asked without a mark and taken": {[]string{"Orla: so who is going to own this", "Dana: I can own it.", "Orla: great"}, "Dana", "I can own it.", false},
		"asked and nobody answers":       {[]string{"Orla: Who owns this?", "Dana: The printer is in the basement."}, "", "", false},
		"asked and nobody knows":         {[]string{"Orla: Who owns this?", "Dana: Good question, no idea."}, "", "", false},
		"handed over and accepted":       {[]string{"Orla: Ravi, can you take this?", "Ravi: Sure, will do."}, "Ravi", "Ravi, can you take this?", false},
		"handed over and refused":        {[]string{"Orla: Ravi, can you take this?", "Ravi: No, I can't, I'm on leave from Monday."}, "", "", false},
		"handed over, no reply":          {[]string{"Orla: Ravi, can you take this?", "Dana: The printer is in the basement."}, "", "", false},
		"named and not refused":          {[]string{"Orla: Ravi owns the labels from here.", "Dana: The printer is in the basement."}, "Ravi", "Ravi owns the labels", false},
		"named and refused":              {[]string{"Orla: Ravi owns the labels from here.", "Ravi: No, I have no time this quarter."}, "", "", false},
		"refused in the same breath":     {[]string{"Orla: Who owns this?", "Ravi: I'll take that, no wait, I can't, I'm on leave."}, "", "", false},
		"turned down by the others": {
			[]string{"Orla: Who owns this?", "Ravi: I'll take that.", "Dana: You've got too much already, Ravi.", "Ravi: True.", "Dana: I'll own it.", "Orla: Great."},
			"Dana", "I'll own it.", false,
		},
		"taken later by somebody else": {
			[]string{
				"Orla: Who owns this?", "Ravi: I'll take that.", "Orla: Thanks.", "Dana: The printer in the basement is out of ink.",
				"Orla: Sorry, Dana, who is going to own this now?", "Dana: I'll own this.", "Orla: Good, Dana it is.",
			},
			"Dana", "I'll own this.", true, // the first one never gave it back, so people are asked to settle it
		},
		"somebody should":             {[]string{"Dana: Somebody should take that.", "Orla: Yes, somebody will."}, "", "", false},
		"somebody without a name":     {[]string{"Orla: Who owns this?", "I'll take that."}, "", "", false},
		"somebody who is not there":   {[]string{"Orla: Marek owns the labels from here.", "Dana: The printer is in the basement."}, "", "", false},
		"wished for, not taken":       {[]string{"Dana: It would be nice if this had an owner.", "Orla: It would."}, "", "", false},
		"the notes are taken, not it": {[]string{"Orla: Who takes notes?", "Dana: I'll take notes."}, "", "", false},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := drafted(t, draft.Options{Date: "2026-03-02"}, talk(returns(c.then...)...))
			require.Equal(t, c.owner, s.Fields.Owner.Text)
			if c.two {
				require.Contains(t, codes(s), agent.CodeTwoOwners)
			} else {
				require.NotContains(t, codes(s), agent.CodeTwoOwners)
			}
			if c.owner == "" {
				require.Contains(t, codes(s), agent.CodeNoOwner)
				return
			}
			require.NotContains(t, codes(s), agent.CodeNoOwner)
			require.Contains(t, words(s), c.shown)
		})
	}
}

// A first name that two people share names neither of them.
func TestSharedFirstName(t *testing.T) {
	t.Parallel()
	s := drafted(t, draft.Options{}, talk(returns(
		"Ravi Stone: The ink is cyan.", "Ravi Kumar: The ink is dear.", "Orla: Ravi owns the labels from here.", "Dana: The printer is in the basement.",
	)...))
	require.False(t, s.Fields.Owner.Filled())
}

func TestTwoWhoTakeItOn(t *testing.T) {
	t.Parallel()
	s := drafted(t, draft.Options{}, talk(returns("Orla: Who owns this?", "Ravi: I'll take that.", "Dana: I'll own it, I'll take that.")...))
	at := 0
	for i, f := range s.Findings {
		if f.Code == agent.CodeTwoOwners {
			at = i
			require.Equal(t, agent.Block, f.Severity)
			require.Contains(t, f.Message, "Ravi")
			require.Contains(t, f.Message, "Dana")
			require.Len(t, f.Evidence, 2)
		}
	}
	require.Equal(t, agent.CodeTwoOwners, s.Findings[at].Code)
}

// Speakers without a name are numbered, and own things like anybody.
func TestNumberedSpeakersOwn(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"Speaker 2", "Room 4", "4", "Participant 12", "Twenty One", "J2"} {
		s := drafted(t, draft.Options{}, talk(returns("Orla: Who owns this?", name+": I'll take that.", "Orla: Great.")...))
		require.Equal(t, name, s.Fields.Owner.Text)
	}
}
