package agent

import (
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

const opTree = "metric_tree.validate"

// Validate refuses unknown or repeated nodes, an edge without a because, and cycles.
func (t MetricTree) Validate() error {
	known := make(map[string]bool, len(t.Nodes))
	for _, n := range t.Nodes {
		if n.ID == "" || known[n.ID] {
			return fault.Newf(fault.Invalid, opTree, "the metric tree has a node id %q that is empty or repeated", n.ID).
				Do("Give every node a name of its own.")
		}
		known[n.ID] = true
	}
	for _, e := range t.Edges {
		if !known[e.From] || !known[e.To] {
			return fault.Newf(fault.Invalid, opTree, "the metric tree has an edge %s -> %s to a node that does not exist", e.From, e.To).
				Do("Add the node, or remove the edge.")
		}
		if !e.Because.Filled() {
			return fault.Newf(fault.Invalid, opTree, "the edge %s -> %s has no because", e.From, e.To).
				Do("Say why %s is believed to move %s, or remove the edge.", e.From, e.To)
		}
	}
	return t.checkAcyclic()
}

func (t MetricTree) checkAcyclic() error {
	w := treeWalk{next: make(map[string][]string, len(t.Nodes)), open: map[string]bool{}, done: map[string]bool{}}
	for _, e := range t.Edges {
		w.next[e.From] = append(w.next[e.From], e.To)
	}
	for _, n := range t.Nodes {
		if err := w.visit(n.ID); err != nil {
			return err
		}
	}
	return nil
}

// treeWalk goes over a tree depth first, each node once.
type treeWalk struct {
	next map[string][]string
	open map[string]bool // nodes on the way to the one that is visited
	done map[string]bool
}

func (w treeWalk) visit(id string) error {
	if w.open[id] {
		return fault.Newf(fault.Invalid, opTree, "the metric tree has a cycle through %s", id).
			Do("Remove one of the edges: a metric cannot be its own cause.")
	}
	if w.done[id] {
		return nil
	}
	w.open[id] = true
	for _, to := range w.next[id] {
		if err := w.visit(to); err != nil {
			return err
		}
	}
	w.open[id] = false
	w.done[id] = true
	return nil
}
