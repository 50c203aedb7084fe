package brief

import (
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/brief/vocabulary"
	"github.com/plumbline-dev/plumb/agent/decision"
	"github.com/plumbline-dev/plumb/agent/internal/oneline"
	"github.com/plumbline-dev/plumb/agent/review"
	"github.com/plumbline-dev/plumb/agent/signal"
	"github.com/plumbline-dev/plumb/internal/fault"
)

func build(t testing.TB, in Input) Brief {
	t.Helper()
	b, err := Build(in)
	require.NoError(t, err)
	return b
}

func TestGolden(t *testing.T) {
	t.Parallel()
	for _, audience := range Audiences() {
		b := build(t, input(t, audience))
		require.Empty(t, b.Refused(), audience)
		golden(t, string(audience)+".txt", plainly(b))
	}
	in := input(t, Team)
	in.Note, in.Decisions, in.Team = nil, nil, "counter"
	b := build(t, in)
	require.Empty(t, b.Refused())
	golden(t, "team-without-a-note.txt", plainly(b))
}

// TestEveryLineIsAFormAndWhatWasApproved holds each line against the closed list of forms, and what stands in it against what a person
// approved.
func TestEveryLineIsAFormAndWhatWasApproved(t *testing.T) {
	t.Parallel()
	closed := formsOfPackage(t)
	for name, in := range inputs(t) {
		b := build(t, in)
		require.Empty(t, b.Refused(), name)
		approved := approvedTexts(in)
		for _, s := range b.Sections {
			for _, l := range s.Lines {
				require.Contains(t, closed, string(l.form), name)
				require.Equal(t, l.form.fill(l.slots), l.Text, name)
				require.True(t, len(l.Sources) > 0 || l.Blank, "%s: %q rests on nothing", name, l.Text)
				for _, sl := range l.slots {
					requireApproved(t, b, sl, approved, l.Text)
				}
			}
		}
		for i, source := range b.Sources {
			require.Equal(t, i+1, source.Number)
			require.NotEmpty(t, source.Kind)
		}
	}
}

func requireApproved(t *testing.T, b Brief, s slot, approved []string, line string) {
	t.Helper()
	switch s.kind {
	case quoted:
		inner := strings.Trim(strings.TrimSuffix(s.text, "…"), "“”")
		require.True(t, slices.ContainsFunc(approved, func(text string) bool { return strings.Contains(text, strings.Trim(inner, `"`)) }), "%q in %q is not what was approved", s.text, line)
	case sentence:
		require.Contains(t, approved, s.text)
	case word:
		require.Contains(t, closedWords(), s.text, line)
	case named, dated, id:
		require.NotEmpty(t, b.origins[s.fact].Kind, "%q in %q", s.text, line)
	default:
		t.Fatalf("%q is of no kind", s.kind)
	}
}

// formsOfPackage gives the forms that are written in form.go, and no others.
func formsOfPackage(t *testing.T) []string {
	t.Helper()
	var forms []string
	for _, m := range regexp.MustCompile(`form = "([^"]*)"`).FindAllStringSubmatch(source(t, "form.go"), -1) {
		forms = append(forms, m[1])
	}
	require.Greater(t, len(forms), 60)
	for _, file := range []string{"parts.go", "decisions.go", "exec.go", "team.go", "newcomer.go", "customer.go", "prfaq.go", "write.go"} {
		require.NotRegexp(t, `form\("`, source(t, file), "%s makes a form of its own", file)
	}
	return forms
}

// approvedTexts gives every text that may be quoted.
func approvedTexts(in Input) []string {
	var out []string
	for ref := range in.Sheet.Fields.All() {
		out = append(out, oneline.Tidy(ref.Field.Text))
	}
	for _, n := range in.Sheet.Fields.MetricTree.Nodes {
		out = append(out, oneline.Tidy(n.Text))
	}
	for _, q := range in.Sheet.Questions {
		out = append(out, oneline.Tidy(q.Text))
	}
	out = append(out, in.Team)
	if in.Note != nil {
		out = append(out, oneline.Tidy(in.Note.Proposal.Rationale))
		for _, s := range in.Note.Sentences {
			out = append(out, oneline.Tidy(s.Text))
		}
	}
	for _, e := range in.Decisions {
		out = append(out, oneline.Tidy(e.Text), oneline.Tidy(e.Heading()), oneline.Tidy(e.Rationale), oneline.Tidy(e.Prediction.Text))
		for _, l := range e.Revisits {
			out = append(out, oneline.Tidy(l.Lesson))
		}
	}
	for _, m := range in.Metrics {
		out = append(out, oneline.Tidy(m.Description), oneline.Tidy(strings.Join(m.Owner, ", ")), oneline.Tidy(m.Home()))
	}
	for _, term := range in.Terms {
		out = append(append(out, oneline.Tidy(term.Name), oneline.Tidy(term.Meaning)), term.Variants...)
	}
	return out
}

