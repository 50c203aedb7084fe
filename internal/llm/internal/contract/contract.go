// Package contract is the suite that every adapter to a server of models has to pass. The server speaks the adapter's protocol, and does
// what servers do on bad days.
package contract

import (
	"context"
	"fmt"
	"io"
	"net/http"
	"net/http/httptest"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent/model"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/llm/internal/wire"
)

// Key is the key of the server. No error shows it.
const Key = "sk-very-secret-0123456789"

// Name is the model that is asked.
const Name = "sage-2"

// Protocol is what differs between adapters.
type Protocol struct {
	Open    func(base, key string, d *wire.Doer) (model.Model, error)
	Path    string                            // that requests are posted to
	Reply   func(text, finish string) string  // the body of a reply that took 11 and 7 tokens
	Tool    string                            // the body of a reply that only calls a tool
	Problem func(kind, message string) string // the body of an error
	Length  string                            // how a reply that was cut off ends
	Stop    string                            // how a whole one ends
	Refused string                            // the body of a reply in which the model refuses
}

// Server answers with a script, and notes what it was asked.
type Server struct {
	*httptest.Server

	mu     sync.Mutex
	asked  []string
	script []http.HandlerFunc
}

// Serve starts a server. Beyond its script, it says that it was asked too often.
func Serve(t *testing.T, path string, script ...http.HandlerFunc) *Server {
	t.Helper()
	s := &Server{script: script}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		body, err := io.ReadAll(r.Body)
		if err != nil || r.URL.Path != path {
			http.Error(w, "not the protocol: "+r.URL.Path, http.StatusTeapot)
			return
		}
		s.next(r, body)(w, r)
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *Server) next(r *http.Request, body []byte) http.HandlerFunc {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = append(s.asked, r.Header.Get("Authorization")+r.Header.Get("X-Api-Key")+r.Header.Get("Api-Key")+"\n"+string(body))
	if len(s.script) < len(s.asked) {
		return Answer(http.StatusTeapot, "asked too often")
	}
	return s.script[len(s.asked)-1]
}

// Asked gives the requests so far: the key, and the body on the next line.
func (s *Server) Asked() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.asked...)
}

// Answer is a reply with a status, a body and headers.
func Answer(status int, body string, headers ...string) http.HandlerFunc {
	return func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		for i := 0; i < len(headers); i += 2 {
			w.Header().Set(headers[i], headers[i+1])
		}
		w.WriteHeader(status)
		_, _ = io.WriteString(w, body) // the client may be gone
	}
}

// Always gives a reply as often as anybody asks.
func Always(h http.HandlerFunc) []http.HandlerFunc {
	all := []http.HandlerFunc{}
	for range wire.Attempts {
		all = append(all, h)
	}
	return all
}

// Doer gives a Doer that takes no pauses.
func Doer() *wire.Doer {
	d := wire.New(1_000_000)
	d.Pause = func(ctx context.Context, _ time.Duration) error { return ctx.Err() }
	return d
}

// Run runs the suite.
func Run(t *testing.T, p Protocol) {
	t.Run("a reply", func(t *testing.T) { t.Parallel(); reply(t, p) })
	t.Run("a repair", func(t *testing.T) { t.Parallel(); repair(t, p) })
	t.Run("failures", func(t *testing.T) { t.Parallel(); failures(t, p) })
	t.Run("passing troubles", func(t *testing.T) { t.Parallel(); passing(t, p) })
	t.Run("nobody there", func(t *testing.T) { t.Parallel(); unreachable(t, p) })
	t.Run("slow drip", func(t *testing.T) { t.Parallel(); drip(t, p) })
	t.Run("endless", func(t *testing.T) { t.Parallel(); endless(t, p) })
	t.Run("cancelled", func(t *testing.T) { t.Parallel(); cancelled(t, p) })
	t.Run("bad addresses", func(t *testing.T) { t.Parallel(); addresses(t, p) })
}

