package openai

import (
	"context"
	"encoding/json"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/llm/internal/wire"
	"github.com/plumbline-dev/plumb/internal/pause"
	"github.com/plumbline-dev/plumb/semantic"
	"github.com/plumbline-dev/plumb/semantic/exact"
)

const testKey = "sk-very-secret-0123456789"

// server speaks the protocol: by default it answers each text with [its length, 1, 0], out of order as the protocol allows.
type server struct {
	*httptest.Server

	mu       sync.Mutex
	requests []request
	scripted []http.HandlerFunc // what the next requests are answered with instead
}

type request struct {
	Input      []string `json:"input"`
	Model      string   `json:"model"`
	Dimensions int      `json:"dimensions"`
}

func serve(t *testing.T, scripted ...http.HandlerFunc) *server {
	t.Helper()
	s := &server{scripted: scripted}
	s.Server = httptest.NewServer(http.HandlerFunc(s.answer))
	t.Cleanup(s.Close)
	return s
}

func (s *server) answer(w http.ResponseWriter, r *http.Request) {
	s.mu.Lock()
	defer s.mu.Unlock()
	var got request
	if err := json.NewDecoder(r.Body).Decode(&got); err != nil || r.URL.Path != "/v1/embeddings" || r.Method != http.MethodPost {
		http.Error(w, "not the protocol", http.StatusTeapot)
		return
	}
	s.requests = append(s.requests, got)
	if len(s.scripted) > 0 {
		next := s.scripted[0]
		s.scripted = s.scripted[1:]
		next(w, r)
		return
	}
	w.Header().Set("Content-Type", "application/json")
	fmt.Fprint(w, vectorsOf(got.Input))
}

func vectorsOf(texts []string) string {
	var items []string
	for i := len(texts) - 1; i >= 0; i-- {
		items = append(items, fmt.Sprintf(`{"object":"embedding","index":%d,"embedding":[%d,1,0]}`, i, len(texts[i])))
	}
	return `{"object":"list","data":[` + strings.Join(items, ",") + `],"model":"m","usage":{"prompt_tokens":1,"total_tokens":1}}`
}

func status(code int, body string, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		for i := 0; i < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(code)
		fmt.Fprint(w, body)
	}
}

func times(n int, h http.HandlerFunc) []http.HandlerFunc {
	var all []http.HandlerFunc
	for range n {
		all = append(all, h)
	}
	return all
}

// trial is an embedder whose pauses are noted and not taken.
type trial struct {
	*Embedder
	doer   *wire.Doer
	pauses *[]time.Duration
}

var testNow = time.Date(2031, 3, 4, 5, 6, 7, 0, time.UTC)

func testDoer(pauses *[]time.Duration) *wire.Doer {
	d := wire.New(1_000_000)
	d.Now = func() time.Time { return testNow }
	d.Jitter = func() float64 { return 0.5 }
	d.Pause = func(ctx context.Context, p time.Duration) error {
		*pauses = append(*pauses, p)
		return ctx.Err()
	}
	return d
}

func open(t *testing.T, s *server, c Config) trial {
	t.Helper()
	pauses := new([]time.Duration)
	c.BaseURL, c.APIKey = s.URL+"/v1", testKey
	if c.Model == "" {
		c.Model = "m"
	}
	script := s.scripted
	s.scripted = nil
	d := testDoer(pauses)
	e, err := newEmbedder(t.Context(), c, d)
	require.NoError(t, err)
	s.scripted, s.requests = script, nil
	return trial{e, d, pauses}
}

func TestEmbed(t *testing.T) {
	t.Parallel()
	s := serve(t)
	e := open(t, s, Config{})
	host := strings.TrimPrefix(s.URL, "http://")
	require.Equal(t, semantic.EmbeddingModel{ID: "openai/" + host + "/m", Dimensions: 3}, e.Model(), "the length of the vectors was asked")
	vectors, err := e.Embed(t.Context(), []string{"abc", " \n", "abcd\xff", ""})
	require.NoError(t, err)
	require.Len(t, vectors, 4)
	require.InDeltaSlice(t, []float32{0.948683, 0.316228, 0}, vectors[0], 1e-5)
	require.Equal(t, []float32{0, 0, 0}, vectors[1], "a blank text is not sent")
	require.Equal(t, []float32{0, 0, 0}, vectors[3])
	require.Equal(t, []request{{Input: []string{"abc", "abcd\uFFFD"}, Model: "m"}}, s.requests)

	none, err := e.Embed(t.Context(), nil)
	require.NoError(t, err)
	require.Empty(t, none)
}

