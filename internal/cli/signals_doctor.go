package cli

import (
	"fmt"
	"strings"

	"github.com/spf13/cobra"

	"github.com/plumbline-dev/plumb/internal/app"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/render"
)

func (s *session) signalsDoctorCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "doctor",
		Short: "Say which sources are configured, and whether they can be asked",
		Long: `Asks every source in the section sources of plumb.yaml for as little as shows that it is there and lets us in, and says
which metrics it has. The exit code is 1 if one does not work.

With --json every source is one object on one line.`,
		Example: `  plumb signals doctor
  plumb signals doctor --json`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			a, err := s.app()
			if err != nil {
				return err
			}
			list, err := a.CheckSources(cmd.Context())
			if err != nil {
				return err
			}
			failed := 0
			for _, h := range list {
				if !h.OK {
					failed++
				}
				if asJSON {
					if err := s.printJSON(h); err != nil {
						return err
					}
					continue
				}
				s.showSource(h)
			}
			switch {
			case failed > 0:
				return fault.New(fault.Unavailable, "cli.doctor", fmt.Sprintf("%d of %s cannot be asked", failed, count(len(list), "source", "sources")), "")
			case len(list) == 0 && !asJSON:
				s.tell("No source is configured. Add one to the section sources of plumb.yaml:\n\n  sources:\n    warehouse:\n      kind: csv\n      path: readings.csv")
			}
			return nil
		},
	}
	jsonFlag(cmd, &asJSON)
	return cmd
}

func (s *session) showSource(h app.SourceHealth) {
	state := "ok"
	if !h.OK {
		state = "cannot be asked: " + render.Clean(h.Failure)
	}
	_, _ = fmt.Fprintf(s.out, "%s (%s): %s\n", h.Name, h.Kind, state)
	if h.Next != "" {
		_, _ = fmt.Fprintf(s.out, "  %s\n", render.Clean(h.Next))
	}
	for _, w := range h.Warnings {
		_, _ = fmt.Fprintf(s.out, "  note: %s\n", render.Clean(w))
	}
	if len(h.Metrics) == 0 {
		_, _ = fmt.Fprintln(s.out, "  no metric names it: a definition says source: {connector: "+h.Name+", query: ...}, or the source binds metrics")
		return
	}
	const most = 3
	names := strings.Join(h.Metrics[:min(most, len(h.Metrics))], ", ")
	if more := len(h.Metrics) - most; more > 0 {
		names += fmt.Sprintf(" and %d more", more)
	}
	_, _ = fmt.Fprintf(s.out, "  named by %s: %s\n", count(len(h.Metrics), "metric", "metrics"), render.Clean(names))
}
