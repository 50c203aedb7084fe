package fact

import (
	"math"
	"slices"
	"strings"
	"unicode"

	"github.com/plumbline-dev/plumb/agent/quantity"
)

// Number is an amount or a time as prose says it, at text[Start:End].
type Number struct {
	Text       string
	Kind       Kind
	Value      float64 // of an amount, with its sign
	Unit       string  // of an amount: "%", "percentage points", "weeks", "users" ...; "" when none was said
	Start, End int     // byte offsets

	decimals int  // digits after the decimal mark; -1 for words
	signed   bool // said with a plus or minus
	approx   bool // said as about, roughly or nearly
	when     span
	scale    float64 // of the last digit that was written: 1000 in "12k"
}

// Kind says what a number is.
type Kind string

// The kinds of numbers.
const (
	Amount   Kind = "amount"   // 41.2%, three weeks, half
	Date     Kind = "date"     // 16 March 2026, March 2026, week 12, Q1
	Relative Kind = "relative" // last week, yesterday
	Unclear  Kind = "unclear"  // digits of a name, or numbers that can be read in several ways
)

const digits = `\d+(?:[.,'\x{2019}\x{00a0}\x{202f}]\d+)*`

var (
	digitForm = lazily(`(?:[+\-\x{2212}\x{2013}]\s?)?(?:(?:[$€£¥₹]|\b(?:EUR|USD|GBP|CHF|JPY|INR)\b)\s?)?(?:[+\-\x{2212}]\s?)?(?:` + digits + `|\.\d+)`)
	scaleForm = lazily(`^(?:\s?(?:thousand|million|billion|hundred)\b|\s?(?:k|K|M|bn|B|mn)\b)`)
	shareForm = gated("share", `(?i)\b(?:`+cardinals+`|\d+) (?:in|out of|of every) (?:`+cardinals+`|\d+)\b`)
	partForm  = gated("part", `(?i)\b(?:(?:an?|one|two|three|four|five|seven)[ -](?:half|third|quarter|fourth|fifth|sixth|eighth|tenth)s?\b(?: of\b)?|half\b)`)
	manyForm  = gated("many", `(?i)\b(?:doubl(?:e|es|ed|ing)|tripl(?:e|es|ed|ing)|trebl(?:e|es|ed|ing)|quadrupl(?:e|es|ed|ing)|halv(?:e|es|ed|ing)|twice|thrice|twofold|threefold|fourfold|fivefold|tenfold|`+
		`(?:dozens|tens|hundreds|thousands|millions|billions) of|order of magnitude|dozens|hundreds|thousands|millions)\b`)
	approxForm = lazily(`(?i)(?:\babout|\baround|\broughly|\bapproximately|\bnearly|\balmost|\bsome|\bclose to|~|≈)\s*$`)
)

const cardinals = `one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|` +
	`twenty|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand`

var numberWords = wordSet("zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen " +
	"twenty thirty forty fourty fifty sixty seventy eighty ninety hundred thousand million billion dozen couple")

// Numbers finds every amount, date and relative time of a text, in order. What it cannot read for sure is Unclear; no
// digit and no number word is passed over but those of "no one", "one another" and of "one" as a pronoun.
func Numbers(text string) []Number {
	return numbersIn(text, gistOf(text))
}

func numbersIn(text string, g *gist) []Number {
	s := scan{text: []byte(text), gist: g}
	s.dates()
	s.relatives()
	s.shares()
	s.amounts()
	s.parts()
	s.spelled()
	s.foreign()
	s.rest()
	slices.SortFunc(s.found, func(a, b Number) int { return a.Start - b.Start })
	s.shareUnits(text)
	for i := range s.found {
		n := &s.found[i]
		n.Text = text[n.Start:n.End]
		n.approx = approxForm().MatchString(text[max(0, n.Start-16):n.Start])
	}
	return s.found
}

// taken stands where something was found.
const taken = '\x01'

// scan takes numbers out of a text: what was found is blanked, so that nothing is found twice.
type scan struct {
	text  []byte
	gist  *gist // of the text before anything was found
	found []Number
}

