package cli

import (
	"errors"
	"fmt"
	"io"
	"os"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/plumbline-dev/plumb/internal/app"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/plainfile"
	"github.com/plumbline-dev/plumb/internal/render"
)

const opCite = "cli.cite"

func (s *session) citeCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "cite FILE... [CLAIM...]",
		Short:   "Find where something was said, or learn that nobody said it",
		GroupID: groupCheck,
		Long: `Looks for the turns that support a claim. One that is not found is "not supported"; the turns that come closest are
shown then. Nothing is kept.

A claim close to the words of a sentence is held against it: each number and day must stand there or right beside it,
with the same kind of unit, and "under" is not "above"; a "not" must stand in both or in neither; whoever the claim
begins with must be the one who does it; and nearly all rarer words of a short claim must be said nearby. A claim in
other words needs enough of its words in one passage, and its numbers and days there; who did what is not checked then.
In both cases all names must be heard in the record. Meanings are not compared, nor is it weighed what was taken back
later: read the turns.

Arguments that are files or folders are read; the first other one begins the claims, in quotes. One word with a dot or
a slash in it is taken for a file that is missing, unless -- stands before it. Without claims they are read from
standard input: one a line, or JSON such as {"claim": "..."}.`,
		Example: `  plumb cite meeting.vtt "Tom owns the trial emails"
  plumb cite meeting.vtt notes.docx "activation rises to 40 percent" --json
  plumb cite meeting.vtt -- "agreed" "deferred"
  plumb cite meeting.vtt --json < claims.jsonl`,
		Args: needs("at least one FILE", 0),
		RunE: func(cmd *cobra.Command, args []string) error {
			files, claims, err := filesAndClaims(args, cmd.ArgsLenAtDash())
			if err != nil {
				return err
			}
			if len(claims) == 0 && slices.ContainsFunc(files, plainfile.Stdin) {
				return usage("standard input cannot be both the record and the claims").Do("Give the claims as arguments, or the record as a file.")
			}
			a, err := s.app()
			if err != nil {
				return err
			}
			records, err := a.Read(cmd.Context(), files, s.in)
			s.tellSkipped(records, err, asJSON)
			if err != nil {
				return err
			}
			citer := app.NewCiter(records.Transcripts)
			cite := func(claim string) error {
				if asJSON {
					return s.printJSON(citer.Cite(claim))
				}
				s.showCitation(citer.Cite(claim), len(records.Transcripts) > 1)
				return nil
			}
			if len(claims) == 0 {
				if isTerminal(s.env.Stdin) {
					s.tell("Type a claim a line; end with Ctrl-D.")
				}
				return eachClaim(s.in, func(claim string) error { return errors.Join(cite(claim), cmd.Context().Err(), s.out.err) })
			}
			for _, claim := range claims {
				if err := cite(claim); err != nil {
					return err
				}
			}
			return nil
		},
	}
	jsonFlag(cmd, &asJSON)
	return cmd
}

// filesAndClaims parts the arguments, and refuses a claim that says nothing.
func filesAndClaims(args []string, dash int) (files, claims []string, err error) {
	files, claims, err = partArgs(args, dash)
	if err == nil && slices.ContainsFunc(claims, func(claim string) bool { return strings.TrimSpace(claim) == "" }) {
		return nil, nil, usage("a claim is empty").Do(`Say what to look for, such as plumb cite meeting.vtt "Tom owns the trial emails".`)
	}
	return files, claims, err
}

// partArgs takes what stands after -- for claims; without it the claims begin at the first argument that is no file and
// can hardly be meant as one.
func partArgs(args []string, dash int) (files, claims []string, err error) {
	if dash >= 0 {
		files, claims = args[:dash], args[dash:]
		if len(files) == 0 {
			return nil, nil, usage("there is no FILE before --").Do(`For example: plumb cite meeting.vtt -- "agreed"`)
		}
		return files, claims, nil
	}
	for i, arg := range args {
		if plainfile.Stdin(arg) {
			continue
		}
		if _, err := os.Stat(arg); err == nil {
			continue
		}
		if i == 0 && strings.TrimSpace(arg) == "" {
			return nil, nil, usage("the path of the record is empty").Do("Name a file or a folder; a shell variable may not be set.")
		}
		if i == 0 || meantAsFile(arg) {
			return nil, nil, fault.Newf(fault.NotFound, opCite, "%s does not exist", arg).
				Do("Check the path. If it is a claim, put -- before it, after the files.")
		}
		return args[:i], args[i:], nil
	}
	return args, nil, nil
}

// meantAsFile reports whether an argument is the name of a file that is not there, rather than a claim: it is one word,
// and has a folder or an extension as names of files do.
func meantAsFile(arg string) bool {
	return len(strings.Fields(arg)) == 1 && strings.ContainsAny(strings.TrimRight(arg, "."), `./\`)
}

// eachClaim reads claims, one a line: plain words, or a JSON object with the key claim.
func eachClaim(in io.Reader, do func(claim string) error) error {
	return eachLine(in, lineOf{op: opCite, one: "claim", many: "claims", keys: `{"claim": "..."}`}, func(line []byte) (func() error, error) {
		claim := string(line)
		if line[0] == '{' {
			var err error
			if claim, err = claimOf(line); err != nil {
				return nil, err
			}
		}
		return func() error { return do(strings.ToValidUTF8(claim, "\ufffd")) }, nil
	})
}

func claimOf(line []byte) (string, error) {
	var object struct {
		Claim *string `json:"claim"`
	}
	if err := readObject(line, &object); err != nil {
		return "", err
	}
	if object.Claim == nil {
		return "", errors.New(`there is no key "claim"`)
	}
	return *object.Claim, nil
}

const hitsShown = 3

func (s *session) showCitation(c app.Citation, severalFiles bool) {
	verdict := "not supported"
	if c.Supported {
		verdict = "supported"
	}
	_, _ = fmt.Fprintf(s.out, "%s: %s\n", verdict, oneLine(c.Claim))
	if !c.Supported && len(c.Hits) > 0 {
		_, _ = fmt.Fprintln(s.out, "  closest:")
	}
	for _, h := range c.Hits[:min(hitsShown, len(c.Hits))] {
		where := h.Utterance
		if severalFiles {
			where = h.File + " " + where
		}
		_, _ = fmt.Fprintf(s.out, "  %s  %s  \"%s\"\n", render.Clean(where), render.Clean(h.Speaker), oneLine(h.Quote))
	}
}
