-- The public archive: when an item first went out. NULL = it has not, or nobody but its recipients may read it (exercises, letters).
ALTER TABLE item ADD COLUMN shown_at REAL;
-- Without the replies to citizens, which are most items: what every page asks of the last days.
CREATE INDEX item_told ON item (first_seen_at) WHERE source <> 'reply';
CREATE INDEX item_shown ON item (shown_at, id) WHERE shown_at IS NOT NULL;

UPDATE item SET shown_at = (SELECT min(o.at) FROM publication o WHERE o.item_id = item.id AND EXISTS (
    SELECT 1 FROM post p JOIN tally t ON t.post_id = p.id AND t.what = 'sent' AND t.n > 0
    WHERE p.item_id = o.item_id AND p.channel = o.channel AND p.kind = 'publish'))
WHERE exercise = '' AND id IN (SELECT item_id FROM publication)
  AND (source NOT IN ('desk', 'reply') OR id IN (SELECT item_id FROM composed));

UPDATE item SET shown_at = (SELECT min(o.at) FROM digest_item n JOIN post g ON g.id = n.post_id
    JOIN publication o ON o.item_id = g.item_id AND o.channel = g.channel WHERE n.item_id = item.id)
WHERE shown_at IS NULL AND exercise = '' AND id IN (SELECT item_id FROM digest_item)
