package brief

import (
	"context"
	"slices"

	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/agent/model"
	"github.com/plumbline-dev/plumb/agent/signal"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/nearest"
)

// Build writes a page. The error is Conflict for what was not approved, and Invalid for an audience that is not known or words
// under which two metrics would look the same.
func Build(in Input) (Brief, error) {
	b, err := written(in)
	if err != nil {
		return Brief{}, err
	}
	return b.finish()
}

// BuildWith writes a page, and has a model say the computed sentences anew, one by one and under the gates of package narrate. Where
// it fails, the page is that of Build and says why; the error is also that of the context.
func BuildWith(ctx context.Context, in Input, m model.Model) (Brief, error) {
	b, err := written(in)
	if err != nil {
		return Brief{}, err
	}
	if err := b.narrate(ctx, m); err != nil {
		return Brief{}, err
	}
	return b.finish()
}

// ParseAudience reads the name of an audience.
func ParseAudience(name string) (Audience, error) {
	const op = "brief.audience"
	names := make([]string, 0, len(Audiences()))
	for _, a := range Audiences() {
		if name == string(a) {
			return a, nil
		}
		names = append(names, string(a))
	}
	err := fault.Newf(fault.Usage, op, "%q is no audience of a brief", name)
	if near, ok := nearest.Word(name, names); ok {
		return "", err.Do("Did you mean %s?", near)
	}
	return "", err.Do("Use one of exec, team, newcomer, customer-facing and pr-faq.")
}

func written(in Input) (*builder, error) {
	if err := in.check(); err != nil {
		return nil, err
	}
	if _, err := ParseAudience(string(in.Audience)); err != nil {
		return nil, err
	}
	b := newBuilder(in)
	switch in.Audience {
	case Exec:
		b.exec()
	case Team:
		b.team()
	case Newcomer:
		b.newcomer()
	case Customer:
		b.customer()
	case PRFAQ:
		b.prfaq()
	}
	b.end()
	return b, nil
}

// finish holds every line against its facts, says it in the words of the audience, and leaves out what is not for it.
func (b *builder) finish() (Brief, error) {
	if err := b.distinct(); err != nil {
		return Brief{}, err
	}
	table := fact.NewTable(b.facts, b.licence)
	renamed := fact.NewTable(b.renamed(), b.licence)
	names := b.names()
	for i := range b.b.Standings {
		b.b.Standings[i].Label = b.in.Words.Say(b.b.Standings[i].Label, names)
	}
	for i := range b.b.Sections {
		s := &b.b.Sections[i]
		s.Title = b.in.Words.Say(s.Title, names)
		kept := []Line{}
		headless := false // whether the line that those at hand go on with does not stand
		for _, l := range s.Lines {
			if headless = headless && l.Joined; headless {
				continue
			}
			said := b.in.Words.Say(l.Text, names)
			switch {
			case len(table.Violations([]fact.Sentence{l.claim(l.Text)})) > 0:
				b.b.refused = append(b.b.refused, l.Text)
				headless = !l.Joined
				continue
			case said != l.Text && len(renamed.Violations([]fact.Sentence{l.claim(said)})) == 0:
				l.Text = said
			}
			if b.in.Words.Hides(l.Text) || b.in.Words.Hides(l.Author) {
				b.leftOut++
				headless = !l.Joined
				continue
			}
			kept = append(kept, l)
		}
		s.Lines = kept
	}
	b.b.Sections = slices.DeleteFunc(b.b.Sections, func(s Section) bool { return len(s.Lines) == 0 })
	if b.in.Words.Hides(b.b.Title) {
		b.b.Title = titleOf("")
		b.leftOut++
	}
	if in := b.in; in.Audience == Customer || in.Words.Hides(in.Team) {
		b.b.Team = ""
	}
	b.b.LeftOut = b.leftOut
	b.quietSources()
	b.b.number()
	return b.b, nil
}

// claim is a line as the gates look at it.
func (l *Line) claim(text string) fact.Sentence { return fact.Sentence{Text: text, Facts: l.cites} }

// licence says how much is known about why a metric moved, by the approved note.
func (b *builder) licence(metric string) signal.Evidence {
	if b.in.Note == nil {
		return signal.EvidenceNone
	}
	return b.in.Note.Licence(metric)
}

// renamed gives the facts in the words of the audience.
func (b *builder) renamed() []fact.Fact {
	names := b.names()
	out := slices.Clone(b.facts)
	for i := range out {
		out[i].Name, out[i].Text = b.in.Words.Say(out[i].Name, names), b.in.Words.Say(out[i].Text, names)
	}
	return out
}

// distinct refuses words under which two metrics would look the same.
func (b *builder) distinct() error {
	names := b.names()
	was := map[string]string{}
	for _, name := range names {
		said := b.in.Words.Say(name, names)
		if other, taken := was[said]; taken {
			return fault.Newf(fault.Invalid, opBuild, "with the words for %s, %q and %q would both be called %q", b.in.Audience, other, name, said).
				Do("Change the section briefs of plumb.yaml so that they differ.")
		}
		was[said] = name
	}
	return nil
}

// quietSources takes out of the sources what is not for the audience.
func (b *builder) quietSources() {
	names := b.names()
	for _, f := range b.facts {
		if s := b.b.origins[f.ID]; b.in.Words.Say(f.Name, names) != f.Name && b.in.Audience != Customer {
			s.Name = f.Name
			b.b.origins[f.ID] = s
		}
	}
	for id, s := range b.b.origins {
		if b.in.Audience == Customer {
			s.Text, s.Where, s.Formula, s.whole = "", "", "", ""
		}
		if b.in.Words.Hides(s.Text) {
			s.Text = ""
		}
		if b.in.Words.Hides(s.whole) {
			s.whole = ""
		}
		if b.in.Words.Hides(s.Where) {
			s.Where = ""
		}
		b.b.origins[id] = s
	}
}
