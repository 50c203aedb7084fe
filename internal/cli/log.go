package cli

import (
	"io"
	"log/slog"

	"github.com/plumbline-dev/plumb/internal/config"
)

// newLogger logs to standard error. The configuration was checked, so the level and the format are known ones.
func newLogger(w io.Writer, c config.Config) *slog.Logger {
	level := slog.LevelWarn
	_ = level.UnmarshalText([]byte(c.LogLevel.Value))
	options := &slog.HandlerOptions{Level: level}
	if c.LogFormat.Value == "json" {
		return slog.New(slog.NewJSONHandler(w, options))
	}
	return slog.New(slog.NewTextHandler(w, options))
}
