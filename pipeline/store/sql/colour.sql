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
-- The texts of alerts and of their ends that have gone out of late, each with the moment when it began to; of what a
-- person composed also states, with the facts of each step. What was taken back counts as an end. Indexes: item_told,
-- composed_at.
SELECT i.id, i.title, i.summary, i.text, i.link, i.phase, i.hazard, i.level, i.valid_from, i.valid_until, i.follows,
    i.revision AS item_revision, p.revision, CASE WHEN p.kind IN ('retract', 'withdraw') THEN 1 ELSE 0 END AS taken_back,
    min(coalesce(p.begun_at, p.released_at, p.due_at)) AS at, max(p.alert) AS alert, max(p.headline) AS headline,
    max(CASE WHEN p.kind = 'retract' THEN p.content END) AS correction, max(c.draft) AS draft
FROM item i CROSS JOIN post p ON p.item_id = i.id
    LEFT JOIN composed c ON c.item_id = i.id AND c.revision = p.revision
WHERE i.id IN (
    SELECT s.id FROM item s INDEXED BY item_told WHERE s.first_seen_at > :since AND s.source <> 'reply' AND s.phase IN ('', 'alert over')
      AND (s.level IS NOT NULL OR (s.phase = '' AND EXISTS (SELECT 1 FROM post e WHERE e.item_id = s.id
          AND e.kind = 'publish' AND e.lane = 'emergency')) OR (s.phase = 'alert over' AND s.follows IS NOT NULL))
    UNION SELECT n.item_id FROM composed n INDEXED BY composed_at WHERE n.at > :composed_since)
  AND i.exercise = '' AND p.mode = :mode AND p.release_to IS NOT NULL
  AND p.kind IN ('publish', 'edit', 'follow-up', 'retract', 'withdraw')
GROUP BY i.id, p.revision, CASE WHEN p.kind IN ('retract', 'withdraw') THEN 1 ELSE 0 END
ORDER BY i.id, p.revision
