package cli

import (
	"encoding/json"
	"errors"
	"io"
	"strings"

	"github.com/spf13/cobra"

	"github.com/plumbline-dev/plumb/internal/app"
	"github.com/plumbline-dev/plumb/internal/render"
)

func (s *session) linkCommand() *cobra.Command {
	var common app.Lookup
	var paths []string
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "link [TERM...]",
		Short: "Look up which definition a term means",
		Long: `Says for each term what it means to the team that said it:
  linked     one definition is meant
  ambiguous  several fit; it is said in what they differ, such as the window
  conflict   teams define it differently
  unknown    nothing that is defined fits
with the reason, and the choices where a person has to choose. Every one of these is an answer, so the exit code is 0,
also with --no-input.

Terms are given as arguments, or on standard input one a line, or as JSON such as {"term": "...", "context": "...",
"team": "..."}. The context is the sentence in which the term was heard. --metrics adds the definitions of files, for
this call only. With --json every answer is one object on one line.`,
		Example: `  plumb metrics link "weekly actives" churn
  plumb metrics link actives --team support
  plumb metrics link activation --context "activation within the first 30 days"
  plumb metrics link --metrics models/ --json < terms.txt`,
		RunE: func(cmd *cobra.Command, args []string) error {
			a, err := s.app()
			if err != nil {
				return err
			}
			definitions, err := a.Definitions(cmd.Context(), paths)
			if err != nil {
				return err
			}
			if definitions.Metrics == 0 {
				s.tellNoMetrics()
			}
			if definitions.Behind != "" {
				s.tell("plumb: %s", definitions.Behind)
			}
			link := func(l app.Lookup) error {
				found, err := definitions.Link(cmd.Context(), l.WithDefaults(common))
				if err != nil {
					return err
				}
				return errors.Join(s.showFound(found, asJSON), cmd.Context().Err(), s.out.err)
			}
			if len(args) == 0 {
				if isTerminal(s.env.Stdin) {
					s.tell("Type a term a line; end with Ctrl-D.")
				}
				return eachTerm(s.in, link)
			}
			for _, term := range args {
				if strings.TrimSpace(term) == "" {
					return usage("a term is empty").Do(`Give the words that people say, such as plumb metrics link "active users".`)
				}
				if err := link(app.Lookup{Term: strings.ToValidUTF8(term, "\ufffd")}); err != nil {
					return err
				}
			}
			return nil
		},
	}
	cmd.Flags().StringVar(&common.Team, "team", "", "the `TEAM` that said the terms")
	s.completeTeams(cmd)
	cmd.Flags().StringVar(&common.Context, "context", "", "the `SENTENCE` in which the terms were said")
	cmd.Flags().StringArrayVar(&paths, "metrics", nil, "add the definitions of this `PATH`; may be repeated")
	jsonFlag(cmd, &asJSON)
	return cmd
}

func (s *session) showFound(found app.Found, asJSON bool) error {
	if asJSON {
		return s.printJSON(found)
	}
	return render.Match(s.out, found.Term, found.Match, s.view())
}

// eachTerm reads terms, one a line: plain words, or a JSON object with the key term.
func eachTerm(in io.Reader, do func(app.Lookup) error) error {
	what := lineOf{op: "cli.link", one: "term", many: "terms", keys: `{"term": "...", "team": "..."}`}
	return eachLine(in, what, func(line []byte) (func() error, error) {
		l := app.Lookup{Term: strings.ToValidUTF8(string(line), "\ufffd")}
		if line[0] == '{' {
			var err error
			if l, err = lookupOf(line); err != nil {
				return nil, err
			}
		}
		return func() error { return do(l) }, nil
	})
}

func lookupOf(line []byte) (app.Lookup, error) {
	var object struct {
		Term    *string `json:"term"`
		Context string  `json:"context"`
		Team    string  `json:"team"`
	}
	err := json.Unmarshal(line, &object)
	if wrong, ok := errors.AsType[*json.UnmarshalTypeError](err); ok {
		return app.Lookup{}, errors.New(`"` + wrong.Field + `" is not text`)
	}
	if err != nil {
		return app.Lookup{}, errors.New("it is not JSON")
	}
	if object.Term == nil {
		return app.Lookup{}, errors.New(`there is no key "term"`)
	}
	return app.Lookup{Term: *object.Term, Context: object.Context, Team: object.Team}, nil
}
