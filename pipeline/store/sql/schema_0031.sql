-- The colours of civil protection, and the alerts that we publish as CAP.

-- What was last known of each hazard and day, by which a change is noticed.
CREATE TABLE colour (
    feed TEXT NOT NULL,
    place TEXT NOT NULL,               -- the council's code, or its zone
    hazard TEXT NOT NULL,              -- `pipeline/colour.py`
    day TEXT NOT NULL,                 -- local date
    zone TEXT NOT NULL DEFAULT '',     -- as the source calls it
    spans TEXT NOT NULL,               -- JSON: [begin, end, level] of the hours that have a value
    issued_at REAL NOT NULL,           -- 0 = the source does not say
    changes INTEGER NOT NULL,          -- how many times its colour has changed
    PRIMARY KEY (feed, place, hazard, day)
);

-- of an official colour: `Hazard` of `pipeline/colour.py`; '' = it is none
ALTER TABLE item ADD COLUMN hazard TEXT NOT NULL DEFAULT '';
-- its level, 0 = green: the end of one; NULL = it is none
ALTER TABLE item ADD COLUMN level INTEGER;
-- the hours for which it holds; NULL = nobody tells. After the last one nobody is told.
ALTER TABLE item ADD COLUMN valid_from REAL;
ALTER TABLE item ADD COLUMN valid_until REAL;
-- the item whose place it takes, or that it ends
ALTER TABLE item ADD COLUMN follows INTEGER;
