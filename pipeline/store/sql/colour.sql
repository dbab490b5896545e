-- :name colours rows
-- What is known of the days from one on. The primary key.
SELECT * FROM colour WHERE feed = :feed AND day >= :oldest_day

-- :name save_colour many
INSERT INTO colour (feed, place, hazard, day, zone, spans, issued_at, changes)
VALUES (:feed, :place, :hazard, :day, :zone, :spans, :issued_at, :changes)
ON CONFLICT (feed, place, hazard, day) DO UPDATE SET zone = excluded.zone, spans = excluded.spans,
    issued_at = excluded.issued_at, changes = excluded.changes

-- :name forget_colours count
DELETE FROM colour WHERE feed = :feed AND day < :oldest_day

-- :name keep_colour count
UPDATE item SET hazard = :hazard, level = :level, valid_from = :valid_from, valid_until = :valid_until WHERE id = :id

-- :name item_follows count
UPDATE item SET follows = :follows WHERE id = :id

-- :name told_before rows
-- An item and those whose place it took, the newest first, with what of them has gone out. The primary key.
WITH RECURSIVE chain (id, follows, level, n) AS (
    SELECT id, follows, level, 0 FROM item WHERE id = :id
    UNION ALL SELECT i.id, i.follows, i.level, chain.n + 1 FROM chain JOIN item i ON i.id = chain.follows WHERE chain.n < 50
)
SELECT id, level, EXISTS (SELECT 1 FROM post p WHERE p.item_id = chain.id AND p.kind = 'publish'
    AND p.release_to IS NOT NULL) AS released FROM chain ORDER BY n

-- :name warnings rows
-- The texts of alerts and of their ends that have gone out of late, each with the moment when it began to. What was
-- taken back counts as an end. Index: item_seen.
SELECT i.id, i.title, i.summary, i.text, i.link, i.phase, i.hazard, i.level, i.valid_from, i.valid_until, i.follows,
    i.revision AS item_revision, p.revision, p.kind, min(coalesce(p.begun_at, p.released_at, p.due_at)) AS at,
    max(p.alert) AS alert, max(p.headline) AS headline
FROM item i INDEXED BY item_seen CROSS JOIN post p ON p.item_id = i.id
WHERE i.first_seen_at > :since AND i.phase IN ('', 'alert over') AND p.mode = :mode AND p.release_to IS NOT NULL
  AND p.kind IN ('publish', 'edit', 'follow-up', 'retract', 'withdraw')
  AND (i.level IS NOT NULL OR (i.phase = '' AND EXISTS (SELECT 1 FROM post e WHERE e.item_id = i.id
      AND e.kind = 'publish' AND e.lane = 'emergency')) OR (i.phase = 'alert over' AND i.follows IS NOT NULL))
GROUP BY i.id, p.revision, p.kind
ORDER BY i.id, p.revision
