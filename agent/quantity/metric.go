package quantity

import "strings"

// metric gives the words for what a limit limits, a substring of the text: what stands before the limit ("activation
// stays above"), else what stands after it ("at least 40% of trial workspaces connect a source"). "" when it was not
// said.
func (p *phrase) metric(l *limit, deadlines []deadline) string {
	low := 0
	if l.verb >= 0 && l.verb < l.comparator {
		low = l.verb + 1
	}
	if first, last, ok := p.nounsBefore(l.comparator-1, low, deadlines); ok {
		return p.said(first, last)
	}
	if low > 0 {
		if first, last, ok := p.nounsBefore(l.verb-1, 0, deadlines); ok {
			return p.said(first, last)
		}
	}
	if first, last, ok := p.nounsAfter(l, deadlines); ok {
		return p.said(first, last)
	}
	return ""
}

const longestMetric = 12 // words

// nounsBefore gives the noun phrase that ends at or shortly before token end, not beginning before low.
func (p *phrase) nounsBefore(end, low int, deadlines []deadline) (first, last int, ok bool) {
	for end >= low {
		if d := coveringDeadline(end, deadlines); d != nil {
			end = d.first - 1
			continue
		}
		if !tailWords[p.word(end)] && !isNegation(p.word(end)) {
			break
		}
		end--
	}
	first = end + 1
	for i := end; i >= low && end-i < longestMetric; i-- {
		if coveringDeadline(i, deadlines) != nil {
			break
		}
		switch w := p.word(i); {
		case p.is(i, markToken):
			if !p.glued(i) || !p.glued(i+1) || w == "." || w == "," {
				i = -1
			}
			continue
		case determiners[w]:
			if nounPrepositions[p.word(i-1)] {
				continue
			}
			if i = p.relativeBefore(i, low); i >= 0 {
				first = i
			}
			continue
		case relatives[w]:
			if !p.isNounBefore(i) {
				i = -1
			}
			continue
		case p.breaksNouns(i):
			if i = p.relativeBefore(i, low); i >= 0 {
				first = i
			}
			continue
		}
		first = i
	}
	for first <= end && (headWords[p.word(first)] || p.is(first, markToken)) {
		if p.word(first+1) == "-" && p.glued(first+1) {
			break // on-time
		}
		first++
	}
	return first, end, p.isSaid(first, end)
}

var (
	determiners = set("the our a an this that's their its his her your my these those any some every each all")
	relatives   = set("that who which where")
	// nounPrepositions join nouns to one noun phrase.
	nounPrepositions = set("of to for in on from per")
	// tailWords stand between a subject and its limit.
	tailWords = set("is are was were be been being must should shall will would can could may might has have had need needs to " +
		"get gets getting got go goes going reach reaches hit hits stay stays staying remain remains keep keeps keeping hold " +
		"holds rise rises climb climbs grow grows increase increases fall falls drop drops dip dips come comes up down at by " +
		"from ever always still really actually just like um uh umm uhm er you know i mean even all the way back " +
		"consistently comfortably well safely also only ideally hopefully maybe probably say somewhere takes take took lasts " +
		"exceed exceeds does do of , : - – … target goal threshold bar see sees want wants about around roughly a an than not " +
		"no stand stands sit sits land lands average averages equal equals somewhere now currently today it's we're let's " +
		"going drive bring push move kept within over improve improves sure that kind sort basically ends end lie")
	// headWords may stand before a noun phrase and are no part of it.
	headWords = set("the our a an this that these those their its his her your my of to for in on from per just only also then " +
		"still even really actually now so like all both and or at with any some every each overall's well yeah okay maybe " +
		"um uh umm uhm er say")
	// breakWords end a noun phrase to the left: pronouns, verbs, conjunctions, and what else is no part of one.
	breakWords = set("we i you they he she it us them me is are was were be been being am do does did done has have had will " +
		"would can could may might must shall should get gets getting got keep keeps keeping kept bring brings bringing drive " +
		"driving move moving make makes making made ensure guarantee expect think thought say said says agree agreed commit " +
		"committed aim aiming believe mean means know see seeing saw want wants needs hope hoping trying try going gonna " +
		"wanna let lets taking took looking watching decided decide reduce reducing improve improving raising lowering " +
		"increasing because if unless when while then than as whether until since though although plus well okay yes no " +
		"right but so and or not by at with about um uh umm uhm er like just what how why there here only basically actually " +
		"anyway also maybe probably both lower raise ensure")
	// actWords are verbs where somebody acts and nouns elsewhere: "we hit", "hit rate".
	actWords = set("hit drop lift reach cut need increase take set call look start target push hold watch grow measure track " +
		"stay")
)

// breaksNouns reports whether token i is no part of the noun phrase to its right.
func (p *phrase) breaksNouns(i int) bool {
	w := p.word(i)
	if breakWords[w] || isNegation(w) {
		return true
	}
	if head, tail, found := strings.Cut(w, "'"); found && (breakWords[head] || head == "let" || head == "that") && tail != "" {
		return true
	}
	return actWords[w] && (breakWords[p.word(i-1)] || p.word(i-1) == "to" || isNegation(p.word(i-1)) || p.word(i-1) == "let's")
}

// relativeBefore gives the token of a "that" or "who" up to four tokens before i that ties the words after it to a
// noun before it ("workspaces that connect a source"), or -1.
func (p *phrase) relativeBefore(i, low int) int {
	for j := i - 1; j > low && j >= i-4; j-- {
		switch {
		case relatives[p.word(j)] && p.isNounBefore(j):
			return j
		case p.is(j, markToken), p.breaksNouns(j) && !auxiliaries[p.word(j)]:
			return -1
		}
	}
	return -1
}

