-- +goose Up
-- What is kept, taken apart into passages that can be found. All of it follows from the other tables: it is no record, and may
-- be changed, emptied and made again.
CREATE TABLE search_state (
    id         BIGINT NOT NULL PRIMARY KEY CHECK (id = 1),
    form       TEXT   NOT NULL, -- how texts are taken apart
    entry      BIGINT NOT NULL, -- number of the last audit entry that was taken in
    entry_hash TEXT   NOT NULL, -- of that entry
    passages   BIGINT NOT NULL, -- how many there are
    words      BIGINT NOT NULL, -- in all passages
    next       BIGINT NOT NULL  -- number of the next passage
);

CREATE TABLE search_passages (
    number   BIGINT NOT NULL PRIMARY KEY,
    document TEXT   NOT NULL, -- what it is part of, such as 'sheet:s-1e7k3m9'
    kind     TEXT   NOT NULL,
    id       TEXT   NOT NULL,
    part     TEXT   NOT NULL,
    title    TEXT   NOT NULL,
    text     TEXT   NOT NULL,
    state    TEXT   NOT NULL,
    at       BIGINT NOT NULL,
    speaker  TEXT   NOT NULL,
    file     TEXT   NOT NULL,
    line     BIGINT NOT NULL,
    said     TEXT   NOT NULL, -- evidence, JSON
    words    BIGINT NOT NULL  -- how many it has
);

CREATE INDEX search_passages_by_document ON search_passages (document);

-- Passages that were taken in together, and later merged.
CREATE TABLE search_segments (
    number   BIGINT NOT NULL PRIMARY KEY, -- of its first passage
    passages BIGINT NOT NULL
);

CREATE TABLE search_terms (
    term     TEXT   NOT NULL,
    segment  BIGINT NOT NULL,
    postings BLOB   NOT NULL, -- the passages of the segment that have the term
    PRIMARY KEY (term, segment)
);

CREATE INDEX search_terms_by_segment ON search_terms (segment);

-- The directions of the vectors of passages, a bit a dimension; the vectors themselves may be among those of the definitions.
CREATE TABLE search_signatures (
    model_id   TEXT   NOT NULL,
    block      BIGINT NOT NULL, -- passages with numbers from here times the size of a block on
    signatures BLOB   NOT NULL,
    PRIMARY KEY (model_id, block)
);

-- +goose Down
DROP TABLE search_signatures;
DROP TABLE search_terms;
DROP TABLE search_segments;
DROP TABLE search_passages;
DROP TABLE search_state;
