package ground

import (
	"slices"
	"strings"
	"unicode"

	"github.com/plumbline-dev/plumb/agent"
)

// ellipsis joins the pieces of an extracted text.
const ellipsis = " \u2026 "

// words checks that text consists of pieces of what was said: words in their order, uncut, or the name of who said
// them.
func (g *gates) words(path, text string, s said) {
	for piece := range strings.SplitSeq(text, ellipsis) {
		piece = oneLine(piece)
		if !s.holds(piece) && !slices.Contains(s.speakers, piece) {
			g.fail(CodeWords, path, "%q are not words of its evidence", piece)
		}
	}
}

func (s said) holds(piece string) bool {
	return slices.ContainsFunc(s.passages, func(p string) bool { return holdsWhole(p, piece) })
}

func (s said) holdsTokens(part string) bool {
	return slices.ContainsFunc(s.passages, func(p string) bool { return holdsTokens(p, part) })
}

// names checks that every name in a text was said in its evidence or belongs to who said it. A name is a capitalised
// word inside a sentence, or a part of any speaker's name wherever it stands. An owner is a name as a whole.
func (g *gates) names(ref agent.FieldRef, s said) {
	heard := map[string]bool{}
	for _, part := range slices.Concat(s.passages, s.speakers) {
		for _, t := range tokens(part) {
			heard[t.folded] = true
		}
	}
	isOwner := ref.Path == "owner"
	for _, t := range tokens(ref.Field.Text) {
		named := g.known[t.folded] || isOwner || !t.opens
		if named && isCapitalised(t.text) && !heard[t.folded] {
			g.fail(CodeName, ref.Path, "the name %q does not occur in its evidence", t.text)
		}
	}
	g.spacelessNames(ref, s)
}

// spacelessNames is names for scripts that have neither capitals nor space between words.
func (g *gates) spacelessNames(ref agent.FieldRef, s said) {
	heard := strings.Join(slices.Concat(s.passages, s.speakers), "\n")
	for name := range g.known {
		if len([]rune(name)) < 2 || !strings.ContainsFunc(name, func(r rune) bool { return unicode.In(r, spaceless...) }) {
			continue
		}
		if strings.Contains(ref.Field.Text, name) && !strings.Contains(heard, name) {
			g.fail(CodeName, ref.Path, "the name %q does not occur in its evidence", name)
		}
	}
}

// isCapitalised reports whether a word is written like a name. The pronoun I is not.
func isCapitalised(word string) bool {
	first := []rune(word)[0]
	if !unicode.IsUpper(first) && !unicode.IsTitle(first) {
		return false
	}
	return word != "I" && !strings.HasPrefix(word, "I'") && !strings.HasPrefix(word, "I\u2019")
}

// commonWords are words that occur in speaker labels and open sentences as well.
var commonWords = map[string]bool{
	"a": true, "an": true, "and": true, "any": true, "for": true, "from": true, "in": true, "may": true, "of": true,
	"on": true, "or": true, "our": true, "the": true, "to": true, "we": true, "will": true, "with": true, "you": true,
}

func addNameParts(known map[string]bool, speaker string) {
	for _, t := range tokens(speaker) {
		if !commonWords[t.folded] {
			known[t.folded] = true
		}
	}
}
