-- Walking challenges: what stands, as sums to which each batch adds; the groups that residents make; what stood out
-- among steps; cheers; and results as they were published.

-- One row for each team, district, workplace or person of a challenge: domain::challenge::TeamSum.
CREATE TABLE team_sums (
    city TEXT NOT NULL,
    challenge TEXT NOT NULL,
    team TEXT NOT NULL,
    steps INTEGER NOT NULL,
    days INTEGER NOT NULL,
    active INTEGER NOT NULL,
    members INTEGER NOT NULL,
    rate INTEGER NOT NULL,
    base INTEGER NOT NULL,
    PRIMARY KEY (city, challenge, team)
) WITHOUT ROWID;

-- One row for each team and member; who changed the team has two: domain::challenge::MemberSum.
CREATE TABLE member_sums (
    city TEXT NOT NULL,
    challenge TEXT NOT NULL,
    team TEXT NOT NULL,
    member TEXT NOT NULL,
    steps INTEGER NOT NULL,
    days INTEGER NOT NULL,
    active INTEGER NOT NULL,
    members INTEGER NOT NULL,
    rate INTEGER NOT NULL,
    base INTEGER NOT NULL,
    PRIMARY KEY (city, challenge, team, member)
) WITHOUT ROWID;
CREATE INDEX member_sums_of ON member_sums (city, challenge, member);

-- What is added to both when its day has come: domain::challenge::Turn.
CREATE TABLE turns (
    city TEXT NOT NULL,
    challenge TEXT NOT NULL,
    day INTEGER NOT NULL,
    team TEXT NOT NULL,
    member TEXT NOT NULL,
    by INTEGER NOT NULL,
    PRIMARY KEY (city, challenge, day, team, member)
) WITHOUT ROWID;
CREATE INDEX turns_by_day ON turns (city, day);

-- How the days of a team went: domain::challenge::TeamDay.
CREATE TABLE team_days (
    city TEXT NOT NULL,
    challenge TEXT NOT NULL,
    team TEXT NOT NULL,
    day INTEGER NOT NULL,
    steps INTEGER NOT NULL,
    walkers INTEGER NOT NULL,
    PRIMARY KEY (city, challenge, team, day)
) WITHOUT ROWID;

-- Groups that residents, or staff, made. The code is in the address of the group's page, and on its poster.
CREATE TABLE teams (
    city TEXT NOT NULL,
    code TEXT NOT NULL,
    challenge TEXT NOT NULL,
    team TEXT NOT NULL,
    captain TEXT,                    -- the resident who made it; nobody where staff did, or for a district
    at INTEGER NOT NULL,
    closed INTEGER NOT NULL DEFAULT 0, -- 1 where nobody may join any more
    unnamed INTEGER NOT NULL DEFAULT 0, -- 1 where staff took the name out of what everyone sees
    PRIMARY KEY (city, code)
) WITHOUT ROWID;
CREATE UNIQUE INDEX teams_by_name ON teams (city, challenge, team);
CREATE INDEX teams_by_captain ON teams (city, challenge, captain) WHERE captain IS NOT NULL;

-- Set phrases between members, counted by day; who said one is kept only as far as to say it once a day.
CREATE TABLE cheers (
    city TEXT NOT NULL,
    challenge TEXT NOT NULL,
    day INTEGER NOT NULL,
    team TEXT NOT NULL,
    member TEXT NOT NULL,
    phrase TEXT NOT NULL,
    PRIMARY KEY (city, challenge, team, day, member, phrase)
) WITHOUT ROWID;

-- Results, as they were published: never changed.
CREATE TABLE results (
    city TEXT NOT NULL,
    challenge TEXT NOT NULL,
    text TEXT NOT NULL,              -- domain::challenge::Final::text
    signature TEXT NOT NULL,         -- Ed25519 over its bytes, in hexadecimal
    public_key TEXT NOT NULL,        -- by which it can be checked, whatever the setting `link_key` is by now
    at INTEGER NOT NULL,
    PRIMARY KEY (city, challenge)
) WITHOUT ROWID;

CREATE TRIGGER results_stay BEFORE UPDATE ON results
BEGIN
    SELECT RAISE(ABORT, 'results stay as they were published');
END;

-- Spending points: shops that confirm codes, what lotteries are bound to, and lists by which a local currency is paid.

