// Package pgvec is the index in PostgreSQL with the vector extension (pgvector). Several servers can share it.
//
// Below [annFrom] vectors of a model a query compares with every one of them, which is exact and fast enough. From there on
// an HNSW index is built for the model, and neighbours are approximate: https://github.com/pgvector/pgvector#hnsw.
package pgvec

import (
	"context"
	"math"
	"slices"
	"sync"

	"github.com/jackc/pgx/v5"
	"github.com/jackc/pgx/v5/pgxpool"
	"github.com/pgvector/pgvector-go"

	"github.com/plumbline-dev/plumb/semantic"
)

// Table is the table that [Index.EnsureSchema] makes. It stands outside of the migrations, since a database without the
// extension does not have it.
const Table = "semantic_vectors"

// annFrom is the number of vectors of a model from which on an approximate index pays.
const annFrom = 50_000

// Index keeps vectors in a table of PostgreSQL.
type Index struct {
	pool        *pgxpool.Pool
	annFrom     int
	searchWidth int // hnsw.ef_search, unless more neighbours are wanted

	mu  sync.Mutex
	ann map[string]bool // by model id: is there an HNSW index, as far as is known
}

// New gives the index of a database. EnsureSchema has to have been called on the database once.
func New(pool *pgxpool.Pool) *Index {
	return &Index{pool: pool, annFrom: annFrom, searchWidth: searchWidth, ann: map[string]bool{}}
}

// Missing implements [semantic.Index].
func (x *Index) Missing(ctx context.Context, model semantic.EmbeddingModel, entries []semantic.Entry) ([]semantic.Entry, error) {
	if err := model.Check(); err != nil {
		return nil, err
	}
	var missing []semantic.Entry
	err := x.inTx(ctx, func(tx pgx.Tx) error {
		if err := refuseOtherSize(ctx, tx, model); err != nil {
			return err
		}
		kept, err := keptHashes(ctx, tx, model)
		missing = kept.missing(entries)
		return err
	})
	if err != nil {
		return nil, failed(err, "comparing the vector index with the catalogue")
	}
	return missing, nil
}

// Retain implements [semantic.Index].
func (x *Index) Retain(ctx context.Context, model semantic.EmbeddingModel, entries []semantic.Entry) error {
	if err := model.Check(); err != nil {
		return err
	}
	err := x.inTx(ctx, func(tx pgx.Tx) error {
		kept, err := keptHashes(ctx, tx, model)
		if err != nil {
			return err
		}
		kept.missing(entries) // takes out what is to stay
		return x.drop(ctx, tx, model, kept)
	})
	return failed(err, "removing vectors that nothing is looked up by")
}

// drop removes the vectors that are left in kept.
func (x *Index) drop(ctx context.Context, tx pgx.Tx, model semantic.EmbeddingModel, kept hashes) error {
	if len(kept) == 0 {
		return nil
	}
	stale := make([]string, 0, len(kept))
	resized := false
	for key, hash := range kept {
		stale = append(stale, key)
		resized = resized || hash == ""
	}
	if resized { // an index for the old size would refuse the new one
		if _, err := tx.Exec(ctx, `DROP INDEX IF EXISTS `+indexName(model)); err != nil {
			return err
		}
		x.know(model, false)
	}
	_, err := tx.Exec(ctx, `DELETE FROM semantic_vectors WHERE model_id = $1 AND key = ANY($2)`, model.ID, stale)
	return err
}

// hashes are those of the texts of kept vectors, by key; "" for a vector of another size.
type hashes map[string]string

func keptHashes(ctx context.Context, tx pgx.Tx, model semantic.EmbeddingModel) (hashes, error) {
	rows, err := tx.Query(ctx, `SELECT key, CASE WHEN vector_dims(embedding) = $2 THEN text_hash ELSE '' END
		FROM semantic_vectors WHERE model_id = $1`, model.ID, model.Dimensions)
	if err != nil {
		return nil, err
	}
	kept := hashes{}
	var key, hash string
	_, err = pgx.ForEachRow(rows, []any{&key, &hash}, func() error {
		kept[key] = hash
		return nil
	})
	return kept, err
}

// missing gives the entries that have no vector here, and takes those that have one out of h.
func (h hashes) missing(entries []semantic.Entry) []semantic.Entry {
	var missing []semantic.Entry
	var good []string
	for _, e := range entries {
		if hash, ok := h[e.Key]; ok && hash == semantic.TextHash(e.Text) {
			good = append(good, e.Key)
		} else {
			missing = append(missing, e)
		}
	}
	for _, key := range good {
		delete(h, key)
	}
	return missing
}

// putBatch is how many vectors one statement carries.
const putBatch = 500

