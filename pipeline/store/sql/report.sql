-- The queries of `status`. None may walk the deliveries: a town of a million has them by the million.

-- :name tallied_deliveries rows
-- The results of all posts but replies. Index: post_written.
SELECT p.channel, t.what AS state, sum(t.n) AS n FROM post p INDEXED BY post_written
JOIN tally t ON t.post_id = p.id AND t.what <> 'delivered' WHERE p.kind <> 'reply' AND t.n > 0 GROUP BY 1, 2

-- :name open_deliveries rows
-- The same for deliveries pending or under way, which only open posts have. Indexes: post_written, delivery_pending,
-- delivery_sending.
SELECT p.channel, (SELECT count(*) FROM delivery d WHERE d.post_id = p.id AND d.state = 'pending') AS pending,
    (SELECT count(*) FROM delivery d WHERE d.post_id = p.id AND d.state = 'sending') AS sending
FROM post p INDEXED BY post_written WHERE p.kind <> 'reply' AND p.state IN ('sending', 'paused')

-- :name tallied_results row
-- As `post_results`. Indexes: delivery_pending, delivery_sending, attempt_held, delivery_no_room,
-- delivery_own_quiet, delivery_again.
SELECT waiting + counted AS total, sent, failed, skipped, uncertain, waiting, held, delivered, no_room, own_quiet, again FROM (
    SELECT coalesce(sum(n) FILTER (WHERE what <> 'delivered'), 0) AS counted,
        coalesce(sum(n) FILTER (WHERE what = 'sent'), 0) AS sent,
        coalesce(sum(n) FILTER (WHERE what = 'failed'), 0) AS failed,
        coalesce(sum(n) FILTER (WHERE what = 'skipped'), 0) AS skipped,
        coalesce(sum(n) FILTER (WHERE what = 'uncertain'), 0) AS uncertain,
        coalesce(sum(n) FILTER (WHERE what = 'delivered'), 0) AS delivered FROM tally WHERE post_id = :post_id) AS settled,
    (SELECT (SELECT count(*) FROM delivery WHERE post_id = :post_id AND state = 'pending')
        + (SELECT count(*) FROM delivery WHERE post_id = :post_id AND state = 'sending') AS waiting,
        (SELECT count(*) FROM attempt a INDEXED BY attempt_held CROSS JOIN delivery d ON d.id = a.delivery_id AND d.attempt = a.number
            WHERE a.rank = 1 AND d.post_id = :post_id) AS held,
        (SELECT count(*) FROM delivery INDEXED BY delivery_no_room
            WHERE post_id = :post_id AND state = 'pending' AND reason = 'daily_limit') AS no_room,
        (SELECT count(*) FROM delivery INDEXED BY delivery_own_quiet
            WHERE post_id = :post_id AND state = 'pending' AND reason = 'own_quiet') AS own_quiet,
        (SELECT count(*) FROM delivery INDEXED BY delivery_again
            WHERE post_id = :post_id AND absent_at IS NOT NULL AND state = 'sent' AND recipient > 0)
        AS again) AS open

-- :name written_posts rows
-- The newest posts but replies. Index: post_written, so that a million welcomes are not walked.
SELECT p.*, i.title, i.link FROM (
    SELECT id FROM post INDEXED BY post_written WHERE kind <> 'reply' ORDER BY id DESC LIMIT :limit) AS newest
JOIN post p ON p.id = newest.id JOIN item i ON i.id = p.item_id ORDER BY p.id DESC

-- :name links_of_news rows
-- The links of the news since a moment that went out, or will. Index: item_seen.
SELECT i.link FROM item i INDEXED BY item_seen WHERE i.first_seen_at > :since AND i.link <> ''
    AND EXISTS (SELECT 1 FROM post p WHERE p.item_id = i.id AND p.state NOT IN ('cancelled', 'expired'))

