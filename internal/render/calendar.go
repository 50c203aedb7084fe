package render

import (
	"bytes"
	"fmt"
	"io"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/quantity"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// CalendarOptions say what a calendar needs besides the sheet.
type CalendarOptions struct {
	Now time.Time     // when the calendar is made; the first review is on a later day, in Now's time zone
	Day *time.Weekday // the day that a person chose; nil to take the one that was said
}

const (
	reviewMinutes = 15 // a review takes a quarter of an hour unless the meeting said otherwise
	reviewHour    = 9  // and is at nine in the morning
)

// Calendar writes the reviews of a sheet as an iCalendar object (RFC 5545): a repeated event on the day and at the time
// that its cadence names, in the local time of whoever opens it, and an all-day event on the date of its gate if it has
// one. The identifiers of the events depend on the sheet only, so a calendar that is imported again replaces the old
// entries. When neither the meeting nor opts say on which day the review is, the error is of kind NeedsPerson.
func Calendar(w io.Writer, v agent.Version, opts CalendarOptions) error {
	rhythm, err := reviewRhythm(&v, opts)
	if err != nil {
		return err
	}
	c := calendar{stamp: opts.Now.UTC(), v: &v}
	c.line("BEGIN:VCALENDAR")
	c.line("VERSION:2.0")
	c.line("PRODID:-//plumb//Alignment Sheet//EN")
	c.line("CALSCALE:GREGORIAN")
	c.line("METHOD:PUBLISH")
	c.review(rhythm, opts.Now)
	c.gate()
	c.line("END:VCALENDAR")
	return write(w, "render.calendar", c.buf.Bytes())
}

// reviewRhythm reads the cadence of a sheet and fills in what a person chose and what goes without saying.
func reviewRhythm(v *agent.Version, opts CalendarOptions) (quantity.Rhythm, error) {
	cadence := &v.Fields.Cadence
	r, ok := quantity.ParseRhythm(cadence.Text)
	if opts.Day != nil {
		r.Weekday, r.Daily = opts.Day, false
	}
	if r.Weekday == nil && !r.Daily {
		message := "the sheet does not say on which day the weekly review is"
		if cadence.Filled() && !ok {
			message = fmt.Sprintf("the cadence %q does not name one day of the week", shorten(tidy(cadence.Text), 60))
		}
		return r, fault.New(fault.NeedsPerson, "render.calendar", message,
			"Choose the day, such as --day monday, or write the cadence into the sheet.")
	}
	if !r.Daily {
		r.Weeks = max(r.Weeks, 1)
	}
	if !r.HasTime {
		r.Hour, r.Minute = reviewHour, 0
	}
	if r.Minutes <= 0 {
		r.Minutes = reviewMinutes
	}
	return r, nil
}

// calendar collects the lines of an iCalendar object.
type calendar struct {
	buf   bytes.Buffer
	stamp time.Time
	v     *agent.Version
}

func (c *calendar) review(r quantity.Rhythm, now time.Time) {
	first := time.Date(now.Year(), now.Month(), now.Day()+1, r.Hour, r.Minute, 0, 0, time.UTC)
	rule := "FREQ=DAILY"
	if !r.Daily {
		for first.Weekday() != *r.Weekday {
			first = first.AddDate(0, 0, 1)
		}
		rule = "FREQ=WEEKLY"
		if r.Weeks > 1 {
			rule += fmt.Sprintf(";INTERVAL=%d", r.Weeks)
		}
		rule += ";BYDAY=" + strings.ToUpper(r.Weekday.String()[:2])
	}
	const floating = "20060102T150405"
	c.event("review", "Review: "+titleOf(&c.v.Sheet),
		"DTSTART:"+first.Format(floating), fmt.Sprintf("DURATION:PT%dM", r.Minutes), "RRULE:"+rule)
	c.text("DESCRIPTION", c.agenda())
	c.line("END:VEVENT")
}

// agenda says what a review looks at.
func (c *calendar) agenda() string {
	f := &c.v.Fields
	lines := []string{"What moved, what did not, and why? Continue, change or stop?"}
	for _, l := range []struct {
		label string
		field *agent.Field
	}{{"Aim", &f.Aim}, {"Continue if", &f.Gate.Condition.Field}, {"Guardrail", &f.Guardrail.Field}, {"Owner", &f.Owner}} {
		text := "not stated"
		if l.field.Filled() {
			text = tidy(l.field.Text)
		}
		lines = append(lines, l.label+": "+text)
	}
	for _, s := range f.Signals {
		lines = append(lines, "Signal: "+tidy(s.Text))
	}
	return strings.Join(append(lines, strings.Join(stateLine(c.v), ", ")), "\n")
}

func (c *calendar) gate() {
	p := c.v.Fields.Gate.Condition.Predicate
	if p == nil {
		return
	}
	day, err := time.Parse(time.DateOnly, p.By)
	if err != nil {
		return // no date was said, or it is yet to be settled
	}
	c.event("gate", "Stage gate: "+titleOf(&c.v.Sheet),
		"DTSTART;VALUE=DATE:"+day.Format("20060102"), "DTEND;VALUE=DATE:"+day.AddDate(0, 0, 1).Format("20060102"), "TRANSP:TRANSPARENT")
	c.text("DESCRIPTION", "Continue if "+tidy(p.String())+"\n"+tidy(c.v.Fields.Gate.Condition.Text))
	c.line("END:VEVENT")
}

// event begins an event. What a draft says is tentative until a person has approved it.
func (c *calendar) event(kind, summary string, when ...string) {
	status := "TENTATIVE"
	if c.v.State == agent.StateApproved {
		status = "CONFIRMED"
	}
	c.line("BEGIN:VEVENT")
	c.text("UID", kind+"-"+c.sheetID()+"@plumb")
	c.line("DTSTAMP:" + c.stamp.Format("20060102T150405Z"))
	c.line(fmt.Sprintf("SEQUENCE:%d", max(c.v.Number, 0)))
	for _, l := range when {
		c.line(l)
	}
	c.text("SUMMARY", summary)
	c.line("STATUS:" + status)
}

func (c *calendar) sheetID() string {
	if id := tidy(c.v.ID); id != "" {
		return id
	}
	return ShortHash(c.v.ContentHash)
}

// text writes a property of type TEXT (RFC 5545, section 3.3.11).
func (c *calendar) text(name, value string) {
	lines := strings.Split(value, "\n")
	for i, l := range lines {
		lines[i] = strings.NewReplacer(`\`, `\\`, ";", `\;`, ",", `\,`).Replace(Clean(l))
	}
	c.line(name + ":" + strings.Join(lines, `\n`))
}

// maxOctets is the length at which RFC 5545, section 3.1, folds a line.
const maxOctets = 75

// line writes a content line, folded between characters.
func (c *calendar) line(s string) {
	used := 0
	for _, r := range s {
		n := utf8.RuneLen(r)
		if used+n > maxOctets {
			c.buf.WriteString("\r\n ")
			used = 1
		}
		c.buf.WriteRune(r)
		used += n
	}
	c.buf.WriteString("\r\n")
}
