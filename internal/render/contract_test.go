package render_test

import (
	"encoding/json"
	"strconv"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
)

// The keys that other programs may rely on, copied by hand from the published shape of `plumb draft --json`. Keys may
// be added; none of these may be renamed or dropped.
var (
	evidenceKeys = []string{"source", "utterance", "speaker", "start_ms", "quote"}
	fieldKeys    = []string{"text", "status", "maturity", "evidence", "question"}
	matchKeys    = []string{"outcome", "metric", "score", "differs_in", "candidates", "reason"}
)

func TestJSONKeepsItsKeys(t *testing.T) {
	t.Parallel()
	s := typicalSheet()
	content, err := json.Marshal(version(s))
	require.NoError(t, err)
	var top map[string]any
	require.NoError(t, json.Unmarshal(content, &top))

	requireKeys(t, top, "", "id", "version", "status", "content_hash", "title", "engine", "sources", "fields", "jargon", "findings")
	requireKeys(t, top, "engine", "name", "model", "prompt", "fallback_reason")
	requireKeys(t, top, "sources.0", "file", "sha256", "utterances_total", "utterances_read")
	requireKeys(t, top, "fields", "aim", "done_when", "mechanism", "signals", "gate", "guardrail", "owner", "cadence",
		"ruled_out", "trade_offs", "decision_rights", "dependencies", "objections", "open_questions")
	requireKeys(t, top, "fields.mechanism", "lever", "outcome", "because")
	requireKeys(t, top, "fields.gate", "condition", "learn", "otherwise")
	for _, path := range []string{"aim", "done_when", "mechanism.lever", "mechanism.outcome", "mechanism.because", "signals.0", "gate.condition",
		"gate.learn", "gate.otherwise", "guardrail", "owner", "cadence", "ruled_out.0", "trade_offs.0", "dependencies.0", "objections.0"} {
		requireKeys(t, top, "fields."+path, fieldKeys...)
	}
	requireKeys(t, top, "fields.aim.evidence.0", evidenceKeys...)
	requireKeys(t, top, "fields.signals.0", "role", "direction", "first_mover", "match")
	requireKeys(t, top, "fields.signals.0.match", matchKeys...)
	requireKeys(t, top, "fields.signals.1.match.candidates.0", "metric", "name", "score", "why")
	requireKeys(t, top, "fields.gate.condition", "predicate")
	requireKeys(t, top, "fields.gate.condition.predicate", "metric", "op", "threshold", "unit", "by")
	requireKeys(t, top, "fields.guardrail", "match", "objective")
	requireKeys(t, top, "fields.guardrail.match", matchKeys...)
	requireKeys(t, top, "fields.guardrail.objective", "op", "threshold", "unit")
	requireKeys(t, top, "jargon.0", "heard", "utterance", "match")
	requireKeys(t, top, "jargon.0.match", matchKeys...)
	requireKeys(t, top, "findings.0", "code", "severity", "message", "evidence")
	requireKeys(t, top, "findings.1.evidence.0", evidenceKeys...)

	require.Equal(t, "in_review", top["status"])
	require.InDelta(t, 2, top["version"], 0)
}

// TestJSONOfAReviewKeepsItsKeys does the same for `plumb review draft --json`.
func TestJSONOfAReviewKeepsItsKeys(t *testing.T) {
	t.Parallel()
	content, err := json.Marshal(drafted(typicalReview(t)))
	require.NoError(t, err)
	var top map[string]any
	require.NoError(t, json.Unmarshal(content, &top))
	requireKeys(t, top, "", "facts", "note", "sentences", "signals", "gate", "guardrail", "proposal", "answer", "as_of")
	requireKeys(t, top, "facts.0", "id", "text", "value", "unit", "metric", "period", "readings", "formula")
	requireKeys(t, top, "sentences.0", "text", "facts", "evidence")
	requireKeys(t, top, "signals.0", "metric", "verdict", "evidence_level")
	requireKeys(t, top, "signals.0.verdict", "outcome", "since", "mde", "false_alarm_rate")
	requireKeys(t, top, "gate", "state", "detail")
	requireKeys(t, top, "guardrail", "state")
	requireKeys(t, top, "proposal", "decision", "rationale")
	requireKeys(t, top, "answer", "outcome", "text", "would_settle")
}

// TestJSONOfABlankSheet shows what programs see of blanks: empty lists, not null, and null for a predicate and an
// objective that nobody said.
func TestJSONOfABlankSheet(t *testing.T) {
	t.Parallel()
	content, err := agent.Canonical(agent.Sheet{})
	require.NoError(t, err)
	var top map[string]any
	require.NoError(t, json.Unmarshal(content, &top))
	for _, path := range []string{"sources", "jargon", "findings", "fields.signals", "fields.ruled_out", "fields.trade_offs", "fields.decision_rights",
		"fields.dependencies", "fields.objections", "fields.open_questions", "fields.aim.evidence", "fields.guardrail.match.candidates"} {
		require.Equal(t, []any{}, at(t, top, path), path)
	}
	require.Nil(t, at(t, top, "fields.gate.condition.predicate"))
	require.Nil(t, at(t, top, "fields.guardrail.objective"))
}

func requireKeys(t *testing.T, top map[string]any, path string, keys ...string) {
	t.Helper()
	object, ok := at(t, top, path).(map[string]any)
	require.True(t, ok, "%s is an object", path)
	for _, key := range keys {
		require.Contains(t, object, key, "below %q", path)
	}
}

// at walks a path such as "fields.signals.0.match".
func at(t *testing.T, value any, path string) any {
	t.Helper()
	if path == "" {
		return value
	}
	for step := range strings.SplitSeq(path, ".") {
		switch v := value.(type) {
		case map[string]any:
			require.Contains(t, v, step, path)
			value = v[step]
		case []any:
			i, err := strconv.Atoi(step)
			require.NoError(t, err, path)
			require.Less(t, i, len(v), path)
			value = v[i]
		default:
			require.Fail(t, "no such path", path)
		}
	}
	return value
}
