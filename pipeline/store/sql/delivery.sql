-- :name next_post row
-- The oldest post of a lane with something to send now, except the posts whose ids are given as JSON (`but`). The lane is
-- given by its rank, so that among thousands of replies the first is found at once. An edit or withdrawal of a page's
-- post waits until that post is settled.
-- Indexes: post_open, delivery_pending.
SELECT p.* FROM post p
WHERE p.channel = :channel AND p.state = 'sending' AND p.rank = :rank AND p.mode = :mode AND p.not_after > :now
  AND p.not_before <= :now AND p.id NOT IN (SELECT CAST(value AS BIGINT) FROM json_each(:but))
  AND EXISTS (SELECT 1 FROM delivery d WHERE d.post_id = p.id AND d.state = 'pending' AND d.due_at <= :now)
  AND NOT (p.kind IN ('edit', 'withdraw') AND EXISTS (
    SELECT 1 FROM post w JOIN delivery x ON x.post_id = w.id AND x.recipient = 0
    WHERE w.item_id = p.item_id AND w.channel = p.channel AND w.kind = 'publish' AND x.state IN ('pending', 'sending', 'uncertain')))
ORDER BY p.due_at, p.id LIMIT 1

-- :fragment still_here
-- No older database was put back (`going_back.py`).
NOT EXISTS (SELECT 1 FROM setting WHERE setting.name = 'gone back')

-- :fragment was_told
-- The post `p` corrects an item that this citizen has, or may have.
p.corrects <> '' AND EXISTS (SELECT 1 FROM json_each(p.corrects) c JOIN post w ON w.item_id = CAST(c.value AS BIGINT)
    AND +w.channel = p.channel AND w.kind = 'publish' JOIN delivery x ON x.post_id = w.id AND x.recipient = s.id
    WHERE x.state IN ('sending', 'sent', 'uncertain'))

-- :fragment unwanted
-- Why a citizen does not get a post although it is sent: branches of a CASE over p, d and s. A citizen who pauses still
-- learns that something they were told was wrong, or is over.
WHEN s.mode <> d.mode OR (s.mode = 'testers' AND s.tester = 0) THEN 'other_mode'
WHEN s.welcome = 'failed' AND p.audience <> 'chase' THEN 'welcome_failed'
WHEN p.kind = 'reminder' AND s.reminders = 0 THEN 'no_reminders'
WHEN p.category = 'MARKETING' AND s.no_marketing = 1 THEN 'no_marketing'
WHEN p.lane <> 'emergency' AND p.audience NOT IN ('everyone', 'chase') AND s.wants = 'urgent' AND NOT ({was_told})
    THEN 'wants_urgent'
WHEN p.lane <> 'emergency' AND p.audience NOT IN ('everyone', 'chase') AND p.kind NOT IN ('follow-up', 'retract') AND s.paused_until > :now
    AND NOT ({was_told}) THEN 'pauses'
WHEN p.audience = 'now' AND s.wants = 'digest' AND NOT ({was_told}) THEN 'wants_digest'
WHEN p.audience = 'digest' AND s.wants = 'all' THEN 'wants_all'
WHEN p.topics <> '' AND s.no_topics <> '' AND NOT EXISTS (
    SELECT 1 FROM json_each(p.topics) AS t WHERE instr(s.no_topics, '|' || t.value || '|') = 0)
    AND NOT ({was_told}) THEN 'other_topics'
WHEN p.zones <> '' AND s.zones <> '' AND NOT EXISTS (
    SELECT 1 FROM json_each(p.zones) AS z WHERE instr(s.zones, '|' || z.value || '|') > 0)
    AND NOT ({was_told}) THEN 'other_zone'

-- :fragment takes_part
-- The citizen takes part in the exercise: the staff and the testers in all, others in the drill that they have joined.
(s.canary = 1 OR s.tester = 1 OR s.drill = p.exercise)

-- :fragment own_quiet_left
-- The seconds until a citizen's own quiet hours end, if they have begun. `second`: of the day, in wall time.
(s.quiet_to * 60 - :second + 86400) % 86400

-- :fragment is_own_quiet
-- A citizen wants no message now. What may wake the town wakes them too, and who writes is answered.
p.lane <> 'reply' AND s.quiet_from <> s.quiet_to
    AND (:second - s.quiet_from * 60 + 86400) % 86400 < ((s.quiet_to - s.quiet_from + 1440) % 1440) * 60
    AND p.alert NOT IN (SELECT value FROM json_each(:passes))

-- :fragment is_over_the_week
-- News for a citizen who has had enough messages within a week; the next digest has it. Index: delivery_recipient.
:a_week > 0 AND p.corrects = '' AND p.lane = 'news' AND p.kind = 'publish' AND :a_week <= (
    SELECT count(*) FROM delivery w JOIN post q ON q.id = w.post_id
    WHERE w.recipient = s.id AND w.recipient > 0 AND w.id <> d.id AND w.state IN ('sending', 'sent', 'uncertain')
      AND w.attempted_at > :week AND q.lane IN ('service', 'news') AND q.kind IN ('publish', 'follow-up') AND q.exercise = '')

-- :fragment is_taken_back_anywhere
-- Somebody has taken the item back on the channel by which citizens get it first.
EXISTS (SELECT 1 FROM publication o WHERE o.item_id = p.item_id AND o.taken_back_at IS NOT NULL)

