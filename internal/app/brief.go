package app

import (
	"context"
	"slices"
	"time"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/brief"
	"github.com/plumbline-dev/plumb/agent/decision"
	"github.com/plumbline-dev/plumb/agent/fact"
	"github.com/plumbline-dev/plumb/agent/proposals"
	"github.com/plumbline-dev/plumb/agent/review"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/nearest"
	"github.com/plumbline-dev/plumb/semantic"
)

const opBrief = "app.brief"

// BriefRequest asks for a page about a sheet.
type BriefRequest struct {
	Audience string // one of [BriefAudiences]
	Sheet    string // id, or the beginning of one
	Team     string // whose links to the aim are told; "" for that of the sheet, if it defines anything
	AsOf     time.Time
	Engine   Engine
}

// BriefAudiences lists for whom there are briefs.
func BriefAudiences() []string {
	var names []string
	for _, a := range brief.Audiences() {
		names = append(names, string(a))
	}
	return names
}

// Brief writes a page about a sheet, from what was approved by a moment, zero for now. It keeps nothing.
func (a *App) Brief(ctx context.Context, r BriefRequest) (brief.Brief, error) {
	audience, err := brief.ParseAudience(r.Audience)
	if err != nil {
		return brief.Brief{}, err
	}
	if r.AsOf.IsZero() {
		r.AsOf = a.Now()
	}
	in, err := a.briefInput(ctx, r)
	if err != nil {
		return brief.Brief{}, err
	}
	in.Audience, in.Words = audience, a.Settings.Briefs[r.Audience]
	if r.Engine != EngineModel {
		return brief.Build(in)
	}
	if !a.Settings.Model.Configured() {
		b, err := brief.Build(in)
		b.Engine.FallbackReason = NoModel
		return b, err
	}
	run, err := a.modelRun(ctx)
	if err != nil {
		return brief.Brief{}, err
	}
	b, err := brief.BuildWith(ctx, in, run)
	if ended := run.end(context.WithoutCancel(ctx), "brief of sheet "+in.Sheet.ID); err == nil {
		err = ended
	}
	return b, err
}

// briefInput gathers what was approved of a sheet by a moment.
func (a *App) briefInput(ctx context.Context, r BriefRequest) (brief.Input, error) {
	in := brief.Input{AsOf: r.AsOf}
	var err error
	if in.Sheet, err = a.approvedBy(ctx, r.Sheet, r.AsOf); err != nil {
		return in, err
	}
	if in.Note, in.Waiting, err = a.notesBy(ctx, in.Sheet.ID, r.AsOf); err != nil {
		return in, err
	}
	if in.Decisions, err = a.decidedBy(ctx, in.Sheet.ID, r.AsOf); err != nil {
		return in, err
	}
	catalogue, err := a.Catalogue(ctx)
	if err != nil {
		return in, err
	}
	if in.Metrics, err = a.defined(ctx, review.Metrics(in.Sheet.Sheet)...); err != nil {
		return in, err
	}
	in.Terms = catalogue.Terms
	if in.Team, err = teamOf(catalogue, r.Team, in.Sheet.Team, in.Metrics); err != nil {
		return in, err
	}
	in.People, err = a.peopleIn(ctx, in.Sheet)
	return in, err
}

// approvedBy gives the version of a sheet that was approved by a moment. What was not, and what another sheet has replaced by then,
// is a Conflict that says what to do.
func (a *App) approvedBy(ctx context.Context, id string, by time.Time) (agent.Version, error) {
	sheets, err := a.Sheets(ctx)
	if err != nil {
		return agent.Version{}, err
	}
	newest, err := sheets.Show(ctx, id, 0)
	if err != nil {
		return agent.Version{}, err
	}
	opened, err := a.openStore(ctx)
	if err != nil {
		return agent.Version{}, err
	}
	versions, err := opened.Versions(ctx, newest.ID)
	if err != nil {
		return agent.Version{}, err
	}
	var newestThen, firstApproved *agent.Version
	for i := range versions {
		v := &versions[i]
		if firstApproved == nil && v.Approval != nil {
			firstApproved = v
		}
		if !v.CreatedAt.After(by) {
			newestThen = v
		}
	}
	switch {
	case newestThen != nil && newestThen.Approval != nil && !newestThen.Approval.At.After(by):
		return *newestThen, a.checkNotReplaced(ctx, newest.ID, by)
	case firstApproved == nil:
		return newest, fault.Newf(fault.Conflict, opBrief, "sheet %s is %s, and a brief tells only what was approved", newest.ID, newest.State.Words()).
			Do("Look at it and approve it: plumb sheet approve %s", newest.ID)
	case newestThen == nil || firstApproved.Approval.At.After(by):
		return newest, fault.Newf(fault.Conflict, opBrief, "nothing of sheet %s was approved by %s; that came on %s", newest.ID, fact.Day(by), fact.Day(firstApproved.Approval.At)).
			Do("Give that day or a later one with --as-of, or leave it out.")
	}
	return newest, fault.Newf(fault.Conflict, opBrief, "sheet %s was edited after its approval, and version %d is not approved", newest.ID, newestThen.Number).
		Do("See what changed with plumb sheet diff %s, and approve it: plumb sheet approve %s", newest.ID, newest.ID)
}

