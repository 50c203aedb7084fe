package render

import (
	"bytes"
	"io"
	"math"
	"slices"
	"strconv"
	"strings"

	"github.com/plumbline-dev/plumb/agent/decision"
	"github.com/plumbline-dev/plumb/internal/fault"
)

const decisionIntro = introOpening + ` how to edit this decision. This comment, and the line in italics below, are not read back.

  Write after a colon or below a heading; leave the headings as they are. To clear a part, remove its words.
  Choice: start, continue, change, stop or other. Dates like 2026-03-16. Confidence: 1% to 99%, and only with a prediction.
  A prediction such as   product.activation >= 40% by 2026-04-10   is checked by readings.
  Ruled out: one line that starts with "- " for each item.
  A backslash makes the character after it ordinary text: \# \- \*
-->`

// decisionSetting is a line of the form with a key.
type decisionSetting struct {
	key string
	get func(d *decision.Decision) string
	set func(d *decision.Decision, value string, line int) error
}

// decisionPart is a heading of the form with text below it.
type decisionPart struct {
	heading string
	text    func(d *decision.Decision) *string
	entry   bool // a line of the three-line entry, which says "not stated" when nothing is known
}

const ruledOutHeading = "Ruled out"

func decisionSettings() []decisionSetting {
	text := func(key string, at func(d *decision.Decision) *string) decisionSetting {
		return decisionSetting{
			key: key,
			get: func(d *decision.Decision) string { return *at(d) },
			set: func(d *decision.Decision, value string, _ int) error { *at(d) = value; return nil },
		}
	}
	return []decisionSetting{
		text("Date", func(d *decision.Decision) *string { return &d.Date }),
		{
			key: "Choice",
			get: func(d *decision.Decision) string { return string(d.Choice) },
			set: func(d *decision.Decision, value string, line int) error {
				choice := decision.Choice(strings.ToLower(value))
				if choice != "" && !slices.Contains(decision.Choices(), choice) {
					return refuse(line, "has a choice that is not known", "Use start, continue, change, stop or other.")
				}
				d.Choice = choice
				return nil
			},
		},
		text("Owner", func(d *decision.Decision) *string { return &d.Owner }),
		text("Revisit by", func(d *decision.Decision) *string { return &d.RevisitBy }),
		{
			key: "Confidence",
			get: func(d *decision.Decision) string { return confidenceText(d.Prediction.Confidence) },
			set: func(d *decision.Decision, value string, line int) error {
				confidence, err := ParseConfidence(value)
				if err != nil {
					return refuse(line, "has a confidence that cannot be read", fault.Next(err))
				}
				d.Prediction.Confidence = confidence
				return nil
			},
		},
		text("Replaces", func(d *decision.Decision) *string { return &d.Replaces }),
	}
}

func decisionParts() []decisionPart {
	return []decisionPart{
		{"Decision", func(d *decision.Decision) *string { return &d.Text }, false},
		{"Rationale", func(d *decision.Decision) *string { return &d.Rationale }, false},
		{"Prediction", func(d *decision.Decision) *string { return &d.Prediction.Text }, false},
		{"Aim", func(d *decision.Decision) *string { return &d.Aim }, true},
		{"Mechanism", func(d *decision.Decision) *string { return &d.Mechanism }, true},
		{"Gate", func(d *decision.Decision) *string { return &d.Gate }, true},
	}
}

// DecisionForm writes a decision as the Markdown that people edit. [ParseDecisionForm] reads it back without loss.
func DecisionForm(w io.Writer, e decision.Entry) error {
	var m mdWriter
	d := e.Decision
	m.line(decisionIntro)
	m.line("")
	m.line("# " + orNotStated(encodeLine(d.Title)))
	m.line("")
	m.line("_" + escapeInline(strings.Join(decisionStateLine(&e), " · ")) + "_")
	m.line("")
	for _, s := range decisionSettings() {
		m.line(strings.TrimRight(s.key+": "+encodeLine(s.get(&d)), " "))
	}
	for _, part := range decisionParts() {
		if part.heading == "Aim" {
			m.ruledOut(d.RuledOut)
		}
		m.heading(part.heading)
		text := *part.text(&d)
		if text == "" || part.entry && text == decision.NotStated {
			m.line(notStated)
			continue
		}
		for _, line := range encodeText(text) {
			m.line(line)
		}
	}
	return write(w, "render.decision", m.buf.Bytes())
}

