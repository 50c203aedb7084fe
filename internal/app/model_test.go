package app

import (
	"fmt"
	"io"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent/model"
	"github.com/plumbline-dev/plumb/internal/config"
	"github.com/plumbline-dev/plumb/internal/fault"
)

const modelKey = "sk-key-of-this-test"

// chatServer is a service of models: it lists its names and replies with a text and the usage 100 and 50, or with a status.
type chatServer struct {
	*httptest.Server

	mu     sync.Mutex
	names  []string
	status int
	asked  []string // bodies
}

func newChatServer(t *testing.T, names ...string) *chatServer {
	t.Helper()
	s := &chatServer{names: names, status: http.StatusOK}
	s.Server = httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		s.mu.Lock()
		defer s.mu.Unlock()
		body, err := io.ReadAll(r.Body)
		switch {
		case err != nil || r.Header.Get("Authorization") != "Bearer "+modelKey:
			http.Error(w, `{"error":{"message":"who are you?"}}`, http.StatusUnauthorized)
		case r.URL.Path == "/v1/models":
			fmt.Fprintf(w, `{"object":"list","data":[%s]}`, strings.Join(s.names, ","))
		default:
			s.asked = append(s.asked, string(body))
			w.WriteHeader(s.status)
			fmt.Fprint(w, `{"model":"sage-2","choices":[{"message":{"role":"assistant","content":"four"},"finish_reason":"stop"}],"usage":{"prompt_tokens":100,"completion_tokens":50}}`)
		}
	}))
	t.Cleanup(s.Close)
	return s
}

func (s *chatServer) requests() []string {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]string(nil), s.asked...)
}

func (s *chatServer) answer(status int) {
	s.mu.Lock()
	defer s.mu.Unlock()
	s.status = status
}

// withModel makes an App for a service, with a file and an environment.
func withModel(t *testing.T, address, file string, environment ...string) *App {
	t.Helper()
	home := filepath.Join(t.TempDir(), "home")
	env := map[string]string{config.EnvHome: home, config.EnvOpenAIURL: address + "/v1", config.EnvOpenAIKey: modelKey}
	for i := 0; i < len(environment); i += 2 {
		env[environment[i]] = environment[i+1]
	}
	settings, err := config.Load(config.Place{File: written(t, "plumb.yaml", file), Dir: t.TempDir(), Getenv: func(name string) string { return env[name] }})
	require.NoError(t, err)
	a := New(Config{Settings: settings, Log: slog.New(slog.DiscardHandler), Now: time.Now})
	t.Cleanup(func() { require.NoError(t, a.Close()) })
	return a
}

const priced = "model:\n  price: {prompt: 2, completion: 10}\n"

func named(name string) string { return `{"id":"` + name + `"}` }

// TestModelRun asks the only model of a service, keeps what it cost, and asks nothing twice, not even in another process.
func TestModelRun(t *testing.T) {
	t.Parallel()
	s := newChatServer(t, named("sage"))
	a := withModel(t, s.URL, priced)
	run, err := a.modelRun(t.Context())
	require.NoError(t, err)
	request := model.Request{
		Role: model.Draft, System: "Add.", Input: "u0001 Ann: two and two. My password is hunter2!, write to ann@example.org", Prompt: model.PromptRef{Name: "sum", Version: "v1", Hash: "sha256:1"},
	}
	got, err := run.Generate(t.Context(), request)
	require.NoError(t, err)
	require.Equal(t, "four", got.Text)
	require.NoError(t, run.end(t.Context(), "sheet s-1 version 1"))
	require.Len(t, s.requests(), 1)
	require.Contains(t, s.requests()[0], `"model":"sage"`)
	require.Contains(t, s.requests()[0], "My password is [secret 1], write to [email 1]")

	second := New(a.Config)
	t.Cleanup(func() { require.NoError(t, second.Close()) })
	again, err := second.modelRun(t.Context())
	require.NoError(t, err)
	got, err = again.Generate(t.Context(), request)
	require.NoError(t, err)
	require.True(t, got.FromLedger)
	require.Equal(t, "four", got.Text)
	require.Len(t, s.requests(), 1)

	runs, err := a.Runs(t.Context())
	require.NoError(t, err)
	require.Len(t, runs, 2)
	paid, calls, err := a.Run(t.Context(), run.id)
	require.NoError(t, err)
	require.True(t, paid.Ended)
	require.Equal(t, "sheet s-1 version 1", paid.Detail)
	require.Equal(t, model.CostOf(0.0007), paid.Cost)
	require.Equal(t, model.Usage{Prompt: 100, Completion: 50}, paid.Usage)
	require.Equal(t, []string{"sage"}, paid.Models)
	require.Len(t, calls, 1)
	require.Equal(t, "sage-2", calls[0].Replied)
	require.Equal(t, strings.TrimPrefix(s.URL, "http://"), calls[0].Host)
	require.Equal(t, request.Hash(), calls[0].InputHash)
	free, _, err := a.Run(t.Context(), again.id)
	require.NoError(t, err)
	require.False(t, free.Ended)
	require.Equal(t, 1, free.Reused)
	require.Zero(t, free.Cost)
	_, _, err = a.Run(t.Context(), "x-nothing")
	require.Equal(t, fault.NotFound, fault.KindOf(err))

	sheets, err := a.Sheets(t.Context())
	require.NoError(t, err)
	report, err := sheets.Verify(t.Context(), "")
	require.NoError(t, err)
	require.Empty(t, report.Problems)
	require.Equal(t, 2, report.Calls)
}

