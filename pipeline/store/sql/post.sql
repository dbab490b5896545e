-- :name insert_post
INSERT INTO post (item_id, channel, kind, revision, lane, rank, mode, category, template, audience, topics, zones, content, state,
    reason, created_at, due_at, not_after)
VALUES (:item_id, :channel, :kind, :revision, :lane, :rank, :mode, :category, :template, :audience, :topics, :zones, :content, :state,
    :reason, :now, :due_at, :not_after)
ON CONFLICT DO NOTHING RETURNING id

-- :name desk_item
SELECT item_id FROM alias WHERE name = :alias

-- :name insert_desk_item
INSERT INTO item (source, title, text, lane, published_at, first_seen_at) VALUES ('desk', :title, :text, :lane, :now, :now) RETURNING id

-- :name supersede_posts
UPDATE post SET state = 'superseded', done_at = :now
WHERE item_id = :item_id AND channel = :channel AND kind = :kind AND revision < :revision
  AND state IN ('due', 'held', 'paused', 'sending')

-- :name post
SELECT * FROM post WHERE id = :id

-- :name cancel_post
UPDATE post SET state = 'cancelled', reason = :reason, done_at = :now
WHERE id = :id AND state IN ('due', 'held', 'paused', 'sending')

-- :name cancel_unreleased
UPDATE post SET state = 'cancelled', reason = :reason, done_at = :now
WHERE item_id = :item_id AND kind = 'publish' AND state IN ('due', 'held', 'paused') AND release_to IS NULL
RETURNING channel, revision

-- :name pause_post
UPDATE post SET state = 'paused', reason = :reason WHERE id = :id AND state = 'sending'

-- :name approve_post
-- A held post becomes due, a paused one goes on where it was.
UPDATE post SET state = CASE state WHEN 'held' THEN 'due' ELSE 'sending' END, reason = '',
    content = :content, category = :category, template = :template, due_at = min(due_at, :now), not_after = max(not_after, :not_after),
    answered = 0, rejected = 0, fault = '', faults = 0, not_before = 0
WHERE id = :id AND state IN ('held', 'paused')

-- :name count_answers
UPDATE post SET answered = answered + :answered, rejected = rejected + :rejected WHERE id = :id

-- :name pause_rejected
-- The breaker: ten rejected, and a tenth of all. An emergency goes on.
UPDATE post SET state = 'paused', reason = rejected || ' of ' || answered || ' rejected'
WHERE id = :id AND state = 'sending' AND lane <> 'emergency' AND rejected >= 10 AND rejected * 10 >= answered

-- :name set_content
UPDATE post SET content = :content, template = :template, category = :category WHERE id = :id

-- :name drop_media
-- Its picture is uploaded anew before anything more is sent.
UPDATE post SET content = json_remove(content, '$.media') WHERE id = :id AND content <> ''

-- :name held_posts
SELECT p.*, i.title, i.link FROM post p JOIN item i ON i.id = p.item_id
WHERE p.state IN ('held', 'paused') ORDER BY p.item_id, p.channel

-- :name expire_posts
-- Nothing goes out after its time, not even the rest of a broadcast. Index: post_open.
UPDATE post SET state = 'expired', reason = 'not sent in time', done_at = :now
WHERE channel = :channel AND state IN ('due', 'held', 'paused', 'sending') AND not_after <= :now

-- :name drop_other_modes
UPDATE post SET state = 'cancelled', reason = 'the mode changed to ' || :mode, done_at = :now
WHERE channel = :channel AND state IN ('due', 'held', 'paused', 'sending') AND mode <> :mode

-- Release ------------------------------------------------------------------------------------------

-- :name next_release
-- The most urgent post that is due or half released, and does not wait for its wave. Index: post_unreleased, which holds
-- no replies.
SELECT * FROM post WHERE channel = :channel AND released_at IS NULL AND state IN ('due', 'sending') AND mode = :mode
  AND lane IN (SELECT value FROM json_each(:lanes)) AND not_after > :now AND (state = 'sending' OR due_at <= :now)
  AND wave NOT IN ('first', 'held') AND wave_until <= :now
