-- What the operators have been told, and when.

CREATE TABLE alert (name TEXT PRIMARY KEY, told_at REAL NOT NULL)
