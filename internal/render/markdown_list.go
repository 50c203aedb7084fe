package render

import (
	"regexp"
	"slices"
	"strings"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/semantic"
)

var numbered = regexp.MustCompile(`^[0-9]+[.)]([ \t]|$)`)

// single reads a section that holds one field.
func (p *mdParser) single(sec section, body []mdLine) error {
	k := known{}
	switch sec.path {
	case "gate.condition":
		k.setting = predicateKey
	case "guardrail":
		k.setting = objectiveKey
	}
	var e entry
	for _, l := range body {
		if done, err := p.take(&e, l, k); err != nil {
			return err
		} else if done {
			continue
		}
		if err := e.words(l, k); err != nil {
			return err
		}
	}
	base := p.baseField(sec.path)
	f, err := e.field(base)
	if err != nil {
		return err
	}
	if err := foreignEvidence(&e, &f, base); err != nil {
		return err
	}
	if !f.Filled() && f.Question == "" && base.Filled() {
		f.Question = genericQuestion(sec.label)
	}
	*sec.field = f
	if m := p.out.Fields.MatchAt(sec.path); m != nil {
		*m = *p.base.Fields.MatchAt(sec.path)
		if f.Text != base.Text && m.Outcome != "" {
			*m = semantic.ChangedByHand()
		}
	}
	p.ask(sec.path, base.Question, f.Question, base.Filled() == f.Filled())
	return p.settings(sec.path, &e, &f, base)
}

func (p *mdParser) baseField(path string) *agent.Field {
	for _, ref := range p.base.Fields.Single() {
		if ref.Path == path {
			return ref.Field
		}
	}
	return &agent.Field{}
}

// settings reads the lines that plumb computes with, and keeps what hangs on unchanged words.
func (p *mdParser) settings(path string, e *entry, f, base *agent.Field) error {
	switch path {
	case "gate.condition":
		var err error
		p.out.Fields.Gate.Condition.Predicate, err = setting(e, f, base, p.base.Fields.Gate.Condition.Predicate, parsePredicate,
			"Write it like: predicate: activation >= 40% by 2026-03-13. Put a name or unit with special characters in double quotes.")
		return err
	case "guardrail":
		var err error
		p.out.Fields.Guardrail.Objective, err = setting(e, f, base, p.base.Fields.Guardrail.Objective, parseObjective,
			"Write it like: objective: <= 2%. Put a unit with special characters in double quotes.")
		return err
	}
	return nil
}

// setting reads the value of a setting line; nil means that there is none. A value that was left standing below words
// that were cleared goes with them.
func setting[T comparable](e *entry, f, base *agent.Field, before *T, parse func(string) (*T, error), next string) (*T, error) {
	if e.setLine == 0 || e.setting == "" || isNotStated(e.setting) {
		return nil, nil
	}
	value, err := parse(e.setting)
	if err != nil {
		return nil, refuse(e.setLine, "cannot be read: "+err.Error(), next)
	}
	if f.Filled() {
		return value, nil
	}
	if before == nil || *before != *value {
		return nil, refuse(e.setLine, "has a value without words", "Write above it, in words, what it stands for.")
	}
	if base.Filled() {
		return nil, nil
	}
	return value, nil
}

// listBody is what a section with items holds besides them.
type listBody struct {
	entries  []*entry
	question prose
	asked    int // number of the last line of the question
}

// entries reads the items of a section. lead, when given, reads what stands before the words of an item and gives the
// rest of the line, or false when the item is whole without words.
func (p *mdParser) entries(sec section, body []mdLine, k known, lead func(e *entry, l mdLine) (string, bool, error)) (listBody, error) {
	var out listBody
	var cur *entry
	apart := false
	for _, l := range body {
		switch {
		case isBullet(l.text):
			rest := mdLine{number: l.number, text: trimSpace(l.text[1:])}
			cur = &entry{first: l.number}
			if lead != nil && rest.text != "" {
				words, open, err := lead(cur, rest)
				if err != nil {
					return out, err
				}
				if rest.text = words; !open {
					cur = nil
					break
				}
			}
			out.entries = append(out.entries, cur)
			if rest.text != "" {
				if err := cur.words(rest, k); err != nil {
					return out, err
				}
			}
		case l.text == "":
		case isNotStated(l.text):
		case strings.HasPrefix(l.text, ">") && (cur == nil || l.indent == 0 && p.isListQuestion(sec.path, l)):
			if words := trimSpace(l.text[1:]); words != "" {
				out.question.add(words, false)
				out.asked = l.number
			}
		default:
			if err := p.below(sec, cur, l, k, apart); err != nil {
				return out, err
			}
		}
		if apart = l.text == ""; apart && cur != nil {
			cur.text.gap()
		}
	}
	return out, nil
}

