package ask

import (
	"fmt"
	"strings"
	"unicode"
)

// longestQuestion is how long a question may be, in bytes.
const longestQuestion = 2000

// examples are three questions that show what can be asked.
var askExamples = []string{"Is the mechanism working?", "What did we decide, and why?", "Are we on track for the gate?"}

// unreadable says why a text cannot be read as a question at all; nil when it can. No model is ever asked about such a text.
func unreadable(text string) *Refusal {
	switch {
	case len(text) > longestQuestion:
		return refuse(TooLong, fmt.Sprintf("That is longer than a question: %d bytes, and a question has at most %d.", len(text), longestQuestion),
			"Ask one thing in a sentence; a meeting record is read with `plumb draft`.")
	case !strings.ContainsFunc(text, func(r rune) bool { return unicode.IsLetter(r) || unicode.IsDigit(r) }):
		return refuse(Empty, "Nothing was asked.", "Ask in your own words, such as: "+askExamples[0])
	}
	tokens := tokensOf(text)
	switch {
	case hostile(text, tokens):
		return instructed(tokens)
	case foreign(text, tokens):
		return refuse(Language, "Questions are read in English only, and this one does not seem to be.",
			"Ask it in English; names of metrics, sheets and people may stay as they are.")
	}
	return nil
}

func refuse(why Reason, text, settle string) *Refusal {
	return &Refusal{Reason: why, Text: text, WouldSettle: settle, Choices: []Choice{}}
}

func unclear() *Refusal {
	return refuse(Unclear, "The words could not be made out as a question about a bet.", "Ask it in other words, such as: "+strings.Join(askExamples, " "))
}

// beyond refuses what is about something of which nothing is kept.
func beyond() *Refusal {
	return refuse(Outside, "Nothing of the kind is kept here: there are sheets, definitions, readings, decisions and meeting records.",
		"Ask about a bet, such as: "+askExamples[0])
}

// unsure refuses what may be asked in several senses, and offers them.
func unsure(list []guess) *Refusal {
	why := unclear()
	for _, g := range list {
		if ask := askedPlainly[Kind(g.intent)]; ask != "" && len(why.Choices) < mostChoices {
			why.Choices = append(why.Choices, Choice{ID: string(g.intent), Name: ask, Ask: ask})
		}
	}
	return why
}

// askedPlainly holds a question of each kind that is always understood.
var askedPlainly = map[Kind]string{
	Working: "Is it working?", Moved: "What moved?", Value: "What are the latest numbers?", Cause: "What else could explain it?", Gate: "How does the gate stand?",
	Guardrail: "Does the guardrail hold?", Decided: "What did we decide?", RuledOut: "What did we rule out?", Revisit: "When do we look at it again?", Who: "Who owns it?",
	Changed: "What changed since last week?", Open: "Which questions are open?", Prepare: "What should I prepare for the review?", Aim: "What is the bet?",
	Bets: "Which bets are running?", Said: "What were the objections?",
}

// commands are verbs that ask for something to be done, with the command by which a person does it.
var commands = map[string]string{
	"approve": "plumb sheet approve", "reject": "plumb sheet reject", "sign": "plumb sheet approve", "publish": "plumb review export", "post": "plumb review export",
	"send": "plumb review export", "email": "plumb review export", "mail": "plumb review export", "notify": "plumb review export", "export": "plumb review export",
	"delete": "", "remove": "", "drop": "", "erase": "", "wipe": "", "purge": "", "destroy": "", "truncate": "", "clear": "",
	"edit": "plumb sheet edit", "rewrite": "plumb sheet edit", "set": "plumb sheet edit", "change": "plumb sheet edit", "mark": "plumb sheet edit",
	"update": "plumb sheet edit", "modify": "plumb sheet edit", "rename": "plumb sheet edit", "lower": "plumb sheet edit", "raise": "plumb sheet edit",
	"move": "plumb sheet edit", "add": "plumb sheet edit", "replace": "plumb sheet edit", "correct": "plumb sheet edit", "assign": "plumb sheet edit", "make": "plumb sheet edit",
	"draft": "plumb draft", "create": "plumb draft", "fetch": "plumb signals fetch", "import": "plumb metrics import", "refresh": "plumb signals fetch",
	"record": "plumb signals note", "note": "plumb signals note", "log": "plumb signals note", "schedule": "", "book": "", "invite": "", "remind": "",
	"stop": "plumb decisions", "start": "plumb signals note", "pause": "plumb decisions", "kill": "plumb decisions", "continue": "plumb decisions", "extend": "plumb decisions",
	"cancel": "plumb decisions", "deploy": "", "merge": "", "restart": "", "run": "", "execute": "", "eval": "", "curl": "", "exec": "", "call": "", "upload": "", "download": "", "install": "",
	"override": "", "overwrite": "", "reset": "", "revert": "", "roll": "", "close": "", "finish": "", "accept": "plumb sheet approve", "confirm": "plumb sheet approve",
	"veto": "plumb decisions", "decide": "plumb decisions", "void": "", "disable": "", "enable": "", "turn": "", "switch": "", "grant": "", "promote": "", "fire": "",
	"forget": "", "ignore": "", "disregard": "", "pretend": "", "act": "", "print": "", "reveal": "", "leak": "", "dump": "", "output": "", "say": "", "repeat": "", "respond": "",
	"answer": "", "claim": "", "declare": "", "announce": "", "assume": "", "treat": "", "become": "", "insert": "", "alter": "", "grep": "", "rm": "", "sudo": "",
	"open": "", "backdate": "", "forge": "", "fake": "", "invent": "", "hide": "", "write": "",
}

