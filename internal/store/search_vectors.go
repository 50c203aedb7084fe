package store

import (
	"context"

	"github.com/plumbline-dev/plumb/semantic"
)

// Hashes gives the hashes of the texts of those of the passages with the given numbers that are there, by number.
func (s *Store) Hashes(ctx context.Context, numbers []int64) (map[int64]string, error) {
	found := make(map[int64]string, len(numbers))
	return found, inLookups(numbers, func(part []int64) error {
		return s.each(ctx, "store.hashes", func(row scanner) error {
			var number int64
			var text string
			if err := row.Scan(&number, &text); err != nil {
				return unreadable(err, "a passage of the index")
			}
			found[number] = semantic.TextHash(text)
			return nil
		}, `SELECT number, text FROM search_passages WHERE number IN (`+placeholders(1, len(part))+`)`, anys(part)...)
	})
}

// Signatures gives the blocks of signatures that are kept of a model, by their numbers.
func (s *Store) Signatures(ctx context.Context, model string) (map[int64][]byte, error) {
	found := map[int64][]byte{}
	return found, s.each(ctx, "store.signatures", func(row scanner) error {
		var number int64
		var kept []byte
		err := row.Scan(&number, &kept)
		found[number] = kept
		return err
	}, `SELECT block, signatures FROM search_signatures WHERE model_id = $1`, model)
}

// VectorsOf gives the vectors of a model with the given keys, as far as they are there.
func (s *Store) VectorsOf(ctx context.Context, model string, keys []string) (map[string][]float32, error) {
	found := make(map[string][]float32, len(keys))
	return found, inLookups(keys, func(part []string) error {
		return s.each(ctx, "store.vectors_of", func(row scanner) error {
			v, err := scanVector(row)
			if err == nil && v.Values != nil {
				found[v.Key] = v.Values
			}
			return err
		}, `SELECT entry_key, text_hash, dimensions, embedding FROM vectors WHERE model_id = $1 AND entry_key IN (`+placeholders(2, len(part))+`)`,
			append([]any{model}, anys(part)...)...)
	})
}

// SetSignatures implements [search.Update].
func (u searchUpdate) SetSignatures(ctx context.Context, model string, block int64, signatures []byte) error {
	if _, err := u.tx.ExecContext(ctx, `DELETE FROM search_signatures WHERE model_id = $1 AND block = $2`, model, block); err != nil {
		return err
	}
	_, err := u.tx.ExecContext(ctx, `INSERT INTO search_signatures (model_id, block, signatures) VALUES ($1, $2, $3)`, model, block, signatures)
	return err
}
