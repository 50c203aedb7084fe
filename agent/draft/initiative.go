package draft

import (
	"cmp"
	"math"
	"slices"
	"strings"
)

// initiative is what the sheet is about: one topic of the meeting with the talk that belongs to it.
type initiative struct {
	topic  *topic
	rivals map[int]bool // topics that are initiatives of their own
	vector vector       // the words of all talk that is not about a rival
}

const (
	initiativeAim   = 0.6  // confidence from which a topic has an aim
	initiativeLever = 0.55 // and a lever
	initiativeSize  = 8    // sentences; less than this is a remark
	richLever       = 0.72 // confidence of an aim or a lever, and
	richKinds       = 7    // kinds of things said about it, that make up for the other
	rivalStrength   = 0.68 // confidence of aim and lever from which another topic is clearly an initiative too
	rivalShare      = 8    // and it is at least this part of the chosen one
)

// chooseInitiative picks the most discussed topic that has an aim and a mechanism, or the one that wanted names. It
// gives nil when no topic is an initiative.
func chooseInitiative(sp *speech, topics []*topic, found [kinds][]*candidate, wanted string) *initiative {
	for _, c := range found[kindAim] {
		t := topics[c.s.topic]
		t.aim = max(t.aim, c.score)
	}
	for _, c := range found[kindLever] {
		t := topics[c.s.topic]
		t.lever = max(t.lever, c.score)
	}
	var chosen *topic
	if wanted != "" {
		chosen = topicAbout(sp, topics, wanted)
	} else {
		best := 0.0
		for _, t := range topics {
			if weight := t.weight(); t.isInitiative() && weight > best {
				chosen, best = t, weight
			}
		}
	}
	if chosen == nil && wanted == "" {
		chosen = acrossTopics(topics, found)
	}
	if chosen == nil {
		return nil
	}
	in := &initiative{topic: chosen, rivals: map[int]bool{}}
	for _, t := range topics {
		if t != chosen && t.isRival(chosen) {
			in.rivals[t.id] = true
		}
	}
	for _, t := range topics {
		if !in.rivals[t.id] {
			in.vector = plus(in.vector, t.vector)
		}
	}
	return in
}

// acrossTopics gives the most discussed topic of a meeting in which aim and lever are said in different places: a
// short meeting is about one thing even where its words change.
func acrossTopics(topics []*topic, found [kinds][]*candidate) *topic {
	aim, lever := 0.0, 0.0
	var most *topic
	for _, t := range topics {
		aim, lever = max(aim, t.aim), max(lever, t.lever)
		if t.aim+t.lever > 0 && (most == nil || t.weight() > most.weight()) {
			most = t
		}
	}
	bothSaid := lever >= initiativeLever && aim >= initiativeAim
	if !bothSaid && !richlyDiscussed(found, max(aim, lever)) {
		return nil
	}
	return most
}

// richlyDiscussed reports whether a meeting that says only its aim or only its lever still works on something: it says
// that clearly, with choices, reasons and doubts about it.
func richlyDiscussed(found [kinds][]*candidate, clearest float64) bool {
	said := 0
	for k := range found {
		if best(found[k], threshold[k], nil) != nil {
			said++
		}
	}
	return clearest >= richLever && said >= richKinds
}

func (t *topic) isInitiative() bool {
	return t.aim >= initiativeAim && t.lever >= initiativeLever && t.sentences >= initiativeSize
}

// isRival reports whether a topic is clearly an initiative of its own beside the chosen one.
func (t *topic) isRival(chosen *topic) bool {
	return t.aim >= rivalStrength && t.lever >= rivalStrength && t.words*rivalShare >= chosen.words
}

// weight says how much a topic was discussed, counting more what has a clear aim and lever.
func (t *topic) weight() float64 { return float64(t.words) * (t.aim + t.lever) }

// topicAbout gives the topic in which the wanted words are said most, or nil when none of them is.
func topicAbout(sp *speech, topics []*topic, wanted string) *topic {
	stems := map[string]bool{}
	for w := range strings.FieldsSeq(wanted) {
		if n := normalise(w); n != "" {
			stems[stem(n)] = true
		}
	}
	counts := make([]int, len(topics))
	for _, s := range sp.sentences {
		for _, w := range s.words {
			if stems[stem(w.norm)] {
				counts[s.topic]++
			}
		}
	}
	best := -1
	for i, n := range counts {
		if n > 0 && (best < 0 || n > counts[best]) {
			best = i
		}
	}
	if best < 0 {
		return nil
	}
	return topics[best]
}

// covers reports whether a sentence may be about the initiative: anything but talk of its rivals.
func (in *initiative) covers(s *sentence) bool { return !in.rivals[s.topic] }

// nameTopics finds for each topic the words by which the meeting calls it: a run of content words that is said again
// and again, if possible where the aim and the lever are.
func nameTopics(sp *speech, topics []*topic, found [kinds][]*candidate) {
	special := map[int]bool{}
	for _, k := range []kind{kindAim, kindLever} {
		for _, c := range found[k] {
			if c.score >= initiativeLever {
				special[c.s.index] = true
			}
		}
	}
	everywhere := map[string]int{}
	for _, s := range sp.sentences {
		for _, p := range sp.phrases(s) {
			everywhere[p.key]++
		}
	}
	for _, t := range topics {
		t.name = sp.nameOf(t, everywhere, special)
	}
}

