package search

import (
	"encoding/binary"
	"iter"
)

// posting is one passage that has a term.
type posting struct {
	number int64 // of the passage
	times  int64 // how often the term stands in it
	length int64 // of the passage in words
}

// list is the postings of a term as they are kept: each as three numbers of variable length, the passage as the difference
// from the one before.
type list struct {
	bytes []byte
	last  int64
}

func (l *list) add(p posting) {
	l.bytes = binary.AppendUvarint(l.bytes, uint64(p.number-l.last))
	l.bytes = binary.AppendUvarint(l.bytes, uint64(p.times))
	l.bytes = binary.AppendUvarint(l.bytes, uint64(p.length))
	l.last = p.number
}

// postings reads a list. What is damaged ends it: the index can be made anew, and nothing rests on it.
func postings(kept []byte) iter.Seq[posting] {
	return func(yield func(posting) bool) {
		var p posting
		for len(kept) > 0 {
			var values [3]uint64
			for i := range values {
				v, n := binary.Uvarint(kept)
				if n <= 0 {
					return
				}
				values[i], kept = v, kept[n:]
			}
			p = posting{p.number + int64(values[0]), int64(values[1]), int64(values[2])}
			if !yield(p) {
				return
			}
		}
	}
}
