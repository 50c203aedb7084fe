package register_test

import (
	"bytes"
	"context"
	"database/sql"
	"encoding/json"
	"errors"
	"fmt"
	"iter"
	"math"
	"path/filepath"
	"strings"
	"testing"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/glossary"
	"github.com/plumbline-dev/plumb/agent/model"
	"github.com/plumbline-dev/plumb/agent/proposals"
	"github.com/plumbline-dev/plumb/agent/register"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/pgtest"
	"github.com/plumbline-dev/plumb/internal/store"
	"github.com/plumbline-dev/plumb/internal/store/storetest"
)

// history fills a register with one of everything that can happen, and gives the report on it.
func history(t *testing.T) (*bundle, register.VerifyReport) {
	t.Helper()
	b := setup(t)
	return b, b.history()
}

func (b *bundle) history() register.VerifyReport {
	t := b.t
	t.Helper()
	onboarding, billing := storetest.Meeting("onboarding"), storetest.Meeting("billing")
	first := b.reviseAim(b.approve(b.propose(onboarding, "")), "New teams need no help.")
	b.approve(first)
	b.approve(b.propose(onboarding, first.ID))
	rejected := b.propose(billing, "")
	_, err := b.Reject(t.Context(), rejected.ID, "", storetest.Lead, "no mechanism")
	require.NoError(t, err)
	_, err = b.Submit(t.Context(), b.propose(billing, "").ID, storetest.Analyst)
	require.NoError(t, err)
	b.define()
	b.loop()
	report := b.sound()
	require.Equal(t, register.VerifyReport{
		Entries: int64(len(b.actions())), Head: report.Head, Sheets: 4, Versions: 5, Transcripts: 2, Definitions: 5, Aliases: 4,
		Proposals: 4, Fetches: 2, Readings: 3, Calls: 3, Problems: []string{},
	}, report)
	require.True(t, report.OK())
	return report
}

// define keeps definitions, of which one is changed later, and an alias in every state.
func (b *bundle) define() {
	b.t.Helper()
	f := storetest.Definitions("growth.yaml", 3)
	_, err := b.store.KeepDefinitions(b.t.Context(), f)
	require.NoError(b.t, err)
	f.Metrics[1].Expression, f.By = "COUNT(*)", storetest.Analyst
	_, err = b.store.KeepDefinitions(b.t.Context(), f)
	require.NoError(b.t, err)
	for i, to := range []glossary.AliasState{glossary.AliasApproved, glossary.AliasApproved, glossary.AliasRejected, ""} {
		id := fmt.Sprintf("a-%d", i+1)
		_, _, err := b.store.AddAlias(b.t.Context(), storetest.Alias(id, "actives", "growth", f.Metrics[i%3].ID()))
		require.NoError(b.t, err)
		if to != "" {
			d := glossary.Decision{ID: id, To: to, By: storetest.Lead, At: b.clock}
			if to == glossary.AliasApproved {
				d.DefinitionHash = f.Metrics[i%3].DefinitionHash()
			}
			_, err = b.store.DecideAlias(b.t.Context(), d)
			require.NoError(b.t, err)
		}
	}
}

// loop keeps a review that is edited and approved, a decision, an event that was rejected, a review that nobody looked at,
// and a fetch that worked and one that did not.
func (b *bundle) loop() {
	b.t.Helper()
	desk := proposals.New(proposals.Config{Store: b.store, Now: b.config(b.store).Now})
	add := func(kind agent.ProposalKind, id string, approve bool) agent.Proposal {
		n := storetest.Proposal(kind, id)
		n.At, n.Approve = b.clock, approve
		if approve {
			n.By = storetest.Lead
		}
		p, existing, err := b.store.AddProposal(b.t.Context(), n)
		require.NoError(b.t, err)
		require.False(b.t, existing)
		return p
	}
	review := add(agent.KindReview, "r-1", false)
	review, err := desk.Revise(b.t.Context(), review.Kind, review.ID, 1, []byte(`{"text":"two words"}`), storetest.Analyst)
	require.NoError(b.t, err)
	_, err = desk.Approve(b.t.Context(), review.Kind, review.ID, review.ContentHash, storetest.Lead)
	require.NoError(b.t, err)
	add(agent.KindDecision, "d-1", true)
	_, err = desk.Reject(b.t.Context(), agent.KindEvent, add(agent.KindEvent, "e-1", false).ID, "", storetest.Analyst, "it was another week")
	require.NoError(b.t, err)
	add(agent.KindReview, "r-2", false)
	failed := storetest.Fetch("f-2", "growth.metric_00000", 0)
	failed.Failure = "the server hangs"
	fetched := storetest.Fetch("f-1", "growth.metric_00000", 3)
	fetched.Readings[1].Parts, fetched.Warnings = nil, []string{"a row was there twice"}
	require.NoError(b.t, b.store.AddFetch(b.t.Context(), fetched))
	require.NoError(b.t, b.store.AddFetch(b.t.Context(), failed))
	b.ask("x-1", 2)
	require.NoError(b.t, b.store.EndRun(b.t.Context(), model.Ending{Run: "x-2", By: storetest.Builtin, At: b.clock}))
	b.ask("x-3", 1)
}

