package ground_test

import (
	"errors"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/ground"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/semantic"
)

const editor = "Nadia Brandt"

func person(t *testing.T) agent.Actor {
	t.Helper()
	by, err := agent.Person(editor)
	require.NoError(t, err)
	return by
}

// revised applies an edit to the valid sheet and gives what was sealed.
func revised(t *testing.T, edit func(s *agent.Sheet)) agent.Sheet {
	t.Helper()
	s := sheet()
	edit(&s)
	d, err := ground.Revise(sheet(), s, person(t), records())
	require.NoError(t, err)
	require.NoError(t, ground.Check(d.Sheet(), records()))
	return d.Sheet()
}

func TestReviseSignsWhatChanged(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		edit   func(s *agent.Sheet)
		signed []string // paths of the fields that show the editor
	}{
		{"nothing", func(*agent.Sheet) {}, nil},
		{"words that nobody said", func(s *agent.Sheet) { s.Fields.Aim.Text = "Zelda's 99 shops thrive" }, []string{"aim"}},
		{"maturity", func(s *agent.Sheet) { s.Fields.Cadence.Maturity = agent.Tentative }, []string{"cadence"}},
		{"status", func(s *agent.Sheet) { s.Fields.Cadence.Status = agent.Partly }, []string{"cadence"}},
		{"a blank filled", func(s *agent.Sheet) { s.Fields.Gate.Learn.Text = "Where people stall" }, []string{"gate.learn"}},
		{"a threshold with its words", func(s *agent.Sheet) {
			s.Fields.Gate.Condition.Text = "activation reaches 45%"
			s.Fields.Gate.Condition.Predicate.Threshold = 45
		}, []string{"gate.condition"}},
		{"a date alone", func(s *agent.Sheet) { s.Fields.Gate.Condition.Predicate.By = "2026-03-20" }, []string{"gate.condition"}},
		{"a comparison alone", func(s *agent.Sheet) { s.Fields.Guardrail.Objective.Op = agent.AtMost }, []string{"guardrail"}},
		{"a limit taken away", func(s *agent.Sheet) { s.Fields.Guardrail.Objective = nil }, []string{"guardrail"}},
		{"words kept, evidence dropped by hand", func(s *agent.Sheet) {
			s.Fields.Aim.Text, s.Fields.Aim.Evidence = "Thriving shops", nil
		}, []string{"aim"}},
		{"an item added in front", func(s *agent.Sheet) {
			s.Fields.RuledOut = append([]agent.Field{{Text: "No discounts"}}, s.Fields.RuledOut...)
		}, []string{"ruled_out[0]"}},
		{"an item that keeps its text and changes its evidence", func(s *agent.Sheet) {
			s.Fields.RuledOut[0].Evidence = []agent.Evidence{quote(0, "u0008", "and we don't touch the pricing page")}
		}, []string{"ruled_out[0]"}},
		{"an item moved to another list", func(s *agent.Sheet) {
			s.Fields.OpenQuestions, s.Fields.Objections = s.Fields.Objections, nil
		}, []string{"open_questions[0]"}},
		{"an item dropped", func(s *agent.Sheet) { s.Fields.RuledOut[0].Text = " " }, nil},
		{"a signal changed", func(s *agent.Sheet) { s.Fields.Signals[0].Text = "forms finished" }, []string{"signals[0]"}},
		{"a because changed", func(s *agent.Sheet) { s.Fields.MetricTree.Edges[0].Because.Text = "it comes first" }, []string{"metric_tree.edges[0]"}},
		{"another's name on what the editor changed", func(s *agent.Sheet) {
			s.Fields.Aim.Text, s.Fields.Aim.Author = "Thriving shops", editor
		}, []string{"aim"}},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			s := revised(t, tc.edit)
			var signed []string
			for ref := range s.Fields.All() {
				if ref.Field.Author != "" {
					require.Equal(t, editor, ref.Field.Author)
					signed = append(signed, ref.Path)
				}
			}
			require.Equal(t, tc.signed, signed)
		})
	}
}

