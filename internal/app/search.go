package app

import (
	"context"
	"log/slog"

	"github.com/plumbline-dev/plumb/agent/search"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/store"
)

// Search finds what is kept about something, best first; see [search.Index.Find]. What was kept since the last search is taken in
// before. Where a model for meanings is configured and has read the passages, they are found by their meaning as well; one that
// does not answer in time is left out, with a warning. Where nothing was ever kept, nothing is found, and no database is made.
func (a *App) Search(ctx context.Context, q search.Query) ([]search.Hit, error) {
	found, err := a.SearchTelling(ctx, q, nil)
	return found.Hits, err
}

// FoundHits is what a search finds.
type FoundHits struct {
	Hits   []search.Hit
	Behind bool // what was kept last is not among it: the index could not be brought up to date
}

// SearchTelling does what Search does, and says whether anything was left out. progress hears up to which entry of the log, of how
// many, the index has come.
func (a *App) SearchTelling(ctx context.Context, q search.Query, progress func(done, total int64)) (FoundHits, error) {
	found := FoundHits{Hits: []search.Hit{}}
	if err := q.Check(); err != nil || !a.kept() {
		return found, err
	}
	opened, err := a.openStore(ctx)
	if err != nil {
		return found, err
	}
	index := search.New(opened)
	if found.Behind, err = a.catchUp(ctx, opened, index, progress); err != nil {
		return found, err
	}
	found.Hits, err = a.find(ctx, opened, index, q)
	return found, err
}

// find looks up a query in an index, by the meaning of its words as well where a model for that is configured.
func (a *App) find(ctx context.Context, opened *store.Store, index *search.Index, q search.Query) ([]search.Hit, error) {
	m, err := a.meaning(ctx, opened)
	if err != nil {
		return nil, err
	}
	if m == nil {
		return index.Find(ctx, q, nil)
	}
	limited, cancel := context.WithTimeout(ctx, patience)
	defer cancel()
	hits, err := index.Find(limited, q, m)
	if err != nil && ctx.Err() == nil {
		a.Log.LogAttrs(ctx, slog.LevelWarn, "the model for meanings failed; only words are compared", slog.String("reason", err.Error()))
		return index.Find(ctx, q, nil)
	}
	if m.Behind > 0 {
		a.Log.LogAttrs(ctx, slog.LevelWarn, "some passages are found by their words only; plumb search --reindex has the model read them",
			slog.Int64("passages", m.Behind), slog.String("model", m.Embedder.Model().ID))
	}
	return hits, err
}

// catchUp takes in what was kept since the last search. In a database that somebody else writes to, or that may not be written
// to, the index stays behind: a warning says why, and it reports so.
func (a *App) catchUp(ctx context.Context, s *store.Store, index *search.Index, progress func(done, total int64)) (behind bool, err error) {
	some := false
	err = index.CatchUp(ctx, func(done, total int64) {
		if some = true; progress != nil {
			progress(done, total)
		}
	})
	if err == nil && some {
		err = a.placeVectors(ctx, s, index)
	}
	if fault.Is(err, fault.Unavailable) && ctx.Err() == nil {
		a.Log.LogAttrs(ctx, slog.LevelWarn, "what was kept last is not searched: the index cannot be brought up to date", slog.String("reason", err.Error()))
		return true, nil
	}
	return false, err
}

// placeVectors gives passages that were taken in the vectors that are kept of their texts.
func (a *App) placeVectors(ctx context.Context, s *store.Store, index *search.Index) error {
	m, err := a.meaning(ctx, s)
	if err != nil || m == nil {
		return err
	}
	_, err = index.Embed(ctx, m, false, nil)
	return err
}

// Reindexing says what making the index of what is kept anew took.
type Reindexing struct {
	Passages int64  `json:"passages"`
	Model    string `json:"model"`    // that compares meanings; "" for none
	Embedded int    `json:"embedded"` // texts that the model was asked for
}

// ReindexSearch makes the index of what is kept anew, and has the configured model, if there is one, read the passages that
// it has not read yet. taken hears of the first, embedded of the second.
func (a *App) ReindexSearch(ctx context.Context, taken, embedded func(done, total int64)) (Reindexing, error) {
	if !a.kept() {
		return Reindexing{}, nil
	}
	opened, err := a.openStore(ctx)
	if err != nil {
		return Reindexing{}, err
	}
	index := search.New(opened)
	if err := index.Rebuild(ctx, taken); err != nil {
		return Reindexing{}, err
	}
	p, err := opened.SearchPosition(ctx)
	if err != nil {
		return Reindexing{}, err
	}
	done := Reindexing{Passages: p.Passages}
	m, err := a.meaning(ctx, opened)
	if err != nil || m == nil {
		return done, err
	}
	done.Model = m.Embedder.Model().ID
	e, err := index.Embed(ctx, m, true, embedded)
	done.Embedded = e.Asked
	return done, err
}

// meaning gives the configured model for meanings, nil where there is none.
func (a *App) meaning(ctx context.Context, s *store.Store) (*search.Meaning, error) {
	if !a.Settings.Embeddings.Configured() {
		return nil, nil //nolint:nilnil // none is configured
	}
	embedder, err := a.embedder(ctx)
	if err != nil {
		return nil, err
	}
	return &search.Meaning{Embedder: embedder, Vectors: s}, nil
}
