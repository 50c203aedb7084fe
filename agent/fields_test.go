package agent_test

import (
	"reflect"
	"slices"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
)

// everyField gives, by reflection, the address of every agent.Field that a value holds and its JSON path.
func everyField(v reflect.Value, path string) map[*agent.Field]string {
	found := map[*agent.Field]string{}
	var walk func(v reflect.Value, path string)
	walk = func(v reflect.Value, path string) {
		if v.Type() == reflect.TypeFor[agent.Field]() {
			found[v.Addr().Interface().(*agent.Field)] = path //nolint:errcheck // its type was just asked for
			return
		}
		switch v.Kind() {
		case reflect.Struct:
			for i := range v.NumField() {
				f := v.Type().Field(i)
				name, _, _ := strings.Cut(f.Tag.Get("json"), ",")
				if name == "" { // embedded: its keys stand beside those around it
					walk(v.Field(i), path)
					continue
				}
				walk(v.Field(i), strings.TrimPrefix(path+"."+name, "."))
			}
		case reflect.Slice:
			for i := range v.Len() {
				walk(v.Index(i), path+"["+string(rune('0'+i))+"]")
			}
		default:
		}
	}
	walk(v, path)
	return found
}

// filledOut makes a value in which every list has two items.
func filledOut(v reflect.Value) {
	switch v.Kind() {
	case reflect.Struct:
		for i := range v.NumField() {
			filledOut(v.Field(i))
		}
	case reflect.Slice:
		if v.Type().Elem().Kind() == reflect.Struct {
			v.Set(reflect.MakeSlice(v.Type(), 2, 2))
			for i := range v.Len() {
				filledOut(v.Index(i))
			}
		}
	default:
	}
}

// No field can be forgotten by what goes over all fields: the gates, the rules, the renderings.
func TestAllGivesEveryField(t *testing.T) {
	t.Parallel()
	var f agent.Fields
	filledOut(reflect.ValueOf(&f).Elem())
	want := everyField(reflect.ValueOf(&f).Elem(), "")
	require.Greater(t, len(want), 20)
	got := map[*agent.Field]string{}
	for ref := range f.All() {
		_, twice := got[ref.Field]
		require.False(t, twice, "%s is given twice", ref.Path)
		require.NotEmpty(t, ref.Label, ref.Path)
		got[ref.Field] = ref.Path
	}
	for field, path := range want {
		if base, isEdge := strings.CutSuffix(path, ".because"); isEdge && strings.HasPrefix(path, "metric_tree.") {
			path = base // an edge is called by itself
		}
		require.Equal(t, path, got[field])
	}
	require.Len(t, got, len(want))
}

// The single fields and the lists of a sheet are those of the type, in the same order wherever they are shown.
func TestSingleFieldsAndLists(t *testing.T) {
	t.Parallel()
	var f agent.Fields
	single := map[*agent.Field]bool{}
	for _, ref := range f.Single() {
		single[ref.Field] = true
	}
	for field, path := range everyField(reflect.ValueOf(&f).Elem(), "") {
		require.True(t, single[field], path)
	}
	lists := map[string]bool{}
	for _, l := range f.Lists() {
		require.NotEmpty(t, l.Label)
		lists[l.Path] = true
		*l.Items = append(*l.Items, agent.Field{Text: l.Path})
	}
	v := reflect.ValueOf(f)
	for i := range v.NumField() {
		if items, ok := v.Field(i).Interface().([]agent.Field); ok {
			path := v.Type().Field(i).Tag.Get("json")
			require.True(t, lists[path], path)
			require.Equal(t, []agent.Field{{Text: path}}, items)
		}
	}
}

func TestAllCanBeLeftEarly(t *testing.T) {
	t.Parallel()
	s := sound()
	s.Fields.MetricTree.Edges = []agent.TreeEdge{edge("a", "b")}
	total := 0
	for range s.Fields.All() {
		total++
	}
	for stop := range total {
		var paths []string
		for ref := range s.Fields.All() {
			paths = append(paths, ref.Path)
			if len(paths) == stop+1 {
				break
			}
		}
		require.Len(t, paths, stop+1)
		require.Len(t, slices.Compact(paths), stop+1)
	}
}

func TestFieldsAreChangedInPlace(t *testing.T) {
	t.Parallel()
	s := sound()
	for ref := range s.Fields.All() {
		ref.Field.Text = ref.Path
	}
	require.Equal(t, "signals[1]", s.Fields.Signals[1].Text)
	require.Equal(t, "gate.condition", s.Fields.Gate.Condition.Text)
	require.Equal(t, "guardrail", s.Fields.Guardrail.Text)
	require.Equal(t, "ruled_out[0]", s.Fields.RuledOut[0].Text)
}
