package ground_test

import (
	"math/rand/v2"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/ground"
)

func TestCite(t *testing.T) {
	t.Parallel()
	index := ground.NewIndex(records())
	tests := []struct {
		claim     string
		supported bool
		first     string // utterance of the first hit; "" when it does not matter
	}{
		{"A guided setup will raise activation.", true, "u0003"},
		{"People stall at the tax form.", true, "u0003"},
		{"Stalling at the tax forms keeps activation low.", true, "u0003"},
		{"Tomasz wants checkout errors to stay under 2%.", true, "u0006"},
		{"Checkout errors must stay under two percent.", true, "u0006"},
		{"The work continues if activation reaches 40%.", true, "u0005"},
		{"The work continues if activation reaches forty percent.", true, "u0005"},
		{"The team is not convinced that 25 shops are enough.", true, "u0013"},
		{"The pricing page will not be touched.", true, "u0008"},
		{"Maya put speed over polish.", true, "u0001"},

		{"The work continues if activation reaches 45%.", false, ""},
		{"The work continues if activation reaches fifty percent.", false, ""},
		{"Checkout errors must stay under 14%.", false, ""},
		{"Zelda wants checkout errors to stay under 2%.", false, ""},
		{"The Marketing Director reviews it every Tuesday.", false, ""},
		{"We touch the pricing page.", false, ""},
		{"People do not stall at the tax form.", false, ""},
		{"The remote control is made of rubber and has a kinetic battery.", false, ""},
		{"The committee adjourned until the autumn session.", false, ""},
		{"Aim for fifty percent.", false, ""}, // was only written in the chat
		{"The team agreed on that.", false, ""},
		{"", false, ""},
		{"\x00\xff {vocalsound}", false, ""},
	}
	for _, tc := range tests {
		t.Run(tc.claim, func(t *testing.T) {
			t.Parallel()
			c := index.Cite(tc.claim)
			require.Equal(t, tc.supported, c.Supported)
			requireExact(t, records(), c)
			if tc.first != "" {
				require.Equal(t, tc.first, c.Hits[0].Utterance)
			}
			require.Equal(t, c, index.Cite(tc.claim), "the same question has one answer")
		})
	}
}

// requireExact checks what every hit promises.
func requireExact(t *testing.T, sources []*agent.Transcript, c ground.Citation) {
	t.Helper()
	require.NotNil(t, c.Hits)
	require.LessOrEqual(t, len(c.Hits), 10)
	seen := map[string]bool{}
	for _, h := range c.Hits {
		u, ok := sources[h.Source].Find(h.Utterance)
		require.True(t, ok)
		require.Contains(t, u.Text, h.Quote)
		require.NotEmpty(t, h.Quote)
		require.Greater(t, h.Score, 0.0)
		require.LessOrEqual(t, h.Score, 1.0)
		require.True(t, sources[h.Source].IsSpeech())
		key := string(rune(h.Source)) + h.Utterance
		require.False(t, seen[key], "an utterance comes once")
		seen[key] = true
	}
}

func TestCiteQuotesTheSentence(t *testing.T) {
	t.Parallel()
	record := &agent.Transcript{Format: agent.FormatText, Utterances: []agent.Utterance{{
		ID:   "u0001",
		Text: "Good morning all.  Mr. Rey measured the kettle, it boils in three minutes. {laugh} Let us eat.",
	}}}
	c := ground.NewIndex([]*agent.Transcript{record}).Cite("The kettle boils in 3 minutes.")
	require.True(t, c.Supported)
	require.Equal(t, "Mr. Rey measured the kettle, it boils in three minutes.", c.Hits[0].Quote)
}

func TestCiteReadsSpelledLettersAndInitials(t *testing.T) {
	t.Parallel()
	record := &agent.Transcript{Format: agent.FormatText, Utterances: []agent.Utterance{
		{ID: "u0001", Speaker: "Project Manager", Text: "The old D_V_D_ player goes to the attic."},
	}}
	c := ground.NewIndex([]*agent.Transcript{record}).Cite("The PM sends the old DVD player to the attic.")
	require.True(t, c.Supported)
}

func TestCiteWithoutSpeech(t *testing.T) {
	t.Parallel()
	for _, sources := range [][]*agent.Transcript{nil, {nil}, {chat()}, {{Utterances: []agent.Utterance{{ID: "u0001", Text: " \n"}}}}} {
		c := ground.NewIndex(sources).Cite("Aim for fifty percent.")
		require.False(t, c.Supported)
		require.Empty(t, c.Hits)
	}
}

func FuzzCite(f *testing.F) {
	f.Add("We want 40% by May. Don't touch the page.", "40% by May", "Ines")
	f.Add("T_V_ and U.S. {gap} 4.5, 1,000 \u5c71\u7530\u3002", "U.S. TV", "Dr. A")
	f.Add("a\xff. B\u0301 'x' \u2026", "\xff", "")
	f.Fuzz(func(t *testing.T, text, claim, speaker string) {
		sources := []*agent.Transcript{
			{Format: agent.FormatText, Utterances: []agent.Utterance{{ID: "u0001", Speaker: speaker, Text: text}, {ID: "u0002", Text: claim}}},
			{Format: agent.FormatText, Utterances: []agent.Utterance{{ID: "u0001", Speaker: claim, Text: text + " " + claim}}},
		}
		requireExact(t, sources, ground.NewIndex(sources).Cite(claim))
	})
}

// longMeeting is three hours of speech: 27,000 words in 3,000 utterances of a vocabulary with a few frequent words.
func longMeeting() *agent.Transcript {
	rng := rand.New(rand.NewPCG(1, 2))
	syllables := strings.Fields("ba ce di fo gu ha je ki lo mu na pe ri so tu va we xi yo zu")
	vocabulary := make([]string, 4000)
	for i := range vocabulary {
		for range 2 + rng.IntN(3) {
			vocabulary[i] += syllables[rng.IntN(len(syllables))]
		}
	}
	t := &agent.Transcript{Format: agent.FormatWebVTT}
	for i := range 3000 {
		var words []string
		for range 9 {
			x := rng.Float64()
			words = append(words, vocabulary[int(x*x*x*float64(len(vocabulary)))])
		}
		t.Utterances = append(t.Utterances, agent.Utterance{
			ID: "u" + string(rune('a'+i%26)) + strings.Repeat("0", i/26), Speaker: vocabulary[i%6], Text: strings.Join(words, " ") + ".",
		})
	}
	return t
}

func BenchmarkNewIndex(b *testing.B) {
	meeting := []*agent.Transcript{longMeeting()}
	for b.Loop() {
		ground.NewIndex(meeting)
	}
}

func BenchmarkCite(b *testing.B) {
	meeting := longMeeting()
	index := ground.NewIndex([]*agent.Transcript{meeting})
	claim := meeting.Utterances[7].Text + " " + meeting.Utterances[700].Text + " 40%"
	for b.Loop() {
		index.Cite(claim)
	}
}
