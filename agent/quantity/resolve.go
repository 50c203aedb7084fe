package quantity

import "time"

// Resolve gives the ISO date (2006-01-02) of a deadline that was named in a meeting, and false when it cannot be told.
// The zero meeting is an unknown date: then only dates with their year resolve. The day of the meeting is taken in its
// own location.
//
// The rules, with M the day of the meeting:
//   - "tomorrow" is M+1; "in N days" M+N, weeks count 7 days, months, quarters and years are those of the calendar;
//   - "week N", "the Nth week" and "the end of week N" are M + 7N days, "day N" is M + N days, "month N" N months;
//   - "Friday" and "this Friday" are the first Friday after M, "next Friday" is the Friday of the ISO week after M's;
//   - "end of the week" is its Friday, and false when that is past; "next week" is the Friday of the next ISO week;
//   - "end of the month" (quarter, year) is its last day, "next month" is the last day of the next one, "start of" the
//     first day, "mid-" the 15th of a month; quarters are those of the calendar;
//   - a date without a year, a month, a quarter or a half is the nearest one that is not before M;
//   - "before" a weekday or a date is the day before it;
//   - a weekday that was said together with a date must fit it.
func Resolve(d Deadline, meeting time.Time) (date string, ok bool) {
	var from time.Time
	if !meeting.IsZero() {
		year, month, day := meeting.Date()
		from = time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	}
	day, ok := d.rule.resolve(d.Kind, from)
	if !ok {
		return "", false
	}
	if d.rule.before {
		day = day.AddDate(0, 0, -1)
	}
	if !from.IsZero() && day.Before(from) && d.rule.year == 0 || day.Year() < 1 || day.Year() > 9999 {
		return "", false
	}
	return day.Format(time.DateOnly), true
}

func (r rule) resolve(kind Kind, from time.Time) (time.Time, bool) {
	if from.IsZero() && r.year == 0 {
		return time.Time{}, false
	}
	switch kind {
	case KindDate:
		return r.dateFrom(from)
	case KindWeekday:
		return r.weekdayFrom(from), true
	case KindAfter:
		return r.span.after(from, r.count), true
	case KindPeriod:
		return r.periodFrom(from)
	case KindVague:
	}
	return time.Time{}, false
}

// dateFrom gives the day of the calendar, from the given day on unless its year was said.
func (r rule) dateFrom(from time.Time) (time.Time, bool) {
	var day time.Time
	var ok bool
	switch {
	case r.year != 0:
		day, ok = validDate(r.year, r.month, r.day)
	case r.month != 0:
		for year := from.Year(); year <= from.Year()+8 && (!ok || day.Before(from)); year++ {
			day, ok = validDate(year, r.month, r.day)
		}
	case r.count > 0 || r.span == monthsSpan: // of next month, of this month
		first := monthsSpan.after(startOfMonth(from), r.count)
		day, ok = validDate(first.Year(), first.Month(), r.day)
	default:
		for ahead := 0; ahead < 12 && (!ok || day.Before(from)); ahead++ {
			first := startOfMonth(from).AddDate(0, ahead, 0)
			day, ok = validDate(first.Year(), first.Month(), r.day)
		}
	}
	return day, ok && (!r.known || day.Weekday() == r.weekday)
}

func (r rule) weekdayFrom(from time.Time) time.Time {
	if r.nextWeek {
		return startOfWeek(from).AddDate(0, 0, 7+(int(r.weekday)+6)%7)
	}
	ahead := (int(r.weekday-from.Weekday()) + 7) % 7
	if ahead == 0 {
		ahead = 7
	}
	return from.AddDate(0, 0, ahead)
}

// periodFrom gives the edge of a period of the calendar.
func (r rule) periodFrom(from time.Time) (time.Time, bool) {
	start, length := r.periodStart(from)
	switch {
	case r.edge == atStart:
		return start, true
	case r.edge == atMiddle:
		return start.AddDate(0, 0, 14), length == 1
	case r.span == weeks:
		return start.AddDate(0, 0, 4), true
	}
	return start.AddDate(0, length, -1), true
}

// periodStart gives the first day of the period and its length in months, 0 for a week.
func (r rule) periodStart(from time.Time) (start time.Time, length int) {
	switch r.span {
	case weeks:
		return startOfWeek(from).AddDate(0, 0, 7*r.count), 0
	case years:
		year := r.year
		if year == 0 {
			year = from.Year() + r.count
		}
		return time.Date(year, time.January, 1, 0, 0, 0, 0, time.UTC), 12
	case days, monthsSpan, quarters, halves:
	}
	length = map[span]int{days: 1, monthsSpan: 1, quarters: 3, halves: 6}[r.span]
	if r.month == 0 { // the current period, or the next one
		first := startOfMonth(from)
		first = first.AddDate(0, -(int(first.Month())-1)%length, 0)
		return first.AddDate(0, length*r.count, 0), length
	}
	year := r.year
	if year == 0 {
		year = from.Year()
	}
	start = time.Date(year, r.month-time.Month(length-1), 1, 0, 0, 0, 0, time.UTC)
	if r.year == 0 && r.edgeOf(start, length).Before(from) {
		start = start.AddDate(1, 0, 0)
	}
	return start, length
}

// edgeOf gives the day by which a period that was named without a year must not be past.
func (r rule) edgeOf(start time.Time, length int) time.Time {
	switch r.edge {
	case atStart:
		return start
	case atMiddle:
		return start.AddDate(0, 0, 14)
	case atEnd:
	}
	return start.AddDate(0, length, -1)
}

// after gives the day that lies count spans after a day. A month without that day ends on its last one.
func (s span) after(from time.Time, count int) time.Time {
	monthsAhead := 0
	switch s {
	case days:
		return from.AddDate(0, 0, count)
	case weeks:
		return from.AddDate(0, 0, 7*count)
	case monthsSpan:
		monthsAhead = count
	case quarters:
		monthsAhead = 3 * count
	case halves:
		monthsAhead = 6 * count
	case years:
		monthsAhead = 12 * count
	}
	first := startOfMonth(from).AddDate(0, monthsAhead, 0)
	lastDay := first.AddDate(0, 1, -1).Day()
	return first.AddDate(0, 0, min(from.Day(), lastDay)-1)
}

func startOfMonth(day time.Time) time.Time {
	return time.Date(day.Year(), day.Month(), 1, 0, 0, 0, 0, time.UTC)
}

// startOfWeek gives the Monday of the ISO week.
func startOfWeek(day time.Time) time.Time { return day.AddDate(0, 0, -(int(day.Weekday())+6)%7) }

// validDate gives the day, and false when the month has no such day.
func validDate(year int, month time.Month, day int) (time.Time, bool) {
	d := time.Date(year, month, day, 0, 0, 0, 0, time.UTC)
	return d, d.Month() == month && d.Day() == day
}
