package cli

import (
	"context"
	"errors"
	"os/exec"
	"runtime"
	"strings"

	"github.com/plumbline-dev/plumb/internal/fault"
)

// editor is the program in which a person edits a sheet.
type editor struct {
	path string
	args []string
	from string // the variable that names it, or "default"
}

// findEditor takes $VISUAL, else $EDITOR, else what such systems usually have. The value is the path of a program, or a
// program with arguments that hold no spaces, such as "code --wait".
func findEditor(getenv func(string) string) (editor, error) {
	const op = "cli.editor"
	for _, name := range []string{"VISUAL", "EDITOR"} {
		value := strings.TrimSpace(getenv(name))
		if value == "" {
			continue
		}
		for _, words := range [][]string{{value}, strings.Fields(value)} {
			if path, err := exec.LookPath(words[0]); err == nil {
				return editor{path, words[1:], name}, nil
			}
		}
		return editor{}, fault.Newf(fault.NotFound, op, "the editor %q in %s is not there", value, name).
			Do("Set EDITOR to a program that is installed, such as nano, or use --from FILE.")
	}
	for _, name := range usualEditors() {
		if path, err := exec.LookPath(name); err == nil {
			return editor{path, nil, "default"}, nil
		}
	}
	return editor{}, fault.New(fault.NotFound, op, "no editor is set and none was found",
		"Set EDITOR to the program you write with, or use --from FILE.")
}

func usualEditors() []string {
	if runtime.GOOS == "windows" {
		return []string{"notepad"}
	}
	return []string{"nano", "vim", "vi"}
}

// open runs the editor on a file and waits until the person is done. Meanwhile the terminal, and with it Ctrl-C, belongs
// to the editor.
func (s *session) open(ctx context.Context, e editor, d *dialogue, file string) error {
	defer s.env.interrupts.hold()()
	cmd := exec.CommandContext(ctx, e.path, append(e.args, file)...)
	cmd.Dir = s.env.Dir
	// An editor draws on the screen, not into the result.
	cmd.Stdin, cmd.Stdout, cmd.Stderr = s.env.Stdin, s.env.Stderr, s.env.Stderr
	if d != nil {
		cmd.Stdout, cmd.Stderr = d.out, d.out
	}
	err := cmd.Run()
	if exit, ok := errors.AsType[*exec.ExitError](err); ok {
		return fault.Newf(fault.Unavailable, "cli.editor", "the editor %s ended with exit code %d", e.path, exit.ExitCode())
	}
	return fault.Wrap(err, fault.Unavailable, "cli.editor", "the editor "+e.path+" could not be run", "Set EDITOR to another program, or use --from FILE.")
}
