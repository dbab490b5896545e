-- Every council portal: what is learnt of a feed.

-- Where it says it has moved for good; `adopted` 1: it is asked there instead of at `url`.
ALTER TABLE feed ADD COLUMN moved_to TEXT NOT NULL DEFAULT '';
ALTER TABLE feed ADD COLUMN moved_since REAL NOT NULL DEFAULT 0;
ALTER TABLE feed ADD COLUMN adopted INTEGER NOT NULL DEFAULT 0;

-- The strongest names its entries have allowed, and what forbade stronger ones.
ALTER TABLE feed ADD COLUMN identity TEXT NOT NULL DEFAULT 'auto';
ALTER TABLE feed ADD COLUMN identity_why TEXT NOT NULL DEFAULT '';

-- Why it seems silent; '' = it does not.
ALTER TABLE feed ADD COLUMN alarm TEXT NOT NULL DEFAULT '';
ALTER TABLE feed ADD COLUMN alarm_at REAL NOT NULL DEFAULT 0;

-- When its page of news was last compared with it.
ALTER TABLE feed ADD COLUMN page_read_at REAL NOT NULL DEFAULT 0;

-- The WebSub hub it names, what we have asked of it, and until when it tells us of news.
ALTER TABLE feed ADD COLUMN hub TEXT NOT NULL DEFAULT '';
ALTER TABLE feed ADD COLUMN hub_topic TEXT NOT NULL DEFAULT '';
ALTER TABLE feed ADD COLUMN hub_secret TEXT NOT NULL DEFAULT '';
ALTER TABLE feed ADD COLUMN hub_until REAL NOT NULL DEFAULT 0;

-- Links of a page of news; `since` 0: it was there at the first look.
CREATE TABLE page_link (
    feed TEXT NOT NULL,
    name TEXT NOT NULL,                     -- canonical
    title TEXT NOT NULL,
    since REAL NOT NULL,
    PRIMARY KEY (feed, name)
) WITHOUT ROWID;
