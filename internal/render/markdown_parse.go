package render

import (
	"bytes"
	"io"
	"slices"
	"strings"
	"time"
	"unicode/utf8"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// MaxMarkdown is how many bytes an edited sheet may have. A sheet is a page; this leaves room for a hundred of them.
const MaxMarkdown = 1 << 20

// ParseMarkdown reads a sheet that was written by [Markdown] and edited. base is the sheet that was written: what
// people don't edit (engine, sources, topics, jargon, findings, matches, authors) is taken from it, and evidence is
// restored from it by reference. Nothing that a person typed is dropped: what cannot be read is an error of kind Invalid
// that names the line and says what to do.
//
// A field whose words were removed becomes a blank with a question; the questions of the sheet are kept in step.
// Who wrote a changed field is left empty, for the caller to set.
func ParseMarkdown(r io.Reader, base agent.Sheet) (agent.Sheet, error) {
	lines, err := readLines(r)
	if err != nil {
		return agent.Sheet{}, err
	}
	p := mdParser{base: &base, out: base, evidence: evidenceByLine(&base), authors: authorsOf(&base), metrics: metricsOf(&base)}
	p.out.Fields = agent.Fields{}
	p.out.Questions = slices.Clone(base.Questions)
	if err := p.document(lines); err != nil {
		return agent.Sheet{}, err
	}
	return p.out, nil
}

// mdLine is a line without its outer blanks, with what is needed to name it and to tell continued items from others.
type mdLine struct {
	number int
	text   string
	indent int
}

type mdParser struct {
	base     *agent.Sheet
	out      agent.Sheet
	evidence map[string]agent.Evidence // by the comment that stands for it
	authors  map[string]bool
	metrics  map[string]bool // comments
}

func readLines(r io.Reader) ([]mdLine, error) {
	content, err := io.ReadAll(io.LimitReader(r, MaxMarkdown+1))
	if err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, "markdown.parse", "the edited sheet cannot be read", "Check that the file is there and may be read.")
	}
	if len(content) > MaxMarkdown {
		return nil, fault.Newf(fault.Invalid, "markdown.parse", "the edited sheet is larger than %d bytes", MaxMarkdown).
			Do("A sheet is one page: shorten it.")
	}
	content = bytes.TrimPrefix(content, []byte("\uFEFF"))
	text := strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(string(content))
	var lines []mdLine
	for i, raw := range strings.Split(text, "\n") {
		if !utf8.ValidString(raw) {
			return nil, refuse(i+1, "holds bytes that are not UTF-8", "Save the file as UTF-8.")
		}
		lines = append(lines, mdLine{number: i + 1, text: trimSpace(raw), indent: len(raw) - len(strings.TrimLeft(raw, " \t"))})
	}
	return lines, nil
}

// refuse is the error about one line.
func refuse(line int, what, next string) *fault.Error {
	return fault.Newf(fault.Invalid, "markdown.parse", "line %d %s", line, what).Do("%s", next)
}

func evidenceByLine(s *agent.Sheet) map[string]agent.Evidence {
	out := map[string]agent.Evidence{}
	for ref := range s.Fields.All() {
		for _, e := range ref.Field.Evidence {
			out[evidenceLine(e, len(s.Sources))] = e
		}
	}
	return out
}

func authorsOf(s *agent.Sheet) map[string]bool {
	out := map[string]bool{}
	for ref := range s.Fields.All() {
		if ref.Field.Author != "" {
			out[authorLine(ref.Field.Author)] = true
		}
	}
	return out
}

func metricsOf(s *agent.Sheet) map[string]bool {
	out := map[string]bool{}
	for ref := range s.Matches() {
		if metric := metricOf(&agent.Field{Text: ref.Text}, ref.Match); metric != "" {
			out[metricComment(metric)] = true
		}
	}
	return out
}

// document cuts the lines at their headings and reads part after part.
func (p *mdParser) document(lines []mdLine) error {
	known := sections(&p.out.Fields)
	seen := map[string]int{}
	head, rest := untilHeading(lines)
	if len(rest) == 0 || !strings.HasPrefix(rest[0].text, "# ") && rest[0].text != "#" {
		return refuse(lineOf(rest, len(lines)), "should be the title of the sheet",
			`Put the title back as the first heading: "# " and the title, or "# `+notStated+`".`)
	}
	if err := p.before(head); err != nil {
		return err
	}
	title, rest := rest[0], rest[1:]
	body, rest := untilHeading(rest)
	if err := p.title(title, body); err != nil {
		return err
	}
	for len(rest) > 0 {
		heading := rest[0]
		body, rest = untilHeading(rest[1:])
		name := trimSpace(strings.TrimLeft(heading.text, "#"))
		if first, twice := seen[name]; twice {
			return refuse(heading.number, "has the heading "+quoted(name)+" again; it stands on line "+itoa(first)+" already",
				"Put both parts under one heading.")
		}
		seen[name] = heading.number
		if err := p.part(heading, name, body, known); err != nil {
			return err
		}
	}
	for _, sec := range known {
		if seen[sec.label] == 0 {
			return fault.Newf(fault.Invalid, "markdown.parse", "the heading \"## %s\" is missing", sec.label).
				Do("Put the heading back. To clear the field, leave nothing but %s below it.", notStated)
		}
	}
	return nil
}

