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
    note TEXT NOT NULL,              -- what was done, in the words of who did it
    by TEXT,                         -- id of staff
    done_at INTEGER,
    PRIMARY KEY (city, decision)
);
-- Ids of decisions are in the order of time.
CREATE INDEX flags_by_state ON flags (city, state, decision);
CREATE INDEX flags_of_campaign ON flags (city, state, campaign, decision);
CREATE INDEX flags_of_resident ON flags (city, resident, decision);

INSERT INTO flags (city, decision, resident, campaign, reason, sensitive, at, state, note)
    SELECT city, id, resident, campaign, name, coalesce(trace ->> '$.sensitive', 0), at, 'open', ''
    FROM decisions WHERE kind = 'flag_for_staff' AND outcome = 'allowed';

-- How often something was decided or came of it, by campaign and civil day: see store/days.rs. What was before is
-- counted as far as it can be told, on days in Japan: of decision points that led to nothing nothing is known, and of
-- written answers the message is looked for among those that stand in the outbox.
CREATE TABLE campaign_days (
    city TEXT NOT NULL,
    campaign TEXT NOT NULL,
    day INTEGER NOT NULL,
    what TEXT NOT NULL,              -- store::days::What
    times INTEGER NOT NULL,
    PRIMARY KEY (city, campaign, day, what)
) WITHOUT ROWID;

INSERT INTO campaign_days (city, campaign, day, what, times)
    SELECT city, campaign, (at + 32400000) / 86400000, CASE WHEN outcome = 'allowed' THEN kind
        WHEN kind IN ('nudge', 'invite', 'point', 'rule') THEN 'withheld:' || outcome
        ELSE kind || ':' || outcome END, count(*)
    FROM decisions GROUP BY 1, 2, 3, 4;

INSERT INTO campaign_days (city, campaign, day, what, times)
    SELECT city, campaign, (at + 32400000) / 86400000, 'due', count(DISTINCT resident || ' ' || cause)
    FROM decisions WHERE cause ->> '$.point' IS NOT NULL GROUP BY 1, 2, 3;

INSERT INTO campaign_days (city, campaign, day, what, times)
    SELECT city, campaign, coalesce(left_day, (at + 32400000) / 86400000),
        CASE state WHEN 'dead' THEN 'dead:' ELSE 'held:' END || reason, count(*)
    FROM outbox WHERE state IN ('dead', 'withheld') GROUP BY 1, 2, 3, 4;

INSERT INTO campaign_days (city, campaign, day, what, times)
    SELECT city, campaign, coalesce(left_day, (at + 32400000) / 86400000), word.value, count(*)
    FROM outbox CROSS JOIN json_each(CASE receipt WHEN 'read' THEN '["delivered", "read"]'
        ELSE json_array(receipt) END) AS word
    WHERE receipt IN ('delivered', 'read', 'failed', 'refused') GROUP BY 1, 2, 3, 4;

-- Answers, each with the message that it names, or else the latest of a week that offers it, or else the latest. Of
-- stops those that changed something, and where no message is so new, the latest of all.
INSERT INTO campaign_days (city, campaign, day, what, times)
    WITH answers AS (
        SELECT city, source, id, subject, 'answered' AS what
        FROM events
        WHERE type = 'ayumi.reply.received.v1' AND data ->> '$.action' <> 'stop' AND subject IS NOT NULL
        UNION ALL
        SELECT city, source, event, resident, 'stopped'
        FROM (
            SELECT *, lag(what) OVER (PARTITION BY city, resident ORDER BY at, number) AS earlier
            FROM consents WHERE what = 'stopped' OR what = 'given' AND purpose = 'engagement'
        )
        WHERE what = 'stopped' AND earlier IS NOT 'stopped'
    ), said AS (
        SELECT a.*, (e.time + 32400000) / 86400000 AS day, e.received, e.data ->> '$.message' AS message,
            '"' || (e.data ->> '$.action') || '"' AS action
        FROM answers a JOIN events e ON e.city = a.city AND e.source = a.source AND e.id = a.id
    ), sent AS (
        SELECT d.city, o.id, d.resident, d.campaign, d.at, coalesce(o.body ->> '$.offers', '') AS offers,
            (unixepoch(o.body ->> '$.not_before') + 32400) / 86400 AS day
        FROM decisions d JOIN outbox o ON o.city = d.city AND o.id = d.message
    ), ranked AS (
        SELECT a.city, s.campaign, a.day, a.what, row_number() OVER (
            PARTITION BY a.city, a.source, a.id
            ORDER BY s.id IS a.message DESC, a.message IS NULL AND s.day BETWEEN a.day - 7 AND a.day DESC,
                s.day BETWEEN a.day - 7 AND a.day AND instr(s.offers, a.action) > 0 DESC, s.day DESC, s.id DESC
        ) AS place
        FROM said a JOIN sent s ON s.city = a.city AND s.resident = a.subject AND s.at < a.received
        WHERE a.what = 'stopped' OR s.id = a.message
            OR a.message IS NULL AND s.day BETWEEN a.day - 7 AND a.day
    )
    SELECT city, campaign, day, what, count(*) FROM ranked WHERE place = 1 GROUP BY 1, 2, 3, 4;
