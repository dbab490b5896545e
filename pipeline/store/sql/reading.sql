-- :name feed row
SELECT * FROM feed WHERE name = :name

-- :name save_feed count
INSERT INTO feed (name, url, etag, last_modified, body_hash, moved_to, moved_since, adopted, identity, identity_why,
                  identity_facts, shown, baseline_at, polled_at, next_poll_at, failures, error)
VALUES (:name, :url, :etag, :last_modified, :body_hash, :moved_to, :moved_since, :adopted, :identity, :identity_why,
        :identity_facts, :shown, :now, :now, :next_poll_at, 0, '')
ON CONFLICT (name) DO UPDATE SET
    url = excluded.url, etag = excluded.etag, last_modified = excluded.last_modified, body_hash = excluded.body_hash,
    moved_to = excluded.moved_to, moved_since = excluded.moved_since, adopted = excluded.adopted,
    identity = excluded.identity, identity_why = excluded.identity_why, identity_facts = excluded.identity_facts, shown = excluded.shown,
    baseline_at = coalesce(feed.baseline_at, excluded.baseline_at), polled_at = excluded.polled_at,
    next_poll_at = excluded.next_poll_at, failures = 0, error = '', error_facts = ''

-- :name save_unchanged count
-- After a 304 the validators stay; an unchanged body may bring new ones.
UPDATE feed SET polled_at = :now, next_poll_at = :next_poll_at, failures = 0, error = '', error_facts = '',
    moved_to = :moved_to, moved_since = :moved_since,
    etag = CASE WHEN :whole = 1 THEN :etag ELSE etag END, last_modified = CASE WHEN :whole = 1 THEN :last_modified ELSE last_modified END
WHERE name = :name

-- :name save_failure count
-- The adopted redirect is dropped: next time the address in config.yaml is asked again. What was known of another
-- address says nothing of this one.
INSERT INTO feed (name, url, polled_at, next_poll_at, failures, error, error_facts)
VALUES (:name, :url, :now, :next_poll_at, 1, :error, :error_facts)
ON CONFLICT (name) DO UPDATE SET
    url = excluded.url, polled_at = excluded.polled_at, next_poll_at = excluded.next_poll_at,
    failures = 1 + CASE WHEN feed.url = excluded.url THEN feed.failures ELSE 0 END,
    etag = CASE WHEN feed.url = excluded.url THEN feed.etag ELSE '' END,
    last_modified = CASE WHEN feed.url = excluded.url THEN feed.last_modified ELSE '' END,
    body_hash = CASE WHEN feed.url = excluded.url THEN feed.body_hash ELSE '' END,
    moved_to = CASE WHEN feed.url = excluded.url THEN feed.moved_to ELSE '' END,
    error = excluded.error, error_facts = excluded.error_facts, adopted = 0

-- :name known_aliases rows
SELECT name, item_id FROM alias WHERE name IN (SELECT value FROM json_each(:names))

-- :name known_names rows
SELECT id, title, published_at, link, text, source, first_seen_at, EXISTS (SELECT 1 FROM alias WHERE item_id = item.id AND name LIKE 'guid:%') AS has_guid,
    EXISTS (SELECT 1 FROM alias WHERE item_id = item.id) AS has_name
FROM item WHERE id IN (SELECT CAST(value AS BIGINT) FROM json_each(:ids))

-- :name recent_titles rows
-- Of items that have a name. Index: item_news.
SELECT id, title, source FROM item INDEXED BY item_news WHERE first_seen_at > :since AND source <> 'reply'
    AND EXISTS (SELECT 1 FROM alias WHERE item_id = item.id) ORDER BY first_seen_at, id

-- :name newest_item value
SELECT coalesce(max(id), 0) FROM item

-- :name titles_after rows
-- The same of the items made after one. Index: the primary key of item.
SELECT id, title, source FROM item WHERE id > :id AND EXISTS (SELECT 1 FROM alias WHERE item_id = item.id)

-- :name known_items rows
SELECT id, revision, content_hash, first_seen_at, withdrawn_at, title, summary, text, link, image, image_alt, place, starts_at, ends_at, all_day, calendar_name, category,
    categories, lane, phase, published_at, source, told_by, also,
    EXISTS (SELECT 1 FROM raising r WHERE r.item_id = item.id AND r.approved_at IS NOT NULL) AS raised FROM item
