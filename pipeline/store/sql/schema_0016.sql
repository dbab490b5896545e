-- The id of a citizen's message holds the citizen's number: only its keyed hash is kept. It needs a key, so
-- `citizens/old_ids.py` does that with the ids of older releases; the setting says that it has to.

-- `remote_id` is for pages alone from now on.
ALTER TABLE attempt ADD COLUMN message TEXT NOT NULL DEFAULT '';
CREATE INDEX attempt_message ON attempt (message) WHERE message <> '' AND rank < 4;
ALTER TABLE receipt ADD COLUMN message TEXT NOT NULL DEFAULT '';
DROP INDEX receipt_remote;

-- The citizen's message that a reply answers: encrypted, until the reply has gone out.
ALTER TABLE post ADD COLUMN reply_to BLOB;
CREATE INDEX post_reply_to ON post (id) WHERE reply_to IS NOT NULL;

-- A database that was moved away refuses writes.
UPDATE delivery SET remote_id = '' WHERE remote_id <> '' AND NOT EXISTS (SELECT 1 FROM setting WHERE name = 'moved_to');
INSERT INTO setting (name, value) SELECT 'plain_ids', 'rows'
WHERE (EXISTS (SELECT 1 FROM post) OR EXISTS (SELECT 1 FROM receipt)) AND NOT EXISTS (SELECT 1 FROM setting WHERE name = 'moved_to')
