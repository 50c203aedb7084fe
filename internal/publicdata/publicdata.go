// Package publicdata gives tests the meeting records and definitions that others published. They lie beside the
// repository, in ../shared/data, and are no part of it. With CI=true a test that finds none fails; elsewhere it is
// skipped and says so.
package publicdata

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"testing"

	"github.com/stretchr/testify/require"
)

// Path gives the path of a folder or file of the public data, which has to be there.
func Path(t testing.TB, elements ...string) string {
	t.Helper()
	path := filepath.Join(append([]string{repository(t), "..", "shared", "data"}, elements...)...)
	_, err := os.Stat(path)
	if errors.Is(err, fs.ErrNotExist) && os.Getenv("CI") != "true" {
		t.Skipf("%s is not there", path)
	}
	require.NoError(t, err, "../shared/data must lie beside the repository")
	return path
}

// Match gives the files of the public data whose path, with slashes, fits a pattern of [filepath.Match]. There have to be
// some.
func Match(t testing.TB, pattern string) []string {
	t.Helper()
	paths, err := filepath.Glob(filepath.Join(Path(t), filepath.FromSlash(pattern)))
	require.NoError(t, err)
	require.NotEmpty(t, paths, pattern)
	return paths
}

// repository gives the root of the repository: a test runs in the folder of its package.
func repository(t testing.TB) string {
	t.Helper()
	folder, err := os.Getwd()
	require.NoError(t, err)
	for {
		if _, err := os.Stat(filepath.Join(folder, "go.mod")); err == nil {
			return folder
		}
		require.NotEqual(t, filepath.Dir(folder), folder, "no folder above has a go.mod")
		folder = filepath.Dir(folder)
	}
}
