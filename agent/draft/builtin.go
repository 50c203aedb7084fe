package draft

import (
	"cmp"
	"context"
	"strings"
	"time"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/semantic/link"
)

// Options say what the drafter cannot read off the records.
type Options struct {
	Topic       string       // words that name the initiative wanted; "" takes the most discussed one
	Date        string       // ISO date of the meeting, for relative dates; "" takes the records' own
	Definitions *link.Linker // what the organisation has defined; nil to look nothing up
	Team        string       // whose meeting it was, so that its own definitions count first; "" when unknown
	Fallback    string       // why the builtin engine stands in for a model; "" when it was asked for
}

const (
	builtinName  = "builtin"
	topicsListed = 5 // how many initiatives are listed
)

// Builtin drafts a sheet from meeting records without a model. The same records and options give the same bytes. It
// fails when there is no source, or when the wanted topic was not spoken of; a meeting without an initiative gives a
// sheet of blanks that says so.
func Builtin(ctx context.Context, sources []*agent.Transcript, o Options) (agent.Draft, error) {
	const op = "draft.builtin"
	if len(sources) == 0 {
		return agent.Draft{}, fault.New(fault.Usage, op, "there is nothing to draft from", "Name at least one meeting record.")
	}
	sp := listen(sources)
	sheet := agent.Sheet{
		MeetingDate: meetingDate(sources, o.Date),
		Team:        o.Team,
		Engine:      agent.Engine{Name: builtinName, FallbackReason: o.Fallback},
		Sources:     sourcesOf(sources),
	}
	topics := sp.segmentTopics()
	found := sp.gather()
	nameTopics(sp, topics, found)
	in := chooseInitiative(sp, topics, found, strings.TrimSpace(o.Topic))
	if in == nil && strings.TrimSpace(o.Topic) != "" {
		return agent.Draft{}, fault.Newf(fault.NotFound, op, "nobody spoke of %q in this meeting", o.Topic).
			Do("Leave out --topic to draft the most discussed initiative; the sheet lists the others.")
	}
	ch := &choice{}
	if in != nil {
		ch = choose(sp, in, found)
		if o.Topic == "" {
			in.topic.name = cmp.Or(sp.nameFrom(ch), in.topic.name)
		}
		if n := in.topic.name; n != nil {
			sheet.Title = n.text()
		}
	}
	sheet.Topics = listTopics(sp, topics, in)
	meeting, _ := time.Parse(time.DateOnly, sheet.MeetingDate) // zero when unknown: relative dates stay unresolved
	sheet.Fields = (&filler{sp: sp, ch: ch, meeting: meeting}).fields()
	look := &lookup{ctx: ctx, definitions: o.Definitions, team: o.Team}
	look.define(&sheet, sources)
	if look.err != nil {
		return agent.Draft{}, look.err
	}
	ask(&sheet)
	sheet.Questions = append(unclear(&sheet), sheet.Questions...)
	sheet.Findings = sp.observe(in, ch)
	sheet.Findings = agent.Rules(sheet)
	return seal(sheet, sources)
}

func meetingDate(sources []*agent.Transcript, given string) string {
	if given != "" {
		return given
	}
	latest := ""
	for _, t := range sources {
		latest = max(latest, t.Date)
	}
	return latest
}

func sourcesOf(sources []*agent.Transcript) []agent.Source {
	list := make([]agent.Source, len(sources))
	for i, t := range sources {
		list[i] = agent.Source{File: t.File, SHA256: t.SHA256, UtterancesTotal: len(t.Utterances), UtterancesRead: len(t.Utterances)}
	}
	return list
}

// listTopics lists the chosen initiative and the others that were heard.
func listTopics(sp *speech, topics []*topic, in *initiative) []agent.Topic {
	var list []agent.Topic
	listed := map[string]bool{}
	add := func(t *topic, chosen bool) {
		name := strings.ToLower(t.name.text())
		if listed[name] {
			return
		}
		listed[name] = true
		list = append(list, agent.Topic{
			Name: t.name.text(), Utterances: sp.utterancesOf(t), Chosen: chosen,
			Evidence: sp.evidence(t.name.s, t.name.from, t.name.to),
		})
	}
	if in != nil && in.topic.name != nil {
		add(in.topic, true)
	}
	for _, t := range topics {
		if t.name != nil && t.isWorthListing() && len(list) <= topicsListed && (in == nil || t != in.topic) {
			add(t, false)
		}
	}
	return list
}

// utterancesOf counts the utterances that a topic's sentences come from.
func (sp *speech) utterancesOf(t *topic) int {
	seen := map[[2]int]bool{}
	for _, g := range t.segments {
		for _, s := range sp.sentences[g.from:g.to] {
			for _, p := range s.pieces {
				seen[[2]int{s.turn.source, p.utterance}] = true
			}
		}
	}
	return len(seen)
}
