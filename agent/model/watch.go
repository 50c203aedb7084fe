package model

import (
	"context"
	"sync"
	"time"
)

// Progress says how far a call is, for a person who waits. It never holds words of the reply: these are not checked yet.
type Progress struct {
	Call    int           // in the order in which the calls began, from 1
	Step    string        // of the request
	Role    Role          // of the request
	Repair  bool          // the reply before could not be used
	Tokens  int           // of the reply so far, as estimated
	Elapsed time.Duration // since the call began
	Ended   bool          // with or without success; nothing follows for this call
}

// Watcher tells somebody who waits how far a model is. It asks endpoints to stream.
type Watcher struct {
	next Model
	tell func(Progress)
	now  func() time.Time

	mu    sync.Mutex // one call tells at a time
	calls int
}

// NewWatcher puts a watcher before a model: tell hears the beginning of a call, every piece of its reply, and its end. Now is the
// clock. It is told by one call at a time.
func NewWatcher(next Model, tell func(Progress), now func() time.Time) *Watcher {
	return &Watcher{next: next, tell: tell, now: now}
}

// Generate asks, and tells.
func (w *Watcher) Generate(ctx context.Context, r Request) (Response, error) {
	began, length := w.now(), 0
	p := Progress{Step: r.Step, Role: r.Role, Repair: r.Repair != nil}
	tell := func(change func()) {
		w.mu.Lock()
		defer w.mu.Unlock()
		change()
		w.tell(p)
	}
	tell(func() { w.calls++; p.Call = w.calls })
	heard := r.Stream
	r.Stream = func(piece string) {
		length += len(piece)
		tell(func() { p.Tokens, p.Elapsed = length/bytesPerToken, w.now().Sub(began) })
		if heard != nil {
			heard(piece)
		}
	}
	response, err := w.next.Generate(ctx, r)
	if response.Usage.Completion > 0 {
		p.Tokens = response.Usage.Completion
	}
	tell(func() { p.Elapsed, p.Ended = w.now().Sub(began), true })
	return response, err
}