-- :name claim_deliveries rows
-- Claims the next deliveries of one post. However much time has passed before, this one statement checks the post (still
-- going, in time), the sender (this very lease, no halt, no pause) and the recipient: a citizen who has left or never had
-- the welcome is skipped; a citizen whose welcome has no outcome yet waits; where the provider's daily limit is used up
-- (`full`), a citizen who had no message since `reached_since` waits too. `+ 0`: SQLite looks at the value of a bare
-- variable after LIMIT, and then prepares the statement anew at every call. Index: delivery_pending.
WITH next AS (
    SELECT d.id, CASE
        WHEN p.exercise <> '' AND (d.recipient = 0 OR NOT {takes_part}) THEN 'exercise'
        WHEN d.recipient = 0 THEN CASE
            WHEN p.kind NOT IN ('edit', 'withdraw') THEN ''
            WHEN o.item_id IS NULL THEN 'never_published'
            WHEN o.withdrawn_at IS NOT NULL THEN 'gone_already'
            WHEN p.kind = 'edit' AND o.revision >= p.revision THEN 'says_so'
            WHEN o.remote_id = '' AND EXISTS (SELECT 1 FROM post w JOIN delivery y ON y.post_id = w.id AND y.recipient = 0
                WHERE w.item_id = p.item_id AND w.channel = p.channel AND w.kind = 'publish' AND y.state = 'sent') THEN 'by_hand'
            WHEN o.remote_id = '' THEN 'never_published'
            ELSE '' END
        WHEN p.kind IN ('follow-up', 'retract', 'reminder') AND NOT EXISTS (
            SELECT 1 FROM post w JOIN delivery x ON x.post_id = w.id AND x.recipient = d.recipient
            WHERE w.item_id = p.item_id AND w.channel = p.channel AND w.kind = 'publish'
              AND (w.revision < p.revision OR p.kind <> 'follow-up') AND x.state IN ('sent', 'uncertain'))
          AND NOT (p.kind = 'reminder' AND EXISTS (
            SELECT 1 FROM digest_item n JOIN post g ON g.id = n.post_id JOIN delivery y ON y.post_id = n.post_id
            WHERE n.item_id = p.item_id AND +g.channel = p.channel AND y.attempted_at <= :now - 21600 AND {was_in_their_digest})) THEN 'never_got_it'
        WHEN s.id IS NULL THEN 'no_subscriber'
        WHEN p.lane = 'reply' THEN CASE WHEN s.phone_lookup IS NULL AND s.user_lookup IS NULL THEN 'number_gone' ELSE '' END
        WHEN s.state <> 'active' AND NOT (:to_paths = 1 AND s.state = 'suspended') THEN s.state
        WHEN :to_paths = 1 AND NOT EXISTS (SELECT 1 FROM path t WHERE t.subscriber = s.id AND t.channel = p.channel
            AND t.confirmed_at IS NOT NULL) THEN 'no_path'
        WHEN p.audience = 'chase' AND {is_taken_back_anywhere} THEN 'retracted'
        WHEN p.audience = 'chase' AND {has_receipt} THEN 'reached'
        {unwanted}
        WHEN s.welcome = 'pending' AND :to_paths = 0 AND s.welcome_delivery IS DISTINCT FROM d.id THEN CASE WHEN EXISTS (
            SELECT 1 FROM delivery w JOIN post l ON l.id = w.post_id WHERE w.id = s.welcome_delivery AND l.kind <> 'reply')
            THEN 'not_confirmed' ELSE 'awaits_welcome' END
        WHEN {is_own_quiet} THEN 'own_quiet'
        WHEN {is_over_the_week} THEN 'week_is_full'
        WHEN :full = 1 AND s.reached_at <= :reached_since THEN 'daily_limit'
        ELSE '' END AS verdict, {own_quiet_left} AS quiet_left
    FROM delivery d JOIN post p ON p.id = d.post_id JOIN sender ON sender.name = p.channel
    LEFT JOIN subscriber s ON s.id = d.recipient LEFT JOIN publication o ON o.item_id = p.item_id AND o.channel = p.channel
    WHERE d.post_id = :post_id AND d.state = 'pending' AND d.due_at <= :now
      AND p.state = 'sending' AND p.mode = :mode AND p.not_after > :now AND p.not_before <= :now
      AND sender.holder = :holder AND sender.epoch = :epoch AND sender.not_before <= :now
      AND (sender.halted = '' OR 0 < sender.halted_until AND sender.halted_until <= :now OR sender.protective = 1 AND p.rank = 0)
      AND {still_here}
    ORDER BY d.due_at, d.id LIMIT :limit + 0)
UPDATE delivery SET
    attempt = attempt + 1, epoch = :epoch, attempted_at = :now, reason = next.verdict, facts = '',
    due_at = CASE next.verdict WHEN 'daily_limit' THEN :room_at WHEN 'own_quiet' THEN min(:now + next.quiet_left, :leap)
        ELSE :now + 5 END,
    state = CASE WHEN next.verdict = '' THEN 'sending'
        WHEN next.verdict IN ('awaits_welcome', 'daily_limit', 'own_quiet') THEN 'pending'
        -- The post is on the page under an unknown id (only a person has said so): nothing here can change it.
        WHEN next.verdict = 'by_hand' THEN 'failed' ELSE 'skipped' END
FROM next WHERE delivery.id = next.id AND delivery.state = 'pending'
RETURNING delivery.id, delivery.recipient, delivery.attempt, delivery.state, delivery.reason, delivery.version

-- :name reached count
-- Citizens, given as JSON, to whom a message has just been sent. Receipts will show whether it reaches them.
UPDATE subscriber SET reached_at = :now, unheard = unheard + 1,
    unheard_since = CASE unheard WHEN 0 THEN :now ELSE unheard_since END
WHERE id IN (SELECT CAST(value AS BIGINT) FROM json_each(:ids))

-- :name not_reached value
-- The number of these citizens, given as JSON, without a message since a moment.
SELECT count(*) FROM subscriber WHERE id IN (SELECT CAST(value AS BIGINT) FROM json_each(:ids)) AND reached_at <= :since

-- :name reached_count value
-- The number of citizens with a message since a moment. Index: subscriber_reached.
SELECT count(*) FROM subscriber WHERE reached_at > :since AND reached_at > 0

-- :name reached_at value
-- The time of the message to the citizen after the first `skip` of them. Index: subscriber_reached.
SELECT reached_at FROM subscriber WHERE reached_at > :since AND reached_at > 0 ORDER BY reached_at LIMIT 1 OFFSET :skip

