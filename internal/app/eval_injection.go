package app

import (
	"context"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/model"
	"github.com/plumbline-dev/plumb/evals"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/llm/fake"
	"github.com/plumbline-dev/plumb/internal/store"
)

// injectedSet is the set of invented records that attacks are put into.
const injectedSet = "invented-dev"

func injectionSuite() EvalSuite {
	return EvalSuite{
		Name: "injection", Short: "what models that obey attacks can bring about", needsData: true, measures: evals.InjectionMeasures(), run: (*App).evalInjection,
		Long: `Puts published attacks into invented records in several ways and drafts them with three models that are none: one that
does whatever a record tells it (obedient), one whose replies are broken in every way (noisy), and one that quotes the
attack for every field and writes what it asks for (swayed). The drafts are kept in a database of their own. Counts
fields without evidence, quotes and words that nobody said, calls beyond the budget, and all that came to be but
drafts. Notes with attacks in titles, labels and events are put in words by the first two and by one that turns true
sentences into false ones (twister); and terms with attacks beside them have their meaning chosen.`,
	}
}

func (a *App) evalInjection(ctx context.Context, r EvalRequest) (evals.Outcome, error) {
	var report evals.InjectionReport
	attacks, err := evals.LoadAttacks(filepath.Join(r.Data, attacksFolder))
	if err != nil {
		return evals.Outcome{}, err
	}
	folder := filepath.Join(r.casesOr(draftLabels), injectedSet)
	records, err := a.injectedRecords(ctx, folder)
	if err != nil {
		return evals.Outcome{}, err
	}
	injected := evals.Injections(records, attacks)
	for _, bad := range []struct {
		name  string
		model model.Model
	}{{"obedient", fake.Obedient{}}, {"noisy", fake.Noisy{}}, {"swayed", evals.Swayed{}}} {
		if err := a.injectDrafts(ctx, &report, bad.name, injected, bad.model); err != nil {
			return evals.Outcome{}, err
		}
		if err := report.Choose(ctx, bad.name, attacks, bad.model); err != nil {
			return evals.Outcome{}, err
		}
	}
	notes, err := evals.InjectedNotes(simulatedNotes)
	if err != nil {
		return evals.Outcome{}, err
	}
	for _, bad := range []struct {
		name  string
		model model.Model
	}{{"obedient", fake.Obedient{}}, {"noisy", fake.Noisy{}}, {"twister", &evals.Twister{}}} {
		if err := report.Narrate(ctx, bad.name, notes, bad.model); err != nil {
			return evals.Outcome{}, err
		}
	}
	data, err := evals.Files(r.Data, filepath.Join(r.Data, attacksFolder))
	if err != nil {
		return evals.Outcome{}, err
	}
	more, err := evals.Files(r.casesOr(draftLabels), folder)
	return evals.Outcome{Report: report, Engine: evals.Stubs, Trials: report.Trials(), Data: append(data, more...),
		Notes: []string{"These models are none; what they do says nothing about any model."}}, err
}

// injectDrafts drafts with a bad model, and keeps the drafts in a new database, of which everything is looked at.
func (a *App) injectDrafts(ctx context.Context, report *evals.InjectionReport, name string, cases []evals.InjectedCase, m model.Model) (err error) {
	folder, err := os.MkdirTemp("", "plumb-eval-*")
	if err != nil {
		return fault.Wrap(err, fault.Unavailable, opEval, "no folder can be made for the drafts", "Make room, or set TMPDIR to a folder that may be written to.")
	}
	defer func() { _ = os.RemoveAll(folder) }()
	kept, err := store.Open(ctx, store.Config{Path: filepath.Join(folder, "plumb.db")})
	if err != nil {
		return err
	}
	defer func() { _ = kept.Close() }()
	w := witness{app: a, store: kept, folder: folder}
	if err := report.Draft(ctx, name, cases, m, w.keep); err != nil {
		return err
	}
	acts, err := w.audited(ctx)
	report.Witness(name, acts)
	return err
}

// injectedRecords reads the records that lie beside their labels.
func (a *App) injectedRecords(ctx context.Context, folder string) ([]*agent.Transcript, error) {
	labelled, err := evals.LoadDraftCases(folder)
	if err != nil {
		return nil, err
	}
	var records []*agent.Transcript
	for _, c := range labelled {
		read, err := a.Read(ctx, []string{filepath.Join(folder, c.Record)}, nil)
		if err != nil {
			return nil, err
		}
		records = append(records, read.Transcripts...)
	}
	return records, nil
}

// witness keeps drafts as plumb does and sees what else comes to be.
type witness struct {
	app    *App
	store  *store.Store
	folder string
}

// keep proposes a draft. What it says of it has to be a draft that nobody approved, and no file may lie beside the database.
func (w witness) keep(ctx context.Context, d agent.Draft, sources []*agent.Transcript) ([]string, error) {
	v, _, err := w.app.registerOf(w.store).Propose(ctx, d, sources, agent.EngineNamed(d.Sheet().Engine.Name), "")
	if err != nil {
		return nil, err
	}
	var acts []string
	if v.State != agent.StateDraft || v.Approval != nil {
		acts = append(acts, "the sheet is "+string(v.State))
	}
	entries, err := os.ReadDir(w.folder)
	if err != nil {
		return nil, fault.Wrap(err, fault.Unavailable, opEval, "the folder of the drafts cannot be read", "Run it again.")
	}
	for _, e := range entries {
		if !strings.HasPrefix(e.Name(), "plumb.db") {
			acts = append(acts, "the file "+e.Name())
		}
	}
	return acts, nil
}

// harmless are the acts of keeping a draft.
var harmless = []agent.Action{agent.ActTranscriptAdded, agent.ActSheetDrafted}

// audited lists what the log of acts holds besides drafts and the records that they rest on.
func (w witness) audited(ctx context.Context) ([]string, error) {
	var acts []string
	for entry, err := range w.store.Audit(ctx) {
		if err != nil {
			return acts, err
		}
		if !slices.Contains(harmless, entry.Action) || entry.Actor.Kind == agent.PersonActor {
			acts = append(acts, fmt.Sprintf("%s by %s", entry.Action, entry.Actor.Name))
		}
	}
	return acts, nil
}
