package model

import (
	"context"
	"fmt"
	"regexp"
	"slices"
	"strings"
)

// Hidden is a kind of thing that was taken out of a text, and how often.
type Hidden struct {
	Kind  string // secret, email or phone
	Count int
}

// Redacted takes secrets out of a text that leaves the machine: keys, tokens, passwords, and with contacts also e-mail addresses and
// phone numbers. The same thing gets the same placeholder, such as "[secret 1]", so that what is said about it can still be followed.
// What looks like an utterance id is never touched. It finds what has the form of a secret; it cannot know that a plain word is one.
func Redacted(text string, contacts bool) (string, []Hidden) {
	m := newMasks()
	text = m.hide(text, contacts)
	return text, m.hidden
}

// Redactor takes secrets out of requests.
type Redactor struct {
	next     Model
	contacts bool
}

// NewRedactor puts the taking out of secrets before a model; with contacts, e-mail addresses and phone numbers go too.
func NewRedactor(next Model, contacts bool) *Redactor { return &Redactor{next, contacts} }

// Generate asks the model without secrets. What the reply says of a placeholder is left as it is.
func (d *Redactor) Generate(ctx context.Context, r Request) (Response, error) {
	m := newMasks()
	r.System, r.Input = m.hide(r.System, d.contacts), m.hide(r.Input, d.contacts)
	if r.Repair != nil {
		r.Repair = &Repair{Reply: m.hide(r.Repair.Reply, d.contacts), Problem: m.hide(r.Repair.Problem, d.contacts)}
	}
	return d.next.Generate(ctx, r)
}

// masks remembers which placeholder stands for what.
type masks struct {
	seen      map[string]string
	different map[string]int // things of a kind
	hidden    []Hidden
}

func newMasks() *masks { return &masks{seen: map[string]string{}, different: map[string]int{}} }

// hide goes through a text line by line: but for private keys, a secret does not reach over the end of one, and most lines hold
// no word that one begins with.
func (m *masks) hide(text string, contacts bool) string {
	if strings.Contains(text, "-----BEGIN") {
		text = m.apply(privateKey, text)
	}
	var b strings.Builder
	for line := range strings.Lines(text) {
		b.WriteString(m.hideInLine(line, contacts))
	}
	return b.String()
}

func (m *masks) hideInLine(line string, contacts bool) string {
	lower := strings.ToLower(line)
	for _, p := range patterns {
		if (contacts || !p.contact) && p.mayMatch(lower) {
			line = m.apply(p, line)
		}
	}
	return line
}

func (m *masks) apply(p pattern, text string) string {
	return p.form.ReplaceAllStringFunc(text, func(found string) string { return m.replace(p, found) })
}

// replace puts a placeholder for the secret part of what was found.
func (m *masks) replace(p pattern, found string) string {
	at := p.form.FindStringSubmatchIndex(found)
	start, end := 0, len(found)
	if len(at) >= 4 && at[2] >= 0 {
		start, end = at[2], at[3]
	}
	value := found[start:end]
	if utteranceID.MatchString(value) || p.check != nil && !p.check(value) {
		return found
	}
	return found[:start] + m.mask(p.kind, value) + found[end:]
}

func (m *masks) mask(kind, value string) string {
	i := slices.IndexFunc(m.hidden, func(h Hidden) bool { return h.Kind == kind })
	if i < 0 {
		i = len(m.hidden)
		m.hidden = append(m.hidden, Hidden{Kind: kind})
	}
	m.hidden[i].Count++
	placeholder, known := m.seen[value]
	if !known {
		m.different[kind]++
		placeholder = fmt.Sprintf("[%s %d]", kind, m.different[kind])
		m.seen[value] = placeholder
	}
	return placeholder
}

var utteranceID = regexp.MustCompile(`^u[0-9]{3,}$`)

const (
	secret = "secret"
	email  = "email"
	phone  = "phone"
)

// pattern is a form that secrets have. Its first group, if it has one, is the secret part.
type pattern struct {
	kind    string
	contact bool
	form    *regexp.Regexp
	needs   []string // one of these stands, in lower case, in every line with a match
	check   func(value string) bool
}

func (p pattern) mayMatch(lower string) bool {
	return slices.ContainsFunc(p.needs, func(need string) bool { return strings.Contains(lower, need) })
}

