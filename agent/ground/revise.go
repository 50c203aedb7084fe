package ground

import (
	"fmt"
	"reflect"
	"slices"
	"strings"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/internal/seal"
	"github.com/plumbline-dev/plumb/semantic"
)

// Revise seals a person's edit of prev, the content of an earlier version. A field whose text, maturity, status,
// predicate or objective differs is from then on the editor's: its text need not have been said, and it shows the
// editor as its author. A field that did not change keeps its author and its gates. Items of lists are matched by
// content, not by place. A single field without text becomes a blank with a question, a list item without text is
// dropped. The metric tree follows: its nodes take the new words of their fields, and a node whose field is gone goes
// with its edges. A title that differs is the editor's too, and none has no author. Team, engine, sources, topics and
// jargon stay as they were. What unchanged words mean stays, too, unless the editor chose another metric. Every quote that is kept must be exact.
//
// The error is *[Violations] when a gate does not hold, and a fault of kind needs_person unless by is a person.
func Revise(prev, edited agent.Sheet, by agent.Actor, sources []*agent.Transcript) (agent.Draft, error) {
	const op = "sheet.revise"
	if err := by.CheckPerson(op, "edits a sheet"); err != nil {
		return agent.Draft{}, err
	}
	const refused, next = "this edit cannot be kept", "Correct the places that are named and save again."
	raw := gatesFor(edited, sources, byPerson)
	raw.strings()
	if err := raw.verdict(op, refused, next); err != nil {
		return agent.Draft{}, err
	}
	prev, err := copied(prev)
	if err != nil {
		return agent.Draft{}, err
	}
	if edited, err = copied(edited); err != nil {
		return agent.Draft{}, err
	}
	g := gatesFor(edited, sources, byPerson)
	g.locked(&prev)
	r := revision{gates: g, prev: &prev, by: by.Name, renamed: map[string]string{}}
	r.title()
	r.singles()
	r.lists()
	r.regrow()
	r.choices()
	g.run()
	if err := g.verdict(op, refused, next); err != nil {
		return agent.Draft{}, err
	}
	return agent.Seal(seal.Pass{}, *g.sheet)
}

// copied gives a sheet that shares nothing with s, so that the caller's sheets are left alone.
func copied(s agent.Sheet) (agent.Sheet, error) {
	content, err := agent.Canonical(s)
	if err != nil {
		return agent.Sheet{}, err
	}
	return agent.ParseSheet(content)
}

// locked refuses changes of what an edit may not change.
func (g *gates) locked(prev *agent.Sheet) {
	for _, part := range []struct {
		path    string
		was, is any
	}{
		{"team", prev.Team, g.sheet.Team},
		{"engine", prev.Engine, g.sheet.Engine},
		{"sources", prev.Sources, g.sheet.Sources},
		{"topics", prev.Topics, g.sheet.Topics},
		{"jargon", heard(prev.Jargon), heard(g.sheet.Jargon)},
	} {
		if !reflect.DeepEqual(part.was, part.is) {
			g.fail(CodeLocked, part.path, "an edit cannot change it")
		}
	}
}

// heard gives jargon without what it means.
func heard(jargon []agent.Jargon) []agent.Jargon {
	out := slices.Clone(jargon)
	for i := range out {
		out[i].Match = semantic.Match{}
	}
	return out
}

// choices checks that what words mean was looked up when they changed, or chosen by the editor, and left alone otherwise.
func (r revision) choices() {
	was := map[string][]semantic.Match{} // by what is said, and where
	said := func(ref agent.MatchRef) string {
		if ref.Label == signalLabel {
			return ref.Label + "\x00" + ref.Text // signals may change their places
		}
		return ref.Path + "\x00" + ref.Text
	}
	for ref := range r.prev.Matches() {
		was[said(ref)] = append(was[said(ref)], *ref.Match)
	}
	for ref := range r.sheet.Matches() {
		before := was[said(ref)]
		same := func(m semantic.Match) bool { return m.IsChangedByHand() || reflect.DeepEqual(m, *ref.Match) }
		if len(before) > 0 && !slices.ContainsFunc(before, same) && !ref.Match.IsChosenBy(r.by) {
			r.fail(CodeLocked, ref.Path+".match", "what the same words mean can only be chosen by the person who edits")
		}
	}
}

