package quantity

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// tokenKind says what a token is made of.
type tokenKind uint8

const (
	wordToken  tokenKind = iota // letters, with apostrophes inside: don't
	digitToken                  // digits, with commas and dots between digits: 1,000.5
	markToken                   // any other single character
)

// token is a stretch of the text. White space separates tokens and belongs to none.
type token struct {
	kind       tokenKind
	start, end int
	lower      string // in lower case, with straight apostrophes and ASCII digits
}

// phrase is a text with its tokens and the numerals among them.
type phrase struct {
	text     string
	tokens   []token
	numerals []numeral
	at       []int32 // for each token, 1 + index of the numeral it belongs to, or 0
}

// read splits a text into tokens and finds its numerals.
func read(text string) *phrase {
	p := &phrase{text: text, tokens: scan(text)}
	p.readNumerals()
	return p
}

// word gives the lower-case text of a token, "" outside of the phrase.
func (p *phrase) word(i int) string {
	if i < 0 || i >= len(p.tokens) {
		return ""
	}
	return p.tokens[i].lower
}

// is reports whether token i exists and is of the given kind.
func (p *phrase) is(i int, kind tokenKind) bool {
	return i >= 0 && i < len(p.tokens) && p.tokens[i].kind == kind
}

// glued reports whether token i follows the one before it without a space.
func (p *phrase) glued(i int) bool {
	return i > 0 && i < len(p.tokens) && p.tokens[i].start == p.tokens[i-1].end
}

// said gives the text of tokens first to last as it was written.
func (p *phrase) said(first, last int) string {
	return p.text[p.tokens[first].start:p.tokens[last].end]
}

// words reports whether the given words stand at token i, in this order.
func (p *phrase) words(i int, want ...string) bool {
	for k, w := range want {
		if p.word(i+k) != w {
			return false
		}
	}
	return true
}

// upperFirst reports whether token i starts with a capital letter.
func (p *phrase) upperFirst(i int) bool {
	if !p.is(i, wordToken) {
		return false
	}
	r, _ := utf8.DecodeRuneInString(p.text[p.tokens[i].start:])
	return unicode.IsUpper(r)
}

// numeralAt gives the numeral that token i belongs to, or nil.
func (p *phrase) numeralAt(i int) *numeral {
	if i < 0 || i >= len(p.at) || p.at[i] == 0 {
		return nil
	}
	return &p.numerals[p.at[i]-1]
}

// numeralFrom gives the numeral that starts at token i, or nil.
func (p *phrase) numeralFrom(i int) *numeral {
	if n := p.numeralAt(i); n != nil && n.first == i {
		return n
	}
	return nil
}

func scan(text string) []token {
	tokens := make([]token, 0, len(text)/5+4)
	for i := 0; i < len(text); {
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[i:])
		}
		switch {
		case isSpace(r):
			i += size
			continue
		case isLetter(r):
			end := wordEnd(text, i+size)
			tokens = append(tokens, token{wordToken, i, end, lowerWord(text[i:end])})
			i = end
		case isDigit(r):
			end := digitsEnd(text, i+size)
			tokens = append(tokens, token{digitToken, i, end, plainDigits(text[i:end])})
			i = end
		default:
			tokens = append(tokens, token{markToken, i, i + size, text[i : i+size]})
			i += size
		}
	}
	return tokens
}

// wordEnd gives the end of the word whose first letter ends at i.
func wordEnd(text string, i int) int {
	for i < len(text) {
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[i:])
		}
		switch {
		case isLetter(r):
			i += size
		case r == '\'' || r == '’':
			next, n := utf8.DecodeRuneInString(text[i+size:])
			if !isLetter(next) {
				return i
			}
			i += size + n
		default:
			return i
		}
	}
	return i
}

// digitsEnd gives the end of the digits whose first digit ends at i, over commas and dots that stand between digits.
func digitsEnd(text string, i int) int {
	for i < len(text) {
		r, size := rune(text[i]), 1
		if r >= utf8.RuneSelf {
			r, size = utf8.DecodeRuneInString(text[i:])
		}
		switch {
		case isDigit(r):
			i += size
		case r == ',' || r == '.':
			next, n := utf8.DecodeRuneInString(text[i+size:])
			if !isDigit(next) {
				return i
			}
			i += size + n
		default:
			return i
		}
	}
	return i
}

func lowerWord(s string) string {
	for i := range len(s) {
		if c := s[i]; c >= utf8.RuneSelf || c >= 'A' && c <= 'Z' {
			return strings.ReplaceAll(strings.ToLower(s), "’", "'")
		}
	}
	return s
}

// plainDigits writes the digits of any script as ASCII digits.
func plainDigits(s string) string {
	for i := range len(s) {
		if s[i] >= utf8.RuneSelf {
			return strings.Map(func(r rune) rune {
				if r < utf8.RuneSelf {
					return r
				}
				return '0' + digitOf(r)
			}, s)
		}
	}
	return s
}

// digitOf gives the value of a decimal digit. The ranges of Unicode's Nd class start with a zero and run in tens.
func digitOf(r rune) rune {
	for _, rg := range unicode.Nd.R16 {
		if r >= rune(rg.Lo) && r <= rune(rg.Hi) {
			return (r - rune(rg.Lo)) % 10
		}
	}
	for _, rg := range unicode.Nd.R32 {
		if r >= rune(rg.Lo) && r <= rune(rg.Hi) {
			return (r - rune(rg.Lo)) % 10
		}
	}
	return 0
}

func isSpace(r rune) bool {
	if r < utf8.RuneSelf {
		return r == ' ' || r >= '\t' && r <= '\r'
	}
	return unicode.IsSpace(r)
}

func isLetter(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= 'a' && r <= 'z' || r >= 'A' && r <= 'Z'
	}
	return unicode.IsLetter(r) || unicode.Is(unicode.Mn, r)
}

func isDigit(r rune) bool {
	if r < utf8.RuneSelf {
		return r >= '0' && r <= '9'
	}
	return unicode.IsDigit(r)
}
