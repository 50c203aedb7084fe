package semantic

import (
	"slices"
	"strings"
)

// Catalogue is everything that is defined at one moment. The order of its lists carries no meaning.
type Catalogue struct {
	Metrics []Metric
	Terms   []Term
	Aliases []Alias // that people approved
}

// Alias says that a term, said by a team, means a metric. People approve it; once approved, the term is never looked
// up in any other way.
type Alias struct {
	Term   string `json:"term"`   // as it was heard
	Team   string `json:"team"`   // whose term it is; "" for everybody who has no alias of their own
	Metric string `json:"metric"` // id

	// DefinitionHash is that of the metric as it was when the alias was approved, see [Metric.DefinitionHash]; "" for an
	// alias that was approved before this was kept.
	DefinitionHash string `json:"definition_hash"`
}

// Teams gives the teams that define a metric or a term, in order. Of a team that is written in several ways it gives the
// spelling that sorts first.
func (c Catalogue) Teams() []string {
	var all []string
	for i := range c.Metrics {
		all = append(all, c.Metrics[i].Home())
	}
	for i := range c.Terms {
		all = append(all, c.Terms[i].Team)
	}
	slices.Sort(all)
	seen := map[string]bool{"": true} // what belongs to everybody
	return slices.DeleteFunc(slices.Compact(all), func(team string) bool {
		key := TeamKey(team)
		again := seen[key]
		seen[key] = true
		return again
	})
}

// Team gives the spelling in which the catalogue writes a team, and whether the team defines anything.
func (c Catalogue) Team(name string) (spelling string, defines bool) {
	key := TeamKey(name)
	for _, team := range c.Teams() {
		if TeamKey(team) == key {
			return team, true
		}
	}
	return "", false
}

// TeamKey gives the form in which the names of teams are compared: case, and whether blanks, dots, hyphens or underscores
// stand between the words, do not count.
func TeamKey(team string) string { return nameKey(team) }

// nameKey makes names comparable: case, and what stands between words, do not count.
func nameKey(name string) string {
	return strings.Join(strings.FieldsFunc(strings.ToLower(name), func(r rune) bool { return r == ' ' || r == '_' || r == '-' || r == '.' }), " ")
}
