package cli

import (
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/internal/fault"
)

func TestTodayIsTheDayAtTheCommandLine(t *testing.T) {
	t.Parallel()
	const endOf8 = "2026-03-08T23:59:59.999999Z"
	for name, c := range map[string]struct {
		east   int // hours that the clock at the command line is ahead of UTC
		hour   int // of 9 March, in UTC
		day    string
		at     string // "" for a day to come
		dated  string
		ahead  string // when a day to come will do
		kindOf fault.Kind
	}{
		"now":                       {0, 12, "", "2026-03-09T12:00:00Z", "2026-03-09", "", ""},
		"today":                     {0, 12, "2026-03-09", "2026-03-09T12:00:00Z", "2026-03-09", "", ""},
		"yesterday":                 {0, 12, "2026-03-08", endOf8, "2026-03-08", "", ""},
		"tomorrow":                  {0, 12, "2026-03-10", "", "", "2026-03-10T23:59:59.999999Z", fault.Usage},
		"no day":                    {0, 12, "soon", "", "", "", fault.Usage},
		"the morning in the east":   {13, 12, "2026-03-10", "2026-03-09T12:00:00Z", "2026-03-10", "", ""},
		"its day before":            {13, 12, "2026-03-09", "2026-03-09T12:00:00Z", "2026-03-09", "", ""},
		"two days before":           {13, 12, "2026-03-08", endOf8, "2026-03-08", "", ""},
		"its tomorrow":              {13, 12, "2026-03-11", "", "", "2026-03-11T23:59:59.999999Z", fault.Usage},
		"now in the east":           {13, 12, "", "2026-03-09T12:00:00Z", "2026-03-10", "", ""},
		"the evening in the west":   {-8, 3, "2026-03-08", "2026-03-09T03:00:00Z", "2026-03-08", "", ""},
		"the day of UTC is to come": {-8, 3, "2026-03-09", "", "", "2026-03-09T03:00:00Z", fault.Usage},
		"now in the west":           {-8, 3, "", "2026-03-09T03:00:00Z", "2026-03-08", "", ""},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			now := time.Date(2026, time.March, 9, c.hour, 0, 0, 0, time.UTC).In(time.FixedZone("there", c.east*3600))
			s := &session{env: Env{Now: func() time.Time { return now }}}
			at, err := s.onDay(c.day)
			if c.kindOf == "" {
				require.NoError(t, err)
				require.Equal(t, c.at, at.UTC().Format(time.RFC3339Nano))
				require.Equal(t, c.dated, at.Format(time.DateOnly))
			} else {
				require.Equal(t, c.kindOf, fault.KindOf(err))
			}
			ahead, err := s.momentOf(c.day)
			if c.ahead != "" {
				require.NoError(t, err)
				require.Equal(t, c.ahead, ahead.UTC().Format(time.RFC3339Nano))
				require.Equal(t, c.day, ahead.Format(time.DateOnly))
			}
		})
	}
}
