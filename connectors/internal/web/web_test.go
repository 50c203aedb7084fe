package web

import (
	"compress/gzip"
	"context"
	"errors"
	"io"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"sync"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/connectors"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/pause"
)

const key = "k-3f9a7c51d2"

// pauses collects how long was waited without waiting.
type pauses struct {
	mu  sync.Mutex
	all []time.Duration
}

func (p *pauses) pause(ctx context.Context, d time.Duration) error {
	p.mu.Lock()
	defer p.mu.Unlock()
	p.all = append(p.all, d)
	return ctx.Err()
}

func serve(t *testing.T, answer http.HandlerFunc) string {
	t.Helper()
	server := httptest.NewServer(answer)
	t.Cleanup(server.Close)
	return server.URL
}

func ask(t *testing.T, address string, set ...func(*Config)) (*Client, *pauses) {
	t.Helper()
	p := &pauses{}
	config := Config{Source: "books", BaseURL: address, Private: true, Header: http.Header{"Authorization": {"Bearer " + key}}, Pause: p.pause}
	for _, s := range set {
		s(&config)
	}
	client, err := New(config)
	require.NoError(t, err)
	t.Cleanup(client.http.CloseIdleConnections)
	return client, p
}

func requireFault(t *testing.T, err error, kind fault.Kind, class connectors.Class, says string) {
	t.Helper()
	require.ErrorContains(t, err, says)
	require.Equal(t, kind, fault.KindOf(err), "%v", err)
	require.Equal(t, class, connectors.ClassOf(err), "%v", err)
	require.NotEmpty(t, fault.Next(err))
	require.NotContains(t, err.Error()+fault.Next(err), key)
}

func TestGetAndPost(t *testing.T) {
	t.Parallel()
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		_, _ = io.WriteString(w, r.Method+" "+r.URL.RequestURI()+" "+r.Header.Get("Authorization")+" "+r.Header.Get("Content-Type")+" "+string(body))
	})
	client, _ := ask(t, address+"/base?tenant=7")
	got, err := client.Get(t.Context(), "api/v1", url.Values{"q": {"a b"}})
	require.NoError(t, err)
	require.Equal(t, "GET /base/api/v1?q=a+b&tenant=7 Bearer "+key+"  ", string(got.Body))
	got, err = client.Post(t.Context(), "/load", "application/json", []byte("{}"))
	require.NoError(t, err)
	require.Equal(t, "POST /base/load?tenant=7 Bearer "+key+" application/json {}", string(got.Body))
	got, err = client.Get(t.Context(), "", nil)
	require.NoError(t, err)
	require.Equal(t, "GET /base?tenant=7 Bearer "+key+"  ", string(got.Body))
	got, err = client.Follow(t.Context(), "/base/page?n=2")
	require.NoError(t, err)
	require.Contains(t, string(got.Body), "GET /base/page?n=2 Bearer")
	_, err = client.Follow(t.Context(), "http://127.0.0.1:1/page")
	requireFault(t, err, fault.Invalid, connectors.Permanent, "sends on to another host")
}

func TestNewRefusesAddresses(t *testing.T) {
	t.Parallel()
	for address, says := range map[string]string{
		"":                             "neither http nor https",
		"ftp://example.com":            "neither http nor https",
		"https://":                     "neither http nor https",
		"file:///etc/passwd":           "neither http nor https",
		"https://me:" + key + "@a.com": "holds a name or a password",
		"https://a b\x7f/" + key:       "cannot be read",
		"http://example.com":           "sends everything in the clear",
	} {
		_, err := New(Config{Source: "books", BaseURL: address})
		requireFault(t, err, fault.Invalid, connectors.Permanent, says)
	}
}

func TestAddressesAreRefusedWhenDialled(t *testing.T) {
	t.Parallel()
	var asked atomic.Int64
	secured := httptest.NewTLSServer(http.HandlerFunc(func(http.ResponseWriter, *http.Request) { asked.Add(1) }))
	t.Cleanup(secured.Close)
	client, p := ask(t, secured.URL, func(c *Config) { c.Private = false })
	_, err := client.Get(t.Context(), "", nil)
	requireFault(t, err, fault.Invalid, connectors.Permanent, "on this machine or in a private network")
	client, _ = ask(t, "http://169.254.169.254/latest/meta-data")
	_, err = client.Get(t.Context(), "", nil)
	requireFault(t, err, fault.Invalid, connectors.Permanent, "can be no source")
	client, _ = ask(t, "http://8.8.8.8/")
	_, err = client.Get(t.Context(), "", nil)
	requireFault(t, err, fault.Invalid, connectors.Permanent, "in the clear")
	require.True(t, Barred(err))
	require.Zero(t, asked.Load())
	require.Empty(t, p.all, "it is not tried again")

	client, _ = ask(t, secured.URL)
	_, err = client.Get(t.Context(), "", nil)
	requireFault(t, err, fault.Invalid, connectors.Permanent, "certificate")
}