func open(t *testing.T, p Protocol, s *Server) model.Model {
	t.Helper()
	m, err := p.Open(s.URL, Key, Doer())
	require.NoError(t, err)
	return m
}

func reply(t *testing.T, p Protocol) {
	s := Serve(t, p.Path, Answer(http.StatusOK, p.Reply("four — ok", p.Stop)))
	zero := 0.0
	got, err := open(t, p, s).Generate(t.Context(), model.Request{Role: model.Draft, System: "Add up.", Input: "two and <two>?", MaxTokens: 321, Temperature: &zero})
	require.NoError(t, err)
	require.Equal(t, "four — ok", got.Text)
	require.Equal(t, model.Stopped, got.Finish)
	require.Equal(t, model.Usage{Prompt: 11, Completion: 7}, got.Usage)
	require.Equal(t, Name, got.Model)
	require.False(t, got.FromLedger)
	require.Len(t, s.Asked(), 1)
	for _, part := range []string{Key, Name, "Add up.", `two and`, "321", `"temperature"`} {
		require.Contains(t, s.Asked()[0], part)
	}
	heard := ""
	s = Serve(t, p.Path, Answer(http.StatusOK, p.Reply("", p.Stop)))
	got, err = open(t, p, s).Generate(t.Context(), model.Request{Input: "no system, nothing to say"})
	require.NoError(t, err)
	require.Equal(t, heard, got.Text)
}

const schema = `{"type":"object","properties":{"sum":{"type":"integer"}},"required":["sum"],"additionalProperties":false}`

func repair(t *testing.T, p Protocol) {
	s := Serve(t, p.Path, Answer(http.StatusOK, p.Reply("I guess four.", p.Stop)), Answer(http.StatusOK, p.Reply("```json\n{\"sum\": 4}\n```", p.Stop)))
	a, err := model.JSON(t.Context(), open(t, p, s), model.Request{Input: "two and two?", Schema: []byte(schema), SchemaName: "sum"}, nil)
	require.NoError(t, err)
	require.JSONEq(t, `{"sum":4}`, string(a.JSON))
	require.Equal(t, model.Usage{Prompt: 22, Completion: 14}, a.Usage)
	asked := s.Asked()
	require.Len(t, asked, 2)
	require.Contains(t, asked[0], "additionalProperties", "the schema is told the first time already")
	for _, part := range []string{"two and two?", "I guess four.", "no JSON object", "additionalProperties"} {
		require.Contains(t, asked[1], part)
	}
}

type failure struct {
	script   []http.HandlerFunc
	class    model.Class
	finish   model.Finish
	says     string // "" for anything
	next     string
	requests int
}

