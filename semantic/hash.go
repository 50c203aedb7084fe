package semantic

import (
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"slices"
)

// DefinitionHash identifies what is computed: two metrics with the same hash give the same values. It covers the formula
// and its language, kind, filters, inputs, source, unit, window and grain, and none of the words around them. A metric
// whose hash changed is a new version, and readings carry the hash of the definition that they were fetched by.
// It is "sha256:" and 64 hex digits.
func (m Metric) DefinitionHash() string {
	return hashOf(struct {
		Kind, Expression, Dialect string
		Filters, Inputs           []string
		Source                    Source
		Unit                      string
		Window, Grain             Span
	}{
		m.Kind, oneLine(m.Expression), m.Dialect, sorted(m.Filters), sorted(m.Inputs),
		Source{m.Source.Connector, oneLine(m.Source.Query)}, m.Unit, m.Window, m.Grain,
	})
}

// FormulaHash identifies the formula wherever it stands: two teams whose metrics have the same one count in the same
// way. It is empty when there is no formula.
func (m Metric) FormulaHash() string {
	if m.Expression == "" && m.Source == (Source{}) && len(m.Inputs) == 0 {
		return ""
	}
	m.Dialect, m.Unit, m.Grain = "", "", ""
	return m.DefinitionHash()
}

// Canonical gives the one JSON form of a definition that is kept and compared: keys in the order of the types, empty
// lists instead of null.
func Canonical[T Metric | Term](definition T) []byte {
	switch d := any(&definition).(type) {
	case *Metric:
		d.fillEmpty()
	case *Term:
		d.Variants = filled(d.Variants)
	}
	var buf bytes.Buffer
	enc := json.NewEncoder(&buf)
	enc.SetEscapeHTML(false)
	if err := enc.Encode(definition); err != nil {
		return nil // strings, lists and maps of strings can always be written
	}
	return bytes.TrimRight(buf.Bytes(), "\n")
}

func (m *Metric) fillEmpty() {
	for _, list := range []*[]string{&m.Synonyms, &m.Owner, &m.Caveats, &m.Dimensions, &m.Filters, &m.Inputs} {
		*list = filled(*list)
	}
	m.Extensions = filled(m.Extensions)
	if m.Aliases == nil {
		m.Aliases = map[string][]string{}
	}
	if m.Status == "" {
		m.Status = Active
	}
}

func filled[T any](list []T) []T {
	if list == nil {
		return []T{}
	}
	return list
}

func sorted(list []string) []string {
	list = slices.Clone(filled(list))
	slices.Sort(list)
	return list
}

// oneLine gives a text with its white space evened out: a formula that was only laid out anew is the same formula.
func oneLine(s string) string { return string(bytes.Join(bytes.Fields([]byte(s)), []byte(" "))) }

func hashOf(value any) string {
	content, err := json.Marshal(value)
	if err != nil {
		return "" // see Canonical
	}
	sum := sha256.Sum256(content)
	return "sha256:" + hex.EncodeToString(sum[:])
}
