"""release: a post whose time has come gets a delivery for each recipient of that moment."""
