-- Reasons are values: a code, and its facts as JSON ('' = none). `old_reasons.py` turns the sentences of older releases
-- into them, in the same transaction.

ALTER TABLE decision ADD COLUMN facts TEXT NOT NULL DEFAULT '';
ALTER TABLE post ADD COLUMN facts TEXT NOT NULL DEFAULT '';
ALTER TABLE delivery ADD COLUMN facts TEXT NOT NULL DEFAULT '';
ALTER TABLE attempt ADD COLUMN facts TEXT NOT NULL DEFAULT '';
-- of `halted`
ALTER TABLE sender ADD COLUMN facts TEXT NOT NULL DEFAULT '';
ALTER TABLE template ADD COLUMN facts TEXT NOT NULL DEFAULT '';
ALTER TABLE feed ADD COLUMN error_facts TEXT NOT NULL DEFAULT '';
ALTER TABLE feed ADD COLUMN alarm_facts TEXT NOT NULL DEFAULT '';
ALTER TABLE feed ADD COLUMN identity_facts TEXT NOT NULL DEFAULT '';

DROP INDEX post_put_off;
CREATE INDEX post_put_off ON post (done_at) WHERE reason = 'over_budget';
DROP INDEX delivery_no_room;
CREATE INDEX delivery_no_room ON delivery (post_id) WHERE state = 'pending' AND reason = 'daily_limit'
