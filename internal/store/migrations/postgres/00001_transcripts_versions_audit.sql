-- Times are UTC microseconds since 1970, content is JSON as text, hashes are "sha256:" and 64 hex digits. Text is compared
-- byte by byte, whatever the language of the server, so that everything has the same order as in SQLite.

-- +goose Up
CREATE TABLE transcripts (
    sha256        TEXT COLLATE "C" NOT NULL PRIMARY KEY, -- hex digest of the bytes that were read
    content       TEXT COLLATE "C" NOT NULL,             -- the transcript as it was read, canonical JSON
    content_hash  TEXT COLLATE "C" NOT NULL,             -- of content
    added_at      BIGINT           NOT NULL,
    added_by_kind TEXT COLLATE "C" NOT NULL,
    added_by_name TEXT COLLATE "C" NOT NULL
);

CREATE TABLE versions (
    sheet_id         TEXT COLLATE "C" NOT NULL,
    number           BIGINT           NOT NULL CHECK (number >= 1),
    state            TEXT COLLATE "C" NOT NULL CHECK (state IN ('draft', 'in_review', 'approved', 'superseded', 'rejected')),
    replaces         TEXT COLLATE "C" NOT NULL, -- id of the sheet that this one replaces once approved, or ''
    content          TEXT COLLATE "C" NOT NULL, -- canonical JSON of the sheet
    content_hash     TEXT COLLATE "C" NOT NULL, -- of content
    created_at       BIGINT           NOT NULL,
    created_by_kind  TEXT COLLATE "C" NOT NULL,
    created_by_name  TEXT COLLATE "C" NOT NULL,
    updated_at       BIGINT           NOT NULL, -- of the newest change of state
    approved_at      BIGINT,          -- the four approval columns are set together, once
    approved_by_kind TEXT COLLATE "C",
    approved_by_name TEXT COLLATE "C",
    approved_hash    TEXT COLLATE "C",
    PRIMARY KEY (sheet_id, number),
    CHECK ((approved_at IS NULL) = (approved_hash IS NULL)
       AND (approved_at IS NULL) = (approved_by_kind IS NULL)
       AND (approved_at IS NULL) = (approved_by_name IS NULL))
);

CREATE INDEX versions_by_content ON versions (content_hash);

CREATE TABLE audit (
    seq          BIGINT           NOT NULL PRIMARY KEY,
    at           BIGINT           NOT NULL,
    actor_kind   TEXT COLLATE "C" NOT NULL,
    actor_name   TEXT COLLATE "C" NOT NULL,
    action       TEXT COLLATE "C" NOT NULL,
    subject      TEXT COLLATE "C" NOT NULL,
    version      BIGINT           NOT NULL,
    content_hash TEXT COLLATE "C" NOT NULL,
    detail       TEXT COLLATE "C" NOT NULL,
    prev         TEXT COLLATE "C" NOT NULL,
    hash         TEXT COLLATE "C" NOT NULL
);

-- History is appended, never rewritten. The triggers stop mistakes; what gets past them shows in the hash chain.

-- +goose StatementBegin
CREATE FUNCTION plumb_refuse() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    RAISE EXCEPTION '%', TG_ARGV[0] USING ERRCODE = 'restrict_violation';
END;
$$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION plumb_follow_audit() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE
    head RECORD;
BEGIN
    SELECT seq, hash INTO head FROM audit ORDER BY seq DESC LIMIT 1;
    IF NEW.seq <> COALESCE(head.seq, 0) + 1 OR (NEW.seq > 1 AND NEW.prev <> head.hash) THEN
        RAISE EXCEPTION 'an audit entry must follow the newest one' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END;
$$;
-- +goose StatementEnd

CREATE TRIGGER audit_is_appended BEFORE INSERT ON audit FOR EACH ROW EXECUTE FUNCTION plumb_follow_audit();
CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit FOR EACH ROW EXECUTE FUNCTION plumb_refuse('the audit log is append-only');
CREATE TRIGGER audit_is_not_removed BEFORE DELETE ON audit FOR EACH ROW EXECUTE FUNCTION plumb_refuse('the audit log is append-only');
CREATE TRIGGER audit_is_not_emptied BEFORE TRUNCATE ON audit FOR EACH STATEMENT EXECUTE FUNCTION plumb_refuse('the audit log is append-only');

-- What is added once is so by its primary key.
CREATE TRIGGER transcripts_are_not_changed BEFORE UPDATE ON transcripts FOR EACH ROW EXECUTE FUNCTION plumb_refuse('a transcript is never changed');
CREATE TRIGGER transcripts_are_not_removed BEFORE DELETE ON transcripts FOR EACH ROW EXECUTE FUNCTION plumb_refuse('a transcript is never removed');
CREATE TRIGGER transcripts_are_not_emptied BEFORE TRUNCATE ON transcripts FOR EACH STATEMENT EXECUTE FUNCTION plumb_refuse('a transcript is never removed');

CREATE TRIGGER versions_keep_their_content
BEFORE UPDATE OF sheet_id, number, replaces, content, content_hash, created_at, created_by_kind, created_by_name
ON versions FOR EACH ROW EXECUTE FUNCTION plumb_refuse('the content of a version is never changed');
CREATE TRIGGER versions_keep_their_approval
BEFORE UPDATE OF approved_at, approved_by_kind, approved_by_name, approved_hash
ON versions FOR EACH ROW WHEN (OLD.approved_at IS NOT NULL) EXECUTE FUNCTION plumb_refuse('an approval is never changed');
CREATE TRIGGER versions_are_not_removed BEFORE DELETE ON versions FOR EACH ROW EXECUTE FUNCTION plumb_refuse('a version is never removed');
CREATE TRIGGER versions_are_not_emptied BEFORE TRUNCATE ON versions FOR EACH STATEMENT EXECUTE FUNCTION plumb_refuse('a version is never removed');

-- +goose Down
DROP TABLE audit;
DROP TABLE versions;
DROP TABLE transcripts;
DROP FUNCTION plumb_follow_audit;
DROP FUNCTION plumb_refuse;