func closedWords() []string {
	out := []string{"up", "down", "Up", "Down", "decided", "came true", "did not come true", "cannot tell"}
	for _, c := range decision.Choices() {
		out = append(out, string(c))
	}
	for _, r := range []agent.Role{agent.RoleProxy, agent.RoleLeading, agent.RoleOutcome} {
		out = append(out, string(r))
	}
	for _, list := range []map[string]string{fieldWords, toWrite, unitWords} {
		for _, w := range list {
			out = append(out, w)
		}
	}
	for _, w := range gateWords {
		out = append(out, w)
	}
	for state, w := range railWords {
		out = append(out, w, outwardRail[state])
	}
	return out
}

// inputs are pages of every kind: whole, without a note, with much on record, hostile.
func inputs(t *testing.T) map[string]Input {
	t.Helper()
	out := map[string]Input{}
	for _, audience := range Audiences() {
		whole := input(t, audience)
		out["whole "+string(audience)] = whole

		bare := input(t, audience)
		bare.Note, bare.Decisions, bare.Team = nil, nil, ""
		bare.Waiting = approvedNote(t, bare.Sheet)
		out["bare "+string(audience)] = bare

		late := input(t, audience)
		late.AsOf = late.AsOf.AddDate(1, 0, 0)
		late.Sheet.Number++
		looked := anEntry()
		looked.Revisits = []decision.Look{{Revisit: decision.Revisit{On: "2026-04-21", Outcome: decision.DidNot, Lesson: "Bread is not a list."}}}
		looked.ReplacedBy = "d-9z8y7x6"
		other := anEntry()
		other.ID, other.Choice, other.Prediction, other.Due = "d-2a2b3c4", decision.Other, decision.Prediction{}, ""
		late.Decisions = []decision.Entry{looked, other, anEntry(), other, other}
		late.Team = "counter"
		out["late "+string(audience)] = late

		for seed := range uint64(20) {
			r := rand.New(rand.NewPCG(seed, 7))
			odd := input(t, audience)
			if seed%2 == 0 {
				odd.Note = nil
			}
			for ref := range odd.Sheet.Fields.All() {
				ref.Field.Text = hostileText(r)
			}
			for i := range odd.Sheet.Fields.MetricTree.Nodes {
				odd.Sheet.Fields.MetricTree.Nodes[i].Text = hostileText(r)
			}
			odd.Decisions[0].Text, odd.Decisions[0].Rationale = hostileText(r), hostileText(r)
			odd.Decisions[0].Date = hostileText(r)
			for id, m := range odd.Metrics {
				m.Description = hostileText(r)
				odd.Metrics[id] = m
			}
			odd.Terms[0].Meaning, odd.Terms[0].Name = hostileText(r), hostileText(r)
			out["odd "+string(audience)+string(rune('a'+seed))] = odd
		}
	}
	return out
}

// hostileText is what nobody should write into a sheet.
func hostileText(r *rand.Rand) string {
	parts := []string{
		"it caused 40% more", "“quoted”", `"said"`, "thanks to the list", "\x1b[31mred", "</p><script>", "[F1]", "[^1]", "2026-03-20", "\u202eright", "%s", "%d", "Orders baked on time moved up", "\n\n# head", "we doubled revenue",
		"…", strings.Repeat("long ", 90), "”", "“", "1,000,000 EUR", "", "山川", "[to be written: x]", "because of it", "the gate is passed",
	}
	var out []string
	for range r.IntN(4) {
		out = append(out, parts[r.IntN(len(parts))])
	}
	return strings.Join(out, " ")
}

