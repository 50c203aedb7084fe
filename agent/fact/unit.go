package fact

import (
	"slices"
	"strings"
)

// Units as this package writes them. Every other unit is the plural of what is counted, or a code of a currency.
const (
	Percent = "%"
	Points  = "percentage points" // of a difference of two percentages
)

// unitWords gives the one form of units that prose writes in several ways.
var unitWords = spellings(map[string]string{
	Percent:  "% percent pct",
	Points:   "pp ppt ppts",
	"points": "point points pts",
	"ms":     "ms msec millisecond milliseconds",
	"s":      "s sec secs second seconds",
	"min":    "min mins minute minutes",
	"h":      "h hr hrs hour hours",
	"days":   "d day days",
	"weeks":  "week weeks",
	"months": "month months", "quarters": "quarters", "years": "year years",
	"EUR": "eur euro euros €", "USD": "usd dollar dollars $", "GBP": "gbp pound pounds £", "CHF": "chf franc francs",
	"JPY": "jpy yen ¥", "INR": "inr rupee rupees ₹",
	"times": "x times fold",
})

// seconds are how long units of time are that are always as long.
var seconds = map[string]float64{"ms": 0.001, "s": 1, "min": 60, "h": 3600, "days": 86400, "weeks": 604800}

func spellings(forms map[string]string) map[string]string {
	words := map[string]string{}
	for unit, all := range forms {
		for word := range strings.FieldsSeq(all) {
			words[word] = unit
		}
	}
	return words
}

// UnitOf gives the form in which facts have a unit of a definition: "{user}" becomes users, "1" nothing.
func UnitOf(defined string) string {
	inner, isThing := strings.CutPrefix(defined, "{")
	if isThing {
		return plural(strings.TrimSuffix(inner, "}"))
	}
	if defined == "1" {
		return ""
	}
	if unit, ok := unitWords[strings.ToLower(defined)]; ok {
		return unit
	}
	return defined
}

func plural(thing string) string {
	if thing == "" || strings.HasSuffix(thing, "s") {
		return thing
	}
	return thing + "s"
}

// singular gives one of several things, as far as an ending tells.
func singular(things string) string {
	if strings.HasSuffix(things, "ies") && len(things) > 4 {
		return things[:len(things)-3] + "y"
	}
	return strings.TrimSuffix(things, "s")
}

// sameUnit reports whether a number may be said with one unit where a fact has the other. A bare number may stand for a
// count of anything.
func sameUnit(said, known string) bool {
	said, known = UnitOf(said), UnitOf(known)
	switch {
	case said == known:
		return true
	case said == "":
		return countable(known)
	case said == "points":
		return known == Points
	case known == "":
		return countable(said)
	}
	return countable(said) && countable(known) && strings.EqualFold(singular(said), singular(known))
}

// countable reports whether a unit is of things that are counted.
func countable(unit string) bool {
	return unit == "" || unit != Percent && unit != Points && unitWords[strings.ToLower(unit)] == ""
}

// IsMoney reports whether a unit is a currency.
func IsMoney(unit string) bool {
	return slices.Contains([]string{"EUR", "USD", "GBP", "CHF", "JPY", "INR"}, unit)
}

var (
	afterNumber = lazily(`(?i)^[\s-]{0,2}(%|percentage[ -]points?|per cent|percent\b(?: points?\b)?|basis points|[€$£¥₹]|\p{L}+)`)
	nextWord    = lazily(`^ (\p{L}+)`)
)

// qualifiers may stand between a number and what is counted.
var qualifiers = wordSet("new complete newest active paying more full last first other additional whole consecutive remaining of the its")

// plainWords end like a plural and are none.
var plainWords = wordSet("is was has as this its thus us yes his plus minus less unless perhaps always across versus towards besides does says seems means was " +
	"makes gets takes comes looks needs wants works rises falls drops lies stands stays shows holds metric's")

// unitAfter reads the unit after a number that ends at a place, and gives the place after the unit.
func unitAfter(text string, end int) (unit string, after int) {
	at, skipped := end, 0
	for {
		m := afterNumber().FindStringSubmatchIndex(text[at:])
		if m == nil {
			return "", end
		}
		word := strings.ToLower(text[at+m[2] : at+m[3]])
		after = at + m[3]
		if skipped == 0 {
			switch {
			case strings.HasPrefix(word, "percent") && strings.Contains(word, "point"):
				return Points, after
			case word == "per cent":
				return Percent, after
			case word == "basis points":
				return word, after
			case word == Percent && pointsFollow(text[after:]) > 0:
				return Points, after + pointsFollow(text[after:])
			}
		}
		if known, ok := unitWords[word]; ok && (len(word) > 1 || skipped == 0) {
			return known, after
		}
		if len(word) > 3 && strings.HasSuffix(word, "s") && !strings.HasSuffix(word, "ss") && !plainWords[word] {
			return word, after
		}
		if !qualifiers[word] || skipped == 2 {
			return "", end
		}
		at, skipped = after, skipped+1
	}
}

// pointsFollow gives how long " points" is at the start of a text, 0 where there is none: "3% points".
func pointsFollow(text string) int {
	if m := nextWord().FindStringSubmatch(text); m != nil && (m[1] == "points" || m[1] == "point") {
		return len(m[0])
	}
	return 0
}

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		set[w] = true
	}
	return set
}
