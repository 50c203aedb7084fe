package fact

import (
	"fmt"
	"slices"

	"github.com/plumbline-dev/plumb/agent/signal"
)

var (
	// stillForms say that something did not move; the groups are which way it did not.
	stillForms = gatedAll("still",
		`\b(?:did|does|do|has|have|had)(?: not|n't|n\x{2019}t| never)(?: \p{L}+ly)? (?:(rise|risen|grow|grown|increase|increased|climb|climbed|go up|gone up)|(fall|fallen|drop|dropped|decline|declined|decrease|decreased|go down|gone down)|(?:move|moved|change|changed|budge|budged|shift|shifted|improve|improved))\b`,
		`\b(?:stayed|stays|remained|remains|is|was|are|were|stood|kept)(?: \p{L}+ly)? (?:flat|unchanged|stable|steady|still|where (?:it|they) (?:was|were))\b`,
		`\bno (?:real |clear |visible |lasting )?(?:change|move|movement|shift)\b`,
		`\b(?:nothing|none of (?:them|it|the \p{L}+)) (?:has |have )?(?:moved|changed|happened)\b`,
	)
	supposed = lazily(`(?i)\b(?:if|whether|unless|until|once|should|would|could|might|may|suppose)\b[^.;:]{0,40}$`)
)

// still finds what is said not to have moved and did.
func (r *reader) still(st statement, licence func(string) signal.Evidence) []Violation {
	var out []Violation
	for _, f := range stillForms {
		if !f.mayFit(st.gist) {
			continue
		}
		for _, at := range f.re().FindAllStringSubmatchIndex(st.masked, -1) {
			if supposed().MatchString(st.masked[:at[0]]) {
				continue
			}
			m := move{start: at[0], end: at[1], text: st.masked[at[0]:at[1]]}
			if len(at) > 2 {
				m.up, m.down = at[2] >= 0, at[4] >= 0
			}
			if moved := r.movedAfterAll(st, m, licence); moved != nil {
				out = append(out, Violation{Says: m.text, Why: fmt.Sprintf("says that %s did not move, and it did", moved.Name), Do: "Say it as the fact has it: " + moved.Text + "."})
			}
		}
	}
	return out
}

// movedAfterAll gives the fact that something moved that is said not to have: a metric that is named, or else any.
func (r *reader) movedAfterAll(st statement, m move, licence func(string) signal.Evidence) *known {
	metric := st.metricOf(m.start, m.end)
	i := slices.IndexFunc(r.facts, func(f known) bool {
		return f.Signed && (metric == "" || f.Metric == metric) && m.fits(&f) && licence(f.Metric).AtLeast(signal.EvidenceMoved)
	})
	if i < 0 || metric == "" && m.start > 0 && !nothingForm().MatchString(m.text) {
		return nil // of something else
	}
	return &r.facts[i]
}

var nothingForm = lazily(`(?i)^(?:nothing|none|no)\b`)
