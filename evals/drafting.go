package evals

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"path/filepath"
	"slices"
	"time"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/draft"
	"github.com/plumbline-dev/plumb/agent/model"
	"github.com/plumbline-dev/plumb/evals/result"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/llm/record"
)

const suiteDrafting = "drafting"

// DraftingSet is a set of labelled records, and the folder that they lie in.
type DraftingSet struct {
	Name    string
	Cases   []DraftCase
	Records string
}

// DraftingEngine drafts sheets. An error that is ErrNotRecorded leaves a record out, for all engines.
type DraftingEngine struct {
	Name    string
	Repeats int // how often it drafts a record; 0 is once
	Draft   func(ctx context.Context, q DraftQuery) (Drafted, error)
}

// DraftQuery is a record that is to be drafted from.
type DraftQuery struct {
	Set     string
	Case    string // path of the record
	Repeat  int
	Sources []*agent.Transcript
}

// Drafted is a sheet, with what it took.
type Drafted struct {
	Sheet   agent.Sheet     `json:"sheet"`
	Spent   draft.Spent     `json:"spent"`
	Prompts []result.Prompt `json:"prompts"` // that it was asked with
	CostUSD float64         `json:"-"`
	Millis  float64         `json:"-"` // 0 to have it measured
}

// ErrNotRecorded says that there is no reply to what a draft would ask.
var ErrNotRecorded = errors.New("no reply is recorded")

// BuiltinDrafts is the engine without a model.
func BuiltinDrafts() DraftingEngine {
	return DraftingEngine{Name: BuiltinEngine, Draft: func(ctx context.Context, q DraftQuery) (Drafted, error) {
		d, err := draft.Builtin(ctx, q.Sources, draft.Options{})
		if err != nil {
			return Drafted{}, err
		}
		return Drafted{Sheet: d.Sheet()}, nil
	}}
}

// ReplayedDrafts drafts with recorded replies.
func ReplayedDrafts(player *record.Player) DraftingEngine {
	return DraftingEngine{Name: "replies", Draft: func(ctx context.Context, q DraftQuery) (Drafted, error) {
		replay := &missing{Player: player}
		out, err := ModelledDraft(ctx, q, replay)
		if replay.missed {
			return out, ErrNotRecorded
		}
		return out, err
	}}
}

// ModelledDraft drafts with a model.
func ModelledDraft(ctx context.Context, q DraftQuery, m model.Model) (Drafted, error) {
	asked := &prompted{Model: m, prompts: []result.Prompt{}}
	d, spent, err := draft.Model(ctx, q.Sources, draft.Options{}, asked)
	out := Drafted{Spent: spent, Prompts: asked.prompts}
	if err == nil {
		out.Sheet = d.Sheet()
	}
	return out, err
}

// StoredDrafts gives back what was generated before, so that it can be scored again.
func StoredDrafts(engine string, all []result.Generation) DraftingEngine {
	type place struct {
		set, name string
		repeat    int
	}
	kept := map[place]result.Generation{}
	e := DraftingEngine{Name: engine}
	for _, g := range all {
		if g.Suite == suiteDrafting && g.Engine == engine {
			kept[place{g.Set, g.Case, g.Repeat}] = g
			e.Repeats = max(e.Repeats, g.Repeat+1)
		}
	}
	e.Draft = func(_ context.Context, q DraftQuery) (Drafted, error) {
		g, there := kept[place{q.Set, q.Case, q.Repeat}]
		if !there {
			return Drafted{}, ErrNotRecorded
		}
		var out Drafted
		if err := json.Unmarshal(g.Output, &out); err != nil {
			return out, fault.Wrap(err, fault.Invalid, "eval.rescore", "the stored draft of "+q.Case+" cannot be read", "Take the folder as it was written, or draft again.")
		}
		out.CostUSD, out.Millis = g.CostUSD, g.Millis
		return out, nil
	}
	return e
}

// DraftingEngines gives the names of the engines of which drafts are stored, the one that was measured first.
func DraftingEngines(all []result.Generation) []string {
	var names []string
	for _, g := range all {
		if g.Suite == suiteDrafting && !slices.Contains(names, g.Engine) {
			names = append(names, g.Engine)
		}
	}
	return names
}

// DraftingReport compares the drafts of several engines with labels.
type DraftingReport struct {
	Sets    []DraftingScore  `json:"sets"`
	Details []DraftingDetail `json:"details"`

	trials      []result.Trial
	generations []result.Generation
	prompts     []result.Prompt
}

// DraftingScore is an engine on a set. With repeats, every draft counts.
type DraftingScore struct {
	Set        string     `json:"set"`
	Engine     string     `json:"engine"`
	Score      DraftScore `json:"score"`
	Precision  float64    `json:"precision"`
	Recall     float64    `json:"recall"`
	F1         float64    `json:"f1"`
	Located    float64    `json:"located"`
	Abstention float64    `json:"abstention"`
	Integrity  Integrity  `json:"integrity"`

	// Of drafts with a model.
	ByModel  int     `json:"by_model"` // drafts of the model; the rest is the builtin one
	Calls    int     `json:"calls"`
	Repairs  int     `json:"repairs"`
	Notes    int     `json:"notes"`
	Verified int     `json:"verified"`
	Blanked  int     `json:"blanked"`   // fields and items that the second reading took away
	PerToken float64 `json:"per_token"` // prompt tokens for each token of speech, both estimated
	Left     int     `json:"left"`      // records that were left out, because no reply is recorded

	asked, speech int
}