func (s *scan) take(n Number) {
	s.found = append(s.found, n)
	s.blank(n.Start, n.End)
}

func (s *scan) blank(from, to int) {
	for i := from; i < to; i++ {
		s.text[i] = taken
	}
}

// places gives where a form fits in what is left of the text.
func (s *scan) places(f form) [][]int {
	if !f.mayFit(s.gist) {
		return nil
	}
	return f.re().FindAllIndex(s.text, -1)
}

func (s *scan) dates() {
	for _, d := range dayForms {
		if !d.form.mayFit(s.gist) {
			continue
		}
		for _, m := range d.form.re().FindAllSubmatchIndex(s.text, -1) {
			groups := make([]string, 5)
			for g := 1; g < len(m)/2; g++ {
				if m[2*g] >= 0 {
					groups[g] = string(s.text[m[2*g]:m[2*g+1]])
				}
			}
			n := Number{Kind: Date, Start: m[0], End: m[1]}
			var ok bool
			if n.when, ok = d.read(groups); !ok {
				n.Kind = Unclear
			}
			s.take(n)
		}
	}
}

func (s *scan) relatives() {
	for _, m := range s.places(relativeForms) {
		s.take(Number{Kind: Relative, Start: m[0], End: m[1]})
	}
}

// shares reads "one in five" and "8 out of 10".
func (s *scan) shares() {
	for _, m := range s.places(shareForm) {
		said := string(s.text[m[0]:m[1]])
		if unit, _ := unitAfter(string(s.text), m[1]); seconds[unit] > 0 || strings.Contains(said, " in ") && unit == Percent {
			continue // two in three weeks
		}
		values := quantity.Values(said)
		if len(values) == 3 {
			s.take(Number{Kind: Amount, Value: values[1], Unit: Percent, Start: m[0], End: m[1], decimals: -1, scale: 1})
		}
	}
}

func (s *scan) amounts() {
	if !s.gist.digit {
		return
	}
	for _, m := range digitForm().FindAllIndex(s.text, -1) {
		s.amount(m[0], m[1])
	}
}

// amount reads digits with the signs before them and the unit after them.
func (s *scan) amount(from, to int) {
	text := string(s.text)
	said := text[from:to]
	if from > 0 && strings.IndexAny(said, "-\u2013\u2212+") == 0 && (glued(text[:from]) || text[from-1] == taken) {
		width := len(said) - len(strings.TrimLeft(said, "-\u2013\u2212+"))
		from += width // a hyphen between two things is no sign
		said = text[from:to]
	}
	n := Number{Kind: Amount, Start: from, End: to, scale: 1}
	if glued(text[:from]) && !strings.HasSuffix(text[:from], "-") && !strings.HasSuffix(text[:from], "\u2013") {
		n.Kind = Unclear // a digit of a name
	}
	bare := strings.TrimLeft(said, "+-\u2212\u2013 $€£¥₹EURSDGBPCHFJYIN\u00a0")
	sign := said[:len(said)-len(bare)]
	n.signed = strings.ContainsAny(sign, "+-\u2212\u2013")
	n.decimals = decimalsOf(bare)
	n.Unit = UnitOf(strings.ToLower(strings.Trim(sign, "+-\u2212\u2013 ")))
	if scale := scaleForm().FindString(text[n.End:]); scale != "" {
		n.End += len(scale)
		bare += scale
	}
	values := quantity.Values(bare)
	if len(values) == 0 || len(values) > 1 {
		n.Kind = Unclear
	} else {
		n.Value = values[0]
		if one := quantity.Values(said[len(sign):]); len(one) == 1 && one[0] != 0 {
			n.scale = values[0] / one[0]
		}
	}
	if strings.ContainsAny(sign, "-\u2212\u2013") {
		n.Value = -n.Value
	}
	if unit, after := unitAfter(text, n.End); unit != "" && (n.Unit == "" || unit == n.Unit) {
		n.Unit, n.End = unit, after
	}
	if r := firstRune(text[n.End:]); unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' {
		n.Kind = Unclear
	}
	s.take(n)
}

