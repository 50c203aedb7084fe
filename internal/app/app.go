// Package app wires plumb together: it is the only place that knows which store keeps the sheets and which readers read
// the records. Nothing is opened or created before it is needed.
package app

import (
	"errors"
	"log/slog"
	"time"

	"github.com/plumbline-dev/plumb/agent/model"
	"github.com/plumbline-dev/plumb/connectors"
	"github.com/plumbline-dev/plumb/internal/config"
	"github.com/plumbline-dev/plumb/internal/store"
)

// Config is what an App is made of.
type Config struct {
	Settings config.Config
	Log      *slog.Logger
	Now      func() time.Time
	Watch    func(model.Progress) // hears how far a model is; nil when nobody waits for it
}

// App does what the commands ask for. Close it when done. It serves one caller at a time.
type App struct {
	Config
	store   *store.Store                 // nil until something was looked up or kept
	sources map[string]connectors.Source // those that were asked for, by their names
	models  *endpoint                    // nil until a model was needed

	indexFailed error // why the index of what is kept is not tried again; nil while it works
}

// New makes an App. It opens nothing.
func New(c Config) *App { return &App{Config: c} }

// Close closes what was opened.
func (a *App) Close() error {
	failed := a.closeSources()
	if a.store == nil {
		return failed
	}
	return errors.Join(failed, a.store.Close())
}
