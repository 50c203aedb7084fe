package draft

import (
	"regexp"
	"strings"
)

const (
	acceptedScore  = 0.92 // a named hand-over that the named person accepts
	silentHandOver = 0.66 // a named hand-over that nobody refuses
	askedForOwner  = 0.12 // taking it on right after somebody asked who would
)

// owners finds who took the initiative on: in the first person, or by a named hand-over that was not refused.
func (sp *speech) owners(found [kinds][]*candidate) []*candidate {
	var list []*candidate
	for _, c := range found[kindOwner] {
		if c.s.turn.speaker == "" || sp.refuses(c.s.turn, c.s) || sp.turnedDown(c.s) {
			continue
		}
		if sp.ownerAskedBefore(c.s) {
			c.score += askedForOwner
		}
		c.name = c.s.turn.speaker
		list = append(list, c)
	}
	for _, c := range found[kindHandOver] {
		if o := sp.handedOver(c); o != nil {
			list = append(list, o)
		}
	}
	return list
}

// refuses reports whether the speaker declines in the same breath or in the next turns.
func (sp *speech) refuses(t *turn, after *sentence) bool {
	for k := t.index; k < len(sp.turns) && k <= t.index+3; k++ {
		if sp.turns[k].speaker != t.speaker || sp.turns[k].source != t.source {
			continue
		}
		for _, s := range sp.turns[k].sentences {
			if s.index >= after.index && refusalIn(s) {
				return true
			}
		}
	}
	return false
}

var turnedDownRE = regexp.MustCompile(` (?:not you|no you|you can't|you cannot|you're already|you've already|you've got (?:enough|too much)|you have enough|you're on leave|you're full|you can't be|i'd rather it wasn't|somebody else|someone else|don't you dare) `)

// turnedDown reports whether the others do not want the speaker to take it.
func (sp *speech) turnedDown(after *sentence) bool {
	for k := after.turn.index + 1; k < len(sp.turns) && k <= after.turn.index+2; k++ {
		t := sp.turns[k]
		if t.speaker == after.turn.speaker || t.source != after.turn.source {
			continue
		}
		for _, s := range t.sentences[:min(len(t.sentences), 3)] {
			if turnedDownRE.MatchString(s.norm) {
				return true
			}
		}
	}
	return false
}

func refusalIn(s *sentence) bool {
	for _, f := range statements().fits(s) {
		if f.kind == kindRefusal {
			return true
		}
	}
	return false
}

// ownerAskedBefore reports whether ownership was the subject of one of the turns before.
func (sp *speech) ownerAskedBefore(s *sentence) bool {
	for k := max(0, s.turn.index-4); k <= s.turn.index; k++ {
		if sp.turns[k].source != s.turn.source {
			continue
		}
		for _, q := range sp.turns[k].sentences {
			if q.index >= s.index {
				break
			}
			for _, f := range inquiries().fits(q) {
				if f.kind == kindHandOver {
					return true
				}
			}
		}
	}
	return false
}

// acceptsRE fits words by which a person takes on what was offered.
var acceptsRE = regexp.MustCompile(` (?:i'll|i will|i can|i could|i'd be happy|i'd love|happy to|glad to|sure|yes|yep|yeah|okay|will do|can do|i do|i am|i'm on it|it's me|that's me|me|mine|i want it|i've got it|count me in) `)

// handedOver resolves a hand-over: who is named, and what that person says to it.
func (sp *speech) handedOver(c *candidate) *candidate {
	if c.answer {
		// A reply to "who owns this?": either the speaker takes it, or names somebody.
		if acceptsRE.MatchString(c.s.norm) && firstPerson(c.s) && !refusalIn(c.s) && c.s.turn.speaker != "" && !sp.refuses(c.s.turn, c.s) && !sp.turnedDown(c.s) {
			c.name = c.s.turn.speaker
			c.kind = kindOwner
			return c
		}
		if refusalIn(c.s) {
			return nil
		}
	}
	name, full, at := sp.personIn(c.s)
	if name == "" && strings.Contains(c.s.norm, " you ") || name == "" && strings.Contains(c.s.norm, " you're ") {
		full = sp.nextSpeaker(c.s.turn)
		name = full
	}
	if name == "" {
		return nil
	}
	for k := c.s.turn.index + 1; k < len(sp.turns) && k <= c.s.turn.index+3; k++ {
		t := sp.turns[k]
		if t.speaker != full || t.source != c.s.turn.source {
			continue
		}
		first := t.sentences[0]
		if refusalIn(first) || replyOf(first) == replyNo {
			return nil
		}
		if c.s.closes() && replyOf(first) == replyYes || firstPerson(first) && acceptsRE.MatchString(first.norm) {
			o := &candidate{kind: kindOwner, s: first, to: len(first.words), score: min(acceptedScore, c.score+0.1), name: full, agreed: true, stance: stanceOf(first)}
			o.from, o.to = first.clauseAround(0, min(len(first.words), longWords))
			o.context = c.s
			return o
		}
	}
	if c.s.question || name == full && !strings.Contains(c.s.text, name) {
		return nil
	}
	if !c.answer && (at < c.cue-1 || at > c.cue+ownerReach) {
		return nil // somebody is named, but not as the one who owns it
	}
	if at > 0 && relative[c.s.words[at-1].norm] {
		return nil // "the group that Ada leads" says which group, and hands nothing over
	}
	c.kind = kindOwner
	c.name = name
	c.score = min(c.score, silentHandOver)
	return c
}

const closingSentences = 3 // how many sentences may follow one in its turn before a plain yes answers something else

// closes reports whether a sentence stands near the end of its turn, so that the next turn replies to it.
func (s *sentence) closes() bool {
	last := s.turn.sentences[len(s.turn.sentences)-1]
	return last.index-s.index <= closingSentences
}

func firstPerson(s *sentence) bool {
	for _, w := range s.words {
		switch w.norm {
		case "i", "i'll", "i'd", "i'm", "i've", "me", "mine":
			return true
		}
	}
	return false
}

// relative pronouns before a name make what the person does a description of something else.
var relative = set(`that which who whom`)

const ownerReach = 7 // words after the start of a hand-over in which the name of the owner stands

// personIn gives a speaker who is named in the sentence: the name as it stands in the text, the speaker's full name,
// and which word it is. A first name that two speakers share names nobody.
func (sp *speech) personIn(s *sentence) (asSaid, full string, at int) {
	for i, w := range s.words {
		if len(w.norm) < 2 || stopWords[w.norm] {
			continue
		}
		bare := strings.TrimSuffix(w.norm, "'s")
		match := ""
		for _, speaker := range sp.speakers {
			if speaker == s.turn.speaker {
				continue
			}
			first, _, _ := strings.Cut(speaker, " ")
			if normalise(first) == bare {
				if match != "" {
					return "", "", 0
				}
				match = speaker
			}
		}
		if match != "" {
			a, b := trimPunctuation(s.text, s.words[i].start, s.words[i].end)
			said := s.text[a:b]
			said = strings.TrimSuffix(strings.TrimSuffix(said, "'s"), "’s")
			return said, match, i
		}
	}
	return "", "", 0
}

// nextSpeaker gives who speaks after a turn.
func (sp *speech) nextSpeaker(t *turn) string {
	for k := t.index + 1; k < len(sp.turns) && k <= t.index+2; k++ {
		if sp.turns[k].speaker != t.speaker && sp.turns[k].source == t.source {
			return sp.turns[k].speaker
		}
	}
	return ""
}
