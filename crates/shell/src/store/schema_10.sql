-- ---- the record of trials ----

-- Under which terms decision points were drawn, and what is measured after them: many rows have the same.
CREATE TABLE trial_terms (
    city TEXT NOT NULL,
    campaign TEXT NOT NULL,
    id INTEGER NOT NULL,             -- domain::trial::Terms::number
    version TEXT NOT NULL,           -- hash of the pack
    experiment TEXT NOT NULL,        -- what the experiment's seed is bound by
    outcome TEXT NOT NULL,           -- JSON: domain::pack::Outcome; empty where nothing is measured
    PRIMARY KEY (city, campaign, id)
) WITHOUT ROWID;

-- One row for each randomised decision point and resident: domain::trial::Point, and what came of it. Numbers are whole,
-- or texts: what is read is what was written, to the last bit.
CREATE TABLE trial_points (
    city TEXT NOT NULL,
    campaign TEXT NOT NULL,
    resident TEXT NOT NULL,
    due INTEGER NOT NULL,
    point TEXT NOT NULL,
    terms INTEGER NOT NULL,          -- trial_terms
    day INTEGER NOT NULL,
    decided INTEGER NOT NULL,
    unavailable TEXT,                -- domain::Reason
    probability TEXT,
    sends INTEGER,                   -- NULL where nothing was drawn
    number INTEGER,                  -- what was drawn, in units of 2 to the power of -53
    arm TEXT,
    arm_probability TEXT,
    cluster TEXT,
    rolled_out INTEGER,
    message TEXT,
    occasion TEXT,
    sent TEXT,                       -- the message's id, where it was let out
    sensitive INTEGER NOT NULL,
    before_sum INTEGER NOT NULL,     -- steps of the days before
    before_days INTEGER NOT NULL,    -- and how many of them had data
    days_in INTEGER NOT NULL,
    age_band INTEGER,                -- in tens of years
    sex TEXT,
    starts INTEGER NOT NULL,         -- the outcome's window
    ends INTEGER NOT NULL,
    closes INTEGER NOT NULL,         -- the first day on which it can be closed
    -- From here on all is of closing, and empty until then.
    closed INTEGER,                  -- the watermark
    outcome INTEGER,
    missing TEXT,                    -- domain::trial::Missing
    source TEXT,                     -- domain::trial::Source
    delivery TEXT,                   -- outcomes::record::DeliveryState
    accepted_at INTEGER,
    delivered_at INTEGER,
    replied_at INTEGER,
    stopped_at INTEGER,
    deviation TEXT,                  -- outcomes::record::Deviation
    doubted INTEGER NOT NULL DEFAULT 0, -- 1 where a doubt about the resident's steps was open or kept then
    -- What was said later, of days that had closed.
    again INTEGER NOT NULL DEFAULT 0, -- 1 where it is to be looked at once more
    revised INTEGER NOT NULL DEFAULT 0,
    latest INTEGER,
    PRIMARY KEY (city, campaign, resident, due, point)
) WITHOUT ROWID;
CREATE INDEX trial_points_open ON trial_points (city, closes) WHERE closed IS NULL;
CREATE INDEX trial_points_again ON trial_points (city, closed) WHERE again = 1;
CREATE INDEX doubts_about ON doubts (city, resident);

-- Who takes part in a trial, from the first time that its campaign was asked about them: domain::trial::Assigned.
CREATE TABLE trial_people (
    city TEXT NOT NULL,
    campaign TEXT NOT NULL,
    trial INTEGER NOT NULL,          -- domain::trial::Assigned::trial: of other seeds it is another
    resident TEXT NOT NULL,
    terms INTEGER NOT NULL,          -- trial_terms
    since INTEGER NOT NULL,          -- the first day
    held_out INTEGER,                -- NULL where no hold-out covers the campaign
    holdout_probability TEXT,
    arm TEXT,
    arm_probability TEXT,
    cluster TEXT,
    step INTEGER,                    -- in a stepped roll-out, the first day on which messages leave in the cluster
    before_sum INTEGER,              -- steps of the days before; NULL until the first week is closed
    before_days INTEGER,             -- and how many of them had data
    week INTEGER NOT NULL DEFAULT 0, -- the first week that is not closed
    closes INTEGER,                  -- the first day on which it can be; NULL after the last
    PRIMARY KEY (city, campaign, trial, resident)
) WITHOUT ROWID;
CREATE INDEX trial_people_open ON trial_people (city, closes) WHERE closes IS NOT NULL;

