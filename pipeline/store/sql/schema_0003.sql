-- What citizens choose, and who has been told that nobody reads.

ALTER TABLE subscriber ADD COLUMN urgent_only INTEGER NOT NULL DEFAULT 0;
ALTER TABLE subscriber ADD COLUMN preferred_at REAL NOT NULL DEFAULT 0;
ALTER TABLE subscriber ADD COLUMN marketing_at REAL NOT NULL DEFAULT 0;

-- By keyed hash, for 30 days; also of citizens who are not subscribed.
CREATE TABLE told (identity BLOB PRIMARY KEY, at REAL NOT NULL) WITHOUT ROWID;
CREATE INDEX told_at ON told (at);
