-- :name next_post
-- The oldest post of a lane with something to send now; by its rank, so that of thousands of replies the first is
-- found at once. Indexes: post_open, delivery_pending.
SELECT p.* FROM post p
WHERE p.channel = :channel AND p.state = 'sending' AND p.rank = :rank AND p.mode = :mode AND p.not_after > :now
  AND p.not_before <= :now
  AND EXISTS (SELECT 1 FROM delivery d WHERE d.post_id = p.id AND d.state = 'pending' AND d.due_at <= :now)
ORDER BY p.due_at, p.id LIMIT 1

-- :name claim_deliveries
-- Claims the next deliveries of one post and decides, at this very moment, about consent and choice: who has left or
-- never had the welcome is skipped, who still waits for the welcome's outcome waits; where the provider's daily limit is
-- used up (`full`), so does who was not written to since `reached_since`. Index: delivery_pending.
WITH next AS (
    SELECT d.id, CASE
        WHEN d.recipient = 0 THEN ''
        WHEN s.id IS NULL THEN 'unknown subscriber'
        WHEN p.lane = 'reply' THEN CASE WHEN s.phone_lookup IS NULL AND s.user_lookup IS NULL THEN 'number gone' ELSE '' END
        WHEN s.state <> 'active' THEN s.state
        WHEN s.mode <> d.mode OR (s.mode = 'testers' AND s.tester = 0) THEN 'other mode'
        WHEN s.welcome = 'failed' THEN 'welcome failed'
        WHEN p.category = 'MARKETING' AND s.no_marketing = 1 THEN 'no marketing'
        WHEN p.lane <> 'emergency' AND p.audience <> 'everyone' AND s.wants = 'urgent' THEN 'wants emergencies only'
        WHEN p.audience = 'now' AND s.wants = 'digest' THEN 'wants the digest'
        WHEN p.audience = 'digest' AND s.wants = 'all' THEN 'wants news at once'
        WHEN p.topics <> '' AND s.no_topics <> '' AND NOT EXISTS (
            SELECT 1 FROM json_each(p.topics) AS t WHERE instr(s.no_topics, '|' || t.value || '|') = 0) THEN 'other topics'
        WHEN p.zones <> '' AND s.zones <> '' AND NOT EXISTS (
            SELECT 1 FROM json_each(p.zones) AS z WHERE instr(s.zones, '|' || z.value || '|') > 0) THEN 'other zone'
        WHEN s.welcome = 'pending' AND s.welcome_delivery IS NOT d.id THEN CASE WHEN EXISTS (
            SELECT 1 FROM delivery w JOIN post l ON l.id = w.post_id WHERE w.id = s.welcome_delivery AND l.kind <> 'reply')
            THEN 'not confirmed yet' ELSE 'waits for the welcome' END
        WHEN :full AND s.reached_at <= :reached_since THEN 'daily limit'
        ELSE '' END AS verdict
    FROM delivery d JOIN post p ON p.id = d.post_id LEFT JOIN subscriber s ON s.id = d.recipient
    WHERE d.post_id = :post_id AND d.state = 'pending' AND d.due_at <= :now ORDER BY d.due_at, d.id LIMIT :limit)
UPDATE delivery SET
    attempt = attempt + 1, epoch = :epoch, attempted_at = :now, reason = next.verdict,
    due_at = CASE next.verdict WHEN 'daily limit' THEN :room_at ELSE :now + 5 END,
    state = CASE WHEN next.verdict = '' THEN 'sending'
        WHEN next.verdict IN ('waits for the welcome', 'daily limit') THEN 'pending' ELSE 'skipped' END
FROM next WHERE delivery.id = next.id
RETURNING delivery.id, delivery.recipient, delivery.attempt, delivery.state, delivery.reason

-- :name reached
-- Citizens given as JSON were just written to; whether they hear us, receipts will tell.
UPDATE subscriber SET reached_at = :now, unheard = unheard + 1,
    unheard_since = CASE unheard WHEN 0 THEN :now ELSE unheard_since END
WHERE id IN (SELECT value FROM json_each(:ids))

