package format

import (
	"strings"

	"go.yaml.in/yaml/v3"

	"github.com/plumbline-dev/plumb/semantic"
)

// applyMeta takes plumb's fields from a "meta" mapping, which dbt and Cube leave to their users. The keys are those of the
// package's documentation, and nothing else is taken: a meaning is not guessed.
func (d *definition) applyMeta(meta object) {
	if meta.node == nil {
		return
	}
	d.Owner = append(d.Owner, meta.texts("owner")...)
	d.Owner = append(d.Owner, meta.texts("owners")...)
	d.Synonyms = append(d.Synonyms, meta.texts("synonyms")...)
	for _, key := range []string{"caveats", "ai_context", "ai_hint"} {
		d.Caveats = append(d.Caveats, meta.texts(key)...)
	}
	if team := meta.trimmed("team"); team != "" {
		d.Team = team
	}
	if unit := meta.trimmed("unit"); unit != "" {
		d.Unit = unit
	}
	if d.Direction == "" {
		d.Direction = direction(meta, "direction", "good_direction")
	}
	if better, said := meta.truth("bigger_is_better"); said && d.Direction == "" {
		d.Direction = wayOf(better)
	}
	for key, field := range map[string]*semantic.Span{"window": &d.Window, "grain": &d.Grain, "freshness": &d.Freshness} {
		if span := d.span(meta, key); span != "" {
			*field = span
		}
	}
	if deprecated, said := meta.truth("deprecated"); said && deprecated {
		d.Status = semantic.Deprecated
	}
	switch status := semantic.Status(strings.ToLower(peek(meta.value("status")))); status {
	case semantic.Active, semantic.Proposed, semantic.Deprecated:
		meta.text("status")
		d.Status = status
	}
	if d.Status == semantic.Deprecated {
		d.ReplacedBy = meta.trimmed("replaced_by")
	}
}

// direction takes a direction from the first of the keys that holds one.
func direction(o object, keys ...string) semantic.Direction {
	for _, key := range keys {
		var found semantic.Direction
		switch strings.ToLower(strings.TrimSpace(peek(o.value(key)))) {
		case "up", "higher", "higher_is_better", "increase":
			found = semantic.Up
		case "down", "lower", "lower_is_better", "decrease":
			found = semantic.Down
		default:
			continue
		}
		o.text(key)
		return found
	}
	return ""
}

func wayOf(biggerIsBetter bool) semantic.Direction {
	if biggerIsBetter {
		return semantic.Up
	}
	return semantic.Down
}

// peek gives the text of a scalar without taking it.
func peek(n *yaml.Node) string {
	if n == nil || n.Kind != yaml.ScalarNode {
		return ""
	}
	return n.Value
}
