package semantic

import (
	"cmp"
	"context"
	"crypto/sha256"
	"encoding/hex"
	"iter"
	"math"
	"regexp"
	"strings"
	"unicode/utf8"

	"github.com/plumbline-dev/plumb/internal/fault"
)

// StoredVector is a vector as a database keeps it: with the hash of its text, so that a changed text is noticed.
type StoredVector struct {
	Key      string
	TextHash string // of TextHash
	Values   []float32
}

// Vectors keeps the vectors of an index between two runs. What it holds can be computed again at any time: it is no
// record, and losing it costs time or money but no knowledge.
type Vectors interface {
	// LoadVectors gives all vectors of a model, in any order, and ends with the first error.
	LoadVectors(ctx context.Context, modelID string) iter.Seq2[StoredVector, error]
	// SaveVectors keeps vectors of a model, all or none, in place of those with the same keys.
	SaveVectors(ctx context.Context, modelID string, vectors []StoredVector) error
	// DropVectors removes the vectors of a model that have these keys. Keys without one are passed over.
	DropVectors(ctx context.Context, modelID string, keys []string) error
}

// maxDimensions is the largest vector that pgvector stores.
const maxDimensions = 16000

var modelIDForm = regexp.MustCompile(`^[A-Za-z0-9][A-Za-z0-9._:/@+-]{0,199}$`)

// Check refuses, with kind Invalid, a model that cannot name a vector space.
func (m EmbeddingModel) Check() error {
	const op = "embedding-model.check"
	switch {
	case !modelIDForm.MatchString(m.ID):
		return fault.Newf(fault.Invalid, op, "%.200q cannot be the id of an embedding model", m.ID).
			Do("Use letters, digits and . _ : / @ + - only, such as openai/text-embedding-3-small.")
	case m.Dimensions < 1 || m.Dimensions > maxDimensions:
		return fault.Newf(fault.Invalid, op, "%s has %d dimensions", m.ID, m.Dimensions).
			Do("Use a model with 1 to %d dimensions.", maxDimensions)
	}
	return nil
}

// CheckValues refuses, with kind Invalid, a vector of another size than the model's and one that holds NaN or an infinity.
func (m EmbeddingModel) CheckValues(values []float32) error {
	const op = "vector.check"
	if len(values) != m.Dimensions {
		return fault.Newf(fault.Invalid, op, "a vector has %d numbers and %s has %d dimensions", len(values), m.ID, m.Dimensions).
			Do("Check that the model's id still names the same model, then run: plumb metrics reindex")
	}
	for i, v := range values {
		if f := float64(v); math.IsNaN(f) || math.IsInf(f, 0) {
			return fault.Newf(fault.Invalid, op, "number %d of a vector of %s is not finite", i+1, m.ID).
				Do("Check the server that made it, then run: plumb metrics reindex")
		}
	}
	return nil
}

// OtherSize is the error of an index that holds vectors of another size than those that a model makes now.
func (m EmbeddingModel) OtherSize(held int) error {
	return fault.Newf(fault.Conflict, "index.compare", "the index holds vectors of %s with %d dimensions, and the service gives %d: it serves another model under this name",
		m.ID, held, m.Dimensions).
		Do("Check embeddings.base_url and embeddings.model in plumb.yaml. To change over to the new model: plumb metrics reindex --all")
}

// maxKey is the longest key in bytes: what an index of PostgreSQL takes with room to spare.
const maxKey = 1024

// CheckVectors refuses, with kind Invalid, what no index can keep: what CheckValues refuses, keys that are not text or too long, and two
// vectors for one key.
func (m EmbeddingModel) CheckVectors(vectors []Vector) error {
	if err := m.Check(); err != nil {
		return err
	}
	seen := make(map[string]struct{}, len(vectors))
	for _, v := range vectors {
		if err := m.CheckValues(v.Values); err != nil {
			return fault.Wrap(err, fault.Invalid, "vectors.check", "the vector of "+v.Key, "")
		}
		if len(v.Key) > maxKey || !utf8.ValidString(v.Key) || strings.ContainsRune(v.Key, 0) {
			return fault.Newf(fault.Invalid, "vectors.check", "%.80q... cannot be the key of a vector", v.Key).
				Do("Use a shorter name for the metric, of up to some %d letters, in UTF-8.", maxKey/2)
		}
		if _, twice := seen[v.Key]; twice {
			return fault.Newf(fault.Invalid, "vectors.check", "there are two vectors for %s", v.Key).Do("Give each entry a key of its own.")
		}
		seen[v.Key] = struct{}{}
	}
	return nil
}

// TextHash identifies a text: 32 hex digits, the first half of its SHA-256.
func TextHash(text string) string {
	sum := sha256.Sum256([]byte(text))
	return hex.EncodeToString(sum[:16])
}

// unitTolerance is how far from 1 the length of a vector may be to count as 1: what rounding to float32 leaves.
const unitTolerance = 1e-6

// Unit gives a finite vector scaled to length 1, the vector itself when it has that length, and nil for an all-zero one.
func Unit(values []float32) []float32 {
	var squares float64
	for _, v := range values {
		squares += float64(float64(v) * float64(v)) // the conversion keeps every machine from fusing the two operations
	}
	length := math.Sqrt(squares)
	switch {
	case length == 0:
		return nil
	case math.Abs(length-1) <= unitTolerance:
		return values
	}
	scaled := make([]float32, len(values))
	for i, v := range values {
		scaled[i] = float32(float64(v) / length)
	}
	return scaled
}

// Compare orders neighbours: the nearer first, equally near ones by key.
func (n Neighbour) Compare(other Neighbour) int {
	return cmp.Or(cmp.Compare(other.Score, n.Score), cmp.Compare(n.Key, other.Key))
}