-- :name unanswered_posts rows
-- Messages without any receipt, of broadcasts that ended more than a day ago. Index: attempt_unheard.
SELECT p.channel, count(*) AS n FROM attempt a INDEXED BY attempt_unheard CROSS JOIN delivery d ON d.id = a.delivery_id
    AND d.attempt = a.number AND d.recipient > 0 AND d.state = 'sent'
JOIN post p ON p.id = d.post_id
WHERE a.rank = 0 AND a.outcome = 'sent' AND p.kind <> 'reply' AND p.done_at < :before AND p.done_at > :since GROUP BY p.channel

-- :name expired rows
-- Posts whose time has passed, with the state they were in (facts, JSON). Index: post_ended.
SELECT p.item_id, p.facts, i.title FROM post p JOIN item i ON i.id = p.item_id
WHERE p.channel = :channel AND p.done_at > :since AND p.state = 'expired' AND p.reason = 'not_in_time'

-- :name attempts_of_post rows
-- What came of the attempts of a post, on one path. Indexes: the UNIQUE key of delivery, the primary key of attempt.
SELECT a.outcome, a.code, a.reason, a.facts, count(*) AS n, min(a.at) AS first_at, max(a.at) AS last_at,
    count(*) FILTER (WHERE a.rank >= 4) AS received
FROM delivery d JOIN attempt a ON a.delivery_id = d.id WHERE d.post_id = :post_id
GROUP BY a.outcome, a.code, a.reason, a.facts ORDER BY first_at

-- :fragment one_of_item
-- What an item's own text was to be on one channel: a delivery that a newer revision took over counts there.
p.item_id = :item_id AND p.channel = :channel AND p.kind = 'publish' AND NOT (d.state = 'skipped' AND d.reason = 'superseded')

-- :name reach_begun row
-- When the first recipients of an item were released on a channel, and whether it is still being sent. Index: the UNIQUE key of post.
SELECT min(p.begun_at) AS begun_at, max(CASE WHEN p.state IN ('due', 'sending', 'paused', 'held') THEN 1 ELSE 0 END) AS open,
    min(p.lane) AS lane, min(p.exercise) AS exercise
FROM post p WHERE p.item_id = :item_id AND p.channel = :channel AND p.kind = 'publish'

-- :name reach_channels rows
SELECT DISTINCT channel FROM post WHERE item_id = :item_id AND kind = 'publish' ORDER BY channel

-- :name reach_states rows
-- Of an item on one channel, the deliveries by state and reason. What was accepted is delivered, or has no receipt yet.
SELECT d.state, d.reason, d.facts, count(*) AS n, count(*) FILTER (WHERE d.state = 'sent' AND EXISTS (
    SELECT 1 FROM attempt a WHERE a.delivery_id = d.id AND a.rank = 4)) AS delivered
FROM post p JOIN delivery d ON d.post_id = p.id WHERE {one_of_item} GROUP BY d.state, d.reason, d.facts ORDER BY n DESC, d.state, d.reason

-- :name reach_in_short row
-- The same from the tallies, so that it costs as much for a million as for ten. Whoever chose otherwise counts as a recipient.
-- Indexes: the UNIQUE key of post, tally's key, delivery_pending, delivery_sending.
SELECT coalesce(sum(n) FILTER (WHERE what = 'sent'), 0) AS sent, coalesce(sum(n) FILTER (WHERE what = 'delivered'), 0) AS delivered,
    coalesce(sum(n) FILTER (WHERE what <> 'delivered'), 0) AS total
FROM (
    SELECT t.what, t.n FROM post p JOIN tally t ON t.post_id = p.id
    WHERE p.item_id = :item_id AND p.channel = :channel AND p.kind = 'publish' AND (t.what <> 'skipped' OR p.state <> 'superseded')
    UNION ALL SELECT 'pending', count(*) FROM post p JOIN delivery d INDEXED BY delivery_pending ON d.post_id = p.id AND d.state = 'pending'
    WHERE p.item_id = :item_id AND p.channel = :channel AND p.kind = 'publish'
    UNION ALL SELECT 'sending', count(*) FROM post p JOIN delivery d INDEXED BY delivery_sending ON d.post_id = p.id AND d.state = 'sending'
    WHERE p.item_id = :item_id AND p.channel = :channel AND p.kind = 'publish') AS counted

