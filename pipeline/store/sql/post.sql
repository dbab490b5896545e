-- :name insert_post value
-- Whatever is made of an exercise is one: its item says so, not the caller.
INSERT INTO post (item_id, channel, kind, revision, lane, rank, mode, category, template, audience, topics, zones, zones_by, content, state,
    reason, facts, created_at, due_at, not_after, headline, reply_to, alert, corrects, exercise)
VALUES (:item_id, :channel, :kind, :revision, :lane, :rank, :mode, :category, :template, :audience, :topics, :zones, :zones_by, :content, :state,
    :reason, :facts, :now, :due_at, :not_after, :headline, :reply_to, :alert, :corrects,
    coalesce((SELECT exercise FROM item WHERE id = :item_id), ''))
ON CONFLICT DO NOTHING RETURNING id

-- :fragment is_real
-- The item is no exercise. Every statement that shows items to the public asks for it: digests, archives, CAP, hooks.
i.exercise = ''

-- :name desk_item value
SELECT item_id FROM alias WHERE name = :alias

-- :name insert_desk_item value
INSERT INTO item (source, title, text, lane, phase, exercise, published_at, first_seen_at)
VALUES ('desk', :title, :text, :lane, :phase, :exercise, :now, :now) RETURNING id

-- :name supersede_posts count
UPDATE post SET state = 'superseded', done_at = :now
WHERE item_id = :item_id AND channel = :channel AND kind = :kind AND revision < :revision
  AND state IN ('due', 'held', 'paused', 'sending')
RETURNING id, state

-- :name post row
SELECT * FROM post WHERE id = :id

-- :fragment may_go_on
-- It is done, but something of it, or of an older revision, is in doubt or under way: that would go once more, by this
-- post. Indexes: the UNIQUE key of post, delivery_pending, delivery_sending, delivery_uncertain.
(state = 'done' AND kind NOT IN ('withdraw', 'retract')
    AND EXISTS (SELECT 1 FROM post w
        WHERE w.item_id = post.item_id AND w.channel = post.channel AND w.kind = post.kind AND w.revision <= post.revision AND (
        EXISTS (SELECT 1 FROM delivery INDEXED BY delivery_pending WHERE post_id = w.id AND state = 'pending')
        OR EXISTS (SELECT 1 FROM delivery INDEXED BY delivery_sending WHERE post_id = w.id AND state = 'sending')
        OR EXISTS (SELECT 1 FROM delivery INDEXED BY delivery_uncertain WHERE post_id = w.id AND state = 'uncertain'))))

-- :name cancel_post count
UPDATE post SET state = 'cancelled', reason = :reason, facts = :facts, done_at = :now, reply_to = NULL
WHERE id = :id AND (state IN ('due', 'held', 'paused', 'sending') OR {may_go_on})

-- :name cancel_unreleased rows
UPDATE post SET state = 'cancelled', reason = :reason, facts = :facts, done_at = :now
WHERE item_id = :item_id AND kind = 'publish' AND state IN ('due', 'held', 'paused') AND release_to IS NULL
RETURNING channel, revision

-- :name pause_post count
UPDATE post SET state = 'paused', reason = :reason, facts = :facts WHERE id = :id AND state = 'sending'

-- :name approve_post count
-- A held post becomes due, a paused one goes on where it was: as the person saw it, and not what it has become since.
UPDATE post SET state = CASE state WHEN 'held' THEN 'due' ELSE 'sending' END, reason = '', facts = '',
    content = :content, category = :category, template = :template, due_at = min(due_at, :now), not_after = max(not_after, :not_after),
    answered = 0, rejected = 0, fault = '', faults = 0, not_before = 0, counted_from = :now
WHERE id = :id AND state = :was AND reason = :why AND content = :old AND state IN ('held', 'paused')

-- :name raise_posts count
-- Of an item that two people let travel as an emergency: to everybody, and before all others.
UPDATE post SET lane = 'emergency', rank = 0, alert = 'by_hand', audience = '', topics = '', zones = '', zones_by = ''
WHERE item_id = :item_id AND kind = 'publish' AND lane <> 'emergency' AND state IN ('due', 'held', 'paused', 'sending')
  AND exercise = ''

