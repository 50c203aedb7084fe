package transcript

import (
	"strings"

	"github.com/plumbline-dev/plumb/agent"
)

// Otter's text export: "Sidney  55:21  " above each paragraph, "Unknown Speaker  53:34" or only "0:15  " where nobody was
// recognised, and a footer.

func sureOtter(s *source) int {
	lines := proseLinesOf(s)
	if !headed(lines, true) || looksTeamsNew(lines) {
		return 0
	}
	if strings.Contains(s.text, "otter.ai") {
		return 80
	}
	return 60
}

func readOtter(s *source, rec *record) error {
	rec.t.Format = agent.FormatOtter
	readHeaded(rec, proseLinesOf(s), true)
	return nil
}
