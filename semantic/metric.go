package semantic

import (
	"slices"
	"strings"

	"github.com/plumbline-dev/plumb/internal/fault"
)

// Metric is a definition of something that is measured. Every field but Namespace and Name may be empty: what nobody
// wrote down is not guessed.
type Metric struct {
	Namespace string `json:"namespace"` // the model, product or team that defines it
	Name      string `json:"name"`      // unique in its namespace
	Label     string `json:"label"`     // how people write it, such as "Weekly active users"

	Description string              `json:"description"`
	Synonyms    []string            `json:"synonyms"` // other names, whoever says them
	Aliases     map[string][]string `json:"aliases"`  // names that mean this metric when the team of the key says them
	Team        string              `json:"team"`     // whose definition it is, and where its names are at home
	Owner       []string            `json:"owner"`    // people, roles or addresses to ask
	Caveats     []string            `json:"caveats"`  // what to know before believing a value; never a name

	Unit       string    `json:"unit"`       // UCUM ("%", "s", "{user}") or a currency of ISO 4217
	Window     Span      `json:"window"`     // how much time one value looks back on
	Grain      Span      `json:"grain"`      // how often there is a value
	Direction  Direction `json:"direction"`  // which way is good
	Dimensions []string  `json:"dimensions"` // what it can be split by
	Freshness  Span      `json:"freshness"`  // how late a value may be

	Kind       string   `json:"kind"`       // how the source classifies it, such as "ratio", "derived", "count_distinct"
	Expression string   `json:"expression"` // formula in the language of Dialect
	Dialect    string   `json:"dialect"`    // of Expression, such as "ANSI_SQL"
	Filters    []string `json:"filters"`    // conditions that are always applied
	Inputs     []string `json:"inputs"`     // ids of the metrics that it is computed from
	Source     Source   `json:"source"`

	Status     Status `json:"status"`
	ReplacedBy string `json:"replaced_by"` // id of the metric to use instead; only when deprecated

	Extensions []Extension `json:"extensions"` // what the source said and plumb has no field for
}

// Source says where the values of a metric come from.
type Source struct {
	Connector string `json:"connector"` // name of a connector, or of the table or model in the importing format
	Query     string `json:"query"`     // named query or statement of that connector
}

// Extension keeps a part of an imported definition that plumb has no field for, so that exporting it again loses nothing.
type Extension struct {
	Vendor string `json:"vendor"` // format or vendor that understands Data
	Data   string `json:"data"`   // JSON
}

// Status is where a definition is in its life.
type Status string

// The statuses. A metric without one is active.
const (
	Proposed   Status = "proposed"   // not agreed yet
	Active     Status = "active"     // in use
	Deprecated Status = "deprecated" // not to be used any more, see Metric.ReplacedBy
)

// Direction says which way of a metric is good. The empty direction means that nobody said.
type Direction string

// The directions.
const (
	Up   Direction = "up"
	Down Direction = "down"
)

// ID gives the metric's id: namespace and name, joined by a dot.
func (m Metric) ID() string { return m.Namespace + "." + m.Name }

// Title gives the name to show to people.
func (m Metric) Title() string {
	if m.Label != "" {
		return m.Label
	}
	return strings.ReplaceAll(m.Name, "_", " ")
}

// Home gives the team whose definition this is: Team, or the namespace when no team is named.
func (m Metric) Home() string {
	if m.Team != "" {
		return m.Team
	}
	return m.Namespace
}

// Current reports whether the metric is in use or proposed, and not deprecated.
func (m Metric) Current() bool { return m.Status != Deprecated }

// Check refuses a definition that no catalogue can hold.
func (m Metric) Check() error {
	const op = "metric.check"
	switch {
	case m.Name == "":
		return fault.New(fault.Invalid, op, "a metric needs a name", "Give it one: name: weekly_active_users")
	case m.Namespace == "":
		return fault.Newf(fault.Invalid, op, "the metric %q needs a namespace", m.Name).
			Do("Say which model, product or team defines it: namespace: growth")
	case !slices.Contains([]Status{Proposed, Active, Deprecated, ""}, m.Status):
		return fault.Newf(fault.Invalid, op, "the status %q of %s is not known", m.Status, m.ID()).Do("Use proposed, active or deprecated.")
	case !slices.Contains([]Direction{Up, Down, ""}, m.Direction):
		return fault.Newf(fault.Invalid, op, "the direction %q of %s is not known", m.Direction, m.ID()).
			Do("Use up or down: the way in which the metric is good.")
	case m.ReplacedBy != "" && m.Current():
		return fault.Newf(fault.Invalid, op, "%s is replaced by %s and not deprecated", m.ID(), m.ReplacedBy).Do("Set status: deprecated.")
	case m.ReplacedBy == m.ID():
		return fault.Newf(fault.Invalid, op, "%s cannot replace itself", m.ID()).Do("Name the metric to use instead, or remove replaced_by.")
	case m.Window.Check() != nil:
		return fault.Newf(fault.Invalid, op, "the window %q of %s is not a span", m.Window, m.ID()).Do(spanAdvice)
	case m.Grain.Check() != nil:
		return fault.Newf(fault.Invalid, op, "the grain %q of %s is not a span", m.Grain, m.ID()).Do(spanAdvice)
	case m.Freshness.Check() != nil:
		return fault.Newf(fault.Invalid, op, "the freshness %q of %s is not a span", m.Freshness, m.ID()).Do(spanAdvice)
	}
	return nil
}
