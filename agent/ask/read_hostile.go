package ask

import (
	"strings"
	"unicode"
)

// attempts are words by which a text tries to be more than a question, over its words with a space on both sides.
var attempts = []string{
	" system prompt ", " developer mode ", " jailbreak ", " you are now ", " act as ", " pretend to be ", " pretend that ", " pretend you ", " new instructions ",
	" your instructions ", " your rules ", " your prompt ", " your guidelines ", " your guardrails ", " previous instructions ", " prior instructions ", " all instructions ",
	" above instructions ", " the instructions above ", " instructions above ", " earlier instructions ", " any instructions ", " as an admin ", " as admin ", " sudo ",
	" respond only with ", " answer only with ", " reply only with ", " reply with ", " respond with ", " answer with ", " output only ", " say only ", " just say ", " only say ", " repeat after me ",
	" say that ", " say the gate ", " say yes ", " tell everyone that ", " tell them that ", " treat the following ", " treat this as ", " treat it as ", " consider the gate passed ", " assume the gate is passed ",
	" assume the gate passed ", " write that the ", " state that the ", " make up ", " just invent ", " forget everything ", " forget the ", " forget all ", " ignore the ", " ignore all ", " ignore any ", " ignore your ",
	" ignore previous ", " ignore prior ", " ignore what ", " disregard the ", " disregard all ", " disregard any ", " disregard previous ", " disregard your ", " bypass ", " override the ", " override your ",
	" api key ", " api keys ", " apikey ", " secret key ", " access key ", " private key ", " access token ", " bearer token ", " the token ", " your token ", " tokens you ", " password ", " passwords ", " passwd ", " credential ",
	" credentials ", " environment variable ", " environment variables ", " env vars ", " env var ", " connection string ", " database url ", " ssh key ", " openai_api_key ", " plumb_database ", " config file ",
	" drop table ", " delete from ", " insert into ", " union select ", " union all ", " alter table ", " truncate table ", " pg_sleep ", " information_schema ", " sqlite_master ", " or 1=1 ", " xp_cmdshell ", " rm -rf ",
	" run sql ", " run the sql ", " this sql ", " execute sql ", " sql query ", " the following sql ", " run this query ", " shell command ", " begin transaction ", " commit drop ", " without a person ", " without approval ", " without asking ",
	" in my name ", " on my behalf ", " as ruth ", " cat /etc ", " etc passwd ",
}

// marks are pieces of a text that no question holds: turns of a chat, tags and commands.
var hostileMarks = []string{
	"<|", "|>", "[inst]", "[/inst]", "</", "<script", "<img", "<system", "<<sys", "system:", "assistant:", "### instruction", "javascript:", "${", "$(", "{{", "`rm ", "'; ", "\"; ", "--;", ";--", "' or ", "1=1", "&&",
	"../", "~~~", "begin system", "end of question", "[system", "(system", "developer:", "new role:",
}

// hostile reports whether a text tries to be more than a question anywhere, or is nothing but an order.
func hostile(text string, tokens []token) bool {
	low := strings.ToLower(text)
	for _, m := range hostileMarks {
		if strings.Contains(low, m) {
			return true
		}
	}
	words := joined(tokens)
	for _, a := range attempts {
		if strings.Contains(words, a) {
			return true
		}
	}
	for _, t := range tokens {
		if containsAny(t.norm, "_key", "_token", "_secret", "_password", "secret_", "api_", "apikey", "passwd") {
			return true
		}
	}
	return startsWith(tokens, []string{"select"}) && strings.Contains(words, " from ")
}

// joined gives the words with a space on both sides of each.
func joined(tokens []token) string {
	var b strings.Builder
	b.WriteByte(' ')
	for _, t := range tokens {
		b.WriteString(t.norm)
		b.WriteByte(' ')
	}
	return b.String()
}

// instructed refuses what asks for something to be done, and says how a person does it.
func instructed(tokens []token) *Refusal {
	words := joined(tokens)
	text := "That asks for something to be done, and asking does nothing: people do it, by name."
	switch {
	case containsAny(words, " approve ", " sign off ", " approved "):
		by := "`plumb sheet approve`"
		switch {
		case containsAny(words, " review ", " note "):
			by = "`plumb review approve`"
		case containsAny(words, " decision ", " decisions "):
			by = "`plumb decisions approve`"
		}
		return refuse(Instruction, text, "A person approves with "+by+", bound to what was shown.")
	case containsAny(words, " key ", " keys ", " password ", " passwords ", " token ", " credentials ", " secret ", " prompt "):
		return refuse(Instruction, "Questions are answered from sheets, definitions, readings, decisions and records; secrets and settings are none of them.",
			"Ask about a bet, such as: "+askExamples[0])
	}
	for _, t := range tokens {
		if by := commands[t.norm]; by != "" {
			return refuse(Instruction, text, "A person does that with `"+by+"`; see `plumb --help`.")
		}
	}
	return refuse(Instruction, text, "See `plumb --help` for what can be done, or ask a question, such as: "+askExamples[0])
}

