package fact

import (
	"fmt"
	"math"
	"regexp"
	"slices"
	"strings"
	"time"

	"github.com/plumbline-dev/plumb/agent/signal"
)

// resolve looks for a fact for everything that a sentence says, among some facts, in their order. It gives the facts that
// were used, and what none carries.
func (r *reader) resolve(st statement, among []*known, licence func(string) signal.Evidence) (map[*known]bool, []Violation) {
	used := map[*known]bool{}
	var out []Violation
	carriers := map[int]*known{} // by the place of the number
	for i, n := range st.numbers {
		switch n.Kind {
		case Amount:
			f := r.amount(st, i, among)
			if f == nil {
				out = append(out, r.unknown(st, n))
				continue
			}
			used[f], carriers[i] = true, f
		case Unclear:
			f := verbatim(st.masked, n, among)
			if f == nil {
				out = append(out, Violation{Says: n.Text, Why: "cannot be read as a number of a fact", Do: "Write dates as 16 March 2026 and numbers in digits with their unit, as the facts have them."})
				continue
			}
			used[f] = true
		case Date, Relative:
		}
	}
	for i, n := range st.numbers {
		if n.Kind != Date && n.Kind != Relative {
			continue
		}
		f := r.day(st, i, among, used)
		if f == nil {
			out = append(out, Violation{Says: n.Text, Why: "is not the period of a fact that the sentence rests on", Do: daysOf(among)})
			continue
		}
		used[f] = true
	}
	out = append(out, fromTo(st, carriers)...)
	out = append(out, r.still(st, licence)...)
	out = append(out, r.moved(st, among, used, licence)...)
	return used, out
}

// amount gives the first fact that carries a number. One that has it exactly comes before one that it is a rounding of, and
// one of a day that the sentence names before others.
func (r *reader) amount(st statement, at int, among []*known) *known {
	exact := slices.DeleteFunc(slices.Clone(among), func(f *known) bool {
		f.read()
		return !slices.ContainsFunc(f.amounts, func(n Number) bool { return math.Abs(n.Value) == math.Abs(st.numbers[at].Value) })
	})
	if f := r.amountAmong(st, at, exact); f != nil {
		return f
	}
	return r.amountAmong(st, at, among)
}

func (r *reader) amountAmong(st statement, at int, among []*known) *known {
	n := st.numbers[at]
	metric := st.metricOf(n.Start, n.End)
	next := st.dayOf(at)
	var fits *known
	for _, f := range among {
		if !f.about(metric) || !f.carries(st, n) || !r.timely(st, n, f) {
			continue
		}
		if next < 0 || r.coversDay(f, st.numbers[next]) {
			if fits == nil || r.closer(st, f, fits) {
				fits = f
			}
		}
	}
	return fits
}

// closer reports whether a fact covers a day that the sentence names, and another one covers none.
func (r *reader) closer(st statement, f, than *known) bool {
	dated := func(k *known) bool {
		return slices.ContainsFunc(st.numbers, func(n Number) bool { return (n.Kind == Date || n.Kind == Relative) && r.coversDay(k, n) })
	}
	return !dated(than) && dated(f)
}

// carries reports whether a fact says a number, in value, unit and sign.
func (f *known) carries(st statement, n Number) bool {
	f.read()
	for _, known := range f.amounts {
		if !sameUnit(n.Unit, known.Unit) {
			if f.carriesInOtherUnit(n, known) {
				return true
			}
			continue
		}
		if f.Signed && math.Abs(known.Value) != 0 && known.is(math.Abs(f.Value)) {
			if f.difference(st, n) {
				return true
			}
			continue
		}
		if n.byMove(st) && !f.Signed {
			continue
		}
		exact := known.Value
		if known.is(f.Value) && sameUnit(known.Unit, f.Unit) {
			exact = f.Value
		}
		if n.is(known.Value) || n.is(exact) {
			return !n.signed || n.Value < 0 || known.signed
		}
	}
	return false
}

// carriesInOtherUnit reports whether both are times, and the same.
func (f *known) carriesInOtherUnit(n, known Number) bool {
	said, has := seconds[UnitOf(n.Unit)], seconds[UnitOf(known.Unit)]
	return said > 0 && has > 0 && known.Unit != n.Unit && n.is(known.Value*has/said)
}

// difference reports whether a number is the size of the fact's difference, and what is said around it goes its way.
func (f *known) difference(st statement, n Number) bool {
	size := n
	size.Value = math.Abs(n.Value)
	if !size.is(math.Abs(f.Value)) {
		return false
	}
	if n.signed {
		return n.Value < 0 == (f.Value < 0)
	}
	up, down := st.direction(n)
	return up == down || up == (f.Value > 0)
}

var (
	upNear   = lazily(`(?i)\b(?:` + upWords + `|above|over|more|exceed(?:s|ed)?|beyond|ahead|plus)\b`)
	downNear = lazily(`(?i)\b(?:` + downWords + `|below|under|less|fewer|short|minus|shy)\b`)
	byBefore = lazily(`(?i)(?:` + upWords + `|` + downWords + `|moved|changed|shifted|improved|worsened) (?:up |down )?by (?:about |around |roughly |nearly |almost |some )?$`)
)

