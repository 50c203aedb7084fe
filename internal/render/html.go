package render

import (
	"bytes"
	_ "embed" // the template
	"html/template"
	"io"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/internal/fault"
)

//go:embed sheet.html.tmpl
var sheetTemplate string

var sheetPage = template.Must(template.New("sheet").Parse(sheetTemplate))

// HTML shows a version of a sheet as one self-contained page without scripts or remote resources, which prints on
// exactly one page of A4 and of US Letter paper. What does not fit at a readable size is shortened, and says so; the
// Markdown export holds all of it.
func HTML(w io.Writer, v agent.Version) error {
	const op = "render.html"
	var buf bytes.Buffer
	if err := sheetPage.Execute(&buf, fitted(&v)); err != nil {
		return fault.Wrap(err, fault.Internal, op, "the print page cannot be made", "")
	}
	return write(w, op, buf.Bytes())
}
