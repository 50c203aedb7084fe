package agent_test

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
)

func TestSoundSheetBreaksNoRule(t *testing.T) {
	t.Parallel()
	require.Empty(t, agent.Rules(sound()))
}

// Every case takes one thing from a sound sheet, so what it lists is what that rule alone has to say.
func TestRules(t *testing.T) {
	t.Parallel()
	blank := agent.Blank("What about it?")
	cases := map[string]struct {
		spoil    func(*agent.Fields)
		want     []agent.Code
		severity agent.Severity // of the first
		about    string         // utterance that the first points at; "" for none
	}{
		"no lever": {
			func(f *agent.Fields) { f.Mechanism.Lever = blank; f.Signals[0].FirstMover = true },
			[]agent.Code{agent.CodeUnsteerable, agent.CodeMetricsWithoutMechanism}, agent.Block, "",
		},
		"no lever and nothing to watch": {
			func(f *agent.Fields) { f.Mechanism.Lever = blank; f.Signals = nil },
			[]agent.Code{agent.CodeUnsteerable, agent.CodeSignalsTooFew}, agent.Block, "",
		},
		"mechanism that moves nothing": {
			func(f *agent.Fields) { f.Mechanism.Outcome.Field = blank },
			[]agent.Code{agent.CodeMechanismWithoutOutcome}, agent.Warn, "u0003",
		},
		"mechanism without a reason": {
			func(f *agent.Fields) { f.Mechanism.Because = blank },
			[]agent.Code{agent.CodeMechanismWithoutBecause}, agent.Warn, "u0003",
		},
		"no aim": {
			func(f *agent.Fields) { f.Aim = blank },
			[]agent.Code{agent.CodeNoAim}, agent.Warn, "",
		},
		"more and faster": {
			func(f *agent.Fields) { f.Aim = said("u0001", "we want to deliver more features faster") },
			[]agent.Code{agent.CodeMoreFaster}, agent.Warn, "u0001",
		},
		"nothing ruled out": {
			func(f *agent.Fields) { f.RuledOut = nil },
			[]agent.Code{agent.CodeNothingRuledOut}, agent.Warn, "",
		},
		"no signals": {
			func(f *agent.Fields) { f.Signals = nil },
			[]agent.Code{agent.CodeSignalsTooFew}, agent.Warn, "",
		},
		"one signal": {
			func(f *agent.Fields) { f.Signals = f.Signals[:1]; f.Signals[0].Role = agent.RoleOutcome },
			[]agent.Code{agent.CodeSignalsTooFew}, agent.Warn, "",
		},
		"four signals": {
			func(f *agent.Fields) { f.Signals = append(f.Signals, f.Signals...) },
			[]agent.Code{agent.CodeSignalsTooMany}, agent.Warn, "",
		},
		"nothing moves first": {
			func(f *agent.Fields) { f.Signals[0].Role, f.Signals[0].FirstMover = "", false },
			[]agent.Code{agent.CodeNoProxy}, agent.Warn, "",
		},
		"no outcome among the signals": {
			func(f *agent.Fields) { f.Signals[1].Role = "" },
			[]agent.Code{agent.CodeNoOutcomeSignal}, agent.Info, "",
		},
		"only snapshots": {
			func(f *agent.Fields) {
				f.Signals[0].Field, f.Signals[1].Field = said("u0006", "number of labels"), said("u0007", "total refunds")
			},
			[]agent.Code{agent.CodeSnapshotOnly}, agent.Warn, "",
		},
		"junk": {
			func(f *agent.Fields) { f.Signals[0].Field = said("u0006", "tickets closed a week") },
			[]agent.Code{agent.CodeJunkSignal}, agent.Warn, "u0006",
		},
		"no gate": {
			func(f *agent.Fields) {
				f.Gate = agent.Gate{Learn: blank, Otherwise: blank}
				f.Gate.Condition.Field = blank
			},
			[]agent.Code{agent.CodeGateMissing}, agent.Warn, "",
		},
		"gate without a threshold": {
			func(f *agent.Fields) { f.Gate.Condition.Predicate = nil },
			[]agent.Code{agent.CodeGateWithoutThreshold, agent.CodeGateWithoutDate}, agent.Warn, "u0008",
		},
		"gate without a date": {
			func(f *agent.Fields) { f.Gate.Condition.Predicate.By = "" },
			[]agent.Code{agent.CodeGateWithoutDate}, agent.Warn, "u0008",
		},
		"gate that says nothing of the other case": {
			func(f *agent.Fields) { f.Gate.Otherwise = blank },
			[]agent.Code{agent.CodeGateWithoutOtherwise}, agent.Info, "u0008",
		},
		"no guardrail": {
			func(f *agent.Fields) { f.Guardrail = agent.Guardrail{Field: blank} },
			[]agent.Code{agent.CodeGuardrailMissing}, agent.Warn, "",
		},
		"guardrail without a limit": {
			func(f *agent.Fields) { f.Guardrail.Objective = nil },
			[]agent.Code{agent.CodeGuardrailNoObjective}, agent.Warn, "u0011",
		},
		"no owner": {
			func(f *agent.Fields) { f.Owner = blank },
			[]agent.Code{agent.CodeNoOwner}, agent.Warn, "",
		},
		"two owners": {
			func(f *agent.Fields) { f.Owner = said("u0012", "Orla Benes and Ravi Stone") },
			[]agent.Code{agent.CodeTwoOwners}, agent.Block, "u0012",
		},
		"taken back": {
			func(f *agent.Fields) { f.Cadence.Maturity = agent.Reversed },
			[]agent.Code{agent.CodeTakenBack}, agent.Block, "u0013",
		},
		"an item of a list taken back": {
			func(f *agent.Fields) { f.RuledOut[0].Maturity = agent.Reversed },
			[]agent.Code{agent.CodeTakenBack}, agent.Block, "u0014",
		},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := sound()
			c.spoil(&s.Fields)
			found := agent.Rules(s)
			require.Equal(t, c.want, codes(found))
			require.Equal(t, c.severity, found[0].Severity)
			if c.about == "" {
				require.Empty(t, found[0].Evidence)
			} else {
				require.Len(t, found[0].Evidence, 1)
				require.Equal(t, c.about, found[0].Evidence[0].Utterance)
			}
			for _, f := range found {
				require.NotEmpty(t, f.Message)
				require.NotNil(t, f.Evidence)
			}
		})
	}
}

