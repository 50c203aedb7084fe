package draft

import (
	"cmp"
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/quantity"
)

const (
	mostNotes   = 150 // of one reply; more is no selection
	wrongNotes  = 3   // one in so many notes of a reply may point at nothing before it is asked for again
	shownWrong  = 4   // wrong notes that are named when it is
	longestNote = 60  // words of a quote that still is one
	wholeNote   = 90  // words of one with what it may not leave out of its sentences
	shortNote   = 3   // words that a quote has at least
	longAbout   = 60  // bytes of the name of an initiative
)

// note is a place in the records that a model named for a field, and that holds.
type note struct {
	id      string // in the order of the records: n1, n2
	kind    kind
	parts   []part // one sentence each, in order
	settled agent.Maturity
	about   string
	byRules *candidate // what the builtin engine found; nil for a place that the model named
}

// part is words [from, to) of a sentence.
type part struct {
	s        *sentence
	from, to int
}

func (p part) bytes() (from, to int) { return p.s.words[p.from].start, p.s.words[p.to-1].end }

// noted is the reply to the prompt that extracts: the places for each field, by its name.
type noted map[string][]namedPlace

// all gives the places in the order of the fields.
func (n noted) all() []namedPlace {
	var list []namedPlace
	for k := range kinds {
		for i, place := range n[wordOf(k)] {
			place.kind, place.number = k, i+1
			list = append(list, place)
		}
	}
	return list
}

type namedPlace struct {
	kind   kind
	number int // within its field, from 1

	Line    string         `json:"line"`
	Quote   string         `json:"quote"`
	Settled agent.Maturity `json:"settled"`
	About   string         `json:"about"`
}

// read lets the model read every window and keeps the notes that hold.
func (r *modelRun) read(ctx context.Context) (reason string, err error) {
	windows, err := r.windows()
	if err != nil {
		return "", err
	}
	r.spent.Windows = len(windows)
	for _, source := range r.spoken() {
		for _, u := range r.sources[source].Utterances {
			r.spent.Speech += tokens(u.Text)
		}
	}
	said := r.sp.byUtterance()
	refused := map[kind]string{}
	for i, w := range windows {
		values := map[string]any{"Topic": plain(r.options.Topic), "Part": i + 1, "Parts": len(windows), "Fence": w.fence, "Turns": w.turns}
		reply, reason, err := inquire(ctx, r, extractPrompt, fmt.Sprintf("reading part %d of %d", i+1, len(windows)), values, func(n noted) error { return r.pointsAtLines(w, n) })
		if err != nil {
			return "", err
		}
		if reason != "" {
			return fmt.Sprintf("the model could not read part %d of %d: %s", i+1, len(windows), reason), nil
		}
		for _, n := range reply.all() {
			r.spent.Notes++
			held, problem := r.hold(said, w, n)
			if held == nil {
				refused[n.kind] = cmp.Or(refused[n.kind], problem)
				continue
			}
			r.add(held)
		}
	}
	r.spent.Verified = len(r.notes)
	const none = "the model named no place in the record that holds"
	if len(r.notes) == 0 && r.spent.Notes > 0 {
		return none, nil
	}
	slices.SortStableFunc(r.notes, func(a, b *note) int {
		return cmp.Or(cmp.Compare(a.parts[0].s.index, b.parts[0].s.index), cmp.Compare(a.parts[0].from, b.parts[0].from))
	})
	for _, n := range r.notes {
		delete(refused, n.kind)
	}
	r.failed = refused
	r.offer()
	if len(r.notes) == 0 {
		return none, nil
	}
	for i, n := range r.notes {
		n.id = fmt.Sprintf("n%d", i+1)
	}
	return "", nil
}

