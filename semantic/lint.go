package semantic

// Severity says how much a finding matters.
type Severity string

// The severities.
const (
	SeverityError Severity = "error" // the catalogue contradicts itself
	SeverityWarn  Severity = "warn"  // readings or links will be worse than they could be
	SeverityInfo  Severity = "info"  // worth a look
)

// LintFinding is something about a definition that its owner should look at.
type LintFinding struct {
	Code     string   `json:"code"`
	Severity Severity `json:"severity"`
	Metric   string   `json:"metric"` // id; "" for what is about no single metric
	Message  string   `json:"message"`
}

// Lint looks for what is missing, contradictory or ambiguous in a catalogue.
func Lint(_ Catalogue) []LintFinding { return nil }