// ask makes calls in a run and ends it.
func (b *bundle) ask(run string, n int) {
	b.t.Helper()
	for i := range n {
		require.NoError(b.t, b.store.KeepCall(b.t.Context(), storetest.Call(run, fmt.Sprint("k-", i), i)))
	}
	require.NoError(b.t, b.store.EndRun(b.t.Context(), model.Ending{Run: run, Detail: "a draft", By: storetest.Builtin, At: b.clock}))
}

// TestInterruptedRun is about calls whose run never ended: they are kept, and nothing is wrong with that.
func TestInterruptedRun(t *testing.T) {
	t.Parallel()
	b := setup(t)
	require.NoError(t, b.store.KeepCall(t.Context(), storetest.Call("x-1", "k", 0)))
	require.Equal(t, 1, b.sound().Calls)
}

// tableNames are the tables that the log accounts for.
var tableNames = []string{"transcripts", "versions", "definitions", "aliases", "proposals", "fetches", "readings", "calls", "audit"}

// unguarded is a store whose database never had guards: what forgers change must show by itself.
type unguarded struct{ *store.Store }

func (unguarded) SchemaProblems(context.Context) ([]string, error) { return nil, nil }

// forger is somebody with a database tool and time: past the store, without its triggers, checks and unique keys.
type forger struct {
	*sql.DB
	t *testing.T
}

func forge(b *bundle) forger {
	b.t.Helper()
	db, err := sql.Open("sqlite", b.path)
	require.NoError(b.t, err)
	b.t.Cleanup(func() { require.NoError(b.t, db.Close()) })
	db.SetMaxOpenConns(1)
	f := forger{db, b.t}
	f.run(`PRAGMA synchronous = OFF`)
	for _, name := range f.strings(`SELECT name FROM sqlite_master WHERE type = 'trigger'`) {
		f.run(`DROP TRIGGER ` + name)
	}
	for _, table := range tableNames {
		f.run(`CREATE TABLE copy AS SELECT * FROM ` + table)
		f.run(`DROP TABLE ` + table)
		f.run(`ALTER TABLE copy RENAME TO ` + table)
	}
	b.Register = register.New(b.config(unguarded{b.store}))
	return f
}

func (f forger) run(statement string, args ...any) {
	f.t.Helper()
	_, err := f.ExecContext(f.t.Context(), statement, args...)
	require.NoError(f.t, err, statement)
}

func (f forger) strings(query string) []string {
	f.t.Helper()
	rows, err := f.QueryContext(f.t.Context(), query)
	require.NoError(f.t, err)
	defer func() { require.NoError(f.t, rows.Close()) }()
	var all []string
	for rows.Next() {
		var s string
		require.NoError(f.t, rows.Scan(&s))
		all = append(all, s)
	}
	require.NoError(f.t, rows.Err())
	return all
}

func (f forger) value(query string, args ...any) any {
	f.t.Helper()
	var v any
	require.NoError(f.t, f.QueryRowContext(f.t.Context(), query, args...).Scan(&v))
	return v
}

func TestVerifyReportsGuardsThatAreGone(t *testing.T) {
	t.Parallel()
	b, _ := history(t)
	forge(b)
	report, err := register.New(b.config(b.store)).Verify(t.Context(), "")
	require.NoError(t, err)
	require.Contains(t, report.Problems, "the trigger audit_is_not_changed of the database is gone")
	require.Contains(t, report.Problems, "the table audit of the database was changed")
}

