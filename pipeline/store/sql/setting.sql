-- :name setting
SELECT value FROM setting WHERE name = :name

-- :name set_setting
INSERT INTO setting (name, value) VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET value = excluded.value

-- :name uptime_begin
INSERT INTO uptime (started_at, seen_at) VALUES (:now, :now) ON CONFLICT DO NOTHING

-- :name uptime_beat
UPDATE uptime SET seen_at = :now WHERE started_at = :started

-- :name uptime_last
SELECT max(seen_at) FROM uptime

-- :name uptime_since
-- Seconds of webhook-up time since a moment.
SELECT coalesce(sum(seen_at - max(started_at, :since)), 0) FROM uptime WHERE seen_at > :since

-- :name alerts
SELECT name, told_at FROM alert

-- :name note_alert
INSERT INTO alert (name, told_at) VALUES (:name, :now) ON CONFLICT (name) DO UPDATE SET told_at = excluded.told_at

-- :name claim_alert
-- Of several runs, one tells it.
INSERT INTO alert (name, told_at) VALUES (:name, :now) ON CONFLICT DO NOTHING

-- :name forget_alert
DELETE FROM alert WHERE name = :name