func (p *mdParser) part(heading mdLine, name string, body []mdLine, known []section) error {
	if !strings.HasPrefix(heading.text, "## ") {
		return refuse(heading.number, "is a heading of a level that a sheet does not have",
			`Headings of fields start with "## ". If this is text, write \# instead of #.`)
	}
	if name == recordHeading {
		return p.record(body)
	}
	at := slices.IndexFunc(known, func(s section) bool { return s.label == name })
	if at < 0 {
		return refuse(heading.number, "has the heading "+quoted(name)+", which a sheet does not have",
			`Use one of: `+headings(known)+`. If this is text, write \# instead of #.`)
	}
	return p.section(known[at], body)
}

func (p *mdParser) section(sec section, body []mdLine) error {
	switch sec.shape {
	case single:
		return p.single(sec, body)
	case list:
		return p.list(sec, body)
	case signals:
		return p.signals(sec, body)
	default:
		return p.tree(sec, body)
	}
}

// before reads what stands above the title: the comment that explains how to edit.
func (p *mdParser) before(lines []mdLine) error {
	inside := false
	for _, l := range lines {
		switch {
		case inside || strings.HasPrefix(l.text, introOpening):
			inside = !strings.HasSuffix(l.text, commentClose)
		case l.text != "":
			return refuse(l.number, "stands above the title and would get lost", "Move it below a heading, or remove it.")
		}
	}
	return nil
}

func (p *mdParser) title(heading mdLine, body []mdLine) error {
	p.out.Title = ""
	if words := trimSpace(heading.text[1:]); words != "" && !isNotStated(words) {
		p.out.Title = decodeInline(words)
	}
	dated := false
	for _, l := range body {
		switch {
		case l.text == "" || isStateLine(l.text):
		case !dated && hasFoldPrefix(l.text, trimSpace(dateKey)):
			dated = true
			date, err := meetingDate(l)
			if err != nil {
				return err
			}
			p.out.MeetingDate = date
		default:
			return refuse(l.number, "stands between the title and the first field and would get lost",
				"Move it below a heading, or remove it.")
		}
	}
	if !dated {
		p.out.MeetingDate = ""
	}
	return nil
}

func isStateLine(s string) bool {
	return len(s) > 1 && strings.HasPrefix(s, "_") && strings.HasSuffix(s, "_") && strings.Contains(s, " · ")
}

func meetingDate(l mdLine) (string, error) {
	date := trimSpace(l.text[len(trimSpace(dateKey)):])
	if date == "" || isNotStated(date) {
		return "", nil
	}
	if _, err := time.Parse(time.DateOnly, date); err != nil {
		return "", refuse(l.number, "has a meeting date that is not a date", "Write it like 2026-03-02, or "+notStated+".")
	}
	return date, nil
}

// record checks that the part which cannot be edited was not.
func (p *mdParser) record(body []mdLine) error {
	want := recordLines(p.base)
	for _, l := range body {
		switch {
		case l.text == "":
		case len(want) > 0 && l.text == trimSpace(want[0]):
			want = want[1:]
		default:
			return refuse(l.number, "differs from what plumb keeps below "+quoted(recordHeading)+", which cannot be edited",
				"Undo the change there or remove that part as a whole. If the file is of another version, export it again.")
		}
	}
	return nil
}

func untilHeading(lines []mdLine) (body, rest []mdLine) {
	for i, l := range lines {
		if isHeading(l.text) {
			return lines[:i], lines[i:]
		}
	}
	return lines, nil
}

// isHeading reports whether a line is a heading in CommonMark: up to six # and then a blank or nothing.
func isHeading(s string) bool {
	rest := strings.TrimLeft(s, "#")
	level := len(s) - len(rest)
	return level > 0 && level <= 6 && (rest == "" || rest[0] == ' ' || rest[0] == '\t')
}

func headings(known []section) string {
	names := make([]string, 0, len(known))
	for _, s := range known {
		names = append(names, s.label)
	}
	return strings.Join(names, ", ")
}

func lineOf(lines []mdLine, otherwise int) int {
	if len(lines) > 0 {
		return lines[0].number
	}
	return otherwise
}
