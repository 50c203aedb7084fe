package agent_test

import (
	"strconv"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/internal/fault"
)

func node(id string) agent.TreeNode {
	return agent.TreeNode{ID: id, Kind: agent.NodeLeading, Text: "median days to refund"}
}

func edge(from, to string) agent.TreeEdge {
	return agent.TreeEdge{From: from, To: to, Because: said("u0005", "because buyers wait for a label")}
}

func TestMetricTree(t *testing.T) {
	t.Parallel()
	nodes := []agent.TreeNode{node("aim"), node("a"), node("b"), node("proxy")}
	cases := map[string]struct {
		tree agent.MetricTree
		want string // part of the message; "" for a sound tree
	}{
		"empty":               {agent.MetricTree{}, ""},
		"nodes without edges": {agent.MetricTree{Nodes: nodes}, ""},
		"a chain":             {agent.MetricTree{Nodes: nodes, Edges: []agent.TreeEdge{edge("proxy", "a"), edge("a", "aim")}}, ""},
		"a diamond": {agent.MetricTree{Nodes: nodes, Edges: []agent.TreeEdge{
			edge("proxy", "a"), edge("proxy", "b"), edge("a", "aim"), edge("b", "aim"),
		}}, ""},
		"a cycle of two":   {agent.MetricTree{Nodes: nodes, Edges: []agent.TreeEdge{edge("a", "b"), edge("b", "a")}}, "a cycle"},
		"a cycle of one":   {agent.MetricTree{Nodes: nodes, Edges: []agent.TreeEdge{edge("a", "a")}}, "a cycle through a"},
		"a cycle below":    {agent.MetricTree{Nodes: nodes, Edges: []agent.TreeEdge{edge("aim", "a"), edge("a", "b"), edge("b", "proxy"), edge("proxy", "a")}}, "a cycle"},
		"a bare edge":      {agent.MetricTree{Nodes: nodes, Edges: []agent.TreeEdge{{From: "a", To: "aim", Because: agent.Blank("Why?")}}}, "a -> aim has no because"},
		"from nowhere":     {agent.MetricTree{Nodes: nodes, Edges: []agent.TreeEdge{edge("ghost", "aim")}}, "ghost -> aim to a node that does not exist"},
		"to nowhere":       {agent.MetricTree{Nodes: nodes, Edges: []agent.TreeEdge{edge("a", "ghost")}}, "a -> ghost to a node that does not exist"},
		"a repeated node":  {agent.MetricTree{Nodes: append(nodes, node("a"))}, `node id "a"`},
		"a nameless node":  {agent.MetricTree{Nodes: []agent.TreeNode{node("")}}, `node id ""`},
		"edges, no nodes":  {agent.MetricTree{Edges: []agent.TreeEdge{edge("a", "b")}}, "does not exist"},
		"a repeated edge":  {agent.MetricTree{Nodes: nodes, Edges: []agent.TreeEdge{edge("a", "aim"), edge("a", "aim")}}, ""},
		"an edge both way": {agent.MetricTree{Nodes: nodes, Edges: []agent.TreeEdge{edge("a", "aim"), edge("aim", "a")}}, "a cycle"},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			err := c.tree.Validate()
			if c.want == "" {
				require.NoError(t, err)
				return
			}
			require.ErrorContains(t, err, c.want)
			require.Equal(t, fault.Invalid, fault.KindOf(err))
		})
	}
}

// A person is told how to mend what can be mended by hand.
func TestMetricTreeSaysWhatToDo(t *testing.T) {
	t.Parallel()
	nodes := []agent.TreeNode{node("a"), node("aim")}
	bare := agent.MetricTree{Nodes: nodes, Edges: []agent.TreeEdge{{From: "a", To: "aim"}}}
	require.Contains(t, fault.Next(bare.Validate()), "Say why a is believed to move aim")
	round := agent.MetricTree{Nodes: nodes, Edges: []agent.TreeEdge{edge("a", "aim"), edge("aim", "a")}}
	require.Contains(t, fault.Next(round.Validate()), "Remove one of the edges")
}

func TestMetricTreeOfManyNodes(t *testing.T) {
	t.Parallel()
	var tree agent.MetricTree
	for i := range 5000 {
		tree.Nodes = append(tree.Nodes, node(strconv.Itoa(i)))
		if i > 0 {
			tree.Edges = append(tree.Edges, edge(strconv.Itoa(i-1), strconv.Itoa(i)))
		}
	}
	require.NoError(t, tree.Validate())
	tree.Edges = append(tree.Edges, edge("4999", "0"))
	require.ErrorContains(t, tree.Validate(), "a cycle")
}
