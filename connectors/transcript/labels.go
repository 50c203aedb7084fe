package transcript

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// Many records name the speaker only by a prefix of the text ("Ana Silva: We ship on Friday."), and a colon also occurs
// inside speech ("So the question is: who pays?"). Which prefixes are speakers is therefore decided over the whole
// record, from how often each occurs, from its shape, and from how regularly the record has a prefix at all.

// maxLabelBytes bounds the prefix that is considered. It is far above any name, so that an absurd name that is used
// throughout a record is still recognised (and then cut).
const maxLabelBytes = 16 << 10

// wideColon is the colon of Chinese and Japanese text, which no space follows.
const wideColon = "："

// splitLabel splits "Label: rest" at the first colon that can end a name: not part of a time or an address, and followed
// by white space or by the end. It gives ok=false when there is none.
func splitLabel(text string) (label, rest string, ok bool) {
	wide := strings.Index(text[:min(len(text), maxLabelBytes)], wideColon)
	for from := 0; ; {
		i := strings.IndexByte(text[from:], ':')
		if wide >= 0 && (i < 0 || wide < from+i) {
			label = strings.TrimSpace(text[:wide])
			return label, text[wide+len(wideColon):], label != ""
		}
		if i < 0 || from+i > maxLabelBytes {
			return "", "", false
		}
		i += from
		after := text[i+1:]
		if after == "" || startsWithSpace(after) {
			label = strings.TrimSpace(text[:i])
			return label, after, label != ""
		}
		from = i + 1
	}
}

func startsWithSpace(s string) bool {
	r, _ := utf8.DecodeRuneInString(s)
	return unicode.IsSpace(r)
}

// census counts the prefixes of one record.
type census struct {
	turns     int            // texts that could begin with a prefix
	labels    map[string]int // prefix → how many texts begin with it
	sentences int            // texts with a prefix that end as a sentence does
	confirmed map[string]bool
}

func newCensus() *census {
	return &census{labels: map[string]int{}, confirmed: map[string]bool{}}
}

// count takes one text into account.
func (c *census) count(label string, found bool) {
	c.turns++
	if found {
		c.labels[label]++
	}
}

// confirm tells that a list of participants holds the name.
func (c *census) confirm(name string) { c.confirmed[strings.ToLower(foldSpaces(name))] = true }

// dialogue reports whether the prefixes belong to people who talk: somebody speaks twice, or what follows is sentences. A
// form ("Budget: 5,000", "Timeline: spring") has neither.
func (c *census) dialogue() bool {
	labelled := 0
	for label, n := range c.labels {
		if n > 1 || c.isConfirmed(label) {
			return true
		}
		labelled += n
	}
	return c.sentences*2 >= labelled
}

func (c *census) isConfirmed(name string) bool { return c.confirmed[strings.ToLower(foldSpaces(name))] }

// speakers gives the prefixes that name a speaker.
func (c *census) speakers() map[string]bool {
	plausible := 0
	for label, n := range c.labels {
		if c.isConfirmed(label) || shapeOf(label) >= shapePossible {
			plausible += n
		}
	}
	share := float64(plausible) / float64(max(1, c.turns))
	// A record that always has a prefix leaves little doubt about one that occurs once.
	always := plausible == c.turns
	accepted := map[string]bool{}
	for label, n := range c.labels {
		if c.isConfirmed(label) || c.accept(label, n, share, always) {
			accepted[label] = true
		}
	}
	return accepted
}

// named gives how many texts begin with one of the speakers.
func (c *census) named(speakers map[string]bool) int {
	n := 0
	for label := range speakers {
		n += c.labels[label]
	}
	return n
}

func (c *census) accept(label string, n int, share float64, always bool) bool {
	own := float64(n) / float64(max(1, c.turns))
	switch shapeOf(label) {
	case shapeName:
		return share >= 0.3 || (n >= 3 && own >= 0.02)
	case shapePossible:
		return (always && c.turns > 3) || (n >= 2 && share >= 0.3) || (share >= 0.5 && handle(label)) ||
			(share >= 0.8 && len(strings.Fields(label)) <= 2)
	case shapeField:
		return n >= 3 && own >= 0.05
	default:
		return n >= 3 && share >= 0.9 && !discourse[strings.ToLower(label)]
	}
}

// handle reports whether a label is written as nobody writes speech: one word, or with marks that only names have.
func handle(label string) bool {
	return !strings.ContainsRune(label, ' ') || strings.ContainsAny(label, "|/([@")
}

// shape says how much a prefix looks like a name.
type shape int

const (
	shapeSpeech   shape = iota // words of a sentence, or nothing that could name anybody
	shapeField                 // the name of a field or a role: a speaker only when it recurs
	shapePossible              // could be a name: a handle, lower case, an unusual form
	shapeName                  // looks like a name
)

func shapeOf(label string) shape {
	lower := strings.ToLower(label)
	switch {
	case label == "" || discourse[lower] || utf8.RuneCountInString(label) > 80 || strings.Contains(label, "..."):
		return shapeSpeech
	case strings.ContainsAny(label, "\"“”…!;={}<>\\`") || (strings.Contains(label, "?") && label != "?"):
		return shapeSpeech
	case fieldWords[lower]:
		return shapeField
	case label == "?":
		return shapePossible
	case sentenceStop(label):
		return shapeSpeech
	}
	return shapeOfWords(label)
}

