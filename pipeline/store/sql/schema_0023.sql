-- What staff do: who, when and why. One line for each command, and one for each thing that came of it.

CREATE TABLE act (
    id INTEGER PRIMARY KEY,
    at REAL NOT NULL,
    -- the name of an account, or the one a person gives
    who TEXT NOT NULL,
    -- of the command: approve, hold, …
    verb TEXT NOT NULL,
    -- as it was typed: an item, a channel
    about TEXT NOT NULL,
    because TEXT NOT NULL DEFAULT ''
);
CREATE INDEX act_at ON act (at);
CREATE TABLE act_deed (
    act_id INTEGER NOT NULL,
    number INTEGER NOT NULL,
    -- a code of `Deed`
    deed TEXT NOT NULL,
    -- 0 = a whole channel
    item_id INTEGER NOT NULL,
    channel TEXT NOT NULL,
    PRIMARY KEY (act_id, number)
) WITHOUT ROWID;
CREATE INDEX act_deed_item ON act_deed (item_id);