func (m *mdWriter) heading(name string) {
	m.line("")
	m.line("## " + name)
	m.line("")
}

func (m *mdWriter) ruledOut(items []string) {
	m.heading(ruledOutHeading)
	for _, item := range items {
		m.line("- " + encodeLine(item))
	}
	if len(items) == 0 {
		m.line(notStated)
	}
}

// ParseDecisionForm reads a decision that was written by [DecisionForm] and edited. base is the decision that was written: what
// cannot be edited is taken from it, and so is what plumb knows of a prediction or a choice that was not changed. Nothing that a
// person typed is dropped: what cannot be read is an error of kind Invalid that names the line and says what to do.
func ParseDecisionForm(r io.Reader, base decision.Decision) (decision.Decision, error) {
	content, err := io.ReadAll(io.LimitReader(r, MaxMarkdown+1))
	if err != nil {
		return decision.Decision{}, fault.Wrap(err, fault.Unavailable, "markdown.parse", "the edited decision cannot be read", "Check that the file is there and may be read.")
	}
	if len(content) > MaxMarkdown {
		return decision.Decision{}, fault.Newf(fault.Invalid, "markdown.parse", "the edited decision is larger than %d bytes", MaxMarkdown).
			Do("A decision is a page at most: shorten it.")
	}
	lines, err := readLines(bytes.NewReader(content))
	if err != nil {
		return decision.Decision{}, err
	}
	p := decisionParser{d: base, seen: map[string]int{}}
	p.d.Prediction.Confidence = 0
	p.d.RuledOut = []string{}
	if err := p.document(lines); err != nil {
		return decision.Decision{}, err
	}
	return p.settle(base), nil
}

type decisionParser struct {
	d    decision.Decision
	seen map[string]int // number of the line on which a heading or a key stands
}

// settle takes over what follows from the parts that were changed.
func (p *decisionParser) settle(base decision.Decision) decision.Decision {
	d := p.d
	choice, text, revisit, predicted := d.Choice, d.Text, d.RevisitBy, d.Prediction
	d.Choice, d.Text, d.RevisitBy = base.Choice, base.Text, base.RevisitBy
	d.Prediction = base.Prediction.Predict(predicted.Text)
	d.Prediction.Confidence = predicted.Confidence
	if choice != d.Choice {
		d = d.Choose(choice)
	}
	if text != base.Text {
		d.Text = text
	}
	switch {
	case revisit != base.RevisitBy:
		d.RevisitBy = revisit
	case base.HasUsualLook():
		d.RevisitBy = d.NextLook()
	}
	return d
}

func (p *decisionParser) document(lines []mdLine) error {
	head, rest := untilHeading(lines)
	if len(rest) == 0 || !strings.HasPrefix(rest[0].text, "# ") && rest[0].text != "#" {
		return refuse(lineOf(rest, len(lines)), "should be the title of the decision", `Put the title back as the first heading: "# " and the title.`)
	}
	if err := (&mdParser{}).before(head); err != nil {
		return err
	}
	p.d.Title = ""
	if words := trimSpace(rest[0].text[1:]); words != "" && !isNotStated(words) {
		p.d.Title = decodeInline(words)
	}
	body, rest := untilHeading(rest[1:])
	if err := p.settings(body); err != nil {
		return err
	}
	for len(rest) > 0 {
		heading := rest[0]
		body, rest = untilHeading(rest[1:])
		if err := p.part(heading, body); err != nil {
			return err
		}
	}
	for _, name := range decisionHeadings() {
		if p.seen[name] == 0 {
			return fault.Newf(fault.Invalid, "markdown.parse", "the heading \"## %s\" is missing", name).
				Do("Put the heading back. To clear the part, leave nothing but %s below it.", notStated)
		}
	}
	return nil
}

func decisionHeadings() []string {
	names := []string{ruledOutHeading}
	for _, part := range decisionParts() {
		names = append(names, part.heading)
	}
	return names
}

