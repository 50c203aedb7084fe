package register

import (
	"context"
	"strings"
	"time"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/internal/shortid"
	"github.com/plumbline-dev/plumb/internal/fault"
)

const (
	idPrefix    = "s-"
	minIDPrefix = len(idPrefix) + 1
)

// SheetIDs gives a source of ids for new sheets, such as "s-0a7k3m9": short, lower case, and sorted by week.
func SheetIDs(now func() time.Time) func() string { return shortid.Source(idPrefix, now) }

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
	switch found, err := shortid.One(op, id, "begins the ids of several sheets", found); {
	case err != nil:
		return agent.Version{}, err
	case found == "":
		return agent.Version{}, fault.Newf(fault.NotFound, op, "there is no sheet %q", id).
			Do("See what there is with `plumb sheet list`, or make one with `plumb draft FILE`.")
	default:
		return r.store.Version(ctx, found, 0)
	}
}