-- :name not_reached
-- How many of these citizens, given as JSON, were not written to since a moment.
SELECT count(*) FROM subscriber WHERE id IN (SELECT value FROM json_each(:ids)) AND reached_at <= :since

-- :name reached_count
-- Citizens written to since a moment. Index: subscriber_reached.
SELECT count(*) FROM subscriber WHERE reached_at > :since AND reached_at > 0

-- :name reached_at
-- When the citizen after the first `skip` of them was written to. Index: subscriber_reached.
SELECT reached_at FROM subscriber WHERE reached_at > :since AND reached_at > 0 ORDER BY reached_at LIMIT 1 OFFSET :skip

-- :name wait_for_room
-- The rest of a post whose recipients would go beyond the daily limit, in one go. Index: delivery_pending.
UPDATE delivery SET due_at = :room_at, reason = 'daily limit'
WHERE post_id = :post_id AND state = 'pending' AND due_at <= :now
  AND EXISTS (SELECT 1 FROM subscriber s WHERE s.id = delivery.recipient AND s.reached_at <= :reached_since)

-- :name take_turns
-- Who has no room now is the first of the next broadcast. Index: delivery_pending.
UPDATE sender SET turn = coalesce((SELECT d.recipient - 1 FROM delivery d
    WHERE d.post_id = :post_id AND d.state = 'pending' AND d.due_at = :room_at ORDER BY d.id LIMIT 1), turn)
WHERE name = :name

-- :name note_limit
UPDATE sender SET daily_limit = :limit, quality = CASE :quality WHEN '' THEN quality ELSE :quality END, asked_at = :now
WHERE name = :name

-- :name asked
UPDATE sender SET asked_at = :at WHERE name = :name

-- :name active_count
SELECT count(*) FROM subscriber WHERE state = 'active' AND mode = :mode AND (:mode <> 'testers' OR tester = 1)

-- :name heard
-- A delivery reached its citizen.
UPDATE subscriber SET unheard = 0 WHERE id = (SELECT recipient FROM delivery WHERE id = :id) AND unheard > 0

-- :name unreachable
-- Sent to at least twice and never reached since a moment. Index: subscriber_unheard.
SELECT id, phone, user_id FROM subscriber WHERE unheard >= 2 AND unheard_since < :before AND state IN ('active', 'suspended')

-- :name subscribed_count
SELECT count(*) FROM subscriber WHERE state IN ('active', 'suspended')

-- :name addresses
SELECT id, phone, user_id FROM subscriber WHERE id IN (SELECT value FROM json_each(:ids))

-- :name next_due
-- When the next delivery of this sender can go, for lanes given as JSON; NULL = none waits.
SELECT min(max(d.due_at, p.not_before)) FROM post p JOIN delivery d ON d.post_id = p.id AND d.state = 'pending'
WHERE p.channel = :channel AND p.state = 'sending' AND p.mode = :mode AND p.not_after > :now
  AND p.lane IN (SELECT value FROM json_each(:lanes))

-- :name answer_sent
UPDATE delivery SET state = 'sent', reason = '', remote_id = :remote_id, held = :held
WHERE id = :id AND state IN ('sending', 'uncertain', 'pending')

-- :name answer_failed
UPDATE delivery SET state = 'failed', reason = :reason
WHERE id = :id AND attempt = :attempt AND state IN ('sending', 'uncertain')

-- :name answer_retry
-- Certainly not sent: back to pending.
UPDATE delivery SET state = 'pending', spent = spent + :spends, waits = waits + :waits, due_at = :due_at, reason = :reason
WHERE id = :id AND attempt = :attempt AND state IN ('sending', 'uncertain')

-- :name answer_uncertain
UPDATE delivery SET state = 'uncertain', reason = :reason
WHERE id = :id AND attempt = :attempt AND state = 'sending'

-- :name insert_attempt
INSERT INTO attempt (delivery_id, number, at, outcome, code, reason) VALUES (:id, :attempt, :now, :outcome, :code, :reason)
ON CONFLICT DO NOTHING