ORDER BY rank, due_at, id LIMIT 1

-- :name next_release_due
-- When the next post of these lanes is to be released; NULL = none waits. A wave is watched meanwhile. Index:
-- post_unreleased.
SELECT min(CASE WHEN state = 'due' THEN due_at WHEN wave = 'held' THEN wave_until
    WHEN wave IN ('canary', 'first') THEN min(max(wave_until, :now), :now + 1) ELSE :now END) FROM post
WHERE channel = :channel AND released_at IS NULL AND state IN ('due', 'sending') AND mode = :mode AND not_after > :now
  AND lane IN (SELECT value FROM json_each(:lanes))

-- :name begin_release
UPDATE post SET state = 'sending', release_to = coalesce(release_to,
    CASE WHEN :broadcast THEN (SELECT coalesce(max(id), 0) FROM subscriber) ELSE 0 END),
    turn_from = CASE WHEN release_to IS NULL AND :broadcast THEN min(
        coalesce((SELECT turn FROM sender WHERE name = post.channel), 0), (SELECT coalesce(max(id), 0) FROM subscriber))
        ELSE turn_from END
WHERE id = :id
RETURNING *

-- :name release_to_canaries
-- The staff, who see every revision. Index: subscriber_canary.
INSERT INTO delivery (post_id, recipient, mode, due_at)
SELECT :post_id, s.id, :mode, :now FROM (SELECT id FROM subscriber WHERE canary = 1) AS c CROSS JOIN subscriber s
WHERE s.id = c.id AND s.id <= :last AND s.state = 'active' AND s.mode = :mode AND (:mode <> 'testers' OR s.tester = 1)
ON CONFLICT DO NOTHING

-- :name next_active
SELECT id FROM subscriber WHERE id > :from AND id <= :to AND state = 'active' AND mode = :mode
  AND (:mode <> 'testers' OR tester = 1)
ORDER BY id LIMIT :limit

-- :name set_wave
UPDATE post SET wave = :wave, wave_until = :until, reason = :reason WHERE id = :id

-- :name posts_in_wave
-- Index: post_unreleased.
SELECT id, wave, wave_until FROM post WHERE channel = :channel AND released_at IS NULL AND state = 'sending'
  AND state IN ('due', 'sending') AND wave IN ('first', 'held')

-- :name wave_results
-- Of those released so far: who was written to, of whom the provider has told, whom it keeps back. Who has no room today
-- does not count.
SELECT count(*) AS total, coalesce(sum(state NOT IN ('pending', 'sending')), 0) AS out, coalesce(sum(held), 0) AS held,
    coalesce(sum(provider_rank >= 3 OR state IN ('failed', 'skipped') OR held), 0) AS answered
FROM delivery WHERE post_id = :post_id AND reason <> 'daily limit'

-- :name yield_to_newer
-- What an older revision has not sent yet is left to the newer one. Index: delivery_pending.
UPDATE delivery SET state = 'skipped', reason = 'superseded'
WHERE state = 'pending' AND recipient > :from AND recipient <= :to AND post_id IN (
    SELECT id FROM post WHERE item_id = :item_id AND channel = :channel AND kind = :kind AND revision < :revision)

