package app

import (
	"fmt"
	"net/http"
	"net/http/httptest"
	"net/http/httputil"
	"net/url"
	"path/filepath"
	"sync/atomic"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/glossary"
	"github.com/plumbline-dev/plumb/semantic"
)

// counted gives the address of a server that counts requests before it passes them on.
func counted(t *testing.T, address string) (string, *atomic.Int64) {
	t.Helper()
	to, err := url.Parse(address)
	require.NoError(t, err)
	requests, pass := new(atomic.Int64), httputil.NewSingleHostReverseProxy(to)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		requests.Add(1)
		pass.ServeHTTP(w, r)
	}))
	t.Cleanup(server.Close)
	return server.URL, requests
}

func TestTermsAreEmbeddedTogether(t *testing.T) {
	t.Parallel()
	service, texts, refuses := embeddingsServer(t)
	address, requests := counted(t, service)
	a, _ := configured(t, "embeddings: {base_url: "+address+", model: tiny, dimensions: 4}\n")
	imported(t, a)
	_, err := a.Reindex(t.Context(), false, nil)
	require.NoError(t, err)
	p, err := a.ProposeAlias(t.Context(), glossary.Proposal{Term: "regulars", Metric: "growth.weekly_active_users"})
	require.NoError(t, err)
	m, err := a.MetricInUse(t.Context(), p.Metric)
	require.NoError(t, err)
	g, err := a.Glossary(t.Context())
	require.NoError(t, err)
	_, err = g.Approve(t.Context(), p.ID, m.DefinitionHash(), agent.Actor{Kind: agent.PersonActor, Name: "Rosa Lind"})
	require.NoError(t, err)

	var terms []Lookup
	for i := range 20 {
		terms = append(terms, Lookup{Term: "regulars"}, Lookup{Term: fmt.Sprintf("signups %d", i%10)}, Lookup{Term: "growth.weekly_active_users"}, Lookup{Term: "\xff"})
	}
	d, err := a.Definitions(t.Context(), nil)
	require.NoError(t, err)
	requests.Store(0)
	texts.Store(0)
	var heard []string
	require.NoError(t, d.LinkAll(t.Context(), terms, func(f Found) error {
		heard = append(heard, f.Term)
		switch f.Term {
		case "regulars", "growth.weekly_active_users":
			require.Equal(t, "growth.weekly_active_users", f.Match.Metric)
		case "\xff":
			require.Equal(t, "this is not valid UTF-8", f.Match.Reason)
			require.Equal(t, semantic.Unknown, f.Match.Outcome)
		}
		return nil
	}))
	for i, l := range terms {
		require.Equal(t, l.Term, heard[i], "the answers come in the order of the terms")
	}
	require.EqualValues(t, 1, requests.Load(), "one request for all")
	require.EqualValues(t, 10, texts.Load(), "and only for the terms that are not answered without")

	refuses.Store(true)
	requests.Store(0)
	for i := range 3 {
		d, err := a.Definitions(t.Context(), nil)
		require.NoError(t, err)
		require.NoError(t, d.LinkAll(t.Context(), []Lookup{{Term: fmt.Sprintf("weekly active users %d", i)}, {Term: "weekly active users"}}, func(f Found) error {
			heard = append(heard, f.Term)
			return nil
		}))
	}
	require.EqualValues(t, 1, requests.Load(), "a service that fails is asked once")
	require.Equal(t, "weekly active users", heard[len(heard)-1])
}

func TestDraftEmbedsItsTermsTogether(t *testing.T) {
	t.Parallel()
	service, _, refuses := embeddingsServer(t)
	address, requests := counted(t, service)
	a, log := configured(t, "embeddings: {base_url: "+address+", model: tiny, dimensions: 4}\n")
	imported(t, a)
	_, err := a.Reindex(t.Context(), false, nil)
	require.NoError(t, err)
	requests.Store(0)
	meeting := filepath.Join("..", "..", "docs", "example", "product-weekly-2026-03-02.vtt")
	_, err = a.Draft(t.Context(), DraftRequest{Paths: []string{meeting}, Engine: EngineBuiltin, Team: "growht"})
	require.NoError(t, err)
	require.EqualValues(t, 1, requests.Load())

	refuses.Store(true)
	drafted, err := a.Draft(t.Context(), DraftRequest{Paths: []string{meeting}, Engine: EngineBuiltin, Team: "growht"})
	require.NoError(t, err, "the builtin index stands in")
	require.Contains(t, log.String(), "the index failed")
	require.Equal(t, `no team called "growht" defines anything; did you mean growth?`, drafted.TeamNote)
}