-- :name wait_for_room count
-- Lets the rest of a post wait whose recipients would exceed the daily limit, `limit` rows at once. Index: delivery_pending.
UPDATE delivery SET due_at = :room_at, reason = 'daily_limit', facts = '' WHERE state = 'pending' AND id IN (
    SELECT d.id FROM delivery d JOIN subscriber s ON s.id = d.recipient
    WHERE d.post_id = :post_id AND d.state = 'pending' AND d.due_at <= :now AND s.reached_at <= :reached_since LIMIT :limit)

-- :name active_count value
SELECT count(*) FROM subscriber WHERE state = 'active' AND mode = :mode AND (:mode <> 'testers' OR tester = 1)

-- :name heard count
-- A message reached each of these citizens, given as JSON.
UPDATE subscriber SET unheard = 0 WHERE unheard > 0 AND id IN (SELECT CAST(value AS BIGINT) FROM json_each(:ids))

-- :name subscribed_count value
SELECT count(*) FROM subscriber WHERE state IN ('active', 'suspended')

-- :name addresses rows
SELECT id, phone, user_id FROM subscriber WHERE id IN (SELECT CAST(value AS BIGINT) FROM json_each(:ids))

-- :name next_due value
-- The time at which the next delivery of this sender can go, for lanes given as JSON; NULL = none waits.
SELECT min(max(d.due_at, p.not_before)) FROM post p JOIN delivery d ON d.post_id = p.id AND d.state = 'pending'
WHERE p.channel = :channel AND p.state = 'sending' AND p.mode = :mode AND p.not_after > :now
  AND p.lane IN (SELECT value FROM json_each(:lanes)) AND NOT (p.kind IN ('edit', 'withdraw') AND EXISTS (
    SELECT 1 FROM post w JOIN delivery x ON x.post_id = w.id AND x.recipient = 0
    WHERE w.item_id = p.item_id AND w.channel = p.channel AND w.kind = 'publish' AND x.state IN ('pending', 'sending', 'uncertain')))

-- :name tries row
SELECT spent, waits FROM delivery WHERE id = :id

-- :name reopen_refused count
-- Deliveries refused by the post's own fault: their recipients get the post when it has been mended.
UPDATE delivery SET state = 'pending', due_at = :now
WHERE post_id = :post_id AND state = 'failed' AND reason = :reason
  AND EXISTS (SELECT 1 FROM post p WHERE p.id = :post_id AND p.state = 'paused')

-- :name post_results row
SELECT count(*) AS total, count(*) FILTER (WHERE state = 'sent') AS sent, count(*) FILTER (WHERE state = 'failed') AS failed,
    count(*) FILTER (WHERE state = 'skipped') AS skipped, count(*) FILTER (WHERE state = 'uncertain') AS uncertain,
    count(*) FILTER (WHERE state IN ('pending', 'sending')) AS waiting, count(*) FILTER (WHERE rank = 1) AS held,
    sum((SELECT count(*) FROM attempt a WHERE a.delivery_id = outcome.id AND a.rank = 4)) AS delivered,
    count(*) FILTER (WHERE state = 'pending' AND reason = 'daily_limit') AS no_room,
    count(*) FILTER (WHERE state = 'pending' AND reason = 'own_quiet') AS own_quiet,
    count(*) FILTER (WHERE state = 'sent' AND recipient > 0 AND absent_at IS NOT NULL) AS again
FROM outcome WHERE post_id = :post_id

-- :name claimed rows
-- Deliveries that an earlier holder had claimed and not settled. Index: delivery_sending.
SELECT d.id, d.recipient, d.attempt, p.id AS post_id FROM delivery d INDEXED BY delivery_sending
CROSS JOIN post p ON p.id = d.post_id WHERE d.state = 'sending' AND +p.channel = :channel

-- :name unclaim many
-- Claimed, but the request never left.
UPDATE delivery SET state = 'pending', due_at = :now, reason = '', facts = '' WHERE id = :id AND attempt = :attempt AND state = 'sending'

-- :name suspend_subscriber count
UPDATE subscriber SET state = 'suspended', changed_at = :now WHERE state = 'active'
  AND id = (SELECT recipient FROM delivery WHERE id = :id)

-- :name suspend_unheard count
-- Suspends a citizen without any receipt for so many messages, the first of them sent so long ago.
UPDATE subscriber SET state = 'suspended', changed_at = :now WHERE state = 'active' AND unheard >= :times
  AND unheard_since <= :since AND id = (SELECT recipient FROM delivery WHERE id = :id)

-- :name no_marketing count
UPDATE subscriber SET no_marketing = 1, changed_at = :now, marketing_at = max(marketing_at, :now)
WHERE id = (SELECT recipient FROM delivery WHERE id = :id)

-- :name deliveries_for_settling rows
SELECT d.id, d.post_id, d.recipient, d.state, d.attempt, d.spent, d.waits, p.channel, p.kind, p.state AS post_state, p.not_after, p.lane, p.audience
FROM json_each(:ids) j JOIN delivery d ON d.id = CAST(j.value AS BIGINT) JOIN post p ON p.id = d.post_id

-- :name keep_receipts many
INSERT INTO receipt (remote_id, message, body, at) VALUES ('', :message, :body, :now)

-- :name kept_receipts rows
-- Index: attempt_message.
SELECT r.id, r.body, a.delivery_id, a.number FROM receipt r JOIN attempt a ON a.message = r.message AND a.rank < 4
    AND a.message <> ''
ORDER BY r.id

-- :name drop_receipts count
DELETE FROM receipt WHERE id IN (SELECT CAST(value AS BIGINT) FROM json_each(:ids))

-- :name no_silence_counts count
-- Of messages in doubt: their receipts may have been heard by a database that is lost.
UPDATE delivery SET absent_at = :now WHERE state = 'uncertain' AND recipient > 0 AND absent_at IS NULL

-- :name drop_old_receipts count
DELETE FROM receipt WHERE at < :before

