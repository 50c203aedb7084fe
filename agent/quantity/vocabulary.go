package quantity

import (
	"strings"
	"time"
)

// numberClass says how a number word combines with others.
type numberClass uint8

const (
	unitWord    numberClass = iota // zero to nineteen
	tensWord                       // twenty to ninety
	hundredWord                    // hundred
	scaleWord                      // thousand, million, billion, trillion
	dozenWord                      // dozen
	coupleWord                     // couple
	halfWord                       // half
	articleWord                    // a, an: before hundred, thousand, dozen, third
	signWord                       // minus, negative
	ordinalWord                    // third, fourteenth, twentieth
)

type numberWord struct {
	class numberClass
	value float64
}

// numberWords holds every word that may start a numeral or belong to one.
var numberWords = map[string]numberWord{
	"zero": {unitWord, 0}, "one": {unitWord, 1}, "two": {unitWord, 2}, "three": {unitWord, 3}, "four": {unitWord, 4},
	"five": {unitWord, 5}, "six": {unitWord, 6}, "seven": {unitWord, 7}, "eight": {unitWord, 8}, "nine": {unitWord, 9},
	"ten": {unitWord, 10}, "eleven": {unitWord, 11}, "twelve": {unitWord, 12}, "thirteen": {unitWord, 13},
	"fourteen": {unitWord, 14}, "fifteen": {unitWord, 15}, "sixteen": {unitWord, 16}, "seventeen": {unitWord, 17},
	"eighteen": {unitWord, 18}, "nineteen": {unitWord, 19},
	"twenty": {tensWord, 20}, "thirty": {tensWord, 30}, "forty": {tensWord, 40}, "fourty": {tensWord, 40},
	"fifty": {tensWord, 50}, "sixty": {tensWord, 60}, "seventy": {tensWord, 70}, "eighty": {tensWord, 80},
	"ninety":  {tensWord, 90},
	"hundred": {hundredWord, 100}, "thousand": {scaleWord, 1e3}, "million": {scaleWord, 1e6},
	"billion": {scaleWord, 1e9}, "trillion": {scaleWord, 1e12},
	"dozen": {dozenWord, 12}, "couple": {coupleWord, 2}, "half": {halfWord, 0.5},
	"a": {articleWord, 1}, "an": {articleWord, 1}, "minus": {signWord, -1}, "negative": {signWord, -1},
	"first": {ordinalWord, 1}, "second": {ordinalWord, 2}, "third": {ordinalWord, 3}, "fourth": {ordinalWord, 4},
	"fifth": {ordinalWord, 5}, "sixth": {ordinalWord, 6}, "seventh": {ordinalWord, 7}, "eighth": {ordinalWord, 8},
	"ninth": {ordinalWord, 9}, "tenth": {ordinalWord, 10}, "eleventh": {ordinalWord, 11}, "twelfth": {ordinalWord, 12},
	"thirteenth": {ordinalWord, 13}, "fourteenth": {ordinalWord, 14}, "fifteenth": {ordinalWord, 15},
	"sixteenth": {ordinalWord, 16}, "seventeenth": {ordinalWord, 17}, "eighteenth": {ordinalWord, 18},
	"nineteenth": {ordinalWord, 19}, "twentieth": {ordinalWord, 20}, "thirtieth": {ordinalWord, 30},
}

// fractionParts holds the words for a part of a whole, with the whole.
var fractionParts = map[string]float64{
	"half": 2, "halves": 2, "third": 3, "thirds": 3, "quarter": 4, "quarters": 4, "fourth": 4, "fourths": 4,
	"fifth": 5, "fifths": 5, "sixth": 6, "sixths": 6, "eighth": 8, "eighths": 8, "tenth": 10, "tenths": 10,
}

var fractionSigns = map[string]float64{
	"½": 0.5, "¼": 0.25, "¾": 0.75, "⅓": 1.0 / 3, "⅔": 2.0 / 3, "⅛": 0.125,
}

var currencySigns = set("$ € £ ¥ ₹")

var suffixScales = map[string]float64{"k": 1e3, "m": 1e6, "mm": 1e6, "mn": 1e6, "b": 1e9, "bn": 1e9}

// suffixUnits are the units that may be glued to digits.
var suffixUnits = set("x ms s h hr hrs min mins kb mb gb tb pb kib mib gib pp bps hz khz mhz ghz kw kwh km cm kg m " +
	"rps qps fps px percent pct usd eur")

// labelWords make a name of the number that follows: phase two, week 3.
var labelWords = set("week day month quarter phase step version page slide issue number no option room level tier stage " +
	"chapter section line question q task sprint round milestone release epic story pr eip erc rfc bip pip layer type " +
	"devnet testnet track part figure table item ticket proposal episode season covid agenda group point meeting call " +
	"v node slot block epoch")

// rateLeads stand before a time word that ends a rate, as in "per week two escalations", where the number is no label.
var rateLeads = set("per a an each every this last next that first same the")