func TestVerifyOnServer(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ table, statement, says string }{
		"approval":   {"versions", `UPDATE versions SET approved_by_name = 'Mallory' WHERE approved_by_name IS NOT NULL`, "by Mallory (person)"},
		"transcript": {"transcripts", `DELETE FROM transcripts`, "is in the log, and is no longer kept"},
		"definition": {"definitions", `UPDATE definitions SET content = replace(content, 'COUNT', 'SUM')`, "the content of revision 1 of metric growth.metric_00000"},
		"alias":      {"aliases", `UPDATE aliases SET metric = 'growth.other' WHERE id = 'a-2'`, "the hash of the term, team and metric of alias a-2"},
		"proposal":   {"proposals", `UPDATE proposals SET approved_by_name = 'Mallory' WHERE id = 'd-1'`, "the approval of version 1 of decision d-1 is by Mallory (person)"},
		"reading":    {"readings", `UPDATE readings SET value = value + 1 WHERE value > 13.9`, "the hash of all that came with it of fetch f-1 is sha256:"},
		"entry":      {"audit", `UPDATE audit SET detail = 'another story' WHERE seq = 3`, "entry 3 does not follow"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			address := pgtest.Server(t)
			b := setupOn(t, store.Config{URL: address})
			b.history()
			db, err := sql.Open("pgx", address)
			require.NoError(t, err)
			defer func() { require.NoError(t, db.Close()) }()
			for _, statement := range []string{`ALTER TABLE ` + c.table + ` DISABLE TRIGGER USER`, c.statement, `ALTER TABLE ` + c.table + ` ENABLE TRIGGER USER`} {
				_, err := db.ExecContext(t.Context(), statement)
				require.NoError(t, err)
			}
			report, err := b.Verify(t.Context(), "")
			require.NoError(t, err)
			require.Contains(t, strings.Join(report.Problems, "\n"), c.says)
			require.NotContains(t, strings.Join(report.Problems, "\n"), "of the database", "the guards are back")
		})
	}
}

func TestVerifyReportsEveryChangedColumn(t *testing.T) {
	t.Parallel()
	b, _ := history(t)
	f := forge(b)
	b.sound()
	changes := 0
	for _, table := range tableNames {
		rows := spread(f.strings(`SELECT rowid FROM ` + table))
		for _, column := range f.strings(`SELECT name FROM pragma_table_info('` + table + `')`) {
			for _, row := range rows {
				was := f.value(`SELECT `+column+` FROM `+table+` WHERE rowid = $1`, row)
				for _, now := range forgeries(table, column, was) {
					f.run(`UPDATE `+table+` SET `+column+` = $1 WHERE rowid = $2`, now, row)
					report, err := b.Verify(t.Context(), "")
					require.NoError(t, err)
					require.NotEmpty(t, report.Problems, "%s.%s of row %s from %v to %v", table, column, row, was, now)
					f.run(`UPDATE `+table+` SET `+column+` = $1 WHERE rowid = $2`, was, row)
					changes++
				}
			}
		}
	}
	require.Greater(t, changes, 300)
	b.sound()
}

// spread gives some of many rows: the first, the last, and some in between.
func spread(rows []string) []string {
	const most = 5
	if len(rows) <= most {
		return rows
	}
	var out []string
	for i := range most {
		out = append(out, rows[i*(len(rows)-1)/(most-1)])
	}
	return out
}

// forgeries gives values that a column might be changed to.
func forgeries(table, column string, was any) []any {
	var out []any
	switch was := was.(type) {
	case int64:
		out = []any{was + 1, was - 1, -was - 2, "not a number"}
	case string:
		out = []any{was + " ", strings.ToUpper(was) + "x"}
	case float64:
		out = []any{was + 1, math.Nextafter(was, 0), -was, math.Inf(1), nil, "a lot"}
	case nil:
		out = []any{int64(0)}
	}
	if table == "aliases" && column == "state" {
		for _, state := range []string{"proposed", "approved", "superseded", "rejected"} {
			if state != was {
				out = append(out, state)
			}
		}
	}
	if (table == "versions" || table == "proposals") && column == "state" {
		for _, state := range []string{"draft", "in_review", "approved", "superseded", "rejected"} {
			if state != was {
				out = append(out, state)
			}
		}
	}
	return out
}

