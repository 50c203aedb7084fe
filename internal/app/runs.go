package app

import (
	"context"
	"slices"
	"strings"

	"github.com/plumbline-dev/plumb/agent/model"
	"github.com/plumbline-dev/plumb/internal/fault"
)

const opRuns = "app.runs"

// Runs gives what is kept of every piece of work that asked a model, the newest first. Looking does not create a database.
func (a *App) Runs(ctx context.Context) ([]model.Run, error) {
	if !a.kept() {
		return []model.Run{}, nil
	}
	opened, err := a.openStore(ctx)
	if err != nil {
		return nil, err
	}
	return opened.Runs(ctx)
}

// Run gives one piece of work and its calls, by its id or the beginning of it.
func (a *App) Run(ctx context.Context, id string) (model.Run, []model.Call, error) {
	runs, err := a.Runs(ctx)
	if err != nil {
		return model.Run{}, nil, err
	}
	id = strings.ToLower(strings.TrimSpace(id))
	fitting := slices.DeleteFunc(slices.Clone(runs), func(r model.Run) bool { return r.ID != id })
	if len(fitting) == 0 && len(id) > len("x-") {
		fitting = slices.DeleteFunc(slices.Clone(runs), func(r model.Run) bool { return !strings.HasPrefix(r.ID, id) })
	}
	switch len(fitting) {
	case 0:
		return model.Run{}, nil, fault.Newf(fault.NotFound, opRuns, "there is no run %q", id).Do("See what there is with plumb runs list.")
	case 1:
	default:
		return model.Run{}, nil, fault.Newf(fault.NeedsPerson, opRuns, "%q begins the ids of %d runs", id, len(fitting)).Do("Type more of the id: plumb runs list shows them.")
	}
	opened, err := a.openStore(ctx)
	if err != nil {
		return model.Run{}, nil, err
	}
	calls, err := opened.Calls(ctx, fitting[0].ID)
	return fitting[0], calls, err
}
