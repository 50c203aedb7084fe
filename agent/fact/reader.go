package fact

import (
	"bytes"
	"slices"
	"strings"
	"time"
	"unicode"
	"unicode/utf8"
)

// DayOfNote is the formula of the fact that says as of which day a note was written; its Period is that day.
const DayOfNote = "the day of the note"

// reader reads sentences with the facts of one note at hand.
type reader struct {
	facts    []known
	names    map[string]string  // of metrics, by id
	order    []string           // ids, those with the longest names first
	called   string             // all names, in their order
	contents map[said]*contents // what was read of facts
	asOf     time.Time          // zero when no fact tells
	wary     bool               // whether there are suspects, see [Table.Suspect]
	suspects map[string]bool    // words that name what may be taken for a cause
	bet      map[string]bool    // those of them that name the bet
}

// known is a fact with what its words say, which is read when it is asked for: a note has many facts, a sentence few.
type known struct {
	Fact
	*contents // nil until they are read
	reader    *reader
	period    time.Time // zero for none
}

// contents is what the words of a fact say.
type contents struct {
	names   []mention
	amounts []Number
	days    []span
}

// about reports whether a fact may be cited for a metric, "" for any: one of its own, or one of none that names no other.
func (k *known) about(metric string) bool {
	if metric == "" || k.Metric != "" {
		return metric == "" || k.Metric == metric
	}
	k.read()
	return len(k.names) == 0 || slices.ContainsFunc(k.names, func(m mention) bool { return m.metric == metric })
}

// read reads the words.
func (k *known) read() {
	if k.contents != nil {
		return
	}
	key := said{k.reader.called, k.Text, k.Quote}
	if k.contents = k.reader.contents[key]; k.contents != nil {
		return
	}
	k.contents = k.reader.contentsOf(k.Fact)
	k.reader.contents[key] = k.contents
}

// said is what the contents of a fact follow from: its words, and what metrics are called.
type said struct{ called, text, quote string }

func (r *reader) contentsOf(f Fact) *contents {
	text, names := r.withoutNames(blankVerbatim(f.Text, f.Quote))
	c := &contents{names: names}
	for _, n := range Numbers(text) {
		switch n.Kind {
		case Amount:
			c.amounts = append(c.amounts, n)
		case Date:
			c.days = append(c.days, n.when)
		case Relative, Unclear:
		}
	}
	return c
}

func newReader(facts []Fact) *reader {
	r := &reader{contents: map[said]*contents{}, names: map[string]string{}, facts: make([]known, len(facts)), suspects: map[string]bool{}, bet: map[string]bool{}}
	for _, f := range facts {
		if f.Metric != "" && f.Name != "" && r.names[f.Metric] == "" {
			r.names[f.Metric] = f.Name
			r.order = append(r.order, f.Metric)
		}
		if f.Formula == DayOfNote {
			r.asOf, _ = time.Parse(time.DateOnly, f.Period)
		}
	}
	slices.SortStableFunc(r.order, func(a, b string) int { return len(r.names[b]) - len(r.names[a]) })
	for _, metric := range r.order {
		r.called += metric + "\x00" + r.names[metric] + "\x00"
	}
	for i, f := range facts {
		r.facts[i] = known{Fact: f, reader: r}
		r.facts[i].period, _ = time.Parse(time.DateOnly, f.Period)
	}
	return r
}

// cited gives the facts that a sentence cites.
func (r *reader) cited(s Sentence) []*known {
	var out []*known
	for _, id := range s.Facts {
		for i := range r.facts {
			if r.facts[i].ID == id {
				out = append(out, &r.facts[i])
			}
		}
	}
	return out
}

// statement is what a sentence says.
type statement struct {
	text     string // quotes blanked
	masked   string // as long as the text, names and quotes blanked
	gist     *gist  // of it
	plain    string // folded, names replaced by the placeholder, quotes blanked; for what is said of causes
	numbers  []Number
	mentions []mention
	moves    []move
}

// mention is the name of a metric at text[start:end].
type mention struct {
	metric     string
	start, end int
}