// below reads a line that continues an item.
func (p *mdParser) below(sec section, cur *entry, l mdLine, k known, apart bool) error {
	comment := strings.HasPrefix(l.text, "<!--")
	switch {
	case cur == nil && comment:
		if err := p.comment(&entry{}, l); err != nil {
			return err
		}
		return refuse(l.number, "has a comment whose item is gone", "Remove the comment too, or put the item back above it.")
	case cur == nil, l.indent < 2 && !comment && l.text[0] != '>' && (apart || numbered.MatchString(l.text)):
		return refuse(l.number, "is not an item of the list "+quoted(sec.label), `Start it with "- " to add it.`)
	}
	if done, err := p.take(cur, l, k); done || err != nil {
		return err
	}
	return cur.words(l, k)
}

func (p *mdParser) isListQuestion(path string, l mdLine) bool {
	q := questionFor(p.base, path)
	for _, line := range encodeText(q) {
		if line == trimSpace(l.text[1:]) {
			return true
		}
	}
	return false
}

// list reads a section that holds plain fields.
func (p *mdParser) list(sec section, body []mdLine) error {
	got, err := p.entries(sec, body, known{}, nil)
	if err != nil {
		return err
	}
	var base []agent.Field
	for _, ref := range p.base.Fields.Lists() {
		if ref.Path == sec.path {
			base = *ref.Items
		}
	}
	items, _, _, err := restore(got.entries, base, func(*entry, int) bool { return true })
	if err != nil {
		return err
	}
	*sec.items = items
	return p.askList(sec, len(base), len(items), &got)
}

// signals reads the section of signals.
func (p *mdParser) signals(sec section, body []mdLine) error {
	got, err := p.entries(sec, body, known{signal: true}, nil)
	if err != nil {
		return err
	}
	before := p.base.Fields.Signals
	base := make([]agent.Field, len(before))
	for i := range before {
		base[i] = before[i].Field
	}
	items, kept, from, err := restore(got.entries, base, func(e *entry, i int) bool {
		s := signalOf(e)
		return s.Role == before[i].Role && s.Direction == before[i].Direction && s.FirstMover == before[i].FirstMover
	})
	if err != nil {
		return err
	}
	p.out.Fields.Signals = make([]agent.Signal, len(items))
	for i := range items {
		s := signalOf(kept[i])
		s.Field, s.Match = items[i], semantic.ChangedByHand()
		if from[i] >= 0 {
			s.Match = before[from[i]].Match
		}
		p.out.Fields.Signals[i] = s
	}
	return p.askList(sec, len(before), len(items), &got)
}

func signalOf(e *entry) agent.Signal {
	return agent.Signal{
		Role:       agent.Role(oneOf(e.marks, roles)),
		Direction:  agent.Direction(oneOf(e.marks, directions)),
		FirstMover: oneOf(e.marks, movers) != "",
	}
}

// restore makes fields of entries and gives back what only the base knows. An entry is the base item that is alike in
// everything, else one with the same words (from holds its index, or -1). also compares what a plain field has not.
// Entries without words are items that were removed.
func restore(entries []*entry, base []agent.Field, also func(e *entry, i int) bool) (items []agent.Field, kept []*entry, from []int, err error) {
	items = []agent.Field{}
	for _, e := range entries {
		if !e.text.any && e.marks == nil && !e.question.any {
			continue
		}
		f, err := e.field(nil)
		if err != nil {
			return nil, nil, nil, err
		}
		if !f.Filled() {
			return nil, nil, nil, refuse(e.first, "has an item without words", "Write the words, or remove the line.")
		}
		items, kept, from = append(items, f), append(kept, e), append(from, -1)
	}
	used := make([]bool, len(base))
	pair := func(alike func(i, j int) bool) {
		for i := range items {
			for j := range base {
				if from[i] < 0 && !used[j] && items[i].Text == base[j].Text && alike(i, j) {
					from[i], used[j] = j, true
				}
			}
		}
	}
	pair(func(i, j int) bool {
		f, b := &items[i], &base[j]
		return f.Status == b.Status && f.Maturity == b.Maturity && f.Question == b.Question && slices.Equal(f.Evidence, b.Evidence) &&
			(b.Author == "") == (kept[i].author == "") && (b.Author == "" || kept[i].author == authorLine(b.Author)) && also(kept[i], j)
	})
	pair(func(i, j int) bool { return slices.Equal(items[i].Evidence, base[j].Evidence) })
	pair(func(int, int) bool { return true })
	for i := range items {
		if from[i] < 0 {
			continue
		}
		if err := foreignEvidence(kept[i], &items[i], &base[from[i]]); err != nil {
			return nil, nil, nil, err
		}
		items[i].Author = base[from[i]].Author
	}
	return items, kept, from, nil
}

// foreignEvidence refuses evidence of other words below words that were not changed: it was left behind when the line
// above it was removed.
func foreignEvidence(e *entry, f, base *agent.Field) error {
	if !f.Filled() || f.Text != base.Text {
		return nil
	}
	for _, found := range e.evidence {
		if !slices.Contains(base.Evidence, found) {
			return refuse(e.restLine, "or a comment above it has evidence of other words than the ones it stands below",
				"Remove that comment, or put the line back that it belonged to.")
		}
	}
	return nil
}

