// Package shortid makes ids that can be said aloud, and finds the one that a person began to type.
package shortid

import (
	"crypto/rand"
	"encoding/binary"
	"slices"
	"strings"
	"time"

	"github.com/plumbline-dev/plumb/internal/fault"
)

// letters are Crockford's base 32 in lower case: no letter looks or sounds like another, or like a digit.
const letters = "0123456789abcdefghjkmnpqrstvwxyz"

const (
	weekDigits = 2 // of the week since epoch, so that ids of later weeks sort later for 19 years
	randDigits = 5 // 33 million ids a week
)

var epoch = time.Date(2026, time.January, 5, 0, 0, 0, 0, time.UTC)

// Source gives a source of new ids with a prefix, such as "s-0a7k3m9": short, lower case, and sorted by week.
func Source(prefix string, now func() time.Time) func() string {
	return func() string {
		var random [4]byte
		_, _ = rand.Read(random[:]) // it never fails
		return prefix + suffix(now(), binary.BigEndian.Uint32(random[:]))
	}
}

func suffix(at time.Time, random uint32) string {
	const week = 7 * 24 * time.Hour
	return digits(uint32(max(0, at.Sub(epoch)/week)), weekDigits) + digits(random, randDigits)
}

// digits gives the lowest n base 32 digits of v.
func digits(v uint32, n int) string {
	out := make([]byte, n)
	for i := range out {
		out[n-1-i] = letters[v%uint32(len(letters))]
		v /= uint32(len(letters))
	}
	return string(out)
}

// One gives the only one of the ids that fit what a person typed, "" when there is none, or the error NeedsPerson, which
// names them, when there are several. How says in what way they fit, such as "begins the ids of several sheets".
func One(op, typed, how string, fitting []string) (string, error) {
	switch len(fitting) {
	case 0:
		return "", nil
	case 1:
		return fitting[0], nil
	}
	fitting = slices.Sorted(slices.Values(fitting))
	const shown = 5
	more := ""
	if len(fitting) > shown {
		fitting, more = fitting[:shown], " ..."
	}
	return "", fault.Newf(fault.NeedsPerson, op, "%q %s: %s%s", typed, how, strings.Join(fitting, ", "), more).Do("Type more of the id.")
}
