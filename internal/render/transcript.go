package render

import (
	"fmt"
	"io"
	"strings"

	"github.com/plumbline-dev/plumb/agent"
)

// Transcript shows a meeting record as it was read: what it is, the speech in turns (consecutive utterances of one
// speaker) with the time each turn starts, the sections that are not speech, and at the end what was lost or odd.
// The evidence option has no meaning here.
func Transcript(w io.Writer, t *agent.Transcript, opts TerminalOptions) error {
	s := newScreen(opts.Width, opts.Color)
	transcriptHead(s, t)
	transcriptTurns(s, t)
	transcriptNotes(s, t)
	transcriptWarnings(s, t)
	return s.writeTo(w, "render.transcript")
}

func transcriptHead(s *screen, t *agent.Transcript) {
	title := tidy(t.Title)
	if title == "" {
		title = tidy(t.File)
	}
	s.block("", plain, 0, title, bold)
	facts := []string{tidy(string(t.Format)), count(len(t.Utterances), "utterance"), count(len(t.Speakers), "speaker")}
	if t.Date != "" {
		facts = append(facts, tidy(t.Date))
	}
	if n := len(t.Utterances); n > 0 && t.Timing != agent.TimingNone {
		facts = append(facts, "until "+clock(max(t.Utterances[n-1].StartMS, t.Utterances[n-1].EndMS)))
	}
	if t.Timing == agent.TimingCoarse {
		facts = append(facts, "times are coarse")
	}
	s.block("", plain, 0, strings.Join(facts, " · "), plain)
	if !t.IsSpeech() {
		s.block("", plain, 0, "This is chat, not speech: nothing in it counts as said in the meeting.", yellow)
	}
}

func transcriptTurns(s *screen, t *agent.Transcript) {
	if len(t.Utterances) == 0 {
		s.blank()
		s.block("", plain, 0, "No speech was found in this record.", yellow)
		return
	}
	for i := range t.Utterances {
		u := &t.Utterances[i]
		if i == 0 || u.Speaker != t.Utterances[i-1].Speaker {
			s.blank()
			transcriptSpeaker(s, t, u)
		}
		s.block(tidy(u.ID), dim, 7, tidy(u.Text), plain)
	}
}

func transcriptSpeaker(s *screen, t *agent.Transcript, u *agent.Utterance) {
	speaker := tidy(u.Speaker)
	if speaker == "" {
		speaker = "(speaker unknown)"
	}
	if t.Timing == agent.TimingNone {
		s.block("", plain, 0, speaker, bold)
		return
	}
	s.block(clock(u.StartMS), dim, 10, speaker, bold)
}

func transcriptNotes(s *screen, t *agent.Transcript) {
	for _, n := range t.Notes {
		s.blank()
		heading := tidy(n.Heading)
		if heading == "" {
			heading = "note"
		}
		s.block("", plain, 0, fmt.Sprintf("Not speech, line %d: %s", n.Line, heading), cyan)
		for _, line := range strings.Split(n.Text, "\n") {
			if line = tidy(line); line != "" {
				s.block("", plain, 7, line, plain)
			}
		}
	}
}

func transcriptWarnings(s *screen, t *agent.Transcript) {
	if len(t.Warnings) == 0 {
		return
	}
	s.blank()
	s.block("", plain, 0, count(len(t.Warnings), "warning"), bold)
	for _, warning := range t.Warnings {
		lead := "  ? whole"
		if warning.Line > 0 {
			lead = fmt.Sprintf("  ? line %d", warning.Line)
		}
		s.block(lead, yellow, 15, tidy(warning.Message), plain)
	}
}

func count(n int, noun string) string {
	if n == 1 {
		return "1 " + noun
	}
	return fmt.Sprintf("%d %ss", n, noun)
}
