package storetest

import (
	"context"
	"fmt"
	"slices"
	"strings"
	"sync"
	"testing"
	"time"
	"unicode/utf8"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/decision"
	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/agent/proposals"
	"github.com/plumbline-dev/plumb/agent/readings"
	"github.com/plumbline-dev/plumb/agent/review"
	"github.com/plumbline-dev/plumb/agent/search"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/semantic"
)

// searching gives what an index that is caught up finds.
func (b *bundle) searching(text string, change ...func(*search.Query)) []search.Hit {
	b.t.Helper()
	x := search.New(b.Store)
	require.NoError(b.t, x.CatchUp(b.ctx, nil))
	q := search.Query{Text: text, Limit: 50}
	for _, c := range change {
		c(&q)
	}
	hits, err := x.Find(b.ctx, q, nil)
	require.NoError(b.t, err)
	return hits
}

// places says where hits stand, best first.
func places(hits []search.Hit) []string {
	out := []string{}
	for _, h := range hits {
		id := h.ID
		if h.Kind == search.Speech {
			id = h.File
		}
		out = append(out, strings.TrimSpace(string(h.Kind)+" "+id+" "+h.Part))
	}
	return out
}

func ofKind(kinds ...search.Kind) func(*search.Query) {
	return func(q *search.Query) { q.Kinds = kinds }
}

// keepOneOfEach keeps something of every kind.
func (b *bundle) keepOneOfEach() {
	b.t.Helper()
	talk := &agent.Transcript{
		File: "retro.vtt", SHA256: strings.Repeat("5e", 32), Format: agent.FormatWebVTT, Title: "Retro", Date: "2026-03-09", Timing: agent.TimingCue,
		Speakers: []string{"Zoë Krüger", "Bo Li"}, Warnings: []agent.Warning{},
		Notes: []agent.Note{{Line: 2, Heading: "Agenda", Text: "Talk about the freezer door."}},
	}
	for i, text := range []string{
		"The freezer door is <b>slow</b> & heavy.", "", "I would not open the freezer twice.\tReally.", strings.Repeat("and so on we went for a long while ", 12),
		"Short.", "Nobody counts the tills at night.", "Counting tills is for the morning, she said.",
	} {
		talk.Utterances = append(talk.Utterances, agent.Utterance{
			ID: fmt.Sprintf("u%04d", i+1), Speaker: talk.Speakers[i%2], StartMS: int64(i) * 4000, EndMS: int64(i)*4000 + 3500, Line: 4*i + 3, Text: text,
		})
	}
	b.addMeeting(talk)
	b.sheet("s-1")
	b.keepContent(agent.KindReview, "r-1", review.Review{Sheet: "s-1", Title: "Freezer bet", AsOf: "2026-03-16", Sentences: []fact.Sentence{
		{Text: "Second counts moved up."}, {Text: "The guardrail holds."},
	}})
	b.keepContent(agent.KindDecision, "d-1", decision.Decision{
		Date: "2026-03-16", Title: "Freezer bet", Choice: decision.Continue, Text: "Go on with the freezer door.", Rationale: "Because counts rose.",
		Aim: decision.NotStated, RuledOut: []string{"No second freezer."}, Sheet: "s-1",
	})
	b.keepContent(agent.KindRevisit, "v-1", decision.Revisit{Decision: "d-1", On: "2026-04-16", Outcome: decision.CameTrue, Lesson: "Doors can be lighter."})
	b.keepContent(agent.KindEvent, "e-1", readings.Event{Kind: readings.Campaign, On: "2026-03-12", Text: "Spring campaign for ice cream", Sheet: "s-1"})
	f := Definitions("growth.yaml", 1)
	f.Metrics[0].Label, f.Metrics[0].Caveats, f.At = "Freezer opening rate", []string{"Doors that stick count twice."}, b.now()
	_, err := b.KeepDefinitions(b.ctx, f)
	require.NoError(b.t, err)
}

