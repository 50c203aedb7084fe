package ground_test

import (
	"errors"
	"math"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/ground"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/semantic"
)

func TestNewSealsASheetThatHolds(t *testing.T) {
	t.Parallel()
	for name, s := range map[string]agent.Sheet{"builtin": sheet(), "model": byModel()} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			d, err := ground.New(s, records())
			require.NoError(t, err)
			content, err := agent.Canonical(s)
			require.NoError(t, err)
			require.Equal(t, string(content), string(d.Content()))
			require.Equal(t, agent.ContentHash(content), d.Hash())
			require.NoError(t, ground.Check(d.Sheet(), records()))
		})
	}
}

// blank empties a single field as a drafter would.
func blank(f *agent.Field) { *f = agent.Blank("What is it?") }

// mutation changes one thing about a valid sheet, for which one gate has to speak up.
type mutation struct {
	name   string
	code   ground.Code
	mutate func(s *agent.Sheet)
}

func TestGatesRefuseOneChange(t *testing.T) {
	t.Parallel()
	const decomposed, composed = "The cafe\u0301 partners", "The caf\u00e9 partners"
	aim := func(s *agent.Sheet) *agent.Field { return &s.Fields.Aim }
	tests := []mutation{
		// Quotes.
		{"quote off by a byte", ground.CodeQuote, func(s *agent.Sheet) { aim(s).Evidence[0].Quote = "more new shops to reach their first sake" }},
		{"quote with another case", ground.CodeQuote, func(s *agent.Sheet) { aim(s).Evidence[0].Quote = "More new shops to reach their first sale" }},
		{"quote with doubled space", ground.CodeQuote, func(s *agent.Sheet) { aim(s).Evidence[0].Quote = "more  new shops to reach their first sale" }},
		{"quote with a trailing space too many", ground.CodeQuote, func(s *agent.Sheet) { aim(s).Evidence[0].Quote += " " }},
		{"quote empty", ground.CodeQuote, func(s *agent.Sheet) { aim(s).Evidence[0].Quote = "" }},
		{"quote of space", ground.CodeQuote, func(s *agent.Sheet) { aim(s).Evidence[0].Quote = " " }},
		{"quote composed where the record is decomposed", ground.CodeQuote, func(s *agent.Sheet) {
			s.Fields.Dependencies[0] = filled(composed, quote(0, "u0012", composed))
		}},
		{"quote that ends before a combining mark", ground.CodeQuote, func(s *agent.Sheet) {
			s.Fields.Dependencies[0] = spoken(0, "u0012", "The cafe")
		}},
		{"quote that cuts a word", ground.CodeQuote, func(s *agent.Sheet) { s.Fields.Aim = spoken(0, "u0001", "ore new shops") }},
		{"quote that cuts not from don't", ground.CodeQuote, func(s *agent.Sheet) { s.Fields.RuledOut[0] = spoken(0, "u0008", "we don") }},
		{"quote that cuts a number", ground.CodeQuote, func(s *agent.Sheet) { s.Fields.Dependencies[0] = spoken(0, "u0012", "5 days") }},
		{"quote that cuts a number in words", ground.CodeQuote, func(s *agent.Sheet) {
			s.Fields.Objections[0] = spoken(0, "u0013", "five shops are enough")
		}},
		{"quote that is not UTF-8", ground.CodeText, func(s *agent.Sheet) { aim(s).Evidence[0].Quote = "more new shops\xff" }},
		{"quote of another utterance", ground.CodeQuote, func(s *agent.Sheet) { aim(s).Evidence[0].Quote = "A guided setup" }},
		{"quote with a bidi control", ground.CodeQuote, func(s *agent.Sheet) { aim(s).Evidence[0].Quote = "more new\u202e shops" }},

		// Where it was said.
		{"wrong speaker", ground.CodeSpeaker, func(s *agent.Sheet) { aim(s).Evidence[0].Speaker = "Ben Lindqvist" }},
		{"speaker left out", ground.CodeSpeaker, func(s *agent.Sheet) { aim(s).Evidence[0].Speaker = "" }},
		{"wrong time", ground.CodeTime, func(s *agent.Sheet) { aim(s).Evidence[0].StartMS++ }},
		{"utterance that does not exist", ground.CodeUtterance, func(s *agent.Sheet) { aim(s).Evidence[0].Utterance = "u0099" }},
		{"source that does not exist", ground.CodeUtterance, func(s *agent.Sheet) { aim(s).Evidence[0].Source = 3 }},
		{"source below zero", ground.CodeUtterance, func(s *agent.Sheet) { aim(s).Evidence[0].Source = -1 }},
		{"evidence of another source", ground.CodeQuote, func(s *agent.Sheet) { aim(s).Evidence[0].Source = 1 }},
		{"evidence from the chat", ground.CodeChat, func(s *agent.Sheet) { s.Fields.Aim = spoken(2, "u0001", "Aim for fifty percent") }},

		// Filled and blank.
		{"filled without evidence", ground.CodeEvidence, func(s *agent.Sheet) { aim(s).Evidence = nil }},
		{"blank with evidence", ground.CodeEvidence, func(s *agent.Sheet) { s.Fields.Gate.Learn.Evidence = []agent.Evidence{quote(0, "u0010", "Mm-hmm.")} }},
		{"blank that claims to be stated", ground.CodeShape, func(s *agent.Sheet) { s.Fields.Gate.Learn.Status = agent.Stated }},
		{"blank with a maturity", ground.CodeShape, func(s *agent.Sheet) { s.Fields.Gate.Learn.Maturity = agent.Agreed }},
		{"blank that asks nothing", ground.CodeShape, func(s *agent.Sheet) { s.Fields.Gate.Learn.Question = " " }},
		{"filled that claims not to be stated", ground.CodeShape, func(s *agent.Sheet) { aim(s).Status = agent.NotStated }},
		{"filled with space", ground.CodeShape, func(s *agent.Sheet) { aim(s).Text = " " }},
		{"unknown status", ground.CodeShape, func(s *agent.Sheet) { aim(s).Status = "sure" }},
		{"unknown maturity", ground.CodeShape, func(s *agent.Sheet) { aim(s).Maturity = "final" }},
		{"blank in a list", ground.CodeShape, func(s *agent.Sheet) { s.Fields.RuledOut = append(s.Fields.RuledOut, agent.Blank("What else?")) }},
		{"blank signal", ground.CodeShape, func(s *agent.Sheet) { blank(&s.Fields.Signals[0].Field); s.Fields.MetricTree = agent.MetricTree{} }},
		{"unknown role", ground.CodeShape, func(s *agent.Sheet) { s.Fields.Signals[0].Role = "main" }},
		{"unknown direction", ground.CodeShape, func(s *agent.Sheet) { s.Fields.Signals[0].Direction = "sideways" }},
		{"a choice in an engine's draft", ground.CodeShape, func(s *agent.Sheet) { s.Fields.Signals[0].Match = meant("chosen by Ines Okafor") }},
		{"unlinked signal that names a metric", ground.CodeShape, func(s *agent.Sheet) { s.Fields.Signals[0].Match.Metric = "shop.activation" }},
		{"linked guardrail without candidates", ground.CodeShape, func(s *agent.Sheet) {
			s.Fields.Guardrail.Match = semantic.Match{Outcome: semantic.Linked, Metric: "shop.errors"}
		}},
		{"unknown engine", ground.CodeShape, func(s *agent.Sheet) { s.Engine.Name = "oracle" }},
		{"date that is none", ground.CodeShape, func(s *agent.Sheet) { s.MeetingDate = "2026-02-30" }},
		{"question about no field", ground.CodeShape, func(s *agent.Sheet) { s.Questions[0].Field = "budget" }},
		{"question without words", ground.CodeShape, func(s *agent.Sheet) { s.Questions[0].Text = "" }},
		{"unknown severity", ground.CodeShape, func(s *agent.Sheet) { s.Findings[0].Severity = "fatal" }},

		// Sources.
		{"other digest", ground.CodeSource, func(s *agent.Sheet) { s.Sources[0].SHA256 = s.Sources[1].SHA256 }},
		{"other file", ground.CodeSource, func(s *agent.Sheet) { s.Sources[0].File = "kickoff-final.vtt" }},
		{"other count", ground.CodeSource, func(s *agent.Sheet) { s.Sources[0].UtterancesTotal, s.Sources[0].UtterancesRead = 12, 12 }},
		{"unread part", ground.CodeUnread, func(s *agent.Sheet) { s.Sources[0].UtterancesRead-- }},
		{"source left out", ground.CodeSource, func(s *agent.Sheet) { s.Sources = s.Sources[:2] }},
		{"no sources", ground.CodeSource, func(s *agent.Sheet) { s.Sources = nil }},

		// Words.
		{"word changed", ground.CodeWords, func(s *agent.Sheet) { aim(s).Text = "more new shops to reach their second sale" }},
		{"word added", ground.CodeWords, func(s *agent.Sheet) { aim(s).Text += " fast" }},
		{"word left out", ground.CodeWords, func(s *agent.Sheet) { s.Fields.Objections[0].Text = "I am convinced that twenty five shops are enough" }},
		{"word cut", ground.CodeWords, func(s *agent.Sheet) { aim(s).Text = "more new shop" }},
		{"negation cut", ground.CodeWords, func(s *agent.Sheet) { s.Fields.RuledOut[0].Text = "we do" }},
		{"words of an unquoted part", ground.CodeWords, func(s *agent.Sheet) { aim(s).Text = "We want more new shops to reach their first sale" }},
		{"piece from nowhere", ground.CodeWords, func(s *agent.Sheet) { aim(s).Text += " \u2026 at any price" }},
		{"empty piece", ground.CodeWords, func(s *agent.Sheet) { aim(s).Text += " \u2026 " }},
		{"sentence made of two mouths", ground.CodeWords, func(s *agent.Sheet) {
			s.Fields.Aim = filled("Who owns the Harbour setup? I'll take that", s.Fields.Owner.Evidence...)
		}},
		{"sentence made of two distant remarks", ground.CodeWords, func(s *agent.Sheet) {
			s.Fields.Aim = filled("raise activation more new shops", quote(0, "u0003", "raise activation"), quote(0, "u0001", "more new shops"))
		}},
		{"sentence with its middle left out", ground.CodeWords, func(s *agent.Sheet) {
			s.Fields.Aim = filled("I am convinced", quote(0, "u0013", "I am"), quote(0, "u0013", "convinced"))
		}},
		{"next remark that does not begin at its beginning", ground.CodeWords, func(s *agent.Sheet) {
			s.Fields.Cadence = filled("We will review it every Tuesday and keep it to fifteen minutes",
				quote(0, "u0009", "We will review it every Tuesday and"), quote(0, "u0011", "keep it to fifteen minutes"))
		}},
		{"another speaker as owner", ground.CodeWords, func(s *agent.Sheet) { s.Fields.Owner.Text = "Tomasz Rey" }},

		// Numbers.
		{"number changed", ground.CodeNumber, func(s *agent.Sheet) { s.Fields.Gate.Condition.Text = "activation reaches at least 45%" }},
		{"number word changed", ground.CodeNumber, func(s *agent.Sheet) { s.Fields.DoneWhen.Text = "fifty percent of new shops sell in week one" }},
		{"threshold changed", ground.CodeNumber, func(s *agent.Sheet) { s.Fields.Gate.Condition.Predicate.Threshold = 45 }},
		{"objective changed", ground.CodeNumber, func(s *agent.Sheet) { s.Fields.Guardrail.Objective.Threshold = 20 }},
		{"threshold of another field", ground.CodeNumber, func(s *agent.Sheet) { s.Fields.Guardrail.Objective.Threshold = 40 }},
		{"threshold infinite", ground.CodeText, func(s *agent.Sheet) { s.Fields.Gate.Condition.Predicate.Threshold = math.Inf(1) }},

		// Predicates and tree.
		{"metric that was not said", ground.CodePredicate, func(s *agent.Sheet) { s.Fields.Gate.Condition.Predicate.Metric = "retention" }},
		{"unknown comparison", ground.CodePredicate, func(s *agent.Sheet) { s.Fields.Gate.Condition.Predicate.Op = "~" }},
		{"unknown comparison of the guardrail", ground.CodePredicate, func(s *agent.Sheet) { s.Fields.Guardrail.Objective.Op = "" }},
		{"date in words", ground.CodePredicate, func(s *agent.Sheet) { s.Fields.Gate.Condition.Predicate.By = "March 13th" }},
		{"predicate of a blank", ground.CodePredicate, func(s *agent.Sheet) { blank(&s.Fields.Gate.Condition.Field) }},
		{"objective of a blank", ground.CodePredicate, func(s *agent.Sheet) { blank(&s.Fields.Guardrail.Field) }},
		{"edge without a because", ground.CodeTree, func(s *agent.Sheet) { s.Fields.MetricTree.Edges[0].Because = agent.Blank("Why?") }},
		{"edge to nowhere", ground.CodeTree, func(s *agent.Sheet) { s.Fields.MetricTree.Edges[0].To = "s2" }},
		{"cycle", ground.CodeTree, func(s *agent.Sheet) {
			edge := s.Fields.MetricTree.Edges[0]
			edge.From, edge.To = edge.To, edge.From
			s.Fields.MetricTree.Edges = append(s.Fields.MetricTree.Edges, edge)
		}},
		{"node in other words", ground.CodeTree, func(s *agent.Sheet) { s.Fields.MetricTree.Nodes[1].Text = "form completion" }},
		{"node without words", ground.CodeTree, func(s *agent.Sheet) { s.Fields.MetricTree.Nodes[1].Text = "" }},
		{"node of unknown kind", ground.CodeTree, func(s *agent.Sheet) { s.Fields.MetricTree.Nodes[1].Kind = "root" }},
		{"because that was not said", ground.CodeWords, func(s *agent.Sheet) { s.Fields.MetricTree.Edges[0].Because.Text = "it causes activation" }},

		// Surroundings.
		{"title from nowhere", ground.CodeTitle, func(s *agent.Sheet) { s.Title = "growth offensive" }},
		{"title out of order", ground.CodeTitle, func(s *agent.Sheet) { s.Title = "setup guided" }},
		{"topic from nowhere", ground.CodeTitle, func(s *agent.Sheet) { s.Topics[1].Name = "price cut" }},
		{"topic without evidence", ground.CodeTitle, func(s *agent.Sheet) { s.Topics[1].Evidence = nil }},
		{"topic with a wrong quote", ground.CodeQuote, func(s *agent.Sheet) { s.Topics[1].Evidence[0].Quote = "the pricing pages" }},
		{"topic that is everywhere", ground.CodeShape, func(s *agent.Sheet) { s.Topics[1].Utterances = 16 }},
		{"two topics chosen", ground.CodeShape, func(s *agent.Sheet) { s.Topics[1].Chosen = true }},
		{"finding with a wrong time", ground.CodeTime, func(s *agent.Sheet) { s.Findings[0].Evidence[0].StartMS = 0 }},
		{"term that was not heard", ground.CodeJargon, func(s *agent.Sheet) { s.Jargon[0].Heard = "retention" }},
		{"term heard elsewhere", ground.CodeJargon, func(s *agent.Sheet) { s.Jargon[0].Utterance = "u0001" }},
		{"term from the chat", ground.CodeJargon, func(s *agent.Sheet) { s.Jargon[0] = agent.Jargon{Heard: "Aim", Source: 1, Utterance: "u0001"} }},
		{"term that is empty", ground.CodeJargon, func(s *agent.Sheet) { s.Jargon[0].Heard = "" }},

		// Authors.
		{"hand-written text in a draft", ground.CodeAuthor, func(s *agent.Sheet) { aim(s).Author = "Ines Okafor" }},
		{"a title by hand in a draft", ground.CodeAuthor, func(s *agent.Sheet) { s.TitleAuthor = "Ines Okafor" }},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			s := sheet()
			tc.mutate(&s)
			requireViolation(t, s, tc.code)
		})
	}
}

