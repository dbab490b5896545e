-- :fragment is_untold
-- An item `n` of a digest is for citizen `s`, and new to them: they have not been told it, nor refused its topics.
(s.wants = 'digest' OR n.deferred = 1 OR EXISTS (
    SELECT 1 FROM post w JOIN delivery x ON x.post_id = w.id AND x.recipient = s.id
    WHERE w.item_id = n.item_id AND w.channel = :channel AND w.kind = 'publish' AND x.state = 'skipped' AND x.reason IN ('wants_digest', 'week_is_full')))
AND NOT EXISTS (
    SELECT 1 FROM post w JOIN delivery x ON x.post_id = w.id AND x.recipient = s.id
    WHERE w.item_id = n.item_id AND w.channel = :channel AND w.kind = 'publish'
      AND (x.state IN ('sending', 'sent', 'uncertain') OR (x.state = 'pending' AND w.state IN ('sending', 'paused')
        AND NOT (w.audience = 'now' AND s.wants = 'digest'))))
AND {is_of_their_choice}

-- :fragment is_of_their_choice
-- Citizen `s` has not refused the topics of item `n` of a digest, and it is for their zones.
(n.topics = '' OR s.no_topics = '' OR EXISTS (
    SELECT 1 FROM json_each(n.topics) AS t WHERE instr(s.no_topics, '|' || t.value || '|') = 0))
AND (n.zones = '' OR s.zones = '' OR EXISTS (
    SELECT 1 FROM json_each(n.zones) AS z WHERE instr(s.zones, '|' || z.value || '|') > 0))

-- :fragment was_in_their_digest
-- Delivery `y` of digest `g` told citizen `s` of its item `n`.
y.recipient = s.id AND y.state IN ('sent', 'uncertain')
AND (s.wants = 'digest' OR n.deferred = 1 OR EXISTS (
    SELECT 1 FROM post v JOIN delivery z ON z.post_id = v.id AND z.recipient = s.id
    WHERE v.item_id = n.item_id AND v.channel = g.channel AND v.kind = 'publish' AND z.state = 'skipped'
      AND z.reason IN ('wants_digest', 'week_is_full')))
AND {is_of_their_choice}

-- :fragment is_news_to
-- A digest goes to citizens for whom something in it is new; one of an older release to all.
(:kind <> 'digest' OR NOT EXISTS (SELECT 1 FROM digest_item n WHERE n.post_id = :post_id)
    OR EXISTS (SELECT 1 FROM digest_item n WHERE n.post_id = :post_id AND {is_untold}))

-- :name digest_items rows
-- Items of the feeds whose time lies in a period: the end of their first release, or when they were put off.
-- Without items taken back, held or stopped by hand. The newest revision has an item's state.
-- Index: post_published.
WITH told AS (
    SELECT item_id, min(CASE WHEN deferred = 1 THEN done_at ELSE released_at END) AS at, max(deferred) AS deferred,
        max(revision) AS newest
    FROM post INDEXED BY post_published
    WHERE channel = :channel AND kind = 'publish' AND mode = :mode AND created_at > :start - 30 * 86400
    GROUP BY item_id)
SELECT i.*, told.deferred, p.topics, p.zones FROM told CROSS JOIN item i ON i.id = told.item_id
CROSS JOIN post p ON p.item_id = told.item_id AND p.channel = :channel AND p.kind = 'publish' AND p.revision = told.newest
WHERE told.at > :start AND told.at <= :end AND i.withdrawn_at IS NULL AND i.source NOT IN ('desk', 'reply') AND {is_real}
  AND NOT {is_wrong_by_now}
  -- What went out while there were no digests, everybody had at once.
  AND ((p.lane = 'news' AND p.audience = 'now') OR p.deferred = 1)
  AND (p.deferred = 1 OR p.state IN ('sending', 'done') OR (p.state = 'expired' AND p.released_at IS NOT NULL))
ORDER BY i.published_at DESC, i.id DESC

-- :name insert_digest_item many
INSERT INTO digest_item (post_id, bit, item_id, deferred, topics, zones)
VALUES (:post_id, :bit, :item_id, :deferred, :topics, :zones)

-- :name items_of_digest rows
-- The first has the bit 1.
SELECT i.*, n.bit FROM digest_item n JOIN item i ON i.id = n.item_id WHERE n.post_id = :post_id ORDER BY n.bit

-- :name digest_shares rows
-- The items that each new recipient of a digest shall read, as a sum of bits. Index: the UNIQUE key of delivery.
SELECT d.id, CAST(sum(n.bit) AS BIGINT) AS share
FROM delivery d JOIN subscriber s ON s.id = d.recipient JOIN digest_item n ON n.post_id = d.post_id
WHERE d.post_id = :post_id AND d.state = 'pending' AND d.attempt = 0 AND d.due_at = :now AND {is_untold}
GROUP BY d.id

-- :name digest_readers value
-- The citizens for whom something in a digest is new.
SELECT count(*) FROM subscriber s WHERE {is_served} AND s.wants <> 'urgent'
  AND EXISTS (SELECT 1 FROM digest_item n WHERE n.post_id = :post_id AND {is_untold})

-- :name name_version count
-- The deliveries, given as JSON, that get this version of their post.
UPDATE delivery SET version = :version WHERE id IN (SELECT CAST(value AS BIGINT) FROM json_each(:ids))

-- :name give_language count
-- Each new recipient of a post who has chosen this language gets its version. Index: delivery_pending.
UPDATE delivery SET version = :language WHERE id IN (
    SELECT d.id FROM delivery d JOIN subscriber s ON s.id = d.recipient
    WHERE d.post_id = :post_id AND d.state = 'pending' AND d.attempt = 0 AND d.due_at = :now AND s.language = :language)

-- :name language_of value
-- The language of the translation that a delivery is to have, or had; none = the post's own text, or a digest's version.
SELECT d.version FROM delivery d JOIN post p ON p.id = d.post_id WHERE d.id = :id AND p.kind <> 'digest' AND d.version <> ''

-- :name drop_language count
-- Who waits for this translation, and this delivery, gets the post's own text. Index: delivery_pending.
UPDATE delivery SET version = '' WHERE post_id = :post_id AND version = :language AND (state = 'pending' OR id = :id)

-- :name drop_translation count
DELETE FROM version WHERE post_id = :post_id AND name = :name

-- :name drop_translations count
-- The post has got another text. A digest's versions are no translations.
DELETE FROM version WHERE post_id = :post_id AND NOT EXISTS (SELECT 1 FROM post WHERE id = :post_id AND kind = 'digest')

-- :name insert_version count
INSERT INTO version (post_id, name, content) VALUES (:post_id, :name, :content) ON CONFLICT DO NOTHING

-- :name versions rows
SELECT name, content FROM version WHERE post_id = :post_id
