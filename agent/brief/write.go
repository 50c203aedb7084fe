package brief

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/agent/internal/oneline"
	"github.com/plumbline-dev/plumb/agent/review"
	"github.com/plumbline-dev/plumb/semantic"
)

// How little is lost without a line: the first ones are never left out.
const (
	must = iota
	important
	useful
	extra
	spare
)

// builder writes a page.
type builder struct {
	in      Input
	b       Brief
	facts   []fact.Fact // those of the note first, as the note has them
	title   string      // of the section at hand
	lines   []Line      // of the section at hand
	leftOut int         // of what is not for the audience
}

func newBuilder(in Input) *builder {
	b := &builder{in: in, b: Brief{
		Audience: in.Audience, Sheet: in.Sheet.ID, SheetVersion: in.Sheet.Number, ContentHash: in.Sheet.ContentHash, Title: titleOf(in.Sheet.Title), Team: in.Team,
		AsOf: in.AsOf.Format(time.DateOnly), Engine: agent.Engine{Name: agent.BuiltinEngine}, Standings: []Standing{}, Sections: []Section{}, origins: map[string]Source{},
	}}
	if n := in.Note; n != nil {
		b.b.Note = &NoteRef{n.ID, n.Number, n.AsOf}
		for _, f := range n.Facts {
			b.facts = append(b.facts, f)
			b.b.origins[f.ID] = Source{Kind: FromNote, ID: n.ID, Version: n.Number, Path: f.ID, Text: f.Text, Formula: f.Formula}
		}
	}
	return b
}

// titleOf gives the name of a sheet for a page.
func titleOf(title string) string {
	if title = oneline.Tidy(title); title == "" {
		return "A sheet without a title"
	}
	return title
}

// add keeps a fact of the page's own, once.
func (b *builder) add(f fact.Fact, from Source) string {
	for _, known := range b.facts {
		if o := b.b.origins[known.ID]; o.Kind == from.Kind && o.ID == from.ID && o.Path == from.Path && known.Text == f.Text {
			return known.ID
		}
	}
	f.ID = fmt.Sprintf("F%d", len(b.facts)+1)
	if f.Readings == nil {
		f.Readings = []string{}
	}
	if from.Text == "" {
		from.Text = f.Text
	}
	if from.Formula == "" {
		from.Formula = f.Formula
	}
	b.facts = append(b.facts, f)
	b.b.origins[f.ID] = from
	return f.ID
}

// section begins a section.
func (b *builder) section(title string) {
	b.end()
	b.title = title
}

// end closes the section at hand.
func (b *builder) end() {
	if len(b.lines) > 0 {
		b.b.Sections = append(b.b.Sections, Section{Title: b.title, Lines: b.lines})
	}
	b.title, b.lines = "", nil
}

// say writes a line. Cites are facts that it rests on besides those of its slots.
func (b *builder) say(rank int, f form, slots ...slot) *Line {
	l := Line{form: f, slots: slots, rank: rank, Text: f.fill(slots), plain: true, cites: []string{}, Sources: []int{}}
	for _, s := range slots {
		if s.fact != "" && !slices.Contains(l.cites, s.fact) {
			l.cites = append(l.cites, s.fact)
		}
		l.plain = l.plain && s.kind != quoted && s.kind != id
	}
	b.lines = append(b.lines, l)
	return &b.lines[len(b.lines)-1]
}

// join writes a line that goes on with the one before it.
func (b *builder) join(rank int, f form, slots ...slot) *Line {
	l := b.say(rank, f, slots...)
	l.Joined = len(b.lines) > 1
	return l
}

// blank writes what a person has to write, and the form in which it is asked for.
func (b *builder) blank(rank int, what string) *Line {
	l := b.say(rank, toBeWritten, slot{word, toWrite[what], ""})
	l.Blank, l.plain = true, false
	return l
}

// longestQuote is how many characters of a text are quoted; the rest is read in the sheet.
const longestQuote = 280

// quoteOf puts words between quotation marks that they do not hold. It gives up on words that hold every kind.
func quoteOf(text string) (string, bool) {
	open, shut := "“", "”"
	if strings.ContainsAny(text, "“”") {
		if strings.Contains(text, `"`) {
			return "", false
		}
		open, shut = `"`, `"`
	}
	if utf8.RuneCountInString(text) <= longestQuote {
		return open + text + shut, true
	}
	cut := string([]rune(text)[:longestQuote])
	if at := strings.LastIndexByte(cut, ' '); at > longestQuote/2 {
		cut = cut[:at]
	}
	return open + cut + shut + "…", true
}

// quote quotes a field of the sheet, or the part of it that is given.
func (b *builder) quote(path string, f *agent.Field, part string) (slot, bool) {
	if !f.Filled() {
		return slot{}, false
	}
	whole := oneline.Tidy(f.Text)
	text, ok := quoteOf(part)
	if !ok || part == "" {
		b.b.More++
		return slot{}, false
	}
	from := Source{Kind: FromSheet, ID: b.in.Sheet.ID, Version: b.in.Sheet.Number, Path: path, Text: whole, Where: b.where(f)}
	said := b.add(fact.Fact{Text: "the sheet says there " + text, Quote: whole, Formula: "words of the approved sheet"}, from)
	return slot{quoted, text, said}, true
}

