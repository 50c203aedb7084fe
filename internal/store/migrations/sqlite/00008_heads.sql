-- +goose Up
-- A list of sheets is looked at more often than the sheets.
ALTER TABLE versions ADD COLUMN head TEXT NOT NULL DEFAULT ''; -- what the sheet is about, canonical JSON; '' for what was kept before there were heads

DROP TRIGGER versions_keep_their_content;
-- +goose StatementBegin
CREATE TRIGGER versions_keep_their_content
BEFORE UPDATE OF sheet_id, number, replaces, content, content_hash, created_at, created_by_kind, created_by_name, head
ON versions
BEGIN
    SELECT RAISE(ABORT, 'the content of a version is never changed');
END;
-- +goose StatementEnd

-- +goose Down
DROP TRIGGER versions_keep_their_content;
-- +goose StatementBegin
CREATE TRIGGER versions_keep_their_content
BEFORE UPDATE OF sheet_id, number, replaces, content, content_hash, created_at, created_by_kind, created_by_name
ON versions
BEGIN
    SELECT RAISE(ABORT, 'the content of a version is never changed');
END;
-- +goose StatementEnd
ALTER TABLE versions DROP COLUMN head;
