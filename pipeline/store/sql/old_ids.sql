-- Ids of citizens' messages that releases before schema 16 kept: a page of them at a time.

-- :name holds_messages row
SELECT 1 WHERE EXISTS (SELECT 1 FROM post) OR EXISTS (SELECT 1 FROM receipt)

-- :name drop_oldest_ids count
-- Those from before schema 12, which are the attempt's by now.
UPDATE delivery SET remote_id = '' WHERE id > :above AND id <= :to AND remote_id <> ''

-- :name last_delivery value
SELECT max(id) FROM delivery

-- :name plain_ids rows
-- Of deliveries above an id, those of citizens. Index: the key of attempt.
SELECT a.delivery_id, a.number, a.remote_id FROM attempt a CROSS JOIN delivery d ON d.id = a.delivery_id
WHERE a.delivery_id > :above AND a.remote_id <> '' AND d.recipient <> 0 ORDER BY a.delivery_id, a.number LIMIT :limit

-- :name hide_ids count
UPDATE attempt SET message = g.message, remote_id = '' FROM (
    SELECT CAST(json_extract(value, '$.delivery') AS BIGINT) AS delivery, CAST(json_extract(value, '$.number') AS BIGINT) AS number,
        json_extract(value, '$.message') AS message FROM json_each(:attempts)) AS g
WHERE attempt.delivery_id = g.delivery AND attempt.number = g.number AND attempt.remote_id <> ''

-- :name plain_receipts rows
SELECT id, remote_id, body FROM receipt WHERE remote_id <> '' LIMIT :limit

-- :name hide_receipts many
UPDATE receipt SET message = :message, remote_id = '', body = :body WHERE id = :id AND remote_id <> ''

-- :name plain_replies rows
SELECT id, content FROM post WHERE id > :above AND kind = 'reply' AND content LIKE '%"reply_to"%' ORDER BY id LIMIT :limit

-- :name hide_reply_to many
-- What has gone out, or never will, needs it no more.
UPDATE post SET content = json_remove(content, '$.reply_to'), reply_to = CASE WHEN state IN ('due', 'held', 'paused', 'sending') THEN :reply_to END
WHERE id = :id AND content LIKE '%"reply_to"%'

-- :name page_deliveries rows
SELECT id FROM delivery WHERE recipient = 0 AND id IN (SELECT CAST(value AS BIGINT) FROM json_each(:ids))
