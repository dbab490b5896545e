-- Nothing is written here: in a database that was moved away nothing can be.

-- The ids of the items that the last sound reading showed, in its order (JSON); '' = there was none yet, so that the
-- baseline may lack items; 'null' = not known, because an older release read it.
ALTER TABLE feed ADD COLUMN shown TEXT NOT NULL DEFAULT 'null';

-- The feed whose words an item has, because it says most of it; '' = its source. And what the other feeds that show it
-- give to it: feed -> its categories and its lane (JSON); '' = no other feed does.
ALTER TABLE item ADD COLUMN told_by TEXT NOT NULL DEFAULT '';
ALTER TABLE item ADD COLUMN also TEXT NOT NULL DEFAULT '';

-- Replies to citizens are items too, and many more than all others.
CREATE INDEX item_news ON item (first_seen_at) WHERE source <> 'reply'
