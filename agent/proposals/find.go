package proposals

import (
	"context"
	"strconv"
	"strings"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/internal/shortid"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// Find gives one version of a proposal; number 0 means the newest. The beginning of an id will do if only one proposal of
// the kind has it. The id may name a version itself, as in "d-1e7k3m9@2", and number is 0 then.
func (d *Desk) Find(ctx context.Context, kind agent.ProposalKind, id string, number int) (agent.Proposal, error) {
	op := op(kind, "show")
	if before, after, versioned := strings.Cut(id, "@"); versioned {
		n, err := strconv.Atoi(after)
		if err != nil || n < 1 || number != 0 && number != n {
			return agent.Proposal{}, fault.Newf(fault.Usage, op, "%q is not the number of a version", after).
				Do("Versions are counted from 1, as in %s1e7k3m9@2.", prefixOf(kind))
		}
		id, number = before, n
	}
	p, err := d.newest(ctx, op, kind, id)
	if err != nil || number == 0 || number == p.Number {
		return p, err
	}
	return d.store.Proposal(ctx, kind, p.ID, number)
}

// newest gives the newest version of the proposal with an id, or with the only id that begins like it.
func (d *Desk) newest(ctx context.Context, op string, kind agent.ProposalKind, id string) (agent.Proposal, error) {
	p, err := d.store.Proposal(ctx, kind, id, 0)
	if !fault.Is(err, fault.NotFound) {
		return p, err
	}
	list, err := d.store.Proposals(ctx, kind, "")
	if err != nil {
		return agent.Proposal{}, err
	}
	begun := strings.ToLower(strings.TrimSpace(id))
	fitting := map[string]agent.Proposal{}
	var ids []string
	for _, p := range list {
		if len(begun) > len(prefixOf(kind)) && strings.HasPrefix(p.ID, begun) {
			ids = append(ids, p.ID)
			fitting[p.ID] = p
		}
	}
	switch found, err := shortid.One(op, id, "begins the ids of several "+string(kind)+"s", ids); {
	case err != nil:
		return agent.Proposal{}, err
	case found == "":
		return agent.Proposal{}, fault.Newf(fault.NotFound, op, "there is no %s %q", kind, id).Do("See what there is with %s.", ListCommand(kind))
	default:
		return fitting[found], nil
	}
}

// freeID gives an id that no proposal of a kind has: short, lower case, and sorted by week.
func (d *Desk) freeID(ctx context.Context, kind agent.ProposalKind) (string, error) {
	const attempts = 8
	next := shortid.Source(prefixOf(kind), d.now)
	for range attempts {
		id := next()
		_, err := d.store.Proposal(ctx, kind, id, 0)
		if fault.Is(err, fault.NotFound) {
			return id, nil
		}
		if err != nil {
			return "", err
		}
	}
	return "", fault.Newf(fault.Internal, op(kind, "propose"), "no free id of %s was found in %d attempts", Article(kind), attempts)
}

// nextID gives the id of what follows a number of others about the same thing, such as v-1e7k3m9-2. It is the same for all
// who saw as many, so that one of them is kept.
func nextID(kind agent.ProposalKind, about string, after int) string {
	_, digits, found := strings.Cut(about, "-")
	if !found {
		digits = about
	}
	return prefixOf(kind) + digits + "-" + strconv.Itoa(after+1)
}

// prefixOf gives what the ids of a kind begin with.
func prefixOf(kind agent.ProposalKind) string {
	switch kind {
	case agent.KindReview:
		return "r-"
	case agent.KindDecision:
		return "d-"
	case agent.KindRevisit:
		return "v-"
	case agent.KindEvent:
		return "e-"
	}
	return "p-"
}