func TestModelID(t *testing.T) {
	t.Parallel()
	for want, c := range map[string]Config{
		"openai/text-embedding-3-small":                   {Model: "text-embedding-3-small"},
		"openai/text-embedding-3-small@256":               {Model: "text-embedding-3-small", Dimensions: 256},
		"openai/text-embedding-3-large":                   {Model: "text-embedding-3-large", BaseURL: DefaultBaseURL + "/"},
		"openai/localhost:11434/nomic-embed-text@64":      {Model: "nomic-embed-text", BaseURL: "http://localhost:11434/v1", Dimensions: 64},
		"openai/::1:8080/BAAI/bge-m3@1024":                {Model: "BAAI/bge-m3", BaseURL: "http://[::1]:8080/v1", Dimensions: 1024},
		"openai/gpu.example.org/text-embedding-3-small@8": {Model: "text-embedding-3-small", BaseURL: "https://gpu.example.org/v1", Dimensions: 8},
	} {
		e, err := NewEmbedder(t.Context(), c)
		require.NoError(t, err)
		require.Equal(t, want, e.Model().ID)
	}
}

func TestConfig(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]Config{
		"no model":             {},
		"a name with spaces":   {Model: "my model", Dimensions: 3},
		"no address":           {Model: "m", BaseURL: "localhost:11434"},
		"another scheme":       {Model: "m", BaseURL: "ftp://example.org"},
		"a broken address":     {Model: "m", BaseURL: "http://exa mple.org:hush/"},
		"a password in it":     {Model: "m", BaseURL: "https://me:hush@example.org/v1"},
		"a key in the query":   {Model: "m", BaseURL: "https://example.org/v1?key=hush"},
		"a key of two lines":   {Model: "m", APIKey: "hush\nX-Evil: 1", Dimensions: 3},
		"negative dimensions":  {Model: "m", Dimensions: -1},
		"too many dimensions":  {Model: "m", Dimensions: 100_000},
		"a negative frequency": {Model: "m", Dimensions: 3, RequestsPerMinute: -1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			_, err := NewEmbedder(t.Context(), c)
			require.Equal(t, fault.Invalid, fault.KindOf(err))
			require.NotEmpty(t, fault.Next(err))
			require.NotContains(t, err.Error()+fault.Next(err), "hush")
		})
	}
}

func TestSameModel(t *testing.T) {
	t.Parallel()
	const asked = "text-embedding-3-small"
	for _, replied := range []string{"", asked, "Text-Embedding-3-Small", asked + "-20240125", asked + "-2024-01-25", asked + ":latest", asked + ":7b", asked + "@001"} {
		require.True(t, sameModel(asked, replied), replied)
	}
	for _, replied := range []string{"text-embedding-3-large", asked + "-v2", asked + "er", asked + "-", "gpt-4o", "text-embedding-3"} {
		require.False(t, sameModel(asked, replied), replied)
	}
}

func TestBatches(t *testing.T) {
	t.Parallel()
	s := serve(t)
	e := open(t, s, Config{Dimensions: 3})
	texts := make([]string, 2*batchTexts+1)
	for i := range texts {
		texts[i] = strings.Repeat("x", i+1)
	}
	vectors, err := e.Embed(t.Context(), texts)
	require.NoError(t, err)
	require.Len(t, s.requests, 3)
	require.Equal(t, 3, s.requests[0].Dimensions)
	for i, v := range vectors {
		require.InDelta(t, float64(i+1), v[0]/v[1], 1e-2, "each text has its own vector")
	}

	s.requests = nil
	long := strings.Repeat("y", 2*batchTokens) // two thirds of what a request carries
	_, err = e.Embed(t.Context(), []string{long, long, "z", strings.Repeat("y", 6*batchTokens), "z"})
	require.NoError(t, err)
	var sizes []int
	for _, r := range s.requests {
		sizes = append(sizes, len(r.Input))
	}
	require.Equal(t, []int{1, 2, 1, 1}, sizes)
}

