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
	fetches     []fetchState
	runs        map[string]string // the hash of the calls of each run
}

// transcriptState is what can be known of a transcript from the log alone.
type transcriptState struct {
	SHA256      string
	ContentHash string
	AddedAt     time.Time
	AddedBy     agent.Actor
}

// readTables reads what is kept. It reports content that does not have the hash that stands beside it, and counts.
func (r *Register) readTables(ctx context.Context, report *VerifyReport) (tables, error) {
	var kept tables
	if err := r.readVersions(ctx, &kept, report); err != nil {
		return tables{}, err
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
	report.Transcripts = len(kept.transcripts)
	if err := r.readFetches(ctx, &kept, report); err != nil {
		return tables{}, err
	}
	if err := r.readCalls(ctx, &kept, report); err != nil {
		return tables{}, err
	}
	return kept, r.readGlossary(ctx, &kept, report)
}

// replay is what should be kept, as the log tells it.
type replay struct {
	transcripts map[string]transcriptState
	versions    map[string]*versionState // by their name
	imports     map[int64]importState    // by the number of the entry
	aliases     map[string]*aliasState
	fetches     map[string]fetchState
	runs        map[string]string // the hash of the calls of each run that has ended
	problems    []string
}

func newReplay() *replay {
	return &replay{
		transcripts: map[string]transcriptState{}, versions: map[string]*versionState{},
		imports: map[int64]importState{}, aliases: map[string]*aliasState{}, fetches: map[string]fetchState{}, runs: map[string]string{},
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
	case agent.ActDefinitionsKept, agent.ActAliasProposed, agent.ActAliasApproved, agent.ActAliasRejected, agent.ActAliasSuperseded:
		l.applyGlossary(e)
	case agent.ActReadingsFetched:
		l.applyFetch(e)
	case agent.ActRunFinished:
		l.applyRun(e)
	default:
		act, known := versionActs[e.Action]
		switch {
		case !known:
			l.fail(e, fmt.Sprintf("%q is not an act that this plumb knows", e.Action))
		case act.begins():
			l.begin(e, act)
		default:
			l.move(e, act)
		}
	}
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
	problems := append(l.problems, l.compareVersions(kept.versions)...)
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
	for _, digest := range slices.Sorted(maps.Keys(l.transcripts)) {
		problems = append(problems, "transcript "+digest+" is in the log, and is no longer kept")
	}
	problems = append(problems, l.compareDefinitions(kept.definitions)...)
	problems = append(problems, l.compareAliases(kept.aliases)...)
	problems = append(problems, l.compareFetches(kept.fetches)...)
	return append(problems, l.compareRuns(kept.runs)...)
}

// column is one thing that is known of a row, in words.
type column struct{ name, value string }

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
