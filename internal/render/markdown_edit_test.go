package render_test

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/render"
	"github.com/plumbline-dev/plumb/semantic"
)

// edit replaces one piece of the typical sheet's Markdown and reads it back.
func edit(t *testing.T, old, with string) (agent.Sheet, error) {
	t.Helper()
	md := markdown(t, typicalSheet())
	require.Equal(t, 1, strings.Count(md, old), "the piece to edit must stand there once: %q", old)
	return render.ParseMarkdown(strings.NewReader(strings.Replace(md, old, with, 1)), typicalSheet())
}

const ruledOutSecond = `- [deferred] the Salesforce connector waits
  <!-- evidence u0093 Tomas Lind 00:18:42.000 "the Salesforce connector waits until summer" -->
`

func TestMarkdownEdits(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		old, with string
		want      func(s *agent.Sheet)
	}{
		"title":             {"# Self-serve import for new workspaces", "# Import", func(s *agent.Sheet) { s.Title = "Import" }},
		"title cleared":     {"# Self-serve import for new workspaces", "#", func(s *agent.Sheet) { s.Title = "" }},
		"date":              {"Meeting date: 2026-03-02", "Meeting date: 2026-03-03", func(s *agent.Sheet) { s.MeetingDate = "2026-03-03" }},
		"date line removed": {"Meeting date: 2026-03-02\n", "", func(s *agent.Sheet) { s.MeetingDate = "" }},
		"words changed": {"\nday-one activation\n", "\nactivation on day one\n", func(s *agent.Sheet) {
			s.Fields.Mechanism.Outcome.Text, s.Fields.Mechanism.Outcome.Match = "activation on day one", semantic.ChangedByHand()
		}},
		"words on several lines": {"\nday-one activation\n", "\nday-one\n   activation\n\nof *new* people\\\nonly C:\\dir\\\n", func(s *agent.Sheet) {
			s.Fields.Mechanism.Outcome.Match = semantic.ChangedByHand()
			s.Fields.Mechanism.Outcome.Text = "day-one activation\n\nof *new* people\nonly C:\\dir\\"
		}},
		"maturity changed": {"[tentative]", "[Partly,agreed]", func(s *agent.Sheet) {
			s.Fields.Gate.Otherwise.Status, s.Fields.Gate.Otherwise.Maturity = agent.Partly, agent.Agreed
		}},
		"mark removed": {"[tentative]\n", "", func(s *agent.Sheet) { s.Fields.Gate.Otherwise.Maturity = "" }},
		"mark behind the words": {"[tentative]\nwe turn the guessing off and keep the templates", "we turn the guessing off and keep the templates\n[tentative]",
			func(*agent.Sheet) {}},
		"cleared by removing the words":   {"[tentative]\nwe turn the guessing off and keep the templates\n", "", clearOtherwise},
		"cleared, mark left":              {"\nwe turn the guessing off and keep the templates\n", "\n", clearOtherwise},
		"cleared in words":                {"\nwe turn the guessing off and keep the templates\n", "\nNot stated\n", clearOtherwise},
		"blank filled above its question": {"_not stated_\n> What will you know", "whether people trust the guess\n> What will you know", learnFilled},
		"blank filled, marker left":       {"_not stated_\n> What will you know", "_not stated_\nwhether people trust the guess\n> What will you know", learnFilled},
		"blank filled, question removed":  {"_not stated_\n> What will you know after the two weeks that you don't know now?", "whether people trust the guess", learnFilled},
		"question rewritten": {"> What will you know after the two weeks that you don't know now?", "> What\n> now?", func(s *agent.Sheet) {
			s.Fields.Gate.Learn.Question, s.Questions[0].Text = "What now?", "What now?"
		}},
		"evidence removed": {"<!-- evidence u0037 Mira Okafor 00:07:41.000 \"Exactly.\" -->\n", "", func(s *agent.Sheet) {
			s.Fields.Mechanism.Because.Evidence = s.Fields.Mechanism.Because.Evidence[:1]
		}},
		"item added": {ruledOutSecond, ruledOutSecond + "- the old wizard\n", func(s *agent.Sheet) {
			s.Fields.RuledOut = append(s.Fields.RuledOut, field("the old wizard", ""))
		}},
		"item added with a star and a mark": {ruledOutSecond, "* [agreed] the old wizard\n  goes\n" + ruledOutSecond, func(s *agent.Sheet) {
			s.Fields.RuledOut = []agent.Field{s.Fields.RuledOut[0], field("the old wizard goes", agent.Agreed), s.Fields.RuledOut[1]}
		}},
		"item removed": {ruledOutSecond, "", func(s *agent.Sheet) { s.Fields.RuledOut = s.Fields.RuledOut[:1] }},
		"item emptied": {"[deferred] the Salesforce connector waits", "", func(s *agent.Sheet) { s.Fields.RuledOut = s.Fields.RuledOut[:1] }},
		"item moved to another list": {"- [agreed] fewer fields", ruledOutSecond + "- [agreed] fewer fields", func(s *agent.Sheet) {
			s.Fields.TradeOffs = append([]agent.Field{s.Fields.RuledOut[1]}, s.Fields.TradeOffs...)
		}},
		"first item of an empty list": {"_not stated_\n> Who may stop", "_not stated_\n- Ines may stop it\n> Who may stop", func(s *agent.Sheet) {
			s.Fields.DecisionRights = []agent.Field{field("Ines may stop it", "")}
			s.Questions = []agent.Question{s.Questions[0], s.Questions[2]}
		}},
		"last item of a list removed": {"- [agreed] fewer fields, even over completeness\n  <!-- evidence u0096 Ines Duarte 00:19:10.000 \"I'd rather have fewer fields, even over completeness\" -->\n", "", func(s *agent.Sheet) {
			s.Fields.TradeOffs = []agent.Field{}
			s.Questions = append(s.Questions, agent.Question{Field: "trade_offs", Text: `What should stand under "Trade-off"?`})
		}},
		"signal turned": {"[agreed, outcome, up]", "[down, outcome]", func(s *agent.Sheet) {
			s.Fields.Signals[1].Direction, s.Fields.Signals[1].Maturity = agent.Down, ""
		}},
		"signal reworded loses its metric": {"[agreed, outcome, up] day-one activation", "[agreed, outcome, up] week-one activation", func(s *agent.Sheet) {
			s.Fields.Signals[1].Text = "week-one activation"
			s.Fields.Signals[1].Match = semantic.Match{Outcome: semantic.Unknown, Candidates: []semantic.Candidate{}, Reason: "changed by hand and not looked up yet"}
		}},
		"predicate changed": {"predicate: day-one activation >= 40% by 2026-03-13", "Predicate:   day-one activation>45.5 %", func(s *agent.Sheet) {
			s.Fields.Gate.Condition.Predicate = &agent.Predicate{Metric: "day-one activation", Op: agent.MoreThan, Threshold: 45.5, Unit: "%"}
		}},
		"predicate removed": {"predicate: day-one activation >= 40% by 2026-03-13\n", "", func(s *agent.Sheet) { s.Fields.Gate.Condition.Predicate = nil }},
		"objective in other units": {"objective: < 2%", "objective: = 3 wrong rows/day", func(s *agent.Sheet) {
			s.Fields.Guardrail.Objective = &agent.Objective{Op: agent.Equals, Threshold: 3, Unit: "wrong rows/day"}
		}},
		"metric tree drawn": {"## Metric tree\n\n_not stated_\n", "## Metric tree\n- node a (aim): own data\n- node p (proxy): imports without help\n- p -> a: [agreed] because people\n  stay\n", func(s *agent.Sheet) {
			s.Fields.MetricTree = agent.MetricTree{
				Nodes: []agent.TreeNode{{ID: "a", Kind: agent.NodeAim, Text: "own data"}, {ID: "p", Kind: agent.NodeProxy, Text: "imports without help"}},
				Edges: []agent.TreeEdge{{From: "p", To: "a", Because: field("because people stay", agent.Agreed)}},
			}
		}},
		"metric removed": {"\n<!-- metric \"Activation, day one (product.activation_d1), %, up is good\" -->\n", "\n", func(*agent.Sheet) {}},
		"signal reworded": {"up] day-one activation\n", "up] activation on day one\n", func(s *agent.Sheet) {
			s.Fields.Signals[1].Text, s.Fields.Signals[1].Match = "activation on day one", semantic.ChangedByHand()
		}},
		"gate reworded": {"\nwe go on if day-one activation is", "\nwe stop unless day-one activation is", func(s *agent.Sheet) {
			s.Fields.Gate.Condition.Text = "we stop unless day-one activation is at least 40 percent by Friday next week"
			s.Fields.Gate.Condition.Match = semantic.ChangedByHand()
		}},
		"record removed": {"## Record\n", "## Record\n", func(*agent.Sheet) {}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			want := typicalSheet()
			test.want(&want)
			got, err := edit(t, test.old, test.with)
			require.NoError(t, err)
			require.Equal(t, want, got)
		})
	}
}

