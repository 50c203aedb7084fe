package search

import (
	"encoding/binary"
	"iter"
)

// posting is one passage that has a term.
type posting struct {
	number int64 // of the passage
	length int64 // of the passage in words
	places []byte
	times  int64 // how often the term stands in it: once for each place
}

// list is the postings of a term as they are kept, in numbers of variable length: the passage as the difference from the
// one before, its length, how often it has the term, and the places of the term, each as the difference from the one before.
type list struct {
	bytes []byte
	last  int64
}

// newList gives a list without postings, as a spelling has.
func newList() *list { return &list{bytes: []byte{}} }

// add puts a passage behind the others. A mark has no places.
func (l *list) add(number, length int64, places []int64) {
	l.begin(number, length, len(places))
	before := int64(0)
	for _, place := range places {
		l.bytes = binary.AppendUvarint(l.bytes, uint64(place-before))
		before = place
	}
}

// addAgain puts a passage of another list behind the others.
func (l *list) addAgain(p posting) {
	l.begin(p.number, p.length, int(p.times))
	l.bytes = append(l.bytes, p.places...)
}

func (l *list) begin(number, length int64, times int) {
	l.bytes = binary.AppendUvarint(l.bytes, uint64(number-l.last))
	l.bytes = binary.AppendUvarint(l.bytes, uint64(length))
	l.bytes = binary.AppendUvarint(l.bytes, uint64(times))
	l.last = number
}

// mostPassages is the largest number of a passage, far beyond what one database holds.
const mostPassages = 1 << 28

// postings reads a list. What is damaged ends it: the index can be made anew, and nothing rests on it.
func postings(kept []byte) iter.Seq[posting] {
	return func(yield func(posting) bool) {
		var p posting
		for len(kept) > 0 {
			var ahead [3]uint64
			for i := range ahead {
				v, n := binary.Uvarint(kept)
				if n <= 0 {
					return
				}
				ahead[i], kept = v, kept[n:]
			}
			end, ok := skip(kept, ahead[2])
			if !ok || ahead[0] > mostPassages || p.number+int64(ahead[0]) > mostPassages || ahead[1] > mostPassages {
				return
			}
			p = posting{number: p.number + int64(ahead[0]), length: int64(ahead[1]), times: int64(ahead[2]), places: kept[:end]}
			kept = kept[end:]
			if !yield(p) {
				return
			}
		}
	}
}

// skip gives where so many numbers end.
func skip(kept []byte, times uint64) (end int, ok bool) {
	const more = 0x80 // a byte with this bit does not end its number
	for ; times > 0; times-- {
		for end < len(kept) && kept[end]&more != 0 {
			end++
		}
		if end >= len(kept) {
			return 0, false
		}
		end++
	}
	return end, true
}

// each gives the places of the term.
func (p posting) each() iter.Seq[int64] {
	return func(yield func(int64) bool) {
		place, kept := int64(0), p.places
		for len(kept) > 0 {
			v, n := binary.Uvarint(kept)
			if n <= 0 {
				return
			}
			place, kept = place+int64(v), kept[n:]
			if !yield(place) {
				return
			}
		}
	}
}

// following gives the passages in which terms stand one after the other.
func following(terms []string, kept map[string][][]byte) *set {
	ends := map[int64][]int64{} // of each passage, where what was found so far ends
	for i, term := range terms {
		next := map[int64][]int64{}
		for _, part := range kept[term] {
			for p := range postings(part) {
				before, there := ends[p.number]
				if i > 0 && !there {
					continue
				}
				for place := range p.each() {
					if i == 0 || contains(before, place-1) {
						next[p.number] = append(next[p.number], place)
					}
				}
			}
		}
		ends = next
	}
	found := &set{}
	for number := range ends {
		found.add(number)
	}
	return found
}

// contains reports whether ascending numbers have one.
func contains(ascending []int64, wanted int64) bool {
	for _, n := range ascending {
		if n >= wanted {
			return n == wanted
		}
	}
	return false
}
