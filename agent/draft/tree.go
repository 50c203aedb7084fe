package draft

import (
	"fmt"

	"github.com/plumbline-dev/plumb/agent"
)

const (
	edgeReach  = 4   // sentences between a signal and the reason why it should move
	edgeReason = 0.6 // confidence of that reason
)

// tree builds the metric tree of what was said: the aim, the outcome and the signals are its nodes. An edge is drawn
// only where the meeting said why, because a bare edge is a guess.
func (f *filler) tree(fields *agent.Fields) agent.MetricTree {
	var t agent.MetricTree
	top := ""
	node := func(id string, kind agent.NodeKind, text string) {
		t.Nodes = append(t.Nodes, agent.TreeNode{ID: id, Kind: kind, Text: text})
	}
	if fields.Aim.Filled() {
		node("aim", agent.NodeAim, fields.Aim.Text)
		top = "aim"
	}
	if fields.Mechanism.Outcome.Filled() {
		node("outcome", agent.NodeOutcome, fields.Mechanism.Outcome.Text)
		top = "outcome"
	}
	for i, c := range f.ch.lists[kindSignal] {
		id := fmt.Sprintf("signal%d", i+1)
		kind := agent.NodeLeading
		if fields.Signals[i].Role == agent.RoleProxy {
			kind = agent.NodeProxy
		}
		node(id, kind, fields.Signals[i].Text)
		if because := f.reasonNear(c); because != nil && top != "" {
			t.Edges = append(t.Edges, agent.TreeEdge{From: id, To: top, Because: f.field(because)})
		}
	}
	return t
}

// reasonNear gives the reason that stands closest to a signal in the talk of the same turn, or nil.
func (f *filler) reasonNear(c *candidate) *candidate {
	var found *candidate
	for _, r := range f.ch.reasons {
		distance := r.s.index - c.s.index
		if r.s.turn != c.s.turn || distance < 0 || distance > edgeReach || r.score < edgeReason {
			continue
		}
		if found == nil || r.s.index < found.s.index {
			found = r
		}
	}
	return found
}
