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
	vector vector       // its words, and those of other talk as far as that is about the same
	depth  []float64    // how deep each sentence stands in the talk about it, see depthsIn
}

const (
	initiativeAim   = 0.6  // confidence from which a topic has an aim
	initiativeLever = 0.55 // and a lever
	initiativeSize  = 8    // sentences; less than this is a remark
	manyKinds       = 6    // kinds of things said that make up for an aim or a lever that was not
	mostKinds       = 10   // and for both
	clearlySaid     = 0.5  // confidence from which what is said counts for its topic
	rivalStrength   = 0.68 // confidence of aim and lever from which another topic is clearly an initiative too
	rivalShare      = 8    // and it is at least this part of the chosen one
)

const (
	affinityWeight = 0.16 // how much standing in the thick of the talk counts
	aroundSentence = 4    // sentences before and after one that show what it is about
	companyWeight  = 0.16 // how much being said among other such things counts between candidates
	inOneGo        = 10   // sentences before and after one that belong to the same go
)

// chooseInitiative picks the most discussed topic that has an aim and a mechanism, or the one that wanted names. It
// gives nil when no topic is an initiative.
func chooseInitiative(sp *speech, topics []*topic, found [kinds][]*candidate, wanted string) *initiative {
	weighTopics(topics, found)
	if wanted != "" {
		return wantedInitiative(sp, topics, wanted)
	}
	var chosen *topic
	best := 0.0
	for _, t := range topics {
		if t.isInitiative() && t.said > best {
			chosen, best = t, t.said
		}
	}
	if chosen == nil {
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
			in.vector = plus(in.vector, t.vector.times(cosine(t.vector, chosen.vector)))
		}
	}
	return in
}

// weighTopics sets the confidence of each topic's aim and lever, and how much is said about it that belongs on a
// sheet: a topic is discussed as an initiative where people want, doubt, promise and decide, not where they talk most.
// What is said about a similar topic counts as far as it is similar, because one subject seldom keeps its words.
func weighTopics(topics []*topic, found [kinds][]*candidate) {
	own := make([]float64, len(topics))
	for k := range found {
		for _, c := range found[k] {
			t := topics[c.s.topic]
			switch kind(k) {
			case kindAim:
				t.aim = max(t.aim, c.score)
			case kindLever:
				t.lever = max(t.lever, c.score)
			}
			own[t.id] += max(0, c.score-clearlySaid)
		}
	}
	for _, t := range topics {
		t.said = own[t.id]
		for _, o := range topics {
			if o != t {
				t.said += cosine(t.vector, o.vector) * own[o.id]
			}
		}
	}
}

// acrossTopics gives the most discussed topic of a meeting in which aim and lever are said in different places: a
// short meeting is about one thing even where its words change.
func acrossTopics(topics []*topic, found [kinds][]*candidate) *topic {
	aim, lever := 0.0, 0.0
	var most *topic
	for _, t := range topics {
		aim, lever = max(aim, t.aim), max(lever, t.lever)
		if most == nil || t.said > most.said {
			most = t
		}
	}
	if !isOneInitiative(aim, lever, kindsSaid(found)) {
		return nil
	}
	return most
}

// isOneInitiative decides whether a meeting as a whole is about one initiative: its aim and its lever are said, or one
// of them with much that is said about an initiative, or so much of that that it can be nothing else.
func isOneInitiative(aim, lever float64, said int) bool {
	return aim >= initiativeAim && lever >= initiativeLever ||
		max(aim, lever) >= initiativeAim && said >= manyKinds ||
		said >= mostKinds
}

// kindsSaid counts the kinds of things that a meeting says clearly: reasons, choices, doubts, limits and so on.
func kindsSaid(found [kinds][]*candidate) int {
	said := 0
	for k := range found {
		if best(found[k], threshold[k], nil) != nil {
			said++
		}
	}
	return said
}

func (t *topic) isInitiative() bool {
	return t.aim >= initiativeAim && t.lever >= initiativeLever && t.sentences >= initiativeSize
}

// isWorthListing reports whether a topic may be another initiative: something is wanted or to be done there.
func (t *topic) isWorthListing() bool {
	return (t.aim >= initiativeAim || t.lever >= initiativeLever) && t.sentences >= initiativeSize
}

// isRival reports whether a topic is clearly an initiative of its own beside the chosen one.
func (t *topic) isRival(chosen *topic) bool {
	return t.aim >= rivalStrength && t.lever >= rivalStrength && t.words*rivalShare >= chosen.words
}