// tree reads the metric tree: nodes, and edges with their reasons.
func (p *mdParser) tree(sec section, body []mdLine) error {
	t := &p.out.Fields.MetricTree
	t.Nodes, t.Edges = []agent.TreeNode{}, []agent.TreeEdge{}
	got, err := p.entries(sec, body, known{}, func(e *entry, l mdLine) (string, bool, error) {
		if n, ok := parseNode(l.text); ok {
			t.Nodes = append(t.Nodes, n)
			return "", false, nil
		}
		edge, words, ok := parseEdge(l.text)
		if !ok {
			return "", false, refuse(l.number, "is neither a node nor an edge of the metric tree",
				`Write "- node NAME (aim, leading, proxy or outcome): words" or "- NAME -> NAME: because ...".`)
		}
		e.edge = &edge
		return words, true, nil
	})
	if err != nil {
		return err
	}
	return p.edges(sec, &got)
}

func (p *mdParser) edges(sec section, got *listBody) error {
	t, before := &p.out.Fields.MetricTree, p.base.Fields.MetricTree
	base := make([]agent.Field, len(before.Edges))
	for i := range base {
		base[i] = before.Edges[i].Because
	}
	for _, e := range got.entries {
		switch {
		case e.edge == nil && e.text.any:
			return refuse(e.first, "is neither a node nor an edge of the metric tree", `Write "- NAME -> NAME: because ...".`)
		case e.edge != nil && !e.text.any:
			return refuse(e.first, "has an edge without a reason", "Write behind the colon why the first is believed to move the second.")
		}
	}
	items, kept, _, err := restore(got.entries, base, func(e *entry, i int) bool {
		return e.edge.From == before.Edges[i].From && e.edge.To == before.Edges[i].To
	})
	if err != nil {
		return err
	}
	for i := range items {
		edge := *kept[i].edge
		edge.Because = items[i]
		t.Edges = append(t.Edges, edge)
	}
	return p.askList(sec, len(before.Nodes)+len(before.Edges), len(t.Nodes)+len(t.Edges), got)
}

var nodeKinds = []agent.NodeKind{agent.NodeAim, agent.NodeLeading, agent.NodeProxy, agent.NodeOutcome}

// parseNode reads `node NAME (KIND): words`.
func parseNode(s string) (agent.TreeNode, bool) {
	rest, ok := strings.CutPrefix(s, "node ")
	if !ok {
		return agent.TreeNode{}, false
	}
	id, rest, ok := parseName(trimSpace(rest))
	if !ok {
		return agent.TreeNode{}, false
	}
	rest, ok = strings.CutPrefix(trimSpace(rest), "(")
	kind, words, closed := strings.Cut(rest, ")")
	words, colon := strings.CutPrefix(trimSpace(words), ":")
	n := agent.TreeNode{ID: id, Kind: agent.NodeKind(kind), Text: decodeInline(trimSpace(words))}
	return n, ok && closed && colon && slices.Contains(nodeKinds, n.Kind)
}

// parseEdge reads `NAME -> NAME: words`.
func parseEdge(s string) (edge agent.TreeEdge, words string, ok bool) {
	edge.From, s, ok = parseName(s)
	s, arrow := strings.CutPrefix(trimSpace(s), "->")
	if !ok || !arrow {
		return edge, "", false
	}
	edge.To, s, ok = parseName(trimSpace(s))
	s, colon := strings.CutPrefix(trimSpace(s), ":")
	return edge, trimSpace(s), ok && colon
}

func parseName(s string) (name, rest string, ok bool) {
	if name, rest, ok = unquote(s); ok {
		return name, rest, true
	}
	name = bareName.FindString(s)
	return name, s[len(name):], name != ""
}

// ask keeps the questions of the sheet in step with the question of one place.
func (p *mdParser) ask(path, before, now string, alike bool) {
	if alike && before == now {
		return
	}
	at := slices.IndexFunc(p.out.Questions, func(q agent.Question) bool { return q.Field == path })
	switch {
	case now == "":
		p.out.Questions = slices.DeleteFunc(p.out.Questions, func(q agent.Question) bool { return q.Field == path })
	case at < 0:
		p.out.Questions = append(p.out.Questions, agent.Question{Field: path, Text: now})
	default:
		p.out.Questions[at].Text = now
	}
}

// askList does the same for a list that was emptied or filled. A list with items asks nothing.
func (p *mdParser) askList(sec section, before, now int, got *listBody) error {
	kept, question := questionFor(p.base, sec.path), got.question.String()
	was := ""
	if before == 0 {
		was = kept
	}
	switch {
	case now > 0 && question != "" && question != kept:
		return refuse(got.asked, "asks a question above a list that has items", "Put the question below an item, or remove it.")
	case now > 0:
		question = ""
	case question == "" && kept == "" && before > 0:
		question = genericQuestion(sec.label)
	case question == "":
		question = kept
	}
	p.ask(sec.path, was, question, (before == 0) == (now == 0))
	return nil
}

func genericQuestion(label string) string { return "What should stand under \"" + label + "\"?" }