// glued reports whether a text ends with something that digits after it would belong to.
func glued(before string) bool {
	r := lastRune(before)
	return unicode.IsLetter(r) || unicode.IsDigit(r) || strings.ContainsRune("_-#@/\u2013", r)
}

func firstRune(text string) rune {
	for _, r := range text {
		return r
	}
	return 0
}

func lastRune(text string) rune {
	runes := []rune(text[max(0, len(text)-4):])
	if len(runes) == 0 {
		return 0
	}
	return runes[len(runes)-1]
}

// decimalsOf counts the digits after the decimal mark.
func decimalsOf(bare string) int {
	mark := strings.LastIndexAny(bare, ".,")
	if mark < 0 {
		return 0
	}
	after := len(bare) - mark - 1
	if after == 3 && bare[mark] == ',' || strings.Count(bare, string(bare[mark])) > 1 {
		return 0
	}
	return after
}

// spelled reads numbers in words.
func (s *scan) spelled() {
	text := string(s.text)
	words := wordPlaces(text)
	word := func(i int) string {
		if i < 0 || i >= len(words) {
			return ""
		}
		return strings.ToLower(text[words[i][0]:words[i][1]])
	}
	near := func(i int) bool { // to the word before it
		return i > 0 && i < len(words) && strings.Trim(text[words[i-1][1]:words[i][0]], " -") == "" && words[i][0]-words[i-1][1] <= 2
	}
	for i := 0; i < len(words); i++ {
		if !numberWords[word(i)] {
			continue
		}
		first, last := i, i
		for near(last + 1) {
			switch next := word(last + 1); {
			case numberWords[next]:
				last++
				continue
			case next == "and" && near(last+2) && (numberWords[word(last+2)] && slices.Contains([]string{"hundred", "thousand", "million"}, word(last)) || word(last+2) == "a" && word(last+3) == "half"),
				next == "point" && near(last+2) && numberWords[word(last+2)]:
				last += 2
				if word(last) == "a" {
					last++
				}
				continue
			}
			break
		}
		i = last
		if first == last && word(first) == "one" && pronoun(word(first-1), word(first+1), near(first), near(first+1)) {
			s.blank(words[first][0], words[first][1])
			continue
		}
		s.spelledAt(text, words[first][0], words[last][1], word(first-1), near(first))
	}
}

func (s *scan) spelledAt(text string, from, to int, before string, nearBefore bool) {
	n := Number{Kind: Amount, Start: from, End: to, decimals: -1, scale: 1}
	values := quantity.Values(text[from:to])
	if len(values) != 1 {
		n.Kind = Unclear
	} else {
		n.Value = values[0]
	}
	if nearBefore && (before == "minus" || before == "negative") {
		n.signed, n.Value = true, -n.Value
	}
	n.Unit, n.End = unitAfter(text, to)
	s.take(n)
}

// pronoun reports whether "one" stands for a thing and counts nothing.
func pronoun(before, after string, nearBefore, nearAfter bool) bool {
	if nearBefore && pronounLeads[before] {
		return true
	}
	if !nearAfter {
		return true
	}
	return unitWords[after] == "" && !countedThings[after]
}

var (
	pronounLeads  = wordSet("no this that which the each every any another next good bad new old right wrong only")
	countedThings = wordSet("metric signal series gate guardrail fact reading user customer shop account ticket team order third half quarter fifth tenth in out hundred thousand million dozen other")
)

