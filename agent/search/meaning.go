package search

import (
	"context"
	"math/bits"
	"slices"
	"time"

	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/semantic"
)

// Meaning is a model that tells which texts mean much the same. Without one, passages are found by their words alone, in any
// form and in nearly any spelling: the builtin embedder, which compares the letters of texts, adds nothing to that for texts as
// long as passages.
type Meaning struct {
	Embedder semantic.Embedder
	Vectors  semantic.Vectors // where vectors are kept, by the hash of the text

	// Behind is set by a search: about how many passages have no vector yet, and were looked for by their words only.
	Behind int64
}

// space names the vectors of passages, apart from those of definitions.
func (m *Meaning) space() string { return m.Embedder.Model().ID + "/passages" }

// block is how many passages have their signatures in one piece.
const block = 1024

// signatures are the directions of the vectors of the passages of a block: first a bit for each passage that has one, then for
// each passage a bit for each dimension, 1 where the vector is positive. How many bits of two signatures differ tells well
// enough how far two vectors are apart to say which ones to compare (Charikar, "Similarity Estimation Techniques from
// Rounding Algorithms", 2002).
type signatures struct {
	bytes []byte
	size  int // of one, in bytes
}

func signaturesOf(kept []byte, dimensions int) signatures {
	s := signatures{bytes: kept, size: (dimensions + 63) / 64 * 8}
	if len(kept) != block/8+block*s.size {
		s.bytes = make([]byte, block/8+block*s.size)
	}
	return s
}

func (s signatures) has(slot int64) bool { return s.bytes[slot/8]&(1<<(slot%8)) != 0 }

func (s signatures) set(slot int64, vector []float32) {
	s.bytes[slot/8] |= 1 << (slot % 8)
	sign(s.at(slot), vector)
}

func (s signatures) at(slot int64) []byte {
	from := block/8 + int(slot)*s.size
	return s.bytes[from : from+s.size]
}

func sign(into []byte, vector []float32) {
	clear(into)
	for i, v := range vector {
		if v > 0 {
			into[i/8] |= 1 << (i % 8)
		}
	}
}

// differing counts the bits that differ.
func differing(a, b []byte) int {
	n := 0
	for i := 0; i+8 <= len(a); i += 8 {
		n += bits.OnesCount64(word64(a[i:]) ^ word64(b[i:]))
	}
	return n
}

func word64(b []byte) uint64 {
	_ = b[7]
	return uint64(b[0]) | uint64(b[1])<<8 | uint64(b[2])<<16 | uint64(b[3])<<24 | uint64(b[4])<<32 | uint64(b[5])<<40 | uint64(b[6])<<48 | uint64(b[7])<<56
}

// How many passages are compared by their vectors, and how many of the best of each list are put in one order.
const (
	mostCompared = 200
	mostFused    = 100
)

// near gives the passages nearest to a text, among those that are allowed: those whose signatures differ least from that of the
// text are compared by their vectors.
func (m *Meaning) near(ctx context.Context, s Store, text string, passages int64, allowed *set) ([]scored, error) {
	vectors, err := m.Embedder.Embed(ctx, []string{text})
	if err != nil {
		return nil, err
	}
	model := m.Embedder.Model()
	if len(vectors) != 1 || model.CheckValues(vectors[0]) != nil {
		return nil, fault.Newf(fault.Unavailable, opFind, "%s gave no vector for the words to look for", model.ID)
	}
	kept, err := s.Signatures(ctx, m.space())
	if err != nil {
		return nil, err
	}
	asked := make([]byte, (model.Dimensions+63)/64*8)
	sign(asked, vectors[0])
	var candidates ranking
	m.Behind = passages
	for number, part := range kept {
		all := signaturesOf(part, model.Dimensions)
		for slot := range int64(block) {
			if all.has(slot) {
				m.Behind = max(0, m.Behind-1)
			}
			if n := number*block + slot; all.has(slot) && allowed.has(n) {
				candidates.heap = append(candidates.heap, scored{n, -float32(differing(asked, all.at(slot)))})
			}
		}
	}
	candidates.order()
	return m.compare(ctx, s, vectors[0], candidates.next(mostCompared))
}

