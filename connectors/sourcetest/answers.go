package sourcetest

import (
	"encoding/json"
	"fmt"
	"math"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/connectors"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// answers: what the system has comes back, and tells how it was asked for.
func (c Contract) answers(t *testing.T) {
	got, err := c.open(t, c.good(t)).Readings(t.Context(), c.Request)
	require.NoError(t, err)
	requireReadings(t, c.Want, got.Readings)
	require.NotEmpty(t, got.Statement)
	require.NotEmpty(t, got.QueryHash)
	require.NotContains(t, fmt.Sprint(got), key)
}

// window: what lies outside of the window is left out, and it changes nothing in how the values are computed.
func (c Contract) window(t *testing.T) {
	var again swap
	again.set(c.good(t))
	source := c.open(t, &again)
	all, err := source.Readings(t.Context(), c.Request)
	require.NoError(t, err)
	again.set(c.good(t))
	r := c.Request
	r.From, r.To = r.Period.End(r.From), r.Period.Add(r.To, -1)
	got, err := source.Readings(t.Context(), r)
	require.NoError(t, err)
	requireReadings(t, c.Want[1:len(c.Want)-1], got.Readings)
	require.Equal(t, all.QueryHash, got.QueryHash)
}

// partial: a period that is not over at AsOf is not complete, if there is a value for it at all.
func (c Contract) partial(t *testing.T) {
	r := c.Request
	last := r.Period.Add(r.To, -1)
	r.AsOf = last.Add(12 * time.Hour)
	got, err := c.open(t, c.good(t)).Readings(t.Context(), r)
	require.NoError(t, err)
	for _, reading := range got.Readings {
		require.Equal(t, reading.Start.Before(last), reading.Complete, reading.Start)
	}
	require.GreaterOrEqual(t, len(got.Readings), len(c.Want)-1)
}

// identity: asking again is the same question with the same answer.
func (c Contract) identity(t *testing.T) {
	var again swap
	again.set(c.good(t))
	source := c.open(t, &again)
	first, err := source.Readings(t.Context(), c.Request)
	require.NoError(t, err)
	again.set(c.good(t))
	second, err := source.Readings(t.Context(), c.Request)
	require.NoError(t, err)
	require.Equal(t, first, second)
}

// together: a source may be asked by many at the same time.
func (c Contract) together(t *testing.T) {
	sources := make([]connectors.Source, 4)
	var wg sync.WaitGroup
	for i := range sources {
		sources[i] = c.open(t, c.good(t))
	}
	results := make([]connectors.Result, 2*len(sources))
	errs := make([]error, len(results))
	for i := range results {
		wg.Go(func() { results[i], errs[i] = sources[i%len(sources)].Readings(t.Context(), c.Request) })
	}
	wg.Wait()
	for i := range results {
		require.NoError(t, errs[i])
		requireReadings(t, c.Want, results[i].Readings)
	}
}

// badRequests: what no system can answer is not sent to one.
func (c Contract) badRequests(t *testing.T) {
	source := c.open(t, http.HandlerFunc(func(http.ResponseWriter, *http.Request) { t.Error("it was asked") }))
	for name, change := range map[string]func(*connectors.Request){
		"no period":    func(r *connectors.Request) { r.Period = "fortnight" },
		"no window":    func(r *connectors.Request) { r.To = r.From },
		"half periods": func(r *connectors.Request) { r.From = r.From.Add(time.Hour) },
		"ages":         func(r *connectors.Request) { r.To = r.Period.Add(r.To, 100_000) },
	} {
		r := c.Request
		change(&r)
		_, err := source.Readings(t.Context(), r)
		requireFailure(t, err, connectors.Permanent, name)
		require.Equal(t, fault.Invalid, fault.KindOf(err), name)
	}
}

// oddNumbers: what is no finite number is an error, or left out with a warning, and never a zero.
func (c Contract) oddNumbers(t *testing.T) {
	for _, value := range []string{"NaN", "Infinity", "-Inf", "+Inf", "1e999", "-1e999", "twelve", "0x10", "1_000", "12abc", "--1"} {
		got, err := c.open(t, c.Odd(value)).Readings(t.Context(), c.Request)
		if err != nil {
			requireFailure(t, err, connectors.Permanent, value)
			continue
		}
		requireReadings(t, c.Want[1:], got.Readings, value)
		require.NotEmpty(t, got.Warnings, value)
	}
}

// noValue: nothing is not zero.
func (c Contract) noValue(t *testing.T) {
	got, err := c.open(t, c.Odd("")).Readings(t.Context(), c.Request)
	require.NoError(t, err)
	requireReadings(t, c.Want[1:], got.Readings)
}

// somethingElse: a page to log in, a picture, an empty answer or another document is an error and not an empty series.
func (c Contract) somethingElse(t *testing.T) {
	for name, answer := range map[string]struct{ kind, body string }{
		"page to log in":    {"text/html; charset=utf-8", "<!DOCTYPE html><html><head><title>Sign in</title></head><body><form action=\"/login\"><input name=\"password\"></form></body></html>"},
		"page in disguise":  {"application/octet-stream", "\n<html><body>Sign in</body></html>"},
		"picture":           {"image/png", "\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00"},
		"nothing":           {"text/plain", ""},
		"spaces":            {"text/plain", " \n \n"},
		"prose":             {"text/plain", "upstream connect error or disconnect/reset before headers"},
		"XML":               {"application/xml", "<?xml version=\"1.0\"?><Error><Code>AccessDenied</Code></Error>"},
		"a JSON of no type": {"application/json", "42"},
		"another JSON":      {"application/json", `{"hello": "world"}`},
		"null":              {"application/json", "null"},
		"deep":              {"application/json", strings.Repeat("[", 200_000)},
		"no UTF-8":          {"text/plain", "\xff\xfe\x00p\x00e"},
	} {
		_, err := c.open(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Content-Type", answer.kind)
			_, _ = w.Write([]byte(answer.body))
		})).Readings(t.Context(), c.Request)
		requireFailure(t, err, connectors.Permanent, name)
	}
}

