package store

import (
	"context"
	"database/sql"
	"encoding/binary"
	"errors"
	"iter"
	"math"
	"strings"

	"github.com/plumbline-dev/plumb/semantic"
)

// LoadVectors gives all vectors of a model, ordered by key, and ends with the first error.
func (s *Store) LoadVectors(ctx context.Context, modelID string) iter.Seq2[semantic.StoredVector, error] {
	return func(yield func(semantic.StoredVector, error) bool) {
		err := s.each(ctx, "store.load_vectors", func(row scanner) error {
			v, err := scanVector(row)
			if err != nil {
				return err
			}
			if !yield(v, nil) {
				return errLeft
			}
			return nil
		}, `SELECT entry_key, text_hash, dimensions, embedding FROM vectors WHERE model_id = $1 ORDER BY entry_key`, modelID)
		if err != nil && !errors.Is(err, errLeft) {
			yield(semantic.StoredVector{}, err)
		}
	}
}

// SaveVectors keeps vectors of a model, all or none, in place of those with the same keys.
func (s *Store) SaveVectors(ctx context.Context, modelID string, vectors []semantic.StoredVector) error {
	const op = "store.save_vectors"
	for _, v := range vectors {
		if err := errors.Join(checkText(op, "the key of a vector", v.Key), checkText(op, "the hash of a text", v.TextHash)); err != nil {
			return err
		}
	}
	return s.inTx(ctx, op, func(tx *sql.Tx) error {
		return inBatches(vectors, func(part []semantic.StoredVector) error {
			rows := make([]string, len(part))
			args := []any{modelID}
			for i, v := range part {
				rows[i] = "($1, " + placeholders(len(args)+1, 4) + ")"
				args = append(args, v.Key, v.TextHash, len(v.Values), packed(v.Values))
			}
			if err := dropVectors(ctx, tx, modelID, keysOf(part)); err != nil {
				return err
			}
			_, err := tx.ExecContext(ctx, `INSERT INTO vectors (model_id, entry_key, text_hash, dimensions, embedding) VALUES `+strings.Join(rows, ", "), args...)
			return err
		})
	})
}

// DropVectors removes the vectors of a model that have these keys. Keys without one are passed over.
func (s *Store) DropVectors(ctx context.Context, modelID string, keys []string) error {
	return s.inTx(ctx, "store.drop_vectors", func(tx *sql.Tx) error {
		return inBatches(keys, func(part []string) error { return dropVectors(ctx, tx, modelID, part) })
	})
}

// dropVectors removes at most a batch of vectors.
func dropVectors(ctx context.Context, tx *sql.Tx, modelID string, keys []string) error {
	args := []any{modelID}
	for _, key := range keys {
		args = append(args, key)
	}
	_, err := tx.ExecContext(ctx, `DELETE FROM vectors WHERE model_id = $1 AND entry_key IN (`+placeholders(2, len(keys))+`)`, args...)
	return err
}

func keysOf(vectors []semantic.StoredVector) []string {
	keys := make([]string, len(vectors))
	for i, v := range vectors {
		keys[i] = v.Key
	}
	return keys
}

// scanVector reads a vector. One that lost or gained bytes is given without values, so that it is computed again.
func scanVector(row scanner) (semantic.StoredVector, error) {
	var v semantic.StoredVector
	var dimensions int
	var embedding []byte
	if err := row.Scan(&v.Key, &v.TextHash, &dimensions, &embedding); err != nil {
		return v, unreadable(err, "a vector")
	}
	if len(embedding) == dimensions*bytesPerValue {
		v.Values = unpacked(embedding)
	}
	return v, nil
}

const bytesPerValue = 4

func packed(values []float32) []byte {
	out := make([]byte, 0, bytesPerValue*len(values))
	for _, v := range values {
		out = binary.LittleEndian.AppendUint32(out, math.Float32bits(v))
	}
	return out
}

func unpacked(embedding []byte) []float32 {
	values := make([]float32, len(embedding)/bytesPerValue)
	for i := range values {
		values[i] = math.Float32frombits(binary.LittleEndian.Uint32(embedding[bytesPerValue*i:]))
	}
	return values
}
