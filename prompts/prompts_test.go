package prompts_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/jsonschema-go/jsonschema"
	"github.com/stretchr/testify/require"
	"go.yaml.in/yaml/v3"

	"github.com/plumbline-dev/plumb/agent/model"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/prompts"
)

var update = flag.Bool("update", false, "write the golden files anew")

// published are the hashes of the versions that drafts were made with. A line is added for a new version; none is changed.
var published = map[string]string{
	"alias-suggest/v1":      "sha256:2e3d36d6d51c02f52d97d26ae7f0097cc207a1d1c3e0dcacffc2b0d3fff28f61",
	"ask-plan/v1":           "sha256:cd50dad4095ceebfa6209c7b4b8d0ee8d9f9924315d99ddb13558f56e72896ac",
	"brief-words/v1":        "sha256:cc7acb16e256ef5a4be6697d04689307fd05a8545e9a21fb542ec25ff9893bab",
	"decision-rationale/v1": "sha256:1f6a44d8d0da6e716872962a49320347b88b7a3aaa4669ce2f98fd9742dd4aeb",
	"draft-compose/v1":      "sha256:e4cfd4c21769a6d4693bd61b3fe69af29b2d7bc3a96ecef27825c406c9f0dddb",
	"draft-compose/v2":      "sha256:a527264441f6a560a2d6d37a473527e986c8f1047ec6ed0a4d2c60a602326188",
	"draft-extract/v1":      "sha256:6accfb274d4b8052497037bcb0316bb5e3d42c6caab354ef4cd57b724b1a518a",
	"draft-extract/v2":      "sha256:3e9e9c9ac0c6a23b72a2a7f81cf76485e47a17ab902b2b648315568465dda499",
	"draft-verify/v1":       "sha256:5c7acb81eb8c8663f99aa5cc3c0e2fac891dbddcdafcf45276a5b68351cb44b5",
	"link-choose/v1":        "sha256:ef4f807a0b55cc7a3ffa16ade99d4ea63bb41a6eeb2feaf30515f802099f9172",
	"review-note/v1":        "sha256:4312c4241a45db97cb20868ab9e48a4e49580e14fbc06be46331578b402ba2ce",
	"sheet-questions/v1":    "sha256:3dac71379874856595ae29c94de8462bb251920b4ce1db10612f277dcdc0e2f8",
}

func TestPublishedVersionsNeverChange(t *testing.T) {
	t.Parallel()
	for _, name := range prompts.List() {
		p := load(t, name)
		require.Equal(t, published[name], p.Hash, "%s was published: write a new version, and add its hash here", name)
	}
	require.Len(t, prompts.List(), len(published))
}

func load(t *testing.T, name string) prompts.Prompt {
	t.Helper()
	name, version, _ := strings.Cut(name, "/")
	p, err := prompts.Load(name, version)
	require.NoError(t, err)
	return p
}

func TestUnknown(t *testing.T) {
	t.Parallel()
	for _, name := range []string{"", "draft", ".."} {
		_, err := prompts.Load(name, "v1")
		require.Equal(t, fault.NotFound, fault.KindOf(err), name)
		require.Contains(t, fault.Next(err), "draft-extract/v1")
	}
}

