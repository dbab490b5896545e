-- :name publish count
-- The item is out, or may be; on a page under this id of the provider's.
INSERT INTO publication (item_id, channel, revision, remote_id, url, at)
SELECT item_id, channel, revision, :remote_id, :url, :now FROM post WHERE id = :post_id AND kind IN ('publish', 'digest')
ON CONFLICT (item_id, channel) DO UPDATE SET revision = max(publication.revision, excluded.revision), remote_id = excluded.remote_id,
    url = excluded.url
WHERE publication.remote_id = '' OR excluded.remote_id <> ''

-- :name publication_says count
-- A page's post now has the text of this post.
UPDATE publication SET revision = max(revision, (SELECT p.revision FROM post p WHERE p.id = :post_id))
WHERE (item_id, channel) IN (SELECT item_id, channel FROM post WHERE id = :post_id AND kind = 'edit')

-- :name publication_is_gone count
-- After a post that takes down what was published.
UPDATE publication SET withdrawn_at = :now WHERE withdrawn_at IS NULL
  AND (item_id, channel) IN (SELECT item_id, channel FROM post WHERE id = :post_id AND kind = 'withdraw')

-- :name publication row
SELECT * FROM publication WHERE item_id = :item_id AND channel = :channel

-- :name take_back count
-- It is never sent again, even if it is still uncertain whether it is out.
INSERT INTO publication (item_id, channel, revision, at, taken_back_at) VALUES (:item_id, :channel, :revision, :now, :now)
ON CONFLICT (item_id, channel) DO UPDATE SET taken_back_at = coalesce(publication.taken_back_at, excluded.taken_back_at)

-- :name leave_out count
-- The post that was to take it back has been cancelled or came too late.
UPDATE publication SET taken_back_at = NULL WHERE taken_back_at IS NOT NULL
  AND (item_id, channel) IN (SELECT item_id, channel FROM post WHERE id IN (SELECT CAST(value AS BIGINT) FROM json_each(:posts)) AND kind IN ('withdraw', 'retract'))
  AND NOT EXISTS (SELECT 1 FROM post r WHERE r.item_id = publication.item_id AND r.channel = publication.channel
    AND r.kind IN ('withdraw', 'retract') AND r.state NOT IN ('cancelled', 'expired'))
