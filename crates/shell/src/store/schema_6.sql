-- The console: staff and their sessions, drafts and requests, what people are to do, what happened by day, and
-- the log of all that staff did.

CREATE TABLE staff (
    city TEXT NOT NULL,
    id TEXT NOT NULL,                -- ULID
    login TEXT NOT NULL,             -- what is typed to sign in, in small letters
    name TEXT NOT NULL,              -- as colleagues know them
    roles TEXT NOT NULL,             -- JSON: author | approver | analyst | administrator
    clinician INTEGER NOT NULL,      -- 1: may answer for texts about health
    password TEXT,                   -- argon2id, as PHC string; none for who signs in elsewhere
    subject TEXT,                    -- who they are at the identity provider
    state TEXT NOT NULL,             -- active | closed
    failed INTEGER NOT NULL DEFAULT 0, -- wrong passwords since the last right one
    locked_until INTEGER,
    made INTEGER NOT NULL,
    PRIMARY KEY (city, id)
);
CREATE UNIQUE INDEX staff_by_login ON staff (city, login);
CREATE UNIQUE INDEX staff_by_subject ON staff (city, subject) WHERE subject IS NOT NULL;

-- Links that work once: to an account of one's own, or to a new password.
CREATE TABLE invitations (
    city TEXT NOT NULL,
    token TEXT NOT NULL,             -- hash
    staff TEXT,                      -- whose password is set anew; none for somebody new
    name TEXT NOT NULL,
    roles TEXT NOT NULL,
    clinician INTEGER NOT NULL,
    made_by TEXT NOT NULL,
    made INTEGER NOT NULL,
    expires INTEGER NOT NULL,
    used INTEGER,
    PRIMARY KEY (city, token)
) WITHOUT ROWID;

CREATE TABLE sessions (
    city TEXT NOT NULL,
    token TEXT NOT NULL,             -- hash
    staff TEXT NOT NULL,
    made INTEGER NOT NULL,
    seen INTEGER NOT NULL,           -- to the minute
    expires INTEGER NOT NULL,
    PRIMARY KEY (city, token)
) WITHOUT ROWID;
CREATE INDEX sessions_of_staff ON sessions (city, staff);

-- What staff did and looked at. Each row's hash is over the row before it, so that nothing can be changed or
-- left out unseen; the triggers refuse it besides.
CREATE TABLE audit (
    city TEXT NOT NULL,
    number INTEGER NOT NULL,         -- counted from 1 in each city
    at INTEGER NOT NULL,
    who TEXT NOT NULL,               -- id of staff, or: machine, nobody
    what TEXT NOT NULL,
    about TEXT NOT NULL,
    detail TEXT NOT NULL,            -- JSON
    hash TEXT NOT NULL,              -- domain::audit
    PRIMARY KEY (city, number)
);
CREATE INDEX audit_by_time ON audit (city, at);

CREATE TRIGGER audit_is_not_changed BEFORE UPDATE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit log is only added to');
END;

CREATE TRIGGER audit_is_not_deleted BEFORE DELETE ON audit
BEGIN
    SELECT RAISE(ABORT, 'the audit log is only added to');
END;

CREATE TRIGGER audit_is_not_replaced BEFORE INSERT ON audit
WHEN EXISTS (SELECT 1 FROM audit WHERE city = NEW.city AND number = NEW.number)
BEGIN
    SELECT RAISE(ABORT, 'the audit log is only added to');
END;

-- Drafts: every state that was saved, so that nothing is lost. The newest counts.
CREATE TABLE drafts (
    city TEXT NOT NULL,
    part TEXT NOT NULL,              -- of the pack: campaign:<name> | city | rules
    rev INTEGER NOT NULL,            -- counted from 1
    base TEXT NOT NULL,              -- hash of the pack from which it began
    files TEXT NOT NULL,             -- JSON: content by file; empty: the part is to go
    what TEXT NOT NULL,              -- begun | saved | merged | aside | discarded | published
    by TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (city, part, rev)
);

