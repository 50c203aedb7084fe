package app

import (
	"context"

	"github.com/plumbline-dev/plumb/semantic"
	"github.com/plumbline-dev/plumb/semantic/exact"
	"github.com/plumbline-dev/plumb/semantic/link"
	"github.com/plumbline-dev/plumb/semantic/ngram"
)

// search is an index and what turns texts into the vectors that it holds.
type search struct {
	index    semantic.Index
	embedder semantic.Embedder
}

// builtinSearch is lexical and in memory: it is filled whenever it is needed, which takes milliseconds a thousand
// metrics, and needs no care.
func builtinSearch() search { return search{exact.New(), ngram.New()} }

// definitions makes a catalogue ready for looking terms up.
func (a *App) definitions(ctx context.Context, catalogue semantic.Catalogue) (*Definitions, error) {
	s := builtinSearch()
	if _, err := semantic.Reindex(ctx, s.index, s.embedder, link.Entries(catalogue.Metrics), nil); err != nil {
		return nil, err
	}
	return &Definitions{Metrics: len(catalogue.Metrics), linker: s.linker(catalogue)}, nil
}

func (s search) linker(catalogue semantic.Catalogue) *link.Linker {
	return link.New(link.Config{Catalogue: catalogue, Index: s.index, Embedder: s.embedder})
}

// Reindexed says what bringing the index up to date took.
type Reindexed struct {
	Model string `json:"model"`
	semantic.Reindexed
}

// Reindex brings the index of the definitions that are kept up to date. Progress hears how many of the texts without a
// vector are done. What was done before an error is kept, and the next call goes on from there.
func (a *App) Reindex(ctx context.Context, progress func(done, total int)) (Reindexed, error) {
	g, err := a.Glossary(ctx)
	if err != nil {
		return Reindexed{}, err
	}
	catalogue, err := g.Catalogue(ctx)
	if err != nil {
		return Reindexed{}, err
	}
	s := builtinSearch()
	done, err := semantic.Reindex(ctx, s.index, s.embedder, link.Entries(catalogue.Metrics), progress)
	return Reindexed{s.embedder.Model().ID, done}, err
}
