package cli

import (
	"io"

	"github.com/spf13/cobra"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// dayFlag adds --day, which says what a meeting left open.
func dayFlag(cmd *cobra.Command, day *string) {
	cmd.Flags().StringVar(day, "day", "", "the `DAY` of the weekly review in ics, such as Tuesday, when the meeting did not say")
}

func (s *session) writeCalendar(io.Writer, agent.Version, string) error {
	return fault.New(fault.Unavailable, "cli.calendar", "calendar files cannot be written yet", "Use --format html or md.")
}
