package draft

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/prompts"
)

const (
	aroundLines = 2   // lines before and after a quoted one that are shown
	aroundWords = 10  // words that these have on each side, when lines are short
	mostAround  = 4   // lines on each side, however short
	aroundBytes = 200 // of a line around a quote, or around the quotes in a long line
)

// The verdicts of the second reading.
const (
	verdictPartly = "partly"
	verdictNot    = "not"
)

// shownClaim is a claim as a model is shown it.
type shownClaim struct {
	Number             int
	Field, Text, Lines string
}

// verdicts is the reply to the prompt that verifies.
type verdicts struct {
	Verdicts []verdict `json:"verdicts"`
}

type verdict struct {
	Field   int    `json:"field"`
	Verdict string `json:"verdict"`
}

// seldomStated are the fields that few meetings state; the prompt asks for more before it believes one.
var seldomStated = map[kind]bool{kindDone: true, kindGate: true, kindLearn: true, kindOtherwise: true, kindGuardrail: true, kindRights: true}

// verify has the composed sheet read again, strictly: what the meeting does not state is blanked, and what it states in part is called
// so. No word is added or changed by it. Without a usable reply the fields stand as they were composed, and the reason says why.
func (r *modelRun) verify(ctx context.Context) (reason string, err error) {
	r.composed = r.composed.settle()
	claims := r.composed.ch.claims()
	if len(claims) == 0 {
		return "", nil
	}
	reply, reason, err := inquire(ctx, r, verifyPrompt, "reading the sheet again", r.secondReading(claims), func(v verdicts) error { return v.judge(len(claims)) })
	if err != nil || reason != "" {
		return prefixed("the second reading is missing: ", reason), err
	}
	said := map[*candidate]string{}
	for _, v := range reply.Verdicts {
		said[claims[v.Field-1]] = v.Verdict
	}
	r.verified = true
	r.composed.ch = r.judged(said)
	return "", nil
}

// settle gives the choice with the words of every candidate settled, so that blanking one does not lengthen what stands beside it.
func (h *hearing) settle() *hearing {
	f := &filler{sp: h.sp, ch: h.ch}
	settled := *h
	settled.ch = h.ch.each(func(c *candidate) *candidate {
		own := *c
		if own.written == nil {
			own.written = &written{}
			own.written.text, own.written.evidence = f.words(c)
		}
		return &own
	})
	return &settled
}

// each gives a choice with every candidate replaced; nil leaves one out.
func (ch *choice) each(replace func(*candidate) *candidate) *choice {
	next := &choice{}
	for k := range kinds {
		if c := ch.single[k]; c != nil {
			next.single[k] = replace(c)
		}
		if next.single[k] != nil {
			next.also[k] = ch.also[k]
		}
		for _, c := range ch.lists[k] {
			if c = replace(c); c != nil {
				next.lists[k] = append(next.lists[k], c)
			}
		}
	}
	next.accountable()
	return next
}

// claims gives what a sheet of a choice says, in the order of the fields.
func (ch *choice) claims() []*candidate {
	var list []*candidate
	ch.each(func(c *candidate) *candidate {
		list = append(list, c)
		return c
	})
	return list
}

// judged gives the composed choice without what is not stated, and counts.
func (r *modelRun) judged(said map[*candidate]string) *choice {
	return r.composed.ch.each(func(c *candidate) *candidate {
		switch said[c] {
		case verdictNot:
			if !r.corroborated(c) {
				r.spent.Blanked++
				return nil
			}
			c.score = min(c.score, threshold[c.kind])
		case verdictPartly:
			c.score = min(c.score, threshold[c.kind])
		}
		return c
	})
}

// corroborated reports whether a single field that the second reading does not believe rests on several places of the record
// all the same. Then two readings disagree, and the field is stated in part. Of what few meetings state, it takes both.
func (r *modelRun) corroborated(c *candidate) bool {
	if seldomStated[c.kind] || r.composed.ch.single[c.kind] != c {
		return false
	}
	places := map[string]bool{}
	for _, e := range r.evidenceOf(c) {
		places[fmt.Sprint(e.Source, e.Utterance)] = true
	}
	return len(places) > 1
}

// judge asks for another reply when one does not give every claim one verdict.
func (v verdicts) judge(claims int) error {
	given := map[int]int{}
	var problems []error
	for _, one := range v.Verdicts {
		given[one.Field]++
		if one.Field < 1 || one.Field > claims {
			problems = append(problems, fmt.Errorf("there is no field %d", one.Field))
		}
	}
	for n := 1; n <= claims; n++ {
		if given[n] != 1 {
			problems = append(problems, fmt.Errorf("field %d has %d verdicts, and needs one", n, given[n]))
		}
	}
	return errors.Join(problems[:min(len(problems), shownWrong)]...)
}

