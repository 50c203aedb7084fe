package brief

import "strings"

// form is the frame of a line; each %s is a slot. All that plumb itself says on a page stands in this file.
type form string

// kind says what stands in a slot.
type kind string

// The kinds of slots.
const (
	quoted   kind = "quoted"   // verbatim words of something approved, between quotation marks
	named    kind = "named"    // the name of a metric, a team or a person
	dated    kind = "dated"    // a day or an amount of a fact
	word     kind = "word"     // one of the closed list
	id       kind = "id"       // of something that is kept
	sentence kind = "sentence" // of an approved note
)

// slot is what stands in a form.
type slot struct {
	kind kind
	text string
	fact string // id of the fact that it is of; "" for none
}

const (
	onlyQuote    form = "%s"
	onlySentence form = "%s"

	theBet     form = "We believe: %s → %s"
	theLever   form = "What we do: %s"
	theOutcome form = "What it should do: %s"
	theReason  form = "Why it is believed: %s"
	doneWhen   form = "Done when: %s"
	learnt     form = "What will be learnt: %s"
	otherwise  form = "Otherwise: %s"
	heldFor    form = "Protected meanwhile: %s"

	gateAsksBy    form = "The gate asks for %s of %s by %s."
	gateAsks      form = "The gate asks for %s of %s."
	railAllows    form = "The guardrail allows %s of %s."
	gateDue       form = "It can be told from %s on."
	gateWasDue    form = "It could be told from %s on."
	noteProposes  form = "The note proposes to %s: %s"
	noNote        form = "No weekly note of this sheet was approved by %s, so nothing is told here of how it goes."
	gatePast      form = "The day of the gate, %s, is past, and no approved note tells how it came out."
	noteAge       form = "The newest approved note is of %s, %s before this page."
	noteOfVersion form = "That note is about version %s of the sheet, and this page about version %s."
	noteWaits     form = "A newer note, of %s, waits for approval; nothing of it stands here."

	decided       form = "Chosen on %s, %s: %s"
	decidedWhy    form = "Why: %s"
	expected      form = "Expected: %s, %s sure."
	lookedAt      form = "Looked at on %s: %s."
	lookDue       form = "Nobody has looked back yet; the look is due on %s."
	lookOverdue   form = "Nobody has looked back yet; the look was due on %s."
	replacedBy    form = "Replaced by %s."
	nothingIsMade form = "No decision about this sheet was approved by %s."
	moreDecisions form = "%s about this sheet: plumb decisions list"

	askLook     form = "Look back at decision %s: due on %s."
	askLate     form = "Look back at decision %s: it was due on %s."
	askNote     form = "Read the note of %s and approve or correct it: plumb review approve %s"
	askDecide   form = "Decide on the note of %s: plumb decisions draft --review %s"
	askGate     form = "Be there for the gate: it can be told from %s on."
	askBlank    form = "Say what is not stated, %s: %s"
	nothingAsks form = "Nothing is asked of you now."

	watchFirst    form = "%s: %s is good. It should move first."
	watch         form = "%s: %s is good."
	watchNoWay    form = "%s: the sheet does not say which way is good."
	watchUnlinked form = "No defined metric measures it yet: %s"
	owner         form = "Owner: %s"
	cadence       form = "Looked at together: %s"
	metricOwner   form = "Ask about %s: %s"
	mayDecide     form = "May decide: %s"
	dependsOn     form = "Depends on: %s"

	linkGate     form = "%s decides whether the bet goes on: it is the metric of the gate."
	linkRail     form = "%s protects users meanwhile: it is the metric of the guardrail."
	linkOutcome  form = "%s is the outcome that the bet is about."
	linkFirst    form = "%s is a %s signal, and should move first."
	linkSignal   form = "%s is a %s signal."
	linkEdge     form = "The step above it: %s, as %s"
	linkNoEdge   form = "The metric tree has no step from it to the aim."
	linkWaits    form = "A dependency names %s: %s"
	linkNone     form = "No metric of %s is on this sheet."
	linkOfTeam   form = "%s is a metric of %s."
	linkNoMetric form = "No metric of this sheet is defined, so no work can be linked to the aim."

	meansMetric form = "%s: %s"
	meansBare   form = "%s is defined, and not described."
	window      form = "One value covers %s."
	unit        form = "It is given in %s."
	goodWay     form = "%s is good."
	meansTerm   form = "%s: %s"

	notPassed    form = "A result: the stage gate is %s."
	notTold      form = "A result: no approved note tells how the stage gate stands."
	notForGood   form = "That it lasts: the gate is passed once, and not for good."
	noFigures    form = "A figure or a day: none is approved for customers."
	railWatched  form = "That nothing else changes: the guardrail is %s."
	railNotTold  form = "That nothing else changes: no approved note tells how the guardrail stands."
	ruledOutSome form = "What was ruled out; it is listed by plumb sheet show %s"

	toBeWritten form = "[to be written: %s]"
	answerTo    form = "It was objected: %s"
	costOf      form = "The trade-off: %s"
	openStill   form = "Still open: %s"
	askedBy     form = "Not stated, %s: %s"
	assume      form = "%s"
	testGate    form = "Test: the gate, %s of %s by %s."
	testGateOf  form = "Test: the gate, %s of %s."
	testSignal  form = "Test: %s should go %s."
	testNone    form = "No test yet: name a metric, a threshold and a day."
	testPromise form = "No test yet: name who checks it, and on which day."
	testStands  form = "The gate is %s, by the note of %s."
)

// fill puts slots into a form. What ends with a quotation ends as the quotation does.
func (f form) fill(slots []slot) string {
	rest, out := string(f), strings.Builder{}
	for _, s := range slots {
		before, after, _ := strings.Cut(rest, "%s")
		out.WriteString(before)
		out.WriteString(s.text)
		rest = after
	}
	out.WriteString(rest)
	text := out.String()
	if f == toBeWritten || strings.HasSuffix(text, ".") || commandAtEnd(f) {
		return text
	}
	if last := strings.TrimRight(text, "”\"…"); last != text && strings.ContainsAny(last[max(0, len(last)-1):], ".?!") {
		return text
	}
	return text + "."
}

// commandAtEnd reports whether a form ends with a command that people copy.
func commandAtEnd(f form) bool {
	return f == askNote || f == askDecide || f == moreDecisions || f == ruledOutSome
}

// Words of the closed list.
var (
	fieldWords = map[string]string{
		"aim": "the aim", "done_when": "when it is done", "mechanism.lever": "what is tried", "mechanism.outcome": "what it should move", "mechanism.because": "why it is believed",
		"gate.condition": "the stage gate", "gate.learn": "what will be learnt", "gate.otherwise": "what happens otherwise", "guardrail": "the guardrail", "owner": "the owner", "cadence": "when it is looked at",
		"signals": "the signals", "ruled_out": "what was ruled out", "trade_offs": "the trade-off", "decision_rights": "who may decide", "dependencies": "who needs what from whom",
	}
	toWrite = map[string]string{
		"headline": "a headline of one line", "who": "for whom it is, in their words", "problem": "what is hard for them today", "change": "what changes for customers, in words for them", "aim": "the aim, in words for customers",
		"customer": "words of a customer, by one who said them", "begin": "how to begin", "day": "the day", "answer": "the answer", "price": "why it is worth that", "title": "the name that customers know it by",
	}
)