func shapeOfWords(label string) shape {
	words := labelWords(label)
	if len(words) > 8 {
		return shapeSpeech
	}
	if len(words) == 0 {
		// Digits, symbols or combining marks only: people do choose such names, and telephones have them.
		if strings.IndexFunc(label, unicode.IsLetter) < 0 && countDigits(label) > 0 && countDigits(label) < 7 {
			return shapeSpeech
		}
		return shapePossible
	}
	if functionWords[strings.ToLower(words[0])] && !allCapitalised(words[1:]) {
		return shapeSpeech
	}
	for _, w := range words[1:] {
		if functionWords[w] {
			return shapeSpeech
		}
	}
	switch {
	case functionWords[strings.ToLower(words[0])] || discourse[strings.ToLower(words[0])]:
		if len(words) == 1 {
			return shapeSpeech
		}
		return shapePossible
	case len(words) <= 5 && allCapitalised(words):
		return shapeName
	case len(words) <= 4 || strings.ContainsAny(label, "|/([@"):
		return shapePossible
	}
	return shapeSpeech
}

// labelWords gives the words of a label that hold a letter; particles of names, punctuation and what stands in brackets
// after the name do not count.
func labelWords(label string) []string {
	if i := strings.IndexByte(label, '('); i > 0 {
		label = label[:i]
	}
	words := strings.FieldsFunc(label, func(r rune) bool {
		return unicode.IsSpace(r) || strings.ContainsRune("|/()[],&•·@#+", r)
	})
	kept := words[:0]
	for _, w := range words {
		if strings.IndexFunc(w, unicode.IsLetter) >= 0 && !nameParticles[w] {
			kept = append(kept, w)
		}
	}
	return kept
}

func allCapitalised(words []string) bool {
	for _, w := range words {
		i := strings.IndexFunc(w, unicode.IsLetter)
		r, _ := utf8.DecodeRuneInString(w[max(i, 0):])
		if unicode.IsLower(r) {
			return false
		}
	}
	return true
}

func countDigits(s string) int {
	n := 0
	for _, r := range s {
		if unicode.IsDigit(r) {
			n++
		}
	}
	return n
}

// sentenceStop reports whether a sentence ends inside the label. A short capitalised word before the stop is a title or
// an initial ("Dr. Okafor", "T. Brandt").
func sentenceStop(label string) bool {
	for from := 0; ; {
		i := strings.Index(label[from:], ". ")
		if i < 0 {
			return false
		}
		word := label[strings.LastIndexByte(label[:from+i], ' ')+1 : from+i]
		if utf8.RuneCountInString(word) > 4 || !allCapitalised([]string{word}) || discourse[strings.ToLower(word)] {
			return true
		}
		from += i + 2
	}
}

func wordSet(words string) map[string]bool {
	set := map[string]bool{}
	for _, w := range strings.Fields(words) {
		set[strings.ReplaceAll(w, "_", " ")] = true
	}
	return set
}

// These sets are only read.
var (
	// discourse holds words that open a sentence and are then followed by a colon, and labels of written notes.
	discourse = wordSet(`so okay ok well right now then also but and or because however therefore basically actually again
		first second third fourth firstly secondly thirdly finally lastly next last one two three four five number_one number_two
		number_three step_one step_two step_three point_one point_two remember meaning namely specifically example for_example
		e.g i.e quote unquote yes no yeah yep nope sure sorry thanks look listen see hey hello hi like just still maybe anyway
		btw fyi tldr tl;dr ps p.s nb n.b edit todo to-do to_do note notes warning caution disclaimer tip hint update
		http https www file mailto important key reminder result conclusion summary bonus plus option_a option_b option_one option_two
		plan_a plan_b question_one question_two big_question quick_question last_question next_question one_question same_question
		follow-up follow_up side_note quick_note small_note the_question my_question one_thing another_thing
		entonces pero además por_ejemplo alors donc mais exemple par_exemple also_gut beispiel zum_beispiel aber dann frage`)
	// fieldWords name a line of an agenda or a role on it more often than a person who speaks.
	fieldWords = wordSet(`presenter presenters agenda topic topics action actions action_item action_items decision decisions question
		questions answer answers link links date time location where when who what why how attendees participants present absent
		recording transcript duration owner owners status goal goals aim aims risk risks issue issues problem problems outcome outcomes
		next_step next_steps details background context proposal discussion discussions deadline due priority title subject
		from to cc re slides chat source sources reference references example examples feedback
		objective objectives request requests requirement requirements step steps mechanism mechanism_of_action lever signal signals
		feedback_signals gate stage_gate guardrail guardrails cadence ruled_out trade-off trade-offs trade_off trade_offs dependency
		dependencies objection objections open_questions done_when definition_of_done hypothesis assumption assumptions milestone
		milestones metric metrics kpi kpis target targets budget timeline scope team teams stakeholder stakeholders sponsor version
		author authors scribe note_taker minutes_taker customer customers pros cons effort impact cost costs category type format
		language duration title meeting room venue`)
	// functionWords are words of sentences; lower case inside a label they rule a name out.
	functionWords = wordSet(`the a an is are was were be been am this that these those it its it's that's there here i i'm i'll you
		you're we we're we'll they they're he she his her my our your their to for with from at by on in into about as if when while
		what which who how why where does did done have has had can could would should shall might must not don't isn't
		so but because let let's get got going go want need think know say says said saying see some any all each every other
		another thing things question point points idea like just really very only also then than too more most much many
		out up down over of`)
	nameParticles = wordSet(`de da do dos das du di del della der den des van von vom zu zur la le les el al bin ibn ben bat y e i und and the_ ter ten af av`)
)
