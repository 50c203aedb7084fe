package transcript

import (
	"strings"
	"time"
)

const (
	dateFromRecord   = "record"
	dateFromFileName = "file name"
)

// spokenDate is a date as a record writes it.
type spokenDate struct {
	day     time.Time
	weekday string // "" when the record names none
	rest    string // what follows the date on its line
}

// wrongWeekday reports whether the record names a weekday that the date does not have.
func (d spokenDate) wrongWeekday() bool {
	return d.weekday != "" && !strings.HasPrefix(strings.ToLower(d.day.Weekday().String()), d.weekday[:3])
}

// dateLine looks for the meeting's date in one line of notes: after a label ("Date: Monday, December 04, 2023"), or as
// the whole line. It reports whether the record now has a date.
func (r *record) dateLine(line int, text string) bool {
	text = strings.TrimLeft(stripMarks(text), " -*+#>\t\u00a0")
	key, value, labelled := strings.Cut(text, ":")
	key = strings.ToLower(strings.Trim(key, " *_"))
	switch {
	case labelled && timeKeys[key] && r.timeText == "":
		r.timeText = strings.Trim(value, " *_\t\u00a0")
		return false
	case labelled && dateKeys[key]:
		text = strings.Trim(value, " *_\t\u00a0")
	case len(text) > 60:
		return false
	}
	d, ok := parseDate(text)
	if !ok {
		return false
	}
	r.setDate(line, d)
	return true
}

var dateKeys = wordSet("date when day meeting_date date_and_time date/time date_of_meeting recorded recorded_on held datum fecha created")

func (r *record) setDate(line int, d spokenDate) {
	if r.t.Date != "" {
		return
	}
	r.t.Date, r.t.DateFrom = d.day.Format(time.DateOnly), dateFromRecord
	if d.wrongWeekday() {
		r.doubtful = true
		r.warn(line, "The record says %s, but %s was a %s. Check the date.", titled(d.weekday), r.t.Date, d.day.Weekday())
	}
	if after := strings.TrimLeft(d.rest, " ,tTa\t"); r.timeText == "" {
		r.timeText = after
	}
}

// dateInside looks for a date anywhere in a title, such as "Weekly (2024-01-25 10:00 GMT)" or "Board, 12 March 2025".
func (r *record) dateInside(line int, text string) {
	text = text[:min(len(text), 4*maxNameRunes)]
	for i := range len(text) {
		if i > 0 && (isWordByte(text[i-1]) || !isWordByte(text[i])) {
			continue
		}
		if d, ok := parseDate(text[i:]); ok {
			r.setDate(line, d)
			return
		}
	}
}

func isWordByte(c byte) bool {
	return c >= 0x80 || c == '-' || c == '/' || (c >= '0' && c <= '9') || (c|0x20 >= 'a' && c|0x20 <= 'z')
}

// dateFromTimestamp takes date and time from an RFC 3339 timestamp.
func (r *record) dateFromTimestamp(text string) {
	at, err := time.Parse(time.RFC3339, text)
	if err != nil {
		r.dateLine(0, text)
		return
	}
	r.t.Date, r.t.DateFrom = at.Format(time.DateOnly), dateFromRecord
	r.t.StartedAt = &at
}

// startFromTime sets the start of the meeting from a time with a zone ("11:00 AM PT (Pacific Time)"), if the date is
// known and both are certain.
func (r *record) startFromTime() {
	if r.t.Date == "" || !r.dated() || r.doubtful || r.t.StartedAt != nil {
		return
	}
	day, err := time.Parse(time.DateOnly, r.t.Date)
	if err != nil {
		return
	}
	ms, rest, ok := dayTime(r.timeText)
	if !ok {
		return
	}
	offset, ok := zoneOffset(rest, day)
	if !ok {
		return
	}
	at := time.Date(day.Year(), day.Month(), day.Day(), 0, 0, 0, 0, time.FixedZone("", offset)).Add(time.Duration(ms) * time.Millisecond)
	r.t.StartedAt = &at
}

// dated reports whether the record itself gave a date.
func (r *record) dated() bool { return r.t.DateFrom == dateFromRecord }

var timeKeys = wordSet("time start start_time starts started")

// dayTime reads a time of day, with or without AM and PM, and gives what follows it.
func dayTime(text string) (ms int64, rest string, ok bool) {
	ms, n := parseClock(text)
	if n == 0 || ms >= 24*hour {
		return 0, "", false
	}
	// Two parts are hours and minutes here, not minutes and seconds.
	if strings.Count(text[:n], ":") == 1 {
		ms *= 60
	}
	rest = strings.TrimLeft(text[n:], " \u00a0\u202f")
	lower := strings.ToLower(strings.ReplaceAll(rest, ".", ""))
	noon := 12 * hour
	switch {
	case strings.HasPrefix(lower, "am") && ms < 13*hour:
		if ms >= noon {
			ms -= noon
		}
	case strings.HasPrefix(lower, "pm") && ms < 13*hour:
		if ms < noon {
			ms += noon
		}
	default:
		return ms, rest, ms < 24*hour
	}
	return ms, strings.TrimLeft(lower[2:], " "), true
}