func failures(t *testing.T, p Protocol) {
	problem := func(status int, kind, message string, headers ...string) http.HandlerFunc {
		return Answer(status, p.Problem(kind, message), headers...)
	}
	once := func(h http.HandlerFunc) []http.HandlerFunc { return []http.HandlerFunc{h} }
	const page = "<!DOCTYPE html><html><body>Sign in</body></html>"
	for name, c := range map[string]failure{
		"a wrong key":                {once(problem(401, "invalid_api_key", "Incorrect API key provided: "+Key)), model.Credentials, "", "does not accept the API key: Incorrect API key provided: [key]", "Check the key", 1},
		"a key that may not":         {once(problem(403, "permission_error", "not for you")), model.Credentials, "", "does not let this key use sage-2", "Ask who gave you the key", 1},
		"an unknown model":           {once(problem(404, "model_not_found", "model: sage-2")), model.Setup, "", "knows no model sage-2", "PLUMB_MODEL", 1},
		"an unknown model, as 400":   {once(problem(400, "invalid_request_error", "The model sage-2 does not exist")), model.Setup, "", "knows no model sage-2", "PLUMB_MODEL", 1},
		"too long a request":         {once(problem(400, "invalid_request_error", "prompt is too long: 212000 tokens > 200000 maximum")), model.TooLong, "", "cannot read so long a request", "reads more", 1},
		"a context overflow":         {once(problem(400, "context_length_exceeded", "This model's maximum context length is 8192 tokens")), model.TooLong, "", "cannot read so long a request", "reads more", 1},
		"too large a request":        {once(problem(413, "request_too_large", "too large")), model.TooLong, "", "cannot read so long a request", "reads more", 1},
		"a content filter":           {once(problem(400, "content_filter", "The response was filtered due to the prompt")), model.WouldNot, "", "filtered the request out", "builtin engine", 1},
		"no credit":                  {once(problem(402, "billing", "pay")), model.Throttled, "", "no credit left", "Add credit", 1},
		"too fast":                   {Always(problem(429, "rate_limit_error", "slow down")), model.Throttled, "", "is asked too much", "later", wire.Attempts},
		"too fast for an hour":       {once(problem(429, "rate_limit_error", "slow down", "Retry-After", "3600")), model.Throttled, "", "is asked too much", "later", 1},
		"out of order":               {Always(problem(500, "api_error", strings.Repeat("stack ", 1000))), model.Down, "", "out of order (status 500)", "later", wire.Attempts},
		"overloaded":                 {Always(problem(529, "overloaded_error", "overloaded")), model.Down, "", "out of order (status 529)", "later", wire.Attempts},
		"a bad request":              {once(problem(400, "invalid_request_error", "messages.0: odd")), model.Setup, "", "refuses the request (status 400)", "chat model", 1},
		"a page":                     {once(Answer(200, page, "Content-Type", "text/html")), model.Setup, "", "not the JSON", "base URL", 1},
		"a page that is not there":   {once(Answer(404, page, "Content-Type", "text/html")), model.Setup, "", "answers with a web page (status 404)", "base URL", 1},
		"a page of a proxy":          {Always(Answer(502, page, "Content-Type", "text/html")), model.Setup, "", "answers with a web page (status 502)", "base URL", wire.Attempts},
		"not JSON":                   {once(Answer(200, `]`)), model.Setup, "", "not the JSON", "base URL", 1},
		"JSON that breaks off":       {Always(Answer(200, p.Reply("four", p.Stop)[:20])), model.Down, "", "breaks off", "run it again", wire.Attempts},
		"another JSON":               {once(Answer(200, `{"choices":"four","content":"four"}`)), model.Setup, "", "not the JSON", "base URL", 1},
		"nothing":                    {once(Answer(200, `{"choices":[],"content":[]}`)), model.Malformed, "", "gave no reply", "", 1},
		"elsewhere":                  {once(Answer(307, "", "Location", "http://127.0.0.1:1/v1")), model.Setup, "", "elsewhere, to 127.0.0.1:1", "base URL", 1},
		"cut off":                    {once(Answer(200, p.Reply(`{"sum": `, p.Length))), model.CutOff, model.Length, "cut the reply of sage-2 off", "write more", 1},
		"a refusal":                  {once(Answer(200, p.Refused)), model.WouldNot, model.Refused, "refuses", "builtin engine", 1},
		"a tool that does not exist": {once(Answer(200, p.Tool)), model.Malformed, "", "wants to call a tool", "builtin engine", 1},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			s := Serve(t, p.Path, c.script...)
			got, err := open(t, p, s).Generate(t.Context(), model.Request{Role: model.Draft, Input: "two and two?"})
			refused(t, err)
			require.Equal(t, c.class, model.ClassOf(err), err)
			require.Equal(t, c.finish, got.Finish)
			require.Contains(t, err.Error(), c.says)
			require.Contains(t, fault.Next(err), c.next)
			require.Len(t, s.Asked(), c.requests)
			if c.finish != "" {
				require.Equal(t, model.Usage{Prompt: 11, Completion: 7}, got.Usage, "it was paid for")
			}
		})
	}
}

// refused checks what every error promises.
func refused(t *testing.T, err error) {
	t.Helper()
	require.Error(t, err)
	require.NotEmpty(t, fault.Next(err), err)
	require.NotEqual(t, fault.Internal, fault.KindOf(err), err)
	require.NotContains(t, fmt.Sprintf("%v %+v %#v %s", err, err, err, fault.Next(err)), Key)
	require.Less(t, len(err.Error()), 500)
}

