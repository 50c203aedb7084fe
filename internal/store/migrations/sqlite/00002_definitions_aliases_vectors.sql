-- +goose Up
CREATE TABLE definitions (
    kind            TEXT   NOT NULL CHECK (kind IN ('metric', 'term')),
    id              TEXT   NOT NULL, -- namespace.name
    revision        BIGINT NOT NULL CHECK (revision >= 1), -- every change of anything
    version         BIGINT NOT NULL CHECK (version >= 1),  -- changes of the definition hash
    content         TEXT   NOT NULL, -- canonical JSON of the metric or term
    content_hash    TEXT   NOT NULL, -- of content
    definition_hash TEXT   NOT NULL, -- of what is computed; of a term, its content hash
    file            TEXT   NOT NULL, -- that it was imported from, as it was given
    entry           BIGINT NOT NULL, -- number of the audit entry of the import
    kept_at         BIGINT NOT NULL,
    kept_by_kind    TEXT   NOT NULL,
    kept_by_name    TEXT   NOT NULL,
    PRIMARY KEY (kind, id, revision)
);

CREATE TABLE aliases (
    id               TEXT   NOT NULL PRIMARY KEY,
    state            TEXT   NOT NULL CHECK (state IN ('proposed', 'approved', 'rejected', 'superseded')),
    term             TEXT   NOT NULL, -- as it was heard
    term_key         TEXT   NOT NULL, -- term as the linker compares it
    team             TEXT   NOT NULL, -- whose term it is, or '' for everybody
    metric           TEXT   NOT NULL, -- id
    why              TEXT   NOT NULL,
    proposed_at      BIGINT NOT NULL,
    proposed_by_kind TEXT   NOT NULL,
    proposed_by_name TEXT   NOT NULL,
    decided_at       BIGINT,          -- the three columns of the decision are set together, once
    decided_by_kind  TEXT,
    decided_by_name  TEXT,
    CHECK ((decided_at IS NULL) = (state = 'proposed')
       AND (decided_at IS NULL) = (decided_by_kind IS NULL)
       AND (decided_at IS NULL) = (decided_by_name IS NULL))
);

CREATE UNIQUE INDEX aliases_in_effect ON aliases (term_key, team) WHERE state = 'approved';

-- Vectors can be computed again from the definitions: they are no record, and may be changed and removed.
CREATE TABLE vectors (
    model_id   TEXT   NOT NULL,
    entry_key  TEXT   NOT NULL,
    text_hash  TEXT   NOT NULL,
    dimensions BIGINT NOT NULL,
    embedding  BLOB   NOT NULL, -- float32, little endian
    PRIMARY KEY (model_id, entry_key)
);

-- +goose StatementBegin
CREATE TRIGGER definitions_are_appended BEFORE INSERT ON definitions
WHEN NEW.revision <> (SELECT COALESCE(MAX(revision), 0) + 1 FROM definitions WHERE kind = NEW.kind AND id = NEW.id)
BEGIN
    SELECT RAISE(ABORT, 'a revision must follow the newest one');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER definitions_are_not_changed BEFORE UPDATE ON definitions
BEGIN
    SELECT RAISE(ABORT, 'a revision is never changed');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER definitions_are_not_removed BEFORE DELETE ON definitions
BEGIN
    SELECT RAISE(ABORT, 'a revision is never removed');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER aliases_are_added_once BEFORE INSERT ON aliases
WHEN NEW.state <> 'proposed' OR EXISTS (SELECT 1 FROM aliases WHERE id = NEW.id)
BEGIN
    SELECT RAISE(ABORT, 'an alias is proposed, once');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER aliases_keep_their_meaning
BEFORE UPDATE OF id, term, term_key, team, metric, why, proposed_at, proposed_by_kind, proposed_by_name ON aliases
BEGIN
    SELECT RAISE(ABORT, 'what was proposed is never changed');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER aliases_keep_their_decision
BEFORE UPDATE OF decided_at, decided_by_kind, decided_by_name ON aliases
WHEN OLD.decided_at IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'a decision about an alias is never changed');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER aliases_move_on BEFORE UPDATE OF state ON aliases
WHEN NOT ((OLD.state = 'proposed' AND NEW.state IN ('approved', 'rejected'))
       OR (OLD.state = 'approved' AND NEW.state = 'superseded'))
BEGIN
    SELECT RAISE(ABORT, 'an alias goes from proposed to approved or rejected, and from approved to superseded');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER aliases_are_not_removed BEFORE DELETE ON aliases
BEGIN
    SELECT RAISE(ABORT, 'an alias is never removed');
END;
-- +goose StatementEnd

-- +goose Down
DROP TABLE vectors;
DROP TABLE aliases;
DROP TABLE definitions;
