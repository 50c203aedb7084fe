package transcript

import "github.com/plumbline-dev/plumb/agent"

// Plain text is what every other record falls back to. It may have no speakers at all.

func sureText(*source) int { return 1 }

func readText(s *source, rec *record) error {
	rec.t.Format = agent.FormatText
	if headed(proseLinesOf(s), false) {
		readHeaded(rec, proseLinesOf(s), false)
		return nil
	}
	readProse(&prose{rec: rec, lines: proseLinesOf(s)})
	return nil
}