// byMove reports whether a number is said to be how much something moved by.
func (n Number) byMove(st statement) bool {
	const longest = len("by roughly ")
	before := st.masked[:n.Start]
	return strings.Contains(strings.ToLower(before[max(0, len(before)-longest):]), "by ") && byBefore().MatchString(before)
}

// direction gives which way the words around a number go, up to its neighbours.
func (st statement) direction(n Number) (up, down bool) {
	from, to := 0, len(st.masked)
	for _, other := range st.numbers {
		if other.Kind != Amount {
			continue
		}
		if other.End <= n.Start {
			from = max(from, other.End)
		}
		if other.Start >= n.End {
			to = min(to, other.Start)
		}
	}
	after := st.masked[n.End:to]
	if cut := strings.IndexAny(after, ",;.("); cut >= 0 {
		after = after[:cut]
	}
	words := strings.Fields(after)
	after = strings.Join(words[:min(3, len(words))], " ")
	before := st.masked[from:n.Start]
	up = upNear().MatchString(after)
	down = downNear().MatchString(after)
	if up != down {
		return up, down
	}
	lastUp, lastDown := last(upNear(), before), last(downNear(), before)
	return lastUp > lastDown, lastDown > lastUp
}

// last gives where the last match of a form starts, -1 for none.
func last(form *regexp.Regexp, text string) int {
	all := form.FindAllStringIndex(text, -1)
	if len(all) == 0 {
		return -1
	}
	return all[len(all)-1][0]
}

var (
	dayAfter  = lazily(`(?i)^[ (]*(?:on average |a week |each |again )?(?:as of |in|for|of|on|during|since|by|from|at|before|after|until|to)? ?(?:the )?(?:week |weeks |month |day |quarter )?(?:of |from |since |to |until |before |after |in )?(?:the )?(?:week of |month of )?$`)
	dayBefore = lazily(`(?i)^,?[^,;:.()]{0,60}$`)
	leading   = lazily(`(?i)^(?:as of|in|on|for|during|by|at|since)? ?(?:the )?(?:week |month |quarter |day )?(?:of )?$`)
)

// dayOf gives the place of the date that a number stands next to, -1 for none: "41.2% in the week of 16 March", or the first
// number after a date that the sentence starts with.
func (st statement) dayOf(at int) int {
	n := st.numbers[at]
	if at+1 < len(st.numbers) {
		if next := st.numbers[at+1]; next.isDay() && dayAfter().MatchString(st.masked[n.End:next.Start]) {
			return at + 1
		}
	}
	if at == 1 && st.numbers[0].isDay() && leading().MatchString(st.masked[:st.numbers[0].Start]) && dayBefore().MatchString(st.masked[st.numbers[0].End:n.Start]) {
		return 0
	}
	return -1
}

func (n Number) isDay() bool { return n.Kind == Date || n.Kind == Relative }

// day gives a fact that a date is of: one whose number stands next to it, or another one that the sentence uses, or one
// about a metric that it names, or about none.
func (r *reader) day(st statement, at int, among []*known, used map[*known]bool) *known {
	n := st.numbers[at]
	for _, f := range among {
		if used[f] && r.coversDay(f, n) {
			return f
		}
	}
	for i := range st.numbers {
		if st.numbers[i].Kind == Amount && st.dayOf(i) == at {
			return nil
		}
	}
	metric := st.metricOf(n.Start, n.End)
	for _, f := range among {
		if f.about(metric) && r.coversDay(f, n) && (f.Metric != "" || n.Kind == Relative || f.speaksOf(st, n)) {
			return f
		}
	}
	return nil
}

// speaksOf reports whether a fact that is about no metric is what a sentence gives a day of: the day of the note after "as
// of", else a fact with which it shares a word.
func (f *known) speaksOf(st statement, n Number) bool {
	if f.Formula == DayOfNote {
		return asOf().MatchString(st.masked[:n.Start])
	}
	own := map[string]bool{}
	for _, word := range wordsOf(f.Text) {
		own[strings.ToLower(word)] = len(word) > 3 && monthOf(word) == 0
	}
	return slices.ContainsFunc(wordsOf(st.masked), func(word string) bool { return own[strings.ToLower(word)] })
}

// asOf is what stands before the day of the note; elsewhere that day says nothing.
var asOf = lazily(`(?i)\b(?:as of|note of|today,?|by now,?) (?:the )?$`)

// coversDay reports whether a fact names a day or, where it names none, is of that day.
func (r *reader) coversDay(f *known, n Number) bool {
	f.read()
	covers, within := n.when.covers, n.when.within
	if n.Kind == Relative {
		from, to, ok := relative(n.Text, r.asOf)
		if !ok || r.asOf.IsZero() {
			return false
		}
		covers = func(day time.Time) bool { return !day.Before(from) && day.Before(to) }
		within = func(s span) bool { return s.year > 0 && s.day > 0 && covers(s.first()) }
	}
	if len(f.days) == 0 {
		return !f.period.IsZero() && covers(f.period)
	}
	return slices.ContainsFunc(f.days, within)
}

