package render

import (
	"fmt"
	"slices"
	"strings"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/semantic"
)

// page is what stands on the print page at one density. All text in it is clean.
type page struct {
	Title     string
	State     string // such as "In review"
	StateName string // class name, such as "in_review"
	Meta      []string
	Alarms    []string
	Aim, Done pageItem
	Lever     pageItem
	Outcome   pageItem
	Because   pageItem
	Left      []pageBlock
	Right     []pageBlock
	Footer    []string
	Shortened bool // something was left out
	Density   density
	columns   float64 // height of the longer column in points
}

// pageBlock is a heading with its items.
type pageBlock struct {
	Label string
	List  bool // items are marked as such
	Items []pageItem
	Terms []term // jargon, in two columns
	More  int    // items or terms that were left out
}

// pageItem is one field.
type pageItem struct {
	Lead     string // small words before the text, such as "Otherwise"
	Text     string // "" for a blank
	Marks    string
	Computed string // predicate or objective
	Metric   string // which metric the words mean
	Open     bool   // whether a person has to choose it
	Quiet    bool   // whether nobody defined it
	Question string
	Rests    []string // evidence, one line each: references, with quotes where there is room
	Refs     string   // evidence behind the text, as short as it can be
}

// density says how much is put on the page: type size in points, how much of each text, which items, which evidence.
type density struct {
	Size    float64
	Stretch float64 // points by which gaps grow where there is room
	quote   int     // columns of a quote; 0 leaves quotes out
	rests   int     // evidence lines below a field; 0 names utterances behind the text instead
	text    int     // columns of a text
	items   int     // items of a list
	terms   int     // terms of the jargon
}

const (
	unlimited  = 1 << 20
	maxStretch = 20.0
)

// roomy are the densities that leave no words of a field out, from large type with long quotes to the smallest type
// with short references.
var roomy = []density{
	{Size: 10.5, quote: 240, rests: 3}, {Size: 10, quote: 200, rests: 3}, {Size: 9.5, quote: 160, rests: 3},
	{Size: 9, quote: 120, rests: 2}, {Size: 8.5, quote: 90, rests: 2}, {Size: 8, quote: 60, rests: 2},
	{Size: 8.5, rests: 2}, {Size: 8, rests: 1}, {Size: 8.5}, {Size: 8}, {Size: 7.5}, {Size: 7},
}

// What is tried when the whole text does not fit at the smallest size: fewer items before unreadably short ones, and
// then fewer still. The last pair fits whatever the sheet holds.
var (
	itemSteps = []int{unlimited, 12, 10, 8, 7, 6, 5, 4, 3, 2, 1}
	textSteps = []int{420, 360, 300, 260, 220, 190, 160, 140, 120, 100, 85}
	lastSteps = []int{60, 40, 25}
	termSteps = []int{15, 10, 6, 3}
)

const fewTerms = 2 // where words of fields are shortened

// fitted gives the roomiest page that fits.
func fitted(v *agent.Version) page {
	for _, d := range roomy {
		d.text, d.items = unlimited, unlimited
		for i, terms := range termSteps {
			if i > 0 && len(v.Jargon) <= terms {
				continue // as many as before
			}
			d.terms = terms
			if p, ok := tried(v, d); ok {
				return p
			}
		}
	}
	for _, steps := range [][]int{textSteps, lastSteps} {
		for _, items := range itemSteps {
			if items > longestList(&v.Fields) && items != unlimited {
				continue // as good as unlimited
			}
			if p, ok := longestText(v, items, steps); ok {
				return p
			}
		}
	}
	p, _ := tried(v, density{Size: minSize, text: lastSteps[len(lastSteps)-1], items: 1})
	return p
}

// longestText gives the page with the longest of the text lengths (longest first) that fits.
func longestText(v *agent.Version, items int, steps []int) (page, bool) {
	at, _ := slices.BinarySearchFunc(steps, 0, func(text, _ int) int {
		if _, ok := tried(v, density{Size: minSize, text: text, items: items, terms: fewTerms}); ok {
			return 0
		}
		return -1
	})
	if at == len(steps) {
		return page{}, false
	}
	return tried(v, density{Size: minSize, text: steps[at], items: items, terms: fewTerms})
}

func longestList(f *agent.Fields) int {
	n := max(len(f.Signals), len(f.MetricTree.Edges))
	for _, l := range f.Lists() {
		n = max(n, len(*l.Items))
	}
	return n
}

// tried lays a page out at one density. What height is left over widens the gaps.
func tried(v *agent.Version, d density) (page, bool) {
	b := pageBuilder{v: v, d: d}
	p := b.page()
	left := p.room()
	if left > 0 {
		p.Density.Stretch = min(maxStretch, left/float64(max(len(p.Left), len(p.Right))+4))
	}
	return p, left >= 0
}

// asks is how many columns a question may have.
func (d density) asks() int {
	if d.text == unlimited {
		return unlimited
	}
	return max(25, d.text/2)
}