func clearOtherwise(s *agent.Sheet) {
	const question = `What should stand under "Stage gate: otherwise"?`
	s.Fields.Gate.Otherwise = agent.Blank(question)
	s.Questions = append(s.Questions, agent.Question{Field: "gate.otherwise", Text: question})
}

func learnFilled(s *agent.Sheet) {
	s.Fields.Gate.Learn = field("whether people trust the guess", "")
	s.Questions = s.Questions[1:]
}

func TestMarkdownRecordMayBeRemoved(t *testing.T) {
	t.Parallel()
	md, _, found := strings.Cut(markdown(t, typicalSheet()), "## Record")
	require.True(t, found)
	got, err := render.ParseMarkdown(strings.NewReader(md), typicalSheet())
	require.NoError(t, err)
	require.Equal(t, typicalSheet(), got)
}

func TestMarkdownAuthorsAreKept(t *testing.T) {
	t.Parallel()
	base := typicalSheet()
	base.Fields.Owner.Author = "Jun --> Park"
	base.Fields.Objections = append(base.Fields.Objections, agent.Field{Text: "x", Status: agent.Stated, Evidence: []agent.Evidence{}, Author: "Mira"})
	md := markdown(t, base)
	require.Contains(t, md, `<!-- written by "Jun --\u{3E} Park" -->`)

	got, err := render.ParseMarkdown(strings.NewReader(strings.Replace(md, "\nJun Park\n", "\nTomas Lind\n", 1)), base)
	require.NoError(t, err)
	require.Equal(t, "Tomas Lind", got.Fields.Owner.Text)
	require.Empty(t, got.Fields.Owner.Author, "who changed it is for the caller to say")
	require.Equal(t, base.Fields.Objections, got.Fields.Objections)

	_, err = render.ParseMarkdown(strings.NewReader(strings.Replace(md, `"Mira"`, `"Ines"`, 1)), base)
	require.ErrorContains(t, err, "names an author")
}