// zoneOffset gives the offset from UTC in seconds of a zone that is written after a time. Abbreviations that several
// countries use (CST, IST, BST) are not certain and are not read. PT, MT, CT and ET follow the daylight saving rule of
// the United States since 2007.
func zoneOffset(text string, day time.Time) (offset int, ok bool) {
	word := strings.ToUpper(strings.Trim(firstWord(text), "()[],.;"))
	const h = 3600
	fixed := map[string]int{
		"UTC": 0, "GMT": 0, "Z": 0, "WET": 0, "CET": h, "CEST": 2 * h,
		"PST": -8 * h, "PDT": -7 * h, "MST": -7 * h, "MDT": -6 * h, "CDT": -5 * h, "EST": -5 * h, "EDT": -4 * h,
	}
	if v, known := fixed[word]; known {
		return v, true
	}
	if v, known := map[string]int{"PT": -8 * h, "MT": -7 * h, "CT": -6 * h, "ET": -5 * h}[word]; known {
		if day.Year() < 2007 {
			return 0, false
		}
		if usDaylight(day) {
			v += h
		}
		return v, true
	}
	for _, prefix := range []string{"UTC", "GMT"} {
		if rest, found := strings.CutPrefix(word, prefix); found {
			return signedOffset(rest)
		}
	}
	return signedOffset(word)
}

// signedOffset reads +02, -3, +05:30 or +0530.
func signedOffset(s string) (offset int, ok bool) {
	if len(s) < 2 || (s[0] != '+' && s[0] != '-') {
		return 0, false
	}
	digits := strings.ReplaceAll(s[1:], ":", "")
	for i := range len(digits) {
		if digits[i] < '0' || digits[i] > '9' {
			return 0, false
		}
	}
	n := atoi(digits)
	switch len(digits) {
	case 1, 2:
		offset = n * 3600
	case 3, 4:
		offset = n/100*3600 + n%100*60
	default:
		return 0, false
	}
	if offset > 14*3600 {
		return 0, false
	}
	if s[0] == '-' {
		offset = -offset
	}
	return offset, true
}

// usDaylight reports whether daylight saving time holds on the day: from the second Sunday in March to the first Sunday
// in November. Energy Policy Act of 2005, section 110.
func usDaylight(day time.Time) bool {
	march := nthSunday(day.Year(), time.March, 2)
	november := nthSunday(day.Year(), time.November, 1)
	return !day.Before(march) && day.Before(november)
}

func nthSunday(year int, month time.Month, n int) time.Time {
	first := time.Date(year, month, 1, 0, 0, 0, 0, time.UTC)
	return first.AddDate(0, 0, (7-int(first.Weekday()))%7+7*(n-1))
}

// parseDate reads a date at the start of text: 2024-01-25, 2024/01/25, "Thursday, January 25th, 2024", "25 January 2024",
// "Jan 25 2024". Numeric dates with the year last are not certain and are not read, unless the day is above 12.
func parseDate(text string) (spokenDate, bool) {
	var d spokenDate
	words := dateWords(text)
	i := 0
	if i < len(words) && isWeekday(words[i].text) {
		d.weekday = strings.ToLower(words[i].text)
		i++
	}
	if i >= len(words) {
		return d, false
	}
	var year, month, day, used int
	switch w := words[i:]; {
	case isoLike(w[0].text):
		year, month, day = atoi(w[0].text[:4]), atoi(w[0].text[5:7]), atoi(w[0].text[8:10])
		used = 1
		words[i].end = words[i].start + len(time.DateOnly)
	case slashed(w[0].text):
		year, month, day = yearLast(w[0].text)
		used = 1
	case len(w) >= 3 && monthOf(w[0].text) > 0:
		year, month, day, used = atoi(w[2].text), monthOf(w[0].text), atoi(ordinal(w[1].text)), 3
	case len(w) >= 3 && monthOf(w[1].text) > 0:
		year, month, day, used = atoi(w[2].text), monthOf(w[1].text), atoi(ordinal(w[0].text)), 3
	case len(w) >= 4 && strings.EqualFold(w[1].text, "of") && monthOf(w[2].text) > 0:
		year, month, day, used = atoi(w[3].text), monthOf(w[2].text), atoi(ordinal(w[0].text)), 4
	default:
		return d, false
	}
	if year < 1900 || year > 2200 || month < 1 || month > 12 || day < 1 {
		return d, false
	}
	d.day = time.Date(year, time.Month(month), day, 0, 0, 0, 0, time.UTC)
	d.rest = strings.TrimLeft(text[words[i+used-1].end:], " ,.")
	return d, d.day.Day() == day
}