func TestVerifyReportsEveryRemovedRow(t *testing.T) {
	t.Parallel()
	b, report := history(t)
	f := forge(b)
	for _, table := range tableNames {
		f.run(`CREATE TABLE removed AS SELECT * FROM ` + table + ` WHERE 0`)
		for _, row := range f.strings(`SELECT rowid FROM ` + table) {
			f.run(`INSERT INTO removed SELECT * FROM `+table+` WHERE rowid = $1`, row)
			f.run(`DELETE FROM `+table+` WHERE rowid = $1`, row)
			got, err := b.Verify(t.Context(), report.Head)
			require.NoError(t, err)
			require.NotEmpty(t, got.Problems, "row %s of %s", row, table)
			f.run(`INSERT INTO ` + table + ` SELECT * FROM removed`)
			f.run(`DELETE FROM removed`)
		}
		f.run(`DROP TABLE removed`)
	}
	b.sound()
}

func TestVerifyReports(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		statements []string
		says       []string
	}{
		"two entries exchanged": {
			[]string{`UPDATE audit SET seq = CASE seq WHEN 2 THEN 3 ELSE 2 END WHERE seq IN (2, 3)`},
			[]string{"the audit log was tampered with: entry 2 does not follow"},
		},
		"an entry repeated": {
			[]string{`INSERT INTO audit SELECT * FROM audit WHERE seq = 4`},
			[]string{"entry 5 does not follow"},
		},
		"an entry before the first": {
			[]string{`INSERT INTO audit SELECT -7, at, actor_kind, actor_name, action, subject, version, content_hash, detail, prev, hash FROM audit WHERE seq = 1`},
			[]string{"entry 1 does not follow"},
		},
		"the end of the log cut off": {
			[]string{`DELETE FROM audit WHERE seq > 14`},
			[]string{"version 1 of sheet s-004 is kept, and the log does not know it"},
		},
		"the whole log removed": {
			[]string{`DELETE FROM audit`},
			[]string{"version 1 of sheet s-001 is kept, and the log does not know it", "the log does not hold the entry"},
		},
		"everything removed": {
			[]string{`DELETE FROM audit`, `DELETE FROM versions`, `DELETE FROM transcripts`},
			[]string{"the log does not hold the entry"},
		},
		"an approval by raw SQL": {
			[]string{`UPDATE versions SET state = 'approved', approved_at = 1, approved_by_kind = 'person', approved_by_name = 'Mallory',
				approved_hash = content_hash WHERE sheet_id = 's-004'`},
			[]string{
				"the state of version 1 of sheet s-004 is approved, and the log says in review",
				"the approval of version 1 of sheet s-004 is by Mallory (person)",
			},
		},
		"content with its hash": {
			[]string{
				`UPDATE versions SET content = '{}', content_hash = 'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a' WHERE sheet_id = 's-003'`,
			},
			[]string{"the content hash of version 1 of sheet s-003 is sha256:44136f"},
		},
		"the head of a version": {
			[]string{`UPDATE versions SET head = replace(head, '"lever":"', '"lever":"not ') WHERE sheet_id = 's-003'`},
			[]string{"the head of sheet s-003 version 1 is not that of its content"},
		},
		"a reading that is passed over": {
			[]string{`UPDATE readings SET repeats = 1`},
			[]string{"has a reading that is marked as said before, and was not"},
		},
		"a transcript with its hash": {
			[]string{
				`UPDATE transcripts SET content = '{}', content_hash = 'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a'`,
			},
			[]string{"the content hash of transcript "},
		},
		"a version that nobody made": {
			[]string{`INSERT INTO versions SELECT 's-999', number, state, replaces, content, content_hash, created_at, created_by_kind, created_by_name,
				updated_at, approved_at, approved_by_kind, approved_by_name, approved_hash, head FROM versions WHERE sheet_id = 's-002'`},
			[]string{"version 1 of sheet s-999 is kept, and the log does not know it"},
		},
		"a version twice": {
			[]string{`INSERT INTO versions SELECT * FROM versions WHERE sheet_id = 's-002'`},
			[]string{"version 1 of sheet s-002 is kept, and the log does not know it"},
		},
		"a transcript that nobody added": {
			[]string{`INSERT INTO transcripts SELECT 'abc', content, content_hash, added_at, added_by_kind, added_by_name FROM transcripts LIMIT 1`},
			[]string{"transcript abc is kept, and the log does not know it"},
		},
		"a definition with its hash": {
			[]string{
				`UPDATE definitions SET content = '{}', content_hash = 'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a' WHERE id = 'growth.metric_00002'`,
			},
			[]string{"what entry 18 of the log kept of growth.yaml was changed"},
		},
		"the content of a definition": {
			[]string{`UPDATE definitions SET content = replace(content, 'COUNT', 'SUM') WHERE id = 'growth.metric_00002'`},
			[]string{"the content of revision 1 of metric growth.metric_00002 does not have the hash that it is kept under"},
		},
		"a definition that nobody imported": {
			[]string{`INSERT INTO definitions SELECT kind, 'growth.new', 1, 1, content, content_hash, definition_hash, file, 99, kept_at, kept_by_kind, kept_by_name
				FROM definitions WHERE id = 'growth.metric_00002'`},
			[]string{"revision 1 of metric growth.new is kept, and the log does not know it"},
		},
		"a definition slipped into an import": {
			[]string{`INSERT INTO definitions SELECT kind, 'growth.new', 1, 1, content, content_hash, definition_hash, file, entry, kept_at, kept_by_kind, kept_by_name
				FROM definitions WHERE id = 'growth.metric_00002'`},
			[]string{"what entry 18 of the log kept of growth.yaml was changed"},
		},
		"the first revision of a definition removed": {
			[]string{`DELETE FROM definitions WHERE id = 'growth.metric_00001' AND revision = 1`},
			[]string{"revision 2 of metric growth.metric_00001 follows revision 0", "what entry 18 of the log kept of growth.yaml was changed"},
		},
		"an import removed": {
			[]string{`DELETE FROM definitions WHERE revision = 2`},
			[]string{"what entry 19 of the log kept of growth.yaml is no longer kept"},
		},
		"an alias approved by raw SQL": {
			[]string{`UPDATE aliases SET state = 'approved', decided_at = 1, decided_by_kind = 'person', decided_by_name = 'Mallory' WHERE id = 'a-4'`},
			[]string{"the state of alias a-4 is approved, and the log says proposed", "the decision of alias a-4 is by Mallory (person)"},
		},
		"an alias that means something else": {
			[]string{`UPDATE aliases SET metric = 'growth.other' WHERE id = 'a-2'`},
			[]string{"the hash of the term, team and metric of alias a-2 is sha256:"},
		},
		"an alias of another definition": {
			[]string{`UPDATE aliases SET definition_hash = 'sha256:another' WHERE id = 'a-2'`},
			[]string{"the hash of the definition that was approved of alias a-2 is sha256:another, and the log says sha256:"},
		},
		"an alias that nobody proposed": {
			[]string{`UPDATE aliases SET id = 'a-9' WHERE id = 'a-4'`},
			[]string{"alias a-9 is kept, and the log does not know it", "alias a-4 is in the log, and is no longer kept"},
		},
		"a decision approved by raw SQL": {
			[]string{`UPDATE proposals SET state = 'approved', approved_at = 1, approved_by_kind = 'person', approved_by_name = 'Mallory',
				approved_hash = content_hash WHERE id = 'r-2'`},
			[]string{
				"the state of version 1 of review r-2 is approved, and the log says draft",
				"the approval of version 1 of review r-2 is by Mallory (person)",
			},
		},
		"a decision that nobody made": {
			[]string{`UPDATE proposals SET id = 'd-9' WHERE id = 'd-1'`},
			[]string{"version 1 of decision d-9 is kept, and the log does not know it", "version 1 of decision d-1 is in the log, and is no longer kept"},
		},
		"a review that became a decision": {
			[]string{`UPDATE proposals SET kind = 'decision' WHERE id = 'r-2'`},
			[]string{"version 1 of decision r-2 is kept, and the log does not know it", "version 1 of review r-2 is in the log"},
		},
		"a decision about something else": {
			[]string{`UPDATE proposals SET about = 's-002' WHERE id = 'd-1'`},
			[]string{"the subject of version 1 of decision d-1 is s-002, and the log says s-1"},
		},
		"a decision with another content": {
			[]string{
				`UPDATE proposals SET content = '{}', content_hash = 'sha256:44136fa355b3678a1146ad16f7e8649e94fb4fc21fe77e8310c060f61caaff8a' WHERE id = 'd-1'`,
			},
			[]string{"the content hash of version 1 of decision d-1 is sha256:44136f"},
		},
		"a reading removed": {
			[]string{`DELETE FROM readings WHERE start = (SELECT MAX(start) FROM readings)`},
			[]string{"the hash of all that came with it of fetch f-1 is sha256:"},
		},
		"a reading added": {
			[]string{`INSERT INTO readings SELECT metric, fetch_id, start + 604800000000, value, numerator, denominator, complete, 0 FROM readings WHERE start = (SELECT MAX(start) FROM readings)`},
			[]string{"the hash of all that came with it of fetch f-1 is sha256:"},
		},
		"a reading of nothing": {
			[]string{`INSERT INTO readings SELECT metric, 'f-9', start, value, numerator, denominator, complete, 0 FROM readings`},
			[]string{"fetch f-9 is kept, and the log does not know it"},
		},
		"a reading of another metric": {
			[]string{`UPDATE readings SET metric = 'growth.other'`},
			[]string{"the hash of all that came with it of fetch f-1 is sha256:"},
		},
		"a fetch removed": {
			[]string{`DELETE FROM readings`, `DELETE FROM fetches WHERE id = 'f-1'`},
			[]string{"fetch f-1 is in the log, and is no longer kept"},
		},
		"a fetch without its row": {
			[]string{`DELETE FROM fetches WHERE id = 'f-1'`},
			[]string{"the hash of all that came with it of fetch f-1 is sha256:"},
		},
		"a fetch that nobody made": {
			[]string{`UPDATE fetches SET id = 'f-9' WHERE id = 'f-2'`},
			[]string{"fetch f-9 is kept, and the log does not know it", "fetch f-2 is in the log, and is no longer kept"},
		},
		"a fetch twice": {
			[]string{`INSERT INTO fetches SELECT * FROM fetches WHERE id = 'f-2'`},
			[]string{"fetch f-2 is kept, and the log does not know it"},
		},
		"fetches in another order": {
			[]string{`UPDATE fetches SET entry = (SELECT SUM(entry) FROM fetches) - entry`},
			[]string{"fetch f-1 does not stand at its entry of the log"},
		},
		"a value that is no number": {
			[]string{`UPDATE readings SET value = 9e999`},
			[]string{"fetch f-1 has a value that is no number"},
		},
		"a column that is no number": {
			[]string{`UPDATE versions SET updated_at = 'now' WHERE sheet_id = 's-003'`},
			[]string{"a version of a sheet was changed outside plumb and cannot be read", "version 1 of sheet s-003 is in the log, and is no longer kept"},
		},
		"an entry that is no number": {
			[]string{`UPDATE audit SET version = 'x' WHERE seq = 5`},
			[]string{"an entry of the audit log was changed outside plumb and cannot be read"},
		},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			b, before := history(t)
			f := forge(b)
			for _, statement := range test.statements {
				f.run(statement)
			}
			report, err := b.Verify(t.Context(), before.Head)
			require.NoError(t, err)
			require.False(t, report.OK())
			for _, says := range test.says {
				require.Contains(t, strings.Join(report.Problems, "\n"), says)
			}
		})
	}
}