// offer adds what the builtin engine chose for the fields of which the model named no place, which may be all of them. Whether that
// states them is for the model to say when it composes.
func (r *modelRun) offer() {
	noted := map[kind]bool{}
	for _, n := range r.notes {
		noted[n.kind] = true
	}
	for k := range kinds {
		if noted[k] || r.failed[k] != "" { // for what failed the builtin engine stands in
			continue
		}
		for _, c := range append(r.ch.lists[k], r.ch.single[k]) {
			if c == nil {
				continue
			}
			n := &note{kind: k, parts: []part{{c.s, c.from, c.to}}, settled: cmp.Or(c.settled(), agent.Proposed), byRules: c}
			n.widen()
			if r.problemOf(n, k) == "" {
				r.add(n)
			}
		}
	}
}

// pointsAtLines asks for another reply when too many notes point at nothing.
func (r *modelRun) pointsAtLines(w *window, n noted) error {
	places := n.all()
	if len(places) > mostNotes {
		return fmt.Errorf("there are %d notes, and at most %d are read: keep those that say it best", len(places), mostNotes)
	}
	var wrong []string
	for _, place := range places {
		l, ok := w.lines[place.Line]
		switch {
		case !ok:
			wrong = append(wrong, fmt.Sprintf("%s, note %d: %q is not the id of a line", wordOf(place.kind), place.number, clip(place.Line, longestName)))
		default:
			if _, _, ok := find(&r.sources[l.source].Utterances[l.utterance], place.Quote); !ok {
				wrong = append(wrong, fmt.Sprintf("%s, note %d: the quote is not in line %s", wordOf(place.kind), place.number, l.ID))
			}
		}
	}
	if len(wrong)*wrongNotes > len(places) {
		return fmt.Errorf("%d of %d notes point at nothing: %s", len(wrong), len(places), strings.Join(wrong[:min(len(wrong), shownWrong)], "; "))
	}
	return nil
}

// add keeps a note once: windows overlap. Two that meet in a sentence become one: what goes on in the next line is a quote of its own,
// and reaches back to the "not" that both depend on.
func (r *modelRun) add(n *note) {
	for _, old := range r.notes {
		if old.kind != n.kind || !old.meets(n) {
			continue
		}
		if len(old.parts) == 1 && len(n.parts) == 1 {
			a, b := &old.parts[0], n.parts[0]
			a.from, a.to = min(a.from, b.from), max(a.to, b.to)
		}
		return
	}
	r.notes = append(r.notes, n)
}

// meets reports whether two notes for a field share words, or stand side by side in a sentence where one thing is meant.
func (n *note) meets(o *note) bool {
	a, b := n.parts[0], o.parts[0]
	gap := 0
	if room[n.kind] > 0 {
		gap = -1 // what stands side by side may be two items of a list
	}
	return a.s == b.s && a.from-b.to <= gap && b.from-a.to <= gap
}

// byUtterance gives the sentences that each utterance of each source takes part in.
func (sp *speech) byUtterance() map[[2]int][]*sentence {
	m := map[[2]int][]*sentence{}
	for _, s := range sp.sentences {
		for _, p := range s.pieces {
			key := [2]int{s.turn.source, p.utterance}
			if list := m[key]; len(list) == 0 || list[len(list)-1] != s {
				m[key] = append(m[key], s)
			}
		}
	}
	return m
}

// hold turns what a model named into a note, or says why it does not hold.
func (r *modelRun) hold(said map[[2]int][]*sentence, w *window, named namedPlace) (*note, string) {
	l, ok := w.lines[named.Line]
	if !ok {
		return nil, "there is no such line"
	}
	u := &r.sources[l.source].Utterances[l.utterance]
	from, to, ok := find(u, named.Quote)
	if !ok {
		return nil, "the quote is not in the record"
	}
	n := &note{kind: named.kind, settled: named.Settled, about: clip(plain(named.About), longAbout)}
	n.parts = partsOf(said[[2]int{l.source, l.utterance}], l.utterance, from, to)
	if n.words() > longestNote {
		return nil, "the quote is too long"
	}
	n.widen()
	if problem := r.problemOf(n, n.kind); problem != "" {
		return nil, problem
	}
	return n, ""
}

