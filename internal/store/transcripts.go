package store

import (
	"context"
	"crypto/sha256"
	"database/sql"
	"encoding/hex"
	"encoding/json"
	"errors"
	"strings"
	"time"

	"github.com/plumbline-dev/plumb/agent"
	"github.com/plumbline-dev/plumb/internal/fault"
)

// AddTranscript keeps a transcript under the digest of its source. Adding the same source again changes nothing and
// reports false.
func (s *Store) AddTranscript(ctx context.Context, t *agent.Transcript, by agent.Actor, at time.Time) (bool, error) {
	const op = "store.add_transcript"
	if t == nil || !isDigest(t.SHA256) {
		return false, fault.New(fault.Invalid, op, "a transcript is kept under the digest of its source, and this one has none", "")
	}
	if err := checkActor(op, by); err != nil {
		return false, err
	}
	content, err := agent.CanonicalTranscript(t)
	if err != nil {
		return false, err
	}
	added := false
	err = s.inTx(ctx, op, func(tx *sql.Tx) error {
		if known, err := hasTranscript(ctx, tx, t.SHA256); err != nil || known {
			return err
		}
		added = true
		return insertTranscript(ctx, tx, t.SHA256, content, by, at)
	})
	return added && err == nil, err
}

// Transcript gives the transcript with the given source digest.
func (s *Store) Transcript(ctx context.Context, digest string) (*agent.Transcript, error) {
	const op = "store.transcript"
	var content, hash string
	err := s.read.QueryRowContext(ctx, `SELECT content, content_hash FROM transcripts WHERE sha256 = $1`, digest).
		Scan(&content, &hash)
	if errors.Is(err, sql.ErrNoRows) {
		return nil, missingTranscript(op, digest)
	}
	what := "transcript " + digest
	if err != nil {
		return nil, s.describe(unreadable(err, what), op)
	}
	if agent.ContentHash([]byte(content)) != hash {
		return nil, changedOutside(what)
	}
	var t agent.Transcript
	if err := json.Unmarshal([]byte(content), &t); err != nil || t.SHA256 != digest {
		return nil, changedOutside(what)
	}
	return &t, nil
}

func insertTranscript(ctx context.Context, tx *sql.Tx, digest string, content []byte, by agent.Actor, at time.Time) error {
	hash := agent.ContentHash(content)
	if _, err := tx.ExecContext(ctx,
		`INSERT INTO transcripts (sha256, content, content_hash, added_at, added_by_kind, added_by_name)
		 VALUES ($1, $2, $3, $4, $5, $6)`,
		digest, string(content), hash, micros(at), by.Kind, by.Name); err != nil {
		return err
	}
	return record(ctx, tx, agent.AuditEntry{
		At: at, Actor: by, Action: agent.ActTranscriptAdded, Subject: "transcript:" + digest, ContentHash: hash,
	})
}

func hasTranscript(ctx context.Context, q querier, digest string) (bool, error) {
	var n int
	err := q.QueryRowContext(ctx, `SELECT COUNT(*) FROM transcripts WHERE sha256 = $1`, digest).Scan(&n)
	return n > 0, err
}

func missingTranscript(op, digest string) error {
	return fault.Newf(fault.NotFound, op, "there is no transcript with the digest %q", digest).
		Do("Draft from the meeting record again: `plumb draft FILE` keeps it.")
}

func isDigest(s string) bool {
	b, err := hex.DecodeString(s)
	return err == nil && len(b) == sha256.Size && s == strings.ToLower(s)
}
