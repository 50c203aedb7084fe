package sourcetest

import (
	"compress/gzip"
	"context"
	"io"
	"net/http"
	"net/http/httptest"
	"strconv"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/connectors"
)

// statuses: every status that is no success is an error of the class that says what to do.
func (c Contract) statuses(t *testing.T) {
	var status atomic.Int64
	source := c.open(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) { mirror(int(status.Load()))(w, r) }))
	for s := http.StatusBadRequest; s < 600; s++ {
		status.Store(int64(s))
		got, err := source.Readings(t.Context(), c.Request)
		requireFailure(t, err, classOf(s), s)
		require.Empty(t, got.Readings, s)
	}
}

func classOf(status int) connectors.Class {
	switch {
	case status == http.StatusUnauthorized || status == http.StatusForbidden:
		return connectors.Credentials
	case status == http.StatusTooManyRequests:
		return connectors.Throttled
	case status >= http.StatusInternalServerError || status == http.StatusRequestTimeout || status == http.StatusTooEarly:
		return connectors.Retry
	}
	return connectors.Permanent
}

// throttled: a server that asks to be left alone is left alone, and the caller hears for how long.
func (c Contract) throttled(t *testing.T) {
	for _, status := range []int{http.StatusTooManyRequests, http.StatusServiceUnavailable} {
		var asked atomic.Int64
		_, err := c.open(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
			asked.Add(1)
			w.Header().Set("Retry-After", "600")
			w.WriteHeader(status)
		})).Readings(t.Context(), c.Request)
		requireFailure(t, err, connectors.Throttled, status)
		require.Equal(t, 10*time.Minute, connectors.RetryAfter(err))
		require.EqualValues(t, 1, asked.Load())
	}
}

// recovers: what is over in a moment is not worth an error.
func (c Contract) recovers(t *testing.T) {
	got, err := c.open(t, from(2, mirror(http.StatusBadGateway), c.good(t))).Readings(t.Context(), c.Request)
	require.NoError(t, err)
	requireReadings(t, c.Want, got.Readings)
}

// credentialsEnd: credentials that expire in the middle give an error, and not the half that came before.
func (c Contract) credentialsEnd(t *testing.T) {
	var asked atomic.Int64
	good := c.good(t)
	_, err := c.open(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		asked.Add(1)
		good.ServeHTTP(w, r)
	})).Readings(t.Context(), c.Request)
	require.NoError(t, err)
	for n := range asked.Load() {
		got, err := c.open(t, from(n, c.good(t), mirror(http.StatusUnauthorized))).Readings(t.Context(), c.Request)
		requireFailure(t, err, connectors.Credentials, n)
		require.Empty(t, got.Readings)
	}
	source := c.open(t, from(asked.Load(), c.good(t), mirror(http.StatusForbidden)))
	_, err = source.Readings(t.Context(), c.Request)
	require.NoError(t, err)
	_, err = source.Readings(t.Context(), c.Request)
	requireFailure(t, err, connectors.Credentials)
}

// hangs: whoever waits for a server that says nothing, or a drop at a time, may stop at a time of their own.
func (c Contract) hangs(t *testing.T) {
	for _, begins := range []bool{false, true} {
		ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
		defer cancel()
		_, err := c.open(t, hanging(begins)).Readings(ctx, c.Request)
		requireFailure(t, err, connectors.Retry, begins)
		require.ErrorIs(t, err, context.DeadlineExceeded)
	}
}

func hanging(begins bool) http.Handler {
	return http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.Copy(io.Discard, r.Body) // only then does the server notice that nobody waits any more
		if begins {
			w.WriteHeader(http.StatusOK)
			_, _ = w.Write([]byte(" "))
			_ = http.NewResponseController(w).Flush()
		}
		<-r.Context().Done()
	})
}

// cancelled: a caller who stops is not kept, and is told so.
func (c Contract) cancelled(t *testing.T) {
	ctx, cancel := context.WithCancel(t.Context())
	_, err := c.open(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		cancel()
		hanging(true).ServeHTTP(w, r)
	})).Readings(ctx, c.Request)
	requireFailure(t, err, connectors.Permanent)
	require.ErrorIs(t, err, context.Canceled)
}

