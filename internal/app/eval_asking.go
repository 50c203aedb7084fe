package app

import (
	"context"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/ask"
	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/agent/review"
	"github.com/plumbline-dev/plumb/evals"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// askingSets are the sets of questions, by the names of their files. What is held back is counted and not shown.
var askingSets = []string{"dev", "held"}

// AskingEvalRequest says which questions to ask, and of what.
type AskingEvalRequest struct {
	Cases    string             // folder of the suite
	Database string             // URL of an empty database; "" for a file
	Begin    func(a *App) Asker // begins a conversation about what an App keeps
}

// Asker answers a question of a conversation.
type Asker func(ctx context.Context, q ask.Question) (ask.Answer, error)

// EvalAsking makes the workspace of the suite in a home of its own, which is removed afterwards, and asks every question there.
func (a *App) EvalAsking(ctx context.Context, r AskingEvalRequest) (evals.AskingReports, error) {
	var out evals.AskingReports
	w, err := evals.LoadWorkspace(filepath.Join(r.Cases, "workspace.yaml"))
	if err != nil {
		return out, err
	}
	home, err := os.MkdirTemp("", "plumb-asking-")
	if err != nil {
		return out, fault.Wrap(err, fault.Unavailable, "app.asking", "there is no place for a workspace of its own", "Look whether the disk is full.")
	}
	defer func() { _ = os.RemoveAll(home) }()
	workspace, err := replay(ctx, w, home, r.Database)
	if workspace.App != nil {
		defer func() { _ = workspace.Close() }()
	}
	if err != nil {
		return out, err
	}
	for _, set := range askingSets {
		cases, err := evals.LoadAskingCases(filepath.Join(r.Cases, set+".jsonl"))
		if err != nil {
			return out, err
		}
		report, err := evals.Asking(ctx, set, cases, workspace.ids, func(ctx context.Context, c evals.AskingCase) (evals.Asked, error) {
			return workspace.asked(ctx, c, r.Begin)
		})
		if err != nil {
			return out, err
		}
		out = append(out, report)
	}
	return out, nil
}

// asked asks one question, after the one before it if it is a follow-up, and looks at what came of it.
func (r *replayed) asked(ctx context.Context, c evals.AskingCase, begin func(*App) Asker) (evals.Asked, error) {
	moment, err := eveningOf(c.AsOf)
	if err != nil {
		return evals.Asked{}, err
	}
	if moment.After(r.clock) {
		r.clock = moment
	}
	if c.Home == evals.EmptyHome {
		return r.askedNobody(ctx, c, moment, begin)
	}
	before, err := r.entries(ctx)
	if err != nil {
		return evals.Asked{}, err
	}
	answer := begin(r.App)
	q := ask.Question{Text: c.Words(), Sheet: c.Sheet, Team: c.Team, AsOf: moment}
	if c.Before != "" {
		first := q
		first.Text = c.Before
		earlier, err := answer(ctx, first)
		if err != nil {
			return failedTo(ctx, err)
		}
		q.About = earlier.Topic
	}
	got := evals.Asked{}
	if got.Answer, err = answer(ctx, q); err != nil {
		return failedTo(ctx, err)
	}
	after, err := r.entries(ctx)
	if err != nil {
		return got, err
	}
	got.Changed = after != before
	if got.Answer.AsOf != "" && got.Answer.AsOf != c.AsOf { // the question names another day
		if moment, err = eveningOf(got.Answer.AsOf); err != nil {
			return got, err
		}
	}
	if got.Notes, err = r.notes(ctx, moment); err != nil {
		return got, err
	}
	got.Invented, err = r.invented(ctx, got.Answer.Sentences)
	return got, err
}

// failedTo takes an error for what came of a question, unless the evaluation itself was ended.
func failedTo(ctx context.Context, err error) (evals.Asked, error) {
	if ended := ctx.Err(); ended != nil {
		return evals.Asked{}, ended
	}
	return evals.Asked{Failure: err.Error()}, nil
}

// askedNobody asks where nothing was ever kept. Asking must not create anything there.
func (r *replayed) askedNobody(ctx context.Context, c evals.AskingCase, moment time.Time, begin func(*App) Asker) (evals.Asked, error) {
	home, err := os.MkdirTemp("", "plumb-nobody-")
	if err != nil {
		return evals.Asked{}, err
	}
	defer func() { _ = os.RemoveAll(home) }()
	settings, err := settingsOf(evals.Workspace{}, home, "")
	if err != nil {
		return evals.Asked{}, err
	}
	empty := New(Config{Settings: settings, Log: r.Log, Now: r.Now})
	got := evals.Asked{}
	if got.Answer, err = begin(empty)(ctx, ask.Question{Text: c.Words(), AsOf: moment}); err != nil {
		got, err = failedTo(ctx, err)
	}
	got.Changed = empty.kept()
	if closed := empty.Close(); err == nil {
		err = closed
	}
	return got, err
}

// entries gives the hash of the newest entry of the audit log, which every change of what is kept moves on.
func (r *replayed) entries(ctx context.Context) (string, error) {
	opened, err := r.openStore(ctx)
	if err != nil {
		return "", err
	}
	hash := ""
	for e, err := range opened.Audit(ctx) {
		if err != nil {
			return "", err
		}
		hash = e.Hash
	}
	return hash, nil
}

// notes builds the weekly notes of the approved sheets, as of a moment.
func (r *replayed) notes(ctx context.Context, moment time.Time) ([]review.Review, error) {
	if known, ok := r.built[moment]; ok {
		return known, nil
	}
	approved, err := r.approved(ctx)
	if err != nil {
		return nil, err
	}
	var out []review.Review
	for _, v := range approved {
		n, err := r.BuildReview(ctx, v.ID, moment)
		if err != nil {
			return nil, err
		}
		out = append(out, n)
	}
	r.built[moment] = out
	return out, nil
}

// invented gives the quotes that no record has, in an utterance of that id and by that speaker.
func (r *replayed) invented(ctx context.Context, sentences []fact.Sentence) ([]string, error) {
	if r.records == nil {
		var err error
		if r.records, err = r.transcripts(ctx); err != nil {
			return nil, err
		}
	}
	var out []string
	for _, s := range sentences {
		for _, e := range s.Evidence {
			if !slices.ContainsFunc(r.records, func(t *agent.Transcript) bool { return holds(t, e) }) {
				out = append(out, e.Quote)
			}
		}
	}
	return out, nil
}

func holds(t *agent.Transcript, e agent.Evidence) bool {
	return slices.ContainsFunc(t.Utterances, func(u agent.Utterance) bool {
		return u.ID == e.Utterance && u.Speaker == e.Speaker && e.Quote != "" && strings.Contains(u.Text, e.Quote)
	})
}

// transcripts gives the records that are kept.
func (r *replayed) transcripts(ctx context.Context) ([]*agent.Transcript, error) {
	opened, err := r.openStore(ctx)
	if err != nil {
		return nil, err
	}
	out := []*agent.Transcript{}
	for kept, err := range opened.KeptTranscripts(ctx) {
		if err != nil {
			return nil, err
		}
		t, err := opened.Transcript(ctx, kept.SHA256)
		if err != nil {
			return nil, err
		}
		out = append(out, t)
	}
	return out, nil
}