// compare puts passages in the order of how near their vectors are to one.
func (m *Meaning) compare(ctx context.Context, s Store, to []float32, candidates []scored) ([]scored, error) {
	rows, err := s.Hashes(ctx, numbersIn(candidates))
	if err != nil {
		return nil, err
	}
	keys := make([]string, 0, len(rows))
	for _, key := range rows {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	vectors, err := s.VectorsOf(ctx, m.space(), slices.Compact(keys))
	if err != nil {
		return nil, err
	}
	var near []scored
	for number, key := range rows {
		if v := vectors[key]; len(v) == len(to) {
			near = append(near, scored{number, dot(to, v)})
		}
	}
	slices.SortFunc(near, scored.compare)
	return near[:min(len(near), mostFused)], nil
}

func numbersIn(list []scored) []int64 {
	numbers := make([]int64, len(list))
	for i, s := range list {
		numbers[i] = s.number
	}
	return numbers
}

func dot(a, b []float32) float32 {
	var sum float32
	for i, v := range a {
		sum += v * b[i]
	}
	return sum
}

// fused puts two lists in one order: a passage counts more the further up it stands in either (Cormack, Clarke and Buettcher,
// "Reciprocal Rank Fusion outperforms Condorcet and individual Rank Learning Methods", 2009, with their constant).
func fused(words, meaning []scored) (all []scored, found map[int64]string) {
	const smoothing = 60
	scores := map[int64]float32{}
	found = map[int64]string{}
	for i, s := range words {
		scores[s.number] += 1 / float32(smoothing+i+1)
		found[s.number] = foundByWords
	}
	for i, s := range meaning {
		scores[s.number] += 1 / float32(smoothing+i+1)
		if found[s.number] == foundByWords {
			found[s.number] = foundByBoth
		} else {
			found[s.number] = foundByMeaning
		}
	}
	for number, score := range scores {
		all = append(all, scored{number, score})
	}
	slices.SortFunc(all, scored.compare)
	return all, found
}

// Embedded says what bringing the vectors of the passages up to date took.
type Embedded struct {
	Passages int64 // that there are
	Asked    int   // of their texts, those that the model was asked for
	Missing  int64 // passages that have no vector yet
}

// Embed gives passages that have none their vectors: those that are kept, and with ask what the model says of the others,
// which may cost money. What was done before an error is kept. progress, unless nil, hears how many passages were looked at.
func (x *Index) Embed(ctx context.Context, m *Meaning, ask bool, progress func(done, total int64)) (Embedded, error) {
	p, err := x.store.SearchPosition(ctx)
	if err != nil {
		return Embedded{}, err
	}
	kept, err := x.store.Signatures(ctx, m.space())
	if err != nil {
		return Embedded{}, err
	}
	done := Embedded{Passages: p.Passages}
	for number := int64(0); number*block < p.Next; number++ {
		if err := x.embedBlock(ctx, m, number, kept[number], ask, &done); err != nil {
			return done, err
		}
		if progress != nil {
			progress(min((number+1)*block, p.Next), p.Next)
		}
	}
	return done, nil
}

// embedBlock completes one block.
func (x *Index) embedBlock(ctx context.Context, m *Meaning, number int64, kept []byte, ask bool, done *Embedded) error {
	all := signaturesOf(slices.Clone(kept), m.Embedder.Model().Dimensions)
	var open []int64
	for slot := range int64(block) {
		if !all.has(slot) {
			open = append(open, number*block+slot)
		}
	}
	hashes, err := x.store.Hashes(ctx, open)
	if err != nil || len(hashes) == 0 {
		return err
	}
	var keys []string
	for _, key := range hashes {
		keys = append(keys, key)
	}
	slices.Sort(keys)
	vectors, err := x.store.VectorsOf(ctx, m.space(), slices.Compact(keys))
	if err != nil {
		return err
	}
	if ask {
		if err := x.ask(ctx, m, hashes, vectors, done); err != nil {
			return err
		}
	}
	added := false
	for n, key := range hashes {
		v, known := vectors[key]
		if !known || len(v) != m.Embedder.Model().Dimensions {
			done.Missing++
			continue
		}
		all.set(n-number*block, v)
		added = true
	}
	if !added {
		return nil
	}
	return x.store.UpdateSearch(ctx, func(u Update) error { return u.SetSignatures(ctx, m.space(), number, all.bytes) })
}

// ask has the model embed the texts that have no vector, and keeps what it says.
func (x *Index) ask(ctx context.Context, m *Meaning, hashes map[int64]string, vectors map[string][]float32, done *Embedded) error {
	var missing []int64
	asked := map[string]bool{}
	for n, key := range hashes {
		if _, known := vectors[key]; !known && !asked[key] {
			missing, asked[key] = append(missing, n), true
		}
	}
	slices.Sort(missing)
	for part := range slices.Chunk(missing, textsAtOnce) {
		rows, err := x.store.Passages(ctx, part, time.Time{})
		if err != nil {
			return err
		}
		texts := make([]string, len(rows))
		for i, r := range rows {
			texts[i] = r.Text
		}
		values, err := m.Embedder.Embed(ctx, texts)
		if err != nil {
			return err
		}
		if len(values) != len(texts) {
			return fault.Newf(fault.Unavailable, "search.embed", "%s gave %d vectors for %d texts", m.Embedder.Model().ID, len(values), len(texts))
		}
		stored := map[string]semantic.StoredVector{}
		for i, r := range rows {
			if err := m.Embedder.Model().CheckValues(values[i]); err != nil {
				return err
			}
			key := semantic.TextHash(r.Text)
			vectors[key] = values[i]
			stored[key] = semantic.StoredVector{Key: key, TextHash: key, Values: values[i]}
		}
		list := make([]semantic.StoredVector, 0, len(stored))
		for _, v := range stored {
			list = append(list, v)
		}
		if err := m.Vectors.SaveVectors(ctx, m.space(), list); err != nil {
			return err
		}
		done.Asked += len(list)
	}
	return nil
}

// textsAtOnce is how many texts a model is asked for before what it said is kept: the most that an interruption can lose.
const textsAtOnce = 128
