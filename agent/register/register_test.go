package register_test

import (
	"context"
	"errors"
	"fmt"
	"path/filepath"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/ground"
	"github.com/plumbline-dev/plumb/agent/register"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/store"
	"github.com/plumbline-dev/plumb/internal/store/storetest"
)

// bundle is a register over a store of its own, with a clock that goes on a second at every look.
type bundle struct {
	*register.Register
	t     *testing.T
	store *store.Store
	path  string
	clock time.Time
	ids   int
}

func setup(t *testing.T) *bundle {
	t.Helper()
	return setupOn(t, store.Config{Path: filepath.Join(t.TempDir(), "plumb.db")})
}

func setupOn(t *testing.T, place store.Config) *bundle {
	t.Helper()
	b := &bundle{t: t, path: place.Path, clock: storetest.Noon}
	s, err := store.Open(t.Context(), place)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, s.Close()) })
	b.store = s
	b.Register = register.New(b.config(s))
	return b
}

func (b *bundle) config(s register.Store) register.Config {
	return register.Config{
		Store: s,
		Now: func() time.Time {
			b.clock = b.clock.Add(time.Second)
			return b.clock
		},
		NewID: func() string {
			b.ids++
			return fmt.Sprintf("s-%03d", b.ids)
		},
		Findings: func(s agent.Sheet) []agent.Finding {
			return []agent.Finding{{Code: "aim_length", Severity: agent.Info, Message: fmt.Sprintf("the aim has %d bytes", len(s.Fields.Aim.Text))}}
		},
	}
}

func (b *bundle) propose(m *agent.Transcript, replaces string) agent.Version {
	b.t.Helper()
	v, existing, err := b.Propose(b.t.Context(), storetest.Draft(b.t, m), []*agent.Transcript{m}, storetest.Builtin, replaces)
	require.NoError(b.t, err)
	require.False(b.t, existing)
	return v
}

func (b *bundle) approve(v agent.Version) agent.Version {
	b.t.Helper()
	v, err := b.Approve(b.t.Context(), v.ID, v.ContentHash, storetest.Lead)
	require.NoError(b.t, err)
	return v
}

func (b *bundle) reviseAim(v agent.Version, aim string) agent.Version {
	b.t.Helper()
	edited := v.Sheet
	edited.Fields.Aim.Text = aim
	v, err := b.Revise(b.t.Context(), v.ID, v.Number, edited, storetest.Analyst)
	require.NoError(b.t, err)
	return v
}

// sound checks that nothing is wrong with what is kept.
func (b *bundle) sound() register.VerifyReport {
	b.t.Helper()
	report, err := b.Verify(b.t.Context(), "")
	require.NoError(b.t, err)
	require.Empty(b.t, report.Problems)
	return report
}

func (b *bundle) actions() []agent.Action {
	b.t.Helper()
	var all []agent.Action
	for e, err := range b.store.Audit(b.t.Context()) {
		require.NoError(b.t, err)
		all = append(all, e.Action)
	}
	return all
}

func requireFault(t *testing.T, err error, kind fault.Kind, says string) {
	t.Helper()
	require.ErrorContains(t, err, says)
	require.Equal(t, kind, fault.KindOf(err), "%v", err)
	require.NotEmpty(t, fault.Next(err), "%v", err)
}

func TestProposeKeepsDraftOnce(t *testing.T) {
	t.Parallel()
	b := setup(t)
	m := storetest.Meeting("onboarding")
	first := b.propose(m, "")
	require.Equal(t, "s-001", first.ID)
	require.Equal(t, agent.StateDraft, first.State)
	before := b.actions()

	again, existing, err := b.Propose(t.Context(), storetest.Draft(t, m), []*agent.Transcript{m}, storetest.Builtin, "")
	require.NoError(t, err)
	require.True(t, existing)
	require.Equal(t, first, again)
	require.Equal(t, before, b.actions())

	edited := b.reviseAim(first, "New teams need no help.")
	again, existing, err = b.Propose(t.Context(), storetest.Draft(t, m), []*agent.Transcript{m}, storetest.Builtin, "")
	require.NoError(t, err)
	require.True(t, existing)
	require.Equal(t, edited, again, "the newest version of the sheet that began like this")

	_, err = b.Reject(t.Context(), first.ID, "", storetest.Lead, "")
	require.NoError(t, err)
	require.NotEqual(t, first.ID, b.propose(m, "").ID, "a rejected sheet is not open")
	b.sound()
}

