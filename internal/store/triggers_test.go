package store_test

import (
	"database/sql"
	"fmt"
	"slices"
	"testing"
	"time"

	"github.com/stretchr/testify/require"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/agent/glossary"
	"github.com/plumbline-dev/plumb/internal/fault"
	"github.com/plumbline-dev/plumb/internal/pgtest"
	"github.com/plumbline-dev/plumb/internal/store"
	"github.com/plumbline-dev/plumb/internal/store/storetest"
	"github.com/plumbline-dev/plumb/semantic"
)

func TestHistoryCannotBeRewritten(t *testing.T) {
	t.Parallel()
	path := dbPath(t)
	keepHistory(t, open(t, path))
	requireUnchanged(t, raw(t, path), slices.Concat(rewritings, []string{
		`INSERT OR REPLACE INTO audit SELECT * FROM audit WHERE seq = 2`,
		`INSERT OR REPLACE INTO versions SELECT * FROM versions`,
		`INSERT OR REPLACE INTO transcripts SELECT * FROM transcripts`,
		`INSERT OR REPLACE INTO definitions SELECT * FROM definitions`,
		`INSERT OR REPLACE INTO aliases SELECT * FROM aliases`,
		`INSERT OR REPLACE INTO proposals SELECT * FROM proposals`,
		`INSERT OR REPLACE INTO fetches SELECT * FROM fetches`,
		`INSERT OR REPLACE INTO readings SELECT * FROM readings`,
		`INSERT OR REPLACE INTO calls SELECT * FROM calls`,
		`INSERT OR REPLACE INTO readings SELECT metric, 'f-0', start, value, numerator, denominator, complete FROM readings WHERE fetch_id = 'f-1' UNION ALL
			SELECT metric, 'f-0', start, 0, numerator, denominator, complete FROM readings WHERE fetch_id = 'f-1'`,
	}))
}

func TestHistoryCannotBeRewrittenOnPostgres(t *testing.T) {
	t.Parallel()
	address := pgtest.Server(t)
	keepHistory(t, openURL(t, address))
	requireUnchanged(t, rawURL(t, address), slices.Concat(rewritings, []string{
		`INSERT INTO versions SELECT * FROM versions`,
		`INSERT INTO transcripts SELECT * FROM transcripts`,
		`INSERT INTO definitions SELECT * FROM definitions`,
		`INSERT INTO aliases SELECT * FROM aliases WHERE state = 'proposed'`,
		`INSERT INTO proposals SELECT * FROM proposals`,
		`INSERT INTO fetches SELECT * FROM fetches`,
		`INSERT INTO readings SELECT * FROM readings`,
		`INSERT INTO calls SELECT * FROM calls`, `TRUNCATE calls`,
		`TRUNCATE proposals`, `TRUNCATE fetches`, `TRUNCATE readings`,
		`TRUNCATE audit`, `TRUNCATE versions`, `TRUNCATE transcripts`, `TRUNCATE definitions`, `TRUNCATE aliases`,
	}))
}

// keepHistory keeps an approved sheet and what keepGlossary and keepLoop do.
func keepHistory(t *testing.T, s *store.Store) {
	t.Helper()
	require.NoError(t, keepSheet(t.Context(), s, "s-1"))
	v, err := s.Version(t.Context(), "s-1", 0)
	require.NoError(t, err)
	_, err = s.MoveVersion(t.Context(), storetest.MoveOf(v, agent.StateApproved, storetest.Noon))
	require.NoError(t, err)
	keepGlossary(t, s)
	keepLoop(t, s)
}

// keepLoop keeps a proposal of each kind in each state, named after both, a fetch and a call.
func keepLoop(t *testing.T, s *store.Store) {
	t.Helper()
	for _, kind := range []agent.ProposalKind{agent.KindReview, agent.KindDecision} {
		for to, path := range map[agent.State][]agent.State{
			agent.StateDraft: nil, agent.StateInReview: {agent.StateInReview}, agent.StateApproved: {agent.StateInReview, agent.StateApproved},
			agent.StateRejected: {agent.StateRejected}, agent.StateSuperseded: {agent.StateSuperseded},
		} {
			p, _, err := s.AddProposal(t.Context(), storetest.Proposal(kind, string(to)))
			require.NoError(t, err)
			for _, next := range path {
				p, err = s.MoveProposal(t.Context(), storetest.ProposalMoveOf(p, next, storetest.Noon))
				require.NoError(t, err)
			}
		}
	}
	require.NoError(t, s.AddFetch(t.Context(), storetest.Fetch("f-1", "growth.signups", 2)))
	require.NoError(t, s.KeepCall(t.Context(), storetest.Call("r-1", "k-1", 0)))
}