-- :name calm_posts count
-- Of an item that a rule raised, and a person does not. Its text is that of an emergency: it is written anew.
UPDATE post SET lane = 'service', rank = 2, alert = '', content = ''
WHERE item_id = :item_id AND kind = 'publish' AND lane = 'emergency' AND state IN ('due', 'held', 'paused') AND release_to IS NULL

-- :name count_answers count
UPDATE post SET answered = answered + :answered, rejected = rejected + :rejected WHERE id = :id

-- :name pause_rejected count
-- The breaker: ten rejected, and a tenth of all. An emergency goes on.
UPDATE post SET state = 'paused', reason = 'refusals',
    facts = '{"answered": ' || answered || ', "rejected": ' || rejected || '}'
WHERE id = :id AND state = 'sending' AND lane <> 'emergency' AND rejected >= 10 AND rejected * 10 >= answered

-- :name set_content count
UPDATE post SET content = :content, template = :template, category = :category WHERE id = :id AND content = :old

-- :name drop_media count
-- The picture must be uploaded again before anything more is sent.
UPDATE post SET content = json_remove(content, '$.media') WHERE id = :id AND content <> ''

-- :name held_posts rows
SELECT p.*, i.title, i.link FROM post p JOIN item i ON i.id = p.item_id
WHERE p.state IN ('held', 'paused') ORDER BY p.item_id, p.channel

-- :name expire_posts rows
-- Nothing goes out after its time, not even the rest of a broadcast. How it stood is kept, for a clock that was wrong.
-- Index: post_open.
UPDATE post SET state = 'expired', reason = 'not_in_time', done_at = :now, reply_to = NULL,
    facts = '{"was": "' || state || '", "why": "' || reason || '"}'
WHERE channel = :channel AND state IN ('due', 'held', 'paused', 'sending') AND not_after <= :now
RETURNING id

-- :name drop_other_modes rows
UPDATE post SET state = 'cancelled', reason = 'mode_changed', facts = '{"mode": "' || :mode || '"}', done_at = :now, reply_to = NULL
WHERE channel = :channel AND state IN ('due', 'held', 'paused', 'sending') AND mode <> :mode
RETURNING id

-- :name next_release row
-- The most urgent post that is due or half released, and waits neither for its wave nor for a gate; of several the one
-- whose item was published first (feeds show the newest first). Index: post_unreleased, which holds no replies.
SELECT * FROM post WHERE channel = :channel AND released_at IS NULL AND state IN ('due', 'sending') AND mode = :mode
  AND lane IN (SELECT value FROM json_each(:lanes)) AND not_after > :now AND (state = 'sending' OR due_at <= :now)
  AND not_before <= :now
  AND wave NOT IN ('first', 'held') AND wave_until <= :now
ORDER BY rank, due_at, (SELECT published_at FROM item WHERE item.id = post.item_id), id LIMIT 1

-- :name next_release_due value
-- When the next post of these lanes is to be released; NULL = none waits. A wave is watched meanwhile. Index:
-- post_unreleased.
SELECT min(max(not_before, CASE WHEN state = 'due' THEN due_at WHEN wave = 'held' THEN wave_until
    WHEN wave IN ('canary', 'first') THEN min(max(wave_until, :now), :now + 1) ELSE :now END)) FROM post
WHERE channel = :channel AND released_at IS NULL AND state IN ('due', 'sending') AND mode = :mode AND not_after > :now
  AND lane IN (SELECT value FROM json_each(:lanes))

-- :name begin_release row
UPDATE post SET state = 'sending', reason = CASE WHEN state = 'due' OR {waits_for_a_time} THEN '' ELSE reason END,
    facts = CASE WHEN state = 'due' OR {waits_for_a_time} THEN '' ELSE facts END, begun_at = coalesce(begun_at, :now),
    release_to = coalesce(release_to,
    CASE WHEN :broadcast = 1 THEN (SELECT coalesce(max(id), 0) FROM subscriber) ELSE 0 END),
    turn_from = CASE WHEN release_to IS NULL AND :broadcast = 1 THEN min(
        coalesce((SELECT turn FROM sender WHERE name = post.channel), 0), (SELECT coalesce(max(id), 0) FROM subscriber))
        ELSE turn_from END
