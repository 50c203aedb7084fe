package draft_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/draft"
)

// A meeting that says everything gives a full sheet, each field in the words that said it.
func TestFullMeeting(t *testing.T) {
	t.Parallel()
	s := drafted(t, draft.Options{Date: "2026-03-02"}, talk(
		"Orla: Morning everybody, let's talk about the refunds.",
		"Ravi: Morning.",
		"Orla: So the goal is to get refunds out to buyers within three days, today it's eleven.",
		"Dana: Eleven days is a long time when it's your money.",
		"Ravi: The plan is to put a printed return label into every parcel.",
		"Dana: Sounds good.",
		"Ravi: The reason it works is that buyers have no printer, so the label is what keeps a refund back.",
		"Orla: Makes sense.",
		"Dana: I'm worried that the labels get thrown away, twelve thousand parcels a month.",
		"Orla: We're done when 90% of refunds are paid within 3 days.",
		"Orla: What do we look at to see that it works?",
		"Ravi: We would watch the share of returns that carry our label, that one should move first.",
		"Ravi: And we track the median days to refund every week.",
		"Orla: We continue if at least 40% of returns carry the label by March 20th.",
		"Dana: And if it doesn't work?",
		"Orla: If it doesn't work then we just go back to the old form.",
		"Ravi: By then we'll have learned whether buyers even use the label, we want to learn whether they do.",
		"Dana: Lost parcels must not go above 1.5% while we do this.",
		"Orla: We ruled out the drop-off network, it's off the table.",
		"Dana: I'd rather be slow than wrong with refunds.",
		"Orla: Who owns this?",
		"Ravi: I'll take that.",
		"Orla: Great. Let's review it every Tuesday for 15 minutes.",
		"Dana: Anything above $5,000 for printing needs sign-off from me.",
		"Ravi: We're blocked until the printing team signs the contract.",
		"Dana: We still need to figure out who pays for the labels.",
		"Orla: Okay, thanks all.",
	))
	f := &s.Fields
	for path, c := range map[string]struct {
		field agent.Field
		want  string
	}{
		"aim":               {f.Aim, "get refunds out to buyers within three days"},
		"done_when":         {f.DoneWhen, "90% of refunds are paid within 3 days"},
		"mechanism.lever":   {f.Mechanism.Lever, "put a printed return label into every parcel"},
		"mechanism.because": {f.Mechanism.Because, "buyers have no printer"},
		"gate.condition":    {f.Gate.Condition.Field, "at least 40% of returns carry the label by March 20th"},
		"gate.learn":        {f.Gate.Learn, "learn whether they do"},
		"gate.otherwise":    {f.Gate.Otherwise, "we just go back to the old form"},
		"guardrail":         {f.Guardrail.Field, "Lost parcels must not go above 1.5%"},
		"owner":             {f.Owner, "Ravi"},
		"cadence":           {f.Cadence, "every Tuesday for 15 minutes"},
	} {
		require.Contains(t, c.field.Text, c.want, path)
	}
	require.Equal(t, &agent.Predicate{Metric: "returns carry the label", Op: agent.AtLeast, Threshold: 40, Unit: "%", By: "2026-03-20"}, f.Gate.Condition.Predicate)
	require.Equal(t, &agent.Objective{Op: agent.AtMost, Threshold: 1.5, Unit: "%"}, f.Guardrail.Objective)
	require.Contains(t, strings.Join(texts(f.RuledOut), "\n"), "drop-off network")
	require.Contains(t, strings.Join(texts(f.TradeOffs), "\n"), "rather be slow than wrong")
	require.Contains(t, strings.Join(texts(f.DecisionRights), "\n"), "sign-off from me")
	require.Contains(t, strings.Join(texts(f.Dependencies), "\n"), "blocked until the printing team signs")
	require.Contains(t, strings.Join(texts(f.Objections), "\n"), "worried that the labels get thrown away")
	require.Contains(t, strings.Join(texts(f.OpenQuestions), "\n"), "who pays for the labels")
	require.Len(t, f.Signals, 2)
	require.True(t, f.Signals[0].FirstMover)
	require.Equal(t, agent.RoleLeading, f.Signals[0].Role)
	for _, code := range []agent.Code{agent.CodeUnsteerable, agent.CodeNoOwner, agent.CodeGateMissing, agent.CodeGuardrailMissing, agent.CodeNothingRuledOut, agent.CodeNoInitiative} {
		require.NotContains(t, codes(s), code)
	}
	for _, q := range s.Questions {
		require.NotEqual(t, "aim", q.Field, "what was said is not asked")
	}
	require.Equal(t, "2026-03-02", s.MeetingDate)
	require.NotEmpty(t, s.Title)
	require.Contains(t, words(s), s.Title, "the title is words of the meeting")
}

// A lever that is said outright is heard in a meeting of four sentences too.
func TestShortMeetingHasItsLever(t *testing.T) {
	t.Parallel()
	s := drafted(t, draft.Options{}, talk(
		"Orla: The goal is to get refunds out within three days.",
		"Ravi: The plan is to put a return label into every parcel because buyers wait days for one.",
		"Orla: We continue if at least 40% of returns carry it by the end of March.",
		"Ravi: I'll take that.",
	))
	require.Contains(t, s.Fields.Mechanism.Lever.Text, "put a return label into every parcel")
}