// requireViolation checks that New refuses the sheet for the given reason, and gives no draft.
func requireViolation(t *testing.T, s agent.Sheet, code ground.Code) {
	t.Helper()
	d, err := ground.New(s, records())
	require.Empty(t, d.Hash())
	v, ok := errors.AsType[*ground.Violations](err)
	require.True(t, ok, "want violations, got %v", err)
	require.True(t, v.Has(code), "want %s, got %v", code, v.List)
	require.True(t, fault.Is(err, fault.Invalid))
	require.NotEmpty(t, fault.Next(err))
}

func TestGatesOfAnotherEngine(t *testing.T) {
	t.Parallel()
	tests := []mutation{
		{"number changed", ground.CodeNumber, func(s *agent.Sheet) { s.Fields.Dependencies[0].Text = "The API takes 5 days" }},
		{"number spelled", ground.CodeNumber, func(s *agent.Sheet) { s.Fields.DoneWhen.Text = "fifty percent of shops sell" }},
		{"number invented", ground.CodeNumber, func(s *agent.Sheet) { s.Fields.Aim.Text = "3 times as many first sales" }},
		{"number of another field", ground.CodeNumber, func(s *agent.Sheet) { s.Fields.Aim.Text = "40% of new shops reach their first sale" }},
		{"name swapped for another speaker", ground.CodeName, func(s *agent.Sheet) { s.Fields.Owner.Text = "Tomasz takes it" }},
		{"name swapped for a stranger", ground.CodeName, func(s *agent.Sheet) { s.Fields.Owner.Text = "Zelda takes it" }},
		{"stranger inside a sentence", ground.CodeName, func(s *agent.Sheet) { s.Fields.Dependencies[0].Text = "The partners of Zelda need it" }},
		{"product that was not named", ground.CodeName, func(s *agent.Sheet) { s.Fields.Mechanism.Lever.Text = "a guided setup in Beacon" }},
		{"acronym that was not said", ground.CodeName, func(s *agent.Sheet) { s.Fields.Mechanism.Outcome.Text = "raise the KPI" }},
		{"speaker who said something else", ground.CodeName, func(s *agent.Sheet) { s.Fields.Aim.Text = "Tomasz wants more first sales" }},
		{"possessive of a stranger", ground.CodeName, func(s *agent.Sheet) { s.Fields.Aim.Text = "more first sales in Zelda's shops" }},
		{"filled without evidence", ground.CodeEvidence, func(s *agent.Sheet) { s.Fields.Aim.Evidence = nil }},
		{"quote off by a byte", ground.CodeQuote, func(s *agent.Sheet) { s.Fields.Aim.Evidence[0].Quote += "s" }},
		{"title from nowhere", ground.CodeTitle, func(s *agent.Sheet) { s.Title = "Growth offensive" }},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			s := byModel()
			tc.mutate(&s)
			requireViolation(t, s, tc.code)
		})
	}
}