WHERE id = :id AND state IN ('due', 'sending') AND released_at IS NULL
RETURNING *

-- :name next_active rows
SELECT id FROM subscriber WHERE id > :above AND id <= :to AND state = 'active' AND mode = :mode
  AND (:mode <> 'testers' OR tester = 1)
ORDER BY id LIMIT :limit

-- :name set_wave count
UPDATE post SET wave = :wave, wave_until = :until, reason = :reason, facts = :facts
WHERE id = :id AND state = 'sending' AND released_at IS NULL

-- :name posts_in_wave rows
-- Index: post_unreleased.
SELECT id, wave, wave_until FROM post WHERE channel = :channel AND released_at IS NULL AND state = 'sending'
  AND state IN ('due', 'sending') AND wave IN ('first', 'held')

-- :name wave_results row
-- Of those released so far: who was written to, of whom the provider has told, whom it keeps back. Who has no room today,
-- or quiet hours, does not count.
SELECT count(*) AS total, count(*) FILTER (WHERE state NOT IN ('pending', 'sending')) AS out, count(*) FILTER (WHERE rank = 1) AS held,
    count(*) FILTER (WHERE rank >= 3 OR state IN ('failed', 'skipped') OR rank = 1) AS answered
FROM outcome WHERE post_id = :post_id AND reason NOT IN ('daily_limit', 'own_quiet')

-- :name published_posts rows
-- Of an item, the newest on each channel that somebody may have seen or is being sent, and what is known of it there.
SELECT p.channel, p.revision, p.lane, p.alert, i.title, p.headline, p.content, o.remote_id, o.withdrawn_at, coalesce(o.at, p.due_at) AS out_at FROM post p
JOIN item i ON i.id = p.item_id LEFT JOIN publication o ON o.item_id = p.item_id AND o.channel = p.channel
WHERE p.item_id = :item_id AND p.kind = 'publish' AND (:channel = '' OR p.channel = :channel)
  AND p.revision = (SELECT max(w.revision) FROM post w WHERE w.item_id = p.item_id AND w.channel = p.channel AND w.kind = 'publish'
    AND EXISTS (SELECT 1 FROM delivery d WHERE d.post_id = w.id AND d.state IN ('sent', 'uncertain', 'sending')))
ORDER BY p.channel

-- :name have_it value
-- The number of those who have, or may have, what was published of an item on a channel. Index: the UNIQUE key of post.
SELECT count(DISTINCT d.recipient) FROM post p JOIN delivery d ON d.post_id = p.id
WHERE p.item_id = :item_id AND p.channel = :channel AND p.kind = 'publish' AND d.state IN ('sent', 'uncertain', 'sending')

-- :name to_be_reminded value
-- The number of those who have what was published of an event, or read of it in a digest, and want reminders.
-- Indexes: subscriber_reminders, the UNIQUE keys of post and delivery, digest_item_by_item.
SELECT count(*) FROM subscriber s WHERE s.reminders = 1 AND (
    EXISTS (SELECT 1 FROM post p JOIN delivery d ON d.post_id = p.id AND d.recipient = s.id
        WHERE p.item_id = :item_id AND p.channel = :channel AND p.kind = 'publish' AND d.state IN ('sent', 'uncertain'))
    OR EXISTS (SELECT 1 FROM digest_item n JOIN post g ON g.id = n.post_id JOIN delivery y ON y.post_id = n.post_id
        WHERE n.item_id = :item_id AND +g.channel = :channel AND {was_in_their_digest}))

-- :name take_back_again value
-- A retraction that was cancelled, expired, or refused. It is released anew: meanwhile more may have turned out to
-- have what it takes back.
UPDATE post SET state = CASE WHEN release_to IS NULL THEN 'due' ELSE 'sending' END, reason = '', facts = '', done_at = NULL,
    due_at = :now, not_after = :not_after, release_from = 0, released_at = NULL