func TestModelRunFails(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		names      []string
		file       string
		env        []string
		kind       fault.Kind
		says, next string
	}{
		"several models":    {[]string{named("sage"), named("poet")}, "", nil, fault.NeedsPerson, "has 2 models, and none is chosen", "Name one in PLUMB_MODEL: sage, poet."},
		"no model at all":   {nil, "", nil, fault.NotFound, "has no model", "OPENAI_BASE_URL"},
		"a wrong key":       {[]string{named("sage")}, "", []string{config.EnvOpenAIKey, "other"}, fault.Unauthorised, "does not accept the API key", "Check the key"},
		"no key":            {[]string{named("sage")}, "", []string{config.EnvOpenAIKey, ""}, fault.Unauthorised, "wants an API key", "OPENAI_API_KEY"},
		"not configured":    {nil, "", []string{config.EnvOpenAIURL, ""}, fault.Unavailable, noModel, "PLUMB_MODEL"},
		"no key, elsewhere": {nil, "model: {provider: anthropic, name: m}\n", nil, fault.Unauthorised, "wants an API key", "ANTHROPIC_API_KEY"},
	} {
		s := newChatServer(t, c.names...)
		_, err := withModel(t, s.URL, c.file, c.env...).modelRun(t.Context())
		require.Error(t, err, name)
		require.Equal(t, c.kind, fault.KindOf(err), name)
		require.Contains(t, err.Error(), c.says, name)
		require.Contains(t, fault.Next(err), c.next, name)
		require.NotContains(t, err.Error()+fault.Next(err), modelKey)
		require.Empty(t, s.requests(), name)
	}
}

// TestModelRunKeepsWithinLimits is about the budget of one run and the breaker of all of them.
func TestModelRunKeepsWithinLimits(t *testing.T) {
	t.Parallel()
	s := newChatServer(t)
	a := withModel(t, s.URL, "model: {budget: {calls: 2}}\n", config.EnvModel, "sage")
	ask := func(run *modelRun, text string) model.Class {
		_, err := run.Generate(t.Context(), model.Request{Role: model.Draft, Input: text})
		return model.ClassOf(err)
	}
	first, err := a.modelRun(t.Context())
	require.NoError(t, err)
	require.Empty(t, ask(first, "one"))
	require.Empty(t, ask(first, "one"), "from the ledger, outside the budget")
	require.Empty(t, ask(first, "two"))
	require.Equal(t, model.Spent, ask(first, "three"))
	require.Empty(t, ask(first, "two"))
	require.Len(t, s.requests(), 2)

	s.answer(http.StatusForbidden)
	for i, want := range []model.Class{model.Credentials, model.Credentials, model.Credentials, model.Paused} {
		run, err := a.modelRun(t.Context())
		require.NoError(t, err)
		require.Equal(t, want, ask(run, fmt.Sprint("more ", i)))
	}
	require.Len(t, s.requests(), 5)
	other := withModel(t, s.URL, "", config.EnvModel, "sage")
	run, err := other.modelRun(t.Context())
	require.NoError(t, err)
	require.NoError(t, run.end(t.Context(), "nothing"))
	runs, err := other.Runs(t.Context())
	require.NoError(t, err)
	require.Empty(t, runs, "a run that asked nobody leaves no trace")
}

func TestChecksAskTheModel(t *testing.T) {
	t.Parallel()
	s := newChatServer(t, named("sage"), named("poet:latest"))
	for name, c := range map[string]struct {
		file  string
		env   []string
		state CheckState
		says  string
		next  string
	}{
		"all is well":      {"model: {roles: {narrate: poet}}\n", []string{config.EnvModel, "sage"}, CheckOK, "sage at " + s.URL + "/v1, key set", ""},
		"none is chosen":   {"", nil, CheckWarn, "none is chosen", "sage, poet:latest"},
		"another name":     {"", []string{config.EnvModel, "sages"}, CheckWarn, "it lists no model sages", "Correct the name in PLUMB_MODEL: sage, poet:latest."},
		"another role":     {"model: {roles: {narrate: bard}}\n", []string{config.EnvModel, "sage"}, CheckWarn, "it lists no model bard", "plumb.yaml line 1"},
		"a wrong key":      {"", []string{config.EnvModel, "sage", config.EnvOpenAIKey, "other"}, CheckWarn, "does not accept the API key", "Check the key"},
		"nothing is asked": {"model: {provider: anthropic, name: m}\n", []string{config.EnvAnthropicKey, "k"}, CheckOK, "m at Anthropic, key set", ""},
		"not configured":   {"", []string{config.EnvOpenAIURL, ""}, CheckOK, "not configured", ""},
	} {
		got := check(t, withModel(t, s.URL, c.file, c.env...).Checks(t.Context()), "model")
		require.Equal(t, c.state, got.State, name)
		require.Contains(t, got.Detail, c.says, name)
		require.Contains(t, got.Next, c.next, name)
		require.NotContains(t, got.Detail+got.Next, modelKey)
	}
	require.Empty(t, s.requests(), "a check costs nothing")
}