// partsOf gives the words of the sentences that bytes [from, to) of an utterance touch.
func partsOf(sentences []*sentence, utterance, from, to int) []part {
	var parts []part
	for _, s := range sentences {
		for _, p := range s.pieces {
			a, b := max(from, p.start), min(to, p.end)
			if p.utterance != utterance || a >= b {
				continue
			}
			a, b = p.at+a-p.start, p.at+b-p.start
			first := slices.IndexFunc(s.words, func(w word) bool { return w.end > a })
			last := first
			for last >= 0 && last < len(s.words) && s.words[last].start < b {
				last++
			}
			if first >= 0 && first < last {
				parts = append(parts, part{s, first, last})
			}
		}
	}
	return parts
}

// widen takes in what a quote may not leave out of its sentences: a condition before or after it, a "not" or a "maybe" in its
// clause, and the rest of a number.
func (n *note) widen() {
	if len(n.parts) == 0 {
		return
	}
	first, last := &n.parts[0], &n.parts[len(n.parts)-1]
	for i, own := first.from-1, true; i >= 0; i-- {
		own = own && !first.s.opensThought(i+1)
		w := first.s.words[i].norm
		if conditions[w] || own && (negations[w] || hedgeWords[w] || first.from-i <= boundReach && first.s.qualifies(i)) {
			first.from = i
		}
	}
	for i := last.to; i < len(last.s.words); i++ {
		if conditions[last.s.words[i].norm] || i == last.to && last.s.qualifies(i) {
			last.to = len(last.s.words)
		}
	}
	for i := range n.parts {
		p := &n.parts[i]
		from, to := p.bytes()
		if !within(quantity.Values(p.s.text[from:to]), quantity.Values(p.s.text)) {
			p.from, p.to = 0, len(p.s.words)
		}
	}
}

// opensThought reports whether what a sentence says from word i on no longer depends on a "not" before it. A comma or an
// "and" is not enough: "we won't print, pack and ship".
func (s *sentence) opensThought(i int) bool {
	switch s.words[i].norm {
	case "but", "because", "so":
		return true
	}
	return i > 0 && strings.ContainsAny(s.text[s.words[i-1].end-1:s.words[i].start], ".?!;:\u2014\u2013")
}

// within reports whether every value is among others.
func within(values, others []float64) bool {
	return !slices.ContainsFunc(values, func(v float64) bool {
		return !slices.ContainsFunc(others, func(o float64) bool { return quantity.Same(o, v) })
	})
}

func (n *note) words() int {
	count := 0
	for _, p := range n.parts {
		count += p.to - p.from
	}
	return count
}

// problemOf says why a note does not state a field, "" when nothing speaks against it. It is what [Builtin] asks of its own
// candidates, as far as that does not depend on how a thing is said.
func (r *modelRun) problemOf(n *note, k kind) string {
	if len(n.parts) == 0 {
		return "the quote holds no words"
	}
	s := n.parts[0].s
	switch {
	case n.words() > wholeNote:
		return "the quote is too long"
	case n.words() < shortNote && k != kindOwner && k != kindCadence:
		return "the quote is too short"
	case slices.ContainsFunc(n.parts, func(p part) bool { return readOut(p.s) }):
		return "somebody read it out"
	case n.settled == agent.Reversed && k != kindRuledOut:
		return "it was taken back"
	case k != kindOwner && slices.ContainsFunc(n.parts, func(p part) bool { return p.deniedAs(k) }):
		return "it is denied"
	case k == kindOwner && r.ownerIn(n) == nil:
		return "nobody took it on"
	case k == kindCadence && !n.says(isRhythm):
		return "it names no day and no rhythm"
	case k == kindGate && !n.says(isCondition):
		return "it sets no condition"
	case len(s.words) == 0:
		return "the quote holds no words"
	}
	return ""
}

