package agent

import (
	"strings"
	"unicode"
	"unicode/utf8"

	"github.com/plumbline-dev/plumb/internal/fault"
)

// ActorKind says whether a person or a program acts.
type ActorKind string

// The kinds of actor.
const (
	PersonActor ActorKind = "person"
	EngineActor ActorKind = "engine"
)

// Actor is who did something. Only a person approves, rejects or edits.
type Actor struct {
	Kind ActorKind `json:"kind"`
	Name string    `json:"name"`
}

const maxActorName = 120 // bytes; a name, not a letter

const nameYourself = "Say who you are with --as \"Your Name\", PLUMB_ACTOR, or the key actor in plumb.yaml."

// Person names a human actor. The name must be one printable line with a letter in it. A name that only an engine has
// is refused with kind NeedsPerson, however it is spelt: "Builtin", "plumb model".
func Person(name string) (Actor, error) {
	const op = "actor.person"
	name = strings.TrimSpace(name)
	switch {
	case name == "":
		return Actor{}, fault.New(fault.NeedsPerson, op, "this needs a named person", nameYourself)
	case len(name) > maxActorName || !utf8.ValidString(name):
		return Actor{}, fault.Newf(fault.Invalid, op, "a person's name has at most %d bytes of valid UTF-8", maxActorName).
			Do("Give the name as your team knows it, without titles.")
	case strings.ContainsFunc(name, func(r rune) bool { return !unicode.IsPrint(r) }):
		return Actor{}, fault.New(fault.Invalid, op, "a person's name is one line of printable characters",
			"Type the name again; it may have been copied with something invisible.")
	case !strings.ContainsFunc(name, unicode.IsLetter):
		return Actor{}, fault.Newf(fault.Invalid, op, "%q is no name: it has no letter", name).Do(nameYourself)
	case isEngineName(name):
		return Actor{}, fault.Newf(fault.NeedsPerson, op, "%q names a program, and this needs a person", name).Do(nameYourself)
	}
	return Actor{Kind: PersonActor, Name: name}, nil
}

// EngineNamed names a drafting engine as an actor.
func EngineNamed(name string) Actor { return Actor{Kind: EngineActor, Name: name} }

// IsPerson reports whether a human acts, under a name that [Person] gives.
func (a Actor) IsPerson() bool {
	p, err := Person(a.Name)
	return err == nil && p == a
}

// CheckPerson refuses, with kind NeedsPerson, an act that only a named person may do. The act is given as a person does
// it, such as "approves a sheet".
func (a Actor) CheckPerson(op, act string) error {
	if a.IsPerson() {
		return nil
	}
	return fault.Newf(fault.NeedsPerson, op, "only a person %s", act).Do(nameYourself)
}

// reserved are the words that name this program and its engines. No person goes by them alone.
var reserved = []string{BuiltinEngine, ModelEngine, "engine", "plumb"}

// isEngineName reports whether a name consists of reserved words and nothing else, whatever stands between them.
func isEngineName(name string) bool {
	rest := strings.Map(plainLetter, name)
	for rest != "" {
		before := rest
		for _, word := range reserved {
			rest = strings.TrimPrefix(rest, word)
		}
		if rest == before {
			return false
		}
	}
	return true
}

// plainLetter folds the case and the width of a letter, and drops every other character.
func plainLetter(r rune) rune {
	const wide = '\uff01' - '!' // from the printable ASCII characters to their full-width forms
	if r >= '\uff01' && r <= '\uff5e' {
		r -= wide
	}
	if !unicode.IsLetter(r) {
		return -1
	}
	return unicode.ToLower(r)
}
