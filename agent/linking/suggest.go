package linking

import (
	"context"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/plumbline-dev/plumb/agent/glossary"
	"github.com/plumbline-dev/plumb/agent/internal/oneline"
	"github.com/plumbline-dev/plumb/agent/model"
	"github.com/plumbline-dev/plumb/semantic"
	"github.com/plumbline-dev/plumb/semantic/link"
)

const suggestPrompt = "alias-suggest/v1"

// Bounds of one question to a model.
const (
	mostTerms   = 12 // a question has at most so many terms; the rest is left for another time
	mostMetrics = 40 // and so many metrics
	mostWords   = 8  // of a term; more is a sentence
	perTerm     = 6  // candidates of each term, where there are more metrics than a question may have
)

// Suggestion is what a model takes an unknown term to mean, and what the rules say to that.
type Suggestion struct {
	Term
	Metric  string // id; "" where the model named none, or was not asked
	Refused string // why it is not to be proposed; "" when it may be
	Model   string // that named it, as the endpoint calls it
}

// Suggest asks a model what terms mean that nothing defined is known for, all at once, and holds what it says against the
// rules: the metric is one that was shown and is in use, nothing that is defined or approved goes by that name, the linker finds the
// metric by it and none other, and no two terms that are the same mean different things. What passes may be proposed to a person;
// nothing is kept or linked here. Terms that are not unknown, or no terms, are not put to the model.
//
// The suggestions are in the order of the terms. Where the model fails they are all without a metric, and the error says why.
func Suggest(ctx context.Context, terms []Term, c semantic.Catalogue, linker *link.Linker, asked model.Model) ([]Suggestion, error) {
	s := &suggesting{catalogue: c, linker: linker}
	for _, t := range terms {
		if err := s.take(ctx, t); err != nil {
			return s.list, err
		}
	}
	if len(s.open) == 0 || len(s.shown) == 0 {
		return s.list, ctx.Err()
	}
	request, err := s.request()
	if err != nil {
		return s.list, err
	}
	reply, answer, err := model.Decode(ctx, asked, request, s.check)
	if err != nil {
		return s.list, err
	}
	for _, said := range reply.Aliases {
		if said.Metric == none {
			continue
		}
		at := &s.list[s.open[indexOf(termID, len(s.open), said.Term)]]
		at.Metric, at.Model = s.shown[indexOf(metricID, len(s.shown), said.Metric)], oneline.Short(answer.Model, longestModel)
	}
	for _, i := range s.open {
		if at := &s.list[i]; at.Metric != "" {
			if at.Refused, err = s.refuse(ctx, *at); err != nil {
				return s.list, err
			}
		}
	}
	return s.list, nil
}

// suggesting is one question about terms.
type suggesting struct {
	catalogue semantic.Catalogue
	linker    *link.Linker
	list      []Suggestion
	open      []int    // places in the list of those that the model is asked about
	shown     []string // ids of the metrics that it is shown
}

// take adds a term, and the metrics that it may mean.
func (s *suggesting) take(ctx context.Context, t Term) error {
	t.Words = oneline.Short(t.Words, longestText)
	refused := ""
	switch word, mixed := glossary.MixedWord(t.Words); {
	case link.Key(t.Words) == "" || len(strings.Fields(t.Words)) > mostWords:
		refused = "it is no term: a term is one to eight words"
	case mixed:
		refused = fmt.Sprintf("%q mixes letters of several alphabets that look alike", word)
	case slices.ContainsFunc(s.list, func(o Suggestion) bool { return sameTerm(o.Term, t) }):
		return nil
	case len(s.open) == mostTerms:
		refused = fmt.Sprintf("the model is asked about %d terms at a time; run it again for this one", mostTerms)
	}
	if refused != "" {
		s.list = append(s.list, Suggestion{Term: t, Refused: refused})
		return nil
	}
	m, err := s.linker.Link(ctx, link.Query{Term: t.Words, Team: t.Team})
	if err != nil {
		return err
	}
	if m.Outcome != semantic.Unknown {
		s.list = append(s.list, Suggestion{Term: t, Refused: fmt.Sprintf("it is not unknown, but %s", m.Outcome)})
		return nil
	}
	s.list = append(s.list, Suggestion{Term: t})
	s.open = append(s.open, len(s.list)-1)
	s.show(m)
	return nil
}

// show adds the metrics that a term may mean: all of a small catalogue, else those that are nearest to it.
func (s *suggesting) show(m semantic.Match) {
	add := func(id string) {
		if len(s.shown) < mostMetrics && !slices.Contains(s.shown, id) {
			if _, ok := s.current(id); ok {
				s.shown = append(s.shown, id)
			}
		}
	}
	if len(s.catalogue.Metrics) <= mostMetrics {
		for i := range s.catalogue.Metrics {
			add(s.catalogue.Metrics[i].ID())
		}
		return
	}
	for _, c := range m.Candidates[:min(len(m.Candidates), perTerm)] {
		add(c.Metric)
	}
}

// current gives a metric that is in use.
func (s *suggesting) current(id string) (semantic.Metric, bool) {
	i := slices.IndexFunc(s.catalogue.Metrics, func(m semantic.Metric) bool { return m.ID() == id && m.Current() })
	if i < 0 {
		return semantic.Metric{}, false
	}
	return s.catalogue.Metrics[i], true
}

