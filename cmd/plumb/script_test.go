package main

import (
	"encoding/json"
	"errors"
	"os/exec"
	"strconv"
	"strings"

	"github.com/rogpeppe/go-internal/testscript"
)

// exits runs a program that must end with the given exit code: "exits 2 plumb sheat". What it printed is there for the
// stdout and stderr commands that follow.
func exits(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) < 2 {
		ts.Fatalf("usage: exits CODE PROGRAM [ARG...]")
	}
	want, err := strconv.Atoi(args[0])
	ts.Check(err)
	err = ts.Exec(args[1], args[2:]...)
	got := 0
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		got = exit.ExitCode()
	} else if err != nil {
		ts.Fatalf("%s did not run: %v", args[1], err)
	}
	if got != want {
		ts.Fatalf("%s ended with exit code %d, not %d", strings.Join(args[1:], " "), got, want)
	}
}

// field puts a value of the last JSON object on standard output into a variable: "field ID id", "field N fields.signals.0.text".
func field(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: field VARIABLE PATH")
	}
	lines := strings.Split(strings.TrimSpace(ts.ReadFile("stdout")), "\n")
	var value any
	ts.Check(json.Unmarshal([]byte(lines[len(lines)-1]), &value))
	for key := range strings.SplitSeq(args[1], ".") {
		switch holder := value.(type) {
		case map[string]any:
			found, ok := holder[key]
			if !ok {
				ts.Fatalf("there is no %q in %s", key, args[1])
			}
			value = found
		case []any:
			i, err := strconv.Atoi(key)
			if err != nil || i < 0 || i >= len(holder) {
				ts.Fatalf("there is no element %q in %s", key, args[1])
			}
			value = holder[i]
		default:
			ts.Fatalf("%s leads to nothing at %q", args[1], key)
		}
	}
	if text, ok := value.(string); ok {
		ts.Setenv(args[0], text)
		return
	}
	raw, err := json.Marshal(value)
	ts.Check(err)
	ts.Setenv(args[0], string(raw))
}
