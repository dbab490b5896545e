-- The event that an item invites to.

-- Unix seconds; NULL = it is none
ALTER TABLE item ADD COLUMN starts_at REAL;
-- NULL = nobody tells
ALTER TABLE item ADD COLUMN ends_at REAL;
-- 1 = days without hours; they end at the midnight after the last
ALTER TABLE item ADD COLUMN all_day INTEGER NOT NULL DEFAULT 0;

-- 1 = wants a reminder on the day before an event
ALTER TABLE subscriber ADD COLUMN reminders INTEGER NOT NULL DEFAULT 0;
CREATE INDEX subscriber_reminders ON subscriber (reminders) WHERE reminders = 1;

CREATE INDEX item_event ON item (starts_at) WHERE starts_at IS NOT NULL;

-- by which `serve` finds the entry for people's calendars; '' = it is no event
ALTER TABLE item ADD COLUMN calendar_name TEXT NOT NULL DEFAULT '';
CREATE INDEX item_calendar ON item (calendar_name) WHERE calendar_name <> '';
