package transcript

import (
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
)

// TestTextForms reads the forms of text that meeting tools and people produce, one short record each.
func TestTextForms(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		raw    string
		format agent.Format
		timing agent.Timing
		want   []string
	}{
		"time before the name": {
			"[00:00] Ada: We start.\n\n[00:15] Ben: Fine.\n\n[01:02] Ada: The point is: now.\n",
			agent.FormatText, agent.TimingCue, []string{"Ada: We start.", "Ben: Fine.", "Ada: The point is: now."},
		},
		"time in brackets after the name": {
			"Ada (0:01): We start.\nBen (0:15): Fine.\nAda (1:02): Now.\n",
			agent.FormatText, agent.TimingCue, []string{"Ada: We start.", "Ben: Fine.", "Ada: Now."},
		},
		"bold name and time above": {
			"# Harbour - Transcript\n\n**Duration:** 3m\n\n---\n\n**Ada Lindqvist** (0:01)\nWe start.\nAnd on.\n\n**Ben Solheim** (0:15)\nFine.\n\n**Ada Lindqvist** (1:02)\nNow.\n",
			agent.FormatMarkdown, agent.TimingCue, []string{"Ada Lindqvist: We start.", "Ada Lindqvist: And on.", "Ben Solheim: Fine.", "Ada Lindqvist: Now."},
		},
		"Teams as text": {
			"Ada Lindqvist started transcription\n\nAda Lindqvist   0:03\nWe start.\n\nBen Solheim   0:15\nFine.\nOr not.\n\nAda Lindqvist   31:00\nNow.\n\nAda Lindqvist stopped transcription\n",
			agent.FormatText, agent.TimingCue, []string{"Ada Lindqvist: We start.", "Ben Solheim: Fine.", "Ben Solheim: Or not.", "Ada Lindqvist: Now."},
		},
		"times without names": {
			"0:01 so we start\n0:15 and that is fine\n1:02 and now we stop\n",
			agent.FormatText, agent.TimingCue, []string{": so we start", ": and that is fine", ": and now we stop"},
		},
		"a time in speech": {
			"Ada: We start.\n10:30 is when they open.\nBen: Fine.\n",
			agent.FormatText, agent.TimingNone, []string{"Ada: We start. 10:30 is when they open.", "Ben: Fine."},
		},
		"fenced": {
			"# Call\n\n```\nAda: We start.\nBen: Fine.\nAda: Now.\n```\n",
			agent.FormatMarkdown, agent.TimingNone, []string{"Ada: We start.", "Ben: Fine.", "Ada: Now."},
		},
		"listed": {
			"# Call\n\n- **Ada**: We start.\n- **Ben**: Fine.\n- **Ada**: Now.\n",
			agent.FormatMarkdown, agent.TimingNone, []string{"Ada: We start.", "Ben: Fine.", "Ada: Now."},
		},
		"listed below a heading": {
			"# Call\n\n## Transcript\n\n- **Ada**: We start.\n- **Ben**: Fine.\n- **Ada**: Now.\n- This editable transcript was computer generated and might contain errors.\n",
			agent.FormatGoogleMeet, agent.TimingNone, []string{"Ada: We start.", "Ben: Fine.", "Ada: Now."},
		},
		"wrapped Meet": {
			"### 00:00:00\n\n**Ada Lindqvist:** You should feel, I\\'m sure,\nthat it works.\n\n**brian (let me in):** Yes.\n\n**Ada Lindqvist:** Good. So\n\n**brian (let me in):** bye.\n\n" +
				"### Transcription ended after 01:16:20\n\n*This editable transcript was computer generated and might contain\nerrors. People can also change the text after it was created.*\n",
			agent.FormatGoogleMeet, agent.TimingCoarse, []string{"Ada Lindqvist: You should feel, I'm sure, that it works.", "brian (let me in): Yes.",
				"Ada Lindqvist: Good. So", "brian (let me in): bye."},
		},
		"marker that sticks to a sentence": {
			"00:00:00\n\nAda: We start.\n\nBen: Fine.00:05:00\n\nAda: Now.\n\n00:10:00\n\nBen: At 00:09:00 we stopped.\n",
			agent.FormatGoogleMeet, agent.TimingCoarse, []string{"Ada: We start.", "Ben: Fine.", "Ada: Now.", "Ben: At 00:09:00 we stopped."},
		},
		"Meet room code": {
			"may-doqs-end (2026-09-09 18:53 GMT+2) - Transcript\nAttendees\nOlga Petrova, Olga Petrova's Presentation, Roman S\nTranscript\nOlga Petrova: one\nRoman S: two\n00:05:00\nRoman S: three\nMeeting ended after 01:00:19\nThis editable transcript was computer generated and might contain errors.\n",
			agent.FormatGoogleMeet, agent.TimingCoarse, []string{"Olga Petrova: one", "Roman S: two", "Roman S: three"},
		},
		"right to left": {
			"דנה לוי: שלום לכולם.\nמחמד עלי: صباح الخير.\nדנה לוי: נתחיל.\n",
			agent.FormatText, agent.TimingNone, []string{"דנה לוי: שלום לכולם.", "מחמד עלי: صباح الخير.", "דנה לוי: נתחיל."},
		},
		"full-width colons": {
			"山田 太郎：始めましょう。\n佐藤：はい。\n山田 太郎：次です。\n",
			agent.FormatText, agent.TimingNone, []string{"山田 太郎: 始めましょう。", "佐藤: はい。", "山田 太郎: 次です。"},
		},
		"no final line end, no words": {
			"Ada: We start.\nBen:",
			agent.FormatText, agent.TimingNone, []string{"Ada: We start."},
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := readString(t, "upload", c.raw)
			require.Equal(t, c.want, who(got))
			require.Equal(t, c.format, got.Format)
			require.Equal(t, c.timing, got.Timing)
		})
	}
}