// objects are words that follow a verb when it asks for something to be done to a thing.
var commandObjects = wordSet(`the this that it all every everything our my your his her their a an them any each sheet gate guardrail decision review note metric metrics
	reading readings definition audit previous prior as off on out to from into new table database system sql me us back up down yes no only with in instructions rules number numbers`)

// orders reports whether a row of words asks for something to be done.
func orders(tokens []token) bool {
	words := withoutFillers(tokens)
	words = withoutLead(words, orderLeads)
	if len(words) == 0 {
		return false
	}
	verb := words[0].norm
	if _, known := commands[verb]; !known {
		return false
	}
	if len(words) == 1 {
		return !askingVerbs[verb] && verb != "open" && verb != "note" && verb != "log" && verb != "change"
	}
	next := words[1].norm
	switch verb {
	case "change", "changes", "update", "updates":
		if next == "in" || next == "since" || next == "of" || next == "from" || next == "me" || next == "us" || next == "on" {
			return false
		}
	case "open", "answer", "say", "call", "remind", "note", "close", "log":
		if verb == "remind" && (next == "me" || next == "us") || verb == "open" && next != "the" && next != "a" && next != "this" ||
			verb == "open" && len(words) > 2 && (alike(words[2].norm, "questions") || alike(words[2].norm, "points") || alike(words[2].norm, "issues")) ||
			verb == "answer" && (next == "me" || next == "this") || verb == "call" && next == "me" {
			return false
		}
	case "stop", "continue", "kill":
		if next == "or" {
			return false
		}
	case "lower", "raise", "drop", "correct", "clear", "set":
		if next == "than" || next == "to" || next == "in" || next == "of" {
			return false
		}
	case "assume", "confirm":
		return next != "that" && next != "whether" && next != "if" && next != "we"
	}
	return commandObjects[next] || !questionWord[next] && !words[0].query && hasImperativeShape(words)
}

// askingVerbs ask for an answer rather than for something to be done.
var askingVerbs = wordSet(`show tell give list explain compare describe summarise summarize remind find`)

var questionWord = wordSet(`what which who whom whose when where why how is are was were did do does has have had can could should would will may might`)

// hasImperativeShape reports whether what follows a verb is a name and no question.
func hasImperativeShape(words []token) bool {
	for _, w := range words[1:] {
		if questionWord[w.norm] {
			return false
		}
	}
	return len(words) <= 8
}

// orderLeads are what may stand before the verb of an order.
var orderLeads = leads(`can you|could you|would you|will you|i want you to|i need you to|i would like you to|you must|you should|you have to|you need to|
	you will|go ahead and|and|now|then|go and|do|let us|if so|if it is|if not|in that case|first|second|next|want you to|your task is to|your job is to|
	make sure to|be so kind and|i order you to|i command you to|would you mind|try to|feel free to|if yes|if passed|but first|but`)

func leads(list string) [][]string {
	var out [][]string
	for phrase := range strings.SplitSeq(list, "|") {
		out = append(out, strings.Fields(phrase))
	}
	return out
}

// withoutLead takes phrases from the start of a row of words, as long as there are any.
func withoutLead(words []token, phrases [][]string) []token {
	for again := true; again; {
		again = false
		for _, p := range phrases {
			if len(words) > len(p) && startsWith(words, p) {
				words, again = words[len(p):], true
			}
		}
	}
	return words
}

func withoutFillers(tokens []token) []token {
	kept := make([]token, 0, len(tokens))
	for _, t := range tokens {
		if !t.filler {
			kept = append(kept, t)
		}
	}
	return kept
}
