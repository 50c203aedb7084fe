package link

import "strings"

// leadingDigits gives how many digits a word starts with.
func leadingDigits(word string) int {
	return len(word) - len(strings.TrimLeft(word, "0123456789"))
}

// isVersion reports whether a word is a version of up to three digits, such as "v2".
func isVersion(word string) bool {
	return len(word) >= 2 && len(word) <= 4 && word[0] == 'v' && allDigits(word[1:])
}

// shortSpans are the units that stand right after the digits of a span.
var shortSpans = set("min mins h hr hrs d w wk mo q y yr day days week weeks month months")

// cutSpan takes a span such as "28d" apart.
func cutSpan(word string) (count, unit string, ok bool) {
	n := leadingDigits(word)
	return word[:n], word[n:], n >= 1 && n <= 5 && shortSpans[word[n:]]
}

// horizons are the units that stand right before the digits of a span.
var horizons = set("d w m day week month")

// cutHorizon takes a span such as "d30" apart.
func cutHorizon(word string) (unit, number string, ok bool) {
	unit = strings.TrimRight(word, "0123456789")
	number = word[len(unit):]
	return unit, number, len(number) >= 1 && len(number) <= 4 && horizons[unit]
}

// cutPercentile gives the number of a percentile such as "p95", "95th" or "pct99".
func cutPercentile(word string) (number string, ok bool) {
	number = strings.TrimSuffix(word, "th")
	for _, before := range []string{"perc", "pct", "p"} {
		if rest, found := strings.CutPrefix(number, before); found {
			number = rest
			break
		}
	}
	return number, len(number) == 2 && allDigits(number) || number == "999" || number == "9999"
}
