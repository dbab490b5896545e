"""release: gives a due post one delivery for each recipient of that moment."""
