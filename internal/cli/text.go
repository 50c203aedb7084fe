package cli

import (
	"strings"
	"unicode"
)

// printable makes a message of several lines safe for a terminal, whatever a file name or a record put into it.
func printable(s string) string {
	return strings.Map(func(r rune) rune {
		if r == '\n' {
			return r
		}
		if !unicode.IsGraphic(r) {
			return -1
		}
		return r
	}, s)
}
