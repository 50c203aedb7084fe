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
	h, err := hear(sources, o)
	if err != nil {
		return agent.Draft{}, err
	}
	return h.write(ctx, agent.Engine{Name: builtinName, FallbackReason: o.Fallback})
}

// hearing is what was heard in some records, and what of it goes onto the sheet.
type hearing struct {
	sources []*agent.Transcript
	options Options
	sp      *speech
	topics  []*topic
	in      *initiative // nil when the meeting has none
	ch      *choice     // empty then
}

// hear reads the records and makes the builtin engine's choice.
func hear(sources []*agent.Transcript, o Options) (*hearing, error) {
	const op = "draft.builtin"
	if len(sources) == 0 {
		return nil, fault.New(fault.Usage, op, "there is nothing to draft from", "Name at least one meeting record.")
	}
	sp := listen(sources)
	topics := sp.segmentTopics()
	found := sp.gather()
	nameTopics(sp, topics, found)
	in := chooseInitiative(sp, topics, found, strings.TrimSpace(o.Topic))
	if in == nil && strings.TrimSpace(o.Topic) != "" {
		return nil, fault.Newf(fault.NotFound, op, "nobody spoke of %q in this meeting", o.Topic).
			Do("Leave out --topic to draft the most discussed initiative; the sheet lists the others.")
	}
	ch := &choice{}
	if in != nil {
		ch = choose(sp, in, found)
		if o.Topic == "" {
			in.topic.name = cmp.Or(sp.nameFrom(ch), in.topic.name)
		}
	}
	return &hearing{sources: sources, options: o, sp: sp, topics: topics, in: in, ch: ch}, nil
}

// write makes the sheet of what was chosen, by whichever engine.
func (h *hearing) write(ctx context.Context, engine agent.Engine) (agent.Draft, error) {
	sheet := agent.Sheet{
		MeetingDate: meetingDate(h.sources, h.options.Date),
		Team:        h.options.Team,
		Engine:      engine,
		Sources:     sourcesOf(h.sources),
	}
	if h.in != nil && h.in.topic.name != nil {
		sheet.Title = h.in.topic.name.text()
	}
	sheet.Topics = listTopics(h.sp, h.topics, h.in)
	meeting, _ := time.Parse(time.DateOnly, sheet.MeetingDate) // zero when unknown: relative dates stay unresolved
	sheet.Fields = (&filler{sp: h.sp, ch: h.ch, meeting: meeting}).fields()
	look := &lookup{ctx: ctx, definitions: h.options.Definitions, team: h.options.Team}
	look.define(&sheet, h.sources)
	if look.err != nil {
		return agent.Draft{}, look.err
	}
	ask(&sheet)
	sheet.Questions = append(unclear(&sheet), sheet.Questions...)
	sheet.Findings = h.sp.observe(h.in, h.ch)
	sheet.Findings = agent.Rules(sheet)
	return seal(sheet, h.sources)
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