func TestRedirects(t *testing.T) {
	t.Parallel()
	var elsewhere atomic.Int64
	other := serve(t, func(http.ResponseWriter, *http.Request) { elsewhere.Add(1) })
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		switch to := r.URL.Query().Get("to"); {
		case r.URL.Path == "/end":
			_, _ = io.WriteString(w, r.Header.Get("Authorization")+r.Header.Get("Referer"))
		case to == "self":
			http.Redirect(w, r, r.URL.String(), http.StatusFound)
		default:
			http.Redirect(w, r, to, http.StatusTemporaryRedirect)
		}
	})
	client, _ := ask(t, address)
	got, err := client.Get(t.Context(), "", url.Values{"to": {"/end"}})
	require.NoError(t, err)
	require.Equal(t, "Bearer "+key, string(got.Body))
	for to, says := range map[string]string{
		"self":                          "redirects more than 5 times",
		other:                           "redirects to an address that is not https",
		"http://169.254.169.254/latest": "redirects to an address that is not https",
		"file:///etc/passwd":            "redirects to an address that is not https",
		strings.Replace(other, "http", "https", 1): "on this machine or in a private network",
		"https://169.254.169.254/latest":           "can be no source",
		"https://[::ffff:10.0.0.1]/":               "on this machine or in a private network",
		"https://[64:ff9b::a9fe:a9fe]/":            "can be no source",
		"https://localhost:1/":                     "on this machine or in a private network",
	} {
		_, err := client.Get(t.Context(), "", url.Values{"to": {to}})
		requireFault(t, err, fault.Invalid, connectors.Permanent, says)
		require.NotContains(t, err.Error()+fault.Next(err), "passwd")
	}
	_, err = client.Post(t.Context(), "?to="+url.QueryEscape("https://example.com"), "text/plain", []byte("secret"))
	require.Error(t, err)
	require.Zero(t, elsewhere.Load())
}

// What goes to another host goes without the credentials: the two have public names here, and one server behind them.
func TestCredentialsStayAtHome(t *testing.T) {
	t.Parallel()
	base, err := url.Parse("https://books.example")
	require.NoError(t, err)
	seen := map[string]string{}
	record := roundTrip(func(r *http.Request) (*http.Response, error) {
		seen[r.URL.Host] = r.Header.Get("Authorization")
		return &http.Response{StatusCode: http.StatusOK, Body: http.NoBody, Request: r}, nil
	})
	r := &routes{base: base, credentials: http.Header{"Authorization": {key}}, home: record, elsewhere: record}
	for _, address := range []string{"https://books.example/a", "https://BOOKS.example:443/b", "https://sub.books.example/c", "https://books.example:8443/d", "https://books.example.org/e"} {
		request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, address, nil)
		require.NoError(t, err)
		response, err := r.RoundTrip(request)
		require.NoError(t, err)
		require.NoError(t, response.Body.Close())
		require.Empty(t, request.Header, "the request itself is not changed")
	}
	require.Equal(t, map[string]string{"books.example": key, "BOOKS.example:443": key, "sub.books.example": "", "books.example:8443": "", "books.example.org": ""}, seen)
	request, err := http.NewRequestWithContext(t.Context(), http.MethodGet, "http://books.example/a", nil)
	require.NoError(t, err)
	_, err = r.RoundTrip(request) //nolint:bodyclose // there is no response
	require.ErrorIs(t, err, errInClear)
}

type roundTrip func(*http.Request) (*http.Response, error)

func (f roundTrip) RoundTrip(r *http.Request) (*http.Response, error) { return f(r) }

