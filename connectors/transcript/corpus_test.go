package transcript

import (
	"encoding/json"
	"os"
	"path/filepath"
	"regexp"
	"sort"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/internal/publicdata"
)

const (
	leastWordsKept     = 0.999
	leastSpeakersRight = 0.995
)

// corpus gives public records.
func corpus(t *testing.T, pattern string) []string {
	t.Helper()
	return publicdata.Match(t, "transcripts/"+pattern)
}

// TestCorpusWordsKept extracts the spoken words of every public record by other means than the readers do, and counts
// how many of them are there, in order, in what was read.
func TestCorpusWordsKept(t *testing.T) {
	t.Parallel()
	for pattern, spoken := range map[string]func(t *testing.T, raw string) []string{
		"zoom-vtt/*.vtt":            wordsOfZoom,
		"qmsum/*.json":              wordsOfQMSum,
		"google-meet-markdown/*.md": wordsOfMeet,
		"zoom-vtt/*.chat.txt":       wordsOfChat,
	} {
		total, kept, read := 0, 0, 0
		for _, path := range corpus(t, pattern) {
			raw, err := os.ReadFile(path)
			require.NoError(t, err)
			want := spoken(t, string(raw))
			got := utteredWords(readFile(t, path))
			n := inOrder(want, got)
			require.GreaterOrEqual(t, float64(n), leastWordsKept*float64(len(want)), path)
			total, kept, read = total+len(want), kept+n, read+len(got)
		}
		// What is read beyond the spoken words would be agenda or notes taken for speech.
		require.LessOrEqual(t, float64(read), 1.001*float64(total), pattern)
		t.Logf("%-26s %d of %d words kept (%.4f%%), %d read", pattern, kept, total, 100*float64(kept)/float64(total), read)
	}
}

func utteredWords(got *agent.Transcript) []string {
	var words []string
	for _, u := range got.Utterances {
		words = append(words, strings.Fields(u.Text)...)
	}
	return words
}

// inOrder counts the words of want that are found in got in the same order, each within a window of the last.
func inOrder(want, got []string) int {
	const window = 200
	at, n := 0, 0
	for _, w := range want {
		for j := at; j < len(got) && j < at+window; j++ {
			if got[j] == w {
				at, n = j+1, n+1
				break
			}
		}
	}
	return n
}

var (
	zoomCue    = regexp.MustCompile(`(?m)^\d+\r?\n[0-9:.]+ --> [0-9:.]+\r?\n(.*?)\r?$`)
	meetTurn   = regexp.MustCompile(`^(?:\*\*)?[^:*]{1,60}:(?:\*\*)?(?:\s+(.*))?$`)
	meetMarker = regexp.MustCompile(`^(### )?\d\d:\d\d:\d\d$`)
	glued      = regexp.MustCompile(`([.?!])\d\d:\d\d:\d\d$`)
	chatStart  = regexp.MustCompile(`^\d\d:\d\d:\d\d\t[^\t]*:\t(.*)$`)
)

func wordsOfZoom(t *testing.T, raw string) []string {
	t.Helper()
	var words []string
	for _, cue := range zoomCue.FindAllStringSubmatch(raw, -1) {
		_, text, found := strings.Cut(cue[1], ": ")
		require.True(t, found, cue[1])
		words = append(words, strings.Fields(text)...)
	}
	return words
}

func wordsOfQMSum(t *testing.T, raw string) []string {
	t.Helper()
	var meeting struct {
		Turns []struct{ Content string } `json:"meeting_transcripts"`
	}
	require.NoError(t, json.Unmarshal([]byte(raw), &meeting))
	var words []string
	for _, turn := range meeting.Turns {
		words = append(words, strings.Fields(turn.Content)...)
	}
	return words
}