var auxiliaries = set("is are have has was were can will")

// isNounBefore reports whether the word before a "that" may be the noun it refers to.
func (p *phrase) isNounBefore(i int) bool {
	return p.is(i-1, wordToken) && !p.breaksNouns(i-1) && !determiners[p.word(i-1)] && !sayingWords[p.word(i-1)]
}

var sayingWords = set("say said think agreed agree means sure believe assume decided ensure check know seeing is so such idea " +
	"point thing now")

// nounsAfter gives the words after a limit that say what is limited.
func (p *phrase) nounsAfter(l *limit, deadlines []deadline) (first, last int, ok bool) {
	first = max(l.last, l.measure.last) + 1
	clause := p.word(first) == "of" || p.word(first-1) == "of" || l.measure.Unit == "%" && p.isRatioAt(l)
	if unit := p.unitToken(l); unit >= 0 && countable(l.Unit) {
		first, clause = unit, l.Per == ""
	} else {
		first = p.skipToNouns(first)
	}
	last = first - 1
	for i := first; i < len(p.tokens) && i-first < longestMetric; i++ {
		if coveringDeadline(i, deadlines) != nil || p.endsNouns(i, clause && i > first) {
			break
		}
		last = i
	}
	for last >= first && (headWords[p.word(last)] || p.is(last, markToken)) {
		last--
	}
	return first, last, p.isSaid(first, last)
}

// isRatioAt reports whether a limit was said as a ratio, which its nouns follow: eight out of ten partners.
func (p *phrase) isRatioAt(l *limit) bool {
	_, ok := p.ratio(l.measure.number)
	return ok
}

// skipToNouns gives the first token at or after i that may start the words for what is limited: of the fifty accounts.
func (p *phrase) skipToNouns(i int) int {
	for range 5 {
		n := p.numeralFrom(i)
		switch {
		case afterLimit[p.word(i)], determiners[p.word(i)]:
			i++
		case n != nil && !n.label && (determiners[p.word(i-1)] || p.word(i-1) == "of"):
			i = n.last + 1
		default:
			return i
		}
	}
	return i
}

// afterLimit are words that may stand between a limit and what it limits.
var afterLimit = set("of in on for to from")

// unitToken gives the first token after the number of a limit that belongs to its unit, -1 for none.
func (p *phrase) unitToken(l *limit) int {
	n := p.numerals[l.measure.number]
	n.last = max(n.last, l.measure.last)
	if l.measure.last > p.numerals[l.measure.number].last {
		n.last = p.numerals[l.measure.number].last
	} else if l.last > l.measure.last {
		n.last = l.measure.last
		for i := l.measure.last + 1; i <= l.last; i++ {
			if p.word(i) == l.Unit || qualifiers[p.word(i)] && p.word(i) != "more" {
				return i
			}
		}
	}
	if unit, first, _ := p.unitAfter(&n); unit != "" {
		if p.word(first) == "more" {
			first++
		}
		return first
	}
	return -1
}

// countable reports whether a unit is a thing that is counted rather than a unit of measurement.
func countable(unit string) bool {
	switch unit {
	case "", "%", "pp", "x", "bps", "times", "point", "points":
		return false
	}
	return !currencySigns[unit] && !timeUnit(unit) && !suffixUnits[unit] && !moneyWords[unit]
}

var moneyWords = set("dollar dollars euro euros pound pounds cent cents franc francs yen buck bucks usd eur gbp chf akt eth")

// endsNouns reports whether token i is no part of the words for what is limited to its left. Where a clause may
// follow ("of users should see the error page") its verbs are part of them.
func (p *phrase) endsNouns(i int, clause bool) bool {
	w := p.word(i)
	if p.is(i, markToken) {
		return !p.glued(i) || !p.glued(i+1) || w == "." || w == ","
	}
	if n := p.numeralAt(i); n != nil && !n.label {
		return true
	}
	if per, _ := p.rateAt(i); per != "" {
		return true
	}
	switch w {
	case "it", "them":
		return !p.endsStatement(i + 1)
	case "have", "has":
		return false // customers who have renewed
	}
	if clause {
		return clauseEnds[w] || strings.HasPrefix(w, "we'")
	}
	return breakWords[w] || isNegation(w) || afterEnds[w] || strings.HasPrefix(w, "we'")
}

// endsStatement reports whether nothing but an adverb follows before the next mark or lead word.
func (p *phrase) endsStatement(i int) bool {
	return i >= len(p.tokens) || p.is(i, markToken) || leads[p.word(i)] || frequencies[p.word(i)]
}

var (
	frequencies = set("daily weekly monthly again regularly twice once every at")
	clauseEnds  = set("if unless when while then than as because since but and or so otherwise we i you they he she by within " +
		"in during over before after until whether plus okay yes no right um uh umm uhm er like just today which")
	afterEnds = set("within in during over before after until while otherwise per every today or because which")
)

// isSaid reports whether tokens first to last name something.
func (p *phrase) isSaid(first, last int) bool {
	for i := first; i <= last; i++ {
		if p.is(i, wordToken) && p.is(i+1, digitToken) && p.glued(i+1) {
			return true // p95
		}
		if w := p.word(i); p.is(i, wordToken) && len(w) > 1 && !headWords[w] && !nothings[w] && !tailWords[w] {
			return true
		}
	}
	return false
}

// nothings are words that stand for something said elsewhere.
var nothings = set("it that this they them those these there thing things something one everything anything number that's " +
	"success gate goal target threshold bar criterion criteria metric")
