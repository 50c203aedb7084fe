package result

import (
	"bytes"
	"fmt"
	"io"
	"strings"

	"github.com/plumbline-dev/plumb/internal/fault"
)

// Markdown writes the report of a run: a table for each suite, and below it what failed, beside its source.
func Markdown(w io.Writer, s Stored) error {
	r := newReport(s)
	var b bytes.Buffer
	fmt.Fprintf(&b, "# %s\n\n%s\n\n%s\n", escaped(r.Title), escaped(strings.Join(r.Meta, " · ")), r.Promises)
	for _, broken := range r.Broken {
		fmt.Fprintf(&b, "- **%s**\n", escaped(broken))
	}
	for _, section := range r.Suites {
		section.markdown(&b)
	}
	_, err := w.Write(b.Bytes())
	return fault.Wrap(err, fault.Unavailable, "eval.report", "the report could not be written", "Check that the disk is not full.")
}

func (s section) markdown(b *bytes.Buffer) {
	fmt.Fprintf(b, "\n## %s\n", escaped(s.Name))
	if len(s.Rows) > 0 {
		var engines []string
		for _, e := range s.Engines {
			engines = append(engines, escaped(e))
		}
		fmt.Fprintf(b, "\n| what | set | %s | cases (clusters) |\n| --- | --- |%s --- |\n", strings.Join(engines, " | "), strings.Repeat(" --- |", len(engines)))
	}
	for _, row := range s.Rows {
		fmt.Fprintf(b, "| %s | %s |", escaped(row.label()), escaped(row.Set))
		for _, c := range row.Cells {
			if c.Value == "" {
				b.WriteString(" |")
				continue
			}
			fmt.Fprintf(b, " %s (%s) |", c.Value, c.Interval)
		}
		fmt.Fprintf(b, " %d (%d) |\n", row.Cases, row.Clusters)
	}
	for _, note := range append(s.Costs, s.Notes...) {
		fmt.Fprintf(b, "\n%s\n", escaped(note))
	}
	if s.Failed > 0 {
		s.failed(b)
	}
	if more := s.More(); more != "" {
		fmt.Fprintf(b, "\n%s\n", escaped(more))
	}
}

// failed lists cases beside their source.
func (s section) failed(b *bytes.Buffer) {
	fmt.Fprintf(b, "\n### What failed (%d)\n\n| case | expected | came | source |\n| --- | --- | --- | --- |\n", s.Failed)
	for _, f := range s.Failures {
		var source []string
		for _, q := range f.Source {
			source = append(source, escaped(q.Where)+": "+escaped(q.Text))
		}
		fmt.Fprintf(b, "| %s (%s) | %s | %s | %s |\n", escaped(f.Case), escaped(strings.Join(f.Measures, "; ")), escaped(f.Expected), escaped(f.Got), strings.Join(source, "<br>"))
	}
}

// label names what a row measures; rows of a promise say so.
func (f figures) label() string {
	switch {
	case f.Title == "":
		return ""
	case f.Promise:
		return f.Title + " (promise)"
	}
	return f.Title
}
