package draft

import (
	"strings"
	"unicode"
	"unicode/utf8"
)

// word is one token of a sentence: its normal form and where it stands in the sentence's text.
type word struct {
	norm       string
	start, end int
}

// fillers are words that carry no content in speech; patterns look past them.
var fillers = set(`um uh umm uhh er erm ah eh hmm hm mm mhm mm-hmm uh-huh basically literally obviously honestly`)

// scanWords splits text into words. Fillers, transcription marks such as {vocalsound} and stuttered repetitions are
// left out, so that "we we, um, want" reads "we want"; offsets still point into text.
func scanWords(text string) []word {
	words := make([]word, 0, len(text)/5+1)
	for i := 0; i < len(text); {
		r, size := utf8.DecodeRuneInString(text[i:])
		if unicode.IsSpace(r) {
			i += size
			continue
		}
		end := i + size
		for end < len(text) {
			r, size := utf8.DecodeRuneInString(text[end:])
			if unicode.IsSpace(r) || r == '…' || r == '—' || r == '–' {
				break
			}
			end += size
		}
		words = appendWord(words, text, i, end)
		i = end
	}
	return words
}

func appendWord(words []word, text string, start, end int) []word {
	token := text[start:end]
	if strings.HasPrefix(token, "{") || strings.HasPrefix(token, "[") && strings.HasSuffix(token, "]") {
		return words
	}
	comma := strings.HasSuffix(token, ",")
	norm := normalise(token)
	if norm == "" || fillers[norm] {
		return words
	}
	if n := len(words); n > 0 {
		last := words[n-1].norm
		if norm == last && !strings.ContainsAny(norm, "0123456789") {
			words[n-1].end = end
			return words
		}
		switch {
		case norm == "know" && last == "you" && (comma || strings.HasSuffix(text[:words[n-1].start], ", ")),
			norm == "mean" && last == "i",
			norm == "of" && (last == "kind" || last == "sort") && !(n > 1 && determiner[words[n-2].norm]):
			return words[:n-1]
		}
	}
	if norm == "like" && comma {
		return words
	}
	return append(words, word{norm: norm, start: start, end: end})
}

var determiner = set(`a an the this that some any what which same every one`)

// normalise gives the lower-case form of a token without the punctuation around it.
func normalise(token string) string {
	ascii := true
	for i := 0; i < len(token); i++ {
		c := token[i]
		if c >= utf8.RuneSelf || c == '_' {
			ascii = false
			break
		}
	}
	if !ascii {
		token = strings.NewReplacer("’", "'", "‘", "'", "“", "", "”", "", "_", "").Replace(token)
	}
	token = strings.TrimFunc(token, func(r rune) bool {
		return !unicode.IsLetter(r) && !unicode.IsDigit(r) && !unicode.IsMark(r) && r != '%' && r != '$' && r != '€' && r != '£'
	})
	return strings.ToLower(token)
}

// set makes a lookup table of space-separated words.
func set(words string) map[string]bool {
	m := map[string]bool{}
	for w := range strings.FieldsSeq(words) {
		m[w] = true
	}
	return m
}

// stem strips the commonest English endings, so that "deploys", "deployed" and "deploying" count as one content word.
func stem(w string) string {
	w = strings.TrimSuffix(w, "'s")
	n := len(w)
	switch {
	case n > 6 && strings.HasSuffix(w, "ations"):
		return w[:n-6] + "at"
	case n > 5 && strings.HasSuffix(w, "ation"):
		return w[:n-5] + "at"
	case n > 5 && strings.HasSuffix(w, "ings"):
		w = w[:n-4]
	case n > 4 && strings.HasSuffix(w, "ies"):
		return w[:n-3] + "y"
	case n > 5 && strings.HasSuffix(w, "ing"):
		w = w[:n-3]
	case n > 4 && strings.HasSuffix(w, "ed"):
		w = w[:n-2]
	case n > 4 && strings.HasSuffix(w, "es") && !strings.HasSuffix(w, "ses"):
		w = w[:n-2]
	case n > 3 && strings.HasSuffix(w, "s") && !strings.HasSuffix(w, "ss"):
		w = w[:n-1]
	}
	n = len(w)
	if n > 3 && w[n-1] == w[n-2] && strings.IndexByte("bdgmnprt", w[n-1]) >= 0 {
		return w[:n-1]
	}
	if n > 4 && w[n-1] == 'e' {
		return w[:n-1]
	}
	return w
}

// stopWords carry no topic: function words, and what every meeting is full of.
var stopWords = set(`
a about above actually after again against all almost already also although always am among an and another any anybody
anyone anything anyway are aren't around as ask asked at away back bad be because been before being below best better
between big bit both bring but by call called came can can't cannot case cause certain cool come comes coming could couldn't course
day did didn't different do does doesn't doing don't done down during each either else end enough even ever every everybody everyone
everything exactly example fact fair far feel few fine first folks for forward from get gets getting give given gives go goes going gonna
good got gotta great guess guy guys had happen happens hard has have haven't having he hear hello help her here hey hi him his hold hope
how however i i'd i'll i'm i've idea if important in instead interesting into is isn't issue it it'd it'll it's its just keep kind know
last later least left less let let's like little long look looking looks lot lots love made main make makes making many maybe me mean means
meeting meetings mention might mind minute minutes moment month months more most much must my need needed needs never new next nice no nobody none nope nor not
nothing now number of off oh ok okay old on once one ones only open or other others our out over own part people per perfect perhaps person place
please point possible pretty probably problem put question questions quick quickly quite rather real really reason right said same saw
say saying says second see seem seems seen send sense set share she should shouldn't show side since so some somebody someone something sometimes
soon sorry sort sounds start started still stuff such super sure take taken talk talked talking tell than thank thanks that that'd that'll that's the
their them then there there's these they they'd they'll they're they've thing things think thinking third this those though thought three through
time times to today together tomorrow too took totally tried true try trying turn two under understand until up update updates us use used using
usually very wait want wanted wants was wasn't way we we'd we'll we're we've week weeks welcome well went were weren't what what's whatever
when where whether which while who who's whole why will with without won't work working works would wouldn't yeah year years yep yes
yesterday yet you you'd you'll you're you've your
`)

// contentWord reports whether a normalised word says what a sentence is about.
func contentWord(w string) bool {
	return len(w) > 2 && !stopWords[w] && w[0] != '%' && (w[0] < '0' || w[0] > '9')
}