-- :name tries
SELECT spent, waits FROM delivery WHERE id = :id

-- :name post_rests
UPDATE post SET not_before = max(not_before, :not_before) WHERE id = :id

-- :name note_fault
-- How many recipients of a post its provider has refused in a row with this code.
UPDATE post SET faults = CASE fault WHEN :code THEN faults + 1 ELSE 1 END, fault = :code WHERE id = :id RETURNING faults

-- :name no_fault
UPDATE post SET fault = '', faults = 0 WHERE id = :id AND faults > 0

-- :name pause_refused
UPDATE post SET state = 'paused', reason = :reason, done_at = NULL WHERE id = :id AND state IN ('sending', 'done') AND not_after > :now

-- :name reopen_refused
-- Refused for the post's own fault. The attempt number grows, so that a receipt that comes again is an earlier attempt's.
UPDATE delivery SET state = 'pending', attempt = attempt + 1, due_at = :now, provider_state = '', provider_rank = 0, held = 0
WHERE post_id = :post_id AND state = 'failed' AND reason LIKE :like
  AND EXISTS (SELECT 1 FROM post p WHERE p.id = :post_id AND p.state = 'paused')

-- :name insert_remote_post
INSERT INTO remote_post (post_id, remote_id, url, at) SELECT id, :remote_id, :url, :now FROM post
WHERE id = :post_id AND kind NOT IN ('edit', 'withdraw') ON CONFLICT DO NOTHING

-- :name note_withdrawal
-- After a post that takes down what was published.
UPDATE remote_post SET withdrawn_at = :now WHERE withdrawn_at IS NULL AND post_id IN (
    SELECT o.id FROM post p JOIN post o ON o.item_id = p.item_id AND o.channel = p.channel AND o.kind = 'publish'
    WHERE p.id = :post_id AND p.kind = 'withdraw')

-- :name finish_post
-- Done when all are released and nothing is pending or under way. Indexes: delivery_pending, delivery_sending.
UPDATE post SET state = 'done', done_at = :now
WHERE id = :id AND state = 'sending' AND released_at IS NOT NULL
  AND NOT EXISTS (SELECT 1 FROM delivery WHERE post_id = :id AND state = 'pending')
  AND NOT EXISTS (SELECT 1 FROM delivery WHERE post_id = :id AND state = 'sending')

-- :name reopen_post
UPDATE post SET state = 'sending', done_at = NULL WHERE id = :id AND state = 'done'

-- :name post_results
SELECT count(*) AS total, sum(state = 'sent') AS sent, sum(state = 'failed') AS failed, sum(state = 'skipped') AS skipped,
    sum(state = 'uncertain') AS uncertain, sum(state IN ('pending', 'sending')) AS waiting, sum(held) AS held,
    sum(state = 'sent' AND provider_state = 'delivered') AS delivered,
    sum(state = 'pending' AND reason = 'daily limit') AS no_room,
    sum(state = 'sent' AND recipient > 0 AND absent_at IS NOT NULL) AS again
FROM delivery WHERE post_id = :post_id

-- :name claimed
-- What an earlier holder had claimed and not settled. Indexes: post_open, delivery_sending.
SELECT d.id, d.recipient, d.attempt, p.id AS post_id FROM post p JOIN delivery d ON d.post_id = p.id AND d.state = 'sending'
WHERE p.channel = :channel

-- :name unclaim
-- Claimed, but the request never left.
UPDATE delivery SET state = 'pending', due_at = :now, reason = '' WHERE id = :id AND attempt = :attempt AND state = 'sending'

-- Senders ------------------------------------------------------------------------------------------

-- :name ensure_sender
INSERT INTO sender (name) VALUES (:name) ON CONFLICT DO NOTHING

-- :name sender
SELECT * FROM sender WHERE name = :name

-- :name lease_take
UPDATE sender SET holder = :holder, epoch = :epoch, expires_at = :expires_at WHERE name = :name

-- :name lease_renew
UPDATE sender SET expires_at = :expires_at WHERE name = :name AND epoch = :epoch AND holder = :holder

