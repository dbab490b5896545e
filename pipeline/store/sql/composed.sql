-- :name insert_composed many
INSERT INTO composed (item_id, revision, step, hazard, at, draft) VALUES (:item_id, :revision, :step, :hazard, :now, :draft)

-- :name composed_steps rows
-- Of one item, the newest first.
SELECT * FROM composed WHERE item_id = :item_id ORDER BY revision DESC

-- :name composed_since rows
-- The newest step of each item that was composed or changed since a moment, with its texts. Index: composed_at.
SELECT c.item_id, c.step, c.hazard, c.at, c.draft, i.title, i.text FROM composed c JOIN item i ON i.id = c.item_id
WHERE c.at > :since AND c.revision = (SELECT max(n.revision) FROM composed n WHERE n.item_id = c.item_id)
ORDER BY c.at

-- :name open_publishing rows
-- Posts that publish an item and have not ended. Index: the UNIQUE key of post.
SELECT id, channel, revision, state, reason FROM post WHERE item_id = :item_id AND kind = 'publish' AND state || '' IN ('due', 'held', 'paused', 'sending')