func TestProposeTogetherKeepsOneSheet(t *testing.T) {
	t.Parallel()
	b := setup(t)
	m := storetest.Meeting("onboarding")
	d := storetest.Draft(t, m)
	cfg := b.config(b.store)
	cfg.Now = func() time.Time { return storetest.Noon }
	cfg.NewID = register.SheetIDs(cfg.Now)
	together := register.New(cfg)
	const drafters = 16
	ids := make([]string, drafters)
	errs := make([]error, drafters)
	var done sync.WaitGroup
	for i := range drafters {
		done.Go(func() {
			var v agent.Version
			v, _, errs[i] = together.Propose(t.Context(), d, []*agent.Transcript{m}, storetest.Builtin, "")
			ids[i] = v.ID
		})
	}
	done.Wait()
	for i := range drafters {
		require.NoError(t, errs[i])
		require.Equal(t, ids[0], ids[i])
	}
	require.Equal(t, []agent.Action{agent.ActTranscriptAdded, agent.ActSheetDrafted}, b.actions())
	b.sound()
}

func TestProposeAfterAnInterruption(t *testing.T) {
	t.Parallel()
	b := setup(t)
	m := storetest.Meeting("onboarding")
	_, err := b.store.AddTranscript(t.Context(), m, storetest.Builtin, b.clock)
	require.NoError(t, err)
	b.propose(m, "")
	require.Equal(t, []agent.Action{agent.ActTranscriptAdded, agent.ActSheetDrafted}, b.actions())
	b.sound()
}

func TestProposeUnderAnotherFileName(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.propose(storetest.Meeting("onboarding"), "")
	renamed := storetest.Meeting("onboarding")
	renamed.File = "copy of onboarding.vtt"
	v := b.propose(renamed, "")
	require.Equal(t, "copy of onboarding.vtt", v.Sources[0].File)
	b.approve(v)
	b.sound()
}

func TestProposeRefuses(t *testing.T) {
	t.Parallel()
	b := setup(t)
	m := storetest.Meeting("onboarding")
	_, _, err := b.Propose(t.Context(), agent.Draft{}, []*agent.Transcript{m}, storetest.Builtin, "")
	require.Equal(t, fault.Invalid, fault.KindOf(err))
	_, _, err = b.Propose(t.Context(), storetest.Draft(t, m), nil, storetest.Builtin, "")
	requireFault(t, err, fault.NotFound, "no transcript")
	_, _, err = b.Propose(t.Context(), storetest.Draft(t, m), []*agent.Transcript{m}, storetest.Builtin, "s-404")
	requireFault(t, err, fault.NotFound, `no sheet "s-404"`)
	require.Empty(t, b.actions())

	b.propose(m, "")
	other := storetest.Meeting("onboarding")
	other.Utterances[1].Text = "Read in another way."
	_, _, err = b.Propose(t.Context(), storetest.Draft(t, other), []*agent.Transcript{other}, storetest.Builtin, "")
	requireFault(t, err, fault.Conflict, "as they were kept")
	b.sound()
}

func TestProposeFindsAFreeID(t *testing.T) {
	t.Parallel()
	b := setup(t)
	b.propose(storetest.Meeting("one"), "")
	b.ids = 0
	require.Equal(t, "s-002", b.propose(storetest.Meeting("two"), "").ID)

	cfg := b.config(b.store)
	cfg.NewID = func() string { return "s-001" }
	m := storetest.Meeting("three")
	_, _, err := register.New(cfg).Propose(t.Context(), storetest.Draft(t, m), []*agent.Transcript{m}, storetest.Builtin, "")
	require.Equal(t, fault.Internal, fault.KindOf(err))
}

