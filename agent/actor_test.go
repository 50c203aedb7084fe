package agent_test

import (
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/internal/fault"
)

func TestPerson(t *testing.T) {
	t.Parallel()
	for given, want := range map[string]string{
		"Orla Benes":             "Orla Benes",
		"  Orla Benes \t":        "Orla Benes",
		"Ida Model":              "Ida Model",
		"J. Plumb":               "J. Plumb",
		"Plumber":                "Plumber",
		"O":                      "O",
		"山田 太郎":                  "山田 太郎",
		"Zoë O'Neil-Çelik (ops)": "Zoë O'Neil-Çelik (ops)",
		strings.Repeat("o", 120): strings.Repeat("o", 120),
	} {
		p, err := agent.Person(given)
		require.NoError(t, err, given)
		require.Equal(t, agent.Actor{Kind: agent.PersonActor, Name: want}, p)
		require.True(t, p.IsPerson())
	}
	for given, kind := range map[string]fault.Kind{
		"":                       fault.NeedsPerson,
		" \t\n":                  fault.NeedsPerson,
		strings.Repeat("o", 121): fault.Invalid,
		"Orla\nBenes":            fault.Invalid,
		"Orla\x00":               fault.Invalid,
		"Orla\x1b[31m":           fault.Invalid,
		"Orla\u202eseneB":        fault.Invalid, // turns the direction of what follows
		"Orla\u200bBenes":        fault.Invalid, // a space that nobody sees
		"Orla \xff":              fault.Invalid,
		"-":                      fault.Invalid,
		".":                      fault.Invalid,
		"42":                     fault.Invalid,
		"\U0001F44B":             fault.Invalid,
		"builtin":                fault.NeedsPerson,
		" Builtin ":              fault.NeedsPerson,
		"Built-in":               fault.NeedsPerson,
		"b.u.i.l.t.i.n":          fault.NeedsPerson,
		"PLUMB":                  fault.NeedsPerson,
		"plumb (model 3)":        fault.NeedsPerson,
		"Builtin Engine":         fault.NeedsPerson,
		"model":                  fault.NeedsPerson,
		"engine":                 fault.NeedsPerson,
		"\uff22\uff55\uff49\uff4c\uff54\uff49\uff4e": fault.NeedsPerson, // full-width letters
		"\uff30lumb\uff01":                           fault.NeedsPerson,
	} {
		p, err := agent.Person(given)
		require.Equal(t, kind, fault.KindOf(err), "%q", given)
		require.Zero(t, p)
		require.False(t, p.IsPerson())
	}
	_, err := agent.Person("")
	require.NotEmpty(t, fault.Next(err), "who is missing is told how to say so")
}

func TestAnEngineIsNoPerson(t *testing.T) {
	t.Parallel()
	e := agent.EngineNamed("builtin")
	require.Equal(t, agent.Actor{Kind: agent.EngineActor, Name: "builtin"}, e)
	require.False(t, e.IsPerson())
	require.False(t, agent.Actor{Kind: agent.PersonActor}.IsPerson(), "a person has a name")
	require.False(t, agent.Actor{Name: "Orla Benes"}.IsPerson(), "a name alone says not who acts")
	require.False(t, agent.Actor{Kind: agent.PersonActor, Name: "builtin"}.IsPerson(), "an engine does not become a person by its kind")
	require.False(t, agent.Actor{Kind: agent.PersonActor, Name: "Orla\nBenes"}.IsPerson())
}
