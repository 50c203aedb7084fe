package ask

// politeLeads are what may stand before a question.
var politeLeads = leads(`can you tell me|could you tell me|can you tell us|would you tell me|can you explain|could you explain|do you know|do we know|does anyone know|
	does anybody know|i would like to know|i want to know|i need to know|i was wondering|i wonder|i am wondering|just wondering|wondering|any idea|any clue|tell me|tell us|
	remind me|show me|show us|let me know|help me understand|can you show me|could you show me|can you remind me|could you remind me|i would like to see|i would love to know|
	may i ask|can i ask|could i ask|one question|a question|question|quick question|can you say|could you say|can you check|could you check|check|i forgot|i forget|
	i do not know|i do not remember|i can not remember|not sure|i am not sure|i am curious|curious|out of curiosity|do you remember|do you happen to know|
	for the record|to be clear|be honest|tell me the truth|in your opinion|according to plumb|as far as you know|my boss asks|my boss wants to know|people ask me|
	they ask|someone asked me|somebody asked me|i have to explain|i have to know|can anyone tell me|could anyone tell me|if possible|if i may|to whom it may concern|
	what i want to know is|the question is|my question is|what i need is|need to know|want to know|like to know|in one sentence|in a sentence|dear plumb|plumb|ok|yes|no|oh|hm|hmm|
	and|but|or|if|whether|about|also|can we see|can i see|please can you|give me|give us|could we know|may i know|to|for me|with you|you|good|there|dear team|dear all|dear|all|i ask|i guess`)

// parts takes the question apart where it asks for another thing.
func (r *reader) parts() []part {
	var list []part
	from := 0
	for i := range r.tokens {
		last := i == len(r.tokens)-1
		if !last && !r.tokens[i].stop && !r.splitsAfter(from, i) {
			continue
		}
		p := r.partOf(r.tokens[from : i+1])
		p.first, p.last = len(list) == 0, last
		list = append(list, p)
		from = i + 1
	}
	return list
}

func (r *reader) partOf(tokens []token) part {
	p := part{tokens: tokens, words: withoutFillers(tokens)}
	if lead := withoutLead(p.words, politeLeads); len(lead) > 0 {
		p.words = lead
	}
	p.times = clockOf(r.text, p.words, r.q.AsOf).stretches()
	return p
}

// joints are kinds of things that may be asked for by their names alone: the gate and the guardrail.
var jointNouns = wordSet(`gate guardrail guardrails owner status aim goal mechanism decision decisions objections prediction threshold bets cadence`)

// splitsAfter reports whether another question begins after token i of a sentence that starts at token from.
func (r *reader) splitsAfter(from, i int) bool {
	next := i + 1
	if r.tokens[i].start == r.tokens[next].start {
		return false
	}
	and := r.tokens[next].norm == "and" || r.tokens[next].norm == "or" && r.tokens[i].comma
	if !and && !r.tokens[i].comma {
		return false
	}
	if next-from < 1 {
		return false
	}
	at := next
	for at < len(r.tokens) && (r.tokens[at].norm == "and" || r.tokens[at].norm == "or" || r.tokens[at].filler) {
		at++
	}
	if at >= len(r.tokens) {
		return false
	}
	return r.opensQuestion(at) && hasSubstance(r.tokens[from:next]) || and && r.opensNoun(from, next, at)
}

// opensQuestion reports whether a question begins at token i.
func (r *reader) opensQuestion(i int) bool {
	w := r.tokens[i].norm
	second, third := "", ""
	if i+1 < len(r.tokens) {
		second = r.tokens[i+1].norm
	}
	if i+2 < len(r.tokens) {
		third = r.tokens[i+2].norm
	}
	switch w {
	case "what", "who", "why", "when", "where", "how", "whose", "which":
		return true
	case "is", "are", "was", "were", "did", "does", "do", "has", "have", "can", "should", "will", "would", "could":
		return second != "" && second != "not" && second != w
	case "tell", "show", "give", "list", "compare", "explain":
		return second != ""
	case "if", "whether":
		return second != "" && third != ""
	}
	return i+1 < len(r.tokens) && orders(r.tokens[i:])
}

// opensNoun reports whether what follows "and" is the name of another thing to look up, and nothing else.
func (r *reader) opensNoun(from, and, at int) bool {
	for _, t := range r.tokens[from:and] {
		switch t.norm {
		case "compare", "between", "difference", "both", "differ", "about", "mean", "versus", "decide", "decided":
			return false
		}
	}
	end := at
	for end < len(r.tokens) && !r.tokens[end].stop && !r.tokens[end].comma {
		end++
	}
	if end < len(r.tokens) {
		end++
	}
	words := withoutFillers(r.tokens[at:end])
	if len(words) > 0 && (words[0].norm == "the" || words[0].norm == "our" || words[0].norm == "its") {
		words = words[1:]
	}
	return len(words) >= 1 && len(words) <= 3 && jointNouns[words[0].norm] || len(words) == 2 && words[0].norm == "stage"
}

// hasSubstance reports whether a stretch could be a part of its own, and is more than a greeting or a lead.
func hasSubstance(tokens []token) bool {
	words := withoutLead(withoutFillers(tokens), politeLeads)
	return len(words) >= 1
}
