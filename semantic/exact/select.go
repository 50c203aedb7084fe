package exact

import "math"

// kthLargest gives the k-th largest score of the findable rows, and minus infinity when there are no more than k.
func kthLargest[S float32 | float64](scores []S, findable []bool, k int) S {
	if k >= len(scores) {
		return S(math.Inf(-1))
	}
	heap := make([]S, k) // the smallest first
	for i := range heap {
		heap[i] = S(math.Inf(-1))
	}
	least := heap[0]
	for row, score := range scores {
		if score > least && findable[row] {
			replaceLeast(heap, score)
			least = heap[0]
		}
	}
	return least
}

// replaceLeast puts a score into a heap in place of its smallest.
func replaceLeast[S float32 | float64](heap []S, score S) {
	at := 0
	for {
		child := 2*at + 1
		if child >= len(heap) {
			break
		}
		if child+1 < len(heap) && heap[child+1] < heap[child] {
			child++
		}
		if score <= heap[child] {
			break
		}
		heap[at] = heap[child]
		at = child
	}
	heap[at] = score
}

// atLeastKth gives those that are as near as the k-th or nearer.
func atLeastKth(found []scored, k int) []scored {
	scores, all := make([]float64, len(found)), make([]bool, len(found))
	for i, f := range found {
		scores[i], all[i] = f.score, true
	}
	least := kthLargest(scores, all, k)
	kept := found[:0]
	for _, f := range found {
		if f.score >= least {
			kept = append(kept, f)
		}
	}
	return kept
}
