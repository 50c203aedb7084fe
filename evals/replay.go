package evals

import (
	"context"

	"github.com/plumbline-dev/plumb/agent/model"
	"github.com/plumbline-dev/plumb/internal/llm/record"
)

// missing notes whether a reply was asked for that is not recorded.
type missing struct {
	*record.Player
	missed bool
}

// Generate replays.
func (m *missing) Generate(ctx context.Context, r model.Request) (model.Response, error) {
	response, err := m.Player.Generate(ctx, r)
	m.missed = m.missed || model.ClassOf(err) == model.Setup
	return response, err
}
