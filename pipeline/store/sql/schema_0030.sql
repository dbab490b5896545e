-- What a person composed: each step of an alert or of a state, as facts.

CREATE TABLE composed (
    item_id INTEGER NOT NULL,
    -- of the item, as the step made it
    revision INTEGER NOT NULL,
    -- begin, update, end
    step TEXT NOT NULL,
    -- its key in the phrase library
    hazard TEXT NOT NULL,
    at REAL NOT NULL,
    -- JSON: `pipeline/composed.py`
    draft TEXT NOT NULL,
    PRIMARY KEY (item_id, revision)
) WITHOUT ROWID;
CREATE INDEX composed_at ON composed (at);