-- :name uncertain rows
-- Index: delivery_uncertain.
SELECT d.id, d.attempt, d.attempted_at, d.absent_at, d.reason, p.id AS post_id, p.kind, p.lane, p.content, p.state AS post_state, p.not_after
FROM delivery d INDEXED BY delivery_uncertain CROSS JOIN post p ON p.id = d.post_id
WHERE d.state = 'uncertain' AND +p.channel = :channel AND p.created_at > :since ORDER BY d.id LIMIT :limit

-- :name emergency_in_doubt row
-- Whether it is unknown of a message of an emergency sent since a moment if it is out, and it may still go once more.
-- Index: delivery_uncertain.
SELECT 1 FROM delivery d JOIN post p ON p.id = d.post_id
WHERE d.state = 'uncertain' AND d.attempted_at > :since AND d.absent_at IS NULL AND p.channel = :channel AND p.rank = 0
  AND p.state IN ('sending', 'done') AND p.not_after > :now LIMIT 1

-- :name staff_number row
-- Of the staff's numbers (`canary`) the first that is subscribed. Index: subscriber_canary.
SELECT s.id FROM subscriber s WHERE s.canary = 1 AND s.state = 'active' AND s.mode = :mode
  AND (:mode <> 'testers' OR s.tester = 1) ORDER BY s.id LIMIT 1

-- :name post_was_held row
-- Whether the provider keeps messages of a post back, and has said so since a moment. Index: attempt_held.
SELECT 1 FROM attempt a INDEXED BY attempt_held CROSS JOIN delivery d ON d.id = a.delivery_id AND d.attempt = a.number
WHERE a.rank = 1 AND d.post_id = :post_id AND a.status_at > :since LIMIT 1

-- :name settle_absent count
UPDATE delivery SET absent_at = :now WHERE id = :id AND attempt = :attempt AND state = 'uncertain' AND absent_at IS NULL

-- :name newest_attempt row
SELECT 1 FROM delivery WHERE id = :id AND attempt = :attempt

-- :name known_of_another row
-- Whether this id on a page belongs to another delivery to the same page: every page has ids of its own. Index:
-- attempt_remote.
SELECT 1 FROM attempt a CROSS JOIN delivery d ON d.id = a.delivery_id CROSS JOIN post p ON p.id = d.post_id
WHERE a.remote_id = :remote_id AND a.remote_id <> '' AND a.rank < 4 AND d.id <> :id
    AND p.channel = (SELECT o.channel FROM delivery x JOIN post o ON o.id = x.post_id WHERE x.id = :id) LIMIT 1

-- :fragment taken_back
-- Somebody has asked to take the item back: it is not sent again.
EXISTS (SELECT 1 FROM post p JOIN publication o ON o.item_id = p.item_id AND o.channel = p.channel
      WHERE p.id = delivery.post_id AND p.kind = 'publish' AND o.taken_back_at IS NOT NULL)

-- :name settle_again count
-- Evidence of absence: it may be sent once more.
UPDATE delivery SET state = 'pending', due_at = :now, reason = :reason, facts = :facts, spent = spent + 1, absent_at = :now
WHERE id = :id AND attempt = :attempt AND state = 'uncertain'
  AND NOT {taken_back}

-- :name failed_pages rows
-- Posts that a page refused, or did not get in time, but for edits. Index: post_ended.
SELECT p.id, p.item_id, p.channel, p.kind, p.state, i.title, coalesce(nullif(d.reason, ''), p.reason) AS reason,
    CASE WHEN coalesce(d.reason, '') = '' THEN p.facts ELSE d.facts END AS facts FROM post p
JOIN item i ON i.id = p.item_id LEFT JOIN delivery d ON d.post_id = p.id AND d.recipient = 0
WHERE p.channel = :channel AND p.done_at > :since AND p.kind <> 'edit' AND (d.state = 'failed' OR (p.state = 'expired' AND (d.id IS NULL OR d.state = 'skipped')))

-- :fragment is_refused_edit
-- The newest edit of an item on a page, which the page has refused, or has not got in time. What only a person can do is
-- none of it. The item is still published there, and its event is not over.
p.channel = :channel AND p.kind = 'edit' AND p.created_at > :since AND d.reason <> 'by_hand'
    AND NOT EXISTS (SELECT 1 FROM post n WHERE n.item_id = p.item_id AND n.channel = p.channel AND n.revision >= p.revision
        AND n.id > p.id AND n.kind IN ('edit', 'withdraw'))
    AND EXISTS (SELECT 1 FROM publication o WHERE o.item_id = p.item_id AND o.channel = p.channel
        AND o.withdrawn_at IS NULL AND o.taken_back_at IS NULL AND o.revision < p.revision)
    AND coalesce(i.ends_at, i.starts_at, :now) >= :now

-- :name refused_edits rows
-- While one is tried again, it is one still. Index: post_edit.
SELECT p.id, p.item_id, p.channel, i.title, a.reason, a.facts FROM post p INDEXED BY post_edit
JOIN delivery d ON d.post_id = p.id AND d.recipient = 0 JOIN item i ON i.id = p.item_id
LEFT JOIN attempt a ON a.delivery_id = d.id AND a.number = d.attempt - CASE WHEN d.state = 'sending' THEN 1 ELSE 0 END
WHERE {is_refused_edit} AND d.attempt > 0
  AND (d.state IN ('failed', 'pending', 'sending') OR (p.state = 'expired' AND d.state = 'skipped'))

-- :name edits_to_try_again rows
-- Those whose next try is due: an hour after the last one, then later and later, at the latest after twelve. Index: post_edit.
SELECT p.id FROM post p INDEXED BY post_edit
JOIN delivery d ON d.post_id = p.id AND d.recipient = 0 JOIN item i ON i.id = p.item_id
WHERE {is_refused_edit} AND p.mode = :mode AND (d.state = 'failed' OR (p.state = 'expired' AND d.state = 'skipped'))
  AND p.state IN ('done', 'expired') AND p.done_at + min(43200.0, max(3600.0, p.done_at - p.created_at)) <= :now