-- What is to be published, and who said what of it. The pack is stored by its hash and does not change.
CREATE TABLE requests (
    city TEXT NOT NULL,
    number INTEGER NOT NULL,         -- counted from 1
    part TEXT NOT NULL,
    rev INTEGER,                     -- of the draft; none when it came by machine
    base TEXT NOT NULL,              -- hash of the pack in force then
    hash TEXT NOT NULL,              -- hash of the pack to be in force
    note TEXT NOT NULL,
    enrolled TEXT NOT NULL,          -- keep | move | stop
    clinician INTEGER NOT NULL,      -- 1: someone with the mark has to agree
    replay TEXT,                     -- id of the replay shown with it
    state TEXT NOT NULL,             -- open | published | returned | withdrawn
    by TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (city, number)
);
CREATE INDEX requests_by_state ON requests (city, state);

CREATE TABLE request_entries (
    city TEXT NOT NULL,
    request INTEGER NOT NULL,
    number INTEGER NOT NULL,
    what TEXT NOT NULL,              -- comment | approved | neutral | returned | withdrawn
    text TEXT NOT NULL,
    by TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (city, request, number)
);

-- Replays of a draft, and what was found of each span of the residents. What they tell is about nobody's messages:
-- nothing of it was sent or decided.
CREATE TABLE replays (
    city TEXT NOT NULL,
    id TEXT NOT NULL,                -- ULID
    part TEXT NOT NULL,              -- campaign:<name>
    rev INTEGER NOT NULL,            -- of the draft
    base TEXT NOT NULL,              -- hash of the pack in force, against which it is held
    hash TEXT NOT NULL,              -- hash of the changed pack
    first INTEGER NOT NULL,          -- civil days that are lived through
    last INTEGER NOT NULL,
    state TEXT NOT NULL,             -- running | done | cancelled
    report TEXT,                     -- JSON: domain::replay::Found, when done
    by TEXT NOT NULL,
    at INTEGER NOT NULL,
    PRIMARY KEY (city, id)
);
CREATE INDEX replays_of_part ON replays (city, part, at);
CREATE TABLE replay_spans (
    city TEXT NOT NULL,
    replay TEXT NOT NULL,
    number INTEGER NOT NULL,
    span TEXT NOT NULL,              -- JSON: store::Span
    residents INTEGER NOT NULL,
    claimed_until INTEGER,           -- a request that broke off gives it back then
    report TEXT,                     -- JSON: domain::replay::Report
    PRIMARY KEY (city, replay, number)
);

-- Whom rules flagged for staff.
CREATE TABLE flags (
    city TEXT NOT NULL,
    decision TEXT NOT NULL,
    resident TEXT NOT NULL,
    campaign TEXT NOT NULL,
    reason TEXT NOT NULL,
    sensitive INTEGER NOT NULL,
    at INTEGER NOT NULL,
    state TEXT NOT NULL,             -- open | done
    note TEXT NOT NULL,
    by TEXT,
    done_at INTEGER,
    PRIMARY KEY (city, decision)
);
CREATE INDEX flags_by_state ON flags (city, state, at);
CREATE INDEX flags_of_resident ON flags (city, resident);

INSERT INTO flags (city, decision, resident, campaign, reason, sensitive, at, state, note)
    SELECT city, id, resident, campaign, name, coalesce(trace ->> '$.sensitive', 0), at, 'open', ''
    FROM decisions WHERE kind = 'flag_for_staff' AND outcome = 'allowed';

-- How often something was decided or came of it, by campaign and civil day.
CREATE TABLE campaign_days (
    city TEXT NOT NULL,
    campaign TEXT NOT NULL,
    day INTEGER NOT NULL,
    what TEXT NOT NULL,              -- store::days
    times INTEGER NOT NULL,
    PRIMARY KEY (city, campaign, day, what)
) WITHOUT ROWID;

INSERT INTO campaign_days (city, campaign, day, what, times)
    SELECT city, campaign, day,
        CASE WHEN outcome = 'allowed' THEN kind ELSE 'withheld:' || outcome END, count(*)
    FROM decisions WHERE kind IN ('nudge', 'invite', 'point') OR outcome = 'allowed' GROUP BY 1, 2, 3, 4;
