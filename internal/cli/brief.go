package cli

import (
	"bytes"
	"cmp"
	"slices"
	"strings"

	"github.com/spf13/cobra"

	"github.com/plumbline-dev/plumb/internal/app"
	"github.com/plumbline-dev/plumb/internal/nearest"
	"github.com/plumbline-dev/plumb/internal/render"
)

// formText is text for a terminal.
const formText = "text"

// briefFlags are the flags of a brief.
type briefFlags struct {
	audience, day, team, form, engine string
	asJSON                            bool
	to                                destination
}

func (s *session) briefCommand() *cobra.Command {
	var f briefFlags
	cmd := &cobra.Command{
		Use:     "brief --for AUDIENCE SHEET",
		Short:   "Write one page about a sheet for somebody, from what was approved",
		GroupID: groupSheet,
		Long: `Writes one page for exec, team, newcomer or customer-facing, or the skeleton of a press release with its questions
(pr-faq). It says only what a person has approved: words of the sheet, the newest approved weekly note, approved
decisions and definitions. Every line names what it rests on. What nobody said is a blank to be written, and never
made up.

For customers, what names people, metrics or figures is left out. The section briefs of plumb.yaml gives an
audience its own words for things, and names what is never shown to it.

With --as-of it is the page that could have been written at the end of that day, from what was approved by then.
With --engine model a language model may say the computed sentences anew; quotations and blanks stay as they are.`,
		Example: `  plumb brief --for exec s-1e7k3m9
  plumb brief --for team --team product s-1e7k3m9
  plumb brief --for newcomer s-1e7k3m9 -o welcome.html
  plumb brief --for pr-faq s-1e7k3m9 --format md`,
		Args:              needs("the ID of a sheet", 1),
		ValidArgsFunction: offers(s.sheetIDs).argument(0),
		RunE:              func(cmd *cobra.Command, args []string) error { return s.writeBrief(cmd, args[0], f) },
	}
	cmd.Flags().StringVar(&f.audience, "for", "", "whom it is for, an `AUDIENCE`: "+strings.Join(app.BriefAudiences(), ", "))
	completeFlag(cmd, "for", app.BriefAudiences()...)
	cmd.Flags().StringVar(&f.team, "team", "", "whose work is linked to the aim, a `TEAM` (default: that of the sheet)")
	offers(s.teams).flag(cmd, "team")
	asOfFlag(cmd, &f.day)
	cmd.Flags().StringVar(&f.form, "format", "", "`FORM`: text, md, html or json (default: what the name after -o ends with, else text)")
	completeFlag(cmd, "format", formText, formMarkdown, formHTML, formJSON)
	f.to.flags(cmd)
	engineFlag(cmd, &f.engine, "what words the computed sentences")
	jsonFlag(cmd, &f.asJSON)
	return cmd
}

// check reads the flags, and gives the form.
func (f briefFlags) check() (form string, err error) {
	audiences := app.BriefAudiences()
	switch {
	case f.audience == "":
		return "", usage("it is not said whom the brief is for").Do("Add --for and one of %s.", strings.Join(audiences, ", "))
	case !slices.Contains(audiences, f.audience):
		refused := usage("--for cannot be \"" + f.audience + "\"")
		if near, ok := nearest.Word(f.audience, audiences); ok {
			return "", refused.Do("Did you mean %s?", near)
		}
		return "", refused.Do("Use one of %s.", strings.Join(audiences, ", "))
	}
	if err := checkEngine(f.engine); err != nil {
		return "", err
	}
	switch {
	case f.asJSON && f.form != "" && f.form != formJSON:
		return "", usage("--json and --format " + f.form + " do not go together").Do("Give one of the two.")
	case f.asJSON:
		return formJSON, nil
	case f.form == "" && f.to.isStdout():
		return formText, nil
	case f.form == "" && strings.HasSuffix(strings.ToLower(f.to.path), ".txt"):
		return formText, nil
	}
	return formOf(f.form, f.to.path, formText, formMarkdown, formHTML, formJSON)
}

func (s *session) writeBrief(cmd *cobra.Command, sheet string, f briefFlags) error {
	form, err := f.check()
	if err != nil {
		return err
	}
	asOf, err := s.onDay(f.day)
	if err != nil {
		return err
	}
	a, err := s.app()
	if err != nil {
		return err
	}
	b, err := a.Brief(cmd.Context(), app.BriefRequest{
		Audience: f.audience, Sheet: sheet, Team: f.team, AsOf: asOf, Engine: cmp.Or(app.Engine(f.engine), a.UsualEngine()),
	})
	if err != nil {
		return err
	}
	s.tellEngine(b.Engine)
	b = render.FitBrief(b)
	var content bytes.Buffer
	switch form {
	case formJSON:
		err = writeJSON(&content, b)
	case formHTML:
		err = render.BriefHTML(&content, b)
	case formMarkdown:
		err = render.BriefMarkdown(&content, b)
	default:
		view := s.view()
		view.Color = view.Color && f.to.isStdout()
		err = render.BriefTerminal(&content, b, view)
	}
	if err != nil {
		return err
	}
	if err := s.deliver("the brief of "+b.Sheet+" for "+f.audience, content.Bytes(), f.to); err != nil {
		return err
	}
	if form == formHTML && !f.to.isStdout() {
		s.tell("Open it in a browser and print it: it is one page.")
	}
	return nil
}
