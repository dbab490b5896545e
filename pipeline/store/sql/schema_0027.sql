-- A citizen may choose a language, and a post tells by what it got its zones.

-- a code of config.yaml's `languages`; '' = the first of them
ALTER TABLE subscriber ADD COLUMN language TEXT NOT NULL DEFAULT '';
CREATE INDEX subscriber_language ON subscriber (language) WHERE language <> '';
-- JSON: pairs of a zone and the words or the category that name it; '' = none
ALTER TABLE post ADD COLUMN zones_by TEXT NOT NULL DEFAULT '';
