package openai

import "iter"

// What one request carries. OpenAI takes 2,048 texts and 300,000 tokens; servers at home take less.
const (
	batchTexts  = 128
	batchTokens = 60_000
)

// estimatedTokens gives a number of tokens that a text hardly exceeds: tokenizers take four letters of English for one, and less of
// other scripts, whose letters are more bytes each.
func estimatedTokens(text string) int { return len(text)/3 + 1 }

// batches divides items, in order, so that no batch is too large. An item that is too large by itself is a batch of its own: the
// server knows better what it can read.
func batches[T any](items []T, tokens func(T) int) iter.Seq[[]T] {
	return func(yield func([]T) bool) {
		first, sum := 0, 0
		for i, item := range items {
			n := tokens(item)
			if i > first && (i-first == batchTexts || sum+n > batchTokens) {
				if !yield(items[first:i]) {
					return
				}
				first, sum = i, 0
			}
			sum += n
		}
		if first < len(items) {
			yield(items[first:])
		}
	}
}
