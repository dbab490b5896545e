-- :name apply_message count
INSERT INTO applied_message (message, at) VALUES (:message, :now) ON CONFLICT DO NOTHING

-- :name applied row
SELECT 1 FROM applied_message WHERE message = :message

-- :name purge_messages count
DELETE FROM applied_message WHERE message IN (SELECT message FROM applied_message WHERE at < :before LIMIT :limit)

-- :name subscriber_by_phone row
-- By the number they gave, else by the one under which the provider knows them. Indexes: the UNIQUE key, subscriber_also.
SELECT * FROM subscriber WHERE phone_lookup = :lookup OR also_lookup = :lookup
ORDER BY CASE WHEN phone_lookup = :lookup THEN 0 ELSE 1 END LIMIT 1

-- :name keep_second_number count
UPDATE subscriber SET also_lookup = :lookup WHERE id = :id

-- :name subscriber_by_user row
SELECT * FROM subscriber WHERE user_lookup = :lookup

-- :name insert_subscriber value
INSERT INTO subscriber (state, phone_lookup, phone, user_lookup, user_id, mode, welcome, tester, since, asked_at, changed_at,
    forget_at)
VALUES (:state, :phone_lookup, :phone, :user_lookup, :user_id, :mode, :welcome, :tester, :since, :since, :since, :forget_at)
RETURNING id

-- :name fill_identity count
-- Fills in what was unknown; never takes another citizen's.
UPDATE subscriber SET
    phone_lookup = coalesce(phone_lookup, :phone_lookup), phone = coalesce(phone, :phone),
    user_lookup = coalesce(user_lookup, :user_lookup), user_id = coalesce(user_id, :user_id)
WHERE id = :id
  AND NOT (phone_lookup IS NULL AND EXISTS (SELECT 1 FROM subscriber o WHERE o.phone_lookup = :phone_lookup AND o.id <> :id))
  AND NOT (user_lookup IS NULL AND EXISTS (SELECT 1 FROM subscriber o WHERE o.user_lookup = :user_lookup AND o.id <> :id))

-- :name part_from_number count
-- The number belongs to another person by now; its former owner gets nothing until they write themselves.
UPDATE subscriber SET phone = NULL, phone_lookup = NULL, also_lookup = NULL, state = CASE state WHEN 'active' THEN 'suspended' ELSE state END
WHERE id = :id

-- :name move_identity count
-- A number that Meta does not tell is no longer theirs.
UPDATE subscriber SET phone = :phone, phone_lookup = :phone_lookup, also_lookup = NULL, changed_at = :now,
    user_id = coalesce(:user_id, user_id), user_lookup = coalesce(:user_lookup, user_lookup)
WHERE id = :id

-- :name revive_subscriber count
UPDATE subscriber SET state = 'active', changed_at = :now WHERE id = :id AND state = 'suspended'

-- :name end_subscriber count
UPDATE subscriber SET state = 'left', phone = NULL, phone_lookup = NULL, also_lookup = NULL, user_id = NULL, user_lookup = NULL, forget_at = NULL,
    changed_at = :now
WHERE id = :id

-- :name switch_marketing count
UPDATE subscriber SET no_marketing = :stop, marketing_at = :at WHERE id = :id AND marketing_at <= :at

-- :name subscriber_joins count
UPDATE subscriber SET state = 'active', welcome = 'pending', mode = :mode, tester = :tester, since = :at, asked_at = :at, changed_at = :now,
    forget_at = NULL, wants = 'all', no_topics = '', zones = '', paused_until = 0, quiet_from = 0, quiet_to = 0, reminders = 0, language = '',
    drill = ''
WHERE id = :id

-- :name subscriber_confirms count
UPDATE subscriber SET asked_at = max(asked_at, :at) WHERE id = :id

-- :name subscriber_prefers count
UPDATE subscriber SET wants = :wants, no_topics = :no_topics, zones = :zones, paused_until = :paused_until,
    quiet_from = :quiet_from, quiet_to = :quiet_to, reminders = :reminders, language = :language, drill = :drill,
    preferred_at = :at
WHERE id = :id AND preferred_at <= :at

-- :name subscriber row
SELECT * FROM subscriber WHERE id = :id

-- :name end_drills count
-- Citizens who took part in drills that are over, all but those whose names are given as JSON. Index: subscriber_drill.
UPDATE subscriber SET drill = '' WHERE drill <> '' AND drill NOT IN (SELECT value FROM json_each(:names))