func (b *bundle) keepContent(kind agent.ProposalKind, id string, content any) {
	b.t.Helper()
	canonical, err := proposals.Canonical(content)
	require.NoError(b.t, err)
	about := "s-1"
	if kind == agent.KindRevisit {
		about = "d-1"
	}
	b.proposal(agent.NewProposal{Kind: kind, ID: id, About: about, Content: canonical, By: Lead})
}

// searchGolden holds what is found, in order, to one list for every store.
func searchGolden(t *testing.T, s Store) {
	b := newBundle(t, s)
	b.keepOneOfEach()
	for _, c := range []struct {
		text   string
		change func(*search.Query)
		want   []string
	}{
		{"zeppelin", nil, []string{}},
		{"ice cream campaigns", nil, []string{"event e-1 text"}},
		{"lighter", nil, []string{"decision d-1 lesson"}},
		{`"second counts"`, nil, []string{"review r-1 sentences[0]"}},
		{`"counts second"`, nil, []string{}},
		{"guardrail -holds", nil, []string{}},
		{`doors -"doors that stick" -lighter -freezer`, nil, []string{}},
		{"tills", nil, []string{"speech retro.vtt u0005"}},
		{"agenda freezer door", ofKind(search.Speech), []string{"speech retro.vtt note:2", "speech retro.vtt u0001"}},
		{"frezer dooor", ofKind(search.Decision), []string{"decision d-1 text", "decision d-1 lesson", "decision d-1 ruled_out[0]", "decision d-1 rationale"}},
		{"freezer", ofKind(search.Definition), []string{"definition growth.metric_00000 caveats[0]", "definition growth.metric_00000 description"}},
		{"lighthouse", nil, []string{"definition growth.Lighthouse meaning"}},
		{"set-up", ofKind(search.Sheet), []string{"sheet s-1 aim"}},
		{"freezer", func(q *search.Query) { q.Speaker = "bo" }, []string{}},
		{"freezer", func(q *search.Query) { q.Speaker = "krueger" }, []string{}},
		{"freezer", func(q *search.Query) { q.Speaker = "KRUGER" }, []string{"speech retro.vtt u0001"}},
		{"tills", func(q *search.Query) { q.Speaker = "Bo L" }, []string{"speech retro.vtt u0006"}},
		{"door teams", func(q *search.Query) {
			q.Sheet = "s-1"
			q.Kinds = []search.Kind{search.Speech, search.Event, search.Decision}
		}, []string{"decision d-1 text", "speech onboarding.vtt u0001"}},
		{"freezer", func(q *search.Query) { q.Sheet = "s-2" }, []string{}},
		{"freezer", func(q *search.Query) { q.AsOf = Noon }, []string{}},
	} {
		change := func(*search.Query) {}
		if c.change != nil {
			change = c.change
		}
		require.Equal(t, c.want, places(b.searching(c.text, change)), c.text)
	}
	h := b.searching("tills", func(q *search.Query) { q.Speaker = "bo" })[0]
	require.Equal(t, "Nobody counts the tills at night.", h.Text, "only what was said by the one who is asked for")
	require.Equal(t, []agent.Evidence{{Utterance: "u0006", Speaker: "Bo Li", StartMS: 20000, Quote: h.Text}}, h.Evidence)
	require.Equal(t, [][2]int{{18, 23}}, h.Match)
	require.Equal(t, 23, h.Line)
	require.Equal(t, "Retro, 2026-03-09", h.Title)
}

