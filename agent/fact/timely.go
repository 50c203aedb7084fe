package fact

import (
	"strings"
	"time"
)

var (
	beforeNext = lazily(`(?i)^(?: on average| a week| a day| each| every week)* (?:before|beforehand|previously|formerly|earlier|until then|in the past)(?:\s*[.,;:)]|\s*$| (?:and|but|it|that|then|we|the (?:start|mechanism|change|bet|list|new))\b)`)
	beforePast = lazily(`(?i)(?:(?:^|[;.,] ?|\band )(?:before(?: (?:the start|the change|the mechanism|that|then))?|previously|formerly|until then|in the past),? |\b(?:used to|had (?:averaged|been|stood|shown)|previously|formerly)\b)[^,;.]*$`)
	afterNext  = lazily(`(?i)^(?: on average| a week| a day| each| every week)* (?:now|nowadays|today|at present|currently|these days|since(?: then)?|afterwards?|after that|after the (?:start|change)|since the (?:start|change))(?:\s*[.,;:)]|\s*$| (?:and|but)\b)`)
	afterPast  = lazily(`(?i)(?:^|[;.,] ?|\band )(?:now|since then|nowadays|today|these days|currently|since the (?:start|change)|after the (?:start|change)),? [^,;.]*$`)
)

// timely reports whether a fact is of the time that a sentence gives a number without a date: before, or now.
func (r *reader) timely(st statement, n Number, f *known) bool {
	newest := r.newest(f.Metric)
	if f.Metric == "" || f.Signed || f.period.IsZero() || newest.IsZero() || len(f.Readings) == 0 {
		return true
	}
	after, before := st.masked[n.End:], st.masked[:n.Start]
	was := beforeNext().MatchString(after)
	is := !was && afterNext().MatchString(after)
	if !was && !is {
		was = beforePast().MatchString(before)
		is = !was && afterPast().MatchString(before)
	}
	if !was && !is {
		return true
	}
	late := !f.period.Before(newest) || strings.Contains(f.Text, " since ")
	return late == is
}

// newest gives the newest period that the facts about a metric rest on, the zero time when none rests on readings.
func (r *reader) newest(metric string) time.Time {
	var newest time.Time
	for i := range r.facts {
		if f := &r.facts[i]; f.Metric == metric && len(f.Readings) > 0 && f.period.After(newest) {
			newest = f.period
		}
	}
	return newest
}
