package fact

import (
	"slices"
	"strings"
)

// suspectMark stands for a word that names the bet.
const suspectMark = "\uE001"

// alone gives the words by which a sentence that names the bet, and no metric, says what the bet did. Of it may be said what
// people do next with it, where and since when it is there, and that nothing is known; what it did may not. The text has no
// quotes and no names of metrics.
func (r *reader) alone(plain string) []string {
	marked := mapWords(amounts().ReplaceAllString(plain, " "), func(word string) string {
		if slices.ContainsFunc(words(word), func(w string) bool { return r.bet[w] || bets[w] }) {
			return suspectMark
		}
		return word
	})
	if !strings.Contains(marked, suspectMark) {
		return nil
	}
	g := gistOf(marked)
	for _, f := range deeds {
		if !f.mayFit(g) {
			continue
		}
		if said := f.re().FindString(marked); said != "" && !unknowing().MatchString(marked) {
			return []string{strings.TrimSpace(strings.ReplaceAll(said, suspectMark, "..."))}
		}
	}
	var found []string
	for _, clause := range clauseEnds().Split(marked, -1) {
		clause = strings.TrimSpace(clause)
		if planned(clause) {
			if at := reasons().FindStringIndex(clause); at != nil && !planned(clause[at[1]:]) && !unknowing().MatchString(clause) {
				found = append(found, beyond(clause[at[1]:])...)
			}
			continue
		}
		switch {
		case outcomes().MatchString(clause):
			found = append(found, outcomes().FindString(clause))
		case !strings.Contains(clause, suspectMark) && !ofOthers().MatchString(clause), unknowing().MatchString(clause):
		default:
			found = append(found, beyond(clause)...)
		}
	}
	return found
}

// beyond gives the words of a clause with which more is said than where and since when something is there.
func beyond(clause string) []string {
	var found []string
	for _, word := range words(denied().ReplaceAllString(strings.ReplaceAll(clause, suspectMark, " "), " ")) {
		if verdictWords[word] || !besideWords[word] && !thereWords[word] {
			found = append(found, word)
		}
	}
	return found
}

// planned reports whether a clause says or asks what people do next.
func planned(clause string) bool {
	return plans().MatchString(clause) || questions().MatchString(clause)
}

const planVerbs = `keep|pause|stop|start|go|continue|switch|look|talk|discuss|ask|wait|try|tries|want|need|show|print|send|write|check|test|roll|ship|launch|introduce|add|remove|drop|rename|fix|repair|mend|translate|change|` +
	`replace|extend|review|read|watch|watche|call|tell|meet|decide|plan|measure|count|prepare|put|turn|leave|move|offer|use|take|work|hold|postpone|delay|finish|end|run|repeat|describe|explore|investigate|reconsider`

var (
	// deeds say that the bet did something.
	deeds = gatedAll("deeds",
		`\b(?:who|what) else (?:but|than)\b`, `\bnot (?:mere |just |only )?(?:luck|chance|fate)\b`,
		suspectMark+`[^.;:!?,]{0,16}\b(?:did|does|do|done|doing)(?: (?:just|exactly|all|most|much))?(?: (?:it|that|this|so|its|their|the|what|everything|wonders|good|well|more|less|much|nothing|something|a)\b|\s*(?:[.;:!?,]|$))`,
		`\bwhat [^.;:!?,]{0,24}`+suspectMark+`[^.;:!?,]{0,16}\b(?:did|does|do|can|could|has done)\b`,
		`(?:^|[.;:!?,] ?|\b(?:and|so|but) )(?:it|that|this|all this|all that|they)(?:'s|\x{2019}s| is| was| were| must be| can only be| has to be| had to be| will be)(?: all| only| just| simply| down to| thanks to)*(?: the| our| this| that)?(?: \p{L}+)? ?`+suspectMark,
	)
	// unknowing is said of what is not known.
	unknowing = lazily(`(?i)\b(?:not|n't|n\x{2019}t|cannot|nobody|no one|none|too early|too soon|whether|unclear|unknown|open)\b[^.;:!?]*\b(?:know|knows|known|tell|say|judge|judged|sure|clear|decided|whether)\b|\b(?:nobody|no one) knows\b|\bis (?:not|un)known\b`)
	// outcomes are words for how things went.
	outcomes = lazily(`(?i)\b(?:rise|rises|rose|risen|rising|growth|grew|grows|growing|jump|jumps|jumped|surge|surged|climb|climbed|climbs|improvement|improvements|improved|improves|better|worse|decline|declined|fell|fallen|` +
		`increase|increased|uptick|boom|turnaround|recovery|recovered|rebound|rebounded|success|(?:come|comes|came|coming|are|is|were) back|return|returns|returned|difference|progress|proof|evidence|results|gains?|wins?|won)\b`)
	clauseEnds = lazily(`(?i)[.;:!?,()\x{2013}\x{2014}]+(?:\s|$)| (?:and|but) `)
	reasons    = lazily(`(?i) (?:because|since it|since they|as it|as they|given|now that|so that|which|that|what) `)
	// ofOthers starts a clause about what or whom the bet is for.
	ofOthers = lazily(`(?i)^(?:which|that|it|they|this|all|everyone|everybody|everything|(?:the |our |more |most |many )?(?:shops?|customers?|bakers?|users?|people|owners?|clients?|stores?|visitors?|members?|errors|things|numbers))\b`)
	plans    = lazily(`(?:^|(?i:^if .*)\b)(?i:(?:so|then|now|next|for now|until then|and|but|please|also|still|instead|maybe|perhaps|today|tomorrow|on \p{L}+day|next week|let's|let\x{2019}s|let us),? )*` +
		`(?:(?:(?i:we|i|you|the team|who|if nobody|if no one)|\p{Lu}\p{Ll}+(?: and \p{Lu}\p{Ll}+)?) )?(?i:(?:do|does|don't|don\x{2019}t|will|would|should|shall|can|may|might|must|could|want to|wants to|have to|has to|need to|needs to|plan to|plans to|not|still|also|now|then|only|both) )*` +
		`(?i:(?:` + planVerbs + `)(?:e?s)?\b)`)
	questions = lazily(`(?i)^(?:should|shall|would|can|could|may|will|do|when|where|how long|how often|who|is|are) `)
	denied    = lazily(`(?i)\b(?:did|does|do)(?: not|n't|n\x{2019}t)\b`)
)

// verdictWords say more of a bet than when it was there, though they don't where they stand beside a metric.
var verdictWords = wordSet("did does do done right wrong up down more most less least move moved rose rise fell fall averaged average passed missed breached number percent thing")

// thereWords say where something is, in what state, and who has it.
var thereWords = wordSet(`live available visible shown printed sent shipped launched rolled introduced installed repaired broken mended fixed fix bug typo error mistake spelling page version draft paper screen app site shop store branch
	town city north south east west language translated translation font size colour color switched turned paused stopped running planned ready scheduled postponed delayed updated replaced renamed removed added extended tested
	trial test maintenance outage out off owner owned called named described part third step different untouched place approved rejected agreed noted used stay remain need everywhere nowhere somewhere nobody somebody someone everyone into
	french german english spanish italian portuguese dutch polish morning evening afternoon night hour minute half day whole team meeting room print copy copies old asked read link file name title text word list ticket case open closed baker customer user colleague client some people happen say said saw think want use join missing label hand like`)