const signalLabel = "Signal" // as [agent.Fields.All] names a signal

// revision compares an edited sheet with the one before it and settles who wrote what.
type revision struct {
	*gates
	prev    *agent.Sheet
	by      string
	renamed map[string]string // text of a field before, and after
}

// limits are the executable parts of a single field; both are nil for most.
type limits struct {
	predicate *agent.Predicate
	objective *agent.Objective
}

func limitsOf(path string, f *agent.Fields) limits {
	switch path {
	case "gate.condition":
		return limits{predicate: f.Gate.Condition.Predicate}
	case "guardrail":
		return limits{objective: f.Guardrail.Objective}
	}
	return limits{}
}

// title signs a title that was written by hand.
func (r revision) title() {
	s := r.sheet
	if strings.TrimSpace(s.Title) == "" {
		s.Title, s.TitleAuthor = "", ""
		return
	}
	s.TitleAuthor = r.signed("title", s.TitleAuthor, s.Title == r.prev.Title, []string{r.prev.TitleAuthor})
}

func (r revision) singles() {
	was, now := r.prev.Fields.Single(), r.sheet.Fields.Single()
	for i, ref := range now {
		if strings.TrimSpace(ref.Field.Text) == "" {
			r.clear(ref, was[i].Field)
			continue
		}
		if was[i].Field.Filled() {
			r.renamed[was[i].Field.Text] = ref.Field.Text
		} else {
			r.answered(ref)
		}
		settled(ref.Field)
		same := sameWords(ref.Field, was[i].Field) &&
			reflect.DeepEqual(limitsOf(ref.Path, &r.sheet.Fields), limitsOf(ref.Path, &r.prev.Fields))
		r.sign(ref, same, []string{was[i].Field.Author})
	}
}

// clear makes a blank of a single field.
func (r revision) clear(ref agent.FieldRef, was *agent.Field) {
	question := ref.Field.Question
	for _, other := range []string{was.Question, fmt.Sprintf("What should stand under %q?", ref.Label)} {
		if strings.TrimSpace(question) == "" {
			question = other
		}
	}
	*ref.Field = agent.Blank(question)
	switch ref.Path {
	case "gate.condition":
		r.sheet.Fields.Gate.Condition.Predicate = nil
	case "guardrail":
		r.sheet.Fields.Guardrail.Objective = nil
	}
	if m := r.sheet.Fields.MatchAt(ref.Path); m != nil && m.Outcome != "" {
		*m = semantic.NotLookedUp()
	}
	asked := func(q agent.Question) bool { return q.Field == ref.Path }
	if was.Filled() && !slices.ContainsFunc(r.sheet.Questions, asked) {
		r.sheet.Questions = append(r.sheet.Questions, agent.Question{Field: ref.Path, Text: question})
	}
}

// answered takes back the questions about a blank that was filled.
func (r revision) answered(ref agent.FieldRef) {
	ref.Field.Question = ""
	about := func(q agent.Question) bool { return q.Field == ref.Path && slices.Contains(r.prev.Questions, q) }
	r.sheet.Questions = slices.DeleteFunc(r.sheet.Questions, about)
}

// settled gives text that a person wrote into a blank the status that goes with it.
func settled(f *agent.Field) {
	if f.Status == agent.NotStated || f.Status == "" {
		f.Status = agent.Stated
	}
}