WHERE id IN (SELECT CAST(value AS BIGINT) FROM json_each(:ids))

-- :name known_posts rows
-- The newest publishing post of each item and channel, and whether any revision may have reached somebody; index: the
-- UNIQUE key of post.
SELECT p.item_id, p.channel, p.state, p.revision, p.corrects, EXISTS (SELECT 1 FROM post r WHERE r.item_id = p.item_id
    AND r.channel = p.channel AND r.kind = 'publish' AND r.release_to IS NOT NULL) AS released,
    (SELECT max(e.due_at) FROM post e WHERE e.item_id = p.item_id AND e.channel = p.channel AND e.kind IN ('edit', 'follow-up')
        AND e.state = 'done') AS edited_at,
    EXISTS (SELECT 1 FROM post r JOIN delivery d ON d.post_id = r.id WHERE r.item_id = p.item_id AND r.channel = p.channel
        AND r.kind = 'publish' AND d.state IN ('pending', 'sending', 'sent', 'uncertain')) AS reached
FROM post p WHERE p.kind = 'publish' AND p.item_id IN (SELECT CAST(value AS BIGINT) FROM json_each(:ids))
    AND NOT EXISTS (SELECT 1 FROM post n WHERE n.item_id = p.item_id AND n.channel = p.channel AND n.kind = 'publish'
        AND n.revision > p.revision)

-- :name emergency_feeds rows
-- The feeds that have lately carried emergencies. Index: item_seen.
SELECT DISTINCT +source AS source FROM item INDEXED BY item_seen WHERE first_seen_at > :since AND lane = 'emergency'

-- :name unreleased_items rows
-- Items of a feed that are still waiting to go out anywhere. Indexes: post_held, post_unreleased.
SELECT i.id, i.link, i.published_at, i.title FROM (
    SELECT item_id FROM post INDEXED BY post_held WHERE state IN ('held', 'paused') AND kind = 'publish' AND release_to IS NULL
    UNION SELECT item_id FROM post INDEXED BY post_unreleased
    WHERE released_at IS NULL AND state IN ('due', 'sending') AND state = 'due' AND kind = 'publish' AND release_to IS NULL
) AS waiting CROSS JOIN item i ON i.id = waiting.item_id WHERE i.source = :feed

-- :name items_out rows
-- A random few of the published items that should still be in a feed. Index: item_seen.
SELECT i.id, i.link FROM item i WHERE i.first_seen_at > :since AND i.source = :feed AND i.published_at >= :oldest
    AND i.link <> '' AND i.missing_at IS NULL
    AND EXISTS (SELECT 1 FROM post p WHERE p.item_id = i.id AND p.kind = 'publish' AND p.state IN ('sending', 'done'))
ORDER BY random()

-- :name item_is_missing count
UPDATE item SET missing_at = :now WHERE id = :id

-- :name items_are_here count
UPDATE item SET missing_at = NULL, taken_down_at = NULL
WHERE missing_at IS NOT NULL AND id IN (SELECT CAST(value AS BIGINT) FROM json_each(:items))

-- :name items_missing rows
-- Index: item_missing.
SELECT id, link, revision FROM item WHERE missing_at <= :before AND taken_down_at IS NULL ORDER BY random() LIMIT :limit

-- :name item_taken_down count
UPDATE item SET taken_down_at = :now WHERE id = :id

-- :name taken_down rows
-- Items taken down on the portal and still out here, undecided by staff. Index: item_missing.
SELECT i.id, i.title FROM item i WHERE i.missing_at > :since AND i.taken_down_at IS NOT NULL AND EXISTS (
    SELECT 1 FROM post p WHERE p.item_id = i.id AND p.kind = 'publish' AND p.state IN ('sending', 'done')
        AND EXISTS (SELECT 1 FROM delivery d WHERE d.post_id = p.id AND d.state IN ('sent', 'uncertain', 'sending'))
        AND NOT EXISTS (SELECT 1 FROM post r WHERE r.item_id = i.id AND r.channel = p.channel
            AND r.kind IN ('withdraw', 'retract') AND r.state NOT IN ('cancelled', 'expired')
            AND NOT EXISTS (SELECT 1 FROM delivery d WHERE d.post_id = r.id AND d.recipient = 0 AND d.state = 'failed')))

