package app

import (
	"strings"
	"time"
	"unicode"

	"github.com/plumbline-dev/plumb/internal/fault"
)

// The days on which a meeting can have been. A day far outside is a slip of the hand, from which every relative date
// would be worked out wrongly.
const (
	firstYear  = 1970
	yearsAhead = 10
)

// checkDay refuses what is no day on which a meeting can have been; "" is none and fine.
func checkDay(date string, now time.Time) error {
	const op = "app.draft"
	if date == "" {
		return nil
	}
	day, err := time.Parse(time.DateOnly, date)
	if err != nil {
		return fault.Newf(fault.Usage, op, "the date %q is not a day of the calendar", date).
			Do("Write it as year-month-day, such as 2026-03-13.")
	}
	if day.Year() < firstYear || day.After(now.AddDate(yearsAhead, 0, 0)) {
		return fault.Newf(fault.Usage, op, "no meeting was on %s", date).
			Do("Give the day of the meeting: a day since %d, and not more than %d years ahead.", firstYear, yearsAhead)
	}
	return nil
}

// checkTopic refuses words that name no initiative because every meeting is full of them; "" is none and fine.
func checkTopic(topic string) error {
	if topic == "" {
		return nil
	}
	words := strings.FieldsFunc(strings.ToLower(topic), func(r rune) bool { return !unicode.IsLetter(r) && !unicode.IsNumber(r) })
	for _, w := range words {
		if !everyday[w] {
			return nil
		}
	}
	return fault.Newf(fault.Usage, "app.draft", "%q names no topic", topic).
		Do(`Give the words by which the meeting called it, such as "checkout redesign", or leave --topic out.`)
}

// everyday are words that stand in every conversation. Short names such as AI and UI are not among them.
var everyday = wordSet(`a an the this that these those it its it's he she they them we us our you your i me my his her their
	and or but nor so if then than as of in on at to by for from with without into onto over under out off up down about after before
	is are was were be been being am do does did have has had will would can could shall should may might must not no yes
	what which who whom whose when where why how all any some each every both more most much many few other such only also just very too
	here there now thing things something anything one ones s t re ve ll d m`)

func wordSet(words string) map[string]bool {
	set := make(map[string]bool)
	for w := range strings.FieldsSeq(words) {
		set[w] = true
	}
	return set
}