func TestStatuses(t *testing.T) {
	t.Parallel()
	for status, want := range map[int]struct {
		kind  fault.Kind
		class connectors.Class
		tries int64
	}{
		400: {fault.Invalid, connectors.Permanent, 1}, 401: {fault.Unauthorised, connectors.Credentials, 1}, 403: {fault.Unauthorised, connectors.Credentials, 1},
		404: {fault.NotFound, connectors.Permanent, 1}, 408: {fault.Unavailable, connectors.Retry, 3}, 418: {fault.Invalid, connectors.Permanent, 1},
		425: {fault.Unavailable, connectors.Retry, 3}, 429: {fault.Unavailable, connectors.Throttled, 3}, 499: {fault.Invalid, connectors.Permanent, 1},
		500: {fault.Unavailable, connectors.Retry, 3}, 503: {fault.Unavailable, connectors.Retry, 3}, 599: {fault.Unavailable, connectors.Retry, 3},
		304: {fault.Invalid, connectors.Permanent, 1},
	} {
		var asked atomic.Int64
		address := serve(t, func(w http.ResponseWriter, r *http.Request) {
			asked.Add(1)
			w.WriteHeader(status)
			_, _ = io.WriteString(w, "you sent "+r.Header.Get("Authorization"))
		})
		client, p := ask(t, address)
		_, err := client.Get(t.Context(), "", nil)
		requireFault(t, err, want.kind, want.class, "books (127.0.0.1)")
		require.Equal(t, want.tries, asked.Load(), status)
		require.Len(t, p.all, int(want.tries)-1)
		for i, d := range p.all {
			full := firstPause << i
			require.True(t, d >= full/2 && d < full, "%v", p.all)
		}
		refused, ok := Refusal(err)
		require.True(t, ok)
		require.Equal(t, status, refused.Status)
		if status != http.StatusNotModified {
			require.Equal(t, "you sent Bearer "+key, string(refused.Body))
			require.Equal(t, "you sent (hidden)", client.Quote(string(refused.Body)))
		}
	}
}

func TestItWaitsAsLongAsItIsAskedTo(t *testing.T) {
	t.Parallel()
	for value, want := range map[string]struct {
		pauses int
		after  time.Duration
	}{
		"2": {2, 2 * time.Second}, "3600": {0, time.Hour}, "Wed, 21 Oct 2026 07:29:00 GMT": {0, time.Minute}, "soon": {2, 0}, "-1": {2, 0}, "1e300": {0, mostWait},
	} {
		address := serve(t, func(w http.ResponseWriter, _ *http.Request) {
			w.Header().Set("Date", "Wed, 21 Oct 2026 07:28:00 GMT")
			w.Header().Set("Retry-After", value)
			w.WriteHeader(http.StatusTooManyRequests)
		})
		client, p := ask(t, address)
		_, err := client.Get(t.Context(), "", nil)
		requireFault(t, err, fault.Unavailable, connectors.Throttled, "left alone")
		require.Equal(t, want.after, connectors.RetryAfter(err), value)
		require.Len(t, p.all, want.pauses, value)
	}
}

func TestAThirdTryMayWork(t *testing.T) {
	t.Parallel()
	var asked atomic.Int64
	address := serve(t, func(w http.ResponseWriter, r *http.Request) {
		body, _ := io.ReadAll(r.Body)
		if asked.Add(1) < tries {
			w.Header().Set("Content-Length", "100")
			_, _ = w.Write([]byte("half"))
			return
		}
		_, _ = w.Write(body)
	})
	client, _ := ask(t, address)
	got, err := client.Post(t.Context(), "", "text/plain", []byte("all of it"))
	require.NoError(t, err)
	require.Equal(t, "all of it", string(got.Body))

	asked.Store(-10)
	_, err = client.Get(t.Context(), "", nil)
	requireFault(t, err, fault.Unavailable, connectors.Retry, "broke off")
}

func TestAnswersEnd(t *testing.T) {
	t.Parallel()
	client, p := ask(t, serve(t, func(w http.ResponseWriter, r *http.Request) {
		block := make([]byte, 64<<10)
		for r.Context().Err() == nil {
			if _, err := w.Write(block); err != nil {
				return
			}
		}
	}))
	_, err := client.Get(t.Context(), "", nil)
	requireFault(t, err, fault.Invalid, connectors.Permanent, "more than 16 MB")

	client, _ = ask(t, serve(t, func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Encoding", "gzip")
		packed := gzip.NewWriter(w)
		for range 1 << 10 {
			if _, err := packed.Write(make([]byte, 64<<10)); err != nil {
				return
			}
		}
		_ = packed.Close()
	}), func(c *Config) { c.MaxBytes = 1 << 20 })
	_, err = client.Get(t.Context(), "", nil)
	requireFault(t, err, fault.Invalid, connectors.Permanent, "more than 1 MB")

	drip := func(w http.ResponseWriter, r *http.Request) {
		w.WriteHeader(http.StatusOK)
		_, _ = w.Write([]byte("drop"))
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	}
	client, _ = ask(t, serve(t, drip), func(c *Config) { c.Timeout = 50 * time.Millisecond })
	_, err = client.Get(t.Context(), "", nil)
	requireFault(t, err, fault.Unavailable, connectors.Retry, "did not answer in time")

	client, _ = ask(t, serve(t, func(_ http.ResponseWriter, r *http.Request) { <-r.Context().Done() }), func(c *Config) { c.Timeout = 50 * time.Millisecond })
	_, err = client.Get(t.Context(), "", nil)
	requireFault(t, err, fault.Unavailable, connectors.Retry, "did not answer in time")
	require.Empty(t, p.all)

	client, _ = ask(t, serve(t, func(w http.ResponseWriter, _ *http.Request) { w.Header().Set("Content-Encoding", "br") }))
	_, err = client.Get(t.Context(), "", nil)
	requireFault(t, err, fault.Invalid, connectors.Permanent, "not asked for")
}

