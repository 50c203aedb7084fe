package review

import (
	"time"

	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/agent/readings"
)

// start is when the mechanism started, as far as that is known.
type start struct {
	on         time.Time // zero when nothing is known
	noted      bool      // a person said so; else it is the day of the meeting
	control    string    // id of the metric that the mechanism did not reach
	of         string    // id of the metric that this is the control of
	randomised bool
	fact       string
}

// findStart takes the newest start that was noted and is not to come, else the next one that is, else the day of the
// meeting.
func (b *builder) findStart() {
	for _, e := range b.in.Events {
		on, err := time.Parse(time.DateOnly, e.On)
		if e.Kind != readings.Start || err != nil || e.Sheet != "" && e.Sheet != b.in.Sheet.ID {
			continue
		}
		ahead := on.After(b.asOf)
		known := b.start.noted && !b.start.on.After(b.asOf)
		if !b.start.noted || known && !ahead && !on.Before(b.start.on) || !known && (!ahead || on.Before(b.start.on)) {
			b.start = start{on: on, noted: true, control: e.Control, of: e.Of, randomised: e.Randomised}
		}
	}
	if b.start.noted {
		verb := "started"
		if b.start.on.After(b.asOf) {
			verb = "starts"
		}
		b.start.fact = b.add(fact.Fact{Text: "the mechanism " + verb + " on " + fact.Day(b.start.on), Period: iso(b.start.on), Formula: notedByPerson})
		return
	}
	if met, err := time.Parse(time.DateOnly, b.in.Sheet.MeetingDate); err == nil && !met.After(b.asOf) {
		b.start.on = met
		b.start.fact = b.add(fact.Fact{Text: "the meeting was on " + fact.Day(met), Period: iso(met), Formula: "date of the meeting"})
	}
}

// date gives the day as ISO date, "" when it is not known.
func (s start) date() string {
	if s.on.IsZero() {
		return ""
	}
	return iso(s.on)
}

func iso(day time.Time) string { return day.Format(time.DateOnly) }
