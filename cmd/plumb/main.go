// Command plumb drafts one-page Alignment Sheets from records of meetings. See the package documentation of
// internal/cli, or run plumb --help.
package main

import (
	"os"

	"github.com/plumbline-dev/plumb/internal/cli"
)

func main() { os.Exit(cli.Main()) }
