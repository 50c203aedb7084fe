package evals

import (
	"path/filepath"
	"slices"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/internal/llm/record"
	"github.com/plumbline-dev/plumb/internal/publicdata"
)

// recordedSets are the sets of which every record has to be recorded, but for those that evals/recordings/README.md says why not. Of
// the set dev a few are enough: it is there to be looked at while prompts and rules are worked on.
var recordedSets = map[string][]string{
	"held":          nil,
	"invented-held": nil,
	"invented-dev":  {"contact-reduction-2026-04-22"},
}

// TestLabelledRecordsAreRecorded fails when a prompt, a window or a quote changed and the replies were not recorded anew: figures of
// the records that happen to be left would be of something else than they were.
func TestLabelledRecordsAreRecorded(t *testing.T) {
	t.Parallel()
	files, err := filepath.Glob(filepath.Join("recordings", "*.jsonl"))
	require.NoError(t, err)
	player, err := record.Open(files...)
	require.NoError(t, err)
	missing, extra := []string{}, []string{}
	for set, left := range recordedSets {
		folder := filepath.Join("cases", "draft", set)
		cases, err := LoadDraftCases(folder)
		require.NoError(t, err)
		records := folder
		if set == "held" {
			records = publicdata.Path(t, "transcripts")
		}
		for _, c := range cases {
			plan, err := PlanRecording(t.Context(), c, records, player)
			require.NoError(t, err)
			switch excused := slices.Contains(left, c.Name()); {
			case plan.Recorded && excused:
				extra = append(extra, c.Name())
			case !plan.Recorded && !excused:
				missing = append(missing, set+"/"+c.Name())
			}
		}
	}
	require.Empty(t, missing, "not recorded: plumb eval record --data ../shared/data --case NAME --to evals/recordings/NAME.jsonl")
	require.Empty(t, extra, "recorded, though it should not be: take it out of the list, and say why in evals/recordings/README.md")
}