// where says who said the words of a field, and when.
func (b *builder) where(f *agent.Field) string {
	switch {
	case f.Author != "":
		return "written by " + oneline.Tidy(f.Author)
	case len(f.Evidence) == 0:
		return ""
	}
	e := f.Evidence[0]
	out := oneline.Tidy(e.Utterance)
	if len(b.in.Sheet.Sources) > 1 {
		out = fmt.Sprintf("%d/%s", e.Source+1, out)
	}
	if e.Speaker != "" {
		out += " " + oneline.Tidy(e.Speaker)
	}
	return out
}

// field writes a line that quotes a field, with how settled it is; nothing for a blank.
func (b *builder) field(rank int, f form, path string, field *agent.Field) bool {
	s, ok := b.quote(path, field, oneline.Tidy(field.Text))
	if !ok {
		return false
	}
	l := b.say(rank, f, s)
	l.Mark, l.Author = markOf(field), oneline.Tidy(field.Author)
	return true
}

// fields writes a line for each of a list, the first ones with more weight than the others.
func (b *builder) fields(rank int, f form, path string, list []agent.Field) {
	for i := range list {
		b.field(rank+i/3, f, fmt.Sprintf("%s[%d]", path, i), &list[i])
	}
}

// markOf says how settled a field is, where it is not.
func markOf(f *agent.Field) string {
	var marks []string
	if f.Status == agent.Partly {
		marks = append(marks, string(agent.Partly))
	}
	switch f.Maturity {
	case agent.Proposed, agent.Tentative, agent.Deferred, agent.Reversed:
		marks = append(marks, string(f.Maturity))
	case agent.Agreed, "":
	}
	return strings.Join(marks, ", ")
}

// metric gives the name of a metric as a sentence has it: as the note has it, or as it is defined.
func (b *builder) metric(id string) (slot, bool) {
	if b.in.Note != nil {
		if s, ok := b.in.Note.SignalOf(id); ok {
			from := Source{Kind: FromNote, ID: b.in.Note.ID, Version: b.in.Note.Number, Path: id, Text: s.Name + " (" + id + ")"}
			return slot{named, s.NameIn(), b.add(fact.Fact{Text: "the note looks at " + s.NameIn(), Metric: id, Name: s.Name, Formula: "metric of the note"}, from)}, true
		}
	}
	m, ok := b.in.Metrics[id]
	if !ok {
		return slot{}, false
	}
	label, name := review.NameOf(m)
	return slot{named, name, b.definition(m, fact.Fact{Text: name + " is defined", Metric: id, Name: label, Formula: "definition"}, "")}, true
}

// definition adds a fact that a definition gives.
func (b *builder) definition(m semantic.Metric, f fact.Fact, path string) string {
	name := oneline.Tidy(m.Title()) + " (" + m.ID() + ")"
	return b.add(f, Source{Kind: FromDefinition, ID: m.ID(), Path: path, Text: name, whole: name})
}

// day gives a day as a slot, with a fact that says what it is the day of.
func (b *builder) day(iso, what string, from Source) (slot, bool) {
	day, err := time.Parse(time.DateOnly, iso)
	if err != nil {
		return slot{}, false
	}
	text := fact.Day(day)
	return slot{dated, text, b.add(fact.Fact{Text: what + " " + text, Period: iso, Formula: "as it was approved"}, from)}, true
}

// ident gives the id of something as a slot.
func (b *builder) ident(name, what string, from Source) slot {
	name = oneline.Tidy(name)
	return slot{id, name, b.add(fact.Fact{Text: what + " " + name, Formula: "looked up"}, from)}
}

// amount gives a number as a slot, with a fact that says what it is the number of.
func (b *builder) amount(value float64, unit, what string, from Source) slot {
	text := fact.Format(value, unit)
	return slot{dated, text, b.add(fact.Fact{Text: what + " " + text, Value: value, Unit: unit, Formula: "as it was approved"}, from)}
}

// ofSheet, ofNote and ofRecords name sources.
func (b *builder) ofSheet(path string) Source {
	return Source{Kind: FromSheet, ID: b.in.Sheet.ID, Version: b.in.Sheet.Number, Path: path}
}

func (b *builder) ofNote(path string) Source {
	return Source{Kind: FromNote, ID: b.in.Note.ID, Version: b.in.Note.Number, Path: path}
}

func ofRecords(path string) Source { return Source{Kind: FromRecords, Path: path} }

// today is the day of the page, as a slot.
func (b *builder) today() slot {
	s, _ := b.day(b.b.AsOf, "the page tells what was approved by", ofRecords("the day of the page"))
	return s
}

// matches gives the metrics of the sheet, in the order in which they are judged.
func (b *builder) matches() []string { return review.Metrics(b.in.Sheet.Sheet) }

// names gives the names of all metrics that the page may name.
func (b *builder) names() []string {
	set := map[string]bool{}
	for _, f := range b.facts {
		if f.Name != "" {
			set[f.Name] = true
		}
	}
	return slices.Sorted(maps.Keys(set))
}
