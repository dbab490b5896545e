-- Replies counted, the versions of the privacy notice.

-- By keyed hash, for a day: how many replies a citizen had.
CREATE TABLE answered (identity BLOB NOT NULL, at REAL NOT NULL, template TEXT NOT NULL);
CREATE INDEX answered_identity ON answered (identity, at);
CREATE INDEX answered_at ON answered (at);

-- What citizens agreed to; sha256 and text where the notice is also a file.
CREATE TABLE notice (version TEXT PRIMARY KEY, url TEXT NOT NULL, sha256 TEXT NOT NULL, text TEXT NOT NULL, first_seen REAL NOT NULL);

-- What is on record about a citizen who asks; what is unlinked needs no entry.
CREATE INDEX delivery_recipient ON delivery (recipient) WHERE recipient > 0;

CREATE INDEX subscriber_tester ON subscriber (id) WHERE tester = 1;
CREATE INDEX subscriber_zones ON subscriber (zones) WHERE zones <> '';
CREATE INDEX subscriber_topics ON subscriber (no_topics) WHERE no_topics <> '';

-- Name of the proof key of a line, so that keys can follow one another and end with their lines.
ALTER TABLE consent ADD COLUMN proof_key TEXT NOT NULL DEFAULT '';
CREATE INDEX consent_proof_key ON consent (proof_key) WHERE proof_key <> '';
