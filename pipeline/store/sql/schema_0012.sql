-- Evidence belongs to the attempt; what is out is a table; breakers count by one clock.

-- The provider's id of the message, and what its receipts say: held 1, sent 2, failed 3, delivered 4; forward only.
ALTER TABLE attempt ADD COLUMN remote_id TEXT NOT NULL DEFAULT '';
ALTER TABLE attempt ADD COLUMN status TEXT NOT NULL DEFAULT '';
ALTER TABLE attempt ADD COLUMN rank INTEGER NOT NULL DEFAULT 0;
ALTER TABLE attempt ADD COLUMN status_at REAL NOT NULL DEFAULT 0;

-- Until now the delivery held what its newest attempt had; these columns of `delivery` are written no more.
INSERT INTO attempt (delivery_id, number, at, outcome, remote_id, status, rank, status_at)
SELECT id, attempt, attempted_at, 'sent', remote_id, CASE WHEN provider_state = '' AND held THEN 'held' ELSE provider_state END,
    max(provider_rank, held), provider_at
FROM delivery WHERE attempt > 0 AND (remote_id <> '' OR provider_rank > 0 OR held)
ON CONFLICT (delivery_id, number) DO UPDATE SET remote_id = excluded.remote_id, status = excluded.status, rank = excluded.rank,
    status_at = excluded.status_at;
DROP INDEX delivery_remote;
CREATE INDEX attempt_remote ON attempt (remote_id) WHERE remote_id <> '' AND rank < 4;

-- A delivery with what is known of its newest attempt.
CREATE VIEW outcome AS SELECT d.*, coalesce(a.remote_id, '') AS known_as, coalesce(a.status, '') AS status, coalesce(a.rank, 0) AS rank,
    coalesce(a.status_at, 0) AS status_at
FROM delivery d LEFT JOIN attempt a ON a.delivery_id = d.id AND a.number = d.attempt;

-- What is, or may be, out of an item on a channel.
CREATE TABLE publication (
    item_id INTEGER NOT NULL REFERENCES item,
    channel TEXT NOT NULL,
    revision INTEGER NOT NULL,              -- that people see there
    remote_id TEXT NOT NULL DEFAULT '',     -- the provider's id on a page; '' = not known yet, or citizens' messages
    url TEXT NOT NULL DEFAULT '',
    at REAL NOT NULL,
    taken_back_at REAL,                     -- somebody asked to withdraw or retract it: it is never sent again
    withdrawn_at REAL,                      -- it is no longer there
    PRIMARY KEY (item_id, channel)
) WITHOUT ROWID;
INSERT INTO publication (item_id, channel, revision, remote_id, url, at, withdrawn_at)
SELECT p.item_id, p.channel, max(p.revision), r.remote_id, r.url, r.at, r.withdrawn_at FROM remote_post r JOIN post p ON p.id = r.post_id
WHERE p.kind IN ('publish', 'digest') GROUP BY p.item_id, p.channel;
INSERT INTO publication (item_id, channel, revision, at)
SELECT p.item_id, p.channel, max(p.revision), min(p.released_at) FROM post p
WHERE p.kind IN ('publish', 'digest') AND p.released_at IS NOT NULL
  AND EXISTS (SELECT 1 FROM delivery d WHERE d.post_id = p.id AND d.state IN ('sent', 'sending', 'uncertain'))
GROUP BY p.item_id, p.channel
ON CONFLICT DO NOTHING;
UPDATE publication SET taken_back_at = (SELECT max(r.created_at) FROM post r WHERE r.item_id = publication.item_id
    AND r.channel = publication.channel AND r.kind IN ('withdraw', 'retract') AND r.state NOT IN ('cancelled', 'expired'));

-- The breaker counts answers and refusals of attempts since then: the last approval.
ALTER TABLE post ADD COLUMN counted_from REAL NOT NULL DEFAULT 0;

-- Sends since the newest receipt: the first of them, and how many there were within a minute of it.
ALTER TABLE sender ADD COLUMN silent_from REAL NOT NULL DEFAULT 0;
ALTER TABLE sender ADD COLUMN silent_sends INTEGER NOT NULL DEFAULT 0