func TestKnownHeadShowsWhatTheChainCannot(t *testing.T) {
	t.Parallel()
	const lost = "the log does not hold the entry"
	t.Run("end cut off on both sides", func(t *testing.T) {
		t.Parallel()
		b, before := history(t)
		m := storetest.Meeting("late")
		_, err := b.store.AddTranscript(t.Context(), m, storetest.Lead, b.clock)
		require.NoError(t, err)
		after := b.sound()
		f := forge(b)
		f.run(`DELETE FROM audit WHERE seq = $1`, after.Entries)
		f.run(`DELETE FROM transcripts WHERE sha256 = $1`, m.SHA256)

		report := b.sound()
		require.Equal(t, before.Head, report.Head)
		report, err = b.Verify(t.Context(), after.Head)
		require.NoError(t, err)
		require.Len(t, report.Problems, 1)
		require.Contains(t, report.Problems[0], lost)
		report, err = b.Verify(t.Context(), before.Head)
		require.NoError(t, err)
		require.Empty(t, report.Problems)
	})
	t.Run("log written anew with another approver", func(t *testing.T) {
		t.Parallel()
		b, before := history(t)
		f := forge(b)
		f.rechain(b, func(e agent.AuditEntry) (agent.AuditEntry, bool) {
			if e.Action == agent.ActSheetApproved {
				e.Actor.Name = "Mallory"
			}
			return e, true
		})
		f.run(`UPDATE versions SET approved_by_name = 'Mallory' WHERE approved_by_name IS NOT NULL`)
		b.sound()
		report, err := b.Verify(t.Context(), before.Head)
		require.NoError(t, err)
		require.Contains(t, strings.Join(report.Problems, "\n"), lost)
	})
}

