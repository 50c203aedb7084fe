package cli

import (
	"encoding/hex"
	"fmt"
	"io"
	"strings"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/render"
)

// shown is a version of something that a person may approve.
type shown struct {
	what    string // such as "the sheet"
	id      string
	number  int
	hash    string // of its content
	command string // whose show, edit, reject and approve are about it, such as "plumb sheet"
}

// confirm makes sure that the person means the content of v, by having it shown and asking.
func (s *session) confirm(v shown, by agent.Actor, show func(io.Writer, render.TerminalOptions) error, findings []agent.Finding) error {
	d, ok := s.dialogue()
	if !ok {
		return fault.New(fault.NeedsPerson, "cli.approve", "an approval needs a person who saw "+v.what+", and nobody can be asked here",
			"Look at it with "+v.command+" show "+v.id+", then run "+v.command+" approve "+v.id+" --hash with the hash that it shows.")
	}
	defer d.done()
	if err := show(d.out, d.view); err != nil {
		return err
	}
	_, _ = fmt.Fprintf(d.out, "\nThis is %s version %d, content %s.\n", v.id, v.number, v.hash)
	for _, f := range findings {
		if f.Severity == agent.Block {
			_, _ = fmt.Fprintf(d.out, "Against it: %s\n", render.Clean(f.Message))
		}
	}
	answer, err := d.ask(fmt.Sprintf("Approve exactly this as %s? Type yes to approve:", render.Clean(by.Name)))
	if err != nil {
		return err
	}
	if answer != "yes" {
		return fault.New(fault.NeedsPerson, "cli.approve", "not approved",
			"Nothing was changed. Correct "+v.what+" with "+v.command+" edit "+v.id+", or turn it down with "+v.command+" reject "+v.id+".")
	}
	return nil
}

// minHashDigits is how much of a hash has to be given: what every view shows, 40 bits, which nobody hits by accident.
const minHashDigits = 10

// match checks that a hash, or the beginning of one, is that of v.
func (v shown) match(hash string) error {
	digits := strings.ToLower(agent.HashDigits(hash))
	if !isHex(digits) || len(digits) < minHashDigits {
		return usage(fmt.Sprintf("--hash takes at least %d digits of a content hash", minHashDigits)).
			Do("Look at %s with %s show %s, which shows it; --json has it as content_hash.", v.what, v.command, v.id)
	}
	if strings.HasPrefix(agent.HashDigits(v.hash), digits) {
		return nil
	}
	// The right hash is not told: whoever approves has to have looked at it, which shows it.
	return fault.Newf(fault.Conflict, "cli.approve", "version %d of %s has other content than the hash says", v.number, v.id).
		Do("Look at it again with %s show %s, then approve with the hash that it shows.", v.command, v.id)
}

func isHex(digits string) bool {
	if len(digits)%2 == 1 {
		digits += "0"
	}
	_, err := hex.DecodeString(digits)
	return err == nil
}