// verbatim gives a fact in whose words the word around an unclear number stands as it is.
func verbatim(text string, n Number, among []*known) *known {
	from := strings.LastIndexAny(text[:n.Start], " \t\x01") + 1
	to := len(text)
	if cut := strings.IndexAny(text[n.End:], " \t\x01"); cut >= 0 {
		to = n.End + cut
	}
	word := strings.Trim(text[from:to], `.,;:!?()"“”`)
	if word == "" {
		return nil
	}
	for _, f := range among {
		if slices.Contains(strings.FieldsFunc(f.Text, func(r rune) bool { return strings.ContainsRune(" \t,;:!?()\"“”", r) }), word) {
			return f
		}
	}
	return nil
}

var between = lazily(`(?i)\bfrom (?:about |around |roughly )?$`)

// fromTo finds numbers that are given in the wrong order of time: "from" the newer "to" the older one.
func fromTo(st statement, carriers map[int]*known) []Violation {
	var out []Violation
	for i := 1; i < len(st.numbers); i++ {
		older, newer := carriers[i-1], carriers[i]
		if older == nil || newer == nil || !between().MatchString(st.masked[:st.numbers[i-1].Start]) ||
			strings.TrimSpace(st.masked[st.numbers[i-1].End:st.numbers[i].Start]) != "to" {
			continue
		}
		if older.period.After(newer.period) {
			out = append(out, Violation{Says: st.masked[st.numbers[i-1].Start:st.numbers[i].End], Why: "goes back in time", Do: "Give the older number first."})
		}
	}
	return out
}

// moved holds what a sentence says of moves against the facts about differences.
func (r *reader) moved(st statement, among []*known, used map[*known]bool, licence func(string) signal.Evidence) []Violation {
	var out []Violation
	for _, m := range st.moves {
		metric := st.metricOf(m.start, m.end)
		if metric == "" {
			if !r.anyMoved(m, licence) {
				out = append(out, Violation{Says: m.text, Why: "is not known of any metric of the note", Do: "Name the metric, or leave it out."})
			}
			continue
		}
		var changes []*known
		for _, f := range among {
			if f.Signed && f.Metric == metric {
				changes = append(changes, f)
			}
		}
		i := slices.IndexFunc(changes, m.fits)
		switch {
		case i >= 0 && licence(metric).AtLeast(signal.EvidenceMoved):
			used[changes[i]] = true
		case !licence(metric).AtLeast(signal.EvidenceMoved):
			out = append(out, Violation{Says: m.text, Why: fmt.Sprintf("says that %s moved, and it is not known to have", r.names[metric]),
				Do: fmt.Sprintf("What may be said: %q.", r.names[metric]+" "+licence(metric).Words())})
		case len(changes) > 0:
			out = append(out, Violation{Says: m.text, Why: "is the wrong way", Do: "Say it as the fact has it: " + changes[0].Text + "."})
		default:
			out = append(out, Violation{Says: m.text, Why: "rests on no fact that the sentence cites", Do: "Cite the fact that says how it moved."})
		}
	}
	return out
}

// fits reports whether a difference goes the way of a move.
func (m move) fits(f *known) bool {
	return !m.up && !m.down || m.up == (f.Value > 0) && m.down == (f.Value < 0)
}

// anyMoved reports whether any metric of the note moved that way.
func (r *reader) anyMoved(m move, licence func(string) signal.Evidence) bool {
	return slices.ContainsFunc(r.facts, func(f known) bool {
		return f.Signed && m.fits(&f) && licence(f.Metric).AtLeast(signal.EvidenceMoved)
	})
}

// unknown says that no fact carries a number, and which ones there are.
func (r *reader) unknown(st statement, n Number) Violation {
	v := Violation{Says: n.Text, Why: "is in none of the facts that the sentence rests on", Do: "Leave it out, or use a number of the facts as it stands there."}
	metric := st.metricOf(n.Start, n.End)
	if metric == "" {
		return v
	}
	v.Why = fmt.Sprintf("is no number of the facts about %s", r.names[metric])
	var there []string
	for i := range r.facts {
		if f := &r.facts[i]; f.Metric == metric && len(there) < 3 {
			there = append(there, f.Text)
		}
	}
	v.Do = "What is known: " + strings.Join(there, "; ") + "."
	return v
}

// daysOf says which days the facts of a sentence name, or are of.
func daysOf(among []*known) string {
	var there []string
	for _, f := range among {
		f.read()
		days := []time.Time{f.period}
		if len(f.days) > 0 {
			days = nil
		}
		for _, s := range f.days {
			days = append(days, s.first())
		}
		for _, day := range days {
			if !day.IsZero() && len(there) < 3 && !slices.Contains(there, Day(day)) {
				there = append(there, Day(day))
			}
		}
	}
	if len(there) == 0 {
		return "Leave the date out; the facts name none."
	}
	return "Use a date of the facts, such as " + strings.Join(there, ", ") + "."
}
