package cli

import (
	"cmp"
	"context"
	"strings"

	"github.com/spf13/cobra"

	"github.com/plumbline-dev/plumb/agent/ask"
	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/internal/app"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/render"
)

const opAsk = "cli.ask"

// asking is what the flags of "plumb ask" come down to.
type asking struct {
	session *session
	with    *app.Conversation
	common  ask.Question // what every question has
	facts   bool
	asJSON  bool
}

func (s *session) askCommand() *cobra.Command {
	var sheet, team, day, engine string
	var facts, asJSON bool
	cmd := &cobra.Command{
		Use:     "ask [QUESTION]",
		Short:   "Answer a question from what is kept: is the mechanism working?",
		GroupID: groupNumbers,
		Long: `Answers a question in a few sentences from sheets, definitions, readings, reviews, decisions and transcripts: the
answer, the facts that it rests on with their dates, how sure it is, and what would settle it where it cannot be told.
The numbers are those of the weekly note of the same day. It claims no cause that the readings cannot show, forecasts
nothing, and changes nothing.

Ask whether the mechanism is working, what moved or did not and since when, how gate and guardrail stand and what it
would take, what a metric means and how teams differ, what was decided, ruled out or said about something and by
whom, what changed since last week, how two weeks compare, which questions are open, what to prepare for the review.

Without a question it is a conversation: what was asked before counts for "and the guardrail?". From a file or a
pipe it takes a question a line. A question that may mean several things is answered with the choices; with
--no-input the exit code is 4 then.`,
		Example: `  plumb ask "is the mechanism working?"
  plumb ask what did we rule out, and why --sheet s-1e7k3m9
  plumb ask "what moved since last week?" --as-of 2026-04-09 --facts
  plumb ask`,
		RunE: func(cmd *cobra.Command, args []string) error {
			if err := checkEngine(engine); err != nil {
				return err
			}
			asOf, err := s.onDay(day)
			if err != nil {
				return err
			}
			a, err := s.app()
			if err != nil {
				return err
			}
			if err := s.checkTeam(cmd.Context(), a, team); err != nil {
				return err
			}
			q := asking{session: s, with: a.Conversation(cmp.Or(app.Engine(engine), a.UsualEngine())), common: ask.Question{Sheet: sheet, Team: team, AsOf: asOf}, facts: facts, asJSON: asJSON}
			return q.run(cmd.Context(), args)
		},
	}
	cmd.Flags().StringVar(&sheet, "sheet", "", "the sheet that it is about, an `ID` (default: the one that the question means)")
	cmd.Flags().StringVar(&team, "team", "", "whose words for metrics count first, a `TEAM`")
	cmd.Flags().BoolVar(&facts, "facts", false, "show every fact with its formula and readings")
	asOfFlag(cmd, &day)
	engineFlag(cmd, &engine, "what reads the question and words the answer")
	jsonFlag(cmd, &asJSON)
	offers(s.sheetIDs).flag(cmd, "sheet")
	return cmd
}

// checkTeam refuses a team that defines nothing, and says which one may have been meant.
func (s *session) checkTeam(ctx context.Context, a *app.App, team string) error {
	if team == "" {
		return nil
	}
	note, err := a.TeamNote(ctx, team)
	if err != nil || note == "" {
		return err
	}
	return usage("--team: " + note).Do("See which teams there are with plumb metrics list.")
}

func (q *asking) run(ctx context.Context, args []string) error {
	if len(args) > 0 {
		_, err := q.one(ctx, q.question(strings.Join(args, " ")))
		return err
	}
	if talk, ok := q.session.talk(); ok && !q.asJSON {
		return q.converse(ctx, talk)
	}
	return q.each(ctx)
}

func (q *asking) question(text string) ask.Question {
	question := q.common
	question.Text = text
	return question
}

// one answers one question. Words that may mean several things need a person, who is not there with --no-input.
func (q *asking) one(ctx context.Context, question ask.Question) (ask.Answer, error) {
	stream := q.stream()
	a, err := q.with.Ask(ctx, question, stream.say)
	if err != nil {
		return a, err
	}
	if err := q.show(a, stream.said); err != nil {
		return a, err
	}
	if q.session.noInput && a.Answer.Outcome != ask.Answered && a.Answer.Reason == ask.Ambiguous {
		return a, fault.New(fault.NeedsPerson, opAsk, "the question may mean several things", "Ask again with one of the choices.")
	}
	return a, nil
}

// show writes an answer, of which so many sentences were written already.
func (q *asking) show(a ask.Answer, said int) error {
	if q.asJSON {
		return q.session.printJSON(a)
	}
	q.session.tellEngine(a.Engine)
	return render.AnswerTerminal(q.session.out, a, said, q.view())
}

func (q *asking) view() render.TerminalOptions {
	view := q.session.view()
	if q.facts {
		view.Evidence = render.EvidenceFull
	}
	return view
}

// answerStream writes the sentences of an answer as a model finishes them, where a person waits for them.
type answerStream struct {
	say  func(fact.Sentence) // nil where nobody waits
	said int
}

func (q *asking) stream() *answerStream {
	a := &answerStream{}
	if _, isTerminal := terminalWidth(q.session.env.Stdout); !isTerminal || q.asJSON {
		return a
	}
	view := q.view()
	a.say = func(s fact.Sentence) {
		q.session.clearProgress()
		_ = render.AnswerSentence(q.session.out, s, a.said, view) // what fails to be written, the output remembers
		a.said++
	}
	return a
}

// each answers the questions of standard input, a line each. They are not a conversation: each stands for itself.
func (q *asking) each(ctx context.Context) error {
	asked := 0
	var unsettled error // of the first question that needs a person; the others are answered all the same
	err := eachLine(q.session.in, lineOf{opAsk, "question", "questions", `{"question": "is the mechanism working?"}`}, func(line []byte) (func() error, error) {
		var object struct {
			Question string `json:"question"`
			Sheet    string `json:"sheet"`
		}
		if line[0] != '{' {
			object.Question = string(line)
		} else if err := readObject(line, &object); err != nil {
			return nil, err
		}
		question := q.question(object.Question)
		if object.Sheet != "" {
			question.Sheet = object.Sheet
		}
		return func() error {
			if asked++; asked > 1 && !q.asJSON {
				q.session.tell("")
			}
			_, err := q.one(ctx, question)
			if fault.Is(err, fault.NeedsPerson) {
				unsettled, err = cmp.Or(unsettled, err), nil
			}
			return err
		}, nil
	})
	if err == nil {
		err = unsettled
	}
	if err == nil && asked == 0 {
		return usage("there is no question").Do(`Give it, such as plumb ask "is the mechanism working?", or run plumb ask in a terminal.`)
	}
	return err
}

// converse answers what somebody asks at a terminal, one question after the other.
func (q *asking) converse(ctx context.Context, t *talk) error {
	t.tell("Ask about your bets, such as: is the mechanism working? An empty line ends it.")
	var last ask.Answer
	for {
		text, ok, err := t.line()
		if err != nil || !ok {
			return err
		}
		question := q.question(chosen(text, last.Answer.Choices))
		question.About = last.Topic
		if last, err = q.one(ctx, question); err != nil && ctx.Err() != nil {
			return err
		}
		if err != nil { // the next question may do better
			t.tell("plumb: " + err.Error() + "\n  " + fault.Next(err))
		}
		t.tell("")
	}
}

// chosen gives the question behind the number of a choice, and any other text as it is.
func chosen(text string, choices []ask.Choice) string {
	for i, c := range choices {
		if text == string(rune('1'+i)) {
			return c.Ask
		}
	}
	return text
}
