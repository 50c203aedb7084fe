package search

import (
	"context"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// Index finds passages of what is kept. It serves one caller at a time.
type Index struct {
	store Store
	words *vocabulary
	found *Position // where the index stood when it was caught up just now; nil when that is to be asked
}

// New gives the index that a store keeps.
func New(s Store) *Index { return &Index{store: s, words: newVocabulary()} }

// portion is about how many passages are taken in by one transaction: others can write between two.
const portion = 8192

// CatchUp takes in what was kept since the index was last brought up to date, in portions that are taken in wholly or not at
// all; an index that was made in another form, or of another log, is made anew. progress, unless nil, hears after each portion
// up to which entry of the log the index has come. When there is nothing to take in, it costs one short query.
func (x *Index) CatchUp(ctx context.Context, progress func(done, total int64)) error {
	for {
		p, err := x.store.SearchPosition(ctx)
		if err != nil || p.Current() {
			x.found = &p
			return err
		}
		var done State
		err = x.store.UpdateSearch(ctx, func(u Update) error {
			p, err = u.Position(ctx)
			if err != nil || p.Current() {
				done = p.State
				return err
			}
			done, err = x.takeIn(ctx, u, p)
			return err
		})
		if err != nil {
			return err
		}
		if progress != nil {
			progress(done.Entry, p.Log)
		}
	}
}

// Rebuild makes the index anew from what is kept.
func (x *Index) Rebuild(ctx context.Context, progress func(done, total int64)) error {
	err := x.store.UpdateSearch(ctx, func(u Update) error { return u.Clear(ctx) })
	if err != nil {
		return err
	}
	return x.CatchUp(ctx, progress)
}

// position says where the index stands, without asking again right after it was caught up.
func (x *Index) position(ctx context.Context) (Position, error) {
	if found := x.found; found != nil {
		x.found = nil
		return *found, nil
	}
	return x.store.SearchPosition(ctx)
}

// takeIn takes in one portion.
func (x *Index) takeIn(ctx context.Context, u Update, p Position) (State, error) {
	state := p.State
	if state.Form != form || state.Hash != p.Meant || state.worn() {
		if err := u.Clear(ctx); err != nil {
			return state, err
		}
		state = State{Form: form, Next: 1}
	}
	b := newBuilder(x.words, state)
	taken := map[string]bool{}
	for more := true; more && len(b.rows) < portion; {
		acts, upTo, err := u.Acts(ctx, b.state.Entry, actsAtOnce)
		if err != nil {
			return state, err
		}
		for _, act := range acts {
			if err := takeAct(ctx, u, b, act, taken); err != nil {
				return state, err
			}
			b.state.Entry, b.state.Hash = act.Seq, act.Hash
			if len(b.rows) >= portion {
				break
			}
		}
		if len(b.rows) < portion && upTo >= p.Log {
			b.state.Entry, b.state.Hash, more = p.Log, p.LogHash, false
		}
	}
	if err := b.keep(ctx, u); err != nil {
		return state, err
	}
	return b.state, u.SetState(ctx, b.state)
}

const actsAtOnce = 200

// worn reports whether so many passages were replaced that the index is better made anew.
func (s State) worn() bool {
	const spare = 2000
	gone := s.Next - 1 - s.Passages
	return gone > s.Passages/2+spare
}

// takeAct takes in what an act of the log is about, as it is now. What was changed past plumb is not found: the audit says so.
func takeAct(ctx context.Context, u Update, b *builder, act agent.AuditEntry, taken map[string]bool) error {
	key := kindOf(act) + " " + act.Subject
	if taken[key] {
		return nil
	}
	documents, err := documentsOf(ctx, u, act)
	if fault.Is(err, fault.NotFound) || fault.Is(err, fault.Conflict) {
		err = nil
	}
	if err != nil {
		return err
	}
	taken[key] = kindOf(act) != definitionsAct // a file that is imported twice keeps something else each time
	for _, d := range documents {
		if err := b.replace(ctx, u, d); err != nil {
			return err
		}
	}
	return nil
}

// documentsOf gives what an act is about.
func documentsOf(ctx context.Context, u Update, act agent.AuditEntry) ([]Document, error) {
	switch kind := kindOf(act); kind {
	case transcriptAct:
		t, at, err := u.Transcript(ctx, digestOf(act))
		if err != nil {
			return nil, err
		}
		return []Document{OfTranscript(t, at)}, nil
	case sheetAct:
		v, err := u.Sheet(ctx, act.Subject)
		if err != nil {
			return nil, err
		}
		return []Document{OfSheet(v)}, nil
	case definitionsAct:
		return definitions(ctx, u, act.Seq)
	default:
		p, err := u.Proposal(ctx, agent.ProposalKind(kind), act.Subject)
		if err != nil {
			return nil, err
		}
		d, err := OfProposal(p)
		return []Document{d}, err
	}
}

func definitions(ctx context.Context, u Update, entry int64) ([]Document, error) {
	defined, err := u.Definitions(ctx, entry)
	if err != nil {
		return nil, err
	}
	var all []Document
	for _, d := range defined {
		switch {
		case d.Metric != nil:
			all = append(all, OfMetric(*d.Metric, d.At))
		case d.Term != nil:
			all = append(all, OfTerm(*d.Term, d.At))
		}
	}
	return all, nil
}
