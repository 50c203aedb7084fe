// Package ngram is the builtin embedder. It is lexical, not semantic: two texts are near when they share words and parts
// of words, whatever these mean. It needs no model and no network, and a text has the same vector on every machine, whatever
// else is in the catalogue.
//
// A text is taken apart into words, each word into its runs of three to five characters with its ends marked, and words
// and runs are hashed into a fixed number of dimensions with a sign, so that what falls together by chance cancels out on
// average (Weinberger et al., "Feature Hashing for Large Scale Multitask Learning", 2009).
package ngram

import (
	"context"
	"math"
	"slices"

	"github.com/plumbline-dev/plumb/semantic"
)

// model is the id of the vectors. Whoever changes a single number of a vector gives it a new version: a golden test sees to it.
const model = "builtin/ngram-512-v1"

const (
	dimensions = 512 // a power of two
	shortest   = 3   // characters of a run, the marks of a word's ends among them
	longest    = 5
	checkEvery = 1024 // texts between two looks at the context
)

type embedder struct{}

// New gives the builtin embedder. Its only error is that of a cancelled context.
func New() semantic.Embedder { return embedder{} }

// Model identifies the vectors.
func (embedder) Model() semantic.EmbeddingModel {
	return semantic.EmbeddingModel{ID: model, Dimensions: dimensions}
}

// Embed gives a vector for each text; one without a letter or digit gets an all-zero one.
func (embedder) Embed(ctx context.Context, texts []string) ([][]float32, error) {
	vectors := make([][]float32, len(texts))
	var s sketch
	for i, text := range texts {
		if i%checkEvery == 0 {
			if err := ctx.Err(); err != nil {
				return nil, err
			}
		}
		vectors[i] = s.vector(text)
	}
	return vectors, nil
}

// sketch is the working memory for one text after another.
type sketch struct {
	words    words
	features []uint64
	sums     [dimensions]float64
}

func (s *sketch) vector(text string) []float32 {
	s.features = s.features[:0]
	for word := range s.words.of(text) {
		s.features = appendWord(s.features, word)
	}
	vector := make([]float32, dimensions)
	if len(s.features) == 0 {
		return vector
	}
	slices.Sort(s.features) // equal features stand together, and sums are added up in one order everywhere
	s.addUp()
	s.scaleInto(vector)
	return vector
}

// addUp adds each different feature to the dimension that it is hashed to, weighted by the root of how often it occurs: the tenth
// "the" says less than the first. A root is exact on every machine, a logarithm is not.
func (s *sketch) addUp() {
	clear(s.sums[:])
	for i := 0; i < len(s.features); {
		feature, first := s.features[i], i
		for i < len(s.features) && s.features[i] == feature {
			i++
		}
		weight := 1.0
		if n := i - first; n > 1 {
			weight = math.Sqrt(float64(n))
		}
		if feature>>63 == 1 {
			weight = -weight
		}
		s.sums[(feature^feature>>32)%dimensions] += weight
	}
}

// scaleInto writes the sums into vector, scaled to length 1. The conversions keep every machine from fusing two operations into one
// that rounds differently.
func (s *sketch) scaleInto(vector []float32) {
	var squares float64
	for _, v := range s.sums {
		squares += float64(v * v)
	}
	if squares == 0 {
		return // all features cancelled out
	}
	length := math.Sqrt(squares)
	for i, v := range s.sums {
		if v != 0 {
			vector[i] = float32(v / length)
		}
	}
}

// FNV-1a, 64 bits (http://www.isthe.com/chongo/tech/comp/fnv/).
const (
	fnvOffset = 14695981039346656037
	fnvPrime  = 1099511628211
)

// wholeWord is what the hash of a whole word starts with. No text holds this byte (it is never part of UTF-8), so a word and a run of the
// same letters are two features.
const wholeWord = 0xff

// appendWord appends the features of a word: itself and its runs of characters. The word comes with its ends marked.
func appendWord(features []uint64, word []byte) []uint64 {
	whole := uint64(fnvOffset)
	whole = (whole ^ wholeWord) * fnvPrime
	for start := 0; start < len(word); start++ {
		whole = (whole ^ uint64(word[start])) * fnvPrime
		if !startsRune(word[start]) {
			continue
		}
		features = appendRuns(features, word[start:])
	}
	return append(features, whole)
}

// appendRuns appends the runs with which a part of a word begins.
func appendRuns(features []uint64, part []byte) []uint64 {
	h, runes := uint64(fnvOffset), 0
	for i, b := range part {
		if startsRune(b) && i > 0 {
			runes++
			if runes >= shortest {
				features = append(features, h)
			}
			if runes == longest {
				return features
			}
		}
		h = (h ^ uint64(b)) * fnvPrime
	}
	if runes+1 >= shortest {
		features = append(features, h)
	}
	return features
}

func startsRune(b byte) bool { return b&0xc0 != 0x80 }