-- :name told row
SELECT 1 FROM told WHERE identity = :identity AND at > :since

-- :name tell count
INSERT INTO told (identity, at) VALUES (:identity, :now) ON CONFLICT (identity) DO UPDATE SET at = excluded.at

-- :name purge_told count
DELETE FROM told WHERE identity IN (SELECT identity FROM told WHERE at < :before LIMIT :limit)

-- :name answered rows
SELECT template FROM answered WHERE identity = :identity AND at > :since

-- :name answer count
INSERT INTO answered (identity, at, template) VALUES (:identity, :now, :template)

-- :name purge_answered count
DELETE FROM answered WHERE (identity, at) IN (SELECT identity, at FROM answered WHERE at < :before LIMIT :limit)

-- :name subscriber_leaves count
UPDATE subscriber SET state = 'leaving', changed_at = :now, forget_at = :forget_at
WHERE id = :id

-- :name subscriber_asks count
-- Wrote without being subscribed: the number stays a little longer, for the reply.
UPDATE subscriber SET changed_at = :now, forget_at = :forget_at WHERE id = :id

-- :name insert_consent count
INSERT INTO consent (subscriber_id, identity, proof_key, action, at, message, words, notice, salt, commitment, head)
VALUES (:subscriber_id, :identity, :proof_key, :action, :at, :message, :words, :notice, :salt, :commitment, :head)

-- :name consent_head value
SELECT head FROM consent ORDER BY id DESC LIMIT 1

-- :name consent_chain rows
SELECT * FROM consent ORDER BY id

-- :name consents_of rows
SELECT * FROM consent WHERE identity = :identity ORDER BY id

-- :name proof_keys rows
-- The number of lines that need each key. Index: consent_proof_key.
SELECT proof_key, count(*) AS n FROM consent WHERE proof_key <> '' GROUP BY proof_key

-- :name erase_consents count
UPDATE consent SET salt = NULL, identity = x'', proof_key = '', action = :action, at = 0, message = x'', words = '', notice = ''
WHERE identity = :identity

-- :name insert_reply_item value
INSERT INTO item (source, title, lane, published_at, first_seen_at) VALUES ('reply', :title, 'reply', :now, :now) RETURNING id

-- :name note_reply count
UPDATE subscriber SET reply_delivery = d.id, welcome_delivery = CASE WHEN :welcomes = 1 THEN d.id ELSE welcome_delivery END
FROM delivery d WHERE d.post_id = :post_id AND d.recipient = :id AND subscriber.id = :id

-- :name depart count
INSERT INTO departure (identity, at) VALUES (:identity, :at) ON CONFLICT (identity) DO UPDATE SET at = max(departure.at, excluded.at)

-- :name last_departure value
SELECT max(at) FROM departure WHERE identity IN (:phone, :user)

-- :name purge_departures count
DELETE FROM departure WHERE identity IN (SELECT identity FROM departure WHERE at < :before LIMIT :limit)

-- :name settle_welcome many
-- The welcome's outcome decides whether the citizen gets broadcasts; where its template failed there was none,
-- and the citizen's wish counts all the same.
UPDATE subscriber SET welcome = coalesce((
    SELECT CASE d.state WHEN 'sent' THEN 'accepted' WHEN 'uncertain' THEN 'accepted' WHEN 'failed' THEN 'failed'
        WHEN 'skipped' THEN 'failed' ELSE 'pending' END
    FROM delivery d WHERE d.id = subscriber.welcome_delivery), 'accepted')
WHERE id = :id AND welcome = 'pending' AND state = 'active' AND NOT EXISTS (
    SELECT 1 FROM delivery d WHERE d.id = subscriber.welcome_delivery AND d.state IN ('pending', 'sending'))

-- :name forget_subscribers count
-- Subscribers whose goodbye is settled or overdue: the number is erased, a tombstone stays. Index: subscriber_forget.
UPDATE subscriber SET state = 'left', phone = NULL, phone_lookup = NULL, also_lookup = NULL, user_id = NULL, user_lookup = NULL, forget_at = NULL,
    changed_at = :now
WHERE id IN (SELECT s.id FROM subscriber s
    WHERE s.forget_at IS NOT NULL AND +s.state IN ('guest', 'leaving') AND (s.forget_at <= :now OR NOT EXISTS (
        SELECT 1 FROM delivery d WHERE d.id = s.reply_delivery AND d.state IN ('pending', 'sending', 'uncertain')))
    ORDER BY s.forget_at LIMIT :limit)
  AND forget_at IS NOT NULL AND state IN ('guest', 'leaving')

