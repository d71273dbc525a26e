-- What left is counted exactly: how often a message was counted among what left, or may have. By LINE once, however
-- often its call is made; by SMS each time, since each is paid for. What was leaving as the schema came forward is
-- counted when it is known what became of it.
ALTER TABLE outbox ADD COLUMN counted INTEGER NOT NULL DEFAULT 0;
UPDATE outbox SET counted = 1
    WHERE recipient IS NOT NULL AND state <> 'sending' AND NOT (state = 'claimed' AND reason = 'sending');

-- Until when the turns are given out of those that wait for a provider's pace; of those of high priority, which
-- stand in a line of their own.
ALTER TABLE buckets ADD COLUMN queue INTEGER NOT NULL DEFAULT 0;
ALTER TABLE buckets ADD COLUMN queue_high INTEGER NOT NULL DEFAULT 0;

-- 1 once it was used: a webhook that comes twice does not bring it back. Gone when its time is over.
ALTER TABLE reply_tokens ADD COLUMN used INTEGER NOT NULL DEFAULT 0;
