package register

import (
	"context"
	"fmt"
	"maps"
	"slices"
	"strings"
	"time"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/glossary"
)

// tables is what is kept, with the hash of each content in place of the content.
type tables struct {
	transcripts []transcriptState
	versions    []versionState
	definitions []glossary.KeptDefinition
	aliases     []aliasState
}

// transcriptState is what can be known of a transcript from the log alone.
type transcriptState struct {
	SHA256      string
	ContentHash string
	AddedAt     time.Time
	AddedBy     agent.Actor
}

// versionState is what can be known of a version from the log alone.
type versionState struct {
	ID          string
	Number      int
	State       agent.State
	Replaces    string
	ContentHash string
	CreatedAt   time.Time
	CreatedBy   agent.Actor
	UpdatedAt   time.Time
	Approval    *agent.Approval
}

func (v versionState) name() string { return versionName(v.ID, v.Number) }

func versionName(id string, number int) string {
	return fmt.Sprintf("version %d of sheet %s", number, id)
}

// readTables reads what is kept. It reports content that does not have the hash that stands beside it, and counts.
func (r *Register) readTables(ctx context.Context, report *VerifyReport) (tables, error) {
	var kept tables
	sheets := map[string]bool{}
	for k, err := range r.store.KeptVersions(ctx) {
		if tampering(err) {
			report.Problems = append(report.Problems, err.Error())
			continue
		}
		if err != nil {
			return tables{}, err
		}
		v := versionState{
			ID: k.ID, Number: k.Number, State: k.State, Replaces: k.Replaces, ContentHash: k.ContentHash, CreatedAt: k.CreatedAt,
			CreatedBy: k.CreatedBy, UpdatedAt: k.UpdatedAt, Approval: k.Approval,
		}
		if agent.ContentHash(k.Content) != k.ContentHash {
			report.Problems = append(report.Problems, "the content of "+v.name()+" does not have the hash that it is kept under")
		}
		kept.versions = append(kept.versions, v)
		sheets[k.ID] = true
	}
	for k, err := range r.store.KeptTranscripts(ctx) {
		if tampering(err) {
			report.Problems = append(report.Problems, err.Error())
			continue
		}
		if err != nil {
			return tables{}, err
		}
		if agent.ContentHash(k.Content) != k.ContentHash {
			report.Problems = append(report.Problems, "the content of transcript "+k.SHA256+" does not have the hash that it is kept under")
		}
		kept.transcripts = append(kept.transcripts, transcriptState{k.SHA256, k.ContentHash, k.AddedAt, k.AddedBy})
	}
	report.Sheets, report.Versions, report.Transcripts = len(sheets), len(kept.versions), len(kept.transcripts)
	return kept, r.readGlossary(ctx, &kept, report)
}

// replay is what should be kept, as the log tells it.
type replay struct {
	transcripts map[string]transcriptState
	versions    map[string]*versionState // by versionName
	imports     map[int64]importState    // by the number of the entry
	aliases     map[string]*aliasState
	problems    []string
}

func newReplay() *replay {
	return &replay{
		transcripts: map[string]transcriptState{}, versions: map[string]*versionState{},
		imports: map[int64]importState{}, aliases: map[string]*aliasState{},
	}
}

const transcriptSubject = "transcript:"

// apply lets an entry of the log take effect.
func (l *replay) apply(e agent.AuditEntry) {
	switch e.Action {
	case agent.ActTranscriptAdded:
		digest, named := strings.CutPrefix(e.Subject, transcriptSubject)
		if _, again := l.transcripts[digest]; !named || again {
			l.fail(e, "it adds the transcript "+digest+" a second time, or none")
			return
		}
		l.transcripts[digest] = transcriptState{digest, e.ContentHash, e.At, e.Actor}
	case agent.ActSheetDrafted, agent.ActSheetEdited:
		l.begin(e)
	case agent.ActSheetInReview:
		l.move(e, agent.StateInReview)
	case agent.ActSheetApproved:
		l.move(e, agent.StateApproved)
	case agent.ActSheetRejected:
		l.move(e, agent.StateRejected)
	case agent.ActSheetSuperseded:
		l.move(e, agent.StateSuperseded)
	case agent.ActDefinitionsKept, agent.ActAliasProposed, agent.ActAliasApproved, agent.ActAliasRejected, agent.ActAliasSuperseded:
		l.applyGlossary(e)
	default:
		l.fail(e, fmt.Sprintf("%q is not an act that this plumb knows", e.Action))
	}
}