// sameTerm reports whether two terms are the same to the linker, for the same team.
func sameTerm(a, b Term) bool {
	return link.Key(a.Words) == link.Key(b.Words) && semantic.TeamKey(a.Team) == semantic.TeamKey(b.Team)
}

// suggested is the reply to the prompt.
type suggested struct {
	Aliases []struct {
		Term   string `json:"term"`
		Metric string `json:"metric"`
	} `json:"aliases"`
}

const (
	termID   = "T"
	metricID = "M"
)

// indexOf gives the place, from 0, of an id such as T3 among so many, -1 for an id of none.
func indexOf(prefix string, count int, id string) int {
	for i := range count {
		if id == fmt.Sprintf("%s%d", prefix, i+1) {
			return i
		}
	}
	return -1
}

// check finds ids that were not given, and terms that are named twice.
func (s *suggesting) check(r suggested) error {
	var problems []error
	seen := map[string]bool{}
	for _, said := range r.Aliases {
		switch {
		case indexOf(termID, len(s.open), said.Term) < 0:
			problems = append(problems, fmt.Errorf("there is no term %s", oneline.Short(said.Term, longestModel)))
		case said.Metric != none && indexOf(metricID, len(s.shown), said.Metric) < 0:
			problems = append(problems, fmt.Errorf("%s: there is no metric %s", said.Term, oneline.Short(said.Metric, longestModel)))
		case seen[said.Term]:
			problems = append(problems, fmt.Errorf("%s is named twice", said.Term))
		}
		seen[said.Term] = true
	}
	return errors.Join(problems[:min(len(problems), mostTerms)]...)
}

// refuse says why a suggestion is not to be proposed, "" when it may be.
func (s *suggesting) refuse(ctx context.Context, at Suggestion) (string, error) {
	key := link.Key(at.Words)
	for _, m := range s.catalogue.Metrics {
		for _, name := range namesOf(m) {
			if m.ID() != at.Metric && link.Key(name) == key {
				return fmt.Sprintf("%s goes by that name", m.ID()), nil
			}
		}
	}
	for _, a := range s.catalogue.Aliases {
		if link.Key(a.Term) == key && a.Metric != at.Metric {
			return fmt.Sprintf("it was agreed that it means %s to others", a.Metric), nil
		}
	}
	for _, o := range s.list {
		if o.Metric != "" && o.Metric != at.Metric && link.Key(o.Words) == key {
			return "the model takes it for several metrics", nil
		}
	}
	return s.unfit(ctx, at)
}

// unfit tries the term as a name of the metric: it says no other window, aggregation or version than the metric has, and the linker
// finds that metric by it and no other.
func (s *suggesting) unfit(ctx context.Context, at Suggestion) (string, error) {
	if slot := s.linker.Clash(at.Words, at.Metric); slot != "" {
		return fmt.Sprintf("the term says another %s", slot), nil
	}
	tried := s.catalogue
	tried.Metrics = slices.Clone(tried.Metrics)
	for i := range tried.Metrics {
		if m := &tried.Metrics[i]; m.ID() == at.Metric {
			m.Synonyms = append(slices.Clone(m.Synonyms), at.Words)
		}
	}
	m, err := link.New(link.Config{Catalogue: tried}).Link(ctx, link.Query{Term: at.Words, Team: at.Team})
	switch {
	case err != nil:
		return "", err
	case m.Outcome == semantic.Linked && m.Metric == at.Metric:
		return "", nil
	case m.Outcome == semantic.Linked:
		return fmt.Sprintf("as a name of %s it would still mean %s", at.Metric, m.Metric), nil
	}
	return fmt.Sprintf("as a name of %s it would be %s: %s", at.Metric, m.Outcome, oneline.Short(m.Reason, longestText)), nil
}

// namesOf gives everything that a metric is called by.
func namesOf(m semantic.Metric) []string {
	names := append([]string{strings.ReplaceAll(m.Name, "_", " "), m.Name, m.Label}, m.Synonyms...)
	for _, said := range m.Aliases {
		names = append(names, said...)
	}
	return slices.DeleteFunc(names, func(name string) bool { return link.Key(name) == "" })
}

// shownTerm is a term as a model is shown it.
type shownTerm struct{ ID, Words, Context, Team string }

func (s *suggesting) request() (model.Request, error) {
	var terms []shownTerm
	for i, at := range s.open {
		t := s.list[at]
		terms = append(terms, shownTerm{fmt.Sprintf("%s%d", termID, i+1), t.Words, oneline.Short(t.Context, longestText), oneline.Short(t.Team, longestModel)})
	}
	var metrics []shown
	for i, id := range s.shown {
		m, _ := s.current(id)
		metrics = append(metrics, shown{fmt.Sprintf("%s%d", metricID, i+1), oneline.Short(m.Label, longestModel) + " (" + oneline.Short(id, longestModel) + ")", oneline.Short(m.Description, longestText)})
	}
	return ask(suggestPrompt, fmt.Sprintf("looking for what %d terms mean", len(terms)), 2*longestReply+perTerm*mostTerms, map[string]any{"Terms": terms, "Metrics": metrics})
}
