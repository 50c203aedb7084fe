package ask

import (
	"slices"
	"strings"
)

// leastLikely is the probability from which on an intent is believed that no other way of asking speaks for.
const leastLikely = 0.33

// certain is the score from which on a way of asking is believed, whatever the other words are.
const certain = 0.945

// choose gives the kind of query that a part asks for, by the ways of asking that it fits and by its words. Where both leave
// several kinds open it gives none, and why, so that whoever asks can choose.
func (r *reader) choose(p part, at place, heard []mention) (fit, *Refusal, bool) {
	found := r.fitsOf(p, at, heard)
	words := r.masked(p, at, heard, intents().knows)
	if len(found) == 0 && !tellsIntent(words) {
		return fit{}, nil, false
	}
	list := intents().guesses(featuresOf(words, p.tokens[len(p.tokens)-1].query, found))
	kind, why := settledKind(found, list, len(heard) > 0 || at.named)
	switch {
	case r.goesOnWhy(p, heard):
		kind = Decided
	case why != nil && why.Reason == Unclear && len(heard) > 0 && len(p.words)-(heard[0].to-heard[0].from) <= 2 && !questionWord[p.words[0].norm]:
		return fit{}, nil, false // little more than the name of a metric
	case why != nil:
		return fit{}, why, false
	}
	best := fit{phrasing: &phrasing{kind: kind}}
	fits := false
	for _, f := range found {
		if f.kind == best.kind && (!fits || f.score > best.score+1e-9 || f.score > best.score-1e-9 && f.from < best.from) {
			best, fits = f, true
		}
	}
	slots := slotsOf(best, found)
	best = r.settled(p, at, heard, best)
	if _, ok := slots['s']; !ok {
		if span := r.unexplained(p, at, heard, best.kind); span[1] > 0 {
			slots['s'] = span
		}
	}
	best.slots = slots
	return best, nil, true
}

// surest gives the way of asking that fits best.
func surest(found []fit) (fit, bool) {
	best, ok := fit{}, false
	for _, f := range found {
		if !ok || f.score > best.score {
			best, ok = f, true
		}
	}
	return best, ok
}

// settledKind decides between the ways of asking that fit and the likely intents: a way of asking that is certain goes first,
// then the likeliest intent, unless it is not much likelier than what a sure way of asking says.
func settledKind(found []fit, list []guess, known bool) (Kind, *Refusal) {
	best, ok := surest(found)
	top := list[0]
	switch {
	case ok && best.score >= certain:
		return best.kind, nil
	case top.p < leastLikely:
		return "", unsure(list)
	case top.intent == strange && (!known || top.p >= 0.95):
		return "", beyond()
	case top.intent == strange:
		top = list[1]
	}
	if !ok {
		return Kind(top.intent), nil
	}
	said := slices.ContainsFunc(list[:3], func(g guess) bool { return g.intent == intent(best.kind) && g.p > 0.15 })
	if said && top.p < 0.65 && best.score > 0.87 {
		return best.kind, nil
	}
	return Kind(top.intent), nil
}

// goesOnWhy reports whether a part asks why of what was decided: why did we do that?
func (r *reader) goesOnWhy(p part, heard []mention) bool {
	k := r.about.Kind
	return (k == Decided || k == RuledOut || k == Revisit) && p.words[0].norm == "why" && len(heard) == 0 && len(p.words) <= 5
}

// tellsIntent reports whether any word is more than a name.
func tellsIntent(words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool {
		switch w {
		case maskMetric, maskPerson, maskTime, maskNumber, maskBet, maskSubject, "what":
			return false
		}
		return questionWord[w] || conceptsOf()[w] != nil || !edges[w] && !common[w]
	})
}

// ownConcepts are what a kind is asked for by, so that no such word is a part of the subject.
var ownConcepts = map[Kind]string{
	Decided: "DECIDE PREDICT CAUSE NEW STOP GO", RuledOut: "EXCLUDE SAY DECIDE", Said: "SAY DISSENT CAUSE", Who: "OWN ALLOWED DECIDE STOP SAY WORK", Revisit: "AGAIN NEW PREDICT", Open: "OPEN",
	Changed: "NEW AWAY", Meaning: "MEAN", Prepare: "PREP MEET", Cause: "CAUSE UP DOWN MOVE",
}

