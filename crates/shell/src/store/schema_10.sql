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
