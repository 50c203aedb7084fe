package model_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent/model"
	"github.com/plumbline-dev/plumb/internal/llm/fake"
)

func TestRedacted(t *testing.T) {
	t.Parallel()
	long := strings.Repeat("a1B2c3D4", 5)
	for name, c := range map[string]struct{ text, want string }{
		"a key of a model":       {"use sk-" + long + " for it", "use [secret 1] for it"},
		"a GitHub token":         {"ghp_" + long + ".", "[secret 1]."},
		"an AWS key":             {"AKIAIOSFODNN7EXAMPLE it is", "[secret 1] it is"},
		"a Slack token":          {"xoxb-123456789012-abcdef", "[secret 1]"},
		"a JWT":                  {"eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.abc_DEF-1", "[secret 1]"},
		"a private key":          {"x\n-----BEGIN RSA PRIVATE KEY-----\nMIIE\nabc\n-----END RSA PRIVATE KEY-----\ny", "x\n[secret 1]\ny"},
		"half a private key":     {"-----BEGIN PRIVATE KEY-----\nMIIE\nabc", "[secret 1]"},
		"a password in an URL":   {"postgres://plumb:hunter2@db/x and https://a.b/c", "postgres://plumb:[secret 1]@db/x and https://a.b/c"},
		"a bearer token":         {"Authorization: Bearer " + long, "Authorization: Bearer [secret 1]"},
		"a password":             {"the password is hunter2!x, right?", "the password is [secret 1], right?"},
		"in a file":              {`api_key="Zq81mmTT0"`, `api_key="[secret 1]"`},
		"a secret access key":    {"aws_x: secret access key = wJalrXUtnFEMI/K7MDENG", "aws_x: secret access key = [secret 1]"},
		"twice and another":      {"password: hunter2! and pwd=other9x and password: hunter2!", "password: [secret 1] and pwd=[secret 2] and password: [secret 1]"},
		"an address":             {"mail ann.lee@example.org or call +44 20 7946 0123 or 555-010-1234", "mail [email 1] or call [phone 1] or [phone 2]"},
		"said of a password":     {"the password is wrong again, and the token is expired", "the password is wrong again, and the token is expired"},
		"an id after a password": {"u0001 Ann: what is the password:\nu0002 Bob: no idea", "u0001 Ann: what is the password:\nu0002 Bob: no idea"},
		"an id as a value":       {"the token is u0012", "the token is u0012"},
		"numbers that are meant": {"from 1 200 000 to 3,400,000 users by 2026-03-09, up 12.5% on 10.30 am", "from 1 200 000 to 3,400,000 users by 2026-03-09, up 12.5% on 10.30 am"},
		"words with a dash":      {"risk-adjusted task-force sk-etch", "risk-adjusted task-force sk-etch"},
	} {
		got, hidden := model.Redacted(c.text, true)
		require.Equal(t, c.want, got, name)
		require.Equal(t, c.text != c.want, len(hidden) > 0, name)
		again, _ := model.Redacted(c.text, true)
		require.Equal(t, got, again, name)
		twice, more := model.Redacted(got, true)
		require.Equal(t, got, twice, name)
		require.Empty(t, more, name)
	}
	got, hidden := model.Redacted("ann@example.org has sk-"+long+" and sk-"+long, false)
	require.Equal(t, "ann@example.org has [secret 1] and [secret 1]", got)
	require.Equal(t, []model.Hidden{{Kind: "secret", Count: 2}}, hidden)
}

func TestRedactor(t *testing.T) {
	t.Parallel()
	key := "sk-" + strings.Repeat("a1B2c3D4", 5)
	m := fake.NewScripted(fake.Reply("it says [secret 1]"))
	got, err := model.NewRedactor(m, false).Generate(t.Context(), model.Request{
		System: "s " + key, Input: "u0001 Ann: password: hunter2! " + key, Repair: &model.Repair{Reply: key, Problem: "not " + key}, Schema: []byte(colourSchema),
	})
	require.NoError(t, err)
	require.Equal(t, "it says [secret 1]", got.Text)
	asked := m.Asked()[0]
	require.Equal(t, "s [secret 1]", asked.System)
	require.Equal(t, "u0001 Ann: password: [secret 2] [secret 1]", asked.Input)
	require.Equal(t, model.Repair{Reply: "[secret 1]", Problem: "not [secret 1]"}, *asked.Repair)
}

func FuzzRedacted(f *testing.F) {
	f.Add("password: hunter2! ann@example.org +44 20 7946 0123")
	f.Add("postgres://a:b@c u0001 token=u0002")
	f.Fuzz(func(t *testing.T, text string) {
		got, _ := model.Redacted(text, true)
		again, _ := model.Redacted(text, true)
		require.Equal(t, got, again)
		line := "u0042 " + strings.NewReplacer("\n", " ", "\r", " ").Replace(text) + "\nu0043 end"
		kept, _ := model.Redacted(line, true)
		require.True(t, strings.HasPrefix(kept, "u0042 "), kept)
	})
}
