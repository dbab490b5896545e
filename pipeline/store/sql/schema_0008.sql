-- What a post may cost and has cost, in millionths of a euro; what was put off to the next digest.

-- NULL = the provider has not told yet; 0 = free
ALTER TABLE delivery ADD COLUMN charged INTEGER;
ALTER TABLE post ADD COLUMN estimate INTEGER NOT NULL DEFAULT 0;
ALTER TABLE post ADD COLUMN spent INTEGER NOT NULL DEFAULT 0;
-- 1 = nobody got it at once: it belongs into a digest
ALTER TABLE post ADD COLUMN deferred INTEGER NOT NULL DEFAULT 0;
-- when money was set apart for it, or first spent: the month it counts in; NULL = costs nothing so far
ALTER TABLE post ADD COLUMN priced_at REAL;
CREATE INDEX post_priced ON post (priced_at) WHERE priced_at IS NOT NULL;

-- What was charged, by quarter of an hour: a month begins at midnight of the town, and a bill is by delivery.
CREATE TABLE spending (quarter INTEGER PRIMARY KEY, millionths INTEGER NOT NULL);

-- Today's, by category: settings and the channel's own list, as every run writes them.
CREATE TABLE price (category TEXT PRIMARY KEY, millionths INTEGER NOT NULL) WITHOUT ROWID;
CREATE INDEX post_published ON post (created_at) WHERE kind = 'publish';
CREATE INDEX post_put_off ON post (done_at) WHERE reason = 'over budget';
