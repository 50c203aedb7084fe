package fake

import (
	"encoding/json"
	"hash/fnv"
	"math/rand/v2"
	"regexp"
	"slices"
	"strings"

	"github.com/google/jsonschema-go/jsonschema"

	"github.com/plumbline-dev/plumb/agent/model"
)

// writer makes up values that follow a schema. The same seed and request give the same values.
type writer struct {
	random *rand.Rand
	schema *jsonschema.Schema
	words  []string            // what texts are made of
	ids    []string            // utterance ids that stand in the request, and some that do not
	listed map[string][]string // other ids that stand there, by their first letter
	left   int                 // values that may still be made up
}

// listedForm is that of the ids of facts, points, terms, metrics and notes in prompts.
var listedForm = regexp.MustCompile(`\b[FPTMn][0-9]{1,3}\b`)

// letters are the first letters of the ids that a property of a reply holds, by its name.
var letters = map[string]string{"point": "P", "term": "T", "metric": "M"}

var idForm = regexp.MustCompile(`\bu[0-9]{4,}\b`)

func newWriter(seed uint64, r model.Request) *writer {
	h := fnv.New64a()
	_, _ = h.Write([]byte(r.Hash()))                                                                       // a hash takes everything
	w := &writer{random: rand.New(rand.NewPCG(seed, h.Sum64())), schema: &jsonschema.Schema{}, left: most} //nolint:gosec // the same seed has to give the same replies
	if json.Unmarshal(r.Schema, w.schema) != nil {
		w.schema = &jsonschema.Schema{}
	}
	w.ids = idForm.FindAllString(r.Input, -1)
	slices.Sort(w.ids)
	w.ids = append(slices.Compact(w.ids), "u9999", "u0000")
	w.listed = map[string][]string{}
	for _, id := range listedForm.FindAllString(r.Input, -1) {
		if letter := id[:1]; !slices.Contains(w.listed[letter], id) {
			w.listed[letter] = append(w.listed[letter], id)
		}
	}
	return w
}

// A schema that contains itself, or wants a million items, has to end somewhere.
const (
	deepest = 12
	most    = 2000
)

// value makes up a value that follows a schema.
func (w *writer) value(s *jsonschema.Schema, depth int) any {
	if w.left--; s == nil || depth > deepest || w.left < 0 {
		return nil
	}
	if name, ok := strings.CutPrefix(s.Ref, "#/$defs/"); ok {
		return w.value(w.schema.Defs[name], depth+1)
	}
	if s.Const != nil {
		return *s.Const
	}
	if len(s.Enum) > 0 {
		return s.Enum[w.random.IntN(len(s.Enum))]
	}
	for _, choice := range [][]*jsonschema.Schema{s.AnyOf, s.OneOf} {
		if len(choice) > 0 {
			return w.value(choice[w.random.IntN(len(choice))], depth+1)
		}
	}
	kind := s.Type
	if kind == "" && len(s.Types) > 0 {
		kind = s.Types[w.random.IntN(len(s.Types))]
	}
	switch kind {
	case "object", "":
		return w.object(s, depth)
	case "array":
		return w.list(s, depth)
	case "string":
		return w.text(s)
	case "integer":
		return w.random.IntN(5000)
	case "number":
		return float64(w.random.IntN(500000)) / 100
	case "boolean":
		return w.random.IntN(2) == 0
	}
	return nil
}

func (w *writer) object(s *jsonschema.Schema, depth int) any {
	fields := map[string]any{}
	names := make([]string, 0, len(s.Properties))
	for name := range s.Properties {
		names = append(names, name)
	}
	slices.Sort(names) // the order in which chance is asked has to stay the same
	for _, name := range names {
		fields[name] = w.aimed(name, w.value(s.Properties[name], depth+1))
	}
	return fields
}

// aimed makes a text that was made up hit something: most ids are those of the request, and prose cites its facts.
func (w *writer) aimed(property string, made any) any {
	text, ok := made.(string)
	ids := w.listed[letters[property]]
	switch facts := w.listed["F"]; {
	case !ok:
	case len(ids) > 0 && w.random.IntN(4) > 0:
		return ids[w.random.IntN(len(ids))]
	case property == "text" && len(facts) > 0 && w.random.IntN(4) > 0:
		return strings.TrimRight(text, ".?") + " [" + facts[w.random.IntN(len(facts))] + "]" + []string{".", "?"}[w.random.IntN(2)]
	}
	return made
}

func (w *writer) list(s *jsonschema.Schema, depth int) any {
	n := 1 + w.random.IntN(4)
	if s.MinItems != nil {
		n = max(n, *s.MinItems)
	}
	if s.MaxItems != nil {
		n = min(n, *s.MaxItems)
	}
	list := []any{}
	for range min(n, w.left) {
		list = append(list, w.value(s.Items, depth+1))
	}
	return list
}

// text is an utterance id or words; which of them fits is known only to who reads the reply, so both stand everywhere at times.
func (w *writer) text(s *jsonschema.Schema) string {
	if form := s.Pattern; form != "" {
		if allowed, err := regexp.Compile(form); err == nil {
			if fitting := slices.DeleteFunc(slices.Concat(w.ids, w.words), func(t string) bool { return !allowed.MatchString(t) }); len(fitting) > 0 {
				return fitting[w.random.IntN(len(fitting))]
			}
		}
	}
	if len(w.words) == 0 || w.random.IntN(3) == 0 {
		return w.ids[w.random.IntN(len(w.ids))]
	}
	text := w.words[w.random.IntN(len(w.words))]
	if s.MaxLength != nil {
		runes := []rune(text)
		text = string(runes[:min(*s.MaxLength, len(runes))])
	}
	return text
}
