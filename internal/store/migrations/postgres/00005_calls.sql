-- +goose Up
-- What models were asked, of which the hash is kept, and what they said.
CREATE TABLE calls (
    run               TEXT COLLATE "C" NOT NULL, -- id
    number            BIGINT           NOT NULL CHECK (number >= 1), -- within the run
    key               TEXT COLLATE "C" NOT NULL, -- of the request, the model and the endpoint
    role              TEXT COLLATE "C" NOT NULL,
    prompt_name       TEXT COLLATE "C" NOT NULL, -- or ''
    prompt_version    TEXT COLLATE "C" NOT NULL,
    prompt_hash       TEXT COLLATE "C" NOT NULL,
    host              TEXT COLLATE "C" NOT NULL, -- of the endpoint
    model             TEXT COLLATE "C" NOT NULL, -- as it was asked for
    replied           TEXT COLLATE "C" NOT NULL, -- the model that replied, or ''
    input_hash        TEXT COLLATE "C" NOT NULL, -- of the request
    reply             TEXT COLLATE "C" NOT NULL, -- or '' when that of another run was used
    finish            TEXT COLLATE "C" NOT NULL,
    prompt_tokens     BIGINT           NOT NULL,
    completion_tokens BIGINT           NOT NULL,
    latency           BIGINT           NOT NULL, -- nanoseconds
    cost              BIGINT           NOT NULL, -- millionths of the currency of the prices
    failure           TEXT COLLATE "C" NOT NULL, -- class, or ''
    problem           TEXT COLLATE "C" NOT NULL, -- what the failure said, or ''
    reused            TEXT COLLATE "C" NOT NULL, -- id of the run whose reply was used, or ''
    at                BIGINT           NOT NULL,
    PRIMARY KEY (run, number)
);

CREATE INDEX calls_by_key ON calls (key);

CREATE TRIGGER calls_are_not_changed BEFORE UPDATE ON calls FOR EACH ROW EXECUTE FUNCTION plumb_refuse('a call is never changed');
CREATE TRIGGER calls_are_not_removed BEFORE DELETE ON calls FOR EACH ROW EXECUTE FUNCTION plumb_refuse('a call is never removed');
CREATE TRIGGER calls_are_not_emptied BEFORE TRUNCATE ON calls FOR EACH STATEMENT EXECUTE FUNCTION plumb_refuse('a call is never removed');

-- +goose Down
DROP TABLE calls;