func TestReplaceAnApprovedSheet(t *testing.T) {
	t.Parallel()
	b := setup(t)
	m := storetest.Meeting("onboarding")
	old := b.approve(b.propose(m, ""))
	next := b.propose(m, "s-001")
	require.Equal(t, "s-002", next.ID, "the same content again, to replace the sheet that has it")
	require.Equal(t, old.ID, next.Replaces)

	again, existing, err := b.Propose(t.Context(), storetest.Draft(t, m), []*agent.Transcript{m}, storetest.Builtin, old.ID)
	require.NoError(t, err)
	require.True(t, existing)
	require.Equal(t, next, again)

	// A second one is too late once the first one took the place; nothing of it moves.
	renamed := storetest.Meeting("onboarding")
	renamed.File = "copy of onboarding.vtt"
	late := b.propose(renamed, old.ID)
	b.approve(next)
	before := b.actions()
	_, err = b.Approve(t.Context(), late.ID, late.ContentHash, storetest.Lead)
	requireFault(t, err, fault.Conflict, "was replaced by another sheet meanwhile")
	require.Equal(t, before, b.actions())
	late, err = b.Show(t.Context(), late.ID, 0)
	require.NoError(t, err)
	require.Equal(t, agent.StateDraft, late.State)

	old, err = b.Show(t.Context(), old.ID, 0)
	require.NoError(t, err)
	require.Equal(t, agent.StateSuperseded, old.State)
	require.NotNil(t, old.Approval)
	b.sound()
}

func TestSubmit(t *testing.T) {
	t.Parallel()
	b := setup(t)
	v := b.propose(storetest.Meeting("onboarding"), "")
	v, err := b.Submit(t.Context(), v.ID, storetest.Builtin)
	require.NoError(t, err)
	require.Equal(t, agent.StateInReview, v.State)
	again, err := b.Submit(t.Context(), v.ID, storetest.Lead)
	require.NoError(t, err)
	require.Equal(t, v, again)
	b.approve(v)
	_, err = b.Submit(t.Context(), v.ID, storetest.Lead)
	requireFault(t, err, fault.Conflict, "sheet s-001 is approved and cannot be submitted")
	_, err = b.Submit(t.Context(), "s-404", storetest.Lead)
	requireFault(t, err, fault.NotFound, "s-404")
	b.sound()
}

func TestApprove(t *testing.T) {
	t.Parallel()
	b := setup(t)
	v := b.propose(storetest.Meeting("onboarding"), "")
	got := b.approve(v)
	require.Equal(t, agent.StateApproved, got.State)
	require.Equal(t, &agent.Approval{By: storetest.Lead, At: b.clock, ContentHash: v.ContentHash}, got.Approval)
	require.Equal(t, []agent.Action{
		agent.ActTranscriptAdded, agent.ActSheetDrafted, agent.ActSheetInReview, agent.ActSheetApproved,
	}, b.actions())

	again, err := b.Approve(t.Context(), v.ID, v.ContentHash, storetest.Lead)
	require.NoError(t, err, "the same act by the same person can be repeated")
	require.Equal(t, got, again)
	_, err = b.Approve(t.Context(), v.ID, v.ContentHash, storetest.Analyst)
	requireFault(t, err, fault.Conflict, "was approved already, by "+storetest.Lead.Name+" on "+b.clock.Format(time.DateOnly))
	require.Len(t, b.actions(), 4)
	b.sound()
}

func TestApproveAfterAnInterruption(t *testing.T) {
	t.Parallel()
	b := setup(t)
	v, err := b.Submit(t.Context(), b.propose(storetest.Meeting("onboarding"), "").ID, storetest.Lead)
	require.NoError(t, err)
	require.Equal(t, agent.StateApproved, b.approve(v).State)
	require.Len(t, b.actions(), 4)
}

