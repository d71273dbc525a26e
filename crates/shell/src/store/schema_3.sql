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