func TestMarkdownRefusals(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ old, with, message, next string }{
		"unknown heading":            {"## Owner", "## Owners", `line 94 has the heading "Owners", which a sheet does not have`, "Use one of: Aim, Done when"},
		"another metric":             {"\n<!-- metric \"Activation, day one", "\n<!-- metric \"Something else", "line 44 names another metric", "plumb sheet link"},
		"heading of another level":   {"## Owner", "### Owner", "line 94 is a heading of a level", `write \#`},
		"heading twice":              {"## Owner", "## Aim", `line 94 has the heading "Aim" again; it stands on line 20`, "one heading"},
		"heading missing":            {"## Owner\n", "", `has marks again`, ""},
		"title missing":              {"# Self-serve import for new workspaces\n", "", "should be the title", "# "},
		"words above the title":      {"# Self-serve", "Hello\n# Self-serve", "line 14 stands above the title", "Move it"},
		"words below the title":      {"Meeting date: 2026-03-02", "Meeting date: 2026-03-02\n\nremember the cake", "line 20 stands between the title", "Move it"},
		"no such date":               {"Meeting date: 2026-03-02", "Meeting date: next week", "line 18 has a meeting date", "2026-03-02"},
		"unknown mark":               {"[tentative]", "[maybe]", "starts with a bracket that is not a mark", `write \[`},
		"two maturities":             {"[tentative]", "[tentative, agreed]", "starts with a bracket", "[partly]"},
		"role on a plain field":      {"[tentative]", "[proxy]", "starts with a bracket", ""},
		"marks without words":        {"_not stated_\n> What will", "[agreed]\n> What will", "has marks without words", "Write the words"},
		"quote changed":              {`"Exactly."`, `"Exactly!"`, "line 51 has evidence that this sheet did not have", "Undo"},
		"time changed":               {"u0037 Mira Okafor 00:07:41.000", "u0037 Mira Okafor 00:07:41.001", "has evidence that", "Undo"},
		"speaker changed":            {"u0037 Mira Okafor", "u0037 Mira", "has evidence that", "Undo"},
		"evidence made up":           {"_not stated_\n> What will", "x\n<!-- evidence u0001 - 00:00:00.000 \"x\" -->\n> What will", "has evidence that", "Undo"},
		"evidence on a blank":        {"_not stated_\n> What will", "<!-- evidence u0037 Mira Okafor 00:07:41.000 \"Exactly.\" -->\n> What will", "has evidence without words", "Write the words"},
		"evidence moved below other": {"> Half of which", "<!-- evidence u0048 Jun Park 00:10:02.000 \"what moves first is the share of imports that finish without a help article\" -->\n> Half of which", "evidence of other words", "Remove that comment"},
		"comment of one's own":       {"[tentative]", "<!-- note to self -->\n[tentative]", "is a comment, which a sheet cannot keep", "Remove it"},
		"comment left open":          {"[tentative]", "<!-- note\n[tentative]", "opens a comment that does not end", "-->"},
		"item line removed only":     {"- [deferred] the Salesforce connector waits\n", "", "evidence of other words", "put the line back"},
		"all item lines removed":     {"- [agreed] fewer fields, even over completeness\n", "", "has a comment whose item is gone", "Remove the comment"},
		"words in a list":            {"_not stated_\n> Who may", "Ines may\n> Who may", `is not an item of the list "Decision rights"`, `"- "`},
		"numbered item":              {ruledOutSecond, ruledOutSecond + "2. the old wizard\n", "is not an item", `"- "`},
		"item without words":         {"[deferred] the Salesforce connector waits", "[deferred]", "has marks without words", "remove"},
		"question above items":       {"- [agreed] fewer fields", "> Why?\n- [agreed] fewer fields", "asks a question above a list", "below an item"},
		"predicate without operator": {"day-one activation >= 40% by", "day-one activation 40% by", "cannot be read: there is no comparison", "predicate: activation >= 40% by 2026-03-13"},
		"predicate without number":   {"activation >= 40% by 2026-03-13\n<", "activation >= forty by 2026-03-13\n<", "there is no number after >=", ""},
		"predicate with commas":      {"activation >= 40% by 2026-03-13\n<", "activation >= 10,000 users by 2026-03-13\n<", "write the number with digits", ""},
		"predicate with a bad date":  {"by 2026-03-13\n<", "by Friday\n<", `"Friday" is not a date`, ""},
		"predicate with a bad day":   {"by 2026-03-13\n<", "by 2026-02-30\n<", "is not a date", ""},
		"predicate twice":            {"predicate: day-one activation >= 40% by 2026-03-13", "predicate: a > 1\npredicate: a > 1", "has a second predicate:", "Keep one"},
		"objective with a date":      {"objective: < 2%", "objective: < 2% by 2026-03-13", "is not understood", "objective: <= 2%"},
		"predicate without words":    {"we go on if day-one activation is at least 40 percent by Friday next week\n\npredicate: day-one activation >= 40% by 2026-03-13", "predicate: day-one activation >= 41% by 2026-03-13", "has a value without words", "in words"},
		"edge without reason":        {"## Metric tree\n\n_not stated_", "## Metric tree\n- a -> b:", "has an edge without a reason", "why"},
		"neither node nor edge":      {"## Metric tree\n\n_not stated_", "## Metric tree\n- node a (hope): x", "is neither a node nor an edge", "aim, leading"},
		"record changed":             {"- finding (warn): Nobody", "- finding (warn): Somebody", "differs from what plumb keeps", "Undo"},
		"not UTF-8":                  {"[tentative]", "\xff", "holds bytes that are not UTF-8", "Save"},
		"too large":                  {"[tentative]", strings.Repeat("x", 1<<20), "larger than", "shorten"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := edit(t, test.old, test.with)
			require.Equal(t, fault.Invalid, fault.KindOf(err))
			require.ErrorContains(t, err, test.message)
			require.Contains(t, fault.Next(err), test.next)
		})
	}
}

