package app

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/draft"
	"github.com/plumbline-dev/plumb/agent/glossary"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/semantic"
	"github.com/plumbline-dev/plumb/semantic/link"
)

const opLink = "sheet.link"

// ReviseSheet keeps a person's edit of a version, see register.Revise. Words that were changed by hand are looked up in the
// definitions that are kept.
func (a *App) ReviseSheet(ctx context.Context, base agent.Version, edited agent.Sheet, by agent.Actor) (agent.Version, error) {
	sheets, err := a.Sheets(ctx)
	if err != nil {
		return agent.Version{}, err
	}
	edited, err = copySheet(edited)
	if err != nil {
		return agent.Version{}, err
	}
	linker, err := a.linkerFor(ctx, base.Sheet, &edited)
	if err != nil {
		return agent.Version{}, err
	}
	if err := draft.Relink(ctx, base.Sheet, &edited, linker); err != nil {
		return agent.Version{}, err
	}
	return sheets.Revise(ctx, base.ID, base.Number, edited, by)
}

// linkerFor gives what the changed words of a sheet are looked up with; nil when none were changed or nothing is defined.
func (a *App) linkerFor(ctx context.Context, base agent.Sheet, edited *agent.Sheet) (*link.Linker, error) {
	for ref := range edited.Matches() {
		if ref.Match.IsChangedByHand() {
			return a.preparedLinker(ctx, base, edited)
		}
	}
	return nil, nil
}

func (a *App) preparedLinker(ctx context.Context, base agent.Sheet, edited *agent.Sheet) (*link.Linker, error) {
	definitions, err := a.Definitions(ctx, nil)
	if err != nil || definitions.Metrics == 0 {
		return nil, err
	}
	err = definitions.prepare(ctx, func() error {
		rehearsed, err := copySheet(*edited)
		if err != nil {
			return err
		}
		return draft.Relink(ctx, base, &rehearsed, definitions.linker)
	})
	return definitions.linker, err
}

// copySheet gives a sheet that shares nothing with s.
func copySheet(s agent.Sheet) (agent.Sheet, error) {
	content, err := agent.Canonical(s)
	if err != nil {
		return agent.Sheet{}, err
	}
	return agent.ParseSheet(content)
}

// OpenTerms gives the terms of a sheet about which a person has to say what they mean.
func OpenTerms(s *agent.Sheet) []agent.OpenTerm { return draft.Open(s) }

// Choice says which metric is meant by the words in some places of a sheet.
type Choice struct {
	Places []string // see agent.Sheet.Matches; all of them have the same term
	Metric string   // as a person names it
}

// LinkRequest has a person say which metrics are meant in a version of a sheet.
type LinkRequest struct {
	Base     agent.Version
	Choices  []Choice
	Team     string // who says the terms so; "" for the team of the sheet, and everybody when it has none
	Remember bool   // approve at once that the terms mean this
	By       agent.Actor
}

// LinkedSheet is a new version of a sheet, with what becomes of the choices that made it.
type LinkedSheet struct {
	agent.Version
	Choices []Remembered `json:"choices"`
}

// Remembered is a choice and the alias by which later drafts know of it.
type Remembered struct {
	Places []string        `json:"fields"`
	Term   string          `json:"term"` // "" where no term was recognised
	Metric string          `json:"metric"`
	Alias  *glossary.Alias `json:"alias"` // nil when there is nothing to remember
	Note   string          `json:"note"`  // why there is no alias; "" otherwise
}

// LinkSheet keeps, as a new version of the sheet, which metrics a person says are meant, and proposes aliases so that
// later drafts know. It answers with NotFound for a metric or a place that is not there, and with a conflict for a
// metric that is deprecated, and where [App.ReviseSheet] does.
func (a *App) LinkSheet(ctx context.Context, r LinkRequest) (LinkedSheet, error) {
	if err := r.By.CheckPerson(opLink, "says which metric is meant"); err != nil {
		return LinkedSheet{}, err
	}
	edited, err := copySheet(r.Base.Sheet)
	if err != nil {
		return LinkedSheet{}, err
	}
	metrics := make([]semantic.Metric, len(r.Choices))
	for i, c := range r.Choices {
		if err := checkPlaces(&edited, c.Places); err != nil {
			return LinkedSheet{}, err
		}
		if metrics[i], err = a.MetricInUse(ctx, c.Metric); err != nil {
			return LinkedSheet{}, err
		}
		if ref, _ := edited.MatchAt(c.Places[0]); ref.Match.IsChosenBy(r.By.Name) && ref.Match.Metric == metrics[i].ID() {
			return LinkedSheet{}, fault.Newf(fault.Conflict, opLink, "%s means %s already, as you said before", ref.Path, ref.Match.Metric).
				Do("Nothing is left to do: plumb sheet show %s shows it.", r.Base.ID)
		}
		draft.Choose(&edited, c.Places, metrics[i], r.By.Name)
	}
	v, err := a.ReviseSheet(ctx, r.Base, edited, r.By)
	if err != nil {
		return LinkedSheet{}, err
	}
	linked := LinkedSheet{Version: v}
	for i, c := range r.Choices {
		remembered, err := a.remember(ctx, r, c.Places, metrics[i])
		if err != nil {
			return linked, err
		}
		linked.Choices = append(linked.Choices, remembered)
	}
	return linked, nil
}

