package main

import (
	"encoding/json"
	"errors"
	"fmt"
	"os"
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

// define writes a file that defines as many metrics as are asked for: "define 50000 big.yaml".
func define(ts *testscript.TestScript, neg bool, args []string) {
	if neg || len(args) != 2 {
		ts.Fatalf("usage: define N FILE")
	}
	n, err := strconv.Atoi(args[0])
	ts.Check(err)
	var content strings.Builder
	content.WriteString("plumb: metrics/1\nnamespace: big\nmetrics:\n")
	for i := range n {
		fmt.Fprintf(&content, "  - name: events_of_kind_%d\n    expression: COUNT(kind_%d)\n", i, i)
	}
	ts.Check(os.WriteFile(ts.MkAbs(args[1]), []byte(content.String()), 0o600))
}

// rewrite is an editor without a person: "rewrite HEADING TEXT FILE" puts TEXT below a heading of the Markdown of a sheet,
// in place of what stands there. A plus stands for a space, because the value of EDITOR is parted at spaces.
func rewrite() int {
	if len(os.Args) != 4 {
		return complain(errors.New("usage: rewrite HEADING TEXT FILE"))
	}
	words := strings.NewReplacer("+", " ")
	return edit(os.Args[3], func(markdown string) (string, error) {
		return replaceSection(markdown, words.Replace(os.Args[1]), words.Replace(os.Args[2]))
	})
}

// botch is an editor that makes a mistake at the first call and corrects it at the second: "botch FILE".
func botch() int {
	const mistake = "\n## Nonsense\n\nA heading that no sheet has.\n"
	return edit(os.Args[len(os.Args)-1], func(markdown string) (string, error) {
		if before, found := strings.CutSuffix(markdown, mistake); found {
			return replaceSection(before, "Trade-off", "- A second thought even over the first one")
		}
		return markdown + mistake, nil
	})
}

func edit(file string, change func(string) (string, error)) int {
	content, err := os.ReadFile(file)
	if err != nil {
		return complain(err)
	}
	changed, err := change(string(content))
	if err != nil {
		return complain(err)
	}
	if err := os.WriteFile(file, []byte(changed), 0o600); err != nil {
		return complain(err)
	}
	return 0
}

func replaceSection(markdown, heading, text string) (string, error) {
	before, rest, found := strings.Cut(markdown, "\n## "+heading+"\n")
	if !found {
		return "", fmt.Errorf("there is no heading %q", heading)
	}
	after := ""
	if i := strings.Index(rest, "\n## "); i >= 0 {
		after = rest[i:]
	}
	return before + "\n## " + heading + "\n\n" + text + "\n" + after, nil
}

func complain(err error) int {
	fmt.Fprintln(os.Stderr, err)
	return 1
}
