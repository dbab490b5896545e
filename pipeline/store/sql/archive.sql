-- :name goes_out count
-- The items of a post of which something has gone out are in the public archive from now on: its own, or those of the digest.
-- Letters to citizens, which are the service's own, are not. Index: digest_item's key.
UPDATE item SET shown_at = :now WHERE shown_at IS NULL AND exercise = '' AND id IN (
    SELECT item_id FROM post WHERE id = :post_id AND kind = 'publish'
    UNION ALL SELECT item_id FROM digest_item WHERE post_id = :post_id)
  AND (source NOT IN ('desk', 'reply') OR EXISTS (SELECT 1 FROM composed c WHERE c.item_id = item.id))

-- :fragment text_that_is_out
-- The post with the newest text of item `i` that anybody has got; of what came in digests only, its own post.
(SELECT w.id FROM post w WHERE w.item_id = i.id AND w.mode = :mode AND w.kind IN ('publish', 'edit', 'follow-up')
    AND (EXISTS (SELECT 1 FROM tally t WHERE t.post_id = w.id AND t.what = 'sent' AND t.n > 0)
        OR (w.deferred = 1 AND EXISTS (SELECT 1 FROM digest_item n JOIN tally t ON t.post_id = n.post_id AND t.what = 'sent' AND t.n > 0
            WHERE n.item_id = i.id)))
    ORDER BY w.revision DESC, w.id DESC LIMIT 1)

-- :fragment is_taken_back
-- Item `i` was retracted, or taken down where it could be; or another item corrects it.
(EXISTS (SELECT 1 FROM publication o WHERE o.item_id = i.id AND (o.taken_back_at IS NOT NULL OR o.withdrawn_at IS NOT NULL))
    OR {is_wrong_by_now})

-- :fragment shown
-- What the archive shows of item `i`, whose post `p` has the text that is out: not what nobody has got yet (an edit that waits).
i.id, i.lane, i.link, i.shown_at, i.phase, p.alert, {is_taken_back} AS taken_back,
    CASE WHEN p.headline <> '' AND p.revision <> i.revision THEN p.headline ELSE i.title END AS title,
    CASE WHEN p.revision = i.revision THEN i.summary ELSE '' END AS summary,
    CASE WHEN p.revision = i.revision THEN i.text ELSE '' END AS text

-- :name archive rows
-- What went out, the newest first. `words`: JSON, patterns of LIKE in lower case, each of which must be found. Indexes:
-- item_shown, the UNIQUE key of post.
SELECT {shown}
FROM item i INDEXED BY item_shown CROSS JOIN post p ON p.id = {text_that_is_out}
WHERE i.shown_at IS NOT NULL AND {is_real}
  AND NOT EXISTS (SELECT 1 FROM json_each(:words) AS word WHERE NOT lower(p.headline || ' '
    || CASE WHEN p.revision = i.revision THEN i.title || ' ' || i.summary || ' ' || substr(i.text, 1, 1000) ELSE '' END) LIKE word.value ESCAPE '!')
ORDER BY i.shown_at DESC, i.id DESC LIMIT :limit OFFSET :skip

-- :name archived row
-- One item that went out. The primary key.
SELECT {shown}
FROM item i CROSS JOIN post p ON p.id = {text_that_is_out}
WHERE i.id = :id AND i.shown_at IS NOT NULL AND {is_real}

-- :name notices rows
-- All versions of the privacy notice, the newest first.
SELECT version, url, text, first_seen FROM notice ORDER BY first_seen DESC, version DESC