// parts reads half, a third, doubled, twice.
func (s *scan) parts() {
	for _, m := range s.places(partForm) {
		said := strings.TrimSuffix(strings.ToLower(string(s.text[m[0]:m[1]])), " of")
		if strings.HasSuffix(said, "quarter") && !strings.HasSuffix(strings.ToLower(string(s.text[m[0]:m[1]])), " of") {
			continue // a quarter of the year
		}
		if strings.HasSuffix(strings.ToLower(string(s.text[:m[0]])), "and ") {
			continue // two and a half
		}
		n := Number{Kind: Amount, Unit: Percent, Start: m[0], End: m[1], decimals: -1, scale: 1}
		values := quantity.Values(said)
		if said == "half" || strings.HasSuffix(said, "-half") || strings.HasSuffix(said, " half") {
			values = []float64{50}
		}
		if len(values) == 0 {
			values = quantity.Values(said + " of them")
		}
		if len(values) == 0 {
			n.Kind = Unclear
		} else {
			n.Value = values[0]
		}
		s.take(n)
	}
	for _, m := range s.places(manyForm) {
		n := Number{Kind: Amount, Unit: "times", Start: m[0], End: m[1], decimals: -1, scale: 1}
		said := strings.ToLower(string(s.text[m[0]:m[1]]))
		for start, times := range map[string]float64{"doubl": 2, "twi": 2, "two": 2, "tripl": 3, "trebl": 3, "thr": 3, "quadr": 4, "four": 4, "five": 5, "tenf": 10, "halv": 0.5} {
			if strings.HasPrefix(said, start) {
				n.Value = times
			}
		}
		if n.Value == 0 {
			n.Kind = Unclear
		}
		s.take(n)
	}
}

var (
	shareWords = gated("percent", `(?i)(\p{L}+)[ -](?:%|(?:percent|per cent|percents|pct)\b)`)
	otherShare = gated("foreign percent", `(?i)(?:\p{L}+[ -])?(?:pour ?cents?|por ?ciento?|por ?cento|per ?cento|prozent|procent|procenta|prosent|prosenttia)\b`)
	noAmounts  = wordSet("in of the a an as to by what which how many per is are was were or and same this that their its our one each no")
)

// foreign makes unclear numbers of words before percent that are none that are known, such as "XLIV percent", and of shares
// in other languages.
func (s *scan) foreign() {
	for _, m := range s.places(otherShare) {
		s.take(Number{Kind: Unclear, Start: m[0], End: m[1]})
	}
	if !shareWords.mayFit(s.gist) {
		return
	}
	for _, m := range shareWords.re().FindAllSubmatchIndex(s.text, -1) {
		if !noAmounts[strings.ToLower(string(s.text[m[2]:m[3]]))] {
			s.take(Number{Kind: Unclear, Start: m[0], End: m[1]})
		}
	}
}

// rest makes unclear numbers of what is left: digits of any script, and what else package quantity takes for a number.
func (s *scan) rest() {
	text := string(s.text)
	for i, r := range text {
		if r > 0x7f && unicode.IsNumber(r) || r >= '0' && r <= '9' {
			end := i + len(string(r))
			if end <= len(s.text) && s.text[i] != taken {
				s.take(Number{Kind: Unclear, Start: i, End: end})
			}
		}
	}
	if len(quantity.Values(string(s.text))) == 0 {
		return
	}
	for _, m := range wordPlaces(string(s.text)) {
		if len(quantity.Values(string(s.text[m[0]:m[1]]))) > 0 {
			s.take(Number{Kind: Unclear, Start: m[0], End: m[1]})
		}
	}
}

// shareUnits gives the first of two numbers the unit of the second: from 38 to 41%, 3 or 4 weeks.
func (s *scan) shareUnits(text string) {
	for i := len(s.found) - 2; i >= 0; i-- {
		a, b := &s.found[i], &s.found[i+1]
		if a.Kind != Amount || b.Kind != Amount || a.Unit != "" || b.Unit == "" || a.End > b.Start {
			continue
		}
		switch strings.TrimSpace(text[a.End:b.Start]) {
		case "to", "or", "and", "-", "\u2013", "of", "of the", "out of", "":
			a.Unit = b.Unit
		}
	}
}

// is reports whether a number, as exactly as it was said, is a value.
func (n Number) is(value float64) bool {
	off := math.Abs(n.Value - value)
	if quantity.Same(n.Value, value) {
		return true
	}
	if n.decimals < 0 {
		return n.Unit == Percent && off < 0.5 || n.approx && off <= 0.05*math.Abs(value)
	}
	half := 0.5 * math.Pow10(-n.decimals) * n.scale
	if off <= half*(1+1e-9) && off <= 0.05*math.Abs(value) {
		return true
	}
	return n.approx && off <= 0.03*math.Abs(value)
}
