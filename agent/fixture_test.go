package agent_test

import (
	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/semantic"
)

// said is a filled field whose text is its one quote.
func said(utterance, text string) agent.Field {
	return agent.Field{
		Text: text, Status: agent.Stated, Maturity: agent.Agreed,
		Evidence: []agent.Evidence{{Utterance: utterance, Speaker: "Orla Benes", StartMS: 1500, Quote: text}},
	}
}

// sound is a sheet that breaks no rule.
func sound() agent.Sheet {
	s := agent.Sheet{
		Title:       "return labels",
		MeetingDate: "2026-03-03",
		Engine:      agent.Engine{Name: "builtin"},
		Sources:     []agent.Source{{File: "returns.vtt", SHA256: "ab12", UtterancesTotal: 40, UtterancesRead: 40}},
	}
	f := &s.Fields
	f.Aim = said("u0001", "buyers get their refund within three days")
	f.DoneWhen = said("u0002", "nine of ten refunds are paid within three days")
	f.Mechanism = agent.Mechanism{
		Lever:   said("u0003", "put the return label into the parcel"),
		Outcome: agent.Outcome{Field: said("u0004", "refunds go out sooner")},
		Because: said("u0005", "because buyers wait days for a label"),
	}
	f.Signals = []agent.Signal{
		{Field: said("u0006", "share of returns with a label in the box"), Role: agent.RoleProxy, Direction: agent.Up, FirstMover: true, Match: semantic.NotLookedUp()},
		{Field: said("u0007", "median days to refund"), Role: agent.RoleOutcome, Direction: agent.Down, Match: semantic.NotLookedUp()},
	}
	f.Gate = agent.Gate{
		Condition: agent.GateCondition{
			Field:     said("u0008", "we continue if 60% of returns carry the label by March 17"),
			Predicate: &agent.Predicate{Metric: "returns carry the label", Op: agent.AtLeast, Threshold: 60, Unit: "%", By: "2026-03-17"},
		},
		Learn:     said("u0009", "we learn whether buyers use it"),
		Otherwise: said("u0010", "otherwise we stop printing"),
	}
	f.Guardrail = agent.Guardrail{
		Field: said("u0011", "lost parcels stay under 1%"), Match: semantic.NotLookedUp(),
		Objective: &agent.Objective{Op: agent.LessThan, Threshold: 1, Unit: "%"},
	}
	f.Owner = said("u0012", "Orla Benes")
	f.Cadence = said("u0013", "every Tuesday for fifteen minutes")
	f.RuledOut = []agent.Field{said("u0014", "we do not build a drop-off network")}
	return s
}

// codes gives the codes of findings in their order.
func codes(findings []agent.Finding) []agent.Code {
	list := []agent.Code{}
	for _, f := range findings {
		list = append(list, f.Code)
	}
	return list
}
