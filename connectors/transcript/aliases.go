package transcript

import (
	"strings"
	"unicode/utf8"
)

const (
	// maxCompared bounds the comparison of every name with every other one.
	maxCompared = 300
	// maxReported bounds the pairs that are named in warnings.
	maxReported = 10
)

// warnSpeakers reports missing speakers and names that may belong to one person. Names are merged only when they are
// identical after cleaning (see cleanName); everything else is for a person to decide.
func (r *record) warnSpeakers() {
	var unknown tally
	for i := range r.t.Utterances {
		if r.t.Utterances[i].Speaker == "" {
			unknown.add(r.t.Utterances[i].Line)
		}
	}
	n := len(r.t.Utterances)
	switch {
	case n == 0:
		r.warn(0, "No speech was found in this record.")
	case unknown.count == n:
		r.warn(0, "No speaker is named in this record.")
	case unknown.count > 0:
		r.warn(unknown.line, "%d of %d utterances name no speaker.", unknown.count, n)
	}
	if len(r.t.Speakers) == 1 && r.t.IsSpeech() {
		r.warn(0, "Only one speaker is named: %s.", r.t.Speakers[0])
	}
	r.warnAliases()
}

func (r *record) warnAliases() {
	names := r.t.Speakers
	if len(names) > maxCompared {
		r.warn(0, "There are %d speakers; names that may belong to one person were looked for among the first %d only.", len(names), maxCompared)
		names = names[:maxCompared]
	}
	pairs := 0
	for i, a := range names {
		for _, b := range names[i+1:] {
			why := alike(a, b)
			if why == "" {
				continue
			}
			if pairs++; pairs <= maxReported {
				r.warn(0, "%q and %q may be one person (%s); they were kept apart.", a, b, why)
			}
		}
	}
	if pairs > maxReported {
		r.warn(0, "%d more pairs of names may belong to one person.", pairs-maxReported)
	}
}

// alike says why two different names may belong to one person, "" when nothing suggests it.
func alike(a, b string) string {
	fa, fb := strings.ToLower(a), strings.ToLower(b)
	if fa == fb {
		return "only capitals differ"
	}
	wa, wb := nameWords(fa), nameWords(fb)
	if len(wa) == 0 || len(wb) == 0 {
		return ""
	}
	if len(wa) != len(wb) {
		short, long := wa, wb
		if len(short) > len(long) {
			short, long = long, short
		}
		if shortForm(short, long) {
			return "one looks like a short form"
		}
		return ""
	}
	if strings.Join(wa, " ") == strings.Join(wb, " ") {
		return "only punctuation or what stands in brackets differs"
	}
	if oneWordMisspelt(wa, wb) {
		return "one letter differs"
	}
	if len(wa) == 2 && wa[1] == wb[1] && (strings.HasPrefix(wa[0], wb[0]) || strings.HasPrefix(wb[0], wa[0])) {
		return "one looks like a short form"
	}
	return ""
}

// oneWordMisspelt reports whether all words are the same but one, and that one differs by a letter. Short words differ on
// purpose ("Guest A", "Guest B").
func oneWordMisspelt(a, b []string) bool {
	misspelt := false
	for i := range a {
		if a[i] == b[i] {
			continue
		}
		if misspelt || min(utf8.RuneCountInString(a[i]), utf8.RuneCountInString(b[i])) < 4 || !oneEdit([]rune(a[i]), []rune(b[i])) {
			return false
		}
		misspelt = true
	}
	return misspelt
}

// nameWords gives the words of a name without punctuation and without what stands in brackets.
func nameWords(name string) []string {
	if i := strings.IndexAny(name, "(["); i > 0 {
		name = name[:i]
	}
	return strings.FieldsFunc(name, func(r rune) bool {
		return strings.ContainsRune(" ,.|/-_@()[]", r)
	})
}

// shortForm reports whether the words of short begin the words of long, the last of them perhaps cut: "Sam" and
// "Samuel B".
func shortForm(short, long []string) bool {
	for i, w := range short {
		last := i == len(short)-1
		if long[i] == w || (last && utf8.RuneCountInString(w) >= 3 && strings.HasPrefix(long[i], w)) {
			continue
		}
		return false
	}
	return true
}

// oneEdit reports whether a becomes b by changing, adding or dropping one character. Names that differ in a digit
// ("Speaker 1", "Speaker 2") are different on purpose.
func oneEdit(a, b []rune) bool {
	if len(a) > len(b) {
		a, b = b, a
	}
	if len(b)-len(a) > 1 {
		return false
	}
	i := 0
	for i < len(a) && a[i] == b[i] {
		i++
	}
	if i < len(b) && b[i] >= '0' && b[i] <= '9' {
		return false
	}
	tail := a[i:]
	if len(a) == len(b) {
		if i == len(a) {
			return false
		}
		tail = a[i+1:]
	}
	return string(tail) == string(b[i+1:])
}
