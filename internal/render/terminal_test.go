package render_test

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/mattn/go-runewidth"
	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/internal/render"
)

func terminal(t *testing.T, v agent.Version, opts render.TerminalOptions) string {
	t.Helper()
	return show(t, func(buf *bytes.Buffer) error { return render.Terminal(buf, v, opts) })
}

func TestTerminalGolden(t *testing.T) {
	t.Parallel()
	approved := version(typicalSheet())
	approved.State = agent.StateApproved
	approved.Approval = &agent.Approval{By: agent.Actor{Kind: agent.PersonActor, Name: "Jun Park"}, At: time.Date(2026, 3, 3, 9, 0, 0, 0, time.UTC)}
	golden(t, "typical.txt", []byte(terminal(t, version(typicalSheet()), render.TerminalOptions{})))
	golden(t, "typical-full-100.txt", []byte(terminal(t, version(typicalSheet()), render.TerminalOptions{Width: 100, Evidence: render.EvidenceFull})))
	golden(t, "approved-none-color.txt", []byte(terminal(t, approved, render.TerminalOptions{Color: true, Evidence: render.EvidenceNone})))
	golden(t, "blank.txt", []byte(terminal(t, version(blankSheet()), render.TerminalOptions{})))
	golden(t, "full.txt", []byte(terminal(t, version(fullSheet()), render.TerminalOptions{})))
}

func TestTerminalShowsMarksSourcesAndTree(t *testing.T) {
	t.Parallel()
	s := typicalSheet()
	s.Sources = append(s.Sources, agent.Source{File: "b.txt", UtterancesTotal: 3, UtterancesRead: 2})
	s.Fields.Owner.Evidence[0].Source = 1
	s.Fields.Owner.Author = "Mira Okafor"
	s.Engine.FallbackReason = "the model did not answer"
	s.Questions = append(s.Questions, agent.Question{Field: "aim", Text: "Is that one outcome?"})
	s.Fields.MetricTree = agent.MetricTree{
		Nodes: []agent.TreeNode{{ID: "a", Kind: agent.NodeAim, Text: "own data"}, {ID: "p", Kind: agent.NodeProxy, Text: "imports"}},
		Edges: []agent.TreeEdge{{From: "p", To: "a", Because: field("people stay", agent.Agreed)}},
	}
	view := terminal(t, version(s), render.TerminalOptions{})
	for _, want := range []string{
		"read 414 of 415", "in place of a model: the model did not answer", `2/u0082 Jun Park 00:16:50 "`, "written by Mira Okafor",
		"own data (aim)", "imports → own data, because", "people stay [agreed]", "Is that one outcome?", "[agreed, proxy, up, moves first]",
	} {
		require.Contains(t, strings.Join(strings.Fields(view), " "), want)
	}
}

// TestTerminalHostile shows hostile sheets at several widths: nothing invisible comes out, and no line is wider than
// the screen.
func TestTerminalHostile(t *testing.T) {
	t.Parallel()
	for seed := range uint64(120) {
		h := hostile{rand.New(rand.NewPCG(seed, 3))}
		v := version(h.sheet())
		for _, width := range []int{40, 80, 100} {
			for _, evidence := range []render.EvidenceView{render.EvidenceFolded, render.EvidenceFull, render.EvidenceNone} {
				view := terminal(t, v, render.TerminalOptions{Width: width, Evidence: evidence})
				require.Empty(t, unseen(view), "seed %d", seed)
				requireWidth(t, view, width)
			}
		}
		colored := terminal(t, v, render.TerminalOptions{Color: true})
		require.Equal(t, terminal(t, v, render.TerminalOptions{}), withoutColor(colored), "seed %d: colour only adds colour", seed)
	}
}

func requireWidth(t *testing.T, view string, width int) {
	t.Helper()
	for line := range strings.SplitSeq(view, "\n") {
		require.LessOrEqual(t, runewidth.StringWidth(line), width, "%q", line)
	}
}

func withoutColor(s string) string {
	for _, code := range []string{"0", "1", "2", "31", "32", "33", "36"} {
		s = strings.ReplaceAll(s, "\x1b["+code+"m", "")
	}
	return s
}

func TestTerminalWidthIsKeptWithinReason(t *testing.T) {
	t.Parallel()
	v := version(fullSheet())
	require.Equal(t, terminal(t, v, render.TerminalOptions{Width: 80}), terminal(t, v, render.TerminalOptions{}))
	require.Equal(t, terminal(t, v, render.TerminalOptions{Width: 40}), terminal(t, v, render.TerminalOptions{Width: 3}))
	require.Equal(t, terminal(t, v, render.TerminalOptions{Width: 100}), terminal(t, v, render.TerminalOptions{Width: 400}))
}