func containsAny(text string, parts ...string) bool {
	for _, p := range parts {
		if strings.Contains(text, p) {
			return true
		}
	}
	return false
}

// english are words that hardly any other language has.
var english = wordSet(`the is are what did does how why who when where which whose our it of to and this that has have were with we you they
	i my your about should would could will can be been not from there their any anything working gate guardrail owner decide decided
	changed moved mean means since for show tell compare week weeks yesterday today still ok owns said say people happened if was whether
	last status update updates open questions review metric metrics by at as me us on`)

// otherLanguages are frequent words of languages that questions are not read in.
var otherLanguages = wordSet(`der das ist nicht wir wie warum wann wer wird wurde haben hat sind und oder mit auf für den dem des ein eine einen welche welcher
	funktioniert letzte woche heißt entschieden ja nein kann können bitte zeig unser unsere über mechanismus leitplanke zahl gestern läuft
	le la les des une est ce que qui quoi pourquoi quand où nous vous avons avez ont sont dans pour sur pas avec notre quel quelle quels quelles fonctionne
	marche décidé semaine dernière qu'est-ce est-ce a-t-on a-t-il c'est depuis combien comment mécanisme seuil
	el los las por qué cuál cuáles quién cuándo dónde cómo está están son fue hemos han nuestro nuestra funciona funcionando semana pasada decidimos decidido del
	mecanismo porque una muy sobre hay y
	che cosa perché quando chi il lo gli sono siamo abbiamo hanno nostro nostra funziona settimana scorsa deciso della dello è meccanismo di
	o os as não nós quem quando onde está estão foi temos nosso nossa semana decidimos você isso um uma em
	het wat waarom wanneer wie hoe zijn hebben heeft niet een wij ons onze werkt week vorige besloten van voor
	är vad varför hur vi det inte och som har vår fungerar förra veckan när vem på mekanismen
	er hvad hvorfor hvordan hvem ikke har vores virker sidste uge og hva hvorfor fungerer
	czy co dlaczego jak kiedy kto działa nie jest nasz tydzień mechanizm w na się
	co proč jak kdy kdo funguje ne je náš týden mechanismus
	mi miért hogyan mikor ki nem van működik a hét
	onko mikä miksi miten milloin kuka ei toimii viikko mekanismi
	bu ne neden nasıl kim mi çalışıyor mu değil hafta mekanizma
	ce este funcționează nu suntem cum când cine săptămâna de mecanismul
	apa bagaimana mengapa kapan siapa tidak bekerja minggu mekanisme apakah`)

// shared are words that English has too, so that they say nothing.
var sharedWords = wordSet(`a as on in an the week me is was die so do no we he has are y mi van war what data`)

// foreign reports whether a text is written in another language than English. One that has but a few English words is English:
// names of metrics may stand in any language.
func foreign(text string, tokens []token) bool {
	latin, other := 0, 0
	for _, r := range text {
		switch {
		case !unicode.IsLetter(r):
		case unicode.Is(unicode.Latin, r):
			latin++
		default:
			other++
		}
	}
	ours, theirs, accents := 0, 0, 0
	for _, t := range tokens {
		switch {
		case english[t.norm]:
			ours++
		case sharedWords[t.norm]:
		case otherLanguages[t.norm]:
			theirs++
		}
		if strings.ContainsFunc(t.norm, func(r rune) bool { return r > unicode.MaxASCII && unicode.Is(unicode.Latin, r) }) {
			accents++
		}
	}
	switch {
	case other > 0 && ours < 2 && other*2 >= latin:
		return true
	case theirs >= 2 && theirs > ours, theirs == 1 && ours == 0 && len(tokens) <= 4 && (len(tokens) > 1 || latin > 6):
		return true
	}
	return accents >= 1 && theirs >= 1 && ours <= 1 && theirs+accents > ours
}
