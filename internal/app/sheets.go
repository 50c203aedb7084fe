package app

import (
	"context"
	"log/slog"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/register"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/store"
)

// Sheets gives the register of the sheets that are kept. It answers NotFound when nothing was ever kept here: looking
// does not create a database.
func (a *App) Sheets(ctx context.Context) (*register.Register, error) {
	if !a.kept() {
		return nil, fault.Newf(fault.NotFound, "app.sheets", "no sheets are kept in %s yet", a.Settings.Database).
			Do("Draft one with plumb draft FILE, or say where your sheets are with PLUMB_HOME or PLUMB_DATABASE.")
	}
	return a.register(ctx)
}

// kept reports whether there is a database. Somebody made the one on a server, if only to be filled.
func (a *App) kept() bool {
	return a.store != nil || a.Settings.OnServer() || exists(a.Settings.Database.Value)
}

// register opens the database, and creates it when there is none.
func (a *App) register(ctx context.Context) (*register.Register, error) {
	opened, err := a.openStore(ctx)
	if err != nil {
		return nil, err
	}
	return a.registerOf(opened), nil
}

// openStore opens the database, and creates it when there is none.
func (a *App) openStore(ctx context.Context) (*store.Store, error) {
	if a.store == nil {
		opened, err := store.Open(ctx, a.database())
		if err != nil {
			return nil, err
		}
		a.Log.LogAttrs(ctx, slog.LevelDebug, "database opened", slog.String("database", a.Settings.Database.String()))
		a.store = opened
	}
	return a.store, nil
}

// database says where the database is.
func (a *App) database() store.Config {
	if a.Settings.OnServer() {
		return store.Config{URL: a.Settings.Database.Value}
	}
	return store.Config{Path: a.Settings.Database.Value}
}

func (a *App) registerOf(s *store.Store) *register.Register {
	return register.New(register.Config{
		Store:    s,
		Now:      a.Now,
		NewID:    register.SheetIDs(a.Now),
		Findings: agent.Rules,
	})
}
