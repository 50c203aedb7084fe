package glossary_test

import (
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent/glossary"
	"github.com/plumbline-dev/plumb/semantic"
	"github.com/plumbline-dev/plumb/semantic/format"
)

func TestKeepSaysWhatIsGone(t *testing.T) {
	t.Parallel()
	wau, mau, nps := metric("growth", "wau", "COUNT(*)"), metric("growth", "mau", "COUNT(*)"), metric("growth", "nps", "AVG(score)")
	retired := metric("growth", "old", "COUNT(1)")
	retired.Status = semantic.Deprecated
	path := filepath.Join("models", "growth.yaml")
	for name, c := range map[string]struct {
		files []format.File
		want  []string // of the first file
	}{
		"the same file":                    {[]format.File{file(path, wau)}, []string{"growth.mau", "growth.nps"}},
		"nothing is left in it":            {[]format.File{file(path)}, []string{"growth.mau", "growth.nps", "growth.wau"}},
		"the same path, written otherwise": {[]format.File{file("./models/../models/growth.yaml", wau, mau)}, []string{"growth.nps"}},
		"from another folder":              {[]format.File{file("growth.yaml", wau)}, []string{"growth.mau", "growth.nps"}},
		"from above":                       {[]format.File{file(filepath.Join("project", path), wau)}, []string{"growth.mau", "growth.nps"}},
		"all are there":                    {[]format.File{file(path, wau, mau, nps)}, []string{}},
		"one moved to another file":        {[]format.File{file(path, wau), file("other.yaml", mau)}, []string{"growth.nps"}},
		"another file of that name":        {[]format.File{file(filepath.Join("support", "growth.yaml"), wau)}, []string{}},
		"another namespace from a folder":  {[]format.File{file("growth.yaml", metric("support", "csat", "AVG(x)"))}, []string{}},
		"one could not be read": {[]format.File{{Path: path, Format: "plumb", Metrics: []semantic.Metric{wau},
			Skipped: []format.Skip{{Name: "growth.mau", Reason: "a cycle"}}}}, []string{"growth.nps"}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			g := setup(t)
			keep(t, g, file(path, wau, mau, nps, retired))
			before, err := g.Kept(t.Context())
			require.NoError(t, err)
			preview, err := glossary.Preview(before, c.files)
			require.NoError(t, err)
			reports := keep(t, g, c.files...)
			require.Equal(t, c.want, reports[0].Gone)
			require.Equal(t, preview, reports)
			after, err := g.Catalogue(t.Context())
			require.NoError(t, err)
			for _, m := range after.Metrics {
				require.Equal(t, m.Name != "old", m.Current(), "nothing is done about what is gone")
			}
		})
	}
}

func TestStandardInputIsNoFile(t *testing.T) {
	t.Parallel()
	g := setup(t)
	keep(t, g, file("-", metric("growth", "wau", "COUNT(*)"), metric("growth", "mau", "COUNT(*)")))
	require.Empty(t, keep(t, g, file("-", metric("support", "csat", "AVG(x)")))[0].Gone)
	require.Equal(t, []string{"growth.mau"}, keep(t, g, file("-", metric("growth", "wau", "COUNT(*)")))[0].Gone)
}