// searchFollows holds that a search always knows the newest, and that an index that grew finds what one that is made anew does.
func searchFollows(t *testing.T, s Store) {
	b := newBundle(t, s)
	require.Empty(t, b.searching("zeppelin"))
	v := b.edit(b.sheet("s-1"), "New teams fly a zeppelin.")
	require.Equal(t, []string{"sheet s-1 aim"}, places(b.searching("zeppelin")))
	require.Equal(t, "draft", b.searching("zeppelin")[0].State)
	v = b.move(v, agent.StateInReview, agent.StateApproved)
	require.Equal(t, "approved", b.searching("zeppelin")[0].State)
	b.edit(v, "New teams fly a balloon.")
	require.Empty(t, b.searching("zeppelin"))
	for i := range 30 { // more segments than are left apart
		b.addMeeting(Meeting(fmt.Sprintf("balloon number%d", i)))
		require.Len(t, b.searching("balloon"), i+2)
	}
	b.keepContent(agent.KindEvent, "e-9", readings.Event{Kind: readings.Deploy, On: "2026-03-12", Text: "freezer"})
	before := b.searching("freezer balloon teams number7")
	require.NoError(t, search.New(b.Store).Rebuild(b.ctx, nil))
	after := b.searching("freezer balloon teams number7")
	require.ElementsMatch(t, places(before), places(after))

	log := b.log()
	require.NoError(t, search.New(b.Store).Rebuild(b.ctx, nil))
	require.Equal(t, log, b.log(), "what follows from the log is not in it")
}

// searchExact holds every passage against what it comes from, byte by byte.
func searchExact(t *testing.T, s Store) {
	b := newBundle(t, s)
	b.keepOneOfEach()
	f := Definitions("growth.yaml", 1)
	f.Metrics[0].Description, f.At = "Described anew.", b.now()
	_, err := b.KeepDefinitions(b.ctx, f)
	require.NoError(t, err)
	x := search.New(s)
	require.NoError(t, x.CatchUp(b.ctx, nil))
	kinds := map[search.Kind]int{}
	for number := int64(1); number < 200; number++ {
		rows, err := s.Passages(b.ctx, []int64{number}, time.Time{})
		require.NoError(t, err)
		for _, r := range rows {
			kinds[r.Kind]++
			b.requireVerbatim(r)
		}
	}
	for _, k := range search.Kinds() {
		require.Positive(t, kinds[k], k)
	}
}

func (b *bundle) requireVerbatim(r search.Row) {
	b.t.Helper()
	p := r.Open()
	switch r.Kind {
	case search.Speech:
		m, err := b.Transcript(b.ctx, r.ID)
		require.NoError(b.t, err)
		if r.State == search.NoteState {
			require.True(b.t, slices.ContainsFunc(m.Notes, func(n agent.Note) bool { return n.Text == r.Text && n.Line == r.Line }))
			return
		}
		var said []string
		for i, e := range p.Evidence {
			u, ok := m.Find(e.Utterance)
			require.True(b.t, ok)
			require.Equal(b.t, agent.Evidence{Utterance: u.ID, Speaker: u.Speaker, StartMS: u.StartMS, Quote: u.Text}, e)
			require.Equal(b.t, u.Line, p.Lines[i])
			said = append(said, u.Text)
		}
		require.Equal(b.t, strings.Join(said, "\n"), r.Text)
	case search.Sheet:
		v := b.newest(r.ID)
		for ref := range v.Fields.All() {
			if ref.Path == r.Part {
				require.Equal(b.t, ref.Field.Text, r.Text)
				require.Equal(b.t, ref.Field.Evidence, p.Evidence)
				return
			}
		}
		require.Fail(b.t, "no field "+r.Part)
	case search.Definition:
		c, err := b.Catalogue(b.ctx)
		require.NoError(b.t, err)
		require.True(b.t, slices.ContainsFunc(c.Metrics, func(m semantic.Metric) bool {
			return m.ID() == r.ID && (m.Description == r.Text || slices.Contains(m.Caveats, r.Text))
		}) || c.Terms[0].ID() == r.ID && c.Terms[0].Meaning == r.Text, r.Text)
	default:
		found := false
		for _, kind := range agent.ProposalKinds() {
			list, err := b.Proposals(b.ctx, kind, "")
			require.NoError(b.t, err)
			for _, kept := range list {
				found = found || strings.Contains(string(kept.Content), r.Text)
			}
		}
		require.True(b.t, found, r.Text)
	}
}

