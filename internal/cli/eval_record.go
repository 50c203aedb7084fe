package cli

import (
	"fmt"
	"path/filepath"
	"time"

	"github.com/spf13/cobra"

	"github.com/plumbline-dev/plumb/internal/app"
)

// longReply is how long a person may take to write a reply.
const longReply = 45 * time.Minute

// evalRecordCommand records replies of the configured model.
func (s *session) evalRecordCommand() *cobra.Command {
	r := app.RecordRequest{Recordings: filepath.Join("evals", "recordings")}
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "record",
		Short: "Record the replies of a model to labelled records",
		Long: `Drafts labelled records with the configured model and adds its replies to a file, so that evaluations with --replay
can be run by anyone, without a model. What that file or evals/recordings holds is not asked for again: it can be
stopped at any time and begun anew. Several people can record different records into different files.

Without --to it only lists the records, with the calls that each takes and the tokens of its prompts.`,
		Example: `  plumb eval record --data ../shared/data
  plumb eval record --data ../shared/data --case TS3003a --to evals/recordings/public.jsonl`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			a, err := s.app()
			if err != nil {
				return err
			}
			rows := [][]string{{"SET", "RECORD", "CALLS", "TOKENS", "SPEECH", "RECORDED", "DRAFTED BY"}}
			list := []app.RecordedCase{}
			err = a.RecordReplies(cmd.Context(), r, func(c app.RecordedCase) {
				recorded := "no"
				if c.Recorded {
					recorded = "yes"
				}
				if c.Engine != "" {
					s.tell("%s is recorded (%s).", c.Case, c.Engine)
				}
				list = append(list, c)
				rows = append(rows, []string{c.Set, c.Case, fmt.Sprint(c.Calls), fmt.Sprint(c.Tokens), fmt.Sprint(c.Speech), recorded, c.Engine})
			})
			if err != nil {
				return err
			}
			if asJSON {
				return s.printJSON(list)
			}
			printTable(s.out, rows, 0)
			return nil
		},
	}
	cmd.Flags().StringVar(&r.Data, "data", "", "the `FOLDER` of public data, with a folder transcripts")
	cmd.Flags().StringVar(&r.Cases, "cases", filepath.Join("evals", "cases", "draft"), "the `FOLDER` of labels")
	cmd.Flags().StringArrayVar(&r.Names, "case", nil, "only the record of this `NAME`; may be given more than once")
	cmd.Flags().StringVar(&r.To, "to", "", "the `FILE` that replies are added to")
	cmd.Flags().DurationVar(&r.Wait, "wait", longReply, "how long one reply may take")
	jsonFlag(cmd, &asJSON)
	return cmd
}
