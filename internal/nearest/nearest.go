// Package nearest tells how close words are spelt, and finds the one that was probably meant, for "did you mean" in errors.
package nearest

import "strings"

// Word gives the candidate that is closest to word, if one is close enough to be worth asking about: at most a third of
// its letters (and at least one) are wrong, missing, added or swapped with their neighbour. Case does not count.
func Word(word string, candidates []string) (string, bool) {
	best, bestDistance := "", -1
	letters := []rune(strings.ToLower(word))
	for _, c := range candidates {
		allowed := max(1, len([]rune(c))/3)
		d := Distance(letters, []rune(strings.ToLower(c)), allowed)
		if d <= allowed && (bestDistance < 0 || d < bestDistance) {
			best, bestDistance = c, d
		}
	}
	return best, bestDistance >= 0
}

// Distance is the optimal string alignment distance: Levenshtein's, with the swap of two neighbours counted as one. It is
// given up beyond limit, and then larger than that.
func Distance[L comparable](a, b []L, limit int) int {
	if len(a)-len(b) > limit || len(b)-len(a) > limit {
		return limit + 1
	}
	before, last, row := make([]int, len(b)+1), make([]int, len(b)+1), make([]int, len(b)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(a); i++ {
		row[0] = i
		least := row[0]
		for j := 1; j <= len(b); j++ {
			cost := 1
			if a[i-1] == b[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && a[i-1] == b[j-2] && a[i-2] == b[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
			least = min(least, row[j])
		}
		if least > limit {
			return limit + 1
		}
		before, last, row = last, row, before
	}
	return last[len(b)]
}
