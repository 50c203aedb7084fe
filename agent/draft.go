package agent

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"

	"github.com/plumbline-dev/plumb/agent/internal/seal"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// Draft is a Sheet that passed the gates. It cannot be changed, and only package ground makes one: the zero Draft has
// no hash and is refused wherever a Draft is taken.
type Draft struct {
	content []byte // canonical JSON of the sheet
	hash    string
}

// Seal makes a Draft of a sheet that passed the gates. The pass keeps it to package ground.
func Seal(_ seal.Pass, s Sheet) (Draft, error) {
	content, err := Canonical(s)
	if err != nil {
		return Draft{}, err
	}
	return Draft{content: content, hash: ContentHash(content)}, nil
}

// Sheet gives a copy of the content, which the caller may change.
func (d Draft) Sheet() Sheet {
	s, err := ParseSheet(d.content)
	if err != nil {
		return Sheet{} // content is canonical JSON made by Seal, so only the zero Draft gets here
	}
	return s
}

// Content gives the canonical JSON of the content.
func (d Draft) Content() []byte { return bytes.Clone(d.content) }

// Hash gives the content hash, "sha256:" and 64 hex digits, or "" for the zero Draft.
func (d Draft) Hash() string { return d.hash }

// Canonical gives the one JSON form of a sheet that its content hash is taken of: the keys in the order of the types,
// no insignificant space, empty lists instead of null.
func Canonical(s Sheet) ([]byte, error) {
	s.fillEmptyLists()
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(s); err != nil {
		return nil, fault.Wrap(err, fault.Internal, "sheet.canonical", "the sheet cannot be written as JSON", "")
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
	s.fillEmptyLists()
	return s, nil
}

// ContentHash gives the hash that an approval is bound to.
func ContentHash(content []byte) string {
	sum := sha256.Sum256(content)
	return "sha256:" + hex.EncodeToString(sum[:])
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