func TestRetries(t *testing.T) {
	t.Parallel()
	const second = time.Second
	for name, c := range map[string]struct {
		script []http.HandlerFunc
		pauses []time.Duration
	}{
		"busy, and says for how long":  {times(1, status(429, `{"error":{"message":"slow down"}}`, "Retry-After", "7")), []time.Duration{7 * second}},
		"busy, and says until when":    {times(1, status(503, "", "Retry-After", testNow.Add(9*second).Format(http.TimeFormat))), []time.Duration{9 * second}},
		"a moment that is over":        {times(1, status(429, "", "Retry-After", testNow.Add(-second).Format(http.TimeFormat))), []time.Duration{0}},
		"a fraction of a second":       {times(1, status(429, "", "Retry-After", "0.25")), []time.Duration{second / 4}},
		"says nonsense":                {times(1, status(429, "", "Retry-After", "soon")), []time.Duration{375 * time.Millisecond}},
		"broken for a while":           {[]http.HandlerFunc{status(500, "oops"), status(502, "<html>"), status(504, ""), status(529, "")}, []time.Duration{375 * time.Millisecond, 750 * time.Millisecond, 1500 * time.Millisecond, 3 * second}},
		"a reply that is cut off":      {times(1, status(200, `{"data":[{"index":0,"embed`)), []time.Duration{375 * time.Millisecond}},
		"a connection that breaks off": {times(1, breakOff), []time.Duration{375 * time.Millisecond}},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, c.script...)
			e := open(t, s, Config{})
			vectors, err := e.Embed(t.Context(), []string{"abc"})
			require.NoError(t, err)
			require.Len(t, vectors[0], 3)
			require.Equal(t, c.pauses, *e.pauses)
			for _, r := range s.requests {
				require.Equal(t, []string{"abc"}, r.Input, "the whole request is sent again")
			}
		})
	}
}

// breakOff promises more than it sends.
func breakOff(w http.ResponseWriter, _ *http.Request) {
	w.Header().Set("Content-Length", "1000")
	fmt.Fprint(w, `{"data":`)
}

