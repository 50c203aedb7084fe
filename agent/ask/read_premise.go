package ask

import (
	"slices"
	"strings"
)

// claimed is a claim with the words that make it.
type claimed struct {
	claim Claim
	words [][]string
}

// claimWords are words that claim something of a bet or a metric.
var claimWords = []claimed{
	{ClaimFailed, leads(`failed|fail|fails|failing|failure|flopped|flop|not working|not work|not worked|missed the gate|miss the gate|fell short|fall short|went wrong|go wrong|unsuccessful|bombed|disappointing|a disaster|disaster`)},
	{ClaimWorked, leads(`worked|works|working|work|successful|succeed|succeeded|success|passed|pass the gate|so well|paid off|pay off|a win|so good`)},
	{ClaimFell, leads(strings.ReplaceAll(strings.ReplaceAll(classes["down"], "|worse", ""), "_", " ") + "|reduction|is down|are down|was down")},
	{ClaimRose, leads(strings.ReplaceAll(classes["up"], "_", " ") + "|improvement|growth|uplift|gain|is up|are up|was up|are only up")},
	{ClaimMoved, leads(`moved|changed|shifted|a move|the move|budged`)},
	{ClaimCaused, leads(`caused|cause`)},
	{ClaimDecided, leads(`decide|decided|agreed|agree|choose|chose|approve|approved`)},
}

// takesForGranted are words after which a question states rather than asks.
var takesForGranted = leads(`why|how come|when did|when was|when has|how much did|how far did|how much has|what made|what caused|what drove|what explains|now that|given that|given|since|because|after|although|
	even though|despite|who caused|how did|considering|seeing that|as|what is behind|reason|whose fault|who is to blame|how badly did|how badly|what to do about|what do we do about`)

// premises gives what a part takes for granted.
func (r *reader) premises(p part, heard []mention) []Premise {
	words := p.words
	from := -1
	for i := range words {
		for _, lead := range takesForGranted {
			if startsWith(words[i:], lead) {
				from = i + len(lead)
				break
			}
		}
		if from >= 0 {
			break
		}
	}
	switch {
	case from >= 0:
	case states(p) && (!p.tokens[len(p.tokens)-1].query || tagged(words)):
		from = 0
	default:
		from = definite(words)
	}
	if from < 0 {
		return nil
	}
	return r.claims(words, from, heard)
}

// tagged reports whether a statement ends by asking for a nod.
func tagged(words []token) bool {
	return containsAny(joined(words[max(0, len(words)-3):]), " right ", " correct ", " true ", " agree ", " no ", " is it not ", " did it not ")
}

// states reports whether a part states something and asks for no more than a nod, or for nothing.
func states(p part) bool {
	first := p.words[0].norm
	if questionWord[first] || askingVerbs[first] || first == "should" {
		return false
	}
	for _, lead := range []string{"whether", "if"} {
		for _, t := range p.tokens {
			if t.norm == lead {
				return false
			}
		}
	}
	return len(p.words) >= 2
}

// definite gives the place of a move that is spoken of as a fact: the drop in corrections, this failure.
func definite(words []token) int {
	for i, t := range words {
		if t.norm != "the" && t.norm != "this" && t.norm != "our" || i+1 >= len(words) {
			continue
		}
		switch words[i+1].norm {
		case "drop", "fall", "rise", "increase", "decrease", "decline", "failure", "success", "improvement", "jump", "dip", "spike", "growth", "collapse", "crash", "slump":
			if i > 0 && (words[i-1].norm == "a" || words[i-1].norm == "no") {
				continue
			}
			return i + 1
		}
	}
	return -1
}

// claims gives the first claim from a word on: of a metric where one is named, else of the bet.
func (r *reader) claims(words []token, from int, heard []mention) []Premise {
	for i := from; i < len(words); i++ {
		if slices.ContainsFunc(heard, func(m mention) bool { return m.from <= i && i < m.to }) {
			continue
		}
		for _, c := range claimWords {
			for _, phrase := range c.words {
				if !startsWith(words[i:], phrase) {
					continue
				}
				claim := c.claim
				negated := i > 0 && (words[i-1].norm == "not" || words[i-1].norm == "never" || words[i-1].norm == "no") || i > 1 && words[i-2].norm == "not"
				switch {
				case negated && claim == ClaimWorked:
					claim = ClaimFailed
				case negated:
					return nil
				}
				p := Premise{Words: r.said(words[i : i+len(phrase)]), Claim: claim}
				if claim != ClaimFailed && claim != ClaimWorked && claim != ClaimDecided {
					p.Metric = r.claimedOf(heard)
				}
				return []Premise{p}
			}
		}
	}
	return nil
}

// claimedOf gives the metric that a claim is about: the one that is named, or that was talked about.
func (r *reader) claimedOf(heard []mention) string {
	for _, m := range heard {
		if m.Match.Metric != "" {
			return m.Match.Metric
		}
	}
	return r.about.Metric
}
