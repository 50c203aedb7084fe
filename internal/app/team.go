package app

import (
	"context"
	"fmt"

	"github.com/plumbline-dev/plumb/internal/nearest"
	"github.com/plumbline-dev/plumb/semantic"
)

// TeamNote says that a team defines nothing; see [Definitions.TeamNote].
func (a *App) TeamNote(ctx context.Context, team string) (string, error) {
	d, err := a.Definitions(ctx, nil)
	if err != nil {
		return "", err
	}
	return d.TeamNote(team), nil
}

// TeamNote says that a team defines nothing, and which one may have been meant; "" for a team that does, for no team, and
// while nothing is defined at all. A team whose words somebody else defines, or people approved, is known too.
func (d *Definitions) TeamNote(team string) string {
	c, key := d.defined, semantic.TeamKey(team)
	if key == "" || len(c.Metrics) == 0 {
		return ""
	}
	known := c.Teams()
	for i := range c.Metrics {
		for named := range c.Metrics[i].Aliases {
			known = append(known, named)
		}
	}
	for _, approved := range c.Aliases {
		known = append(known, approved.Team)
	}
	for _, k := range known {
		if semantic.TeamKey(k) == key {
			return ""
		}
	}
	note := fmt.Sprintf("no team called %q defines anything", team)
	if near, ok := nearest.Word(team, c.Teams()); ok {
		return note + "; did you mean " + near + "?"
	}
	return note
}
