-- +goose Up
-- What was approved before has none.
ALTER TABLE aliases ADD COLUMN definition_hash TEXT COLLATE "C" NOT NULL DEFAULT ''; -- of the metric, as it was approved

DROP TRIGGER aliases_keep_their_decision ON aliases;
CREATE TRIGGER aliases_keep_their_decision
BEFORE UPDATE OF decided_at, decided_by_kind, decided_by_name, definition_hash
ON aliases FOR EACH ROW WHEN (OLD.decided_at IS NOT NULL) EXECUTE FUNCTION plumb_refuse('a decision about an alias is never changed');

-- +goose Down
DROP TRIGGER aliases_keep_their_decision ON aliases;
CREATE TRIGGER aliases_keep_their_decision
BEFORE UPDATE OF decided_at, decided_by_kind, decided_by_name
ON aliases FOR EACH ROW WHEN (OLD.decided_at IS NOT NULL) EXECUTE FUNCTION plumb_refuse('a decision about an alias is never changed');
ALTER TABLE aliases DROP COLUMN definition_hash;
