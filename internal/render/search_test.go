package render_test

import (
	"bytes"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/search"
	"github.com/plumbline-dev/plumb/internal/render"
)

func TestHits(t *testing.T) {
	t.Parallel()
	at := time.Date(2026, time.March, 9, 23, 30, 0, 0, time.UTC)
	long := strings.Repeat("and so on ", 40) + "checkout at last"
	hits := []search.Hit{
		{
			Passage: search.Passage{
				Kind: search.Speech, ID: "5e", Part: "u0001", Title: "Retro, 2026-03-09", Text: "Good morning.\nThe checkout is slow.", At: at,
				File: "my retro.vtt", Line: 3, Lines: []int{3, 7},
				Evidence: []agent.Evidence{{Utterance: "u0001", Speaker: "Bo Li", Quote: "Good morning."}, {Utterance: "u0002", Speaker: "Zoë", StartMS: 65000, Quote: "The checkout is slow."}},
			},
			Match: [][2]int{{18, 26}},
		},
		{Passage: search.Passage{Kind: search.Decision, ID: "d-1", Part: "rationale", Title: "Stop: checkout\x1b[31m", Text: long, State: "in_review", At: at}, Match: [][2]int{{400, 408}}},
		{Passage: search.Passage{Kind: search.Speech, ID: "5e", Part: "note:2", Text: "Agenda\n\u202echeckout", State: search.NoteState, At: at, File: "a.vtt", Line: 2}},
		{Passage: search.Passage{Kind: search.Event, ID: "e-1", Part: "text", Title: "campaign on 2026-03-12", Text: "Spring", At: at}},
	}
	var out bytes.Buffer
	require.NoError(t, render.Hits(&out, hits, render.TerminalOptions{Width: 90}))
	require.Equal(t, `1.  speech · Retro, 2026-03-09 · 00:01:05 · my retro.vtt line 7 · 2026-03-09
    Zoë: The checkout is slow.
    plumb transcript 'my retro.vtt'

2.  decision · Stop: checkout[31m · d-1 · rationale · in review · 2026-03-09
    ... so on and so on and so on and so on and so on and so on checkout at last
    plumb decisions show d-1

3.  speech · 5e · note · a.vtt line 2 · 2026-03-09
    Agenda checkout
    plumb transcript a.vtt

4.  event · campaign on 2026-03-12 · e-1 · text · 2026-03-09
    Spring
`, out.String())
}