-- :name accepted_nth value
-- When the provider had accepted it for one more than `skip` of the recipients.
SELECT min(a.at) AS at FROM post p JOIN delivery d ON d.post_id = p.id JOIN attempt a ON a.delivery_id = d.id
WHERE {one_of_item} AND d.state = 'sent' AND (a.outcome = 'sent' OR a.rank IN (1, 2, 4)) GROUP BY d.id ORDER BY 1 LIMIT 1 OFFSET :skip

-- :name delivered_nth value
-- When one more than `skip` of the recipients had it. Providers tell whole seconds: never before it was accepted.
SELECT min(max(a.at, a.status_at)) AS at FROM post p JOIN delivery d ON d.post_id = p.id JOIN attempt a ON a.delivery_id = d.id
WHERE {one_of_item} AND d.state = 'sent' AND a.rank = 4 GROUP BY d.id ORDER BY 1 LIMIT 1 OFFSET :skip

-- :name reach_to_keep rows
-- Emergencies and the service's own messages that began on a channel in a period, and whose reach is not kept yet. Index: post_begun.
SELECT DISTINCT p.item_id FROM post p JOIN item i ON i.id = p.item_id
WHERE p.channel = :channel AND p.begun_at > :since AND p.begun_at < :before AND p.begun_at IS NOT NULL AND p.kind = 'publish'
  AND (p.rank = 0 OR i.source = 'desk')
  AND NOT EXISTS (SELECT 1 FROM reach r WHERE r.item_id = p.item_id AND r.channel = p.channel)

-- :name keep_reach count
INSERT INTO reach (item_id, channel, at, figures) VALUES (:item_id, :channel, :at, :figures) ON CONFLICT DO NOTHING

-- :name kept_reach rows
SELECT channel, figures FROM reach WHERE item_id = :item_id ORDER BY channel

-- :name uses_of_lane rows
-- Items that travelled as an emergency since a moment, the newest first; no exercises. Index: post_begun.
SELECT p.item_id, i.title, i.source, i.level, min(p.begun_at) AS begun_at, r.asked_by, r.because, r.approved_by
FROM post p JOIN item i ON i.id = p.item_id LEFT JOIN raising r ON r.item_id = p.item_id
WHERE p.channel = :channel AND p.begun_at > :since AND p.begun_at IS NOT NULL AND p.rank = 0 AND p.kind = 'publish' AND {is_real}
GROUP BY p.item_id, i.title, i.source, i.level, r.asked_by, r.because, r.approved_by ORDER BY begun_at DESC

-- :name first_headline value
-- The title by which an item went out first: an end has another one. Index: the UNIQUE key of post.
SELECT headline FROM post WHERE item_id = :item_id AND kind = 'publish' AND headline <> '' ORDER BY revision, id LIMIT 1

-- :name approvers rows
-- Who let an item go by hand, and who composed it. Index: act_deed_item.
SELECT DISTINCT a.who, d.deed FROM act_deed d JOIN act a ON a.id = d.act_id WHERE d.item_id = :item_id
  AND (d.deed IN ('approved', 'approved_alone') OR d.deed = 'asked' AND a.verb = 'alert')

-- :name yearly_tests rows
-- The announced tests, the newest first, with how far each got. Index: alias_item.
SELECT r.item_id, i.title, r.channel, r.at, r.figures FROM reach r JOIN item i ON i.id = r.item_id
WHERE i.source = 'desk' AND EXISTS (SELECT 1 FROM alias a WHERE a.item_id = i.id AND a.name LIKE :like)
ORDER BY r.at DESC
