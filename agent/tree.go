package agent

import (
	"fmt"

	"github.com/plumbline-dev/plumb/internal/fault"
)

// MetricTree is the DAG from the aim over leading indicators to a proxy. Every edge says why its lower end moves its
// upper end; an edge without a because, or a cycle, is refused (see [MetricTree.Validate]).
type MetricTree struct {
	Nodes []TreeNode `json:"nodes"`
	Edges []TreeEdge `json:"edges"`
}

// NodeKind says what a node of the metric tree is.
type NodeKind string

// The kinds of node.
const (
	NodeAim     NodeKind = "aim"
	NodeLeading NodeKind = "leading"
	NodeProxy   NodeKind = "proxy"
	NodeOutcome NodeKind = "outcome"
)

// TreeNode is the aim or a signal.
type TreeNode struct {
	ID   string   `json:"id"`
	Kind NodeKind `json:"kind"`
	Text string   `json:"text"`
}

// TreeEdge says that From is believed to move To, and why.
type TreeEdge struct {
	From    string `json:"from"`
	To      string `json:"to"`
	Because Field  `json:"because"`
}

// Validate refuses unknown or repeated nodes, an edge without a because, and cycles.
func (t MetricTree) Validate() error {
	const op = "metric_tree.validate"
	known := make(map[string]bool, len(t.Nodes))
	for _, n := range t.Nodes {
		if n.ID == "" || known[n.ID] {
			return fault.Newf(fault.Invalid, op, "the metric tree has a node id %q that is empty or repeated", n.ID)
		}
		known[n.ID] = true
	}
	next := make(map[string][]string, len(t.Nodes))
	for _, e := range t.Edges {
		if !known[e.From] || !known[e.To] {
			return fault.Newf(fault.Invalid, op, "the metric tree has an edge %s -> %s to a node that does not exist", e.From, e.To)
		}
		if !e.Because.Filled() {
			return fault.Newf(fault.Invalid, op, "the edge %s -> %s has no because", e.From, e.To).
				Do("Say why %s is believed to move %s, or remove the edge.", e.From, e.To)
		}
		next[e.From] = append(next[e.From], e.To)
	}
	const visiting, done = 1, 2
	state := make(map[string]int, len(t.Nodes))
	var visit func(id string) error
	visit = func(id string) error {
		switch state[id] {
		case visiting:
			return fault.New(fault.Invalid, op, fmt.Sprintf("the metric tree has a cycle through %s", id),
				"Remove one of the edges: a metric cannot be its own cause.")
		case done:
			return nil
		}
		state[id] = visiting
		for _, to := range next[id] {
			if err := visit(to); err != nil {
				return err
			}
		}
		state[id] = done
		return nil
	}
	for _, n := range t.Nodes {
		if err := visit(n.ID); err != nil {
			return err
		}
	}
	return nil
}