-- Their weeks as they were closed: domain::trial::Week, with what left for them and what they answered.
CREATE TABLE trial_weeks (
    city TEXT NOT NULL,
    campaign TEXT NOT NULL,
    trial INTEGER NOT NULL,
    resident TEXT NOT NULL,
    week INTEGER NOT NULL,           -- counted from 0
    days INTEGER NOT NULL,
    active INTEGER NOT NULL,         -- a bit for each day
    with_steps INTEGER NOT NULL,
    steps INTEGER NOT NULL,
    with_goal INTEGER NOT NULL,
    goal_known INTEGER NOT NULL,     -- of them, days with steps on record
    at_goal INTEGER NOT NULL,
    notebook INTEGER NOT NULL,
    checkups INTEGER NOT NULL,
    visits INTEGER NOT NULL,
    messages INTEGER NOT NULL,       -- of the campaign, that left
    answers INTEGER NOT NULL,        -- days on which the resident answered anything but stop
    closed INTEGER NOT NULL,         -- the watermark
    PRIMARY KEY (city, campaign, trial, resident, week)
) WITHOUT ROWID;

-- ---- sealed plans ----

-- Plans of evaluations as they were sealed, the whole text of each: domain::pack::SealedPlan. Rows are only added.
CREATE TABLE plans (
    city TEXT NOT NULL,
    campaign TEXT NOT NULL,
    number INTEGER NOT NULL,         -- counted from 1
    hash TEXT NOT NULL,              -- SHA-256 of the text; empty where the plan was taken away
    sealed_at INTEGER NOT NULL,
    before_start INTEGER NOT NULL,   -- 1 where the campaign had not begun
    text TEXT NOT NULL,
    PRIMARY KEY (city, campaign, number)
) WITHOUT ROWID;

CREATE TRIGGER plans_stay BEFORE UPDATE ON plans
BEGIN
    SELECT RAISE(ABORT, 'plans stay as they were sealed');
END;

CREATE TRIGGER plans_are_kept BEFORE DELETE ON plans
BEGIN
    SELECT RAISE(ABORT, 'plans stay as they were sealed');
END;

-- ---- reports ----

-- Reports of campaigns, those that are being made too. What is made stays.
CREATE TABLE reports (
    city TEXT NOT NULL,
    campaign TEXT NOT NULL,
    number INTEGER NOT NULL,         -- counted from 1
    day INTEGER NOT NULL,            -- the city's day on which it was begun
    as_of INTEGER NOT NULL,          -- what had arrived by then is in it
    gathering TEXT,                  -- JSON: outcomes::report::Gathering, until it is made
    record TEXT NOT NULL,            -- outcomes::record::Chain of the rows read so far
    made_at INTEGER,                 -- NULL until it is made
    is_final INTEGER NOT NULL,       -- 1 for the one that the plan's last look gives
    shows_effect INTEGER NOT NULL,   -- 1 where an effect can be read in it, which makes it a look
    hash TEXT,                       -- SHA-256 of the report
    report TEXT,                     -- JSON: outcomes::report::Report
    PRIMARY KEY (city, campaign, number)
);

CREATE TRIGGER reports_stay BEFORE UPDATE ON reports WHEN old.made_at IS NOT NULL
BEGIN
    SELECT RAISE(ABORT, 'reports stay as they were made');
END;

CREATE TRIGGER reports_are_kept BEFORE DELETE ON reports
BEGIN
    SELECT RAISE(ABORT, 'reports stay as they were made');
END;

-- ---- challenges ----

-- Who of a challenge has the same steps is looked for by the clock, once a day: some members after the other, a row for
-- each part of them. Once all were compared, one row is left, which says so.
DROP TABLE prints;
CREATE TABLE prints (
    city TEXT NOT NULL,
    challenge TEXT NOT NULL,
    day INTEGER NOT NULL,            -- the day that follows those that are compared
    after TEXT NOT NULL,             -- the last member of the part before; empty in the first
    last TEXT,                       -- the last member of this part; none where all were compared
    prints TEXT NOT NULL,            -- {"member": domain::challenge::fingerprint, …}, of those who have one
    PRIMARY KEY (city, challenge, day, after)
) WITHOUT ROWID;

-- How the days of a team went, the same day of all teams together: what arrives is of today, so that a batch writes to few
-- pages.
ALTER TABLE team_days RENAME TO team_days_by_team;
CREATE TABLE team_days (
    city TEXT NOT NULL,
    challenge TEXT NOT NULL,
    day INTEGER NOT NULL,
    team TEXT NOT NULL,
    steps INTEGER NOT NULL,
    walkers INTEGER NOT NULL,
    PRIMARY KEY (city, challenge, day, team)
) WITHOUT ROWID;
INSERT INTO team_days (city, challenge, day, team, steps, walkers)
    SELECT city, challenge, day, team, steps, walkers FROM team_days_by_team;
DROP TABLE team_days_by_team;
