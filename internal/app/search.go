package app

import (
	"context"
	"log/slog"

	"github.com/plumbline-dev/plumb/agent/search"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// Search finds what is kept about something, best first; see [search.Index.Find]. What was kept since the last search is taken in
// before. Where nothing was ever kept, nothing is found, and no database is made.
func (a *App) Search(ctx context.Context, q search.Query) ([]search.Hit, error) {
	if err := q.Check(); err != nil || !a.kept() {
		return []search.Hit{}, err
	}
	opened, err := a.openStore(ctx)
	if err != nil {
		return nil, err
	}
	index := search.New(opened)
	if err := a.catchUp(ctx, index, nil); err != nil {
		return nil, err
	}
	return index.Find(ctx, q)
}

// CatchUpSearch takes in what was kept since the last search, as a search does by itself; with anew, the index is made anew.
// progress hears up to which entry of the log, of how many, the index has come.
func (a *App) CatchUpSearch(ctx context.Context, anew bool, progress func(done, total int64)) error {
	if !a.kept() {
		return nil
	}
	opened, err := a.openStore(ctx)
	if err != nil {
		return err
	}
	if anew {
		return search.New(opened).Rebuild(ctx, progress)
	}
	return a.catchUp(ctx, search.New(opened), progress)
}

// catchUp brings the index up to date. In a database that somebody else writes to, or that may not be written to, what is
// in the index already is searched, and a warning says so.
func (a *App) catchUp(ctx context.Context, index *search.Index, progress func(done, total int64)) error {
	err := index.CatchUp(ctx, progress)
	if fault.Is(err, fault.Unavailable) && ctx.Err() == nil {
		a.Log.LogAttrs(ctx, slog.LevelWarn, "what was kept last is not searched: the index cannot be brought up to date", slog.String("reason", err.Error()))
		return nil
	}
	return err
}
