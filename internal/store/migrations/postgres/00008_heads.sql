-- +goose Up
-- A list of sheets is looked at more often than the sheets.
ALTER TABLE versions ADD COLUMN head TEXT NOT NULL DEFAULT ''; -- what the sheet is about, canonical JSON; '' for what was kept before there were heads

DROP TRIGGER versions_keep_their_content ON versions;
CREATE TRIGGER versions_keep_their_content
BEFORE UPDATE OF sheet_id, number, replaces, content, content_hash, created_at, created_by_kind, created_by_name, head
ON versions FOR EACH ROW EXECUTE FUNCTION plumb_refuse('the content of a version is never changed');

-- +goose Down
DROP TRIGGER versions_keep_their_content ON versions;
CREATE TRIGGER versions_keep_their_content
BEFORE UPDATE OF sheet_id, number, replaces, content, content_hash, created_at, created_by_kind, created_by_name
ON versions FOR EACH ROW EXECUTE FUNCTION plumb_refuse('the content of a version is never changed');
ALTER TABLE versions DROP COLUMN head;