// A meeting without an initiative gives a blank sheet that says so and asks for everything.
func TestNoInitiative(t *testing.T) {
	t.Parallel()
	for name, lines := range map[string][]string{
		"silence": nil,
		"small talk": {
			"Orla: Morning. Did you see the snow?", "Ravi: I walked to the office through it.", "Orla: My car is still under it.",
			"Dana: The bus was late again.", "Ravi: It always is in January.", "Orla: Coffee, anybody?",
		},
		"a status round": {
			"Orla: Yesterday I was on the phone with the depot.", "Ravi: I finished the invoice export last week.", "Dana: I was ill on Monday.",
			"Orla: The depot had two trucks in repair.", "Ravi: The export had four bugs and they were closed.", "Dana: I was at the dentist on Tuesday.",
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := drafted(t, draft.Options{}, talk(lines...))
			require.Contains(t, codes(s), agent.CodeNoInitiative)
			require.Contains(t, codes(s), agent.CodeFewWords)
			require.NotContains(t, codes(s), agent.CodeUnsteerable, "no rule is broken where nothing was said")
			require.Equal(t, agent.CodeNoInitiative, s.Findings[0].Code)
			for ref := range s.Fields.All() {
				require.False(t, ref.Field.Filled(), ref.Path)
				require.NotEmpty(t, ref.Field.Question, ref.Path)
			}
			require.Empty(t, s.Title)
			require.Empty(t, s.Topics)
			require.NotEmpty(t, s.Questions)
		})
	}
}

// What was written beside the meeting was not said in it, and is never evidence.
func TestChatIsKeptApart(t *testing.T) {
	t.Parallel()
	chat := talk(roster()...)
	chat.File, chat.Format, chat.SHA256 = "chat.txt", agent.FormatZoomChat, strings.Repeat("8", 64)
	alone := drafted(t, draft.Options{}, chat)
	require.Equal(t, []agent.Code{agent.CodeNoInitiative, agent.CodeFewWords, agent.CodeChatKeptApart}, codes(alone))
	require.Equal(t, len(chat.Utterances), alone.Sources[0].UtterancesRead, "it is read all the same")

	call := talk(labels()...)
	before, after := drafted(t, draft.Options{}, chat, call), drafted(t, draft.Options{}, call, chat)
	only := drafted(t, draft.Options{}, call)
	require.Equal(t, only.Fields, after.Fields)
	require.Equal(t, words(only), words(before), "only the number of the source differs")
	require.Contains(t, codes(after), agent.CodeChatKeptApart)
	require.NotContains(t, words(after), "nurse")
}

// Two records of one matter give one sheet, and every quote says which record it comes from.
func TestSeveralRecords(t *testing.T) {
	t.Parallel()
	first, second := talk(labels()[:9]...), talk(labels()[9:]...)
	second.File, second.SHA256 = "second.vtt", strings.Repeat("9", 64)
	s := drafted(t, draft.Options{Date: "2026-03-02"}, first, second)
	require.Contains(t, s.Fields.Mechanism.Lever.Text, "return label")
	require.Equal(t, 0, s.Fields.Mechanism.Lever.Evidence[0].Source)
	require.Equal(t, "Ravi", s.Fields.Owner.Text)
	require.Equal(t, 1, s.Fields.Owner.Evidence[0].Source)
	require.Equal(t, []agent.Source{
		{File: "talk.vtt", SHA256: strings.Repeat("7", 64), UtterancesTotal: 9, UtterancesRead: 9},
		{File: "second.vtt", SHA256: strings.Repeat("9", 64), UtterancesTotal: 12, UtterancesRead: 12},
	}, s.Sources)
}

// A question at the end of one record is not answered by the start of another.
func TestRecordsAnswerOnlyThemselves(t *testing.T) {
	t.Parallel()
	first := talk(returns("Orla: Ravi, can you take this?")...)
	second := talk("Ravi: Sure, will do.", "Orla: The ink is cyan.")
	second.SHA256 = strings.Repeat("9", 64)
	s := drafted(t, draft.Options{}, first, second)
	require.Empty(t, s.Fields.Owner.Text)
}

