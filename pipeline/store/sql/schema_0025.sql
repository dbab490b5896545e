-- When messages go out: what an alert warns of, when a post began, and citizens' own quiet hours.

-- The grade of an emergency: `pipeline/alert.py`; '' = it is none
ALTER TABLE post ADD COLUMN alert TEXT NOT NULL DEFAULT '';
UPDATE post SET alert = 'danger' WHERE lane = 'emergency' AND state IN ('due', 'held', 'paused', 'sending');
-- when the first recipients were released; NULL = not yet, or a post of before
ALTER TABLE post ADD COLUMN begun_at REAL;
CREATE INDEX post_begun ON post (channel, begun_at) WHERE begun_at IS NOT NULL;

-- Minutes of the day in wall time; equal = none
ALTER TABLE subscriber ADD COLUMN quiet_from INTEGER NOT NULL DEFAULT 0;
ALTER TABLE subscriber ADD COLUMN quiet_to INTEGER NOT NULL DEFAULT 0;
CREATE INDEX delivery_own_quiet ON delivery (post_id) WHERE state = 'pending' AND reason = 'own_quiet';
