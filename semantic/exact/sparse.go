package exact

import "sync"

// mostlyZero is the share of numbers that may differ from zero for vectors to count as sparse: above it, keeping a number with
// its row takes more memory than keeping the zeros.
const (
	mostlyZero = 0.5
	fewRows    = 64 // below, single vectors decide nothing
)

// sparse keeps the numbers by dimension, without the zeros.
type sparse struct {
	rows     int
	nonZero  int
	postings []posting // by dimension
	scores   sync.Pool // of *[]float64: working memory of a query
}

// posting lists the rows in which one dimension is not zero, ascending, and its values there.
type posting struct {
	rows   []int32
	values []float32
}

func newSparse(dimensions int) *sparse { return &sparse{postings: make([]posting, dimensions)} }

// fits reports whether the vectors are still sparse with this one.
func (s *sparse) fits(unit []float32) bool {
	more := 0
	for _, v := range unit {
		if v != 0 {
			more++
		}
	}
	return float64(s.nonZero+more) <= mostlyZero*float64(max(s.rows+1, fewRows)*len(s.postings))
}

func (s *sparse) add(unit []float32) {
	for d, v := range unit {
		if v != 0 {
			p := &s.postings[d]
			p.rows = append(p.rows, int32(s.rows))
			p.values = append(p.values, v)
			s.nonZero++
		}
	}
	s.rows++
}

func (s *sparse) keep(rows []int) {
	to := make([]int32, s.rows) // new row and one, by old row; 0 for none
	for i, row := range rows {
		to[row] = int32(i) + 1
	}
	postings := make([]posting, len(s.postings))
	s.nonZero = 0
	for d, old := range s.postings {
		for i, row := range old.rows {
			if to[row] > 0 {
				postings[d].rows = append(postings[d].rows, to[row]-1)
				postings[d].values = append(postings[d].values, old.values[i])
				s.nonZero++
			}
		}
	}
	s.postings, s.rows = postings, len(rows)
}

// dense gives the same rows with their zeros.
func (s *sparse) dense() *dense {
	out := &dense{dimensions: len(s.postings), values: make([]float32, s.rows*len(s.postings))}
	for d, p := range s.postings {
		for i, row := range p.rows {
			out.values[int(row)*out.dimensions+d] = p.values[i]
		}
	}
	return out
}

// nearest adds up, dimension by dimension, what each row shares with the query. Products of two float32 are exact in float64, so the
// sums are those that dense rows give, to the last bit.
func (s *sparse) nearest(query []float32, k int, findable []bool) []scored {
	borrowed, ok := s.scores.Get().(*[]float64)
	if !ok || len(*borrowed) != s.rows {
		fresh := make([]float64, s.rows)
		borrowed = &fresh
	}
	defer s.scores.Put(borrowed)
	scores := *borrowed
	clear(scores)
	for d, q := range query {
		if q != 0 {
			s.postings[d].addTo(scores, float64(q))
		}
	}
	least := kthLargest(scores, findable, k)
	var found []scored
	for row, score := range scores {
		if score >= least && findable[row] {
			found = append(found, scored{row, score})
		}
	}
	return found
}

func (p posting) addTo(scores []float64, q float64) {
	values := p.values[:len(p.rows)]
	for i, row := range p.rows {
		scores[row] += q * float64(values[i])
	}
}