// echo: what a server repeats of the credentials, even where it answers well, does not show.
func (c Contract) echo(t *testing.T) {
	for _, status := range []int{http.StatusOK, http.StatusBadRequest, http.StatusUnprocessableEntity} {
		_, err := c.open(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
			said := fmt.Sprint(r.Header)
			w.Header().Set("Content-Type", "application/json")
			w.WriteHeader(status)
			_ = json.NewEncoder(w).Encode(map[string]any{ // who does not listen any more is no concern of ours
				"status": "error", "errorType": said, "error": said, "message": said, "errors": []any{map[string]string{"message": said}},
			})
		})).Readings(t.Context(), c.Request)
		requireFailure(t, err, connectors.Permanent, status)
	}
}

// contentType: servers name the type of their answers wrongly; what matters is what is in them.
func (c Contract) contentType(t *testing.T) {
	got, err := c.open(t, changed(c.good(t), func(w http.ResponseWriter, answer *httptest.ResponseRecorder) {
		w.Header().Set("Content-Type", "application/octet-stream")
		w.WriteHeader(answer.Code)
		_, _ = w.Write(answer.Body.Bytes())
	})).Readings(t.Context(), c.Request)
	require.NoError(t, err)
	requireReadings(t, c.Want, got.Readings)
}

func requireReadings(t *testing.T, want, got []connectors.Reading, about ...any) {
	t.Helper()
	require.Len(t, got, len(want), about...)
	for i := range want {
		require.Equal(t, want[i].Start, got[i].Start, about...)
		require.InDelta(t, want[i].Value, got[i].Value, 1e-9*math.Max(1, math.Abs(want[i].Value)), about...)
		require.Equal(t, want[i].Complete, got[i].Complete, about...)
		require.Equal(t, want[i].Parts, got[i].Parts, about...)
	}
}
