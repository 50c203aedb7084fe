package proposals

import (
	"bytes"
	"encoding/json"
	"errors"
	"io"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// Canonical gives the one JSON form of a content that its hash is taken of: the keys in the order of the types, on one
// line, without space and without the escaping that HTML wants.
func Canonical(content any) ([]byte, error) {
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(content); err != nil {
		return nil, fault.Wrap(err, fault.Internal, "proposals.canonical", "this cannot be written as JSON", "")
	}
	return bytes.TrimRight(buf.Bytes(), "\n"), nil
}

// Parse reads the content of a proposal as the type of its kind. It refuses content that does not have its hash, and, so
// that nothing is dropped unseen, keys that the type does not have.
func Parse[T any](p agent.Proposal) (T, error) {
	const op = "proposals.parse"
	var content, none T
	if agent.ContentHash(p.Content) != p.ContentHash {
		return none, fault.Newf(fault.Conflict, op, "the stored content of %s was changed outside plumb", name(p)).
			Do("Run `plumb audit verify` to see what else was changed, and restore the database from a backup.")
	}
	dec := json.NewDecoder(bytes.NewReader(p.Content))
	dec.DisallowUnknownFields()
	err := dec.Decode(&content)
	if err == nil {
		if _, rest := dec.Token(); !errors.Is(rest, io.EOF) {
			err = errors.New("something follows its end")
		}
	}
	if err != nil {
		return none, fault.Wrap(err, fault.Conflict, op, "the stored content of "+name(p)+" cannot be read",
			"It may have been written by a newer plumb: install the newest one.")
	}
	return content, nil
}