-- :name daily_peak value
-- The third-busiest of the last 30 days, so that one flood does not make the next one look usual.
SELECT coalesce((SELECT count(*) FROM item WHERE source = :feed AND first_seen_at > :since AND first_seen_at > :baseline
    GROUP BY floor(first_seen_at / 86400) ORDER BY 1 DESC LIMIT 1 OFFSET 2), 0)

-- :name insert_item value
INSERT INTO item (source, title, summary, text, link, image, image_alt, place, category, categories, lane, published_at, first_seen_at,
                  revision, content_hash, withdrawn_at, phase)
VALUES (:source, :title, :summary, :text, :link, :image, :image_alt, :place, :category, :categories, :lane, :published_at, :now,
        :revision, :content_hash, :withdrawn_at, :phase)
RETURNING id

-- :name update_item count
UPDATE item SET title = :title, summary = :summary, text = :text, link = :link, image = :image, image_alt = :image_alt, place = :place, category = :category,
    categories = :categories, lane = :lane, revision = :revision, content_hash = :content_hash, withdrawn_at = NULL,
    phase = :phase
WHERE id = :id

-- :name keep_event count
UPDATE item SET starts_at = :starts_at, ends_at = :ends_at, all_day = :all_day, calendar_name = :calendar_name
WHERE id = :id

-- :name event_by_name row
-- An event that has gone out somewhere: what is held is nobody's business yet. Index: item_calendar.
SELECT * FROM item WHERE calendar_name = :name AND calendar_name <> '' AND starts_at IS NOT NULL
  AND EXISTS (SELECT 1 FROM post p WHERE p.item_id = item.id AND p.kind = 'publish' AND p.state IN ('sending', 'done'))

-- :name call_off value
UPDATE item SET phase = 'called off', revision = revision + 1 WHERE id = :id RETURNING revision

-- :name coming_events rows
-- Events that are not over, with the channels on which they are out. Indexes: item_event, the UNIQUE key of post.
SELECT DISTINCT i.id, i.title, i.place, i.starts_at, i.ends_at, i.all_day, p.channel
FROM item i INDEXED BY item_event CROSS JOIN post p ON p.item_id = i.id
WHERE i.starts_at > :since AND i.phase IN ('', 'corrected') AND i.withdrawn_at IS NULL AND i.taken_down_at IS NULL
  AND NOT {is_wrong_by_now}
  AND p.kind = 'publish' AND p.release_to IS NOT NULL AND p.mode = :mode

-- :name events_to_remind rows
-- Events that begin in a period and went out on a channel some time ago, to all that were to get them, or in a digest; neither called off nor taken back, and not reminded of yet.
-- Indexes: item_event, digest_item_by_item.
SELECT * FROM item i WHERE i.starts_at >= :since AND i.starts_at < :before AND i.phase IN ('', 'corrected') AND i.withdrawn_at IS NULL AND NOT {is_wrong_by_now}
  AND i.missing_at IS NULL AND i.taken_down_at IS NULL
  AND (EXISTS (SELECT 1 FROM post p WHERE p.item_id = i.id AND p.channel = :channel AND p.kind = 'publish' AND p.mode = :mode
    AND p.state = 'done' AND p.released_at <= :told)
    OR EXISTS (SELECT 1 FROM digest_item n JOIN post g ON g.id = n.post_id WHERE n.item_id = i.id AND +g.channel = :channel
      AND g.mode = :mode AND g.state = 'done' AND g.released_at <= :told))
  AND NOT EXISTS (SELECT 1 FROM post p WHERE p.item_id = i.id AND p.channel = :channel AND p.state = 'sending')
  AND NOT EXISTS (SELECT 1 FROM post p WHERE p.item_id = i.id AND p.channel = :channel
    AND (p.kind = 'reminder' OR (p.kind IN ('retract', 'withdraw') AND p.state <> 'cancelled')))
ORDER BY i.starts_at, i.id

-- :name wants_reminders row
-- Index: subscriber_reminders.
SELECT 1 FROM subscriber INDEXED BY subscriber_reminders WHERE reminders = 1 LIMIT 1

-- :name share_item count
UPDATE item SET told_by = :told_by, also = :also WHERE id = :id

