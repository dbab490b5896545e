-- Whether an item tells of a beginning, of an end, or of an exercise: `pipeline/phase.py`.
ALTER TABLE item ADD COLUMN phase TEXT NOT NULL DEFAULT '';

-- The title under which a post told its item: the portal may have changed it since. '' = a post of before.
ALTER TABLE post ADD COLUMN headline TEXT NOT NULL DEFAULT '';

-- News in a category of emergencies that do not sound like one: a person is told.
CREATE INDEX decision_calmed ON decision (at) WHERE reason = 'calmed';
