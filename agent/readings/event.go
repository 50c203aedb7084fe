package readings

import (
	"context"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/proposals"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// EventKinds lists the kinds of events.
func EventKinds() []EventKind { return []EventKind{Start, Campaign, Deploy, Holiday, Incident, Note} }

const (
	opEvent     = "signals.note"
	longestText = 300 // bytes; a line on a chart, not a story
)

// Check refuses an event that says nothing, or nothing that can be placed in time.
func (e Event) Check() error {
	on, err := time.Parse(time.DateOnly, e.On)
	if err != nil {
		return fault.Newf(fault.Invalid, opEvent, "%q is no day of the calendar", e.On).Do("Write it as 2026-03-09.")
	}
	switch until, err := time.Parse(time.DateOnly, e.Until); {
	case !slices.Contains(EventKinds(), e.Kind):
		return fault.Newf(fault.Invalid, opEvent, "%q is no kind of event", e.Kind).Do("Use start, campaign, deploy, holiday, incident or note.")
	case e.Until != "" && err != nil:
		return fault.Newf(fault.Invalid, opEvent, "%q is no day of the calendar", e.Until).Do("Write it as 2026-03-09.")
	case e.Until != "" && until.Before(on):
		return fault.Newf(fault.Invalid, opEvent, "an event cannot end on %s, before it begins", e.Until).Do("Exchange the two days.")
	case e.Kind == Start && e.Sheet == "":
		return fault.New(fault.Invalid, opEvent, "a mechanism starts for a sheet, and none is named", "Name it with --sheet SHEET.")
	case e.Kind != Start && strings.TrimSpace(e.Text) == "":
		return fault.New(fault.Invalid, opEvent, "the event says nothing", "Say in a few words what happened.")
	case e.Kind != Start && (e.Control != "" || e.Of != "" || e.Randomised):
		return fault.New(fault.Invalid, opEvent, "only the start of a mechanism has a control", "Note the start with --start, and its control with it.")
	case (e.Control == "") != (e.Of == ""):
		return fault.New(fault.Invalid, opEvent, "a control is that of a metric, and one of the two is not named", "Name both: --control METRIC --of METRIC.")
	case e.Control != "" && e.Control == e.Of:
		return fault.New(fault.Invalid, opEvent, "a metric cannot be its own control", "Name the metric of the group that the mechanism does not reach.")
	case e.Randomised && e.Control == "":
		return fault.New(fault.Invalid, opEvent, "chance decides between two groups, and no control is named", "Name the metric of the other group with --control METRIC.")
	case len(e.Text) > longestText || !utf8.ValidString(e.Text) || strings.ContainsAny(e.Text, "\r\n"):
		return fault.Newf(fault.Invalid, opEvent, "the text of an event is one line of at most %d bytes", longestText).Do("Say it shorter.")
	}
	return nil
}

// Note keeps an event, noted by a named person.
func (b *Book) Note(ctx context.Context, e Event, by agent.Actor) (agent.Proposal, error) {
	if err := e.Check(); err != nil {
		return agent.Proposal{}, err
	}
	content, err := proposals.Canonical(e)
	if err != nil {
		return agent.Proposal{}, err
	}
	return b.events.Note(ctx, agent.KindEvent, e.Sheet, content, by)
}

// Events gives what was noted about a sheet, about those that it replaced, the newest first, or about everything, by the day
// on which it happened. Of several starts of a sheet the one that was noted last counts, and those of the sheets that it
// replaced count where none was noted for it; the others are left out.
func (b *Book) Events(ctx context.Context, sheet string, replaced ...string) ([]Event, error) {
	all, err := b.events.List(ctx, agent.KindEvent, "")
	if err != nil {
		return nil, err
	}
	chain := append([]string{sheet}, replaced...)
	events, started, of := []Event{}, Event{}, len(chain)
	for _, p := range all { // newest first
		e, err := proposals.Parse[Event](p)
		if err != nil {
			return nil, err
		}
		place := slices.Index(chain, e.Sheet)
		if place >= 0 {
			e.Sheet = sheet // what happened to the bet happened to the one that took its place
		}
		switch {
		case e.Sheet != "" && place < 0:
		case e.Kind != Start:
			events = append(events, e)
		case place < of:
			started, of = e, place
		}
	}
	if of < len(chain) {
		events = append(events, started)
	}
	slices.SortStableFunc(events, func(a, b Event) int { return strings.Compare(a.On, b.On) })
	return events, nil
}