func TestMarkdownHeadingsAreAllNeeded(t *testing.T) {
	t.Parallel()
	_, err := render.ParseMarkdown(strings.NewReader("# x\n## Aim\n"), typicalSheet())
	require.ErrorContains(t, err, `the heading "## Done when" is missing`)
	_, err = render.ParseMarkdown(strings.NewReader(""), typicalSheet())
	require.ErrorContains(t, err, "should be the title")
}

// TestMarkdownRandomEdits edits a hostile sheet as a careless person would: lines removed, doubled, swapped and typed
// anywhere. Whatever is accepted must render and read back the same.
func TestMarkdownRandomEdits(t *testing.T) {
	t.Parallel()
	accepted := 0
	for seed := range uint64(1000) {
		h := hostile{rand.New(rand.NewPCG(seed, 11))}
		base := h.sheet()
		lines := strings.Split(markdown(t, base), "\n")
		for range 1 + h.IntN(3) {
			i, j := h.IntN(len(lines)), h.IntN(len(lines))
			switch h.IntN(4) {
			case 0:
				lines[i] = ""
			case 1:
				lines[i], lines[j] = lines[j], lines[i]
			case 2:
				lines[i] += "\n" + lines[j]
			default:
				lines[i] += "\n" + h.pick([]string{"", "- ", "  ", "> ", "[agreed] "}) + h.text()
			}
		}
		got, err := render.ParseMarkdown(strings.NewReader(strings.Join(lines, "\n")), base)
		if err != nil {
			require.Equal(t, fault.Invalid, fault.KindOf(err), "seed %d", seed)
			require.NotEmpty(t, fault.Next(err), "seed %d", seed)
			continue
		}
		accepted++
		var buf bytes.Buffer
		require.NoError(t, render.Markdown(&buf, version(got)))
		again, err := render.ParseMarkdown(bytes.NewReader(buf.Bytes()), got)
		require.NoError(t, err, "seed %d\n%s", seed, buf.String())
		require.Equal(t, got, again, "seed %d\n%s", seed, buf.String())
	}
	require.Greater(t, accepted, 120, "too few edits were accepted to mean anything")
}
