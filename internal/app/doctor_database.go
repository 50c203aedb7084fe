package app

import (
	"context"
	"fmt"
	"strconv"
	"strings"
	"time"

	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/store"
)

// doctorPatience is how long the check waits for another process that holds the database.
const doctorPatience = 500 * time.Millisecond

// checkDatabase opens the database, if there is one, looks at its file or server, and has the register hold what is kept
// against the audit log.
func (a *App) checkDatabase(ctx context.Context) []Check {
	setting := a.Settings.Database
	c := Check{Name: "database", State: CheckOK, Detail: setting.String(), From: setting.From}
	place := a.database()
	if place.URL == "" && !exists(place.Path) {
		c.Detail += " (not there yet; will be made when the first sheet is kept)"
		return []Check{c}
	}
	place.BusyTimeout = doctorPatience
	opened, err := store.Open(ctx, place)
	if err != nil {
		c.State, c.Detail, c.Next = CheckFail, err.Error(), fault.Next(err)
		return []Check{c}
	}
	defer func() { _ = opened.Close() }() // nothing was written
	health, err := opened.Health(ctx)
	if err != nil {
		c.State, c.Detail, c.Next = CheckFail, err.Error(), fault.Next(err)
		return []Check{c, a.checkAudit(ctx, a.registerOf(opened))}
	}
	checks := []Check{withHealth(c, health)}
	if place.URL != "" {
		checks = append(checks, checkVectors(health))
	}
	return append(checks, a.checkAudit(ctx, a.registerOf(opened)))
}

// withHealth adds to the check of a database that opens how it is.
func withHealth(c Check, health store.Health) Check {
	state := fmt.Sprintf("schema %d, sound", health.Schema)
	if health.Server != "" {
		state = fmt.Sprintf("%s, schema %d", health.Server, health.Schema)
	}
	switch {
	case len(health.Damage) > 0:
		c.State, c.Detail = CheckFail, c.Detail+" is damaged: "+health.Damage[0]
		c.Next = "Restore it from a backup. Until then, do not write to it."
	case health.Busy:
		c.State, c.Detail = CheckWarn, fmt.Sprintf("%s (%s); another process is writing to it", c.Detail, state)
		c.Next = "Wait until it has finished, or end the program that holds the database: nothing can be kept meanwhile."
	default:
		c.Detail = fmt.Sprintf("%s (%s)", c.Detail, state)
	}
	return c
}

// firstSoundVectors is the release of pgvector from which on its indexes are without the faults of earlier ones.
const firstSoundVectors = "0.8.4"

// checkVectors tells how terms are looked up on a server.
func checkVectors(health store.Health) Check {
	c := Check{Name: "vector index", State: CheckOK}
	switch {
	case health.Vector == "":
		c.Detail = "no vector extension: exact scan in memory; fine below 50,000 metrics"
	case olderThan(health.Vector, firstSoundVectors):
		c.State, c.Detail = CheckWarn, fmt.Sprintf("vector extension %s: its HNSW index has known faults", health.Vector)
		c.Next = "Install pgvector " + firstSoundVectors + " or later, then: ALTER EXTENSION vector UPDATE"
	default:
		c.Detail = fmt.Sprintf("vector extension %s: HNSW index", health.Vector)
	}
	return c
}

// olderThan compares releases such as 0.8.4, number by number.
func olderThan(release, other string) bool {
	ours, theirs := strings.Split(release, "."), strings.Split(other, ".")
	for i, wanted := range theirs {
		if i >= len(ours) {
			return true
		}
		have, err := strconv.Atoi(ours[i])
		want, _ := strconv.Atoi(wanted) // a constant of ours
		if err != nil || have != want {
			return err == nil && have < want
		}
	}
	return false
}
