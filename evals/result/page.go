package result

import (
	"bytes"
	_ "embed" // the template
	"html/template"
	"io"

	"github.com/plumbline-dev/plumb/internal/fault"
)

//go:embed page.html.tmpl
var pageTemplate string

var pageOf = template.Must(template.New("page").Parse(pageTemplate))

// HTML writes the report of a run as one self-contained page without scripts or remote resources.
func HTML(w io.Writer, s Stored) error {
	const op = "eval.page"
	var b bytes.Buffer
	if err := pageOf.Execute(&b, newReport(s)); err != nil {
		return fault.Wrap(err, fault.Internal, op, "the page cannot be made", "")
	}
	_, err := w.Write(b.Bytes())
	return fault.Wrap(err, fault.Unavailable, op, "the page could not be written", "Check that the disk is not full.")
}