func (r revision) lists() {
	f, was := &r.sheet.Fields, &r.prev.Fields
	f.Signals = slices.DeleteFunc(f.Signals, func(s agent.Signal) bool { return strings.TrimSpace(s.Text) == "" })
	r.list(refs("signals", f.Signals, func(s *agent.Signal) *agent.Field { return &s.Field }),
		refs("signals", was.Signals, func(s *agent.Signal) *agent.Field { return &s.Field }))
	because := func(e *agent.TreeEdge) *agent.Field { return &e.Because }
	r.list(refs("metric_tree.edges", f.MetricTree.Edges, because),
		refs("metric_tree.edges", was.MetricTree.Edges, because))
	itself := func(f *agent.Field) *agent.Field { return f }
	before := was.Lists()
	for i, list := range f.Lists() {
		*list.Items = slices.DeleteFunc(*list.Items, func(f agent.Field) bool { return strings.TrimSpace(f.Text) == "" })
		r.list(refs(list.Path, *list.Items, itself), refs(list.Path, *before[i].Items, itself))
	}
}

func refs[T any](path string, items []T, field func(*T) *agent.Field) []agent.FieldRef {
	out := make([]agent.FieldRef, len(items))
	for i := range items {
		out[i] = agent.FieldRef{Path: at(path, i), Field: field(&items[i])}
	}
	return out
}

// list signs the items of one list. An item that stood in the list before, in whatever place, is the same item; every
// other one is new or changed, and may only name an author whose item is gone.
func (r revision) list(now, was []agent.FieldRef) {
	taken := make([]bool, len(was))
	match := make([]int, len(now))
	for i, ref := range now {
		settled(ref.Field)
		match[i] = -1
		for k, w := range was {
			if !taken[k] && sameWords(ref.Field, w.Field) && slices.Equal(ref.Field.Evidence, w.Field.Evidence) {
				match[i], taken[k] = k, true
				break
			}
		}
	}
	var gone []*agent.Field
	var authors []string
	for i, w := range was {
		if !taken[i] {
			gone, authors = append(gone, w.Field), append(authors, w.Field.Author)
		}
	}
	for i, ref := range now {
		if match[i] >= 0 {
			r.sign(ref, true, []string{was[match[i]].Field.Author})
			continue
		}
		r.sign(ref, false, authors)
		if len(gone) > 0 {
			r.renamed[gone[0].Text], gone = ref.Field.Text, gone[1:]
		}
	}
}

// regrow lets the metric tree follow its fields.
func (r revision) regrow() {
	tree := &r.sheet.Fields.MetricTree
	texts := r.texts()
	cut := map[string]bool{}
	tree.Nodes = slices.DeleteFunc(tree.Nodes, func(n agent.TreeNode) bool {
		_, follows := r.renamed[n.Text]
		cut[n.ID] = !follows && !holdsAny(texts, n.Text)
		return cut[n.ID]
	})
	for i, n := range tree.Nodes {
		if !holdsAny(texts, n.Text) {
			tree.Nodes[i].Text = r.renamed[n.Text]
		}
	}
	tree.Edges = slices.DeleteFunc(tree.Edges, func(e agent.TreeEdge) bool { return cut[e.From] || cut[e.To] })
}

// sign settles the author of a filled field. An unchanged one keeps its author; a changed one becomes the editor's. A
// name that is neither the editor's nor one that stood there before is forged.
func (r revision) sign(ref agent.FieldRef, same bool, before []string) {
	ref.Field.Author = r.signed(ref.Path, ref.Field.Author, same, before)
}

// signed gives the author of text that names author, see [revision.sign].
func (r revision) signed(path, author string, same bool, before []string) string {
	switch {
	case same && author != before[0]:
		r.fail(CodeAuthor, path, "it did not change, and its author went from %q to %q", before[0], author)
	case !same && author != "" && author != r.by && !slices.Contains(before, author):
		r.fail(CodeAuthor, path, "it is given to %q and was changed by %q", author, r.by)
	case !same:
		return r.by
	}
	return author
}

func sameWords(a, b *agent.Field) bool {
	return a.Text == b.Text && a.Maturity == b.Maturity && a.Status == b.Status
}
