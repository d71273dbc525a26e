-- Messages leave in an order, several in one call, and no faster than a provider takes them; what left is
-- counted; staff are told what they have to know.

ALTER TABLE outbox ADD COLUMN priority INTEGER NOT NULL DEFAULT 0; -- 1 leaves before 0
ALTER TABLE outbox ADD COLUMN call TEXT;         -- the call by which it left with others, or may have
ALTER TABLE outbox ADD COLUMN alone INTEGER NOT NULL DEFAULT 0;    -- 1: a call with others was refused
DROP INDEX outbox_by_time;
CREATE INDEX outbox_by_turn ON outbox (city, state, priority, at);
CREATE INDEX outbox_of_call ON outbox (city, call) WHERE call IS NOT NULL;

-- How many calls of a kind may be made now: a bucket that fills with time.
CREATE TABLE buckets (
    city TEXT NOT NULL,
    endpoint TEXT NOT NULL,          -- push | multicast | reply | sms
    tokens REAL NOT NULL,
    at INTEGER NOT NULL,             -- when it held so many
    granted INTEGER NOT NULL,        -- how many were taken out last
    PRIMARY KEY (city, endpoint)
) WITHOUT ROWID;

-- What left on a civil day.
CREATE TABLE sent_days (
    city TEXT NOT NULL,
    day INTEGER NOT NULL,
    campaign TEXT NOT NULL,
    channel TEXT NOT NULL,
    messages INTEGER NOT NULL,
    parts INTEGER NOT NULL,          -- of SMS, which are paid by the part
    PRIMARY KEY (city, day, campaign, channel)
) WITHOUT ROWID;

CREATE TABLE notices (
    city TEXT NOT NULL,
    number INTEGER NOT NULL,
    at INTEGER NOT NULL,
    kind TEXT NOT NULL,
    about TEXT NOT NULL,             -- what is stopped, or the channel
    detail TEXT NOT NULL,            -- JSON: domain::notice::Notice
    PRIMARY KEY (city, number)
) WITHOUT ROWID;

-- The names under which LINE counts messages, one for each campaign and arm, and what it counted.
CREATE TABLE units (
    city TEXT NOT NULL,
    unit TEXT NOT NULL,
    campaign TEXT NOT NULL,
    arm TEXT,
    first_day INTEGER NOT NULL,      -- the first and the last civil day on which one left
    last_day INTEGER NOT NULL,
    asked INTEGER,                   -- when LINE was last asked
    until INTEGER,                   -- the last day that its answer is about
    seen INTEGER,                    -- people who had one on their screen; NULL below 20, which LINE does not tell
    opened INTEGER,                  -- people who opened a link in one; the same
    PRIMARY KEY (city, unit)
) WITHOUT ROWID;

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
