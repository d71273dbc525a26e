-- Files that were sent in, so that one can be known again and undone. Their events have the source
-- upload/<id>; what an undo takes back has the source undo/<id>.

CREATE TABLE uploads (
    city TEXT NOT NULL,
    id TEXT NOT NULL,
    content TEXT NOT NULL,           -- hash of the city, the kind and the bytes; with a number behind it, the id
    kind TEXT NOT NULL,              -- checkup | pedometer | paper
    at INTEGER NOT NULL,
    rows INTEGER NOT NULL,
    accepted INTEGER NOT NULL,       -- events stored
    rejected INTEGER NOT NULL,       -- rows or values that are not
    undone_through TEXT,             -- the last event that an undo under way has taken back
    undone_at INTEGER,
    PRIMARY KEY (city, id)
);
CREATE INDEX uploads_by_time ON uploads (city, at);
CREATE INDEX uploads_of_content ON uploads (city, content);
