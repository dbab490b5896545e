-- What became of a post's deliveries, counted along: `status` need not walk three million rows to say it.
-- `what`: a state (but pending and sending, which partial indexes count), or `delivered`, of attempts.
CREATE TABLE tally (post_id INTEGER NOT NULL, what TEXT NOT NULL, n INTEGER NOT NULL, PRIMARY KEY (post_id, what)) WITHOUT ROWID;

INSERT INTO tally (post_id, what, n)
SELECT post_id, state, count(*) FROM delivery WHERE state NOT IN ('pending', 'sending') GROUP BY 1, 2;
INSERT INTO tally (post_id, what, n)
SELECT d.post_id, 'delivered', count(*) FROM attempt a JOIN delivery d ON d.id = a.delivery_id WHERE a.rank = 4 GROUP BY 1;

-- A line each: the statements of a schema end where a line ends with a semicolon.
CREATE TRIGGER tally_counts AFTER UPDATE OF state ON delivery WHEN new.state NOT IN ('pending', 'sending') AND new.state <> old.state
BEGIN INSERT INTO tally (post_id, what, n) VALUES (new.post_id, new.state, 1) ON CONFLICT DO UPDATE SET n = n + 1; END;

CREATE TRIGGER tally_counts_off AFTER UPDATE OF state ON delivery WHEN old.state NOT IN ('pending', 'sending') AND new.state <> old.state
BEGIN UPDATE tally SET n = n - 1 WHERE post_id = old.post_id AND what = old.state; END;

CREATE TRIGGER tally_counts_new AFTER INSERT ON delivery WHEN new.state NOT IN ('pending', 'sending')
BEGIN INSERT INTO tally (post_id, what, n) VALUES (new.post_id, new.state, 1) ON CONFLICT DO UPDATE SET n = n + 1; END;

-- Forward only: what was delivered stays so.
CREATE TRIGGER tally_delivered AFTER UPDATE OF rank ON attempt WHEN new.rank = 4 AND old.rank <> 4
BEGIN INSERT INTO tally (post_id, what, n) SELECT post_id, 'delivered', 1 FROM delivery WHERE id = new.delivery_id ON CONFLICT DO UPDATE SET n = n + 1; END;

CREATE TRIGGER tally_delivered_new AFTER INSERT ON attempt WHEN new.rank = 4
BEGIN INSERT INTO tally (post_id, what, n) SELECT post_id, 'delivered', 1 FROM delivery WHERE id = new.delivery_id ON CONFLICT DO UPDATE SET n = n + 1; END;

-- Few rows each: what the provider keeps back; what it has not said a word of yet, which its first receipt takes out.
CREATE INDEX attempt_held ON attempt (delivery_id) WHERE rank = 1;
CREATE INDEX attempt_unheard ON attempt (delivery_id) WHERE rank = 0 AND outcome = 'sent';
CREATE INDEX delivery_no_room ON delivery (post_id) WHERE state = 'pending' AND reason = 'daily limit';
CREATE INDEX delivery_again ON delivery (post_id) WHERE absent_at IS NOT NULL;
CREATE INDEX post_written ON post (channel) WHERE kind <> 'reply'
