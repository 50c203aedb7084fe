package app

import (
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/internal/config"
)

const refundsMeeting = `WEBVTT

00:00:01.000 --> 00:00:04.000
Orla Benes: The goal is to get refunds out within three days.

00:00:05.000 --> 00:00:09.000
Ravi Sand: The plan is to put a return label into every parcel, because buyers wait days for one.

00:00:10.000 --> 00:00:12.000
Orla Benes: We continue if at least 40% of returns carry it by 2026-03-31.
`

// replies is a service that gives one reply after the other, or a status.
func replies(t *testing.T, status int, texts ...string) (*httptest.Server, *atomic.Int32) {
	t.Helper()
	var asked atomic.Int32
	s := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // what is asked is not looked at
		n := int(asked.Add(1)) - 1
		if status != http.StatusOK || n >= len(texts) {
			http.Error(w, `{"error":{"message":"go away"}}`, max(status, http.StatusUnauthorized))
			return
		}
		text, _ := json.Marshal(texts[n]) // a string always marshals
		_, _ = fmt.Fprintf(w, `{"model":"sage-2","choices":[{"message":{"role":"assistant","content":%s},"finish_reason":"stop"}],"usage":{"prompt_tokens":100,"completion_tokens":50}}`, text)
	}))
	t.Cleanup(s.Close)
	return s, &asked
}

// placesIn is a reply that names one place for some fields, each as line|quote, and none for the others.
func placesIn(t *testing.T, places map[string]string) string {
	t.Helper()
	notes := map[string][]map[string]string{}
	for _, field := range strings.Fields(`aim done_when lever outcome because signal gate learn otherwise guardrail owner cadence ruled_out trade_off decision_right dependency objection open_question`) {
		notes[field] = []map[string]string{}
		if line, quote, ok := strings.Cut(places[field], "|"); ok {
			notes[field] = append(notes[field], map[string]string{"line": line, "quote": quote, "settled": "proposed", "about": "labels"})
		}
	}
	reply, err := json.Marshal(notes)
	require.NoError(t, err)
	return string(reply)
}

// bothStated is a second reading of a sheet with two fields that takes nothing away.
const bothStated = `{"verdicts":[{"field":1,"verdict":"stated","because":""},{"field":2,"verdict":"stated","because":""}]}`

func TestDraftWithAModel(t *testing.T) {
	t.Parallel()
	s, asked := replies(t, http.StatusOK,
		placesIn(t, map[string]string{"aim": "u0001|get refunds out within three days", "lever": "u0002|put a return label into every parcel"}),
		`{"initiative":"return label","fields":[{"field":"aim","notes":["n1"],"text":"refunds out within three days"},{"field":"lever","notes":["n2"],"text":"put a return label into every parcel"}]}`,
		bothStated,
		`{"sentences":[{"point":"P1","text":"Which number should “a return label into every parcel” move [F4][F3]?"}]}`)
	a := withModel(t, s.URL, "", config.EnvModel, "sage-2")
	request := DraftRequest{Paths: []string{written(t, "refunds.vtt", refundsMeeting)}, Engine: EngineModel}
	drafted, err := a.Draft(t.Context(), request)
	require.NoError(t, err)
	require.Equal(t, agent.Engine{Name: "model", Model: "sage-2", Prompt: "draft-extract/v2 draft-compose/v2 draft-verify/v1 sheet-questions/v1"}, drafted.Version.Engine)
	require.Equal(t, "Which number should “a return label into every parcel” move?", drafted.Version.Fields.Mechanism.Outcome.Question)
	require.Equal(t, "refunds out within three days.", drafted.Version.Fields.Aim.Text)
	require.False(t, drafted.Version.Fields.Gate.Condition.Filled(), "the model did not name it")
	runs, err := a.Runs(t.Context())
	require.NoError(t, err)
	require.Len(t, runs, 1)
	require.True(t, runs[0].Ended)

	again, err := a.Draft(t.Context(), request)
	require.NoError(t, err)
	require.True(t, again.Existing, "the same replies give the same sheet")
	require.Equal(t, int32(4), asked.Load(), "they are not paid for twice")
}

func TestDraftWhenTheModelFails(t *testing.T) {
	t.Parallel()
	for status, reason := range map[int]string{http.StatusUnauthorized: "key", http.StatusNotFound: "", http.StatusOK: "part 1 of 1"} {
		s, _ := replies(t, status, "certainly!", "certainly!")
		a := withModel(t, s.URL, "", config.EnvModel, "sage-2")
		drafted, err := a.Draft(t.Context(), DraftRequest{Paths: []string{written(t, "refunds.vtt", refundsMeeting)}, Engine: EngineModel})
		require.NoError(t, err, status)
		require.Equal(t, agent.BuiltinEngine, drafted.Version.Engine.Name, status)
		require.Contains(t, drafted.Version.Engine.FallbackReason, reason, status)
		require.True(t, drafted.Version.Fields.Gate.Condition.Filled())
	}
}
