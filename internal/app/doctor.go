package app

import (
	"context"
	"errors"
	"fmt"
	"io/fs"
	"os"
	"path/filepath"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/register"
	"github.com/plumbline-dev/plumb/internal/config"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// Check is one thing that was looked at: whether it works, where it was set, and what to do when it does not.
type Check struct {
	Name   string     `json:"name"`
	State  CheckState `json:"state"`
	Detail string     `json:"detail"`
	From   string     `json:"from"` // where the setting comes from; "" when nothing can be set
	Next   string     `json:"next"` // what to do; "" when all is well
}

// CheckState says how a check went.
type CheckState string

// The states of a check.
const (
	CheckOK   CheckState = "ok"
	CheckWarn CheckState = "warn" // works, but something will be missed
	CheckFail CheckState = "fail" // does not work
)

// Checks looks at everything that is configured, stored or needed. It changes nothing but for a short-lived file where
// the database is or will be, and a database of an older plumb, which opening brings up to date.
func (a *App) Checks(ctx context.Context) []Check {
	checks := []Check{a.checkConfiguration()}
	if !a.Settings.OnServer() {
		checks = append(checks, a.checkHome())
	}
	checks = append(checks, a.checkDatabase(ctx)...)
	return append(checks, a.checkActor(),
		Check{Name: "builtin engine", State: CheckOK, Detail: "drafts by extraction, on this machine"},
		a.checkModel(ctx), a.checkEmbeddings(ctx),
	)
}

func (a *App) checkConfiguration() Check {
	if a.Settings.File == "" {
		return Check{Name: "configuration", State: CheckOK, Detail: "no " + config.FileName + "; environment and defaults are used", From: config.Default}
	}
	return Check{Name: "configuration", State: CheckOK, Detail: "read", From: a.Settings.File}
}

func (a *App) checkHome() Check {
	dir := filepath.Dir(a.Settings.Database.Value)
	c := Check{Name: "home folder", State: CheckOK, Detail: a.Settings.Home.Value, From: a.Settings.Home.From}
	if dir != a.Settings.Home.Value {
		c = Check{Name: "database folder", State: CheckOK, Detail: dir, From: a.Settings.Database.From}
	}
	place, exists := nearestFolder(dir)
	if err := tryToWrite(place); err != nil {
		c.State, c.Detail = CheckFail, "cannot be written to: "+err.Error()
		c.Next = "Make the folder writable, free some space, or choose another one with PLUMB_HOME."
		return c
	}
	if !exists {
		c.Detail += " (will be made when the first sheet is kept)"
	}
	return c
}

// nearestFolder gives dir, or the closest folder above it that exists, and whether it is dir itself.
func nearestFolder(dir string) (place string, exists bool) {
	for place = dir; ; place = filepath.Dir(place) {
		if _, err := os.Stat(place); err == nil {
			return place, place == dir
		}
		if place == filepath.Dir(place) {
			return place, false
		}
	}
}

// tryToWrite writes a page to the disk in dir and removes it, which finds missing rights as well as a full disk.
func tryToWrite(dir string) (err error) {
	f, err := os.CreateTemp(dir, ".plumb-doctor-*")
	if err != nil {
		return err
	}
	defer func() { err = errors.Join(err, f.Close(), os.Remove(f.Name())) }()
	if _, err := f.Write(make([]byte, 4096)); err != nil {
		return err
	}
	return f.Sync()
}

func (a *App) checkAudit(ctx context.Context, sheets *register.Register) Check {
	c := Check{Name: "audit log", State: CheckOK}
	report, err := sheets.Verify(ctx, "")
	switch {
	case err != nil:
		c.State, c.Detail, c.Next = CheckFail, err.Error(), fault.Next(err)
	case !report.OK():
		c.State, c.Detail = CheckFail, report.Problems[0]
		c.Next = "Run plumb audit verify to see everything that does not fit."
	default:
		c.Detail = fmt.Sprintf("holds (entries: %d, versions: %d, sheets: %d)", report.Entries, report.Versions, report.Sheets)
	}
	return c
}

func (a *App) checkActor() Check {
	c := Check{Name: "actor", State: CheckOK, Detail: a.Settings.Actor.Value, From: a.Settings.Actor.From}
	switch _, err := agent.Person(a.Settings.Actor.Value); {
	case fault.Is(err, fault.NeedsPerson):
		c.State, c.Detail = CheckWarn, "nobody is named; edits and approvals will ask for --as"
		c.Next = `Set PLUMB_ACTOR="Your Name", or the key actor in plumb.yaml.`
	case err != nil:
		c.State, c.Detail, c.Next = CheckFail, err.Error(), "Correct the name in "+c.From+"."
	}
	return c
}

func exists(path string) bool {
	_, err := os.Stat(path)
	return !errors.Is(err, fs.ErrNotExist)
}
