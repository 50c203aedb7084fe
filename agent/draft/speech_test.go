package draft

import (
	"slices"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
)

func TestSplitSentences(t *testing.T) {
	t.Parallel()
	for text, want := range map[string][]string{
		"":                               nil,
		"   ":                            nil,
		"We want this. They want that.":  {"We want this.", "They want that."},
		"  We want this.   They don't. ": {"We want this.", "They don't."},
		"Really? Yes! Fine.":             {"Really?", "Yes!", "Fine."},
		"Really?! Yes.":                  {"Really?!", "Yes."},
		"We ship e.g. labels. Then stop.": {
			"We ship e.g. labels.", "Then stop.",
		},
		"Ask Dr. Varga or Mrs. Oduya.":               {"Ask Dr. Varga or Mrs. Oduya."},
		"It costs approx. 4 euros.":                  {"It costs approx. 4 euros."},
		"Signed by J. Kowalski today.":               {"Signed by J. Kowalski today."},
		"That was I. Then they came.":                {"That was I.", "Then they came."},
		"From 3.5 to 4.25 days.":                     {"From 3.5 to 4.25 days."},
		"See returns.example.org for it.":            {"See returns.example.org for it."},
		"It is v1.2.3. It works.":                    {"It is v1.2.3.", "It works."},
		"We stop at 40. Then we look.":               {"We stop at 40.", "Then we look."},
		"we want this . they want that . why ?":      {"we want this .", "they want that .", "why ?"},
		"\"We want this.\" So she said.":             {"\"We want this.\"", "So she said."},
		"(We want this.) So she said.":               {"(We want this.)", "So she said."},
		"And so... we wait. Then go.":                {"And so...", "we wait.", "Then go."},
		"And so… we wait. Then go.":                  {"And so… we wait.", "Then go."},
		"no marks at all here":                       {"no marks at all here"},
		"返金を三日以内にします。箱にラベルを入れます。":                    {"返金を三日以内にします。箱にラベルを入れます。"},
		"نريد إعادة المبلغ. ثم نتوقف.":               {"نريد إعادة المبلغ.", "ثم نتوقف."},
		"Rückzahlung in 3 Tagen. Mehr nicht.":        {"Rückzahlung in 3 Tagen.", "Mehr nicht."},
		"We\u00a0want this.\u2003They don't.\u00a0":  {"We\u00a0want this.", "They don't."},
		"Done.\nNext line without an end\nthe third": {"Done.", "Next line without an end\nthe third"},
	} {
		var got []string
		for _, span := range splitSentences(text) {
			got = append(got, text[span[0]:span[1]])
		}
		require.Equal(t, want, got, "%q", text)
	}
}

// Minutes without punctuation are cut before a conjunction, and somewhere in any case; no word is lost.
func TestRunOnSentencesAreCut(t *testing.T) {
	t.Parallel()
	clause := "we looked at the parcels that came back and had no label at all "
	for name, text := range map[string]string{
		"with conjunctions": strings.Repeat(clause+"so then ", 12),
		"without":           strings.Repeat("parcel label refund buyer ", 60),
	} {
		spans := splitSentences(text)
		require.Greater(t, len(spans), 2, name)
		var words []string
		for _, span := range spans {
			sentence := text[span[0]:span[1]]
			require.LessOrEqual(t, len(strings.Fields(sentence)), hardSentence, name)
			words = append(words, strings.Fields(sentence)...)
			if name == "with conjunctions" && span[0] > 0 {
				require.True(t, startsClause(sentence+" "), sentence)
			}
		}
		require.Equal(t, strings.Fields(text), words, name)
	}
}

