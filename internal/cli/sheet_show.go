package cli

import (
	"io"
	"slices"
	"strconv"
	"strings"

	"github.com/spf13/cobra"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/internal/render"
)

// The forms in which a sheet is given.
const (
	formTerminal = "terminal"
	formMarkdown = "md"
	formHTML     = "html"
	formJSON     = "json"
	formCalendar = "ics"
)

func (s *session) showCommand() *cobra.Command {
	var form, evidence, day string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "show ID[@N]",
		Short: "Show a sheet, with the words every field rests on",
		Long: `Shows the newest version of a sheet, or version N. Below every filled field stand the words it rests on: who said
them, when, and in which utterance. A blank shows the question to ask.

--evidence full shows whole quotes, none hides them. --format gives another form: md is what "edit" opens, html
prints on one page, ics is the weekly review for a calendar.`,
		Example: `  plumb sheet show s-1e7k3m9
  plumb sheet show s-1e7k3m9@1 --evidence full
  plumb sheet show s-1e7k3m9 --format md
  plumb sheet show s-1e7k3m9 --json`,
		Args:              needs("the ID of a sheet", 1),
		ValidArgsFunction: offers(s.sheetIDs).argument(0),
		RunE: func(cmd *cobra.Command, args []string) error {
			if asJSON {
				form = formJSON
			}
			if err := oneOf("--format", form, formTerminal, formMarkdown, formHTML, formJSON, formCalendar); err != nil {
				return err
			}
			view := s.view()
			view.Evidence = render.EvidenceView(evidence)
			if err := oneOf("--evidence", evidence, string(render.EvidenceFolded), string(render.EvidenceFull), string(render.EvidenceNone)); err != nil {
				return err
			}
			_, v, err := s.kept(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			if form == formTerminal {
				return render.Terminal(s.out, v, view)
			}
			return s.write(s.out, v, form, day)
		},
	}
	cmd.Flags().StringVar(&form, "format", formTerminal, "`FORM`: terminal, md, html, json or ics")
	cmd.Flags().StringVar(&evidence, "evidence", string(render.EvidenceFolded), "how much of the words is shown, `VIEW`: folded, full or none")
	dayFlag(cmd, &day)
	jsonFlag(cmd, &asJSON)
	completeFlag(cmd, "format", formTerminal, formMarkdown, formHTML, formJSON, formCalendar)
	completeFlag(cmd, "evidence", string(render.EvidenceFolded), string(render.EvidenceFull), string(render.EvidenceNone))
	return cmd
}

// write gives a version in one of the forms that are kept in files.
func (s *session) write(w io.Writer, v agent.Version, form, day string) error {
	switch form {
	case formMarkdown:
		return render.Markdown(w, v)
	case formHTML:
		return render.HTML(w, v)
	case formCalendar:
		return s.writeCalendar(w, v, day)
	}
	return writeJSON(w, v)
}

// oneOf refuses a flag's value that is not one of the allowed ones.
func oneOf(flag, value string, allowed ...string) error {
	if slices.Contains(allowed, value) {
		return nil
	}
	return usage(flag+" cannot be "+strconv.Quote(value)).Do("Use one of %s.", strings.Join(allowed, ", "))
}
