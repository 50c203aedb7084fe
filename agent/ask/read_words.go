package ask

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/plumbline-dev/plumb/internal/nearest"
)

// token is a word of a question: its normal form, and where it stands in the text.
type token struct {
	norm       string
	start, end int
	filler     bool // says nothing about what is asked
	comma      bool // a comma or a colon follows
	stop       bool // the sentence ends with it
	query      bool // ... by a question mark
}

// contractions are short forms with what they stand for. What ends in n't, 're, 've, 'll, 'd and 'm is taken apart by its end.
var contractions = map[string]string{
	"whyd": "why did", "why'd": "why did", "what's": "what is", "whats": "what is", "who's": "who is", "whos": "who is", "how's": "how is", "hows": "how is", "where's": "where is",
	"wheres": "where is", "when's": "when is", "whens": "when is", "why's": "why is", "it's": "it is", "that's": "that is", "thats": "that is",
	"there's": "there is", "theres": "there is", "here's": "here is", "he's": "he is", "she's": "she is", "let's": "let us", "which's": "which is",
	"won't": "will not", "wont": "will not", "can't": "can not", "cant": "can not", "cannot": "can not", "dont": "do not", "didnt": "did not",
	"doesnt": "does not", "isnt": "is not", "arent": "are not", "wasnt": "was not", "werent": "were not", "hasnt": "has not", "havent": "have not",
	"shouldnt": "should not", "wouldnt": "would not", "couldnt": "could not", "ain't": "is not", "aint": "is not", "gonna": "going to",
	"wanna": "want to", "gotta": "have to", "pls": "please", "plz": "please", "u": "you", "r": "are", "ur": "your", "wat": "what", "wut": "what",
	"waht": "what", "wath": "what", "whta": "what", "hwat": "what", "wich": "which", "whihc": "which", "hwo": "how", "hwy": "why", "whne": "when",
	"teh": "the", "hte": "the", "si": "is", "adn": "and", "abt": "about", "abuot": "about", "bc": "because", "cuz": "because", "coz": "because",
	"becuase": "because", "beacuse": "because", "wrt": "about", "vs": "versus", "vs.": "versus", "wk": "week", "wks": "weeks", "qtr": "quarter",
	"thx": "thanks", "ok?": "ok", "k": "ok", "okay": "ok", "dicide": "decide", "shuold": "should", "shoud": "should", "sicne": "since", "whos'": "who is",
	"ppl": "people", "kinda": "fairly", "dunno": "do not know", "lemme": "let me", "gimme": "give me", "asap": "soon", "im": "i am", "weve": "we have",
	"ive": "i have", "hav": "have", "wk.": "week", "tmrw": "tomorrow", "tmr": "tomorrow", "ytd": "this year",
}

// endings are the ends of words that stand for a word of their own.
var endings = []struct{ end, word string }{{"n't", "not"}, {"'re", "are"}, {"'ve", "have"}, {"'ll", "will"}, {"'d", "would"}, {"'m", "am"}}

// fillers are words that patterns look past.
var askFillers = wordSet(`please just actually so well um uh hey hi hello btw kindly basically really still currently exactly then also anyway
	honestly maybe perhaps ever even already yet folks guys team's quickly quick pretty quite fairly literally thanks thank cheers sorry
	again finally overall generally now obviously clearly apparently supposedly morning afternoon everyone all`)

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		set[w] = true
	}
	return set
}

// cleaned takes what cannot be seen out of a question; line breaks stay.
func cleaned(text string) string {
	text = strings.ToValidUTF8(text, "")
	return strings.TrimSpace(strings.Map(func(r rune) rune {
		switch {
		case r == '\n' || r == '\r' || r == '\u2028' || r == '\u2029':
			return '\n'
		case unicode.IsSpace(r) || unicode.IsControl(r):
			return ' '
		case unicode.Is(unicode.Cf, r) || unicode.Is(unicode.Co, r):
			return -1
		}
		return r
	}, text))
}

// tokensOf takes a text apart into words. Words that stand for two have two tokens at one place.
func tokensOf(text string) []token {
	var tokens []token
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if betweenWords(r) {
			if n := len(tokens); n > 0 && r == '\n' {
				tokens[n-1].stop = true
			}
			i += size
			continue
		}
		end := i + size
		for end < len(text) {
			r, size := utf8.DecodeRuneInString(text[end:])
			if betweenWords(r) {
				break
			}
			end += size
		}
		tokens = appendTokens(tokens, text, i, end)
		i = end
	}
	return settle(tokens)
}

// settle puts words where patterns expect them: aren't we is are we not, and thanks to is no thanks.
func settle(tokens []token) []token {
	for i := range tokens {
		if i+1 < len(tokens) && tokens[i].norm == "thanks" && tokens[i+1].norm == "to" {
			tokens[i].filler = false
		}
		if i+1 < len(tokens) && tokens[i].norm == "how" && tokens[i+1].norm == "come" {
			tokens[i].norm, tokens[i+1].filler = "why", true
		}
		if i == 0 || i+1 >= len(tokens) || tokens[i].norm != "not" || tokens[i].start != tokens[i-1].start || !subjectPronouns[tokens[i+1].norm] {
			continue
		}
		pronoun := tokens[i+1]
		not := pronoun
		not.norm = "not"
		pronoun.comma, pronoun.stop, pronoun.query = false, false, false
		tokens[i], tokens[i+1] = pronoun, not
	}
	return tokens
}