// keepGlossary keeps definitions, and aliases in the states proposed, approved and rejected.
func keepGlossary(t *testing.T, s *store.Store) {
	t.Helper()
	_, err := s.KeepDefinitions(t.Context(), storetest.Definitions("growth.yaml", 2))
	require.NoError(t, err)
	for i, to := range []glossary.AliasState{glossary.AliasProposed, glossary.AliasApproved, glossary.AliasRejected} {
		id := "a-" + string(to)
		_, _, err := s.AddAlias(t.Context(), storetest.Alias(id, "actives", "growth", fmt.Sprint("growth.metric_", i)))
		require.NoError(t, err)
		if to != glossary.AliasProposed {
			_, err := s.DecideAlias(t.Context(), glossary.Decision{ID: id, To: to, By: storetest.Lead, At: storetest.Noon})
			require.NoError(t, err)
		}
	}
}

// requireUnchanged sees to it that statements are refused, each, and leave every row as it is.
func requireUnchanged(t *testing.T, db *sql.DB, statements []string) {
	t.Helper()
	before := dumpTables(t, db)
	for _, statement := range statements {
		_, err := db.ExecContext(t.Context(), statement)
		require.Error(t, err, statement)
		require.Equal(t, before, dumpTables(t, db), statement)
	}
}

