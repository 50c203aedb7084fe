package draft

// reception is what the others said right after a sentence.
type reception struct {
	agreed   bool
	objected bool
}

const receptionTurns = 4 // how many turns by others are looked at after a sentence

// receptionOf looks at the turns that follow the one of s. Only the last sentences of a turn are answered by what
// follows it, so an early sentence of a long turn is received only by plain agreement.
func (sp *speech) receptionOf(s *sentence) reception {
	var r reception
	for k := s.turn.index + 1; k < len(sp.turns) && k <= s.turn.index+receptionTurns; k++ {
		t := sp.turns[k]
		if t.source != s.turn.source {
			break
		}
		if t.speaker == s.turn.speaker {
			if len(t.sentences) > 2 {
				break
			}
			continue
		}
		switch replyOf(t.sentences[0]) {
		case replyYes:
			r.agreed = true
		case replyNo:
			r.objected = true
		}
	}
	return r
}

// answerTo gives the sentence that answers question q: by somebody else soon after, the first that says what was asked
// for, or else the first of substance. It is nil when nobody answers.
func (sp *speech) answerTo(q *sentence, asked kind) *sentence {
	for k := q.turn.index + 1; k < len(sp.turns) && k <= q.turn.index+3; k++ {
		t := sp.turns[k]
		if t.source != q.turn.source {
			return nil
		}
		if t.speaker == q.turn.speaker {
			continue
		}
		return answerIn(t, asked)
	}
	return nil
}

const answerSentences = 5 // how far into a turn an answer is looked for

func answerIn(t *turn, asked kind) *sentence {
	var substance *sentence
	for _, s := range t.sentences[:min(len(t.sentences), answerSentences)] {
		if s.question {
			break
		}
		if len(s.words) < 4 || isReaction(s.text) || correctionRE.MatchString(s.norm) {
			continue
		}
		for _, f := range statements().fits(s) {
			if f.kind == asked {
				return s
			}
		}
		if substance == nil {
			substance = s
		}
	}
	return substance
}

// answered reports whether somebody else gives a reply of substance soon after a question.
func (sp *speech) answered(q *sentence) bool {
	for k := q.turn.index + 1; k < len(sp.turns) && k <= q.turn.index+2; k++ {
		t := sp.turns[k]
		if t.source != q.turn.source || t.speaker == q.turn.speaker {
			continue
		}
		first := t.sentences[0]
		if notKnownRE.MatchString(first.norm) {
			return false
		}
		words := 0
		for _, s := range t.sentences {
			words += len(s.words)
		}
		if words >= 5 && !first.question || replyOf(first) != replyNone {
			return true
		}
	}
	return false
}

// takenBack gives the later sentence by which what c says was taken back or nil.
func (sp *speech) takenBack(c *candidate) *sentence {
	topicWords := contentStems(c.s)
	for _, s := range sp.reversals {
		if s.index <= c.s.index || s.turn.source != c.s.turn.source {
			continue
		}
		near := s.index-c.s.index <= 12
		shared := overlap(topicWords, contentStems(s))
		if shared >= 2 || near && shared >= 1 {
			return s
		}
	}
	return nil
}

// contentStems gives the distinct stems of a sentence's content words.
func contentStems(s *sentence) map[string]bool {
	m := make(map[string]bool, len(s.words)/2)
	for _, w := range s.words {
		if contentWord(w.norm) {
			m[stem(w.norm)] = true
		}
	}
	return m
}

// overlap counts the stems that two sets share.
func overlap(a, b map[string]bool) int {
	if len(a) > len(b) {
		a, b = b, a
	}
	n := 0
	for w := range a {
		if b[w] {
			n++
		}
	}
	return n
}
