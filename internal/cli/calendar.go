package cli

import (
	"io"
	"strconv"
	"strings"
	"time"

	"github.com/spf13/cobra"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/internal/render"
)

// dayFlag adds --day, which says what a meeting left open.
func dayFlag(cmd *cobra.Command, day *string) {
	cmd.Flags().StringVar(day, "day", "", "in ics, the `DAY` of the weekly review, such as Tuesday, when the meeting did not say")
	completeFlag(cmd, "day", dayNames()...)
}

func (s *session) writeCalendar(w io.Writer, v agent.Version, day string) error {
	options := render.CalendarOptions{Now: s.env.Now()}
	if day != "" {
		chosen, err := parseDay(day)
		if err != nil {
			return err
		}
		options.Day = &chosen
	}
	return render.Calendar(w, v, options)
}

// parseDay reads a day of the week in English, whole or by its first three letters.
func parseDay(text string) (time.Weekday, error) {
	for i, name := range dayNames() {
		if strings.EqualFold(text, name) || strings.EqualFold(text, name[:3]) {
			return time.Weekday(i), nil
		}
	}
	return 0, usage("--day cannot be " + strconv.Quote(text)).Do("Use a day of the week, such as Tuesday.")
}

// dayNames gives the days of the week in the order of time.Weekday.
func dayNames() []string {
	var names []string
	for day := time.Sunday; day <= time.Saturday; day++ {
		names = append(names, day.String())
	}
	return names
}
