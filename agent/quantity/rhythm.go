package quantity

import "time"

// Rhythm is when a review recurs, as far as it was said.
type Rhythm struct {
	Daily   bool          // every day; then Weeks is 0
	Weeks   int           // weeks from one review to the next: 1 for weekly, 2 for every other week
	Weekday *time.Weekday // nil when it was not said
	HasTime bool          // whether Hour and Minute were said without doubt
	Hour    int           // 0 to 23
	Minute  int
	Minutes int // how long a review takes; 0 when it was not said
}

// ParseRhythm reads a rhythm: "every Monday at 9:15 for fifteen minutes", "weekly on Thursday", "every other week",
// "each Tuesday morning". It reports false when the text names none, or one that is not every so many weeks on one day
// ("monthly", "twice a week", "Mondays and Thursdays"). "Biweekly" is every other week. A time between one and half
// past six without "am", "pm" or a time of day may be either and counts as not said.
func ParseRhythm(text string) (Rhythm, bool) {
	p := read(text)
	var r Rhythm
	found := false
	for i := range p.tokens {
		weeks, daily, ok := p.recurrenceAt(i)
		if !ok {
			continue
		}
		if weeks < 0 {
			return Rhythm{}, false
		}
		if !found || weeks > r.Weeks {
			r.Weeks, r.Daily = weeks, daily
		}
		found = true
	}
	if !found {
		return Rhythm{}, false
	}
	day, several := p.reviewDay()
	if several {
		return Rhythm{}, false
	}
	r.Weekday = day
	if day != nil && r.Daily {
		r.Daily, r.Weeks = false, 1
	}
	r.Hour, r.Minute, r.HasTime = p.reviewTime()
	r.Minutes = p.reviewMinutes()
	return r, true
}

// recurrenceAt reads how often something recurs at token i; weeks is -1 for a rhythm that weeks cannot express.
func (p *phrase) recurrenceAt(i int) (weeks int, daily, ok bool) {
	switch w := p.word(i); w {
	case "daily":
		return 0, true, !adjectival[p.word(i+1)]
	case "weekdays":
		return 0, true, p.word(i-1) != "two"
	case "weekly":
		if p.word(i-1) == "-" && p.word(i-2) == "bi" || p.word(i-1) == "bi" {
			return 2, false, true
		}
		return 1, false, !adjectival[p.word(i+1)]
	case "biweekly", "fortnightly":
		return 2, false, true
	case "mondays", "tuesdays", "wednesdays", "thursdays", "fridays", "saturdays", "sundays":
		return 1, false, true
	case "twice", "times":
		per := p.word(i + 1)
		return -1, false, (per == "a" || per == "per" || per == "every") && (p.word(i+2) == "week" || p.word(i+2) == "day")
	case "once":
		return 1, false, p.words(i+1, "a", "week") || p.words(i+1, "per", "week")
	case "every", "each":
		return p.everyAt(i + 1)
	case "mornings", "afternoons":
		_, named := p.weekdayNamed(i - 1)
		return 1, false, named
	}
	return 0, false, false
}

// adjectival are words after "weekly" that it describes, so that it says nothing about a rhythm.
var adjectival = set("active actives users average number rate signups retention volume revenue total totals count counts " +
	"sales orders tickets traffic visitors numbers limit budget")

// everyAt reads what follows "every" or "each".
func (p *phrase) everyAt(i int) (weeks int, daily, ok bool) {
	weeks = 1
	single := true
	switch n := p.numeralFrom(i); {
	case p.word(i) == "other" || p.word(i) == "second" && n != nil && n.ordinal:
		weeks, single = 2, false
		i++
	case p.word(i) == "single":
		i++
	case n != nil && !n.label && n.value >= 1 && n.value <= 52 && n.value == float64(int(n.value)):
		if w := p.word(n.last + 1); weekUnits[w] {
			return int(n.value), false, true
		}
		return 0, false, false
	case n != nil && n.ordinal && n.value <= 52:
		weeks, single = int(n.value), false
		i = n.last + 1
	}
	if _, named := p.weekdayNamed(i); named {
		return weeks, false, true
	}
	switch p.word(i) {
	case "week":
		return weeks, false, true
	case "fortnight":
		return 2, false, single
	case "day", "weekday", "morning", "afternoon", "evening":
		return 0, true, single
	}
	return 0, false, false
}