func TestGatesAllow(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		mutate func(s *agent.Sheet)
	}{
		{"pieces of one quote", func(s *agent.Sheet) { s.Fields.Objections[0].Text = "I am not convinced \u2026 twenty five shops" }},
		{"a sheet without an initiative", func(s *agent.Sheet) {
			s.Title, s.Topics, s.Fields = "", nil, agent.Fields{}
			for _, ref := range s.Fields.Single() {
				blank(ref.Field)
			}
		}},
		{"a title with capitals", func(s *agent.Sheet) { s.Title = "Guided Setup" }},
		{"a predicate without metric and date", func(s *agent.Sheet) {
			s.Fields.Gate.Condition.Predicate.Metric, s.Fields.Gate.Condition.Predicate.By = "", ""
		}},
		{"a quote with its punctuation", func(s *agent.Sheet) { s.Fields.Aim.Evidence[0].Quote += "." }},
		{"a linked signal", func(s *agent.Sheet) {
			s.Fields.Signals[0].Match = semantic.Match{
				Outcome: semantic.Linked, Metric: "shop.setup", Score: 1,
				Candidates: []semantic.Candidate{{Metric: "shop.setup", Score: 1}},
			}
		}},
		{"a model's capital at the start", func(s *agent.Sheet) { s.Engine.Name = "model"; s.Fields.Objections[0].Text = "Doubts it" }},
		{"a model's possessive of a name", func(s *agent.Sheet) {
			s.Engine.Name = "model"
			s.Fields.RuledOut[0].Text = "the pricing page is not touched, in Ben's words, and I agree"
		}},
		{"a model's digits for a number word", func(s *agent.Sheet) { s.Engine.Name = "model"; s.Fields.DoneWhen.Text = "40 percent sell" }},
	}
	for _, tc := range tests {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			s := sheet()
			tc.mutate(&s)
			_, err := ground.New(s, records())
			require.NoError(t, err)
		})
	}
}

