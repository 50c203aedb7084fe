package cli

import "strconv"

// count gives a number with its noun: "1 entry", "3 entries", "2 sheets".
func count(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return strconv.Itoa(n) + " " + many
}