func TestVerifyEmpty(t *testing.T) {
	t.Parallel()
	b := setup(t)
	report := b.sound()
	require.Equal(t, register.VerifyReport{Head: agent.GenesisHash, Problems: []string{}}, report)
	report, err := b.Verify(t.Context(), agent.GenesisHash)
	require.NoError(t, err)
	require.True(t, report.OK())
}

func TestVerifyWhileOthersWrite(t *testing.T) {
	t.Parallel()
	b, _ := history(t)
	done := make(chan error)
	go func() {
		var err error
		for i := range 100 {
			_, addErr := b.store.AddTranscript(t.Context(), storetest.Meeting(fmt.Sprint("late ", i)), storetest.Lead, storetest.Noon)
			err = errors.Join(err, addErr)
		}
		done <- err
	}()
	for writing := true; writing; {
		select {
		case err := <-done:
			require.NoError(t, err)
			writing = false
		default:
		}
		report, err := b.Verify(t.Context(), "")
		if err != nil {
			require.Equal(t, fault.Unavailable, fault.KindOf(err))
			continue
		}
		require.Empty(t, report.Problems)
	}
	require.Equal(t, 102, b.sound().Transcripts)
}

// restless is a store that grows whenever its log is walked.
type restless struct {
	register.Store
	walks int
}