func passing(t *testing.T, p Protocol) {
	fine := Answer(http.StatusOK, p.Reply("four", p.Stop))
	for name, first := range map[string]http.HandlerFunc{
		"busy":       Answer(429, p.Problem("rate_limit_error", "slow down"), "Retry-After", "2"),
		"broken":     Answer(503, "upstream"),
		"overloaded": Answer(529, p.Problem("overloaded_error", "later")),
		"breaks off": Answer(200, p.Reply("four", p.Stop)[:20]),
		"hangs up": func(w http.ResponseWriter, _ *http.Request) {
			connection, _, err := http.NewResponseController(w).Hijack()
			if err == nil {
				_ = connection.Close() // that is the trouble
			}
		},
	} {
		s := Serve(t, p.Path, first, fine)
		got, err := open(t, p, s).Generate(t.Context(), model.Request{Input: "two and two?"})
		require.NoError(t, err, name)
		require.Equal(t, "four", got.Text, name)
		require.Len(t, s.Asked(), 2, name)
		require.Equal(t, s.Asked()[0], s.Asked()[1], name)
	}
}

func unreachable(t *testing.T, p Protocol) {
	m, err := p.Open("http://127.0.0.1:1", Key, Doer())
	require.NoError(t, err)
	_, err = m.Generate(t.Context(), model.Request{Input: "?"})
	refused(t, err)
	require.Equal(t, model.Down, model.ClassOf(err))
	require.Contains(t, fault.Next(err), "base URL")
}

// drip is about a server whose reply never comes to an end.
func drip(t *testing.T, p Protocol) {
	s := Serve(t, p.Path, Always(func(w http.ResponseWriter, r *http.Request) {
		_, _ = io.WriteString(w, `{"`) // the client may be gone
		_ = http.NewResponseController(w).Flush()
		<-r.Context().Done()
	})...)
	d := Doer()
	d.AttemptTime = 20 * time.Millisecond
	m, err := p.Open(s.URL, Key, d)
	require.NoError(t, err)
	_, err = m.Generate(t.Context(), model.Request{Input: "?"})
	refused(t, err)
	require.Equal(t, model.Down, model.ClassOf(err))
	require.Contains(t, err.Error(), "takes too long")
}

// endless is about a server that never stops talking.
func endless(t *testing.T, p Protocol) {
	s := Serve(t, p.Path, func(w http.ResponseWriter, r *http.Request) {
		for r.Context().Err() == nil {
			if _, err := io.WriteString(w, strings.Repeat("[", 1<<16)); err != nil {
				return
			}
		}
	})
	_, err := open(t, p, s).Generate(t.Context(), model.Request{Input: "?"})
	refused(t, err)
	require.Equal(t, model.CutOff, model.ClassOf(err))
	require.Contains(t, err.Error(), "larger than 8 MB")
	require.Len(t, s.Asked(), 1)
}

func cancelled(t *testing.T, p Protocol) {
	ctx, cancel := context.WithCancel(t.Context())
	s := Serve(t, p.Path, func(_ http.ResponseWriter, r *http.Request) {
		cancel()
		<-r.Context().Done()
	})
	_, err := open(t, p, s).Generate(ctx, model.Request{Input: "?"})
	refused(t, err)
	require.ErrorIs(t, err, context.Canceled)
	require.Equal(t, model.Other, model.ClassOf(err))
}

func addresses(t *testing.T, p Protocol) {
	for _, base := range []string{"localhost:11434", "ftp://host/v1", "http://me:" + Key + "@host/v1", "http://host/v1?key=" + Key, "http://[", "://" + Key} {
		_, err := p.Open(base, Key, Doer())
		refused(t, err)
		require.Equal(t, model.Setup, model.ClassOf(err), base)
	}
	_, err := p.Open("http://host/v1", "two\nlines", Doer())
	refused(t, err)
}
