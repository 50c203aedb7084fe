package pgvec

import (
	"context"
	"fmt"
	"strings"

	"github.com/jackc/pgx/v5"

	"github.com/plumbline-dev/plumb/semantic"
)

const (
	// mostVector and mostHalfvec are the dimensions up to which HNSW takes the two types.
	mostVector  = 2000
	mostHalfvec = 4000

	searchWidth  = 100
	widestSearch = 1000 // the most that pgvector takes

	// overfetch is how many neighbours more than asked for are fetched from an approximate index, so that those as near as
	// the last one are put in the order of their keys.
	overfetch = 20
)

// columnType gives the type by which the index of a model is built, and false for vectors that are too long for one.
func columnType(model semantic.EmbeddingModel) (string, bool) {
	switch {
	case model.Dimensions <= mostVector:
		return "vector", true
	case model.Dimensions <= mostHalfvec:
		return "halfvec", true
	}
	return "", false
}

// indexName gives the name of the HNSW index of a model. It is made of letters and digits only.
func indexName(model semantic.EmbeddingModel) string {
	return "semantic_vectors_hnsw_" + semantic.TextHash(model.ID)[:16]
}

// hasANN reports whether the model has an HNSW index. What was seen once is believed: a query is right either way.
func (x *Index) hasANN(ctx context.Context, model semantic.EmbeddingModel) (bool, error) {
	x.mu.Lock()
	ann, known := x.ann[model.ID]
	x.mu.Unlock()
	if known {
		return ann, nil
	}
	err := x.pool.QueryRow(ctx, annExists, indexName(model)).Scan(&ann)
	if err != nil {
		return false, err
	}
	x.know(model, ann)
	return ann, nil
}

const annExists = `SELECT EXISTS (SELECT 1 FROM pg_index WHERE indexrelid = to_regclass($1) AND indisvalid)`

func (x *Index) know(model semantic.EmbeddingModel, ann bool) {
	x.mu.Lock()
	defer x.mu.Unlock()
	x.ann[model.ID] = ann
}

// buildWhenLarge builds the HNSW index of a model once it has so many vectors that it pays, and the extension is new enough.
func (x *Index) buildWhenLarge(ctx context.Context, model semantic.EmbeddingModel) error {
	column, ok := columnType(model)
	if ann, err := x.hasANN(ctx, model); err != nil || ann || !ok {
		return err
	}
	var due bool
	err := x.pool.QueryRow(ctx, `SELECT count(*) >= $2 FROM (SELECT 1 FROM semantic_vectors WHERE model_id = $1 LIMIT $2) AS counted`,
		model.ID, x.annFrom).Scan(&due)
	if err != nil || !due {
		return err
	}
	return x.inTx(ctx, func(tx pgx.Tx) error { return x.build(ctx, tx, model, column) })
}

func (x *Index) build(ctx context.Context, tx pgx.Tx, model semantic.EmbeddingModel, column string) error {
	if sound, err := soundVersion(ctx, tx); err != nil || !sound {
		return err
	}
	// Two servers that reach the number at once: the second waits, and finds the index there.
	if _, err := tx.Exec(ctx, `SELECT pg_advisory_xact_lock(hashtext($1))`, indexName(model)); err != nil {
		return err
	}
	if _, err := tx.Exec(ctx, `SET LOCAL maintenance_work_mem = '256MB'`); err != nil {
		return err
	}
	// DDL takes no parameters. The id has passed EmbeddingModel.Check, which lets no quote or backslash through.
	_, err := tx.Exec(ctx, fmt.Sprintf(`CREATE INDEX IF NOT EXISTS %s ON semantic_vectors
		USING hnsw ((embedding::%s(%d)) %s_cosine_ops) WITH (m = 16, ef_construction = 64) WHERE model_id = %s`,
		indexName(model), column, model.Dimensions, column, quoted(model.ID)))
	if err == nil {
		x.know(model, true)
	}
	return err
}

// soundVersion reports whether the extension is 0.8.4 or later: before, HNSW indexes had bugs.
func soundVersion(ctx context.Context, tx pgx.Tx) (bool, error) {
	var sound bool
	err := tx.QueryRow(ctx, `SELECT string_to_array(substring(extversion FROM '^[0-9.]*[0-9]'), '.')::int[] >= '{0,8,4}'
		FROM pg_extension WHERE extname = 'vector'`).Scan(&sound)
	return sound, err
}

func quoted(text string) string { return "'" + strings.ReplaceAll(text, "'", "''") + "'" }

// approximate asks the HNSW index for the k nearest.
func (x *Index) approximate(ctx context.Context, model semantic.EmbeddingModel, query string, k int) ([]semantic.Neighbour, error) {
	var found []semantic.Neighbour
	err := x.inTx(ctx, func(tx pgx.Tx) error {
		if _, err := tx.Exec(ctx, searchSettings(max(x.searchWidth, k)), pgx.QueryExecModeSimpleProtocol); err != nil {
			return err
		}
		rows, err := tx.Query(ctx, approximateQuery(model), model.ID, query, k)
		if err != nil {
			return err
		}
		found, err = neighbours(rows)
		return err
	})
	return found, err
}

// searchSettings gives the statements that set up a transaction for a search. The planner is kept from other ways, because it takes
// them for cheap: it does not see what fetching long vectors costs, which are stored outside of their rows.
func searchSettings(width int) string {
	return fmt.Sprintf(`SET LOCAL hnsw.ef_search = %d; SET LOCAL hnsw.iterative_scan = strict_order;
		SET LOCAL enable_seqscan = off; SET LOCAL enable_bitmapscan = off; SET LOCAL enable_sort = off`, width)
}

// approximateQuery gives the query in the expression and with the condition that the index was built with: with any others it is not used.
func approximateQuery(model semantic.EmbeddingModel) string {
	column, _ := columnType(model)
	return fmt.Sprintf(`SELECT key, embedding::%[1]s(%[2]d) <=> $2::text::%[1]s(%[2]d) AS distance
		FROM semantic_vectors WHERE model_id = $1 ORDER BY distance LIMIT $3`, column, model.Dimensions)
}
