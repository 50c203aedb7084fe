package cli

import (
	"context"
	"fmt"

	"github.com/plumbline-dev/plumb/internal/app"
)

func (s *session) evalNarrating(ctx context.Context, a *app.App, f evalFlags) error {
	s.tell("Drafting and editing notes; this takes some minutes.")
	r, err := a.EvalNarrating(ctx)
	if err != nil {
		return err
	}
	if f.asJSON {
		return s.printJSON(r)
	}
	_, _ = fmt.Fprint(s.out, r.String())
	return nil
}
