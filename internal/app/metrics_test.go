package app

import (
	"bytes"
	"encoding/json"
	"hash/fnv"
	"log/slog"
	"net/http"
	"net/http/httptest"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/glossary"
	"github.com/plumbline-dev/plumb/internal/config"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/pgtest"
	"github.com/plumbline-dev/plumb/internal/store"
	"github.com/plumbline-dev/plumb/semantic"
)

const growthMetrics = `plumb: metrics/1
namespace: growth
metrics:
  - {name: weekly_active_users, label: Weekly active users, window: 7d, expression: COUNT(DISTINCT user_id)}
  - {name: monthly_active_users, label: Monthly active users, window: 28d, expression: COUNT(DISTINCT user_id)}
`

// written gives the path of a new file with some content.
func written(t *testing.T, name, content string) string {
	t.Helper()
	path := filepath.Join(t.TempDir(), name)
	require.NoError(t, os.WriteFile(path, []byte(content), 0o600))
	return path
}

// configured gives an App with a home and a configuration of its own, and what it logs.
func configured(t *testing.T, content string) (*App, *bytes.Buffer) {
	t.Helper()
	home := filepath.Join(t.TempDir(), "home")
	settings, err := config.Load(config.Place{File: written(t, "plumb.yaml", content), Dir: t.TempDir(), Getenv: func(name string) string {
		return map[string]string{config.EnvHome: home, config.EnvEmbeddingsKey: "sk-of-this-test"}[name]
	}})
	require.NoError(t, err)
	var log bytes.Buffer
	a := New(Config{Settings: settings, Log: slog.New(slog.NewTextHandler(&log, nil)), Now: time.Now})
	t.Cleanup(func() { require.NoError(t, a.Close()) })
	return a, &log
}

func imported(t *testing.T, a *App) {
	t.Helper()
	report, err := a.ImportMetrics(t.Context(), ImportRequest{Paths: []string{written(t, "growth.yaml", growthMetrics)}})
	require.NoError(t, err)
	require.Len(t, report.Files, 1)
}

func linked(t *testing.T, d *Definitions, term string) semantic.Match {
	t.Helper()
	found, err := d.Link(t.Context(), Lookup{Term: term})
	require.NoError(t, err)
	require.Equal(t, term, found.Term)
	return found.Match
}

func TestImportKeepsWhatCanBeRead(t *testing.T) {
	t.Parallel()
	a, _ := configured(t, "actor: Rosa Lind\n")
	good, bad := written(t, "growth.yaml", growthMetrics), written(t, "bad.yaml", "metrics: [\n")
	other := written(t, "package.json", `{"name": "a page"}`)
	report, err := a.ImportMetrics(t.Context(), ImportRequest{Paths: []string{bad, good}})
	require.ErrorContains(t, err, "bad.yaml")
	require.Len(t, report.Files, 1)
	require.Equal(t, 2, report.Metrics)
	g, err := a.Glossary(t.Context())
	require.NoError(t, err)
	shown, err := g.Show(t.Context(), "growth.weekly_active_users")
	require.NoError(t, err)
	require.Equal(t, agent.Actor{Kind: agent.PersonActor, Name: "Rosa Lind"}, shown.Newest.By, "who is configured imports")

	report, err = a.ImportMetrics(t.Context(), ImportRequest{Paths: []string{filepath.Dir(other)}})
	encoded, _ := json.Marshal(report)
	require.NotContains(t, string(encoded), "null", "%v", err)
}

func TestLookingUpCreatesNothing(t *testing.T) {
	t.Parallel()
	a, _ := configured(t, "")
	path := written(t, "growth.yaml", growthMetrics)
	d, err := a.Definitions(t.Context(), nil)
	require.NoError(t, err)
	require.Zero(t, d.Metrics)
	require.Equal(t, semantic.NotLookedUp(), linked(t, d, "weekly active users"))
	d, err = a.Definitions(t.Context(), []string{path})
	require.NoError(t, err)
	require.Equal(t, "growth.weekly_active_users", linked(t, d, "weekly active users").Metric)
	require.Contains(t, linked(t, d, strings.Repeat("active ", 1000)).Reason, "too long")
	_, err = a.ImportMetrics(t.Context(), ImportRequest{Paths: []string{path}, DryRun: true})
	require.NoError(t, err)
	_, err = a.LintMetrics(t.Context(), []string{path})
	require.NoError(t, err)
	for _, err := range []error{
		second(a.Glossary(t.Context())), second(a.LintMetrics(t.Context(), nil)), second(a.Reindex(t.Context(), false, nil)),
		a.ExportMetrics(t.Context(), &bytes.Buffer{}, FormatPlumb, ""), second(a.ProposeAlias(t.Context(), glossary.Proposal{})),
	} {
		require.Equal(t, fault.NotFound, fault.KindOf(err))
		require.Contains(t, fault.Next(err), "plumb metrics import")
	}
	require.NoDirExists(t, a.Settings.Home.Value)
}

