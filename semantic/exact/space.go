package exact

import (
	"slices"

	"github.com/plumbline-dev/plumb/semantic"
)

// space holds the vectors of one model. A row is the place of one vector; the row of a removed or replaced vector stays
// until there are so many that tidying up pays.
type space struct {
	dimensions int
	rows       map[string]int // by key
	keys       []string       // by row
	hashes     []string       // by row
	findable   []bool         // by row; false also for a vector of zeros, which is near to nothing
	removed    int            // rows without a vector
	block      block
	foreign    []string // keys that are kept with vectors the model cannot have made
	otherSize  int      // dimensions of such a vector; 0 when none is of another size
}

// block holds the numbers of the rows.
type block interface {
	// add appends a row: a vector of length 1, or nil for one that nothing is near to.
	add(unit []float32)
	// keep removes all rows but those given, in ascending order, and numbers them anew.
	keep(rows []int)
	// nearest gives, in any order, the k findable rows that are nearest to a query of length 1, and those as near as the last of them.
	nearest(query []float32, k int, findable []bool) []scored
}

// scored is a row and its cosine similarity to a query.
type scored struct {
	row   int
	score float64
}

func newSpace(dimensions int) *space {
	return &space{dimensions: dimensions, rows: map[string]int{}, block: newSparse(dimensions)}
}

// refuse notes a kept vector that the model cannot have made.
func (s *space) refuse(v semantic.StoredVector) {
	s.foreign = append(s.foreign, v.Key)
	if n := len(v.Values); n > 0 && n != s.dimensions {
		s.otherSize = n
	}
}

// checkSize refuses a model that makes vectors of another size than those that are held.
func (s *space) checkSize(model semantic.EmbeddingModel) error {
	switch {
	case len(s.rows) > 0 && s.dimensions != model.Dimensions:
		return model.OtherSize(s.dimensions)
	case s.otherSize > 0 && s.otherSize != model.Dimensions:
		return model.OtherSize(s.otherSize)
	}
	return nil
}

// holds reports whether there is a vector of this key and text.
func (s *space) holds(key, hash string) bool {
	row, ok := s.rows[key]
	return ok && s.hashes[row] == hash
}

// keysExcept gives the keys whose vectors are not of these texts.
func (s *space) keysExcept(hashes map[string]string) []string {
	stale := slices.Clone(s.foreign)
	for row, key := range s.keys {
		if !s.free(row) && hashes[key] != s.hashes[row] {
			stale = append(stale, key)
		}
	}
	return stale
}

// free reports whether a row has lost its vector.
func (s *space) free(row int) bool { return s.hashes[row] == "" }

func (s *space) put(vectors []semantic.StoredVector) {
	for _, v := range vectors {
		s.release(v.Key)
		s.rows[v.Key] = len(s.keys)
		s.keys = append(s.keys, v.Key)
		s.hashes = append(s.hashes, v.TextHash)
		unit := semantic.Unit(v.Values)
		s.findable = append(s.findable, unit != nil)
		s.add(unit)
		s.foreign = slices.DeleteFunc(s.foreign, func(key string) bool { return key == v.Key })
	}
	s.tidy()
}

// add appends the numbers of a vector, and changes over to dense rows once the vectors turn out not to be sparse.
func (s *space) add(unit []float32) {
	if sparse, ok := s.block.(*sparse); ok && !sparse.fits(unit) {
		s.block = sparse.dense()
	}
	s.block.add(unit)
}

func (s *space) remove(keys []string) {
	s.foreign, s.otherSize = nil, 0
	for _, key := range keys {
		s.release(key)
	}
	s.tidy()
}

func (s *space) release(key string) {
	if row, ok := s.rows[key]; ok {
		delete(s.rows, key)
		s.keys[row], s.hashes[row], s.findable[row] = "", "", false
		s.removed++
	}
}

// tidy closes the gaps once they are as many as the vectors.
func (s *space) tidy() {
	if s.removed <= len(s.rows) {
		return
	}
	var live []int
	for row := range s.keys {
		if !s.free(row) {
			live = append(live, row)
		}
	}
	s.block.keep(live)
	for to, from := range live {
		s.keys[to], s.hashes[to], s.findable[to] = s.keys[from], s.hashes[from], s.findable[from]
		s.rows[s.keys[to]] = to
	}
	s.keys, s.hashes, s.findable = slices.Clone(s.keys[:len(live)]), slices.Clone(s.hashes[:len(live)]), slices.Clone(s.findable[:len(live)])
	s.removed = 0
}

func (s *space) nearest(query []float32, k int) []semantic.Neighbour {
	found := s.block.nearest(query, k, s.findable)
	neighbours := make([]semantic.Neighbour, len(found))
	for i, f := range found {
		neighbours[i] = semantic.Neighbour{Key: s.keys[f.row], Score: f.score}
	}
	slices.SortFunc(neighbours, semantic.Neighbour.Compare)
	return neighbours[:min(k, len(neighbours))]
}
