package register

import (
	"context"
	"maps"
	"slices"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/model"
)

// readCalls reads the calls of models that are kept, run by run, and hashes them.
func (r *Register) readCalls(ctx context.Context, kept *tables, report *VerifyReport) error {
	kept.runs = map[string]string{}
	var calls []model.Call
	end := func() {
		if len(calls) == 0 {
			return
		}
		hash, err := model.HashOf(calls)
		if err != nil {
			report.Problems = append(report.Problems, err.Error())
		}
		kept.runs[calls[0].Run] = hash
		calls = nil
	}
	for c, err := range r.store.KeptCalls(ctx) {
		if tampering(err) {
			report.Problems = append(report.Problems, err.Error())
			continue
		}
		if err != nil {
			return err
		}
		if len(calls) > 0 && calls[0].Run != c.Run {
			end()
		}
		calls = append(calls, c)
		report.Calls++
	}
	end()
	return nil
}

func (l *replay) applyRun(e agent.AuditEntry) {
	id, named := model.RunOf(e.Subject)
	if _, again := l.runs[id]; !named || again {
		l.fail(e, "it ends the run "+id+" a second time, or none")
		return
	}
	l.runs[id] = e.ContentHash
}

// compareRuns gives every difference between the calls that are kept and what the log tells of the runs that have ended. One that was interrupted
// has calls, and the log does not know it.
func (l *replay) compareRuns(kept map[string]string) []string {
	var problems []string
	for _, id := range slices.Sorted(maps.Keys(l.runs)) {
		switch hash, known := kept[id]; {
		case !known:
			problems = append(problems, "run "+id+" is in the log, and its calls are no longer kept")
		case hash != l.runs[id]:
			problems = append(problems, "the calls of run "+id+" are not those that the log has the hash of")
		}
	}
	return problems
}