// Put implements [semantic.Index].
func (x *Index) Put(ctx context.Context, model semantic.EmbeddingModel, vectors []semantic.Vector) error {
	if err := model.CheckVectors(vectors); err != nil {
		return err
	}
	err := x.inTx(ctx, func(tx pgx.Tx) error {
		if err := refuseOtherSize(ctx, tx, model); err != nil {
			return err
		}
		for batch := range slices.Chunk(vectors, putBatch) {
			if err := insert(ctx, tx, model, batch); err != nil {
				return err
			}
		}
		return nil
	})
	if err == nil {
		err = x.buildWhenLarge(ctx, model)
	}
	return failed(err, "keeping vectors")
}

// refuseOtherSize looks at one vector: those of one model are all of one size.
func refuseOtherSize(ctx context.Context, tx pgx.Tx, model semantic.EmbeddingModel) error {
	var held int
	err := tx.QueryRow(ctx, `SELECT vector_dims(embedding) FROM semantic_vectors WHERE model_id = $1 LIMIT 1`, model.ID).Scan(&held)
	switch {
	case noRows(err) || err == nil && held == model.Dimensions:
		return nil
	case err != nil:
		return err
	}
	return model.OtherSize(held)
}

func insert(ctx context.Context, tx pgx.Tx, model semantic.EmbeddingModel, vectors []semantic.Vector) error {
	keys, texts, values := make([]string, len(vectors)), make([]string, len(vectors)), make([]string, len(vectors))
	for i, v := range vectors {
		keys[i], texts[i], values[i] = v.Key, semantic.TextHash(v.Text), literal(v.Values)
	}
	_, err := tx.Exec(ctx, `INSERT INTO semantic_vectors (model_id, key, text_hash, embedding)
		SELECT $1, key, text_hash, embedding::vector FROM unnest($2::text[], $3::text[], $4::text[]) AS v (key, text_hash, embedding)
		ON CONFLICT (model_id, key) DO UPDATE SET text_hash = excluded.text_hash, embedding = excluded.embedding`,
		model.ID, keys, texts, values)
	return err
}

// literal gives a vector of length 1 (or all zero) as pgvector writes it. The length matters: pgvector adds squares in float32, which very
// long and very short vectors overflow.
func literal(values []float32) string {
	if unit := semantic.Unit(values); unit != nil {
		values = unit
	}
	return pgvector.NewVector(values).String()
}

// Nearest implements [semantic.Index].
func (x *Index) Nearest(ctx context.Context, model semantic.EmbeddingModel, query []float32, k int) ([]semantic.Neighbour, error) {
	if err := model.Check(); err != nil {
		return nil, err
	}
	if err := model.CheckValues(query); err != nil {
		return nil, err
	}
	if semantic.Unit(query) == nil || k < 1 {
		return []semantic.Neighbour{}, nil
	}
	found, err := x.nearest(ctx, model, literal(query), k)
	if err != nil {
		return nil, failed(err, "looking for neighbours")
	}
	slices.SortFunc(found, semantic.Neighbour.Compare)
	return found[:min(k, len(found))], nil
}

// nearest asks the HNSW index where there is one, and compares with every vector where there is none, where more are wanted than HNSW
// is good for, and where so many are equally near that an approximate answer would be any of them.
func (x *Index) nearest(ctx context.Context, model semantic.EmbeddingModel, query string, k int) ([]semantic.Neighbour, error) {
	ann, err := x.hasANN(ctx, model)
	if err != nil {
		return nil, err
	}
	if !ann || k > widestSearch-overfetch {
		return x.exact(ctx, model, query, k)
	}
	found, err := x.approximate(ctx, model, query, k+overfetch)
	if err == nil && len(found) == k+overfetch && found[k-1].Score == found[len(found)-1].Score {
		return x.exact(ctx, model, query, k)
	}
	return found, err
}

// exact compares with every vector. The distance to a vector of zeros is NaN, which PostgreSQL sorts behind all numbers.
func (x *Index) exact(ctx context.Context, model semantic.EmbeddingModel, query string, k int) ([]semantic.Neighbour, error) {
	rows, err := x.pool.Query(ctx, `SELECT key, embedding <=> $2::text::vector AS distance FROM semantic_vectors
		WHERE model_id = $1 AND vector_dims(embedding) = $3 ORDER BY distance, key COLLATE "C" LIMIT $4`,
		model.ID, query, model.Dimensions, k)
	if err != nil {
		return nil, err
	}
	return neighbours(rows)
}

func neighbours(rows pgx.Rows) ([]semantic.Neighbour, error) {
	found := []semantic.Neighbour{}
	var key string
	var distance float64
	_, err := pgx.ForEachRow(rows, []any{&key, &distance}, func() error {
		if !math.IsNaN(distance) {
			found = append(found, semantic.Neighbour{Key: key, Score: 1 - distance})
		}
		return nil
	})
	return found, err
}

// inTx does something in one transaction, all or nothing.
func (x *Index) inTx(ctx context.Context, do func(pgx.Tx) error) error {
	return pgx.BeginFunc(ctx, x.pool, do)
}