-- :name uncertain_count value
SELECT count(*) FROM delivery d WHERE d.state = 'uncertain' AND d.attempted_at > :since

-- :name open_channels rows
-- Which of these senders have something due, half released, pending or uncertain. Indexes: post_open,
-- delivery_uncertain.
SELECT channel FROM post WHERE channel IN (SELECT value FROM json_each(:channels)) AND state = 'sending'
UNION SELECT channel FROM post WHERE channel IN (SELECT value FROM json_each(:channels)) AND state = 'due' AND due_at <= :now
UNION SELECT p.channel FROM delivery d JOIN post p ON p.id = d.post_id
WHERE d.state = 'uncertain' AND d.attempted_at > :since

-- :name subscriber_counts rows
SELECT state, count(*) AS n FROM subscriber GROUP BY state

-- :name remaining value
-- Deliveries still to be sent, and recipients not released yet. Indexes: post_open, delivery_pending.
SELECT coalesce(sum((SELECT count(*) FROM delivery d WHERE d.post_id = p.id AND d.state = 'pending')
    + CASE WHEN p.released_at IS NULL THEN max(p.release_to - p.release_from, 0) ELSE 0 END), 0)
FROM post p WHERE p.state = 'sending'

-- :name uncertain_of_post rows
-- Index: delivery_uncertain.
SELECT recipient, reason, facts FROM delivery WHERE post_id = :post_id AND state = 'uncertain' ORDER BY recipient

-- :name tray rows
-- Texts handed to staff and not ticked yet, with the newest text; an edit has a line of its own only if the item had been
-- shared before it. Index: post_open.
SELECT d.id, d.post_id, d.attempted_at, p.kind, i.title, coalesce((SELECT e.content FROM post e WHERE p.kind = 'publish'
    AND e.item_id = p.item_id AND e.channel = p.channel AND e.kind = 'edit' AND e.state = 'done'
    ORDER BY e.revision DESC LIMIT 1), p.content) AS content
FROM post p JOIN item i ON i.id = p.item_id JOIN outcome d ON d.post_id = p.id AND d.recipient = 0
WHERE p.channel = :channel AND p.state IN ('sending', 'done') AND d.state = 'sent' AND d.rank < 4 AND (p.kind <> 'edit' OR (
    EXISTS (SELECT 1 FROM post q JOIN outcome t ON t.post_id = q.id AND t.recipient = 0
        WHERE q.item_id = p.item_id AND q.channel = p.channel AND q.kind = 'publish' AND t.rank >= 4
        AND t.status_at < d.attempted_at)
    AND NOT EXISTS (SELECT 1 FROM post n WHERE n.item_id = p.item_id AND n.channel = p.channel AND n.kind = 'edit'
        AND n.revision > p.revision AND n.state = 'done')))
ORDER BY p.rank, d.id

-- :name in_tray row
SELECT d.attempt FROM outcome d WHERE d.id = :id AND d.state = 'sent' AND d.known_as LIKE 'tray:%' AND d.rank < 4

-- :name ticked rows
-- Texts of the tray that staff have ticked since a moment, of posts put there since another. Index: post_ended.
SELECT d.id, d.status_at, i.title, p.kind FROM post p INDEXED BY post_ended JOIN item i ON i.id = p.item_id
JOIN outcome d ON d.post_id = p.id AND d.recipient = 0
WHERE p.channel = :channel AND p.done_at > :after AND d.state = 'sent' AND d.known_as LIKE 'tray:%' AND d.rank >= 4
  AND d.status_at >= :since
ORDER BY d.status_at DESC

-- :name untick value
-- The tick of a person's, taken back: the text waits again. No provider's report is ever taken back.
UPDATE attempt SET rank = 2, status = 'sent' WHERE delivery_id = :id AND rank = 4 AND remote_id LIKE 'tray:%'
  AND status_at >= :since AND number = (SELECT d.attempt FROM delivery d WHERE d.id = :id AND d.state = 'sent')
RETURNING delivery_id

-- :name tally_unticked count
UPDATE tally SET n = n - 1 WHERE what = 'delivered' AND post_id = (SELECT d.post_id FROM delivery d WHERE d.id = :id)

-- :name failed_of_post rows
-- Why deliveries of a post failed, the most frequent reason first; `recipient`: 0 = the page, else one of the citizens.
-- Index: the UNIQUE key of delivery, so that all of the post's deliveries are walked.
SELECT min(recipient) AS recipient, reason, facts, count(*) AS n FROM delivery WHERE post_id = :post_id AND state = 'failed'
GROUP BY reason, facts ORDER BY n DESC, reason LIMIT 5

-- :name expected value
-- About how many messages wait to go now, at most `most`; for a broadcast not released yet, whose recipients nobody has
-- counted, the number of all citizens.
-- Indexes: post_open, delivery_pending, post_unreleased.
SELECT (SELECT count(*) FROM (SELECT 1 FROM post p JOIN delivery d ON d.post_id = p.id AND d.state = 'pending' AND d.due_at <= :now
        WHERE p.channel = :channel AND p.state = 'sending' AND p.mode = :mode AND p.not_before <= :now LIMIT :most) AS few)
    + CASE WHEN EXISTS (SELECT 1 FROM post WHERE channel = :channel AND released_at IS NULL AND state IN ('due', 'sending') AND due_at <= :now
            AND not_before <= :now)
        THEN (SELECT coalesce(max(id), 0) FROM subscriber) ELSE 0 END

-- :name may_leave rows
-- Which of these posts, given as JSON, may still go out at this very moment through this lease.
SELECT p.id FROM post p JOIN sender ON sender.name = p.channel
WHERE p.id IN (SELECT CAST(value AS BIGINT) FROM json_each(:posts)) AND p.state = 'sending' AND p.not_after > :now
  AND sender.holder = :holder AND sender.epoch = :epoch AND sender.not_before <= :now
  AND (sender.halted = '' OR 0 < sender.halted_until AND sender.halted_until <= :now OR sender.protective = 1 AND p.rank = 0)
  AND {still_here}

