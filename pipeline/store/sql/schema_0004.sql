-- The consent ledger as a chain: each line is committed to with a salt, each head holds all lines before it.
-- An erased line keeps commitment and head, so that the chain still holds; salt and content are gone.

ALTER TABLE consent ADD COLUMN identity BLOB NOT NULL DEFAULT x'';
ALTER TABLE consent ADD COLUMN salt BLOB;
ALTER TABLE consent ADD COLUMN commitment BLOB NOT NULL DEFAULT x'';
ALTER TABLE consent ADD COLUMN head BLOB NOT NULL DEFAULT x'';
CREATE INDEX consent_identity ON consent (identity);
CREATE INDEX consent_subscriber ON consent (subscriber_id);