func TestWithoutApprovalNothing(t *testing.T) {
	t.Parallel()
	in := input(t, Exec)
	in.Sheet.Approval, in.Sheet.State = nil, agent.StateDraft
	_, err := Build(in)
	require.True(t, fault.Is(err, fault.Conflict))
	require.Contains(t, fault.Next(err), "plumb sheet approve")

	in = input(t, Exec)
	in.Note.Approval = nil
	_, err = Build(in)
	require.True(t, fault.Is(err, fault.Conflict))

	in = input(t, Exec)
	in.Decisions[0].Approval = nil
	_, err = Build(in)
	require.True(t, fault.Is(err, fault.Conflict))

	in = input(t, "execs")
	_, err = Build(in)
	require.Contains(t, fault.Next(err), "Did you mean exec?")
}

// TestANoteThatWaitsLeavesNoTrace marks every text of a note that nobody approved, and looks for the mark.
func TestANoteThatWaitsLeavesNoTrace(t *testing.T) {
	t.Parallel()
	const mark = "zebra"
	for _, audience := range Audiences() {
		in := input(t, audience)
		w := approvedNote(t, in.Sheet)
		w.AsOf, w.Approval, w.State = "2026-03-30", nil, agent.StateDraft
		for i := range w.Sentences {
			w.Sentences[i].Text += mark
		}
		for i := range w.Facts {
			w.Facts[i].Text += mark
		}
		w.Gate.State, w.Gate.Detail = signal.GateFailed, mark
		in.Waiting = w
		page := plainly(build(t, in))
		require.NotContains(t, page, mark)
		require.NotContains(t, page, "missed")
		if audience != PRFAQ && audience != Customer {
			require.Contains(t, page, "waits for approval")
		}
	}
}

// TestCustomersHearNothingInternal looks for people, metrics and figures on the page for customers and in its sources.
func TestCustomersHearNothingInternal(t *testing.T) {
	t.Parallel()
	for name, in := range inputs(t) {
		if in.Audience != Customer {
			continue
		}
		page := strings.ToLower(plainly(build(t, in)))
		for _, never := range []string{"ines", "duarte", "pavel", "baked on time", "bakery.on_time", "corrected orders", "queue time", "40%", "3%", "percent", "12%", "the list jumps", "back and forth", "revenue", "caused"} {
			require.NotContains(t, page, never, name)
		}
	}
	for text, may := range map[string]bool{
		"putting the list in the order of the ovens":     true,
		"New shops find their way on their own.":         true,
		"Ask Bogdan for it.":                             false,
		"the export of pavel's people":                   false,
		"a shorter queue time":                           false,
		"we believe that it will last":                   false,
		"half of them by June":                           false,
		"at least forty percent":                         false,
		"see https://example.com/plan":                   false,
		"we guarantee it":                                false,
		"bakery.on_time goes up":                         false,
		"they say “go” to it":                            false,
		"":                                               false,
		"less walking for whoever stands at the counter": true,
	} {
		b := newBuilder(input(t, Customer))
		require.Equal(t, may, b.outsider().mayHear(text), text)
	}
}

func TestTheAimIsABlankWhereCustomersMayNotHearIt(t *testing.T) {
	t.Parallel()
	in := input(t, Customer)
	in.Sheet.Fields.Aim = said("Pavel gets every order out by June.")
	page := plainly(build(t, in))
	require.Contains(t, page, "[to be written: the aim, in words for customers]")
	require.Contains(t, page, "left out 1")
}

func TestWordsOfTheAudience(t *testing.T) {
	t.Parallel()
	in := input(t, Exec)
	in.Words = vocabulary.Vocabulary{Words: []vocabulary.Word{{From: "orders baked on time", To: "punctual bread"}, {From: "guardrail", To: "safety line"}}, LeaveOut: []string{"Pavel"}}
	b := build(t, in)
	page := plainly(b)
	require.Empty(t, b.Refused())
	require.Contains(t, page, "The gate asks for at least 40% of Punctual bread by 20 March 2026.")
	require.Contains(t, page, "The safety line allows less than 3% of Corrected orders.")
	require.Contains(t, page, "\nSafety line: ok")
	require.NotContains(t, page, "Pavel")
	require.Contains(t, page, "“will get more orders baked on time”", "what people said stays")
	require.Positive(t, b.LeftOut)
	require.True(t, slices.ContainsFunc(b.Sources, func(s Source) bool { return s.Name == "Orders baked on time" }), "the source keeps the name")

	in.Words = vocabulary.Vocabulary{Words: []vocabulary.Word{{From: "Orders baked on time", To: "Corrected orders"}}}
	_, err := Build(in)
	require.ErrorContains(t, err, "both be called")
}

