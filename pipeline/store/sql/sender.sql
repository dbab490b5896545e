-- :name ensure_sender count
INSERT INTO sender (name) VALUES (:name) ON CONFLICT DO NOTHING

-- :name sender row
SELECT * FROM sender WHERE name = :name

-- :name held_leases row
SELECT name, holder FROM sender WHERE holder <> '' AND expires_at > :now

-- :name lease_take count
-- The next epoch, unless somebody was quicker.
UPDATE sender SET holder = :holder, epoch = :epoch, expires_at = :expires_at WHERE name = :name AND epoch = :epoch - 1

-- :name lease_renew count
UPDATE sender SET expires_at = :expires_at WHERE name = :name AND epoch = :epoch AND holder = :holder

-- :name lease_shorten count
-- A lease given before the clock was set back. A living holder renews it.
UPDATE sender SET expires_at = :expires_at WHERE name = :name AND epoch = :epoch AND expires_at > :expires_at

-- :name lease_give_up count
UPDATE sender SET holder = '', idle_since = :now WHERE name = :name AND epoch = :epoch AND holder = :holder

-- :name holds_lease row
SELECT 1 FROM sender WHERE name = :name AND epoch = :epoch AND holder = :holder

-- :name halt_sender count
UPDATE sender SET halted = :reason, facts = :facts, halted_at = :now, halted_until = :until, protective = :protective
WHERE name = :name AND (halted = '' OR protective > :protective)

-- :name resume_sender count
-- By hand, from the halt that the person has seen.
UPDATE sender SET halted = '', facts = '', halted_at = 0, halted_until = 0, protective = 0, not_before = 0, pauses = 0,
    receipt_at = max(receipt_at, :now), silent_from = 0, silent_sends = 0
WHERE name = :name AND halted = :seen

-- :name slow_sender count
-- One pause, however many messages were in flight.
UPDATE sender SET pauses = pauses + CASE WHEN not_before <= :now THEN 1 ELSE 0 END, not_before = max(not_before, :not_before) WHERE name = :name

-- :name pauses value
-- The number of pauses in a row, without the current one.
SELECT CASE WHEN not_before > :now THEN max(pauses - 1, 0) ELSE pauses END FROM sender WHERE name = :name

-- :name sender_goes_on count
UPDATE sender SET pauses = 0 WHERE name = :name AND pauses > 0

-- :name halt_is_over count
UPDATE sender SET halted = '', facts = '', halted_at = 0, halted_until = 0 WHERE name = :name AND halted_until > 0 AND halted_until <= :now

-- :name seen_receipt count
UPDATE sender SET receipt_at = max(receipt_at, :at), silent_from = 0, silent_sends = 0 WHERE name = :name

-- :name receipt_at value
SELECT receipt_at FROM sender WHERE name = :name

-- :name waiting_senders rows
-- Senders stopped until a person has looked, with something to send.
SELECT name, halted, facts FROM sender WHERE halted <> ''

-- :name note_limit count
UPDATE sender SET daily_limit = :limit, quality = CASE :quality WHEN '' THEN quality ELSE :quality END, asked_at = :now
WHERE name = :name

-- :name asked count
UPDATE sender SET asked_at = :at WHERE name = :name

-- :name take_turns count
-- A citizen without room now is the first of the next broadcast. Index: delivery_pending.
UPDATE sender SET turn = coalesce((SELECT d.recipient - 1 FROM delivery d
    WHERE d.post_id = :post_id AND d.state = 'pending' AND d.due_at = :room_at ORDER BY d.id LIMIT 1), turn)
WHERE name = :name

-- :name note_sends count
-- Since the newest receipt; only those within a minute of the first count, so that all of them are as old as it is.
UPDATE sender SET silent_from = CASE silent_sends WHEN 0 THEN :now ELSE silent_from END,
    silent_sends = silent_sends + CASE WHEN silent_sends = 0 OR :now <= silent_from + 60 THEN :sends ELSE 0 END
WHERE name = :name

-- :name stop_sender count
-- A halt by hand replaces any other, and lasts until somebody approves.
UPDATE sender SET halted = :reason, facts = :facts, halted_at = :now, halted_until = 0, protective = 0 WHERE name = :name

-- :name halted_senders rows
SELECT name, halted FROM sender WHERE halted <> '' ORDER BY name
