package ask

import (
	"encoding/json"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/decision"
	"github.com/plumbline-dev/plumb/agent/search"
)

// asked reads and answers a question, and fails when a sentence is not carried by its facts.
func asked(t testing.TB, k Knowledge, text string, asOf time.Time) Answer {
	t.Helper()
	q := Question{Text: text, AsOf: asOf}
	plan, err := Read(t.Context(), k, q)
	require.NoError(t, err)
	return answered(t, k, q, plan)
}

// taken is an approved decision about the shelf order.
func taken(id, date string, choice decision.Choice, text string) decision.Entry {
	e := decision.Entry{ID: id, Number: 1, State: agent.StateApproved}
	e.Approval = &agent.Approval{By: agent.Actor{Kind: agent.PersonActor, Name: "Ruth Adeyemi"}, At: isoDay(date)}
	e.Date, e.Choice, e.Text, e.Title, e.Sheet = date, choice, text, "shelf order", shelfOrder
	return e
}

func TestSeveralSheetsRuleOut(t *testing.T) {
	t.Parallel()
	k := tallybird(t)
	k.sheets[1].State = agent.StateApproved
	k.sheets[1].Fields.RuledOut = []agent.Field{saidField("We will not phone every shop.")}
	a := asked(t, k, "what have we ruled out?", april9)
	require.Equal(t, Answered, a.Answer.Outcome)
	require.Contains(t, a.Answer.Text, "Ruled out for “shelf order”: “We're not doing the reminder emails.”")
	require.Contains(t, a.Answer.Text, "Ruled out for “guided till setup”: “We will not phone every shop.”")

	a = asked(t, k, "what did we rule out about phoning shops?", april9)
	require.Contains(t, a.Answer.Text, "We will not phone every shop.")
}

func TestNoReasonIsOnRecord(t *testing.T) {
	t.Parallel()
	a := asked(t, tallybird(t), "why did we rule out reminder emails?", april9)
	require.Contains(t, a.Answer.Text, "We're not doing the reminder emails.")
	require.Contains(t, a.Answer.Text, "No reason for it is on record")
	require.NotContains(t, asked(t, tallybird(t), "what did we rule out?", april9).Answer.Text, "reason")
}

func TestWhatWasTurnedDownHidesNoDecision(t *testing.T) {
	t.Parallel()
	k := tallybird(t)
	dropped := taken("d-1stop00", "2026-04-02", decision.Stop, "Stop the shelf order.")
	refused := taken("d-1drop00", "2026-04-02", decision.Stop, "Drop the shelf order at once")
	refused.State, refused.Approval = agent.StateRejected, nil
	k.decisions = []decision.Entry{refused, dropped}
	a := asked(t, k, "who decided to drop the shelf order?", april9)
	require.Regexp(t, `^Decided on 2 April 2026, approved by Ruth Adeyemi: “Stop the shelf order.” \(d-1stop00\)`, a.Answer.Text)
	require.Contains(t, a.Answer.Text, "A draft of 2 April 2026 was turned down: “Drop the shelf order at once”")
}

func TestDecisionsOfTheSheetThatWasReplaced(t *testing.T) {
	t.Parallel()
	k := tallybird(t)
	before := taken("d-1before", "2026-03-20", decision.Change, "Half of the shops get it.")
	before.Sheet = "s-1older0"
	k.decisions = []decision.Entry{before}
	require.Equal(t, Abstained, asked(t, k, "what did we decide about shelf order?", march26).Answer.Outcome)
	k.sheets[0].Replaces = "s-1older0"
	require.Contains(t, asked(t, k, "what did we decide about shelf order?", march26).Answer.Text, "Half of the shops get it.")
}

func TestLaterDecisionsAreNotKnownBefore(t *testing.T) {
	t.Parallel()
	k := tallybird(t)
	first := taken("d-1first0", "2026-03-20", decision.Stop, "Stop the shelf order.")
	first.ReplacedBy = "d-1second"
	second := taken("d-1second", "2026-04-02", decision.Continue, "Go on with the shelf order.")
	k.decisions = []decision.Entry{second, first}
	require.NotContains(t, asked(t, k, "what did we decide about shelf order?", march26).Answer.Text, "d-1second")
	require.Contains(t, asked(t, k, "what did we decide about shelf order?", april9).Answer.Text, "it was replaced by d-1second")
}

