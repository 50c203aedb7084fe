package transcript

import (
	"archive/zip"
	"encoding/xml"
	"errors"
	"io"
	"strings"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// Word documents are zip archives. Only one entry is read, through limits and straight from memory: nothing is ever
// written to a disk, so the names in the archive cannot do harm.
// ECMA-376 part 1, section 17.

const (
	docxBody       = "word/document.xml"
	maxZipEntries  = 10_000
	maxDocxXML     = 48 << 20
	maxDocxText    = 16 << 20 // a meeting of a whole day stays below 3 MiB
	maxParagraphs  = 200_000  // and below 100,000 paragraphs
	maxExpansion   = 100      // a real document expands 5 to 60 times
	freeExpansion  = 1 << 20  // below this size any ratio is harmless
	maxXMLDepth    = 256
	wordNamespaceA = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
	wordNamespaceB = "http://purl.oclc.org/ooxml/wordprocessingml/main"
)

func isZip(raw string) bool {
	return strings.HasPrefix(raw, "PK\x03\x04") || strings.HasPrefix(raw, "PK\x05\x06")
}

func sureDocx(s *source) int {
	if isZip(s.raw) {
		return 100
	}
	return 0
}

func readDocx(s *source, rec *record) error {
	lines, err := docxLines(s)
	if err != nil {
		return err
	}
	switch {
	case looksTeamsOld(lines):
		readTeamsOld(rec, lines)
	case looksTeamsNew(lines):
		rec.t.Format = agent.FormatTeamsDocx
		readHeaded(rec, lines, false)
	case headed(lines, false):
		rec.t.Format = agent.FormatDocx
		readHeaded(rec, lines, false)
	default:
		rec.t.Format = agent.FormatDocx
		if meetSigns(lines) >= 45 {
			rec.t.Format = agent.FormatGoogleMeet
		}
		readProse(&prose{rec: rec, lines: lines})
	}
	return nil
}

// docxLines gives the paragraphs of a document, each followed by a blank line. Lines of one paragraph share its number.
func docxLines(s *source) ([]proseLine, error) {
	body, err := s.openDocx()
	if err != nil {
		return nil, err
	}
	defer body.Close()
	d := docxReader{xml: xml.NewDecoder(body)}
	if err := d.read(); err != nil {
		if refused, ok := errors.AsType[*fault.Error](err); ok {
			return nil, refused
		}
		if errors.Is(err, errTooMuch) {
			return nil, s.explodes()
		}
		return nil, s.damaged(err, "the document is damaged").Do("Open it in a word processor, save it again as .docx or text, and try that file.")
	}
	for _, l := range d.lines {
		if l.text != "" {
			return d.lines, nil
		}
	}
	return nil, s.invalid("there is no text in the document").Do("Check that the transcript is text and not a picture.")
}

// openDocx opens the document inside the archive after checking that it is one, and that it does not explode.
func (s *source) openDocx() (io.ReadCloser, error) {
	archive, err := zip.NewReader(strings.NewReader(s.raw), int64(len(s.raw)))
	if err != nil {
		return nil, s.invalid("the archive is damaged").Do("Export or save the document again; it may have been cut off.")
	}
	if len(archive.File) > maxZipEntries {
		return nil, s.invalid("the archive holds %d files, more than any document has", len(archive.File)).
			Do("Save the document again as .docx or text, and try that file.")
	}
	for _, f := range archive.File {
		if f.Name != docxBody {
			continue
		}
		limit := min(maxDocxXML, max(freeExpansion, f.CompressedSize64*maxExpansion))
		if f.UncompressedSize64 > limit {
			return nil, s.explodes() // it says so itself
		}
		body, err := f.Open()
		if err != nil {
			return nil, s.invalid("the document is damaged").Do("Save it again as .docx or text, and try that file.")
		}
		return &boundedReader{src: s, from: body, left: int64(limit)}, nil
	}
	return nil, s.invalid("this archive is not a Word document").
		Do("Give the transcript itself: unpack the archive, or save the document as .docx or text.")
}

// explodes is the error of a document that holds more than a transcript can.
func (s *source) explodes() *fault.Error {
	return s.invalid("the document unpacks to far more than a transcript can be").
		Do("Check that this is the transcript of one meeting, save it again as .docx or text, and try that file.")
}

// boundedReader fails when more comes out than a document can hold, whatever sizes the archive declares.
type boundedReader struct {
	src  *source
	from io.ReadCloser
	left int64
}

// Read implements io.Reader.
func (b *boundedReader) Read(p []byte) (int, error) {
	n, err := b.from.Read(p)
	if b.left -= int64(n); b.left < 0 {
		return 0, b.src.explodes()
	}
	return n, err
}

// Close implements io.Closer.
func (b *boundedReader) Close() error { return b.from.Close() }

// docxReader walks over the document and collects its paragraphs.
type docxReader struct {
	xml   *xml.Decoder
	lines []proseLine

	paragraphs int
	breaks     int             // of lines, in all paragraphs
	text       strings.Builder // of the open paragraph
	size       int             // of all text so far, in bytes
	inText     bool
	level      int // heading level of the open paragraph
	skip       int // depth below an element that is left out
	cells      []string
	cellText   []string
	tables     int // depth of nested tables
	rowLine    int
}

func (d *docxReader) read() error {
	depth := 0
	for {
		token, err := d.xml.Token()
		if errors.Is(err, io.EOF) {
			return nil
		}
		if err != nil {
			return err
		}
		switch t := token.(type) {
		case xml.Directive:
			return errors.New("it declares a document type, which no Word document does")
		case xml.StartElement:
			if depth++; depth > maxXMLDepth {
				return errors.New("its elements are nested too deeply")
			}
			d.start(t)
			if d.paragraphs+d.breaks > maxParagraphs {
				return errTooMuch
			}
		case xml.EndElement:
			depth--
			d.end(t)
		case xml.CharData:
			if d.inText && d.skip == 0 {
				d.text.Write(t)
				if d.size += len(t); d.size > maxDocxText {
					return errTooMuch
				}
			}
		}
	}
}

var errTooMuch = errors.New("more text than a transcript has")

// leftOut holds elements whose text is not part of the document as it is read: deleted and moved text, and the copy of a
// text box for old programs.
var leftOut = wordSet("del moveFrom Fallback instrText delText")

func (d *docxReader) start(t xml.StartElement) {
	if d.skip > 0 || leftOut[t.Name.Local] {
		d.skip++
		return
	}
	if t.Name.Space != wordNamespaceA && t.Name.Space != wordNamespaceB {
		return
	}
	switch t.Name.Local {
	case "p":
		d.paragraphs++
		d.text.Reset()
		d.level = 0
	case "pStyle":
		d.level = headingLevel(attribute(t, "val"))
	case "t":
		d.inText = true
	case "tab":
		d.text.WriteByte('\t')
	case "br", "cr":
		d.breaks++
		d.text.WriteByte('\n')
	case "noBreakHyphen":
		d.text.WriteByte('-')
	case "tbl":
		d.tables++
	case "tr":
		d.cells, d.rowLine = d.cells[:0], d.paragraphs+1
	case "tc":
		d.cellText = d.cellText[:0]
	}
}

func (d *docxReader) end(t xml.EndElement) {
	if d.skip > 0 {
		d.skip--
		return
	}
	if t.Name.Space != wordNamespaceA && t.Name.Space != wordNamespaceB {
		return
	}
	switch t.Name.Local {
	case "t":
		d.inText = false
	case "p":
		d.endParagraph()
	case "tc":
		d.cells = append(d.cells, strings.Join(d.cellText, " "))
	case "tr":
		d.endRow()
	case "tbl":
		d.tables--
	}
}

func (d *docxReader) endParagraph() {
	text := d.text.String()
	d.text.Reset()
	if d.tables == 1 {
		d.cellText = append(d.cellText, strings.ReplaceAll(text, "\n", " "))
		return
	}
	for part := range strings.SplitSeq(text, "\n") {
		l := newProseLine(d.paragraphs, part)
		if d.level > 0 && l.text != "" {
			l.heading, l.title = d.level, l.text
		}
		d.lines = append(d.lines, l)
	}
	d.lines = append(d.lines, proseLine{num: d.paragraphs})
}

// endRow turns a table row into a line of a Markdown table. A table of one column only lays the page out.
func (d *docxReader) endRow() {
	if d.tables != 1 {
		return
	}
	if len(d.cells) < 2 {
		for _, c := range d.cells {
			d.lines = append(d.lines, newProseLine(d.rowLine, c), proseLine{num: d.rowLine})
		}
		return
	}
	for i, c := range d.cells {
		d.cells[i] = strings.ReplaceAll(c, "|", `\|`)
	}
	d.lines = append(d.lines, proseLine{num: d.rowLine, text: "| " + strings.Join(d.cells, " | ") + " |"})
}

func attribute(t xml.StartElement, local string) string {
	for _, a := range t.Attr {
		if a.Name.Local == local {
			return a.Value
		}
	}
	return ""
}

// headingLevel reads style names such as Title and Heading2.
func headingLevel(style string) int {
	lower := strings.ToLower(style)
	if lower == "title" {
		return 1
	}
	if rest, ok := strings.CutPrefix(lower, "heading"); ok && len(rest) == 1 && rest[0] >= '1' && rest[0] <= '6' {
		return int(rest[0] - '0')
	}
	return 0
}
