package agent

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"errors"
	"io"
	"strings"

	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/semantic"
)

// Canonical gives the one JSON form of a sheet that its content hash is taken of: the keys in the order of the types,
// no insignificant space, empty lists instead of null.
func Canonical(s Sheet) ([]byte, error) {
	s.fillEmptyLists()
	return compact(s, "sheet.canonical", "the sheet")
}

// CanonicalTranscript gives the one JSON form of a transcript that its content hash is taken of.
func CanonicalTranscript(t *Transcript) ([]byte, error) {
	return compact(t, "transcript.canonical", "the transcript")
}

func compact(value any, op, what string) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(value); err != nil {
		return nil, fault.Wrap(err, fault.Internal, op, what+" cannot be written as JSON", "")
	}
	return bytes.TrimRight(buf.Bytes(), "\n"), nil
}

// ParseSheet reads the canonical JSON of a sheet. Unknown keys are refused, so that nothing is dropped unseen.
func ParseSheet(content []byte) (Sheet, error) {
	var s Sheet
	dec := json.NewDecoder(bytes.NewReader(content))
	dec.DisallowUnknownFields()
	if err := dec.Decode(&s); err != nil {
		return Sheet{}, fault.Wrap(err, fault.Invalid, "sheet.parse", "this is not the content of a sheet", "")
	}
	if _, err := dec.Token(); !errors.Is(err, io.EOF) || !bytes.HasPrefix(bytes.TrimLeft(content, " \t\r\n"), []byte("{")) {
		return Sheet{}, fault.New(fault.Invalid, "sheet.parse", "this is not the content of one sheet and nothing else", "")
	}
	s.fillEmptyLists()
	return s, nil
}

// hashPrefix names the algorithm in front of every hash, so that another one can be told from it.
const hashPrefix = "sha256:"

// ContentHash gives the hash that an approval is bound to: "sha256:" and 64 hex digits.
func ContentHash(content []byte) string {
	sum := sha256.Sum256(content)
	return hashPrefix + hex.EncodeToString(sum[:])
}

// HashDigits gives the digits of a hash, or of the beginning of one, without the name of the algorithm.
func HashDigits(hash string) string { return strings.TrimPrefix(hash, hashPrefix) }

// IsHash reports whether s is written as [ContentHash] and the audit log write hashes.
func IsHash(s string) bool {
	digits, named := strings.CutPrefix(s, hashPrefix)
	return named && len(digits) == 2*sha256.Size && strings.Trim(digits, "0123456789abcdef") == ""
}

func (s *Sheet) fillEmptyLists() {
	empty(&s.Sources)
	empty(&s.Questions)
	empty(&s.Topics)
	empty(&s.Jargon)
	empty(&s.Findings)
	for i := range s.Topics {
		empty(&s.Topics[i].Evidence)
	}
	for i := range s.Jargon {
		empty(&s.Jargon[i].Match.Candidates)
	}
	for i := range s.Findings {
		empty(&s.Findings[i].Evidence)
	}
	f := &s.Fields
	empty(&f.Signals)
	empty(&f.MetricTree.Nodes)
	empty(&f.MetricTree.Edges)
	for i := range f.Signals {
		empty(&f.Signals[i].Match.Candidates)
	}
	empty(&f.Guardrail.Match.Candidates)
	for _, m := range []*semantic.Match{&f.Mechanism.Outcome.Match, &f.Gate.Condition.Match} {
		if m.Outcome != "" { // one that an older plumb did not look up has no match at all
			empty(&m.Candidates)
		}
	}
	for _, list := range f.Lists() {
		empty(list.Items)
	}
	for ref := range f.All() {
		empty(&ref.Field.Evidence)
	}
}

func empty[T any](list *[]T) {
	if *list == nil {
		*list = []T{}
	}
}
