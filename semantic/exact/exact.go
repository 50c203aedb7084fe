// Package exact is the index that compares a query with every vector. It finds the true neighbours always, needs nothing but
// memory, and up to some 50,000 vectors is faster than asking a database.
//
// Vectors that are mostly zeros, as those of the builtin embedder are, are kept by dimension, so that a query touches only what
// it shares a dimension with. Others are kept whole, in one block. Both give the same neighbours with the same scores to the last bit.
package exact

import (
	"context"
	"slices"
	"sync"

	"github.com/plumbline-dev/plumb/semantic"
)

// Index holds vectors in memory. It may be used by several goroutines at once.
type Index struct {
	kept semantic.Vectors // where vectors outlive the process; nil for nowhere

	mu     sync.RWMutex
	spaces map[string]*space // by model id
}

// New gives an empty index that forgets everything when the process ends.
func New() *Index { return &Index{spaces: map[string]*space{}} }

// NewKept gives an index over the vectors that v keeps. They are loaded when a model is first asked for; afterwards every change is
// kept by v before it is made here.
func NewKept(v semantic.Vectors) *Index {
	index := New()
	index.kept = v
	return index
}

// Missing implements [semantic.Index].
func (x *Index) Missing(ctx context.Context, model semantic.EmbeddingModel, entries []semantic.Entry) ([]semantic.Entry, error) {
	s, err := x.loaded(ctx, model)
	if err != nil {
		return nil, err
	}
	x.mu.RLock()
	defer x.mu.RUnlock()
	if err := s.checkSize(model); err != nil {
		return nil, err
	}
	var missing []semantic.Entry
	for _, e := range entries {
		if !s.holds(e.Key, semantic.TextHash(e.Text)) {
			missing = append(missing, e)
		}
	}
	return missing, nil
}

// Retain implements [semantic.Index].
func (x *Index) Retain(ctx context.Context, model semantic.EmbeddingModel, entries []semantic.Entry) error {
	x.mu.Lock()
	defer x.mu.Unlock()
	s, err := x.space(ctx, model)
	if err != nil {
		return err
	}
	hashes := make(map[string]string, len(entries))
	for _, e := range entries {
		hashes[e.Key] = semantic.TextHash(e.Text)
	}
	if s.dimensions != model.Dimensions {
		hashes = nil
	}
	stale := s.keysExcept(hashes)
	if x.kept != nil && len(stale) > 0 {
		if err := x.kept.DropVectors(ctx, model.ID, stale); err != nil {
			return err
		}
	}
	s.remove(stale)
	return nil
}

// Put implements [semantic.Index].
func (x *Index) Put(ctx context.Context, model semantic.EmbeddingModel, vectors []semantic.Vector) error {
	if err := model.CheckVectors(vectors); err != nil {
		return err
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	s, err := x.space(ctx, model)
	if err != nil {
		return err
	}
	if err := s.checkSize(model); err != nil {
		return err
	}
	stored := make([]semantic.StoredVector, len(vectors))
	for i, v := range vectors {
		stored[i] = semantic.StoredVector{Key: v.Key, TextHash: semantic.TextHash(v.Text), Values: v.Values}
	}
	if x.kept != nil && len(stored) > 0 {
		if err := x.kept.SaveVectors(ctx, model.ID, stored); err != nil {
			return err
		}
	}
	s.put(stored)
	return nil
}

// Nearest implements [semantic.Index].
func (x *Index) Nearest(ctx context.Context, model semantic.EmbeddingModel, query []float32, k int) ([]semantic.Neighbour, error) {
	if err := model.Check(); err != nil {
		return nil, err
	}
	if err := model.CheckValues(query); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	query = semantic.Unit(query)
	if query == nil || k < 1 {
		return []semantic.Neighbour{}, nil
	}
	s, err := x.loaded(ctx, model)
	if err != nil {
		return nil, err
	}
	x.mu.RLock()
	defer x.mu.RUnlock()
	if s.dimensions != model.Dimensions {
		return []semantic.Neighbour{}, nil
	}
	return s.nearest(query, k), nil
}

// loaded gives the vectors of a model, and brings them into memory when that has not been done. They are read under the lock.
func (x *Index) loaded(ctx context.Context, model semantic.EmbeddingModel) (*space, error) {
	x.mu.RLock()
	s := x.spaces[model.ID]
	x.mu.RUnlock()
	if s != nil && s.dimensions == model.Dimensions {
		return s, ctx.Err()
	}
	x.mu.Lock()
	defer x.mu.Unlock()
	return x.space(ctx, model)
}

// space gives the vectors of a model, loaded from where they are kept. The caller holds the lock for writing.
func (x *Index) space(ctx context.Context, model semantic.EmbeddingModel) (*space, error) {
	if err := model.Check(); err != nil {
		return nil, err
	}
	if err := ctx.Err(); err != nil {
		return nil, err
	}
	if s := x.spaces[model.ID]; s != nil && (s.dimensions == model.Dimensions || len(s.rows) > 0) {
		return s, nil
	}
	s := newSpace(model.Dimensions)
	if x.kept != nil {
		if err := x.fill(ctx, s, model); err != nil {
			return nil, err
		}
	}
	x.spaces[model.ID] = s
	return s, nil
}

const loadBatch = 1024

// fill loads what is kept. A vector that the model cannot have made is left out, and so will be missing.
func (x *Index) fill(ctx context.Context, s *space, model semantic.EmbeddingModel) error {
	batch := make([]semantic.StoredVector, 0, loadBatch)
	for v, err := range x.kept.LoadVectors(ctx, model.ID) {
		if err != nil {
			return err
		}
		if v.TextHash == "" || model.CheckValues(v.Values) != nil {
			s.refuse(v)
			continue
		}
		if batch = append(batch, v); len(batch) == loadBatch {
			s.put(batch)
			batch = slices.Delete(batch, 0, len(batch))
		}
	}
	s.put(batch)
	return nil
}