func TestApproveRefuses(t *testing.T) {
	t.Parallel()
	b := setup(t)
	v := b.propose(storetest.Meeting("onboarding"), "")
	edited := b.reviseAim(v, "New teams need no help.")
	before := b.actions()

	_, err := b.Approve(t.Context(), v.ID, v.ContentHash, storetest.Lead)
	requireFault(t, err, fault.Conflict, "at version 2 now, with the content hash "+edited.ContentHash)
	require.Contains(t, fault.Next(err), "--hash "+edited.ContentHash)
	for _, hash := range []string{"", strings.ToUpper(edited.ContentHash), edited.ContentHash[:20], edited.ContentHash + " "} {
		_, err := b.Approve(t.Context(), v.ID, hash, storetest.Lead)
		requireFault(t, err, fault.Conflict, "not what was shown")
	}
	for _, by := range []agent.Actor{{}, storetest.Builtin, agent.EngineNamed(storetest.Lead.Name)} {
		_, err := b.Approve(t.Context(), v.ID, edited.ContentHash, by)
		requireFault(t, err, fault.NeedsPerson, "only a person approves a sheet")
	}
	require.Equal(t, before, b.actions())
	_, err = b.Approve(t.Context(), v.ID, edited.ContentHash, agent.Actor{Kind: agent.PersonActor, Name: "Builtin"})
	requireFault(t, err, fault.NeedsPerson, "only a person approves a sheet")
	require.Equal(t, before, b.actions())

	_, err = b.Reject(t.Context(), v.ID, "", storetest.Lead, "")
	require.NoError(t, err)
	_, err = b.Approve(t.Context(), v.ID, edited.ContentHash, storetest.Lead)
	requireFault(t, err, fault.Conflict, "is rejected and cannot be approved")
	b.sound()
}

// drifted is a store whose transcripts are not what they were when the draft was sealed.
type drifted struct{ *store.Store }

func (d drifted) Transcript(ctx context.Context, digest string) (*agent.Transcript, error) {
	t, err := d.Store.Transcript(ctx, digest)
	if err == nil {
		t.Utterances[1].Text = strings.Replace(t.Utterances[1].Text, "without", "with", 1)
	}
	return t, err
}

func TestApproveChecksTheGatesAgain(t *testing.T) {
	t.Parallel()
	b := setup(t)
	v := b.propose(storetest.Meeting("onboarding"), "")
	before := b.actions()
	_, err := register.New(b.config(drifted{b.store})).Approve(t.Context(), v.ID, v.ContentHash, storetest.Lead)
	_, violated := errors.AsType[*ground.Violations](err)
	require.True(t, violated, "%v", err)
	require.Equal(t, before, b.actions())
}

func TestReject(t *testing.T) {
	t.Parallel()
	b := setup(t)
	v := b.propose(storetest.Meeting("onboarding"), "")
	_, err := b.Reject(t.Context(), v.ID, v.ContentHash, storetest.Builtin, "")
	requireFault(t, err, fault.NeedsPerson, "only a person rejects")
	_, err = b.Reject(t.Context(), v.ID, "sha256:00", storetest.Lead, "")
	requireFault(t, err, fault.Conflict, "not what was shown")
	for _, reason := range []string{strings.Repeat("x", 2001), "bell \a", "\xff"} {
		_, err = b.Reject(t.Context(), v.ID, "", storetest.Lead, reason)
		requireFault(t, err, fault.Invalid, "a reason has at most 2000 bytes")
	}
	require.Len(t, b.actions(), 2)

	v, err = b.Reject(t.Context(), v.ID, v.ContentHash, storetest.Lead, "no mechanism\nno owner")
	require.NoError(t, err)
	require.Equal(t, agent.StateRejected, v.State)
	_, err = b.Reject(t.Context(), v.ID, "", storetest.Lead, "")
	requireFault(t, err, fault.Conflict, "is rejected and cannot be rejected")

	approved := b.approve(b.propose(storetest.Meeting("billing"), ""))
	_, err = b.Reject(t.Context(), approved.ID, "", storetest.Lead, "")
	requireFault(t, err, fault.Conflict, "is approved and cannot be rejected")
	require.Contains(t, fault.Next(err), "--replaces "+approved.ID)
	b.sound()
}

