package store

import (
	"slices"
	"strconv"
	"strings"
)

// batch is how many rows one statement reads or writes: enough to make the way to a server short, and few because SQLite
// looks for a numbered placeholder among all others, so that its work grows with the square of their number.
const batch = 25

// inBatches gives a list to do, part by part, until it fails.
func inBatches[T any](list []T, do func(part []T) error) error {
	for part := range slices.Chunk(list, batch) {
		if err := do(part); err != nil {
			return err
		}
	}
	return nil
}

// placeholders gives n numbered placeholders, beginning with $first.
func placeholders(first, n int) string {
	var b strings.Builder
	for i := range n {
		if i > 0 {
			b.WriteString(", ")
		}
		b.WriteString("$" + strconv.Itoa(first+i))
	}
	return b.String()
}
