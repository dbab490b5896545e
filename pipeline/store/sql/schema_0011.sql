-- What the operators have been told, and when.

CREATE TABLE alert (name TEXT PRIMARY KEY, told_at REAL NOT NULL);

-- What was published and has vanished from the portal: since when its page is missing, and when that was certain.
ALTER TABLE item ADD COLUMN missing_at REAL;
ALTER TABLE item ADD COLUMN taken_down_at REAL;
ALTER TABLE item ADD COLUMN place TEXT NOT NULL DEFAULT '';
CREATE INDEX post_ended ON post (channel, done_at) WHERE done_at IS NOT NULL;
CREATE INDEX item_missing ON item (missing_at) WHERE missing_at IS NOT NULL
