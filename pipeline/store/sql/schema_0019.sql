-- Readings in a row of a damaged feed, and its damage; 0 = the last one was sound.
ALTER TABLE feed ADD COLUMN flawed INTEGER NOT NULL DEFAULT 0;
ALTER TABLE feed ADD COLUMN flaw TEXT NOT NULL DEFAULT '';
ALTER TABLE feed ADD COLUMN flaw_facts TEXT NOT NULL DEFAULT ''