func TestReviseKeepsTheAuthorOfWhatStays(t *testing.T) {
	t.Parallel()
	prev := sheet()
	prev.Fields.Aim = agent.Field{Text: "Shops that last", Status: agent.Stated, Author: "Ines Okafor"}
	prev.Fields.MetricTree = agent.MetricTree{}
	prev.Fields.RuledOut = append(prev.Fields.RuledOut,
		agent.Field{Text: "No discounts", Status: agent.Stated, Author: "Ines Okafor"},
		agent.Field{Text: "No adverts", Status: agent.Stated, Author: "Tomasz Rey"})

	edited := prev
	edited.Fields.RuledOut = []agent.Field{prev.Fields.RuledOut[2], prev.Fields.RuledOut[0], prev.Fields.RuledOut[1]}
	edited.Fields.RuledOut[2].Text = "No discounts before June"
	d, err := ground.Revise(prev, edited, person(t), records())
	require.NoError(t, err)
	f := d.Sheet().Fields
	require.Equal(t, "Ines Okafor", f.Aim.Author)
	require.Equal(t, []string{"Tomasz Rey", "", editor}, []string{f.RuledOut[0].Author, f.RuledOut[1].Author, f.RuledOut[2].Author})
	require.Equal(t, "Ines Okafor", prev.Fields.RuledOut[1].Author, "the caller's sheet was changed")
}

func TestReviseMakesBlanks(t *testing.T) {
	t.Parallel()
	s := revised(t, func(s *agent.Sheet) {
		s.Fields.Gate.Condition.Text = ""
		s.Fields.Guardrail.Text = " "
		s.Fields.Owner.Text = ""
		s.Fields.Owner.Question = "Who is accountable?"
		s.Fields.Gate.Learn.Text = "Where people stall"
	})
	f := s.Fields
	require.Equal(t, agent.Blank(`What should stand under "Stage gate: condition"?`), f.Gate.Condition.Field)
	require.Nil(t, f.Gate.Condition.Predicate)
	require.Nil(t, f.Guardrail.Objective)
	require.Equal(t, agent.Blank("Who is accountable?"), f.Owner)
	require.Equal(t, agent.Stated, f.Gate.Learn.Status)
	require.Empty(t, f.Gate.Learn.Question)
	require.Equal(t, []agent.Question{
		{Field: "gate.condition", Text: `What should stand under "Stage gate: condition"?`},
		{Field: "guardrail", Text: `What should stand under "Guardrail"?`},
		{Field: "owner", Text: "Who is accountable?"},
	}, s.Questions)
}

func TestReviseLetsTheTreeFollow(t *testing.T) {
	t.Parallel()
	s := revised(t, func(s *agent.Sheet) {
		s.Fields.Aim.Text = "Shops that last"
		s.Fields.Signals[0].Text = "forms finished"
	})
	tree := s.Fields.MetricTree
	require.Equal(t, []string{"Shops that last", "forms finished"}, []string{tree.Nodes[0].Text, tree.Nodes[1].Text})
	require.Len(t, tree.Edges, 1)

	s = revised(t, func(s *agent.Sheet) { s.Fields.Signals = nil })
	require.Equal(t, []agent.TreeNode{{ID: "aim", Kind: agent.NodeAim, Text: s.Fields.Aim.Text}}, s.Fields.MetricTree.Nodes)
	require.Empty(t, s.Fields.MetricTree.Edges)
}

// meant is the match of words that mean one metric, for a reason.
func meant(reason string) semantic.Match {
	return semantic.Match{
		Outcome: semantic.Linked, Metric: "shop.errors", Score: 1, Reason: reason,
		Candidates: []semantic.Candidate{{Metric: "shop.errors", Name: "Errors"}}, Definition: &semantic.Definition{Unit: "%"},
	}
}