func TestFailures(t *testing.T) {
	t.Parallel()
	contextError := `{"error":{"message":"This model's maximum context length is 8192 tokens, however you requested 9000 tokens","type":"invalid_request_error","code":null}}`
	for name, c := range map[string]struct {
		script     []http.HandlerFunc
		dimensions int
		kind       fault.Kind
		says, next string
		requests   int
	}{
		"a wrong key": {
			times(1, status(401, `{"error":{"message":"Incorrect API key provided: `+testKey+`.","type":"invalid_request_error","code":"invalid_api_key"}}`)), 0,
			fault.Unauthorised, "does not accept the API key: Incorrect API key provided: [key]. (invalid_api_key)", "Check the key", 1,
		},
		"a key without the right": {times(1, status(403, `{"error":{"message":"no"}}`)), 0, fault.Unauthorised, "does not let this key use m", "another one", 1},
		"a wrong name":            {times(1, status(404, `{"error":{"message":"model not found"}}`)), 0, fault.NotFound, "knows no embedding model m: model not found", "name of the model", 1},
		"a wrong address":         {times(1, status(404, `<html>nothing   here</html>`)), 0, fault.NotFound, "<html>nothing here</html>", "/v1", 1},
		"too long a text":         {times(1, status(400, contextError)), 0, fault.Invalid, "cannot read so long a text", `begins with "the longest of the texts"`, 1},
		"too large a request":     {times(1, status(413, ``)), 0, fault.Invalid, "cannot read so long a text", "Shorten", 1},
		"no such dimensions":      {times(1, status(400, `{"error":{"message":"Model m does not support matryoshka representation"}}`)), 3, fault.Invalid, "cannot give 3 dimensions", "Leave", 1},
		"another refusal":         {times(1, status(422, `{"detail":"field required"}`)), 0, fault.Invalid, `refuses the request (status 422): {"detail":"field required"}`, "embedding model", 1},
		"no credit":               {times(1, status(429, `{"error":{"message":"You exceeded your current quota","code":"insufficient_quota"}}`)), 0, fault.Unavailable, "no credit", "Add credit", 1},
		"busy all the time":       {times(wire.Attempts, status(429, `{"error":{"message":"slow down"}}`)), 0, fault.Unavailable, "is asked too much: slow down", "fewer requests", wire.Attempts},
		"busy for an hour":        {times(1, status(429, ``, "Retry-After", "3600")), 0, fault.Unavailable, "is asked too much", "fewer requests", 1},
		"broken all the time":     {times(wire.Attempts, status(500, strings.Repeat("stack ", 100))), 0, fault.Unavailable, "out of order (status 500)", "later", wire.Attempts},
		"a page instead of JSON":  {times(1, status(200, `<html>`)), 0, fault.Unavailable, "not the JSON", "base URL", 1},
		"cut off all the time":    {times(wire.Attempts, status(200, `{"data":[{"index":0,"embed`)), 0, fault.Unavailable, "breaks off", "run it again", wire.Attempts},
		"another JSON":            {times(1, status(200, `{"data":"vectors"}`)), 0, fault.Unavailable, "not the JSON", "base URL", 1},
		"too large a number":      {times(1, status(200, `{"data":[{"index":0,"embedding":[1e99,0,0]},{"index":1,"embedding":[1,0,0]}]}`)), 0, fault.Unavailable, "not the JSON", "embedding model", 1},
		"too few vectors":         {times(1, status(200, vectorsOf([]string{"a"}))), 0, fault.Unavailable, "1 vectors for 2 texts", "embedding model", 1},
		"too many vectors":        {times(1, status(200, vectorsOf([]string{"a", "b", "c"}))), 0, fault.Unavailable, "3 vectors for 2 texts", "embedding model", 1},
		"one text twice":          {times(1, status(200, `{"data":[{"index":0,"embedding":[1,0,0]},{"index":0,"embedding":[1,0,0]}]}`)), 0, fault.Unavailable, "no vector for text 2", "embedding model", 1},
		"vectors too short":       {times(1, status(200, `{"data":[{"index":0,"embedding":[1,0]},{"index":1,"embedding":[1,0]}]}`)), 0, fault.Unavailable, "has 2 numbers", "embedding model", 1},
		"an empty vector":         {times(1, status(200, `{"data":[{"index":0,"embedding":[]},{"index":1,"embedding":[]}]}`)), 0, fault.Unavailable, "empty", "embedding model", 1},
		"vectors of zeros":        {times(1, status(200, `{"data":[{"index":0,"embedding":[1,0,0]},{"index":1,"embedding":[0,0,0]}]}`)), 0, fault.Unavailable, "all zeros", "embedding model", 1},
		"vectors of nothing":      {times(1, status(200, `{"data":[{"index":0,"embedding":[1,0,0]},{"index":1,"embedding":null}]}`)), 0, fault.Unavailable, "empty", "embedding model", 1},
		"vectors of nulls":        {times(1, status(200, `{"data":[{"index":0,"embedding":[null,null,null]},{"index":1,"embedding":[1,0,0]}]}`)), 0, fault.Unavailable, "all zeros", "embedding model", 1},
		"another model":           {times(1, status(200, `{"model":"minilm","data":[{"index":0,"embedding":[1,0,0]},{"index":1,"embedding":[1,0,0]}]}`)), 0, fault.Invalid, "was asked for vectors of m and gave those of minilm", "Name the model", 1},
		"an error that is fine":   {times(1, status(200, `{"error":{"message":"loading"}}`)), 0, fault.Unavailable, "0 vectors for 2 texts", "embedding model", 1},
		"sent elsewhere":          {times(1, status(307, "", "Location", "http://127.0.0.1:1/v1/embeddings")), 0, fault.Invalid, "elsewhere, to 127.0.0.1:1", "base URL", 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := serve(t, c.script...)
			e := open(t, s, Config{Dimensions: c.dimensions})
			_, err := e.Embed(t.Context(), []string{"short", "the longest of the texts"})
			require.Error(t, err)
			require.Equal(t, c.kind, fault.KindOf(err), err)
			require.Contains(t, err.Error(), c.says)
			require.Contains(t, fault.Next(err), c.next)
			require.NotContains(t, fmt.Sprintf("%v %+v %#v %s", err, err, err, fault.Next(err)), testKey)
			require.Less(t, len(err.Error()), 500)
			require.Len(t, s.requests, c.requests)
		})
	}
}

func TestUnreachable(t *testing.T) {
	t.Parallel()
	var pauses []time.Duration
	_, err := newEmbedder(t.Context(), Config{BaseURL: "http://127.0.0.1:1/v1", Model: "m", APIKey: testKey}, testDoer(&pauses))
	require.Equal(t, fault.Unavailable, fault.KindOf(err))
	require.Contains(t, fault.Next(err), "Check that the base URL is right")
	require.Empty(t, pauses, "nobody is there: asking again would only take longer")
}

