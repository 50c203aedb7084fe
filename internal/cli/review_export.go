package cli

import (
	"bytes"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"github.com/spf13/cobra"

	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/render"
)

func (s *session) reviewExportCommand() *cobra.Command {
	var form string
	var to destination
	cmd := &cobra.Command{
		Use:   "export ID[@N]",
		Short: "Write a review, with its charts, as HTML, Markdown or JSON",
		Long: `Writes a review in another form: html (one page that holds its charts), md, or json. A Markdown file that is written
with -o has its charts as SVG in a folder beside it, which has the name of the file without its end.

With -o a file is written whole or not at all, and one that is there already is only replaced with --force.`,
		Example: `  plumb review export r-1e7k3m9 -o review.html
  plumb review export r-1e7k3m9 -o review.md
  plumb review export r-1e7k3m9 --format json`,
		Args:              needs("the ID of a review", 1),
		ValidArgsFunction: offers(s.reviewIDs).argument(0),
		RunE: func(cmd *cobra.Command, args []string) error {
			form, err := formOf(form, to.path, formHTML, formMarkdown, formJSON)
			if err != nil {
				return err
			}
			_, v, err := s.keptReview(cmd.Context(), args[0])
			if err != nil {
				return err
			}
			var content bytes.Buffer
			switch form {
			case formJSON:
				err = writeJSON(&content, v)
			case formHTML:
				err = render.ReviewHTML(&content, v)
			default:
				charts := render.ReviewCharts(v.Review)
				folder := chartFolder(to)
				if folder == "" {
					charts = nil
				} else if err := writeCharts(charts, folder, to.force); err != nil {
					return err
				}
				err = render.ReviewMarkdown(&content, v, charts, filepath.Base(folder))
			}
			if err != nil {
				return err
			}
			return s.deliver(fmt.Sprintf("%s version %d", v.ID, v.Number), content.Bytes(), to)
		},
	}
	cmd.Flags().StringVar(&form, "format", "", "`FORM`: html, md or json (default: what the name after -o ends with)")
	to.flags(cmd)
	completeFlag(cmd, "format", formHTML, formMarkdown, formJSON)
	return cmd
}

// chartFolder gives the folder for the charts of a document, "" when it has none.
func chartFolder(document destination) string {
	dir := strings.TrimSuffix(document.path, filepath.Ext(document.path))
	if document.isStdout() || dir == document.path {
		return ""
	}
	return dir
}

func writeCharts(charts []render.ChartFile, folder string, force bool) error {
	if len(charts) == 0 {
		return nil
	}
	if err := os.MkdirAll(folder, 0o750); err != nil {
		return fault.Wrap(err, fault.Unavailable, opFile, "the folder of the charts cannot be made", "Choose another place for the document.")
	}
	for _, chart := range charts {
		if err := writeFile(filepath.Join(folder, chart.Name), []byte(chart.SVG), force); err != nil {
			return err
		}
	}
	return nil
}
