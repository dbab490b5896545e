-- What was published and later taken down.

ALTER TABLE remote_post ADD COLUMN withdrawn_at REAL
