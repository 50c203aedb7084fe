package cli

import (
	"context"
	"strings"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/proposals"
)

// keptProposal gives the version of a proposal that a person named, such as "r-1e7k3m9" or "r-1e7k3m9@2".
func (s *session) keptProposal(ctx context.Context, desk *proposals.Desk, kind agent.ProposalKind, arg string) (agent.Proposal, error) {
	id, number, versioned := strings.Cut(arg, "@")
	if id == "" {
		return agent.Proposal{}, usage("the id of a "+string(kind)+" is missing").Do("Run %s to see the ids.", proposals.ListCommand(kind))
	}
	n := 0
	if versioned {
		var err error
		if n, err = parseVersion(number); err != nil {
			return agent.Proposal{}, err
		}
	}
	return desk.Find(ctx, kind, id, n)
}

// standing says where a version stands, after "is".
func standing(state agent.State) string {
	if state == agent.StateDraft {
		return "a draft"
	}
	return state.Words()
}