// nameScore is a phrase with how well it would name a topic.
type nameScore struct {
	key   string
	score float64
	where mention
}

func (sp *speech) nameOf(t *topic, everywhere map[string]int, special map[int]bool) *mention {
	scores := map[string]*nameScore{}
	for _, g := range t.segments {
		for _, s := range sp.sentences[g.from:g.to] {
			for _, p := range sp.phrases(s) {
				n := scores[p.key]
				if n == nil {
					n = &nameScore{key: p.key, where: mention{s, p.from, p.to}}
					scores[p.key] = n
				}
				n.score++
				if special[s.index] {
					n.score += 1.5
					n.where = mention{s, p.from, p.to}
				}
			}
		}
	}
	list := make([]*nameScore, 0, len(scores))
	for _, n := range scores {
		words := float64(strings.Count(n.key, " ") + 1)
		if everywhere[n.key] < 2 {
			words *= 0.5
		}
		n.score *= words * n.score / (n.score + float64(everywhere[n.key])/2)
		list = append(list, n)
	}
	if len(list) == 0 {
		return nil
	}
	best := slices.MinFunc(list, func(a, b *nameScore) int {
		return cmp.Or(cmp.Compare(b.score, a.score), cmp.Compare(a.key, b.key))
	})
	return &best.where
}

// nameFrom names the initiative by the words of its lever, aim and outcome that the meeting uses most, or gives nil.
func (sp *speech) nameFrom(ch *choice) *mention {
	counts := map[string]int{}
	for _, s := range sp.sentences {
		for _, p := range sp.phrases(s) {
			counts[p.key]++
		}
	}
	var name *mention
	bestScore := 0.0
	for _, k := range []kind{kindLever, kindOutcome, kindAim} {
		c := ch.single[k]
		if c == nil {
			continue
		}
		from, to := c.bytes()
		for _, p := range sp.phrases(c.s) {
			words := strings.Count(p.key, " ") + 1
			if p.from < from || p.to > to || counts[p.key] < 2 {
				continue
			}
			score := math.Sqrt(float64(counts[p.key])) * [...]float64{1, 3, 4}[words-1]
			if k == kindLever {
				score *= leverNames
			}
			if score > bestScore {
				name, bestScore = &mention{c.s, p.from, p.to}, score
			}
		}
	}
	return name
}

const leverNames = 1.5 // an initiative is called by what is done rather than by what it is for

// phrase is a run of one to three content words that stand together.
type phrase struct {
	key      string // stems
	from, to int    // bytes of the sentence's text
}

func (sp *speech) phrases(s *sentence) []phrase {
	var list []phrase
	for i := range s.words {
		key := ""
		for k := i; k < len(s.words) && k < i+3; k++ {
			w := s.words[k]
			if !nameWord(w.norm) || sp.isSpeakerName(w.norm) || k > i && s.apart(k) {
				break
			}
			if key != "" {
				key += " "
			}
			key += stem(w.norm)
			from, to := s.words[i].start, w.end
			from, to = trimPunctuation(s.text, from, to)
			if from < to {
				list = append(list, phrase{key: key, from: from, to: to})
			}
		}
	}
	return list
}

// apart reports whether punctuation or a left-out word stands before word k.
func (s *sentence) apart(k int) bool {
	return strings.TrimSpace(s.text[s.words[k-1].end:s.words[k].start]) != "" ||
		strings.ContainsAny(s.text[s.words[k-1].end-1:s.words[k-1].end], ".,;:!?…")
}

func nameWord(w string) bool {
	return contentWord(w) && !chatter[w] && !strings.HasSuffix(w, "ly") && !strings.Contains(w, "'") && !isNumberWord(w)
}

// isNumberWord reports whether a word is a spoken number, such as "thirty-one".
func isNumberWord(w string) bool {
	first, _, _ := strings.Cut(w, "-")
	return numberWords[w] || numberWords[first]
}

// chatter is content words that name nothing.
var chatter = set(`team screen slide chat link channel notes note discord slack sign document doc page button click week sprint thumbs gonna
monday tuesday wednesday thursday friday saturday sunday january february march april june july august september october november december
morning afternoon evening tonight hour hours able alright account awesome believe bring build change check clear close couple decide deal
doesn figure focus goal aim happy hear hopefully idea ideas interested join kinda leave listen literally live love low high matter means mention
months particular particularly pick proposal push ready remember review room run running second seconds short simple single slightly small speak
special specific stay step stop stuff suggest supposed sudden terms thinking tiny total totally touch type vote walk watch weird wonder wrong
discussion discuss conversation number numbers percent half twenty thirty forty fifty hundred thousand dozen zero four five six seven eight ten twelve days minute
gotcha sounds sounding correct add added adding allow ask asking based basic case cases cost hit haven hadn involved level needed note okay
reach related set sense sit sort spend stand stuck wanted written wrote yesterday young won wouldn somebody nobody everybody anybody`)

func trimPunctuation(text string, a, b int) (int, int) {
	const marks = ".,;:!?…\"'()[]*_“”"
	for a < b && strings.ContainsRune(marks, rune(text[a])) {
		a++
	}
	for a < b && strings.HasSuffix(text[a:b], "…") {
		b -= len("…")
	}
	for a < b && strings.ContainsRune(marks, rune(text[b-1])) {
		b--
	}
	return a, b
}
