package draft

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/ground"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// exactly is a field whose text is its one quote.
func exactly(u agent.Utterance, text string) agent.Field {
	return agent.Field{Text: text, Status: agent.Stated, Maturity: agent.Proposed, Evidence: []agent.Evidence{
		{Utterance: u.ID, Speaker: u.Speaker, StartMS: u.StartMS, Quote: text},
	}}
}

// sealable is a sheet of one record that holds against it.
func sealable() (agent.Sheet, []*agent.Transcript) {
	record := spoken("Orla: We want refunds out in three days.", "Ravi: We continue if 40% carry it.", "Dana: I worry about paper, and about ink, and about glue.")
	s := agent.Sheet{Engine: agent.Engine{Name: builtinName}, Title: "refunds", Sources: sourcesOf([]*agent.Transcript{record})}
	u := record.Utterances
	for _, ref := range s.Fields.Single() {
		*ref.Field = agent.Blank("What about it?")
	}
	s.Fields.Aim = exactly(u[0], "We want refunds out in three days.")
	s.Fields.Gate.Condition.Field = exactly(u[1], "We continue if 40% carry it.")
	s.Fields.Signals = []agent.Signal{{Field: exactly(u[2], "paper")}, {Field: exactly(u[2], "ink")}}
	s.Fields.Objections = []agent.Field{exactly(u[2], "about paper"), exactly(u[2], "about ink"), exactly(u[2], "about glue")}
	s.Topics = []agent.Topic{{Name: "refunds", Utterances: 1, Chosen: true, Evidence: exactly(u[0], "refunds").Evidence}}
	ask(&s)
	return s, []*agent.Transcript{record}
}

// What does not hold costs its own place, with a question and a finding, and nothing else.
func TestWithholding(t *testing.T) {
	t.Parallel()
	sound, sources := sealable()
	whole, err := seal(sound, sources)
	require.NoError(t, err)
	require.Empty(t, whole.Sheet().Findings)
	for name, c := range map[string]struct {
		spoil func(*agent.Sheet)
		gone  func(*agent.Sheet) // takes from the sound sheet what is to be gone
	}{
		"a single field": {
			func(s *agent.Sheet) { s.Fields.Aim.Evidence[0].Quote = "We want refunds out in two days." },
			func(s *agent.Sheet) { s.Fields.Aim = agent.Blank("") },
		},
		"a number that was not said": {
			func(s *agent.Sheet) { s.Fields.Gate.Condition.Text = "We continue if 50% carry it." },
			func(s *agent.Sheet) { s.Fields.Gate.Condition = agent.GateCondition{Field: agent.Blank("")} },
		},
		"a predicate that was not said": {
			func(s *agent.Sheet) {
				s.Fields.Gate.Condition.Predicate = &agent.Predicate{Metric: "carry it", Op: agent.AtLeast, Threshold: 50, Unit: "%"}
			},
			func(s *agent.Sheet) { s.Fields.Gate.Condition = agent.GateCondition{Field: agent.Blank("")} },
		},
		"the middle of a list": {
			func(s *agent.Sheet) { s.Fields.Objections[1].Evidence[0].Quote = "about inks" },
			func(s *agent.Sheet) {
				s.Fields.Objections = []agent.Field{s.Fields.Objections[0], s.Fields.Objections[2]}
			},
		},
		"the ends of a list": {
			func(s *agent.Sheet) {
				s.Fields.Objections[0].Evidence[0].Speaker = "Orla"
				s.Fields.Objections[2].Evidence[0].StartMS = 99
			},
			func(s *agent.Sheet) { s.Fields.Objections = s.Fields.Objections[1:2] },
		},
		"a signal": {
			func(s *agent.Sheet) { s.Fields.Signals[0].Evidence[0].Utterance = "z" },
			func(s *agent.Sheet) { s.Fields.Signals = s.Fields.Signals[1:] },
		},
		"the title": {
			func(s *agent.Sheet) { s.Title = "submarines" },
			func(s *agent.Sheet) { s.Title = "" },
		},
		"the topics": {
			func(s *agent.Sheet) { s.Topics[0].Evidence[0].Quote = "refund" },
			func(s *agent.Sheet) { s.Topics = nil },
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s, sources := sealable()
			c.spoil(&s)
			_, err := ground.New(s, sources)
			require.Error(t, err, "it has to fail its gates first")
			d, err := seal(s, sources)
			require.NoError(t, err)
			want, _ := sealable()
			c.gone(&want)
			ask(&want)
			got := d.Sheet()
			require.Contains(t, codesOf(got), agent.CodeWithheld)
			got.Findings = nil
			require.Equal(t, content(t, want), content(t, got))
		})
	}
}

// What is wrong with the whole draft is not withheld.
func TestNothingToWithhold(t *testing.T) {
	t.Parallel()
	s, sources := sealable()
	s.Sources[0].UtterancesRead--
	d, err := seal(s, sources)
	require.Equal(t, fault.Invalid, fault.KindOf(err))
	require.Equal(t, agent.Draft{}, d)
}

func codesOf(s agent.Sheet) []agent.Code {
	var list []agent.Code
	for _, f := range s.Findings {
		list = append(list, f.Code)
	}
	return list
}

func content(t *testing.T, s agent.Sheet) string {
	t.Helper()
	raw, err := agent.Canonical(s)
	require.NoError(t, err)
	return string(raw)
}