func TestOwnersAreCounted(t *testing.T) {
	t.Parallel()
	for owner, two := range map[string]bool{
		"Orla Benes":             false,
		"Sandra":                 false,
		"Alexander Holland":      false,
		"Benes, Orla":            false,
		"Orla & Ravi":            true,
		"Orla/Ravi":              true,
		"ORLA AND RAVI":          true,
		"Orla Benes; Ravi Stone": true,
	} {
		s := sound()
		s.Fields.Owner = said("u0012", owner)
		want := []agent.Code{}
		if two {
			want = append(want, agent.CodeTwoOwners)
		}
		require.Equal(t, want, codes(agent.Rules(s)), owner)
	}
}

func TestWorstComesFirst(t *testing.T) {
	t.Parallel()
	s := sound()
	s.Fields.Gate.Otherwise = agent.Blank("And if not?")
	s.Fields.RuledOut = nil
	s.Fields.Owner.Maturity = agent.Reversed
	s.Findings = []agent.Finding{{Code: agent.CodeChatKeptApart, Severity: agent.Info, Message: "A chat was kept apart."}}
	found := agent.Rules(s)
	require.Equal(t, []agent.Code{
		agent.CodeTakenBack, agent.CodeNothingRuledOut, agent.CodeChatKeptApart, agent.CodeGateWithoutOtherwise,
	}, codes(found))
	require.Equal(t, []agent.Severity{agent.Block, agent.Warn, agent.Info, agent.Info},
		[]agent.Severity{found[0].Severity, found[1].Severity, found[2].Severity, found[3].Severity})
}