func TestShowFindsSheetByTheBeginningOfItsID(t *testing.T) {
	t.Parallel()
	b := setup(t)
	for i := range 12 {
		b.propose(storetest.Meeting(fmt.Sprint(i)), "")
	}
	first, err := b.Show(t.Context(), "s-001", 0)
	require.NoError(t, err)
	edited := b.reviseAim(first, "New teams need no help.")
	for _, id := range []string{"s-001", " S-001 "} {
		got, err := b.Show(t.Context(), id, 0)
		require.NoError(t, err)
		require.Equal(t, edited, got)
	}
	for number, want := range map[int]string{1: first.ContentHash, 2: edited.ContentHash} {
		got, err := b.Show(t.Context(), "s-001", number)
		require.NoError(t, err)
		require.Equal(t, want, got.ContentHash)
	}
	_, err = b.Show(t.Context(), "s-001", 3)
	requireFault(t, err, fault.NotFound, "version 3 of sheet s-001")
	_, err = b.Show(t.Context(), "s-01", 0)
	requireFault(t, err, fault.NeedsPerson, "s-010, s-011, s-012")
	_, err = b.Show(t.Context(), "s-0", 0)
	requireFault(t, err, fault.NeedsPerson, "s-005 ...")
	for _, id := range []string{"", "s", "s-", "s-1", "s-0011", "%", "s-___"} {
		_, err = b.Show(t.Context(), id, 0)
		requireFault(t, err, fault.NotFound, "there is no sheet")
	}
	got, err := b.Show(t.Context(), "s-00", 0)
	require.Error(t, err, "%v", got.ID)

	list, err := b.List(t.Context())
	require.NoError(t, err)
	require.Len(t, list, 12)
	require.Equal(t, "s-001", list[0].ID, "changed last")
}

func TestRecheck(t *testing.T) {
	t.Parallel()
	b := setup(t)
	v := b.propose(storetest.Meeting("onboarding"), "")
	require.NoError(t, b.Recheck(t.Context(), v))
	err := b.Recheck(t.Context(), agent.Version{Sheet: storetest.Sheet(storetest.Meeting("unknown"))})
	requireFault(t, err, fault.NotFound, "no transcript")
	v.Fields.Aim.Text = "Nobody said this."
	err = b.Recheck(t.Context(), v)
	requireFault(t, err, fault.Invalid, "does not hold against its transcripts")
}

// FuzzShow looks up ids that people might type: each is found, unknown or ambiguous, and nothing else.
func FuzzShow(f *testing.F) {
	for _, id := range []string{"", "s-", "s-001", "S-00", "s-%", "s-\x00", "\xff", "s-0012", "s-00_"} {
		f.Add(id, 0)
	}
	f.Add("s-001", -1)
	f.Add("s-001", 1<<40)
	s, err := store.Open(f.Context(), store.Config{Path: filepath.Join(f.TempDir(), "plumb.db")})
	require.NoError(f, err)
	f.Cleanup(func() { require.NoError(f, s.Close()) })
	b := &bundle{store: s, clock: storetest.Noon}
	b.Register = register.New(b.config(s))
	for i := range 3 {
		m := storetest.Meeting(fmt.Sprint(i))
		_, _, err := b.Propose(f.Context(), storetest.Draft(f, m), []*agent.Transcript{m}, storetest.Builtin, "")
		require.NoError(f, err)
	}
	f.Fuzz(func(t *testing.T, id string, number int) {
		v, err := b.Show(t.Context(), id, number)
		if err != nil {
			require.Contains(t, []fault.Kind{fault.NotFound, fault.NeedsPerson}, fault.KindOf(err))
			require.NotEmpty(t, fault.Next(err))
			return
		}
		require.True(t, strings.HasPrefix(v.ID, strings.ToLower(strings.TrimSpace(id))))
	})
}
