package draft

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/plumbline-dev/plumb/agent"
)

// speech is everything that was said, as sentences in order, with the turns they belong to.
type speech struct {
	sources   []*agent.Transcript
	sentences []*sentence
	turns     []*turn
	speakers  []string        // distinct, in order of first speech
	nameStems map[string]bool // stems of the parts of the speakers' names
	words     *vocabulary
	reversals []*sentence // sentences that take something back
}

// turn is what one speaker says until another takes over. A listener's "mm-hmm" does not end it.
type turn struct {
	index     int
	source    int
	speaker   string
	sentences []*sentence
	first     int // index of its first utterance in the source
}

// sentence is one sentence of a turn. Its text may span several utterances; pieces remember which bytes of which
// utterance it is made of.
type sentence struct {
	index  int // position in the meeting
	turn   *turn
	text   string
	pieces []piece
	words  []word

	norm     string // " we want to ..." : the words in normal form, each after one space, with a closing space
	starts   []int  // where word i starts in norm
	question bool

	topic int // set by topic segmentation
}

// piece is a run of bytes of an utterance that stands at offset at of the sentence's text.
type piece struct {
	utterance  int // index in the source
	start, end int // byte range of the utterance's text
	at         int
}

// listen builds the speech of the transcripts. Chat is left out: it was written, not said.
func listen(sources []*agent.Transcript) *speech {
	sp := &speech{sources: sources}
	seen := map[string]bool{}
	for i, t := range sources {
		if !t.IsSpeech() {
			continue
		}
		for _, raw := range gatherTurns(t) {
			if raw.speaker != "" && !seen[raw.speaker] {
				seen[raw.speaker] = true
				sp.speakers = append(sp.speakers, raw.speaker)
			}
			sp.addTurn(i, raw)
		}
	}
	sp.nameStems = map[string]bool{}
	for _, name := range sp.speakers {
		for part := range strings.FieldsSeq(name) {
			sp.nameStems[stem(normalise(part))] = true
		}
	}
	return sp
}

// isSpeakerName reports whether a word is a part of a speaker's name.
func (sp *speech) isSpeakerName(w string) bool { return sp.nameStems[stem(w)] }

// rawTurn is the utterances of a turn before they are cut into sentences.
type rawTurn struct {
	speaker    string
	utterances []int
}

const resumeWithin = 3 // utterances within which a speaker goes on with a sentence that others interrupted

// gatherTurns groups consecutive utterances of one speaker. A short reaction of a listener stands as a turn of its own
// but does not end the turn of a speaker who is in the middle of a sentence.
func gatherTurns(t *agent.Transcript) []*rawTurn {
	var turns []*rawTurn
	var held *rawTurn // an unfinished turn that reactions do not end
	for i := range t.Utterances {
		u := &t.Utterances[i]
		if strings.TrimSpace(u.Text) == "" {
			continue
		}
		last := (*rawTurn)(nil)
		if len(turns) > 0 {
			last = turns[len(turns)-1]
		}
		switch {
		case last != nil && last.speaker == u.Speaker:
			last.utterances = append(last.utterances, i)
		case held != nil && held.speaker == u.Speaker && i-held.utterances[len(held.utterances)-1] <= resumeWithin && !isReaction(u.Text):
			held.utterances = append(held.utterances, i)
			continue // the reaction stays the newest turn; held stays held
		default:
			if last != nil && !isReaction(u.Text) {
				held = nil
			}
			if last != nil && u.Speaker != "" && last.speaker != "" && isReaction(u.Text) && unfinished(t.Utterances[last.utterances[len(last.utterances)-1]].Text) {
				held = last
			}
			turns = append(turns, &rawTurn{speaker: u.Speaker, utterances: []int{i}})
		}
	}
	return turns
}

var reactions = set(`yeah yes yep yup no nope right sure okay ok mm-hmm mhm mm hmm uh-huh uh huh exactly cool true totally absolutely
great nice good alright all well wow i see got it thanks thank you fair enough of course definitely oh sorry correct perfect awesome`)

// isReaction reports whether text is only a listener's reaction, such as "Mm-hmm." or "Yeah, sure".
func isReaction(text string) bool {
	if len(text) > 60 {
		return false
	}
	n := 0
	for token := range strings.FieldsSeq(text) {
		if strings.HasPrefix(token, "{") {
			continue
		}
		w := normalise(token)
		if w == "" {
			continue
		}
		if n++; n > 5 || !reactions[w] && !fillers[w] {
			return false
		}
	}
	return true
}

func unfinished(text string) bool {
	text = strings.TrimRight(text, " \t\"')")
	return !strings.HasSuffix(text, ".") && !strings.HasSuffix(text, "?") && !strings.HasSuffix(text, "!") ||
		strings.HasSuffix(text, "...")
}