func second[T any](_ T, err error) error { return err }

func TestFilesStandOnTop(t *testing.T) {
	t.Parallel()
	a, _ := configured(t, "")
	imported(t, a)
	files := written(t, "growth.yaml", strings.ReplaceAll(growthMetrics, "Weekly active users", "Weekly heads"))
	d, err := a.Definitions(t.Context(), []string{files})
	require.NoError(t, err)
	require.Equal(t, 2, d.Metrics)
	require.Equal(t, "Weekly heads", linked(t, d, "weekly heads").Candidates[0].Name)
	d, err = a.Definitions(t.Context(), nil)
	require.NoError(t, err)
	require.Equal(t, "Weekly active users", linked(t, d, "weekly active users").Candidates[0].Name)
}

func TestProposedAliasSaysWhatItChanges(t *testing.T) {
	t.Parallel()
	a, _ := configured(t, "")
	imported(t, a)
	p, err := a.ProposeAlias(t.Context(), glossary.Proposal{Term: "active users", Metric: "growth.weekly_active_users", Team: "support"})
	require.NoError(t, err)
	require.Equal(t, semantic.Ambiguous, p.Before.Outcome)
	require.Equal(t, agent.EngineNamed("import"), p.ProposedBy)
	g, err := a.Glossary(t.Context())
	require.NoError(t, err)
	m, err := a.MetricInUse(t.Context(), p.Metric)
	require.NoError(t, err)
	_, err = g.Approve(t.Context(), p.ID, m.DefinitionHash(), agent.Actor{Kind: agent.PersonActor, Name: "Rosa Lind"})
	require.NoError(t, err)
	after, note, err := a.Meaning(t.Context(), p.Alias)
	require.NoError(t, err)
	require.Empty(t, note)
	require.Equal(t, "growth.weekly_active_users", after.Metric)
}

// embeddingsServer speaks the protocol of embeddings: a text's vector depends on nothing but the text. It counts the texts, and
// refuses everything once it is told to.
func embeddingsServer(t *testing.T) (address string, texts *atomic.Int64, refuses *atomic.Bool) {
	t.Helper()
	texts, refuses = new(atomic.Int64), new(atomic.Bool)
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, r *http.Request) {
		var request struct{ Input []string }
		if err := json.NewDecoder(r.Body).Decode(&request); err != nil || refuses.Load() {
			http.Error(w, `{"error": {"message": "wrong key"}}`, http.StatusUnauthorized)
			return
		}
		type vector struct {
			Index     int       `json:"index"`
			Embedding []float32 `json:"embedding"`
		}
		var reply struct {
			Data []vector `json:"data"`
		}
		for i, text := range request.Input {
			texts.Add(1)
			h := fnv.New32()
			_, _ = h.Write([]byte(text)) // it never fails
			sum := h.Sum32()
			reply.Data = append(reply.Data, vector{i, []float32{1, float32(sum & 255), float32(sum >> 8 & 255), float32(sum >> 16 & 255)}})
		}
		_ = json.NewEncoder(w).Encode(reply) // a client that is gone has failed itself
	}))
	t.Cleanup(server.Close)
	return server.URL, texts, refuses
}

func TestModelIsUsedOnceItsIndexIsUpToDate(t *testing.T) {
	t.Parallel()
	address, texts, refuses := embeddingsServer(t)
	settings := "embeddings: {base_url: " + address + ", model: tiny, dimensions: 4}\n"
	a, log := configured(t, settings)
	imported(t, a)
	d, err := a.Definitions(t.Context(), nil)
	require.NoError(t, err)
	require.Contains(t, d.Behind, "is behind by")
	require.Contains(t, d.Behind, "plumb metrics reindex")
	require.Equal(t, "growth.weekly_active_users", linked(t, d, "weekly active users").Metric, "the builtin index stands in")
	require.Zero(t, texts.Load(), "a model is asked by reindex only")

	var heard []int
	done, err := a.Reindex(t.Context(), false, func(done, _ int) { heard = append(heard, done) })
	require.NoError(t, err)
	require.Equal(t, done.Entries, done.Embedded)
	require.Equal(t, []int{done.Entries}, heard)
	require.Contains(t, done.Model, "tiny")
	require.EqualValues(t, done.Entries, texts.Load())

	require.NoError(t, a.Close())
	a.store = nil // as in a new process
	again, err := a.Reindex(t.Context(), false, nil)
	require.NoError(t, err)
	require.Zero(t, again.Embedded, "vectors of a model are kept")
	d, err = a.Definitions(t.Context(), nil)
	require.NoError(t, err)
	require.Empty(t, d.Behind)
	before := texts.Load()
	require.Equal(t, "growth.weekly_active_users", linked(t, d, "weekly actives").Metric)
	require.Greater(t, texts.Load(), before, "the term was embedded")

	refuses.Store(true)
	require.Equal(t, "growth.weekly_active_users", linked(t, d, "actives weekly").Metric)
	require.Contains(t, log.String(), "the index failed; the builtin one is used from here on")
	require.NotContains(t, log.String(), "sk-of-this-test")
}