func TestApprovalCountsFromItsDay(t *testing.T) {
	t.Parallel()
	k := tallybird(t)
	late := *k.sheets[0].Approval
	late.At = time.Date(2026, time.November, 21, 9, 0, 0, 0, time.UTC)
	k.sheets[0].Approval, k.decisions[0].Approval = &late, &late
	require.Regexp(t, `^The sheet was not approved by 9 April 2026; that came on 21 November 2026\.`, asked(t, k, "who approved the sheet?", april9).Answer.Text)
	require.Contains(t, asked(t, k, "what did we decide?", april9).Answer.Text, "Decided on 9 April 2026, and not approved by 9 April 2026")
}

func TestIsItApproved(t *testing.T) {
	t.Parallel()
	for question, want := range map[string]string{
		"is the sheet approved?":            `^Ruth Adeyemi approved the sheet on 3 March 2026\.`,
		"is guided till setup approved?":    `^The sheet is still a draft and not approved`,
		"is the spring menu approved?":      `^No sheet is called that\.`,
		"was the last decision signed off?": `^Decided on 9 April 2026, approved by Ruth Adeyemi`,
	} {
		require.Regexp(t, want, asked(t, tallybird(t), question, april9).Answer.Text, question)
	}
}

func TestAnEditVoidsAnApproval(t *testing.T) {
	t.Parallel()
	k := tallybird(t)
	k.approved = map[string]agent.Version{shelfOrder: k.sheets[0]}
	k.sheets[0].Number, k.sheets[0].State, k.sheets[0].Approval = 3, agent.StateDraft, nil
	want := "Version 2 of the sheet was approved and has been edited since, so nothing of it is in effect until version 3 is approved."
	for _, question := range []string{"is shelf order approved?", "is shelf order working?", "what is shelf order about?"} {
		require.Contains(t, asked(t, k, question, april9).Answer.Text, want, question)
	}
}

func TestWhoOwnsTheGateOfABet(t *testing.T) {
	t.Parallel()
	k := tallybird(t)
	k.sheets[1].State = agent.StateApproved
	draft := taken("d-1draft0", "2026-04-02", decision.Stop, "Stop the guided setup on the first evening.")
	draft.State, draft.Approval = agent.StateDraft, nil
	k.decisions = []decision.Entry{draft}
	require.Regexp(t, `^Hannelore Voss owns “guided till setup”\.`, asked(t, k, "who owns the gate of the guided setup?", april9).Answer.Text)
}

// meeting has a record in which remarks follow each other, and finds them all.
func meeting(k *kept, said ...[2]string) {
	record := &agent.Transcript{SHA256: "5e", File: "weekly.vtt", Date: "2026-03-02"}
	hit := search.Hit{}
	hit.ID, hit.Title = record.SHA256, record.File
	for i, s := range said {
		u := agent.Utterance{ID: "u" + string(rune('a'+i)), Speaker: s[0], StartMS: int64(i+1) * 60_000, Text: s[1]}
		record.Utterances = append(record.Utterances, u)
		hit.Evidence = append(hit.Evidence, agent.Evidence{Utterance: u.ID, Speaker: u.Speaker, StartMS: u.StartMS, Quote: u.Text})
	}
	k.transcripts[record.SHA256] = record
	k.hits = func(q search.Query) []search.Hit {
		of := hit
		of.Evidence = nil
		for _, e := range hit.Evidence {
			if q.Speaker == "" || named(e.Speaker, q.Speaker) {
				of.Evidence = append(of.Evidence, e)
			}
		}
		return []search.Hit{of}
	}
}

func TestWhatWasTakenBackDoesNotLead(t *testing.T) {
	t.Parallel()
	k := tallybird(t)
	meeting(k, [2]string{"Ruth", "Let's go to sixty days for the trial, sixty days it is."}, [2]string{"Mei", "Then sixty days it is for the trial."},
		[2]string{"Ruth", "Let's take that back, the trial stays as it is."})
	a := asked(t, k, "did we say to extend the trial to sixty days?", april9)
	require.Regexp(t, `^What was said last about it: Ruth said \(00:03:00`, a.Answer.Text)
}

