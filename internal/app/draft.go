package app

import (
	"context"
	"fmt"
	"io"
	"log/slog"
	"time"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/draft"
	"github.com/plumbline-dev/plumb/agent/narrate"
)

// Engine names what drafts.
type Engine string

// The engines.
const (
	EngineBuiltin Engine = agent.BuiltinEngine
	EngineModel   Engine = agent.ModelEngine // the builtin engine stands in for it while none is configured, and where it fails
)

// UsualEngine is what drafts when nobody says: the model that the environment names, else the builtin engine.
func (a *App) UsualEngine() Engine {
	if a.Settings.Model.Wished() {
		return EngineModel
	}
	return EngineBuiltin
}

// NoModel is why the builtin engine stands in for a model, and what to do about it.
const NoModel = noModel + ". " + nameModel

const (
	noModel   = "no model is configured"
	nameModel = "Name one in PLUMB_MODEL or in the section model of plumb.yaml."
)

// DraftRequest says what to draft from.
type DraftRequest struct {
	Paths    []string  // files, folders, or "-" for Stdin
	Stdin    io.Reader // read when a path is "-"
	Topic    string    // words that name the initiative; "" takes the most discussed one
	Date     string    // ISO date of the meeting; "" takes the one of the record
	Engine   Engine
	Metrics  []string // files with definitions that count on top of those that are kept
	Team     string   // whose meeting it was: its own definitions count first; "" when unknown
	Replaces string   // id of the approved sheet that the new one is to replace; "" for none
}

// Drafted is a draft that is kept.
type Drafted struct {
	Version  agent.Version
	Existing bool // the same draft had been kept before
	Records  Records
	Behind   string // why a configured model of embeddings was not used; "" otherwise
	TeamNote string // that the team defines nothing; "" otherwise
}

// Draft reads meeting records, drafts a sheet from them and keeps it. A record that cannot be read stops it: a sheet
// that lacks a part of the meeting without saying so would mislead. Drafting the same again gives what was kept before.
func (a *App) Draft(ctx context.Context, r DraftRequest) (Drafted, error) {
	options, err := r.options(a.Now())
	if err != nil {
		return Drafted{}, err
	}
	records, err := a.Read(ctx, r.Paths, r.Stdin)
	if err != nil {
		return Drafted{Records: records}, err
	}
	definitions, err := a.Definitions(ctx, r.Metrics)
	if err != nil {
		return Drafted{Records: records}, err
	}
	if definitions.Metrics > 0 {
		options.Definitions, options.Team = definitions.linker, r.Team
		err := definitions.prepare(ctx, func() error {
			_, err := untilDone(ctx, func() (agent.Draft, error) { return draft.Builtin(ctx, records.Transcripts, options) })
			return err
		})
		if err != nil {
			return Drafted{Records: records}, err
		}
		options.Definitions, options.Team = definitions.linker, r.Team
	}
	sheet, err := a.drafted(ctx, r.Engine, records.Transcripts, options)
	if err != nil {
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
	return Drafted{Version: v, Existing: existing, Records: records, Behind: definitions.Behind, TeamNote: definitions.TeamNote(r.Team)}, nil
}

// drafted drafts with an engine. The builtin one stands in when no model is configured.
func (a *App) drafted(ctx context.Context, engine Engine, records []*agent.Transcript, options draft.Options) (agent.Draft, error) {
	builtin := func() (agent.Draft, error) { return draft.Builtin(ctx, records, options) }
	if engine != EngineModel {
		return untilDone(ctx, builtin)
	}
	if !a.Settings.Model.Configured() {
		options.Fallback = NoModel
		return untilDone(ctx, builtin)
	}
	run, err := a.modelRun(ctx)
	if err != nil {
		return agent.Draft{}, err
	}
	sheet, spent, err := draft.Model(ctx, records, options, run)
	if err == nil && sheet.Sheet().Engine.Name == agent.ModelEngine {
		var more narrate.Spent
		sheet, more, err = draft.Questions(ctx, sheet, records, run)
		spent.Calls += more.Calls
	}
	detail := fmt.Sprintf("draft: %d calls, %d of %d places hold, %d taken away by the second reading", spent.Calls, spent.Verified, spent.Notes, spent.Blanked)
	if ended := run.end(context.WithoutCancel(ctx), detail); err == nil {
		err = ended
	}
	return sheet, err
}

// untilDone runs work, and stops waiting for it when the context ends. The work that is under way is left behind: it
// keeps nothing, and the process ends soon after.
func untilDone[T any](ctx context.Context, work func() (T, error)) (T, error) {
	type result struct {
		value T
		err   error
	}
	done := make(chan result, 1)
	go func() {
		value, err := work()
		done <- result{value, err}
	}()
	var none T
	select {
	case <-ctx.Done():
		return none, ctx.Err()
	case got := <-done:
		if err := ctx.Err(); err != nil {
			return none, err
		}
		return got.value, got.err
	}
}

func (r DraftRequest) options(now time.Time) (draft.Options, error) {
	o := draft.Options{Topic: r.Topic, Date: r.Date}
	if err := checkDay(r.Date, now); err != nil {
		return o, err
	}
	if err := checkTopic(r.Topic); err != nil {
		return o, err
	}
	return o, nil
}
