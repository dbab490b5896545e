-- What stands beside the tables in PostgreSQL, made anew after every migration: the functions of SQLite that our statements
-- use, the view, and the triggers that keep the tally.

CREATE OR REPLACE FUNCTION json_each(list text) RETURNS TABLE (value text) LANGUAGE sql IMMUTABLE ROWS 20
AS $$ SELECT e.value FROM json_array_elements_text(CASE list WHEN '' THEN '[]' ELSE list END::json) AS e (value) $$;

-- A field of a row that was given as JSON: '$.name'. Text, whatever it is: our statements cast it.
CREATE OR REPLACE FUNCTION json_extract(document text, path text) RETURNS text LANGUAGE sql IMMUTABLE
AS $$ SELECT document::json ->> substr(path, 3) $$;

-- Both keep the order of the keys, as SQLite does.
CREATE OR REPLACE FUNCTION json_remove(document text, path text) RETURNS text LANGUAGE sql IMMUTABLE
AS $$ SELECT coalesce(json_object_agg(key, value)::text, '{}') FROM pg_catalog.json_each(document::json) WHERE '$.' || key <> path $$;

CREATE OR REPLACE FUNCTION json_set(document text, path text, new text) RETURNS text LANGUAGE sql IMMUTABLE
AS $$ SELECT json_object_agg(key, CASE WHEN '$.' || key = path THEN to_json(new) ELSE value END)::text FROM (
    SELECT key, value FROM pg_catalog.json_each(document::json)
    UNION ALL SELECT substr(path, 3), NULL WHERE NOT document::jsonb ? substr(path, 3)) AS pairs $$;

CREATE OR REPLACE FUNCTION instr(text, text) RETURNS bigint LANGUAGE sql IMMUTABLE AS $$ SELECT strpos($1, $2)::bigint $$;

CREATE OR REPLACE FUNCTION hex(bytea) RETURNS text LANGUAGE sql IMMUTABLE AS $$ SELECT upper(encode($1, 'hex')) $$;

-- Of two or three values; of NULL they are NULL, as in SQLite.
CREATE OR REPLACE FUNCTION max(anycompatible, anycompatible) RETURNS anycompatible LANGUAGE sql IMMUTABLE
AS $$ SELECT CASE WHEN $1 IS NULL OR $2 IS NULL THEN NULL ELSE greatest($1, $2) END $$;
CREATE OR REPLACE FUNCTION max(anycompatible, anycompatible, anycompatible) RETURNS anycompatible LANGUAGE sql IMMUTABLE
AS $$ SELECT CASE WHEN $1 IS NULL OR $2 IS NULL OR $3 IS NULL THEN NULL ELSE greatest($1, $2, $3) END $$;
CREATE OR REPLACE FUNCTION min(anycompatible, anycompatible) RETURNS anycompatible LANGUAGE sql IMMUTABLE
AS $$ SELECT CASE WHEN $1 IS NULL OR $2 IS NULL THEN NULL ELSE least($1, $2) END $$;

DROP VIEW IF EXISTS outcome;
CREATE VIEW outcome AS SELECT d.*, coalesce(a.remote_id, '') AS known_as, coalesce(a.status, '') AS status,
    coalesce(a.rank, 0) AS rank, coalesce(a.status_at, 0) AS status_at
FROM delivery d LEFT JOIN attempt a ON a.delivery_id = d.id AND a.number = d.attempt;

-- TG_ARGV: how many to add.
CREATE OR REPLACE FUNCTION count_state() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_ARGV[0] = '-1' THEN
        UPDATE tally SET n = n - 1 WHERE post_id = OLD.post_id AND what = OLD.state;
    ELSE
        INSERT INTO tally (post_id, what, n) VALUES (NEW.post_id, NEW.state, 1)
        ON CONFLICT (post_id, what) DO UPDATE SET n = tally.n + 1;
    END IF;
    RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION count_delivered() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    INSERT INTO tally (post_id, what, n) SELECT post_id, 'delivered', 1 FROM delivery WHERE id = NEW.delivery_id
    ON CONFLICT (post_id, what) DO UPDATE SET n = tally.n + 1;
    RETURN NULL;
END $$;

CREATE OR REPLACE TRIGGER tally_counts AFTER UPDATE OF state ON delivery FOR EACH ROW
WHEN (NEW.state NOT IN ('pending', 'sending') AND NEW.state <> OLD.state) EXECUTE FUNCTION count_state('1');
CREATE OR REPLACE TRIGGER tally_counts_off AFTER UPDATE OF state ON delivery FOR EACH ROW
WHEN (OLD.state NOT IN ('pending', 'sending') AND NEW.state <> OLD.state) EXECUTE FUNCTION count_state('-1');
CREATE OR REPLACE TRIGGER tally_counts_new AFTER INSERT ON delivery FOR EACH ROW
WHEN (NEW.state NOT IN ('pending', 'sending')) EXECUTE FUNCTION count_state('1');
CREATE OR REPLACE TRIGGER tally_delivered AFTER UPDATE OF rank ON attempt FOR EACH ROW
WHEN (NEW.rank = 4 AND OLD.rank <> 4) EXECUTE FUNCTION count_delivered();
CREATE OR REPLACE TRIGGER tally_delivered_new AFTER INSERT ON attempt FOR EACH ROW
WHEN (NEW.rank = 4) EXECUTE FUNCTION count_delivered();
