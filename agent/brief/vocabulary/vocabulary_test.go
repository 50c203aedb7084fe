package vocabulary_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent/brief/vocabulary"
	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/internal/fault"
)

func TestWordsThatMayBeReplaced(t *testing.T) {
	t.Parallel()
	for _, w := range []vocabulary.Word{{From: "second count", To: "repeat use"}, {From: "Second count by day 14", To: "early repeat use"}, {From: "guardrail", To: "safety line"}} {
		require.NoError(t, w.Check(), w)
	}
	for _, w := range []vocabulary.Word{
		{From: "", To: "a"}, {From: "a", To: ""}, {From: "count", To: "uplift driven by us"}, {From: "count", To: "40% growth"}, {From: "count", To: "two counts"}, {From: "count", To: "count 2"},
		{From: "passed", To: "missed"}, {From: "not", To: "surely"}, {From: "gate", To: "not a gate"}, {From: "40%", To: "much"}, {From: "42", To: "much"}, {From: "gate", To: "“gate”"}, {From: "gate", To: "[F1]"},
		{From: "gate", To: "ga\u202ete"}, {From: "gate", To: strings.Repeat("a", 61)}, {From: "at least", To: "nearly"}, {From: "up", To: "forward"}, {From: "gate", To: "isn't"}, {From: "gate", To: "\xff"},
	} {
		require.True(t, fault.Is(w.Check(), fault.Invalid), "%q", w)
		require.NotEmpty(t, fault.Next(w.Check()))
	}
	require.NoError(t, vocabulary.CheckLeaveOut("Project Zebra"))
	require.Error(t, vocabulary.CheckLeaveOut(" "))
}

func TestSay(t *testing.T) {
	t.Parallel()
	v := vocabulary.Vocabulary{Words: []vocabulary.Word{{From: "count", To: "tally"}, {From: "second count", To: "repeat use"}, {From: "Second count by day 14", To: "early use"}}}
	for text, want := range map[string]string{
		"Second count rose.":                     "Repeat use rose.",
		"the second counts":                      "the second counts",
		"a count, “a second count”, \"a count\"": "a tally, “a second count”, \"a count\"",
		"Second count by day 14 averaged 43.6%":  "Early use averaged 43.6%",
		"discount":                               "discount",
		"":                                       "",
		"an open “quote and a count":             "an open “quote and a tally",
	} {
		require.Equal(t, want, v.Say(text, []string{"Second count by day 14"}))
	}
	require.Equal(t, "Repeat use by day 14", v.Say("Second count by day 14", nil), "a digit counts only within a name")
}

func TestHides(t *testing.T) {
	t.Parallel()
	v := vocabulary.Vocabulary{LeaveOut: []string{"Bogdan", "price list"}}
	require.True(t, v.Hides("ask bogdan's team"))
	require.True(t, v.Hides("the Price List."))
	require.False(t, v.Hides("the pricelist of Bogdanov"))
	require.False(t, v.Hides(""))
}

// FuzzSay shows that no words that pass the check change a number, or what stands between quotation marks.
func FuzzSay(f *testing.F) {
	f.Add("second count", "repeat use", "Second count averaged 43.6% in the 2 weeks, “second count”.")
	f.Add("a", "b", "\xff“")
	f.Fuzz(func(t *testing.T, from, to, text string) {
		w := vocabulary.Word{From: from, To: to}
		if w.Check() != nil || !utf8.ValidString(text) {
			return
		}
		said := vocabulary.Vocabulary{Words: []vocabulary.Word{w}}.Say(text, nil)
		require.True(t, utf8.ValidString(said))
		digits := func(s string) string {
			return strings.Map(func(r rune) rune {
				if r >= '0' && r <= '9' {
					return r
				}
				return -1
			}, s)
		}
		require.Equal(t, digits(text), digits(said))
		if text == "“"+strings.Trim(text, "“”")+"”" {
			require.Equal(t, text, said)
		}
		require.False(t, fact.Claims(to))
	})
}
