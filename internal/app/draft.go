package app

import (
	"context"
	"io"
	"log/slog"
	"time"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/draft"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// Engine names what drafts.
type Engine string

// The engines.
const (
	EngineBuiltin Engine = agent.BuiltinEngine
	EngineModel   Engine = agent.ModelEngine // the builtin engine stands in for it while none is configured
)

// NoModel is why the builtin engine stands in for a model.
const NoModel = "no model is configured"

// DraftRequest says what to draft from.
type DraftRequest struct {
	Paths    []string  // files, folders, or "-" for Stdin
	Stdin    io.Reader // read when a path is "-"
	Topic    string    // words that name the initiative; "" takes the most discussed one
	Date     string    // ISO date of the meeting; "" takes the one of the record
	Engine   Engine
	Replaces string // id of the approved sheet that the new one is to replace; "" for none
}

// Drafted is a draft that is kept.
type Drafted struct {
	Version  agent.Version
	Existing bool // the same draft had been kept before
	Records  Records
}

// Draft reads meeting records, drafts a sheet from them and keeps it. A record that cannot be read stops it: a sheet
// that lacks a part of the meeting without saying so would mislead. Drafting the same again gives what was kept before.
func (a *App) Draft(ctx context.Context, r DraftRequest) (Drafted, error) {
	options, err := r.options()
	if err != nil {
		return Drafted{}, err
	}
	records, err := a.Read(ctx, r.Paths, r.Stdin)
	if err != nil {
		return Drafted{Records: records}, err
	}
	sheet, err := draft.Builtin(records.Transcripts, options)
	if err != nil {
		return Drafted{Records: records}, err
	}
	if err := ctx.Err(); err != nil {
		return Drafted{Records: records}, err
	}
	sheets, err := a.register(ctx)
	if err != nil {
		return Drafted{Records: records}, err
	}
	v, existing, err := sheets.Propose(ctx, sheet, records.Transcripts, agent.EngineNamed(sheet.Sheet().Engine.Name), r.Replaces)
	if err != nil {
		return Drafted{Records: records}, err
	}
	a.Log.LogAttrs(ctx, slog.LevelInfo, "sheet kept", slog.String("id", v.ID), slog.Int("version", v.Number), slog.Bool("existing", existing))
	return Drafted{Version: v, Existing: existing, Records: records}, nil
}

func (r DraftRequest) options() (draft.Options, error) {
	o := draft.Options{Topic: r.Topic, Date: r.Date}
	if r.Date != "" {
		if _, err := time.Parse(time.DateOnly, r.Date); err != nil {
			return o, fault.Newf(fault.Usage, "app.draft", "the date %q is not a day of the calendar", r.Date).
				Do("Write it as year-month-day, such as 2026-03-13.")
		}
	}
	if r.Engine == EngineModel {
		o.Fallback = NoModel
	}
	return o, nil
}
