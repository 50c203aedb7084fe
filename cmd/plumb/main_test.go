package main

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/internal/cli"
)

func TestMain(m *testing.M) {
	os.Exit(testscript.RunMain(m, map[string]func() int{"plumb": cli.Main, "rewrite": rewrite, "botch": botch, "terminal": terminal}))
}

// TestScripts runs the conversations in testdata/script: every command, what it prints, and how it fails. Each script
// has a home of its own, in which nothing exists at first.
func TestScripts(t *testing.T) {
	t.Parallel()
	publicData, err := filepath.Abs(filepath.FromSlash("../../../shared/data"))
	require.NoError(t, err)
	repository, err := filepath.Abs(filepath.FromSlash("../.."))
	require.NoError(t, err)
	condition := func(name string) (bool, error) {
		if name != "data" {
			return false, fmt.Errorf("there is no condition %q", name)
		}
		_, err := os.Stat(publicData)
		if err != nil && os.Getenv("CI") == "true" {
			return false, fmt.Errorf("the public records must lie beside the repository: %w", err)
		}
		return err == nil, nil
	}
	testscript.Run(t, testscript.Params{
		Dir:                 filepath.Join("testdata", "script"),
		RequireExplicitExec: true,
		Setup: func(env *testscript.Env) error {
			env.Setenv("PLUMB_HOME", filepath.Join(env.WorkDir, "home"))
			env.Setenv("HOME", filepath.Join(env.WorkDir, "user"))
			env.Setenv("TERM", "xterm")
			// The race detector makes every program wait a second before it ends, so that reports of others are not cut
			// off; each command here is a program of its own.
			env.Setenv("GORACE", "atexit_sleep_ms=0")
			env.Setenv("DATA", publicData)
			env.Setenv("REPOSITORY", repository)
			return nil
		},
		Condition: condition,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"define": define,
			"exits":  exits,
			"field":  field,
		},
	})
}
