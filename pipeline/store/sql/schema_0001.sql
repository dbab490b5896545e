-- The first schema. Times are Unix seconds (UTC). No NULL in any key.

CREATE TABLE setting (name TEXT PRIMARY KEY, value TEXT NOT NULL) WITHOUT ROWID;

-- Reading ------------------------------------------------------------------------------------------

CREATE TABLE feed (
    name TEXT PRIMARY KEY,
    url TEXT NOT NULL,
    etag TEXT NOT NULL DEFAULT '',
    last_modified TEXT NOT NULL DEFAULT '',
    body_hash TEXT NOT NULL DEFAULT '',
    baseline_at REAL,                       -- first good poll; NULL = never read
    polled_at REAL NOT NULL DEFAULT 0,
    next_poll_at REAL NOT NULL DEFAULT 0,
    failures INTEGER NOT NULL DEFAULT 0,
    error TEXT NOT NULL DEFAULT ''
) WITHOUT ROWID;

CREATE TABLE item (
    id INTEGER PRIMARY KEY,
    source TEXT NOT NULL,                   -- feed name, 'desk' or 'reply'
    title TEXT NOT NULL,
    summary TEXT NOT NULL DEFAULT '',
    text TEXT NOT NULL DEFAULT '',
    link TEXT NOT NULL DEFAULT '',
    image TEXT NOT NULL DEFAULT '',
    category TEXT NOT NULL DEFAULT '',
    categories TEXT NOT NULL DEFAULT '[]',  -- JSON
    lane TEXT NOT NULL,
    published_at REAL NOT NULL,
    first_seen_at REAL NOT NULL,
    revision INTEGER NOT NULL DEFAULT 1,
    content_hash TEXT NOT NULL DEFAULT '',
    withdrawn_at REAL                       -- had vanished from the portal before it was due
);
CREATE INDEX item_seen ON item (first_seen_at);

-- Every name an item ever had, kept for ever.
CREATE TABLE alias (name TEXT PRIMARY KEY, item_id INTEGER NOT NULL REFERENCES item) WITHOUT ROWID;
CREATE INDEX alias_item ON alias (item_id);

-- Why something was or was not published; `channel` is '' when it concerns all.
CREATE TABLE decision (
    id INTEGER PRIMARY KEY,
    item_id INTEGER NOT NULL REFERENCES item,
    channel TEXT NOT NULL,
    revision INTEGER NOT NULL,
    at REAL NOT NULL,
    action TEXT NOT NULL,
    reason TEXT NOT NULL
);
CREATE INDEX decision_item ON decision (item_id, id);

-- Sending ------------------------------------------------------------------------------------------

CREATE TABLE channel (name TEXT PRIMARY KEY, baseline_at REAL NOT NULL, mode TEXT NOT NULL) WITHOUT ROWID;

CREATE TABLE post (
    id INTEGER PRIMARY KEY,
    item_id INTEGER NOT NULL REFERENCES item,
    channel TEXT NOT NULL,                  -- also the name of its sender
    kind TEXT NOT NULL,
    revision INTEGER NOT NULL,
    lane TEXT NOT NULL,
    rank INTEGER NOT NULL,                  -- of the lane; lower goes first
    mode TEXT NOT NULL,
    category TEXT NOT NULL DEFAULT '',      -- the provider's price category
    content TEXT NOT NULL DEFAULT '',       -- JSON; '' = could not be rendered yet
    state TEXT NOT NULL,
    reason TEXT NOT NULL DEFAULT '',
    created_at REAL NOT NULL,
    due_at REAL NOT NULL,
    not_after REAL NOT NULL,
    release_from INTEGER NOT NULL DEFAULT 0,  -- recipients up to this id have their delivery
    release_to INTEGER,                       -- highest subscriber at the start of release; NULL = not begun
    released_at REAL,
    answered INTEGER NOT NULL DEFAULT 0,      -- certain answers of the provider, since the last approval
    rejected INTEGER NOT NULL DEFAULT 0,      -- of these, refusals
    done_at REAL,
    UNIQUE (item_id, channel, kind, revision)
);
CREATE INDEX post_open ON post (channel, state, rank, due_at) WHERE state IN ('due', 'held', 'paused', 'sending');

