package app

import (
	"context"
	"sync"

	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/semantic"
)

// ahead is an embedder that is asked for the texts of many lookups at once. A rehearsal of the lookups finds out which texts
// have to be embedded at all: most terms are answered without.
type ahead struct {
	semantic.Embedder

	mu     sync.Mutex
	known  map[string][]float32
	wanted map[string]bool // texts that a rehearsal asks for; nil outside of one
}

func newAhead(e semantic.Embedder) *ahead { return &ahead{Embedder: e, known: map[string][]float32{}} }

// Embed gives what was fetched, and asks for the rest. In a rehearsal every vector is all zero, and is near to nothing.
func (a *ahead) Embed(ctx context.Context, texts []string) ([][]float32, error) {
	if !a.rehearsing(texts) {
		if err := a.fetch(ctx, texts); err != nil {
			return nil, err
		}
	}
	a.mu.Lock()
	defer a.mu.Unlock()
	vectors := make([][]float32, len(texts))
	for i, text := range texts {
		if vectors[i] = a.known[text]; vectors[i] == nil {
			vectors[i] = make([]float32, a.Model().Dimensions)
		}
	}
	return vectors, nil
}

// rehearsing reports whether this is a rehearsal, and notes the texts if it is.
func (a *ahead) rehearsing(texts []string) bool {
	a.mu.Lock()
	defer a.mu.Unlock()
	if a.wanted == nil {
		return false
	}
	for _, text := range texts {
		a.wanted[text] = true
	}
	return true
}

// rehearse runs lookups whose results do not count, and gives the texts that they ask for.
func (a *ahead) rehearse(run func() error) ([]string, error) {
	a.setWanted(map[string]bool{})
	err := run()
	wanted := a.setWanted(nil)
	texts := make([]string, 0, len(wanted))
	for text := range wanted {
		texts = append(texts, text)
	}
	return texts, err
}

func (a *ahead) setWanted(to map[string]bool) (was map[string]bool) {
	a.mu.Lock()
	defer a.mu.Unlock()
	was, a.wanted = a.wanted, to
	return was
}

// fetch embeds those of the texts that are not known yet.
func (a *ahead) fetch(ctx context.Context, texts []string) error {
	a.mu.Lock()
	defer a.mu.Unlock()
	var unknown []string
	for _, text := range texts {
		if a.known[text] == nil {
			unknown = append(unknown, text)
		}
	}
	if len(unknown) == 0 {
		return nil
	}
	vectors, err := a.Embedder.Embed(ctx, unknown)
	if err != nil {
		return err
	}
	if len(vectors) != len(unknown) {
		return fault.Newf(fault.Internal, "app.embed", "%s gave %d vectors for %d texts", a.Model().ID, len(vectors), len(unknown))
	}
	for i, text := range unknown {
		a.known[text] = vectors[i]
	}
	return nil
}
