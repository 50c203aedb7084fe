package render

import (
	"slices"
	"strconv"
	"strings"

	"github.com/plumbline-dev/plumb/agent"
)

// entry is what stands for one field: its words and marks, and the comments and questions below them.
type entry struct {
	first    int // number of its first line
	text     prose
	question prose
	marks    []string
	markLine int
	evidence []agent.Evidence
	restLine int             // number of the last evidence comment
	author   string          // the comment that names the author, or ""
	setting  string          // value of predicate: or objective:, or ""
	setLine  int             // 0 when there is no such line
	edge     *agent.TreeEdge // the ends of an edge of the metric tree, else nil
}

// prose joins lines into text.
type prose struct {
	b     strings.Builder
	any   bool
	hard  bool // the line before ended in a backslash
	apart bool // an empty line stands between
}

func (t *prose) gap() { t.apart = t.any }

// add appends a line. Lines of a paragraph are joined by a space, paragraphs by an empty line.
func (t *prose) add(line string, ownLine bool) {
	switch {
	case t.hard && !t.apart:
		t.b.WriteByte('\n')
	case t.hard:
		t.b.WriteString("\\\n\n")
	case t.apart:
		t.b.WriteString("\n\n")
	case t.any && ownLine:
		t.b.WriteByte('\n')
	case t.any:
		t.b.WriteByte(' ')
	}
	text, hard := decodeLine(line)
	t.b.WriteString(text)
	t.any, t.hard, t.apart = true, hard, false
}

