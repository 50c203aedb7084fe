package draft

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"
	"unicode"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/prompts"
)

const (
	mostFields = 60 // of one reply
	mostOfList = 4  // items that the model is asked for
	mostShown  = 3  // notes that a field shows as evidence

	pickedByRules = "found by rules" // stands above the notes of the builtin engine
)

// shownNote is a note as a model is shown it.
type shownNote struct{ ID, Field, Settled, Speaker, Quote string }

// shownGroup is the notes about one initiative, by the name that the model gave it.
type shownGroup struct {
	About string
	Notes []shownNote
}

// composedReply is the reply to the prompt that composes.
type composedReply struct {
	Initiative string          `json:"initiative"`
	Fields     []composedField `json:"fields"`
}

type composedField struct {
	Field string   `json:"field"`
	Notes []string `json:"notes"`
	Text  string   `json:"text"`
}

// compose lets the model choose among the notes, and makes the choice that the sheet is written from.
func (r *modelRun) compose(ctx context.Context) (reason string, err error) {
	byID := map[string]*note{}
	for _, n := range r.notes {
		byID[n.id] = n
	}
	groups, text := r.groups()
	values := map[string]any{"Topic": plain(r.options.Topic), "Most": mostOfList, "Rules": pickedByRules, "Fence": prompts.Fence(text), "Groups": groups}
	reply, reason, err := inquire(ctx, r, composePrompt, "choosing what goes onto the sheet", values, func(c composedReply) error { return namesNotes(byID, c) })
	if err != nil || reason != "" {
		return prefixed("the model could not compose the sheet: ", reason), err
	}
	if strings.TrimSpace(reply.Initiative) == "" {
		return r.composeNone()
	}
	ch := r.choose(byID, reply)
	if ch.isEmpty() {
		return "the model composed nothing that holds", nil
	}
	r.composed = r.with(ch, reply.Initiative)
	return "", nil
}

// groups gives the notes as a model is shown them, and all words of it.
func (r *modelRun) groups() (groups []shownGroup, text string) {
	var b strings.Builder
	for _, n := range r.notes {
		shown := shownNote{n.id, wordOf(n.kind), string(n.settled), inBrackets(n.parts[0].s.turn.speaker), plain(wholeText(n.parts))}
		b.WriteString(n.about + "\n" + shown.Quote + "\n")
		about := inBrackets(n.about)
		if n.byRules != nil {
			about = pickedByRules
		}
		i := slices.IndexFunc(groups, func(g shownGroup) bool { return g.About == about })
		if i < 0 {
			i = len(groups)
			groups = append(groups, shownGroup{About: about})
		}
		groups[i].Notes = append(groups[i].Notes, shown)
	}
	return groups, b.String()
}

func prefixed(prefix, reason string) string {
	if reason == "" {
		return ""
	}
	return prefix + reason
}

// namesNotes asks for another reply when it names notes that there are not.
func namesNotes(byID map[string]*note, c composedReply) error {
	if len(c.Fields) > mostFields {
		return fmt.Errorf("there are %d fields, and at most %d are read", len(c.Fields), mostFields)
	}
	var problems []error
	for _, f := range c.Fields {
		if len(f.Notes) == 0 {
			problems = append(problems, fmt.Errorf("the field %s names no note", f.Field))
		}
		for _, id := range f.Notes {
			if byID[id] == nil {
				problems = append(problems, fmt.Errorf("%q is not the id of a note", clip(id, longestName)))
			}
		}
	}
	return errors.Join(problems[:min(len(problems), shownWrong)]...)
}

// composeNone takes the model's word that the notes are about no initiative, unless its own notes say otherwise.
func (r *modelRun) composeNone() (string, error) {
	has := map[kind]bool{}
	for _, n := range r.notes {
		has[n.kind] = has[n.kind] || n.byRules == nil
	}
	if has[kindAim] && has[kindLever] {
		return "the model saw no initiative, though it noted an aim and what to do about it", nil
	}
	none := *r.hearing
	none.in, none.ch = nil, &choice{}
	r.composed, r.failed = &none, nil
	return "", nil
}

func (ch *choice) isEmpty() bool {
	return !slices.ContainsFunc(ch.single[:], func(c *candidate) bool { return c != nil }) &&
		!slices.ContainsFunc(ch.lists[:], func(list []*candidate) bool { return len(list) > 0 })
}