func (s *restless) Audit(ctx context.Context) iter.Seq2[agent.AuditEntry, error] {
	s.walks++
	if _, err := s.AddTranscript(ctx, storetest.Meeting(fmt.Sprint(s.walks)), storetest.Lead, storetest.Noon); err != nil {
		return func(yield func(agent.AuditEntry, error) bool) { yield(agent.AuditEntry{}, err) }
	}
	return s.Store.Audit(ctx)
}

func TestVerifyGivesUpOnARestlessLog(t *testing.T) {
	t.Parallel()
	b := setup(t)
	_, err := register.New(b.config(&restless{Store: b.store})).Verify(t.Context(), "")
	requireFault(t, err, fault.Unavailable, "written to all the while")
	b.sound()
}

func TestVerifyFailsWhenTheStoreDoes(t *testing.T) {
	t.Parallel()
	b, _ := history(t)
	ctx, cancel := context.WithCancel(t.Context())
	cancel()
	_, err := b.Verify(ctx, "")
	requireFault(t, err, fault.Unavailable, "interrupted")
}

func TestExport(t *testing.T) {
	t.Parallel()
	b, report := history(t)
	var out bytes.Buffer
	require.NoError(t, b.Export(t.Context(), &out))
	lines := strings.Split(strings.TrimSuffix(out.String(), "\n"), "\n")
	require.Len(t, lines, int(report.Entries))
	last, err := agent.VerifyChain(func(yield func(agent.AuditEntry, error) bool) {
		for _, line := range lines {
			var e agent.AuditEntry
			if err := json.Unmarshal([]byte(line), &e); !yield(e, err) {
				return
			}
		}
	})
	require.NoError(t, err, "an export can be verified by itself")
	require.Equal(t, report.Head, last.Hash)
	require.Contains(t, lines[1], `"action":"sheet.drafted"`)

	require.NoError(t, setup(t).Export(t.Context(), &out))
	requireFault(t, b.Export(t.Context(), brokenPipe{}), fault.Unavailable, "could not be written out")
}

type brokenPipe struct{}

func (brokenPipe) Write([]byte) (int, error) { return 0, errors.New("broken pipe") }

func BenchmarkVerify(b *testing.B) {
	s, err := store.Open(b.Context(), store.Config{Path: filepath.Join(b.TempDir(), "plumb.db")})
	require.NoError(b, err)
	b.Cleanup(func() { require.NoError(b, s.Close()) })
	r := register.New((&bundle{clock: storetest.Noon}).config(s))
	const sheets = 200
	for i := range sheets {
		m := storetest.Meeting(fmt.Sprint(i))
		_, _, err := r.Propose(b.Context(), storetest.Draft(b, m), []*agent.Transcript{m}, storetest.Builtin, "")
		require.NoError(b, err)
	}
	for b.Loop() {
		report, err := r.Verify(b.Context(), "")
		require.NoError(b, err)
		require.True(b, report.OK())
	}
}
