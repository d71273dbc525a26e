-- Instants are milliseconds since 1970 (UTC), days are counted from 1970-01-01.
-- Every table begins with the city: no row belongs to none, and no query is without it.
-- Tables with wide rows keep them apart from their key (no WITHOUT ROWID): within a key, a row
-- beyond a quarter of a page costs a page of its own, and each insert rewrites a page of its neighbours.

CREATE TABLE cities (
    city TEXT PRIMARY KEY,
    pack TEXT NOT NULL,              -- hash of the pack in force
    state TEXT NOT NULL,             -- JSON: domain::CityState
    rev INTEGER NOT NULL             -- rises with each change of state
);

CREATE TABLE packs (
    city TEXT NOT NULL,
    hash TEXT NOT NULL,
    files TEXT NOT NULL,             -- JSON: content by path; never changed
    PRIMARY KEY (city, hash)
);

CREATE TABLE releases (
    city TEXT NOT NULL,
    number INTEGER NOT NULL,
    hash TEXT NOT NULL,
    at INTEGER NOT NULL,
    how TEXT NOT NULL,               -- published | rolled_back
    PRIMARY KEY (city, number)
);

CREATE TABLE residents (
    city TEXT NOT NULL,
    id TEXT NOT NULL,
    rev INTEGER NOT NULL,            -- rises with each change: two writers never overwrite each other
    state TEXT NOT NULL,             -- JSON: domain::Snapshot
    PRIMARY KEY (city, id)
);

-- Who stands behind an address: webhooks know the LINE user only.
CREATE TABLE addresses (
    city TEXT NOT NULL,
    channel TEXT NOT NULL,
    address TEXT NOT NULL,
    resident TEXT NOT NULL,
    PRIMARY KEY (city, channel, address)
) WITHOUT ROWID;

CREATE TABLE events (
    city TEXT NOT NULL,
    source TEXT NOT NULL,
    id TEXT NOT NULL,
    subject TEXT,
    type TEXT NOT NULL,
    time INTEGER NOT NULL,
    received INTEGER NOT NULL,
    data TEXT NOT NULL,
    PRIMARY KEY (city, source, id)
);
CREATE INDEX events_of_resident ON events (city, subject, time);

CREATE TABLE decisions (
    city TEXT NOT NULL,
    id TEXT NOT NULL,
    resident TEXT NOT NULL,
    at INTEGER NOT NULL,
    seq INTEGER NOT NULL,            -- order among decisions of the same instant
    day INTEGER NOT NULL,
    campaign TEXT NOT NULL,
    version TEXT NOT NULL,           -- hash of the pack that held
    hook TEXT NOT NULL,
    cause TEXT NOT NULL,             -- JSON: the event's source and id, or the decision point
    kind TEXT NOT NULL,
    name TEXT NOT NULL,
    outcome TEXT NOT NULL,           -- allowed, or the reason why not
    message TEXT,                    -- id of the message that was let out
    trace TEXT NOT NULL,             -- JSON: domain::decide::Trace
    PRIMARY KEY (city, id)
);
CREATE INDEX decisions_of_resident ON decisions (city, resident, at, seq);

CREATE TABLE points (
    city TEXT NOT NULL,
    decision TEXT NOT NULL,
    resident TEXT NOT NULL,
    campaign TEXT NOT NULL,
    award TEXT NOT NULL,
    period INTEGER NOT NULL,
    points INTEGER NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (city, decision)
) WITHOUT ROWID;
CREATE INDEX points_of_resident ON points (city, resident, at);

CREATE TABLE due (
    city TEXT NOT NULL,
    resident TEXT NOT NULL,
    campaign TEXT NOT NULL,
    point TEXT NOT NULL,
    once INTEGER NOT NULL,
    at INTEGER NOT NULL,
    day INTEGER NOT NULL,
    sensitive INTEGER NOT NULL,
    PRIMARY KEY (city, resident, campaign, point, once)
) WITHOUT ROWID;
CREATE INDEX due_by_time ON due (city, at);

CREATE TABLE outbox (
    city TEXT NOT NULL,
    id TEXT NOT NULL,                -- the message's id, and the provider's retry key
    resident TEXT NOT NULL,
    campaign TEXT NOT NULL,
    message TEXT NOT NULL,
    occasion TEXT NOT NULL,
    body TEXT NOT NULL,              -- JSON: domain::decide::Outgoing
    state TEXT NOT NULL,             -- waiting | claimed | sending | accepted | dead | withheld
    at INTEGER NOT NULL,             -- when it is next to be looked at
    attempts INTEGER NOT NULL DEFAULT 0, -- how often it was about to leave, called or not
    claimed_until INTEGER,           -- a worker that died gives its rows back then
    channel TEXT,
    recipient TEXT,                  -- hash of the address that may have it: a retry goes there or nowhere
    first_try INTEGER,               -- when the provider first saw the key
    left_day INTEGER,                -- the civil day on which it left, for caps
    reason TEXT,
    PRIMARY KEY (city, id),
    UNIQUE (city, resident, campaign, message, occasion)
);
CREATE INDEX outbox_by_time ON outbox (city, state, at);
CREATE INDEX outbox_left ON outbox (city, resident, left_day);

-- Every step of a message's way, as it happened.
CREATE TABLE deliveries (
    city TEXT NOT NULL,
    message TEXT NOT NULL,
    at INTEGER NOT NULL,
    step TEXT NOT NULL,              -- accepted | retry | waiting | dead | withheld
    channel TEXT,
    attempt INTEGER NOT NULL,
    code TEXT,
    request TEXT,                    -- the provider's request id
    PRIMARY KEY (city, message, at, step, attempt)
) WITHOUT ROWID;
