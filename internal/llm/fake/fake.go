// Package fake holds models that are none: a scripted one, and two that behave as badly as a model can. What they say is no measure
// of any model's quality.
package fake

import (
	"context"
	"sync"

	"github.com/plumbline-dev/plumb/agent/model"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// Name is the model that replies of this package name.
const Name = "fake"

// Step is what a scripted model does with one request.
type Step func(model.Request) (model.Response, error)

// Reply gives a text that came to its end.
func Reply(text string) Step {
	return func(r model.Request) (model.Response, error) { return whole(r, text), nil }
}

// Fail gives an error of a class.
func Fail(class model.Class, message string) Step {
	return func(model.Request) (model.Response, error) {
		return model.Response{Model: Name}, model.Mark(fault.New(fault.Unavailable, opFake, message, "Try again."), class)
	}
}

const opFake = "fake.generate"

// Scripted goes through its steps in order, and fails when it is asked more often.
type Scripted struct {
	mu    sync.Mutex
	steps []Step
	asked []model.Request
}

// NewScripted gives a model that takes these steps.
func NewScripted(steps ...Step) *Scripted { return &Scripted{steps: steps} }

// Generate takes the next step.
func (s *Scripted) Generate(ctx context.Context, r model.Request) (model.Response, error) {
	if err := ctx.Err(); err != nil {
		return model.Response{}, fault.Wrap(err, fault.Unavailable, opFake, "asking the scripted model", "Run it again.")
	}
	s.mu.Lock()
	defer s.mu.Unlock()
	s.asked = append(s.asked, r)
	if len(s.asked) > len(s.steps) {
		return model.Response{}, fault.Newf(fault.Internal, opFake, "request %d to the scripted model is not in its script", len(s.asked)).Do("Add a step to the script.")
	}
	return s.steps[len(s.asked)-1](r)
}

// Asked gives the requests so far.
func (s *Scripted) Asked() []model.Request {
	s.mu.Lock()
	defer s.mu.Unlock()
	return append([]model.Request(nil), s.asked...)
}

// A reply is streamed in so many pieces, unless they would be shorter than a line.
const (
	somePieces = 16
	shortPiece = 64 // bytes
)

func stream(r model.Request, text string) {
	if r.Stream == nil {
		return
	}
	size := max(shortPiece, len(text)/somePieces+1)
	for len(text) > size {
		r.Stream(text[:size])
		text = text[size:]
	}
	if text != "" {
		r.Stream(text)
	}
}

// whole is a reply that came to its end, with an estimate of its tokens. It is streamed in pieces that cut words, and characters.
func whole(r model.Request, text string) model.Response {
	stream(r, text)
	return model.Response{Text: text, Model: Name, Finish: model.Stopped, Usage: model.Usage{Prompt: model.Estimate(r).Prompt, Completion: len(text)/4 + 1}}
}
