-- Who waits and why; whom Meta lets us write to in a day; a broadcast in waves.

-- Rates that this citizen's delivery has met: each wait is longer.
ALTER TABLE delivery ADD COLUMN waits INTEGER NOT NULL DEFAULT 0;

-- Nothing more of this post until then.
ALTER TABLE post ADD COLUMN not_before REAL NOT NULL DEFAULT 0;
-- The code that refused its last recipients, and how many of them in a row.
ALTER TABLE post ADD COLUMN fault TEXT NOT NULL DEFAULT '';
ALTER TABLE post ADD COLUMN faults INTEGER NOT NULL DEFAULT 0;
-- Release begins after this subscriber and comes round to it.
ALTER TABLE post ADD COLUMN turn_from INTEGER NOT NULL DEFAULT 0;
-- canary, first, held, all; '' = not begun. Until when the rest waits.
ALTER TABLE post ADD COLUMN wave TEXT NOT NULL DEFAULT '';
ALTER TABLE post ADD COLUMN wave_until REAL NOT NULL DEFAULT 0;

-- Pauses for a rate since the last message accepted: each is longer.
ALTER TABLE sender ADD COLUMN pauses INTEGER NOT NULL DEFAULT 0;
-- When a halt ends by itself; 0 = when a person approves.
ALTER TABLE sender ADD COLUMN halted_until REAL NOT NULL DEFAULT 0;
-- Citizens the provider lets it write to first in 24 hours: -1 = any number, 0 = not known; when it was last asked.
ALTER TABLE sender ADD COLUMN daily_limit INTEGER NOT NULL DEFAULT 0;
ALTER TABLE sender ADD COLUMN quality TEXT NOT NULL DEFAULT '';
ALTER TABLE sender ADD COLUMN asked_at REAL NOT NULL DEFAULT 0;
-- The subscriber after whom the next broadcast begins: who had no room was next.
ALTER TABLE sender ADD COLUMN turn INTEGER NOT NULL DEFAULT 0;

CREATE INDEX subscriber_state ON subscriber (state, mode, id, tester);
CREATE INDEX subscriber_canary ON subscriber (id) WHERE canary = 1;
-- What was said to have failed may have been delivered after all: only then nothing more can be said of it.
DROP INDEX delivery_remote;
CREATE INDEX delivery_remote ON delivery (remote_id) WHERE remote_id <> '' AND provider_rank < 4;

CREATE INDEX subscriber_unheard ON subscriber (unheard_since) WHERE unheard >= 2;

-- What a failure means is said in a form of its own; the few receipts still kept say no more than that they failed.
UPDATE receipt SET body = json_remove(body, '$.code', '$.reason', '$.passing', '$.about', '$.halt');