// choose turns the model's choice into one of candidates, as the builtin engine makes them.
func (r *modelRun) choose(byID map[string]*note, reply composedReply) *choice {
	ch := &choice{}
	for _, f := range reply.Fields {
		k := fieldWords[f.Field]
		if room[k] == 0 && ch.single[k] != nil || room[k] > 0 && len(ch.lists[k]) >= room[k] {
			continue
		}
		var notes []*note
		problem := ""
		for _, id := range f.Notes {
			if p := r.problemOf(byID[id], k); p != "" {
				problem = p
				continue
			}
			notes = append(notes, byID[id])
		}
		if len(notes) == 0 {
			r.failed[k] = problem
			continue
		}
		c := r.candidateOf(k, notes, f.Text)
		if room[k] > 0 {
			if !slices.ContainsFunc(ch.lists[k], func(o *candidate) bool { return o.written.text == c.written.text }) {
				ch.lists[k] = append(ch.lists[k], c)
			}
			continue
		}
		ch.single[k] = c
	}
	r.standIn(ch)
	ch.accountable()
	return ch
}

// accountable makes the one owner and the one reason of a choice all that there are.
func (ch *choice) accountable() {
	if c := ch.single[kindOwner]; c != nil {
		ch.owners = []*candidate{c}
	}
	if c := ch.single[kindBecause]; c != nil {
		ch.reasons = []*candidate{c}
	}
}

// standIn fills the fields for which the model named nothing that holds as the builtin engine does, where that found them in
// the same talk.
func (r *modelRun) standIn(ch *choice) {
	for k := range kinds {
		if r.failed[k] == "" || ch.single[k] != nil || len(ch.lists[k]) > 0 {
			delete(r.failed, k)
			continue
		}
		switch {
		case room[k] == 0 && r.ch.single[k] != nil && ch.isNear(r.ch.single[k].s):
			ch.single[k] = r.ch.single[k]
			ch.also[k] = r.ch.also[k]
		case room[k] > 0:
			for _, c := range r.ch.lists[k] {
				if ch.isNear(c.s) {
					ch.lists[k] = append(ch.lists[k], c)
				}
			}
		}
	}
}

// isNear reports whether a sentence stands in the talk that a choice was made from.
func (ch *choice) isNear(s *sentence) bool {
	near := func(c *candidate) bool {
		return c != nil && c.s.turn.source == s.turn.source && max(c.s.index-s.index, s.index-c.s.index) <= aroundMention
	}
	return slices.ContainsFunc(ch.single[:], near) ||
		slices.ContainsFunc(ch.lists[:], func(list []*candidate) bool { return slices.ContainsFunc(list, near) })
}

// candidateOf makes the candidate of a field from its notes, the best of them first.
func (r *modelRun) candidateOf(k kind, notes []*note, text string) *candidate {
	if k == kindOwner {
		return r.ownerIn(notes[0])
	}
	if i := slices.IndexFunc(notes, func(n *note) bool { return !r.takenBack(k, n) }); i > 0 {
		notes = append([]*note{notes[i]}, slices.Delete(slices.Clone(notes), i, i+1)...)
	}
	lead := notes[0].parts[0]
	c := &candidate{
		kind: k, s: lead.s, from: lead.from, to: lead.to, cue: lead.from, score: threshold[k] + statedMargin,
		stance: stanceOf(lead.s), agreed: r.sp.receptionOf(lead.s).agreed,
	}
	c.maturity = r.maturityOf(c, notes)
	if lead.s.question && !mayAsk(k) || k == kindCadence && !slices.ContainsFunc(notes, func(n *note) bool { return n.says(namesRhythm) }) {
		c.score = threshold[k] // it was asked, not said, or names no day
	}
	c.written = &written{}
	short, ok := r.sp.shorten(text, notes)
	if !ok {
		short = withoutFillers(partsInOrder(meantBy(text, notes)))
	}
	c.written.text = short
	for _, p := range partsInOrder(notes[:min(len(notes), mostShown)]) {
		from, to := p.bytes()
		for _, e := range r.sp.evidence(p.s, from, to) {
			c.written.evidence = r.appendEvidence(c.written.evidence, e)
		}
	}
	return c
}

