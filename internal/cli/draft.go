package cli

import (
	"cmp"
	"strings"

	"github.com/spf13/cobra"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/internal/app"
	"github.com/plumbline-dev/plumb/internal/render"
)

func (s *session) draftCommand() *cobra.Command {
	var r app.DraftRequest
	var engine string
	var asJSON bool
	cmd := &cobra.Command{
		Use:     "draft FILE...",
		Short:   "Draft an Alignment Sheet from meeting records",
		GroupID: groupSheet,
		Long: `Reads the records of one meeting (or of several about the same thing), drafts an Alignment Sheet and keeps it as
version 1. Every filled field carries the exact words it rests on; what was not said is left blank, with a question.

When a meeting was about several initiatives, the most discussed one is drafted and the others are listed; --topic
chooses. With --engine model, or when the environment names a model (PLUMB_MODEL, or OPENAI_BASE_URL with its key), a
language model reads the record and says where each field is stated; only what it quotes exactly can fill a field, and
where it fails the builtin engine stands in. --engine builtin keeps everything here. Dates such as "by next Friday" are
worked out from the date of the meeting; --date gives it when the record does not. Metrics and jargon are looked up in
the definitions that were imported with plumb metrics import. Drafting the same records again gives the sheet that is
there already.`,
		Example: `  plumb draft meeting.vtt
  plumb draft monday.vtt tuesday.docx --topic "checkout redesign"
  plumb draft growth-weekly.txt --date 2026-03-02 --metrics models/ --team growth --json
  plumb draft retro.vtt --replaces s-1e7k3m9`,
		Args: needs("at least one FILE", 0),
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := checkEngine(engine); err != nil {
				return err
			}
			if cmd.Flags().Changed("topic") && strings.TrimSpace(r.Topic) == "" {
				return usage("--topic is empty").Do("Give the words by which the meeting called it, or leave --topic out; a shell variable may not be set.")
			}
			a, err := s.app()
			if err != nil {
				return err
			}
			r.Paths, r.Stdin, r.Engine = args, s.in, cmp.Or(app.Engine(engine), a.UsualEngine())
			drafted, err := a.Draft(cmd.Context(), r)
			s.tellSkipped(drafted.Records, err, asJSON)
			if err != nil {
				return err
			}
			if asJSON {
				s.tellDrafted(drafted)
				return s.printJSON(drafted.Version)
			}
			if err := render.Terminal(s.out, drafted.Version, s.view()); err != nil {
				return err
			}
			s.tellDrafted(drafted)
			s.tellNext(drafted.Version)
			return nil
		},
	}
	cmd.Flags().StringVar(&r.Topic, "topic", "", "draft the initiative that these `WORDS` name")
	cmd.Flags().StringVar(&r.Date, "date", "", "the `DAY` of the meeting, such as 2026-03-02")
	engineFlag(cmd, &engine, "what drafts")
	cmd.Flags().StringArrayVar(&r.Metrics, "metrics", nil, "definitions in this `PATH` count on top of those that were imported; may be given again")
	cmd.Flags().StringVar(&r.Team, "team", "", "whose meeting it was: the definitions of this `TEAM` count first")
	cmd.Flags().StringVar(&r.Replaces, "replaces", "", "the `ID` of the approved sheet that this one will replace once it is approved")
	jsonFlag(cmd, &asJSON)
	return cmd
}

func (s *session) tellDrafted(d app.Drafted) {
	for _, note := range []string{d.Behind, d.TeamNote} {
		if note != "" {
			s.tell("plumb: %s", note)
		}
	}
	s.tellEngine(d.Version.Engine)
	for _, t := range d.Records.Transcripts {
		if n := len(t.Warnings); n > 0 {
			s.tell("plumb: %s was read with %s; plumb transcript shows them", t.File, count(n, "warning", "warnings"))
		}
	}
	if d.Existing {
		s.tell("plumb: this draft was kept before, as %s; nothing was added", d.Version.ID)
	}
}

// tellEngine says where the builtin engine stood in for a model.
func (s *session) tellEngine(e agent.Engine) {
	switch {
	case e.FallbackReason == "":
	case e.Name == string(app.EngineModel):
		s.tell("plumb: drafted by %s, in part by the builtin engine: %s", e.Model, e.FallbackReason)
	default:
		s.tell("plumb: drafted by the builtin engine, because %s", e.FallbackReason)
	}
}

// engineFlag lets a person choose what drafts.
func engineFlag(cmd *cobra.Command, engine *string, what string) {
	cmd.Flags().StringVar(engine, "engine", "", what+", `ENGINE`: builtin, or model (default: the model that the environment names, else builtin)")
	completeFlag(cmd, "engine", string(app.EngineBuiltin), string(app.EngineModel))
}

// checkEngine refuses what names no engine; "" leaves the choice open.
func checkEngine(engine string) error {
	if engine == "" {
		return nil
	}
	return oneOf("--engine", engine, string(app.EngineBuiltin), string(app.EngineModel))
}

// tellNext names the three commands that a person is likely to want now.
func (s *session) tellNext(v agent.Version) {
	show, edit, approve, export := "plumb sheet show "+v.ID, "plumb sheet edit "+v.ID, "plumb sheet approve "+v.ID, "plumb sheet export "+v.ID+" -o sheet.html"
	s.tell("\nNext:")
	if v.State == agent.StateApproved {
		s.suggest(show, "see it with who approved it")
		s.suggest(export, "print it on one page")
		s.suggest("plumb audit verify", "check that nobody changed the records")
		return
	}
	s.suggest(edit, "correct it and fill the blanks")
	s.suggest(approve, "make it effective, by name")
	s.suggest(export, "print it on one page")
}

func (s *session) suggest(command, why string) { s.tell("  %-42s  %s", command, why) }