func TestNamesWithoutCapitalsOrSpace(t *testing.T) {
	t.Parallel()
	record := &agent.Transcript{
		File: "a.vtt", SHA256: "d", Format: agent.FormatWebVTT,
		Utterances: []agent.Utterance{
			{ID: "u0001", Speaker: "\u5c71\u7530", Text: "\u58f2\u4e0a\u3092\u4e0a\u3052\u308b"},
			{ID: "u0002", Speaker: "\u9234\u6728", Text: "\u306f\u3044"},
		},
	}
	s := agent.Sheet{Engine: agent.Engine{Name: "model"}, Sources: []agent.Source{{File: "a.vtt", SHA256: "d", UtterancesTotal: 2, UtterancesRead: 2}}}
	for _, ref := range s.Fields.Single() {
		blank(ref.Field)
	}
	said := agent.Evidence{Utterance: "u0001", Speaker: "\u5c71\u7530", Quote: "\u58f2\u4e0a"}
	s.Fields.Aim = filled("\u5c71\u7530\u304c\u58f2\u4e0a\u3092\u4e0a\u3052\u308b", said)
	_, err := ground.New(s, []*agent.Transcript{record})
	require.NoError(t, err)

	s.Fields.Aim = filled("\u9234\u6728\u304c\u58f2\u4e0a\u3092\u4e0a\u3052\u308b", said)
	_, err = ground.New(s, []*agent.Transcript{record})
	v, ok := errors.AsType[*ground.Violations](err)
	require.True(t, ok)
	require.True(t, v.Has(ground.CodeName))
}