// alarms is how many blocking findings are shown.
func (d density) alarms() int {
	if d.text == unlimited {
		return 8
	}
	return min(5, d.items)
}

// pageBuilder fills a page at one density.
type pageBuilder struct {
	v     *agent.Version
	d     density
	short bool
}

func (b *pageBuilder) page() page {
	v := b.v
	p := page{
		Title: b.cut(titleOf(&v.Sheet), min(b.d.text, 140)), State: sentenceCase(tidy(v.State.Words())), StateName: string(v.State),
		Density: b.d,
	}
	if v.Number > 0 {
		p.Meta = append(p.Meta, fmt.Sprintf("version %d", v.Number))
	}
	if v.MeetingDate != "" {
		p.Meta = append(p.Meta, "meeting of "+b.cut(tidy(v.MeetingDate), 40))
	}
	if editor := editorOf(v); editor != "" {
		p.Meta = append(p.Meta, "edited by "+b.cut(editor, 60))
	}
	if a := v.Approval; a != nil {
		p.Meta = append(p.Meta, "approved by "+b.cut(tidy(a.By.Name), 60)+", "+a.At.UTC().Format("2006-01-02"))
	}
	p.Alarms = b.alarms()
	f := &v.Fields
	outcome := &f.Mechanism.Outcome
	p.Aim, p.Done = b.item("", &f.Aim, nil), b.item("", &f.DoneWhen, nil)
	p.Lever, p.Outcome, p.Because = b.item("", &f.Mechanism.Lever, nil), b.measured("", &outcome.Field, nil, outcome.Match), b.item("", &f.Mechanism.Because, nil)
	blocks := b.blocks()
	at, longest := balance(blocks, b.d)
	p.Left, p.Right, p.columns = blocks[:at], blocks[at:], longest
	p.Footer = b.footer()
	p.Shortened = b.short
	return p
}

func (b *pageBuilder) alarms() []string {
	found := bySeverity(b.v.Findings, agent.Block)
	var out []string
	for i, f := range found {
		if i == b.d.alarms() {
			b.short = true
			out = append(out, fmt.Sprintf("and %d more", len(found)-i))
			break
		}
		out = append(out, b.cut(tidy(f.Message), b.d.text))
	}
	return out
}

func (b *pageBuilder) blocks() []pageBlock {
	f := &b.v.Fields
	gate := pageBlock{Label: "Stage gate", Items: []pageItem{
		b.measured("Continue if", &f.Gate.Condition.Field, nil, f.Gate.Condition.Match), b.item("We learn", &f.Gate.Learn, nil), b.item("Otherwise", &f.Gate.Otherwise, nil)}}
	if p := f.Gate.Condition.Predicate; p != nil {
		gate.Items[0].Computed = "checked as " + b.cut(mathematical(tidy(p.String())), min(b.d.text, 200))
	}
	guardrail := pageBlock{Label: "Guardrail", Items: []pageItem{b.measured("", &f.Guardrail.Field, nil, f.Guardrail.Match)}}
	if o := f.Guardrail.Objective; o != nil {
		guardrail.Items[0].Computed = "checked as " + b.cut(mathematical(tidy(o.String())), min(b.d.text, 120))
	}
	out := []pageBlock{b.signals()}
	if len(f.MetricTree.Edges) > 0 {
		out = append(out, b.tree())
	}
	out = append(out, gate, guardrail,
		pageBlock{Label: "Owner and cadence", Items: []pageItem{b.item("Owner", &f.Owner, nil), b.item("Review", &f.Cadence, nil)}})
	for _, l := range f.Lists() {
		block := pageBlock{Label: l.Label, List: true}
		for i := range *l.Items {
			if !b.room(&block, i, len(*l.Items)) {
				break
			}
			block.Items = append(block.Items, b.item("", &(*l.Items)[i], nil))
		}
		out = append(out, b.orBlank(block, l.Path))
	}
	if jargon := b.jargon(); len(jargon.Terms)+jargon.More > 0 && b.d.terms > 0 {
		out = append(out, jargon)
	}
	return out
}

// jargon lists the terms of the meeting as far as there is room for them, and counts the rest.
func (b *pageBuilder) jargon() pageBlock {
	block := pageBlock{Label: "Jargon"}
	all := terms(b.v.Jargon)
	for i, t := range all {
		if i == b.d.terms {
			block.More = len(all) - i
			b.short = true
			break
		}
		t.Heard, t.Meaning = b.cut(t.Heard, min(b.d.text, 40)), b.cut(t.Meaning, min(b.d.text, 130))
		block.Terms = append(block.Terms, t)
	}
	return block
}

// measured is an item of a field whose words may name a metric.
func (b *pageBuilder) measured(lead string, f *agent.Field, words []string, m semantic.Match) pageItem {
	it := b.item(lead, f, words)
	if line := metricOf(f, &m); line != "" {
		it.Metric = "metric: " + b.cut(line, min(b.d.text, 240))
		it.Quiet = line == notDefined
		it.Open = m.Outcome != semantic.Linked && !it.Quiet
	}
	return it
}

