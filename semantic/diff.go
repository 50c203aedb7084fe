package semantic

import (
	"maps"
	"slices"
	"strings"
)

// FieldChange is a field in which two definitions differ. Lists are given as "one, two"; what is not said is "".
type FieldChange struct {
	Field  string `json:"field"` // as in plumb's own format
	Before string `json:"before"`
	After  string `json:"after"`
}

// Diff gives the fields in which two definitions differ, in the order in which a definition is written. A metric without a
// status is active. It is empty for definitions that say the same.
func Diff(before, after Metric) []FieldChange {
	var out []FieldChange
	old, now := fields(before), fields(after)
	for i := range old {
		if old[i].text != now[i].text {
			out = append(out, FieldChange{old[i].name, old[i].text, now[i].text})
		}
	}
	return out
}

type field struct{ name, text string }

func fields(m Metric) []field {
	status := m.Status
	if status == "" {
		status = Active
	}
	return []field{
		{"namespace", m.Namespace}, {"name", m.Name}, {"label", m.Label}, {"description", m.Description},
		{"synonyms", listed(m.Synonyms)}, {"aliases", listedAliases(m.Aliases)}, {"team", m.Team}, {"unit", m.Unit},
		{"window", string(m.Window)}, {"grain", string(m.Grain)}, {"direction", string(m.Direction)}, {"owner", listed(m.Owner)},
		{"caveats", listed(m.Caveats)}, {"kind", m.Kind}, {"expression", m.Expression}, {"dialect", m.Dialect},
		{"filters", listed(m.Filters)}, {"inputs", listed(m.Inputs)}, {"dimensions", listed(m.Dimensions)},
		{"source.connector", m.Source.Connector}, {"source.query", m.Source.Query}, {"freshness", string(m.Freshness)},
		{"status", string(status)}, {"replaced_by", m.ReplacedBy}, {"extensions", listedExtensions(m.Extensions)},
	}
}

// listed joins a list. An item with a comma is put in quotes, so that no two lists look alike.
func listed(list []string) string {
	out := make([]string, len(list))
	for i, text := range list {
		if text == "" || strings.Contains(text, ", ") || strings.HasPrefix(text, `"`) {
			text = `"` + text + `"`
		}
		out[i] = text
	}
	return strings.Join(out, ", ")
}

func listedAliases(aliases map[string][]string) string {
	var out []string
	for _, team := range slices.Sorted(maps.Keys(aliases)) {
		out = append(out, team+": "+listed(aliases[team]))
	}
	return strings.Join(out, "; ")
}

func listedExtensions(list []Extension) string {
	var out []string
	for _, e := range list {
		out = append(out, e.Vendor+" "+e.Data)
	}
	return strings.Join(out, "; ")
}
