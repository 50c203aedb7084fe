package agent_test

import (
	"encoding/json"
	"flag"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/internal/seal"
	"github.com/plumbline-dev/plumb/internal/fault"
)

var update = flag.Bool("update", false, "write the golden files anew")

func TestZeroDraft(t *testing.T) {
	t.Parallel()
	var d agent.Draft
	require.Empty(t, d.Hash())
	require.Empty(t, d.Content())
	require.Equal(t, agent.Sheet{}, d.Sheet())
}

func TestSealedDraftCannotBeChanged(t *testing.T) {
	t.Parallel()
	s := sound()
	d, err := agent.Seal(seal.Pass{}, s)
	require.NoError(t, err)
	content, hash := string(d.Content()), d.Hash()
	require.Equal(t, hash, agent.ContentHash(d.Content()))

	s.Fields.RuledOut[0].Text = "changed from without"
	s.Fields.Gate.Condition.Predicate.Threshold = 1
	d.Content()[10] = 'X'
	copied := d.Sheet()
	copied.Fields.Owner.Evidence[0].Quote = "changed in a copy"
	require.Equal(t, content, string(d.Content()))
	require.Equal(t, hash, d.Hash())
	require.Equal(t, "Orla Benes", d.Sheet().Fields.Owner.Evidence[0].Quote)
	require.InDelta(t, 60, d.Sheet().Fields.Gate.Condition.Predicate.Threshold, 0)
}

// The canonical form and its hash are what approvals are bound to. They may never change for a sheet that exists.
func TestCanonicalIsForGood(t *testing.T) {
	t.Parallel()
	golden := filepath.Join("testdata", "canonical.json")
	content, err := agent.Canonical(sound())
	require.NoError(t, err)
	if *update {
		require.NoError(t, os.MkdirAll("testdata", 0o750))
		require.NoError(t, os.WriteFile(golden, content, 0o600))
	}
	want, err := os.ReadFile(golden)
	require.NoError(t, err)
	require.Equal(t, string(want), string(content))
	require.Equal(t, "sha256:627ed3f11d4bcde2e11a4dd1e14bf189588901062719722369617cd60894f250", agent.ContentHash(content))
}

func TestCanonicalHasNoNullLists(t *testing.T) {
	t.Parallel()
	content, err := agent.Canonical(agent.Sheet{
		Topics: []agent.Topic{{}}, Jargon: []agent.Jargon{{}}, Findings: []agent.Finding{{}},
		Fields: agent.Fields{
			Signals: []agent.Signal{{}}, RuledOut: []agent.Field{{}},
			MetricTree: agent.MetricTree{Edges: []agent.TreeEdge{{}}},
		},
	})
	require.NoError(t, err)
	rest := strings.NewReplacer(`"predicate":null`, "", `"objective":null`, "").Replace(string(content))
	require.NotContains(t, rest, "null", "only what was not said precisely enough is null")
	require.NotContains(t, string(content), "\n")
}

// Equal sheets have one form, whether their lists are nil or empty and whether they were read back.
func TestCanonicalComesBack(t *testing.T) {
	t.Parallel()
	s := sound()
	s.Fields.Aim.Text = "<b>refunds</b> & labels \u2028 for O'Neil"
	first, err := agent.Canonical(s)
	require.NoError(t, err)
	require.Contains(t, string(first), "<b>refunds</b> & labels", "what was said is not escaped for some other format")
	back, err := agent.ParseSheet(first)
	require.NoError(t, err)
	again, err := agent.Canonical(back)
	require.NoError(t, err)
	require.Equal(t, string(first), string(again))
	s.Topics, s.Questions, s.Fields.Dependencies = []agent.Topic{}, []agent.Question{}, []agent.Field{}
	same, err := agent.Canonical(s)
	require.NoError(t, err)
	require.Equal(t, string(first), string(same))
}

func TestEveryChangeChangesTheHash(t *testing.T) {
	t.Parallel()
	content, err := agent.Canonical(sound())
	require.NoError(t, err)
	before := agent.ContentHash(content)
	s := sound()
	for ref := range s.Fields.All() {
		changed := sound()
		for other := range changed.Fields.All() {
			if other.Path == ref.Path {
				other.Field.Text += "."
			}
		}
		content, err := agent.Canonical(changed)
		require.NoError(t, err)
		require.NotEqual(t, before, agent.ContentHash(content), ref.Path)
	}
}

func TestParseSheetRefuses(t *testing.T) {
	t.Parallel()
	content, err := agent.Canonical(sound())
	require.NoError(t, err)
	whole := string(content)
	for name, raw := range map[string]string{
		"nothing":                  "",
		"no JSON":                  "a sheet",
		"a list":                   "[]",
		"half of it":               whole[:len(whole)/2],
		"an unknown key":           strings.Replace(whole, `{"title"`, `{"extra":1,"title"`, 1),
		"an unknown key in a list": strings.Replace(whole, `{"field":`, `{"extra":1,"field":`, 1),
		"an unknown key in a gate": strings.Replace(whole, `"learn":`, `"learned":1,"learn":`, 1),
		"a number for a text":      strings.Replace(whole, `"return labels"`, `7`, 1),
		"a text for a number":      strings.Replace(whole, `"threshold":60`, `"threshold":"60"`, 1),
	} {
		if name == "an unknown key in a list" {
			s := sound()
			s.Questions = []agent.Question{{Field: "aim", Text: "What for?"}}
			with, err := agent.Canonical(s)
			require.NoError(t, err)
			raw = strings.Replace(string(with), `{"field":`, `{"extra":1,"field":`, 1)
		}
		_, err := agent.ParseSheet([]byte(raw))
		require.Equal(t, fault.Invalid, fault.KindOf(err), name)
	}
}

func TestContentHash(t *testing.T) {
	t.Parallel()
	require.Equal(t, "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855", agent.ContentHash(nil))
	require.Equal(t, "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad", agent.ContentHash([]byte("abc")))
}

// FuzzParseSheet holds that whatever can be read as a sheet has one canonical form, and that rules and fields cope
// with it.
func FuzzParseSheet(f *testing.F) {
	content, err := agent.Canonical(sound())
	require.NoError(f, err)
	f.Add(content)
	f.Add([]byte(`{}`))
	f.Add([]byte(`{"fields":{"signals":[{"text":"likes"}],"ruled_out":null}}`))
	f.Fuzz(func(t *testing.T, raw []byte) {
		s, err := agent.ParseSheet(raw)
		if err != nil {
			require.Equal(t, fault.Invalid, fault.KindOf(err))
			return
		}
		first, err := agent.Canonical(s)
		require.NoError(t, err)
		require.True(t, json.Valid(first))
		back, err := agent.ParseSheet(first)
		require.NoError(t, err)
		again, err := agent.Canonical(back)
		require.NoError(t, err)
		require.Equal(t, string(first), string(again))
		s.Findings = agent.Rules(s)
		require.Equal(t, s.Findings, agent.Rules(s), "the rules are worked out once")
		_ = s.Fields.MetricTree.Validate()
	})
}