CREATE TABLE delivery (
    id INTEGER PRIMARY KEY,
    post_id INTEGER NOT NULL REFERENCES post,
    recipient INTEGER NOT NULL,             -- subscriber id; 0 = the page itself
    mode TEXT NOT NULL,
    state TEXT NOT NULL DEFAULT 'pending',
    reason TEXT NOT NULL DEFAULT '',
    due_at REAL NOT NULL,
    attempt INTEGER NOT NULL DEFAULT 0,     -- grows with every claim, never reused
    spent INTEGER NOT NULL DEFAULT 0,       -- of the retry budget
    epoch INTEGER NOT NULL DEFAULT 0,       -- of the holder that claimed it last
    attempted_at REAL NOT NULL DEFAULT 0,
    remote_id TEXT NOT NULL DEFAULT '',
    held INTEGER NOT NULL DEFAULT 0,        -- the provider accepted but keeps it back
    absent_at REAL,                         -- first time a read-back did not find it
    provider_state TEXT NOT NULL DEFAULT '',
    provider_rank INTEGER NOT NULL DEFAULT 0,  -- forward only
    provider_at REAL NOT NULL DEFAULT 0,
    UNIQUE (post_id, recipient)
);
CREATE INDEX delivery_pending ON delivery (post_id, due_at, id) WHERE state = 'pending';
CREATE INDEX delivery_open ON delivery (post_id, state) WHERE state IN ('sending', 'uncertain');
CREATE INDEX delivery_remote ON delivery (remote_id) WHERE remote_id <> '' AND provider_rank < 3;

CREATE TABLE attempt (
    delivery_id INTEGER NOT NULL REFERENCES delivery,
    number INTEGER NOT NULL,
    at REAL NOT NULL,
    outcome TEXT NOT NULL,                  -- sent, refused, retry, halt, uncertain
    code TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (delivery_id, number)
) WITHOUT ROWID;

CREATE TABLE remote_post (
    post_id INTEGER PRIMARY KEY REFERENCES post,
    remote_id TEXT NOT NULL,
    url TEXT NOT NULL DEFAULT '',
    at REAL NOT NULL
);

-- Receipts that match nothing yet: they can come before our own record.
CREATE TABLE receipt (id INTEGER PRIMARY KEY, remote_id TEXT NOT NULL, body TEXT NOT NULL, at REAL NOT NULL);
CREATE INDEX receipt_remote ON receipt (remote_id);

CREATE TABLE sender (
    name TEXT PRIMARY KEY,
    epoch INTEGER NOT NULL DEFAULT 0,
    holder TEXT NOT NULL DEFAULT '',        -- '' = free
    expires_at REAL NOT NULL DEFAULT 0,
    idle_since REAL NOT NULL DEFAULT 0,     -- last request of the last holder went before this
    halted TEXT NOT NULL DEFAULT '',        -- '' = not halted, else the reason shown to people
    halted_at REAL NOT NULL DEFAULT 0,
    protective INTEGER NOT NULL DEFAULT 0,  -- a halt that an emergency passes
    not_before REAL NOT NULL DEFAULT 0,     -- the provider asked for a pause
    receipt_at REAL NOT NULL DEFAULT 0      -- newest provider time of any receipt
) WITHOUT ROWID;

-- Citizens -----------------------------------------------------------------------------------------

CREATE TABLE subscriber (
    id INTEGER PRIMARY KEY,
    state TEXT NOT NULL,                    -- guest, active, leaving, left, suspended
    phone_lookup BLOB UNIQUE,               -- HMAC; NULL = not known or erased
    phone BLOB,                             -- encrypted
    user_lookup BLOB UNIQUE,
    user_id BLOB,                           -- encrypted
    mode TEXT NOT NULL,
    welcome TEXT NOT NULL DEFAULT '',       -- '', pending, accepted, failed
    tester INTEGER NOT NULL DEFAULT 0,
    no_marketing INTEGER NOT NULL DEFAULT 0,
    since REAL NOT NULL,
    asked_at REAL NOT NULL,                 -- when the citizen last said to be in
    changed_at REAL NOT NULL,
    welcome_delivery INTEGER,               -- its outcome decides whether broadcasts come
    reply_delivery INTEGER,                 -- newest reply: the number is needed until it is settled
    forget_at REAL                          -- number goes at the latest then (guests, leaving)
);
CREATE INDEX subscriber_forget ON subscriber (forget_at) WHERE forget_at IS NOT NULL;
CREATE INDEX subscriber_welcome ON subscriber (id) WHERE welcome = 'pending';

CREATE TABLE consent (
    id INTEGER PRIMARY KEY,
    subscriber_id INTEGER NOT NULL REFERENCES subscriber,
    action TEXT NOT NULL,                   -- subscribed, left, changed, erased
    at REAL NOT NULL,
    message BLOB NOT NULL,                  -- proof HMAC of the message id
    words TEXT NOT NULL,
    notice TEXT NOT NULL                    -- version of the privacy notice
);

-- Last departures by keyed hash, for as long as older messages may still arrive: nobody comes back by accident.
CREATE TABLE departure (identity BLOB PRIMARY KEY, at REAL NOT NULL) WITHOUT ROWID;
CREATE INDEX departure_at ON departure (at);

CREATE TABLE applied_message (message BLOB PRIMARY KEY, at REAL NOT NULL) WITHOUT ROWID;
CREATE INDEX applied_message_at ON applied_message (at);

-- When `serve` was up: receipts can only be missed while it was.
CREATE TABLE uptime (started_at REAL PRIMARY KEY, seen_at REAL NOT NULL) WITHOUT ROWID;
