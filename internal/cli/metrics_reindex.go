package cli

import (
	"fmt"

	"github.com/spf13/cobra"
)

func (s *session) reindexCommand() *cobra.Command {
	var all, asJSON bool
	cmd := &cobra.Command{
		Use:   "reindex",
		Short: "Bring the index of the definitions up to date",
		Long: `Has the configured model turn the texts of new and changed definitions into vectors, so that link finds what is meant
in other words. What is done is kept after every batch: when it is interrupted, run it again and it goes on.
With --all every vector is computed anew, which is needed when another model goes by the same name.

The model is set in plumb.yaml (embeddings: base_url, model, dimensions); its key comes from PLUMB_EMBEDDINGS_KEY or,
for OpenAI, OPENAI_API_KEY. Without one the builtin index is used, which needs no care.`,
		Example: `  plumb metrics reindex
  plumb metrics reindex --json`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			a, err := s.app()
			if err != nil {
				return err
			}
			report, err := a.Reindex(cmd.Context(), all, s.tellProgress(asJSON))
			if err != nil {
				return err
			}
			if asJSON {
				return s.printJSON(report)
			}
			_, _ = fmt.Fprintf(s.out, "The index of %s is up to date: %s, %d of them new.\n", report.Model, count(report.Entries, "text", "texts"), report.Embedded)
			return nil
		},
	}
	cmd.Flags().BoolVar(&all, "all", false, "compute every vector anew")
	jsonFlag(cmd, &asJSON)
	return cmd
}

// tellProgress gives what shows how far work has come: on a line that is overwritten in a terminal, and not at all
// where nobody waits at one.
func (s *session) tellProgress(asJSON bool) func(done, total int) {
	if asJSON || !isTerminal(s.env.Stderr) {
		return func(int, int) {}
	}
	return func(done, total int) {
		end := ""
		if done == total {
			end = "\n"
		}
		_, _ = fmt.Fprintf(s.env.Stderr, "\r%d of %d texts%s", done, total, end)
	}
}
