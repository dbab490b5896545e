-- :name digest_items rows
-- Items of the feeds whose time lies in a period: the end of their first release, or when they were put off.
-- Without items taken back, held or stopped by hand. The newest revision has an item's state.
-- Index: post_published.
WITH told AS (
    SELECT item_id, min(CASE WHEN deferred = 1 THEN done_at ELSE released_at END) AS at, max(deferred) AS deferred,
        max(revision) AS newest
    FROM post WHERE channel = :channel AND kind = 'publish' AND mode = :mode AND created_at > :start - 30 * 86400
    GROUP BY item_id)
SELECT i.*, told.deferred FROM told JOIN item i ON i.id = told.item_id
JOIN post p ON p.item_id = told.item_id AND p.channel = :channel AND p.kind = 'publish' AND p.revision = told.newest
WHERE told.at > :start AND told.at <= :end AND i.withdrawn_at IS NULL AND i.source NOT IN ('desk', 'reply')
  -- What went out while there were no digests, everybody had at once.
  AND ((p.lane = 'news' AND p.audience = 'now') OR p.deferred = 1)
  AND (p.deferred = 1 OR p.state IN ('sending', 'done') OR (p.state = 'expired' AND p.released_at IS NOT NULL))
ORDER BY i.published_at DESC, i.id DESC