-- :name withdraw_item count
UPDATE item SET withdrawn_at = :now WHERE id = :id

-- :name insert_alias many
INSERT INTO alias (name, item_id) VALUES (:name, :item_id) ON CONFLICT DO NOTHING

-- :name take_names_over count
-- The names of one item become those of another. Index: alias_item.
UPDATE alias SET item_id = :item_id WHERE item_id = :replaced

-- :name insert_decision many
INSERT INTO decision (item_id, channel, revision, at, action, reason, facts)
VALUES (:item_id, :channel, :revision, :at, :action, :reason, :facts)

-- :name told_of rows
-- Items of which a person is told although they went out: a category or words call them an emergency, and they went as
-- something calmer; or an emergency names somebody. Index: decision_told.
SELECT DISTINCT d.item_id, i.title, d.reason, d.facts FROM decision d INDEXED BY decision_told JOIN item i ON i.id = d.item_id
WHERE d.reason IN ('calmed', 'perhaps_urgent', 'passed_rule', 'passed_names') AND d.at > :since ORDER BY d.item_id

-- :name unsure_of rows
-- Items that went out on their own although they seem to correct an earlier one. Index: decision_unsure.
SELECT DISTINCT d.item_id, i.title, d.reason, d.facts FROM decision d INDEXED BY decision_unsure JOIN item i ON i.id = d.item_id
WHERE d.reason = 'perhaps_corrects' AND d.at > :since ORDER BY d.item_id

-- :name earlier_items rows
-- Items since a moment that went out, or are to, and were not cancelled. Of their texts the beginning. Index: item_seen.
SELECT i.id, i.title, substr(i.text, 1, 1000) AS text, i.link, i.lane, i.categories, max(p.corrects) AS corrects
FROM item i INDEXED BY item_seen JOIN post p ON p.item_id = i.id AND p.kind = 'publish' AND p.state <> 'cancelled'
WHERE i.first_seen_at > :since AND i.withdrawn_at IS NULL AND i.source NOT IN ('desk', 'reply') AND i.phase IN ('', 'corrected')
GROUP BY i.id ORDER BY i.id

-- :fragment is_wrong_by_now
-- Another item corrects it.
EXISTS (SELECT 1 FROM decision x WHERE x.item_id = i.id AND x.reason = 'corrected_by')

-- :name categories_since rows
-- Of the items of the feeds that were first seen after a moment. Index: item_seen.
SELECT categories, first_seen_at FROM item INDEXED BY item_seen WHERE first_seen_at > :since AND source NOT IN ('desk', 'reply')

-- :name items_since rows
-- The items of the feeds that were first seen after a moment.
SELECT * FROM item WHERE first_seen_at > :since AND source NOT IN ('desk', 'reply') ORDER BY id

-- :name phase_of_item value
SELECT phase FROM item WHERE id = :id

-- :name item row
SELECT * FROM item WHERE id = :id

-- :name find_items rows
-- By link, or by words of the title.
SELECT DISTINCT i.* FROM item i LEFT JOIN alias a ON a.item_id = i.id
WHERE i.source <> 'reply' AND (i.link = :text OR a.name = :alias OR lower(i.title) LIKE lower(:like)) ORDER BY i.id DESC LIMIT 20

-- :name decisions_of_item rows
SELECT channel, revision, at, action, reason, facts FROM decision WHERE item_id = :item_id ORDER BY id

-- :name newest_items rows
-- Of the feeds, without emergencies, which have no zones. The primary key, of so many rows that replies may be among.
SELECT title, summary, text, categories FROM item WHERE id > (SELECT max(id) FROM item) - 3 * :limit
  AND source NOT IN ('desk', 'reply') AND lane <> 'emergency' ORDER BY id DESC LIMIT :limit

-- :name posts_of_item rows
SELECT * FROM post WHERE item_id = :item_id ORDER BY channel, revision, id

-- :name feeds rows
-- Only columns that people may see, without the secret of a hub.
SELECT name, url, baseline_at, polled_at, next_poll_at, failures, error, error_facts, moved_to, moved_since, adopted,
    identity, identity_why, identity_facts, alarm, alarm_facts, alarm_at, hub, hub_until, flawed, flaw, flaw_facts
FROM feed ORDER BY name

