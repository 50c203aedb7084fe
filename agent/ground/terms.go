package ground

import (
	"regexp"
	"strings"
	"unicode"
)

// term is one word of a claim or a record as it is compared: stemmed, with what its form gives away.
type term struct {
	stem   string
	word   string // as written
	named  bool   // written like a name
	goesOn bool   // it goes on with the name of the term before, as Manager in Project Manager
	common bool   // a word of everyday English, which says little about what a claim is about
}

// mark is a transcriber's tag such as {vocalsound} or [laughter], which nobody said.
var mark = regexp.MustCompile(`\{[^{}\s]{1,30}\}|\[[^\[\]]{1,30}\]`)

// spelled is an abbreviation with its letters set apart, as in T_V_ or U.S.
var spelled = regexp.MustCompile(`\b(?:\pL_)+|\b(?:\pL\.){2,}`)

// terms gives the words of a text that carry content, in order. Function words are left out, and so are the words with
// which minutes report speech ("the team discussed that"): they belong to whoever reports, not to the meeting.
func terms(text string) []term {
	words := tokens(plain(text))
	var out []term
	last := -1 // index among words of the last term
	for i, t := range words {
		letters := []rune(t.text)
		single := len(letters) == 1 && unicode.IsLetter(letters[0])
		if functionWords[t.folded] || contraction(t.folded) || single && !isCapitalised(t.text) {
			continue
		}
		named := isCapitalised(t.text) && (!t.opens || i+1 < len(words) && opensName(words[i+1]))
		if reportingWords[t.folded] && (t.opens || !named) {
			continue
		}
		s := stem(t.folded)
		goesOn := named && t.joined && last >= 0 && last == i-1 && out[len(out)-1].named
		out = append(out, term{stem: s, word: t.text, named: named || single, goesOn: goesOn, common: commonStems[s]})
		last = i
	}
	return out
}

// plain gives a text without a transcriber's marks and with its spelled abbreviations as words.
func plain(text string) string {
	if strings.ContainsAny(text, "{[") {
		text = mark.ReplaceAllString(text, " ")
	}
	return spelled.ReplaceAllStringFunc(text, strings.NewReplacer("_", "", ".", "").Replace)
}

// opensName reports whether the word that opens a sentence is a name, by the word after it: a capital ("Project
// Manager") or what only somebody does ("Marketing suggested").
func opensName(next token) bool {
	return next.joined && (isCapitalised(next.text) || reportingWords[next.folded])
}

// contraction reports whether word is a function word with an ending such as n't or 'll.
func contraction(word string) bool {
	i := strings.IndexAny(word, "'\u2019")
	if i < 0 {
		return false
	}
	base := word[:i]
	return functionWords[base] || functionWords[strings.TrimSuffix(base, "n")]
}

func wordSet(lists ...string) map[string]bool {
	set := map[string]bool{}
	for _, list := range lists {
		for w := range strings.FieldsSeq(list) {
			set[w] = true
		}
	}
	return set
}

func stemSet(list string) map[string]bool {
	set := map[string]bool{}
	for w := range strings.FieldsSeq(list) {
		set[stem(w)] = true
	}
	return set
}

var functionWords = wordSet(`
	a an the and or but if then than so as of at by for from in into on onto to up down out over under with without about
	after before between through during is are was were be been being am do does did doing done have has had having will
	would shall should can could may might must ought i you he she it we they me him her us them my your his its our their
	mine yours ours theirs myself yourself himself herself itself ourselves yourselves themselves this that these those
	there here who whom whose which what when where why how not no nor only just also too very more most much many some
	any all both each few other another such own same again further once because while until since although though
	however therefore thus hence still yet even ever never s t re ve ll d m don cannot ca wo n't
	upon despite toward towards within via unlike whereas
	um uh yeah okay ok oh hmm mm hm right well like know mean kind sort really actually yes`)

var reportingWords = wordSet(`
	said say says saying thought think thinks thinking explained explain explains explaining discussed discuss discusses
	discussing discussion discussions believed believe believes suggested suggest suggests mentioned mention mentions
	proposed propose proposes asked ask asks agreed agree agrees told tell tells stated state states noted note notes
	added concerned concern concerns inquired wanted want wants felt feel feels pointed point points introduced introduce
	introducing presented talked talk talks expressed express recommended claimed argued considered consider decided
	indicated emphasized emphasised emphasize emphasise stressed elaborated elaborate reiterated clarified admitted implied
	implying remarked commented replied responded supplemented appreciated
	team group meeting groupmates member members participant participants people one first firstly second secondly finally
	lastly moreover besides furthermore addition additionally conclusion speaker speakers`)

// commonStems are stems of everyday words that any meeting on any subject is full of.
var commonStems = stemSet(`
	get got give given go going gone went come came take taken took make made put keep kept let need use used using work
	working start started begin end stop try tried help look looking see seen show find found call called happen allow
	provide provided bring brought change move set run turn become leave follow hold
	way thing things time times day week month year part place point case example idea question problem issue reason fact
	lot bit number kind type person man people everyone everybody something anything nothing someone
	good better best bad worse great big bigger small smaller large larger long longer short high higher low lower new old
	different similar important possible able available main next last current present certain sure clear hard easy nice
	pretty quite rather perhaps maybe probably instead together later early now today always often usually already enough
	little less least almost back away forward around across against along among every whole half able`)
