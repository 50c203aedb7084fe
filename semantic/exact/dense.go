package exact

import (
	"runtime"
	"sync"
)

// dense keeps the numbers row by row in one block.
type dense struct {
	dimensions int
	values     []float32
	scores     sync.Pool // of *[]float32: working memory of a query
}

func (d *dense) rows() int { return len(d.values) / d.dimensions }

func (d *dense) row(i int) []float32 { return d.values[i*d.dimensions : (i+1)*d.dimensions] }

func (d *dense) add(unit []float32) {
	if unit == nil {
		unit = make([]float32, d.dimensions)
	}
	d.values = append(d.values, unit...)
}

func (d *dense) keep(rows []int) {
	kept := make([]float32, 0, len(rows)*d.dimensions)
	for _, row := range rows {
		kept = append(kept, d.row(row)...)
	}
	d.values = kept
}

// nearest compares the query with every row in float32, which is fast, and those that come so near to the k-th that rounding may
// hide their order once more in float64. The bound on rounding is proven, so no neighbour is lost.
func (d *dense) nearest(query []float32, k int, findable []bool) []scored {
	rows := d.rows()
	borrowed, ok := d.scores.Get().(*[]float32)
	if !ok || len(*borrowed) != rows {
		fresh := make([]float32, rows)
		borrowed = &fresh
	}
	defer d.scores.Put(borrowed)
	scores := *borrowed
	d.score(scores, query)
	least := kthLargest(scores, findable, k) - 2*d.rounding()
	var found []scored
	for row, score := range scores {
		if score >= least && findable[row] {
			found = append(found, scored{row, exactDot(query, d.row(row))})
		}
	}
	return atLeastKth(found, k)
}

// rounding bounds by how much the float32 product of two vectors of length 1 differs from the true one: the number of additions that one
// term goes through, times half a unit in the last place (Higham, "Accuracy and Stability of Numerical Algorithms", 3.1;
// the sum of the terms' absolute values is at most 1 by Cauchy and Schwarz, and a length is rounded too).
func (d *dense) rounding() float32 {
	const halfUnit = 1.0 / (1 << 24)
	return float32(d.dimensions/lanes+2*lanes) * halfUnit
}

// largeScan is the number of multiplications from which on a scan is divided among the processors.
const largeScan = 1 << 20

func (d *dense) score(scores, query []float32) {
	workers := 1
	if len(d.values) >= largeScan {
		workers = runtime.GOMAXPROCS(0)
	}
	if workers == 1 {
		d.scoreRows(scores, query, 0)
		return
	}
	var wg sync.WaitGroup
	share := (len(scores) + workers - 1) / workers
	for first := 0; first < len(scores); first += share {
		part := scores[first:min(first+share, len(scores))]
		wg.Go(func() { d.scoreRows(part, query, first) })
	}
	wg.Wait()
}

// scoreRows fills scores with those of the rows from first on.
func (d *dense) scoreRows(scores, query []float32, first int) {
	for i := range scores {
		scores[i] = fastDot(query, d.row(first+i))
	}
}

// lanes is the number of sums that fastDot keeps, so that an addition need not wait for the one before it.
const lanes = 8

func fastDot(a, b []float32) float32 {
	var s0, s1, s2, s3, s4, s5, s6, s7 float32
	for len(a) >= lanes && len(b) >= lanes {
		s0 += a[0] * b[0]
		s1 += a[1] * b[1]
		s2 += a[2] * b[2]
		s3 += a[3] * b[3]
		s4 += a[4] * b[4]
		s5 += a[5] * b[5]
		s6 += a[6] * b[6]
		s7 += a[7] * b[7]
		a, b = a[lanes:], b[lanes:]
	}
	for i := range min(len(a), len(b)) {
		s0 += a[i] * b[i]
	}
	return ((s0 + s1) + (s2 + s3)) + ((s4 + s5) + (s6 + s7))
}

// exactDot adds in the order of the dimensions, as sparse rows do.
func exactDot(a, b []float32) float64 {
	var sum float64
	for i, v := range a {
		sum += float64(v) * float64(b[i])
	}
	return sum
}
