package draft_test

import (
	"fmt"
	"runtime"
	"slices"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/draft"
	"github.com/plumbline-dev/plumb/internal/publicdata"
)

// joined makes one meeting of the given length out of the public calls, one after the other and again from the start.
func joined(tb testing.TB, length time.Duration) *agent.Transcript {
	tb.Helper()
	var calls []*agent.Transcript
	for _, path := range publicdata.Match(tb, "transcripts/zoom-vtt/*.vtt") {
		calls = append(calls, readRecord(tb, path))
	}
	long := *calls[0]
	long.Utterances = nil
	for from, i := int64(0), 0; from < length.Milliseconds(); i++ {
		call := calls[i%len(calls)]
		end := from
		for _, u := range call.Utterances {
			if from+u.StartMS >= length.Milliseconds() {
				break
			}
			u.ID = fmt.Sprintf("u%04d", len(long.Utterances)+1)
			u.StartMS, u.EndMS = from+u.StartMS, from+u.EndMS
			end = max(end, u.EndMS)
			long.Utterances = append(long.Utterances, u)
			if u.Speaker != "" && !slices.Contains(long.Speakers, u.Speaker) {
				long.Speakers = append(long.Speakers, u.Speaker)
			}
		}
		from = max(end, from+1)
	}
	return &long
}

// benchmark drafts one record and reports how much memory the process held at most while it did.
func benchmark(b *testing.B, record *agent.Transcript) {
	b.Helper()
	sources := []*agent.Transcript{record}
	b.ReportAllocs()
	var most uint64
	for b.Loop() {
		_, err := draft.Builtin(b.Context(), sources, draft.Options{})
		require.NoError(b, err)
		b.StopTimer()
		var m runtime.MemStats
		runtime.ReadMemStats(&m)
		most = max(most, m.HeapSys-m.HeapReleased)
		b.StartTimer()
	}
	b.ReportMetric(float64(len(sources[0].Utterances)), "utterances")
	b.ReportMetric(float64(most>>20), "heap-MiB")
}

func BenchmarkThreeHours(b *testing.B)  { benchmark(b, joined(b, 3*time.Hour)) }
func BenchmarkTwelveHours(b *testing.B) { benchmark(b, joined(b, 12*time.Hour)) }

// A record that is cut at every word has blocks and neighbourhoods of many utterances.
func BenchmarkOneWordEach(b *testing.B) { benchmark(b, talk(hostile()["five thousand words"]...)) }

// A record without turns is one turn of thousands of sentences.
func BenchmarkOneGiantTurn(b *testing.B) {
	benchmark(b, talk("Orla: "+strings.Repeat(strings.Join(remarks, " ")+" ", 60)))
}

// BenchmarkModelHour is what plumb itself takes to draft an hour of speech with a model: everything but waiting for it.
func BenchmarkModelHour(b *testing.B) {
	sources := []*agent.Transcript{joined(b, time.Hour)}
	b.ReportAllocs()
	var spent draft.Spent
	for b.Loop() {
		d, took, err := draft.Model(b.Context(), sources, draft.Options{}, erratic{seed: 1})
		require.NoError(b, err)
		require.Equal(b, agent.ModelEngine, d.Sheet().Engine.Name, d.Sheet().Engine.FallbackReason)
		spent = took
	}
	b.ReportMetric(spent.PerToken(), "prompt-tokens/token")
	b.ReportMetric(float64(spent.Windows), "windows")
}
