-- :name save_template count
-- Reports of the hour before the look may still come, by clocks that differ from ours.
INSERT INTO template (channel, name, language, status, category, quality, reason, facts, remote_id, body, footer, told_at, seen_at)
VALUES (:channel, :name, :language, :status, :category, :quality, :reason, :facts, :remote_id, :body, :footer, :now - 3600, :now)
ON CONFLICT (channel, name, language) DO UPDATE SET status = excluded.status, category = excluded.category,
    quality = excluded.quality, reason = excluded.reason, facts = excluded.facts, remote_id = excluded.remote_id, body = excluded.body,
    footer = excluded.footer, told_at = excluded.told_at, seen_at = excluded.seen_at

-- :name note_template count
-- Updates the changed parts of a known template unless something newer is known; '' = unchanged.
UPDATE template SET status = CASE :status WHEN '' THEN status ELSE :status END,
    category = CASE :category WHEN '' THEN category ELSE :category END,
    quality = CASE :quality WHEN '' THEN quality ELSE :quality END, reason = :reason, facts = :facts, told_at = :at, seen_at = :now
WHERE channel = :channel AND name = :name AND language = :language AND told_at <= :at

-- :name forget_templates count
DELETE FROM template WHERE channel = :channel

-- :name templates rows
SELECT * FROM template WHERE channel = :channel ORDER BY name, language

-- :name template row
SELECT * FROM template WHERE channel = :channel AND name = :name AND language = :language

-- :name knows_templates row
SELECT 1 FROM template WHERE channel = :channel LIMIT 1

-- :name missing_templates count
-- Templates the provider no longer has: not in the list just read.
UPDATE template SET status = 'MISSING', reason = '', facts = '' WHERE channel = :channel AND seen_at < :now AND status <> 'MISSING'

-- :name insert_account_news count
-- `text` is of releases before schema 15, which kept the provider's words without what they mean.
INSERT INTO account_news (channel, kind, text, reason, facts, at) VALUES (:channel, :kind, '', :reason, :facts, :now)

-- :name account_news rows
SELECT * FROM account_news WHERE channel = :channel AND at > :since ORDER BY at DESC LIMIT 10
