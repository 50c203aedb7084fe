package cli

import (
	"fmt"
	"strconv"
	"strings"

	"github.com/mattn/go-runewidth"
	"github.com/spf13/cobra"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/render"
)

func (s *session) listCommand() *cobra.Command {
	var asJSON bool
	cmd := &cobra.Command{
		Use:   "list",
		Short: "List the sheets, most recently changed first",
		Long: `Lists every sheet in its newest version: where it stands, how many of its fields are blank, who owns it.

With --json every sheet is one object on one line.`,
		Example: `  plumb sheet list
  plumb sheet list --json`,
		Args: noArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			sheets, err := s.sheets(cmd.Context())
			if fault.Is(err, fault.NotFound) {
				s.tell("No sheets are kept yet. Draft one with: plumb draft FILE")
				return nil
			}
			if err != nil {
				return err
			}
			list, err := sheets.List(cmd.Context())
			if err != nil {
				return err
			}
			return s.showList(list, asJSON)
		},
	}
	jsonFlag(cmd, &asJSON)
	return cmd
}

func (s *session) showList(list []agent.Summary, asJSON bool) error {
	if asJSON {
		for _, sheet := range list {
			if err := s.printJSON(sheet); err != nil {
				return err
			}
		}
		return nil
	}
	if len(list) == 0 {
		s.tell("No sheets are kept yet. Draft one with: plumb draft FILE")
		return nil
	}
	rows := [][]string{{"ID", "VERSION", "STATUS", "BLANKS", "CHANGED", "OWNER", "TITLE"}}
	for _, sheet := range list {
		rows = append(rows, []string{
			sheet.ID, strconv.Itoa(sheet.Number), sheet.State.Words(), strconv.Itoa(sheet.Blanks),
			sheet.UpdatedAt.Local().Format("2006-01-02"), runewidth.Truncate(oneLine(sheet.Owner), ownerWidth, "…"), oneLine(titleOf(sheet.Title)),
		})
	}
	width, isTerminal := terminalWidth(s.env.Stdout)
	if !isTerminal {
		width = 0
	}
	printTable(s.out, rows, width)
	return nil
}

const ownerWidth = 16

func oneLine(text string) string { return strings.Join(strings.Fields(render.Clean(text)), " ") }

// printTable writes rows with their columns aligned. The last column is cut where the terminal ends; width 0 leaves it whole.
func printTable(out *output, rows [][]string, width int) {
	columns := make([]int, len(rows[0])-1)
	for _, row := range rows {
		for i := range columns {
			columns[i] = max(columns[i], runewidth.StringWidth(row[i]))
		}
	}
	for _, row := range rows {
		var line strings.Builder
		used := 0
		for i, w := range columns {
			line.WriteString(runewidth.FillRight(row[i], w) + "  ")
			used += w + 2
		}
		last := row[len(columns)]
		if width > 0 {
			last = runewidth.Truncate(last, max(10, width-used), "…")
		}
		_, _ = fmt.Fprintln(out, strings.TrimRight(line.String()+last, " "))
	}
}