-- :name lease_give_up
UPDATE sender SET holder = '', idle_since = :now WHERE name = :name AND epoch = :epoch AND holder = :holder

-- :name holds_lease
SELECT 1 FROM sender WHERE name = :name AND epoch = :epoch AND holder = :holder

-- :name halt_sender
UPDATE sender SET halted = :reason, halted_at = :now, halted_until = :until, protective = :protective WHERE name = :name AND halted = ''

-- :name resume_sender
UPDATE sender SET halted = '', halted_at = 0, halted_until = 0, protective = 0, not_before = 0, pauses = 0, receipt_at = max(receipt_at, :now)
WHERE name = :name

-- :name slow_sender
-- One pause, however many messages were in the air.
UPDATE sender SET pauses = pauses + (not_before <= :now), not_before = max(not_before, :not_before) WHERE name = :name

-- :name pauses
-- In a row; that of this very moment does not count.
SELECT CASE WHEN not_before > :now THEN max(pauses - 1, 0) ELSE pauses END FROM sender WHERE name = :name

-- :name sender_goes_on
UPDATE sender SET pauses = 0 WHERE name = :name AND pauses > 0

-- :name halt_is_over
UPDATE sender SET halted = '', halted_at = 0, halted_until = 0 WHERE name = :name AND halted_until > 0 AND halted_until <= :now

-- :name seen_receipt
UPDATE sender SET receipt_at = max(receipt_at, :at) WHERE name = :name

-- :name unanswered_sends
-- Sends older than a moment that no receipt has answered, since the newest receipt of all.
SELECT count(*) FROM post p JOIN delivery d ON d.post_id = p.id
WHERE p.channel = :channel AND p.kind <> 'reply' AND p.state IN ('sending', 'done') AND coalesce(p.done_at, :now) > :since
  AND d.state = 'sent' AND d.provider_rank = 0 AND d.attempted_at > max(:receipt_at, :since) AND d.attempted_at < :before

-- :name suspend_subscriber
UPDATE subscriber SET state = 'suspended', changed_at = :now WHERE state = 'active'
  AND id = (SELECT recipient FROM delivery WHERE id = :id)

-- :name suspend_unheard
-- Of whom nothing has been heard for so many messages, the first of them so long ago.
UPDATE subscriber SET state = 'suspended', changed_at = :now WHERE state = 'active' AND unheard >= :times
  AND unheard_since <= :since AND id = (SELECT recipient FROM delivery WHERE id = :id)

-- :name no_marketing
UPDATE subscriber SET no_marketing = 1, changed_at = :now, marketing_at = max(marketing_at, :now)
WHERE id = (SELECT recipient FROM delivery WHERE id = :id)

-- Settling -----------------------------------------------------------------------------------------

-- :name delivery_for_settling
SELECT d.*, p.channel, p.state AS post_state, p.not_after, p.lane FROM delivery d JOIN post p ON p.id = d.post_id WHERE d.id = :id

-- :name delivery_by_remote
SELECT d.id FROM delivery d WHERE d.remote_id = :remote_id AND d.remote_id <> '' AND d.provider_rank < 4

-- :name receipt_proves
-- Any receipt proves that the provider had accepted it, whatever the attempt.
UPDATE delivery SET state = 'sent', reason = '', remote_id = CASE remote_id WHEN '' THEN :remote_id ELSE remote_id END
WHERE id = :id AND (state IN ('sending', 'uncertain', 'pending') OR (state = 'failed' AND :delivered))

-- :name receipt_status
-- Forward only.
UPDATE delivery SET provider_state = :status, provider_rank = :rank, provider_at = :at,
    held = CASE WHEN :status = 'held' THEN 1 ELSE 0 END
WHERE id = :id AND provider_rank < :rank

-- :name receipt_failed
UPDATE delivery SET state = 'failed', reason = :reason WHERE id = :id AND state = 'sent' AND provider_state = 'failed'

-- :name receipt_reopens
-- The attempt number grows, so that the same receipt coming again is known as one of an earlier attempt.
UPDATE delivery SET state = 'pending', attempt = attempt + 1, due_at = :due_at, spent = spent + :spends, waits = waits + :waits,
    reason = :reason, provider_state = '', provider_rank = 0, held = 0