// move is a word that says that something went up or down.
type move struct {
	start, end int
	up, down   bool // neither: it only says that something moved
	text       string
}

func (r *reader) read(s Sentence) statement {
	return r.readText(r.blankQuotes(s))
}

// readText reads a sentence whose quotes are blanked.
func (r *reader) readText(text string) statement {
	st := statement{text: text}
	st.masked, st.mentions = r.withoutNames(text)
	st.plain = text
	for _, m := range slices.Backward(st.mentions) {
		st.plain = st.plain[:m.start] + placeholder + st.plain[m.end:]
	}
	st.plain = fold(st.plain)
	st.gist = gistOf(st.masked)
	st.numbers = numbersIn(st.masked, st.gist)
	if !claimedMoves.mayFit(st.gist) {
		return st
	}
	for _, m := range claimedMoves.re().FindAllStringSubmatchIndex(st.masked, -1) {
		if unclaimed().MatchString(st.masked[max(0, m[0]-40):m[0]]) || notMoved().MatchString(st.masked[m[1]:]) {
			continue
		}
		st.moves = append(st.moves, move{start: m[0], end: m[1], up: m[2] >= 0, down: m[4] >= 0, text: strings.TrimSpace(st.masked[m[0]:m[1]])})
	}
	return st
}

const adverbs = `(?:(?:sharply|slightly|steadily|clearly|again|further|back|well) )?`

var (
	claimedMoves = gated("moves", `(?i)\b(?:(rise|rises|rose|risen|rising|increases?|increased|increasing|grows?|grew|grown|growing|growth|climb(?:s|ed|ing)?|gain(?:s|ed|ing)?|jump(?:s|ed)?|surge[sd]?|soar(?:s|ed)?|uptick|`+
		`(?:move[sd]?|moving|went|goes|going|gone|is|was|are|were) `+adverbs+`up(?: (?:by|from|since|in|again)\b|\s*[.,;:]|\s+[\d\x{01}]|$)|up (?:by|from|since)\b|(?:is|was|are|were) `+adverbs+`higher)|`+
		`(falls?|fell|fallen|falling|decreases?|decreased|decreasing|drop(?:s|ped|ping)?|declin(?:e|es|ed|ing)|shr(?:ink|inks|ank|unk)|sinks?|sank|plunge[sd]?|slump(?:s|ed)?|slip(?:s|ped)?|tumble[sd]?|dip(?:s|ped)?|`+
		`(?:move[sd]?|moving|went|goes|going|gone|is|was|are|were) `+adverbs+`down(?: (?:by|from|since|in|again)\b|\s*[.,;:]|\s+[\d\x{01}]|$)|down (?:by|from|since)\b|(?:is|was|are|were) `+adverbs+`lower)|`+
		`(moved|improved|improves|improving|worsened|worsens|recovered|rebounded))`)
	// unclaimed is what stands before a move that nobody says happened.
	unclaimed = lazily(`(?i)\b(?:not|n't|n\x{2019}t|no|nothing|none|never|neither|nor|without|to|should|will|would|could|can|may|might|must|if|whether|until|unless|when|hope[sd]?|expect(?:s|ed)?|want(?:s|ed)?|lasting|any|such a|false)(?: \w+ly)?(?: (?:of|metric|metrics|signal|signals|has|have|had|clear|clearly|it|them|\p{Co}|\x{01}+|\w+ (?:of|in)))*\s*$`)
	notMoved  = lazily(`(?i)^ (?:short|apart|through|into place|on to|ahead)\b`)
	// otherEvents are never the mechanism of a sheet, whatever is known of that.
	otherEvents = lazily(`(?i)\b(?:campaigns?|holidays?|incidents?|outages?|deploys?|weather|seasons?)\b`)
)

