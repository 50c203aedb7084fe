package storetest

import (
	"context"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/search"
)

// searching gives what an index that is caught up finds.
func (b *bundle) searching(text string, change ...func(*search.Query)) []search.Hit {
	b.t.Helper()
	x := search.New(b.Store)
	require.NoError(b.t, x.CatchUp(b.ctx, nil))
	q := search.Query{Text: text}
	for _, c := range change {
		c(&q)
	}
	hits, err := x.Find(b.ctx, q, nil)
	require.NoError(b.t, err)
	return hits
}

func places(hits []search.Hit) []string {
	var out []string
	for _, h := range hits {
		out = append(out, string(h.Kind)+" "+h.ID+" "+h.Part)
	}
	slices.Sort(out)
	return out
}

func searchFindsWhatIsKept(t *testing.T, s Store) {
	b := newBundle(t, s)
	v := b.sheet("s-1")
	require.Equal(t, []string{"sheet s-1 aim", "speech " + b.meeting.SHA256 + " u0001"}, places(b.searching("finishing set-up")))
	require.Equal(t, []string{"sheet s-1 aim"}, places(b.searching(`"finish their set-up"`, func(q *search.Query) { q.Kinds = []search.Kind{search.Sheet} })))
	require.Empty(t, b.searching("zeppelin"))

	v = b.edit(v, "New teams succeed within a zeppelin.")
	require.Equal(t, []string{"sheet s-1 aim"}, places(b.searching("zeppelin")))
	require.Equal(t, "draft", b.searching("zeppelin")[0].State)
	b.move(v, agent.StateInReview, agent.StateApproved)
	require.Equal(t, "approved", b.searching("zeppelin")[0].State)
	_ = context.Background
}
