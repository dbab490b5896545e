-- The description of an item's picture, by the portal. '' = none, or an item of before.
ALTER TABLE item ADD COLUMN image_alt TEXT NOT NULL DEFAULT '';
