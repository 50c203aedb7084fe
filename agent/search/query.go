package search

import (
	"slices"
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/plumbline-dev/plumb/internal/fault"
)

const (
	opFind = "search.find"
	// longestQuery bounds the text of a query in bytes: what is longer is a document, and no question about one.
	longestQuery = 2000
	mostTerms    = 48 // of a query
)

// wanted is what a text asks for.
type wanted struct {
	terms   []string   // any of these, the more the better; without the common words unless there are no others
	phrases [][]string // each of these, word by word
	without [][]string // none of these
}

// read reads what a person typed: words, "exact phrases", and -words to leave out. Everything else is text, so nothing is
// wrong but to ask for nothing.
func read(v *vocabulary, text string) (wanted, error) {
	if len(text) > longestQuery {
		return wanted{}, fault.Newf(fault.Usage, opFind, "the words to look for are longer than %d bytes", longestQuery).
			Do("Give the few that matter.")
	}
	var w wanted
	var all []string
	for _, p := range parts(strings.ToValidUTF8(text, " ")) {
		var terms []string
		for found := range v.words(p.text) {
			terms = append(terms, found.term)
		}
		switch {
		case len(terms) == 0:
		case p.out:
			w.without = append(w.without, terms)
		case p.quoted:
			w.phrases = append(w.phrases, terms)
			all = append(all, terms...)
		default:
			all = append(all, terms...)
		}
	}
	all = distinct(all)
	w.terms = slices.DeleteFunc(slices.Clone(all), func(term string) bool { return common()[term] })
	if len(w.terms) == 0 {
		w.terms = all
	}
	w.terms = w.terms[:min(mostTerms, len(w.terms))]
	w.without = w.without[:min(mostTerms, len(w.without))]
	switch {
	case len(all) == 0 && len(w.without) > 0:
		return wanted{}, fault.New(fault.Usage, opFind, "there are only words to leave out", "Say what to look for as well, such as checkout -legacy.")
	case len(all) == 0:
		return wanted{}, fault.New(fault.Usage, opFind, "there is nothing to look for", `Give a word or two, or an "exact phrase".`)
	}
	return w, nil
}

// part is a stretch of a query.
type part struct {
	text        string
	quoted, out bool
}

// parts takes a query apart at its white space and quotation marks. A quotation mark without another one is text.
func parts(text string) []part {
	var all []part
	for {
		text = strings.TrimLeftFunc(text, unicode.IsSpace)
		if text == "" {
			return all
		}
		var p part
		if rest, cut := strings.CutPrefix(text, "-"); cut && rest != "" && !strings.HasPrefix(rest, "-") {
			p.out, text = true, rest
		}
		if inside, after, ok := quotation(text); ok {
			p.text, p.quoted, text = inside, true, after
		} else {
			end := strings.IndexFunc(text, unicode.IsSpace)
			if end < 0 {
				end = len(text)
			}
			p.text, text = text[:end], text[end:]
		}
		all = append(all, p)
	}
}

// quotation gives what stands in the quotation marks that a text begins with, and what follows them.
func quotation(text string) (inside, after string, ok bool) {
	first, size := utf8.DecodeRuneInString(text)
	closing, is := map[rune]string{'"': `"`, '“': "”", '„': "“", '«': "»"}[first]
	if !is {
		return "", "", false
	}
	return strings.Cut(text[size:], closing)
}

func distinct(terms []string) []string {
	seen := map[string]bool{}
	return slices.DeleteFunc(slices.Clone(terms), func(term string) bool {
		twice := seen[term]
		seen[term] = true
		return twice
	})
}
