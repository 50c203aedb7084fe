-- +goose Up
-- Most of what a fetch brings was known before. What is looked at again and again is what was said anew.
ALTER TABLE readings ADD COLUMN repeats BIGINT NOT NULL DEFAULT 0 CHECK (repeats IN (0, 1)); -- 1 when an earlier fetch said the same of the period, and none in between said anything else
CREATE INDEX readings_said_anew ON readings (metric, start) WHERE repeats = 0;

-- +goose Down
DROP INDEX readings_said_anew;
ALTER TABLE readings DROP COLUMN repeats;
