-- +goose Up
-- Which kinds there are, plumb knows. What is approved of a decision, a revisit or an event is final.
CREATE TABLE proposals (
    kind             TEXT COLLATE "C" NOT NULL,
    id               TEXT COLLATE "C" NOT NULL,
    number           BIGINT           NOT NULL CHECK (number >= 1),
    state            TEXT COLLATE "C" NOT NULL CHECK (state IN ('draft', 'in_review', 'approved', 'superseded', 'rejected')),
    about            TEXT COLLATE "C" NOT NULL, -- id of what it is about, or ''
    content          TEXT COLLATE "C" NOT NULL, -- canonical JSON
    content_hash     TEXT COLLATE "C" NOT NULL, -- of content
    created_at       BIGINT           NOT NULL,
    created_by_kind  TEXT COLLATE "C" NOT NULL,
    created_by_name  TEXT COLLATE "C" NOT NULL,
    updated_at       BIGINT           NOT NULL, -- of the newest change of state
    approved_at      BIGINT,          -- the four approval columns are set together, once
    approved_by_kind TEXT COLLATE "C",
    approved_by_name TEXT COLLATE "C",
    approved_hash    TEXT COLLATE "C",
    PRIMARY KEY (kind, id, number),
    CHECK ((approved_at IS NULL) = (approved_hash IS NULL)
       AND (approved_at IS NULL) = (approved_by_kind IS NULL)
       AND (approved_at IS NULL) = (approved_by_name IS NULL)),
    CHECK (CASE state WHEN 'approved' THEN approved_at IS NOT NULL WHEN 'superseded' THEN TRUE ELSE approved_at IS NULL END),
    CHECK (approved_hash = content_hash)
);

CREATE INDEX proposals_by_about ON proposals (kind, about);
CREATE INDEX proposals_by_content ON proposals (kind, content_hash);

CREATE TABLE fetches (
    id              TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    metric          TEXT COLLATE "C" NOT NULL, -- id
    source          TEXT COLLATE "C" NOT NULL, -- name in the configuration
    period          TEXT COLLATE "C" NOT NULL,
    window_from     BIGINT           NOT NULL,
    window_to       BIGINT           NOT NULL,
    as_of           BIGINT           NOT NULL,
    statement       TEXT COLLATE "C" NOT NULL,
    query_hash      TEXT COLLATE "C" NOT NULL,
    definition_hash TEXT COLLATE "C" NOT NULL,
    warnings        TEXT COLLATE "C" NOT NULL, -- list of texts, canonical JSON
    failure         TEXT COLLATE "C" NOT NULL, -- why nothing came, or ''
    entry           BIGINT           NOT NULL, -- number of the audit entry
    fetched_at      BIGINT           NOT NULL,
    fetched_by_kind TEXT COLLATE "C" NOT NULL,
    fetched_by_name TEXT COLLATE "C" NOT NULL
);

CREATE INDEX fetches_by_metric ON fetches (metric, entry);

-- The metric stands here again so that its readings lie together.
CREATE TABLE readings (
    metric      TEXT COLLATE "C" NOT NULL, -- of the fetch
    fetch_id    TEXT COLLATE "C" NOT NULL, -- id
    start       BIGINT           NOT NULL, -- first day of the period
    value       DOUBLE PRECISION NOT NULL,
    numerator   DOUBLE PRECISION,          -- the two parts of a ratio, or neither
    denominator DOUBLE PRECISION,
    complete    BIGINT           NOT NULL CHECK (complete IN (0, 1)),
    PRIMARY KEY (metric, fetch_id, start),
    CHECK ((numerator IS NULL) = (denominator IS NULL))
);