func TestSaidBySomebodyElse(t *testing.T) {
	t.Parallel()
	k := tallybird(t)
	meeting(k, [2]string{"Tobias", "It is always the freezer where they stop."})
	a := asked(t, k, "what did Mei say about the freezer?", april9)
	require.Regexp(t, `^Mei C\. is not on record as saying that; others spoke of it\. Tobias said`, a.Answer.Text)
	k.hits = nil
	a = asked(t, k, "what did Mei say about the freezer?", april9)
	require.Equal(t, NotOnRecord, a.Answer.Reason)
	require.Regexp(t, `^Mei C\. is not on record as saying anything about that`, a.Answer.Text)
}

func TestMoreWasSaid(t *testing.T) {
	t.Parallel()
	k := tallybird(t)
	said := [2]string{"Tobias", "It is always the freezer."}
	meeting(k, said, said, said, said, said)
	require.Contains(t, asked(t, k, "who said freezer?", april9).Answer.Text, "1 more remark about it is on record; see plumb search.")
}

func TestAFollowUpIsAboutTheSameSheetAndMetric(t *testing.T) {
	t.Parallel()
	k := tallybird(t)
	k.sheets[1].State = agent.StateApproved
	var about Topic
	for _, step := range []struct{ text, metric, want string }{
		{"how is shelf order doing?", "", "The gate is passed"},
		{"and the gate?", "product.second_count_14d", "The gate is passed"},
		{"and the guardrail?", "product.count_correction_rate", "The guardrail holds"},
		{"why?", "product.count_correction_rate", "Corrected counts"},
	} {
		a, err := Ask(t.Context(), k, Question{Text: step.text, AsOf: april9, About: about})
		require.NoError(t, err)
		require.Contains(t, a.Answer.Text, step.want, step.text)
		require.Equal(t, shelfOrder, a.Topic.Sheet, step.text)
		require.Equal(t, step.metric, a.Topic.Metric, step.text)
		about = a.Topic
	}
	a, err := Ask(t.Context(), k, Question{Text: "how is guided till setup doing?", AsOf: april9, About: about})
	require.NoError(t, err)
	require.Equal(t, Topic{Sheet: tillSetup, Kind: Working}, a.Topic)
	shown, err := json.Marshal(a.Topic)
	require.NoError(t, err)
	require.JSONEq(t, `{"sheet": "s-1till77", "metric": "", "kind": "working"}`, string(shown))
}

func TestANoteShowsNoEscapedMarks(t *testing.T) {
	t.Parallel()
	plan := Plan{Refusal: &Refusal{Reason: UnknownName, Text: "No metric is called that.", WouldSettle: "See `plumb metrics list` for what is defined."}}
	a := answered(t, tallybird(t), Question{Text: "how is churn?", AsOf: april9}, plan)
	require.Contains(t, a.Note, "See plumb metrics list for what is defined.")
	require.NotContains(t, a.Note+a.Answer.Text+a.Answer.WouldSettle, "`")
}

func TestAnIndexThatIsBehindIsSaid(t *testing.T) {
	t.Parallel()
	k := tallybird(t)
	remark := [2]string{"Tobias", "It is always the freezer."}
	meeting(k, remark, remark, remark, remark, remark)
	k.behind = true
	a := asked(t, k, "who said freezer?", april9)
	require.Contains(t, a.Answer.Text, "the search index is behind and cannot be written to")
	k.hits = nil
	a = asked(t, k, "who said freezer?", april9)
	require.Contains(t, a.Answer.Text, "the search index is behind and cannot be written to")
}

func TestChoicesOfOneTitleAreToldApart(t *testing.T) {
	t.Parallel()
	k := tallybird(t)
	k.sheets[0].Title, k.sheets[1].Title, k.sheets[1].State = "counting", "counting", agent.StateApproved
	for _, title := range []string{"third", "fourth"} {
		v := till()
		v.ID, v.State, v.Title = "s-1"+title, agent.StateApproved, title
		k.sheets = append(k.sheets, v)
	}
	a := asked(t, k, "is it working?", april9)
	require.Equal(t, Ambiguous, a.Answer.Reason)
	require.Len(t, a.Answer.Choices, 3)
	require.Equal(t, Choice{ID: shelfOrder, Name: "counting, Tobias Lindqvist (s-1drtdvx)", Ask: "is it working, for s-1drtdvx?"}, a.Answer.Choices[0])
	require.Equal(t, "third", a.Answer.Choices[2].Name)
	require.Contains(t, a.Answer.WouldSettle, "more than these")
}
