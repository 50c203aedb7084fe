// Package app wires plumb together: it is the only place that knows which store keeps the sheets and which readers read
// the records. Nothing is opened or created before it is needed.
package app

import (
	"log/slog"
	"time"

	"github.com/plumbline-dev/plumb/internal/config"
)

// Config is what an App is made of.
type Config struct {
	Settings config.Config
	Log      *slog.Logger
	Now      func() time.Time
}

// App does what the commands ask for. Close it when done.
type App struct {
	Config
}

// New makes an App. It opens nothing.
func New(c Config) *App { return &App{Config: c} }

// Close closes what was opened.
func (a *App) Close() error { return nil }