// yearLeads say that the four digits after them are a year.
var yearLeads = set("in since during until till year early late spring summer autumn fall winter fy h1 h2 q1 q2 q3 q4")

var months = map[string]time.Month{
	"january": 1, "february": 2, "march": 3, "april": 4, "may": 5, "june": 6, "july": 7, "august": 8, "september": 9,
	"october": 10, "november": 11, "december": 12,
	"jan": 1, "feb": 2, "mar": 3, "apr": 4, "jun": 6, "jul": 7, "aug": 8, "sep": 9, "sept": 9, "oct": 10, "nov": 11,
	"dec": 12,
}

// monthOf gives the month that a lower-case word names, 0 for none and for words that are more often something else.
func monthOf(w string) time.Month {
	switch w {
	case "may", "mar", "jan":
		return 0
	}
	return months[w]
}

// monthAt gives the month named by token i. "May", "Mar" and "Jan" count only with a capital letter.
func (p *phrase) monthAt(i int) time.Month {
	m := months[p.word(i)]
	if m != 0 && monthOf(p.word(i)) == 0 && !p.upperFirst(i) {
		return 0
	}
	return m
}

var (
	secondUnits = set("ms msec millisecond milliseconds s sec secs second seconds")
	minuteUnits = set("min mins minute minutes")
	hourUnits   = set("h hr hrs hour hours")
	dayUnits    = set("d day days")
	weekUnits   = set("week weeks")
	monthUnits  = set("month months")
	yearUnits   = set("year years")
	otherUnits  = set("quarter quarters sprint sprints weekend weekends night nights")
)

// countUnits are things that are counted, in both numbers; further plurals are recognised by their ending.
var countUnits = set("user users customer customers client clients ticket tickets team teams order orders people person " +
	"escalation escalations incident incidents interview interviews signup signups workspace workspaces account accounts " +
	"session sessions request requests error errors bug bugs call calls deal deals seat seats point points times " +
	"dollar dollars euro euros pound pounds cent cents franc francs yen buck bucks usd eur gbp chf akt eth " +
	"kb mb gb tb pb byte bytes bit bits gigabyte gigabytes megabyte megabytes terabyte terabytes gigs megs pixel pixels " +
	"km cm mm kg meter meters metre metres kilometer kilometers inch inches feet foot degrees hertz hz mhz ghz kw watts " +
	"children men women rps qps fps x bps pp click clicks step steps word words engineer engineers developer developers " +
	"pilot pilots partner partners site sites store stores region regions market markets country countries visit visits " +
	"rollback rollbacks outage outages complaint complaints refund refunds review reviews lead leads demo demos feature " +
	"features node nodes provider providers deployment deployments member members cores core gpus gpu vcpus slots slot " +
	"blocks block transactions transaction tokens token")

// qualifiers may stand between a number and the thing that is counted: forty paying customers.
var qualifiers = set("active new paying paid daily weekly monthly more additional extra trial business working calendar " +
	"unique registered internal external open different separate full whole consecutive total other support qualified " +
	"enterprise concurrent successful failed critical major minor engaged pilot beta returning existing distinct power " +
	"key good bad big small us european")

// notPlurals end like a plural and are none.
var notPlurals = set("this that's was has is its us as yes his hers theirs ours does plus minus less unless perhaps always " +
	"maybe's thus versus vs across towards besides afterwards sometimes nowadays yourselves ourselves themselves it's " +
	"let's what's here's there's who's goes says seems means makes gets takes comes looks needs wants works sounds " +
	"happens thanks guys whereas becomes gives keeps stays hits reaches exceeds rises drops falls whose lots kind's pros " +
	"anyways regards considers remains connects finishes starts ends runs uses shows tells perhaps alas news series")

func set(words string) map[string]bool {
	m := make(map[string]bool)
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}

// knownUnit reports whether a lower-case word is a unit of time, size or money, or a thing that is often counted.
func knownUnit(w string) bool { return timeUnit(w) || countUnits[w] }

// timeUnit reports whether a lower-case word is a unit of time.
func timeUnit(w string) bool { return shortTimeUnit(w) || longTimeUnit(w) }

// shortTimeUnit reports whether a lower-case word is a unit of time up to the hour.
func shortTimeUnit(w string) bool { return secondUnits[w] || minuteUnits[w] || hourUnits[w] }

// longTimeUnit reports whether a lower-case word is a unit of time from the day on.
func longTimeUnit(w string) bool {
	return dayUnits[w] || weekUnits[w] || monthUnits[w] || yearUnits[w] || otherUnits[w]
}

// plausiblePlural reports whether a lower-case word looks like the plural of something that can be counted.
func plausiblePlural(w string) bool {
	if len(w) < 4 || w[len(w)-1] != 's' || notPlurals[w] || strings.Contains(w, "'") {
		return false
	}
	switch w[len(w)-2] {
	case 's', 'u', 'i':
		return false
	}
	return true
}
