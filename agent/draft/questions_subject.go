package draft

import (
	"strings"

	"github.com/plumbline-dev/plumb/agent/narrate"
)

// subjects are what the questions about a blank may be about, by the path of the field. No word of them claims that something
// happened, was agreed, or is so.
var subjects = map[string]narrate.Subject{
	"aim":               about("true users aim goal outcome better", "worked achieve different want reach people customers"),
	"done_when":         about("done finished", "know tell see work sign moment point"),
	"mechanism.lever":   about("change differently lever", "first step users people bring about start new action"),
	"mechanism.outcome": about("number metric move measure", "way up down rise fall change see expect"),
	"mechanism.because": about("why believe reason", "think makes work lead leads evidence sure expect"),
	"owner":             about("accountable own owns owner answers responsible", "one person name yes say said alone single"),
	"gate.condition":    about("number date continue gate threshold", "day decide go on reach metric least stop"),
	"gate.learn":        about("know learn find", "after gate then now until tell new"),
	"gate.otherwise":    about("happens otherwise missed", "gate instead then stop change next plan"),
	"signals":           about("numbers metrics signals look", "each every week weekly first move moves watch outcome"),
	"guardrail":         about("worse guardrail limit pause protect harm", "users people must meanwhile stop while number"),
	"cadence":           about("day week weekly often", "review meet minutes look time together each every"),
	"trade_offs":        about("first over prefer rather", "give trade even else good important put more"),
	"decision_rights":   about("decides decide", "limit pause pauses say go up stop"),
	"dependencies":      about("needs need depend depends late", "waits date happens team teams else anybody"),
	"open_questions":    about("open unclear unanswered", "still question questions left need answer know"),
}

// labels name the fields that questions are about, for a person and for a model.
var labels = map[string]string{
	"aim": "Aim", "done_when": "Done when", "mechanism.lever": "Mechanism: lever", "mechanism.outcome": "Mechanism: outcome", "mechanism.because": "Mechanism: because",
	"owner": "Owner", "gate.condition": "Stage gate: condition", "gate.learn": "Stage gate: what we learn", "gate.otherwise": "Stage gate: otherwise",
	"signals": "Signals", "guardrail": "Guardrail", "cadence": "Cadence", "trade_offs": "Trade-off", "decision_rights": "Decision rights",
	"dependencies": "Dependencies", "open_questions": "Open questions",
}

func about(anchors, words string) narrate.Subject {
	return narrate.Subject{Anchors: strings.Fields(anchors), Words: strings.Fields(words)}
}
