package app

import (
	"context"
	"fmt"
	"log/slog"
	"strings"

	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/llm/openai"
	"github.com/plumbline-dev/plumb/internal/store"
	"github.com/plumbline-dev/plumb/semantic"
	"github.com/plumbline-dev/plumb/semantic/exact"
	"github.com/plumbline-dev/plumb/semantic/link"
	"github.com/plumbline-dev/plumb/semantic/ngram"
	"github.com/plumbline-dev/plumb/semantic/pgvec"
)

// neighbours is an index and what turns texts into the vectors that it holds.
type neighbours struct {
	index    semantic.Index
	embedder semantic.Embedder
}

// builtinSearch is lexical and in memory: it is filled whenever it is needed, which takes milliseconds a thousand
// metrics, and needs no care.
//
// For a large catalogue there is none: the linker recalls by words, initials and spelling on its own, no lexical neighbour has
// changed an outcome in any set of package evals, and filling it takes as long as all the rest.
func builtinSearch(texts int) neighbours {
	if texts > mostLexical {
		return neighbours{}
	}
	return neighbours{exact.New(), ngram.New()}
}

// mostLexical is the number of texts up to which the builtin index is filled in memory.
const mostLexical = 20_000

// fill adds what an index lacks.
func (s neighbours) fill(ctx context.Context, entries []semantic.Entry) error {
	if s.index == nil {
		return nil
	}
	_, err := semantic.Fill(ctx, s.index, s.embedder, entries)
	return err
}

// keptSearch gives the index of the definitions that are kept in s: with the configured model, whose vectors are kept, or with
// the builtin one, for so many texts. On a server with the vector extension the vectors are there.
func (a *App) keptSearch(ctx context.Context, s *store.Store, texts int) (neighbours, error) {
	embedder, err := a.embedder(ctx)
	if err != nil {
		return neighbours{}, err
	}
	if s.Pool() != nil {
		index := pgvec.New(s.Pool())
		err := index.EnsureSchema(ctx)
		if err == nil {
			return neighbours{index, embedder}, nil
		}
		if !fault.Is(err, fault.Unavailable) && !fault.Is(err, fault.Unauthorised) {
			return neighbours{}, err
		}
		a.Log.LogAttrs(ctx, slog.LevelDebug, "no vector index on the server; scanning in memory", slog.String("reason", err.Error()))
	}
	if !a.Settings.Embeddings.Configured() {
		return builtinSearch(texts), nil
	}
	return neighbours{exact.NewKept(s), embedder}, nil
}

// embedder gives the configured model, else the builtin one.
func (a *App) embedder(ctx context.Context) (semantic.Embedder, error) {
	e := a.Settings.Embeddings
	if !e.Configured() {
		return ngram.New(), nil
	}
	return openai.NewEmbedder(ctx, openai.Config{
		BaseURL: e.BaseURL.Value, APIKey: e.Key.Reveal(), Model: e.Model.Value, Dimensions: e.Size(),
	})
}

// definitions makes a catalogue ready for looking terms up. Where the index of what is kept cannot be used or is behind,
// the builtin one in memory stands in for it, and Behind says so.
func (a *App) definitions(ctx context.Context, catalogue semantic.Catalogue, kept bool) (*Definitions, error) {
	d := &Definitions{Metrics: len(catalogue.Metrics), defined: catalogue}
	if kept && a.kept() {
		s, err := a.currentSearch(ctx, link.Entries(catalogue.Metrics))
		if err == nil {
			if a.Settings.Embeddings.Configured() {
				d.ahead = newAhead(s.embedder)
				s.embedder = d.ahead
			}
			d.linker = s.linker(catalogue)
			d.standIn = func(ctx context.Context, reason error) (*link.Linker, error) {
				a.indexFailed = reason
				a.Log.LogAttrs(ctx, slog.LevelWarn, "the index failed; the builtin one is used from here on", slog.String("reason", reason.Error()))
				return builtinLinker(ctx, catalogue)
			}
			return d, nil
		}
		if ctx.Err() != nil {
			return nil, err
		}
		d.Behind = strings.TrimRight(err.Error()+", so the builtin index is used\n"+fault.Next(err), "\n")
	}
	var err error
	d.linker, err = builtinLinker(ctx, catalogue)
	return d, err
}

// builtinLinker looks terms up with the builtin index, which is filled for it.
func builtinLinker(ctx context.Context, catalogue semantic.Catalogue) (*link.Linker, error) {
	entries := link.Entries(catalogue.Metrics)
	s := builtinSearch(len(entries))
	err := s.fill(ctx, entries)
	return s.linker(catalogue), err
}

// currentSearch gives the index of what is kept if it is up to date. The builtin one is filled up on the way; a model, which
// may cost money, is asked by plumb metrics reindex only. Nothing is removed on the way. What failed once is not tried again
// by the same command: a service that does not answer takes its time.
func (a *App) currentSearch(ctx context.Context, entries []semantic.Entry) (neighbours, error) {
	if a.indexFailed != nil {
		return neighbours{}, a.indexFailed
	}
	opened, err := a.openStore(ctx)
	if err != nil {
		return neighbours{}, err
	}
	limited, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	s, err := a.keptSearch(limited, opened, len(entries))
	if err != nil {
		a.indexFailed = err
		return neighbours{}, err
	}
	if !a.Settings.Embeddings.Configured() {
		return s, s.fill(ctx, entries)
	}
	missing, err := s.index.Missing(ctx, s.embedder.Model(), entries)
	if err == nil && len(missing) > 0 {
		err = fault.Newf(fault.Conflict, "app.index", "the index of %s is behind by %d of %d texts", s.embedder.Model().ID, len(missing), len(entries)).
			Do("Bring it up to date with plumb metrics reindex.")
	}
	return s, err
}

func (s neighbours) linker(catalogue semantic.Catalogue) *link.Linker {
	return link.New(link.Config{Catalogue: catalogue, Index: s.index, Embedder: s.embedder})
}

// Reindexed says what bringing the index up to date took.
type Reindexed struct {
	Model string `json:"model"`
	semantic.Reindexed
}

// Reindex brings the index of the definitions that are kept up to date; with all, every vector is computed anew. Progress
// hears how many of the texts without a vector are done. What was done before an error is kept, and the next call, without
// all, goes on from there.
func (a *App) Reindex(ctx context.Context, all bool, progress func(done, total int)) (Reindexed, error) {
	g, err := a.Glossary(ctx)
	if err != nil {
		return Reindexed{}, err
	}
	catalogue, err := g.Catalogue(ctx)
	if err != nil {
		return Reindexed{}, err
	}
	opened, err := a.openStore(ctx)
	if err != nil {
		return Reindexed{}, err
	}
	entries := link.Entries(catalogue.Metrics)
	s, err := a.keptSearch(ctx, opened, len(entries))
	if err != nil {
		return Reindexed{}, err
	}
	if s.index == nil {
		return Reindexed{Model: ngram.New().Model().ID}, nil // nothing is kept, and nothing would be filled
	}
	reindex := semantic.Reindex
	if all {
		reindex = semantic.ReindexAll
	}
	done, err := reindex(ctx, s.index, s.embedder, entries, progress)
	if err != nil && done.Embedded > 0 {
		err = fault.Wrap(err, fault.KindOf(err), "app.reindex", fmt.Sprintf("%d texts are done, and then it stopped", done.Embedded),
			"Run plumb metrics reindex again: it goes on from there. "+fault.Next(err))
	}
	return Reindexed{s.embedder.Model().ID, done}, err
}
