package render_test

import (
	"bytes"
	"flag"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/semantic"
)

var update = flag.Bool("update", false, "rewrite the golden files")

// golden compares a view with the file under testdata that a person has looked at.
func golden(t *testing.T, name string, got []byte) {
	t.Helper()
	path := filepath.Join("testdata", name)
	if *update {
		require.NoError(t, os.WriteFile(path, got, 0o600))
	}
	want, err := os.ReadFile(path)
	require.NoError(t, err, "run the test with -update and look at the file")
	lines := strings.Split(string(got), "\n")
	for i, line := range strings.Split(string(want), "\n") {
		require.Less(t, i, len(lines), "%s ends early", path)
		require.Equal(t, line, lines[i], "%s:%d", path, i+1)
	}
	require.Len(t, got, len(want), "%s goes on", path)
}

// show renders into memory.
func show(t *testing.T, render func(*bytes.Buffer) error) string {
	t.Helper()
	var buf bytes.Buffer
	require.NoError(t, render(&buf))
	return buf.String()
}

func said(utterance, speaker string, ms int64, quote string) agent.Evidence {
	return agent.Evidence{Utterance: utterance, Speaker: speaker, StartMS: ms, Quote: quote}
}

func field(text string, m agent.Maturity, evidence ...agent.Evidence) agent.Field {
	return agent.Field{Text: text, Status: agent.Stated, Maturity: m, Evidence: append([]agent.Evidence{}, evidence...)}
}

func partly(text string, m agent.Maturity, question string, evidence ...agent.Evidence) agent.Field {
	f := field(text, m, evidence...)
	f.Status, f.Question = agent.Partly, question
	return f
}

