package ground

import (
	"slices"

	"github.com/plumbline-dev/plumb/agent/quantity"
)

// numbers checks that every number of a text is a number of what was said, whether in digits or in words.
func (g *gates) numbers(path, text string, s said) {
	for _, v := range quantity.Values(text) {
		if !s.holdsValue(v) {
			g.fail(CodeNumber, path, "the number %v does not occur in its evidence", v)
		}
	}
}

func (s said) holdsValue(want float64) bool {
	return slices.ContainsFunc(s.passages, func(p string) bool {
		return slices.ContainsFunc(quantity.Values(p), func(v float64) bool { return quantity.Same(v, want) })
	})
}

// holdsValues reports whether every number of text was said.
func (s said) holdsValues(text string) bool {
	return !slices.ContainsFunc(quantity.Values(text), func(v float64) bool { return !s.holdsValue(v) })
}