WHERE item_id = :item_id AND channel = :channel AND revision = :revision AND kind = :kind AND (state IN ('cancelled', 'expired')
    OR (state = 'done' AND EXISTS (SELECT 1 FROM delivery d WHERE d.post_id = post.id AND d.state IN ('failed', 'skipped'))))
RETURNING id

-- :name unreached_posts rows
-- The newest text of an item on each channel, with the number of those it did not reach: refused, or its time had passed.
-- Of a page it may have ended before it began. Index: the UNIQUE keys of post and delivery.
SELECT * FROM (
    SELECT p.*, (SELECT count(*) FROM delivery d WHERE d.post_id = p.id AND {not_reached})
        + CASE WHEN p.state = 'expired' AND p.release_to IS NULL AND p.category = '' THEN 1 ELSE 0 END AS n
    FROM post p WHERE p.item_id = :item_id AND p.kind = 'publish' AND p.state IN ('done', 'expired') AND p.content <> ''
      AND (:channel = '' OR p.channel = :channel)
      AND p.revision = (SELECT max(w.revision) FROM post w WHERE w.item_id = p.item_id AND w.channel = p.channel AND w.kind = 'publish')
) AS missed WHERE n > 0 ORDER BY channel

-- :name names_left value
-- Of an item; an alert that another one has replaced has none. Index: alias_item.
SELECT count(*) FROM alias WHERE item_id = :item_id

-- :name untold_correction row
-- The newest correction of a text that is out, if it is not sent: it waits for a person, or was refused. Index: the UNIQUE key of post.
SELECT id FROM post WHERE item_id = :item_id AND channel = :channel AND kind = 'follow-up' AND state NOT IN ('due', 'sending', 'done')
  AND revision = (SELECT max(w.revision) FROM post w WHERE w.item_id = :item_id AND w.channel = :channel AND w.kind = 'follow-up')

-- :fragment not_reached
-- Refused, or too late (what an ended post has left is not always skipped yet); and a page, or a citizen who is still
-- there and wants it now: who pauses or has chosen otherwise since is neither counted nor sent it.
(d.state IN ('failed', 'pending') OR (d.state = 'skipped' AND d.reason = 'expired'))
    AND (d.recipient = 0 OR EXISTS (
        SELECT 1 FROM subscriber s JOIN post p ON p.id = d.post_id
        WHERE s.id = d.recipient AND s.state = 'active' AND CASE {unwanted} ELSE '' END = ''))

-- :name resend_post value
-- Pictures are uploaded again: providers forget them.
UPDATE post SET state = CASE WHEN release_to IS NULL THEN 'due' ELSE 'sending' END, reason = '', facts = '', done_at = NULL,
    due_at = :now, not_after = :not_after, content = json_remove(content, '$.media'), answered = 0, rejected = 0, fault = '',
    faults = 0, not_before = 0, counted_from = :now
WHERE id = :id AND kind = 'publish' AND state IN ('done', 'expired') AND content <> ''
RETURNING id

-- :name open_unreached count
UPDATE delivery AS d SET state = 'pending', due_at = :now, spent = 0, waits = 0, reason = '', facts = ''
WHERE d.post_id = :post_id AND {not_reached}

-- :name open_edit count
UPDATE post SET state = 'sending', reason = '', facts = '', done_at = NULL, not_before = 0, answered = 0, rejected = 0,
    fault = '', faults = 0, counted_from = :now, not_after = max(not_after, :not_after)
WHERE id = :id AND kind = 'edit' AND state IN ('done', 'expired') AND release_to IS NOT NULL

-- :name open_edit_delivery count
UPDATE delivery SET state = 'pending', due_at = :now, spent = 0, waits = 0, reason = '', facts = ''
WHERE post_id = :post_id AND recipient = 0 AND state IN ('failed', 'skipped')

