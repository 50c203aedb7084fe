package register

import (
	"context"
	"crypto/rand"
	"encoding/binary"
	"slices"
	"strings"
	"time"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// idLetters are Crockford's base 32 in lower case: no letter looks or sounds like another, or like a digit.
const idLetters = "0123456789abcdefghjkmnpqrstvwxyz"

const (
	idPrefix     = "s-"
	idWeekDigits = 2 // of the week since idEpoch, so that ids of later weeks sort later for 19 years
	idRandDigits = 5 // 33 million ids a week
	minIDPrefix  = len(idPrefix) + 1
)

var idEpoch = time.Date(2026, time.January, 5, 0, 0, 0, 0, time.UTC)

// SheetIDs gives a source of ids for new sheets, such as "s-0a7k3m9": short, lower case, and sorted by week.
func SheetIDs(now func() time.Time) func() string {
	return func() string {
		var random [4]byte
		_, _ = rand.Read(random[:]) // it never fails
		return sheetID(now(), binary.BigEndian.Uint32(random[:]))
	}
}

func sheetID(at time.Time, random uint32) string {
	const week = 7 * 24 * time.Hour
	return idPrefix + digits(uint32(max(0, at.Sub(idEpoch)/week)), idWeekDigits) + digits(random, idRandDigits)
}

// digits gives the lowest n base 32 digits of v.
func digits(v uint32, n int) string {
	out := make([]byte, n)
	for i := range out {
		out[n-1-i] = idLetters[v%uint32(len(idLetters))]
		v /= uint32(len(idLetters))
	}
	return string(out)
}

// freeID gives an id that no sheet has.
func (r *Register) freeID(ctx context.Context) (string, error) {
	const attempts = 8
	for range attempts {
		id := r.newID()
		_, err := r.store.Version(ctx, id, 0)
		if fault.Is(err, fault.NotFound) {
			return id, nil
		}
		if err != nil {
			return "", err
		}
	}
	return "", fault.Newf(fault.Internal, "sheet.propose", "no free sheet id was found in %d attempts", attempts)
}

// find gives the newest version of the sheet with an id, or with the only id that begins like it.
func (r *Register) find(ctx context.Context, op, id string) (agent.Version, error) {
	v, err := r.store.Version(ctx, id, 0)
	if !fault.Is(err, fault.NotFound) {
		return v, err
	}
	list, err := r.store.Sheets(ctx)
	if err != nil {
		return agent.Version{}, err
	}
	prefix := strings.ToLower(strings.TrimSpace(id))
	var found []string
	for _, s := range list {
		if len(prefix) >= minIDPrefix && strings.HasPrefix(s.ID, prefix) {
			found = append(found, s.ID)
		}
	}
	switch len(found) {
	case 0:
		return agent.Version{}, fault.Newf(fault.NotFound, op, "there is no sheet %q", id).
			Do("See what there is with `plumb sheet list`, or make one with `plumb draft FILE`.")
	case 1:
		return r.store.Version(ctx, found[0], 0)
	}
	slices.Sort(found)
	const shown = 5
	more := ""
	if len(found) > shown {
		found, more = found[:shown], " ..."
	}
	return agent.Version{}, fault.Newf(fault.NeedsPerson, op, "%q begins the ids of several sheets: %s%s",
		id, strings.Join(found, ", "), more).Do("Type more of the id.")
}
