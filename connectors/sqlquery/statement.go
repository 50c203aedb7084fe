package sqlquery

import (
	"fmt"
	"slices"
	"strings"

	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/nearest"
)

// parameters lists what a query may ask for.
var parameters = []string{"from", "to", "as_of", "metric", "metric_id", "period"}

// statement is a query whose parameters have become those of the database: each place where one stands is one of its own,
// so that a parameter may be a date here and a text there.
type statement struct {
	text   string   // with $1 or ? in the places of the parameters
	places []string // the parameters in the order of their places
}

// uses reports whether a query asks for a parameter.
func (s statement) uses(name string) bool { return slices.Contains(s.places, name) }

const opQuery = "sqlquery.query"

// parse reads a query as far as is needed to find its parameters and its end. Strings, quoted names and comments are
// copied as they are. It refuses everything but one SELECT, also one that begins with WITH. That nothing is written is not
// left to this: the database is opened for reading, and reads in a transaction that may do nothing else.
//
// The lexical rules are those of https://www.postgresql.org/docs/current/sql-syntax-lexical.html and
// https://www.sqlite.org/lang_expr.html.
func parse(query string, d dialect) (statement, error) {
	s := scanner{query: query, dialect: d}
	if strings.ContainsRune(query, 0) {
		return statement{}, s.refuse("holds a byte of zero", "Remove it.")
	}
	for s.at < len(query) {
		if err := s.next(); err != nil {
			return statement{}, err
		}
	}
	switch strings.ToLower(s.first) {
	case "select", "with":
		return statement{s.out.String(), s.places}, nil
	case "":
		return statement{}, s.refuse("is empty", "Write a SELECT.")
	}
	return statement{}, s.refuse(fmt.Sprintf("begins with %s", s.first), "Begin it with SELECT, or WITH: plumb only reads.")
}

// dialect is what differs between the databases.
type dialect struct {
	name        string
	dollars     bool   // $tag$ begins a string
	escapes     bool   // E'...' is a string in which a backslash hides the next character
	nested      bool   // comments lie within comments
	quotes      string // what besides ' and " begins something quoted
	own         string // what would begin a parameter of its own
	placeholder func(n int) string
}

var (
	postgresDialect = dialect{
		name: "PostgreSQL", dollars: true, escapes: true, nested: true, own: "$",
		placeholder: func(n int) string { return fmt.Sprintf("$%d", n) },
	}
	sqliteDialect = dialect{
		name: "SQLite", quotes: "`[", own: "?@$",
		placeholder: func(int) string { return "?" },
	}
)

// scanner walks over a query. What it has passed is in out.
type scanner struct {
	query   string
	dialect dialect
	at      int
	out     strings.Builder
	places  []string
	first   string // the first word
	ended   bool   // the semicolon after the statement was seen
}

// next passes over one piece of the query.
func (s *scanner) next() error {
	rest := s.query[s.at:]
	switch {
	case strings.IndexByte(" \t\r\n\f\v", rest[0]) >= 0:
		s.copy(1)
		return nil
	case strings.HasPrefix(rest, "--"):
		s.copy(lineEnd(rest))
		return nil
	case strings.HasPrefix(rest, "/*"):
		return s.comment(rest)
	case s.ended:
		return s.refuse("is more than one statement", "Keep one SELECT, and give the others names of their own.")
	case rest[0] == ';':
		s.ended = true
		s.at++ // the end needs no sign
		return nil
	}
	if word := wordAt(rest); word != "" {
		return s.word(rest, word)
	}
	if s.first == "" {
		s.first = rest[:1]
	}
	return s.sign(rest)
}

// word passes over a word, and over the string that it may be the prefix of.
func (s *scanner) word(rest, word string) error {
	if s.first == "" {
		s.first = word
	}
	s.copy(len(word))
	if s.dialect.escapes && strings.EqualFold(word, "e") && strings.HasPrefix(rest[1:], "'") {
		return s.quoted(rest[1:], '\'', true)
	}
	return nil
}