func TestClean(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ in, want string }{
		"plain":             {"It's 40% (at least).", "It's 40% (at least)."},
		"colour":            {"\x1b[31mred\x1b[0m", "[31mred[0m"},
		"link":              {"\x1b]8;;http://e.example\x07x", "]8;;http://e.examplex"},
		"C1 controls":       {"a\u009b31mb\u0085c", "a31mb c"},
		"line breaks":       {"a\r\nb\u2028c\td", "a  b c d"},
		"bidi":              {"abc\u202edef\u2066\u2069\u200f\u061c", "abcdef"},
		"zero width":        {"pass\u200bword\ufeff\u2060\u00ad", "password"},
		"joined emoji":      {"👩\u200d💻❤\ufe0f", "👩💻❤"},
		"tags":              {"a\U000e0041\U000e007fb", "ab"},
		"fillers":           {"a\u3164\u115f\uffa0b", "ab"},
		"not UTF-8":         {"a\xffb\xc3", "a\ufffdb\ufffd"},
		"private use":       {"a\ue000b", "a\ufffdb"},
		"marks pile up":     {"e" + strings.Repeat("\u0301", 40) + "x", "e" + strings.Repeat("\u0301", 6) + "x"},
		"scripts stay":      {"日本語 שלום مرحبا نمی خواهم क्षि Zoë", "日本語 שלום مرحبا نمی خواهم क्षि Zoë"},
		"visible format":    {"\u0600\u06dd", "\u0600\u06dd"},
		"wide blank":        {"a\u3000b\u00a0c", "a b c"},
		"variation":         {"葛\U000e0100", "葛"},
		"interlinear notes": {"a\ufff9b\ufffbc", "abc"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			require.Equal(t, test.want, render.Clean(test.in))
		})
	}
}

func FuzzClean(f *testing.F) {
	for _, atom := range atoms {
		f.Add(atom)
	}
	f.Fuzz(func(t *testing.T, s string) {
		got := render.Clean(s)
		require.Empty(t, unseen(got))
		require.NotContains(t, got, "\n")
		require.Equal(t, got, render.Clean(got))
	})
}

func TestTranscriptGolden(t *testing.T) {
	t.Parallel()
	tr := &agent.Transcript{
		File: "sync.vtt", Format: agent.FormatWebVTT, Title: "Import sync", Date: "2026-03-02", Timing: agent.TimingCue,
		Utterances: []agent.Utterance{
			{ID: "u0001", Speaker: "Mira Okafor", StartMS: 241680, EndMS: 242770, Line: 3, Text: "Hey, Tomas."},
			{ID: "u0002", Speaker: "Mira Okafor", StartMS: 243000, EndMS: 250000, Line: 6, Text: "So the question for today is whether we let new workspaces bring in their own data, or whether we keep doing it for them."},
			{ID: "u0003", Speaker: "", StartMS: 250500, EndMS: 251000, Line: 9, Text: "(laughs)"},
			{ID: "u0004", Speaker: "山田 太郎", StartMS: 251500, EndMS: 255000, Line: 12, Text: "賛成です。最初の日に自分のデータを取り込めるようにしましょう。そのほうが早いと思いますし、サポートの負担も減ります。"},
			{ID: "u0005", Speaker: "x\x1b[2J", StartMS: 3661000, EndMS: 3662000, Line: 15, Text: "\u202egnp.exe"},
		},
		Speakers: []string{"Mira Okafor", "山田 太郎", "x\x1b[2J"},
		Notes:    []agent.Note{{Line: 1, Heading: "Agenda", Text: "- first import\n- hiring\n\n"}, {Line: 2, Text: "n"}},
		Warnings: []agent.Warning{{Line: 9, Message: "a cue has no speaker"}, {Message: "2 invisible characters were removed"}},
	}
	view := show(t, func(buf *bytes.Buffer) error { return render.Transcript(buf, tr, render.TerminalOptions{}) })
	require.Empty(t, unseen(view))
	requireWidth(t, view, 80)
	golden(t, "transcript.txt", []byte(view))
}

func TestTranscriptKinds(t *testing.T) {
	t.Parallel()
	view := func(tr agent.Transcript) string {
		return show(t, func(buf *bytes.Buffer) error { return render.Transcript(buf, &tr, render.TerminalOptions{}) })
	}
	require.Contains(t, view(agent.Transcript{File: "a.txt", Format: agent.FormatText}), "No speech was found")
	require.Contains(t, view(agent.Transcript{Format: agent.FormatZoomChat}), "This is chat, not speech")
	timeless := view(agent.Transcript{Format: agent.FormatText, Timing: agent.TimingNone, Utterances: []agent.Utterance{{ID: "u0001", Text: "Hm."}}})
	require.NotContains(t, timeless, "00:00:00")
	require.Contains(t, timeless, "(speaker unknown)\nu0001  Hm.\n")
	require.Contains(t, view(agent.Transcript{Timing: agent.TimingCoarse}), "times are coarse")
}

type fullDisk struct{}

func (fullDisk) Write([]byte) (int, error) { return 0, bytes.ErrTooLarge }

func TestWritersSayWhenTheyCannot(t *testing.T) {
	t.Parallel()
	require.ErrorIs(t, render.Terminal(fullDisk{}, version(typicalSheet()), render.TerminalOptions{}), bytes.ErrTooLarge)
	require.ErrorIs(t, render.Markdown(fullDisk{}, version(typicalSheet())), bytes.ErrTooLarge)
}

// BenchmarkTerminalLongWord shows an utterance without a single space, such as an encoded file read aloud by a machine.
func BenchmarkTerminalLongWord(b *testing.B) {
	tr := &agent.Transcript{Utterances: []agent.Utterance{{ID: "u0001", Text: strings.Repeat("é", 1<<20)}}}
	for b.Loop() {
		if err := render.Transcript(&bytes.Buffer{}, tr, render.TerminalOptions{}); err != nil {
			b.Fatal(err)
		}
	}
}