// privateKey is a key in the form of RFC 7468. One whose end is missing goes to the end of the text.
var privateKey = pattern{kind: secret, form: regexp.MustCompile(`-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|\z)`)}

var digits = strings.Split("0123456789", "")

// patterns are tried in this order. The prefixes are those that the providers document, so that their own scanners find them.
var patterns = []pattern{
	{kind: secret, needs: []string{"sk-", "sk_", "rk_", "pk_", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-", "xox", "xapp-", "akia", "asia", "aiza", "ya29.", "npm_", "hf_", "sg.", "dop_v1_", "shpat_", "pypi-", "lin_api_"},
		form: regexp.MustCompile(`\b(?:sk-[A-Za-z0-9_-]{16,}|[rsp]k_(?:live|test)_[A-Za-z0-9]{16,}|gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,}|glpat-[A-Za-z0-9_-]{16,}|xox[abeoprs]-[A-Za-z0-9-]{10,}|xapp-[A-Za-z0-9-]{10,}|(?:AKIA|ASIA)[0-9A-Z]{16}|AIza[0-9A-Za-z_-]{30,}|ya29\.[0-9A-Za-z_-]{20,}|npm_[A-Za-z0-9]{30,}|hf_[A-Za-z0-9]{20,}|SG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}|dop_v1_[a-f0-9]{32,}|shpat_[a-fA-F0-9]{24,}|pypi-[A-Za-z0-9_-]{30,}|lin_api_[A-Za-z0-9]{24,})`)},
	{kind: secret, needs: []string{"eyj"}, form: regexp.MustCompile(`\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]*`)},
	{kind: secret, needs: []string{"hooks.slack.com/"}, form: regexp.MustCompile(`hooks\.slack\.com/services/([A-Za-z0-9/]+)`)},
	{kind: secret, needs: []string{"://"}, form: regexp.MustCompile(`[A-Za-z][A-Za-z0-9+.-]*://[^\s/:@]*:([^\s/@]+)@`)},
	{kind: secret, needs: []string{"bearer", "basic"}, form: regexp.MustCompile(`(?i)\b(?:bearer|basic)[ \t]+([A-Za-z0-9._~+/=-]{16,})`), check: unlikeWord},
	{kind: secret, needs: []string{"pass", "pwd", "secret", "key", "token"}, form: regexp.MustCompile(`(?i)\b(?:pass(?:word|wd|phrase|code)|pwd|secret(?:[ _-]?(?:access[ _-]?)?key)?|api[ _-]?key|access[ _-]?(?:key|token)|auth[ _-]?token|client[ _-]?secret|private[ _-]?key|token)\b["']?[ \t]{0,3}(?:is|was|are|to|=|:|:=|=>)[ \t]{0,3}["'` + "`" + `]?([^\s"'` + "`" + `,;<>]{4,})`), check: unlikeWord},
	{kind: email, contact: true, needs: []string{"@"}, form: regexp.MustCompile(`\b[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)*\.[A-Za-z]{2,}\b`)},
	{kind: phone, contact: true, needs: []string{"+"}, form: regexp.MustCompile(`\+[0-9]{1,3}[ .-]?(?:\([0-9]{1,4}\)[ .-]?)?[0-9](?:[ .-]?[0-9]){6,12}\b`)},
	{kind: phone, contact: true, needs: digits, form: regexp.MustCompile(`\(?\b[0-9]{3}\)?[ .-][0-9]{3}[.-][0-9]{4}\b`)},
}

// unlikeWord tells what was set from what is said of it: "the password is wrong" holds none. A secret has a digit, or capitals and
// signs within.
func unlikeWord(value string) bool {
	value = strings.TrimRight(value, ".!?):")
	if strings.HasPrefix(value, "[") {
		return false // a placeholder
	}
	digits, signs := 0, 0
	for i, r := range value {
		switch {
		case r >= '0' && r <= '9':
			digits++
		case i > 0 && (r >= 'A' && r <= 'Z' || strings.ContainsRune("!@#$%^&*_+=/~", r)):
			signs++
		}
	}
	return len(value) >= 6 && digits > 0 && digits < len(value) || signs > 0 || digits == len(value) && len(value) >= 4
}