func TestLinksOfATeam(t *testing.T) {
	t.Parallel()
	in := input(t, Team)
	in.Team = "counter"
	page := plainly(build(t, in))
	require.Contains(t, page, "Wait at the counter (p95) is a leading signal, and should move first.")
	require.Contains(t, page, "The step above it: “Every order leaves the oven when it was promised.”, as “who waits sees an order that is late”.")
	require.Contains(t, page, "A dependency names “counter”: “The counter team needs the export by Wednesday.”")
	in.Team = "finance"
	require.Contains(t, plainly(build(t, in)), "No metric of “finance” is on this sheet.")
	in.Team = ""
	require.Contains(t, plainly(build(t, in)), "Wait at the counter (p95) is a metric of “counter”.")
}

func TestShorten(t *testing.T) {
	t.Parallel()
	for _, audience := range Audiences() {
		b := build(t, input(t, audience))
		lines := func() (n int) {
			for _, s := range b.Sections {
				n += len(s.Lines)
			}
			return n
		}
		whole := plainly(b)
		first := b
		for b.Droppable() {
			before := lines()
			next := b.Shorten()
			b = next
			require.Less(t, lines(), before)
			for _, s := range b.Sections {
				require.False(t, s.Lines[0].Joined)
			}
		}
		require.Equal(t, 1, lines())
		require.Positive(t, b.Missing())
		require.Equal(t, whole, plainly(first), "the page that was shortened stays as it is")
	}
}

func TestQuotes(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{"a": "“a”", `say "a"`: `“say "a"”`, "say “a”": `"say “a”"`} {
		got, ok := quoteOf(text)
		require.True(t, ok)
		require.Equal(t, want, got)
	}
	_, ok := quoteOf(`“a” "b"`)
	require.False(t, ok)
	long, ok := quoteOf(strings.Repeat("word ", 100))
	require.True(t, ok)
	require.True(t, strings.HasSuffix(long, "word”…"))
}

func TestNameOfAPerson(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{"Ines Duarte": true, "I guess Ines owns it": false, "Jean-Luc O'Neil": true, "": false, "Ines, or Pavel": false, "It Caused May": false} {
		require.Equal(t, want, isName(text), text)
	}
}

func FuzzBuild(f *testing.F) {
	f.Add("Every order leaves the oven.", "Go on.", "exec", "bakery")
	f.Add("“a” \"b\"", "\x00\u202e", "customer-facing", "")
	f.Fuzz(func(t *testing.T, aim, text, audience, team string) {
		in := input(t, Audience(audience))
		in.Sheet.Fields.Aim, in.Sheet.Title, in.Team = said(aim), text, team
		in.Sheet.Fields.Mechanism.Lever, in.Sheet.Fields.Owner = said(text), said(aim)
		in.Decisions[0].Text, in.Decisions[0].Prediction.Text = text, aim
		b, err := Build(in)
		if err != nil {
			return
		}
		require.Empty(t, b.Refused())
		for b.Droppable() {
			b = b.Shorten()
		}
	})
}

func TestWhatIsProposedIsToldAsProposed(t *testing.T) {
	t.Parallel()
	in := input(t, Customer)
	in.Sheet.Fields.Mechanism.Lever.Maturity = agent.Proposed
	in.Sheet.Fields.Mechanism.Lever.Text = "putting the list in another order"
	require.Contains(t, plainly(build(t, in)), "“putting the list in another order”. (proposed)")
}

func TestExecHearsWhatTheNoteProposes(t *testing.T) {
	t.Parallel()
	in := input(t, Exec)
	note := *in.Note
	note.Proposal = review.Proposal{Decision: review.Stop, Rationale: "The guardrail is breached; that outweighs whatever the gate says."}
	in.Note = &note
	b := build(t, in)
	require.Empty(t, b.Refused())
	require.Contains(t, plainly(b), "The note proposes to stop: The guardrail is breached; that outweighs whatever the gate says.")
	require.Contains(t, plainly(b), "It could be told from 23 March 2026 on.")
	note.Proposal.Decision = review.None
	require.NotContains(t, plainly(build(t, in)), "The note proposes")
}
