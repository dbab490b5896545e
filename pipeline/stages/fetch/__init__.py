"""fetch: gets a feed if it has changed, within limits, from addresses one may ask."""
