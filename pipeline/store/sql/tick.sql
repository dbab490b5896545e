-- :name open_posts rows
-- The open posts of these senders, and whether they may go; asked several times a second. Index: post_open.
SELECT p.channel, p.id, p.lane, coalesce(s.halted, '') = '' AND coalesce(s.not_before, 0) <= :now AS free
FROM post p LEFT JOIN sender s ON s.name = p.channel
WHERE p.channel IN (SELECT value FROM json_each(:channels)) AND p.state IN ('due', 'sending') AND p.not_before <= :soon
  AND (p.state = 'sending' OR (p.state = 'due' AND p.due_at <= :soon))
