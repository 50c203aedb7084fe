package link

import (
	"slices"
	"strings"
)

// sense is what turns the words of a name into another name: a denial, the other one of two opposites, a direction, and
// whether something is counted.
type sense struct {
	denied  bool
	poles   []pole
	joints  []joint
	counted bool // "count", "number of", "total"
	asked   bool // "number of", "total": nothing but a count will do
}

// pole is a side of a pair of opposites, such as "before" and "after".
type pole struct{ pair, side int }

// joint is a small word that leads from one thing to another: "from trial to paid", "cost per customer".
type joint struct {
	word        string
	left, right string // stems of the nearest words with a meaning; "" at an end
}

// denials turn what is said into its opposite.
var denials = set("not no non without never neither nor cannot except excluding")

// jointWords lead from one thing to another.
var jointWords = set("to from over per into")

// opposites are the pairs, and groups, of which a name has one side. Words of one side stand on one line.
var opposites = poles(`
	first 1st
	second 2nd
	third 3rd
	last final latest

	before
	after

	open opened opening
	close closed closing resolve resolved
	reopen reopened

	gain gained win won
	lose lost losing

	new
	old existing
	returning

	paid paying
	unpaid free

	hire hired hiring
	fire fired leave left

	send sent outbound outgoing upload uploaded export exported
	receive received inbound incoming download downloaded import imported

	succeed succeeded success successful passed
	fail failed failure failing

	active
	inactive

	enable enabled
	disable disabled

	add added create created
	delete deleted remove removed

	increase increased
	decrease decreased

	start started begin begun
	end ended finish finished complete completed

	gross
	net

	actual
	planned expected forecast budgeted

	internal
	external

	read
	write written

	online
	offline

	voluntary
	involuntary

	above exceeding
	below beneath

	up
	down

	minimum min lowest
	maximum max highest peak
`)

// amounts are opposites only before a number: "over 100 euros", but "daily over monthly users".
var amounts = map[string]int{"over": 0, "above": 0, "more": 0, "greater": 0, "under": 1, "below": 1, "less": 1, "fewer": 1}

// amountPair is the number of the pair that amounts are, after all of the opposites.
const amountPair = -1

func poles(text string) map[string]pole {
	out := map[string]pole{}
	for pair, group := range strings.Split(strings.TrimSpace(text), "\n\n") {
		for side, line := range strings.Split(group, "\n") {
			for _, w := range strings.Fields(line) {
				out[w] = pole{pair, side}
			}
		}
	}
	return out
}

// senseOf reads the sense of words, as they were written.
func senseOf(words []string) sense {
	var s sense
	for i, w := range words {
		if denials[w] || strings.HasSuffix(w, "n't") {
			s.denied = !s.denied
		}
		if p, ok := opposites[w]; ok {
			s.poles = append(s.poles, p)
		}
		if side, ok := amounts[w]; ok && numberFollows(words[i+1:]) {
			s.poles = append(s.poles, pole{amountPair, side})
		}
		if stemOf(w) == counting {
			s.counted = true
			s.asked = s.asked || !strings.HasPrefix(w, counting)
		}
		if jointWords[w] && !(i+1 < len(words) && oneUnit[words[i+1]] != "") { // "per month" is a window
			s.joints = append(s.joints, joint{w, neighbour(words, i, -1), neighbour(words, i, 1)})
		}
	}
	return s
}

func numberFollows(words []string) bool {
	for _, w := range words[:min(len(words), 2)] {
		if allDigits(w) {
			return true
		}
	}
	return false
}

// neighbour gives the stem of the closest word with a meaning, to one side.
func neighbour(words []string, at, step int) string {
	for i := at + step; i >= 0 && i < len(words); i += step {
		if !stopWords[words[i]] {
			return stemOf(words[i])
		}
	}
	return ""
}

// opposes reports whether two phrases cannot mean the same, however alike their words are.
func (p *phrase) opposes(name *phrase) bool {
	if p.sense.denied != name.sense.denied {
		return true
	}
	for _, a := range p.sense.poles {
		met, same := false, false
		for _, b := range name.sense.poles {
			if a.pair == b.pair {
				met, same = true, same || a.side == b.side
			}
		}
		if met && !same {
			return true
		}
	}
	for _, a := range p.sense.joints {
		for _, b := range name.sense.joints {
			if a.turns(b, p, name) {
				return true
			}
		}
	}
	return false
}

// turns reports whether one joint leads where the other one comes from.
func (a joint) turns(b joint, of, other *phrase) bool {
	back := a.word == "from" && b.word == "to" || a.word == "to" && b.word == "from"
	if back {
		return a.right == b.right || a.left == b.left
	}
	return a.word == b.word && a.right != b.right && slices.Contains(other.words, a.right) && slices.Contains(of.words, b.right)
}

// dividesOtherwise reports whether a term asks for something per something that a name does not have.
func (p *phrase) dividesOtherwise(name *phrase) bool {
	return slices.ContainsFunc(p.sense.joints, func(j joint) bool {
		return j.word == "per" && j.right != "" && !slices.Contains(name.words, j.right)
	})
}

// numbersMissing reports whether a term has a number that a name has not.
func (p *phrase) numbersMissing(name *phrase) bool {
	return slices.ContainsFunc(p.words, func(w string) bool { return allDigits(w) && !slices.Contains(name.words, w) })
}