// A date that was said from the day of the meeting is only worked out when that day is known.
func TestRelativeDates(t *testing.T) {
	t.Parallel()
	gated := func(gate, date string, o draft.Options) agent.Sheet {
		lines := returns("Dana: The printer is in the basement.")
		lines[7] = "Orla: We continue if at least 40% of returns carry the label by " + gate + "."
		record := talk(lines...)
		record.Date = date
		return drafted(t, o, record)
	}
	for name, c := range map[string]struct {
		gate, record, given string
		by                  string // "" when it cannot be told
		meeting             string
	}{
		"relative, date of the record":   {"the end of week two", "2026-03-02", "", "2026-03-16", "2026-03-02"},
		"relative, date given":           {"the end of week two", "", "2026-03-09", "2026-03-23", "2026-03-09"},
		"relative, given over record":    {"the end of week two", "2026-03-02", "2026-03-09", "2026-03-23", "2026-03-09"},
		"relative, no date":              {"the end of week two", "", "", "", ""},
		"a day without a year, no date":  {"March 20th", "", "", "", ""},
		"a day without a year, with one": {"March 20th", "2026-03-02", "", "2026-03-20", "2026-03-02"},
		"a full date needs no meeting":   {"March 20th, 2026", "", "", "2026-03-20", ""},
	} {
		s := gated(c.gate, c.record, draft.Options{Date: c.given})
		require.Equal(t, c.meeting, s.MeetingDate, name)
		require.NotNil(t, s.Fields.Gate.Condition.Predicate, name)
		require.InDelta(t, 40, s.Fields.Gate.Condition.Predicate.Threshold, 0, name)
		require.Equal(t, c.by, s.Fields.Gate.Condition.Predicate.By, name)
		asked := ""
		for _, q := range s.Questions {
			if q.Field == "gate.condition" {
				asked = q.Text
			}
		}
		if c.by == "" {
			require.Contains(t, asked, "Which date is", name)
			require.Equal(t, agent.Partly, s.Fields.Gate.Condition.Status, name)
			require.Contains(t, codes(s), agent.CodeGateWithoutDate, name)
		} else {
			require.Empty(t, asked, name)
			require.NotContains(t, codes(s), agent.CodeGateWithoutDate, name)
		}
	}
}

// The newest of several records is the meeting that dates are counted from.
func TestDateOfSeveralRecords(t *testing.T) {
	t.Parallel()
	first, second := talk(labels()...), talk(roster()...)
	first.Date, second.Date, second.SHA256 = "2026-03-02", "2026-03-05", strings.Repeat("9", 64)
	require.Equal(t, "2026-03-05", drafted(t, draft.Options{}, first, second).MeetingDate)
	require.Equal(t, "2026-03-05", drafted(t, draft.Options{}, second, first).MeetingDate)
}

// A gate without a number is asked for one.
func TestVagueGateIsAsked(t *testing.T) {
	t.Parallel()
	lines := returns("Dana: The printer is in the basement.")
	lines[7] = "Orla: We only continue if enough of the returns really carry the label by March 20th."
	s := drafted(t, draft.Options{Date: "2026-03-02"}, talk(lines...))
	require.Nil(t, s.Fields.Gate.Condition.Predicate)
	if s.Fields.Gate.Condition.Filled() {
		require.Equal(t, agent.Partly, s.Fields.Gate.Condition.Status)
		require.Contains(t, codes(s), agent.CodeGateWithoutThreshold)
	}
	asked := false
	for _, q := range s.Questions {
		asked = asked || q.Field == "gate.condition"
	}
	require.True(t, asked)
}

// Promises without anybody, and unanimity, are seen in the meeting and shown with its words.
func TestWhatIsSeenInTheMeeting(t *testing.T) {
	t.Parallel()
	promised := drafted(t, draft.Options{}, talk(returns("Dana: Don't worry, it's on its way.", "Orla: The ink is cyan.", "Dana: Somebody will print them.")...))
	require.Contains(t, codes(promised), agent.CodePromiseWithoutOwner)
	owned := drafted(t, draft.Options{}, talk(returns("Dana: I'll print them on Monday.", "Orla: The ink is cyan.")...))
	require.NotContains(t, codes(owned), agent.CodePromiseWithoutOwner)

	yes := returns("Dana: Agreed.", "Orla: Sounds good.", "Ravi: Love it.", "Dana: Absolutely.", "Orla: Exactly.")
	require.Contains(t, codes(drafted(t, draft.Options{}, talk(yes...))), agent.CodeUnanimity)
	doubt := append(yes, "Dana: I'm worried that the labels get thrown away.")
	require.NotContains(t, codes(drafted(t, draft.Options{}, talk(doubt...))), agent.CodeUnanimity)
}

// The same records give the same bytes, however the maps inside happen to be walked.
func TestSameRecordsSameBytes(t *testing.T) {
	t.Parallel()
	sources := []*agent.Transcript{talk(twoItems()...)}
	first, err := draft.Builtin(t.Context(), sources, draft.Options{Date: "2026-03-02"})
	require.NoError(t, err)
	before := talk(twoItems()...)
	for range 20 {
		again, err := draft.Builtin(t.Context(), sources, draft.Options{Date: "2026-03-02"})
		require.NoError(t, err)
		require.Equal(t, first.Hash(), again.Hash())
	}
	require.Equal(t, before, sources[0], "records are never changed")
	other, err := draft.Builtin(t.Context(), sources, draft.Options{Date: "2026-03-02", Fallback: "the model did not answer"})
	require.NoError(t, err)
	require.NotEqual(t, first.Hash(), other.Hash())
	require.Equal(t, "the model did not answer", other.Sheet().Engine.FallbackReason)
}