// addTurn cuts a turn into sentences.
func (sp *speech) addTurn(source int, raw *rawTurn) {
	t := sp.sources[source]
	tn := &turn{index: len(sp.turns), source: source, speaker: raw.speaker, first: raw.utterances[0]}
	var text strings.Builder
	var pieces []piece
	for _, u := range raw.utterances {
		if text.Len() > 0 {
			text.WriteByte(' ')
		}
		pieces = append(pieces, piece{utterance: u, start: 0, end: len(t.Utterances[u].Text), at: text.Len()})
		text.WriteString(t.Utterances[u].Text)
	}
	whole := text.String()
	for _, span := range splitSentences(whole) {
		for len(pieces) > 1 && pieces[1].at <= span[0] {
			pieces = pieces[1:] // spoken before this sentence
		}
		s := &sentence{index: len(sp.sentences), turn: tn, text: whole[span[0]:span[1]], topic: -1}
		s.pieces = cutPieces(pieces, span[0], span[1])
		s.words = scanWords(s.text)
		if len(s.words) == 0 {
			continue
		}
		s.question = strings.HasSuffix(strings.TrimRight(s.text, " \"')}…"), "?")
		s.buildNorm()
		s.question = s.question || asksOutright(s.norm)
		sp.sentences = append(sp.sentences, s)
		tn.sentences = append(tn.sentences, s)
	}
	if len(tn.sentences) > 0 {
		sp.turns = append(sp.turns, tn)
	}
}

func (s *sentence) buildNorm() {
	var b strings.Builder
	b.Grow(len(s.text) + 2)
	s.starts = make([]int, len(s.words))
	b.WriteByte(' ')
	for i, w := range s.words {
		s.starts[i] = b.Len()
		b.WriteString(w.norm)
		b.WriteByte(' ')
	}
	s.norm = b.String()
}

// cutPieces gives the pieces of bytes [from, to) of a turn's text, with offsets relative to from.
func cutPieces(pieces []piece, from, to int) []piece {
	var cut []piece
	for _, p := range pieces {
		if p.at >= to {
			break
		}
		length := p.end - p.start
		a, b := max(from, p.at), min(to, p.at+length)
		if a >= b {
			continue
		}
		cut = append(cut, piece{utterance: p.utterance, start: p.start + a - p.at, end: p.start + b - p.at, at: a - from})
	}
	return cut
}

const (
	softSentence = 35 // words after which a conjunction may end a sentence that lacks punctuation
	hardSentence = 70 // words after which a sentence ends whatever comes
)

var abbreviations = set(`e.g i.e mr mrs ms dr vs etc approx no fig st jr sr inc ltd`)

// splitSentences cuts text at sentence ends. Speech recognition often leaves out punctuation for minutes, so overlong
// sentences are cut before a conjunction.
func splitSentences(text string) [][2]int {
	var spans [][2]int
	start, words := 0, 0
	inWord := false
	flush := func(end int) {
		a, b := trimSpan(text, start, end)
		if a < b {
			spans = append(spans, [2]int{a, b})
		}
		start, words, inWord = end, 0, false
	}
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		next := i + size
		if unicode.IsSpace(r) {
			if inWord {
				words++
				inWord = false
				if words >= hardSentence || words >= softSentence && startsClause(text[next:]) {
					flush(next)
				}
			}
			i = next
			continue
		}
		inWord = true
		if (r == '.' || r == '?' || r == '!') && endsSentence(text, start, i, next) {
			for next < len(text) && strings.IndexByte(`.?!"')`, text[next]) >= 0 {
				next++
			}
			flush(next)
		}
		i = next
	}
	flush(len(text))
	return spans
}

// endsSentence decides whether the mark at text[at] ends the sentence that began at start.
func endsSentence(text string, start, at, next int) bool {
	if next < len(text) {
		r, _ := utf8.DecodeRuneInString(text[next:])
		if !unicode.IsSpace(r) && !strings.ContainsRune(`.?!"')`, r) {
			return false
		}
	}
	if text[at] != '.' {
		return true
	}
	token := text[start:at]
	if k := strings.LastIndexFunc(token, unicode.IsSpace); k >= 0 {
		token = token[k+1:]
	}
	token = strings.ToLower(strings.Trim(token, `("'`))
	if abbreviations[token] {
		return next >= len(text)
	}
	return len(token) != 1 || token < "a" || token > "z" || token == "i" || next >= len(text)
}

// startsClause reports whether text begins with a word that opens a new main clause.
func startsClause(text string) bool {
	end := strings.IndexByte(text, ' ')
	if end < 0 {
		return false
	}
	switch strings.ToLower(strings.Trim(text[:end], ",.")) {
	case "so", "but", "and", "because", "then", "okay", "now", "anyway", "also":
		return true
	}
	return false
}

func trimSpan(text string, a, b int) (int, int) {
	for a < b {
		r, size := utf8.DecodeRuneInString(text[a:b])
		if !unicode.IsSpace(r) {
			break
		}
		a += size
	}
	for a < b {
		r, size := utf8.DecodeLastRuneInString(text[a:b])
		if !unicode.IsSpace(r) {
			break
		}
		b -= size
	}
	return a, b
}

// evidence gives the exact words of bytes [from, to) of the sentence, one piece an utterance.
func (sp *speech) evidence(s *sentence, from, to int) []agent.Evidence {
	t := sp.sources[s.turn.source]
	var list []agent.Evidence
	for _, p := range cutPieces(s.pieces, from, to) {
		u := &t.Utterances[p.utterance]
		a, b := trimSpan(u.Text, p.start, p.end)
		if a >= b {
			continue
		}
		list = append(list, agent.Evidence{
			Source: s.turn.source, Utterance: u.ID, Speaker: u.Speaker, StartMS: u.StartMS, Quote: u.Text[a:b],
		})
	}
	return list
}