// DraftingDetail is one field of one draft.
type DraftingDetail struct {
	Set    string `json:"set"`
	Engine string `json:"engine"`
	Repeat int    `json:"repeat"`
	DraftDetail
}

// Drafting drafts every labelled record with every engine and compares. The first engine is the one that is measured, and the others
// are asked for the same records only.
func Drafting(ctx context.Context, sets []DraftingSet, engines ...DraftingEngine) (DraftingReport, error) {
	r := DraftingReport{Sets: []DraftingScore{}, Details: []DraftingDetail{}}
	for _, set := range sets {
		scores := make([]DraftingScore, len(engines))
		for i, e := range engines {
			scores[i] = DraftingScore{Set: set.Name, Engine: e.Name}
		}
		for _, c := range set.Cases {
			if err := r.draft(ctx, set, c, engines, scores); err != nil {
				return r, err
			}
		}
		for i := range scores {
			scores[i].finish()
		}
		r.Sets = append(r.Sets, scores...)
	}
	return r, nil
}

// draft drafts from one record with every engine.
func (r *DraftingReport) draft(ctx context.Context, set DraftingSet, c DraftCase, engines []DraftingEngine, scores []DraftingScore) error {
	if err := ctx.Err(); err != nil {
		return err
	}
	t, err := readRecord(filepath.Join(set.Records, c.Record))
	if err != nil {
		return err
	}
	if c.SHA256 != "" && c.SHA256 != t.SHA256 {
		return fault.Newf(fault.Conflict, opDraft, "the labels of %s were made for other bytes", c.Record).
			Do("Take the record from where the labels say it comes from, or label it anew.")
	}
	for i, e := range engines {
		for repeat := range max(1, e.Repeats) {
			begun := time.Now()
			d, err := e.Draft(ctx, DraftQuery{Set: set.Name, Case: c.Record, Repeat: repeat, Sources: []*agent.Transcript{t}})
			if errors.Is(err, ErrNotRecorded) {
				if i == 0 && repeat == 0 {
					scores[0].Left++
					return nil
				}
				continue
			}
			if err != nil {
				return fmt.Errorf("draft of %s: %w", c.Record, err)
			}
			if d.Millis == 0 {
				d.Millis = float64(time.Since(begun).Microseconds()) / 1000
			}
			if err := r.take(c, t, d, &scores[i], repeat); err != nil {
				return err
			}
		}
	}
	return nil
}

// take scores a draft, and keeps it.
func (r *DraftingReport) take(c DraftCase, t *agent.Transcript, d Drafted, score *DraftingScore, repeat int) error {
	one := DraftReport{Fields: map[string]DraftScore{}, Records: map[string]DraftScore{}}
	one.score(c, t, d.Sheet)
	var integrity Integrity
	integrity.Count(d.Sheet, []*agent.Transcript{t})
	score.Score.add(one.Total)
	score.Integrity.add(integrity)
	score.count(d.Sheet, d.Spent)
	for _, detail := range one.Details {
		r.Details = append(r.Details, DraftingDetail{Set: score.Set, Engine: score.Engine, Repeat: repeat, DraftDetail: detail})
	}
	r.trials = append(r.trials, draftTrials(score, c, t, d, one.Details, integrity, repeat)...)
	for _, p := range d.Prompts {
		if !slices.Contains(r.prompts, p) {
			r.prompts = append(r.prompts, p)
		}
	}
	output, err := json.Marshal(d)
	if err != nil {
		return fault.Wrap(err, fault.Internal, opDraft, "the draft of "+c.Record+" cannot be kept", "")
	}
	r.generations = append(r.generations, result.Generation{Suite: suiteDrafting, Engine: score.Engine, Set: score.Set, Case: c.Record, Repeat: repeat, Output: output,
		Tokens: d.Spent.Usage.Total(), CostUSD: d.CostUSD, Millis: d.Millis})
	return nil
}

func (s *DraftingScore) count(sheet agent.Sheet, spent draft.Spent) {
	if sheet.Engine.Name == agent.ModelEngine {
		s.ByModel++
	}
	s.Calls += spent.Calls
	s.Repairs += spent.Repairs
	s.Notes += spent.Notes
	s.Verified += spent.Verified
	s.Blanked += spent.Blanked
	s.asked += spent.Asked
	s.speech += spent.Speech
}

func (s *DraftingScore) finish() {
	s.Precision, s.Recall, s.F1, s.Located, s.Abstention = s.Score.Precision(), s.Score.Recall(), s.Score.F1(), s.Score.Located(), s.Score.Abstention()
	s.PerToken = share(s.asked, s.speech)
}

// Trials gives the trials, see [DraftingMeasures].
func (r DraftingReport) Trials() []result.Trial { return r.trials }

// Generations gives the drafts.
func (r DraftingReport) Generations() []result.Generation { return r.generations }

// Prompts gives the prompts that were asked with.
func (r DraftingReport) Prompts() []result.Prompt { return r.prompts }