// appendEvidence adds a quote, or lengthens the last one when that goes on in it.
func (r *modelRun) appendEvidence(list []agent.Evidence, e agent.Evidence) []agent.Evidence {
	if len(list) == 0 {
		return append(list, e)
	}
	last := &list[len(list)-1]
	u, ok := r.sources[e.Source].Find(e.Utterance)
	if !ok || last.Source != e.Source || last.Utterance != e.Utterance {
		return append(list, e)
	}
	start := strings.Index(u.Text, last.Quote)
	rest := u.Text[start+len(last.Quote):]
	if after := strings.TrimLeftFunc(rest, unicode.IsSpace); strings.HasPrefix(after, e.Quote) {
		last.Quote = u.Text[start : len(u.Text)-len(after)+len(e.Quote)]
		return list
	}
	return append(list, e)
}

const newWords = 2 // content words of a text that a further note has to bring

// meantBy gives the first of some notes, and those after it that a text takes words from, as long as the whole is short
// enough to be read as a field.
func meantBy(text string, notes []*note) []*note {
	wanted := map[string]bool{}
	for _, w := range scanWords(text) {
		if contentWord(w.norm) {
			wanted[w.norm] = true
		}
	}
	var meant []*note
	words := 0
	for i, n := range notes {
		brought := 0
		for _, p := range n.parts {
			for _, w := range p.s.words[p.from:p.to] {
				if wanted[w.norm] {
					delete(wanted, w.norm)
					brought++
				}
			}
		}
		if i == 0 || brought >= newWords && words+n.words() <= longestText {
			meant = append(meant, n)
			words += n.words()
		}
	}
	return meant
}

func (r *modelRun) takenBack(k kind, n *note) bool {
	return commits(k) && r.sp.takenBack(&candidate{kind: k, s: n.parts[0].s}) != nil
}

// settledness orders the maturities.
var settledness = []agent.Maturity{agent.Reversed, agent.Deferred, agent.Tentative, agent.Proposed, agent.Agreed}

// maturityOf takes the model's word for how settled something is only as far down as it goes: "agreed" needs words of
// agreement or decision, and what was hedged is tentative whatever the model says.
func (r *modelRun) maturityOf(c *candidate, notes []*note) agent.Maturity {
	if r.takenBack(c.kind, notes[0]) {
		return agent.Reversed
	}
	by := agent.Proposed
	switch {
	case c.agreed || c.stance.decided || slices.ContainsFunc(notes[1:], func(n *note) bool { return n.says(agrees) }):
		by = agent.Agreed
	case c.stance.hedges > 0 || c.s.question:
		by = agent.Tentative
	}
	if slices.Index(settledness, notes[0].settled) < slices.Index(settledness, by) {
		return notes[0].settled
	}
	return by
}

func agrees(s *sentence) bool { return replyOf(s) == replyYes || decidedRE.MatchString(s.norm) }

// with gives what was heard with the model's choice and title.
func (r *modelRun) with(ch *choice, title string) *hearing {
	h := *r.hearing
	h.ch = ch
	name := mentionIn(r.notes, title)
	if name == nil {
		name = r.sp.nameFrom(ch)
	}
	if name == nil && r.in != nil {
		name = r.in.topic.name
	}
	t := &topic{id: len(r.topics), name: name}
	own := map[int]bool{}
	for _, c := range slices.Concat(append(ch.lists[:], ch.single[:])...) {
		if c != nil {
			own[c.s.topic] = true
		}
	}
	h.topics = nil
	if r.in != nil && own[r.in.topic.id] && !slices.Contains(r.topics, r.in.topic) {
		t.segments = append(t.segments, r.in.topic.segments...) // of a topic that was asked for
	}
	for _, o := range r.topics {
		if own[o.id] {
			t.segments = append(t.segments, o.segments...)
			continue
		}
		h.topics = append(h.topics, o)
	}
	h.in = &initiative{topic: t, rivals: map[int]bool{}}
	return &h
}

const longestTitle = 6 // words

// mentionIn finds the words of a title side by side in a note.
func mentionIn(notes []*note, title string) *mention {
	words := scanWords(title)
	if len(words) == 0 || len(words) > longestTitle {
		return nil
	}
	for _, n := range notes {
		for _, p := range n.parts {
			for i := p.from; i+len(words) <= p.to; i++ {
				run := p.s.words[i : i+len(words)]
				if slices.EqualFunc(run, words, func(a, b word) bool { return a.norm == b.norm }) {
					from, to := trimPunctuation(p.s.text, run[0].start, run[len(run)-1].end)
					return &mention{p.s, from, to}
				}
			}
		}
	}
	return nil
}
