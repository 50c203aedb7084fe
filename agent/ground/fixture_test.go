package ground_test

import (
	"strings"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/semantic"
)

// meeting is the record that the tests' sheets rest on; notes is a second one, chat a third, which is not speech.
func meeting() *agent.Transcript {
	return &agent.Transcript{
		File: "kickoff.vtt", SHA256: strings.Repeat("a", 64), Format: agent.FormatWebVTT, Timing: agent.TimingCue,
		Speakers: []string{"Ines Okafor", "Ben Lindqvist", "Tomasz Rey"},
		Utterances: []agent.Utterance{
			{ID: "u0001", Speaker: "Ines Okafor", StartMS: 1000, Text: "We want more new shops to reach their first sale."},
			{ID: "u0002", Speaker: "Ben Lindqvist", StartMS: 5000, Text: "We are done when forty percent of new shops sell in week one."},
			{ID: "u0003", Speaker: "Ines Okafor", StartMS: 9000, Text: "A guided setup will raise activation, because people stall at the tax form."},
			{ID: "u0004", Speaker: "Ben Lindqvist", StartMS: 14000, Text: "We watch setup completion first, it moves before activation."},
			{ID: "u0005", Speaker: "Tomasz Rey", StartMS: 20000, Text: "We continue if activation reaches at least 40% by March 13th."},
			{ID: "u0006", Speaker: "Tomasz Rey", StartMS: 26000, Text: "Checkout errors must stay under 2%, otherwise we pause."},
			{ID: "u0007", Speaker: "Ines Okafor", StartMS: 31000, Text: "Who owns the Harbour setup?"},
			{ID: "u0008", Speaker: "Ben Lindqvist", StartMS: 33000, Text: "I'll take that, and we don't touch the pricing page."},
			{ID: "u0009", Speaker: "Ines Okafor", StartMS: 36000, Text: "We will review it every Tuesday and"},
			{ID: "u0010", Speaker: "Tomasz Rey", StartMS: 37000, Text: "Mm-hmm."},
			{ID: "u0011", Speaker: "Ines Okafor", StartMS: 38000, Text: "we will keep it to fifteen minutes."},
			{ID: "u0012", Speaker: "Tomasz Rey", StartMS: 42000, Text: "The cafe\u0301 partners need the API by May, it costs 4.5 days."},
			{ID: "u0013", Speaker: "Ben Lindqvist", StartMS: 47000, Text: "I am not convinced that twenty five shops are enough."},
		},
	}
}

func notes() *agent.Transcript {
	return &agent.Transcript{
		File: "notes.txt", SHA256: strings.Repeat("b", 64), Format: agent.FormatText, Timing: agent.TimingNone,
		Speakers:   []string{"Maya Chen"},
		Utterances: []agent.Utterance{{ID: "u0001", Speaker: "Maya Chen", Text: "Speed even over polish, said Maya."}},
	}
}

func chat() *agent.Transcript {
	return &agent.Transcript{
		File: "chat.txt", SHA256: strings.Repeat("c", 64), Format: agent.FormatZoomChat, Timing: agent.TimingCue,
		Utterances: []agent.Utterance{{ID: "u0001", Speaker: "Maya Chen", StartMS: 10, Text: "Aim for fifty percent."}},
	}
}

func records() []*agent.Transcript { return []*agent.Transcript{meeting(), notes(), chat()} }

// quote makes evidence that is right about everything but, perhaps, the quote.
func quote(source int, id, words string) agent.Evidence {
	t := records()[source]
	u, _ := t.Find(id)
	return agent.Evidence{Source: source, Utterance: id, Speaker: u.Speaker, StartMS: u.StartMS, Quote: words}
}

func filled(text string, evidence ...agent.Evidence) agent.Field {
	return agent.Field{Text: text, Status: agent.Stated, Maturity: agent.Agreed, Evidence: evidence}
}

// spoken is a field whose text is its one quote.
func spoken(source int, id, words string) agent.Field { return filled(words, quote(source, id, words)) }

