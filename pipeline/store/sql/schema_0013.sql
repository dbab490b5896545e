-- What became of a post's deliveries, counted along: `status` need not walk three million rows to say it.
-- `what`: the state; a sent one is `unanswered` (no receipt yet), `sent` or `delivered`. Pending ones and those under way
-- are not counted here but by their partial indexes, so that releasing and claiming cost nothing more.
CREATE TABLE tally (post_id INTEGER NOT NULL, what TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (post_id, what)) WITHOUT ROWID;

INSERT INTO tally (post_id, what, n)
SELECT post_id, CASE WHEN state <> 'sent' THEN state WHEN provider_state = 'delivered' THEN 'delivered'
    WHEN provider_rank = 0 AND recipient <> 0 THEN 'unanswered' ELSE 'sent' END AS what, count(*)
FROM delivery WHERE state NOT IN ('pending', 'sending') GROUP BY 1, 2;

-- A line each: the statements of a schema end where a line ends with a semicolon.
CREATE TRIGGER tally_counts AFTER UPDATE OF state, provider_state, provider_rank ON delivery
WHEN new.state NOT IN ('pending', 'sending')
BEGIN
    INSERT INTO tally (post_id, what, n) VALUES (new.post_id, CASE WHEN new.state <> 'sent' THEN new.state WHEN new.provider_state = 'delivered' THEN 'delivered' WHEN new.provider_rank = 0 AND new.recipient <> 0 THEN 'unanswered' ELSE 'sent' END, 1) ON CONFLICT DO UPDATE SET n = n + 1; END;

CREATE TRIGGER tally_counts_off AFTER UPDATE OF state, provider_state, provider_rank ON delivery
WHEN old.state NOT IN ('pending', 'sending')
BEGIN
    UPDATE tally SET n = n - 1 WHERE post_id = old.post_id AND what = CASE WHEN old.state <> 'sent' THEN old.state WHEN old.provider_state = 'delivered' THEN 'delivered' WHEN old.provider_rank = 0 AND old.recipient <> 0 THEN 'unanswered' ELSE 'sent' END; END;

CREATE TRIGGER tally_counts_new AFTER INSERT ON delivery
WHEN new.state NOT IN ('pending', 'sending')
BEGIN
    INSERT INTO tally (post_id, what, n) VALUES (new.post_id, CASE WHEN new.state <> 'sent' THEN new.state WHEN new.provider_state = 'delivered' THEN 'delivered' WHEN new.provider_rank = 0 AND new.recipient <> 0 THEN 'unanswered' ELSE 'sent' END, 1) ON CONFLICT DO UPDATE SET n = n + 1; END;

-- Few rows each, and nothing to keep up for all others.
CREATE INDEX delivery_held ON delivery (post_id) WHERE held = 1;
CREATE INDEX delivery_no_room ON delivery (post_id) WHERE state = 'pending' AND reason = 'daily limit';
CREATE INDEX delivery_again ON delivery (post_id) WHERE absent_at IS NOT NULL;
CREATE INDEX post_written ON post (channel) WHERE kind <> 'reply'
