package review

import (
	"fmt"
	"regexp"
	"strings"

	"github.com/plumbline-dev/plumb/agent/signal"
)

// stateClaim finds what a sentence says of the gate or the guardrail.
type stateClaim struct {
	of     string // gate or guardrail
	is     *regexp.Regexp
	states []string // that it is true of
}

// stateClaims are words that say how gate or guardrail stands, with the states that they may be said of.
var stateClaims = []stateClaim{
	{"gate", anyWord(`passed|passes|pass|met|reached|cleared|achieved|green`), []string{string(signal.GatePassed)}},
	{"gate", anyWord(`missed|misses|failed|fails|lost|red`), []string{string(signal.GateFailed)}},
	{"gate", anyWord(`inconclusive|undecided`), []string{string(signal.GateInconclusive)}},
	{"guardrail", anyWord(`holds|hold|held|ok|okay|fine|kept|safe|respected|intact|green`), []string{string(signal.GuardrailOK)}},
	{"guardrail", anyWord(`breached|broken|broke|violated|crossed|exceeded|red|fails|failed`), []string{string(signal.GuardrailBreached)}},
}

func anyWord(words string) *regexp.Regexp { return regexp.MustCompile(`(?i)\b(?:` + words + `)\b`) }

var (
	aboutState  = regexp.MustCompile(`(?i)\b(gate|guardrail)\b(?:'s|\x{2019}s)?([^.;:!?“”"]{0,60})`)
	doneToState = regexp.MustCompile(`(?i)\b((?:\p{L}+ |\p{L}+n't |\p{L}+n\x{2019}t ){0,3})(pass(?:ed|es)?|met|reached|cleared|achieved|miss(?:ed|es)?|fail(?:ed|s)?|breach(?:ed|es)?|broke|broken|violated?|crossed|exceeded|kept|held|holds?) (?:the|our|its|this|that) (?:stage )?(gate|guardrail)\b`)
	supposed    = regexp.MustCompile(`(?i)\b(?:if|when|whenever|once|unless|until|till|whether|before|should|would|could|might|may|will|wait for|or)\b[^.;:!?]*$`)
	negated     = regexp.MustCompile(`(?i)\b(?:not|never|no longer|hardly|cannot|far from|isn't|wasn't|n't)\b|n[\x{2019}']t\b`)
	nearly      = regexp.MustCompile(`(?i)\b(?:close to|near|nearly|almost|about to|yet to|would|could|might|may|will|if|whether|to be|can be)\b`)
	nextThing   = regexp.MustCompile(`(?i)\b(?:gate|guardrail|and|but|while|so)\b|,`)
)

// contradicts gives the words of a sentence with which it says of gate or guardrail what is not so, and what is so.
func (r Review) contradicts(text string) (says, is string) {
	for _, at := range aboutState.FindAllStringSubmatchIndex(text, -1) {
		if supposed.MatchString(text[:at[0]]) {
			continue
		}
		rest := text[at[4]:at[5]]
		if cut := nextThing.FindStringIndex(rest); cut != nil {
			rest = rest[:cut[0]]
		}
		if is := r.wrongState(strings.ToLower(text[at[2]:at[3]]), rest); is != "" {
			return strings.TrimSpace(text[at[0]:at[4]] + rest), is
		}
	}
	for _, at := range doneToState.FindAllStringSubmatchIndex(text, -1) {
		if supposed.MatchString(text[:at[0]]) || nearly.MatchString(text[at[2]:at[3]]) || supposed.MatchString(text[at[2]:at[3]]) {
			continue
		}
		verb := strings.ToLower(text[at[4]:at[5]])
		switch verb {
		case "miss", "fail", "breach", "hold", "violate":
			verb += map[string]string{"miss": "ed", "fail": "ed", "breach": "ed", "hold": "s", "violate": "d"}[verb]
		case "breaches":
			verb = "breached"
		}
		if is := r.wrongState(strings.ToLower(text[at[6]:at[7]]), text[at[2]:at[3]]+verb); is != "" {
			return strings.TrimSpace(text[at[0]:at[1]]), is
		}
	}
	return "", ""
}

// wrongState gives how gate or guardrail stands, where words say otherwise, else "".
func (r Review) wrongState(of, words string) string {
	state, told := string(r.Gate.State), gateWords[r.Gate.State]
	if of == "guardrail" {
		state, told = string(r.Guardrail.State), guardrailWords[r.Guardrail.State]
	}
	for _, c := range stateClaims {
		at := c.is.FindStringIndex(words)
		if c.of != of || at == nil || nearly.MatchString(words[:at[0]]) {
			continue
		}
		holds := contains(c.states, state)
		if negated.MatchString(words[:at[0]]) {
			unknown := of == "guardrail" && state == string(signal.GuardrailUnknown)
			holds = !holds && !unknown
		}
		if !holds {
			return fmt.Sprintf("the %s is %s", of, told)
		}
	}
	return ""
}