func TestReindexAll(t *testing.T) {
	t.Parallel()
	address, texts, _ := embeddingsServer(t)
	a, _ := configured(t, "embeddings: {base_url: "+address+", model: tiny}\n")
	imported(t, a)
	var entries int
	for _, all := range []bool{false, true} {
		before := texts.Load()
		done, err := a.Reindex(t.Context(), all, nil)
		require.NoError(t, err)
		require.Equal(t, done.Entries, done.Embedded)
		require.EqualValues(t, done.Entries+1, texts.Load()-before, "one text more asks how long the vectors are")
		entries = done.Entries
	}
	kept, err := a.openStore(t.Context())
	require.NoError(t, err)
	require.NoError(t, kept.SaveVectors(t.Context(), "openai/"+strings.TrimPrefix(address, "http://")+"/tiny", []semantic.StoredVector{
		{Key: "growth.weekly_active_users#0", TextHash: "changed", Values: []float32{1, 0}},
	}))
	d, err := a.Definitions(t.Context(), nil)
	require.NoError(t, err)
	require.Contains(t, d.Behind, "it serves another model under this name")
	require.Contains(t, d.Behind, "plumb metrics reindex --all")
	require.Equal(t, "growth.weekly_active_users", linked(t, d, "weekly active users").Metric)
	_, err = a.Reindex(t.Context(), false, nil)
	require.Equal(t, fault.Conflict, fault.KindOf(err), "nothing is replaced that nobody asked to replace")
	held := 0
	for _, err := range kept.LoadVectors(t.Context(), "openai/"+strings.TrimPrefix(address, "http://")+"/tiny") {
		require.NoError(t, err)
		held++
	}
	require.Equal(t, entries, held, "looking up removes nothing")
	_, err = a.Reindex(t.Context(), true, nil)
	require.NoError(t, err)
}

func TestReindexSaysThatItGoesOn(t *testing.T) {
	t.Parallel()
	address, _, refuses := embeddingsServer(t)
	a, _ := configured(t, "embeddings: {base_url: "+address+", model: tiny, dimensions: 4}\n")
	imported(t, a)
	refuses.Store(true)
	_, err := a.Reindex(t.Context(), false, nil)
	require.Error(t, err)
	require.NotEmpty(t, fault.Next(err))
	require.NotContains(t, err.Error()+fault.Next(err), "sk-of-this-test")
}

// TestIndexOnAServer looks terms up on servers with and without the vector extension: the answers are the same.
func TestIndexOnAServer(t *testing.T) {
	t.Parallel()
	for name, server := range map[string]func(testing.TB) string{"without vectors": pgtest.Server, "with vectors": pgtest.Vector} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			a, _ := configured(t, "")
			opened, err := store.Open(t.Context(), store.Config{URL: server(t)})
			require.NoError(t, err)
			a.store = opened
			imported(t, a)
			for range 2 {
				d, err := a.Definitions(t.Context(), nil)
				require.NoError(t, err)
				require.Empty(t, d.Behind)
				require.Equal(t, "growth.weekly_active_users", linked(t, d, "weekly active users").Metric)
				require.Equal(t, semantic.Ambiguous, linked(t, d, "active users").Outcome)
			}
			done, err := a.Reindex(t.Context(), false, nil)
			require.NoError(t, err)
			require.Positive(t, done.Entries)
			if name == "with vectors" {
				require.Zero(t, done.Embedded, "looking up brought the index up to date")
			}
		})
	}
}

func TestChecksAskForEmbeddings(t *testing.T) {
	t.Parallel()
	address, _, refuses := embeddingsServer(t)
	a, _ := configured(t, "embeddings: {base_url: "+address+", model: tiny, dimensions: 4}\n")
	c := check(t, a.Checks(t.Context()), "embeddings")
	require.Equal(t, CheckOK, c.State)
	require.Contains(t, c.Detail, "tiny at "+address+", key set")
	refuses.Store(true)
	c = check(t, a.Checks(t.Context()), "embeddings")
	require.Equal(t, CheckWarn, c.State)
	require.NotEmpty(t, c.Next)
	require.NotContains(t, c.Detail+c.Next, "sk-of-this-test")
}