// begin adds a version: the first one of a new sheet, or the one that follows the newest.
func (l *replay) begin(e agent.AuditEntry) {
	v := versionState{
		ID: e.Subject, Number: e.Version, State: agent.StateDraft, ContentHash: e.ContentHash, CreatedAt: e.At,
		CreatedBy: e.Actor, UpdatedAt: e.At,
	}
	before := l.versions[versionName(e.Subject, e.Version-1)]
	_, again := l.versions[v.name()]
	first := e.Action == agent.ActSheetDrafted
	switch {
	case again, first != (e.Version == 1), !first && before == nil:
		l.fail(e, v.name()+" cannot begin there")
		return
	case first:
		v.Replaces = replacedIn(e.Detail)
	default:
		v.Replaces = before.Replaces
		l.checkPerson(e)
	}
	l.versions[v.name()] = &v
}

func (l *replay) move(e agent.AuditEntry, to agent.State) {
	v := l.versions[versionName(e.Subject, e.Version)]
	if v == nil {
		l.fail(e, versionName(e.Subject, e.Version)+" did not exist then")
		return
	}
	if v.ContentHash != e.ContentHash {
		l.fail(e, "it is about another content than "+v.name()+" has")
	}
	if err := v.State.CheckMove(to); err != nil {
		l.fail(e, err.Error())
	}
	if to == agent.StateApproved {
		v.Approval = &agent.Approval{By: e.Actor, At: e.At, ContentHash: e.ContentHash}
	}
	if to == agent.StateApproved || to == agent.StateRejected {
		l.checkPerson(e)
	}
	v.State, v.UpdatedAt = to, e.At
}

func (l *replay) checkPerson(e agent.AuditEntry) {
	if !e.Actor.IsPerson() {
		l.fail(e, "only a person may do this")
	}
}

func (l *replay) fail(e agent.AuditEntry, why string) {
	l.problems = append(l.problems, fmt.Sprintf("entry %d of the log (%s) does not make sense: %s", e.Seq, e.Action, why))
}

// compare gives what the replay found, and every difference between what is kept and what the log tells.
func (l *replay) compare(kept tables) []string {
	problems := l.problems
	for _, v := range kept.versions {
		want := l.versions[v.name()]
		if want == nil {
			problems = append(problems, v.name()+" is kept, and the log does not know it")
			continue
		}
		delete(l.versions, v.name())
		problems = append(problems, differences(v.name(), want.columns(), v.columns())...)
	}
	for _, t := range kept.transcripts {
		name := "transcript " + t.SHA256
		want, ok := l.transcripts[t.SHA256]
		if !ok {
			problems = append(problems, name+" is kept, and the log does not know it")
			continue
		}
		delete(l.transcripts, t.SHA256)
		problems = append(problems, differences(name, want.columns(), t.columns())...)
	}
	for _, name := range slices.Sorted(maps.Keys(l.versions)) {
		problems = append(problems, name+" is in the log, and is no longer kept")
	}
	for _, digest := range slices.Sorted(maps.Keys(l.transcripts)) {
		problems = append(problems, "transcript "+digest+" is in the log, and is no longer kept")
	}
	problems = append(problems, l.compareDefinitions(kept.definitions)...)
	return append(problems, l.compareAliases(kept.aliases)...)
}

// column is one thing that is known of a row, in words.
type column struct{ name, value string }

func (v versionState) columns() []column {
	approval := "none"
	if a := v.Approval; a != nil {
		approval = fmt.Sprintf("by %s on %s of %s", actorName(a.By), moment(a.At), a.ContentHash)
	}
	return []column{
		{"state", v.State.Words()},
		{"content hash", v.ContentHash},
		{"approval", approval},
		{"replaced sheet", quoteEmpty(v.Replaces)},
		{"author", actorName(v.CreatedBy)},
		{"creation time", moment(v.CreatedAt)},
		{"time of the last change", moment(v.UpdatedAt)},
	}
}

func (t transcriptState) columns() []column {
	return []column{
		{"content hash", t.ContentHash},
		{"adder", actorName(t.AddedBy)},
		{"time of adding", moment(t.AddedAt)},
	}
}

func differences(name string, want, have []column) []string {
	var out []string
	for i := range want {
		if want[i] != have[i] {
			out = append(out, fmt.Sprintf("the %s of %s is %s, and the log says %s", want[i].name, name, have[i].value, want[i].value))
		}
	}
	return out
}

func actorName(a agent.Actor) string { return fmt.Sprintf("%s (%s)", a.Name, a.Kind) }

func moment(t time.Time) string { return t.UTC().Format(time.RFC3339Nano) }

func quoteEmpty(s string) string {
	if s == "" {
		return "none"
	}
	return s
}

// replacedIn reads what [ReplacesDetail] wrote.
func replacedIn(detail string) string {
	id, _ := strings.CutPrefix(detail, replacesPrefix)
	return id
}
