-- What citizens choose in full; whom Meta lets us reach, and who hears us; what a post is for and costs.

-- all, digest or urgent
ALTER TABLE subscriber ADD COLUMN wants TEXT NOT NULL DEFAULT 'all';
UPDATE subscriber SET wants = 'urgent' WHERE urgent_only = 1;
ALTER TABLE subscriber DROP COLUMN urgent_only;
-- |eventi|scuola|: news of these alone does not come
ALTER TABLE subscriber ADD COLUMN no_topics TEXT NOT NULL DEFAULT '';
-- |centro|: of other zones nothing comes; '' = of all
ALTER TABLE subscriber ADD COLUMN zones TEXT NOT NULL DEFAULT '';
-- staff: gets a broadcast before everyone
ALTER TABLE subscriber ADD COLUMN canary INTEGER NOT NULL DEFAULT 0;

-- The last message that counted against the messaging limit; sends since the last that was delivered, and the first of them.
ALTER TABLE subscriber ADD COLUMN reached_at REAL NOT NULL DEFAULT 0;
ALTER TABLE subscriber ADD COLUMN unheard INTEGER NOT NULL DEFAULT 0;
ALTER TABLE subscriber ADD COLUMN unheard_since REAL NOT NULL DEFAULT 0;
CREATE INDEX subscriber_reached ON subscriber (reached_at) WHERE reached_at > 0;

-- '' = by lane; now or digest: who wants news so; everyone
ALTER TABLE post ADD COLUMN audience TEXT NOT NULL DEFAULT '';
-- JSON; '' = of no topic one could refuse
ALTER TABLE post ADD COLUMN topics TEXT NOT NULL DEFAULT '';
-- JSON; '' = of the whole town
ALTER TABLE post ADD COLUMN zones TEXT NOT NULL DEFAULT '';
-- the provider's name of it; '' = free text
ALTER TABLE post ADD COLUMN template TEXT NOT NULL DEFAULT '';

-- As JSON has it in the content: which posts wait for which template.
UPDATE post SET template = coalesce(json_extract(content, '$.template'), '') WHERE content <> '';
UPDATE post SET audience = 'now' WHERE lane = 'news';

-- A partial index serves only statements that repeat its very condition: those of the first schema served none.
DROP INDEX post_open;
DROP INDEX delivery_open;
CREATE INDEX post_open ON post (channel, state, rank, due_at);
CREATE INDEX post_unreleased ON post (channel, rank, due_at) WHERE released_at IS NULL AND state IN ('due', 'sending');
CREATE INDEX post_template ON post (template, state) WHERE template <> '';
CREATE INDEX post_sending ON post (channel) WHERE state = 'sending';
CREATE INDEX post_held ON post (item_id, channel) WHERE state IN ('held', 'paused');
CREATE INDEX item_source ON item (source, first_seen_at);
CREATE INDEX delivery_sending ON delivery (post_id) WHERE state = 'sending';
CREATE INDEX delivery_uncertain ON delivery (post_id) WHERE state = 'uncertain';
