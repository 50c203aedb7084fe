-- +goose Up
-- What models were asked, of which the hash is kept, and what they said.
CREATE TABLE calls (
    run               TEXT   NOT NULL, -- id
    number            BIGINT NOT NULL CHECK (number >= 1), -- within the run
    key               TEXT   NOT NULL, -- of the request, the model and the endpoint
    role              TEXT   NOT NULL,
    prompt_name       TEXT   NOT NULL, -- or ''
    prompt_version    TEXT   NOT NULL,
    prompt_hash       TEXT   NOT NULL,
    host              TEXT   NOT NULL, -- of the endpoint
    model             TEXT   NOT NULL, -- as it was asked for
    replied           TEXT   NOT NULL, -- the model that replied, or ''
    input_hash        TEXT   NOT NULL, -- of the request
    reply             TEXT   NOT NULL, -- or '' when that of another run was used
    finish            TEXT   NOT NULL,
    prompt_tokens     BIGINT NOT NULL,
    completion_tokens BIGINT NOT NULL,
    latency           BIGINT NOT NULL, -- nanoseconds
    cost              BIGINT NOT NULL, -- millionths of the currency of the prices
    failure           TEXT   NOT NULL, -- class, or ''
    problem           TEXT   NOT NULL, -- what the failure said, or ''
    reused            TEXT   NOT NULL, -- id of the run whose reply was used, or ''
    at                BIGINT NOT NULL,
    PRIMARY KEY (run, number)
);

CREATE INDEX calls_by_key ON calls (key);

-- +goose StatementBegin
CREATE TRIGGER calls_are_added_once BEFORE INSERT ON calls
WHEN EXISTS (SELECT 1 FROM calls WHERE run = NEW.run AND number = NEW.number)
BEGIN
    SELECT RAISE(ABORT, 'a call is kept once');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER calls_are_not_changed BEFORE UPDATE ON calls
BEGIN
    SELECT RAISE(ABORT, 'a call is never changed');
END;
-- +goose StatementEnd

-- +goose StatementBegin
CREATE TRIGGER calls_are_not_removed BEFORE DELETE ON calls
BEGIN
    SELECT RAISE(ABORT, 'a call is never removed');
END;
-- +goose StatementEnd

-- +goose Down
DROP TABLE calls;