// withoutNames blanks the names and ids of metrics, longest first, and says where they stood.
func (r *reader) withoutNames(text string) (string, []mention) {
	masked := []byte(text)
	var found []mention
	for _, metric := range r.order {
		for _, name := range []string{r.names[metric], metric} {
			for at := 0; at+len(name) <= len(masked); at++ {
				if !foldedAt(masked, at, name) || countsName(masked[:at], name) {
					continue
				}
				from, to := withQuotes(masked, at, at+len(name))
				found = append(found, mention{metric, from, to})
				for i := from; i < to; i++ {
					masked[i] = taken
				}
			}
		}
	}
	slices.SortFunc(found, func(a, b mention) int { return a.start - b.start })
	return string(masked), found
}

// withQuotes gives the place of a name with the quotation marks that it stands in, if it does.
func withQuotes(text []byte, from, to int) (int, int) {
	for _, marks := range [][2]string{{"“", "”"}, {`"`, `"`}} {
		if bytes.HasSuffix(text[:from], []byte(marks[0])) && bytes.HasPrefix(text[to:], []byte(marks[1])) {
			return from - len(marks[0]), to + len(marks[1])
		}
	}
	return from, to
}

// countsName reports whether a name of one word stands after a number, which counts it: "12 refunds".
func countsName(before []byte, name string) bool {
	n := len(before)
	return n > 1 && before[n-1] == ' ' && before[n-2] >= '0' && before[n-2] <= '9' && !strings.Contains(name, " ")
}

// foldedAt reports whether a name stands at a place, in any case, and is no part of a longer word.
func foldedAt(text []byte, at int, name string) bool {
	if text[at]|0x20 != name[0]|0x20 && text[at] < utf8.RuneSelf || !strings.EqualFold(string(text[at:at+len(name)]), name) {
		return false
	}
	const longest = utf8.UTFMax
	end := at + len(name)
	before, after := lastRune(string(text[max(0, at-longest):at])), firstRune(string(text[end:min(len(text), end+longest)]))
	return !isWordRune(before) && (!isWordRune(after) || !isWordRune(lastRune(name)))
}

func isWordRune(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) || r == '_' }

var quoted = lazily(`“[^“”]*”|"[^"]*"`)

// blankQuotes blanks what stands between quotation marks and is a verbatim part of the sentence's evidence, or of what a fact
// that it cites quotes.
func (r *reader) blankQuotes(s Sentence) string {
	var sources []string
	for _, e := range s.Evidence {
		sources = append(sources, e.Quote)
	}
	for _, f := range r.cited(s) {
		sources = append(sources, f.Quote)
	}
	return blankVerbatim(s.Text, sources...)
}

// blankVerbatim blanks what stands between quotation marks and is a verbatim part of a source.
func blankVerbatim(text string, sources ...string) string {
	if !strings.ContainsAny(text, `“"`) {
		return text
	}
	return quoted().ReplaceAllStringFunc(text, func(q string) string {
		inner := strings.TrimSpace(strings.Trim(q, `“”"`))
		for _, source := range sources {
			if inner != "" && strings.Contains(source, inner) {
				return strings.Repeat(string(taken), len(q))
			}
		}
		return q
	})
}

// about gives the metrics that a sentence names or else those that its facts are about.
func (r *reader) about(st statement, s Sentence) []string {
	var out []string
	add := func(metric string) {
		if metric != "" && !slices.Contains(out, metric) {
			out = append(out, metric)
		}
	}
	for _, m := range st.mentions {
		add(m.metric)
	}
	if len(out) > 0 {
		return out
	}
	for _, f := range r.cited(s) {
		add(f.Metric)
	}
	return out
}

// metricOf gives the metric that something at text[start:end] is said of: the one named right after it ("of First
// count"), or else the last one named before it, or else the first one after it; "" when none is named.
func (st statement) metricOf(start, end int) string {
	metric := ""
	for _, m := range st.mentions {
		if m.start >= end && ofNext().MatchString(st.masked[end:m.start]) {
			return m.metric
		}
		if m.end <= start {
			metric = m.metric
		}
	}
	if metric == "" && len(st.mentions) > 0 {
		metric = st.mentions[0].metric
	}
	return metric
}

var ofNext = lazily(`(?i)^ ?(?:for|of|in|from|on)? ?(?:the )?$`)
