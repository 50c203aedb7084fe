package fact

import (
	"testing"

	"github.com/stretchr/testify/require"
)

// TestWrittenWordsMayBeRepeated holds sentences against a fact that quotes what somebody wrote.
func TestWrittenWordsMayBeRepeated(t *testing.T) {
	t.Parallel()
	facts := append([]Fact{{
		ID: "F20", Text: "the rationale of d-1 is “the new list raised orders by 12%”", Quote: "the new list raised orders by 12%", Formula: "decision d-1",
	}}, board...)
	for text, holds := range map[string]bool{
		"The rationale of d-1 is “the new list raised orders by 12%”.": true,
		"The rationale of d-1 is “raised orders by 12%”.":              true,
		"The rationale of d-1 is “the new list raised orders by 13%”.": false, // not verbatim
		"The new list raised orders by 12%.":                           false, // not in quotation marks
		"It is 12%.":                                                   false, // a number of the quote is none of the fact
	} {
		s := Sentence{Text: text, Facts: []string{"F20"}}
		require.Equal(t, holds, len(Violations([]Sentence{s}, facts, boardLicence)) == 0, text)
		s.Facts = nil
		require.NotEmpty(t, Violations([]Sentence{s}, facts, boardLicence), "without the fact: %s", text)
	}
}
