package cli

import (
	"context"
	"fmt"

	"github.com/plumbline-dev/plumb/internal/app"
)

func (s *session) evalJudging(ctx context.Context, a *app.App, f evalFlags) error {
	s.tell("Simulating; this takes some minutes.")
	r, err := a.EvalJudging(ctx)
	if err != nil {
		return err
	}
	if f.asJSON {
		return s.printJSON(r)
	}
	_, _ = fmt.Fprint(s.out, r.String())
	return nil
}
