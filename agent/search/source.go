package search

import (
	"cmp"
	"fmt"
	"slices"
	"strings"
	"time"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/decision"
	"github.com/plumbline-dev/plumb/agent/proposals"
	"github.com/plumbline-dev/plumb/agent/readings"
	"github.com/plumbline-dev/plumb/agent/review"
	"github.com/plumbline-dev/plumb/semantic"
)

// Document is something that is kept, taken apart into passages. What changes about it replaces them all.
type Document struct {
	Key      string // what it is, a colon, and its id, such as "sheet:s-1e7k3m9"
	Sheet    string // id of the sheet that it is about; "" for none
	Also     string // words by which every passage of it is found as well, such as a title
	Passages []Passage
}

// The length of a stretch of speech in words: it ends with the utterance that reaches the first, and the next stretch begins
// with the same utterance again if that is no longer than the second, so that what goes from one utterance to the next is found.
const (
	stretchWords = 80
	sharedWords  = 30
)

// OfTranscript takes a record apart: its speech into stretches of whole utterances, and what stands around it into notes. What
// was said counts from the day of its meeting, and where that is unknown from the moment that the record was kept.
func OfTranscript(t *agent.Transcript, kept time.Time) Document {
	at := since(t.Date, kept)
	d := Document{Key: transcriptKey(t.SHA256)}
	title := cmp.Or(t.Title, t.File)
	if t.Date != "" && !strings.Contains(title, t.Date) {
		title += ", " + t.Date
	}
	state := ""
	if !t.IsSpeech() {
		state = ChatState
	}
	for _, s := range stretches(t.Utterances) {
		p := Passage{Kind: Speech, ID: t.SHA256, Part: s[0].ID, Title: title, State: state, At: at, File: t.File, Line: s[0].Line}
		texts := make([]string, len(s))
		for i, u := range s {
			texts[i] = u.Text
			p.Evidence = append(p.Evidence, agent.Evidence{Utterance: u.ID, Speaker: u.Speaker, StartMS: u.StartMS, Quote: u.Text})
			p.Lines = append(p.Lines, u.Line)
		}
		p.Text, p.Speaker = strings.Join(texts, "\n"), speakers(p.Evidence)
		d.Passages = append(d.Passages, p)
	}
	for _, n := range t.Notes {
		if strings.TrimSpace(n.Text) != "" {
			d.Passages = append(d.Passages, Passage{
				Kind: Speech, ID: t.SHA256, Part: fmt.Sprintf("note:%d", n.Line), Title: cmp.Or(n.Heading, title), Text: n.Text,
				State: NoteState, At: at, File: t.File, Line: n.Line,
			})
		}
	}
	return d
}

// since gives the beginning of the day of a meeting, or else the moment that what is about it was kept.
func since(meeting string, kept time.Time) time.Time {
	day, err := time.Parse(time.DateOnly, meeting)
	if err != nil {
		return kept
	}
	return day
}

func transcriptKey(digest string) string { return "transcript:" + digest }

// stretches parts utterances that say something.
func stretches(all []agent.Utterance) [][]agent.Utterance {
	var out [][]agent.Utterance
	var open []agent.Utterance
	length, fresh := 0, false
	for _, u := range all {
		n := len(strings.Fields(u.Text))
		if n == 0 {
			continue
		}
		open, length, fresh = append(open, u), length+n, true
		if length < stretchWords {
			continue
		}
		out = append(out, open)
		open, length, fresh = nil, 0, false
		if n <= sharedWords {
			open, length = []agent.Utterance{u}, n
		}
	}
	if fresh {
		out = append(out, open)
	}
	return out
}

// speakers gives who speaks, in order of first speech.
func speakers(said []agent.Evidence) string {
	var names []string
	for _, e := range said {
		if e.Speaker != "" && !slices.Contains(names, e.Speaker) {
			names = append(names, e.Speaker)
		}
	}
	return strings.Join(names, ", ")
}

// OfSheet takes the filled fields of a version of a sheet. They are quotations, and count from the same day as what was said.
func OfSheet(v agent.Version) Document {
	at := since(v.MeetingDate, v.CreatedAt)
	d := Document{Key: "sheet:" + v.ID, Sheet: v.ID, Also: v.Title}
	for ref := range v.Fields.All() {
		if ref.Field.Filled() {
			d.Passages = append(d.Passages, Passage{
				Kind: Sheet, ID: v.ID, Part: ref.Path, Title: v.Title, Text: ref.Field.Text, State: string(v.State), At: at,
				Evidence: ref.Field.Evidence,
			})
		}
	}
	return d
}

