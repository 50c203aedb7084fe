package draft

import (
	"fmt"
	"regexp"

	"github.com/plumbline-dev/plumb/agent"
)

const (
	manyAgreements = 4  // turns of plain agreement from which silence about doubts is worth a remark
	fewSentences   = 12 // a record with fewer sentences says too little for a sheet
	promisesShown  = 3
)

var promiseRE = regexp.MustCompile(` (?:it's coming|that's coming|they're coming|is on its way|it's on the way|it's in hand|it's handled|it's being (?:worked on|handled|looked at)|is being worked on|we're (?:all |fully |totally )?aligned|we are (?:all |fully )?aligned|(?:someone|somebody) (?:will|should|is going to|needs to)|it'll (?:get|be) done|it will get done|that'll (?:get|be) (?:done|sorted|handled)|should be (?:done|ready|there) soon|nearly there|almost there|it's basically done|that's in the works|it's in the works|will sort itself out) `)

// observe gives what is to be said about the meeting itself.
func (sp *speech) observe(in *initiative, ch *choice) []agent.Finding {
	var findings []agent.Finding
	add := func(code agent.Code, severity agent.Severity, message string, evidence []agent.Evidence) {
		findings = append(findings, agent.Finding{Code: code, Severity: severity, Message: message, Evidence: evidence})
	}
	for _, t := range sp.sources {
		if !t.IsSpeech() {
			add(agent.CodeChatKeptApart, agent.Info, fmt.Sprintf("The chat %s was read and kept apart: %d messages that were written, not said.", t.File, len(t.Utterances)), nil)
		}
	}
	if len(sp.sentences) < fewSentences {
		add(agent.CodeFewWords, agent.Warn, fmt.Sprintf("There is little to go by: %d sentences of speech.", len(sp.sentences)), nil)
	}
	if in == nil {
		add(agent.CodeNoInitiative, agent.Block, "No initiative was heard: nobody said an aim together with something to do about it. The sheet stays blank.", nil)
		return findings
	}
	if promises := sp.promises(in); len(promises) > 0 {
		add(agent.CodePromiseWithoutOwner, agent.Warn, "Something was promised and nobody took it on.", promises)
	}
	if evidence, n := sp.agreements(in); n >= manyAgreements && len(ch.lists[kindObjection]) == 0 {
		add(agent.CodeUnanimity, agent.Warn, fmt.Sprintf("Everybody agreed (%d times) and nobody objected. Silence is not consent: ask who sees it differently.", n), evidence)
	}
	if len(ch.owners) > 1 {
		evidence := append(sp.whole(ch.owners[0].s), sp.whole(ch.owners[1].s)...)
		findings = append(findings, agent.FindTwoOwners(ch.owners[0].name, ch.owners[1].name, evidence))
	}
	return findings
}

// whole gives the whole of a sentence as evidence.
func (sp *speech) whole(s *sentence) []agent.Evidence { return sp.evidence(s, 0, len(s.text)) }

// promises gives the places where something is said to be coming without anybody to bring it.
func (sp *speech) promises(in *initiative) []agent.Evidence {
	var evidence []agent.Evidence
	n := 0
	for _, s := range sp.sentences {
		if n < promisesShown && in.covers(s) && !s.question && promiseRE.MatchString(s.norm) && !firstPerson(s) {
			if name, _, _ := sp.personIn(s); name == "" {
				evidence = append(evidence, sp.whole(s)...)
				n++
			}
		}
	}
	return evidence
}

// agreements counts the turns that open with plain agreement, and shows the last of them.
func (sp *speech) agreements(in *initiative) (last []agent.Evidence, n int) {
	for _, t := range sp.turns {
		s := t.sentences[0]
		if in.covers(s) && agreesRE.MatchString(s.norm) {
			n++
			last = sp.whole(s)
		}
	}
	return last, n
}

var agreesRE = regexp.MustCompile(`^ (?:yes |yeah |okay |so |well |oh |no )*(?:agreed|i agree|i (?:totally|fully|completely) agree|sounds (?:good|great)|love it|i love (?:it|that)|great idea|good idea|makes sense|absolutely|one hundred percent|couldn't agree more|we all agree|all for it|i'm all for it|nobody's against|no objections?|exactly) `)
