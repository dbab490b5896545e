-- :name insert_act value
INSERT INTO act (at, who, verb, about, because, origin) VALUES (:now, :who, :verb, :about, :because, :origin) RETURNING id

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

-- :name drop_old_acts count
DELETE FROM act WHERE at < :before

-- :name drop_old_act_deeds count
DELETE FROM act_deed WHERE act_id NOT IN (SELECT id FROM act)

-- :name raising row
-- Who asked that an item travels as an emergency, and who approved it.
SELECT * FROM raising WHERE item_id = :item_id

-- :name ask_raising count
-- Whoever approved it before has approved something else.
INSERT INTO raising (item_id, asked_at, asked_by, because) VALUES (:item_id, :now, :who, :because)
ON CONFLICT (item_id) DO UPDATE SET asked_at = excluded.asked_at, asked_by = excluded.asked_by, because = excluded.because
WHERE raising.approved_at IS NULL

-- :name raised_by_rule count
INSERT INTO raising (item_id, asked_at, asked_by, because) VALUES (:item_id, :now, '', '') ON CONFLICT DO NOTHING

-- :name approve_raising count
UPDATE raising SET approved_at = :now, approved_by = :who WHERE item_id = :item_id AND approved_at IS NULL

-- :name drop_raising count
DELETE FROM raising WHERE item_id = :item_id AND approved_at IS NULL

-- :name acts_alone rows
-- What one person approved alone since a moment, although it needed two. Index: act_at.
SELECT a.who, a.because, d.item_id, d.channel, i.title FROM act a CROSS JOIN act_deed d ON d.act_id = a.id
LEFT JOIN item i ON i.id = d.item_id WHERE a.at > :since AND d.deed = 'approved_alone' ORDER BY a.at DESC

-- :name acts_lately value
-- How often somebody did something since a moment. Index: act_at.
SELECT count(*) FROM act WHERE at > :since AND who = :who AND verb = :verb
