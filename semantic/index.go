package semantic

import "context"

// Embedder turns texts into vectors. The same text gives the same vector as long as the model's id is the same.
type Embedder interface {
	// Model says which vectors these are. Vectors of two models are never compared.
	Model() EmbeddingModel
	// Embed gives one vector for each text, in order, each of the model's dimensions and of length 1, or all zero for a
	// text that holds nothing the model knows.
	Embed(ctx context.Context, texts []string) ([][]float32, error)
}

// EmbeddingModel identifies a vector space.
type EmbeddingModel struct {
	ID         string // such as "builtin/ngram-512-v1" or "openai/text-embedding-3-small"
	Dimensions int
}

// Entry is a text of the catalogue that can be found: a name, label, synonym or description of a metric.
type Entry struct {
	Key  string // unique; the id of the metric, "#" and the number of the text
	Text string
}

// Vector is the place of an entry in the space of a model.
type Vector struct {
	Entry
	Values []float32
}

// Neighbour is an entry near a query.
type Neighbour struct {
	Key   string
	Score float64 // cosine similarity, -1 to 1
}

// Index finds the entries that are nearest to a vector. It holds vectors of several models apart from each other.
// Implementations are checked by the suite in semantic/indextest.
type Index interface {
	// Missing gives the entries for which the index holds no vector of the model, or one of another text. It changes
	// nothing. It answers with a conflict, see [OtherSize], when the vectors that are held are of another size than the
	// model's: another model goes by its id now.
	Missing(ctx context.Context, model EmbeddingModel, entries []Entry) ([]Entry, error)
	// Retain removes what the index holds of the model beyond the entries given: vectors of others, of another text, and of
	// another size than the model's.
	Retain(ctx context.Context, model EmbeddingModel, entries []Entry) error
	// Put keeps vectors of a model. It refuses, keeping none of them, with kind Invalid vectors of another size than the
	// model's and ones that hold NaN or an infinity, and with a conflict, as Missing does, a model of another size.
	Put(ctx context.Context, model EmbeddingModel, vectors []Vector) error
	// Nearest gives at most k entries, nearest first, equally near ones by key. Entries without a vector of the model
	// are not found. An all-zero query finds nothing.
	Nearest(ctx context.Context, model EmbeddingModel, query []float32, k int) ([]Neighbour, error)
}
