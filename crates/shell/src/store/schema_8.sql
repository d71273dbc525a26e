-- Points move between accounts. Each row takes from one account what it gives to another, so that all accounts of a
-- city together hold nothing, whatever was stored. What facts earned stays in `points`, by cause.

CREATE TABLE transfers (
    city TEXT NOT NULL,
    id TEXT NOT NULL,                -- ULID; of what a rule gave, the decision's, and what settles a debt has a mark behind
    at INTEGER NOT NULL,
    from_account TEXT NOT NULL,      -- domain::points::Account
    to_account TEXT NOT NULL,
    points INTEGER NOT NULL CHECK (points > 0),
    kind TEXT NOT NULL,              -- award | spent | back
    about TEXT NOT NULL,             -- id of what it is for: the decision, or the redemption
    PRIMARY KEY (city, id),
    CHECK (from_account <> to_account)
) WITHOUT ROWID;
CREATE INDEX transfers_from ON transfers (city, from_account, at);
CREATE INDEX transfers_to ON transfers (city, to_account, at);

-- What each account holds: kept by the trigger below, and by nothing else.
CREATE TABLE accounts (
    city TEXT NOT NULL,
    account TEXT NOT NULL,
    balance INTEGER NOT NULL,
    PRIMARY KEY (city, account),
    -- Nobody spends what is not there.
    CHECK (balance >= 0 OR account NOT GLOB 'resident:*')
) WITHOUT ROWID;

CREATE TRIGGER transfers_move AFTER INSERT ON transfers
BEGIN
    INSERT INTO accounts (city, account, balance)
        VALUES (NEW.city, NEW.from_account, 0), (NEW.city, NEW.to_account, 0)
        ON CONFLICT (city, account) DO NOTHING;
    UPDATE accounts SET balance = balance - NEW.points WHERE city = NEW.city AND account = NEW.from_account;
    UPDATE accounts SET balance = balance + NEW.points WHERE city = NEW.city AND account = NEW.to_account;
END;

CREATE TRIGGER transfers_stay BEFORE UPDATE ON transfers
BEGIN
    SELECT RAISE(ABORT, 'transfers are only added to');
END;

CREATE TRIGGER transfers_are_kept BEFORE DELETE ON transfers
BEGIN
    SELECT RAISE(ABORT, 'transfers are only added to');
END;

-- What residents spent points on. The points are with the reward from the first moment, and come back when it is
-- cancelled.
CREATE TABLE redemptions (
    city TEXT NOT NULL,
    id TEXT NOT NULL,                -- ULID, made with the form: asking twice is asking once
    resident TEXT NOT NULL,
    reward TEXT NOT NULL,
    points INTEGER NOT NULL CHECK (points > 0),
    state TEXT NOT NULL,             -- domain::rewards::State
    code TEXT,                       -- hash of what a shop confirms; with the setting `link_key` it can be written again
    good_until INTEGER,              -- the last day of the code
    at INTEGER NOT NULL,
    changed INTEGER NOT NULL,        -- when it came into its state
    by TEXT NOT NULL,                -- who brought it there: the resident, a shop, a member of staff, or the clock
    PRIMARY KEY (city, id)
) WITHOUT ROWID;
CREATE UNIQUE INDEX redemptions_by_code ON redemptions (city, code) WHERE code IS NOT NULL;
CREATE INDEX redemptions_of_reward ON redemptions (city, reward, state);
CREATE INDEX redemptions_of_resident ON redemptions (city, resident, at);
CREATE INDEX redemptions_by_end ON redemptions (city, state, good_until);

-- What of each entry was granted, within the city's caps; so far there were none.
ALTER TABLE points ADD COLUMN granted INTEGER NOT NULL DEFAULT 0;
UPDATE points SET granted = points;

-- What was given until now; what was taken back comes last, so that nobody is below zero in between.
INSERT INTO transfers (city, id, at, from_account, to_account, points, kind, about)
    SELECT city, decision, at,
           CASE WHEN points > 0 THEN 'issued:' || campaign ELSE 'resident:' || resident END,
           CASE WHEN points > 0 THEN 'resident:' || resident ELSE 'issued:' || campaign END,
           ABS(points), 'award', decision
    FROM points WHERE points <> 0 ORDER BY points < 0, at, decision;
