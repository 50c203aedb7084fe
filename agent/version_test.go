package agent_test

import (
	"encoding/json"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/internal/fault"
)

func TestStates(t *testing.T) {
	t.Parallel()
	states := []agent.State{agent.StateDraft, agent.StateInReview, agent.StateApproved, agent.StateSuperseded, agent.StateRejected, "", "effective"}
	allowed := map[[2]agent.State]bool{
		{agent.StateDraft, agent.StateInReview}:      true,
		{agent.StateDraft, agent.StateRejected}:      true,
		{agent.StateDraft, agent.StateSuperseded}:    true,
		{agent.StateInReview, agent.StateApproved}:   true,
		{agent.StateInReview, agent.StateRejected}:   true,
		{agent.StateInReview, agent.StateSuperseded}: true,
		{agent.StateApproved, agent.StateSuperseded}: true,
	}
	for _, from := range states {
		for _, to := range states {
			err := from.CheckMove(to)
			if allowed[[2]agent.State{from, to}] {
				require.NoError(t, err, "%s to %s", from, to)
			} else {
				require.Equal(t, fault.Conflict, fault.KindOf(err), "%s to %s", from, to)
			}
		}
	}
	require.EqualError(t, agent.StateInReview.CheckMove(agent.StateDraft), "a sheet that is in review cannot become draft")
}

// The stable shape of a version: nothing that programs read may be hidden by an embedded type or renamed.
func TestVersionAsJSON(t *testing.T) {
	t.Parallel()
	raw, err := json.Marshal(agent.Version{ID: "s1", Number: 2, State: agent.StateInReview, ContentHash: "sha256:ab", Sheet: sound()})
	require.NoError(t, err)
	var got map[string]any
	require.NoError(t, json.Unmarshal(raw, &got))
	for _, key := range []string{
		"id", "version", "status", "content_hash", "created_at", "created_by", "replaces", "approval",
		"title", "meeting_date", "engine", "sources", "fields", "questions", "topics", "jargon", "findings",
	} {
		require.Contains(t, got, key)
	}
	require.InDelta(t, 2, got["version"], 0)
	require.Equal(t, "in_review", got["status"])
	require.Equal(t, "return labels", got["title"])
}