// unexplained gives the longest row of words that no way of asking for a kind explains: what a question is asked about.
func (r *reader) unexplained(p part, at place, heard []mention, kind Kind) [2]int {
	own := ownConcepts[kind]
	if own != "" && kind != Meaning && kind != Cause && (kind != Decided || !containsAny(joined(p.words), " predict", " expect")) {
		heard = nil
	}
	inside := func(i int) bool {
		w := p.words[i].norm
		if edges[w] || questionWord[w] || askFillers[w] || explained(p, i, at, heard) && own == "" {
			return false
		}
		if at.title[0] <= i && i < at.title[1] || slices.ContainsFunc(p.times, func(s stretch) bool { return s.from <= i && i < s.to }) ||
			slices.ContainsFunc(heard, func(m mention) bool { return m.from <= i && i < m.to }) {
			return false
		}
		return !slices.ContainsFunc(conceptsOf()[stem(w)], func(c string) bool { return strings.Contains(own, c) })
	}
	best := [2]int{}
	for i := 0; i < len(p.words); i++ {
		j, tells := i, false
		for j < len(p.words) && inside(j) {
			tells = tells || !common[p.words[j].norm]
			j++
		}
		if tells && j-i > best[1]-best[0] {
			best = [2]int{i, j}
		}
		i = j
	}
	for best[0] < best[1] && common[p.words[best[0]].norm] {
		best[0]++
	}
	for best[1] > best[0] && common[p.words[best[1]-1].norm] && !numberWords[p.words[best[1]-1].norm] {
		best[1]--
	}
	return best
}

// explained reports whether a word of a part is known for something else than a subject.
func explained(p part, i int, at place, heard []mention) bool {
	w := p.words[i].norm
	return common[w] || edges[w] || questionWord[w] || askFillers[w] || betNouns[w] || spelled[w] || conceptsOf()[stem(w)] != nil && !numberWords[w] ||
		at.title[0] <= i && i < at.title[1] ||
		slices.ContainsFunc(heard, func(m mention) bool { return m.from <= i && i < m.to }) ||
		slices.ContainsFunc(p.times, func(s stretch) bool { return s.from <= i && i < s.to })
}

var spelled = wordSet(`two three four five six seven eight nine ten first second third both`)

// fitsOf gives the ways of asking that a part fits, scored by what else is known of it.
func (r *reader) fitsOf(p part, at place, heard []mention) []fit {
	found := phrasings().fits(asBet(r.outsideTitle(p, at), at))
	for i := range found {
		found[i].score += r.leaning(p, at, heard, found[i])
	}
	return found
}

// asBet puts a pronoun where the title of the sheet stands, so that it is asked about as any bet is.
func asBet(words []token, at place) []token {
	if at.title[1] > 0 {
		words[at.title[1]-1].norm = "it"
	}
	return words
}

// slotsOf gives the slots of the best way of asking, and those that it lacks from others of its kind, surest first.
func slotsOf(best fit, found []fit) map[byte][2]int {
	slots := map[byte][2]int{}
	from := map[byte]float64{}
	for _, f := range found {
		for slot, at := range f.slots {
			score := f.score
			if f.pattern == best.pattern {
				score = 2
			}
			if f.kind == best.kind && score > from[slot] {
				slots[slot], from[slot] = at, score
			}
		}
	}
	return slots
}

// leaning moves the score of a way of asking by what else is known of the part.
func (r *reader) leaning(p part, at place, heard []mention, f fit) float64 {
	named := len(heard) > 0
	generic := len(f.slots) > 0 && f.words <= 3
	switch f.kind {
	case Value:
		switch {
		case named && len(p.times) > 0:
			return 0.08
		case currently(p.tokens):
			return 0.06
		case named:
			return 0.02
		case generic && !numeric(p.words):
			return -0.12
		}
	case Moved:
		switch {
		case named:
			return 0.05
		case generic:
			return -0.07
		}
	case Cause:
		if named {
			return 0.03
		}
	case Compare:
		switch {
		case len(p.times) > 1 || len(heard) > 1:
			return 0.06
		case !named && len(p.times) == 0 && f.sure < 0.88:
			return -0.1
		}
	case Working, Aim:
		switch {
		case named && !at.named && !namesBet(p):
			return -0.08
		case at.named:
			return 0.04
		}
	case Changed:
		switch {
		case named:
			return -0.12
		case len(p.times) > 0:
			return 0.04
		}
	case Meaning:
		if generic && (len(p.times) > 0 || currently(p.tokens) || f.pattern == "^ what is|are $s $" && (hasDeterminer(p.words) || at.named)) {
			return -0.12
		}
	case Said:
		if slot, ok := f.slots['p']; ok && slot[1]-slot[0] == 1 && (p.words[slot[0]].norm == "we" || p.words[slot[0]].norm == "i") {
			return -0.1
		}
	case Open:
		if named && numeric(p.words) {
			return -0.2
		}
	case Gate, Guardrail, Decided, RuledOut, Revisit, Who, Prepare, Bets:
	}
	return 0
}

