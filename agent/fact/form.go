package fact

import (
	"regexp"
	"strconv"
	"strings"
	"sync"
)

// form is a pattern that is tried on few texts only: on those that hold one of its cues.
type form struct {
	cues []string // of which every text that fits holds one, see [gist]; none when there are no telling ones
	re   func() *regexp.Regexp
}

// gated gives a pattern with the cues of a name in the table of them.
func gated(name, pattern string) form { return form{cues[name], lazily(pattern)} }

// gatedAll does so for several patterns, without regard to case; they go by the name with their places.
func gatedAll(name string, patterns ...string) []form {
	out := make([]form, len(patterns))
	for i, pattern := range patterns {
		out[i] = gated(name+" "+strconv.Itoa(i), `(?i)`+pattern)
	}
	return out
}

// lazily gives a pattern that is compiled when it is first asked for: there are many here, and most commands need none.
func lazily(pattern string) func() *regexp.Regexp {
	return sync.OnceValue(func() *regexp.Regexp { return regexp.MustCompile(pattern) })
}

// mayFit reports whether a text may fit a form. It answers for most texts that fit none, and takes a fraction of the time that
// the pattern would.
func (f form) mayFit(g *gist) bool {
	if len(f.cues) == 0 || g.odd {
		return true
	}
	for _, cue := range f.cues {
		if g.has(cue) {
			return true
		}
	}
	return false
}

// places gives where a form fits.
func (f form) places(text string, g *gist) [][]int {
	if !f.mayFit(g) {
		return nil
	}
	return f.re().FindAllStringIndex(text, -1)
}

// gist is what is known of a text before patterns are tried on it: its letters in lower case, every digit as a 0, and which
// three bytes stand next to each other.
type gist struct {
	text  string
	odd   bool // whether a letter in it is a form of an ASCII one that is no ASCII itself
	digit bool
	next  [1 << 6]uint64 // a bit for what three bytes come to
}

func gistOf(text string) *gist {
	g := &gist{odd: strings.ContainsAny(text, "\u017f\u212a")} // long s and the sign of Kelvin
	plain := []byte(text)
	for i, c := range plain {
		switch {
		case c >= 'A' && c <= 'Z':
			plain[i] = c | 0x20
		case c >= '0' && c <= '9':
			plain[i], g.digit = '0', true
		}
		if i >= 2 {
			at := mixed(plain[i-2], plain[i-1], plain[i])
			g.next[at>>6] |= 1 << (at & 63)
		}
	}
	g.text = string(plain)
	return g
}

// mixed gives the place of the bit of three bytes.
func mixed(a, b, c byte) uint { return (uint(a)<<7 ^ uint(b)<<4 ^ uint(c)*5) & (1<<12 - 1) }

// has reports whether a cue, which has at least three bytes, stands in the text.
func (g *gist) has(cue string) bool {
	for i := 2; i < len(cue); i++ {
		if at := mixed(cue[i-2], cue[i-1], cue[i]); g.next[at>>6]&(1<<(at&63)) == 0 {
			return false
		}
	}
	return strings.Contains(g.text, cue)
}