-- :name newest_content row
-- Of an item on a page, as it is or will be read there before this revision.
SELECT content, kind FROM post WHERE item_id = :item_id AND channel = :channel AND kind IN ('publish', 'edit', 'follow-up')
  AND revision < :revision AND (state IN ('due', 'sending', 'done') OR (state = 'superseded' AND release_to IS NOT NULL))
ORDER BY revision DESC LIMIT 1

-- :name release_progress count
UPDATE post SET release_from = :to, released_at = CASE WHEN :to >= release_to THEN :now END
WHERE id = :id AND state = 'sending' AND released_at IS NULL AND release_from <= :to

-- :name target_posts rows
-- Posts of an item that have not ended, or are done but may go on; of one channel, or of all ('').
SELECT p.*, i.title, i.link FROM post p JOIN item i ON i.id = p.item_id
WHERE p.item_id = :item_id AND p.kind <> 'reply' AND (:channel = '' OR p.channel = :channel)
  AND p.state IN ('due', 'held', 'paused', 'sending', 'done')
ORDER BY p.channel

-- :name hold_by_hand count
UPDATE post SET state = CASE WHEN state = 'due' THEN 'held' ELSE 'paused' END, reason = :reason, facts = :facts, done_at = NULL
WHERE id = :id AND (state IN ('due', 'sending') OR {may_go_on})

-- :name waits_in_lanes row
-- Whether anything of these lanes should be going out now.
SELECT 1 FROM post WHERE channel = :channel AND lane IN (SELECT value FROM json_each(:lanes))
  AND state IN ('due', 'sending') AND (state = 'sending' OR due_at <= :now) AND not_before <= :now AND not_after > :now LIMIT 1

-- :name emergency_waits row
-- Rank 0. Index: post_open.
SELECT 1 FROM post WHERE channel = :channel AND state IN ('due', 'sending') AND rank = 0 AND not_after > :now AND ((state = 'due' AND due_at <= :now)
  OR (state = 'sending' AND not_before <= :now AND (released_at IS NULL
    OR EXISTS (SELECT 1 FROM delivery d WHERE d.post_id = post.id AND d.state = 'pending' AND d.due_at <= :now)))) LIMIT 1

-- :name emergency_senders rows
-- Of these senders, given as JSON, those that have an emergency to send, may send it and have no holder. Rank 0. Index:
-- post_open.
SELECT DISTINCT p.channel FROM post p LEFT JOIN sender s ON s.name = p.channel
WHERE p.channel IN (SELECT value FROM json_each(:channels)) AND p.state IN ('due', 'sending') AND p.rank = 0 AND p.not_after > :now
  AND ((p.state = 'due' AND p.due_at <= :now) OR (p.state = 'sending' AND p.not_before <= :now AND (p.released_at IS NULL
    OR EXISTS (SELECT 1 FROM delivery d WHERE d.post_id = p.id AND d.state = 'pending' AND d.due_at <= :now))))
  AND (s.name IS NULL OR ((s.holder = '' OR s.expires_at <= :now) AND s.not_before <= :now
    AND (s.halted = '' OR s.protective = 1 OR 0 < s.halted_until AND s.halted_until <= :now)))

-- :name release_letter count
-- For the recipients of a letter, and nobody else.
UPDATE post SET state = CASE :reason WHEN '' THEN 'sending' ELSE 'paused' END, reason = :reason, facts = :facts, release_to = 0,
    released_at = :now
WHERE id = :id AND state = 'due'

-- :name restored_posts rows
UPDATE post SET state = 'cancelled', reason = 'backup_restored', facts = '', done_at = :now, reply_to = NULL
WHERE id <= :last AND state IN ('due', 'held', 'paused', 'sending')
RETURNING id

-- :fragment is_in_its_language
-- The post's own text is in this language; its translations have the same template's name.
CASE content WHEN '' THEN 'it' ELSE coalesce(json_extract(content, '$.language'), 'it') END = :language

-- :name pause_for_template count
-- Index: post_template.
UPDATE post SET state = 'paused', reason = :reason, facts = :facts
WHERE template = :name AND channel = :channel AND {is_in_its_language}
  AND state IN ('sending', 'paused') AND (state = 'sending' OR reason = 'template_waits')

