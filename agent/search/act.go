package search

import (
	"slices"
	"strings"

	"github.com/plumbline-dev/plumb/agent"
)

// What acts are about: the beginnings of their actions.
const (
	transcriptAct  = "transcript"
	sheetAct       = "sheet"
	definitionsAct = "definitions"
)

// ActsAbout lists the beginnings, up to the dot, of the actions of the log that can change what is found.
func ActsAbout() []string {
	about := []string{transcriptAct, sheetAct, definitionsAct}
	for _, kind := range agent.ProposalKinds() {
		about = append(about, string(kind))
	}
	return slices.Clip(about)
}

func kindOf(act agent.AuditEntry) string {
	kind, _, _ := strings.Cut(string(act.Action), ".")
	return kind
}

// digestOf gives the digest of the record that was added.
func digestOf(act agent.AuditEntry) string {
	_, digest, _ := strings.Cut(act.Subject, ":")
	return digest
}
