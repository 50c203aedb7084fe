package model

import (
	"context"
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"time"

	"github.com/plumbline-dev/plumb/internal/fault"
)

// Ledger keeps what models were asked and said. It is implemented by package store.
type Ledger interface {
	// FindCall gives the newest call with a key that gave a reply; false when there is none.
	FindCall(ctx context.Context, key string) (Call, bool, error)

	// KeepCall adds a call to its run, under the next number of that run.
	KeepCall(ctx context.Context, c Call) error
}

// Call is a line of the ledger: one request to a model and what came of it. The request itself is not kept, only its hash.
type Call struct {
	Run       string        `json:"run"`    // id of the run that it was made in
	Number    int           `json:"number"` // within the run, from 1; given by the ledger
	Key       string        `json:"key"`    // identifies the request, the model and the endpoint
	Role      Role          `json:"role"`
	Prompt    PromptRef     `json:"prompt"`
	Host      string        `json:"host"`       // of the endpoint
	Model     string        `json:"model"`      // as it was asked for
	Replied   string        `json:"replied"`    // the model that replied, as the endpoint calls it
	InputHash string        `json:"input_hash"` // Request.Hash
	Reply     string        `json:"reply"`      // "" when the reply of another run was used
	Finish    Finish        `json:"finish"`
	Usage     Usage         `json:"usage"`
	Latency   time.Duration `json:"latency_ns"`
	Cost      Cost          `json:"cost"`
	Failure   Class         `json:"failure"` // "" for a reply that came
	Problem   string        `json:"problem"` // what the failure said
	Reused    string        `json:"reused"`  // the run whose reply was used instead of asking; "" when the model was asked
	At        time.Time     `json:"at"`
}

// Recorder keeps every call of a run in a ledger, and answers from it what was answered before, be it in this run or in one that
// was interrupted.
type Recorder struct {
	next   Model
	config RecorderConfig
}

// RecorderConfig is what a Recorder is made of.
type RecorderConfig struct {
	Ledger  Ledger
	Run     string // id
	Host    string // of the endpoint
	ModelOf func(Role) string
	Price   Price
	Now     func() time.Time
}

// NewRecorder puts a ledger before a model.
func NewRecorder(next Model, c RecorderConfig) *Recorder { return &Recorder{next, c} }

// longestWrite is how long the ledger may take for a call after the caller gave up: a reply that was paid for is kept.
const longestWrite = 10 * time.Second

// Generate answers from the ledger, or asks the model and keeps what came of it. A reply that cannot be kept is not used.
func (l *Recorder) Generate(ctx context.Context, r Request) (Response, error) {
	c := l.call(r)
	kept, found, err := l.config.Ledger.FindCall(ctx, c.Key)
	if err != nil {
		return Response{}, err
	}
	if found {
		return l.reuse(ctx, c, kept)
	}
	response, failed := l.next.Generate(ctx, r)
	response.Text, response.Model = plain(response.Text), plain(response.Model)
	if !wasAsked(failed) {
		return response, failed
	}
	c.Replied, c.Reply, c.Finish, c.Usage, c.Latency = response.Model, response.Text, response.Finish, response.Usage, response.Latency
	c.Cost, c.Failure, c.At = l.config.Price.Of(c.Usage), ClassOf(failed), l.config.Now()
	if failed != nil {
		c.Problem = plain(oneLine(failed.Error()))
	}
	if err := l.keep(ctx, c); err != nil && failed == nil {
		return response, err
	}
	return response, failed
}

// call is what is known of a call before it is made.
func (l *Recorder) call(r Request) Call {
	c := Call{
		Run: l.config.Run, Role: r.Role, Prompt: r.Prompt, Host: l.config.Host, Model: l.config.ModelOf(r.Role), InputHash: r.Hash(), At: l.config.Now(),
	}
	sum := sha256.Sum256([]byte(c.Host + "\n" + c.Model + "\n" + c.InputHash))
	c.Key = "sha256:" + hex.EncodeToString(sum[:])
	return c
}

func (l *Recorder) reuse(ctx context.Context, c, kept Call) (Response, error) {
	c.Replied, c.Finish, c.Reused = kept.Replied, kept.Finish, kept.Run
	if err := l.keep(ctx, c); err != nil {
		return Response{}, err
	}
	return Response{Text: kept.Reply, Model: kept.Replied, Finish: kept.Finish, FromLedger: true}, nil
}

// plain replaces what not every database keeps, so that a reply is the same when it is given again.
func plain(text string) string {
	return strings.ReplaceAll(strings.ToValidUTF8(text, "\uFFFD"), "\x00", "\uFFFD")
}

func (l *Recorder) keep(ctx context.Context, c Call) error {
	lasting, cancel := context.WithTimeout(context.WithoutCancel(ctx), longestWrite)
	defer cancel()
	err := l.config.Ledger.KeepCall(lasting, c)
	return fault.Wrap(err, fault.KindOf(err), "model.ledger", "what the model said could not be kept", "Make room for the database, or see that it can be written to.")
}