// values are what the golden renderings are made of.
var values = map[string]map[string]any{
	"draft-extract/v1": {
		"Topic": "return labels", "Part": 1, "Parts": 2, "Fence": "~~~ 7c1e", "Turns": []map[string]any{
			{"Speaker": "Orla Benes", "Lines": []map[string]string{{"ID": "u0001", "Text": "The goal is to get refunds out within three days."}, {"ID": "u0002", "Text": "Right?"}}},
			{"Speaker": "Ravi", "Lines": []map[string]string{{"ID": "u0003", "Text": "Yes."}}},
		},
	},
	"draft-compose/v1": {
		"Topic": "", "Most": 4, "Fence": "~~~ 7c1e", "Groups": []map[string]any{{"About": "return labels", "Notes": []map[string]string{
			{"ID": "n1", "Field": "aim", "Settled": "agreed", "Speaker": "Orla Benes", "Quote": "get refunds out within three days"},
			{"ID": "n2", "Field": "owner", "Settled": "agreed", "Speaker": "Ravi", "Quote": "I'll take that."},
		}}},
	},
	"draft-extract/v2": {
		"Topic": "", "Part": 1, "Parts": 2, "Fence": "~~~ 7c1e", "Turns": []map[string]any{
			{"Speaker": "Orla Benes", "Lines": []map[string]string{{"ID": "u0001", "Text": "The goal is to get refunds out within three days."}, {"ID": "u0002", "Text": "Right?"}}},
			{"Speaker": "Ravi", "Lines": []map[string]string{{"ID": "u0003", "Text": "Yes."}}},
		},
	},
	"draft-compose/v2": {
		"Topic": "return labels", "Most": 4, "Rules": "found by rules", "Fence": "~~~ 7c1e", "Groups": []map[string]any{
			{"About": "return labels", "Notes": []map[string]string{
				{"ID": "n1", "Field": "aim", "Settled": "agreed", "Speaker": "Orla Benes", "Quote": "get refunds out within three days"},
				{"ID": "n2", "Field": "owner", "Settled": "agreed", "Speaker": "Ravi", "Quote": "I'll take that."},
			}},
			{"About": "found by rules", "Notes": []map[string]string{
				{"ID": "n3", "Field": "cadence", "Settled": "proposed", "Speaker": "Ravi", "Quote": "We look at it every Tuesday."},
			}},
		},
	},
	"draft-verify/v1": {
		"Fence": "~~~ 7c1e", "Work": "return labels", "Asked": map[string]bool{"aim": true, "gate": true, "owner": true}, "Seldom": true,
		"Fields": []map[string]any{
			{"Number": 1, "Field": "aim", "Text": "get refunds out within three days", "Lines": "u0001"},
			{"Number": 2, "Field": "owner", "Text": "Ravi: I'll take that.", "Lines": "u0003, u0002"},
			{"Number": 3, "Field": "gate", "Text": "it has to be out by May", "Lines": "u0004"},
		},
		"Turns": []map[string]any{
			{"Speaker": "Orla Benes", "Lines": []map[string]string{{"ID": "u0001", "Text": "The goal is to get refunds out within three days."}, {"ID": "u0002", "Text": "Who takes it?"}}},
			{"Speaker": "Ravi", "Lines": []map[string]string{{"ID": "u0003", "Text": "I'll take that."}, {"ID": "u0004", "Text": "Then it has to be out by May."}}},
		},
	},
	"ask-plan/v1": {
		"Question": "did the labels move since last week, and who owns them?", "Before": "", "Most": 4, "Fence": "~~~ 7c1e",
		"Kinds":   []map[string]string{{"Kind": "moved", "Means": "what moved or did not"}, {"Kind": "who", "Means": "who owns something"}},
		"Sheets":  []map[string]string{{"ID": "S1", "Name": "return labels"}},
		"Metrics": []map[string]string{{"ID": "M1", "Name": "Labels used (returns.used)"}},
	},
	"brief-words/v1": {
		"Fence": "~~~ 7c1e", "SmallWords": "a, an, the", "Reader": "an executive who decides and has two minutes", "Facts": []map[string]string{
			{"ID": "F4", "Text": "the stage gate asks for at least 40% of Returns with a label by 20 March 2026"},
		}, "Points": []map[string]string{
			{"ID": "P1", "Section": "Stage gate", "Facts": "F4", "Text": "The gate asks for at least 40% of Returns with a label by 20 March 2026."},
		},
	},
	"decision-rationale/v1": {
		"Fence": "~~~ 7c1e", "SmallWords": "a, an, the", "Facts": []map[string]string{
			{"ID": "F4", "Text": "the stage gate asks for at least 40% of Returns with a label by 20 March 2026"},
			{"ID": "F6", "Text": "Returns with a label averaged 44.4% in the 3 weeks since the week of 2 March 2026"},
		}, "Points": []map[string]string{
			{"ID": "P1", "Facts": "F4 F6", "Text": "The gate is passed and the guardrail holds."},
			{"ID": "P2", "Facts": "F4 F6", "Text": "The gate is passed: Returns with a label averaged 44.4% in the 3 weeks since the week of 2 March 2026, which is at least 40% and more than noise explains."},
		},
	},
	"alias-suggest/v1": {
		"Fence": "~~~ 7c1e", "Metrics": []map[string]string{
			{"ID": "M1", "Name": "Labels printed (returns.printed)", "Measures": "labels that were printed for returns, each day"},
			{"ID": "M2", "Name": "Labels used (returns.used)", "Measures": "labels that came back on a parcel"},
		}, "Terms": []map[string]string{
			{"ID": "T1", "Words": "the back ones", "Context": "How many of the back ones did we see?", "Team": "warehouse"},
			{"ID": "T2", "Words": "NPS", "Context": "", "Team": ""},
		},
	},
	"link-choose/v1": {
		"Fence": "~~~ 7c1e", "Term": "labels", "Context": "So how many labels did we print?", "Team": "", "Candidates": []map[string]string{
			{"ID": "C1", "Name": "Labels printed (returns.printed)", "Measures": "labels that were printed for returns, each day"},
			{"ID": "C2", "Name": "Labels used (returns.used)", "Measures": "labels that came back on a parcel"},
		},
	},
	"sheet-questions/v1": {
		"Fence": "~~~ 7c1e", "AskingWords": "a, an, the, is, will", "Words": map[string]string{"Owner": "accountable, own, owns, person, yes"},
		"Facts": []map[string]string{
			{"ID": "F1", "Text": "lever of the mechanism: “put a return label into every parcel”"},
			{"ID": "F2", "Text": "the sheet does not say: Owner"},
		}, "Points": []map[string]string{{"ID": "P1", "Section": "Owner", "Facts": "F2 F1", "Text": "Who is the one person accountable for “return labels”, and did they say yes?"}},
	},
	"review-note/v1": {
		"Fence": "~~~ 7c1e", "Facts": []map[string]string{
			{"ID": "F4", "Text": "the stage gate asks for at least 40% of Returns with a label by 20 March 2026"},
			{"ID": "F6", "Text": "Returns with a label averaged 44.4% in the 3 weeks since the week of 2 March 2026"},
		}, "Points": []map[string]string{{"ID": "P1", "Section": "In short", "Facts": "F4 F6",
			"Text": "The gate is passed: Returns with a label averaged 44.4% in the 3 weeks since the week of 2 March 2026, which is at least 40% and more than noise explains."}},
	},
}