// typicalSheet is what a meeting about a first import might leave behind: most is said, some is missing.
func typicalSheet() agent.Sheet {
	s := emptySheet()
	s.Title = "Self-serve import for new workspaces"
	s.MeetingDate = "2026-03-02"
	s.Sources = []agent.Source{{File: "2026-03-02 import sync.vtt", SHA256: "8f1d0c3a5b7e9f20", UtterancesTotal: 412, UtterancesRead: 412}}
	f := &s.Fields
	f.Aim = field("New workspaces bring in their own data on the first day, without calling us.", agent.Agreed,
		said("u0012", "Mira Okafor", 250400, "New workspaces bring in their own data on the first day, without calling us."))
	f.DoneWhen = partly("half of them have a first import before the weekend", agent.Proposed, "Half of which workspaces, counted from when?",
		said("u0019", "Tomas Lind", 301000, "I'd say done is, um, half of them have a first import before the weekend"))
	f.Mechanism.Lever = field("a mapping step that guesses the columns", agent.Agreed,
		said("u0031", "Mira Okafor", 412000, "so the bet is a mapping step that guesses the columns, and people only fix what is wrong"))
	f.Mechanism.Outcome.Field = field("day-one activation", agent.Agreed,
		said("u0033", "Mira Okafor", 433500, "and that should move day-one activation"))
	f.Mechanism.Outcome.Match = activation()
	f.Mechanism.Because = field("eight out of ten give up at the column screen", agent.Agreed,
		said("u0036", "Jun Park", 455250, "in the recordings eight out of ten give up at the column screen"),
		said("u0037", "Mira Okafor", 461000, "Exactly."))
	f.Signals = []agent.Signal{
		{Field: field("share of imports that finish without a help article", agent.Agreed,
			said("u0048", "Jun Park", 602000, "what moves first is the share of imports that finish without a help article")),
			Role: agent.RoleProxy, Direction: agent.Up, FirstMover: true, Match: semantic.NotLookedUp()},
		{Field: field("day-one activation", agent.Agreed, said("u0033", "Mira Okafor", 433500, "day-one activation")),
			Role: agent.RoleOutcome, Direction: agent.Up,
			Match: activation()},
	}
	f.Gate.Condition = agent.GateCondition{
		Field: field("we go on if day-one activation is at least 40 percent by Friday next week", agent.Agreed,
			said("u0061", "Tomas Lind", 815000, "we go on if day-one activation is at least 40 percent by Friday next week")),
		Predicate: &agent.Predicate{Metric: "day-one activation", Op: agent.AtLeast, Threshold: 40, Unit: "%", By: "2026-03-13"},
		Match: semantic.Match{Term: "day-one activation", Outcome: semantic.Conflict, Score: 0.9, Candidates: []semantic.Candidate{
			{Metric: "product.activation_d1", Name: "Activation, day one", Score: 0.9, Choice: true},
			{Metric: "growth.activation", Name: "Activation", Score: 0.9, Choice: true},
			{Metric: "growth.actives", Name: "Actives", Score: 0.3}}, Reason: "two teams"},
	}
	f.Gate.Learn = agent.Blank("What will you know after the two weeks that you don't know now?")
	f.Gate.Otherwise = field("we turn the guessing off and keep the templates", agent.Tentative,
		said("u0064", "Mira Okafor", 840000, "otherwise, hmm, we turn the guessing off and keep the templates, probably"))
	f.Guardrail = agent.Guardrail{
		Field: field("wrong mappings stay under 2 percent", agent.Agreed,
			said("u0070", "Ines Duarte", 905000, "I can live with it as long as wrong mappings stay under 2 percent")),
		Match: semantic.Match{Outcome: semantic.Unknown, Candidates: []semantic.Candidate{}, Reason: "nothing is called so"}, Objective: &agent.Objective{Op: agent.LessThan, Threshold: 2, Unit: "%"},
	}
	f.Owner = field("Jun Park", agent.Agreed, said("u0082", "Jun Park", 1010000, "I'll take that, put my name on it."))
	f.Cadence = field("every Monday at 9:15 for fifteen minutes", agent.Agreed,
		said("u0085", "Tomas Lind", 1032000, "let's look at it every Monday at 9:15 for fifteen minutes"))
	f.RuledOut = []agent.Field{
		field("no phone support for imports", agent.Agreed, said("u0090", "Mira Okafor", 1100000, "And no phone support for imports, even if sales asks.")),
		field("the Salesforce connector waits", agent.Deferred, said("u0093", "Tomas Lind", 1122000, "the Salesforce connector waits until summer")),
	}
	f.TradeOffs = []agent.Field{field("fewer fields, even over completeness", agent.Agreed,
		said("u0096", "Ines Duarte", 1150000, "I'd rather have fewer fields, even over completeness"))}
	f.Dependencies = []agent.Field{partly("sample files from the onboarding team", agent.Proposed, "By when, and what happens if they are late?",
		said("u0101", "Jun Park", 1203000, "we need sample files from the onboarding team"))}
	f.Objections = []agent.Field{field("guessing teaches people not to read", agent.Proposed,
		said("u0077", "Ines Duarte", 960000, "My worry is that guessing teaches people not to read."))}
	s.Questions = []agent.Question{
		{Field: "gate.learn", Text: f.Gate.Learn.Question},
		{Field: "decision_rights", Text: "Who may stop the rollout, and up to which limit?"},
		{Field: "open_questions", Text: "What did nobody have an answer to?"},
	}
	s.Topics = []agent.Topic{
		{Name: "self-serve import", Utterances: 268, Chosen: true, Evidence: []agent.Evidence{said("u0009", "Mira Okafor", 190000, "self-serve import")}},
		{Name: "hiring for support", Utterances: 61, Evidence: []agent.Evidence{said("u0310", "Tomas Lind", 2100000, "hiring for support")}},
	}
	s.Jargon = []agent.Jargon{
		{Heard: "day-one activation", Utterance: "u0033", Match: activation()},
		{Heard: "the mapper", Utterance: "u0034", Match: semantic.Match{Outcome: semantic.Linked, Metric: "product.the mapper", Score: 1,
			Candidates: []semantic.Candidate{{Metric: "product.the mapper", Name: "the mapper", Score: 1}},
			Reason:     "product: The step of the import in which columns are given their meaning."}},
		{Heard: "NPS", Utterance: "u0041", Match: f.Guardrail.Match},
		{Heard: "actives", Utterance: "u0042", Match: semantic.Match{Outcome: semantic.Ambiguous, DiffersIn: "window", Candidates: []semantic.Candidate{
			{Metric: "product.dau", Name: "Daily actives"}, {Metric: "product.wau", Name: "Weekly actives"},
			{Metric: "product.mau", Name: "Monthly actives"}, {Metric: "product.yau", Name: "Yearly actives"}}}},
		{Heard: "activation", Utterance: "u0043", Match: f.Gate.Condition.Match},
	}
	s.Findings = []agent.Finding{
		{Code: "no_decision_rights", Severity: agent.Warn, Message: "Nobody was named who may stop this.", Evidence: []agent.Evidence{}},
		{Code: "unanimity", Severity: agent.Info, Message: "One objection was raised and not answered.",
			Evidence: []agent.Evidence{said("u0077", "Ines Duarte", 960000, "My worry is that guessing teaches people not to read.")}},
	}
	return s
}

