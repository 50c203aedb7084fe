package transcript

import (
	"errors"
	"fmt"
	"io"
	"math"
	"reflect"
	"strings"

	"github.com/ledongthuc/pdf"

	"github.com/plumbline-dev/plumb/agent"
)

const (
	maxPages    = 2000
	maxTreeSize = 4 * maxPages // nodes of the page tree
	maxTreeUp   = 64           // levels of the page tree
	// pdfBudget bounds how often a byte of the file may be read. A damaged file can send the library in circles, and
	// every circle reads.
	pdfBudget = 512
	// maxPageBytes and maxPDFBytes bound what the streams of a page and of all pages unpack to.
	maxPageBytes = 4 << 20
	maxPDFBytes  = MaxBytes
)

func isPDF(raw string) bool { return strings.HasPrefix(raw, "%PDF-") }

func surePDF(s *source) int {
	if isPDF(s.raw) {
		return 100
	}
	return 0
}

func readPDF(s *source, rec *record) error {
	if strings.Contains(s.raw, "/Encrypt") {
		return s.invalid("the PDF is protected").Do("Save it without protection, or export the transcript as text.")
	}
	lines, lost, err := pdfLines(s.raw)
	if err != nil {
		return s.damaged(err, "the PDF cannot be read").Do("Open it and save the text as .txt or .docx, then give that file.")
	}
	if lost > 0 {
		rec.warn(0, "%d pages of the PDF could not be read.", lost)
	}
	if len(lines) == 0 {
		return s.invalid("there is no text in the PDF, perhaps only pictures of pages").
			Do("Run text recognition (OCR) on it, or export the transcript as text.")
	}
	switch {
	case headed(lines, false):
		rec.t.Format = agent.FormatPDF
		readHeaded(rec, lines, false)
	default:
		readProse(&prose{rec: rec, lines: lines, wrapped: true})
	}
	rec.t.Format = agent.FormatPDF
	return nil
}

// pdfLines gives the lines of all pages, numbered through, and how many pages could not be read. The library panics on
// much that is malformed; nothing of that leaves here.
func pdfLines(raw string) (lines []proseLine, lost int, err error) {
	defer func() {
		if p := recover(); p != nil {
			lines, err = nil, fmt.Errorf("malformed PDF: %v", p)
		}
	}()
	from := &budgetReader{from: strings.NewReader(raw), left: int64(len(raw))*pdfBudget + 16<<20}
	r, err := pdf.NewReader(from, int64(len(raw)))
	if err != nil {
		return nil, 0, err
	}
	if err := checkXref(r); err != nil {
		return nil, 0, err
	}
	pages, err := pdfPages(r)
	if err != nil {
		return nil, 0, err
	}
	num, unpacked := 0, int64(0)
	for _, p := range pages {
		size, err := unpackedSize(p)
		if unpacked += size; unpacked > maxPDFBytes {
			return nil, 0, errors.New("it unpacks to far more than a transcript can be")
		}
		var text []string
		if err == nil {
			text, err = pageLines(p)
		}
		if err != nil {
			lost++
		}
		for _, t := range text {
			l := newProseLine(num+1, t)
			if l.text != "" {
				num++
				lines = append(lines, l)
			}
		}
	}
	if lost > 0 && len(lines) == 0 {
		return nil, lost, errors.New("no page can be read")
	}
	return lines, lost, nil
}

// budgetReader panics when far more was read than a sound file needs; the panic is caught where the library is called.
type budgetReader struct {
	from *strings.Reader
	left int64
}

// ReadAt implements io.ReaderAt.
func (b *budgetReader) ReadAt(p []byte, off int64) (int, error) {
	if off < 0 {
		return 0, errors.New("read before the start of the file")
	}
	n, err := b.from.ReadAt(p, off)
	if b.left -= int64(n) + 64; b.left < 0 {
		panic(errors.New("the file refers to itself"))
	}
	return n, err
}

