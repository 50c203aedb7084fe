package glossary_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent/glossary"
	"github.com/plumbline-dev/plumb/semantic/format"
)

func TestReportsNameWhatTeamsWillSay(t *testing.T) {
	t.Parallel()
	g := setup(t)
	m := metric("growth", "wau", "COUNT(*)")
	m.Aliases = map[string][]string{"support": {"regulars"}, "field sales": {"heads", "users"}}
	first := keep(t, g, file("a.yaml", metric("growth", "mau", "COUNT(*)"), m))
	require.Equal(t, []glossary.TeamName{
		{Team: "field sales", Name: "heads", Metric: "growth.wau"}, {Team: "field sales", Name: "users", Metric: "growth.wau"},
		{Team: "support", Name: "regulars", Metric: "growth.wau"},
	}, first[0].Names)
	require.Equal(t, []glossary.TeamName{}, keep(t, g, file("a.yaml", m))[0].Names, "they were known")

	m.Aliases = map[string][]string{"support": {"regulars", "actives"}}
	kept, err := g.Kept(t.Context())
	require.NoError(t, err)
	preview, err := glossary.Preview(kept, []format.File{file("a.yaml", m)})
	require.NoError(t, err)
	require.Equal(t, []glossary.TeamName{{Team: "support", Name: "actives", Metric: "growth.wau"}}, preview[0].Names)
}
