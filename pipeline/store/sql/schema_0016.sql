-- The id of a citizen's message holds the citizen's number: only its keyed hash is kept. A hash needs a key, so
-- `citizens/old_ids.py` does that with the ids of older releases. Nothing is written here: in a database that was moved
-- away nothing can be.

-- `remote_id` is for pages alone from now on.
ALTER TABLE attempt ADD COLUMN message TEXT NOT NULL DEFAULT '';
CREATE INDEX attempt_message ON attempt (message) WHERE message <> '' AND rank < 4;
ALTER TABLE receipt ADD COLUMN message TEXT NOT NULL DEFAULT '';
DROP INDEX receipt_remote;

-- The citizen's message that a reply answers: encrypted, until the reply has gone out.
ALTER TABLE post ADD COLUMN reply_to BLOB;
CREATE INDEX post_reply_to ON post (id) WHERE reply_to IS NOT NULL
