-- What the provider says of templates and of the account.

CREATE TABLE template (
    channel TEXT NOT NULL,
    name TEXT NOT NULL,
    language TEXT NOT NULL,
    status TEXT NOT NULL,
    category TEXT NOT NULL DEFAULT '',
    quality TEXT NOT NULL DEFAULT '',
    reason TEXT NOT NULL DEFAULT '',
    remote_id TEXT NOT NULL DEFAULT '',
    body TEXT NOT NULL DEFAULT '',
    footer TEXT NOT NULL DEFAULT '',
    told_at REAL NOT NULL DEFAULT 0,        -- when the provider said so, by its own clock
    seen_at REAL NOT NULL,
    PRIMARY KEY (channel, name, language)
) WITHOUT ROWID;

CREATE TABLE account_news (id INTEGER PRIMARY KEY, channel TEXT NOT NULL, kind TEXT NOT NULL, text TEXT NOT NULL, at REAL NOT NULL);
CREATE INDEX account_news_at ON account_news (channel, at);