-- :name release_to_subscribers
-- One delivery for each subscriber of the range who has not had an earlier revision; what corrects news goes to exactly
-- those who may have got it.
INSERT INTO delivery (post_id, recipient, mode, due_at)
SELECT :post_id, s.id, :mode, :now FROM subscriber s
WHERE s.id > :from AND s.id <= :to AND s.state = 'active' AND s.mode = :mode AND (:mode <> 'testers' OR s.tester = 1)
  AND NOT EXISTS (
    SELECT 1 FROM post p JOIN delivery d ON d.post_id = p.id AND d.recipient = s.id
    WHERE :kind NOT IN ('follow-up', 'retract') AND p.item_id = :item_id AND p.channel = :channel AND p.kind = :kind
      AND p.revision < :revision AND d.state NOT IN ('skipped', 'failed'))
  AND (:kind NOT IN ('follow-up', 'retract') OR EXISTS (
    SELECT 1 FROM post p JOIN delivery d ON d.post_id = p.id AND d.recipient = s.id
    WHERE p.item_id = :item_id AND p.channel = :channel AND p.kind = 'publish' AND d.state IN ('sent', 'uncertain')))
ON CONFLICT DO NOTHING

-- :name release_to_page
-- A page gets an item once, and every change of it.
INSERT INTO delivery (post_id, recipient, mode, due_at)
SELECT :post_id, 0, :mode, :now
WHERE NOT EXISTS (
    SELECT 1 FROM post p JOIN delivery d ON d.post_id = p.id AND d.recipient = 0
    WHERE :kind IN ('publish', 'digest') AND p.item_id = :item_id AND p.channel = :channel AND p.kind = :kind
      AND p.revision < :revision AND d.state NOT IN ('skipped', 'failed'))
ON CONFLICT DO NOTHING

-- :name published_posts
-- Of an item, the newest on each channel that somebody may have seen, and the provider's id of it.
SELECT p.channel, max(p.revision) AS revision, p.lane, i.title, r.remote_id, r.withdrawn_at FROM post p
JOIN item i ON i.id = p.item_id LEFT JOIN remote_post r ON r.post_id = p.id
WHERE p.item_id = :item_id AND p.kind = 'publish' AND (:channel = '' OR p.channel = :channel)
  AND EXISTS (SELECT 1 FROM delivery d WHERE d.post_id = p.id AND d.state IN ('sent', 'uncertain', 'sending'))
GROUP BY p.channel ORDER BY p.channel

-- :name take_back_again
-- A retraction that was cancelled, not sent in time, or refused.
UPDATE post SET state = CASE WHEN release_to IS NULL THEN 'due' ELSE 'sending' END, reason = '', done_at = NULL,
    due_at = :now, not_after = :not_after
WHERE item_id = :item_id AND channel = :channel AND revision = :revision AND kind = :kind AND (state IN ('cancelled', 'expired')
    OR (state = 'done' AND EXISTS (SELECT 1 FROM delivery d WHERE d.post_id = post.id AND d.state IN ('failed', 'skipped'))))
RETURNING id

-- :name rest_again
UPDATE delivery SET state = 'pending', due_at = :now, spent = 0, reason = ''
WHERE post_id = :post_id AND state IN ('failed', 'skipped')

-- :name leave_tray
-- What nobody has shared yet need not be corrected.
UPDATE delivery SET state = 'skipped', reason = 'retracted' WHERE state = 'sent' AND provider_rank < 4 AND post_id IN (
    SELECT id FROM post WHERE item_id = :item_id AND channel = :channel AND kind IN ('publish', 'edit', 'follow-up'))

-- :name shared_by_hand
SELECT 1 FROM post p JOIN delivery d ON d.post_id = p.id WHERE p.item_id = :item_id AND p.channel = :channel
    AND p.kind IN ('publish', 'follow-up') AND d.provider_rank >= 4 LIMIT 1

-- :name newest_content
-- Of an item on a page, as it is or will be read there.
SELECT content, kind FROM post WHERE item_id = :item_id AND channel = :channel AND kind IN ('publish', 'edit', 'follow-up')
  AND state IN ('due', 'sending', 'done') ORDER BY revision DESC LIMIT 1

