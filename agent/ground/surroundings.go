package ground

import (
	"slices"
	"strings"
)

// surroundings checks what stands around the fields: title, topics, jargon and findings.
func (g *gates) surroundings() {
	g.topics()
	g.title()
	for i, j := range g.sheet.Jargon {
		if !g.heard(j.Source, j.Utterance, j.Heard) {
			g.fail(CodeJargon, at("jargon", i), "%q was not heard in %s", j.Heard, j.Utterance)
		}
	}
	for i, f := range g.sheet.Findings {
		g.evidence(at("findings", i), f.Evidence)
	}
}

func (g *gates) topics() {
	total, chosen := 0, 0
	for _, t := range g.sources {
		if t != nil {
			total += len(t.Utterances)
		}
	}
	for i, t := range g.sheet.Topics {
		path := at("topics", i)
		g.evidence(path, t.Evidence)
		s := g.said(t.Evidence)
		if !s.holdsTokens(t.Name) {
			g.fail(CodeTitle, path, "%q is not named in its evidence", t.Name)
		} else {
			g.numbers(path, t.Name, s)
		}
		if t.Utterances < 0 || t.Utterances > total {
			g.fail(CodeShape, path, "%d of %d utterances cannot be about it", t.Utterances, total)
		}
		if t.Chosen {
			chosen++
		}
	}
	if chosen > 1 {
		g.fail(CodeShape, "topics", "a sheet is about one initiative, and %d are chosen", chosen)
	}
}

// title checks that the title is made of words that some topic or field rests on, or was written by a person.
func (g *gates) title() {
	title := g.sheet.Title
	g.author("title", g.sheet.TitleAuthor, title != "")
	if title == "" || g.sheet.TitleAuthor != "" {
		return
	}
	for _, t := range g.sheet.Topics {
		if s := g.said(t.Evidence); s.holdsTokens(title) && s.holdsValues(title) {
			return
		}
	}
	for ref := range g.sheet.Fields.All() {
		s := g.said(ref.Field.Evidence)
		if ref.Field.Author != "" {
			s.passages = append(s.passages, ref.Field.Text)
		}
		if s.holdsTokens(title) && s.holdsValues(title) {
			return
		}
	}
	g.fail(CodeTitle, "title", "%q occurs in the evidence of no topic or field", title)
}

// heard reports whether an utterance of a source, which was spoken, holds the term.
func (g *gates) heard(source int, id, term string) bool {
	if strings.TrimSpace(term) == "" || !slices.Contains(g.sourceIndexes(), source) {
		return false
	}
	place, ok := g.places[source][id]
	return ok && g.sources[source].IsSpeech() && holdsWhole(g.sources[source].Utterances[place].Text, term)
}

func (g *gates) sourceIndexes() []int {
	var indexes []int
	for i, t := range g.sources {
		if t != nil {
			indexes = append(indexes, i)
		}
	}
	return indexes
}