-- :name pause_unreleased count
UPDATE post SET state = 'paused', reason = :reason, facts = :facts WHERE id = :id AND state IN ('due', 'sending')

-- :name wait_until count
-- What has begun goes on where it was.
UPDATE post SET due_at = CASE state WHEN 'due' THEN :until ELSE due_at END,
    not_before = CASE state WHEN 'sending' THEN max(not_before, :until) ELSE not_before END, reason = :reason, facts = :facts
WHERE id = :id AND state IN ('due', 'sending')

-- :fragment waits_for_a_time
reason IN ('quiet_hours', 'gap', 'hour_is_full', 'day_is_full')

-- :name time_has_come count
-- The gates of a post that has begun are open again.
UPDATE post SET reason = '', facts = '' WHERE id = :id AND state = 'sending' AND {waits_for_a_time}

-- :name begun_since rows
-- When each item's news and notices began on a channel since a moment, the oldest first; a newer revision carries the
-- older one on. Index: post_begun.
SELECT item_id, min(begun_at) AS at FROM post
WHERE channel = :channel AND begun_at > :since AND begun_at IS NOT NULL AND lane IN ('service', 'news') AND kind IN ('publish', 'follow-up')
  AND exercise = ''
GROUP BY item_id, kind ORDER BY at

-- :name parting_posts rows
-- Posts of the portal's items that wait for their time on these channels. Index: post_open.
SELECT p.item_id, p.channel, p.alert, p.due_at, i.title FROM post p JOIN item i ON i.id = p.item_id
WHERE p.channel IN (SELECT value FROM json_each(:channels)) AND p.state = 'due' AND p.due_at > :now
  AND p.kind IN ('publish', 'follow-up') AND i.source NOT IN ('desk', 'reply')
ORDER BY p.due_at, p.id

-- :name alert_began row
-- Whether an alert went out on a channel since a moment. Index: post_begun.
SELECT 1 FROM post WHERE channel = :channel AND begun_at > :since AND begun_at IS NOT NULL AND rank = 0 AND kind = 'publish' LIMIT 1

-- :name resume_for_template rows
-- Only posts that waited for it or were refused because of it; those held or stopped by a person stay. Index: post_template.
UPDATE post SET state = CASE WHEN release_to IS NULL THEN 'due' ELSE 'sending' END, reason = '', facts = ''
WHERE template = :name AND channel = :channel AND state = 'paused' AND {is_in_its_language}
  AND reason IN ('template_waits', 'no_template', 'template_paused_by_meta')
RETURNING id

-- :name recategorise count
-- Citizens who switched marketing off get none, also if its category was another at first. Index: post_template.
UPDATE post SET category = :category,
    content = CASE content WHEN '' THEN '' ELSE json_set(content, '$.category', :category) END
WHERE template = :name AND channel = :channel AND {is_in_its_language} AND category <> :category
  AND state IN ('due', 'held', 'paused', 'sending')

-- :name put_off count
-- For posts that have not begun; one that was stopped before its release and approved is already `sending`.
UPDATE post SET state = :state, reason = :reason, facts = :facts, deferred = :deferred, estimate = :estimate, done_at = :now
WHERE id = :id AND state IN ('due', 'sending') AND release_to IS NULL

-- :name note_fault value
-- The number of a post's recipients refused in a row with this code.
UPDATE post SET faults = CASE fault WHEN :code THEN faults + 1 ELSE 1 END, fault = :code WHERE id = :id RETURNING faults

-- :name no_fault count
UPDATE post SET fault = '', faults = 0 WHERE id = :id AND faults > 0

-- :name post_rests count
UPDATE post SET not_before = max(not_before, :not_before) WHERE id = :id

-- :name pause_refused count
UPDATE post SET state = 'paused', reason = :reason, facts = :facts, done_at = NULL WHERE id = :id AND state IN ('sending', 'done') AND not_after > :now

