-- A second number of a citizen, a pause, and citizens of a list whom the confirmation did not reach.

-- HMAC of the number under which the provider knows them, where it is not the one they gave
ALTER TABLE subscriber ADD COLUMN also_lookup BLOB;
CREATE INDEX subscriber_also ON subscriber (also_lookup) WHERE also_lookup IS NOT NULL;
-- until then only emergencies come; 0 = no pause
ALTER TABLE subscriber ADD COLUMN paused_until REAL NOT NULL DEFAULT 0;
CREATE INDEX subscriber_unwelcomed ON subscriber (id) WHERE welcome = 'failed';