// activation is the match of words that mean one metric.
func activation() semantic.Match {
	return semantic.Match{
		Term: "day-one activation", Outcome: semantic.Linked, Metric: "product.activation_d1", Score: 0.93,
		Candidates: []semantic.Candidate{{Metric: "product.activation_d1", Name: "Activation, day one", Score: 0.93, Why: "same words", Choice: true}},
		Reason:     "one definition fits", Definition: &semantic.Definition{Hash: "sha256:00", Unit: "%", Window: "1d", Direction: semantic.Up},
	}
}

// emptySheet is the sheet of a meeting in which no initiative was discussed.
func emptySheet() agent.Sheet {
	s := agent.Sheet{
		Engine:  agent.Engine{Name: "builtin"},
		Sources: []agent.Source{{File: "standup.txt", SHA256: "00", UtterancesTotal: 9, UtterancesRead: 9}},
		Topics:  []agent.Topic{}, Jargon: []agent.Jargon{}, Findings: []agent.Finding{}, Questions: []agent.Question{},
	}
	f := &s.Fields
	f.Signals = []agent.Signal{}
	f.MetricTree = agent.MetricTree{Nodes: []agent.TreeNode{}, Edges: []agent.TreeEdge{}}
	f.Guardrail.Match = semantic.NotLookedUp()
	for _, ref := range f.Single() {
		*ref.Field = agent.Blank("What was said about \"" + ref.Label + "\"?")
		s.Questions = append(s.Questions, agent.Question{Field: ref.Path, Text: ref.Field.Question})
	}
	for _, list := range f.Lists() {
		*list.Items = []agent.Field{}
	}
	return s
}

// blankSheet is an empty sheet with what the rules say about it.
func blankSheet() agent.Sheet {
	s := emptySheet()
	s.Findings = []agent.Finding{
		{Code: "no_initiative", Severity: agent.Block, Message: "No initiative was found in this meeting.", Evidence: []agent.Evidence{}},
		{Code: "unsteerable", Severity: agent.Block, Message: "No mechanism was stated, so this cannot be steered.", Evidence: []agent.Evidence{}},
	}
	return s
}

func version(s agent.Sheet) agent.Version {
	return agent.Version{
		ID: "s-7k3m9q", Number: 2, State: agent.StateInReview,
		ContentHash: "sha256:3f9a1c2b7d5e60718293a4b5c6d7e8f90112233445566778899aabbccddeeff0",
		CreatedAt:   time.Date(2026, 3, 2, 15, 4, 5, 0, time.UTC), CreatedBy: agent.Actor{Kind: agent.PersonActor, Name: "Jun Park"},
		Sheet: s,
	}
}

// fullSheet is absurdly full: every list holds twelve items and every text has about 400 characters.
func fullSheet() agent.Sheet {
	s := typicalSheet()
	long := strings.Repeat("when the guessing fails for a wide file, somebody has to look at every column by hand, and nobody plans for that; ", 4)[:400]
	e := said("u0123", "Mira Okafor of the onboarding and integration team", 1234567, long)
	fill := func(n string) agent.Field { return partly(n+" "+long, agent.Tentative, long, e, e) }
	f := &s.Fields
	s.Title = long[:180]
	for _, ref := range f.Single() {
		*ref.Field = fill("")
	}
	for _, list := range f.Lists() {
		*list.Items = nil
		for i := range 12 {
			*list.Items = append(*list.Items, fill(string(rune('a'+i))))
		}
	}
	one := f.Signals[0]
	f.Signals = nil
	for i := range 12 {
		one.Field = fill(string(rune('a' + i)))
		f.Signals = append(f.Signals, one)
	}
	f.MetricTree.Nodes = []agent.TreeNode{{ID: "aim", Kind: agent.NodeAim, Text: long}, {ID: "l1", Kind: agent.NodeLeading, Text: long}}
	f.MetricTree.Edges = []agent.TreeEdge{{From: "l1", To: "aim", Because: fill("")}}
	s.Questions = []agent.Question{}
	for ref := range s.Matches() {
		*ref.Match = f.Gate.Condition.Match
		ref.Match.Term, ref.Match.Candidates = long, slices.Clone(ref.Match.Candidates)
		ref.Match.Candidates[0].Name, ref.Match.Candidates[0].Metric = long, long
	}
	for range 60 {
		s.Jargon = append(s.Jargon, agent.Jargon{Heard: long, Utterance: "u0033", Match: f.Gate.Condition.Match})
	}
	for range 12 {
		s.Findings = append(s.Findings, agent.Finding{Code: "unsteerable", Severity: agent.Block, Message: long, Evidence: []agent.Evidence{e}})
	}
	return s
}
