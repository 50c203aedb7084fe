package cli

import (
	"context"
	"errors"
	"io"
	"strings"
	"unicode/utf8"

	"github.com/spf13/cobra"

	"github.com/plumbline-dev/plumb/internal/app"
	"github.com/plumbline-dev/plumb/internal/render"
)

func (s *session) linkCommand() *cobra.Command {
	var common app.Lookup
	var paths []string
	var engine string
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
this call only. With --json every answer is one object on one line.

With --engine model a language model says of ambiguous terms, and of those in conflict, which choice is likely meant. It
is listed first, as proposed by the model; the outcome stays open until a person says it with plumb metrics alias.`,
		Example: `  plumb metrics link "weekly actives" churn
  plumb metrics link actives --team support
  plumb metrics link activation --context "activation within the first 30 days"
  plumb metrics link --metrics models/ --json < terms.txt`,
		RunE: func(cmd *cobra.Command, args []string) (err error) {
			if err := oneOf("--engine", engine, string(app.EngineBuiltin), string(app.EngineModel)); err != nil {
				return err
			}
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
			var chooser *app.LinkModel
			if engine == string(app.EngineModel) {
				if chooser, err = a.LinkModel(cmd.Context(), definitions); err != nil {
					return err
				}
				defer func() { err = errors.Join(err, s.endLinking(cmd.Context(), chooser)) }()
			}
			checked := map[string]bool{} // teams: to look one up takes as long as to link a term
			link := func(all []app.Lookup) error {
				for i := range all {
					all[i] = all[i].WithDefaults(common)
					if team := all[i].Team; !checked[team] {
						checked[team] = true
						if note := definitions.TeamNote(team); note != "" {
							s.tell("plumb: %s", note)
						}
					}
				}
				next := 0
				return definitions.LinkAll(cmd.Context(), all, func(found app.Found) error {
					if chooser != nil {
						ordered, err := chooser.Order(cmd.Context(), all[next], found)
						if err != nil {
							return err
						}
						found = ordered
					}
					next++
					return errors.Join(s.showFound(found, asJSON), cmd.Context().Err(), s.out.err)
				})
			}
			if len(args) == 0 {
				if isTerminal(s.env.Stdin) {
					s.tell("Type a term a line; end with Ctrl-D.")
				}
				return eachTerm(s.in, link)
			}
			terms := make([]app.Lookup, len(args))
			for i, term := range args {
				if strings.TrimSpace(term) == "" {
					return usage("a term is empty").Do(`Give the words that people say, such as plumb metrics link "active users".`)
				}
				terms[i].Term = term
			}
			return link(terms)
		},
	}
	cmd.Flags().StringVar(&common.Team, "team", "", "the `TEAM` that said the terms")
	offers(s.teams).flag(cmd, "team")
	cmd.Flags().StringVar(&common.Context, "context", "", "the `SENTENCE` in which the terms were said")
	cmd.Flags().StringArrayVar(&paths, "metrics", nil, "add the definitions of this `PATH`; may be repeated")
	cmd.Flags().StringVar(&engine, "engine", string(app.EngineBuiltin), "what orders the choices of an open term, `ENGINE`: builtin or model")
	completeFlag(cmd, "engine", string(app.EngineBuiltin), string(app.EngineModel))
	jsonFlag(cmd, &asJSON)
	return cmd
}

// endLinking says where the model failed, and takes its calls up in the log.
func (s *session) endLinking(ctx context.Context, chooser *app.LinkModel) error {
	if why := chooser.Behind(); why != "" {
		s.tell("plumb: the choices are in the builtin order, because %s", printable(why))
	}
	return chooser.End(ctx)
}

func (s *session) showFound(found app.Found, asJSON bool) error {
	if asJSON {
		return s.printJSON(found)
	}
	return render.Match(s.out, found.Term, found.Match, s.view())
}

// mostAhead is how many terms are read before they are looked up together.
const mostAhead = 256

// eachTerm reads terms, one a line: plain words, or a JSON object with the key term. Those that are there are looked up
// together, and before more input is waited for.
func eachTerm(in io.Reader, do func([]app.Lookup) error) error {
	what := lineOf{op: "cli.link", one: "term", many: "terms", keys: `{"term": "...", "team": "..."}`}
	q := &queue{in: in, do: do}
	err := eachLine(q, what, func(line []byte) (func() error, error) {
		l := app.Lookup{Term: string(line)}
		if line[0] == '{' {
			var err error
			if l, err = lookupOf(line); err != nil {
				return nil, err
			}
		}
		return func() error { return q.add(l) }, nil
	})
	if failed := q.flush(); failed != nil {
		return failed
	}
	return err
}

// queue holds terms that were read and not looked up yet. It is what they are read from: whoever needs more input than is
// there has the terms looked up first, so that a program that waits for an answer before it goes on gets one.
type queue struct {
	in     io.Reader
	do     func([]app.Lookup) error
	terms  []app.Lookup
	failed error
}

// Read gives more input.
func (q *queue) Read(p []byte) (int, error) {
	if err := q.flush(); err != nil {
		return 0, err
	}
	return q.in.Read(p)
}

func (q *queue) add(l app.Lookup) error {
	q.terms = append(q.terms, l)
	if len(q.terms) < mostAhead {
		return nil
	}
	return q.flush()
}

func (q *queue) flush() error {
	if len(q.terms) > 0 && q.failed == nil {
		q.failed = q.do(q.terms)
		q.terms = nil
	}
	return q.failed
}

func lookupOf(line []byte) (app.Lookup, error) {
	var object struct {
		Term    *string `json:"term"`
		Context string  `json:"context"`
		Team    string  `json:"team"`
	}
	if err := readObject(line, &object); err != nil {
		return app.Lookup{}, err
	}
	if object.Term == nil {
		return app.Lookup{}, errors.New(`there is no key "term"`)
	}
	return app.Lookup{Term: *object.Term, Context: object.Context, Team: object.Team, Garbled: !utf8.Valid(line)}, nil
}
