package fact

import (
	"slices"
	"strings"
	"unicode"
)

// Suspect names, in the words of people, what may be taken for a cause: the bet of a sheet, and what else happened. A
// sentence that names one of them beside a metric, of which it is not known why it moved, may then say when things were and
// nothing more, and one that names the bet alone where it is and what people do next: of the many ways to hint at a cause no
// list is complete, of the ways to say this it nearly is.
func (t *Table) Suspect(bet []string, others ...string) {
	r := t.reader
	r.wary = true
	for _, text := range bet {
		for _, word := range contentWords(text) {
			r.suspects[word], r.bet[word] = true, true
		}
	}
	for _, text := range others {
		for _, word := range contentWords(text) {
			r.suspects[word] = true
		}
	}
}

// contentWords gives the words of a text that name something, in lower case and without their endings.
func contentWords(text string) []string {
	const shortest = 4
	var out []string
	for _, word := range words(text) {
		if len([]rune(word)) >= shortest && !besideWords[word] {
			out = append(out, word)
		}
	}
	return out
}

// words gives the words of a text in lower case, each without a plural s.
func words(text string) []string {
	fields := strings.FieldsFunc(strings.ToLower(fold(text)), func(r rune) bool { return !unicode.IsLetter(r) && r != '\'' && r != '\u2019' })
	for i, word := range fields {
		if len(word) > 4 && strings.HasSuffix(word, "s") && !strings.HasSuffix(word, "ss") {
			fields[i] = strings.TrimSuffix(word, "s")
		}
	}
	return fields
}

// hints gives the words by which a sentence that names a metric beside a suspect says more than when things were, or one
// that names the bet alone what that did. The text has placeholders for names and no quotes.
func (r *reader) hints(plain string) []string {
	switch {
	case !r.wary:
		return nil
	case !strings.Contains(plain, placeholder):
		return r.alone(plain)
	}
	plain = amounts().ReplaceAllString(plain, " ")
	suspected := slices.ContainsFunc(words(plain), func(word string) bool { return r.suspects[word] || bets[word] })
	plain = unplanned(plain)
	beside := false
	var found []string
	for _, word := range words(plain) {
		switch {
		case r.suspects[word] || bets[word]:
			beside = true
		case !besideWords[word]:
			found = append(found, word)
		}
	}
	if !suspected {
		return nil
	}
	if len(found) == 0 && beside && !timed.has(plain) {
		found = append(found, "both in one sentence")
	}
	return found
}

// unplanned leaves out the clauses that say what people do next and name no metric.
func unplanned(plain string) string {
	kept := []string{}
	for _, clause := range clauseEnds().Split(plain, -1) {
		clause = strings.TrimSpace(clause)
		if strings.Contains(clause, placeholder) || !planned(clause) || outcomes().MatchString(clause) {
			kept = append(kept, clause)
		}
	}
	return strings.Join(kept, ", ")
}

// amounts are numbers with what they are numbers of.
var amounts = lazily(`\d[\d.,]*(?: ?[\p{L}%]+)?`)

// bets are words for what is tried, whatever it is.
var bets = wordSet("mechanism bet lever experiment pilot trial rollout launch campaign release deploy treatment intervention")

// timeWords say when.
type timeWords map[string]bool

func (t timeWords) has(text string) bool {
	for _, word := range words(text) {
		if t[word] {
			return true
		}
	}
	return false
}

var timed = timeWords(wordSet("when since after before while during until from week month day then time yet still start started starts began begin begins once"))

// besideWords are the words with which it can be said when things were, how much is known and who looks after it.
var besideWords = wordSet(`a an the this that these those of in on at to for from by and or but nor so as if than then there here it its they them their we us our you your i he she his her
	is are was were be been being am has have had do does did not no yes may might can could will would shall should must
	when since after before while during until from week month day year monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november december
	time times yet still already again once twice start started starts starting began begin begins begun ended ends end same other another also too only just even both each all any some one two three four five six seven eight nine ten more most less least
	moved move moves rose rise rises fell fall falls up down stood stand stands averaged average averages held holds hold unchanged flat quiet noise noisy change changed nothing known unknown know tell told cannot why
	percentage point points percent share level value reading readings number numbers metric metrics data baseline gate guardrail limit chart note review sheet decision question
	late later early earlier new newest old last next first now today tomorrow yesterday soon
	look looks looked looking watch watches read reads ask asks asked wait waits talk talks discuss see seen check checks compare keep keeps going go goes went on off over between within beyond about above below near close
	who what which where how whether because things thing else per control group against interval difference
	let let's lets don't doesn't didn't isn't wasn't won't can't
	right wrong way due clear open still passed missed inconclusive breached blocked missing restated partial complete`)
