-- :name setting value
SELECT value FROM setting WHERE name = :name

-- :name set_setting count
INSERT INTO setting (name, value) VALUES (:name, :value) ON CONFLICT (name) DO UPDATE SET value = excluded.value

-- :name forget_setting count
DELETE FROM setting WHERE name = :name

-- :name next_generation value
INSERT INTO setting (name, value) VALUES ('generation', '1')
ON CONFLICT (name) DO UPDATE SET value = CAST(CAST(setting.value AS BIGINT) + 1 AS TEXT) RETURNING value

-- :name last_post value
SELECT coalesce(max(id), 0) FROM post

-- :name uptime_begin count
INSERT INTO uptime (started_at, seen_at) VALUES (:now, :now) ON CONFLICT DO NOTHING

-- :name uptime_beat count
-- Touches no row after a gap: it is unknown whether that time was spent listening.
UPDATE uptime SET seen_at = :now WHERE started_at = :started AND :now BETWEEN seen_at AND seen_at + :longest

-- :name uptime_last value
SELECT max(seen_at) FROM uptime

-- :name uptime_since value
-- Seconds of webhook-up time since a moment; what two rows share, after the clock was set back, counts once.
SELECT coalesce(sum(max(seen_at - max(started_at, before, :since), 0)), 0) FROM (
    SELECT started_at, seen_at, coalesce(max(seen_at) OVER (
        ORDER BY started_at ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
    FROM uptime WHERE seen_at > :since) AS times

-- :name alerts rows
SELECT name, told_at FROM alert

-- :name note_alert count
INSERT INTO alert (name, told_at) VALUES (:name, :now) ON CONFLICT (name) DO UPDATE SET told_at = excluded.told_at

-- :name claim_alert count
-- Only one of several runs reports it.
INSERT INTO alert (name, told_at) VALUES (:name, :now) ON CONFLICT DO NOTHING

-- :name forget_alert count
DELETE FROM alert WHERE name = :name
