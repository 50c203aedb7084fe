package app

import (
	"context"
	"io"
	"log/slog"

	"github.com/plumbline-dev/plumb/connectors/transcript"
)

// Records are the meeting records that several paths gave, and what was passed over.
type Records = transcript.Batch

// Read reads files, folders and, for "-", stdin. Records that could be read are there even when the error says that
// another one could not.
func (a *App) Read(ctx context.Context, paths []string, stdin io.Reader) (Records, error) {
	records, err := untilDone(ctx, func() (Records, error) { return transcript.ReadPaths(ctx, paths, stdin) })
	for _, t := range records.Transcripts {
		a.Log.LogAttrs(ctx, slog.LevelInfo, "record read", slog.String("file", t.File), slog.String("format", string(t.Format)),
			slog.Int("utterances", len(t.Utterances)), slog.Int("speakers", len(t.Speakers)), slog.Int("warnings", len(t.Warnings)))
	}
	return records, err
}
