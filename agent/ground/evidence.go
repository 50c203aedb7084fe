package ground

import (
	"strings"

	"github.com/plumbline-dev/plumb/agent"
)

// evidence checks every quote of one place of the sheet against the utterance that it points at.
func (g *gates) evidence(path string, list []agent.Evidence) {
	for i, e := range list {
		g.quote(at(path+".evidence", i), e)
	}
}

func (g *gates) quote(path string, e agent.Evidence) {
	u, ok := g.utterance(e)
	if !ok {
		g.fail(CodeUtterance, path, "there is no utterance %q in source %d", e.Utterance, e.Source)
		return
	}
	if !g.sources[e.Source].IsSpeech() {
		g.fail(CodeChat, path, "it comes from a chat, which is not speech")
	}
	if e.Speaker != u.Speaker {
		g.fail(CodeSpeaker, path, "%s was said by %q, not by %q", e.Utterance, u.Speaker, e.Speaker)
	}
	if e.StartMS != u.StartMS {
		g.fail(CodeTime, path, "%s starts at %d ms, not at %d ms", e.Utterance, u.StartMS, e.StartMS)
	}
	switch {
	case strings.TrimSpace(e.Quote) == "":
		g.fail(CodeQuote, path, "the quote is empty")
	case !strings.Contains(u.Text, e.Quote):
		g.fail(CodeQuote, path, "%s does not hold these exact words", e.Utterance)
	case !holdsWhole(u.Text, e.Quote):
		g.fail(CodeQuote, path, "the quote begins or ends inside a word or number of %s", e.Utterance)
	case !said{passages: []string{u.Text}}.holdsValues(e.Quote):
		g.fail(CodeQuote, path, "the quote takes a part of a number of %s", e.Utterance)
	}
}

// utterance finds what evidence points at.
func (g *gates) utterance(e agent.Evidence) (*agent.Utterance, bool) {
	if e.Source < 0 || e.Source >= len(g.sources) || g.sources[e.Source] == nil {
		return nil, false
	}
	i, ok := g.places[e.Source][e.Utterance]
	if !ok {
		return nil, false
	}
	return &g.sources[e.Source].Utterances[i], true
}

// said is what a place of the sheet rests on.
type said struct {
	passages []string // quotes, with what was said in one breath joined by one space and space normalised
	speakers []string // who said them
}

// reach is how many utterances later a speaker may go on with a sentence that others interrupted.
const reach = 8

// said joins quotes that follow on each other in one mouth. Other quotes stay apart, so that no text can be made of
// the end of one remark and the start of another.
func (g *gates) said(list []agent.Evidence) said {
	var s said
	var last *agent.Evidence
	for i := range list {
		e := &list[i]
		if _, ok := g.utterance(*e); !ok {
			last = nil
			continue
		}
		words := oneLine(e.Quote)
		if last != nil && g.continues(*last, *e) {
			s.passages[len(s.passages)-1] += " " + words
		} else {
			s.passages = append(s.passages, words)
		}
		s.speakers = append(s.speakers, e.Speaker)
		last = e
	}
	return s
}

// continues reports whether b goes on exactly where a ends: in the same utterance with nothing between, or in the
// speaker's next utterance.
func (g *gates) continues(a, b agent.Evidence) bool {
	if a.Source != b.Source {
		return false
	}
	ua, ub := g.places[a.Source][a.Utterance], g.places[b.Source][b.Utterance]
	spoken := g.sources[a.Source].Utterances
	if ua == ub {
		return holdsWhole(oneLine(spoken[ua].Text), oneLine(a.Quote)+" "+oneLine(b.Quote))
	}
	if ub < ua || ub > ua+reach || spoken[ua].Speaker != spoken[ub].Speaker {
		return false
	}
	for _, between := range spoken[ua+1 : ub] {
		if between.Speaker == spoken[ua].Speaker && bare(between.Text) != "" {
			return false
		}
	}
	return strings.HasSuffix(bare(spoken[ua].Text), bare(a.Quote)) && strings.HasPrefix(bare(spoken[ub].Text), bare(b.Quote))
}
