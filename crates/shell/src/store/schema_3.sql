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

-- ---- consent and linking ----
-- The ledger of consent: what residents said about their data, in the order in which it arrived.
-- Rows are added and never changed: the triggers refuse everything else, a replacement included.

CREATE TABLE consents (
    city TEXT NOT NULL,
    number INTEGER NOT NULL,         -- counted from 1 in each city
    resident TEXT NOT NULL,
    what TEXT NOT NULL,              -- given | withdrawn | stopped | blocked
    purpose TEXT NOT NULL,           -- engagement | research | outcomes_sharing
    categories TEXT NOT NULL,        -- JSON: kinds of data
    text_version TEXT,               -- the wording that was seen
    via TEXT NOT NULL,               -- counter | paper | line | ...
    at INTEGER NOT NULL,             -- when it was said
    received INTEGER NOT NULL,
    source TEXT NOT NULL,            -- the event
    event TEXT NOT NULL,
    PRIMARY KEY (city, number)
);
CREATE INDEX consents_of_resident ON consents (city, resident, at, number);
CREATE UNIQUE INDEX consents_by_event ON consents (city, source, event);

INSERT INTO consents (city, number, resident, what, purpose, categories, text_version, via, at, received, source, event)
    SELECT city, row_number() OVER (PARTITION BY city ORDER BY received, time, source, id), subject,
        CASE type WHEN 'ayumi.consent.given.v1' THEN 'given' WHEN 'ayumi.consent.withdrawn.v1' THEN 'withdrawn'
            WHEN 'ayumi.reply.received.v1' THEN 'stopped' ELSE 'blocked' END,
        coalesce(data ->> '$.purpose', 'engagement'), coalesce(data -> '$.categories', '[]'),
        data ->> '$.text_version',
        CASE WHEN type LIKE 'ayumi.consent.%' THEN data ->> '$.via'
            WHEN type = 'ayumi.channel.unlinked.v1' THEN data ->> '$.channel'
            WHEN source IN ('line', 'sms') THEN source ELSE 'other' END,
        time, received, source, id
    FROM events
    WHERE subject IS NOT NULL AND (type IN ('ayumi.consent.given.v1', 'ayumi.consent.withdrawn.v1')
        OR type = 'ayumi.reply.received.v1' AND data ->> '$.action' = 'stop'
        OR type = 'ayumi.channel.unlinked.v1' AND data ->> '$.blocked');

CREATE TRIGGER consents_are_not_changed BEFORE UPDATE ON consents
BEGIN
    SELECT RAISE(ABORT, 'the ledger of consent is only added to');
END;

CREATE TRIGGER consents_are_not_deleted BEFORE DELETE ON consents
BEGIN
    SELECT RAISE(ABORT, 'the ledger of consent is only added to');
END;

CREATE TRIGGER consents_are_not_replaced BEFORE INSERT ON consents
WHEN EXISTS (SELECT 1 FROM consents WHERE city = NEW.city AND number = NEW.number)
    OR EXISTS (SELECT 1 FROM consents WHERE city = NEW.city AND source = NEW.source AND event = NEW.event)
BEGIN
    SELECT RAISE(ABORT, 'the ledger of consent is only added to');
END;

-- Codes with which a resident links an account or a telephone. Secrets are keyed hashes.
CREATE TABLE link_codes (
    city TEXT NOT NULL,
    code TEXT NOT NULL,              -- hash
    resident TEXT NOT NULL,
    channel TEXT NOT NULL,           -- line | sms
    address TEXT,                    -- by SMS: the number that it goes to
    seed TEXT NOT NULL,              -- with the key, the digits again
    made INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    used INTEGER,                    -- when: a code works once
    PRIMARY KEY (city, code)
) WITHOUT ROWID;
CREATE INDEX link_codes_of_resident ON link_codes (city, resident, channel);

-- Who asked to be linked, or is to be asked, and what became of it.
CREATE TABLE links (
    city TEXT NOT NULL,
    channel TEXT NOT NULL,
    address TEXT NOT NULL,
    code TEXT NOT NULL,              -- by SMS: hash of the code to send; empty by LINE
    state TEXT NOT NULL,             -- wanted | asked | failed
    at INTEGER NOT NULL,             -- when it is next to be looked at, or what became of it
    attempts INTEGER NOT NULL DEFAULT 0,
    claimed_until INTEGER,           -- a worker that died gives its rows back then
    token TEXT,                      -- by LINE: hash of the link token that was sent
    expires INTEGER,                 -- until when it can be used
    PRIMARY KEY (city, channel, address, code)
) WITHOUT ROWID;
CREATE INDEX links_by_time ON links (city, state, at);
CREATE INDEX links_by_token ON links (city, token);

-- Numbers given to LINE, by which it tells who it was.
CREATE TABLE link_nonces (
    city TEXT NOT NULL,
    nonce TEXT NOT NULL,             -- hash
    code TEXT NOT NULL,              -- hash of the code that was entered
    address TEXT NOT NULL,           -- the account that the page was sent to
    expires INTEGER NOT NULL,
    used INTEGER,                    -- when: it works once
    PRIMARY KEY (city, nonce)
) WITHOUT ROWID;

-- How often something was done in an hour of the clock: codes guessed wrong, pages sent.
CREATE TABLE link_counts (
    city TEXT NOT NULL,
    what TEXT NOT NULL,
    hour INTEGER NOT NULL,           -- since 1970
    times INTEGER NOT NULL,
    PRIMARY KEY (city, what, hour)
) WITHOUT ROWID;

-- Files that were sent in, so that one can be known again and undone. Their events have the source
-- upload/<id>; what an undo takes back has the source undo/<id>.

CREATE TABLE uploads (
    city TEXT NOT NULL,
    id TEXT NOT NULL,
    content TEXT NOT NULL,           -- hash of the city, the kind and the bytes; with a number behind it, the id
    kind TEXT NOT NULL,              -- checkup | pedometer | paper
    at INTEGER NOT NULL,
    rows INTEGER NOT NULL,
    accepted INTEGER NOT NULL,       -- events stored
    rejected INTEGER NOT NULL,       -- rows or values that are not
    undone_through TEXT,             -- the last event that an undo under way has taken back
    undone_at INTEGER,
    PRIMARY KEY (city, id)
);
CREATE INDEX uploads_by_time ON uploads (city, at);
CREATE INDEX uploads_of_content ON uploads (city, content);