func wordsOfMeet(t *testing.T, raw string) []string {
	t.Helper()
	heading := regexp.MustCompile(`(?m)^#+ \**Transcript\**\s*$`).FindStringIndex(raw)
	require.NotNil(t, heading)
	var words []string
	for _, line := range strings.Split(raw[heading[1]:], "\n") {
		line = strings.TrimRight(strings.TrimSpace(line), `\ `)
		if meetMarker.MatchString(line) || strings.Contains(line, "ended after") || strings.HasPrefix(line, "_This editable") {
			continue
		}
		if turn := meetTurn.FindStringSubmatch(line); turn != nil {
			line = turn[1]
		}
		line = glued.ReplaceAllString(line, "$1")
		words = append(words, strings.Fields(strings.ReplaceAll(line, `\`, ""))...)
	}
	return words
}

func wordsOfChat(t *testing.T, raw string) []string {
	t.Helper()
	var words []string
	for _, line := range strings.Split(strings.ReplaceAll(raw, "\r", "\n"), "\n") {
		if message := chatStart.FindStringSubmatch(line); message != nil {
			line = message[1]
		}
		words = append(words, strings.Fields(line)...)
	}
	return words
}

// zoomSpeakers were listed by reading the files.
var zoomSpeakers = map[string][]string{
	"acde-2026-02-26_231.vtt": {"Anders Elowsson", "Ansgar Dietrichs", "Barnabas", "Daniel Lehrner (Besu)", "Danno Ferrin - Tectonic.xyz",
		"Dragan Rakita", "Dustin", "Fabio Di Fabio", "Felix (Geth)", "Guillaume", "Jannik Luhn", "Josh Davis", "Justin Florentine (Besu)",
		"Luis Pinto | Besu", "Marius van der Wijden", "Mercy Boma Naps-Nkari", "Potuz", "Sina Mahmoodi", "andrew (erigon)", "lightclient",
		"nixo", "spencer", "Łukasz Rozmej"},
	"acdt-2026-02-09_069.vtt": {"Akash | ECH", "Ameziane Hamlat", "Barnabas", "Ben Adams", "Dragan Rakita", "Dustin", "Fabio Di Fabio",
		"Francesco", "Jared Wasinger", "Justin Traglia", "Kamil Chodoła", "Leo Lara", "Louis", "Marc", "Maria Silva", "Mario Vega",
		"Marius van der Wijden", "NC", "Potuz", "Rafael Matias (skylenet)", "Stefan Bratanov", "Stefan Starflinger", "Toni Wahrstätter",
		"ashah", "nflaig", "pk910", "spencer-tb"},
	"encryptthemempool-2026-03-04_001.vtt": {"Anders Elowsson", "Ben Adams", "Jannik Luhn", "Julian", "Justin Florentine (Besu)",
		"Luis Bezzenberger", "Luis Pinto | Besu", "admin", "jochem-brouwer", "mark", "normad | pbsf", "Łukasz Rozmej"},
	"fcr-2026-03-17_005.vtt": {"Julian", "Julian Ma", "Luca Zanolini", "Mercy Boma Naps-Nkari", "Mikhail Kalinin", "Roberto Saltini", "Will Corcoran"},
	"p2pnetworking-2026-06-03_002.vtt": {"Anton Nashatyrev", "Bosul Mun", "Csaba", "Daniel Knopik", "Kamil Salakhiev", "Mega | ethrex",
		"Pablo Deymo | Lambda", "Raúl Kripalani", "jxs", "kasey"},
	"pqinterop-2026-03-04_029.vtt": {"Anshal", "Gajinder Singh", "Justin Drake", "Kamil Salakhiev", "Katya", "Mihir Faujdar",
		"Pablo Deymo | Lambda", "Parthasarathy Ramanujam", "Ruslan Tushov (qlean)", "Shaaibu Suleiman", "Shariq", "Shariq Naiyer",
		"T. Wambsgans", "Thomas Coratger", "Will Corcoran", "benedikt"},
	"rpcstandards-2026-02-23_021.vtt": {"Ahmad", "Felix (Geth)", "Mercy Boma Naps-Nkari", "Simsonraj Easvarasakthi", "Zane Starr"},
	"zkevm-2026-03-11_002.vtt": {"Andrea Barisani", "Francesco Risitano", "Guillaume", "Han Jian", "Kevaundray Wedderburn",
		"Luis Pinto | Besu", "Lumi | Offchain Labs", "Marcin Bugaj", "Somnath Banerjee", "cody", "ignacio"},
}

// TestCorpusSpeakers compares the speaker, the time and the line of every Zoom cue with what the file says, given who
// took part.
func TestCorpusSpeakers(t *testing.T) {
	t.Parallel()
	total, right := 0, 0
	for _, path := range corpus(t, "zoom-vtt/*.vtt") {
		names := zoomSpeakers[filepath.Base(path)]
		require.NotEmpty(t, names, "list the speakers of %s", path)
		raw, err := os.ReadFile(path)
		require.NoError(t, err)
		got := readFile(t, path)
		cues := zoomCue.FindAllStringSubmatchIndex(string(raw), -1)
		require.Len(t, got.Utterances, len(cues), path)
		n := 0
		for i, cue := range cues {
			u, text := got.Utterances[i], string(raw[cue[2]:cue[3]])
			require.Equal(t, 1+strings.Count(string(raw[:cue[2]]), "\n"), u.Line)
			if speaker := speakerAmong(names, text); u.Speaker == speaker && strings.HasSuffix(text, u.Text) {
				n++
			}
		}
		require.GreaterOrEqual(t, float64(n), leastSpeakersRight*float64(len(cues)), path)
		heard := append([]string(nil), got.Speakers...)
		sort.Strings(heard)
		require.Equal(t, names, heard)
		total, right = total+len(cues), right+n
	}
	t.Logf("speaker right on %d of %d cues (%.3f%%)", right, total, 100*float64(right)/float64(total))
}

func speakerAmong(names []string, text string) string {
	for _, n := range names {
		if strings.HasPrefix(text, n+": ") {
			return n
		}
	}
	return ""
}

func TestCorpusMeetSpeakersAndDates(t *testing.T) {
	t.Parallel()
	type meeting struct {
		date     string
		start    string
		speakers []string
	}
	for name, want := range map[string]meeting{
		"committee-steering-032-2025-09-25.md": {"2025-09-25", "2025-09-25T11:00:00-07:00", []string{"Tyler Wright", "Germany Beal",
			"Scott Carruthers", "Zeke Ezagui", "Cheng Wang", "Amanda Keay", "Fenil Modi", "Adam Wozney", "Benjamin Berglund", "Rodri R", "C4M ETHRBOY"}},
		"sig-analytics-001-2023-02-09.md": {"2023-02-08", "", []string{"Tyler Wright", "Anil Murty", "Denis Lelic", "Joao Luna", "Max", "Artur Troian", "Jin Lim"}},
		"sig-design-025-2025-02-12.md":    {"2025-02-12", "2025-02-12T08:00:00-08:00", []string{"Tyler Wright", "Fenil Modi"}},
		"sig-economics-028-2025-06-11.md": {"2025-06-11", "2025-06-11T10:00:00-07:00", []string{"Scott Hewitson", "Tyler Wright", "Cheng Wang", "Javier Sánchez Valiente"}},
		"sig-economics-038-2026-06-17.md": {"2026-06-17", "2026-06-17T08:00:00-07:00", []string{"Isaac Grooms", "Tyler Wright", "Rodri R", "Cheng Wang", "Joe Deng"}},
		"wg-zealy-006-2023-12-18.md":      {"2023-12-18", "2023-12-18T06:00:00-08:00", []string{"Robert Del Rey", "Benjamin B", "Scott Hewitson", "Tyler Wright"}},
	} {
		got := readFile(t, corpus(t, "google-meet-markdown/"+name)[0])
		require.Equal(t, agent.FormatGoogleMeet, got.Format)
		require.Equal(t, want.speakers, got.Speakers, name)
		require.Equal(t, want.date, got.Date, name)
		if want.start == "" {
			require.Nil(t, got.StartedAt, name)
			require.True(t, warned(got, "was a Wednesday"))
			continue
		}
		require.NotNil(t, got.StartedAt, name)
		require.Equal(t, want.start, got.StartedAt.Format("2006-01-02T15:04:05-07:00"), name)
	}
}

// TestCorpusQMSumContent holds the reader to the content as it stands: gold evidence counts turns and quotes them.
func TestCorpusQMSumContent(t *testing.T) {
	t.Parallel()
	for _, path := range corpus(t, "qmsum/*.json") {
		raw, err := os.ReadFile(path)
		require.NoError(t, err)
		var meeting struct {
			Turns []struct{ Speaker, Content string } `json:"meeting_transcripts"`
		}
		require.NoError(t, json.Unmarshal(raw, &meeting))
		for _, u := range readFile(t, path).Utterances {
			require.Equal(t, meeting.Turns[u.Line-1].Content, u.Text)
			require.Equal(t, meeting.Turns[u.Line-1].Speaker, u.Speaker)
		}
	}
}