// says reports whether one of the sentences of a note fits.
func (n *note) says(fits func(*sentence) bool) bool {
	return slices.ContainsFunc(n.parts, func(p part) bool { return fits(p.s) })
}

var rhythmWords = set(`daily weekly fortnightly monthly quarterly every each day days week weeks month months quarter sprint monday tuesday wednesday thursday friday mondays tuesdays wednesdays thursdays fridays`)

// returnWords say that people come back to a thing, without a day.
var returnWords = set(`again next tomorrow`)

// namesRhythm reports whether a sentence says on which day or how often something happens.
func namesRhythm(s *sentence) bool {
	_, ok := quantity.ParseRhythm(s.text)
	return ok
}

// isRhythm reports whether a sentence says that people come back to something, if only "next week".
func isRhythm(s *sentence) bool {
	return namesRhythm(s) || len(quantity.Deadlines(s.text)) > 0 || slices.ContainsFunc(s.words, func(w word) bool { return rhythmWords[w.norm] || returnWords[w.norm] })
}

func isCondition(s *sentence) bool {
	return hasNumber(s) || len(quantity.Deadlines(s.text)) > 0 || containsAny(s.norm, " at least ", " depending on ", " depends on ", " ready for ", " ready to ") ||
		slices.ContainsFunc(s.words, func(w word) bool { return conditions[w.norm] })
}

// deniedAs reports whether the words by which a part states a field say the opposite: "the goal isn't to".
func (p part) deniedAs(k kind) bool {
	for _, f := range statements().fits(p.s) {
		if f.kind != k || f.from < p.from-1 || f.from >= p.to {
			continue
		}
		if stated(k) && p.s.deniedIn(f.from, f.to) || denies(k) && p.s.negated(f.from) || k == kindObjection && p.s.supposed(f.from) {
			return true
		}
	}
	return false
}

// ownWords are words about owning and doing that count as taking on when the first person says them together with words that accept.
var ownWords = set(`own owner ownership lead drive responsible accountable charge run handle take takes pick care coordinate work working write prepare organise organize finish`)

// takesRE fits words by which the first person takes a thing on whatever the words before were.
var takesRE = regexp.MustCompile(` (?:put me down|put my name|i want it|it's mine|it's me|count me in|i've got (?:it|this|that one)|that's (?:me|mine)) `)

// takesOn reports whether the speaker of a sentence takes something on in it.
func (sp *speech) takesOn(s *sentence) bool {
	if slices.ContainsFunc(statements().fits(s), func(f fit) bool { return f.kind == kindOwner }) || takesRE.MatchString(s.norm) {
		return true
	}
	return firstPerson(s) && acceptsRE.MatchString(s.norm) &&
		(sp.ownerAskedBefore(s) || slices.ContainsFunc(s.words, func(w word) bool { return ownWords[w.norm] }))
}

// ownerIn gives who took the initiative on where a note says so, by the rules of [Builtin], or nil.
func (r *modelRun) ownerIn(n *note) *candidate {
	if n.byRules != nil && n.byRules.kind == kindOwner {
		return n.byRules
	}
	for _, p := range n.parts {
		s := p.s
		if p.deniedAs(kindOwner) {
			continue
		}
		handOver := slices.ContainsFunc(statements().fits(s), func(f fit) bool { return f.kind == kindHandOver })
		c := &candidate{kind: kindOwner, s: s, from: p.from, to: p.to, cue: p.from, score: acceptedScore, stance: stanceOf(s), agreed: r.sp.receptionOf(s).agreed}
		if r.sp.takesOn(s) && s.turn.speaker != "" && !refusalIn(s) && !r.sp.refuses(s.turn, s) && !r.sp.turnedDown(s) {
			c.name = s.turn.speaker
			return c
		}
		c.kind = kindHandOver
		if _, _, at := r.sp.personIn(s); at > 0 {
			c.cue = at
		}
		if o := r.sp.handedOver(c); o != nil && (handOver || o.context != nil) {
			return o
		}
	}
	return nil
}
