// Package model holds the port to a language model, and what stands between a use-case and one: a budget, a ledger, a breaker,
// and the taking out of secrets. A model proposes; nothing here, and nothing that it says, does anything.
package model

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"time"
)

// Model answers requests. Implementations may be used by several goroutines at once.
//
// Errors are of package fault, say what to do next, hold no secret, and have a [Class]. With an error the Response still says
// what is known, such as what the call used, which was paid for all the same. A reply that did not come to its end (Finish is
// not Stopped) always comes with an error.
type Model interface {
	Generate(ctx context.Context, r Request) (Response, error)
}

// Role says what a model is asked for: each may have a model of its own.
type Role string

// The roles.
const (
	Draft   Role = "draft"
	Verify  Role = "verify" // reads a draft again; the model for drafts unless it has one of its own
	Narrate Role = "narrate"
	Link    Role = "link"
	Ask     Role = "ask"
)

// Roles lists the roles.
func Roles() []Role { return []Role{Draft, Verify, Narrate, Link, Ask} }

// Request is one question to a model.
type Request struct {
	Role   Role
	System string // what to do; "" for none
	Input  string // what to do it with: data, some of it written by strangers

	// Schema is the strict JSON schema of the reply, nil for a reply in plain text, and SchemaName its name (letters, digits, _ and -).
	Schema     json.RawMessage
	SchemaName string

	MaxTokens   int      // how long the reply may be; 0 leaves it to the endpoint
	Temperature *float64 // nil leaves it to the endpoint

	Prompt PromptRef // which prompt System and Input were rendered from
	Repair *Repair   // what was wrong with the reply to the same request before; nil the first time
	Step   string    // what a person who waits is told that is done, such as "reading part 3 of 7"; the model does not see it

	// Stream, if set, hears the pieces of the reply as they come. What it heard is not checked yet and may still fail.
	Stream func(piece string)
}

// PromptRef names a version of a prompt, and its content by its hash.
type PromptRef struct {
	Name    string `json:"name"`
	Version string `json:"version"`
	Hash    string `json:"hash"` // "sha256:..."
}

// String is NAME/VERSION, as in "draft-extract/v1".
func (p PromptRef) String() string {
	if p.Name == "" {
		return ""
	}
	return p.Name + "/" + p.Version
}

// Repair asks for another reply in place of one that could not be used.
type Repair struct {
	Reply   string `json:"reply"`   // what the model said
	Problem string `json:"problem"` // what is wrong with it
}

// Hash identifies what is asked: everything that a reply can depend on, and neither who is asked nor how the prompt is called.
func (r Request) Hash() string {
	content, err := json.Marshal(struct {
		Role        Role            `json:"role"`
		System      string          `json:"system"`
		Input       string          `json:"input"`
		SchemaName  string          `json:"schema_name"`
		Schema      json.RawMessage `json:"schema"`
		MaxTokens   int             `json:"max_tokens"`
		Temperature *float64        `json:"temperature"`
		Repair      *Repair         `json:"repair"`
	}{r.Role, r.System, r.Input, r.SchemaName, r.Schema, r.MaxTokens, r.Temperature, r.Repair})
	if err != nil { // a schema that is no JSON: it is refused before it is sent
		content = fmt.Appendf(nil, "%q %q %q %q", r.System, r.Input, r.SchemaName, r.Schema)
	}
	sum := sha256.Sum256(content)
	return "sha256:" + hex.EncodeToString(sum[:])
}

// Response is what a model said.
type Response struct {
	Text       string
	Model      string // as the endpoint calls it
	Usage      Usage
	Finish     Finish
	Latency    time.Duration
	FromLedger bool // it was said to the same request before, and nothing was paid for it now
}

// Usage counts tokens, as the endpoint counts them.
type Usage struct {
	Prompt     int `json:"prompt"`
	Completion int `json:"completion"`
}

// Add gives the sum of both.
func (u Usage) Add(more Usage) Usage {
	return Usage{Prompt: u.Prompt + more.Prompt, Completion: u.Completion + more.Completion}
}

// Total is all of them.
func (u Usage) Total() int { return u.Prompt + u.Completion }

// Finish says how a reply ended.
type Finish string

// The ways to end.
const (
	Stopped  Finish = "stop"     // it is whole
	Length   Finish = "length"   // it was cut off
	Refused  Finish = "refused"  // the model would not
	Filtered Finish = "filtered" // the endpoint would not
)