// MetricInUse gives the metric that a person named, see glossary.InUse. It answers with NotFound when nothing is defined.
func (a *App) MetricInUse(ctx context.Context, name string) (semantic.Metric, error) {
	g, err := a.Glossary(ctx)
	if err != nil {
		return semantic.Metric{}, err
	}
	return g.InUse(ctx, name)
}

// checkPlaces refuses places that a sheet does not have, or where it is blank.
func checkPlaces(s *agent.Sheet, places []string) error {
	var fields []string
	for _, place := range places {
		if ref, ok := s.MatchAt(place); ok && ref.Text != "" {
			continue
		}
		for ref := range s.Matches() {
			if ref.Text != "" && !ref.IsJargon() {
				fields = append(fields, ref.Path)
			}
		}
		if n := len(s.Jargon); n > 0 {
			fields = append(fields, fmt.Sprintf("jargon[0] to jargon[%d]", n-1))
		}
		refused := fault.Newf(fault.NotFound, opLink, "no words that name a metric stand under %q in this sheet", place)
		if len(fields) == 0 {
			return refused.Do("Fill its signals or its gate with plumb sheet edit.")
		}
		return refused.Do("Use one of %s.", strings.Join(fields, ", "))
	}
	return nil
}

// remember proposes that a term means a metric from now on, or approves it. What cannot be remembered does not undo the
// choice: it is noted.
func (a *App) remember(ctx context.Context, r LinkRequest, places []string, metric semantic.Metric) (Remembered, error) {
	out := Remembered{Places: places, Metric: metric.ID()}
	ref, _ := r.Base.MatchAt(places[0])
	if out.Term = draft.TermAt(&r.Base.Sheet, ref); out.Term == "" {
		out.Note = "these words are a sentence and no term, so later drafts will ask again"
		return out, nil
	}
	g, err := a.Glossary(ctx)
	if err != nil {
		return out, err
	}
	team := r.Team
	if team == "" {
		team = r.Base.Team
	}
	proposal := glossary.Proposal{Term: out.Term, Metric: metric.ID(), Team: team, Why: heardIn(r.Base, places[0])}
	alias, _, err := g.Propose(ctx, proposal, r.By)
	if err == nil && r.Remember {
		alias, err = g.Approve(ctx, alias.ID, metric.DefinitionHash(), r.By)
	}
	switch {
	case fault.Is(err, fault.Conflict) || fault.Is(err, fault.Invalid):
		out.Note = err.Error()
		return out, nil
	case err != nil:
		return out, errors.Join(fault.New(fault.Conflict, opLink, fmt.Sprintf("version %d of %s was kept, and what %q means was not remembered",
			r.Base.Number+1, r.Base.ID, out.Term), "Propose it with plumb metrics alias propose."), err)
	}
	out.Alias = &alias
	return out, nil
}

// heardIn says where the words of a place were heard.
func heardIn(v agent.Version, place string) string {
	why := "heard in the meeting of sheet " + v.ID
	if v.MeetingDate != "" {
		why = fmt.Sprintf("heard in the meeting of %s (sheet %s)", v.MeetingDate, v.ID)
	}
	if at := utteranceOf(&v.Sheet, place); at != "" {
		why += ", " + at
	}
	return why
}

func utteranceOf(s *agent.Sheet, place string) string {
	for ref := range s.Fields.All() {
		if ref.Path == place && len(ref.Field.Evidence) > 0 {
			return ref.Field.Evidence[0].Utterance
		}
	}
	if i := agent.JargonAt(place); i >= 0 && i < len(s.Jargon) {
		return s.Jargon[i].Utterance
	}
	return ""
}
