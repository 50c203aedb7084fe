package storetest

import (
	"crypto/sha256"
	"encoding/hex"
	"fmt"
	"math/rand/v2"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/ground"
	"github.com/plumbline-dev/plumb/agent/readings"
	"github.com/plumbline-dev/plumb/connectors"
	"github.com/plumbline-dev/plumb/semantic"
)

// Size is how much a big store holds.
type Size struct {
	Meetings int // each of an hour: some 800 utterances
	Sheets   int // each from a meeting of its own, as long as there are any
	Metrics  int
	Read     int // of the metrics, how many have readings
	Weeks    int // of readings, one a week, that end with [Noon]
}

// Large is a company that has used plumb for ten years.
var Large = Size{Meetings: 500, Sheets: 200, Metrics: 5000, Read: 200, Weeks: 520}

// Fill keeps as much as a size says: the same for the same size. The words of its meetings are as unevenly frequent as those
// of a language are. Sheets are s-0001 and so on, metrics as [Definitions] has them, and of those with readings every week was
// fetched at once.
func Fill(t testing.TB, s Store, size Size) {
	t.Helper()
	ctx := t.Context()
	talk := newTalk()
	var meetings []*agent.Transcript
	for i := range size.Meetings {
		at := Noon.AddDate(0, 0, -7*(size.Meetings-i)/2)
		m := talk.meeting(i, at)
		_, err := s.AddTranscript(ctx, m, Lead, at)
		require.NoError(t, err)
		meetings = append(meetings, m)
	}
	for i := range min(size.Sheets, len(meetings)*size.Sheets) {
		m := meetings[i%len(meetings)]
		content := Sheet(m)
		content.Title = strings.Join(strings.Fields(m.Utterances[1].Text)[:3], " ")
		content.Questions = []agent.Question{{Field: "gate.learn", Text: fmt.Sprintf("What will bet %d teach us?", i)}}
		d, err := ground.New(content, []*agent.Transcript{m})
		require.NoError(t, err)
		v, _, err := s.AddSheet(ctx, agent.NewSheet{ID: fmt.Sprintf("s-%04d", i), Draft: d, By: Builtin, At: Noon})
		require.NoError(t, err)
		for _, to := range []agent.State{agent.StateInReview, agent.StateApproved}[:i%3] {
			v, err = s.MoveVersion(ctx, MoveOf(v, to, Noon))
			require.NoError(t, err)
		}
	}
	if size.Metrics > 0 {
		f := Definitions("large.yaml", size.Metrics)
		for i := range f.Metrics {
			f.Metrics[i].Description = talk.sentence(12) + " " + talk.sentence(9)
		}
		_, err := s.KeepDefinitions(ctx, f)
		require.NoError(t, err)
		for i := range size.Read {
			require.NoError(t, s.AddFetch(ctx, talk.fetch(f.Metrics[i].ID(), i, size.Weeks)))
		}
	}
}

// talk makes up what people say.
type talk struct {
	chance *rand.Rand
	zipf   *rand.Zipf
	words  []string
}

// frequent are the words that are said most.
const frequent = `the we to a and that of it is i in you so this have for be on not are what think do if but they can like just our was with
	about there know as people at need more team would week want see from metric when one new time users data will make good should get how
	number up right because checkout review launch trial customers actually guardrail emails search latency signup activation churn support
	tickets onboarding pricing experiment control baseline gate target owner decision risk mobile payments refund invoice dashboard`

// vocabulary is how many words people know.
const vocabulary = 15_000

func newTalk() *talk {
	t := &talk{chance: rand.New(rand.NewPCG(7, 11)), words: strings.Fields(frequent)}
	syllables := []string{"ba", "con", "de", "fi", "gra", "ho", "ing", "ju", "ka", "lo", "men", "ni", "or", "pre", "qui", "ra", "ster", "ti", "ul", "ver", "wa", "xen", "yo", "zu"}
	for len(t.words) < vocabulary {
		word := ""
		for range 2 + t.chance.IntN(3) {
			word += syllables[t.chance.IntN(len(syllables))]
		}
		t.words = append(t.words, word)
	}
	const steepness, shift = 1.15, 3
	t.zipf = rand.NewZipf(t.chance, steepness, shift, vocabulary-1)
	return t
}

func (t *talk) sentence(words int) string {
	said := make([]string, words)
	for i := range said {
		said[i] = t.words[t.zipf.Uint64()]
	}
	return strings.ToUpper(said[0][:1]) + strings.Join(said, " ")[1:] + "."
}

// meeting gives an hour of five people out of forty.
func (t *talk) meeting(number int, at time.Time) *agent.Transcript {
	const utterances, people, present = 800, 40, 5
	title := fmt.Sprintf("Meeting %04d %s", number, t.words[200+number])
	digest := sha256.Sum256([]byte(title))
	m := &agent.Transcript{
		File: fmt.Sprintf("meeting-%04d.vtt", number), SHA256: hex.EncodeToString(digest[:]), Format: agent.FormatWebVTT, Title: title,
		StartedAt: &at, Date: at.Format(time.DateOnly), DateFrom: "record", Timing: agent.TimingCue, Notes: []agent.Note{}, Warnings: []agent.Warning{},
	}
	for i := range present {
		m.Speakers = append(m.Speakers, fmt.Sprintf("%s %s", given[(number+i*7)%len(given)], surname[(number*3+i*7)%(people/len(given))]))
	}
	for i := range utterances {
		words := 4 + t.chance.IntN(16)
		m.Utterances = append(m.Utterances, agent.Utterance{
			ID: fmt.Sprintf("u%04d", i+1), Speaker: m.Speakers[t.chance.IntN(present)], StartMS: int64(i) * 4500, EndMS: int64(i)*4500 + 4000,
			Line: 4*i + 3, Text: t.sentence(words),
		})
	}
	return m
}

var (
	given   = []string{"Ana", "Ben", "Chiara", "Dmitri", "Esi", "Farid", "Greta", "Hugo"}
	surname = []string{"Alder", "Birch", "Cedar", "Dogwood", "Elm"}
)

// fetch gives the readings of a metric as one fetch.
func (t *talk) fetch(metric string, number, weeks int) (f readings.Fetch) {
	end := semantic.Week.Add(Monday, 0)
	f = Fetch(fmt.Sprintf("f-%05d", number), metric, 0)
	f.From, f.To, f.AsOf, f.At = semantic.Week.Add(end, -weeks), end, Noon, Noon
	for i := range weeks {
		value := 100 + 5*t.chance.NormFloat64()
		f.Readings = append(f.Readings, connectors.Reading{Start: semantic.Week.Add(f.From, i), Value: value, Complete: true})
	}
	return f
}