// rewritings are statements that would change history.
var rewritings = []string{
	`UPDATE audit SET detail = 'x' WHERE seq = 1`,
	`UPDATE audit SET hash = hash`,
	`DELETE FROM audit`,
	`DELETE FROM audit WHERE seq = (SELECT MAX(seq) FROM audit)`,
	`INSERT INTO audit SELECT seq + 100, at, actor_kind, actor_name, action, subject, version, content_hash, detail, prev, hash FROM audit`,
	`INSERT INTO audit SELECT 5, at, actor_kind, actor_name, action, subject, version, content_hash, detail, 'sha256:00', hash FROM audit WHERE seq = 4`,
	`UPDATE versions SET content = replace(content, 'help', 'harm')`,
	`UPDATE versions SET content_hash = 'sha256:00'`,
	`UPDATE versions SET sheet_id = 's-2'`,
	`UPDATE versions SET number = 7`,
	`UPDATE versions SET replaces = 's-2'`,
	`UPDATE versions SET created_at = 0`,
	`UPDATE versions SET created_by_kind = 'person'`,
	`UPDATE versions SET created_by_name = 'Somebody Else'`,
	`UPDATE versions SET approved_at = 0`,
	`UPDATE versions SET approved_by_name = 'Somebody Else'`,
	`UPDATE versions SET approved_at = NULL, approved_by_kind = NULL, approved_by_name = NULL, approved_hash = NULL`,
	`UPDATE versions SET state = 'published'`,
	`DELETE FROM versions`,
	`UPDATE transcripts SET content = '{}'`,
	`DELETE FROM transcripts`,
	`UPDATE definitions SET content = '{}'`,
	`UPDATE definitions SET file = file`,
	`UPDATE definitions SET kept_by_name = 'Somebody Else'`,
	`DELETE FROM definitions`,
	`INSERT INTO definitions SELECT kind, id, 7, version, content, content_hash, definition_hash, file, entry, kept_at, kept_by_kind, kept_by_name FROM definitions`,
	`UPDATE aliases SET id = 'a-9' WHERE state = 'proposed'`,
	`UPDATE aliases SET metric = 'growth.other'`,
	`UPDATE aliases SET team = 'sales'`,
	`UPDATE aliases SET term = 'x', term_key = 'x'`,
	`UPDATE aliases SET why = ''`,
	`UPDATE aliases SET proposed_at = 0`,
	`UPDATE aliases SET decided_by_name = 'Somebody Else' WHERE state = 'approved'`,
	`UPDATE aliases SET definition_hash = 'sha256:another' WHERE state = 'approved'`,
	`UPDATE aliases SET state = 'approved' WHERE state = 'proposed'`,
	`UPDATE aliases SET state = 'superseded', decided_at = 1, decided_by_kind = 'person', decided_by_name = 'x' WHERE state = 'proposed'`,
	`UPDATE aliases SET state = 'approved' WHERE state = 'rejected'`,
	`UPDATE aliases SET state = 'proposed', decided_at = NULL, decided_by_kind = NULL, decided_by_name = NULL WHERE state = 'rejected'`,
	`UPDATE aliases SET state = 'approved', decided_at = 1, decided_by_kind = 'person', decided_by_name = 'x', team = 'sales' WHERE state = 'proposed'`,
	`INSERT INTO aliases SELECT 'a-9', state, term, term_key, 'sales', metric, why, proposed_at, proposed_by_kind, proposed_by_name, decided_at, decided_by_kind, decided_by_name
			FROM aliases WHERE state = 'approved'`,
	`DELETE FROM aliases`,
	`UPDATE proposals SET content = '{}', state = 'in_review' WHERE id = 'draft'`,
	`UPDATE proposals SET content_hash = 'sha256:00', state = 'in_review' WHERE id = 'draft'`,
	`UPDATE proposals SET id = 'r-2', state = 'in_review' WHERE id = 'draft'`,
	`UPDATE proposals SET kind = 'event', state = 'superseded' WHERE id = 'approved' AND kind = 'review'`,
	`UPDATE proposals SET kind = 'review', state = 'superseded' WHERE id = 'approved' AND kind = 'decision'`,
	`UPDATE proposals SET number = 7, state = 'in_review' WHERE id = 'draft'`,
	`UPDATE proposals SET about = '', state = 'in_review' WHERE id = 'draft'`,
	`UPDATE proposals SET created_at = 0, state = 'in_review' WHERE id = 'draft'`,
	`UPDATE proposals SET created_by_kind = 'person', state = 'in_review' WHERE id = 'draft'`,
	`UPDATE proposals SET created_by_name = 'Somebody Else', state = 'in_review' WHERE id = 'draft'`,
	`UPDATE proposals SET updated_at = 0`,
	`UPDATE proposals SET state = state`,
	`UPDATE proposals SET state = 'published' WHERE id = 'draft'`,
	`UPDATE proposals SET state = 'draft'`,
	`UPDATE proposals SET state = 'draft' WHERE id = 'in_review'`,
	`UPDATE proposals SET state = 'approved' WHERE id = 'in_review'`,
	`UPDATE proposals SET state = 'approved', approved_at = 1, approved_by_kind = 'person', approved_by_name = 'x' WHERE id = 'in_review'`,
	`UPDATE proposals SET state = 'approved', approved_at = 1, approved_by_kind = 'person', approved_by_name = 'x', approved_hash = 'sha256:00' WHERE id = 'in_review'`,
	`UPDATE proposals SET state = 'approved', approved_at = 1, approved_by_kind = 'person', approved_by_name = 'x', approved_hash = content_hash WHERE id = 'draft'`,
	`UPDATE proposals SET state = 'approved', approved_at = 1, approved_by_kind = 'person', approved_by_name = 'x', approved_hash = content_hash WHERE id = 'rejected'`,
	`UPDATE proposals SET state = 'approved', approved_at = 1, approved_by_kind = 'person', approved_by_name = 'x', approved_hash = content_hash WHERE id = 'superseded'`,
	`UPDATE proposals SET state = 'in_review', approved_at = 1, approved_by_kind = 'person', approved_by_name = 'x', approved_hash = content_hash WHERE id = 'draft'`,
	`UPDATE proposals SET approved_by_name = 'Somebody Else' WHERE id = 'approved'`,
	`UPDATE proposals SET state = 'superseded', approved_by_name = 'Somebody Else' WHERE id = 'approved' AND kind = 'review'`,
	`UPDATE proposals SET state = 'superseded', approved_at = NULL, approved_by_kind = NULL, approved_by_name = NULL, approved_hash = NULL WHERE id = 'approved' AND kind = 'review'`,
	`UPDATE proposals SET state = 'superseded' WHERE id = 'approved' AND kind = 'decision'`,
	`UPDATE proposals SET state = 'rejected' WHERE id = 'approved'`,
	`INSERT INTO proposals SELECT kind, id, 2, state, about, content, content_hash, created_at, created_by_kind, created_by_name, updated_at, approved_at, approved_by_kind,
			approved_by_name, approved_hash FROM proposals WHERE id = 'approved' AND kind = 'review'`,
	`INSERT INTO proposals SELECT kind, id, 3, 'draft', about, content, content_hash, created_at, created_by_kind, created_by_name, updated_at, NULL, NULL, NULL, NULL
			FROM proposals WHERE id = 'approved' AND kind = 'review'`,
	`INSERT INTO proposals SELECT kind, id, 2, 'draft', about, content, content_hash, created_at, created_by_kind, created_by_name, updated_at, NULL, NULL, NULL, NULL
			FROM proposals WHERE id = 'approved' AND kind = 'decision'`,
	`DELETE FROM proposals`,
	`UPDATE fetches SET as_of = 0`,
	`UPDATE fetches SET metric = metric`,
	`UPDATE fetches SET entry = entry + 1`,
	`DELETE FROM fetches`,
	`UPDATE calls SET reply = 'x'`,
	`UPDATE calls SET cost = cost`,
	`DELETE FROM calls`,
	`UPDATE readings SET value = value + 1`,
	`UPDATE readings SET complete = complete`,
	`DELETE FROM readings`,
	`INSERT INTO readings VALUES ('growth.signups', 'f-1', 0, 1, NULL, NULL, 1)`,
	`INSERT INTO readings VALUES ('growth.signups', 'f-2', 0, NULL, NULL, NULL, 1)`,
	`INSERT INTO readings VALUES ('growth.signups', 'f-2', 0, 1, 1, NULL, 1)`,
	`INSERT INTO readings VALUES ('growth.signups', 'f-2', 0, 1, NULL, NULL, 2)`,
}