// checkXref refuses a cross-reference table in which an object stream is said to lie in an object stream. The format
// forbids it, and the library would follow such a circle until the stack is exhausted, which cannot be caught.
func checkXref(r *pdf.Reader) error {
	table := reflect.ValueOf(r).Elem().FieldByName("xref")
	if table.Kind() != reflect.Slice {
		return errors.New("the table of objects cannot be checked")
	}
	for i := range table.Len() {
		entry := table.Index(i)
		if !entry.FieldByName("inStream").Bool() {
			continue
		}
		holder := entry.FieldByName("stream").FieldByName("id").Uint()
		if holder < uint64(table.Len()) && table.Index(int(holder)).FieldByName("inStream").Bool() {
			return errors.New("its table of objects refers to itself")
		}
	}
	return nil
}

// pdfPages walks over the page tree, which a hostile file may make endless.
func pdfPages(r *pdf.Reader) ([]pdf.Page, error) {
	var pages []pdf.Page
	visited := 0
	var walk func(node pdf.Value, depth int) error
	walk = func(node pdf.Value, depth int) error {
		if visited++; visited > maxTreeSize || depth > maxTreeUp || len(pages) > maxPages {
			return fmt.Errorf("it has more than %d pages, or its pages go in circles", maxPages)
		}
		if node.Key("Type").Name() == "Page" {
			if !endsAbove(node) {
				return errors.New("its pages go in circles")
			}
			pages = append(pages, pdf.Page{V: node})
			return nil
		}
		kids := node.Key("Kids")
		for i := range kids.Len() {
			if err := walk(kids.Index(i), depth+1); err != nil {
				return err
			}
		}
		return nil
	}
	err := walk(r.Trailer().Key("Root").Key("Pages"), 0)
	return pages, err
}

// endsAbove reports whether the chain of a page's parents comes to an end.
func endsAbove(node pdf.Value) bool {
	for range maxTreeUp {
		if node.IsNull() {
			return true
		}
		node = node.Key("Parent")
	}
	return false
}

// unpackedSize measures the streams that reading a page unpacks, and refuses a page that unpacks to too much.
func unpackedSize(p pdf.Page) (size int64, err error) {
	defer func() {
		if r := recover(); r != nil {
			err = fmt.Errorf("malformed page: %v", r)
		}
	}()
	contents := p.V.Key("Contents")
	streams := []pdf.Value{contents}
	for i := range contents.Len() {
		streams = append(streams, contents.Index(i))
	}
	for _, name := range p.Fonts() {
		streams = append(streams, p.Font(name).V.Key("ToUnicode"))
	}
	for _, s := range streams {
		if s.Kind() != pdf.Stream {
			continue
		}
		n, err := io.Copy(io.Discard, io.LimitReader(s.Reader(), maxPageBytes+1))
		if size += n; size > maxPageBytes {
			return size, errors.New("the page unpacks to too much")
		}
		if err != nil {
			return size, err
		}
	}
	return size, nil
}

// pageLines gives the lines of one page in the order in which they are drawn.
func pageLines(p pdf.Page) (lines []string, err error) {
	defer func() {
		if r := recover(); r != nil {
			lines, err = nil, fmt.Errorf("malformed page: %v", r)
		}
	}()
	var b strings.Builder
	var before pdf.Text
	for i, t := range p.Content().Text {
		size := math.Max(math.Abs(t.FontSize), 1)
		switch {
		case i == 0:
		case math.Abs(t.Y-before.Y) > 0.5*size || t.X < before.X-2*size:
			lines = append(lines, b.String())
			b.Reset()
		case before.W > 0 && t.X > before.X+before.W+0.2*size && !strings.HasSuffix(b.String(), " ") && t.S != " ":
			b.WriteByte(' ')
		}
		b.WriteString(t.S)
		before = t
	}
	return append(lines, b.String()), nil
}
