package narrate

import (
	"fmt"
	"maps"
	"regexp"
	"slices"
	"strings"

	"github.com/plumbline-dev/plumb/agent/internal/oneline"
	"github.com/plumbline-dev/plumb/agent/model"
	"github.com/plumbline-dev/plumb/prompts"
)

// shownFact and shownPoint are what a model is shown.
type (
	shownFact  struct{ ID, Text string }
	shownPoint struct{ ID, Section, Facts, Text string }
)

// request fills the prompt in. The same task gives the same request.
func (t Task) request() (model.Request, error) {
	name, version, _ := strings.Cut(t.Prompt, "/")
	p, err := prompts.Load(name, version)
	if err != nil {
		return model.Request{}, err
	}
	var facts []shownFact
	var points []shownPoint
	for _, f := range t.Facts {
		if slices.ContainsFunc(t.Points, func(p Point) bool { return slices.Contains(p.Facts, f.ID) }) {
			facts = append(facts, shownFact{f.ID, oneline.Tidy(f.Text)})
		}
	}
	for i, p := range t.Points {
		points = append(points, shownPoint{idOf(i), oneline.Tidy(p.Section), strings.Join(p.Facts, " "), oneline.Tidy(p.Text)})
	}
	values := map[string]any{"Facts": facts, "Points": points}
	fence := prompts.Fence(facts, points)
	if len(t.More) > 0 {
		maps.Copy(values, t.More)
		fence = prompts.Fence(facts, points, t.More)
	}
	values["Fence"] = fence
	text, err := p.Render(values)
	if err != nil {
		return model.Request{}, err
	}
	return model.Request{
		Role: t.Role, System: text.System, Input: text.User, Schema: p.Schema, SchemaName: strings.ReplaceAll(name, "-", "_"),
		MaxTokens: longestReply, Step: t.step(), Prompt: model.PromptRef{Name: p.Name, Version: p.Version, Hash: p.Hash},
	}, nil
}

func (t Task) step() string {
	if len(t.Points) == 1 {
		return "wording 1 sentence"
	}
	return fmt.Sprintf("wording %d sentences", len(t.Points))
}

// markers are the facts that a sentence of a model cites, such as [F3] or [F3, F4].
var markers = regexp.MustCompile(`\s*\[\s*(F\d+(?:\s*[,;]?\s*F\d+)*)\s*\]`)

var factID = regexp.MustCompile(`F\d+`)

// Marked gives the sentence of a point with its facts cited, as a model is asked to cite them.
func (p Point) Marked() string {
	end := len(p.Text)
	if strings.HasSuffix(p.Text, ".") || strings.HasSuffix(p.Text, "?") {
		end--
	}
	return p.Text[:end] + " [" + strings.Join(p.Facts, ", ") + "]" + p.Text[end:]
}

// examine gives the text of a model's sentence for a point without its markers, or what is wrong with it.
func (t Task) examine(place int, words string) (text, problem string) {
	p := t.Points[place]
	if len(words) > longestSentence {
		return "", "it is far longer than the sentence of the point"
	}
	said, problem := p.read(words)
	if problem == "" {
		problem = t.Gate(p, said)
	}
	if problem != "" {
		return "", problem
	}
	return said.Text, ""
}

// read takes the markers out of a model's sentence.
func (p Point) read(words string) (said Said, problem string) {
	for _, m := range markers.FindAllStringSubmatch(words, -1) {
		for _, id := range factID.FindAllString(m[1], -1) {
			if !slices.Contains(said.Cited, id) {
				said.Cited = append(said.Cited, id)
			}
		}
	}
	for _, id := range said.Cited {
		if !slices.Contains(p.Facts, id) {
			return Said{}, fmt.Sprintf("it cites %s, which is not listed at the point", id)
		}
	}
	if len(said.Cited) == 0 {
		return Said{}, "it cites no fact"
	}
	said.Text = oneline.Tidy(markers.ReplaceAllString(words, ""))
	return said, ""
}
