package proposals_test

import (
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/proposals"
	"github.com/plumbline-dev/plumb/internal/fault"
)

type note struct {
	Text  string   `json:"text"`
	Share float64  `json:"share"`
	Of    []string `json:"of"`
}

func kept(content string) agent.Proposal {
	return agent.Proposal{Kind: agent.KindReview, ID: "r-1", Content: []byte(content), ContentHash: agent.ContentHash([]byte(content))}
}

func TestCanonicalIsRead(t *testing.T) {
	t.Parallel()
	want := note{Text: "a <b> & \u2028\n", Share: 0.1, Of: []string{}}
	content, err := proposals.Canonical(want)
	require.NoError(t, err)
	const line = `{"text":"a <b> & \u2028\n","share":0.1,"of":[]}`
	require.Equal(t, line, string(content)) //nolint:testifylint // the hash is of the bytes
	got, err := proposals.Parse[note](kept(string(content)))
	require.NoError(t, err)
	require.Equal(t, want, got)
	_, err = proposals.Canonical(note{Share: math.NaN()})
	require.Equal(t, fault.Internal, fault.KindOf(err))
}

func TestParseRefuses(t *testing.T) {
	t.Parallel()
	for content, says := range map[string]string{
		`{"text":"x","colour":"blue"}`: "unknown field",
		`{"text":"x"} {}`:              "something follows its end",
		`{"text":"x"`:                  "the stored content of review r-1 cannot be read",
		`{"text":7}`:                   "cannot be read",
		``:                             "cannot be read",
	} {
		_, err := proposals.Parse[note](kept(content))
		requireFault(t, err, fault.Conflict, says)
	}
	p := kept(`{"text":"x"}`)
	p.Content = []byte(`{"text":"y"}`)
	_, err := proposals.Parse[note](p)
	requireFault(t, err, fault.Conflict, "the stored content of review r-1 was changed outside plumb")
}

func FuzzParse(f *testing.F) {
	f.Add([]byte(`{"text":"x","share":0.5,"of":["a"]}`))
	f.Add([]byte(`null`))
	f.Add([]byte(`{"of":[null]}`))
	f.Fuzz(func(t *testing.T, content []byte) {
		n, err := proposals.Parse[note](kept(string(content)))
		if err != nil {
			require.Equal(t, fault.Conflict, fault.KindOf(err))
			return
		}
		canonical, err := proposals.Canonical(n)
		require.NoError(t, err)
		again, err := proposals.Parse[note](kept(string(canonical)))
		require.NoError(t, err)
		require.Equal(t, n, again)
	})
}
