package evals

import (
	"fmt"
	"math"
	"math/rand/v2"
	"regexp"
	"strconv"
	"strings"
	"time"

	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/agent/review"
	"github.com/plumbline-dev/plumb/agent/signal"
)

// A seed puts one wrong thing into a sentence of a note; it reports false where the sentence has nothing to put it into.
type seed struct {
	name string
	sow  func(r *rand.Rand, note review.Review, s fact.Sentence) (string, bool)
}

var seeds = []seed{{"digit", wrongDigit}, {"unit", wrongUnit}, {"sign", wrongSign}, {"period", wrongPeriod}, {"metric", wrongMetric}}

var (
	numberInText = regexp.MustCompile(`\d[\d,]*(?:\.\d+)?`)
	dayInText    = regexp.MustCompile(`\d{1,2} (?:January|February|March|April|May|June|July|August|September|October|November|December) \d{4}`)
	unitInText   = regexp.MustCompile(`(\d)(%| percentage points?| EUR| min| ms| h| users?| tickets?| refunds?| points?\b| weeks?)`)
)

// outside gives the matches of a form that lie in no name of a metric, no date and no quotation.
func outside(note review.Review, text string, form *regexp.Regexp, dates bool) [][]int {
	var taken [][]int
	for _, s := range note.Signals {
		for at := 0; ; {
			i := strings.Index(text[at:], s.Name)
			if i < 0 {
				break
			}
			taken = append(taken, []int{at + i, at + i + len(s.Name)})
			at += i + len(s.Name)
		}
	}
	if !dates {
		taken = append(taken, dayInText.FindAllStringIndex(text, -1)...)
	}
	taken = append(taken, regexp.MustCompile(`“[^”]*”`).FindAllStringIndex(text, -1)...)
	var out [][]int
	for _, m := range form.FindAllStringSubmatchIndex(text, -1) {
		free := true
		for _, t := range taken {
			free = free && (m[1] <= t[0] || m[0] >= t[1])
		}
		if free {
			out = append(out, m)
		}
	}
	return out
}

// wrongDigit changes one digit of a number that is no date.
func wrongDigit(r *rand.Rand, note review.Review, s fact.Sentence) (string, bool) {
	places := outside(note, s.Text, numberInText, false)
	if len(places) == 0 {
		return "", false
	}
	m := places[r.IntN(len(places))]
	var at []int
	for i := m[0]; i < m[1]; i++ {
		if s.Text[i] >= '0' && s.Text[i] <= '9' {
			at = append(at, i)
		}
	}
	i := at[r.IntN(len(at))]
	digit := byte('0' + (int(s.Text[i]-'0')+1+r.IntN(9))%10)
	return s.Text[:i] + string(digit) + s.Text[i+1:], true
}

// wrongUnit gives a number another unit.
func wrongUnit(r *rand.Rand, note review.Review, s fact.Sentence) (string, bool) {
	places := outside(note, s.Text, unitInText, false)
	if len(places) == 0 {
		return "", false
	}
	m := places[r.IntN(len(places))]
	unit := s.Text[m[4]:m[5]]
	for {
		other := []string{"%", " percentage points", " EUR", " min", " ms", " users", " tickets", " days", " USD"}[r.IntN(9)]
		if strings.TrimSuffix(other, "s") != strings.TrimSuffix(unit, "s") {
			return s.Text[:m[4]] + other + s.Text[m[5]:], true
		}
	}
}

var opposites = []struct{ from, to string }{{" moved up", " moved down"}, {" moved down", " moved up"}, {" rose", " fell"}, {" fell", " rose"}}

// wrongSign turns a move around, or puts a minus before a number.
func wrongSign(r *rand.Rand, note review.Review, s fact.Sentence) (string, bool) {
	for _, o := range opposites {
		if strings.Contains(s.Text, o.from) && r.IntN(2) == 0 {
			return strings.Replace(s.Text, o.from, o.to, 1), true
		}
	}
	places := outside(note, s.Text, numberInText, false)
	if len(places) == 0 {
		return "", false
	}
	m := places[r.IntN(len(places))]
	if v, err := strconv.ParseFloat(strings.ReplaceAll(s.Text[m[0]:m[1]], ",", ""), 64); err != nil || v == 0 {
		return "", false
	}
	return s.Text[:m[0]] + "-" + s.Text[m[0]:], true
}