-- :name unsettled
-- Whether an item's publishing on a page is still open: what changes it must wait.
SELECT 1 FROM post p JOIN delivery d ON d.post_id = p.id AND d.recipient = 0
WHERE p.item_id = :item_id AND p.channel = :channel AND p.kind = 'publish' AND d.state IN ('pending', 'sending', 'uncertain') LIMIT 1

-- :name remote_of
-- What a change of an item concerns: the provider's id of what we published.
SELECT r.remote_id, r.withdrawn_at FROM post p JOIN remote_post r ON r.post_id = p.id
WHERE p.item_id = :item_id AND p.channel = :channel AND p.kind = 'publish' ORDER BY p.revision DESC LIMIT 1

-- :name release_progress
UPDATE post SET release_from = :to, released_at = CASE WHEN :to >= release_to THEN :now END WHERE id = :id

-- :name late_leftovers
-- Deliveries of superseded posts that became pending after their successor was released.
SELECT d.id, d.recipient, n.id AS newer, n.mode FROM post p
JOIN delivery d ON d.post_id = p.id AND d.state = 'pending'
JOIN post n ON n.item_id = p.item_id AND n.channel = p.channel AND n.kind = p.kind AND n.state IN ('sending', 'done')
    AND n.released_at IS NOT NULL AND n.revision > p.revision
WHERE p.channel = :channel AND p.state = 'superseded' AND p.done_at > :since

-- :name skip_abandoned
-- What a superseded post has not sent, where no newer one will: it was cancelled or has expired.
UPDATE delivery SET state = 'skipped', reason = 'superseded' WHERE state = 'pending' AND post_id IN (
    SELECT p.id FROM post p WHERE p.channel = :channel AND p.state = 'superseded' AND p.done_at > :since
      AND NOT EXISTS (SELECT 1 FROM post n WHERE n.item_id = p.item_id AND n.channel = p.channel AND n.kind = p.kind
        AND n.revision > p.revision AND n.state IN ('due', 'held', 'paused', 'sending', 'done')))

-- :name leave_to_newer
UPDATE delivery SET state = 'skipped', reason = 'superseded' WHERE id = :id AND state = 'pending'

-- :name insert_delivery
INSERT INTO delivery (post_id, recipient, mode, due_at) VALUES (:post_id, :recipient, :mode, :now) ON CONFLICT DO NOTHING

-- :name skip_ended
-- Nothing pending stays behind a post that has ended. Index: delivery_pending.
UPDATE delivery SET state = 'skipped', reason = :state WHERE state = 'pending' AND post_id IN (
    SELECT id FROM post WHERE channel = :channel AND state = :state AND done_at > :since)

-- :name target_posts
-- Posts of an item that have not ended; of one channel, or of all ('').
SELECT p.*, i.title, i.link FROM post p JOIN item i ON i.id = p.item_id
WHERE p.item_id = :item_id AND p.kind <> 'reply' AND (:channel = '' OR p.channel = :channel)
  AND p.state IN ('due', 'held', 'paused', 'sending')
ORDER BY p.channel

-- :name hold_by_hand
UPDATE post SET state = CASE WHEN state = 'due' THEN 'held' ELSE 'paused' END, reason = :reason
WHERE id = :id AND state IN ('due', 'sending')

-- :name waits_in_lanes
-- Whether anything of these lanes should be going out now.
SELECT 1 FROM post WHERE channel = :channel AND lane IN (SELECT value FROM json_each(:lanes))
  AND (state = 'sending' OR (state = 'due' AND due_at <= :now)) AND not_after > :now LIMIT 1

-- :name emergency_waits
-- Rank 0. Index: post_open.
SELECT 1 FROM post WHERE channel = :channel AND rank = 0 AND not_after > :now AND ((state = 'due' AND due_at <= :now)
  OR (state = 'sending' AND (released_at IS NULL
    OR EXISTS (SELECT 1 FROM delivery d WHERE d.post_id = post.id AND d.state = 'pending' AND d.due_at <= :now)))) LIMIT 1
