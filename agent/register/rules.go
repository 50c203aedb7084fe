package register

import (
	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// checkShown refuses an act on a content that is not the newest one.
func checkShown(op string, v agent.Version, hash string) error {
	if v.ContentHash == hash {
		return nil
	}
	return fault.Newf(fault.Conflict, op,
		"sheet %s is not what was shown to you: it is at version %d now, with the content hash %s", v.ID, v.Number, v.ContentHash).
		Do("Read it again with `plumb sheet show %s`, then repeat this with --hash %s.", v.ID, v.ContentHash)
}

// checkState refuses a move that the rules of the states do not have, in words that say what was to be done.
func checkState(op string, v agent.Version, to agent.State, act string) error {
	if v.State.CheckMove(to) == nil {
		return nil
	}
	next := "See what there is with `plumb sheet list`, or draft a new sheet with `plumb draft FILE`."
	if v.State == agent.StateApproved {
		next = "To replace it, draft a new sheet with `plumb draft FILE --replaces " + v.ID + "`."
	}
	return fault.New(fault.Conflict, op, "sheet "+v.ID+" is "+v.State.Words()+" and cannot "+act, next)
}