func TestContentChangedOutsideIsNotServed(t *testing.T) {
	t.Parallel()
	changes := map[string]struct {
		statement string
		says      string
	}{
		"content of a version": {
			`UPDATE versions SET content = replace(content, 'without help', 'with help')`,
			"the stored content of sheet s-1 version 1 was changed outside plumb",
		},
		"hash of a version": {
			`UPDATE versions SET content_hash = 'sha256:00'`, "the stored content of sheet s-1 version 1 was changed outside plumb",
		},
		"time of a version": {`UPDATE versions SET created_at = 'yesterday'`, "sheet s-1 was changed outside plumb and cannot be read"},
		"content that is no sheet": {
			`UPDATE versions SET content = '[]', content_hash = 'sha256:4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945'`,
			"the stored content of sheet s-1 version 1 cannot be read",
		},
	}
	for name, change := range changes {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := dbPath(t)
			s := open(t, path)
			require.NoError(t, keepSheet(t.Context(), s, "s-1"))
			v, err := s.Version(t.Context(), "s-1", 0)
			require.NoError(t, err)
			execute(t, path, `DROP TRIGGER versions_keep_their_content`)
			execute(t, path, change.statement)

			_, err = s.Version(t.Context(), "s-1", 0)
			requireConflict(t, err, change.says)
			_, err = s.Versions(t.Context(), "s-1")
			requireConflict(t, err, "")
			if name != "content of a version" { // a list does not look at the contents
				_, err = s.Sheets(t.Context())
				requireConflict(t, err, "")
			}
			_, err = s.MoveVersion(t.Context(), storetest.MoveOf(v, agent.StateApproved, storetest.Noon))
			requireConflict(t, err, "")
		})
	}
	for name, statement := range map[string]string{
		"content of a metric":       `UPDATE definitions SET content = replace(content, 'COUNT', 'SUM')`,
		"metric under another id":   `UPDATE definitions SET id = 'growth.other' WHERE id = 'growth.metric_00000'`,
		"content that is no metric": `UPDATE definitions SET content = '[]', content_hash = 'sha256:4f53cda18c2baa0c0354bb5f9a3ecbe5ed12ab4d8e11ba873c2f11161202b945'`,
		"revision that is a word":   `UPDATE definitions SET revision = 'first'`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := dbPath(t)
			s := open(t, path)
			keepGlossary(t, s)
			execute(t, path, `DROP TRIGGER definitions_are_not_changed`)
			execute(t, path, statement)
			_, err := s.Catalogue(t.Context())
			requireConflict(t, err, "")
		})
	}
	t.Run("proposal", func(t *testing.T) {
		t.Parallel()
		path := dbPath(t)
		s := open(t, path)
		p, _, err := s.AddProposal(t.Context(), storetest.Proposal(agent.KindDecision, "d-1"))
		require.NoError(t, err)
		execute(t, path, `DROP TRIGGER proposals_keep_their_content`)
		execute(t, path, `DROP TRIGGER proposals_move_on`)
		execute(t, path, `UPDATE proposals SET content = '{}'`)
		const says = "the stored content of decision d-1 version 1 was changed outside plumb"
		_, err = s.Proposal(t.Context(), p.Kind, p.ID, 0)
		requireConflict(t, err, says)
		_, err = s.Proposals(t.Context(), p.Kind, "")
		requireConflict(t, err, says)
		_, err = s.MoveProposal(t.Context(), storetest.ProposalMoveOf(p, agent.StateRejected, storetest.Noon))
		requireConflict(t, err, says)
		_, _, err = s.AddProposal(t.Context(), storetest.Proposal(agent.KindDecision, "d-1"))
		requireConflict(t, err, says)
	})
	for name, statement := range map[string]string{
		"value of a reading": `UPDATE readings SET value = 'a lot'`,
		"part of a reading":  `UPDATE readings SET numerator = NULL`,
		"completeness":       `UPDATE readings SET complete = 7`,
		"start of a reading": `UPDATE readings SET start = 'monday'`,
		"moment of a fetch":  `UPDATE fetches SET as_of = 'today'`,
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := dbPath(t)
			s := open(t, path)
			require.NoError(t, s.AddFetch(t.Context(), storetest.Fetch("f-1", "growth.signups", 1)))
			for _, guard := range []string{"readings_are_not_changed", "fetches_are_not_changed"} {
				execute(t, path, `DROP TRIGGER `+guard)
			}
			execute(t, path, `PRAGMA ignore_check_constraints = ON; `+statement)
			_, err := s.Readings(t.Context(), "growth.signups", time.Time{})
			requireConflict(t, err, " of growth.signups was changed outside plumb")
		})
	}
	t.Run("warnings", func(t *testing.T) {
		t.Parallel()
		path := dbPath(t)
		s := open(t, path)
		require.NoError(t, s.AddFetch(t.Context(), storetest.Fetch("f-1", "growth.signups", 1)))
		execute(t, path, `DROP TRIGGER fetches_are_not_changed`)
		for _, text := range []string{` []`, `null`, `{}`, ``} {
			execute(t, path, `UPDATE fetches SET warnings = '`+text+`'`)
			_, err := s.Fetches(t.Context(), "")
			requireConflict(t, err, "a fetch was changed outside plumb")
		}
	})
	t.Run("vector", func(t *testing.T) {
		t.Parallel()
		path := dbPath(t)
		s := open(t, path)
		require.NoError(t, s.SaveVectors(t.Context(), "m", []semantic.StoredVector{{Key: "a", TextHash: "b", Values: []float32{1, 2}}}))
		execute(t, path, `UPDATE vectors SET embedding = x'0102'`)
		for v, err := range s.LoadVectors(t.Context(), "m") {
			require.NoError(t, err)
			require.Equal(t, semantic.StoredVector{Key: "a", TextHash: "b"}, v, "it is to be computed again")
		}
	})
	t.Run("transcript", func(t *testing.T) {
		t.Parallel()
		path := dbPath(t)
		s := open(t, path)
		require.NoError(t, keepSheet(t.Context(), s, "s-1"))
		v, err := s.Version(t.Context(), "s-1", 0)
		require.NoError(t, err)
		execute(t, path, `DROP TRIGGER transcripts_are_not_changed`)
		execute(t, path, `UPDATE transcripts SET content = replace(content, 'stop', 'go on')`)
		_, err = s.Transcript(t.Context(), v.Sources[0].SHA256)
		requireConflict(t, err, "was changed outside plumb")
	})
}