-- :fragment given_attempts
-- Attempts given as JSON, each with its delivery and its number.
(SELECT CAST(json_extract(value, '$.delivery') AS BIGINT) AS delivery, CAST(json_extract(value, '$.number') AS BIGINT) AS number
    FROM json_each(:attempts)) AS g

-- :name answer_attempts count
-- The outcomes of attempts, each once, given as JSON. A certain outcome stays; only an uncertain one, or the row of a
-- receipt that came before the answer, is overwritten.
INSERT INTO attempt (delivery_id, number, at, outcome, code, reason, facts, remote_id, message, status, rank, status_at)
SELECT d.id, CAST(json_extract(value, '$.number') AS BIGINT), :now, json_extract(value, '$.outcome'), json_extract(value, '$.code'),
    json_extract(value, '$.reason'), json_extract(value, '$.facts'), json_extract(value, '$.remote_id'),
    json_extract(value, '$.message'), json_extract(value, '$.status'),
    CAST(json_extract(value, '$.rank') AS BIGINT), :now
FROM json_each(:attempts), delivery d WHERE d.id = CAST(json_extract(value, '$.delivery') AS BIGINT)
ON CONFLICT (delivery_id, number) DO UPDATE SET outcome = excluded.outcome, code = excluded.code, reason = excluded.reason,
    facts = excluded.facts,
    remote_id = CASE attempt.remote_id WHEN '' THEN excluded.remote_id ELSE attempt.remote_id END,
    message = CASE attempt.message WHEN '' THEN excluded.message ELSE attempt.message END
WHERE attempt.outcome IN ('', 'uncertain')

-- :name answer_sent count
-- Attempts were accepted, unless a receipt has said meanwhile that this very attempt failed. A later attempt under way
-- waits for its own answer.
UPDATE delivery SET state = 'sent', reason = '', facts = '' FROM {given_attempts}
WHERE delivery.id = g.delivery
  AND (delivery.state IN ('uncertain', 'pending', 'skipped') OR (delivery.state = 'sending' AND delivery.attempt = g.number))
  AND EXISTS (SELECT 1 FROM attempt a WHERE a.delivery_id = g.delivery AND a.number = g.number AND a.rank <> 3)

-- :fragment is_accepted
-- Some attempt of the delivery was accepted, and has not failed since.
EXISTS (SELECT 1 FROM attempt a WHERE a.delivery_id = :id AND (a.outcome = 'sent' OR a.rank > 0) AND a.rank <> 3)

-- :name answer_other row
-- An attempt was not accepted, or its outcome is unknown. If another attempt is proven, the delivery is `sent` instead.
UPDATE delivery SET spent = spent + :spends, waits = waits + :waits, due_at = coalesce(:due_at, due_at),
    reason = CASE WHEN {is_accepted} THEN '' ELSE :reason END,
    facts = CASE WHEN {is_accepted} THEN '' ELSE :facts END,
    state = CASE WHEN {is_accepted} THEN 'sent' ELSE :state END
WHERE id = :id AND attempt = :attempt AND (state = 'sending' OR (state = 'uncertain' AND :state <> 'uncertain'))
RETURNING state

-- :name attempts_by_message rows
-- The attempts of these messages, given by the hashes of their ids as JSON. Index: attempt_message.
SELECT a.message, a.delivery_id, a.number FROM json_each(:ids) j
JOIN attempt a ON a.message = j.value AND a.message <> '' AND a.rank < 4

-- :name note_receipts rows
-- The provider's reports on attempts, each once, given as JSON. They may come before our own record; the rank only rises.
INSERT INTO attempt (delivery_id, number, at, outcome, message, status, rank, status_at)
SELECT d.id, r.number, :now, '', r.message, r.status, r.rank, r.at FROM (
    SELECT CAST(json_extract(value, '$.delivery') AS BIGINT) AS delivery, CAST(json_extract(value, '$.number') AS BIGINT) AS number,
        json_extract(value, '$.message') AS message, json_extract(value, '$.status') AS status,
        CAST(json_extract(value, '$.rank') AS BIGINT) AS rank, CAST(json_extract(value, '$.at') AS DOUBLE PRECISION) AS at
    FROM json_each(:attempts)) AS r JOIN delivery d ON d.id = r.delivery
WHERE r.number > 0 AND r.number <= d.attempt
ON CONFLICT (delivery_id, number) DO UPDATE SET status = excluded.status, rank = excluded.rank, status_at = excluded.status_at,
    message = CASE attempt.message WHEN '' THEN excluded.message ELSE attempt.message END
WHERE attempt.rank < excluded.rank
RETURNING delivery_id, number

-- :name receipts_prove rows
-- Attempts given as JSON were accepted: the citizens have the message, whatever we believed. A later attempt under way
-- waits for its own answer.
UPDATE delivery SET state = 'sent', reason = '', facts = '' FROM {given_attempts}
WHERE delivery.id = g.delivery AND delivery.state <> 'sent' AND (delivery.state <> 'sending' OR delivery.attempt = g.number)
RETURNING delivery.id, delivery.post_id

-- :name accepted row
SELECT 1 WHERE {is_accepted}

-- :name attempt_outcome row
SELECT outcome, reason, facts, at FROM attempt WHERE delivery_id = :id AND number = :attempt

-- :name receipt_fails count
UPDATE delivery SET state = :state, reason = :reason, facts = :facts, due_at = coalesce(:due_at, due_at), spent = spent + :spends, waits = waits + :waits
WHERE id = :id AND attempt = :attempt AND state IN ('sent', 'sending', 'uncertain') AND NOT {is_accepted}
  AND NOT (:state = 'pending' AND {taken_back})

-- :name settle_never count
-- The message is not out, and must not go out: it has been taken back, or its post has ended.
UPDATE delivery SET state = 'failed', reason = 'never_and_back', facts = '' WHERE id = :id AND attempt = :attempt AND state = 'uncertain'