func TestNewSurvivesMissingTranscripts(t *testing.T) {
	t.Parallel()
	for name, sources := range map[string][]*agent.Transcript{
		"none": nil, "nil among them": {meeting(), nil, chat()}, "too few": {meeting()},
		"too many": append(records(), notes()), "other order": {notes(), meeting(), chat()},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := ground.New(sheet(), sources)
			v, ok := errors.AsType[*ground.Violations](err)
			require.True(t, ok)
			require.True(t, v.Has(ground.CodeSource))
		})
	}
	_, err := ground.New(agent.Sheet{}, nil)
	require.Error(t, err)
}

func TestViolationsAreListedTogether(t *testing.T) {
	t.Parallel()
	s := sheet()
	s.Fields.Aim.Evidence[0].StartMS = 0
	s.Fields.DoneWhen.Evidence[0].Speaker = ""
	s.Fields.Owner.Evidence[0].Quote = "Who owns it?"
	s.Title = "x"
	s.Topics[0].Chosen, s.Topics[1].Chosen = true, true
	_, err := ground.New(s, records())
	v, ok := errors.AsType[*ground.Violations](err)
	require.True(t, ok)
	require.Len(t, v.List, 5)
	require.Equal(t, "aim.evidence[0]", v.List[0].Path)
	require.Contains(t, err.Error(), "aim.evidence[0]: u0001 starts at 1000 ms, not at 0 ms (time)")
	require.Contains(t, err.Error(), "and 2 more")
}

