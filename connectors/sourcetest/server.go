package sourcetest

import (
	"bytes"
	"context"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"
	"unicode"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/connectors"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// key is what a source sends to get in, and what must not show anywhere.
const key = "s3cr3t-0fa7b6c5d4e3"

// open starts a server and a source that asks it.
func (c Contract) open(t *testing.T, h http.Handler) connectors.Source {
	t.Helper()
	server := httptest.NewServer(h)
	t.Cleanup(server.Close)
	return c.at(t, server.URL)
}

func (c Contract) at(t *testing.T, address string) connectors.Source {
	t.Helper()
	return c.Open(t, Server{URL: address, Key: key, Pause: func(ctx context.Context, _ time.Duration) error { return ctx.Err() }})
}

// good gives the server of Good, which also refuses whoever does not send the key.
func (c Contract) good(t *testing.T) http.Handler {
	t.Helper()
	h := c.Good()
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if !c.Keyless && !sends(r, key) {
			w.WriteHeader(http.StatusUnauthorized)
			return
		}
		h.ServeHTTP(w, r)
	})
}

// sends reports whether a request has the key in a header, in clear or as a password.
func sends(r *http.Request, key string) bool {
	if name, password, ok := r.BasicAuth(); ok && (name == key || password == key) {
		return true
	}
	for _, values := range r.Header {
		for _, value := range values {
			if strings.Contains(value, key) {
				return true
			}
		}
	}
	return false
}

// mirror answers with a status, and repeats what it was sent.
func mirror(status int) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(status)
		_ = r.Header.Write(w) // who does not listen any more is no concern of ours
		_, _ = w.Write([]byte(`{"error": "` + r.Header.Get("Authorization") + `"}`))
	}
}

// from answers with one handler at first and then with another.
func from(n int64, first, then http.Handler) http.Handler {
	var asked atomic.Int64
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		if asked.Add(1) <= n {
			first.ServeHTTP(w, r)
			return
		}
		then.ServeHTTP(w, r)
	})
}

// swap answers with the handler that was set last.
type swap struct{ to atomic.Pointer[http.Handler] }

func (s *swap) set(h http.Handler) { s.to.Store(&h) }

func (s *swap) ServeHTTP(w http.ResponseWriter, r *http.Request) { (*s.to.Load()).ServeHTTP(w, r) }

// changed answers with what another handler answers, after a change of its body.
func changed(h http.Handler, change func(w http.ResponseWriter, answer *httptest.ResponseRecorder)) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		answer := httptest.NewRecorder()
		h.ServeHTTP(answer, r)
		for name, values := range answer.Header() {
			w.Header()[name] = values
		}
		change(w, answer)
	})
}

// requireFailure holds an error against what every error of a source has to be.
func requireFailure(t *testing.T, err error, class connectors.Class, about ...any) {
	t.Helper()
	require.Error(t, err, about...)
	require.Equal(t, class, connectors.ClassOf(err), "%v %v", err, about)
	require.NotEqual(t, fault.Internal, fault.KindOf(err), "%v %v", err, about)
	require.NotEmpty(t, fault.Next(err), "%v %v", err, about)
	said := err.Error() + " " + fault.Next(err)
	require.NotContains(t, said, key, about...)
	require.Less(t, len(said), 1000, about...)
	for _, r := range said {
		require.True(t, unicode.IsPrint(r) || r == '\n', "%q %v", said, about)
	}
}

// log is what was logged while the suite ran.
type log struct {
	mu   sync.Mutex
	said bytes.Buffer
}

func (l *log) Write(p []byte) (int, error) {
	l.mu.Lock()
	defer l.mu.Unlock()
	return l.said.Write(p)
}

func (l *log) requireNo(t *testing.T, secret string) {
	t.Helper()
	l.mu.Lock()
	defer l.mu.Unlock()
	require.NotContains(t, l.said.String(), secret)
}

// listen collects what is logged until the end of the test.
func listen(t *testing.T) *log {
	t.Helper()
	l := new(log)
	before := slog.Default()
	slog.SetDefault(slog.New(slog.NewTextHandler(l, &slog.HandlerOptions{Level: slog.LevelDebug})))
	t.Cleanup(func() { slog.SetDefault(before) })
	return l
}