-- :name settle_by_hand count
-- A person has found out by hand what this attempt came to.
UPDATE delivery SET state = :state, reason = :reason, facts = :facts, absent_at = CASE :state WHEN 'sent' THEN absent_at ELSE :now END,
    due_at = CASE :state WHEN 'pending' THEN :now ELSE due_at END
WHERE id = :id AND attempt = :attempt AND state = 'uncertain'

-- :name uncertain_of_item rows
SELECT d.id, d.attempt, d.recipient, p.id AS post_id, p.kind, p.channel, p.state AS post_state, p.not_after FROM post p
JOIN delivery d ON d.post_id = p.id AND d.state = 'uncertain'
WHERE p.item_id = :item_id AND (:channel = '' OR p.channel = :channel)

-- :name correct_late rows
-- Adds to a correction under way the citizens who have just turned out to have, or perhaps to have, the wrong text. Their
-- deliveries are given as JSON. `|| ''`: corrections are found by the UNIQUE key of post, not by their state.
INSERT INTO delivery (post_id, recipient, mode, due_at)
SELECT DISTINCT c.id, d.recipient, c.mode, :now FROM json_each(:ids) j JOIN delivery d ON d.id = CAST(j.value AS BIGINT)
JOIN post w ON w.id = d.post_id AND w.kind = 'publish'
JOIN post c ON c.item_id = w.item_id AND c.channel = w.channel AND c.kind IN ('follow-up', 'retract')
    AND (w.revision < c.revision OR c.kind = 'retract')
WHERE d.state IN ('sent', 'uncertain') AND d.recipient > 0 AND c.release_to IS NOT NULL AND c.release_to > 0
  AND c.state || '' IN ('sending', 'done', 'paused') AND NOT EXISTS (SELECT 1 FROM post n WHERE n.item_id = c.item_id
    AND n.channel = c.channel AND n.kind = c.kind AND n.revision > c.revision AND n.state NOT IN ('cancelled', 'expired'))
ON CONFLICT (post_id, recipient) DO UPDATE SET state = 'pending', due_at = excluded.due_at, reason = '', facts = ''
    WHERE delivery.state = 'skipped' AND delivery.reason = 'never_got_it'
RETURNING post_id

-- :name corrected rows
-- Corrections of these posts, given as JSON. Index: the UNIQUE key of post.
SELECT DISTINCT c.id FROM json_each(:posts) j JOIN post w ON w.id = CAST(j.value AS BIGINT) AND w.kind = 'publish'
JOIN post c ON c.item_id = w.item_id AND c.channel = w.channel AND c.kind IN ('follow-up', 'retract')

-- :name skip_abandoned rows
-- Unsent deliveries of a superseded post that no newer post will send, because that was cancelled or has expired.
UPDATE delivery SET state = 'skipped', reason = :reason, facts = '' WHERE state = 'pending' AND id IN (
    SELECT d.id FROM post p JOIN delivery d ON d.post_id = p.id AND d.state = 'pending'
    WHERE p.channel = :channel AND p.state = 'superseded' AND p.done_at > :since
      AND NOT EXISTS (SELECT 1 FROM post n WHERE n.item_id = p.item_id AND n.channel = p.channel AND n.kind = p.kind
        AND n.revision > p.revision AND n.state IN ('due', 'held', 'paused', 'sending', 'done')) LIMIT :limit)
RETURNING post_id

-- :name skip_ended rows
-- Skips the pending deliveries that a post has left when it ended. Index: delivery_pending.
UPDATE delivery SET state = 'skipped', reason = :reason, facts = '' WHERE state = 'pending' AND id IN (
    SELECT d.id FROM post p JOIN delivery d ON d.post_id = p.id AND d.state = 'pending'
    WHERE p.channel = :channel AND p.state = :reason AND p.done_at > :since LIMIT :limit)
RETURNING post_id

-- :name leave_to_newer count
UPDATE delivery SET state = 'skipped', reason = 'superseded', facts = '' WHERE id = :id AND state = 'pending'

-- :name leave_tray count
-- Texts that nobody has shared yet; on one channel, or on all (''). They need no correction.
UPDATE delivery SET state = 'skipped', reason = :reason, facts = '' WHERE state = 'sent' AND id IN (
    SELECT d.id FROM post p JOIN outcome d ON d.post_id = p.id AND d.state = 'sent' AND d.rank < 4 AND d.known_as LIKE 'tray:%'
    WHERE p.item_id = :item_id AND (:channel = '' OR p.channel = :channel) AND p.kind IN ('publish', 'edit', 'follow-up'))

-- :name yield_to_newer rows
-- Leaves to a newer revision the deliveries that older ones have not sent yet. Index: delivery_pending.
UPDATE delivery SET state = 'skipped', reason = 'superseded', facts = ''
WHERE state = 'pending' AND recipient > :above AND recipient <= :to AND post_id IN (
    SELECT id FROM post WHERE item_id = :item_id AND channel = :channel AND kind = :kind AND revision < :revision)
RETURNING post_id

-- :name has_leftovers value
-- Whether ended posts have left pending deliveries: mostly not. Indexes: post_ended, delivery_pending.
SELECT EXISTS (SELECT 1 FROM post p INDEXED BY post_ended JOIN delivery d ON d.post_id = p.id AND d.state = 'pending'
    WHERE p.channel = :channel AND p.done_at > :since AND p.state IN ('superseded', 'cancelled', 'expired')) AS seen

-- :name late_leftovers rows
-- Deliveries of superseded posts that became pending after their successor was released.
SELECT d.id, d.recipient, n.id AS newer, n.mode FROM post p
JOIN delivery d ON d.post_id = p.id AND d.state = 'pending'
JOIN post n ON n.item_id = p.item_id AND n.channel = p.channel AND n.kind = p.kind AND n.state IN ('sending', 'done')
    AND n.released_at IS NOT NULL AND n.revision > p.revision
