package agent

import (
	"bytes"

	"github.com/plumbline-dev/plumb/agent/internal/seal"
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