WHERE id = :id AND attempt = :attempt AND state = 'sent' AND provider_state = 'failed'
  -- What has been taken back is not sent again.
  AND NOT EXISTS (SELECT 1 FROM post p JOIN post r ON r.item_id = p.item_id AND r.channel = p.channel
      AND r.kind IN ('withdraw', 'retract') AND r.state NOT IN ('cancelled', 'expired')
      WHERE p.id = delivery.post_id AND p.kind = 'publish')

-- :name keep_receipt
INSERT INTO receipt (remote_id, body, at) VALUES (:remote_id, :body, :now)

-- :name kept_receipts
SELECT r.id, r.body, d.id AS delivery_id FROM receipt r JOIN delivery d ON d.remote_id = r.remote_id AND d.provider_rank < 4
    AND d.remote_id <> ''
ORDER BY r.id

-- :name drop_receipt
DELETE FROM receipt WHERE id = :id

-- :name drop_old_receipts
DELETE FROM receipt WHERE at < :before

-- :name uncertain
SELECT d.id, d.attempt, d.attempted_at, d.absent_at, d.reason, p.id AS post_id, p.kind, p.lane, p.content, p.state AS post_state, p.not_after
FROM post p JOIN delivery d ON d.post_id = p.id AND d.state = 'uncertain'
WHERE p.channel = :channel AND p.created_at > :since ORDER BY d.id LIMIT :limit

-- :name post_was_held
SELECT 1 FROM delivery WHERE post_id = :post_id AND held = 1 LIMIT 1

-- :name settle_absent
UPDATE delivery SET absent_at = :now WHERE id = :id AND state = 'uncertain' AND absent_at IS NULL

-- :name settle_again
-- Evidence of absence: it may be sent once more.
UPDATE delivery SET state = 'pending', due_at = :now, reason = :reason, spent = spent + 1, absent_at = :now
WHERE id = :id AND attempt = :attempt AND state = 'uncertain'
  -- What has been taken back is not sent again.
  AND NOT EXISTS (SELECT 1 FROM post p JOIN post r ON r.item_id = p.item_id AND r.channel = p.channel
      AND r.kind IN ('withdraw', 'retract') AND r.state NOT IN ('cancelled', 'expired')
      WHERE p.id = delivery.post_id AND p.kind = 'publish')

-- :name settle_never
-- It is not there, and shall not be: it has been taken back.
UPDATE delivery SET state = 'failed', reason = 'never published, and taken back'
WHERE id = :id AND attempt = :attempt AND state = 'uncertain'
  AND EXISTS (SELECT 1 FROM post p JOIN post r ON r.item_id = p.item_id AND r.channel = p.channel
      AND r.kind IN ('withdraw', 'retract') AND r.state NOT IN ('cancelled', 'expired')
      WHERE p.id = delivery.post_id AND p.kind = 'publish')

-- Counting -----------------------------------------------------------------------------------------

-- :name delivery_counts
SELECT p.channel, d.state, count(*) AS n FROM delivery d JOIN post p ON p.id = d.post_id
WHERE p.kind <> 'reply' GROUP BY p.channel, d.state ORDER BY 1, 2

-- :name recent_posts
SELECT p.*, i.title, i.link FROM post p JOIN item i ON i.id = p.item_id
WHERE p.kind <> 'reply' ORDER BY p.id DESC LIMIT :limit

-- :name failed_pages
-- What a page refused, or did not get in time. Index: post_ended.
SELECT p.id, p.item_id, p.channel, p.kind, p.state, i.title, coalesce(nullif(d.reason, ''), p.reason) AS reason FROM post p
JOIN item i ON i.id = p.item_id LEFT JOIN delivery d ON d.post_id = p.id AND d.recipient = 0
WHERE p.channel = :channel AND p.done_at > :since AND (d.state = 'failed' OR (p.state = 'expired' AND (d.id IS NULL OR d.state = 'skipped')))

