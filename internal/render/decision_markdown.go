package render

import (
	"fmt"
	"io"
	"strconv"
	"strings"
	"time"
	"unicode"

	"golang.org/x/text/unicode/norm"

	"github.com/plumbline-dev/plumb/agent/decision"
)

// DecisionLog writes a decision log as one Markdown document, in the order given. What people typed is written so that it can
// be nothing but text.
func DecisionLog(w io.Writer, entries []decision.Entry) error {
	var m mdWriter
	m.line("# Decision log")
	m.line("")
	if len(entries) == 0 {
		m.line("_Nothing is decided yet._")
	}
	for i := range entries {
		if i > 0 {
			m.line("")
		}
		m.decision(&entries[i])
	}
	return write(w, "render.decision", m.buf.Bytes())
}

func (m *mdWriter) decision(e *decision.Entry) {
	m.line("## " + literal(e.Date) + " " + literal(e.Heading()))
	m.line("")
	m.fact("Aim", e.Aim)
	m.fact("Mechanism", e.Mechanism)
	m.fact("Gate", e.Gate)
	m.fact("Decision", e.Text)
	m.fact("Why", e.Rationale)
	if len(e.RuledOut) == 0 {
		m.fact("Ruled out", "")
	}
	for _, item := range e.RuledOut {
		m.fact("Ruled out", item)
	}
	if prediction := predictionLine(e.Prediction); prediction != "" {
		m.fact("Prediction", prediction)
	}
	m.fact("Owner", e.Owner)
	m.fact("Revisit by", e.RevisitBy)
	for _, look := range e.Revisits {
		m.fact("Looked back", strings.TrimSuffix(lookLine(e, look)+". "+tidy(look.Lesson), " "))
	}
	m.line("")
	m.line("_" + literal(strings.Join(decisionSources(e), " · ")) + "_")
}

func (m *mdWriter) fact(label, text string) {
	m.line("- **" + label + ":** " + orNotStated(literal(text)))
}

// decisionSources says by whom and under which names a decision is kept.
func decisionSources(e *decision.Entry) []string {
	out := []string{tidy(e.ID), ShortHash(e.ContentHash)}
	if e.Approval != nil {
		out = append(out, approvedLine(e.Approval))
	}
	return append(out, aboutLine(e)...)
}

// literal writes any text on one line of Markdown so that it is nothing but text: no markup, no HTML, no link that a viewer
// would make of an address.
func literal(text string) string {
	text = tidy(text)
	if isNotStated(text) {
		return notStated
	}
	line := encodeLine(text)
	line = strings.ReplaceAll(line, "://", `\://`)
	line = strings.ReplaceAll(line, "www.", `www\.`)
	return strings.ReplaceAll(line, "|", `\|`)
}

// DecisionFile is a decision as a file of its own.
type DecisionFile struct {
	Name    string // such as "0001-continue-second-count.md"
	Content []byte
}

// Madr writes decisions, given oldest first, in the form of Markdown Architectural Decision Records 4.0.0
// (https://adr.github.io/madr/), one file each, numbered from 1. A decision that is added later gets a later number.
func Madr(entries []decision.Entry) []DecisionFile {
	numbers := map[string]int{}
	for i := range entries {
		numbers[entries[i].ID] = i + 1
	}
	files := make([]DecisionFile, len(entries))
	for i := range entries {
		e := &entries[i]
		files[i] = DecisionFile{Name: fmt.Sprintf("%04d-%s.md", i+1, slug(e.Heading())), Content: madr(e, numbers)}
	}
	return files
}

func madr(e *decision.Entry, numbers map[string]int) []byte {
	var m mdWriter
	m.line("---")
	m.line("status: " + madrStatus(e, numbers))
	m.line("date: " + madrDate(e))
	m.line("decision-makers: " + yamlText(e.Owner))
	m.line("---")
	m.line("")
	m.line("# " + orNotStated(literal(e.Heading())))
	m.heading("Context and Problem Statement")
	m.fact("Aim", e.Aim)
	m.fact("Mechanism", e.Mechanism)
	m.fact("Gate", e.Gate)
	m.heading("Considered Options")
	m.line("* " + orNotStated(literal(e.Text)))
	for _, item := range e.RuledOut {
		m.line("* " + literal(item) + " (ruled out)")
	}
	m.heading("Decision Outcome")
	m.line(`Chosen option: "` + orNotStated(literal(e.Text)) + `", because ` + orNotStated(literal(e.Rationale)))
	m.line("")
	m.line("### Consequences")
	m.line("")
	m.consequences(e)
	m.line("")
	m.line("### Confirmation")
	m.line("")
	m.confirmation(e)
	m.heading("More Information")
	for _, line := range decisionSources(e) {
		m.line("* " + literal(line))
	}
	for _, said := range e.Evidence {
		m.line("* said in the meeting, " + literal(reference(said, 1)) + `: "` + literal(said.Quote) + `"`)
	}
	return m.buf.Bytes()
}

// yamlText writes any text as a quoted scalar of YAML that is no HTML and no link either, where a viewer does not know front matter.
func yamlText(text string) string {
	return strings.NewReplacer("<", `\u003c`, "[", `\u005b`, "://", `\u003a//`).Replace(strconv.Quote(tidy(text)))
}

func (m *mdWriter) consequences(e *decision.Entry) {
	expected := predictionLine(e.Prediction)
	if expected == "" {
		expected = "nothing was predicted"
	}
	m.line("* Expected: " + literal(expected))
	for _, look := range e.Revisits {
		if lesson := tidy(look.Lesson); lesson != "" {
			m.line("* Learned on " + literal(look.On) + ": " + literal(lesson))
		}
	}
}

func (m *mdWriter) confirmation(e *decision.Entry) {
	m.line(orNotStated(literal(e.Owner)) + " looks at it again by " + orNotStated(literal(e.RevisitBy)) + ".")
	for _, look := range e.Revisits {
		m.line("")
		m.line("Looked back " + literal(lookLine(e, look)) + ".")
	}
}

func madrStatus(e *decision.Entry, numbers map[string]int) string {
	if n := numbers[e.ReplacedBy]; n > 0 {
		return fmt.Sprintf("superseded by ADR-%04d", n)
	}
	return "accepted"
}

// madrDate gives the day on which the decision was updated last: the last look back, else the approval.
func madrDate(e *decision.Entry) string {
	if n := len(e.Revisits); n > 0 {
		return tidy(e.Revisits[n-1].On)
	}
	if e.Approval != nil {
		return e.Approval.At.UTC().Format(time.DateOnly)
	}
	return tidy(e.Date)
}

// longestSlug is how much of a heading goes into the name of a file.
const longestSlug = 60

// slug gives the words of a heading as they can stand in the name of a file on every system: ASCII letters and digits, joined by
// dashes.
func slug(heading string) string {
	var b strings.Builder
	for _, r := range strings.ToLower(norm.NFKD.String(tidy(heading))) {
		switch {
		case r >= 'a' && r <= 'z' || r >= '0' && r <= '9':
			b.WriteRune(r)
		case unicode.Is(unicode.Mn, r) || r == '\'':
		case b.Len() > 0 && !strings.HasSuffix(b.String(), "-"):
			b.WriteByte('-')
		}
		if b.Len() >= longestSlug {
			break
		}
	}
	if name := strings.Trim(b.String(), "-"); name != "" {
		return name
	}
	return "decision"
}