// numeric reports whether words ask for a number as people call one.
func numeric(words []token) bool {
	return slices.ContainsFunc(words, func(t token) bool { return numberWords[t.norm] })
}

// numberWords are what names of things that are measured hold.
var numberWords = wordSet(`rate rates share number average ratio percentage revenue churn nps csat score latency conversion conversions users retention
	cost costs margin mrr arr tickets uptime signups sign-ups installs downloads volume frequency visits traffic engagement satisfaction activation
	bounce clicks click-through ctr cac ltv dau wau mau actives adoption orders sales duration speed errors crashes count counts views time size length depth index`)

// namesBet reports whether a part speaks of the bet itself.
func namesBet(p part) bool {
	for i, t := range p.words {
		switch t.norm {
		case "this", "that":
			if slices.ContainsFunc(p.times, func(s stretch) bool { return s.from <= i && i < s.to }) {
				continue
			}
			return true
		case "mechanism", "bet", "pilot", "experiment", "it", "we", "approach", "lever", "initiative", "thing", "things", "project":
			return true
		}
	}
	return false
}

// currently reports whether words ask for how something is now.
func currently(tokens []token) bool {
	return slices.ContainsFunc(tokens, func(t token) bool {
		return t.norm == "now" || t.norm == "currently" || t.norm == "today" || t.norm == "latest" || t.norm == "newest"
	})
}

func hasDeterminer(words []token) bool {
	return slices.ContainsFunc(words, func(t token) bool { return t.norm == "the" || t.norm == "our" || t.norm == "its" })
}

// settled decides between kinds that are asked for in the same words.
func (r *reader) settled(p part, at place, heard []mention, f fit) fit {
	kind := f.kind
	first := ""
	if len(heard) > 0 {
		first = heard[0].Match.Metric
	}
	switch {
	case kind == Working && first != "" && !at.named && !namesBet(p) || (kind == Moved || kind == Value) && first != "" && asksFine(p.words):
		if role := r.roleOf(at, first); role == Guardrail && asksFine(p.words) {
			kind = Guardrail
		} else if kind == Working {
			kind = Moved
		}
	case kind == Aim && first != "" && !namesBet(p) && !at.named:
		kind = Meaning
	case (kind == Value || kind == Moved) && first != "" && aheadOf(p.words) && r.roleOf(at, first) == Gate:
		kind = Gate
	case kind == Gate && first != "" && r.roleOf(at, first) == Guardrail && !mentionsWord(p.words, "gate"):
		kind = Guardrail
	case kind == Moved && len(heard) == 0 && containsAny(joined(p.words), " worse for ", " harder for ", " slower for "):
		kind = Guardrail
	case kind == Guardrail && len(heard) > 0 && !heard[0].partial && r.roleOf(at, first) != Guardrail && !guards(p.words):
		kind = Moved
	case kind == Gate && len(heard) > 0 && !heard[0].partial && at.sheet != nil && !r.ownsAny(at, heard) && !mentionsWord(p.words, "gate"):
		kind = Value
	}
	if kind == f.kind {
		return f
	}
	changed := *f.phrasing
	changed.kind = kind
	f.phrasing = &changed
	return f
}

// guards reports whether words speak of a guardrail.
func guards(words []token) bool {
	return containsAny(joined(words), " guardrail ", " guardrails ", " limit ", " pause ", " protect ")
}

// ownsAny reports whether a sheet has one of the metrics that were heard.
func (r *reader) ownsAny(at place, heard []mention) bool {
	vocab := r.vocab[at.id()]
	return vocab == nil || slices.ContainsFunc(heard, func(m mention) bool { return vocab.owns(m.Match) })
}

func mentionsWord(words []token, word string) bool {
	return slices.ContainsFunc(words, func(t token) bool { return t.norm == word })
}

// asksFine reports whether words ask if something is as it should be.
func asksFine(words []token) bool {
	return containsAny(joined(words), " ok ", " fine ", " safe ", " under control ", " holding ", " too high ", " too low ", " within ", " limit ", " healthy ", " breached ", " in danger ", " at risk ", " bad ", " below ", " under ", " alright ", " above ")
}

// aheadOf reports whether words are about what will be.
func aheadOf(words []token) bool {
	return containsAny(joined(words), " will ", " going to ", " forecast ", " projected ", " projection ", " predict ", " by the end ", " extrapolate ")
}

// roleOf says whether a metric is that of the gate or of the guardrail of a sheet; "" for neither.
func (r *reader) roleOf(at place, metric string) Kind {
	if at.sheet == nil || metric == "" {
		return ""
	}
	f := &at.sheet.Fields
	switch metric {
	case f.Guardrail.Match.Metric:
		return Guardrail
	case f.Gate.Condition.Match.Metric:
		return Gate
	}
	return ""
}
