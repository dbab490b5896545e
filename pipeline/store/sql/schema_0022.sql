-- A post may have another text for some of its recipients; a digest leaves out what a citizen knows already.

-- the name of the text it gets; '' = the post's own
ALTER TABLE delivery ADD COLUMN version TEXT NOT NULL DEFAULT '';
CREATE TABLE version (
    post_id INTEGER NOT NULL,
    -- of a digest: the bits of its items together, in hexadecimal
    name TEXT NOT NULL,
    content TEXT NOT NULL,
    PRIMARY KEY (post_id, name)
) WITHOUT ROWID;

-- The items of a digest, in its order.
CREATE TABLE digest_item (
    post_id INTEGER NOT NULL,
    -- 1, 2, 4, …: together they name a version
    bit INTEGER NOT NULL,
    item_id INTEGER NOT NULL,
    -- 1 = nobody got it at once
    deferred INTEGER NOT NULL,
    topics TEXT NOT NULL,
    zones TEXT NOT NULL,
    PRIMARY KEY (post_id, bit)
) WITHOUT ROWID;