func (t *prose) String() string {
	if t.hard {
		return t.b.String() + `\`
	}
	return t.b.String()
}

// known says which marks and settings a section has.
type known struct {
	setting string // predicateKey, objectiveKey or ""
	signal  bool
}

// take reads a line into an entry. It reports false when the line is not of a kind that belongs to an entry by itself,
// which leaves words.
func (p *mdParser) take(e *entry, l mdLine, k known) (bool, error) {
	switch {
	case l.text == "":
		e.text.gap()
	case strings.HasPrefix(l.text, "<!--"):
		return true, p.comment(e, l)
	case strings.HasPrefix(l.text, ">"):
		if words := trimSpace(l.text[1:]); words != "" {
			e.question.add(words, false)
		}
	case k.setting != "" && hasFoldPrefix(l.text, k.setting):
		if e.setLine != 0 {
			return true, refuse(l.number, "has a second "+k.setting+" (the first is on line "+itoa(e.setLine)+")", "Keep one of them.")
		}
		e.setting, e.setLine = trimSpace(l.text[len(k.setting):]), l.number
		e.text.gap()
	default:
		return false, nil
	}
	return true, nil
}

// words reads marks and text from a line.
func (e *entry) words(l mdLine, k known) error {
	if e.first == 0 {
		e.first = l.number
	}
	line := l.text
	if strings.HasPrefix(line, "[") && (!e.text.any || isMarkLine(line, k)) {
		inside, after, closed := strings.Cut(line[1:], "]")
		if !closed || !areMarks(inside, k) {
			return refuse(l.number, "starts with a bracket that is not a mark of this field",
				`Use `+markHelp(k)+`. If the bracket is text, write \[ instead of [.`)
		}
		if e.marks != nil {
			return refuse(l.number, "has marks again; there are some on line "+itoa(e.markLine)+" already", "Keep one of the brackets.")
		}
		e.marks, e.markLine = splitMarks(inside), l.number
		line = trimSpace(after)
	}
	if line == "" || isNotStated(line) {
		return nil
	}
	e.text.add(line, isBullet(line))
	return nil
}

func isMarkLine(line string, k known) bool {
	inside, after, closed := strings.Cut(line[1:], "]")
	return closed && after == "" && areMarks(inside, k)
}

var (
	maturities = []string{string(agent.Agreed), string(agent.Proposed), string(agent.Tentative), string(agent.Deferred), string(agent.Reversed)}
	statuses   = []string{string(agent.Stated), string(agent.Partly)}
	roles      = []string{string(agent.RoleProxy), string(agent.RoleLeading), string(agent.RoleOutcome)}
	directions = []string{string(agent.Up), string(agent.Down)}
	movers     = []string{firstMover}
)

// classes gives the sets of marks of which a field may have one each.
func classes(k known) [][]string {
	if k.signal {
		return [][]string{statuses, maturities, roles, directions, movers}
	}
	return [][]string{statuses, maturities}
}

func splitMarks(inside string) []string {
	out := []string{}
	for m := range strings.SplitSeq(inside, ",") {
		out = append(out, strings.ToLower(trimSpace(m)))
	}
	return out
}

// areMarks reports whether a bracket holds known marks only, at most one of each class.
func areMarks(inside string, k known) bool {
	used := map[int]bool{}
	for _, m := range splitMarks(inside) {
		at := slices.IndexFunc(classes(k), func(class []string) bool { return slices.Contains(class, m) })
		if at < 0 || used[at] {
			return false
		}
		used[at] = true
	}
	return true
}

func markHelp(k known) string {
	help := "[partly] and one of " + strings.Join(maturities, ", ")
	if k.signal {
		help += "; for a signal also one of " + strings.Join(roles, ", ") + "; up or down; " + firstMover
	}
	return help
}

func oneOf(marks, class []string) string {
	for _, m := range marks {
		if slices.Contains(class, m) {
			return m
		}
	}
	return ""
}

// comment reads a comment that stands for evidence or an author.
func (p *mdParser) comment(e *entry, l mdLine) error {
	if !strings.HasSuffix(l.text, commentClose) {
		return refuse(l.number, "opens a comment that does not end on the same line", "End it with "+commentClose+", or undo the change.")
	}
	if found, ok := p.evidence[l.text]; ok {
		e.evidence, e.restLine = append(e.evidence, found), l.number
		return nil
	}
	if p.authors[l.text] && e.author == "" {
		e.author = l.text
		return nil
	}
	if p.metrics[l.text] {
		return nil
	}
	switch {
	case strings.HasPrefix(l.text, trimSpace(metricOpen)):
		return refuse(l.number, "names another metric than this sheet did",
			"Undo the change or remove the comment: plumb sheet link says which metric is meant.")
	case strings.HasPrefix(l.text, trimSpace(evidenceOpen)):
		return refuse(l.number, "has evidence that this sheet did not have, or that was changed",
			"Undo the change or remove the comment: evidence can be kept or removed, not written.")
	case strings.HasPrefix(l.text, trimSpace(authorOpen)):
		return refuse(l.number, "names an author that this field did not have",
			"Undo the change or remove the comment: plumb records who wrote what when you save.")
	}
	return refuse(l.number, "is a comment, which a sheet cannot keep", `Remove it, or write \<!-- if it is text.`)
}

// field makes a field of an entry. base is the field that stood there before, nil for a new one.
func (e *entry) field(base *agent.Field) (agent.Field, error) {
	f := agent.Field{Text: e.text.String(), Evidence: e.evidence}
	if f.Evidence == nil {
		f.Evidence = []agent.Evidence{}
	}
	if !f.Filled() {
		return e.blank(base)
	}
	f.Status = agent.Stated
	if oneOf(e.marks, statuses) == string(agent.Partly) {
		f.Status = agent.Partly
	}
	f.Maturity = agent.Maturity(oneOf(e.marks, maturities))
	f.Question = e.question.String()
	if base != nil && !base.Filled() && f.Question == base.Question {
		f.Question = "" // it was answered
	}
	if base != nil && base.Text == f.Text {
		f.Author = base.Author
	}
	return f, nil
}

// blank makes a blank of an entry without words. What plumb had written below the words goes with them; what a person
// wrote there is refused, because it would get lost.
func (e *entry) blank(base *agent.Field) (agent.Field, error) {
	cleared := base != nil && base.Filled()
	switch {
	case e.marks != nil && !cleared:
		return agent.Field{}, refuse(e.markLine, "has marks without words", "Write the words behind the marks, or remove the marks.")
	case len(e.evidence) > 0 && !cleared:
		return agent.Field{}, refuse(e.restLine, "has evidence without words", "Write the words above it, or remove it.")
	}
	question := e.question.String()
	if question == "" && base != nil {
		question = base.Question
	}
	return agent.Blank(question), nil
}

// isBullet reports whether a line starts an item of a list.
func isBullet(s string) bool {
	return s == "-" || strings.HasPrefix(s, "- ") || strings.HasPrefix(s, "* ") || strings.HasPrefix(s, "+ ")
}

func itoa(n int) string { return strconv.Itoa(n) }

func quoted(s string) string { return strconv.Quote(shorten(tidy(s), 60)) }
