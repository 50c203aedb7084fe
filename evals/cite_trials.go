package evals

import (
	"fmt"

	"github.com/plumbline-dev/plumb/evals/result"
)

const suiteCiting = "citing"

// CitingMeasures are what trials of citing tell: of a claim of the meeting itself, or of one of another meeting that is looked up in it.
func CitingMeasures() []result.Measure {
	return []result.Measure{
		{Name: "first_hit", Kind: result.Quality, Title: "the first hit is a right turn"},
		{Name: "one_of_three", Kind: result.Quality, Title: "one of the first three hits is a right turn"},
		{Name: "supported", Kind: result.Quality, Title: "claims of the meeting itself are called supported"},
		{Name: "refused", Kind: result.Quality, Title: "claims of other meetings are not called supported"},
	}
}

// lookedUp is a claim of one meeting that was looked up in one.
type lookedUp struct {
	in, of    meeting
	claim     claim
	supported bool
	bm25      []int // turns, best first; of the meeting's own claims
	ours      []int
}

// Trials gives a trial for each claim and measure. Claims of one meeting are a cluster.
func (r CiteReport) Trials() []result.Trial {
	var out []result.Trial
	for _, l := range r.looked {
		if l.in.name == l.of.name {
			out = append(out, l.own(BuiltinEngine, l.ours)...)
			out = append(out, l.own("bm25", l.bm25)[:2]...)
			continue
		}
		t := l.trial("refused", !l.supported)
		t.Set = "about something else"
		if scenario(l.in.name) == scenario(l.of.name) {
			t.Set = "on the same brief"
		}
		if l.supported {
			t.Expected, t.Got = "not supported: it is of "+l.of.name, "supported"
		}
		out = append(out, t)
	}
	return out
}

func (l lookedUp) trial(measure string, right bool) result.Trial {
	return result.Trial{Suite: suiteCiting, Engine: BuiltinEngine, Set: "of the meeting itself", Case: l.in.name + " ← " + l.of.name + ": " + l.claim.text, Cluster: l.in.name,
		Measure: measure, Value: float64(one(right)), Weight: 1, Source: l.sourceOf(right)}
}

// sourceOf shows the claim where it went wrong.
func (l lookedUp) sourceOf(right bool) []result.Excerpt {
	if right {
		return nil
	}
	return []result.Excerpt{{Record: l.of.name, Who: "claim", Text: told(l.claim.text)}}
}

func (l lookedUp) own(engine string, turns []int) []result.Trial {
	var hits rates
	hits.count(turns, l.claim)
	out := []result.Trial{l.trial("first_hit", hits.at1 > 0), l.trial("one_of_three", hits.at3 > 0), l.trial("supported", l.supported)}
	for i := range out {
		t := &out[i]
		t.Engine = engine
		if t.Value == 1 {
			continue
		}
		t.Expected = "one of the turns " + rangesOf(l.claim.gold)
		t.Got = "no turn"
		if len(turns) > 0 {
			t.Got = fmt.Sprintf("turn %d: %s", turns[0], told(l.in.turn(turns[0])))
		}
		if t.Measure == "supported" {
			t.Expected, t.Got = "supported", "not supported"
		}
		if len(l.claim.gold) > 0 {
			first := l.claim.gold[0].first
			t.Source = append(t.Source, result.Excerpt{Record: l.in.name, Line: first, Text: told(l.in.turn(first))})
		}
	}
	return out
}

func rangesOf(spans []span) string {
	text := ""
	for i, s := range spans {
		if i > 0 {
			text += ", "
		}
		text += fmt.Sprintf("%d to %d", s.first, s.last)
	}
	return text
}

// turn gives what was said in a turn.
func (m meeting) turn(at int) string {
	for _, u := range m.record.Utterances {
		if u.Line-1 == at {
			return u.Speaker + ": " + u.Text
		}
	}
	return ""
}

// String shows the report to a person.
func (r CiteReport) String() string {
	percent := result.Percent
	return columns([][]string{
		{fmt.Sprintf("%d CLAIMS", r.Claims), "FIRST HIT RIGHT", "ONE OF THREE RIGHT"},
		{"plain BM25", percent(r.BM25.At1), percent(r.BM25.At3)},
		{"plumb", percent(r.Plumb.At1), percent(r.Plumb.At3)},
	}) + fmt.Sprintf("\nCalled supported: %s of the claims of the meeting itself, %s of %d claims of meetings about\nsomething else, %s of %d claims of meetings on the same brief.\n",
		percent(r.SupportRecall), percent(r.Foreign.Supported), r.Foreign.Claims, percent(r.SameScenario.Supported), r.SameScenario.Claims)
}
