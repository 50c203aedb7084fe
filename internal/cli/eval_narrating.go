package cli

import (
	"context"
	"fmt"
	"path/filepath"

	"github.com/plumbline-dev/plumb/internal/app"
)

func (s *session) evalNarrating(ctx context.Context, a *app.App, f evalFlags) error {
	s.tell("Drafting and editing notes; this takes some minutes.")
	recordings := ""
	if f.replay {
		recordings = filepath.Join("evals", "recordings")
	}
	r, err := a.EvalNarrating(ctx, recordings)
	if err != nil {
		return err
	}
	if f.asJSON {
		return s.printJSON(r)
	}
	_, _ = fmt.Fprint(s.out, r.String())
	return nil
}