CREATE TABLE shops (
    city TEXT NOT NULL,
    id TEXT NOT NULL,                -- a ULID
    name TEXT NOT NULL,
    key TEXT NOT NULL,               -- domain::staff::sealed of the key in the shop's browser
    at INTEGER NOT NULL,             -- when staff entered it
    active INTEGER NOT NULL DEFAULT 1, -- 0 where its key opens nothing any more
    PRIMARY KEY (city, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX shops_by_key ON shops (city, key);

-- A lottery, from before its first ticket: domain::rewards::Commitment.
CREATE TABLE lotteries (
    city TEXT NOT NULL,
    reward TEXT NOT NULL,
    at INTEGER NOT NULL,             -- since when the commitment stands; its seed is made of this and the setting `link_key`
    commitment TEXT NOT NULL,
    drawn INTEGER,                   -- when; with it come the seed, the tickets and the winners
    seed TEXT,
    tickets TEXT,                    -- one a line, as they were drawn from
    winners TEXT,                    -- one a line, the first drawn first
    ticket_count INTEGER,            -- how many tickets, which nobody counts again
    PRIMARY KEY (city, reward)
);

CREATE TRIGGER commitments_stay BEFORE UPDATE ON lotteries
WHEN OLD.drawn IS NOT NULL OR NEW.commitment <> OLD.commitment OR NEW.at <> OLD.at
BEGIN
    SELECT RAISE(ABORT, 'a lottery stays as it was published');
END;

-- Lists of what is to be paid in the local currency: what is on one cannot be given back.
CREATE TABLE pay_lists (
    city TEXT NOT NULL,
    reward TEXT NOT NULL,
    number INTEGER NOT NULL,         -- counted from 1
    at INTEGER NOT NULL,
    by TEXT NOT NULL,                -- the member of staff
    paid INTEGER,                    -- when staff said that it was paid
    PRIMARY KEY (city, reward, number)
) WITHOUT ROWID;

ALTER TABLE redemptions ADD COLUMN units INTEGER NOT NULL DEFAULT 0; -- what it is in the local currency
ALTER TABLE redemptions ADD COLUMN list INTEGER; -- the list that it is paid by
-- The number of the form that it was taken with: asking twice is asking once. The id is another, made when it is taken.
ALTER TABLE redemptions ADD COLUMN form TEXT;
CREATE UNIQUE INDEX redemptions_by_form ON redemptions (city, form) WHERE form IS NOT NULL;
CREATE INDEX redemptions_of_list ON redemptions (city, reward, list, units) WHERE list IS NOT NULL;

-- What of residents' steps is worth a look: domain::challenge::Doubt. Whoever is in doubt, or set aside, walks on and is
-- not ranked. What is decided can be decided otherwise; each decision is in the log.
CREATE TABLE doubts (
    city TEXT NOT NULL,
    id TEXT NOT NULL,                -- a hash of challenge, resident and kind, and of the day where that matters
    challenge TEXT NOT NULL,
    resident TEXT NOT NULL,
    kind TEXT NOT NULL,
    day INTEGER NOT NULL,
    numbers TEXT NOT NULL,           -- the doubt as JSON
    at INTEGER NOT NULL,
    state TEXT NOT NULL,             -- open, fair or set_aside
    by TEXT,                         -- who decided
    changed INTEGER,                 -- and when
    note TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (city, id)
) WITHOUT ROWID;
CREATE INDEX doubts_by_state ON doubts (city, state, at, id);
CREATE INDEX doubts_of ON doubts (city, challenge, resident, state);
-- Of each kind one is enough for somebody to look.
CREATE UNIQUE INDEX doubts_open ON doubts (city, challenge, resident, kind) WHERE state = 'open';

-- What those have in common who have the same steps: domain::challenge::fingerprint, of each the latest.
CREATE TABLE prints (
    city TEXT NOT NULL,
    challenge TEXT NOT NULL,
    resident TEXT NOT NULL,
    print TEXT NOT NULL,
    PRIMARY KEY (city, challenge, resident)
) WITHOUT ROWID;
CREATE INDEX prints_alike ON prints (city, challenge, print);

-- Sheets of paper that staff keyed in: who did, of whom, and what. The steps themselves are events.
CREATE TABLE sheets (
    city TEXT NOT NULL,
    id TEXT NOT NULL,                -- the form's number, in order of time
    resident TEXT NOT NULL,
    by TEXT NOT NULL,
    at INTEGER NOT NULL,
    days TEXT NOT NULL,              -- [["2026-11-20", 6200], …]
    PRIMARY KEY (city, id)
) WITHOUT ROWID;

-- The day after which a resident's oldest points end, where a city's points do: domain::resident::Lasting. Whoever has
-- none to end has no row.
CREATE TABLE expiries (
    city TEXT NOT NULL,
    resident TEXT NOT NULL,
    day INTEGER NOT NULL,
    PRIMARY KEY (city, resident)
) WITHOUT ROWID;
CREATE INDEX expiries_by_day ON expiries (city, day);
