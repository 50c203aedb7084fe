package fact

import (
	"fmt"
	"slices"
	"strings"

	"github.com/plumbline-dev/plumb/agent/signal"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// Violation is something that a sentence says and its facts do not carry.
type Violation struct {
	Sentence int    // its place in the list, from 0
	Says     string // the words
	Why      string // what is wrong with them
	Do       string // the way out; a full sentence
}

const opCheck = "fact.check"

// Check refuses sentences with a number, a period, a move or a verb of cause that the facts they cite do not carry. The
// licence says how much is known about why a metric moved, by its id. The error is Invalid and lists every violation
// with the way out.
//
// A number has to be that of a cited fact about the metric that it is said of, in value, unit, sign and period, as
// exactly as it is written. What stands between quotation marks and is a verbatim part of the sentence's evidence is
// passed over: somebody said it.
func Check(sentences []Sentence, facts []Fact, licence func(metric string) signal.Evidence) error {
	return Refusal(Violations(sentences, facts, licence), sentences)
}

// Refusal makes an error of violations, nil of none.
func Refusal(violations []Violation, sentences []Sentence) error {
	if len(violations) == 0 {
		return nil
	}
	var b strings.Builder
	for i, v := range violations {
		if i > 0 {
			b.WriteString("; ")
		}
		fmt.Fprintf(&b, "%q in %q %s", v.Says, sentences[v.Sentence].Text, v.Why)
	}
	return fault.New(fault.Invalid, opCheck, b.String(), violations[0].Do)
}

// Violations lists what is wrong with sentences, see [Check].
func Violations(sentences []Sentence, facts []Fact, licence func(metric string) signal.Evidence) []Violation {
	return NewTable(facts, licence).Violations(sentences)
}

// Table holds the facts of a note, so that many sentences can be held against them. It is not for use by several
// goroutines at once.
type Table struct {
	reader  *reader
	licence func(metric string) signal.Evidence
}

// NewTable prepares facts. The licence says how much is known about why a metric moved, by its id.
func NewTable(facts []Fact, licence func(metric string) signal.Evidence) *Table {
	return &Table{newReader(facts), licence}
}

// Among gives a table of other facts, with the same licence. What was read of facts that are in both is not read again.
func (t *Table) Among(facts []Fact) *Table {
	other := NewTable(facts, t.licence)
	other.reader.contents = t.reader.contents
	return other
}

// Violations lists what is wrong with sentences, see [Check].
func (t *Table) Violations(sentences []Sentence) []Violation {
	r := t.reader
	var out []Violation
	for i, s := range sentences {
		st := r.read(s)
		_, problems := r.resolve(st, r.cited(s), t.licence)
		for _, p := range append(problems, r.causal(st, s, t.licence)...) {
			p.Sentence = i
			out = append(out, p)
		}
	}
	return out
}

// Cite gives the ids of the facts that a sentence rests on: those that carry its numbers, dates and moves, first of all among
// the ones that it cites already, then among those about the metrics that it names and about none. What no such fact
// carries is left out; [Check] finds it.
func (t *Table) Cite(s Sentence) []string {
	r := t.reader
	st := r.read(s)
	among := r.cited(s)
	for i := range r.facts {
		f := &r.facts[i]
		named := f.Metric == "" || slices.ContainsFunc(st.mentions, func(m mention) bool { return m.metric == f.Metric })
		if named && !slices.Contains(among, f) {
			among = append(among, f)
		}
	}
	return t.used(st, among)
}

// CiteFew gives, of the facts that a sentence cites, those that it rests on.
func (t *Table) CiteFew(s Sentence) []string { return t.used(t.reader.read(s), t.reader.cited(s)) }

// Carry gives what CiteFew does, and reports whether nothing is wrong with the sentence when it cites those facts, or its own
// if there are none that it rests on.
func (t *Table) Carry(s Sentence) (rests []string, holds bool) {
	r := t.reader
	st := r.read(s)
	used, problems := r.resolve(st, r.cited(s), t.licence)
	if rests = r.ids(used); len(rests) > 0 && !slices.Equal(rests, s.Facts) {
		s.Facts = rests
		if text := r.blankQuotes(s); text != st.text {
			st = r.readText(text)
		}
		_, problems = r.resolve(st, r.cited(s), t.licence)
	}
	return rests, len(problems) == 0 && len(r.causal(st, s, t.licence)) == 0
}

func (t *Table) used(st statement, among []*known) []string {
	used, _ := t.reader.resolve(st, among, t.licence)
	return t.reader.ids(used)
}

// ids gives the ids of facts, in their order.
func (r *reader) ids(of map[*known]bool) []string {
	ids := []string{}
	for i := range r.facts {
		if f := &r.facts[i]; of[f] {
			ids = append(ids, f.ID)
		}
	}
	return ids
}

// causal finds verbs of cause that the metrics of a sentence do not license.
func (r *reader) causal(st statement, s Sentence, licence func(string) signal.Evidence) []Violation {
	places := causes(st.plain)
	hints := r.hints(st.plain)
	if len(places) == 0 && len(hints) == 0 {
		return nil
	}
	metrics := r.about(st, s)
	words := signal.EvidenceNone
	licensed := len(metrics) > 0 && !otherEvents().MatchString(st.plain)
	name := "the metric"
	for i, metric := range metrics {
		level := licence(metric)
		licensed = licensed && level.Causal()
		if i == 0 {
			words, name = level, r.names[metric]
		}
	}
	if licensed {
		return nil
	}
	var out []Violation
	for _, at := range places {
		says := strings.ReplaceAll(st.plain[at[0]:at[1]], placeholder, "...")
		v := Violation{Says: strings.TrimSpace(says), Why: "claims a cause, and the evidence does not carry one",
			Do: fmt.Sprintf("What may be said: %q.", name+" "+words.Words())}
		if len(metrics) == 0 || words.Causal() {
			v.Do = "Say what moved and when, and leave out why."
		}
		out = append(out, v)
	}
	switch {
	case len(places) > 0:
	case !strings.Contains(st.plain, placeholder):
		out = append(out, Violation{
			Says: strings.Join(hints, ", "), Why: "hints at a cause: it names the mechanism, and says more than what people do next with it, or since when it is there",
			Do: "Say when it started, or what you do next with it, and leave out what it did.",
		})
	default:
		out = append(out, Violation{
			Says: strings.Join(hints, ", "), Why: "hints at a cause: it names the mechanism, or what else happened, beside " + name + " and says more than when",
			Do: fmt.Sprintf("Say of both only when they were, such as %q, or make two sentences of it.", name+" moved when the mechanism started."),
		})
	}
	return out
}