-- :name channel row
SELECT * FROM channel WHERE name = :name

-- :name save_channel count
INSERT INTO channel (name, baseline_at, mode) VALUES (:name, :now, :mode)
ON CONFLICT (name) DO UPDATE SET baseline_at = excluded.baseline_at, mode = excluded.mode

-- :name has_seen_lately value
-- Whether an item of a feed is as new as that.
SELECT EXISTS (SELECT 1 FROM item WHERE source = :feed AND first_seen_at > :since AND published_at > :since) AS seen

-- :name item_times rows
-- The arrival times of a feed's items; of those in its first poll, the time of publication.
SELECT min(published_at, first_seen_at) AS at FROM item
WHERE source = :feed AND first_seen_at > :since AND published_at > :since

-- :name save_flaw count
UPDATE feed SET flawed = :flawed, flaw = :flaw, flaw_facts = :flaw_facts WHERE name = :name

-- :name save_alarm count
UPDATE feed SET alarm = :alarm, alarm_facts = :alarm_facts, alarm_at = :now WHERE name = :name

-- :name page_read count
UPDATE feed SET page_read_at = :now WHERE name = :name

-- :name forget_page_links count
-- Links that have left a page of news, or have become items.
DELETE FROM page_link WHERE feed = :feed AND name NOT IN (SELECT value FROM json_each(:names))

-- :name insert_page_link many
INSERT INTO page_link (feed, name, title, since) VALUES (:feed, :name, :title, :since) ON CONFLICT DO NOTHING

-- :name page_links_lacking rows
SELECT title FROM page_link p WHERE feed = :feed AND since > 0 AND since <= :before
    AND NOT EXISTS (SELECT 1 FROM alias WHERE name = p.name)
ORDER BY since, title

-- :name save_hub count
UPDATE feed SET hub = :hub, hub_topic = :topic, hub_until = CASE WHEN hub_topic = :topic THEN hub_until ELSE 0 END
WHERE name = :name AND (hub <> :hub OR hub_topic <> :topic)

-- :name hub_asked count
UPDATE feed SET hub_secret = :secret, hub_until = :until WHERE name = :name

-- :name hub_confirmed count
-- Only while its confirmation is waited for: its end is then no later than :before.
UPDATE feed SET hub_until = :until
WHERE name = :name AND hub_topic = :topic AND hub_secret <> '' AND hub_until > :now AND hub_until <= :before

-- :name ask_now count
-- The next run polls it; '' = all feeds. Not one that has asked for a pause.
UPDATE feed SET next_poll_at = 0 WHERE (name = :name OR :name = '') AND failures = 0

-- :name alerts_in_force rows
-- Alerts of late that were not replaced, taken down, or ended by an item of its own. Index: item_seen.
SELECT i.id, i.title, i.text, i.link, i.published_at FROM item i INDEXED BY item_seen
WHERE i.first_seen_at > :since AND i.first_seen_at <= :until AND i.lane = 'emergency' AND i.phase = '' AND i.withdrawn_at IS NULL
  AND EXISTS (SELECT 1 FROM alias WHERE item_id = i.id)
  AND NOT EXISTS (SELECT 1 FROM decision d WHERE d.item_id = i.id AND d.reason = 'ended')
ORDER BY i.id

-- :name emergencies_started row
-- Those that no person approved: the decision says `publish`. Indexes: post_written, of which
-- only the last day's posts are looked at, and post_published, by which that day begins.
SELECT count(*) FILTER (WHERE at > :hour) AS an_hour, count(*) AS a_day FROM (
    SELECT p.item_id, p.revision, min(p.created_at) AS at FROM post p INDEXED BY post_written
    WHERE p.kind <> 'reply' AND p.kind IN ('publish', 'follow-up') AND p.lane = 'emergency' AND p.created_at > :day AND p.created_at <= :now
      AND p.id > coalesce((SELECT id FROM post INDEXED BY post_published WHERE kind = 'publish' AND created_at <= :day
            ORDER BY created_at DESC LIMIT 1), 0)
      AND EXISTS (SELECT 1 FROM decision d WHERE d.item_id = p.item_id AND d.channel = p.channel
            AND d.revision = p.revision AND d.action = 'publish')
    GROUP BY p.item_id, p.revision) AS started
