package format

import (
	"fmt"
	"maps"
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"go.yaml.in/yaml/v3"

	"github.com/plumbline-dev/plumb/semantic"
)

const (
	maxName     = 200      // bytes of a name, label, synonym, owner
	maxProse    = 20 << 10 // bytes of a description or a caveat
	maxSynonyms = 100
	maxList     = 1000 // dimensions, filters, inputs, caveats, owners
)

// definition is a metric that is being read.
type definition struct {
	semantic.Metric
	object
	lost []string
}

// define starts a metric.
func (s *source) define(o object, namespace, name string) *definition {
	return &definition{Metric: semantic.Metric{Namespace: namespace, Name: name}, object: o}
}

// keepRest keeps what of the definition was not taken in an extension.
func (d *definition) keepRest(vendor string) {
	if rest := d.rest(); rest != "" {
		d.Extensions = append(d.Extensions, semantic.Extension{Vendor: vendor, Data: rest})
	}
}

// span takes a span from a key. What is none stays where it is, and so in the extension.
func (d *definition) span(o object, key string) semantic.Span {
	v := o.value(key)
	if v == nil {
		return ""
	}
	text := v.Value
	if v.Kind == yaml.MappingNode { // {count: 7, granularity: day}
		inner := object{o.src, v}
		count, unit := inner.value("count"), inner.value("granularity")
		if unit == nil {
			unit = inner.value("period")
		}
		if count == nil || unit == nil {
			return ""
		}
		text = count.Value + " " + unit.Value
	}
	span, err := semantic.ParseSpan(text)
	if err != nil || span == "" {
		return ""
	}
	o.src.take(v)
	return span
}

// add finishes a metric: cleans its texts, checks it, and puts it among those of the file.
func (s *source) add(d *definition) {
	m := &d.Metric
	rawName := m.Name
	d.clean()
	if m.Team == "" {
		m.Team = cleanName(s.options.Team)
	}
	if m.Name == "" {
		s.skip(rawName, "it has no name")
		return
	}
	if err := m.Check(); err != nil {
		s.skip(m.ID(), err.Error())
		return
	}
	if before := s.places[m.ID()]; before == nil {
		s.places[m.ID()] = d.node
	}
	s.Metrics = append(s.Metrics, *m)
	for _, field := range d.lost {
		s.Losses = append(s.Losses, Loss{m.ID(), field})
	}
}

// clean strips what could deceive a reader, and cuts what is too long. Each is a loss.
func (d *definition) clean() {
	m := &d.Metric
	m.Namespace = d.line("namespace", m.Namespace)
	m.Name = d.line("name", m.Name)
	m.Label = d.line("label", m.Label)
	m.Team = d.line("team", m.Team)
	m.Unit = d.line("unit", m.Unit)
	m.Kind = d.line("kind", m.Kind)
	m.Dialect = d.line("dialect", m.Dialect)
	m.Description = d.prose("description", m.Description)
	m.Synonyms = d.lines("synonyms", m.Synonyms, maxSynonyms)
	m.Owner = d.lines("owner", m.Owner, maxList)
	m.Dimensions = d.lines("dimensions", m.Dimensions, maxList)
	m.Inputs = d.lines("inputs", m.Inputs, maxList)
	for i, caveat := range m.Caveats {
		m.Caveats[i] = d.prose("caveats", caveat)
	}
	if len(m.Aliases) > 0 {
		aliases := make(map[string][]string, len(m.Aliases))
		for _, team := range slices.Sorted(maps.Keys(m.Aliases)) {
			if names := d.lines("aliases", m.Aliases[team], maxSynonyms); len(names) > 0 {
				aliases[d.line("aliases", team)] = names
			}
		}
		m.Aliases = aliases
	}
}

func (d *definition) lines(field string, list []string, most int) []string {
	out := make([]string, 0, len(list))
	for _, text := range list {
		if text = d.line(field, text); text != "" {
			out = append(out, text)
		}
	}
	if len(out) > most {
		d.lost = append(d.lost, fmt.Sprintf("%s (%d of %d: more than %d)", field, len(out)-most, len(out), most))
		out = out[:most]
	}
	if len(out) == 0 {
		return nil
	}
	return out
}

func (d *definition) line(field, text string) string {
	clean := strings.Join(strings.Fields(visible(text)), " ")
	if hidden := countHidden(text); hidden > 0 {
		d.lost = append(d.lost, fmt.Sprintf("%s (%d hidden characters)", field, hidden))
	}
	return d.cut(field, clean, maxName)
}

func (d *definition) prose(field, text string) string {
	if hidden := countHidden(text); hidden > 0 {
		d.lost = append(d.lost, fmt.Sprintf("%s (%d hidden characters)", field, hidden))
		text = visible(text)
	}
	return d.cut(field, text, maxProse)
}

func (d *definition) cut(field, text string, most int) string {
	if len(text) <= most {
		return text
	}
	at := most
	for at > 0 && !utf8.RuneStart(text[at]) {
		at--
	}
	d.lost = append(d.lost, fmt.Sprintf("%s (%d bytes beyond %d)", field, len(text)-at, most))
	return text[:at]
}

// cleanName gives a name without hidden characters.
func cleanName(text string) string { return strings.Join(strings.Fields(visible(text)), " ") }

// visible gives a text without hidden characters.
func visible(text string) string {
	if countHidden(text) == 0 {
		return text
	}
	return strings.Map(func(r rune) rune {
		if isHidden(r) {
			return -1
		}
		return r
	}, text)
}

func countHidden(text string) int {
	n := 0
	for _, r := range text {
		if isHidden(r) {
			n++
		}
	}
	return n
}

// isHidden reports whether a character cannot be seen and may change how others are: controls other than those that lay
// text out, and format characters (bidirectional marks, zero-width ones, tags).
func isHidden(r rune) bool {
	if r < 0x80 {
		return r < ' ' && r != '\n' && r != '\t' && r != '\r' || r == 0x7f
	}
	return unicode.In(r, unicode.Cc, unicode.Cf, unicode.Co) || r == utf8.RuneError || r == 0x2028 || r == 0x2029
}

// laidOut gives a text without the indentation that all its lines share, and without empty lines around it.
func laidOut(text string) string {
	lines := strings.Split(strings.ReplaceAll(text, "\r\n", "\n"), "\n")
	indent := -1
	for i, line := range lines {
		bare := strings.TrimLeft(line, " \t")
		n := len(line) - len(bare)
		if bare == "" || i == 0 && n == 0 { // the first line may begin right after the quotes
			continue
		}
		if indent < 0 || n < indent {
			indent = n
		}
	}
	for i, line := range lines {
		line = strings.TrimRight(line, " \t")
		if bare := strings.TrimLeft(line, " \t"); indent > 0 && len(line)-len(bare) >= indent {
			line = line[indent:]
		}
		lines[i] = line
	}
	return strings.TrimSpace(strings.Join(lines, "\n"))
}