func (p *decisionParser) settings(body []mdLine) error {
	known := decisionSettings()
	for _, l := range body {
		if l.text == "" || isStateLine(l.text) {
			continue
		}
		key, value, _ := strings.Cut(l.text, ":")
		at := slices.IndexFunc(known, func(s decisionSetting) bool { return strings.EqualFold(s.key, trimSpace(key)) })
		if at < 0 {
			return refuse(l.number, "stands between the title and the first heading and would get lost",
				"Move it below a heading, or write it after one of: Date, Choice, Owner, Revisit by, Confidence, Replaces.")
		}
		if err := p.once(known[at].key, l.number); err != nil {
			return err
		}
		value = trimSpace(value)
		if isNotStated(value) {
			value = ""
		}
		if err := known[at].set(&p.d, decodeInline(value), l.number); err != nil {
			return err
		}
	}
	for _, s := range known {
		if p.seen[s.key] > 0 {
			continue
		}
		if err := s.set(&p.d, "", 0); err != nil { // a line that was removed is a value that was
			return err
		}
	}
	return nil
}

func (p *decisionParser) once(name string, line int) error {
	if first := p.seen[name]; first > 0 {
		return refuse(line, "has "+quoted(name)+" again; it stands on line "+itoa(first)+" already", "Keep one of them.")
	}
	p.seen[name] = line
	return nil
}

func (p *decisionParser) part(heading mdLine, body []mdLine) error {
	name := trimSpace(strings.TrimLeft(heading.text, "#"))
	if !strings.HasPrefix(heading.text, "## ") || !slices.Contains(decisionHeadings(), name) {
		return refuse(heading.number, "has the heading "+quoted(name)+", which a decision does not have",
			"Use one of: "+strings.Join(decisionHeadings(), ", ")+`. If this is text, write \# instead of #.`)
	}
	if err := p.once(name, heading.number); err != nil {
		return err
	}
	if name == ruledOutHeading {
		return p.items(body)
	}
	var text prose
	for _, l := range body {
		switch {
		case l.text == "":
			text.gap()
		case strings.HasPrefix(l.text, "<!--"):
			return refuse(l.number, "holds a comment, and comments are not kept here", `Remove it. If it is text, write \< instead of <.`)
		case !isNotStated(l.text):
			text.add(l.text, isBullet(l.text))
		}
	}
	for _, part := range decisionParts() {
		if part.heading != name {
			continue
		}
		*part.text(&p.d) = text.String()
		if part.entry && !text.any {
			*part.text(&p.d) = decision.NotStated
		}
	}
	return nil
}

// items reads a list; a line that is indented goes on with the item above it.
func (p *decisionParser) items(body []mdLine) error {
	for _, l := range body {
		item, isItem := strings.CutPrefix(l.text, "-")
		last := len(p.d.RuledOut) - 1
		switch {
		case l.text == "" || isNotStated(l.text):
		case isItem && (item == "" || item[0] == ' ' || item[0] == '\t'):
			p.d.RuledOut = append(p.d.RuledOut, decodeInline(trimSpace(item)))
		case l.indent > 0 && last >= 0:
			p.d.RuledOut[last] = trimSpace(p.d.RuledOut[last] + " " + decodeInline(l.text))
		default:
			return refuse(l.number, "is no item of a list", `Start each thing that is ruled out with "- ".`)
		}
	}
	return nil
}

// ParseConfidence reads how sure somebody is, such as 70%, 70 or 0.7; "" is 0, which is none. The result lies between 0.01
// and 0.99.
func ParseConfidence(text string) (float64, error) {
	digits, isPercent := strings.CutSuffix(strings.TrimSpace(text), "%")
	if digits == "" && !isPercent {
		return 0, nil
	}
	value, err := strconv.ParseFloat(strings.TrimSpace(digits), 64)
	if isPercent || value > 1 {
		value /= 100
	}
	if err != nil || !(value >= 0.01 && value <= 0.99) {
		return 0, fault.Newf(fault.Invalid, "render.confidence", "%q is not a confidence from 1%% to 99%%", tidy(text)).
			Do("Say how sure you are, such as 70%%.")
	}
	return value, nil
}

// confidenceText writes a confidence as people say it; "" for none.
func confidenceText(confidence float64) string {
	if confidence == 0 {
		return ""
	}
	return strconv.FormatFloat(math.Round(confidence*1e4)/1e2, 'f', -1, 64) + "%"
}