-- :name waiting_replies row
-- Whether `serve` has a reply to send, and no emergency waits for the same sender. Ranks 1 and 0. Index: post_open.
SELECT 1 FROM post p JOIN delivery d ON d.post_id = p.id AND d.state = 'pending'
WHERE p.channel = :channel AND p.state = 'sending' AND p.rank = 1 AND p.not_after > :now AND d.due_at <= :now
  AND NOT EXISTS (SELECT 1 FROM post e WHERE e.channel = :channel AND e.state IN ('due', 'sending') AND e.rank = 0 AND e.not_after > :now
    AND ((e.state = 'due' AND e.due_at <= :now) OR (e.state = 'sending' AND e.not_before <= :now AND (e.released_at IS NULL
      OR EXISTS (SELECT 1 FROM delivery w WHERE w.post_id = e.id AND w.state = 'pending' AND w.due_at <= :now)))))
LIMIT 1

-- :name mark_tester count
UPDATE subscriber SET tester = 1 WHERE phone_lookup = :lookup AND tester = 0

-- :name unmark_tester count
-- Subscribers not among these, given as a JSON list of hexadecimal hashes. Index: subscriber_tester.
UPDATE subscriber SET tester = 0 WHERE tester = 1 AND coalesce(hex(phone_lookup), '') NOT IN (SELECT value FROM json_each(:lookups))

-- :name mark_canary count
UPDATE subscriber SET canary = 1 WHERE phone_lookup = :lookup AND canary = 0

-- :name unmark_canary count
-- The same. Index: subscriber_canary.
UPDATE subscriber SET canary = 0 WHERE canary = 1 AND coalesce(hex(phone_lookup), '') NOT IN (SELECT value FROM json_each(:lookups))

-- :name adopt_subscribers count
-- Citizens of the modes testers and all belong to the one in force; the sandbox's citizens to neither.
-- Index: subscriber_state.
UPDATE subscriber SET mode = :mode WHERE id IN (SELECT id FROM subscriber
    WHERE state = 'active' AND mode = CASE :mode WHEN 'all' THEN 'testers' WHEN 'testers' THEN 'all' END LIMIT :limit)
  AND state = 'active' AND mode IN ('testers', 'all')

-- :name chosen_zones rows
-- Index: subscriber_zones.
SELECT DISTINCT zones AS words FROM subscriber WHERE zones <> ''

-- :name chosen_topics rows
-- Index: subscriber_topics.
SELECT DISTINCT no_topics AS words FROM subscriber WHERE no_topics <> ''

-- :name gone_languages rows
-- Languages that somebody has chosen and that are not among these, given as JSON: from one to the next, because many
-- citizens may have the same. Index: subscriber_language.
WITH RECURSIVE chosen(language) AS (
    SELECT min(language) FROM subscriber WHERE language <> ''
    UNION ALL SELECT (SELECT min(s.language) FROM subscriber s WHERE s.language <> '' AND s.language > chosen.language)
    FROM chosen WHERE chosen.language IS NOT NULL)
SELECT language FROM chosen WHERE language IS NOT NULL AND language NOT IN (SELECT value FROM json_each(:languages))

-- :name rechoose_language count
UPDATE subscriber SET language = :new WHERE id IN (
    SELECT id FROM subscriber WHERE language = :old AND language <> '' LIMIT :limit)
  AND language = :old

-- :name rechoose_zones count
UPDATE subscriber SET zones = :new WHERE id IN (SELECT id FROM subscriber WHERE zones = :old AND zones <> '' LIMIT :limit)
  AND zones = :old

-- :name rechoose_topics count
UPDATE subscriber SET no_topics = :new WHERE id IN (
    SELECT id FROM subscriber WHERE no_topics = :old AND no_topics <> '' LIMIT :limit)
  AND no_topics = :old

-- :name deliveries_to value
SELECT count(*) FROM delivery WHERE recipient = :recipient AND recipient > 0

-- :name expired_proofs rows
-- Citizens who left long ago and have not come back.
SELECT identity FROM consent c WHERE action IN ('left', 'undone') AND at < :before AND identity <> x''
    AND NOT EXISTS (SELECT 1 FROM consent later WHERE later.identity = c.identity AND later.id > c.id)
