package render_test

import (
	"bytes"
	"math/rand/v2"
	"strings"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/render"
)

// noon is a Monday.
var noon = time.Date(2026, 3, 2, 12, 0, 0, 0, time.FixedZone("", 2*3600))

func calendar(t *testing.T, v agent.Version, day *time.Weekday) string {
	t.Helper()
	return show(t, func(buf *bytes.Buffer) error {
		return render.Calendar(buf, v, render.CalendarOptions{Now: noon, Day: day})
	})
}

func TestCalendarGolden(t *testing.T) {
	t.Parallel()
	approved := version(typicalSheet())
	approved.State = agent.StateApproved
	golden(t, "typical.ics", []byte(calendar(t, approved, nil)))
}

func TestCalendarRhythms(t *testing.T) {
	t.Parallel()
	friday := time.Friday
	tests := map[string]struct {
		cadence string
		day     *time.Weekday
		want    []string
	}{
		"day and time":      {"every Monday at 9:15 for fifteen minutes", nil, []string{"DTSTART:20260309T091500", "DURATION:PT15M", "RRULE:FREQ=WEEKLY;BYDAY=MO"}},
		"day only":          {"weekly on Thursday", nil, []string{"DTSTART:20260305T090000", "DURATION:PT15M", "RRULE:FREQ=WEEKLY;BYDAY=TH"}},
		"every other week":  {"every other Wednesday for half an hour", nil, []string{"DTSTART:20260304T090000", "DURATION:PT30M", "RRULE:FREQ=WEEKLY;INTERVAL=2;BYDAY=WE"}},
		"daily":             {"daily", nil, []string{"DTSTART:20260303T090000", "RRULE:FREQ=DAILY"}},
		"chosen":            {"", &friday, []string{"DTSTART:20260306T090000", "RRULE:FREQ=WEEKLY;BYDAY=FR"}},
		"chosen over said":  {"every Monday at 9:15", &friday, []string{"DTSTART:20260306T091500", "RRULE:FREQ=WEEKLY;BYDAY=FR"}},
		"chosen over daily": {"daily", &friday, []string{"RRULE:FREQ=WEEKLY;BYDAY=FR"}},
		"week without day":  {"once a week", &friday, []string{"RRULE:FREQ=WEEKLY;BYDAY=FR"}},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			v := version(typicalSheet())
			v.Fields.Cadence.Text = test.cadence
			lines := strings.Split(calendar(t, v, test.day), "\r\n")
			for _, want := range test.want {
				require.Contains(t, lines, want)
			}
			require.Contains(t, lines, "STATUS:TENTATIVE", "what nobody approved is tentative")
		})
	}
}

func TestCalendarAsksForADay(t *testing.T) {
	t.Parallel()
	for cadence, message := range map[string]string{
		"":             "the sheet does not say on which day",
		"once a week":  "the sheet does not say on which day",
		"monthly":      `the cadence "monthly" does not name one day of the week`,
		"when it fits": `the cadence "when it fits" does not name one day of the week`,
	} {
		v := version(typicalSheet())
		v.Fields.Cadence.Text = cadence
		var buf bytes.Buffer
		err := render.Calendar(&buf, v, render.CalendarOptions{Now: noon})
		require.Equal(t, fault.NeedsPerson, fault.KindOf(err), cadence)
		require.ErrorContains(t, err, message)
		require.Contains(t, fault.Next(err), "--day")
		require.Zero(t, buf.Len(), "nothing is written")
	}
}

func TestCalendarGate(t *testing.T) {
	t.Parallel()
	v := version(typicalSheet())
	require.Contains(t, calendar(t, v, nil), "DTSTART;VALUE=DATE:20260313\r\nDTEND;VALUE=DATE:20260314\r\n")
	v.Fields.Gate.Condition.Predicate.By = ""
	require.Equal(t, 1, strings.Count(calendar(t, v, nil), "BEGIN:VEVENT"))
	v.Fields.Gate.Condition.Predicate = nil
	require.Equal(t, 1, strings.Count(calendar(t, v, nil), "BEGIN:VEVENT"))
}

func TestCalendarIsReplacedNotRepeated(t *testing.T) {
	t.Parallel()
	first, second := version(typicalSheet()), edited()
	uid := func(v agent.Version) []string {
		var out []string
		for line := range strings.SplitSeq(calendar(t, v, nil), "\r\n") {
			if strings.HasPrefix(line, "UID:") {
				out = append(out, line)
			}
		}
		return out
	}
	require.Equal(t, []string{"UID:review-s-7k3m9q@plumb", "UID:gate-s-7k3m9q@plumb"}, uid(first))
	require.Equal(t, uid(first), uid(second))
	require.Contains(t, calendar(t, second, nil), "SEQUENCE:3\r\n")
	second.ID = ""
	require.Contains(t, uid(second)[0], "review-77aa@plumb", "a sheet that is not kept yet is known by its content")
}

// TestCalendarHostile holds every line to RFC 5545: CRLF, at most 75 octets, whole characters, a known name.
func TestCalendarHostile(t *testing.T) {
	t.Parallel()
	monday := time.Monday
	for seed := range uint64(120) {
		v := version(hostile{rand.New(rand.NewPCG(seed, 31))}.sheet())
		v.ID = hostile{rand.New(rand.NewPCG(seed, 32))}.text()
		ics := calendar(t, v, &monday)
		require.True(t, strings.HasSuffix(ics, "\r\n"))
		lines := strings.Split(strings.TrimSuffix(ics, "\r\n"), "\r\n")
		for _, line := range lines {
			require.LessOrEqual(t, len(line), 75, "seed %d", seed)
			require.True(t, utf8.ValidString(line), "seed %d", seed)
			require.Empty(t, unseen(line), "seed %d", seed)
			require.NotContains(t, line, "\n", "seed %d", seed)
		}
		unfolded := strings.ReplaceAll(ics, "\r\n ", "")
		for line := range strings.SplitSeq(strings.TrimSuffix(unfolded, "\r\n"), "\r\n") {
			name, value, found := strings.Cut(line, ":")
			require.True(t, found, "seed %d: %q", seed, line)
			name, _, _ = strings.Cut(name, ";")
			require.Contains(t, []string{"BEGIN", "END", "VERSION", "PRODID", "CALSCALE", "METHOD", "UID", "DTSTAMP", "SEQUENCE",
				"DTSTART", "DTEND", "DURATION", "RRULE", "SUMMARY", "DESCRIPTION", "STATUS", "TRANSP"}, name, "seed %d", seed)
			if name == "SUMMARY" || name == "DESCRIPTION" {
				bare := strings.NewReplacer(`\\`, "", `\;`, "", `\,`, "", `\n`, "").Replace(value)
				require.NotContains(t, bare, `\`, "seed %d", seed)
				require.NotContains(t, bare, ";", "seed %d", seed)
				require.NotContains(t, bare, ",", "seed %d", seed)
			}
		}
	}
}