// TestReviseLetsTheEditorChoose keeps what the editor says that words mean, and what changed words were found to mean. A
// choice is no change of the words, so nobody becomes their author.
func TestReviseLetsTheEditorChoose(t *testing.T) {
	t.Parallel()
	chosen := meant("chosen by " + editor)
	first := revised(t, func(s *agent.Sheet) {
		for ref := range s.Matches() {
			*ref.Match = chosen
		}
	})
	for ref := range first.Matches() {
		require.Equal(t, chosen, *ref.Match, ref.Path)
	}
	for ref := range first.Fields.All() {
		require.Empty(t, ref.Field.Author, ref.Path)
	}

	other, err := agent.Person("Ines Okafor")
	require.NoError(t, err)
	again, err := ground.Revise(first, func() agent.Sheet { s := first; s.Fields.Aim.Text = "Shops that last"; return s }(), other, records())
	require.NoError(t, err, "the choice of another stays")
	require.Equal(t, chosen, again.Sheet().Fields.Guardrail.Match)

	reworded := revised(t, func(s *agent.Sheet) {
		s.Fields.Signals[0].Text, s.Fields.Signals[0].Match = "forms finished", meant("the same words")
	})
	require.Equal(t, meant("the same words"), reworded.Fields.Signals[0].Match)
}

func TestReviseRefuses(t *testing.T) {
	t.Parallel()
	tests := []mutation{
		{"another's name on a change", ground.CodeAuthor, func(s *agent.Sheet) {
			s.Fields.Aim.Text, s.Fields.Aim.Author = "Shops that last", "Ines Okafor"
		}},
		{"a name on what did not change", ground.CodeAuthor, func(s *agent.Sheet) { s.Fields.Aim.Author = editor }},
		{"a name on an item that did not change", ground.CodeAuthor, func(s *agent.Sheet) { s.Fields.RuledOut[0].Author = editor }},
		{"another's name on a new item", ground.CodeAuthor, func(s *agent.Sheet) {
			s.Fields.RuledOut = append(s.Fields.RuledOut, agent.Field{Text: "No discounts", Author: "Ines Okafor"})
		}},
		{"words kept, evidence dropped", ground.CodeEvidence, func(s *agent.Sheet) { s.Fields.Aim.Evidence = nil }},
		{"words kept, evidence exchanged", ground.CodeWords, func(s *agent.Sheet) {
			s.Fields.Aim.Evidence = []agent.Evidence{quote(0, "u0010", "Mm-hmm.")}
		}},
		{"evidence forged under hand-written words", ground.CodeQuote, func(s *agent.Sheet) {
			s.Fields.Aim.Text, s.Fields.Aim.Evidence[0].Quote = "Shops that last", "shops that last"
		}},
		{"a threshold without words", ground.CodeNumber, func(s *agent.Sheet) { s.Fields.Gate.Condition.Predicate.Threshold = 45 }},
		{"words with another number than the objective", ground.CodeNumber, func(s *agent.Sheet) {
			s.Fields.Guardrail.Text = "Checkout errors stay under 1.5%"
		}},
		{"words with another number than the threshold", ground.CodeNumber, func(s *agent.Sheet) {
			s.Fields.Gate.Condition.Text = "activation reaches half of the shops"
		}},
		{"an objective without words", ground.CodeNumber, func(s *agent.Sheet) { s.Fields.Guardrail.Objective.Threshold = 5 }},
		{"a finding with forged evidence", ground.CodeTime, func(s *agent.Sheet) { s.Findings[0].Evidence[0].StartMS++ }},
		{"the engine", ground.CodeLocked, func(s *agent.Sheet) { s.Engine.Name = "model" }},
		{"a source", ground.CodeLocked, func(s *agent.Sheet) { s.Sources[0].File = "other.vtt" }},
		{"a topic", ground.CodeLocked, func(s *agent.Sheet) { s.Topics[0].Utterances = 1 }},
		{"a term", ground.CodeLocked, func(s *agent.Sheet) { s.Jargon = nil }},
		{"what a term was heard as", ground.CodeLocked, func(s *agent.Sheet) { s.Jargon[0].Heard = "shops" }},
		{"the team", ground.CodeLocked, func(s *agent.Sheet) { s.Team = "growth" }},
		{"what the same words mean", ground.CodeLocked, func(s *agent.Sheet) { s.Fields.Signals[0].Match = meant("") }},
		{"what the words of a gate mean", ground.CodeLocked, func(s *agent.Sheet) { s.Fields.Gate.Condition.Match = meant("this was approved to mean it") }},
		{"what another chose", ground.CodeLocked, func(s *agent.Sheet) { s.Fields.Guardrail.Match = meant("chosen by Ines Okafor") }},
		{"what another chose for a term", ground.CodeLocked, func(s *agent.Sheet) { s.Jargon[0].Match = meant("chosen by Ines Okafor") }},
		{"a choice without a definition", ground.CodeLocked, func(s *agent.Sheet) {
			s.Fields.Guardrail.Match = meant("chosen by " + editor)
			s.Fields.Guardrail.Match.Definition = nil
		}},
		{"a choice that is not the first candidate", ground.CodeShape, func(s *agent.Sheet) {
			s.Fields.Guardrail.Match = meant("chosen by " + editor)
			s.Fields.Guardrail.Match.Metric = "shop.other"
		}},
		{"a definition of what is not linked", ground.CodeShape, func(s *agent.Sheet) {
			s.Fields.Guardrail.Text = "errors stay under 2%"
			s.Fields.Guardrail.Match = semantic.Match{Outcome: semantic.Ambiguous, Definition: &semantic.Definition{}}
		}},
		{"another's name on a title", ground.CodeAuthor, func(s *agent.Sheet) {
			s.Title, s.TitleAuthor = "growth offensive", "Ines Okafor"
		}},
		{"a name on a title that did not change", ground.CodeAuthor, func(s *agent.Sheet) { s.TitleAuthor = editor }},
		{"an edge without a because", ground.CodeTree, func(s *agent.Sheet) { s.Fields.MetricTree.Edges[0].Because.Text = "" }},
		{"bytes that are not UTF-8", ground.CodeText, func(s *agent.Sheet) { s.Fields.Aim.Text = "shops\xff" }},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			s := sheet()
			tc.mutate(&s)
			d, err := ground.Revise(sheet(), s, person(t), records())
			require.Empty(t, d.Hash())
			v, ok := errors.AsType[*ground.Violations](err)
			require.True(t, ok, "want violations, got %v", err)
			require.True(t, v.Has(tc.code), "want %s, got %v", tc.code, v.List)
		})
	}
}

