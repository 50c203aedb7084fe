package evals

import (
	"regexp"
	"strings"

	"github.com/plumbline-dev/plumb/agent"
)

// Integrity counts what every draft promises, by simpler means than those of the gates that every draft passed. All
// pairs of numbers are equal when the promises hold.
type Integrity struct {
	Drafts         int  `json:"drafts"`
	Filled         int  `json:"filled"`          // fields with text
	WithEvidence   int  `json:"with_evidence"`   // of these, with a quote
	Quotes         int  `json:"quotes"`          // pieces of evidence
	Exact          int  `json:"exact"`           // of these, byte-exact in their utterance, with its speaker and time
	Numbers        int  `json:"numbers"`         // numbers in digits in the text of fields
	NumbersQuoted  int  `json:"numbers_quoted"`  // of these, in the quotes of their field
	Utterances     int  `json:"utterances"`      // in the records
	UtterancesRead int  `json:"utterances_read"` // of these, read
	Holds          bool `json:"holds"`
}

var digits = regexp.MustCompile(`\d+(?:[.,]\d+)*`)

// Count adds one draft and the records that it was made from.
func (i *Integrity) Count(s agent.Sheet, sources []*agent.Transcript) {
	i.Drafts++
	for ref := range s.Fields.All() {
		f := ref.Field
		var quotes strings.Builder
		for _, e := range f.Evidence {
			quotes.WriteString(e.Quote + "\n")
			i.Quotes++
			if exact(e, sources) {
				i.Exact++
			}
		}
		if !f.Filled() {
			continue
		}
		i.Filled++
		if len(f.Evidence) > 0 {
			i.WithEvidence++
		}
		for _, number := range digits.FindAllString(f.Text, -1) {
			i.Numbers++
			if strings.Contains(quotes.String(), number) {
				i.NumbersQuoted++
			}
		}
	}
	for n, source := range s.Sources {
		if n < len(sources) {
			i.Utterances += len(sources[n].Utterances)
		}
		i.UtterancesRead += source.UtterancesRead
	}
	i.hold()
}

func (i *Integrity) hold() {
	i.Holds = i.Filled == i.WithEvidence && i.Quotes == i.Exact && i.Numbers == i.NumbersQuoted && i.Utterances == i.UtterancesRead
}

func (i *Integrity) add(o Integrity) {
	i.Drafts += o.Drafts
	i.Filled += o.Filled
	i.WithEvidence += o.WithEvidence
	i.Quotes += o.Quotes
	i.Exact += o.Exact
	i.Numbers += o.Numbers
	i.NumbersQuoted += o.NumbersQuoted
	i.Utterances += o.Utterances
	i.UtterancesRead += o.UtterancesRead
	i.hold()
}

func exact(e agent.Evidence, sources []*agent.Transcript) bool {
	if e.Source < 0 || e.Source >= len(sources) || e.Quote == "" {
		return false
	}
	u, ok := sources[e.Source].Find(e.Utterance)
	return ok && strings.Contains(u.Text, e.Quote) && u.Speaker == e.Speaker && u.StartMS == e.StartMS
}