// searchConcurrent has several take in the same at once.
func searchConcurrent(t *testing.T, s Store) {
	b := newBundle(t, s)
	b.keepOneOfEach()
	var all sync.WaitGroup
	errs := make([]error, 4)
	for i := range errs {
		all.Go(func() { errs[i] = search.New(s).CatchUp(b.ctx, nil) })
	}
	all.Wait()
	for _, err := range errs {
		require.NoError(t, err)
	}
	require.Len(t, b.searching("lighter"), 1)
}

// opposites is a model to which two words mean the same.
type opposites struct{ asked int }

// Model implements semantic.Embedder.
func (*opposites) Model() semantic.EmbeddingModel {
	return semantic.EmbeddingModel{ID: "test/opposites", Dimensions: 70}
}

// Embed implements semantic.Embedder.
func (o *opposites) Embed(_ context.Context, texts []string) ([][]float32, error) {
	out := make([][]float32, len(texts))
	for i, text := range texts {
		o.asked++
		out[i] = make([]float32, 70)
		place := len(text) % 60
		if strings.Contains(text, "freezer") || strings.Contains(text, "icebox") {
			place = 69
		}
		out[i][place] = 1
	}
	return out, nil
}

func searchByMeaning(t *testing.T, s Store) {
	b := newBundle(t, s)
	b.keepOneOfEach()
	x, model := search.New(s), &opposites{}
	m := &search.Meaning{Embedder: model, Vectors: s}
	require.NoError(t, x.CatchUp(b.ctx, nil))
	find := func() []search.Hit {
		hits, err := x.Find(b.ctx, search.Query{Text: "icebox", Limit: 4}, m)
		require.NoError(t, err)
		return hits
	}
	require.Empty(t, find(), "nothing was read by the model yet")
	require.Positive(t, m.Behind)
	done, err := x.Embed(b.ctx, m, true, nil)
	require.NoError(t, err)
	require.Zero(t, done.Missing)
	require.Positive(t, done.Asked)
	for _, h := range find() {
		require.Contains(t, strings.ToLower(h.Text), "freezer")
		require.Equal(t, "meaning", h.Found)
	}
	require.Len(t, find(), 4)
	require.Zero(t, m.Behind)

	require.NoError(t, x.Rebuild(b.ctx, nil))
	asked := model.asked
	done, err = x.Embed(b.ctx, m, false, nil)
	require.NoError(t, err)
	require.Zero(t, done.Missing)
	require.Equal(t, asked, model.asked, "what the model said once is kept")
	hits, err := x.Find(b.ctx, search.Query{Text: "freezer door", Kinds: []search.Kind{search.Decision}}, m)
	require.NoError(t, err)
	require.Equal(t, "words and meaning", hits[0].Found)
	require.Equal(t, "text", hits[0].Part)
}

func searchRefused(t *testing.T, s Store) {
	x := search.New(s)
	for _, q := range []search.Query{
		{}, {Text: " "}, {Text: "-x"}, {Text: strings.Repeat("x ", 50_000)}, {Text: "x", Limit: -1}, {Text: "x", Limit: 100_000}, {Text: "x", Kinds: []search.Kind{"song"}},
	} {
		_, err := x.Find(t.Context(), q, nil)
		refused(t, err, fault.Usage)
		refused(t, q.Check(), fault.Usage)
	}
	for _, text := range []string{`"`, `a"b`, "*", "x*", "NEAR(", "a OR", "col:x", "'; DROP TABLE audit; --", "\\", "a\x00b", "\xff x"} {
		q := search.Query{Text: text + " x", Speaker: text + " x", Sheet: text}
		if strings.ContainsRune(text, 0) || !utf8.ValidString(text) {
			_, err := x.Find(t.Context(), q, nil)
			refused(t, err, fault.Usage)
			q.Speaker, q.Sheet = "", ""
		}
		hits, err := x.Find(t.Context(), q, nil)
		require.NoError(t, err, text)
		require.Empty(t, hits)
	}
}
