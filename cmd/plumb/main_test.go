package main

import (
	"fmt"
	"os"
	"path/filepath"
	"testing"

	"github.com/rogpeppe/go-internal/testscript"
	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/internal/cli"
	"github.com/plumbline-dev/plumb/internal/pgtest"
)

func TestMain(m *testing.M) {
	os.Exit(testscript.RunMain(m, map[string]func() int{"plumb": cli.Main, "rewrite": rewrite, "botch": botch, "terminal": terminal}))
}

// TestScripts runs the conversations in testdata/script: every command, what it prints, and how it fails. Each script
// has a home of its own, in which nothing exists at first.
func TestScripts(t *testing.T) {
	t.Parallel()
	testscript.Run(t, params(t, filepath.Join("testdata", "script"), nil))
}

// TestScriptsOnServer runs the conversations in testdata/server, each with an empty database: on a PostgreSQL, and on one with
// the vector extension.
func TestScriptsOnServer(t *testing.T) {
	t.Parallel()
	for name, server := range map[string]func(testing.TB) string{"plain": pgtest.Server, "vector": pgtest.Vector} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			testscript.Run(t, params(t, filepath.Join("testdata", "server", name), []string{"PLUMB_DATABASE=" + server(t)}))
		})
	}
}

// params says how the scripts of a folder are run.
func params(t *testing.T, dir string, environment []string) testscript.Params {
	t.Helper()
	publicData, err := filepath.Abs(filepath.FromSlash("../../../shared/data"))
	require.NoError(t, err)
	repository, err := filepath.Abs(filepath.FromSlash("../.."))
	require.NoError(t, err)
	condition := func(name string) (bool, error) {
		if name == "race" {
			return withRaceDetector, nil
		}
		if name != "data" {
			return false, fmt.Errorf("there is no condition %q", name)
		}
		_, err := os.Stat(publicData)
		if err != nil && os.Getenv("CI") == "true" {
			return false, fmt.Errorf("the public records must lie beside the repository: %w", err)
		}
		return err == nil, nil
	}
	return testscript.Params{
		Dir:                 dir,
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
			env.Vars = append(env.Vars, environment...)
			return nil
		},
		Condition: condition,
		Cmds: map[string]func(*testscript.TestScript, bool, []string){
			"chat":   chat,
			"define": define,
			"exits":  exits,
			"field":  field,
		},
	}
}