-- :name uncertain_count
SELECT count(*) FROM delivery d WHERE d.state = 'uncertain' AND d.attempted_at > :since

-- :name unconfirmed
-- Sent more than a day ago and not a word from the provider since.
SELECT p.channel, count(*) AS n FROM delivery d JOIN post p ON p.id = d.post_id
WHERE d.state = 'sent' AND d.provider_rank = 0 AND d.recipient > 0 AND d.attempted_at < :before AND d.attempted_at > :since
GROUP BY p.channel

-- :name open_channels
-- Which of these senders have something due, half released, pending or uncertain. Indexes: post_open,
-- delivery_uncertain.
SELECT channel FROM post WHERE channel IN (SELECT value FROM json_each(:channels)) AND state = 'sending'
UNION SELECT channel FROM post WHERE channel IN (SELECT value FROM json_each(:channels)) AND state = 'due' AND due_at <= :now
UNION SELECT p.channel FROM delivery d JOIN post p ON p.id = d.post_id
WHERE d.state = 'uncertain' AND d.attempted_at > :since

-- :name subscriber_counts
SELECT state, count(*) AS n FROM subscriber GROUP BY state

-- :name receipt_at
SELECT receipt_at FROM sender WHERE name = :name

-- :name waiting_senders
-- Senders stopped until a person has looked, with something to send.
SELECT name, halted FROM sender WHERE halted <> ''

-- :name remaining
-- Deliveries still to be sent, and recipients not released yet. Indexes: post_open, delivery_pending.
SELECT coalesce(sum((SELECT count(*) FROM delivery d WHERE d.post_id = p.id AND d.state = 'pending')
    + CASE WHEN p.released_at IS NULL THEN max(p.release_to - p.release_from, 0) ELSE 0 END), 0)
FROM post p WHERE p.state = 'sending'

-- :name uncertain_of_post
-- Index: delivery_uncertain.
SELECT recipient, reason FROM delivery WHERE post_id = :post_id AND state = 'uncertain' ORDER BY recipient

-- :name unlink_deliveries
-- Of posts long done: the delivery stays, and is nobody's. Its own number, negative, keeps the key unique.
UPDATE delivery SET recipient = -id WHERE id IN (
    SELECT d.id FROM post p JOIN delivery d ON d.post_id = p.id AND d.recipient > 0
    WHERE p.state IN ('done', 'superseded', 'cancelled', 'expired') AND coalesce(p.done_at, p.created_at) < :before
      AND d.state NOT IN ('pending', 'sending')
    LIMIT :limit)

-- :name tray
-- Handed to staff and not ticked, with the newest text; an edit by itself only of what had been shared before. Index:
-- post_open.
SELECT d.id, d.attempted_at, p.kind, i.title, coalesce((SELECT e.content FROM post e WHERE p.kind = 'publish'
    AND e.item_id = p.item_id AND e.channel = p.channel AND e.kind = 'edit' AND e.state = 'done'
    ORDER BY e.revision DESC LIMIT 1), p.content) AS content
FROM post p JOIN item i ON i.id = p.item_id JOIN delivery d ON d.post_id = p.id AND d.recipient = 0
WHERE p.channel = :channel AND p.state IN ('sending', 'done') AND d.state = 'sent' AND d.provider_rank < 4 AND (p.kind <> 'edit' OR (
    EXISTS (SELECT 1 FROM post q JOIN delivery t ON t.post_id = q.id AND t.recipient = 0
        WHERE q.item_id = p.item_id AND q.channel = p.channel AND q.kind = 'publish' AND t.provider_rank >= 4
        AND t.provider_at < d.attempted_at)
    AND NOT EXISTS (SELECT 1 FROM post n WHERE n.item_id = p.item_id AND n.channel = p.channel AND n.kind = 'edit'
        AND n.revision > p.revision AND n.state = 'done')))
ORDER BY p.rank, d.id

-- :name in_tray
SELECT d.attempt FROM delivery d WHERE d.id = :id AND d.state = 'sent' AND d.remote_id LIKE 'tray:%' AND d.provider_rank < 4