// What was seen in the meeting stays with the sheet when a person edits it; what the fields show is judged anew.
func TestRulesKeepWhatTheMeetingShowed(t *testing.T) {
	t.Parallel()
	s := sound()
	evidence := []agent.Evidence{{Utterance: "u0030", Speaker: "Ravi Stone", Quote: "it's coming"}}
	kept := []agent.Finding{
		{Code: agent.CodePromiseWithoutOwner, Severity: agent.Warn, Message: "Promised.", Evidence: evidence},
		{Code: agent.CodeUnanimity, Severity: agent.Warn, Message: "All agreed."},
		{Code: agent.CodeFewWords, Severity: agent.Warn, Message: "Little was said."},
		{Code: agent.CodeWithheld, Severity: agent.Warn, Message: "Something was left out."},
		{Code: agent.CodeChatKeptApart, Severity: agent.Info, Message: "A chat was kept apart."},
	}
	s.Findings = append([]agent.Finding{
		{Code: agent.CodeNoOwner, Severity: agent.Warn, Message: "No owner, before the edit."},
		{Code: agent.CodeUnsteerable, Severity: agent.Block, Message: "No mechanism, before the edit."},
	}, kept...)
	found := agent.Rules(s)
	require.Equal(t, kept, found)

	s.Findings = found
	require.Equal(t, found, agent.Rules(s), "a second look at the same sheet says the same")
}

func TestNoInitiativeStandsAlone(t *testing.T) {
	t.Parallel()
	heard := agent.Finding{Code: agent.CodeNoInitiative, Severity: agent.Block, Message: "No initiative was heard."}
	s := agent.Sheet{Findings: []agent.Finding{heard}}
	require.Equal(t, []agent.Finding{heard}, agent.Rules(s))

	s.Fields.Aim = said("u0001", "buyers get their refund within three days")
	found := codes(agent.Rules(s))
	require.Contains(t, found, agent.CodeNoInitiative, "what was heard in the meeting stays true")
	require.Contains(t, found, agent.CodeUnsteerable, "a sheet that somebody fills in is judged like any other")
}

// Two people who took it on stay a finding until a person names one of them.
func TestTwoWhoTookItOn(t *testing.T) {
	t.Parallel()
	s := sound()
	evidence := []agent.Evidence{{Utterance: "u0012", Quote: "I'll take it"}, {Utterance: "u0020", Quote: "I'll own that"}}
	two := agent.FindTwoOwners("Orla Benes", "Ravi Stone", evidence)
	require.Equal(t, agent.CodeTwoOwners, two.Code)
	require.Equal(t, agent.Block, two.Severity)
	require.Equal(t, evidence, two.Evidence)
	require.Contains(t, two.Message, "Orla Benes")
	require.Contains(t, two.Message, "Ravi Stone")

	s.Findings = []agent.Finding{two}
	require.Equal(t, []agent.Finding{two}, agent.Rules(s))

	s.Fields.Owner.Author = "Orla Benes"
	require.Empty(t, agent.Rules(s), "a person named the one")

	s.Fields.Owner = said("u0012", "Orla and Ravi")
	require.Equal(t, []agent.Code{agent.CodeTwoOwners}, codes(agent.Rules(s)), "it is said once, not twice")
}

func TestRulesLeaveTheSheetAlone(t *testing.T) {
	t.Parallel()
	s := sound()
	s.Fields.RuledOut = nil
	before, err := agent.Canonical(s)
	require.NoError(t, err)
	agent.Rules(s)[0].Evidence = append(agent.Rules(s)[0].Evidence, agent.Evidence{Quote: "changed"})
	after, err := agent.Canonical(s)
	require.NoError(t, err)
	require.Equal(t, string(before), string(after))
}