// wrongPeriod moves a date by days, weeks, months or a year.
func wrongPeriod(r *rand.Rand, note review.Review, s fact.Sentence) (string, bool) {
	places := outside(note, s.Text, dayInText, true)
	if len(places) == 0 {
		return "", false
	}
	m := places[r.IntN(len(places))]
	day, err := time.Parse("2 January 2006", s.Text[m[0]:m[1]])
	if err != nil {
		return "", false
	}
	shift := [][3]int{{0, 0, 1}, {0, 0, -1}, {0, 0, 7}, {0, 0, -7}, {0, 0, 14}, {0, 1, 0}, {0, -1, 0}, {1, 0, 0}, {-1, 0, 0}}[r.IntN(9)]
	return s.Text[:m[0]] + fact.Day(day.AddDate(shift[0], shift[1], shift[2])) + s.Text[m[1]:], true
}

// wrongMetric puts the name of another metric in a sentence with a number.
func wrongMetric(r *rand.Rand, note review.Review, s fact.Sentence) (string, bool) {
	if len(outside(note, s.Text, numberInText, false)) == 0 {
		return "", false
	}
	var own, other []string
	for _, g := range note.Signals {
		if strings.Contains(s.Text, g.Name) {
			own = append(own, g.Name)
		} else {
			other = append(other, g.Name)
		}
	}
	if len(own) != 1 || len(other) == 0 {
		return "", false
	}
	return strings.ReplaceAll(s.Text, own[0], other[r.IntN(len(other))]), true
}

// paraphrases gives sentences that say what is known of a metric in other words than a note does. They are all true.
func paraphrases(note review.Review) []string {
	var out []string
	for _, g := range note.Signals {
		newest, base, level, change := known(note, g.Metric, "newest complete"), known(note, g.Metric, "baseline"), known(note, g.Metric, "level"), known(note, g.Metric, "change")
		if newest != nil {
			day, err := time.Parse(time.DateOnly, newest.Period)
			if err != nil {
				continue
			}
			v := fact.Format(newest.Value, newest.Unit)
			out = append(out,
				fmt.Sprintf("%s was %s in the week of %s.", g.Name, v, fact.Day(day)),
				fmt.Sprintf("In the week of %s, %s was %s.", fact.Day(day), g.Name, v),
				fmt.Sprintf("%s: %s (%s).", g.Name, v, newest.Period),
				fmt.Sprintf("In the week of %s %d we saw %s for %s.", day.Format("January"), day.Day(), v, g.Name),
				fmt.Sprintf("Newest reading of %s: %s.", g.Name, v),
			)
			if math.Abs(newest.Value) >= 20 {
				out = append(out, fmt.Sprintf("%s is at about %s.", g.Name, fact.Format(math.Round(newest.Value), newest.Unit)))
			}
		}
		if level == nil || change == nil || base == nil {
			if g.Verdict.Outcome == signal.NoChangeDetected {
				out = append(out, g.Name+" did not move.", "No move in "+g.Name+".", fmt.Sprintf("%s did not rise.", g.Name))
			}
			continue
		}
		way, verb, place := "up", "rose", "above"
		if change.Value < 0 {
			way, verb, place = "down", "fell", "below"
		}
		before, now, size := fact.FormatBeside(base.Value, level.Value, base.Unit), fact.FormatBeside(level.Value, base.Value, level.Unit), fact.Format(math.Abs(change.Value), change.Unit)
		out = append(out,
			fmt.Sprintf("%s %s from %s to %s.", g.Name, verb, before, now),
			fmt.Sprintf("%s %s by %s.", g.Name, verb, size),
			fmt.Sprintf("%s is %s by %s; why is not known.", g.Name, way, size),
			fmt.Sprintf("%s went %s.", g.Name, way),
			fmt.Sprintf("%s %s to %s, from %s before.", g.Name, verb, now, before),
			fmt.Sprintf("%s is %s %s where it was.", g.Name, size, place),
		)
	}
	return out
}

// known gives a fact of a note about a metric.
func known(note review.Review, metric, what string) *fact.Fact {
	for i := range note.Facts {
		f := &note.Facts[i]
		if f.Metric != metric {
			continue
		}
		mean := strings.HasPrefix(f.Formula, "mean of") || strings.HasPrefix(f.Formula, "weighted mean")
		switch {
		case what == "change" && f.Signed,
			what == "newest complete" && strings.HasPrefix(f.Formula, what) && strings.Contains(f.Text, "stood at") && !strings.Contains(f.Text, "over the"),
			what == "baseline" && mean && strings.Contains(f.Text, " up to "),
			what == "level" && mean && strings.Contains(f.Text, " since "):
			return f
		}
	}
	return nil
}
