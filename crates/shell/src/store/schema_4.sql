-- With what a LINE user can be answered once, free of charge, for about a minute. Gone when it is used, or
-- with the next tick.
CREATE TABLE reply_tokens (
    city TEXT NOT NULL,
    address TEXT NOT NULL,           -- LINE user id
    token TEXT NOT NULL,
    until INTEGER NOT NULL,
    PRIMARY KEY (city, address)
) WITHOUT ROWID;
CREATE INDEX reply_tokens_by_end ON reply_tokens (city, until);

-- 1 while a message leaves by such a token: it has no retry key, so what is unclear is not repeated.
ALTER TABLE outbox ADD COLUMN reply INTEGER NOT NULL DEFAULT 0;