// secondReading gives what the prompt that verifies is filled with.
func (r *modelRun) secondReading(claims []*candidate) map[string]any {
	asked := map[string]bool{}
	shown := make([]shownClaim, len(claims))
	quoted := map[[2]int][2]int{} // bytes of a line, by its source and index, from the first quote of it to the last
	var text strings.Builder
	for i, c := range claims {
		name := wordOf(c.kind)
		asked[name] = true
		var ids []string
		for _, e := range r.evidenceOf(c) {
			u := slices.IndexFunc(r.sources[e.Source].Utterances, func(u agent.Utterance) bool { return u.ID == e.Utterance })
			if u < 0 {
				continue // the gates refuse such a quote
			}
			at := max(0, strings.Index(r.sources[e.Source].Utterances[u].Text, e.Quote))
			span := [2]int{at, at + len(e.Quote)}
			if old, there := quoted[[2]int{e.Source, u}]; there {
				span = [2]int{min(old[0], span[0]), max(old[1], span[1])}
			}
			quoted[[2]int{e.Source, u}] = span
			if id := r.lineID(e.Source, e.Utterance); !slices.Contains(ids, id) {
				ids = append(ids, id)
			}
		}
		shown[i] = shownClaim{i + 1, name, plain(r.textOf(c)), strings.Join(ids, ", ")}
		text.WriteString(shown[i].Text + "\n")
	}
	work := ""
	if in := r.composed.in; in != nil && in.topic.name != nil {
		work = plain(in.topic.name.text())
	}
	turns := r.around(quoted)
	seldom := slices.ContainsFunc(claims, func(c *candidate) bool { return seldomStated[c.kind] })
	return map[string]any{"Asked": asked, "Seldom": seldom, "Work": work, "Fields": shown, "Turns": turns, "Fence": prompts.Fence(work, text.String(), turns)}
}

// textOf gives the text of a claim as it stands on the sheet.
func (r *modelRun) textOf(c *candidate) string {
	if c.kind == kindOwner {
		return c.name + ": " + c.written.text
	}
	return c.written.text
}

// evidenceOf gives the quotes of a claim, with those that say it again and what it answers to.
func (r *modelRun) evidenceOf(c *candidate) []agent.Evidence {
	list := slices.Clone(c.written.evidence)
	if r.composed.ch.single[c.kind] == c {
		for _, o := range r.composed.ch.also[c.kind] {
			from, to := o.bytes()
			list = append(list, r.sp.evidence(o.s, from, to)...)
		}
	}
	if c.context != nil {
		list = append(list, r.sp.whole(c.context)...)
	}
	return list
}

// around gives the quoted lines and some before and after each, in the order of the records, each once.
func (r *modelRun) around(quoted map[[2]int][2]int) []shownTurn {
	var turns []shownTurn
	for source, t := range r.sources {
		wanted := map[int]bool{}
		for place := range quoted {
			if place[0] == source {
				wanted[place[1]] = true
				reach(t.Utterances, place[1], -1, wanted)
				reach(t.Utterances, place[1], 1, wanted)
			}
		}
		last := -1
		for i, u := range t.Utterances {
			if !wanted[i] {
				continue
			}
			speaker := inBrackets(u.Speaker)
			if last < 0 || last != i-1 || turns[len(turns)-1].Speaker != speaker {
				turns = append(turns, shownTurn{Speaker: speaker})
			}
			turn := &turns[len(turns)-1]
			span, isQuoted := quoted[[2]int{source, i}]
			if !isQuoted {
				span = [2]int{}
			}
			turn.Lines = append(turn.Lines, line{ID: r.lineID(source, u.ID), Text: plain(excerptOf(u.Text, span[0], span[1])), source: source, utterance: i})
			last = i
		}
	}
	return turns
}

// reach marks the lines on one side of a line: two of them, and more when they are short.
func reach(list []agent.Utterance, from, step int, wanted map[int]bool) {
	words := 0
	for n := 1; n <= mostAround && (n <= aroundLines || words < aroundWords); n++ {
		i := from + n*step
		if i < 0 || i >= len(list) {
			return
		}
		wanted[i] = true
		words += len(strings.Fields(list[i].Text))
	}
}

// excerptOf cuts a long line to what stands around bytes [from, to) of it.
func excerptOf(text string, from, to int) string {
	from, to = max(0, from-aroundBytes), min(len(text), to+aroundBytes)
	short := strings.ToValidUTF8(text[from:to], "")
	if from > 0 {
		short = "\u2026" + short
	}
	if to < len(text) {
		short += "\u2026"
	}
	return short
}
