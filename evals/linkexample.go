package evals

import (
	"path/filepath"
	"slices"
	"strings"

	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/semantic"
)

// labelledTerm is a line of a file of labelled terms.
type labelledTerm struct {
	LinkQuery
	Outcome   semantic.Outcome `json:"outcome"`
	Metric    string           `json:"metric"`     // id of the metric, or of jargon that is none, when linked
	Choices   []string         `json:"choices"`    // ids that must be offered, when ambiguous or in conflict; may be empty
	DiffersIn string           `json:"differs_in"` // slot, when ambiguous; "" when any is right
}

// LabelledLinkSuites reads the labelled terms (*.jsonl) of a folder, a suite for each file, over a catalogue. A line is
//
//	{"term": "weekly actives", "context": "", "team": "", "outcome": "linked", "metric": "growth.weekly_active_shops", "choices": [], "differs_in": ""}
//
// The terms of evals/cases/link were written from the catalogue in docs/example and from how people talk in meetings, before
// anything was tuned on them: spoken forms, numbers in words, plurals, slips of the pen and of transcription, acronyms, a window
// or a team left out, terms that teams define differently, near neighbours that nobody has defined, everyday words, other
// languages and instructions that pose as terms. dev.jsonl may be looked at when linking is improved; held.jsonl may
// not: it is read by this function only, and its figures are the ones to quote.
func LabelledLinkSuites(dir string, c semantic.Catalogue) ([]LinkSuite, error) {
	paths, err := filepath.Glob(filepath.Join(dir, "*.jsonl"))
	if err != nil || len(paths) == 0 {
		return nil, fault.Newf(fault.NotFound, opLink, "there are no labelled terms in %s", dir).
			Do("Name a folder with one file of labelled terms (*.jsonl) for each set.")
	}
	known := knownIDs(c)
	var suites []LinkSuite
	for _, path := range paths {
		lines, err := readLines[labelledTerm](path)
		if err != nil {
			return nil, err
		}
		part := LinkPart{Catalogue: c}
		for _, l := range lines {
			if err := l.check(known); err != nil {
				return nil, fault.Wrap(err, fault.Invalid, opLink, path+" is not right", "Correct the line, or the catalogue.")
			}
			part.Cases = append(part.Cases, LinkCase{LinkQuery: l.LinkQuery, Outcome: l.Outcome, Metrics: l.metrics(), DiffersIn: l.DiffersIn})
		}
		name := "example-" + strings.TrimSuffix(filepath.Base(path), ".jsonl")
		suites = append(suites, LinkSuite{Name: name, Parts: []LinkPart{part}})
	}
	return suites, nil
}

func (l labelledTerm) metrics() []string {
	if l.Outcome == semantic.Linked {
		return []string{l.Metric}
	}
	return l.Choices
}

// check refuses a label that no match can satisfy.
func (l labelledTerm) check(known map[string]bool) error {
	wrong := func(why string) error { return fault.Newf(fault.Invalid, opLink, "the label of %q %s", l.Term, why) }
	switch {
	case !slices.Contains([]semantic.Outcome{semantic.Linked, semantic.Ambiguous, semantic.Conflict, semantic.Unknown}, l.Outcome):
		return wrong("has an outcome that does not exist")
	case (l.Outcome == semantic.Linked) != (l.Metric != ""):
		return wrong("names a metric and is not linked, or the other way round")
	case l.DiffersIn != "" && l.Outcome != semantic.Ambiguous:
		return wrong("says what differs and is not ambiguous")
	case len(l.Choices) > shown:
		return wrong("asks for more choices than people are shown")
	}
	for _, id := range l.metrics() {
		if !known[id] {
			return wrong("names " + id + ", which is not in the catalogue")
		}
	}
	return nil
}