func TestCheckAcceptsWhatTheStoreHolds(t *testing.T) {
	t.Parallel()
	renamed := records()
	renamed[0].File = "first-upload.vtt"
	require.NoError(t, ground.Check(sheet(), renamed))

	s := sheet()
	s.Fields.Aim = agent.Field{Text: "Win the market by 2031", Status: agent.Stated, Author: "Ines Okafor"}
	s.Fields.MetricTree = agent.MetricTree{}
	require.NoError(t, ground.Check(s, records()))
}

func TestCheckRefusesWhatWasTamperedWith(t *testing.T) {
	t.Parallel()
	for _, tc := range []mutation{
		{"text", ground.CodeWords, func(s *agent.Sheet) { s.Fields.Aim.Text = "fewer shops" }},
		{"threshold", ground.CodeNumber, func(s *agent.Sheet) { s.Fields.Gate.Condition.Predicate.Threshold = 4 }},
		{"author who is no name", ground.CodeAuthor, func(s *agent.Sheet) { s.Fields.Aim.Author = "a\nb" }},
		{"author of a blank", ground.CodeAuthor, func(s *agent.Sheet) { s.Fields.Gate.Learn.Author = "Ines Okafor" }},
		{"quote under an author", ground.CodeQuote, func(s *agent.Sheet) {
			s.Fields.Aim.Author, s.Fields.Aim.Evidence[0].Quote = "Ines Okafor", "fewer shops"
		}},
	} {
		t.Run(tc.name, func(t *testing.T) {
			t.Parallel()
			s := sheet()
			tc.mutate(&s)
			err := ground.Check(s, records())
			v, ok := errors.AsType[*ground.Violations](err)
			require.True(t, ok)
			require.True(t, v.Has(tc.code), "%v", v.List)
		})
	}
}
