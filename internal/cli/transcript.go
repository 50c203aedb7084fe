package cli

import (
	"errors"
	"fmt"

	"github.com/spf13/cobra"

	"github.com/plumbline-dev/plumb/internal/app"
	"github.com/plumbline-dev/plumb/internal/render"
)

func (s *session) transcriptCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "transcript FILE...",
		Short:   "Show how a meeting record is read: who said what, when",
		GroupID: groupSheet,
		Long: `Reads meeting records and shows what plumb makes of them: the turns of each speaker, the notes that stand around
the speech, and a warning for everything that was lost or guessed. Nothing is kept.

A FILE is a transcript or captions (WebVTT, SRT), an export of Zoom, Teams, Google Meet, Otter or Fireflies, a
Word, PDF, Markdown or text file; a folder stands for all records in it, and - for standard input. The kind is
found by looking at the content.

With --json every record is one object on one line.`,
		Example: `  plumb transcript meeting.vtt
  plumb transcript meeting.vtt notes.docx --json
  plumb transcript records/
  cat meeting.txt | plumb transcript -`,
		Args: needs("at least one FILE", 0),
		RunE: func(cmd *cobra.Command, args []string) error {
			a, err := s.app()
			if err != nil {
				return err
			}
			records, failed := a.Read(cmd.Context(), args, s.in)
			s.tellSkipped(records, failed, asJSON)
			return errors.Join(s.showTranscripts(records, asJSON), failed)
		},
	}
	jsonFlag(cmd, &asJSON)
	return cmd
}

func (s *session) showTranscripts(records app.Records, asJSON bool) error {
	for i, t := range records.Transcripts {
		if asJSON {
			if err := s.printJSON(t); err != nil {
				return err
			}
			continue
		}
		if i > 0 {
			_, _ = fmt.Fprintln(s.out)
		}
		if err := render.Transcript(s.out, t, s.view()); err != nil {
			return err
		}
	}
	return nil
}

// tellSkipped names what was passed over. A program that is told of a failure finds nothing on standard error but the
// one object that says so.
func (s *session) tellSkipped(records app.Records, failed error, asJSON bool) {
	if failed != nil && asJSON {
		return
	}
	for _, skipped := range records.Skipped {
		s.tell("plumb: skipped %s: %s", skipped.Path, skipped.Reason)
	}
}
