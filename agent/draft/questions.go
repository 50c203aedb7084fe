package draft

import (
	"strings"
	"time"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/quantity"
)

// ask puts a question into every blank and lists all questions, the ones a team cannot steer without first.
func ask(s *agent.Sheet) {
	meeting, _ := time.Parse(time.DateOnly, s.MeetingDate) // zero when unknown: relative dates stay unresolved
	about := "this"
	if s.Title != "" {
		about = "“" + s.Title + "”"
	}
	f := &s.Fields
	lever, outcome := short(f.Mechanism.Lever.Text), short(f.Mechanism.Outcome.Text)
	s.Questions = nil
	blank := func(path string, field *agent.Field, question string) {
		if field.Filled() {
			return
		}
		field.Question = question
		s.Questions = append(s.Questions, agent.Question{Field: path, Text: question})
	}
	list := func(path string, empty bool, question string) {
		if empty {
			s.Questions = append(s.Questions, agent.Question{Field: path, Text: question})
		}
	}
	blank("mechanism.lever", &f.Mechanism.Lever, aboutAim(short(f.Aim.Text)))
	blank("mechanism.outcome", &f.Mechanism.Outcome.Field, aboutOutcome(lever))
	blank("mechanism.because", &f.Mechanism.Because, aboutBecause(lever, outcome))
	blank("aim", &f.Aim, "What should be true for users of "+about+" when this has worked?")
	blank("owner", &f.Owner, "Who is the one person accountable for "+about+", and did they say yes?")
	if c := &f.Gate.Condition; c.Filled() {
		askAboutGate(s, meeting)
	}
	blank("gate.condition", &f.Gate.Condition.Field, "On what number, by which date, will you continue with "+about+"?")
	list("signals", len(f.Signals) == 0, "Which two or three numbers will you look at each week, and which should move first?")
	blank("guardrail", &f.Guardrail.Field, "What must not get worse for users meanwhile, and at which limit do you pause?")
	list("ruled_out", len(f.RuledOut) == 0, "What did you decide not to do, and who loses by it? If nothing was ruled out, nothing was decided.")
	blank("gate.otherwise", &f.Gate.Otherwise, "What happens if the gate is missed?")
	blank("gate.learn", &f.Gate.Learn, "What will you know after the gate that you do not know now?")
	blank("done_when", &f.DoneWhen, "How will you know that "+about+" is done?")
	blank("cadence", &f.Cadence, "On which day of the week will you review it for 15 minutes?")
	list("trade_offs", len(f.TradeOffs) == 0, "What do you put first, even over what else that is good?")
	list("decision_rights", len(f.DecisionRights) == 0, "Who decides what, up to which limit, and whose no-go pauses it?")
	list("dependencies", len(f.Dependencies) == 0, "Who needs what from whom, by when, and what happens if it is late?")
	list("objections", len(f.Objections) == 0, "Who sees it differently? Nobody was heard to disagree, and silence is not consent.")
	list("open_questions", len(f.OpenQuestions) == 0, "What is still open?")
}

func aboutAim(aim string) string {
	if aim == "" {
		return "What will you do differently, and what does it change for whom?"
	}
	return "What will you do to bring about " + aim + ", and what does it change for whom?"
}

func aboutOutcome(lever string) string {
	if lever == "" {
		return "Which number should move, and which way?"
	}
	return "Which number should " + lever + " move, and which way?"
}

func aboutBecause(lever, outcome string) string {
	switch {
	case lever == "":
		return "Why do you believe that what you will do is going to work?"
	case outcome == "":
		return "Why do you believe that " + lever + " will work?"
	}
	return "Why do you believe that " + lever + " leads to " + outcome + "?"
}

// askAboutGate asks for what a gate lacks before it can be decided by looking.
func askAboutGate(s *agent.Sheet, meeting time.Time) {
	c := &s.Fields.Gate.Condition
	_, gap := quantity.ParsePredicate(c.Text, meeting)
	ask := func(text string) {
		s.Questions = append(s.Questions, agent.Question{Field: "gate.condition", Text: text})
	}
	if gap.Threshold {
		ask("From which number on is " + short(c.Text) + " met?")
	} else if gap.Metric {
		ask("Which metric is meant by " + short(c.Text) + "?")
	}
	switch {
	case gap.DateWords != "":
		ask("Which date is “" + gap.DateWords + "”?")
	case gap.Date:
		ask("By which date is " + short(c.Text) + " decided?")
	}
}

const shortWordsInQuestion = 9

// short gives the first words of a text in quotation marks, for use in a question.
func short(text string) string {
	if text == "" {
		return ""
	}
	words := strings.Fields(text)
	if len(words) > shortWordsInQuestion {
		return "“" + strings.Trim(strings.Join(words[:shortWordsInQuestion], " "), " .,;:!?…") + " …”"
	}
	return "“" + strings.Trim(strings.Join(words, " "), " .,;:!?…") + "”"
}