// wantedInitiative is the initiative that the wanted words name: only the talk around them belongs to it.
func wantedInitiative(sp *speech, topics []*topic, wanted string) *initiative {
	chosen := topicAbout(sp, topics, wanted)
	if chosen == nil {
		return nil
	}
	in := &initiative{topic: chosen, rivals: map[int]bool{}, vector: chosen.vector}
	for _, t := range topics {
		in.rivals[t.id] = true
	}
	return in
}

const aroundMention = 8 // sentences before and after a mention that are taken to be about it

// topicAbout makes a topic of the talk around the places where the wanted words are said together. It gives nil when
// they are not said.
func topicAbout(sp *speech, topics []*topic, wanted string) *topic {
	stems := map[string]bool{}
	for w := range strings.FieldsSeq(wanted) {
		if n := normalise(w); n != "" {
			stems[stem(n)] = true
		}
	}
	t := &topic{id: len(topics)}
	end := 0 // of the last segment
	for _, s := range sp.sentences {
		where := sp.mentionOf(s, stems)
		if where == nil {
			continue
		}
		if t.name == nil {
			t.name = where
		}
		from, to := max(end, s.index-aroundMention), min(len(sp.sentences), s.index+aroundMention+1)
		if from >= to {
			continue
		}
		t.segments = append(t.segments, &segment{from: from, to: to, vector: sp.words.of(from, to)})
		end = to
	}
	if len(t.segments) == 0 {
		return nil
	}
	for _, g := range t.segments {
		t.vector = plus(t.vector, g.vector)
		t.sentences += g.to - g.from
		for _, s := range sp.sentences[g.from:g.to] {
			s.topic = t.id
			t.words += len(s.words)
		}
	}
	return t
}

// mentionOf gives the place where a sentence says most of the wanted stems, or nil.
func (sp *speech) mentionOf(s *sentence, stems map[string]bool) *mention {
	said := map[string]bool{}
	var at mention
	for _, w := range s.words {
		k := stem(w.norm)
		if !stems[k] || said[k] {
			continue
		}
		from, to := trimPunctuation(s.text, w.start, w.end)
		if len(said) == 0 {
			at = mention{s, from, to}
		} else if from-at.to <= len(" and the ") {
			at.to = to
		}
		said[k] = true
	}
	if len(said) == 0 || 2*len(said) <= len(stems) && len(stems) > 1 {
		return nil
	}
	return &at
}

// affinity rewards sentences in the thick of the talk about the initiative, and costs those far from it.
func (in *initiative) affinity(sp *speech, s *sentence) float64 {
	if in.depth == nil {
		in.depth = sp.depthsIn(in.vector)
	}
	return affinityWeight * (in.depth[s.index] - 0.5)
}

// depthsIn ranks the sentences by how much the talk around them uses the words of a vector: from 0 for the farthest
// to 1 for the closest. Ranks compare across meetings where cosines, which depend on the length of the talk, do not.
func (sp *speech) depthsIn(v vector) []float64 {
	n := len(sp.sentences)
	near := make([]float64, n)
	for i := range near {
		near[i] = cosine(sp.words.of(max(0, i-aroundSentence), min(n, i+aroundSentence+1)), v)
	}
	return ranks(near)
}

// companyOf ranks the sentences by how many kinds of things that belong on a sheet are said around them: people who
// speak about an initiative say what they want, why, and what worries them in one go.
func (sp *speech) companyOf(found [kinds][]*candidate) []float64 {
	n := len(sp.sentences)
	company := make([]float64, n)
	for k := range found {
		next := 0 // the first sentence that this kind does not count for yet
		for _, c := range found[k] {
			if c.score < clearlySaid {
				continue
			}
			for i := max(next, c.s.index-inOneGo); i <= min(n-1, c.s.index+inOneGo); i++ {
				company[i]++
				next = i + 1
			}
		}
	}
	return ranks(company)
}

// ranks replaces values by the share of values below them.
func ranks(values []float64) []float64 {
	sorted := slices.Sorted(slices.Values(values))
	for i, x := range values {
		below, _ := slices.BinarySearch(sorted, x)
		values[i] = float64(below) / float64(len(values))
	}
	return values
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
	return numberWords[w] || numberWords[first] || strings.ContainsAny(w, "0123456789")
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
	const marks = ".,;:!?…\"'()[]*_“”‘’"
	trimmed := strings.TrimLeft(text[a:b], marks)
	a = b - len(trimmed)
	return a, a + len(strings.TrimRight(trimmed, marks))
}