func TestScanWords(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"":                                       "",
		"We want refunds out.":                   "we want refunds out",
		"We, um, want refunds, uh, out.":         "we want refunds out",
		"We we we want it":                       "we want it",
		"We, we want it":                         "we want it",
		"that that's it":                         "that that's it",
		"no 10 10 percent":                       "no 10 10 percent", // a number that is said twice is two numbers
		"It's, you know, the label":              "it's the label",
		"It's, you know the label":               "it's the label",
		"you know the label":                     "you know the label",
		"do you know who owns it":                "do you know who owns it",
		"I mean the label":                       "the label",
		"kind of a label":                        "a label",
		"the kind of label":                      "the kind of label",
		"it's like, the label":                   "it's the label",
		"we like the label":                      "we like the label",
		"{vocalsound} the label {disfmarker}":    "the label",
		"[laughs] the label":                     "the label",
		"don\u2019t print \u201clabels\u201d":    "don't print labels",
		"40% of $5,000 (or 30 €)":                "40% of $5,000 or 30 €",
		"label\u2014box\u2026and":                "label box and",
		"well - no":                              "well no",
		"_the_ **label**":                        "the label",
		"RETURN Labels":                          "return labels",
		"Basically, obviously, it works":         "it works",
		"ça va Łódź":                             "ça va łódź",
		"返金 三日":                                  "返金 三日",
		"\u00a0the\u00a0label\u00a0":             "the label",
		"twenty-five per cent":                   "twenty-five per cent",
		"v1.2.3 at 10:30":                        "v1.2.3 at 10:30",
		"... ?! -- ,":                            "",
		"the label's here":                       "the label's here",
		"we want want, um, want to {pause} stop": "we want to stop",
	} {
		var got []string
		for _, w := range scanWords(text) {
			got = append(got, w.norm)
		}
		require.Equal(t, want, strings.Join(got, " "), "%q", text)
	}
}

// FuzzWords holds that words and sentences always point at whole runes of the text, in order and without overlap.
func FuzzWords(f *testing.F) {
	for _, text := range []string{
		"So, um, we we want to get refunds out within 3.5 days, e.g. by Friday. Why? Because… you know, it's\u00a0slow.",
		"返金を三日以内にします。箱にラベルを入れます。", "— – … {x} [y] _z_ “q” ’’", "a\xffb. c\x80", "İSTANBUL ıs ß ŉ ǰ",
	} {
		f.Add(text)
	}
	f.Fuzz(func(t *testing.T, text string) {
		end := 0
		for _, w := range scanWords(text) {
			require.NotEmpty(t, w.norm)
			require.GreaterOrEqual(t, w.start, end)
			require.Greater(t, w.end, w.start)
			require.LessOrEqual(t, w.end, len(text))
			require.False(t, strings.ContainsFunc(w.norm, func(r rune) bool { return r == ' ' || r == '\n' || r == '\t' }), "%q", w.norm)
			end = w.end
		}
		end = 0
		var kept []string
		for _, span := range splitSentences(text) {
			require.GreaterOrEqual(t, span[0], end)
			require.Greater(t, span[1], span[0])
			end = span[1]
			kept = append(kept, strings.Fields(text[span[0]:span[1]])...)
			if utf8.ValidString(text) {
				require.True(t, utf8.ValidString(text[span[0]:span[1]]))
			}
		}
		require.Equal(t, strings.Join(strings.Fields(text), ""), strings.Join(kept, ""), "no character is lost")
	})
}

// spoken makes a transcript of lines, each a name, a colon and what was said.
func spoken(lines ...string) *agent.Transcript {
	t := &agent.Transcript{File: "spoken.vtt", Format: agent.FormatWebVTT}
	for i, line := range lines {
		speaker, text, named := strings.Cut(line, ": ")
		if !named {
			speaker, text = "", line
		}
		t.Utterances = append(t.Utterances, agent.Utterance{ID: string(rune('a' + i)), Speaker: speaker, StartMS: int64(i), Text: text})
	}
	return t
}

