package register

import (
	"context"
	"maps"
	"slices"
	"time"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/readings"
)

// fetchState is what can be known of a fetch from the log alone.
type fetchState struct {
	ID   string
	Hash string // of the fetch with its readings
	At   time.Time
	By   agent.Actor
}

// readFetches reads the fetches that are kept, without their readings, which are hashed and counted.
func (r *Register) readFetches(ctx context.Context, kept *tables, report *VerifyReport) error {
	for f, err := range r.store.KeptFetches(ctx) {
		if tampering(err) {
			report.Problems = append(report.Problems, err.Error())
			continue
		}
		if err != nil {
			return err
		}
		hash, err := readings.Hash(f)
		if err != nil {
			report.Problems = append(report.Problems, err.Error())
		}
		kept.fetches = append(kept.fetches, fetchState{f.ID, hash, f.At, f.By})
		report.Readings += len(f.Readings)
	}
	report.Fetches = len(kept.fetches)
	return nil
}

func (l *replay) applyFetch(e agent.AuditEntry) {
	id, named := readings.FetchOf(e.Subject)
	if _, again := l.fetches[id]; !named || again {
		l.fail(e, "it keeps the fetch "+id+" a second time, or none")
		return
	}
	l.fetches[id] = fetchState{id, e.ContentHash, e.At, e.Actor}
}

// compareFetches gives every difference between the fetches that are kept and what the log tells. The log has one hash for
// a fetch and all of its readings.
func (l *replay) compareFetches(kept []fetchState) []string {
	var problems []string
	for _, f := range kept {
		name := "fetch " + f.ID
		want, known := l.fetches[f.ID]
		if !known {
			problems = append(problems, name+" is kept, and the log does not know it")
			continue
		}
		delete(l.fetches, f.ID)
		problems = append(problems, differences(name, want.columns(), f.columns())...)
	}
	for _, id := range slices.Sorted(maps.Keys(l.fetches)) {
		problems = append(problems, "fetch "+id+" is in the log, and is no longer kept")
	}
	return problems
}

func (f fetchState) columns() []column {
	return []column{
		{"hash of all that came with it", f.Hash},
		{"fetcher", actorName(f.By)},
		{"time", moment(f.At)},
	}
}