WHERE p.channel = :channel AND p.state = 'superseded' AND p.done_at > :since LIMIT :limit

-- :name rest_again count
UPDATE delivery SET state = 'pending', due_at = :now, spent = 0, reason = '', facts = ''
WHERE post_id = :post_id AND state IN ('failed', 'skipped')

-- :fragment is_served
-- The subscriber belongs to this mode and has not left.
s.state = 'active' AND s.mode = :mode AND (:mode <> 'testers' OR s.tester = 1)

-- :fragment may_have_it
-- A delivery `b` of the post `a` that has arrived, or may arrive: what a post left behind when it ended may not.
b.state NOT IN ('skipped', 'failed') AND NOT (b.state = 'pending' AND a.state IN ('cancelled', 'expired'))

-- :fragment is_served_here
-- The same; by a path of theirs also those whom WhatsApp does not reach. Index: the UNIQUE key of path.
s.mode = :mode AND (:mode <> 'testers' OR s.tester = 1) AND (s.state = 'active' OR (s.state = 'suspended' AND EXISTS (
    SELECT 1 FROM path t WHERE t.subscriber = s.id AND t.channel = :channel)))

-- :fragment is_end_to
-- The end of an alert (`:phase`) is for those who got an alert since `:since`, or may still get it. It is for
-- everybody where none reached anybody, or where one is still to be released. Index: post_published.
(:phase <> 'alert over' OR :kind <> 'publish' OR EXISTS (
    SELECT 1 FROM post a INDEXED BY post_published JOIN delivery b ON b.post_id = a.id AND b.recipient = s.id
    WHERE a.kind = 'publish' AND a.created_at > :since AND a.channel = :channel AND a.lane = 'emergency'
      AND {may_have_it})
  OR NOT EXISTS (
    SELECT 1 FROM post a INDEXED BY post_published JOIN delivery b ON b.post_id = a.id
    WHERE a.kind = 'publish' AND a.created_at > :since AND a.channel = :channel AND a.lane = 'emergency'
      AND {may_have_it})
  OR EXISTS (
    SELECT 1 FROM post a INDEXED BY post_published WHERE a.kind = 'publish' AND a.created_at > :since AND a.channel = :channel
      AND a.lane = 'emergency' AND a.released_at IS NULL AND a.state IN ('due', 'held', 'paused', 'sending')))

-- :name release_to_subscribers count
-- One delivery for each subscriber of the range who has not had an earlier revision; a correction goes to exactly those
-- who may have got the news, an exercise to those who take part (as in `takes_part`). In the order of their ids, which is
-- also the order of claims and turns.
INSERT INTO delivery (post_id, recipient, mode, due_at)
SELECT :post_id, s.id, :mode, :now FROM subscriber s
WHERE s.id > :above AND s.id <= :to AND {is_served_here}
  AND (:exercise = '' OR s.canary = 1 OR s.tester = 1 OR s.drill = :exercise)
  AND NOT EXISTS (
    SELECT 1 FROM post p JOIN delivery d ON d.post_id = p.id AND d.recipient = s.id
    WHERE :kind NOT IN ('follow-up', 'retract', 'reminder') AND p.item_id = :item_id AND p.channel = :channel AND p.kind = :kind
      AND p.revision < :revision AND d.state NOT IN ('skipped', 'failed'))
  AND (:kind NOT IN ('follow-up', 'retract', 'reminder') OR EXISTS (
    SELECT 1 FROM post p JOIN delivery d ON d.post_id = p.id AND d.recipient = s.id
    WHERE p.item_id = :item_id AND p.channel = :channel AND p.kind = 'publish'
      AND (p.revision < :revision OR :kind <> 'follow-up') AND d.state IN ('sent', 'uncertain'))
    OR :kind = 'reminder' AND EXISTS (
    SELECT 1 FROM digest_item n JOIN post g ON g.id = n.post_id JOIN delivery y ON y.post_id = n.post_id
    WHERE n.item_id = :item_id AND +g.channel = :channel AND y.attempted_at <= :now - 21600 AND {was_in_their_digest}))
  AND (:kind <> 'reminder' OR s.reminders = 1)
  AND {is_news_to} AND {is_end_to}
ORDER BY s.id ON CONFLICT DO NOTHING

-- :name release_to_canaries count
-- Deliveries for the canaries (staff), who see every revision. Index: subscriber_canary.
INSERT INTO delivery (post_id, recipient, mode, due_at)
SELECT :post_id, s.id, :mode, :now FROM (SELECT id FROM subscriber WHERE canary = 1) AS c CROSS JOIN subscriber s ON s.id = c.id
WHERE s.id <= :last AND {is_served} AND {is_news_to}
ORDER BY s.id ON CONFLICT DO NOTHING

-- :name release_to_page count
-- A page gets an item once, and every change of it; of an exercise nothing.
INSERT INTO delivery (post_id, recipient, mode, due_at)
SELECT :post_id, 0, :mode, :now
WHERE :exercise = '' AND NOT EXISTS (
    SELECT 1 FROM post p JOIN delivery d ON d.post_id = p.id AND d.recipient = 0
    WHERE :kind IN ('publish', 'digest') AND p.item_id = :item_id AND p.channel = :channel AND p.kind = :kind
      AND p.revision < :revision AND d.state NOT IN ('skipped', 'failed'))
ON CONFLICT DO NOTHING

-- :name insert_delivery count
INSERT INTO delivery (post_id, recipient, mode, due_at) VALUES (:post_id, :recipient, :mode, :now) ON CONFLICT DO NOTHING

-- :name shared_by_hand row
SELECT 1 FROM post p JOIN outcome d ON d.post_id = p.id WHERE p.item_id = :item_id AND p.channel = :channel
    AND p.kind IN ('publish', 'follow-up') AND d.rank >= 4 LIMIT 1

-- :name write_to count
INSERT INTO delivery (post_id, recipient, mode, due_at) SELECT :post_id, CAST(value AS BIGINT), :mode, :now FROM json_each(:ids)