func TestGatherTurns(t *testing.T) {
	t.Parallel()
	cases := map[string]struct {
		lines []string
		want  []string // speaker and the utterances of each turn
	}{
		"one after the other":       {[]string{"A: We want it.", "B: Why?", "A: Because."}, []string{"A a", "B b", "A c"}},
		"cues of one speaker":       {[]string{"A: We want", "A: to stop.", "B: Why?"}, []string{"A ab", "B c"}},
		"a listener's mm-hmm":       {[]string{"A: We want", "B: Mm-hmm.", "A: to stop."}, []string{"A ac", "B b"}},
		"several listeners":         {[]string{"A: We want", "B: Yeah.", "C: Right.", "A: to stop."}, []string{"A ad", "B b", "C c"}},
		"after a finished sentence": {[]string{"A: We want to stop.", "B: Yeah.", "A: So let's."}, []string{"A a", "B b", "A c"}},
		"an interruption":           {[]string{"A: We want", "B: But who pays for it?", "A: to stop."}, []string{"A a", "B b", "A c"}},
		"the mm-hmm of an interrupted speaker": {
			[]string{"A: We want", "B: Yeah.", "A: Okay."}, []string{"A a", "B b", "A c"},
		},
		"too long ago":      {[]string{"A: We want", "B: Yeah.", "C: Yeah.", "D: Yeah.", "E: Yeah.", "A: to stop."}, []string{"A a", "B b", "C c", "D d", "E e", "A f"}},
		"nobody is named":   {[]string{"We want", "to stop.", "Why?"}, []string{" abc"}},
		"unnamed between":   {[]string{"A: We want", "Yeah.", "A: to stop."}, []string{"A a", " b", "A c"}},
		"empty cues":        {[]string{"A: We want", "B:  ", "A: to stop."}, []string{"A ac"}},
		"trailing ellipsis": {[]string{"A: We want...", "B: Yeah.", "A: to stop."}, []string{"A ac", "B b"}},
		"nothing":           {nil, nil},
	}
	for name, c := range cases {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			record := spoken(c.lines...)
			var got []string
			for _, turn := range gatherTurns(record) {
				ids := ""
				for _, i := range turn.utterances {
					ids += record.Utterances[i].ID
				}
				got = append(got, turn.speaker+" "+ids)
			}
			require.Equal(t, c.want, got)
		})
	}
}

// A sentence over several cues shows each cue's own words, and only those.
func TestEvidenceOfASentenceOverCues(t *testing.T) {
	t.Parallel()
	record := spoken("A: So. We want refunds", "B: Mm-hmm.", "A:   out within", "A: three days. And then?")
	sp := listen([]*agent.Transcript{record})
	at := slices.IndexFunc(sp.sentences, func(s *sentence) bool { return strings.Contains(s.text, "refunds") })
	require.GreaterOrEqual(t, at, 0)
	s := sp.sentences[at]
	var got []string
	for _, e := range sp.evidence(s, 0, len(s.text)) {
		require.Equal(t, "A", e.Speaker)
		got = append(got, e.Utterance+" "+e.Quote)
	}
	require.Equal(t, []string{"a We want refunds", "c out within", "d three days."}, got)
	from := strings.Index(s.text, "refunds")
	require.Equal(t, "refunds", sp.evidence(s, from, from+len("refunds"))[0].Quote)
}

// Every word of every sentence can be shown as an exact piece of its utterance.
func TestEveryWordHasItsPlace(t *testing.T) {
	t.Parallel()
	record := spoken("A: We, um, want want", "A: refunds\u00a0out — “now” ", "B: Yeah.", "A: and\t then 3.5 days. Łódź… e.g. there", "日本 語", "C: No.")
	sp := listen([]*agent.Transcript{record})
	require.NotEmpty(t, sp.sentences)
	for i, s := range sp.sentences {
		require.Equal(t, i, s.index)
		require.Len(t, s.starts, len(s.words))
		for k, w := range s.words {
			require.True(t, strings.HasPrefix(s.norm[s.starts[k]:], w.norm+" "))
			require.Equal(t, k, s.wordAt(s.starts[k]))
			for _, e := range sp.evidence(s, w.start, w.end) {
				u, ok := record.Find(e.Utterance)
				require.True(t, ok)
				require.Contains(t, u.Text, e.Quote)
			}
		}
	}
}

func TestChatIsNotListenedTo(t *testing.T) {
	t.Parallel()
	chat := spoken("A: The goal is to get refunds out.")
	chat.Format = agent.FormatZoomChat
	sp := listen([]*agent.Transcript{chat, spoken("B: Hello there.")})
	require.Equal(t, []string{"B"}, sp.speakers)
	require.Len(t, sp.sentences, 1)
	require.Equal(t, 1, sp.sentences[0].turn.source)
}

func TestReactions(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]bool{
		"Mm-hmm.": true, "Yeah, sure.": true, "Right, right, right.": true, "{vocalsound} Okay.": true, "": true, "Of course.": true,
		"Yeah, I own it.": false, "No way.": false, "Three days.": false, "Yeah yeah yeah yeah yeah yeah.": false,
	} {
		require.Equal(t, want, isReaction(text), "%q", text)
	}
}
