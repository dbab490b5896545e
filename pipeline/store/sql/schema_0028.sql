-- In which digests an item was: who reads digests only is reminded of the events in them.
CREATE INDEX digest_item_by_item ON digest_item (item_id);
