package app

import (
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/internal/config"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// A recording that was broken off goes on where it stopped, and what is recorded is never asked for again.
func TestRecordReplies(t *testing.T) {
	t.Parallel()
	cases := t.TempDir()
	require.NoError(t, os.Mkdir(filepath.Join(cases, "own"), 0o750))
	for name, content := range map[string]string{
		"refunds.vtt": refundsMeeting, "refunds.yaml": "record: refunds.vtt\ninitiative: return labels\nfields:\n  aim: {status: stated, where: [[4, 4]]}\n",
	} {
		require.NoError(t, os.WriteFile(filepath.Join(cases, "own", name), []byte(content), 0o600))
	}
	named := placesIn(t, map[string]string{"aim": "u0001|get refunds out within three days", "lever": "u0002|put a return label into every parcel"})
	sheet := `{"initiative":"return label","fields":[{"field":"aim","notes":["n1"],"text":"refunds out within three days"},{"field":"lever","notes":["n2"],"text":""}]}`
	to := filepath.Join(t.TempDir(), "refunds.jsonl")
	request := RecordRequest{Cases: cases, Recordings: t.TempDir(), To: to, Wait: time.Minute}
	var done []RecordedCase
	tell := func(c RecordedCase) { done = append(done, c) }

	broken, _ := replies(t, http.StatusOK, named)
	err := withModel(t, broken.URL, "", config.EnvModel, "sage-2").RecordReplies(t.Context(), request, tell)
	require.ErrorContains(t, err, "refunds")
	require.Empty(t, done)
	require.Equal(t, 1, recordedIn(t, to))

	whole, asked := replies(t, http.StatusOK, sheet, bothStated)
	a := withModel(t, whole.URL, "", config.EnvModel, "sage-2")
	require.NoError(t, a.RecordReplies(t.Context(), request, tell))
	require.Equal(t, int32(2), asked.Load())
	require.Equal(t, 3, recordedIn(t, to))
	require.Equal(t, "model", done[0].Engine)
	require.NoError(t, a.RecordReplies(t.Context(), request, tell))
	require.Equal(t, int32(2), asked.Load())
	require.Equal(t, 3, recordedIn(t, to))

	request.To, request.Recordings = "", filepath.Dir(to)
	require.NoError(t, a.RecordReplies(t.Context(), request, tell))
	require.True(t, done[2].Recorded)
	require.Equal(t, 3, done[2].Calls)
	request.Names = []string{"labels"}
	err = a.RecordReplies(t.Context(), request, tell)
	require.Equal(t, fault.NotFound, fault.KindOf(err))
	require.Contains(t, fault.Next(err), "refunds")
}

func recordedIn(t *testing.T, file string) int {
	t.Helper()
	content, err := os.ReadFile(file) //nolint:gosec // a test reads what it wrote
	require.NoError(t, err)
	return strings.Count(string(content), "\n")
}
