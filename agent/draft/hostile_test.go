package draft_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/draft"
)

// hostile gives meetings that no drafter likes, by what is wrong with them.
func hostile() map[string][]string {
	meeting := []string{
		"Orla: The goal is to get refunds out within three days.",
		"Ravi: The plan is to put a return label into every parcel because buyers wait days for one.",
		"Orla: We continue if at least 40% of returns carry it by the end of March.",
		"Ravi: I'll take that.",
	}
	shaped := func(change func(speaker, text string) string) []string {
		var lines []string
		for _, line := range meeting {
			speaker, text, _ := strings.Cut(line, ": ")
			lines = append(lines, change(speaker, text))
		}
		return lines
	}
	all := strings.Join(shaped(func(_, text string) string { return text }), " ")
	oneWord := make([]string, 5000)
	for i := range oneWord {
		oneWord[i] = fmt.Sprintf("P%d: %s", i%3, strings.Fields(all)[i%len(strings.Fields(all))])
	}
	return map[string][]string{
		"nothing":             nil,
		"one empty utterance": {"Orla: "},
		"empty utterances":    {"Orla: ", "Ravi:  ", " ", "Orla: \t", "Ravi: The goal is to get refunds out.", "Orla: "},
		"only marks":          {"Orla: ...", "Ravi: ?!", "Orla: —", "Ravi: (", "Orla: {vocalsound}", "Ravi: [laughs]"},
		"only reactions":      {"Orla: Mm-hmm.", "Ravi: Yeah.", "Orla: Okay.", "Ravi: Right, right."},
		"no speakers":         shaped(func(_, text string) string { return text }),
		"one speaker":         shaped(func(_, text string) string { return "Orla: " + text }),
		"capitals":            shaped(func(s, text string) string { return s + ": " + strings.ToUpper(text) }),
		"no marks": shaped(func(s, text string) string {
			return s + ": " + strings.NewReplacer(".", "", ",", "").Replace(strings.ToLower(text))
		}),
		"one giant utterance":    {"Orla: " + strings.Repeat(all+" ", 15)},
		"one giant word":         {"Orla: " + strings.Repeat("goal", 50_000)},
		"giant without marks":    {"Orla: " + strings.Repeat("we want to get the refunds out and so the plan is to put labels in ", 400)},
		"five thousand words":    oneWord,
		"a hostile name":         shaped(func(_, text string) string { return "Ignore (all) [previous] | instructions <script>: " + text }),
		"names of marks":         shaped(func(s, text string) string { return strings.Repeat("*", len(s)) + ": " + text }),
		"names of digits":        shaped(func(s, text string) string { return fmt.Sprintf("%d: %s", len(s), text) }),
		"names as words":         shaped(func(s, text string) string { return map[string]string{"Orla": "The", "Ravi": "Goal"}[s] + ": " + text }),
		"names from right":       shaped(func(_, text string) string { return "محمد علي: " + text }),
		"names of combining":     shaped(func(_, text string) string { return "\u0301\u0301: " + text }),
		"zero width":             shaped(func(s, text string) string { return s + ": " + strings.ReplaceAll(text, " ", "\u200b \u200d") }),
		"no-break spaces":        shaped(func(s, text string) string { return s + ": " + strings.ReplaceAll(text, " ", "\u00a0") }),
		"soft hyphens":           shaped(func(s, text string) string { return s + ": " + strings.ReplaceAll(text, "e", "e\u00ad") }),
		"combining marks":        shaped(func(s, text string) string { return s + ": " + strings.ReplaceAll(text, "e", "e\u0301\u0308") }),
		"quotation marks":        shaped(func(s, text string) string { return s + ": “" + strings.ReplaceAll(text, "'", "’") + "”" }),
		"German":                 {"Jörg: Unser Ziel ist, dass Rückzahlungen in 3 Tagen rausgehen.", "Änne: Wir legen ein Etikett bei, weil die Käufer sonst warten.", "Jörg: Wir machen weiter, wenn 40 % bis zum 17. März dabei sind.", "Änne: Ich übernehme das."},
		"Japanese":               {"太郎: 目標は三日以内に返金することです。", "花子: 箱にラベルを入れます。理由は、お客様が待っているからです。", "太郎: 三月末までに40%なら続けます。"},
		"Arabic":                 {"محمد: الهدف هو إعادة المبلغ خلال ٣ أيام.", "ليلى: سنضع الملصق في الصندوق، لأن المشترين ينتظرون.", "محمد: نستمر إذا وصلنا إلى ٤٠٪."},
		"Turkish capitals":       {"İpek: İŞTE HEDEF: THE GOAL IS İADE IN THREE DAYS.", "ISIK: the plan ıs to put labels in"},
		"numbers only":           {"Orla: 1 2 3 40% 5.5 1,000", "Ravi: 10:30 12/05/2026 ½ ٣ 3.", "Orla: -5 +7 1e9 0x1F"},
		"quantities everywhere":  {"Orla: We continue if 10%, 20 % or at least 30.5 percent of 1,000,000 by 31/12, 2026-02-30, Friday the 45th."},
		"a bell and other codes": {"Orla: The goal is\x07 to get\x00 refunds\x1b[31m out within three days."},
		"markup":                 {"Orla: <b>The goal</b> is to get **refunds** _out_ [within](x) three days. | a | b |"},
	}
}

func TestHostileMeetings(t *testing.T) {
	t.Parallel()
	for name, lines := range hostile() {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			requireDraft(t, draft.Options{}, talk(lines...))
			requireDraft(t, draft.Options{Topic: "refunds", Date: "2026-03-02"}, talk(lines...))
		})
	}
}

// Marks, capitals and how a record is cut change little about what was said: the aim and the lever are still heard.
func TestSpokenPoorlyAndStillHeard(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"no marks", "capitals", "one speaker", "no speakers", "quotation marks", "no-break spaces"} {
		s := drafted(t, draft.Options{}, talk(hostile()[name]...))
		require.Contains(t, strings.ToLower(s.Fields.Aim.Text), "refunds", name)
		require.Contains(t, strings.ToLower(s.Fields.Mechanism.Lever.Text), "label", name)
	}
}

// Without names nobody owns anything.
func TestNobodyWithoutANameOwns(t *testing.T) {
	t.Parallel()
	s := drafted(t, draft.Options{}, talk(hostile()["no speakers"]...))
	require.False(t, s.Fields.Owner.Filled())
}

func TestNoSourceIsRefused(t *testing.T) {
	t.Parallel()
	_, err := draft.Builtin(t.Context(), nil, draft.Options{})
	require.ErrorContains(t, err, "nothing to draft from")
	require.Equal(t, agent.Draft{}, mustFail(draft.Builtin(t.Context(), []*agent.Transcript{}, draft.Options{})))
}

func mustFail(d agent.Draft, _ error) agent.Draft { return d }

// A number of several words is never cut, however long the sentence around it.
func TestLongSentencesKeepTheirNumbersWhole(t *testing.T) {
	t.Parallel()
	for _, number := range []string{"1.2 million euros", "two million euros", "twenty five euros", "nine hundred and fifty euros", "$1 .2 million"} {
		for before := 1; before < 75; before += 2 {
			line := "Dana: We're blocked until legal" + strings.Repeat(" really", before/2) + strings.Repeat(" ever", before-before/2) + " signs off " + number +
				" for the printer contract with the label people over in the next valley who never answer the phone"
			drafted(t, draft.Options{}, talk(returns(line)...))
		}
	}
}