// reviewDay gives the weekday that is named, nil for none, and whether several are. Days that are deadlines do not
// count.
func (p *phrase) reviewDay() (day *time.Weekday, several bool) {
	for i := range p.tokens {
		w := p.word(i)
		d, ok := p.weekdayNamed(i)
		if !ok && len(w) > 1 {
			d, ok = weekdays[w[:len(w)-1]]
			ok = ok && len(w) > 6 && w[len(w)-1] == 's'
		}
		if !ok || notRecurring[p.word(i-1)] {
			continue
		}
		if day != nil && *day != d {
			return nil, true
		}
		day = &d
	}
	return day, false
}

var notRecurring = set("by before until till this last next since")

// reviewTime gives the time of day that is named.
func (p *phrase) reviewTime() (hour, minute int, ok bool) {
	for i := range p.tokens {
		n := p.numeralFrom(i)
		clock := p.word(i-1) == "at" || p.word(i-1) == "past" || p.word(i-1) == "to" && p.word(i-2) == "quarter"
		switch {
		case p.word(i) == "noon" && (p.word(i-1) == "at" || p.word(i-1) == "12"):
			return 12, 0, true
		case n == nil:
			continue
		case p.word(i+1) == ":":
			if hour, minute, ok = p.clockAt(i); ok {
				return p.halfOfDay(hour, minute, i+3)
			}
			continue
		case n.value < 0 || n.value > 23 || n.value != float64(int(n.value)) || n.ordinal || n.unit != "":
			continue
		case clock || p.isTime(n):
			return p.spokenTime(n)
		}
	}
	return 0, 0, false
}

// clockAt reads a time such as 9:15 at token i.
func (p *phrase) clockAt(i int) (hour, minute int, ok bool) {
	if !p.is(i, digitToken) || !p.is(i+2, digitToken) || !p.glued(i+1) || !p.glued(i+2) || len(p.word(i+2)) != 2 {
		return 0, 0, false
	}
	h, okHour := parseNumber(p.word(i))
	m, okMinute := parseNumber(p.word(i + 2))
	return int(h), int(m), okHour && okMinute && h < 24 && m < 60 && h == float64(int(h))
}

// spokenTime reads "nine fifteen", "half past nine", "9 am", "at ten".
func (p *phrase) spokenTime(n *numeral) (hour, minute int, ok bool) {
	hour = int(n.value)
	next := n.last + 1
	switch {
	case p.words(n.first-2, "half", "past"):
		minute = 30
	case p.words(n.first-2, "quarter", "past"):
		minute = 15
	case p.words(n.first-2, "quarter", "to"):
		hour, minute = hour-1, 45
	default:
		if m := p.numeralFrom(next); m != nil && m.value >= 10 && m.value <= 59 && m.value == float64(int(m.value)) && m.unit == "" {
			if unit, _, _ := p.unitAfter(m); unit == "" {
				minute, next = int(m.value), m.last+1
			}
		}
	}
	if unit, _, _ := p.unitAfter(n); unit != "" || p.percentAt(next) > 0 {
		return 0, 0, false
	}
	return p.halfOfDay(hour, minute, next)
}

// halfOfDay settles whether an hour is before or after noon; token i follows the time.
func (p *phrase) halfOfDay(hour, minute, i int) (int, int, bool) {
	afternoon, morning := false, false
	switch p.word(i) {
	case "pm":
		afternoon = true
	case "am":
		morning = true
	case "p":
		afternoon = p.words(i+1, ".", "m")
	case "a":
		morning = p.words(i+1, ".", "m")
	}
	if !afternoon && !morning {
		for j := range p.tokens {
			switch p.word(j) {
			case "morning", "mornings":
				morning = true
			case "afternoon", "afternoons", "evening", "evenings":
				afternoon = true
			}
		}
	}
	switch {
	case hour > 12 || hour == 0:
	case afternoon && hour < 12:
		hour += 12
	case morning && hour == 12:
		hour = 0
	case !afternoon && !morning && hour < 7:
		return 0, 0, false
	}
	return hour, minute, hour >= 0
}

// reviewMinutes gives the length that is named, in minutes, up to eight hours.
func (p *phrase) reviewMinutes() int {
	measures := p.measures()
	for k := range measures {
		m := &measures[k]
		minutes := m.Value
		switch before := p.word(m.first - 1); {
		case before == "past" || before == "at": // the hour of "at quarter past nine, fifteen minutes"
			continue
		case minuteUnits[m.Unit]:
		case hourUnits[m.Unit]:
			minutes *= 60
		default:
			continue
		}
		if minutes >= 1 && minutes <= 480 && minutes == float64(int(minutes)) {
			return int(minutes)
		}
	}
	for i := range p.tokens {
		if p.words(i, "an", "hour") && p.word(i-1) != "half" && p.word(i-1) != "of" {
			return 60
		}
	}
	return 0
}
