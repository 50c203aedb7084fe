package semantic_test

import (
	"reflect"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/semantic"
)

func TestDiff(t *testing.T) {
	t.Parallel()
	before := complete("growth", "visits", nil)
	after := before
	after.Window = "28d"
	after.Synonyms = []string{"footfall", "people, in the shop"}
	after.Aliases = map[string][]string{"sales": {"walk-ins"}, "growth": {"v"}}
	after.Status = semantic.Active
	require.Equal(t, []semantic.FieldChange{
		{Field: "synonyms", After: `footfall, "people, in the shop"`},
		{Field: "aliases", After: "growth: v; sales: walk-ins"},
		{Field: "window", Before: "7d", After: "28d"},
	}, semantic.Diff(before, after), "a metric without a status is active")
	require.Empty(t, semantic.Diff(before, before))
}

// TestDiffSeesEveryField changes each field of a metric in turn: a field that is added to the type and not compared fails
// here.
func TestDiffSeesEveryField(t *testing.T) {
	t.Parallel()
	kind := reflect.TypeFor[semantic.Metric]()
	for i := range kind.NumField() {
		var after semantic.Metric
		v := reflect.ValueOf(&after).Elem().Field(i)
		switch v.Kind() {
		case reflect.String:
			v.SetString("x")
		case reflect.Slice:
			v.Set(reflect.MakeSlice(v.Type(), 1, 1))
		case reflect.Map:
			v.Set(reflect.ValueOf(map[string][]string{"t": {"x"}}))
		case reflect.Struct:
			v.Field(0).SetString("x")
		default:
			require.Fail(t, "a kind of field that this test does not know", v.Kind().String())
		}
		require.Len(t, semantic.Diff(semantic.Metric{}, after), 1, kind.Field(i).Name)
	}
}
