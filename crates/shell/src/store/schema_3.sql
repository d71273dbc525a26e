-- What the provider last said of a message that it took: accepted | delivered | read | failed | refused.
-- A word that is final is not taken back by one that comes late.
ALTER TABLE outbox ADD COLUMN receipt TEXT;

-- Words that their writers took back, so that those that arrive later are not kept either.
CREATE TABLE unsent (
    city TEXT NOT NULL,
    channel TEXT NOT NULL,
    id TEXT NOT NULL,                -- the provider's, of the words
    at INTEGER NOT NULL,
    PRIMARY KEY (city, channel, id)
) WITHOUT ROWID;
