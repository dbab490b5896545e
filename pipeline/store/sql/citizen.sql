-- :name notice row
SELECT * FROM notice WHERE version = :version

-- :name keep_notice count
INSERT INTO notice (version, url, sha256, text, first_seen) VALUES (:version, :url, :sha256, :text, :now) ON CONFLICT DO NOTHING

-- :name agreed_to_older row
-- Imported subscribers agreed to no notice of ours; the current one applies to them. Index: consent_subscriber.
SELECT 1 FROM subscriber s WHERE s.state = 'active' AND (
    SELECT c.notice FROM consent c WHERE c.subscriber_id = s.id AND c.action = 'subscribed' ORDER BY c.id DESC LIMIT 1)
    NOT IN ('', :version) LIMIT 1

-- :name welcome_by count
UPDATE subscriber SET welcome = 'pending', welcome_delivery = (
    SELECT d.id FROM delivery d WHERE d.post_id = :post_id AND d.recipient = subscriber.id)
WHERE id IN (SELECT CAST(value AS BIGINT) FROM json_each(:ids))

-- :name quiet_subscribers rows
SELECT id FROM subscriber WHERE state = 'active' AND wants = 'urgent' AND mode = :mode AND welcome = 'accepted'
    AND since < :before AND reached_at < :before AND asked_at < :before AND preferred_at < :before

-- :name exported rows
SELECT s.*, c.words, c.notice, c.at AS agreed_at FROM subscriber s LEFT JOIN consent c ON c.id = (
    SELECT max(id) FROM consent WHERE subscriber_id = s.id AND action = 'subscribed')
WHERE s.state IN ('active', 'suspended') AND {has_these_keys} ORDER BY s.id

-- :name messages_to rows
-- Titles only, because the texts are the council's own news. Index: delivery_recipient.
SELECT i.title, i.source, d.attempted_at, d.state FROM delivery d JOIN post p ON p.id = d.post_id JOIN item i ON i.id = p.item_id
WHERE d.recipient = :recipient AND d.recipient > 0 AND d.state IN ('sent', 'uncertain') ORDER BY d.attempted_at

-- :name consent_count value
-- Lines are never deleted.
SELECT coalesce(max(id), 0) FROM consent

-- :fragment has_these_keys
-- The sandbox has keys of its own, and its citizens stay in the database when the service goes live.
(CASE mode WHEN 'off' THEN 1 ELSE 0 END) = (CASE :mode WHEN 'off' THEN 1 ELSE 0 END)

-- :name encrypted rows
SELECT id, phone, user_id FROM subscriber
WHERE id > :after AND (phone IS NOT NULL OR user_id IS NOT NULL) AND {has_these_keys} ORDER BY id LIMIT :limit

-- :name closed_identities rows
-- The newest citizens' numbers, with which a first look finds out whether keys are the right ones.
SELECT phone, phone_lookup, user_id, user_lookup FROM subscriber
WHERE (phone IS NOT NULL OR user_id IS NOT NULL) AND {has_these_keys} ORDER BY id DESC LIMIT :limit

-- :name newest_proof_key value
-- The name of the key of the ledger's newest line.
SELECT c.proof_key FROM consent c JOIN subscriber ON subscriber.id = c.subscriber_id
WHERE c.proof_key <> '' AND {has_these_keys} ORDER BY c.id DESC LIMIT 1

-- :name encrypt_anew count
-- Unless it has changed meanwhile: then the new key encrypted it.
UPDATE subscriber SET phone = :phone, user_id = :user_id
WHERE id = :id AND phone IS NOT DISTINCT FROM :old_phone AND user_id IS NOT DISTINCT FROM :old_user_id

-- :name restored_feeds count
-- All items on the portal count as published: a backup does not know what went out after it.
UPDATE feed SET baseline_at = NULL, etag = '', last_modified = '', body_hash = '', next_poll_at = 0

-- :name consents_by_hour rows
-- Joined and left since a moment, by the hour (whole hours since 1970). Index: consent_at.
SELECT CAST(at AS BIGINT) / 3600 AS hours, action, count(*) AS n FROM consent INDEXED BY consent_at
WHERE at > :since AND action IN ('subscribed', 'left') GROUP BY 1, 2

-- :name choices_made rows
-- What subscribers have chosen, without anybody's name. Walks the subscribers: for a page that people open now and then.
SELECT wants, count(*) AS n, count(*) FILTER (WHERE zones <> '') AS zoned,
    count(*) FILTER (WHERE no_topics <> '') AS choosy, count(*) FILTER (WHERE paused_until > :now) AS paused,
    count(*) FILTER (WHERE language <> '') AS foreign_language
FROM subscriber WHERE state = 'active' GROUP BY wants
