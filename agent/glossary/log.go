package glossary

import (
	"cmp"
	"fmt"
	"slices"
	"strings"

	"github.com/plumbline-dev/plumb/agent"
)

const (
	definitionsPrefix = "definitions:"
	aliasesPrefix     = "alias:"
)

// DefinitionsSubject names, in the audit log, what a file defines.
func DefinitionsSubject(file string) string { return definitionsPrefix + file }

// FileOf gives the file that [DefinitionsSubject] named.
func FileOf(subject string) (file string, ok bool) {
	return strings.CutPrefix(subject, definitionsPrefix)
}

// AliasSubject names an alias in the audit log.
func AliasSubject(id string) string { return aliasesPrefix + id }

// AliasOf gives the id of the alias that [AliasSubject] named.
func AliasOf(subject string) (id string, ok bool) { return strings.CutPrefix(subject, aliasesPrefix) }

// ImportHash is the content hash of the audit entry of an import. It covers what identifies each revision that the import
// kept, in whatever order they are given, and through the content hashes all that they say.
func ImportHash(kept []KeptDefinition) string {
	kept = slices.SortedFunc(slices.Values(kept), func(a, b KeptDefinition) int {
		return cmp.Or(strings.Compare(a.Kind, b.Kind), strings.Compare(a.ID, b.ID), cmp.Compare(a.Revision, b.Revision))
	})
	var lines []byte
	for _, k := range kept {
		lines = fmt.Appendf(lines, "%s %q %d %d %s %s\n", k.Kind, k.ID, k.Revision, k.Version, k.ContentHash, k.DefinitionHash)
	}
	return agent.ContentHash(lines)
}

const definitionDetail = "definition "

// ApprovalDetail is the detail of the audit entry of an approval: the hash of the definition that was approved.
func ApprovalDetail(definitionHash string) string {
	if definitionHash == "" {
		return ""
	}
	return definitionDetail + definitionHash
}

// ApprovedDefinition gives the hash that [ApprovalDetail] named, "" when none was.
func ApprovedDefinition(detail string) string {
	hash, _ := strings.CutPrefix(detail, definitionDetail)
	return hash
}

// Hash is the content hash of every audit entry of an alias: it covers what was proposed, and nothing of what became of it.
func (a Alias) Hash() string {
	return agent.ContentHash(fmt.Appendf(nil, "%q %q %q %q\n", a.Term, a.Key, a.Team, a.Metric))
}
