-- After the clock was set back: times that were written while it was ahead. Whole tables are walked, which is rare.
-- A time of ours is never in the future but by what is added to it.

-- :name misjudged_posts rows
-- Posts that are held because their items seemed old.
SELECT p.id FROM post p JOIN item i ON i.id = p.item_id
WHERE i.first_seen_at > :now AND p.state = 'held' AND p.reason = 'back_dated'

-- :name forget_misjudged count
-- Names of items that nobody got because they seemed old: the next reading judges them anew.
DELETE FROM alias WHERE item_id IN (SELECT i.id FROM item i WHERE i.first_seen_at > :now
    AND EXISTS (SELECT 1 FROM decision d WHERE d.item_id = i.id AND d.reason IN ('stale', 'over', 'back_dated'))
    AND NOT EXISTS (SELECT 1 FROM post p WHERE p.item_id = i.id AND p.reason <> 'clock_ahead'))

-- :name mend_items count
UPDATE item SET first_seen_at = CASE WHEN first_seen_at > :now THEN :now ELSE first_seen_at END,
    missing_at = CASE WHEN missing_at > :now THEN :now ELSE missing_at END
WHERE first_seen_at > :now OR missing_at > :now

-- :name mend_feeds count
-- All are read once more, as a whole.
UPDATE feed SET etag = '', last_modified = '', body_hash = '', next_poll_at = 0, hub_until = 0, page_read_at = 0,
    polled_at = CASE WHEN polled_at > :now THEN 0 ELSE polled_at END,
    baseline_at = CASE WHEN baseline_at > :now THEN :now ELSE baseline_at END,
    alarm_at = CASE WHEN alarm_at > :now THEN :now ELSE alarm_at END

-- :name mend_page_links count
UPDATE page_link SET since = :now WHERE since > :now

-- :name revive_posts rows
-- What has expired by a clock that was ahead, and may still go: it stands as it stood before. What ended in its time
-- (a tick or two after it, at most) has truly expired, and the clock is wrong now.
UPDATE post SET state = json_extract(facts, '$.was'), reason = coalesce(json_extract(facts, '$.why'), ''), facts = '', done_at = NULL
WHERE state = 'expired' AND reason = 'not_in_time' AND done_at > :now AND not_after > :now
    AND done_at > not_after + 900 AND facts <> ''
RETURNING id, item_id, channel, revision, kind

-- :name mend_posts count
-- What was made in the future keeps its span of life.
UPDATE post SET not_after = CASE WHEN created_at > :now THEN :now + (not_after - created_at) ELSE not_after END,
    due_at = CASE WHEN due_at > :now THEN :now ELSE due_at END,
    not_before = CASE WHEN not_before > :now THEN :now ELSE not_before END,
    wave_until = CASE WHEN wave_until > :now THEN :now ELSE wave_until END,
    counted_from = CASE WHEN counted_from > :now THEN :now ELSE counted_from END,
    created_at = CASE WHEN created_at > :now THEN :now ELSE created_at END,
    begun_at = CASE WHEN begun_at > :now THEN :now ELSE begun_at END,
    released_at = CASE WHEN released_at > :now THEN :now ELSE released_at END,
    done_at = CASE WHEN done_at > :now THEN :now ELSE done_at END
WHERE created_at > :now OR due_at > :now OR not_before > :now OR wave_until > :now OR counted_from > :now
    OR released_at > :now OR begun_at > :now OR done_at > :now

-- :name mend_pending count
-- Index: delivery_pending.
UPDATE delivery SET due_at = :now WHERE state = 'pending' AND id IN (
    SELECT d.id FROM post p CROSS JOIN delivery d INDEXED BY delivery_pending ON d.post_id = p.id AND d.state = 'pending' AND d.due_at > :now
    WHERE p.state IN ('sending', 'paused'))

-- :name mend_doubt count
-- Index: delivery_uncertain.
UPDATE delivery SET attempted_at = CASE WHEN attempted_at > :now THEN :now ELSE attempted_at END,
    absent_at = CASE WHEN absent_at > :now THEN :now ELSE absent_at END
WHERE state = 'uncertain' AND (attempted_at > :now OR absent_at > :now)

-- :name open_expired count
-- Indexes: the UNIQUE key of delivery.
UPDATE delivery SET state = 'pending', due_at = :now, reason = '', facts = ''
WHERE state = 'skipped' AND reason = 'expired' AND post_id IN (SELECT CAST(value AS BIGINT) FROM json_each(:posts))

-- :name mend_welcomes count
UPDATE subscriber SET welcome = 'pending' WHERE welcome = 'failed' AND state = 'active' AND welcome_delivery IN (
    SELECT d.id FROM delivery d WHERE d.state = 'pending' AND d.post_id IN (SELECT CAST(value AS BIGINT) FROM json_each(:posts)))

-- :name mend_senders count
-- Of a receipt from the future nobody knows when it came.
UPDATE sender SET receipt_at = CASE WHEN receipt_at > :now THEN 0 ELSE receipt_at END,
    silent_from = CASE WHEN silent_from > :now THEN :now ELSE silent_from END, asked_at = 0,
    not_before = CASE WHEN not_before > :now THEN :now ELSE not_before END,
    halted_at = CASE WHEN halted_at > :now THEN :now ELSE halted_at END,
    halted_until = CASE WHEN halted_until > :now + 21600 THEN :now + 21600 ELSE halted_until END

-- :name mend_reached count
-- Index: subscriber_reached.
UPDATE subscriber SET reached_at = :now WHERE id IN (SELECT id FROM subscriber WHERE reached_at > :now AND reached_at > 0 LIMIT :limit)

-- :name mend_subscribers count
UPDATE subscriber SET unheard_since = CASE WHEN unheard_since > :now THEN :now ELSE unheard_since END,
    marketing_at = CASE WHEN marketing_at > :now THEN :now ELSE marketing_at END,
    forget_at = CASE WHEN forget_at > :now + 600 THEN :now + 600 ELSE forget_at END
WHERE unheard_since > :now OR marketing_at > :now OR forget_at > :now + 600

-- :name mend_told count
UPDATE told SET at = :now WHERE at > :now

-- :name mend_answered count
DELETE FROM answered WHERE at > :now

-- :name mend_templates count
UPDATE template SET told_at = CASE WHEN told_at > :now THEN 0 ELSE told_at END, seen_at = CASE WHEN seen_at > :now THEN :now ELSE seen_at END
WHERE told_at > :now OR seen_at > :now

-- :name mend_account_news count
UPDATE account_news SET at = :now WHERE at > :now

-- :name mend_alerts count
UPDATE alert SET told_at = :now WHERE told_at > :now

-- :name mend_uptime count
UPDATE uptime SET seen_at = :now WHERE seen_at > :now

-- :name forget_uptime count
DELETE FROM uptime WHERE started_at > :now

-- :name dated_settings rows
-- Times of looks that are due once a day, of the last run, and of the digest until which all has been told.
SELECT name, value FROM setting WHERE name = 'retained_at' OR name LIKE 'examined:%' OR name LIKE 'templates_at:%'
    OR name LIKE 'templates_later:%' OR name LIKE 'digest of %' OR name = 'ran_at'
