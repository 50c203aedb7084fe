package ground

import (
	"slices"

	"fmt"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/internal/seal"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// New lets a sheet that an engine proposes through the gates and seals it. The sources are the transcripts that it was
// drafted from, in the order of Sheet.Sources. The error is *[Violations] when a gate does not hold.
func New(s agent.Sheet, sources []*agent.Transcript) (agent.Draft, error) {
	g := gatesFor(s, sources, byEngine)
	g.run()
	if err := g.verdict("draft.ground", "the draft does not hold against the transcripts",
		"Nothing was kept. Draft again, or with --engine builtin; the transcript is not at fault."); err != nil {
		return agent.Draft{}, err
	}
	return agent.Seal(seal.Pass{}, s)
}

// Check verifies the content of a stored version, drafted or edited, against its transcripts. A transcript may have
// been stored under another file name than the sheet has: its digest counts.
func Check(s agent.Sheet, sources []*agent.Transcript) error {
	g := gatesFor(s, sources, stored)
	g.run()
	return g.verdict("sheet.check", "the stored sheet does not hold against its transcripts",
		"Do not rely on it. Run plumb audit verify, restore a backup, or draft the sheet again.")
}

// origin says where a sheet comes from, and with it what its gates allow.
type origin int

const (
	byEngine origin = iota // fresh from a drafter: no hand-written text, file names as given
	byPerson               // edited: hand-written text stands under its author's name
	stored                 // read back from the store
)

// gates is one run of the gates over one sheet.
type gates struct {
	sheet   *agent.Sheet
	sources []*agent.Transcript
	origin  origin
	places  []map[string]int // for each source, utterance id to index
	known   map[string]bool  // folded parts of the names of all speakers
	found   []Violation
}

func gatesFor(s agent.Sheet, sources []*agent.Transcript, from origin) *gates {
	g := &gates{sheet: &s, sources: sources, origin: from, known: map[string]bool{}}
	for _, t := range sources {
		place := map[string]int{}
		if t != nil {
			for i, u := range t.Utterances {
				if _, repeated := place[u.ID]; !repeated {
					place[u.ID] = i
				}
				addNameParts(g.known, u.Speaker)
			}
		}
		g.places = append(g.places, place)
	}
	return g
}

func (g *gates) run() {
	g.strings()
	g.sourcesMatch()
	g.shape()
	for ref := range g.sheet.Fields.All() {
		g.field(ref)
	}
	g.predicates()
	g.tree()
	g.surroundings()
}

// field runs every gate of one field.
func (g *gates) field(ref agent.FieldRef) {
	f := ref.Field
	g.evidence(ref.Path, f.Evidence)
	g.author(ref.Path, f.Author, f.Filled())
	if f.Filled() && f.Author == "" {
		g.grounded(ref)
	}
}

// grounded runs the gates of text that nobody wrote by hand: it rests on its evidence alone.
func (g *gates) grounded(ref agent.FieldRef) {
	f := ref.Field
	if len(f.Evidence) == 0 {
		g.fail(CodeEvidence, ref.Path, "it is filled and shows no evidence")
		return
	}
	said := g.said(f.Evidence)
	if g.sheet.Engine.Name == agent.BuiltinEngine {
		g.words(ref.Path, f.Text, said)
	}
	if ref.Path == "owner" && slices.Contains(said.speakers, f.Text) {
		return // a speaker's name as the record has it, which may hold a number: "Speaker 2"
	}
	g.numbers(ref.Path, f.Text, said)
	g.names(ref, said)
}

// author checks who is named as the author of a field or of the title.
func (g *gates) author(path, name string, filled bool) {
	switch {
	case name == "":
	case g.origin == byEngine:
		g.fail(CodeAuthor, path, "an engine's draft holds no text by a person, and this names %q", name)
	case !filled:
		g.fail(CodeAuthor, path, "a blank has no author, and this names %q", name)
	default:
		if by, err := agent.Person(name); err != nil || by.Name != name {
			g.fail(CodeAuthor, path, "%q is not a person's name", name)
		}
	}
}

func (g *gates) fail(code Code, path, format string, args ...any) {
	g.found = append(g.found, Violation{Code: code, Path: path, Message: fmt.Sprintf(format, args...)})
}

func (g *gates) verdict(op, message, next string) error {
	if len(g.found) == 0 {
		return nil
	}
	return &Violations{List: g.found, fault: fault.New(fault.Invalid, op, message, next)}
}