// TestSlowDrip is about a server that never comes to an end.
func TestSlowDrip(t *testing.T) {
	t.Parallel()
	drip := func(w http.ResponseWriter, r *http.Request) {
		fmt.Fprint(w, `{"data":[`)
		_ = http.NewResponseController(w).Flush() // the client may be gone
		<-r.Context().Done()
	}
	s := serve(t, drip)
	pauses := new([]time.Duration)
	d := testDoer(pauses)
	d.AttemptTime = 50 * time.Millisecond
	e, err := newEmbedder(t.Context(), Config{BaseURL: s.URL + "/v1", Model: "m", Dimensions: 3}, d)
	require.NoError(t, err)
	_, err = e.Embed(t.Context(), []string{"a"})
	if err != nil { // on a machine so busy that a good reply takes long too
		require.Contains(t, err.Error(), "too long")
	}
	require.NotEmpty(t, *pauses)
}

func TestCancelled(t *testing.T) {
	t.Parallel()
	t.Run("while the server thinks", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithCancel(t.Context())
		s := serve(t, func(_ http.ResponseWriter, r *http.Request) {
			cancel()
			<-r.Context().Done()
		})
		e := open(t, s, Config{})
		_, err := e.Embed(ctx, []string{"a"})
		require.ErrorIs(t, err, context.Canceled)
		require.NotEmpty(t, fault.Next(err))
		require.Empty(t, *e.pauses)
	})
	t.Run("between two attempts", func(t *testing.T) {
		t.Parallel()
		ctx, cancel := context.WithCancel(t.Context())
		s := serve(t, status(500, ""))
		e := open(t, s, Config{})
		e.doer.Pause = func(ctx context.Context, _ time.Duration) error {
			cancel()
			return pause.For(ctx, time.Hour)
		}
		_, err := e.Embed(ctx, []string{"a"})
		require.ErrorIs(t, err, context.Canceled)
	})
}

// TestRate checks that requests beyond the burst wait for their turn: with one a minute, the turn comes after the context has ended.
func TestRate(t *testing.T) {
	t.Parallel()
	s := serve(t)
	e, err := NewEmbedder(t.Context(), Config{BaseURL: s.URL + "/v1", Model: "m", Dimensions: 3, RequestsPerMinute: 1})
	require.NoError(t, err)
	ctx, cancel := context.WithTimeout(t.Context(), 30*time.Second)
	defer cancel()
	for range wire.Burst {
		_, err = e.Embed(ctx, []string{"a"})
		require.NoError(t, err)
	}
	_, err = e.Embed(ctx, []string{"a"})
	require.ErrorIs(t, err, context.DeadlineExceeded)
	require.Len(t, s.requests, wire.Burst)
}

// TestResumes brings an index up to date over a server that fails on the way.
func TestResumes(t *testing.T) {
	t.Parallel()
	const n = 600
	entries := make([]semantic.Entry, n)
	for i := range entries {
		entries[i] = semantic.Entry{Key: fmt.Sprintf("a.b%d", i), Text: strings.Repeat("x", i+1)}
	}
	good := func(w http.ResponseWriter, _ *http.Request) { fmt.Fprint(w, vectorsOf(make([]string, batchTexts))) }
	s := serve(t, good, good, status(401, ""))
	e := open(t, s, Config{})
	index := exact.New()
	first, err := semantic.Reindex(t.Context(), index, e, entries, nil)
	require.Equal(t, fault.Unauthorised, fault.KindOf(err))
	require.Contains(t, fault.Next(err), "Check the key")
	require.Equal(t, 2*batchTexts, first.Embedded)
	second, err := semantic.Reindex(t.Context(), index, e, entries, nil)
	require.NoError(t, err)
	require.Equal(t, n-2*batchTexts, second.Embedded)
}

func FuzzReply(f *testing.F) {
	f.Add(200, vectorsOf([]string{"a"}))
	f.Add(200, `{"data":[{"index":-1,"embedding":null}]}`)
	f.Add(400, `{"error":{"message":["a"],"code":{}}}`)
	f.Add(429, `{"error":null}`)
	f.Fuzz(func(t *testing.T, code int, body string) {
		if code < 200 || code > 599 {
			return
		}
		var pauses []time.Duration
		d := testDoer(&pauses)
		d.Client.Transport = canned{code, body}
		e, err := newEmbedder(t.Context(), Config{BaseURL: "http://model.test/v1", APIKey: testKey, Model: "m", Dimensions: 3}, d)
		require.NoError(t, err)
		vectors, err := e.Embed(t.Context(), []string{"a"})
		if err != nil {
			require.NotEmpty(t, fault.Next(err))
			require.NotContains(t, err.Error(), testKey)
			return
		}
		require.NoError(t, e.Model().CheckValues(vectors[0]))
	})
}
