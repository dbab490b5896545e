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
