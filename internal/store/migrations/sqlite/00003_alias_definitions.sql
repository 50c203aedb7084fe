-- +goose Up
-- What was approved before has none.
ALTER TABLE aliases ADD COLUMN definition_hash TEXT NOT NULL DEFAULT ''; -- of the metric, as it was approved

DROP TRIGGER aliases_keep_their_decision;
-- +goose StatementBegin
CREATE TRIGGER aliases_keep_their_decision
BEFORE UPDATE OF decided_at, decided_by_kind, decided_by_name, definition_hash ON aliases
WHEN OLD.decided_at IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'a decision about an alias is never changed');
END;
-- +goose StatementEnd

-- +goose Down
DROP TRIGGER aliases_keep_their_decision;
-- +goose StatementBegin
CREATE TRIGGER aliases_keep_their_decision
BEFORE UPDATE OF decided_at, decided_by_kind, decided_by_name ON aliases
WHEN OLD.decided_at IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'a decision about an alias is never changed');
END;
-- +goose StatementEnd
ALTER TABLE aliases DROP COLUMN definition_hash;