// noServer: where nobody listens, trying again later may help.
func (c Contract) noServer(t *testing.T) {
	server := httptest.NewServer(nil)
	server.Close()
	source := c.at(t, server.URL)
	_, err := source.Readings(t.Context(), c.Request)
	requireFailure(t, err, connectors.Retry)
	requireFailure(t, source.Check(t.Context()), connectors.Retry)
}

// endless: an answer without end ends.
func (c Contract) endless(t *testing.T) {
	_, err := c.open(t, http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		block := make([]byte, 64<<10)
		for i := range block {
			block[i] = ' '
		}
		for r.Context().Err() == nil {
			if _, err := w.Write(block); err != nil {
				return
			}
		}
	})).Readings(t.Context(), c.Request)
	requireFailure(t, err, connectors.Permanent)
}

// bomb: an answer that unpacks to far more than it seemed ends.
func (c Contract) bomb(t *testing.T) {
	_, err := c.open(t, http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		packed := gzip.NewWriter(w)
		block := make([]byte, 1<<20)
		for range 64 {
			if _, err := packed.Write(block); err != nil {
				return
			}
		}
		_ = packed.Close()
	})).Readings(t.Context(), c.Request)
	requireFailure(t, err, connectors.Permanent)
}

// breaksOff: half an answer is no answer.
func (c Contract) breaksOff(t *testing.T) {
	_, err := c.open(t, changed(c.good(t), func(w http.ResponseWriter, answer *httptest.ResponseRecorder) {
		w.Header().Set("Content-Length", strconv.Itoa(answer.Body.Len()))
		w.WriteHeader(answer.Code)
		_, _ = w.Write(answer.Body.Bytes()[:answer.Body.Len()/2])
	})).Readings(t.Context(), c.Request)
	requireFailure(t, err, connectors.Retry)
	if c.Cut {
		return
	}
	_, err = c.open(t, changed(c.good(t), func(w http.ResponseWriter, answer *httptest.ResponseRecorder) {
		w.WriteHeader(answer.Code)
		_, _ = w.Write(answer.Body.Bytes()[:answer.Body.Len()/2])
	})).Readings(t.Context(), c.Request)
	requireFailure(t, err, connectors.Permanent)
}

// redirects: nobody sends a source to an address inside, in a file, or for ever in circles.
func (c Contract) redirects(t *testing.T) {
	var inside atomic.Int64
	other := httptest.NewServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { inside.Add(1) }))
	t.Cleanup(other.Close)
	secured := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { inside.Add(1) }))
	t.Cleanup(secured.Close)
	for _, to := range []string{
		other.URL, secured.URL, "https://169.254.169.254/latest/meta-data", "https://[::ffff:169.254.169.254]/", "https://[64:ff9b::a9fe:a9fe]/",
		"https://127.0.0.1:1/", "https://localhost:1/", "https://10.0.0.1/", "https://[::1]:1/", "https://[fd00:ec2::254]/", "file:///etc/passwd", "gopher://127.0.0.1/", "/again",
	} {
		for _, status := range []int{http.StatusFound, http.StatusTemporaryRedirect} {
			source := c.open(t, http.RedirectHandler(to, status))
			_, err := source.Readings(t.Context(), c.Request)
			requireFailure(t, err, connectors.Permanent, to, status)
			requireFailure(t, source.Check(t.Context()), connectors.Permanent, to, status)
		}
	}
	require.Zero(t, inside.Load())
}

// check: whoever is let in is told so.
func (c Contract) check(t *testing.T) {
	require.NoError(t, c.open(t, c.good(t)).Check(t.Context()))
}

// checkRefused: whoever is not let in is told so too, before values are asked for.
func (c Contract) checkRefused(t *testing.T) {
	for _, status := range []int{http.StatusUnauthorized, http.StatusForbidden, http.StatusTooManyRequests, http.StatusInternalServerError} {
		requireFailure(t, c.open(t, mirror(status)).Check(t.Context()), classOf(status), status)
	}
	ctx, cancel := context.WithTimeout(t.Context(), 50*time.Millisecond)
	defer cancel()
	requireFailure(t, c.open(t, hanging(false)).Check(ctx), connectors.Retry)
}
