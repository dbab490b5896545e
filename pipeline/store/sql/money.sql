-- :name save_price count
INSERT INTO price (category, millionths) VALUES (:category, :millionths)
ON CONFLICT (category) DO UPDATE SET millionths = excluded.millionths

-- :name price value
-- An unknown category counts as the most expensive one.
SELECT coalesce((SELECT millionths FROM price WHERE category = :category), (SELECT max(millionths) FROM price), 0)

-- :name charge_deliveries rows
-- The cost of each delivery, from JSON: charged only once, even if receipts come twice, late or out of order.
UPDATE delivery SET charged = c.millionths FROM (
    SELECT CAST(json_extract(value, '$.delivery') AS BIGINT) AS delivery, CAST(json_extract(value, '$.millionths') AS BIGINT) AS millionths
    FROM json_each(:costs)) AS c
WHERE delivery.id = c.delivery AND delivery.charged IS NULL
RETURNING post_id, coalesce(charged, 0) AS cost

-- :name charge_post count
UPDATE post SET spent = spent + :millionths, priced_at = coalesce(priced_at, :now) WHERE id = :id

-- :name audience value
-- The number of citizens a broadcast would go to, by the conditions of `claim_deliveries`; those who pause are counted.
SELECT count(*) FROM subscriber s
WHERE {is_served} AND s.welcome <> 'failed'
  AND NOT (:category = 'MARKETING' AND s.no_marketing = 1)
  AND NOT (:lane <> 'emergency' AND :audience <> 'everyone' AND s.wants = 'urgent')
  AND NOT (:audience = 'now' AND s.wants = 'digest') AND NOT (:audience = 'digest' AND s.wants = 'all')
  AND NOT (:topics <> '' AND s.no_topics <> '' AND NOT EXISTS (
    SELECT 1 FROM json_each(:topics) AS t WHERE instr(s.no_topics, '|' || t.value || '|') = 0))
  AND NOT (:zones <> '' AND s.zones <> '' AND NOT EXISTS (
    SELECT 1 FROM json_each(:zones) AS z WHERE instr(s.zones, '|' || z.value || '|') > 0))

-- :name drill_audience value
-- The number of those who take part in an exercise, as in `takes_part`. Indexes: subscriber_canary, subscriber_tester, subscriber_drill.
SELECT count(*) FROM subscriber s WHERE {is_served} AND s.welcome <> 'failed' AND s.id IN (
    SELECT id FROM subscriber WHERE canary = 1 UNION SELECT id FROM subscriber WHERE tester = 1
    UNION SELECT id FROM subscriber WHERE drill <> '' AND drill = :exercise)

-- :name commit_money count
UPDATE post SET estimate = :estimate, priced_at = coalesce(priced_at, :now)
WHERE id = :id AND state IN ('due', 'sending')

-- :name money_set_apart row
-- Whether an earlier revision has begun: its money also covers the newer one, which goes to the other recipients.
SELECT 1 FROM post WHERE item_id = :item_id AND channel = :channel AND kind = :kind AND priced_at IS NOT NULL LIMIT 1

-- :name charge_month count
INSERT INTO spending (quarter, millionths) VALUES (CAST(floor(:now / 900) AS BIGINT), :millionths)
ON CONFLICT (quarter) DO UPDATE SET millionths = spending.millionths + excluded.millionths

-- :name month_spent value
SELECT coalesce(sum(millionths), 0) FROM spending WHERE quarter >= :since / 900

-- :name outstanding value
-- What broadcasts may still cost, those of last month that are under way too. All revisions of an item go to the same
-- citizens, each once: the largest estimate is that of all. What ended before `settled` will cost no more.
-- Index: post_priced.
WITH priced AS MATERIALIZED (
    SELECT item_id, channel, kind, estimate, spent, done_at FROM post WHERE priced_at >= :since)
SELECT coalesce(sum(CASE WHEN ended < :settled OR spent > estimate THEN 0 ELSE estimate - spent END), 0) FROM (
  SELECT max(estimate) AS estimate, sum(spent) AS spent, max(coalesce(done_at, :now)) AS ended
  FROM priced GROUP BY item_id, channel, kind) AS items

-- :name free_messages value
-- Replies of the month that the provider did not bill. Index: post_priced.
SELECT count(*) FROM post WHERE priced_at >= :since AND kind = 'reply' AND spent = 0

-- :name put_off_count value
-- Indexes: post_put_off, post_no_budget.
SELECT (SELECT count(*) FROM post WHERE state IN ('cancelled', 'expired') AND reason = 'over_budget' AND done_at > :since)
    + (SELECT count(*) FROM post WHERE state IN ('cancelled', 'expired') AND reason = 'no_budget' AND done_at > :since)

-- :name past_items rows
SELECT lane, published_at FROM item WHERE source NOT IN ('desk', 'reply') AND (:feed = '' OR source = :feed)