// sign passes over what is neither blank nor word.
func (s *scanner) sign(rest string) error {
	switch c := rest[0]; {
	case c == '\'' || c == '"':
		return s.quoted(rest, c, false)
	case strings.IndexByte(s.dialect.quotes, c) >= 0 && c == '[':
		return s.quoted(rest, ']', false)
	case strings.IndexByte(s.dialect.quotes, c) >= 0:
		return s.quoted(rest, c, false)
	case s.dialect.dollars && tagAt(rest) != "":
		return s.dollarQuoted(rest, tagAt(rest))
	case strings.HasPrefix(rest, "::"), strings.HasPrefix(rest, ":="):
		s.copy(2)
		return nil
	case c == ':' && wordAt(rest[1:]) != "":
		return s.parameter(wordAt(rest[1:]))
	case strings.IndexByte(s.dialect.own, c) >= 0:
		return s.refuse(fmt.Sprintf("has a parameter that begins with %c", c), "Use "+parameterList()+".")
	}
	s.copy(1)
	return nil
}

func (s *scanner) parameter(name string) error {
	if !slices.Contains(parameters, name) {
		err := s.refuse(fmt.Sprintf("asks for :%s, which plumb does not give", name), "")
		if near, ok := nearest.Word(name, parameters); ok {
			return err.Do("Did you mean :%s?", near)
		}
		return err.Do("Use %s. Where a colon is no parameter, put a blank after it.", parameterList())
	}
	s.places = append(s.places, name)
	s.out.WriteString(s.dialect.placeholder(len(s.places)))
	s.at += 1 + len(name)
	return nil
}

func parameterList() string { return ":" + strings.Join(parameters, ", :") }

// quoted passes over something that ends with a quote; two of them stand for one.
func (s *scanner) quoted(rest string, quote byte, escapes bool) error {
	for i := 1; i < len(rest); i++ {
		switch {
		case escapes && rest[i] == '\\':
			i++
		case rest[i] != quote:
		case i+1 < len(rest) && rest[i+1] == quote && quote != ']':
			i++
		default:
			s.copy(i + 1)
			return nil
		}
	}
	return s.refuse("has a quote that is not closed", "Close it.")
}

func (s *scanner) dollarQuoted(rest, tag string) error {
	end := strings.Index(rest[len(tag):], tag)
	if end < 0 {
		return s.refuse("has a string that "+tag+" begins and nothing ends", "Close it.")
	}
	s.copy(2*len(tag) + end)
	return nil
}

func (s *scanner) comment(rest string) error {
	depth := 0
	for i := 0; i+1 < len(rest); i++ {
		switch {
		case rest[i:i+2] == "/*" && (depth == 0 || s.dialect.nested):
			depth++
			i++
		case rest[i:i+2] == "*/":
			depth--
			i++
		}
		if depth == 0 {
			s.copy(i + 1)
			return nil
		}
	}
	return s.refuse("has a comment that is not closed", "Close it.")
}

func (s *scanner) copy(n int) {
	s.out.WriteString(s.query[s.at : s.at+n])
	s.at += n
}

func (s *scanner) refuse(what, next string) *fault.Error {
	line := 1 + strings.Count(s.query[:s.at], "\n")
	return fault.Newf(fault.Invalid, opQuery, "it %s (line %d of the query)", what, line).Do("%s", next)
}

func lineEnd(text string) int {
	if i := strings.IndexAny(text, "\r\n"); i >= 0 {
		return i
	}
	return len(text)
}

// wordAt gives the word that a text begins with. A word may hold a dollar, and so end no string.
func wordAt(text string) string {
	for i := range len(text) {
		c := text[i]
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c == '_' || c >= 0x80
		if !letter && (i == 0 || c != '$' && (c < '0' || c > '9')) {
			return text[:i]
		}
	}
	return text
}

// tagAt gives the $$ or $tag$ that a text begins with.
func tagAt(text string) string {
	if text[0] != '$' {
		return ""
	}
	word := strings.TrimRight(wordAt(text[1:]), "$")
	if i := strings.IndexByte(word, '$'); i >= 0 {
		word = word[:i]
	}
	if strings.HasPrefix(text[1+len(word):], "$") {
		return text[:len(word)+2]
	}
	return ""
}
