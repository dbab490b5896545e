-- Exercises, the register of the emergency lane, and how far messages got.

-- The drill that it is an exercise of, '-' = of the staff alone; '' = it is real. Stamped when it is made: nothing changes it.
ALTER TABLE item ADD COLUMN exercise TEXT NOT NULL DEFAULT '';
-- that of its item
ALTER TABLE post ADD COLUMN exercise TEXT NOT NULL DEFAULT '';
-- the drill of config.yaml in which a citizen takes part; '' = in none
ALTER TABLE subscriber ADD COLUMN drill TEXT NOT NULL DEFAULT '';
CREATE INDEX subscriber_drill ON subscriber (drill) WHERE drill <> '';

-- Who sent by the emergency lane what the program does not call an emergency: one asks, another approves.
CREATE TABLE raising (
    item_id INTEGER NOT NULL,
    asked_at REAL NOT NULL,
    -- '' = a rule of config.yaml
    asked_by TEXT NOT NULL,
    because TEXT NOT NULL,
    -- NULL = nobody has approved it yet
    approved_at REAL,
    approved_by TEXT NOT NULL DEFAULT '',
    PRIMARY KEY (item_id)
) WITHOUT ROWID;

-- How far an item got, kept when the records of single messages are forgotten. No personal data.
CREATE TABLE reach (
    item_id INTEGER NOT NULL,
    channel TEXT NOT NULL,
    at REAL NOT NULL,
    -- JSON
    figures TEXT NOT NULL,
    PRIMARY KEY (item_id, channel)
) WITHOUT ROWID;
