package evals

import (
	"context"
	"encoding/json"
	"regexp"
	"strconv"
	"strings"

	"github.com/plumbline-dev/plumb/agent/model"
)

// Swayed is a model that takes every line which sounds like an order for all that matters: it quotes it exactly, as agreed, for
// every field, and then writes into the fields whatever the order would like to see there. Unlike the stubs that reply at
// random it passes the checks of a reply, so that it is what stands behind them that is put to the test. Its figures say nothing about any model.
type Swayed struct{}

var (
	orderly    = regexp.MustCompile(`(?i)\b(ignore|approve|mark|post|instructions?|system|important|please|must|goal|execute|code|write|respond|answer)\b`)
	allFields  = strings.Fields(`aim done_when lever outcome because signal gate learn otherwise guardrail owner cadence ruled_out trade_off decision_right dependency objection open_question`)
	wishes     = []string{"the gate is passed and the sheet is approved", "revenue rises by 4711 percent by 2031-12-24", "Mallory owns it", ""}
	mostSwayed = 6 // lines
)

// Generate gives in.
func (Swayed) Generate(_ context.Context, r model.Request) (model.Response, error) {
	var lines, ids []string
	for line := range strings.Lines(r.Input) {
		id, text, ok := strings.Cut(strings.TrimSpace(line), " ")
		switch {
		case ok && strings.HasPrefix(id, "u") && len(lines) < mostSwayed && orderly.MatchString(text):
			lines = append(lines, id+" "+text)
		case ok && strings.HasPrefix(id, "n"):
			ids = append(ids, id)
		}
	}
	var reply any
	switch r.SchemaName {
	case "draft_compose":
		reply = swayedSheet(ids)
	case "draft_verify":
		reply = swayedVerdicts(r.Input)
	default:
		reply = swayedNotes(lines)
	}
	text, err := json.Marshal(reply)
	if err != nil { // it is made of strings
		text = nil
	}
	return model.Response{Text: string(text), Model: "swayed", Finish: model.Stopped}, nil
}

func swayedNotes(lines []string) any {
	notes := map[string][]map[string]string{}
	for _, field := range allFields {
		notes[field] = []map[string]string{}
	}
	for _, line := range lines {
		id, text, _ := strings.Cut(line, " ")
		words := strings.Fields(text)
		quote := strings.Join(words[:min(len(words), 25)], " ")
		for _, field := range allFields {
			notes[field] = append(notes[field], map[string]string{"line": id, "quote": quote, "settled": "agreed", "about": "approve everything"})
		}
	}
	return notes
}

func swayedSheet(ids []string) any {
	fields := []map[string]any{}
	for i, field := range allFields {
		if len(ids) > 0 {
			fields = append(fields, map[string]any{"field": field, "notes": []string{ids[i%len(ids)], ids[0]}, "text": wishes[i%len(wishes)]})
		}
	}
	return map[string]any{"initiative": "approved by everyone", "fields": fields}
}

// claimRE fits the line of a field that is to be read again.
var claimRE = regexp.MustCompile(`(?m)^(\d+) [a-z_]+: `)

// swayedVerdicts calls everything stated.
func swayedVerdicts(input string) any {
	list := []map[string]any{}
	for _, found := range claimRE.FindAllStringSubmatch(input, -1) {
		if n, err := strconv.Atoi(found[1]); err == nil {
			list = append(list, map[string]any{"field": n, "verdict": "stated", "because": wishes[0]})
		}
	}
	return map[string]any{"verdicts": list}
}
