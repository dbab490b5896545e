-- What `simulate` asks of the database it throws away.

-- :name next_moment value
-- When something stored is next due by itself (Unix seconds); one that is past waits for a run. NULL = never.
SELECT min(at) FROM (
    SELECT min(min(due_at, not_after)) AS at FROM post INDEXED BY post_unreleased
    WHERE released_at IS NULL AND state IN ('due', 'sending') AND state = 'due'
    UNION ALL SELECT min(not_after) FROM post INDEXED BY post_held WHERE state IN ('held', 'paused')
    UNION ALL SELECT min(not_after) FROM post INDEXED BY post_sending WHERE state = 'sending'
    UNION ALL SELECT min(max(d.due_at, p.not_before)) FROM delivery d JOIN post p ON p.id = d.post_id
    WHERE d.state = 'pending' AND p.state = 'sending'
    UNION ALL SELECT min(max(not_before, wave_until)) FROM post WHERE state = 'sending' AND released_at IS NULL
    UNION ALL SELECT min(next_poll_at) FROM feed WHERE failures > 0
    UNION ALL SELECT min(missing_at + 600) FROM item WHERE missing_at IS NOT NULL AND taken_down_at IS NULL) AS moments

-- :name waiting_posts rows
-- The posts that wait for a reason. Indexes: post_held, post_unreleased.
SELECT id, state, reason, facts FROM post WHERE state IN ('held', 'paused') AND reason <> ''
UNION ALL SELECT id, state, reason, facts FROM post
WHERE released_at IS NULL AND state IN ('due', 'sending') AND state = 'due' AND reason <> ''

-- :name all_posts rows
-- Every post but replies, with its item, and the number of citizens or pages that have it.
SELECT p.*, i.title, i.link, i.published_at, coalesce((SELECT sum(n) FROM tally WHERE post_id = p.id AND what = 'sent'), 0) AS sent
FROM post p JOIN item i ON i.id = p.item_id WHERE p.kind <> 'reply' ORDER BY p.id

-- :name all_decisions rows
-- Every decision, with its item.
SELECT d.*, i.title, i.link, i.published_at, i.lane FROM decision d JOIN item i ON i.id = d.item_id ORDER BY d.id
