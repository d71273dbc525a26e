-- Signing in by an identity provider. Who somebody is there is theirs with the provider: a column alone cannot tell.

DROP INDEX staff_by_subject;
ALTER TABLE staff DROP COLUMN subject;

CREATE TABLE staff_subjects (
    city TEXT NOT NULL,
    issuer TEXT NOT NULL,            -- the provider, by the address that it calls itself
    subject TEXT NOT NULL,           -- whom it names so, for good
    staff TEXT NOT NULL,             -- id of staff
    made INTEGER NOT NULL,
    PRIMARY KEY (city, issuer, subject)
) WITHOUT ROWID;
CREATE UNIQUE INDEX subjects_of_staff ON staff_subjects (city, staff, issuer);

-- Answers of a provider that let somebody in: none lets anybody in again. Kept as long as they could be shown.
CREATE TABLE openid_answers (
    city TEXT NOT NULL,
    state TEXT NOT NULL,             -- hash
    expires INTEGER NOT NULL,
    PRIMARY KEY (city, state)
) WITHOUT ROWID;

-- A state that was taken up again has its own writers: they wrote what is asked for, too.
ALTER TABLE drafts ADD COLUMN restored INTEGER;  -- the revision
