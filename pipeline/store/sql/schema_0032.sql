-- Other ways to reach a citizen in an emergency: of a channel, one address each.

CREATE TABLE path (
    id INTEGER PRIMARY KEY,
    subscriber INTEGER NOT NULL,
    channel TEXT NOT NULL,
    -- encrypted
    address BLOB NOT NULL,
    -- keyed hash of the address
    lookup BLOB NOT NULL,
    -- office, or citizen
    given_by TEXT NOT NULL,
    given_at REAL NOT NULL,
    -- NULL = nobody has shown yet that the address is the citizen's
    confirmed_at REAL,
    -- keyed hash of the code that shows it; NULL = none is awaited
    code_hash BLOB,
    tries INTEGER NOT NULL DEFAULT 0,
    UNIQUE (subscriber, channel)
)
;
CREATE INDEX path_channel ON path (channel) WHERE confirmed_at IS NOT NULL;
