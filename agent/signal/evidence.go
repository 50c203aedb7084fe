package signal

// Evidence is how much is known about why a metric moved. Each level licenses words; none licenses those of a higher
// one.
type Evidence string

// The levels, from the lowest.
const (
	EvidenceNone       Evidence = "none"       // nothing but noise was seen
	EvidenceMoved      Evidence = "moved"      // it moved
	EvidenceTimed      Evidence = "timed"      // it moved when the mechanism started, and not at other times
	EvidenceControlled Evidence = "controlled" // it moved against a control that the mechanism did not reach
	EvidenceRandomised Evidence = "randomised" // who got the mechanism was left to chance
)

// evidenceRanks orders the levels, and says which words each adds.
var evidenceRanks = []struct {
	level Evidence
	words string
}{
	{EvidenceNone, "shows no change that noise would not explain"},
	{EvidenceMoved, "moved; why is not known"},
	{EvidenceTimed, "moved when the mechanism started; other things may have changed then, too"},
	{EvidenceControlled, "moved against the control, in line with an effect of the mechanism"},
	{EvidenceRandomised, "was changed by the mechanism"},
}

// Facts are what the level of evidence follows from.
type Facts struct {
	Moved      bool // the verdict says so
	Timed      bool // an estimate at the start of the mechanism is clear, and placebos in time are not as large
	Controlled bool // so is the difference to a control
	Randomised bool // and the control was chosen by chance
}

// EvidenceOf gives the level that facts amount to. Each level needs those below it.
func EvidenceOf(f Facts) Evidence {
	switch {
	case !f.Moved:
		return EvidenceNone
	case !f.Timed:
		return EvidenceMoved
	case !f.Controlled:
		return EvidenceTimed
	case !f.Randomised:
		return EvidenceControlled
	}
	return EvidenceRandomised
}

// Words gives what may be said of a metric: a predicate, such as "moved; why is not known". An unknown level licenses
// what the lowest one does.
func (e Evidence) Words() string { return evidenceRanks[e.rank()].words }

// Causal reports whether a verb of cause is licensed.
func (e Evidence) Causal() bool { return e.AtLeast(EvidenceControlled) }

// AtLeast reports whether a level is another one or above it.
func (e Evidence) AtLeast(other Evidence) bool { return e.rank() >= other.rank() }

func (e Evidence) rank() int {
	for i, r := range evidenceRanks {
		if r.level == e {
			return i
		}
	}
	return 0
}
