-- +goose Up
CREATE TABLE definitions (
    kind            TEXT COLLATE "C" NOT NULL CHECK (kind IN ('metric', 'term')),
    id              TEXT COLLATE "C" NOT NULL, -- namespace.name
    revision        BIGINT           NOT NULL CHECK (revision >= 1), -- every change of anything
    version         BIGINT           NOT NULL CHECK (version >= 1),  -- changes of the definition hash
    content         TEXT COLLATE "C" NOT NULL, -- canonical JSON of the metric or term
    content_hash    TEXT COLLATE "C" NOT NULL, -- of content
    definition_hash TEXT COLLATE "C" NOT NULL, -- of what is computed; of a term, its content hash
    file            TEXT COLLATE "C" NOT NULL, -- that it was imported from, as it was given
    entry           BIGINT           NOT NULL, -- number of the audit entry of the import
    kept_at         BIGINT           NOT NULL,
    kept_by_kind    TEXT COLLATE "C" NOT NULL,
    kept_by_name    TEXT COLLATE "C" NOT NULL,
    PRIMARY KEY (kind, id, revision)
);

CREATE TABLE aliases (
    id               TEXT COLLATE "C" NOT NULL PRIMARY KEY,
    state            TEXT COLLATE "C" NOT NULL CHECK (state IN ('proposed', 'approved', 'rejected', 'superseded')),
    term             TEXT COLLATE "C" NOT NULL, -- as it was heard
    term_key         TEXT COLLATE "C" NOT NULL, -- term as the linker compares it
    team             TEXT COLLATE "C" NOT NULL, -- whose term it is, or '' for everybody
    metric           TEXT COLLATE "C" NOT NULL, -- id
    why              TEXT COLLATE "C" NOT NULL,
    proposed_at      BIGINT           NOT NULL,
    proposed_by_kind TEXT COLLATE "C" NOT NULL,
    proposed_by_name TEXT COLLATE "C" NOT NULL,
    decided_at       BIGINT,          -- the three columns of the decision are set together, once
    decided_by_kind  TEXT COLLATE "C",
    decided_by_name  TEXT COLLATE "C",
    CHECK ((decided_at IS NULL) = (state = 'proposed')
       AND (decided_at IS NULL) = (decided_by_kind IS NULL)
       AND (decided_at IS NULL) = (decided_by_name IS NULL))
);

CREATE UNIQUE INDEX aliases_in_effect ON aliases (term_key, team) WHERE state = 'approved';

-- Vectors can be computed again from the definitions: they are no record, and may be changed and removed.
CREATE TABLE vectors (
    model_id   TEXT COLLATE "C" NOT NULL,
    entry_key  TEXT COLLATE "C" NOT NULL,
    text_hash  TEXT COLLATE "C" NOT NULL,
    dimensions BIGINT           NOT NULL,
    embedding  BYTEA            NOT NULL, -- float32, little endian
    PRIMARY KEY (model_id, entry_key)
);

-- +goose StatementBegin
CREATE FUNCTION plumb_follow_definitions() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.revision <> (SELECT COALESCE(MAX(revision), 0) + 1 FROM definitions WHERE kind = NEW.kind AND id = NEW.id) THEN
        RAISE EXCEPTION 'a revision must follow the newest one' USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END;
$$;
-- +goose StatementEnd

CREATE TRIGGER definitions_are_appended BEFORE INSERT ON definitions FOR EACH ROW EXECUTE FUNCTION plumb_follow_definitions();
CREATE TRIGGER definitions_are_not_changed BEFORE UPDATE ON definitions FOR EACH ROW EXECUTE FUNCTION plumb_refuse('a revision is never changed');
CREATE TRIGGER definitions_are_not_removed BEFORE DELETE ON definitions FOR EACH ROW EXECUTE FUNCTION plumb_refuse('a revision is never removed');
CREATE TRIGGER definitions_are_not_emptied BEFORE TRUNCATE ON definitions FOR EACH STATEMENT EXECUTE FUNCTION plumb_refuse('a revision is never removed');

CREATE TRIGGER aliases_are_added_once BEFORE INSERT ON aliases FOR EACH ROW WHEN (NEW.state <> 'proposed') EXECUTE FUNCTION plumb_refuse('an alias is proposed, once');
CREATE TRIGGER aliases_keep_their_meaning
BEFORE UPDATE OF id, term, term_key, team, metric, why, proposed_at, proposed_by_kind, proposed_by_name
ON aliases FOR EACH ROW EXECUTE FUNCTION plumb_refuse('what was proposed is never changed');
CREATE TRIGGER aliases_keep_their_decision
BEFORE UPDATE OF decided_at, decided_by_kind, decided_by_name
ON aliases FOR EACH ROW WHEN (OLD.decided_at IS NOT NULL) EXECUTE FUNCTION plumb_refuse('a decision about an alias is never changed');
CREATE TRIGGER aliases_move_on BEFORE UPDATE OF state ON aliases FOR EACH ROW
WHEN (NOT ((OLD.state = 'proposed' AND NEW.state IN ('approved', 'rejected'))
        OR (OLD.state = 'approved' AND NEW.state = 'superseded')))
EXECUTE FUNCTION plumb_refuse('an alias goes from proposed to approved or rejected, and from approved to superseded');
CREATE TRIGGER aliases_are_not_removed BEFORE DELETE ON aliases FOR EACH ROW EXECUTE FUNCTION plumb_refuse('an alias is never removed');
CREATE TRIGGER aliases_are_not_emptied BEFORE TRUNCATE ON aliases FOR EACH STATEMENT EXECUTE FUNCTION plumb_refuse('an alias is never removed');

-- +goose Down
DROP TABLE vectors;
DROP TABLE aliases;
DROP TABLE definitions;
DROP FUNCTION plumb_follow_definitions;
