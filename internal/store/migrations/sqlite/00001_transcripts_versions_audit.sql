-- Times are UTC microseconds since 1970, content is JSON as text, hashes are "sha256:" and 64 hex digits.

-- +goose Up
CREATE TABLE transcripts (
    sha256        TEXT   NOT NULL PRIMARY KEY, -- hex digest of the bytes that were read
    content       TEXT   NOT NULL,             -- the transcript as it was read, canonical JSON
    content_hash  TEXT   NOT NULL,             -- of content
    added_at      BIGINT NOT NULL,
    added_by_kind TEXT   NOT NULL,
    added_by_name TEXT   NOT NULL
);

CREATE TABLE versions (
    sheet_id         TEXT   NOT NULL,
    number           BIGINT NOT NULL CHECK (number >= 1),
    state            TEXT   NOT NULL CHECK (state IN ('draft', 'in_review', 'approved', 'superseded', 'rejected')),
    replaces         TEXT   NOT NULL, -- id of the sheet that this one replaces once approved, or ''
    content          TEXT   NOT NULL, -- canonical JSON of the sheet
    content_hash     TEXT   NOT NULL, -- of content
    created_at       BIGINT NOT NULL,
    created_by_kind  TEXT   NOT NULL,
    created_by_name  TEXT   NOT NULL,
    updated_at       BIGINT NOT NULL, -- of the newest change of state
    approved_at      BIGINT,          -- the four approval columns are set together, once
    approved_by_kind TEXT,
    approved_by_name TEXT,
    approved_hash    TEXT,
    PRIMARY KEY (sheet_id, number),
    CHECK ((approved_at IS NULL) = (approved_hash IS NULL)
       AND (approved_at IS NULL) = (approved_by_kind IS NULL)
       AND (approved_at IS NULL) = (approved_by_name IS NULL))
);

CREATE INDEX versions_by_content ON versions (content_hash);

CREATE TABLE audit (
    seq          BIGINT NOT NULL PRIMARY KEY,
    at           BIGINT NOT NULL,
    actor_kind   TEXT   NOT NULL,
    actor_name   TEXT   NOT NULL,
    action       TEXT   NOT NULL,
    subject      TEXT   NOT NULL,
    version      BIGINT NOT NULL,
    content_hash TEXT   NOT NULL,
    detail       TEXT   NOT NULL,
    prev         TEXT   NOT NULL,
    hash         TEXT   NOT NULL
);

-- History is appended, never rewritten. The triggers stop mistakes; what gets past them shows in the hash chain. The
-- ones on INSERT are there for INSERT OR REPLACE, which removes a row without firing its delete trigger.

-- +goose StatementBegin
CREATE TRIGGER audit_is_appended BEFORE INSERT ON audit
WHEN NEW.seq <> (SELECT COALESCE(MAX(seq), 0) + 1 FROM audit)
  OR (NEW.seq > 1 AND NEW.prev <> (SELECT hash FROM audit ORDER BY seq DESC LIMIT 1))
BEGIN
    SELECT RAISE(ABORT, 'an audit entry must follow the newest one');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER audit_is_not_removed BEFORE DELETE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit log is append-only');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER transcripts_are_added_once BEFORE INSERT ON transcripts
WHEN EXISTS (SELECT 1 FROM transcripts WHERE sha256 = NEW.sha256)
BEGIN
    SELECT RAISE(ABORT, 'a transcript is kept once');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER transcripts_are_not_changed BEFORE UPDATE ON transcripts
BEGIN
    SELECT RAISE(ABORT, 'a transcript is never changed');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER transcripts_are_not_removed BEFORE DELETE ON transcripts
BEGIN
    SELECT RAISE(ABORT, 'a transcript is never removed');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER versions_are_added_once BEFORE INSERT ON versions
WHEN EXISTS (SELECT 1 FROM versions WHERE sheet_id = NEW.sheet_id AND number = NEW.number)
BEGIN
    SELECT RAISE(ABORT, 'a version is kept once');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER versions_keep_their_content
BEFORE UPDATE OF sheet_id, number, replaces, content, content_hash, created_at, created_by_kind, created_by_name
ON versions
BEGIN
    SELECT RAISE(ABORT, 'the content of a version is never changed');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER versions_keep_their_approval
BEFORE UPDATE OF approved_at, approved_by_kind, approved_by_name, approved_hash ON versions
WHEN OLD.approved_at IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'an approval is never changed');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER versions_are_not_removed BEFORE DELETE ON versions
BEGIN
    SELECT RAISE(ABORT, 'a version is never removed');
END;
-- +goose StatementEnd

-- +goose Down
DROP TABLE audit;
DROP TABLE versions;
DROP TABLE transcripts;
