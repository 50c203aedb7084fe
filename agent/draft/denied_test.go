package draft_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent/draft"
)

// Who is said not to own it does not own it.
func TestNotTheOwner(t *testing.T) {
	t.Parallel()
	for _, remark := range []string{"Dana: The owner is not Ravi.", "Dana: Ravi is not the owner of this.", "Dana: Ravi shouldn't own this."} {
		require.Empty(t, drafted(t, draft.Options{}, talk(append(returns(), remark, "Ravi: The printer is in the basement.")...)).Fields.Owner.Text, remark)
	}
}

// What is denied is not the aim.
func TestDeniedGoal(t *testing.T) {
	t.Parallel()
	s := drafted(t, draft.Options{}, talk(append([]string{"Orla: The goal isn't to get refunds out to buyers within three days."}, returns()[1:]...)...))
	require.NotContains(t, s.Fields.Aim.Text, "refunds out")
}