// sheet is a valid sheet by the builtin engine over records.
func sheet() agent.Sheet {
	s := agent.Sheet{
		Title:       "guided setup",
		MeetingDate: "2026-02-27",
		Engine:      agent.Engine{Name: "builtin"},
		Topics: []agent.Topic{
			{Name: "guided setup", Utterances: 9, Chosen: true, Evidence: []agent.Evidence{quote(0, "u0003", "A guided setup will raise activation")}},
			{Name: "pricing page", Utterances: 1, Evidence: []agent.Evidence{quote(0, "u0008", "the pricing page")}},
		},
		Jargon:    []agent.Jargon{{Heard: "activation", Utterance: "u0003", Match: semantic.NotLookedUp()}},
		Questions: []agent.Question{{Field: "gate.learn", Text: "What will you have learned by then?"}},
		Findings: []agent.Finding{{
			Code: "gate_learns_nothing", Severity: agent.Warn, Message: "Nobody said what will be learned.",
			Evidence: []agent.Evidence{quote(0, "u0005", "at least 40%")},
		}},
	}
	for _, t := range records() {
		n := len(t.Utterances)
		s.Sources = append(s.Sources, agent.Source{File: t.File, SHA256: t.SHA256, UtterancesTotal: n, UtterancesRead: n})
	}
	f := &s.Fields
	f.Aim = spoken(0, "u0001", "more new shops to reach their first sale")
	f.DoneWhen = spoken(0, "u0002", "forty percent of new shops sell in week one")
	f.Mechanism = agent.Mechanism{
		Lever:   spoken(0, "u0003", "A guided setup"),
		Outcome: agent.Outcome{Field: spoken(0, "u0003", "raise activation")},
		Because: spoken(0, "u0003", "because people stall at the tax form"),
	}
	f.Signals = []agent.Signal{{
		Field: spoken(0, "u0004", "setup completion"), Role: agent.RoleProxy, Direction: agent.Up, FirstMover: true,
		Match: semantic.NotLookedUp(),
	}}
	f.MetricTree = agent.MetricTree{
		Nodes: []agent.TreeNode{
			{ID: "aim", Kind: agent.NodeAim, Text: "more new shops to reach their first sale"},
			{ID: "s1", Kind: agent.NodeProxy, Text: "setup completion"},
		},
		Edges: []agent.TreeEdge{{From: "s1", To: "aim", Because: spoken(0, "u0004", "it moves before activation")}},
	}
	f.Gate.Condition.Field = spoken(0, "u0005", "We continue if activation reaches at least 40% by March 13th")
	f.Gate.Condition.Predicate = &agent.Predicate{Metric: "activation", Op: agent.AtLeast, Threshold: 40, Unit: "%", By: "2026-03-13"}
	f.Gate.Learn = agent.Blank("What will you have learned by then?")
	f.Gate.Otherwise = spoken(0, "u0006", "otherwise we pause")
	f.Guardrail.Field = spoken(0, "u0006", "Checkout errors must stay under 2%")
	f.Guardrail.Match = semantic.NotLookedUp()
	f.Guardrail.Objective = &agent.Objective{Op: agent.LessThan, Threshold: 2, Unit: "%"}
	f.Owner = filled("Ben Lindqvist", quote(0, "u0007", "Who owns the Harbour setup?"), quote(0, "u0008", "I'll take that"))
	f.Cadence = filled("We will review it every Tuesday and we will keep it to fifteen minutes",
		quote(0, "u0009", "We will review it every Tuesday and"), quote(0, "u0011", "we will keep it to fifteen minutes"))
	f.RuledOut = []agent.Field{spoken(0, "u0008", "we don't touch the pricing page")}
	f.TradeOffs = []agent.Field{spoken(1, "u0001", "Speed even over polish")}
	f.Dependencies = []agent.Field{spoken(0, "u0012", "The cafe\u0301 partners need the API by May, it costs 4.5 days")}
	f.Objections = []agent.Field{spoken(0, "u0013", "I am not convinced that twenty five shops are enough")}
	return s
}

// byModel is the same sheet as a model would have drafted it, in words of its own.
func byModel() agent.Sheet {
	s := sheet()
	s.Engine = agent.Engine{Name: "model", Model: "example-1", Prompt: "sheet/1"}
	s.Fields.Owner.Text = "Ben takes it"
	s.Fields.Dependencies[0].Text = "Before May the API for the cafe\u0301 partners is needed, at 4.5 days of work"
	return s
}
