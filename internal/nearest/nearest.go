// Package nearest finds the word that was probably meant, for "did you mean" in errors.
package nearest

import "strings"

// Word gives the candidate that is closest to word, if one is close enough to be worth asking about: at most a third of
// its letters (and at least one) are wrong, missing, added or swapped with their neighbour. Case does not count.
func Word(word string, candidates []string) (string, bool) {
	best, bestDistance := "", -1
	for _, c := range candidates {
		allowed := max(1, len([]rune(c))/3)
		d := distance(strings.ToLower(word), strings.ToLower(c))
		if d <= allowed && (bestDistance < 0 || d < bestDistance) {
			best, bestDistance = c, d
		}
	}
	return best, bestDistance >= 0
}

// distance is the optimal string alignment distance: Levenshtein's, with the swap of two neighbours counted as one.
func distance(a, b string) int {
	x, y := []rune(a), []rune(b)
	before, last, row := make([]int, len(y)+1), make([]int, len(y)+1), make([]int, len(y)+1)
	for j := range last {
		last[j] = j
	}
	for i := 1; i <= len(x); i++ {
		row[0] = i
		for j := 1; j <= len(y); j++ {
			cost := 1
			if x[i-1] == y[j-1] {
				cost = 0
			}
			row[j] = min(last[j]+1, row[j-1]+1, last[j-1]+cost)
			if i > 1 && j > 1 && x[i-1] == y[j-2] && x[i-2] == y[j-1] {
				row[j] = min(row[j], before[j-2]+1)
			}
		}
		before, last, row = last, row, before
	}
	return last[len(y)]
}