type dateWord struct {
	text       string
	start, end int
}

// dateWords splits at spaces, commas and dots, and keeps where each word stands.
func dateWords(text string) []dateWord {
	var words []dateWord
	start := -1
	for i := 0; i <= len(text) && len(words) < 6; i++ {
		sep := i == len(text) || text[i] == ' ' || text[i] == ',' || text[i] == '.' || text[i] == '\t'
		switch {
		case !sep && start < 0:
			start = i
		case sep && start >= 0:
			words = append(words, dateWord{text[start:i], start, i})
			start = -1
		}
	}
	return words
}

func isoLike(s string) bool {
	if len(s) < len(time.DateOnly) || (len(s) > len(time.DateOnly) && s[10] != 'T') {
		return false
	}
	for i := range len(time.DateOnly) {
		if i == 4 || i == 7 {
			if s[i] != '-' && s[i] != '/' {
				return false
			}
		} else if s[i] < '0' || s[i] > '9' {
			return false
		}
	}
	return s[4] == s[7]
}

func slashed(s string) bool {
	return strings.Count(s, "/") == 2 && strings.Trim(s, "0123456789/") == "" && len(s) >= 8 && len(s) <= 10
}

// yearLast reads 25/01/2024 and 01/25/2024; when both readings are dates it gives nothing.
func yearLast(s string) (year, month, day int) {
	parts := strings.Split(s, "/")
	a, b, y := atoi(parts[0]), atoi(parts[1]), atoi(parts[2])
	switch {
	case a > 12 && b <= 12:
		return y, b, a
	case b > 12 && a <= 12:
		return y, a, b
	case a == b:
		return y, a, b
	}
	return 0, 0, 0
}

var months = []string{"january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"}

// monthOf gives 1 to 12 for a month's English name or its abbreviation of three letters or "sept", else 0.
func monthOf(s string) int {
	s = strings.ToLower(s)
	for i, m := range months {
		if s == m || s == m[:3] || (s == "sept" && i == 8) {
			return i + 1
		}
	}
	return 0
}

var weekdays = wordSet("monday tuesday wednesday thursday friday saturday sunday mon tue tues wed thu thur thurs fri sat sun")

func isWeekday(s string) bool { return weekdays[strings.ToLower(s)] }

// ordinal drops the letters of 1st, 2nd, 25th.
func ordinal(s string) string { return strings.TrimRight(strings.ToLower(s), "stndrh") }

// atoi gives 0 for anything but a small number.
func atoi(s string) int {
	if s == "" || len(s) > 6 {
		return 0
	}
	n := 0
	for i := range len(s) {
		if s[i] < '0' || s[i] > '9' {
			return 0
		}
		n = n*10 + int(s[i]-'0')
	}
	return n
}

func firstWord(s string) string {
	word, _, _ := strings.Cut(strings.TrimLeft(s, " (["), " ")
	return word
}

func titled(s string) string {
	if s == "" {
		return s
	}
	return strings.ToUpper(s[:1]) + s[1:]
}

// dateFromName takes a date in the file's name (2024-01-25, or Zoom's GMT20240125) when the record gives none, and
// reports it when the two disagree.
func (r *record) dateFromName() {
	found := ""
	name := r.src.name
	for i := range len(name) {
		if i > 0 && name[i-1] >= '0' && name[i-1] <= '9' {
			continue
		}
		if day, ok := nameDate(name[i:]); ok {
			found = day.Format(time.DateOnly)
			break
		}
	}
	switch {
	case found == "" || found == r.t.Date:
	case r.t.Date == "":
		r.t.Date, r.t.DateFrom = found, dateFromFileName
		r.warn(0, "The record gives no date; %s was taken from the file name.", found)
	default:
		r.warn(0, "The record says %s, the file name says %s; the record was believed.", r.t.Date, found)
	}
}

func nameDate(s string) (time.Time, bool) {
	if rest, zoom := strings.CutPrefix(s, "GMT"); zoom && len(rest) >= 8 {
		if day, err := time.Parse("20060102", rest[:8]); err == nil {
			return day, true
		}
	}
	if len(s) < len(time.DateOnly) || (len(s) > len(time.DateOnly) && s[10] >= '0' && s[10] <= '9') {
		return time.Time{}, false
	}
	day, err := time.Parse(time.DateOnly, s[:len(time.DateOnly)])
	return day, err == nil && day.Year() >= 1900 && day.Year() <= 2200
}
