"""fetch: gets a feed if it has changed, within limits, from permitted addresses only."""
