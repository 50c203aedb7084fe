package review

import (
	"strings"

	"github.com/plumbline-dev/plumb/agent/fact"
)

// Prose gives sentences as Markdown as a note has them: a paragraph for each section in the order in which they come, and a
// footnote for every fact that is cited. Everything that came from people or files is made literal. The sections are not named.
func Prose(sentences []fact.Sentence, facts []fact.Fact) string {
	w := noteWriter{facts: facts}
	for i := 0; i < len(sentences); {
		var texts []string
		section := sentences[i].Section
		for ; i < len(sentences) && sentences[i].Section == section; i++ {
			texts = append(texts, w.cite(sentences[i].Text, sentences[i].Facts))
		}
		if w.b.Len() > 0 {
			w.line("")
		}
		w.line(strings.Join(texts, " "))
	}
	w.footnotes()
	return w.b.String()
}
