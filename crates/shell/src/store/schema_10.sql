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