var subjectPronouns = wordSet(`we you they it i he she people this that`)

func betweenWords(r rune) bool {
	return unicode.IsSpace(r) || r == '\u2014' || r == '\u2013' || r == '/' || r == '\u2026'
}

// appendTokens adds the tokens of the stretch text[start:end], which holds no space.
func appendTokens(tokens []token, text string, start, end int) []token {
	whole := text[start:end]
	bare := strings.TrimLeftFunc(whole, notOfWord)
	start += len(whole) - len(bare)
	word := strings.TrimRightFunc(bare, notOfWord)
	after := bare[len(word):]
	if word == "" {
		if n := len(tokens); n > 0 {
			tokens[n-1].mark(whole)
			tokens[n-1].comma = tokens[n-1].comma || whole == "-" || whole == "--"
		}
		return tokens
	}
	norm := strings.ToLower(straightQuotes.Replace(word))
	for w := range strings.FieldsSeq(expanded(norm)) {
		tokens = append(tokens, token{norm: w, start: start, end: start + len(word), filler: askFillers[w]})
	}
	tokens[len(tokens)-1].mark(after)
	return tokens
}

var straightQuotes = strings.NewReplacer("\u2019", "'", "\u2018", "'", "`", "'")

func notOfWord(r rune) bool {
	return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.Is(unicode.M, r) && r != '%' && r != '$'
}

func (t *token) mark(after string) {
	t.comma = t.comma || strings.ContainsAny(after, ",:")
	t.stop = t.stop || strings.ContainsAny(after, ".?!;")
	t.query = t.query || strings.Contains(after, "?")
}

func expanded(norm string) string {
	if full, ok := contractions[norm]; ok {
		return full
	}
	for _, e := range endings {
		if base, ok := strings.CutSuffix(norm, e.end); ok && base != "" {
			return base + " " + e.word
		}
	}
	if base, ok := strings.CutSuffix(norm, "'s"); ok && base != "" {
		return base
	}
	return strings.TrimSuffix(norm, "'")
}

// domainWords are those that typing errors are put right for. Words of metrics, sheets and people are compared where they are
// looked for.
var domainWords = strings.Fields(`mechanism guardrail guardrails working metric metrics decide decided decision decisions revisit review
	prepare prepared changed compare compared question questions meaning definition owner owners because yesterday quarter threshold
	target excluded approve approves approved approval meeting numbers signals people moved happened improve improved increase increased decrease decreased dropped
	campaign experiment hypothesis weeks month gate week since value means caused cause trend predict prediction agenda objections
	versus between difference ruled owns pilot status progress continue track definitions unanswered`)

// ordinary are words of the language that lie close to domain words, and are not meant to be them.
var ordinary = wordSet(`rate late date gave game gates hate fate gait weak seek peek week's month's mouth months movie loved proved
	mover moves move owned owing owed valued values mean meant meats causes clause pause trends treat rules ruler pilots pills caused
	since sense singe sinking knowing walking wording warning worker workers meetings greeting meeting's deciding decides reviews reviewed
	preview trade tracks truck crack back meter meters matter peoples happen happens prepares compares compares questioned signal number
	values improves increases decreases drops cropped target's targets targeted change changes charged chance changing campaigns status
	states static continued continues contained excludes included include precise predicts predicted predictions agendas objection
	between differences different gate's mate gain gale name same tale take wait weeks' means's meal meals men main means owes down
	rise tend friend trendy grate great plate state stage skate slate agate seeks peeks geek wreck leek reek meek creek cheek
	moved's removed roved improver quarterly quarters quarter's yesterday's versed verses version versions`)

// corrected puts typing errors in domain words right.
func corrected(tokens []token) {
	for i := range tokens {
		if meant, ok := nearestDomain(tokens[i].norm); ok {
			tokens[i].norm = meant
		}
	}
}

func nearestDomain(word string) (string, bool) {
	if len(word) < 4 || ordinary[word] || !plainLetters(word) {
		return "", false
	}
	best, at := "", 3
	for _, d := range domainWords {
		if d == word {
			return "", false
		}
		limit := 1
		if len(d) >= 8 {
			limit = 2
		}
		if len(d) < 6 && d[0] != word[0] {
			continue
		}
		if n := nearest.Distance([]byte(word), []byte(d), limit); n <= limit && n < at {
			best, at = d, n
		}
	}
	return best, best != ""
}

func plainLetters(word string) bool {
	for _, r := range word {
		if r < 'a' || r > 'z' {
			return false
		}
	}
	return true
}

// stem gives what words of one family share, roughly: corrections and corrected are both correct.
func stem(word string) string {
	for _, end := range []string{"ations", "ation", "ions", "ings", "ion", "ing", "ed", "es", "s"} {
		if base, ok := strings.CutSuffix(word, end); ok && len(base) >= 4 {
			return base
		}
	}
	return word
}

// alike reports whether two words are of one family, or one is the other with a typing error.
func alike(a, b string) bool {
	if a == b || stem(a) == stem(b) {
		return true
	}
	if strings.ContainsAny(a+b, "0123456789") {
		return false // 14d and 30d are no typing errors of one another
	}
	limit := 0
	switch short := min(len(a), len(b)); {
	case short >= 8:
		limit = 2
	case short >= 5:
		limit = 1
	}
	return limit > 0 && a[0] == b[0] && !ordinary[a] && nearest.Distance([]rune(a), []rune(b), limit) <= limit
}
