-- :name insert_act value
INSERT INTO act (at, who, verb, about, because) VALUES (:now, :who, :verb, :about, :because) RETURNING id

-- :name insert_act_deed many
INSERT INTO act_deed (act_id, number, deed, item_id, channel) VALUES (:act_id, :number, :deed, :item_id, :channel)

-- :name acts rows
-- The newest first; without any deed (`deed` NULL) the command did nothing, or was killed. Index: act_at.
SELECT a.*, d.deed, d.item_id, d.channel, i.title FROM act a LEFT JOIN act_deed d ON d.act_id = a.id LEFT JOIN item i ON i.id = d.item_id
WHERE a.at > :since ORDER BY a.at DESC, a.id DESC, d.number

-- :name acts_on_item rows
-- Index: act_deed_item.
SELECT a.*, d.deed, d.channel, i.title FROM act_deed d JOIN act a ON a.id = d.act_id JOIN item i ON i.id = d.item_id
WHERE d.item_id = :item_id ORDER BY a.at, a.id, d.number

-- :name approved_alone rows
-- What one person alone has let go since a moment. Index: act_at.
SELECT DISTINCT d.item_id, i.title, a.who FROM act a INDEXED BY act_at CROSS JOIN act_deed d ON d.act_id = a.id
JOIN item i ON i.id = d.item_id
WHERE a.at > :since AND d.deed = 'approved_alone'

-- :name drop_old_acts count
DELETE FROM act WHERE at < :before

-- :name drop_old_act_deeds count
DELETE FROM act_deed WHERE act_id NOT IN (SELECT id FROM act)