-- :name settle_posts count
-- A post is done when all are released and nothing is pending or under way, and goes on when something is pending again.
-- A correction is not done while what it corrects is in the air. A reply that has gone out needs no more to know what it
-- answered. Indexes: delivery_pending, delivery_sending.
UPDATE post SET state = CASE state WHEN 'done' THEN 'sending' ELSE 'done' END, done_at = CASE state WHEN 'done' THEN NULL ELSE :now END,
    reply_to = NULL
WHERE id IN (SELECT CAST(value AS BIGINT) FROM json_each(:posts)) AND CASE state
    WHEN 'done' THEN EXISTS (SELECT 1 FROM delivery INDEXED BY delivery_pending WHERE post_id = post.id AND state = 'pending')
    WHEN 'sending' THEN released_at IS NOT NULL
        AND NOT EXISTS (SELECT 1 FROM delivery INDEXED BY delivery_pending WHERE post_id = post.id AND state = 'pending')
        AND NOT EXISTS (SELECT 1 FROM delivery INDEXED BY delivery_sending WHERE post_id = post.id AND state = 'sending')
        AND NOT (kind IN ('follow-up', 'retract') AND EXISTS (SELECT 1 FROM post w CROSS JOIN delivery x INDEXED BY delivery_sending
                ON x.post_id = w.id AND x.state = 'sending'
            WHERE w.item_id = post.item_id AND w.channel = post.channel AND w.kind = 'publish'))
    ELSE FALSE END

-- :name encrypted_replies rows
-- Replies that have not gone out, with the encrypted id of the message they answer. Index: post_reply_to.
SELECT id, reply_to FROM post WHERE reply_to IS NOT NULL AND {has_these_keys}

-- :name encrypt_reply_anew count
UPDATE post SET reply_to = :reply_to WHERE id = :id AND reply_to = :old_reply_to

-- :name counted_from value
SELECT counted_from FROM post WHERE id = :id

-- :fragment is_indispensable
-- A person has called this very text indispensable since the election period began; or it is the end of an alert, or a
-- letter of the service to citizens whom it concerns. Index: decision_item.
(i.phase = 'alert over' OR (i.source = 'desk' AND p.kind = 'publish' AND p.release_to = 0)
    OR EXISTS (SELECT 1 FROM decision d WHERE d.item_id = p.item_id AND d.channel = p.channel AND d.revision = p.revision
        AND d.reason = 'indispensable' AND d.at >= :since))

-- :name is_indispensable row
SELECT 1 FROM post p JOIN item i ON i.id = p.item_id WHERE p.id = :post_id AND {is_indispensable}

-- :name election_posts rows
-- Open posts that an election period stops: news made before its end, and, while it is on (:full), notices that are
-- being sent and were not called indispensable. Index: post_open.
SELECT p.id, p.item_id, p.channel, p.lane, p.revision FROM post p JOIN item i ON i.id = p.item_id
WHERE p.channel = :channel AND p.state IN ('due', 'held', 'paused', 'sending') AND p.kind NOT IN ('reply', 'withdraw', 'retract')
  AND ((p.lane = 'news' AND p.created_at < :before)
    OR (:full = 1 AND p.lane = 'service' AND p.state = 'sending' AND NOT {is_indispensable}))

-- :name news_in_tray rows
-- Items of the lane `news`, made before a moment, that wait in the tray. Index: post_open.
SELECT DISTINCT p.item_id FROM post p JOIN outcome d ON d.post_id = p.id AND d.recipient = 0
WHERE p.channel = :channel AND p.state IN ('sending', 'done') AND p.lane = 'news' AND p.created_at < :before
  AND d.state = 'sent' AND d.rank < 4 AND d.known_as LIKE 'tray:%'

-- :name upcoming_posts rows
-- What waits for its time or is being sent on these channels. Index: post_open.
SELECT p.*, i.title FROM post p JOIN item i ON i.id = p.item_id
WHERE p.channel IN (SELECT value FROM json_each(:channels)) AND p.state IN ('due', 'sending') AND p.kind <> 'reply'
ORDER BY p.due_at, p.id LIMIT :limit
