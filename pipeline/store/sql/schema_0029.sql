-- An item may correct an earlier one: who was told that one is told, whatever they chose since.

-- JSON: ids of items, the newest first; '' = it corrects none
ALTER TABLE post ADD COLUMN corrects TEXT NOT NULL DEFAULT '';
CREATE INDEX decision_unsure ON decision (at) WHERE reason = 'perhaps_corrects';
CREATE INDEX decision_corrected ON decision (item_id) WHERE reason = 'corrected_by';
CREATE INDEX post_no_budget ON post (done_at) WHERE reason = 'no_budget';
CREATE INDEX post_edit ON post (channel, created_at) WHERE kind = 'edit';
