package ask

import (
	"fmt"
	"strings"
	"time"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/agent/internal/oneline"
	"github.com/plumbline-dev/plumb/agent/review"
	"github.com/plumbline-dev/plumb/agent/signal"
	"github.com/plumbline-dev/plumb/semantic"
)

// unmarked takes quotation marks out of words that are put between some.
var unmarked = strings.NewReplacer("“", "", "”", "")

// longestQuote is how many characters of people's words an answer repeats at a time.
const longestQuote = 240

// quotation collects what people wrote or said that a sentence repeats.
type quotation struct{ words []string }

// of gives words between quotation marks, cut at the end of a word when they are long; "" for none.
func (q *quotation) of(text string) string { return q.upTo(text, longestQuote) }

func (q *quotation) upTo(text string, most int) string {
	whole := strings.TrimSpace(unmarked.Replace(oneline.Tidy(text)))
	words := oneline.Cut(whole, most)
	if words == "" {
		return ""
	}
	q.words = append(q.words, words)
	if words != whole {
		return "“" + words + "” …"
	}
	return "“" + words + "”"
}

// name gives the name of somebody: plain, or between quotation marks where it would claim something.
func (q *quotation) name(text string) string {
	name := person(text)
	if len(fact.Violations([]fact.Sentence{{Text: name + "."}}, nil, func(string) signal.Evidence { return signal.EvidenceNone })) > 0 {
		return q.upTo(name, 60)
	}
	return oneline.Cut(name, 60)
}

// inSentence gives how the name of a metric stands in a sentence: between quotation marks where it would claim something.
func inSentence(label string) string {
	if fact.Claims(label) {
		return "“" + label + "”"
	}
	return label
}

// text gives all that was quoted, as a fact keeps it.
func (q *quotation) text() string { return strings.Join(q.words, "\n") }

// person gives the name of a speaker without what a record adds to it: "Owen Prys (he/him)", "Mei C. | Data".
func person(speaker string) string {
	name := unmarked.Replace(oneline.Tidy(speaker))
	for _, mark := range []string{" (", " | ", " [", " / "} {
		if before, _, found := strings.Cut(name, mark); found && before != "" {
			name = before
		}
	}
	return strings.TrimSpace(name)
}

// isoDay reads an ISO date; the zero time for none.
func isoDay(iso string) time.Time {
	day, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		return time.Time{}
	}
	return day
}

// dayWords writes an ISO date in words; what is none stays.
func dayWords(iso string) string {
	if day := isoDay(iso); !day.IsZero() {
		return fact.Day(day)
	}
	return iso
}

func isoOf(day time.Time) string { return day.Format(time.DateOnly) }

// placeIn gives a place in a record, such as "00:08:11"; "" where the record has no times.
func placeIn(e agent.Evidence) string {
	if e.StartMS <= 0 {
		return ""
	}
	s := e.StartMS / 1000
	return fmt.Sprintf("%02d:%02d:%02d", s/3600, s/60%60, s%60)
}

// lowered are words that a sentence may begin with and that are no names.
var lowered = map[string]bool{
	"the": true, "it": true, "a": true, "an": true, "no": true, "on": true, "in": true, "by": true, "not": true, "as": true, "there": true,
	"what": true, "how": true, "since": true, "of": true, "one": true, "nothing": true, "nobody": true, "too": true, "this": true, "its": true,
	"still": true, "ruled": true, "to": true, "at": true, "with": true, "that": true, "whether": true, "whoever": true, "against": true, "something": true,
}

// midway puts a sentence in the middle of another one.
func midway(text string) string {
	first, _, _ := strings.Cut(text, " ")
	if lowered[strings.ToLower(first)] {
		return strings.ToLower(text[:1]) + text[1:]
	}
	return text
}

// clause gives a sentence as a fact or a footnote has it: without its stop.
func clause(text string) string { return strings.TrimSuffix(midway(strings.TrimSpace(text)), ".") }

var gateWords = map[signal.GateState]string{
	signal.GatePassed: "passed", signal.GateFailed: "missed", signal.GateNotDue: "not due", signal.GateInconclusive: "inconclusive", signal.GateUnknown: "unknown",
}

var guardrailWords = map[signal.GuardrailState]string{
	signal.GuardrailOK: "ok", signal.GuardrailBurning: "close to a breach", signal.GuardrailBreached: "breached", signal.GuardrailUnknown: "unknown",
}

// whyWords say of a metric that moved how much is known about why.
func whyWords(level signal.Evidence) string {
	if level == signal.EvidenceMoved {
		return "why is not known"
	}
	return "it " + level.Words()
}

var proposalWords = map[review.Choice]string{
	review.Continue: "The rules of the weekly note propose to continue", review.Change: "The rules of the weekly note propose to change something",
	review.Stop: "The rules of the weekly note propose to stop", review.None: "The rules of the weekly note propose nothing yet",
}

// spanWords says how long a span of a definition is, such as "14 days".
func spanWords(s semantic.Span) string {
	text := string(s)
	digits := strings.TrimRight(text, "minhdwoqy")
	unit := map[string]string{"min": "minute", "h": "hour", "d": "day", "w": "week", "mo": "month", "q": "quarter", "y": "year"}[text[len(digits):]]
	if unit == "" {
		return text
	}
	if digits == "1" {
		return "a " + unit
	}
	return digits + " " + unit + "s"
}

// unitWords gives a unit as a person says it.
func unitWords(unit string) string {
	if words := map[string]string{fact.Percent: "percent", "min": "minutes", "h": "hours", "s": "seconds", "ms": "milliseconds"}[unit]; words != "" {
		return words
	}
	return unit
}