func TestReviseIsForPeople(t *testing.T) {
	t.Parallel()
	for _, by := range []agent.Actor{{}, agent.EngineNamed("builtin"), {Kind: agent.PersonActor}} {
		_, err := ground.Revise(sheet(), sheet(), by, records())
		require.True(t, fault.Is(err, fault.NeedsPerson))
	}
}

func TestReviseOfTheTitle(t *testing.T) {
	t.Parallel()
	s := revised(t, func(s *agent.Sheet) { s.Fields.Aim.Text = "Shops that last" })
	require.Equal(t, sheet().Title, s.Title)
	require.Empty(t, s.TitleAuthor, "it is still in words of the meeting")
	s = revised(t, func(s *agent.Sheet) { s.Title = " " })
	require.Empty(t, s.Title)
	require.Empty(t, s.TitleAuthor)

	s = revised(t, func(s *agent.Sheet) { s.Title = "Growth offensive 2027" })
	require.Equal(t, []string{"Growth offensive 2027", editor}, []string{s.Title, s.TitleAuthor})
	content, err := agent.Canonical(s)
	require.NoError(t, err)
	require.Contains(t, string(content), `"title_author":"`+editor+`"`)

	// The next editor keeps the name on the title, puts another title under another name, or leaves none.
	next, err := agent.Person("Ines Okafor")
	require.NoError(t, err)
	for title, author := range map[string]string{s.Title: editor, "Growth": next.Name, "": ""} {
		edited := s
		edited.Fields.Aim.Text, edited.Title = "Shops that last", title
		d, err := ground.Revise(s, edited, next, records())
		require.NoError(t, err)
		require.Equal(t, []string{title, author}, []string{d.Sheet().Title, d.Sheet().TitleAuthor})
		require.NoError(t, ground.Check(d.Sheet(), records()))
	}
}

func TestATitleIsSignedByAPersonOnly(t *testing.T) {
	t.Parallel()
	for title, author := range map[string]string{"": editor, "growth offensive": "Builtin", "growth": " " + editor} {
		s := sheet()
		s.Title, s.TitleAuthor = title, author
		v, ok := errors.AsType[*ground.Violations](ground.Check(s, records()))
		require.True(t, ok)
		require.True(t, v.Has(ground.CodeAuthor), "%v", v.List)
	}
}