// checkNotReplaced refuses a sheet that another one had replaced by a moment, and names the one that was in effect then.
func (a *App) checkNotReplaced(ctx context.Context, id string, by time.Time) error {
	sheets, err := a.Sheets(ctx)
	if err != nil {
		return err
	}
	list, err := sheets.List(ctx)
	if err != nil {
		return err
	}
	next := map[string]string{}
	for _, summary := range list {
		if summary.Replaces == "" {
			continue
		}
		kept, err := a.standing(ctx, summary.ID)
		if err != nil {
			return err
		}
		if kept.Approval != nil && !kept.Approval.At.After(by) {
			next[summary.Replaces] = summary.ID
		}
	}
	newest := lastReplacement(id, next)
	if newest == id {
		return nil
	}
	return fault.Newf(fault.Conflict, opBrief, "sheet %s was replaced by %s", id, newest).Do("Give that one: %s", newest)
}

// notesBy gives the newest note of a sheet that was approved by a moment, and a newer one that waits; nil for none.
func (a *App) notesBy(ctx context.Context, sheet string, by time.Time) (approved, waiting *review.Version, err error) {
	desk, err := a.ReviewDesk(ctx)
	if err != nil {
		return nil, nil, err
	}
	list, err := desk.List(ctx, agent.KindReview, sheet)
	if err != nil {
		return nil, nil, err
	}
	for _, kept := range list {
		v, err := noteBy(ctx, desk, kept.ID, by)
		switch {
		case err != nil:
			return nil, nil, err
		case v == nil:
		case v.Approval != nil && !v.Approval.At.After(by):
			if approved == nil || v.AsOf > approved.AsOf || v.AsOf == approved.AsOf && v.Approval.At.After(approved.Approval.At) {
				approved = v
			}
		case v.State == agent.StateRejected:
		case waiting == nil || v.AsOf > waiting.AsOf:
			waiting = v
		}
	}
	if waiting != nil && approved != nil && waiting.AsOf <= approved.AsOf {
		waiting = nil
	}
	return approved, waiting, nil
}

// noteBy gives the newest version of a note that there was by a moment, nil for none. An edit voids the approval of the version before it.
func noteBy(ctx context.Context, desk *proposals.Desk, id string, by time.Time) (*review.Version, error) {
	versions, err := desk.Versions(ctx, agent.KindReview, id)
	if err != nil {
		return nil, err
	}
	for _, p := range slices.Backward(versions) {
		if p.CreatedAt.After(by) {
			continue
		}
		v, err := review.VersionOf(p)
		if err != nil || v.AsOf > by.Format(time.DateOnly) {
			return nil, err
		}
		return &v, nil
	}
	return nil, nil
}

// decidedBy gives the decisions about a sheet that were approved by a moment, newest first, with what was known of them then.
func (a *App) decidedBy(ctx context.Context, sheet string, by time.Time) ([]decision.Entry, error) {
	log, err := a.Decisions(ctx)
	if err != nil {
		return nil, err
	}
	list, err := log.List(ctx)
	if err != nil {
		return nil, err
	}
	then := map[string]bool{}
	for i := range list {
		then[list[i].ID] = list[i].Approval != nil && !list[i].Approval.At.After(by)
	}
	var out []decision.Entry
	for _, e := range list {
		if e.Sheet != sheet || !then[e.ID] {
			continue
		}
		looks := len(e.Revisits)
		e.Revisits = slices.DeleteFunc(slices.Clone(e.Revisits), func(l decision.Look) bool { return l.At.After(by) })
		if !then[e.ReplacedBy] {
			e.ReplacedBy = ""
		}
		if len(e.Revisits) < looks {
			e.Due = e.RevisitBy
			if n := len(e.Revisits); n > 0 {
				e.Due = e.Revisits[n-1].RevisitBy
			}
		}
		out = append(out, e)
	}
	return out, nil
}

// onlyHome gives the team of which all metrics are, "" when there are several.
func onlyHome(metrics map[string]semantic.Metric) string {
	home := ""
	for _, m := range metrics {
		if home != "" && semantic.TeamKey(home) != semantic.TeamKey(m.Home()) {
			return ""
		}
		home = m.Home()
	}
	return home
}

// teamOf gives the team that a page is for, as the definitions write it: the one that was asked for, or that of the sheet, or the
// one of which all its metrics are. One that was asked for and defines nothing is NotFound.
func teamOf(c semantic.Catalogue, asked, ofSheet string, metrics map[string]semantic.Metric) (string, error) {
	if asked == "" {
		if team, known := c.Team(ofSheet); known {
			return team, nil
		}
		return onlyHome(metrics), nil
	}
	if team, known := c.Team(asked); known {
		return team, nil
	}
	err := fault.Newf(fault.NotFound, opBrief, "no team called %q defines anything", asked)
	if near, ok := nearest.Word(asked, c.Teams()); ok {
		return "", err.Do("Did you mean %s?", near)
	}
	return "", err.Do("See which teams there are with plumb metrics list.")
}

// peopleIn gives everybody who speaks in the records of a sheet.
func (a *App) peopleIn(ctx context.Context, v agent.Version) ([]string, error) {
	opened, err := a.openStore(ctx)
	if err != nil {
		return nil, err
	}
	var people []string
	for _, s := range v.Sources {
		t, err := opened.Transcript(ctx, s.SHA256)
		if fault.Is(err, fault.NotFound) {
			continue
		}
		if err != nil {
			return nil, err
		}
		for i := range t.Utterances {
			if name := t.Utterances[i].Speaker; name != "" && !slices.Contains(people, name) {
				people = append(people, name)
			}
		}
	}
	return people, nil
}