func TestSchemaProblems(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ statement, says string }{
		"trigger dropped": {`DROP TRIGGER audit_is_not_removed`, "the trigger audit_is_not_removed of the database is gone"},
		"index dropped":   {`DROP INDEX versions_by_content`, "the index versions_by_content of the database is gone"},
		"trigger hollowed out": {
			`DROP TRIGGER audit_is_not_removed; CREATE TRIGGER audit_is_not_removed BEFORE DELETE ON audit BEGIN SELECT 1; END`,
			"the trigger audit_is_not_removed of the database was changed",
		},
		"trigger added": {
			`CREATE TRIGGER approve_all AFTER INSERT ON versions BEGIN UPDATE versions SET state = 'approved'; END`,
			"the database has a trigger approve_all that plumb did not make",
		},
		"table added":  {`CREATE TABLE songs (title TEXT)`, "the database has a table songs that plumb did not make"},
		"view added":   {`CREATE VIEW songs AS SELECT 1`, "the database has a view songs that plumb did not make"},
		"column added": {`ALTER TABLE audit ADD COLUMN note TEXT`, "the table audit of the database was changed"},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			path := dbPath(t)
			s := open(t, path)
			execute(t, path, c.statement)
			problems, err := s.SchemaProblems(t.Context())
			require.NoError(t, err)
			require.Equal(t, []string{c.says}, problems)
		})
	}
}

func requireConflict(t testing.TB, err error, says string) {
	t.Helper()
	require.ErrorContains(t, err, says)
	require.Equal(t, fault.Conflict, fault.KindOf(err), "%v", err)
	require.NotEmpty(t, fault.Next(err))
}