func TestTheCallerMayStop(t *testing.T) {
	t.Parallel()
	ctx, cancel := context.WithCancel(t.Context())
	address := serve(t, func(_ http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	})
	client, _ := ask(t, address)
	_, err := client.Get(ctx, "", nil)
	requireFault(t, err, fault.Unavailable, connectors.Permanent, "not waited for")
	require.ErrorIs(t, err, context.Canceled)

	ctx, cancel = context.WithCancel(t.Context())
	client, _ = ask(t, serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusBadGateway) }), func(c *Config) {
		c.Pause = func(ctx context.Context, _ time.Duration) error { cancel(); return pause.For(ctx, time.Hour) }
	})
	_, err = client.Get(ctx, "", nil)
	require.ErrorIs(t, err, context.Canceled)
}

func TestNobodyIsThere(t *testing.T) {
	t.Parallel()
	server := httptest.NewServer(nil)
	server.Close()
	client, p := ask(t, server.URL)
	_, err := client.Get(t.Context(), "", nil)
	requireFault(t, err, fault.Unavailable, connectors.Retry, "does not take connections")
	require.Empty(t, p.all)
	client, _ = ask(t, "https://nothing.invalid/"+key)
	_, err = client.Get(t.Context(), "", nil)
	requireFault(t, err, fault.Unavailable, connectors.Retry, "cannot be found")
	plain := serve(t, func(http.ResponseWriter, *http.Request) {})
	client, _ = ask(t, strings.Replace(plain, "http", "https", 1))
	_, err = client.Get(t.Context(), "", nil)
	requireFault(t, err, fault.Invalid, connectors.Permanent, "does not speak https")
}

func TestJSON(t *testing.T) {
	t.Parallel()
	client, _ := ask(t, "http://127.0.0.1")
	var into map[string]any
	require.NoError(t, client.JSON(Answer{Body: []byte("{\"a\":1}\n")}, &into))
	for body, says := range map[string]string{
		`{"a":`: "not the JSON", "": "not the JSON", `{} {}`: "not the JSON", `{"a":NaN}`: "not the JSON", "[1]": "not the JSON",
		"<!DOCTYPE html><title>Log in</title>": "a web page", " <html>": "a web page",
	} {
		requireFault(t, client.JSON(Answer{Body: []byte(body)}, &into), fault.Invalid, connectors.Permanent, says)
	}
	page := Answer{Header: http.Header{"Content-Type": {"text/html; charset=utf-8"}}, Body: []byte("Please log in")}
	requireFault(t, client.JSON(page, &into), fault.Invalid, connectors.Permanent, "a web page")
}

func TestQuote(t *testing.T) {
	t.Parallel()
	client, _ := ask(t, "https://a.example/csv?sig=0123456789abcdef%2B&gid=0", func(c *Config) { c.Header.Set("X-Key", "other-secret") })
	require.Equal(t, "a b (hidden) (hidden) (hidden) gid=0 c", client.Quote("a\n b\x1b "+key+" other-secret 0123456789abcdef+ gid=0 \u202ec"))
	require.Len(t, []rune(client.Quote(strings.Repeat("long ", 1000))), mostQuoted+3)
}

func TestErrorsKeepTheirCause(t *testing.T) {
	t.Parallel()
	client, _ := ask(t, serve(t, func(w http.ResponseWriter, _ *http.Request) { w.WriteHeader(http.StatusTeapot) }))
	_, err := client.Get(t.Context(), "", nil)
	wrapped := fault.Wrap(err, fault.Invalid, "test", "outer", "")
	_, ok := Refusal(wrapped)
	require.True(t, ok)
	require.Equal(t, "Look whether the address of the source and its query are right.", fault.Next(wrapped))
	_, ok = Refusal(errors.New("another"))
	require.False(t, ok)
}

func FuzzQuote(f *testing.F) {
	f.Add("you sent " + key)
	f.Add("k-3f\u200b9a7c\x0051d2")
	f.Add("k-3f9ak-3f9a7c51d27c51d2")
	client, err := New(Config{Source: "books", BaseURL: "https://a.example", Header: http.Header{"Authorization": {"Bearer " + key}}})
	require.NoError(f, err)
	f.Fuzz(func(t *testing.T, said string) {
		got := client.Quote(said)
		require.NotContains(t, got, key)
		require.LessOrEqual(t, len([]rune(got)), mostQuoted+3)
		require.NotContains(t, got, "\n")
	})
}