func TestRenderings(t *testing.T) {
	t.Parallel()
	for _, name := range prompts.List() {
		text, err := load(t, name).Render(values[name])
		require.NoError(t, err)
		got := fmt.Sprintf("# system\n\n%s\n\n# user\n\n%s\n", text.System, text.User)
		golden := filepath.Join(filepath.FromSlash(name), "golden", "rendering.md")
		if *update {
			require.NoError(t, os.MkdirAll(filepath.Dir(golden), 0o750))
			require.NoError(t, os.WriteFile(golden, []byte(got), 0o600))
		}
		want, err := os.ReadFile(golden) //nolint:gosec // a test reads its own golden files
		require.NoError(t, err)
		require.Equal(t, string(want), got)
	}
}

func TestAMissingValueIsAnError(t *testing.T) {
	t.Parallel()
	for _, name := range prompts.List() {
		for left := range values[name] {
			short := map[string]any{}
			for key, value := range values[name] {
				if key != left {
					short[key] = value
				}
			}
			_, err := load(t, name).Render(short)
			require.Error(t, err, "%s without %s", name, left)
		}
	}
}

// Endpoints take a schema as strict only if every object names all of its properties as required and allows no other.
func TestSchemasAreStrict(t *testing.T) {
	t.Parallel()
	for _, name := range prompts.List() {
		p := load(t, name)
		var schema jsonschema.Schema
		require.NoError(t, json.Unmarshal(p.Schema, &schema))
		_, err := schema.Resolve(nil)
		require.NoError(t, err)
		var tree any
		require.NoError(t, json.Unmarshal(p.Schema, &tree))
		require.Positive(t, requireStrict(t, name, tree))
	}
}

// requireStrict checks every object of a schema and counts them.
func requireStrict(t *testing.T, at string, node any) int {
	t.Helper()
	n := 0
	fields, _ := node.(map[string]any)
	if fields["type"] == "object" {
		n++
		require.Equal(t, false, fields["additionalProperties"], at)
		properties, _ := fields["properties"].(map[string]any)
		var names []any
		for name := range properties {
			names = append(names, name)
		}
		require.ElementsMatch(t, names, fields["required"], at)
	}
	for name, child := range fields {
		n += requireStrict(t, at+"."+name, child)
	}
	return n
}

func TestEveryPromptSaysWhy(t *testing.T) {
	t.Parallel()
	for _, name := range prompts.List() {
		raw, err := os.ReadFile(filepath.Join(filepath.FromSlash(name), "meta.yaml"))
		require.NoError(t, err)
		var meta struct {
			Role string `yaml:"role"`
			Why  string `yaml:"why"`
		}
		require.NoError(t, yaml.Unmarshal(raw, &meta))
		require.Contains(t, model.Roles(), model.Role(meta.Role))
		require.Greater(t, len(strings.Fields(meta.Why)), 30, name)
		require.Less(t, len(strings.Fields(meta.Why)), 150, name)
	}
}
