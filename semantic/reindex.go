package semantic

import (
	"context"
	"slices"

	"github.com/plumbline-dev/plumb/internal/fault"
)

// Reindexed says what bringing an index up to date took.
type Reindexed struct {
	Entries  int `json:"entries"`  // that the index was to hold
	Embedded int `json:"embedded"` // of them, those that had no vector yet and have one now
}

// reindexBatch is how many vectors are computed before they are kept: the most that an interruption can lose.
const reindexBatch = 256

// Reindex brings an index up to date with the entries of a catalogue: what is gone is removed, what is new or has another text is
// embedded. Each batch is kept before the next one is computed, so after an interruption the next call goes on from there; the
// result counts what was kept even when there is an error. progress, unless nil, hears after each batch how many of the missing
// entries are done.
func Reindex(ctx context.Context, index Index, embedder Embedder, entries []Entry, progress func(done, total int)) (Reindexed, error) {
	missing, err := index.Missing(ctx, embedder.Model(), entries)
	if err == nil {
		err = index.Retain(ctx, embedder.Model(), entries)
	}
	if err != nil {
		return Reindexed{Entries: len(entries)}, comparing(err)
	}
	return fill(ctx, index, embedder, entries, missing, progress)
}

// ReindexAll is Reindex with every entry embedded anew, whatever the index holds.
func ReindexAll(ctx context.Context, index Index, embedder Embedder, entries []Entry, progress func(done, total int)) (Reindexed, error) {
	if err := index.Retain(ctx, embedder.Model(), nil); err != nil {
		return Reindexed{Entries: len(entries)}, comparing(err)
	}
	return fill(ctx, index, embedder, entries, entries, progress)
}

// Fill embeds what an index lacks of the entries of a catalogue, and removes nothing. It counts and continues as Reindex does.
func Fill(ctx context.Context, index Index, embedder Embedder, entries []Entry) (Reindexed, error) {
	missing, err := index.Missing(ctx, embedder.Model(), entries)
	if err != nil {
		return Reindexed{Entries: len(entries)}, comparing(err)
	}
	return fill(ctx, index, embedder, entries, missing, nil)
}

const opReindex = "index.reindex"

func comparing(err error) error {
	return fault.Wrap(err, fault.KindOf(err), opReindex, "comparing the index with the catalogue", fault.Next(err))
}

func fill(ctx context.Context, index Index, embedder Embedder, entries, missing []Entry, progress func(done, total int)) (Reindexed, error) {
	result := Reindexed{Entries: len(entries)}
	for batch := range slices.Chunk(missing, reindexBatch) {
		vectors, err := embed(ctx, embedder, batch)
		if err == nil {
			err = index.Put(ctx, embedder.Model(), vectors)
		}
		if err != nil {
			return result, fault.Wrap(err, fault.KindOf(err), opReindex, "embedding the catalogue", fault.Next(err))
		}
		result.Embedded += len(batch)
		if progress != nil {
			progress(result.Embedded, len(missing))
		}
	}
	return result, nil
}

func embed(ctx context.Context, embedder Embedder, entries []Entry) ([]Vector, error) {
	texts := make([]string, len(entries))
	for i, e := range entries {
		texts[i] = e.Text
	}
	values, err := embedder.Embed(ctx, texts)
	if err != nil {
		return nil, err
	}
	if len(values) != len(entries) {
		return nil, fault.Newf(fault.Internal, "embedder.embed", "%s gave %d vectors for %d texts", embedder.Model().ID, len(values), len(entries))
	}
	vectors := make([]Vector, len(entries))
	for i, e := range entries {
		vectors[i] = Vector{Entry: e, Values: values[i]}
	}
	return vectors, nil
}