// OfProposal takes what is said in a version of a review, a decision, a look back or an event.
func OfProposal(p agent.Proposal) (Document, error) {
	switch p.Kind {
	case agent.KindReview:
		r, err := proposals.Parse[review.Review](p)
		return ofReview(p, r), err
	case agent.KindDecision:
		d, err := proposals.Parse[decision.Decision](p)
		return ofDecision(p, d), err
	case agent.KindRevisit:
		r, err := proposals.Parse[decision.Revisit](p)
		return ofParts(p, Decision, p.About, "Look back on "+r.On, piece{"lesson", r.Lesson, nil}), err
	case agent.KindEvent:
		e, err := proposals.Parse[readings.Event](p)
		return ofParts(p, Event, p.ID, string(e.Kind)+" on "+e.On, piece{"text", e.Text, nil}), err
	}
	return Document{Key: proposalKey(p.Kind, p.ID)}, nil
}

func proposalKey(kind agent.ProposalKind, id string) string { return string(kind) + ":" + id }

func ofReview(p agent.Proposal, r review.Review) Document {
	parts := make([]piece, len(r.Sentences))
	for i, s := range r.Sentences {
		parts[i] = piece{fmt.Sprintf("sentences[%d]", i), s.Text, s.Evidence}
	}
	return ofParts(p, Review, p.ID, strings.TrimSpace(r.Title+" "+r.AsOf), parts...)
}

func ofDecision(p agent.Proposal, d decision.Decision) Document {
	parts := []piece{
		{"text", d.Text, d.Evidence},
		{"rationale", d.Rationale, nil},
		{"aim", d.Aim, nil},
		{"mechanism", d.Mechanism, nil},
		{"gate", d.Gate, nil},
		{"prediction.text", d.Prediction.Text, nil},
		{"owner", d.Owner, nil},
	}
	for i, text := range d.RuledOut {
		parts = append(parts, piece{fmt.Sprintf("ruled_out[%d]", i), text, nil})
	}
	parts = slices.DeleteFunc(parts, func(part piece) bool { return part.text == decision.NotStated })
	doc := ofParts(p, Decision, p.ID, d.Heading(), parts...)
	doc.Sheet = d.Sheet
	return doc
}

// piece is a part of a proposal.
type piece struct {
	path, text string
	evidence   []agent.Evidence
}

func ofParts(p agent.Proposal, kind Kind, id, title string, parts ...piece) Document {
	d := Document{Key: proposalKey(p.Kind, p.ID), Also: title}
	if p.Kind != agent.KindRevisit {
		d.Sheet = p.About
	}
	for _, part := range parts {
		if strings.TrimSpace(part.text) != "" {
			d.Passages = append(d.Passages, Passage{
				Kind: kind, ID: id, Part: part.path, Title: title, Text: part.text, State: string(p.State), At: p.CreatedAt, Evidence: part.evidence,
			})
		}
	}
	return d
}

// OfMetric takes what a definition of a metric says in words.
func OfMetric(m semantic.Metric, at time.Time) Document {
	names := append([]string{m.ID(), m.Label}, m.Synonyms...)
	for _, aliases := range m.Aliases {
		names = append(names, aliases...)
	}
	d := Document{Key: metricKey(m.ID()), Also: strings.Join(names, " ")}
	add := func(path, text string) {
		if strings.TrimSpace(text) != "" {
			d.Passages = append(d.Passages, Passage{
				Kind: Definition, ID: m.ID(), Part: path, Title: m.Title(), Text: text, State: string(m.Status), At: at,
			})
		}
	}
	if add("description", m.Description); len(d.Passages) == 0 {
		if add("label", m.Label); len(d.Passages) == 0 {
			add("name", m.Name)
		}
	}
	for i, text := range m.Caveats {
		add(fmt.Sprintf("caveats[%d]", i), text)
	}
	return d
}

func metricKey(id string) string { return "metric:" + id }

// OfTerm takes what a definition of a term says in words.
func OfTerm(t semantic.Term, at time.Time) Document {
	d := Document{Key: termKey(t.ID()), Also: strings.Join(append([]string{t.ID(), t.Name}, t.Variants...), " ")}
	p := Passage{Kind: Definition, ID: t.ID(), Part: "meaning", Title: t.Name, Text: t.Meaning, At: at}
	if strings.TrimSpace(t.Meaning) == "" {
		p.Part, p.Text = "term", t.Name
	}
	d.Passages = []Passage{p}
	return d
}

func termKey(id string) string { return "term:" + id }
