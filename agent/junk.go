package agent

import "strings"

// junkSignals are counts that go up by themselves or can be had without helping anybody, with what is wrong with them.
var junkSignals = []struct{ words, why string }{
	{"ticket count", "counts of tickets measure how work is filed, not what it does"},
	{"number of tickets", "counts of tickets measure how work is filed, not what it does"},
	{"tickets closed", "counts of tickets measure how work is filed, not what it does"},
	{"tickets created", "counts of tickets measure how work is filed, not what it does"},
	{"tickets opened", "counts of tickets measure how work is filed, not what it does"},
	{"issues closed", "counts of issues measure how work is filed, not what it does"},
	{"story point", "story points measure estimates"},
	{"velocity", "velocity measures estimates"},
	{"lines of code", "lines of code measure effort, not effect"},
	{"pull requests merged", "counts of changes measure activity, not effect"},
	{"number of commits", "counts of changes measure activity, not effect"},
	{"features shipped", "counts of features measure activity, not effect"},
	{"hours logged", "hours measure effort, not effect"},
	{"page views", "views are a vanity count: they rise with traffic, not with value"},
	{"pageviews", "views are a vanity count: they rise with traffic, not with value"},
	{"impressions", "impressions are a vanity count: they rise with spending, not with value"},
	{"followers", "followers are a vanity count"},
	{"likes", "likes are a vanity count"},
	{"total sign-ups", "a running total only ever rises"},
	{"total signups", "a running total only ever rises"},
	{"total downloads", "a running total only ever rises"},
	{"registered users", "a running total only ever rises"},
	{"cumulative", "a running total only ever rises"},
	{"tags", "tags set by hand are only as good as who sets them: state the rubric"},
	{"tagged", "tags set by hand are only as good as who sets them: state the rubric"},
}

// junk says what is wrong with a signal that measures activity or vanity, or gives "".
func junk(text string) string {
	lower := strings.ToLower(text)
	for _, j := range junkSignals {
		if holdsWord(lower, j.words) {
			return "Junk signal: " + j.why + "."
		}
	}
	return ""
}

// holdsWord reports whether text holds words that begin at a word's start.
func holdsWord(text, words string) bool {
	for from := 0; ; {
		i := strings.Index(text[from:], words)
		if i < 0 {
			return false
		}
		if at := from + i; at == 0 || !isLetter(text[at-1]) {
			end := at + len(words)
			if end == len(text) || !isLetter(text[end]) || text[end] == 's' {
				return true
			}
		}
		from += i + 1
	}
}

func isLetter(b byte) bool { return b >= 'a' && b <= 'z' }

// isSnapshot reports whether a signal is a total at one moment, without anything that makes it a flow or a rate.
func isSnapshot(text string) bool {
	lower := strings.ToLower(text)
	total := false
	for _, w := range []string{"number of", "count", "total", "how many", "amount of"} {
		total = total || holdsWord(lower, w)
	}
	for _, w := range []string{
		"rate", "share", "percent", "%", "per ", "a week", "a day", "a month", "weekly", "daily", "monthly", "each week",
		"every week", "trend", "new ", "ratio", "of the", "within", "by day", "time to", "out of",
	} {
		if strings.Contains(lower, w) {
			return false
		}
	}
	return total
}

// onlyMoreOrFaster reports whether an aim asks for more or faster output and names nothing that it is good for.
func onlyMoreOrFaster(text string) bool {
	fields := strings.FieldsFunc(strings.ToLower(text), func(r rune) bool { return r < 'a' || r > 'z' })
	speed, rest := false, 0
	for _, w := range fields {
		switch {
		case speedWords[w]:
			speed = true
		case !emptyAimWords[w]:
			rest++
		}
	}
	return speed && rest <= 1
}

var speedWords = wordSet("more faster quicker quickly fast speed velocity sooner accelerate output throughput productivity efficient efficiency deliver ship shipping delivering")

var emptyAimWords = wordSet(`a an the our my we i us you they it is was are be to of for in on and or that this so just really want wants wanted
need needs would like goal aim objective focus point priority main have has get getting do doing be being go going move moving make making
things thing stuff features feature work everything all as possible can could should will at with by up out much lot way even again think basically
team teams delivery development`)

func wordSet(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}
