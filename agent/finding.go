package agent

// Severity says how much a finding matters.
type Severity string

// The severities. A blocking finding does not stop a person from approving; it is shown first and must be confirmed.
const (
	Block Severity = "block"
	Warn  Severity = "warn"
	Info  Severity = "info"
)

// Code names the rule that a finding comes from.
type Code string

// Finding is what a rule has to say about a sheet.
type Finding struct {
	Code     Code       `json:"code"`
	Severity Severity   `json:"severity"`
	Message  string     `json:"message"`
	Evidence []Evidence `json:"evidence"`
}