// room reports whether another item of n still has room in a block, and counts the rest when it has not.
func (b *pageBuilder) room(block *pageBlock, i, n int) bool {
	if i < b.d.items {
		return true
	}
	block.More = n - i
	b.short = true
	return false
}

func (b *pageBuilder) signals() pageBlock {
	block := pageBlock{Label: "Feedback signals", List: true}
	list := b.v.Fields.Signals
	for i := range list {
		if !b.room(&block, i, len(list)) {
			break
		}
		block.Items = append(block.Items, b.measured("", &list[i].Field, signalMarks(&list[i]), list[i].Match))
	}
	return b.orBlank(block, "signals")
}

func (b *pageBuilder) tree() pageBlock {
	block := pageBlock{Label: "Metric tree", List: true}
	t := &b.v.Fields.MetricTree
	name := map[string]string{}
	for _, n := range t.Nodes {
		name[n.ID] = b.cut(tidy(n.Text), min(b.d.text, 120))
	}
	for i := range t.Edges {
		if !b.room(&block, i, len(t.Edges)) {
			break
		}
		e := &t.Edges[i]
		item := b.item("", &e.Because, nil)
		if item.Text != "" {
			item.Text = name[e.From] + " → " + name[e.To] + ", because " + item.Text
		}
		block.Items = append(block.Items, item)
	}
	return block
}

func (b *pageBuilder) orBlank(block pageBlock, path string) pageBlock {
	if len(block.Items) == 0 && block.More == 0 {
		block.List = false
		block.Items = []pageItem{{Question: b.cut(tidy(questionFor(&b.v.Sheet, path)), b.d.asks())}}
	}
	return block
}

func (b *pageBuilder) item(lead string, f *agent.Field, words []string) pageItem {
	if words == nil {
		words = marks(f)
	}
	it := pageItem{Lead: lead, Text: b.cut(tidy(f.Text), b.d.text)}
	if it.Text == "" || b.d.text == unlimited {
		it.Question = b.cut(tidy(f.Question), b.d.asks())
	} else if f.Question != "" {
		b.short = true
	}
	if it.Text == "" {
		return it
	}
	it.Marks = strings.Join(words, ", ")
	if b.d.rests == 0 {
		it.Refs = b.refs(f)
		return it
	}
	if f.Author != "" {
		it.Rests = append(it.Rests, "written by "+b.quiet(tidy(f.Author), 60))
	}
	for i, e := range f.Evidence {
		if i == b.d.rests {
			break
		}
		it.Rests = append(it.Rests, b.rest(e, tidy(f.Text)))
	}
	return it
}

// refs names what a field rests on as shortly as it can be done.
func (b *pageBuilder) refs(f *agent.Field) string {
	var out []string
	if f.Author != "" {
		out = append(out, "by "+b.quiet(tidy(f.Author), 30))
	}
	for i, e := range f.Evidence {
		if i == 3 {
			break
		}
		e.Speaker, e.StartMS = "", 0
		out = append(out, b.quiet(reference(e, len(b.v.Sources)), 12))
	}
	return strings.Join(out, ", ")
}

// rest names an evidence, and quotes it unless the field says the same words already.
func (b *pageBuilder) rest(e agent.Evidence, text string) string {
	ref := b.quiet(reference(e, len(b.v.Sources)), 60)
	quote := tidy(e.Quote)
	if b.d.quote == 0 || quote == text {
		return ref
	}
	return ref + " “" + b.quiet(quote, b.d.quote) + "”"
}

func (b *pageBuilder) footer() []string {
	v := b.v
	out := []string{"Drafted by " + b.quiet(engineName(v.Engine), 100), readLine(v.Sources) + " utterances"}
	for i, s := range v.Sources {
		if i == 2 {
			out = append(out, fmt.Sprintf("and %d more records", len(v.Sources)-i))
			break
		}
		out = append(out, b.quiet(tidy(s.File), 60))
	}
	if id := tidy(v.ID); id != "" {
		out = append(out, "sheet "+b.quiet(id, 30))
	}
	if v.ContentHash != "" {
		out = append(out, b.quiet(tidy(v.ContentHash), 80))
	}
	return out
}

// cut shortens the words of a sheet, and notes that it did.
func (b *pageBuilder) cut(s string, limit int) string {
	short := b.quiet(s, limit)
	if short != s {
		b.short = true
		return short + "†"
	}
	return s
}

// quiet shortens what only points to something, by characters.
func (b *pageBuilder) quiet(s string, limit int) string {
	if width(s) <= limit {
		return s
	}
	return shorten(s, limit)
}

// mathematical writes comparisons as a printed page does.
func mathematical(s string) string {
	return strings.NewReplacer(" >= ", " ≥ ", " <= ", " ≤ ", " == ", " = ").Replace(" " + s)[1:]
}
