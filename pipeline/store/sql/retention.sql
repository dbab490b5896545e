-- Long work on many rows, a few at a time: every statement takes a limit, and is repeated until it finds nothing.

-- :name posts_to_unlink rows
-- Long done, with citizens still named: one look at the index for each post there is. Index: the UNIQUE key of delivery.
SELECT p.id FROM post p
WHERE p.state IN ('done', 'superseded', 'cancelled', 'expired') AND coalesce(p.done_at, p.created_at) < :before
  AND EXISTS (SELECT 1 FROM delivery d WHERE d.post_id = p.id AND d.recipient > 0 AND d.state NOT IN ('pending', 'sending'))

-- :name unlink_some count
-- The delivery stays without a citizen. Its own id, negative, keeps the key unique.
UPDATE delivery SET recipient = -id WHERE id IN (
    SELECT id FROM delivery WHERE post_id = :post_id AND recipient > 0 AND state NOT IN ('pending', 'sending') LIMIT :limit)

-- :name open_letter value
-- A letter that recipients may still be added to: it waits for a person, or is being sent.
SELECT p.id FROM alias a JOIN post p ON p.item_id = a.item_id AND p.channel = :channel
WHERE a.name = :alias AND p.state IN ('paused', 'sending')

-- :name letter_is_open row
SELECT 1 FROM post WHERE id = :id AND state IN ('paused', 'sending')

-- :name upkeep_due row
-- The rows to forget, read without the write lock: every second, and mostly none. Indexes: subscriber_forget,
-- applied_message_at, departure_at, told_at, answered_at.
SELECT EXISTS (SELECT 1 FROM subscriber s WHERE s.forget_at IS NOT NULL AND +s.state IN ('guest', 'leaving') AND (s.forget_at <= :now
        OR NOT EXISTS (SELECT 1 FROM delivery d WHERE d.id = s.reply_delivery AND d.state IN ('pending', 'sending', 'uncertain'))))
        AS forget_subscribers,
    EXISTS (SELECT 1 FROM applied_message WHERE at < :remembered) AS purge_messages,
    EXISTS (SELECT 1 FROM departure WHERE at < :remembered) AS purge_departures,
    EXISTS (SELECT 1 FROM told WHERE at < :told) AS purge_told,
    EXISTS (SELECT 1 FROM answered WHERE at < :replied) AS purge_answered

-- :name pending_welcomes rows
-- A page of them, and which are settled. The + keeps the planner from walking all active citizens.
-- Index: subscriber_welcome.
SELECT s.id, NOT EXISTS (SELECT 1 FROM delivery d WHERE d.id = s.welcome_delivery AND d.state IN ('pending', 'sending')) AS settled
FROM subscriber s WHERE s.welcome = 'pending' AND +s.state = 'active' AND s.id > :after ORDER BY s.id LIMIT :limit

-- :fragment is_unconfirmed
-- Of a list, and the confirmation did not reach them. Index: subscriber_unwelcomed.
s.welcome = 'failed' AND +s.state IN ('active', 'suspended') AND p.kind <> 'reply'

-- :name unconfirmed rows
-- Where the confirmation was cancelled, or ended before a moment.
SELECT s.id FROM subscriber s JOIN delivery d ON d.id = s.welcome_delivery JOIN post p ON p.id = d.post_id
WHERE {is_unconfirmed} AND (p.state = 'cancelled' OR p.done_at < :before)

-- :name unconfirmed_count value
SELECT count(*) FROM subscriber s JOIN delivery d ON d.id = s.welcome_delivery JOIN post p ON p.id = d.post_id
WHERE {is_unconfirmed}

-- :name long_unheard rows
-- Sent to at least twice and never reached since a moment. The + keeps the planner from walking all citizens.
-- Index: subscriber_unheard.
SELECT id FROM subscriber WHERE unheard >= 2 AND unheard_since < :before AND +state IN ('active', 'suspended')
