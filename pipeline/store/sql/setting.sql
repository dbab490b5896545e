-- :name setting
SELECT value FROM setting WHERE name = :name

-- :name set_setting
INSERT INTO setting (name, value) VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET value = excluded.value

-- :name forget_setting
DELETE FROM setting WHERE name = :name

-- :name uptime_begin
INSERT INTO uptime (started_at, seen_at) VALUES (:now, :now) ON CONFLICT DO NOTHING

-- :name uptime_beat
-- Nothing is touched after a gap: how long it was silent is not known to have been spent listening.
UPDATE uptime SET seen_at = :now WHERE started_at = :started AND :now BETWEEN seen_at AND seen_at + :longest

-- :name uptime_last
SELECT max(seen_at) FROM uptime

-- :name uptime_since
-- Seconds of webhook-up time since a moment; what two rows share, after the clock was set back, counts once.
SELECT coalesce(sum(max(seen_at - max(started_at, before, :since), 0)), 0) FROM (
    SELECT started_at, seen_at, coalesce(max(seen_at) OVER (
        ORDER BY started_at ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
    FROM uptime WHERE seen_at > :since) AS times

-- :name alerts
SELECT name, told_at FROM alert

-- :name note_alert
INSERT INTO alert (name, told_at) VALUES (:name, :now) ON CONFLICT (name) DO UPDATE SET told_at = excluded.told_at

-- :name claim_alert
-- Of several runs, one tells it.
INSERT INTO alert (name, told_at) VALUES (:name, :now) ON CONFLICT DO NOTHING

-- :name forget_alert
DELETE FROM alert WHERE name = :name
