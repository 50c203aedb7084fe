package model

import (
	"encoding/json"
	"strings"
	"time"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/internal/shortid"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// Ending says that a run is over. The audit log takes it up with the hash of the calls of the run.
type Ending struct {
	Run    string // id
	Detail string // what came of it, such as "sheet ab12 version 1"
	By     agent.Actor
	At     time.Time
}

// Run is one piece of work that asked a model, such as a draft.
type Run struct {
	ID     string // it sorts by time
	Begun  time.Time
	Ended  bool   // false for one that was interrupted, or is under way
	Detail string // what came of it; "" while it has not ended
	By     agent.Actor

	Calls   int // to a model
	Reused  int // answered with what was replied before
	Failed  int // of the calls to a model
	Usage   Usage
	Cost    Cost
	Latency time.Duration // of all calls together
	Models  []string      // as they were asked for, in order of their first call
}

// Add counts a call of the run.
func (r *Run) Add(c Call) {
	if r.Begun.IsZero() || c.At.Before(r.Begun) {
		r.Begun = c.At
	}
	known := false
	for _, name := range r.Models {
		known = known || name == c.Model
	}
	if !known {
		r.Models = append(r.Models, c.Model)
	}
	if c.Reused != "" {
		r.Reused++
		return
	}
	r.Calls++
	if c.Failure != "" {
		r.Failed++
	}
	r.Usage, r.Cost, r.Latency = r.Usage.Add(c.Usage), r.Cost+c.Cost, r.Latency+c.Latency
}

const runSubject = "run:"

// RunSubject gives the subject of the audit entry that ends a run.
func RunSubject(id string) string { return runSubject + id }

// RunOf gives the run that an audit entry is about, and whether it is about one.
func RunOf(subject string) (id string, ok bool) { return strings.CutPrefix(subject, runSubject) }

// HashOf hashes the calls of a run, in order.
func HashOf(calls []Call) (string, error) {
	var content []byte
	for _, c := range calls {
		c.At = c.At.UTC().Truncate(time.Microsecond)
		line, err := json.Marshal(c)
		if err != nil {
			return "", fault.Wrap(err, fault.Internal, "model.hash", "a call cannot be written down", "")
		}
		content = append(append(content, line...), '\n')
	}
	return agent.ContentHash(content), nil
}

// RunIDs gives a source of ids for new runs, such as "x-0a7k3m9": short, lower case, and sorted by week.
func RunIDs(now func() time.Time) func() string { return shortid.Source("x-", now) }
