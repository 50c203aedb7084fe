package ask

import (
	"slices"
	"time"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/decision"
	"github.com/plumbline-dev/plumb/agent/fact"
)

// decidedThen gives what was known of decisions on a day: those that were taken by then, without what replaced them and who
// looked back at them later.
func decidedThen(all []decision.Entry, today string) []decision.Entry {
	dates := map[string]string{}
	for i := range all {
		dates[all[i].ID] = all[i].Date
	}
	var out []decision.Entry
	for _, e := range all {
		if e.Date > today {
			continue
		}
		replaced, looks := e.ReplacedBy, len(e.Revisits)
		if date, known := dates[e.ReplacedBy]; known && date > today {
			e.ReplacedBy = ""
		}
		e.Revisits = slices.DeleteFunc(slices.Clone(e.Revisits), func(l decision.Look) bool { return l.On > today })
		if e.Effective() && (e.ReplacedBy != replaced || len(e.Revisits) != looks) {
			e.Due = e.RevisitBy
			if n := len(e.Revisits); n > 0 {
				e.Due = e.Revisits[n-1].RevisitBy
			}
		}
		out = append(out, e)
	}
	return out
}

// approvedThen reports whether an approval was given by the day of the question. One without a day was.
func (d *desk) approvedThen(a *agent.Approval) bool {
	return a == nil || a.At.IsZero() || isoOf(a.At) <= d.today()
}

// notYet says that an approval came after the day of the question.
func (d *desk) notYet(what string, at time.Time) string {
	return what + " was not approved by " + fact.Day(d.q.AsOf) + "; that came on " + fact.Day(at)
}