-- +goose StatementBegin
CREATE FUNCTION plumb_follow_proposals() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state <> 'draft'
       OR NEW.number <> (SELECT COALESCE(MAX(number), 0) + 1 FROM proposals WHERE kind = NEW.kind AND id = NEW.id)
       OR EXISTS (SELECT 1 FROM proposals WHERE kind = NEW.kind AND id = NEW.id AND state = 'approved'
           AND kind IN ('decision', 'revisit', 'event')) THEN
        RAISE EXCEPTION 'a version begins as a draft that follows the newest one, and none follows what is final' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END;
$$;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE FUNCTION plumb_precede_fetch() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM fetches WHERE id = NEW.fetch_id) THEN
        RAISE EXCEPTION 'nothing is added to a fetch that is kept' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END;
$$;
-- +goose StatementEnd

CREATE TRIGGER proposals_are_appended BEFORE INSERT ON proposals FOR EACH ROW EXECUTE FUNCTION plumb_follow_proposals();
CREATE TRIGGER proposals_keep_their_content
BEFORE UPDATE OF kind, id, number, about, content, content_hash, created_at, created_by_kind, created_by_name
ON proposals FOR EACH ROW EXECUTE FUNCTION plumb_refuse('the content of a proposal is never changed');
CREATE TRIGGER proposals_keep_their_approval
BEFORE UPDATE OF approved_at, approved_by_kind, approved_by_name, approved_hash
ON proposals FOR EACH ROW WHEN (OLD.approved_at IS NOT NULL) EXECUTE FUNCTION plumb_refuse('an approval is never changed');
CREATE TRIGGER proposals_move_on BEFORE UPDATE ON proposals FOR EACH ROW
WHEN (NOT ((OLD.state = 'draft' AND NEW.state IN ('in_review', 'rejected', 'superseded'))
        OR (OLD.state = 'in_review' AND NEW.state IN ('approved', 'rejected', 'superseded'))
        OR (OLD.state = 'approved' AND NEW.state = 'superseded' AND OLD.kind NOT IN ('decision', 'revisit', 'event'))))
EXECUTE FUNCTION plumb_refuse('a proposal goes from draft to in review, approved and superseded, or is rejected before, and an approved one of a kind that is only added to stays');
CREATE TRIGGER proposals_are_not_removed BEFORE DELETE ON proposals FOR EACH ROW EXECUTE FUNCTION plumb_refuse('a proposal is never removed');
CREATE TRIGGER proposals_are_not_emptied BEFORE TRUNCATE ON proposals FOR EACH STATEMENT EXECUTE FUNCTION plumb_refuse('a proposal is never removed');

CREATE TRIGGER fetches_are_not_changed BEFORE UPDATE ON fetches FOR EACH ROW EXECUTE FUNCTION plumb_refuse('a fetch is never changed');
CREATE TRIGGER fetches_are_not_removed BEFORE DELETE ON fetches FOR EACH ROW EXECUTE FUNCTION plumb_refuse('a fetch is never removed');
CREATE TRIGGER fetches_are_not_emptied BEFORE TRUNCATE ON fetches FOR EACH STATEMENT EXECUTE FUNCTION plumb_refuse('a fetch is never removed');

CREATE TRIGGER readings_come_before_their_fetch BEFORE INSERT ON readings FOR EACH ROW EXECUTE FUNCTION plumb_precede_fetch();
CREATE TRIGGER readings_are_not_changed BEFORE UPDATE ON readings FOR EACH ROW EXECUTE FUNCTION plumb_refuse('a reading is never changed');
CREATE TRIGGER readings_are_not_removed BEFORE DELETE ON readings FOR EACH ROW EXECUTE FUNCTION plumb_refuse('a reading is never removed');
CREATE TRIGGER readings_are_not_emptied BEFORE TRUNCATE ON readings FOR EACH STATEMENT EXECUTE FUNCTION plumb_refuse('a reading is never removed');

-- +goose Down
DROP TABLE readings;
DROP TABLE fetches;
DROP TABLE proposals;
DROP FUNCTION plumb_precede_fetch;
DROP FUNCTION plumb_follow_proposals;
