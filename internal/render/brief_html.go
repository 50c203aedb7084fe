package render

import (
	"bytes"
	_ "embed" // the template
	"fmt"
	"html/template"
	"io"
	"strings"

	"github.com/plumbline-dev/plumb/agent/brief"
	"github.com/plumbline-dev/plumb/internal/fault"
)

//go:embed brief.html.tmpl
var briefTemplate string

var briefPrint = template.Must(template.New("brief").Parse(briefTemplate))

// BriefHTML shows a brief as one self-contained page without scripts or remote resources, which prints on exactly one page of A4 and
// of US Letter paper. The brief has to be one that [FitBrief] gave.
func BriefHTML(w io.Writer, b brief.Brief) error {
	const op = "render.brief_html"
	var buf bytes.Buffer
	if err := briefPrint.Execute(&buf, roomiestBrief(&b)); err != nil {
		return fault.Wrap(err, fault.Internal, op, "the page of the brief cannot be made", "")
	}
	return write(w, op, buf.Bytes())
}

// briefSizes are the sizes of type, in points, that are tried before a line is left out, and smallSizes those after all that can
// be left out is.
var (
	briefSizes = []float64{10.5, 10, 9.5, 9, 8.5, 8}
	smallSizes = []float64{7.5, 7}
)

// FitBrief gives a brief without the lines that there is no room for on one printed page, those that are least missed first.
func FitBrief(b brief.Brief) brief.Brief {
	smallest := briefSizes[len(briefSizes)-1]
	for laidOut(&b, smallest).room < 0 && b.Droppable() {
		b = b.Shorten()
	}
	return b
}

// roomiestBrief gives the page in the largest type that fits.
func roomiestBrief(b *brief.Brief) *briefPage {
	var p *briefPage
	for _, sizes := range [][]float64{briefSizes, smallSizes} {
		for _, size := range sizes {
			if p = laidOut(b, size); p.room >= 0 {
				p.Gap = tenths(p.Gap + min(6, p.room/float64(len(p.Left)+len(p.Right)+2)))
				return p
			}
		}
	}
	return p
}

// briefPage is what stands on the printed page. All text in it is clean.
type briefPage struct {
	Kicker, Title string
	Meta          []string
	Standings     []briefStanding
	Left, Right   []briefBlock
	Sources       []briefSources
	Footer        []string
	Size, Gap     float64 // of type, and between blocks, in points
	room          float64 // that is left, in points
}

// briefStanding is how something stands, in a word.
type briefStanding struct {
	Label, Word, Tone string
	Refs              string
}

// briefBlock is a heading with its paragraphs.
type briefBlock struct {
	Title      string
	Paragraphs []briefText
	More       int
}

// briefText is a paragraph of the printed page.
type briefText struct {
	Blank bool
	Lines []briefPiece
}

// briefPiece is a line of a paragraph.
type briefPiece struct {
	Text, Mark, Refs string
	Blank            bool
}

const (
	sourceSize    = 6.5
	sourceColumns = 3
	sourceGap     = 12.0
)

// laidOut lays a page out in a size of type, and works out how much room is left.
func laidOut(b *brief.Brief, size float64) *briefPage {
	p := &briefPage{Kicker: briefKicker(b), Title: shorten(tidy(b.Title), 120), Meta: briefMeta(b), Sources: sourcesOf(b), Footer: briefFooter(b), Size: size, Gap: tenths((size - 5) * 1.8)}
	for _, s := range b.Standings {
		p.Standings = append(p.Standings, briefStanding{Label: tidy(s.Label), Word: tidy(s.Word), Tone: toneClass(s.Tone), Refs: refsOf(s.Sources)})
	}
	var blocks []briefBlock
	for _, s := range b.Sections {
		block := briefBlock{Title: shorten(tidy(s.Title), 120), More: s.More}
		for _, paragraph := range briefParagraphs(s) {
			text := briefText{Blank: paragraph.Blank}
			for _, l := range paragraph.Lines {
				text.Lines = append(text.Lines, briefPiece{Text: l.Text, Mark: l.Mark, Refs: refsOf(l.Refs), Blank: l.Blank})
			}
			block.Paragraphs = append(block.Paragraphs, text)
		}
		blocks = append(blocks, block)
	}
	at, longest := p.balanced(blocks)
	p.Left, p.Right = blocks[:at], blocks[at:]
	p.room = pageHeight - p.headHeight() - longest - p.footHeight()
	return p
}

func toneClass(t brief.Tone) string {
	switch t {
	case brief.Good, brief.Bad, brief.Waiting:
		return string(t)
	case brief.Neutral:
	}
	return ""
}

func refsOf(sources []int) string {
	var out []string
	for _, n := range sources {
		out = append(out, fmt.Sprint(n))
	}
	return strings.Join(out, " ")
}

// balanced says how many blocks stand in the left column so that the longer column is short, and how long that is.
func (p *briefPage) balanced(blocks []briefBlock) (at int, longest float64) {
	total := 0.0
	heights := make([]float64, len(blocks))
	for i, b := range blocks {
		heights[i] = p.blockHeight(b)
		total += heights[i]
	}
	longest, left := total, 0.0
	for i, h := range heights {
		left += h
		if higher := max(left, total-left); higher < longest {
			at, longest = i+1, higher
		}
	}
	return at, longest
}

func (p *briefPage) blockHeight(b briefBlock) float64 {
	h := labelHeight + p.Gap
	for _, text := range b.Paragraphs {
		var words []string
		refs := 0
		for _, l := range text.Lines {
			words = append(words, l.Text)
			if l.Mark != "" {
				words = append(words, l.Mark+"xx")
			}
			refs += len(l.Refs)
		}
		whole := strings.Join(words, " ") + strings.Repeat("x", (refs+1)/2)
		h += textHeight(whole, p.Size, columnText-bulletPad, lineHeight) + 2
	}
	if b.More > 0 {
		h += p.Small() * lineHeight
	}
	return h
}

// Small is the size of what only points to something.
func (p *briefPage) Small() float64 { return tenths(max(minSize, p.Size-1.6)) }

// TitleSize is the size of the title.
func (p *briefPage) TitleSize() float64 { return tenths(max(15, p.Size*1.9)) }

func (p *briefPage) headHeight() float64 {
	h := labelSize*lineHeight + 3 + textHeight(p.Title, p.TitleSize(), pageWidth, 1.15) + 3
	h += textHeight(strings.Join(p.Meta, " · "), 8, pageWidth, lineHeight) + 8
	if len(p.Standings) > 0 {
		h += labelHeight + p.Size*1.2*lineHeight + 14 + p.Gap
	}
	return h + p.Gap
}

func (p *briefPage) footHeight() float64 {
	h := 12 + textHeight(strings.Join(p.Footer, ". "), minSize, pageWidth, 1.35)
	column := (pageWidth - (sourceColumns-1)*sourceGap) / sourceColumns
	sources := 0.0
	for _, doc := range p.Sources {
		sources += textHeight(sourcesText(doc), sourceSize, column, lineHeight) + 1
	}
	return h + sources/sourceColumns + 2*sourceSize*lineHeight + 4
}
