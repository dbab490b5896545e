-- :name give_path count
-- Another address takes the place of the one there was. Index: the UNIQUE key of path.
INSERT INTO path (subscriber, channel, address, lookup, given_by, given_at, confirmed_at, code_hash)
VALUES (:subscriber, :channel, :address, :lookup, :given_by, :now, :confirmed_at, :code_hash)
ON CONFLICT (subscriber, channel) DO UPDATE SET address = excluded.address, lookup = excluded.lookup, given_by = excluded.given_by,
    given_at = excluded.given_at, confirmed_at = excluded.confirmed_at, code_hash = excluded.code_hash, tries = 0

-- :name paths_of rows
-- Index: the UNIQUE key of path.
SELECT id, channel, address, given_by, given_at, confirmed_at FROM path WHERE subscriber = :subscriber ORDER BY channel

-- :name confirm_path rows
-- The code is right: the address is the citizen's. A code holds for one address and a few tries.
UPDATE path SET confirmed_at = :now, code_hash = NULL WHERE subscriber = :subscriber AND code_hash = :code_hash AND given_at > :since AND tries < :most
RETURNING channel

-- :name count_path_try count
UPDATE path SET tries = tries + 1 WHERE subscriber = :subscriber AND code_hash IS NOT NULL

-- :name drop_path count
-- Of one channel, or of all ('').
DELETE FROM path WHERE subscriber = :subscriber AND (:channel = '' OR channel = :channel)

-- :name drop_lost_paths count
-- Of those who have left in any way, and addresses that nobody has confirmed for long.
DELETE FROM path WHERE NOT EXISTS (SELECT 1 FROM subscriber s WHERE s.id = path.subscriber AND s.state IN ('active', 'suspended'))
  OR (confirmed_at IS NULL AND given_at < :before)

-- :name path_addresses rows
SELECT subscriber, address FROM path WHERE channel = :channel AND confirmed_at IS NOT NULL
  AND subscriber IN (SELECT CAST(value AS BIGINT) FROM json_each(:ids))

-- :name code_addresses rows
-- For the code that is to show whose the address is.
SELECT subscriber, address FROM path WHERE channel = :channel AND subscriber IN (SELECT CAST(value AS BIGINT) FROM json_each(:ids))

-- :name encrypted_paths rows
SELECT id, address FROM path WHERE id > :after ORDER BY id LIMIT :limit

-- :name encrypt_path_anew count
UPDATE path SET address = :address WHERE id = :id AND address = :old_address

-- :name alerts_to_chase rows
-- Emergencies, and ends of alerts, that began on a channel since a moment and still hold. Nobody has taken them back.
-- Index: post_begun.
SELECT p.*, i.phase FROM post p JOIN item i ON i.id = p.item_id
LEFT JOIN publication o ON o.item_id = p.item_id AND o.channel = p.channel
WHERE p.channel = :channel AND p.begun_at > :since AND p.begun_at IS NOT NULL AND (p.rank = 0 OR i.phase = 'alert over')
  AND p.kind = 'publish' AND p.mode = :mode AND p.not_after > :now AND p.state IN ('sending', 'paused', 'done')
  AND o.taken_back_at IS NULL
ORDER BY p.begun_at

-- :fragment has_receipt
-- A provider has said that the item reached the citizen, by whatever path. Indexes: the UNIQUE keys of post and delivery.
EXISTS (SELECT 1 FROM post q JOIN delivery x ON x.post_id = q.id AND x.recipient = s.id
    JOIN attempt a ON a.delivery_id = x.id AND a.rank = 4
    WHERE q.item_id = p.item_id AND q.kind = 'publish')

-- :name unreached_by rows
-- Citizens with a path by a channel whom an alert (`:post_id`) has not reached by WhatsApp in time (`:before`), nor by the
-- earlier ones of their paths (`:earlier`, JSON). Of those to whom WhatsApp sends nothing, who had joined before. The end of
-- an alert goes by a path to those who got an alert by it (`:ended` = 1, since `:alerted`). Index: path_channel.
SELECT s.id FROM path t JOIN subscriber s ON s.id = t.subscriber JOIN post p ON p.id = :post_id
WHERE t.channel = :channel AND t.confirmed_at IS NOT NULL AND s.mode = p.mode AND (s.mode <> 'testers' OR s.tester = 1)
  AND CASE s.state WHEN 'suspended' THEN s.since < p.begun_at WHEN 'active' THEN EXISTS (
      SELECT 1 FROM post w JOIN delivery x ON x.post_id = w.id AND x.recipient = s.id
      WHERE w.item_id = p.item_id AND w.channel = p.channel AND w.kind = 'publish' AND (x.state = 'failed' OR (x.state <> 'skipped'
        AND CASE WHEN x.state IN ('sent', 'uncertain') THEN x.attempted_at ELSE p.begun_at END <= :before)))
    ELSE FALSE END
  AND NOT {has_receipt}
  AND NOT EXISTS (SELECT 1 FROM post q JOIN delivery y ON y.post_id = q.id AND y.recipient = s.id
    WHERE q.item_id = p.item_id AND q.channel = :channel AND q.kind = 'publish')
  AND NOT EXISTS (SELECT 1 FROM path e WHERE e.subscriber = s.id AND e.confirmed_at IS NOT NULL
    AND e.channel IN (SELECT value FROM json_each(:earlier)) AND NOT EXISTS (
      SELECT 1 FROM post q JOIN delivery x ON x.post_id = q.id AND x.recipient = s.id
      WHERE q.item_id = p.item_id AND q.channel = e.channel AND q.kind = 'publish' AND (x.state IN ('failed', 'skipped')
        OR CASE WHEN x.attempted_at > 0 THEN x.attempted_at ELSE x.due_at END <= :before)))
  AND (:ended = 0 OR EXISTS (SELECT 1 FROM post q JOIN delivery x ON x.post_id = q.id AND x.recipient = s.id
    WHERE +q.channel = :channel AND q.kind = 'publish' AND q.rank = 0 AND q.created_at > :alerted AND x.state IN ('sent', 'uncertain')))
ORDER BY s.id LIMIT :limit

-- :name open_chase row
-- The chase of an alert on a channel, if it still goes on or may go on.
SELECT id, state FROM post WHERE item_id = :item_id AND channel = :channel AND kind = 'publish'
ORDER BY revision DESC LIMIT 1

-- :name chase_them count
-- In the language in which the alert (`:original`) went to each.
INSERT INTO delivery (post_id, recipient, mode, due_at, version)
SELECT :post_id, CAST(value AS BIGINT), :mode, :now, coalesce((SELECT d.version FROM delivery d
    WHERE d.post_id = :original AND d.recipient = CAST(value AS BIGINT)), '') FROM json_each(:ids)
WHERE TRUE ON CONFLICT (post_id, recipient) DO NOTHING
